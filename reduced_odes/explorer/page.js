// The page: controls make an address, an address makes a solution, a solution makes figures. Nothing else is remembered.

import { address, EXAMPLES, parse } from "./address.js";
import { curves, plane, sample, short } from "./figures.js";
import { learn, Refusal } from "./learning.js";
import { impulseResponse, network, targetResponse } from "./networks.js";

// Written here by page.py: the emitted systems by name, and what the outcomes mean.
/* global SYSTEMS, MEANINGS */

const RESPONSE_POINTS = 500;
const PLAY_SECONDS = 8;
const element = (id) => document.getElementById(id);

/** A name as it is written in a formula: c* for c_star, n₁·m₂ for n1_m2, W₁₂ for w12. */
function symbol(name) {
  const subscript = (text) => text.replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
  const fixed = { c_star: "c*", omega_star: "ω*", phase: "φ", alpha: "α", beta: "β", omega_squared: "ω²", until: "last s" };
  if (name in fixed) return fixed[name];
  if (name.startsWith("eta_")) return `η ${name.slice(4)}`;
  if (/^w\d\d$/.test(name)) return `W${subscript(name.slice(1))}`;
  const overlap = /^([a-z]\d?)_([a-z]\d?)$/.exec(name);
  return subscript(overlap ? `${overlap[1]}·${overlap[2]}` : name);
}

// --- Controls: a slider and a number for each value

/** Where a slider begins and ends, and whether it moves in the logarithm. */
function sliderRange(name, domain, origin) {
  if (name === "until") return { low: 1, high: 1000, log: true };
  if (domain === "positive" || origin === 1) return { low: 0.01, high: 10, log: true };
  if (domain === "nonnegative") return { low: 0, high: 4, log: false };
  if (name === "phase") return { low: -3.14, high: 3.14, log: false };
  if (name.startsWith("omega")) return { low: -5, high: 5, log: false };
  return { low: -1.5, high: 1.5, log: false };
}

/** A control called `name`; `value` is the text of its number, and `changed` is called when somebody changes it. */
function control(name, domain, origin, changed) {
  const { low, high, log } = sliderRange(name, domain, origin);
  const box = document.createElement("div");
  const code = symbol(name) === name ? "" : ` <code>${name}</code>`;
  box.className = "control";
  box.innerHTML = `<label for="value-${name}">${symbol(name)}${code}</label>
    <input type="range" min="0" max="1000" step="1" aria-label="${symbol(name)}, slider">
    <input type="number" step="any" id="value-${name}">`;
  const [slider, number] = box.querySelectorAll("input");
  const valueAt = (k) => (log ? low * (high / low) ** (k / 1000) : low + ((high - low) * k) / 1000);
  const placeOf = (x) => Math.round(1000 * (log ? Math.log(x / low) / Math.log(high / low) : (x - low) / (high - low)));
  const follow = () => {
    if (number.value !== "") slider.value = placeOf(Number(number.value));
    slider.setAttribute("aria-valuetext", number.value);
  };
  slider.addEventListener("input", () => {
    number.value = Number(valueAt(slider.valueAsNumber).toPrecision(3));
    slider.setAttribute("aria-valuetext", number.value);
    changed();
  });
  number.addEventListener("input", () => {
    follow();
    changed();
  });
  return {
    box,
    get value() {
      return number.validity.badInput ? "no number" : number.value;
    },
    set value(text) {
      number.value = text;
      follow();
    },
  };
}

let controls = {}; // by name, of the system that is shown
let controlled = null; // that system

