// Reduced learning dynamics `real_outlier`: generated from a proven derivation, not to be edited.
// Generated with SymPy 1.14.0; rewritten by `python -m derivations real_outlier --format javascript`.

export const real_outlier = {
  format: 1,
  name: "real_outlier",
  hash: "555521f77e550289",
  state: ["a", "b", "c"],
  origin: [0.0, 0.0, 1.0],
  parameters: ["c_star", "eta_W", "eta_u", "eta_v"],
  defaults: {"eta_W": 1.0, "eta_u": 1.0, "eta_v": 1.0},
  domains: {"c_star": "positive", "eta_W": "nonnegative", "eta_u": "nonnegative", "eta_v": "nonnegative"},
  observableNames: ["loss", "gain"],
  invariantNames: ["balance"],
  gram: [],
  assumptions: [
    "Units are linear: dh/dt = −h + W h + u x(t), y = vᵀh, with time in units of the neuron's time constant.",
    "The input x is white noise of unit power, and the loss is L = ½ E(y − y*)² in the stationary state.",
    "The network is stable: every eigenvalue of M = W − I lies in the open left half plane.",
    "Learning is gradient flow with rates η in the learning time s (gradient descent with step η: s = η × steps).",
    "The target filter is exp(−c* t) with c* > 0.",
    "The number N of neurons is arbitrary; everything is written in an orthonormal frame of the weights' subspace.",
    "Initially u and v are parallel to one unit vector n, and W = (1 − c) n nᵀ (without recurrent weights c = 1).",
  ],

  /** Velocity dθ/ds of the state, in learning time s. */
  rhs(state, parameters) {
    const [a, b, c] = state;
    const [c_star, eta_W, eta_u, eta_v] = parameters;
    const x0 = a*a;
    const x1 = 1/c;
    const x2 = (1/2)*x1;
    const x3 = b*b;
    const F = c + c_star;
    const x4 = 1/F;
    const P = x0*x2;
    const Q = x2*x3;
    const X = a*x4;
    const Y = b*x4;
    const gW = P*Q - X*Y;
    const gu = Q*a - Y;
    const gv = P*b - X;
    return [-eta_u*gu, -eta_v*gv, eta_W*gW];
  },

  /** Rows of the Jacobian: entry [i][j] is ∂(dθ_i/ds)/∂θ_j. */
  jacobian(state, parameters) {
    const [a, b, c] = state;
    const [c_star, eta_W, eta_u, eta_v] = parameters;
    const x0 = a*a;
    const x1 = 1/c;
    const x2 = (1/2)*x1;
    const x3 = b*b;
    const F = c + c_star;
    const x4 = 1/F;
    const x5 = (1/2)/(c*c);
    const x6 = 1/(F*F);
    const P = x0*x2;
    const Q = x2*x3;
    const X = a*x4;
    const Y = b*x4;
    const P_a = a*x1;
    const P_c = -x0*x5;
    const Q_b = b*x1;
    const Q_c = -x3*x5;
    const X_c = -a*x6;
    const Y_c = -b*x6;
    const gW_a = P_a*Q - Y*x4;
    const gW_c = P*Q_c + P_c*Q - X*Y_c - X_c*Y;
    const gW_b = P*Q_b - X*x4;
    const gu_b = Q_b*a - x4;
    const gu_c = Q_c*a - Y_c;
    const gv_a = P_a*b - x4;
    const gv_c = P_c*b - X_c;
    return [
      [-Q*eta_u, -eta_u*gu_b, -eta_u*gu_c],
      [-eta_v*gv_a, -P*eta_v, -eta_v*gv_c],
      [eta_W*gW_a, eta_W*gW_b, eta_W*gW_c],
    ];
  },

  /** The observables, in the order of their names. */
  observables(state, parameters) {
    const [a, b, c] = state;
    const [c_star] = parameters;
    const x0 = a*a;
    const x1 = 1/c;
    const x2 = (1/2)*x1;
    const x3 = b*b;
    const F = c + c_star;
    const x4 = 1/F;
    const x7 = (1/4)/c_star;
    const P = x0*x2;
    const X = a*x4;
    return [(1/2)*P*x3 - X*b + x7, a*b];
  },

  /** Quantities that the flow conserves, in the order of their names. */
  invariants(state, parameters) {
    const [a, b] = state;
    const [, , eta_u, eta_v] = parameters;
    const x0 = a*a;
    const x3 = b*b;
    return [-eta_u*x3 + eta_v*x0];
  },

  /** Hurwitz determinants of W − I: the network is stable if and only if all are positive. */
  stability(state, parameters) {
    const [, , c] = state;
    return [c];
  },

  /** ½∫f*² dt, the loss of the zero network. */
  targetPower(parameters) {
    const [c_star] = parameters;
    const x7 = (1/4)/c_star;
    return x7;
  },
};
