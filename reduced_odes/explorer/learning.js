// One solution of a reduced system: what `integrate` of the Python package does, with the same refusals and outcomes.

import { network } from "./networks.js";
import { solve } from "./solver.js";

const RTOL = 1e-10;
const ATOL = 1e-14;
const LEARNT = 1e-6; // fraction of the target's power below which the loss counts as learnt
const POINTS = 400; // steps are never longer than this part of the whole, so that they can be drawn as they are
const BUDGET = 5000;
const REST = 1e-9; // relative distance from a fixed point that counts as having come to rest at it
const REST_ATOL = 1e-12;
const GRAM_ROUNDING = 1e-8;
const PAIR_ROUNDING = 1e-10; // of ω²

/** Why there is no solution, in one sentence. */
export class Refusal extends Error {}

/**
 * Solve the learning dynamics that a request asks for.
 *
 * @param {{system: object, parameters: number[], initial: number[], until: number}} request
 * @returns {{times, states, observables, poles, power, events, outcome}}  observables by name; poles[k]: the outliers
 *     at times[k]
 * @throws {Refusal} if the initial state has no gradient flow, or none that ever learns
 */
export function learn({ system, parameters, initial, until }) {
  const power = system.targetPower(parameters);
  const loss = (state) => system.observables(state, parameters)[system.observableNames.indexOf("loss")];
  refuseHopeless(system, parameters, initial, loss, LEARNT * power);
  const flow = { rhs: (y) => system.rhs(y, parameters), jacobian: (y) => system.jacobian(y, parameters) };
  const { times, states, end } = solve(flow, initial, until, {
    rtol: RTOL,
    // Small weights grow e-fold by e-fold, and so would an error that is small only against one.
    atol: initial.map((x) => (x === 0 ? ATOL : Math.max(1e-30, Math.min(ATOL, RTOL * Math.abs(x))))),
    longest: until / POINTS,
    budget: BUDGET,
    admits: (state) => stable(system, state, parameters),
  });
  const rows = states.map((state) => system.observables(state, parameters));
  const observables = Object.fromEntries(
    system.observableNames.map((name, k) => [name, rows.map((row) => row[k])]),
  );
  const poles = states.map((state) => network(system, state)?.outliers ?? [[NaN, 0]]);
  const events = {
    learnt: firstFall(times, observables.loss, LEARNT * power),
    pairBorn: births(times, poles),
  };
  const last = states.at(-1);
  let outcome = "unfinished";
  if (end === "failed") outcome = "solver_failed";
  else if (end === "edge") outcome = "unstable";
  else if (events.learnt !== null) outcome = "learnt";
  else if (atRest(flow, last)) outcome = "stalled";
  return { times, states, observables, poles, power, events, outcome };
}

const stable = (system, state, parameters) => system.stability(state, parameters).every((margin) => margin > 0);

function refuseHopeless(system, parameters, initial, loss, threshold) {
  const where = system.state.map((name, k) => `${name} = ${initial[k]}`).join(", ");
  if (!hasVectors(system, initial)) {
    throw new Refusal(
      `The initial overlaps are those of no vectors, since their Gram matrix has a negative eigenvalue: give squared ` +
        `lengths (${system.gram.map((row, k) => row[k]).join(", ")}) that fit the other overlaps.`,
    );
  }
  if (!stable(system, initial, parameters)) {
    throw new Refusal(
      `The initial network is unstable at ${where}: an eigenvalue of W − I is outside the open left half plane ` +
        `and the loss is infinite. Give smaller recurrent weights.`,
    );
  }
  const rates = system.rhs(initial, parameters);
  const numbers = [loss(initial), threshold, ...rates, ...system.jacobian(initial, parameters).flat()];
  if (!numbers.every(Number.isFinite)) {
    throw new Refusal(
      `The loss or its slopes are not finite at ${where} with these parameters. Give less extreme values.`,
    );
  }
  if (loss(initial) > threshold && rates.every((rate) => rate === 0)) {
    const silent = system.state.filter((_, k) => initial[k] === 0);
    const frozen = system.parameters.filter(
      (name, k) => system.domains[name] === "nonnegative" && parameters[k] === 0,
    );
    const ways = [];
    if (silent.length) ways.push(`give other values than 0 to some of ${silent.join(", ")}`);
    if (frozen.length) ways.push(`raise ${frozen.join(" or ")} above 0`);
    throw new Refusal(
      `Nothing will ever be learnt from ${where}, where the flow is exactly at rest: ` +
        `${ways.join(" or ") || "start from another state"}.`,
    );
  }
}

/** Whether the Gram matrix of overlaps has no negative eigenvalue beyond rounding: Cholesky's decomposition exists. */
function hasVectors(system, initial) {
  const G = system.gram.map((row) => row.map((name) => initial[system.state.indexOf(name)]));
  const scale = Math.max(0, ...G.flat().map(Math.abs));
  if (scale === 0) return true;
  for (let k = 0; k < G.length; k++) {
    const pivot = G[k][k] + GRAM_ROUNDING * scale;
    if (!(pivot > 0)) return false;
    for (let i = k + 1; i < G.length; i++) {
      for (let j = k + 1; j < G.length; j++) G[i][j] -= (G[i][k] * G[k][j]) / pivot;
    }
  }
  return true;
}

/** Whether the rates of change are no larger than rounding would make them at a fixed point. */
function atRest(flow, state) {
  const errors = state.map((x) => REST * Math.abs(x) + REST_ATOL);
  const rates = flow.rhs(state);
  return flow
    .jacobian(state)
    .every((row, i) => Math.abs(rates[i]) <= row.reduce((sum, slope, j) => sum + Math.abs(slope) * errors[j], 0));
}

/** When the loss falls below a threshold, by interpolation in its logarithm; null if it does not. */
function firstFall(times, loss, threshold) {
  const k = loss.findIndex((value) => value < threshold);
  if (k <= 0) return k < 0 ? null : 0;
  const logs = [loss[k - 1], Math.max(loss[k], threshold * 1e-6)].map((x) => Math.log(x / threshold));
  return times[k - 1] + ((times[k] - times[k - 1]) * logs[0]) / (logs[0] - logs[1]);
}

/** Times at which two real outliers become a conjugate pair: where ω² crosses 0 upwards, beyond its rounding. */
function births(times, poles) {
  const squared = poles.map(([a, b]) => (b === undefined ? 0 : a[1] > 0 ? a[1] ** 2 : -(((a[0] - b[0]) / 2) ** 2)));
  const found = [];
  let real = false; // whether the outliers were real when last they were clearly one or the other
  for (let k = 0; k < times.length; k++) {
    if (squared[k] > PAIR_ROUNDING && real) {
      const part = squared[k] / (squared[k] - squared[k - 1]);
      found.push(times[k] - part * (times[k] - times[k - 1]));
    }
    if (Math.abs(squared[k]) > PAIR_ROUNDING) real = squared[k] < 0;
  }
  return found;
}
