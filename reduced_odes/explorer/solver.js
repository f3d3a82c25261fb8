// A solver for stiff autonomous equations dθ/ds = F(θ) with a known Jacobian.
//
// One linearly implicit Euler step, θ + (1 − hJ)⁻¹ h F(θ), is stable however fast a direction decays, but inaccurate.
// Its error has an expansion in powers of h. So a step of length H is made with 2, 3, 4, ... substeps, and the results
// are extrapolated to infinitely many by the Aitken–Neville table: each row adds one order (Deuflhard 1985; Hairer and
// Wanner, Solving Ordinary Differential Equations II, section IV.9, where the method is called SEULEX).
//
// An explicit method would need some (1/c*)³ steps. The largest error against `integrate`, at these tolerances, is 1e-10.

const ROWS = 10; // of the table, at most
const substeps = (row) => row + 2;

/**
 * Solve from s = 0 to `until`, or as far as it goes.
 *
 * @param {{rhs: function(number[]): number[], jacobian: function(number[]): number[][]}} flow  F and its Jacobian
 * @param {number[]} start      θ at s = 0
 * @param {number} until        last learning time
 * @param {object} options
 * @param {number} options.rtol     relative tolerance of a step
 * @param {number[]} options.atol   absolute tolerance of a step, one for each variable
 * @param {number} options.longest  longest step
 * @param {number} options.budget   give up after this many steps
 * @param {function(number[]): boolean} options.admits  whether a state may be entered; a step that ends elsewhere is
 *     halved
 * @returns {{times: number[], states: number[][], end: "reached"|"edge"|"failed"}}  the accepted steps; "edge": no
 *     step, however short, ends in a state that `admits` admits
 */
export function solve(flow, start, until, { rtol, atol, longest, budget, admits }) {
  const times = [0];
  const states = [start];
  let s = 0;
  let y = start;
  let length = Math.min(longest, firstStep(flow.rhs(start), start, rtol, atol));
  for (let tried = 0; s < until; tried++) {
    if (tried >= budget) return { times, states, end: "failed" };
    const last = s + length >= until * (1 - 1e-12);
    const step = attempt(flow, y, last ? until - s : length, rtol, atol);
    const shorter = Math.min(step.next, length / 2);
    const admitted = step.accepted && admits(step.y);
    if (admitted) {
      s = last ? until : s + length;
      y = step.y;
      times.push(s);
      states.push(y);
      length = Math.min(longest, step.next);
    } else if (shorter > 1e-13 * Math.max(s, 1e-3 * until)) {
      length = shorter;
    } else {
      return { times, states, end: step.accepted ? "edge" : "failed" };
    }
  }
  return { times, states, end: "reached" };
}

/** One step of length H: its result if it is accurate enough, and the length that the next one should have. */
function attempt(flow, y, H, rtol, atol) {
  const J = flow.jacobian(y);
  const f = flow.rhs(y);
  let above = []; // row of the table above the one being made
  let best = { work: Infinity, length: H / 4 };
  let error = Infinity;
  let work = 1;
  for (let row = 0; row < ROWS; row++) {
    const n = substeps(row);
    work += n + y.length / 4; // evaluations of F, and a decomposition
    const entries = [eulerSteps(flow, J, y, f, H, n)];
    for (let k = 1; k <= row; k++) {
      const ratio = n / substeps(row - k) - 1;
      entries.push(entries[k - 1].map((x, i) => x + (x - above[k - 1][i]) / ratio));
    }
    above = entries;
    if (row === 0) continue;
    const before = error;
    error = distance(entries[row], entries[row - 1], y, rtol, atol);
    // The estimate is that of the row's last column but one, whose error in one step is of the order row + 1.
    const length = H * Math.min(10, Math.max(0.02, 0.85 * error ** (-1 / (row + 1))));
    if (work / length < best.work) best = { work: work / length, length, row, cost: work };
    if (error <= 1) {
      // If the last row was the cheapest, one more row may be cheaper still: the step in which it does as much work.
      const more = best.row === row && row + 1 < ROWS ? (work + n + 1 + y.length / 4) / work : 1;
      return { accepted: true, y: entries[row], next: best.length * more };
    }
    if (!(error < 2 * before)) break; // the table diverges, or is not finite: H is too long
  }
  return { accepted: false, next: Math.min(best.length, H / 2) };
}

/** n linearly implicit Euler steps that together have the length H. */
function eulerSteps(flow, J, y, f, H, n) {
  const h = H / n;
  const solveFor = decomposed(J.map((line, i) => line.map((x, j) => (i === j ? 1 : 0) - h * x)));
  let z = y;
  for (let k = 0; k < n; k++) {
    const rate = k === 0 ? f : flow.rhs(z);
    const change = solveFor(rate.map((x) => h * x));
    z = z.map((x, i) => x + change[i]);
  }
  return z;
}

/** Root mean square of a − b in units of the tolerances. */
function distance(a, b, y, rtol, atol) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    sum += ((a[i] - b[i]) / (atol[i] + rtol * Math.max(Math.abs(y[i]), Math.abs(a[i])))) ** 2;
  }
  return Math.sqrt(sum / a.length);
}

/** A step in which an explicit Euler step would move by a hundredth of the state. */
function firstStep(rate, y, rtol, atol) {
  const zero = y.map(() => 0);
  const size = distance(y, zero, y, rtol, atol);
  const speed = distance(rate, zero, y, rtol, atol);
  return speed > 0 ? Math.max(1e-6, (0.01 * size) / speed) : Infinity;
}

/** Gauss elimination with pivots, in place: a function that solves A x = b for any b. */
function decomposed(A) {
  const n = A.length;
  const order = A.map((_, i) => i);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(A[i][k]) > Math.abs(A[pivot][k])) pivot = i;
    [A[k], A[pivot]] = [A[pivot], A[k]];
    [order[k], order[pivot]] = [order[pivot], order[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = (A[i][k] /= A[k][k]);
      if (factor !== 0) for (let j = k + 1; j < n; j++) A[i][j] -= factor * A[k][j];
    }
  }
  return (b) => {
    const x = order.map((i) => b[i]);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) x[i] -= A[i][j] * x[j];
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) x[i] -= A[i][j] * x[j];
      x[i] /= A[i][i];
    }
    return x;
  };
}
