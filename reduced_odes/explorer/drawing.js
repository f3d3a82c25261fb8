// What the five figures of the page show of a solution.

import { element, symbol } from "./controls.js";
import { curves, plane, sample, short } from "./figures.js";
import { impulseResponse, named, network, targetResponse } from "./networks.js";

const RESPONSE_POINTS = 500;

let figures = null;

/** Make the empty figures; `pick` is called with a learning time that is clicked. */
export function makeFigures(pick) {
  figures = {
    loss: curves(element("loss-figure"), { x: "learning time s", y: "loss", styles: ["first"], log: true, pick }),
    rates: curves(element("rates-figure"), {
      x: "learning time s",
      y: "1 / time constant",
      styles: ["target", "target", "first", "second", "third"],
      pick,
    }),
    response: curves(element("response-figure"), {
      x: "time t",
      y: "impulse response",
      styles: ["target", "first"],
    }),
    poles: plane(element("poles-figure")),
    portrait: plane(element("portrait-figure")),
  };
}

const key = (style, text) => `<span class="key">${sample(style)}${text}</span>`;

/** Draw what changes with the solution alone. */
export function drawSolution(request, solution) {
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

  const two = poles[0].length > 1;
  figures.rates.show(
    [
      times,
      times.map(() => c_star),
      times.map(() => (omega_star === 0 ? null : Math.abs(omega_star))),
      poles.map((pair) => -pair[0][0]),
      poles.map((pair) => (two && pair[0][1] === 0 ? -pair[1][0] : null)),
      poles.map((pair) => (pair[0][1] > 0 ? pair[0][1] : null)),
    ],
    { marks },
  );
}

/** Draw what changes with the learning time looked at, that of step k; `axes` name the coordinates of the portrait. */
export function drawStep(request, solution, k, axes) {
  const { system, parameters } = request;
  const { times, states, observables } = solution;
  const s = times[k];
  figures.loss.move(s);
  figures.rates.move(s);
  element("loss-caption").innerHTML = key("first", `loss, ${short(observables.loss[k])} at s = ${short(s)}`);
  if (network(system, states[k])) drawNetwork(request, solution, k);

  const values = (name, row) =>
    system.state.includes(name) ? states[row][system.state.indexOf(name)] : observables[name][row];
  const point = (row) => axes.map((name) => values(name, row));
  const places = axes.map((name) => system.state.indexOf(name));
  const isSlice = places[0] !== places[1] && places.every((place) => place >= 0);
  figures.portrait.show({
    labels: axes.map(symbol),
    paths: [{ points: times.map((_, row) => point(row)), style: "first" }],
    marks: [
      { point: point(0), shape: "start" },
      { point: point(k), shape: "now" },
    ],
    arrows: isSlice && ((at) => sliceOfFlow(system, parameters, states[k], places, at)),
  });
  element("portrait-caption").innerHTML =
    key("first", "path of learning") +
    key("start", "start") +
    key("now", `now: ${point(k).map(short).join(", ")}`) +
    (isSlice && system.state.length > 2
      ? key("field", "direction of the flow, all other variables as they are now")
      : "");
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
function drawNetwork(request, solution, k) {
  const { system, parameters } = request;
  const { poles, states } = solution;
  const values = named(system.parameters, parameters);
  const { c_star, omega_star = 0 } = values;
  const now = poles[k];
  const rings = now[0][1] > 0;
  const everReal = now.length > 1 && poles.some((pair) => pair[0][1] === 0);
  const everRings = poles.some((pair) => pair[0][1] > 0);

  element("rates-caption").innerHTML =
    key(
      "first",
      rings
        ? `c = ${short(-now[0][0])}`
        : `${now.length > 1 ? "slower outlier" : "outlier"}: c = ${short(-now[0][0])}`,
    ) +
    (everReal ? key("second", rings ? "faster outlier, before" : `faster outlier: c = ${short(-now[1][0])}`) : "") +
    (everRings ? key("third", rings ? `ω = ${short(now[0][1])}` : "ω, of a pair") : "") +
    key(
      "target",
      omega_star
        ? `target: c* = ${short(c_star)}, ω* = ${short(Math.abs(omega_star))}`
        : `target: c* = ${short(c_star)}`,
    );

  const step = 6 / c_star / (RESPONSE_POINTS - 1);
  const t = Array.from({ length: RESPONSE_POINTS }, (_, i) => i * step);
  const response = impulseResponse(network(system, states[k]), step, RESPONSE_POINTS);
  figures.response.show([t, targetResponse(values, step, RESPONSE_POINTS), response], {});
  element("response-caption").innerHTML =
    key("first", "f(t) of the network at this learning time") + key("target", "target f*(t)");

  const goals = omega_star
    ? [
        [-c_star, Math.abs(omega_star)],
        [-c_star, -Math.abs(omega_star)],
      ]
    : [[-c_star, 0]];
  figures.poles.show({
    labels: ["real part", "imaginary part"],
    paths: now.map((_, branch) => ({
      points: poles.map((pair) => pair[branch]),
      style: branch ? "second" : "first",
    })),
    marks: [
      ...poles[0].map((point) => ({ point, shape: "start" })),
      ...goals.map((point) => ({ point, shape: "goal" })),
      ...now.map((point) => ({ point, shape: "now" })),
    ],
    shaded: 0,
  });
  const list = now
    .map(([re, im]) => `${short(re)}${im ? ` ${im > 0 ? "+" : "−"} ${short(Math.abs(im))}i` : ""}`)
    .join(", ");
  element("poles-caption").innerHTML =
    key("first", now.length > 1 ? "slower outlier, or +ω" : "outlier") +
    (now.length > 1 ? key("second", "faster outlier, or −ω") : "") +
    key("start", "start") +
    key("goal", "target") +
    key("now", `now: ${list}`) +
    "All other eigenvalues stay at −1 or in the bulk.";
}
