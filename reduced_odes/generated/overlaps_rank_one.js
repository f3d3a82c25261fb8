// Reduced learning dynamics `overlaps_rank_one`: generated from a proven derivation, not to be edited.
// Generated with SymPy 1.14.0; rewritten by `python -m derivations overlaps_rank_one --format javascript`.

export const overlaps_rank_one = {
  format: 1,
  name: "overlaps_rank_one",
  hash: "5dcad641812e055c",
  state: ["v_u", "v_m", "n_u", "n_m", "u_m", "v_n", "u_u", "m_m", "n_n", "v_v"],
  origin: [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
  parameters: ["c_star", "omega_star", "phase", "eta_factors", "eta_u", "eta_v"],
  defaults: {"omega_star": 0.0, "phase": 0.0, "eta_factors": 1.0, "eta_u": 1.0, "eta_v": 1.0},
  domains: {"c_star": "positive", "omega_star": "real", "phase": "real", "eta_factors": "nonnegative", "eta_u": "nonnegative", "eta_v": "nonnegative"},
  observableNames: ["loss", "gain", "c"],
  invariantNames: ["balance_io", "balance_factors", "trace_C2", "trace_C3", "trace_C4"],
  gram: [["u_u", "u_m", "n_u", "v_u"], ["u_m", "m_m", "n_m", "v_m"], ["n_u", "n_m", "n_n", "v_n"], ["v_u", "v_m", "v_n", "v_v"]],
  assumptions: [
    "Units are linear: dh/dt = −h + W h + u x(t), y = vᵀh, with time in units of the neuron's time constant.",
    "The input x is white noise of unit power, and the loss is L = ½ E(y − y*)² in the stationary state.",
    "The network is stable: every eigenvalue of M = W − I lies in the open left half plane.",
    "Learning is gradient flow with rates η in the learning time s (gradient descent with step η: s = η × steps).",
    "The target filter is exp(−c* t) cos(ω* t + φ) with c* > 0 and real ω*, φ.",
    "The number N of neurons is arbitrary, and so are the initial vectors u, m, n, v.",
    "The recurrent weights are m nᵀ, and what is trained are the vectors m and n, all at one rate η_factors.",
  ],

  /** Velocity dθ/ds of the state, in learning time s. */
  rhs(state, parameters) {
    const [v_u, v_m, n_u, n_m, u_m, v_n, u_u, m_m, n_n, v_v] = state;
    const [c_star, omega_star, phase, eta_factors, eta_u, eta_v] = parameters;
    const T = n_m - 1;
    const x1 = -n_m;
    const x2 = 2*c_star;
    const x3 = x2 + 1;
    const x4 = omega_star*omega_star;
    const x5 = c_star*c_star;
    const x6 = x4 + x5;
    const H = n_m - 2;
    const x7 = 1/H;
    const x8 = (1/2)*x7;
    const x9 = 1/T;
    const P_21 = -n_u*x8;
    const x10 = P_21*x9;
    const x11 = 1/(x3 + x6);
    const x12 = Math.cos(phase);
    const x13 = Math.sin(phase);
    const x14 = omega_star*x13;
    const F = -T*(x1 + x3) + x6;
    const x15 = 1/F;
    const X_11 = x11*(c_star*x12 + x12 - x14);
    const x16 = X_11*c_star;
    const x17 = -T;
    const x18 = X_11*x17;
    const X_12 = x11*(c_star*x13 + omega_star*x12 + x13);
    const x19 = X_12*omega_star;
    const x20 = n_u*x16 + n_u*x18 - n_u*x19;
    const x21 = X_11*omega_star;
    const x22 = X_12*c_star;
    const x23 = X_12*x17;
    const x24 = n_u*x21 + n_u*x22 + n_u*x23;
    const x25 = v_m*v_m;
    const x26 = (1/2)*x25;
    const x27 = v_m*v_u;
    const Q_22 = -x26*x9;
    const x28 = -Q_22*n_u - x27;
    const x30 = c_star*v_m + v_m*x17;
    const x31 = v_m*x15;
    const Y_21 = x15*x30;
    const Y_22 = -omega_star*x31;
    const x34 = (1/2)*v_u;
    const x35 = P_21*v_m;
    const x36 = x34 + x35;
    const x37 = P_21*v_u;
    const P_22 = -n_u*x10;
    const x38 = P_22*v_m;
    const x39 = x37 + x38;
    const Q_21 = x28*x7;
    const g_n_u = P_21*Q_22 + (1/2)*Q_21 - X_11*Y_21 - X_12*Y_22;
    const x53 = eta_u*g_n_u;
    const X_21 = x15*x20;
    const g_v_m = -X_21 + x39;
    const x54 = eta_v*g_v_m;
    const x55 = eta_v*u_u;
    const x56 = eta_u*v_v;
    const X_22 = x15*x24;
    const g_n_m = P_21*Q_21 + P_22*Q_22 - X_21*Y_21 - X_22*Y_22;
    const x57 = eta_factors*g_n_m;
    const x58 = eta_factors*v_v;
    const g_v_u = -X_11 + x36;
    const x59 = eta_v*g_v_u;
    const x60 = eta_factors*u_u;
    const x61 = eta_u*g_v_u;
    const x62 = eta_factors*g_n_u;
    const x63 = eta_factors*g_v_m;
    const x64 = 2*x53;
    const x65 = 2*x61;
    const x66 = 2*n_m;
    const x67 = x57*x66;
    const x68 = 2*x63;
    const x69 = 2*x62;
    const x70 = 2*x54;
    const x71 = 2*x59;
    return [-g_v_u*x55 - g_v_u*x56 - u_m*x54 - v_n*x53, -g_v_m*x58 - m_m*x54 - u_m*x59 - v_n*x57, -g_n_u*x60 - n_n*x53 - u_m*x57 - v_n*x61, -m_m*x57 - n_n*x57 - u_m*x62 - v_n*x63, -n_m*x53 - n_u*x57 - v_m*x61 - v_u*x63, -n_m*x54 - n_u*x59 - v_m*x57 - v_u*x62, -n_u*x64 - v_u*x65, -v_m*x68 - x67, -n_u*x69 - x67, -v_m*x70 - v_u*x71];
  },

  /** Rows of the Jacobian: entry [i][j] is ∂(dθ_i/ds)/∂θ_j. */
  jacobian(state, parameters) {
    const [v_u, v_m, n_u, n_m, u_m, v_n, u_u, m_m, n_n, v_v] = state;
    const [c_star, omega_star, phase, eta_factors, eta_u, eta_v] = parameters;
    const T = n_m - 1;
    const x1 = -n_m;
    const x2 = 2*c_star;
    const x3 = x2 + 1;
    const x4 = omega_star*omega_star;
    const x5 = c_star*c_star;
    const x6 = x4 + x5;
    const H = n_m - 2;
    const x7 = 1/H;
    const x8 = (1/2)*x7;
    const x9 = 1/T;
    const P_21 = -n_u*x8;
    const x10 = P_21*x9;
    const x11 = 1/(x3 + x6);
    const x12 = Math.cos(phase);
    const x13 = Math.sin(phase);
    const x14 = omega_star*x13;
    const F = -T*(x1 + x3) + x6;
    const x15 = 1/F;
    const X_11 = x11*(c_star*x12 + x12 - x14);
    const x16 = X_11*c_star;
    const x17 = -T;
    const x18 = X_11*x17;
    const X_12 = x11*(c_star*x13 + omega_star*x12 + x13);
    const x19 = X_12*omega_star;
    const x20 = n_u*x16 + n_u*x18 - n_u*x19;
    const x21 = X_11*omega_star;
    const x22 = X_12*c_star;
    const x23 = X_12*x17;
    const x24 = n_u*x21 + n_u*x22 + n_u*x23;
    const x25 = v_m*v_m;
    const x26 = (1/2)*x25;
    const x27 = v_m*v_u;
    const Q_22 = -x26*x9;
    const x28 = -Q_22*n_u - x27;
    const x30 = c_star*v_m + v_m*x17;
    const x31 = v_m*x15;
    const Y_21 = x15*x30;
    const Y_22 = -omega_star*x31;
    const x34 = (1/2)*v_u;
    const x35 = P_21*v_m;
    const x36 = x34 + x35;
    const x37 = P_21*v_u;
    const P_22 = -n_u*x10;
    const x38 = P_22*v_m;
    const x39 = x37 + x38;
    const x40 = 1/(H*H);
    const x41 = (1/2)*n_u;
    const x42 = 1/(T*T);
    const x43 = P_21*n_u;
    const x44 = n_u*x9;
    const F_n_m = 2*n_m - x2 - 2;
    const x45 = F_n_m/(F*F);
    const x46 = n_u*x15;
    const x47 = n_u*x7;
    const x48 = c_star + 1;
    const Q_21 = x28*x7;
    const g_n_u = P_21*Q_22 + (1/2)*Q_21 - X_11*Y_21 - X_12*Y_22;
    const x53 = eta_u*g_n_u;
    const X_21 = x15*x20;
    const g_v_m = -X_21 + x39;
    const x54 = eta_v*g_v_m;
    const x55 = eta_v*u_u;
    const x56 = eta_u*v_v;
    const X_22 = x15*x24;
    const g_n_m = P_21*Q_21 + P_22*Q_22 - X_21*Y_21 - X_22*Y_22;
    const x57 = eta_factors*g_n_m;
    const x58 = eta_factors*v_v;
    const g_v_u = -X_11 + x36;
    const x59 = eta_v*g_v_u;
    const x60 = eta_factors*u_u;
    const x61 = eta_u*g_v_u;
    const x62 = eta_factors*g_n_u;
    const x63 = eta_factors*g_v_m;
    const x64 = 2*x53;
    const x65 = 2*x61;
    const x66 = 2*n_m;
    const x68 = 2*x63;
    const x69 = 2*x62;
    const x70 = 2*x54;
    const x71 = 2*x59;
    const x72 = eta_v*u_m;
    const x73 = P_21*x72;
    const x74 = eta_u*v_n;
    const x75 = -x55 - x56;
    const x76 = -x54;
    const x77 = -x53;
    const x78 = -x59;
    const x79 = -x61;
    const x80 = eta_v*m_m;
    const x81 = -x58 - x80;
    const x82 = eta_factors*v_n;
    const x83 = -x57;
    const x84 = -x63;
    const x85 = eta_u*n_n;
    const x86 = -x60 - x85;
    const x87 = eta_factors*u_m;
    const x88 = -x62;
    const x89 = eta_factors*n_n;
    const x90 = -eta_factors*m_m - x89;
    const x91 = eta_u*v_m;
    const x92 = eta_factors*n_u;
    const x93 = eta_u*n_m;
    const x94 = eta_factors*v_u;
    const x95 = eta_v*n_m;
    const x96 = eta_factors*v_m;
    const x97 = eta_v*n_u;
    const x98 = eta_u*v_u;
    const x99 = 2*eta_u;
    const x100 = n_u*x99;
    const x101 = 2*x98;
    const x102 = 2*eta_factors;
    const x103 = eta_factors*x66;
    const Q_21_v_u = -v_m*x7;
    const g_n_m_v_u = P_21*Q_21_v_u;
    const x104 = g_n_m_v_u*x103;
    const Q_22_v_m = -v_m*x9;
    const Q_21_v_m = -Q_22_v_m*x47 - v_u*x7;
    const Y_21_v_m = x15*(x1 + x48);
    const Y_22_v_m = -omega_star*x15;
    const g_n_m_v_m = P_21*Q_21_v_m + P_22*Q_22_v_m - X_21*Y_21_v_m - X_22*Y_22_v_m;
    const x105 = g_n_m_v_m*x103;
    const P_21_n_u = -x8;
    const P_22_n_u = -P_21_n_u*x44 - x10;
    const Q_21_n_u = -Q_22*x7;
    const X_21_n_u = x15*(x16 + x18 - x19);
    const X_22_n_u = x15*(x21 + x22 + x23);
    const g_n_m_n_u = P_21*Q_21_n_u + P_21_n_u*Q_21 + P_22_n_u*Q_22 - X_21_n_u*Y_21 - X_22_n_u*Y_22;
    const x106 = g_n_m_n_u*x103;
    const x107 = 2*x96;
    const P_21_n_m = x40*x41;
    const P_22_n_m = -P_21_n_m*x44 + x42*x43;
    const Q_22_n_m = x26*x42;
    const Q_21_n_m = -Q_22_n_m*x47 - x28*x40;
    const X_21_n_m = -X_11*x46 - x20*x45;
    const X_22_n_m = -X_12*x46 - x24*x45;
    const Y_21_n_m = -x30*x45 - x31;
    const Y_22_n_m = omega_star*v_m*x45;
    const g_n_m_n_m = P_21*Q_21_n_m + P_21_n_m*Q_21 + P_22*Q_22_n_m + P_22_n_m*Q_22 - X_21*Y_21_n_m - X_21_n_m*Y_21 - X_22*Y_22_n_m - X_22_n_m*Y_22;
    const x108 = g_n_m_n_m*x103 + 2*x57;
    const x109 = 2*x92;
    const x110 = eta_v*v_u;
    const x111 = 2*eta_v;
    const x112 = v_m*x111;
    const x113 = 2*x110;
    const g_v_u_n_m = P_21_n_m*v_m;
    const g_v_u_n_u = P_21_n_u*v_m;
    const g_v_m_n_m = P_21_n_m*v_u + P_22_n_m*v_m - X_21_n_m;
    const g_v_m_n_u = P_21_n_u*v_u + P_22_n_u*v_m - X_21_n_u;
    const g_n_u_n_m = P_21*Q_22_n_m + P_21_n_m*Q_22 + (1/2)*Q_21_n_m - X_11*Y_21_n_m - X_12*Y_22_n_m;
    const g_n_u_n_u = P_21_n_u*Q_22 + (1/2)*Q_21_n_u;
    const g_n_u_v_m = P_21*Q_22_v_m + (1/2)*Q_21_v_m - X_11*Y_21_v_m - X_12*Y_22_v_m;
    const g_n_u_v_u = (1/2)*Q_21_v_u;
    return [
      [-g_n_u_v_u*x74 - 1/2*x55 - 1/2*x56 - x73, P_21*x75 - P_22*x72 - g_n_u_v_m*x74, -g_n_u_n_u*x74 - g_v_m_n_u*x72 + g_v_u_n_u*x75, -g_n_u_n_m*x74 - g_v_m_n_m*x72 + g_v_u_n_m*x75, x76, x77, x78, 0, 0, x79],
      [P_21*x81 - g_n_m_v_u*x82 - 1/2*x72, P_22*x81 - g_n_m_v_m*x82 - x73, -g_n_m_n_u*x82 + g_v_m_n_u*x81 - g_v_u_n_u*x72, -g_n_m_n_m*x82 + g_v_m_n_m*x81 - g_v_u_n_m*x72, x78, x83, 0, x76, 0, x84],
      [-g_n_m_v_u*x87 + g_n_u_v_u*x86 - 1/2*x74, -P_21*x74 - g_n_m_v_m*x87 + g_n_u_v_m*x86, -g_n_m_n_u*x87 + g_n_u_n_u*x86 - g_v_u_n_u*x74, -g_n_m_n_m*x87 + g_n_u_n_m*x86 - g_v_u_n_m*x74, x83, x79, x88, 0, x77, 0],
      [-P_21*x82 + g_n_m_v_u*x90 - g_n_u_v_u*x87, -P_22*x82 + g_n_m_v_m*x90 - g_n_u_v_m*x87, g_n_m_n_u*x90 - g_n_u_n_u*x87 - g_v_m_n_u*x82, g_n_m_n_m*x90 - g_n_u_n_m*x87 - g_v_m_n_m*x82, x88, x84, 0, x83, x83, 0],
      [-eta_factors*x37 - g_n_m_v_u*x92 - g_n_u_v_u*x93 - x63 - 1/2*x91, -P_22*x94 - eta_u*x35 - g_n_m_v_m*x92 - g_n_u_v_m*x93 - x61, -g_n_m_n_u*x92 - g_n_u_n_u*x93 - g_v_m_n_u*x94 - g_v_u_n_u*x91 - x57, -g_n_m_n_m*x92 - g_n_u_n_m*x93 - g_v_m_n_m*x94 - g_v_u_n_m*x91 - x53, 0, 0, 0, 0, 0, 0],
      [-P_21*x95 - eta_v*x41 - g_n_m_v_u*x96 - g_n_u_v_u*x94 - x62, -P_22*x95 - eta_v*x43 - g_n_m_v_m*x96 - g_n_u_v_m*x94 - x57, -g_n_m_n_u*x96 - g_n_u_n_u*x94 - g_v_m_n_u*x95 - g_v_u_n_u*x97 - x59, -g_n_m_n_m*x96 - g_n_u_n_m*x94 - g_v_m_n_m*x95 - g_v_u_n_m*x97 - x54, 0, 0, 0, 0, 0, 0],
      [-g_n_u_v_u*x100 - x65 - x98, -g_n_u_v_m*x100 - x37*x99, -g_n_u_n_u*x100 - g_v_u_n_u*x101 - x64, -g_n_u_n_m*x100 - g_v_u_n_m*x101, 0, 0, 0, 0, 0, 0],
      [-x102*x35 - x104, -x102*x38 - x105 - x68, -g_v_m_n_u*x107 - x106, -g_v_m_n_m*x107 - x108, 0, 0, 0, 0, 0, 0],
      [-g_n_u_v_u*x109 - x104, -g_n_u_v_m*x109 - x105, -g_n_u_n_u*x109 - x106 - x69, -g_n_u_n_m*x109 - x108, 0, 0, 0, 0, 0, 0],
      [-x110 - x111*x35 - x71, -x111*x37 - x111*x38 - x70, -g_v_m_n_u*x112 - g_v_u_n_u*x113, -g_v_m_n_m*x112 - g_v_u_n_m*x113, 0, 0, 0, 0, 0, 0],
    ];
  },

  /** The observables, in the order of their names. */
  observables(state, parameters) {
    const [v_u, v_m, n_u, n_m] = state;
    const [c_star, omega_star, phase] = parameters;
    const T = n_m - 1;
    const x1 = -n_m;
    const x2 = 2*c_star;
    const x3 = x2 + 1;
    const x4 = omega_star*omega_star;
    const x5 = c_star*c_star;
    const x6 = x4 + x5;
    const H = n_m - 2;
    const x7 = 1/H;
    const x8 = (1/2)*x7;
    const x9 = 1/T;
    const P_21 = -n_u*x8;
    const x10 = P_21*x9;
    const x11 = 1/(x3 + x6);
    const x12 = Math.cos(phase);
    const x13 = Math.sin(phase);
    const x14 = omega_star*x13;
    const F = -T*(x1 + x3) + x6;
    const x15 = 1/F;
    const X_11 = x11*(c_star*x12 + x12 - x14);
    const x16 = X_11*c_star;
    const x17 = -T;
    const x18 = X_11*x17;
    const X_12 = x11*(c_star*x13 + omega_star*x12 + x13);
    const x19 = X_12*omega_star;
    const x20 = n_u*x16 + n_u*x18 - n_u*x19;
    const x34 = (1/2)*v_u;
    const x35 = P_21*v_m;
    const x36 = x34 + x35;
    const x37 = P_21*v_u;
    const P_22 = -n_u*x10;
    const x38 = P_22*v_m;
    const x39 = x37 + x38;
    const X_21 = x15*x20;
    const x114 = (1/8)*(2*(x12*x12)*x5 - x12*x14*x2 + x4)/(c_star*x6);
    return [-X_11*v_u - X_21*v_m + (1/2)*v_m*x39 + x114 + x34*x36, v_u, x17];
  },

  /** Quantities that the flow conserves, in the order of their names. */
  invariants(state, parameters) {
    const [v_u, v_m, n_u, n_m, u_m, v_n, u_u, m_m, n_n, v_v] = state;
    const [, , , eta_factors, eta_u, eta_v] = parameters;
    const x25 = v_m*v_m;
    const x27 = v_m*v_u;
    const x29 = v_u*v_u;
    const x55 = eta_v*u_u;
    const x56 = eta_u*v_v;
    const x58 = eta_factors*v_v;
    const x60 = eta_factors*u_u;
    const x72 = eta_v*u_m;
    const x74 = eta_u*v_n;
    const x80 = eta_v*m_m;
    const x82 = eta_factors*v_n;
    const x85 = eta_u*n_n;
    const x87 = eta_factors*u_m;
    const x89 = eta_factors*n_n;
    const x91 = eta_u*v_m;
    const x92 = eta_factors*n_u;
    const x93 = eta_u*n_m;
    const x95 = eta_v*n_m;
    const x96 = eta_factors*v_m;
    const x97 = eta_v*n_u;
    const x98 = eta_u*v_u;
    const x99 = 2*eta_u;
    const x102 = 2*eta_factors;
    const x110 = eta_v*v_u;
    const x115 = m_m*m_m;
    const x116 = eta_u*eta_u;
    const x117 = eta_v*eta_v;
    const x118 = x116*x117;
    const x119 = (n_n*n_n)*x118;
    const x120 = u_u*u_u;
    const x121 = eta_factors*eta_factors;
    const x122 = x116*x121;
    const x123 = (v_v*v_v)*x122;
    const x124 = (n_m*n_m)*x118;
    const x125 = n_u*n_u;
    const x126 = eta_factors*x117;
    const x127 = x126*x99;
    const x128 = eta_v*x116;
    const x129 = x102*x128;
    const x130 = eta_v*x121;
    const x131 = x130*x29;
    const x132 = u_m*u_m;
    const x133 = v_n*v_n;
    const x134 = n_m*x118;
    const x135 = v_m*x128;
    const x136 = eta_u*n_u*x117;
    const x137 = -m_m*x134 + n_n*x134 + x135*x82 - x136*x87;
    const x138 = -x137;
    const x139 = eta_factors*x128;
    const x140 = x133*x139;
    const x141 = eta_u*x125*x126;
    const x142 = x119 - x124 + x140 - x141;
    const x143 = x117*x92;
    const x144 = eta_factors*eta_u*n_m*u_m*x117 + n_u*u_u*x117*x121 - v_n*x130*x98 - x143*x85;
    const x145 = eta_factors*eta_u*u_m*v_u*x117 + m_m*v_m*x116*x117 - v_n*x134 - x135*x58;
    const x146 = n_n*x118;
    const x147 = v_n*x128;
    const x148 = -v_m*x134 + v_n*x146 - x143*x98 + x147*x58;
    const x149 = v_v*x122;
    const x150 = x116*x96;
    const x151 = x121*x98;
    const x152 = v_n*x149 + x147*x89 - x150*x95 - x151*x97;
    const x153 = eta_factors*eta_u*u_m*v_m*x117 + u_u*v_u*x117*x121 - x110*x121*x56 - x143*x74;
    const x154 = x139*x25;
    const x155 = eta_u*x131;
    const x156 = x123 + x140 - x154 - x155;
    const x157 = -eta_factors*eta_u*x117*x132;
    const x158 = x115*x116*x117 - x124 - x154 - x157;
    const x159 = x116*x82;
    const x160 = n_u*x146 - u_m*x134 + x110*x159 - x136*x60;
    const x161 = eta_factors*eta_u*u_m*u_u*x117 + m_m*u_m*x116*x117 - n_u*x134 - x139*x27;
    const x162 = eta_factors*eta_u*m_m*u_m*x117 - eta_u*x130*x27 + u_m*u_u*x117*x121 - x117*x92*x93;
    const x163 = x117*x120*x121 - x141 - x155 - x157;
    const x164 = v_m*x149 - x150*x80 - x151*x72 + x159*x95;
    const x165 = v_u*x149 - x150*x72 - x151*x55 + x159*x97;
    return [x55 - x56, m_m - n_n, x115*x118 + x117*x120*x121 + x119 + x123 - 2*x124 - x125*x127 + x127*x132 + x129*x133 - x129*x25 - x131*x99, eta_factors*eta_v*n_u*x160 + eta_factors*eta_v*u_m*x161 + eta_factors*eta_v*u_u*x163 + eta_factors*eta_v*v_u*x165 - eta_factors*x145*x91 - eta_factors*x148*x74 - eta_factors*x153*x98 - eta_factors*x156*x56 + eta_u*eta_v*m_m*x158 + eta_u*eta_v*n_m*x137 + eta_u*eta_v*u_m*x162 + eta_u*eta_v*v_m*x164 - eta_u*x144*x97 - eta_v*x138*x93 - eta_v*x142*x85 - eta_v*x152*x74, 2*x137*x138 + (x142*x142) + 2*x144*x160 + 2*x145*x164 + 2*x148*x152 + 2*x153*x165 + (x156*x156) + (x158*x158) + 2*x161*x162 + (x163*x163)];
  },

  /** Hurwitz determinants of W − I: the network is stable if and only if all are positive. */
  stability(state, parameters) {
    const [, , , n_m] = state;
    const T = n_m - 1;
    const x17 = -T;
    return [x17];
  },

  /** ½∫f*² dt, the loss of the zero network. */
  targetPower(parameters) {
    const [c_star, omega_star, phase] = parameters;
    const x2 = 2*c_star;
    const x4 = omega_star*omega_star;
    const x5 = c_star*c_star;
    const x6 = x4 + x5;
    const x12 = Math.cos(phase);
    const x13 = Math.sin(phase);
    const x14 = omega_star*x13;
    const x114 = (1/8)*(2*(x12*x12)*x5 - x12*x14*x2 + x4)/(c_star*x6);
    return x114;
  },
};
