// From the state of a reduced system to the filter of its network: f(t) = vᵀ exp(Mt) u with one, two or three neurons.
//
// Of the N eigenvalues of M = W − I all but one or two are −1, or in the bulk, and are left out.

/** By the name of a system: from its state to M, u and v, and to the outliers among the eigenvalues of W − I. */
const NETWORKS = {
  real_outlier: ({ a, b, c }) => ({ M: [[-c]], u: [a], v: [b], outliers: [[-c, 0]] }),

  conjugate_pair: ({ p, q, r, alpha, beta }) => {
    const M = [
      [p - 1, -q],
      [q, r - 1],
    ];
    return { M, u: [alpha, beta], v: [alpha, -beta], outliers: eigenvalues(M) };
  },

  rank_two: ({ w11, w12, w21, w22, u1, u2, v1, v2 }) => {
    const M = [
      [w11 - 1, w12],
      [w21, w22 - 1],
    ];
    return { M, u: [u1, u2], v: [v1, v2], outliers: eigenvalues(M) };
  },

  // Of W = (1 − c)nnᵀ + rnᵀ + nlᵀ the three neurons are p, n and r; the first feeds the other two, whose faster
  // eigenvalue stands for the bulk.
  real_outlier_bulk: ({ a, b, c, l_r, l_p, q_r, q_p }) => ({
    M: [
      [-1, 0, 0],
      [l_p, -c, l_r],
      [0, 1, -1],
    ],
    u: [1, a, 0],
    v: [q_p, b, q_r],
    outliers: eigenvalues([
      [-c, l_r],
      [1, -1],
    ]).slice(0, 1),
  }),

  overlaps_rank_one: ({ v_u, v_m, n_u, n_m }) => overlaps(v_u, [v_m], [n_u], [[n_m]]),

  overlaps_rank_two: (x) =>
    overlaps(
      x.v_u,
      [x.v_m1, x.v_m2],
      [x.n1_u, x.n2_u],
      [
        [x.n1_m1, x.n1_m2],
        [x.n2_m1, x.n2_m2],
      ],
    ),
};

/** Of W = Σ mₖnₖᵀ the neurons are the output vᵀh, which nothing reads, and the currents nₖᵀh. */
function overlaps(vu, vm, nu, nm) {
  const block = nm.map((row, i) => row.map((x, j) => x - (i === j ? 1 : 0)));
  const M = [[-1, ...vm], ...block.map((row) => [0, ...row])];
  return { M, u: [vu, ...nu], v: [1, ...nu.map(() => 0)], outliers: eigenvalues(block) };
}

/** The network of a state, {M, u, v, outliers}, or null for a system that is not known here. */
export function network(system, state) {
  return Object.hasOwn(NETWORKS, system.name) ? NETWORKS[system.name](named(system.state, state)) : null;
}

export const named = (names, values) => Object.fromEntries(names.map((name, k) => [name, values[k]]));

const ROUNDING = 1e-14; // of ω²: two eigenvalues this close are one

/** Eigenvalues [[real, imaginary], ...] of a matrix of one or two rows: the slower of two real ones, or +ω, first. */
function eigenvalues(M) {
  if (M.length === 1) return [[M[0][0], 0]];
  const [[a, b], [c, d]] = M;
  const middle = (a + d) / 2;
  const squared = ((a - d) / 2) ** 2 + b * c;
  const root = Math.abs(squared) < ROUNDING ? 0 : Math.sqrt(Math.abs(squared));
  return squared < 0 && root > 0
    ? [
        [middle, root],
        [middle, -root],
      ]
    : [
        [middle + root, 0],
        [middle - root, 0],
      ];
}

/** f(t) = vᵀ exp(Mt) u at `count` times, `step` apart. */
export function impulseResponse({ M, u, v }, step, count) {
  const forward = exponential(M.map((row) => row.map((x) => x * step)));
  const response = [];
  for (let k = 0, h = u; k < count; k++, h = forward.map((row) => dot(row, h))) response.push(dot(v, h));
  return response;
}

/** The target filter exp(−c* t) cos(ω* t + φ) at the same times. */
export function targetResponse({ c_star, omega_star = 0, phase = 0 }, step, count) {
  return Array.from(
    { length: count },
    (_, k) => Math.exp(-c_star * step * k) * Math.cos(omega_star * step * k + phase),
  );
}

/** exp(A): its series for A/2ⁿ, squared n times. */
function exponential(A) {
  const size = Math.max(...A.map((row) => row.reduce((sum, x) => sum + Math.abs(x), 0)));
  const halvings = Math.max(0, Math.ceil(Math.log2(size)) + 3);
  const small = A.map((row) => row.map((x) => x / 2 ** halvings));
  let sum = A.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
  let term = sum;
  for (let k = 1; k <= 12; k++) {
    term = product(term, small).map((row) => row.map((x) => x / k));
    sum = sum.map((row, i) => row.map((x, j) => x + term[i][j]));
  }
  for (let k = 0; k < halvings; k++) sum = product(sum, sum);
  return sum;
}

const dot = (x, y) => x.reduce((sum, value, k) => sum + value * y[k], 0);
const product = (A, B) =>
  A.map((row) =>
    B[0].map((_, j) =>
      dot(
        row,
        B.map((line) => line[j]),
      ),
    ),
  );