function makeControls(system) {
  controlled = system;
  controls = {};
  for (const id of ["target", "initial", "rates"]) element(id).querySelectorAll(".control").forEach((box) => box.remove());
  const add = (name, domain, id, origin) => {
    controls[name] = control(name, domain, origin, controlsChanged);
    element(id).append(controls[name].box);
  };
  for (const name of system.parameters) add(name, system.domains[name], name.startsWith("eta_") ? "rates" : "target");
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

/** The address that the controls stand for. Values that are defaults are left out of it. */
function addressOfControls() {
  const system = controlled;
  const standard = { ...system.defaults, ...Object.fromEntries(system.state.map((name, k) => [name, system.origin[k]])) };
  const values = { system: system.name };
  for (const [name, { value }] of Object.entries(controls)) {
    if (name !== "until" && (value === "" || Number(value) !== standard[name])) values[name] = value;
  }
  return address({
    ...values,
    until: controls.until.value,
    at: shown && slider.valueAsNumber < 1000 ? atOfSlider() : undefined, // the end is where it stands if it is not given
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
    drawAll();
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    shown = null;
    if (request && anew) setControls(request);
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

const named = (names, values) => Object.fromEntries(names.map((name, k) => [name, values[k]]));

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
  element("outcome").innerHTML = `<strong>${outcome.replace("_", " ")}</strong>: ${[MEANINGS[outcome], ...happened, ended].filter(Boolean).join(" ")}`;

  const series = { ...named(system.state, system.state.map((_, k) => states.map((state) => state[k]))), ...observables };
  const rows = Object.entries(series).map(
    ([name, x]) => `<tr><th scope="row">${symbol(name)}</th><td>${short(x[0])}</td><td>${short(x.at(-1))}</td></tr>`,
  );
  element("numbers").innerHTML = rows.join("");
  const final = Object.fromEntries(Object.entries(series).map(([name, x]) => [name, x.at(-1)]));
  element("readout").textContent = JSON.stringify(record(request, final, outcome), null, 2);

  const set = system.parameters.flatMap((name, k) => (parameters[k] === system.defaults[name] ? [] : `${name}=${parameters[k]}`));
  const from = system.state.flatMap((name, k) => (initial[k] === system.origin[k] ? [] : `${name}=${initial[k]}`));
  const given = [set.length ? ` --set ${set.join(" ")}` : "", from.length ? ` --initial ${from.join(" ")}` : ""].join("");
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

// --- Figures

function lookAt(time) {
  slider.value = Math.round((1000 * time) / shown.request.until);
  slider.dispatchEvent(new Event("input"));
}

const figures = {
  loss: curves(element("loss-figure"), { x: "learning time s", y: "loss", styles: ["first"], log: true, pick: lookAt }),
  rates: curves(element("rates-figure"), {
    x: "learning time s", y: "1 / time constant", styles: ["target", "target", "first", "second", "third"], pick: lookAt,
  }),
  response: curves(element("response-figure"), { x: "time t", y: "impulse response", styles: ["target", "first"] }),
  poles: plane(element("poles-figure")),
  portrait: plane(element("portrait-figure")),
};

const key = (style, text) => `<span class="key">${sample(style)}${text}</span>`;

/** All that changes with the solution; what changes with the time looked at alone is in `drawNow`. */
function drawAll() {
  const { request, solution } = shown;
  const { times, observables, poles } = solution;
  const known = network(request.system, request.initial) !== null;
  for (const figure of document.querySelectorAll(".needs-network")) figure.hidden = !known;
  const { c_star, omega_star = 0 } = named(request.system.parameters, request.parameters);

  // The loss is a difference of numbers of the order of the first one: far below, a curve would show their rounding.
  const floor = 2e-15 * Math.max(observables.loss[0], solution.power);
  const end = observables.loss.findIndex((x) => !(x > floor));
  const loss = observables.loss.map((x, k) => (end >= 0 && k >= end ? null : x));
  const { learnt, pairBorn } = solution.events;
  const marks = [...pairBorn.map((time) => ["pair is born", time]), ...(learnt > 0 ? [["learnt", learnt]] : [])];
  figures.loss.show([times, loss], { marks });

  const fast = poles[0].length > 1;
  const rings = poles.some((pair) => pair[0][1] > 0);
  figures.rates.show(
    [
      times,
      times.map(() => c_star),
      times.map(() => (omega_star === 0 ? null : Math.abs(omega_star))),
      poles.map((pair) => -pair[0][0]),
      poles.map((pair) => (fast && pair[0][1] === 0 ? -pair[1][0] : null)),
      poles.map((pair) => (pair[0][1] > 0 ? pair[0][1] : null)),
    ],
    { marks },
  );
  shown.keys = { fast: fast && poles.some((pair) => pair[0][1] === 0), rings };
  drawNow();
}

function drawNow() {
  const { request, solution, keys } = shown;
  const { system, parameters } = request;
  const { times, states, observables, poles } = solution;
  const k = indexNow();
  const s = times[k];
  element("now").textContent = `s = ${short(s)}`;
  slider.setAttribute("aria-valuetext", `s = ${short(s)}`);
  figures.loss.move(s);
  figures.rates.move(s);
  element("loss-caption").innerHTML = key("first", `loss, ${short(observables.loss[k])} at s = ${short(s)}`);
  if (network(system, states[k])) drawNetworkNow(k);

  const values = (name, row) => (system.state.includes(name) ? states[row][system.state.indexOf(name)] : observables[name][row]);
  const axes = [element("horizontal").value, element("vertical").value];
  const point = (row) => axes.map((name) => values(name, row));
  const places = axes.map((name) => system.state.indexOf(name));
  const isSlice = places[0] !== places[1] && places.every((place) => place >= 0);
  figures.portrait.show({
    labels: axes.map(symbol),
    paths: [{ points: times.map((_, row) => point(row)), style: "first" }],
    marks: [{ point: point(0), shape: "start" }, { point: point(k), shape: "now" }],
    arrows: isSlice && ((at) => sliceOfFlow(system, parameters, states[k], places, at)),
  });
  element("portrait-caption").innerHTML =
    key("first", "path of learning") + key("start", "start") + key("now", `now: ${point(k).map(short).join(", ")}`) +
    (isSlice && system.state.length > 2 ? key("field", "direction of the flow, all other variables as they are now") : "");
}

/** Direction of the flow at a point of the plane of two state variables; the others stay as they are. */
function sliceOfFlow(system, parameters, state, places, at) {
  const moved = [...state];
  places.forEach((place, k) => (moved[place] = at[k]));
  if (!system.stability(moved, parameters).every((margin) => margin > 0)) return null;
  const rate = system.rhs(moved, parameters);
  return places.map((place) => rate[place]);
}

/** Outliers and impulse response at one step. */
function drawNetworkNow(k) {
  const { request, solution, keys } = shown;
  const { system, parameters } = request;
  const { poles, states } = solution;
  const values = named(system.parameters, parameters);
  const { c_star, omega_star = 0 } = values;
  const now = poles[k];
  const rings = now[0][1] > 0;

  element("rates-caption").innerHTML =
    key("first", rings ? `c = ${short(-now[0][0])}` : `${now.length > 1 ? "slower outlier" : "outlier"}: c = ${short(-now[0][0])}`) +
    (keys.fast ? key("second", rings ? "faster outlier, before" : `faster outlier: c = ${short(-now[1][0])}`) : "") +
    (keys.rings ? key("third", rings ? `ω = ${short(now[0][1])}` : "ω, of a pair") : "") +
    key("target", omega_star ? `target: c* = ${short(c_star)}, ω* = ${short(Math.abs(omega_star))}` : `target: c* = ${short(c_star)}`);

  const step = 6 / c_star / (RESPONSE_POINTS - 1);
  const t = Array.from({ length: RESPONSE_POINTS }, (_, i) => i * step);
  const response = impulseResponse(network(system, states[k]), step, RESPONSE_POINTS);
  figures.response.show([t, targetResponse(values, step, RESPONSE_POINTS), response], {});
  element("response-caption").innerHTML = key("first", "f(t) of the network at this learning time") + key("target", "target f*(t)");

  const goals = omega_star ? [[-c_star, Math.abs(omega_star)], [-c_star, -Math.abs(omega_star)]] : [[-c_star, 0]];
  figures.poles.show({
    labels: ["real part", "imaginary part"],
    paths: now.map((_, branch) => ({ points: poles.map((pair) => pair[branch]), style: branch ? "second" : "first" })),
    marks: [
      ...poles[0].map((point) => ({ point, shape: "start" })),
      ...goals.map((point) => ({ point, shape: "goal" })),
      ...now.map((point) => ({ point, shape: "now" })),
    ],
    shaded: 0,
  });
  const list = now.map(([re, im]) => `${short(re)}${im ? ` ${im > 0 ? "+" : "−"} ${short(Math.abs(im))}i` : ""}`).join(", ");
  element("poles-caption").innerHTML =
    key("first", now.length > 1 ? "slower outlier, or +ω" : "outlier") + (now.length > 1 ? key("second", "faster outlier, or −ω") : "") +
    key("start", "start") + key("goal", "target") + key("now", `now: ${list}`) + "All other eigenvalues stay at −1 or in the bulk.";
}

// --- Begin

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
