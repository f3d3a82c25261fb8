// The page: controls make an address, an address makes a solution, a solution makes figures. Nothing else is kept.

import { address, EXAMPLES, pairs, parse } from "./address.js";
import { control, element, symbol } from "./controls.js";
import { drawSolution, drawStep, makeFigures } from "./drawing.js";
import { short } from "./figures.js";
import { learn, Refusal } from "./learning.js";
import { named } from "./networks.js";

// Written here by page.py: the emitted systems by name, and what the outcomes mean.
/* global SYSTEMS, MEANINGS */

const PLAY_SECONDS = 8;

// --- Controls

let controls = {}; // by name, of the system that is shown
let controlled = null; // that system

function makeControls(system) {
  controlled = system;
  controls = {};
  document.querySelectorAll("#controls .control").forEach((box) => box.remove());
  const add = (name, domain, id, origin) => {
    controls[name] = control(name, domain, origin, controlsChanged);
    element(id).append(controls[name].box);
  };
  for (const name of system.parameters) {
    add(name, system.domains[name], name.startsWith("eta_") ? "rates" : "target");
  }
  add("until", "positive", "target");
  system.state.forEach((name, k) => add(name, "real", "initial", system.origin[k]));
  element("initial").open = system.state.length <= 8 && matchMedia("(min-width: 62rem)").matches;
  element("rates").open = false;
  element("assumptions").replaceChildren(
    ...system.assumptions.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })),
  );
  for (const id of ["horizontal", "vertical"]) {
    const names = [...system.state, ...system.observableNames];
    element(id).replaceChildren(...names.map((name) => new Option(symbol(name), name)));
  }
}

/** What a value is that is not given. */
const standardValues = (system) => ({ ...system.defaults, ...named(system.state, system.origin) });

/** The address that the controls stand for. Values that are what they would be anyway are left out of it. */
function addressOfControls() {
  const system = controlled;
  const standard = standardValues(system);
  const values = { system: system.name };
  for (const [name, { value }] of Object.entries(controls)) {
    if (name !== "until" && (value === "" || Number(value) !== standard[name])) values[name] = value;
  }
  return address({
    ...values,
    until: controls.until.value,
    at: shown && slider.valueAsNumber < 1000 ? atOfSlider() : undefined, // without it, it is the end
    horizontal: element("horizontal").value,
    vertical: element("vertical").value,
  });
}

let waiting = false;

/** Movements of a slider that come while figures are drawn are one change. */
function controlsChanged() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    remember(addressOfControls());
    show(false);
  });
}

/** Put an address into the bar, where that is allowed (a framed page may not). */
function remember(text) {
  current = text;
  try {
    history.replaceState(null, "", `#${text}`);
  } catch {
    // The figures follow all the same.
  }
}

// --- From the address to the figures

let current = ""; // the address that is shown
let shown = null; // {request, solution} of it, or null if there is none

/** Solve what the address asks for, and draw it; `anew`: the controls, too, have to follow. */
function show(anew) {
  let request = null;
  try {
    request = parse(current, SYSTEMS);
    if (request.system !== controlled) makeControls(request.system);
    if (anew) setControls(request);
    const before = shown?.solution;
    shown = { request, solution: learn(request) };
    if (!before || anew || shown.request.at !== atOfSlider()) setSlider(request.at);
    report(shown);
    drawSolution(shown.request, shown.solution);
    drawNow();
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    shown = null;
    if (anew) setControlsAsGiven();
    refuse(refusal.message, request);
  }
}

function setControls({ system, parameters, initial, until, horizontal, vertical }) {
  element("system").value = system.name;
  system.parameters.forEach((name, k) => (controls[name].value = parameters[k]));
  system.state.forEach((name, k) => (controls[name].value = initial[k]));
  controls.until.value = until;
  element("horizontal").value = horizontal;
  element("vertical").value = vertical;
}

/** Let the controls have what an address gives that was refused, so that it can be mended there. */
function setControlsAsGiven() {
  try {
    const given = pairs(current);
    const name = given.get("system");
    if (!Object.hasOwn(SYSTEMS, name)) return;
    element("system").value = name;
    if (SYSTEMS[name] !== controlled) makeControls(SYSTEMS[name]);
    const standard = standardValues(controlled);
    for (const [key, box] of Object.entries(controls)) box.value = given.get(key) ?? standard[key] ?? "";
  } catch {
    // The address cannot be taken apart; the sentence says so.
  }
}

function refuse(sentence, request) {
  element("message").textContent = sentence;
  element("message").hidden = false;
  element("outcome").textContent = "";
  element("command").textContent = "–";
  element("figures").hidden = true;
  element("readout").textContent = JSON.stringify(record(request, null, null, sentence), null, 2);
}

/** What is in the readout: the names are those of `python -m reduced_odes … --json -`. */
function record(request, final, outcome, error) {
  return {
    system: request?.system.name ?? null,
    parameters: request && named(request.system.parameters, request.parameters),
    initial: request && named(request.system.state, request.initial),
    until: request?.until ?? null,
    final,
    outcome,
    ...(error && { error }),
  };
}

/** The outcome in words, first and last values, JSON, and the command that gives the same. */
function report({ request, solution }) {
  const { system, parameters, initial, until } = request;
  const { outcome, events, times, states, observables } = solution;
  const happened = [
    events.learnt !== null ? `That is at s = ${short(events.learnt)}, with the fraction 10⁻⁶.` : "",
    events.pairBorn.length ? `A conjugate pair is born at s = ${events.pairBorn.map(short).join(" and ")}.` : "",
  ];
  const ended = times.at(-1) < until ? `The solution ends at s = ${short(times.at(-1))}.` : "";
  element("message").hidden = true;
  element("figures").hidden = false;
  const sentences = [MEANINGS[outcome], ...happened, ended].filter(Boolean).join(" ");
  element("outcome").innerHTML = `<strong>${outcome.replace("_", " ")}</strong>: ${sentences}`;

  const series = {
    ...named(
      system.state,
      system.state.map((_, k) => states.map((state) => state[k])),
    ),
    ...observables,
  };
  const rows = Object.entries(series).map(
    ([name, x]) =>
      `<tr><th scope="row">${symbol(name)}</th><td>${short(x[0])}</td><td>${short(x.at(-1))}</td></tr>`,
  );
  element("numbers").innerHTML = rows.join("");
  const final = Object.fromEntries(Object.entries(series).map(([name, x]) => [name, x.at(-1)]));
  element("readout").textContent = JSON.stringify(record(request, final, outcome), null, 2);

  const set = system.parameters.flatMap((name, k) =>
    parameters[k] === system.defaults[name] ? [] : `${name}=${parameters[k]}`,
  );
  const from = system.state.flatMap((name, k) => (initial[k] === system.origin[k] ? [] : `${name}=${initial[k]}`));
  const given = [
    set.length ? ` --set ${set.join(" ")}` : "",
    from.length ? ` --initial ${from.join(" ")}` : "",
  ].join("");
  element("command").textContent = `python -m reduced_odes ${system.name}${given} --until ${until}`;
}

// --- The learning time looked at

const slider = element("at");

/** The time that the slider stands for, in the digits that an address should have. */
const atOfSlider = () => Number(((slider.valueAsNumber / 1000) * shown.request.until).toPrecision(4));

function setSlider(at) {
  slider.value = Math.round((1000 * at) / shown.request.until);
  slider.dataset.exact = at; // an address may ask for a time between two places of the slider
}

/** Index of the step next to the time looked at. */
function indexNow() {
  const { times } = shown.solution;
  const at = slider.dataset.exact === undefined ? atOfSlider() : Number(slider.dataset.exact);
  let k = times.findIndex((time) => time >= at);
  if (k < 0) k = times.length - 1;
  return k > 0 && at - times[k - 1] < times[k] - at ? k - 1 : k;
}

function drawNow() {
  const k = indexNow();
  const text = `s = ${short(shown.solution.times[k])}`;
  element("now").textContent = text;
  slider.setAttribute("aria-valuetext", text);
  drawStep(shown.request, shown.solution, k, [element("horizontal").value, element("vertical").value]);
}

function sliderMoved() {
  delete slider.dataset.exact;
  drawNow();
  remember(addressOfControls());
}

let playing = 0;

/** Move through learning, from where it stands or, at the end, from the beginning. */
function play() {
  cancelAnimationFrame(playing);
  const button = element("play");
  if (button.getAttribute("aria-pressed") === "true" || !shown) return stop();
  button.setAttribute("aria-pressed", "true");
  button.textContent = "Pause";
  const from = slider.valueAsNumber >= 1000 ? 0 : slider.valueAsNumber;
  let began = null;
  const frame = (now) => {
    began ??= now;
    slider.value = Math.min(1000, from + (now - began) / PLAY_SECONDS);
    delete slider.dataset.exact;
    if (!shown) return stop();
    drawNow();
    if (slider.valueAsNumber >= 1000) return stop();
    playing = requestAnimationFrame(frame);
  };
  playing = requestAnimationFrame(frame);
}

function pause() {
  cancelAnimationFrame(playing);
  element("play").setAttribute("aria-pressed", "false");
  element("play").textContent = "Play";
}

function stop() {
  pause();
  if (shown) remember(addressOfControls());
}

/** Move the slider to a time that was clicked in a figure. */
function pick(time) {
  slider.value = Math.round((1000 * time) / shown.request.until);
  sliderMoved();
}

// --- Begin

makeFigures(pick);

for (const [name, system] of Object.entries(SYSTEMS)) {
  const title = EXAMPLES[name]?.title;
  element("system").append(new Option(title ? `${system.name}: ${title}` : system.name, name));
}
const begin = (text) => {
  if (location.hash === `#${text}`) follow();
  else location.hash = text; // which has `follow` called
};
element("system").addEventListener("change", (event) => begin(`system=${event.target.value}`));
element("example").addEventListener("click", () => begin(`system=${element("system").value}`));
element("copy").addEventListener("click", async (event) => {
  const text = location.href;
  try {
    await navigator.clipboard.writeText(text);
    event.target.textContent = "Copied";
  } catch {
    prompt("The link to these values:", text);
  }
  setTimeout(() => (event.target.textContent = "Copy link"), 1500);
});
element("controls").addEventListener("submit", (event) => event.preventDefault());
for (const id of ["horizontal", "vertical"]) {
  element(id).addEventListener("change", () => {
    if (!shown) return;
    remember(addressOfControls());
    drawNow();
  });
}
slider.addEventListener("input", sliderMoved);
element("play").addEventListener("click", play);

function follow() {
  pause();
  current = location.hash.slice(1);
  show(true);
}
addEventListener("hashchange", follow);
follow();
