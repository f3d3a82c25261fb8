"""Reduced learning dynamics `overlaps_rank_two`: generated from a proven derivation, not to be edited.

Derived under these assumptions:

- Units are linear: dh/dt = −h + W h + u x(t), y = vᵀh, with time in units of the neuron's time
  constant.
- The input x is white noise of unit power, and the loss is L = ½ E(y − y*)² in the stationary state.
- The network is stable: every eigenvalue of M = W − I lies in the open left half plane.
- Learning is gradient flow with rates η in the learning time s (gradient descent with step η: s = η ×
  steps).
- The target filter is exp(−c* t) cos(ω* t + φ) with c* > 0 and real ω*, φ.
- The number N of neurons is arbitrary, and so are the initial vectors u, m, n, v.
- The recurrent weights are m₁ n₁ᵀ + m₂ n₂ᵀ, and what is trained are the vectors m and n, all at one
  rate η_factors.

Generated with SymPy 1.14.0; rewritten by ``python -m derivations overlaps_rank_two --format python``.
"""

from math import cos, sin

FORMAT = 1
NAME = "overlaps_rank_two"
HASH = "3053f321f59bd80b"
STATE = (
    "v_u", "v_m1", "v_m2", "n1_u", "n1_m1", "n1_m2", "n2_u", "n2_m1", "n2_m2", "u_m1", "u_m2", "v_n1",
    "v_n2", "u_u", "m1_m1", "m1_m2", "m2_m2", "n1_n1", "n1_n2", "n2_n2", "v_v"
)
ORIGIN = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
PARAMETERS = ("c_star", "omega_star", "phase", "eta_factors", "eta_u", "eta_v")
DEFAULTS = {"omega_star": 0.0, "phase": 0.0, "eta_factors": 1.0, "eta_u": 1.0, "eta_v": 1.0}
DOMAINS = {
    "c_star": "positive",
    "omega_star": "real",
    "phase": "real",
    "eta_factors": "nonnegative",
    "eta_u": "nonnegative",
    "eta_v": "nonnegative",
}
OBSERVABLES = ("loss", "gain", "c", "omega_squared")
INVARIANTS = (
    "balance_io", "balance_factors_11", "balance_factors_12", "balance_factors_22", "trace_C2",
    "trace_C3", "trace_C4", "trace_C5", "trace_C6"
)
GRAM = (
    ("u_u", "u_m1", "u_m2", "n1_u", "n2_u", "v_u"),
    ("u_m1", "m1_m1", "m1_m2", "n1_m1", "n2_m1", "v_m1"),
    ("u_m2", "m1_m2", "m2_m2", "n1_m2", "n2_m2", "v_m2"),
    ("n1_u", "n1_m1", "n1_m2", "n1_n1", "n1_n2", "v_n1"),
    ("n2_u", "n2_m1", "n2_m2", "n1_n2", "n2_n2", "v_n2"),
    ("v_u", "v_m1", "v_m2", "v_n1", "v_n2", "v_v"),
)
ASSUMPTIONS = (
    (
        "Units are linear: dh/dt = −h + W h + u x(t), y = vᵀh, with time in units of the neuron's time "
        "constant."
    ),
    (
        "The input x is white noise of unit power, and the loss is L = ½ E(y − y*)² in the stationary "
        "state."
    ),
    "The network is stable: every eigenvalue of M = W − I lies in the open left half plane.",
    (
        "Learning is gradient flow with rates η in the learning time s (gradient descent with step η: s"
        " = η × steps)."
    ),
    "The target filter is exp(−c* t) cos(ω* t + φ) with c* > 0 and real ω*, φ.",
    "The number N of neurons is arbitrary, and so are the initial vectors u, m, n, v.",
    (
        "The recurrent weights are m₁ n₁ᵀ + m₂ n₂ᵀ, and what is trained are the vectors m and n, all at"
        " one rate η_factors."
    ),
)


def rhs(state, parameters):
    """Velocity dθ/ds of the state, in learning time s."""
    (
        v_u, v_m1, v_m2, n1_u, n1_m1, n1_m2, n2_u, n2_m1, n2_m2, u_m1, u_m2, v_n1, v_n2, u_u, m1_m1, m1_m2,
        m2_m2, n1_n1, n1_n2, n2_n2, v_v
    ) = state
    c_star, omega_star, phase, eta_factors, eta_u, eta_v = parameters
    x0 = n1_m1 - 2
    T = n2_m2 + x0
    x2 = n1_m2*n2_m1
    x3 = n1_m1 - 1
    x4 = n2_m2 - 1
    x5 = x2 - x3*x4
    D = -x5
    x7 = n2_m2 - 2
    x8 = -n1_m1
    x9 = 2*c_star
    x10 = x9 + 1
    x11 = omega_star**2
    x12 = c_star**2
    x13 = x11 + x12
    x14 = x13 + x2
    x15 = -n2_m2
    x16 = x9 + 2
    x17 = -x15 - x16 - x8
    H = x0*x7 - x2
    x18 = 1/H
    x19 = n1_m2*n2_u
    x20 = -x7
    x21 = 0.5*n1_u
    x22 = 0.5*x19 + x20*x21
    x23 = n1_u*n2_m1
    x24 = -x0
    x25 = 0.5*n2_u
    x26 = 0.5*x23 + x24*x25
    P_21 = x18*x22
    x27 = P_21*n2_u
    P_31 = x18*x26
    x28 = P_31*n1_u
    x29 = x27 + x28
    x30 = n1_u*x4
    x31 = 2*P_21*x30 - n1_m2*x29
    x32 = -x29*x4
    x33 = 2*x19
    x34 = P_31*x33 + x32
    x35 = -x34
    x36 = D*n1_u
    x37 = 2*x36
    x38 = -P_21*x37 + n1_m2*x35 - x31*x4
    x39 = 1/D
    x40 = 1/T
    x41 = x39*x40
    x42 = 0.5*x41
    x43 = -D*x29 + n2_m1*x31 - x3*x35
    x44 = n2_u*x3
    x45 = 2*P_31*x44
    x46 = -x29*x3
    x47 = 2*x23
    x48 = P_21*x47 + x46
    x49 = D*n2_u
    x50 = 2*x49
    x51 = -P_31*x50 - n2_m1*x48 - x3*(-n2_m1*x29 + x45)
    x52 = 1/(x10 + x13)
    x53 = cos(phase)
    x54 = sin(phase)
    x55 = omega_star*x54
    F_11 = x14 - x3*(x10 + x8)
    F_12 = n1_m2*x17
    F_21 = n2_m1*x17
    F_22 = x14 - x4*(x10 + x15)
    E = F_11*F_22 - F_12*F_21
    x56 = 1/E
    X_11 = x52*(c_star*x53 + x53 - x55)
    x57 = X_11*c_star
    x58 = -x4
    x59 = X_11*x58
    X_12 = x52*(c_star*x54 + omega_star*x53 + x54)
    x60 = X_12*omega_star
    x61 = -X_11*x23 + n2_u*x57 + n2_u*x59 - n2_u*x60
    x62 = -x3
    x63 = X_11*x62
    x64 = -X_11*x19 + n1_u*x57 - n1_u*x60 + n1_u*x63
    x65 = -F_12*x61 + F_22*x64
    x66 = X_11*omega_star
    x67 = X_12*c_star
    x68 = X_12*x58
    x69 = -X_12*x23 + n2_u*x66 + n2_u*x67 + n2_u*x68
    x70 = X_12*x62
    x71 = -X_12*x19 + n1_u*x66 + n1_u*x67 + n1_u*x70
    x72 = -F_12*x69 + F_22*x71
    x73 = F_11*x61 - F_21*x64
    x74 = F_11*x69 - F_21*x71
    x75 = v_m1**2
    x76 = n2_m1*v_m2
    x77 = v_m1*x76
    x78 = x4*x75 - x77
    x79 = v_m2**2
    x80 = n2_m1*x79
    x81 = -v_m1*v_m2*x4 + x80
    x82 = -x81
    x83 = -D*x75 + n2_m1*x82 - x4*x78
    x84 = D*v_m2
    x85 = n1_m2*x78 - v_m1*x84 - x3*x82
    x86 = n1_m2*v_m1
    x87 = v_m2*x86
    x88 = x3*x79 - x87
    x89 = n1_m2*x75
    x90 = -v_m1*v_m2*x3 + x89
    x91 = -D*x79 - n1_m2*x90 - x3*x88
    x92 = v_m2*v_u
    Q_23 = x42*x85
    Q_33 = x42*x91
    x93 = Q_23*n1_u + Q_33*n2_u + x92
    x94 = v_m1*v_u
    Q_22 = x42*x83
    x95 = Q_22*n1_u + Q_23*n2_u + x94
    x96 = n2_m1*x93 + x20*x95
    x97 = n1_m2*x95 + x24*x93
    x99 = c_star*v_m2 + v_m2*x58 - x86
    x100 = c_star*v_m1 + v_m1*x62 - x76
    x101 = -F_21*x99 + F_22*x100
    x102 = omega_star*v_m2
    x103 = omega_star*v_m1
    x104 = F_21*x102 - F_22*x103
    x105 = F_11*x99 - F_12*x100
    x106 = -F_11*x102 + F_12*omega_star*v_m1
    Y_22 = x104*x56
    Y_32 = x106*x56
    Y_21 = x101*x56
    Y_31 = x105*x56
    x109 = 0.5*v_u
    x110 = P_21*v_m1
    x111 = P_31*v_m2
    x112 = x109 + x110 + x111
    x113 = P_21*v_u
    P_22 = x38*x42
    x114 = P_22*v_m1
    P_23 = x42*x43
    x115 = P_23*v_m2
    x116 = x113 + x114 + x115
    x117 = P_23*v_m1
    x118 = P_31*v_u
    P_33 = x42*x51
    x119 = P_33*v_m2
    x120 = x117 + x118 + x119
    x121 = P_23*Q_23
    Q_21 = x18*x96
    g_n1_u = P_21*Q_22 + P_31*Q_23 + 0.5*Q_21 - X_11*Y_21 - X_12*Y_22
    x255 = eta_u*g_n1_u
    Q_31 = x18*x97
    g_n2_u = P_21*Q_23 + P_31*Q_33 + 0.5*Q_31 - X_11*Y_31 - X_12*Y_32
    x256 = eta_u*g_n2_u
    X_21 = x56*x65
    g_v_m1 = -X_21 + x116
    x257 = eta_v*g_v_m1
    X_31 = x56*x73
    g_v_m2 = -X_31 + x120
    x258 = eta_v*g_v_m2
    x259 = eta_v*u_u
    x260 = eta_u*v_v
    X_22 = x56*x72
    g_n1_m1 = P_21*Q_21 + P_22*Q_22 - X_21*Y_21 - X_22*Y_22 + x121
    x261 = eta_factors*g_n1_m1
    g_n2_m1 = P_21*Q_31 + P_22*Q_23 + P_23*Q_33 - X_21*Y_31 - X_22*Y_32
    x262 = eta_factors*g_n2_m1
    x263 = eta_factors*v_v
    g_v_u = -X_11 + x112
    x264 = eta_v*g_v_u
    X_32 = x56*x74
    g_n1_m2 = P_23*Q_22 + P_31*Q_21 + P_33*Q_23 - X_31*Y_21 - X_32*Y_22
    x265 = eta_factors*g_n1_m2
    g_n2_m2 = P_31*Q_31 + P_33*Q_33 - X_31*Y_31 - X_32*Y_32 + x121
    x266 = eta_factors*g_n2_m2
    x267 = eta_factors*u_u
    x268 = eta_u*g_v_u
    x269 = eta_factors*g_n1_u
    x270 = eta_factors*g_v_m1
    x271 = eta_factors*g_v_m2
    x272 = eta_factors*g_n2_u
    x273 = 2*x255
    x274 = 2*x256
    x275 = 2*x268
    x276 = 2*n1_m1
    x277 = x261*x276
    x278 = 2*x262
    x279 = n2_m1*x278
    x280 = 2*x270
    x281 = 2*x265
    x282 = n1_m2*x281
    x283 = 2*n2_m2
    x284 = x266*x283
    x285 = 2*x271
    x286 = 2*x269
    x287 = 2*x272
    x288 = 2*x257
    x289 = 2*x258
    x290 = 2*x264
    return (
        -g_v_u*x259 - g_v_u*x260 - u_m1*x257 - u_m2*x258 - v_n1*x255 - v_n2*x256,  # dv_u/ds
        -g_v_m1*x263 - m1_m1*x257 - m1_m2*x258 - u_m1*x264 - v_n1*x261 - v_n2*x262,  # dv_m1/ds
        -g_v_m2*x263 - m1_m2*x257 - m2_m2*x258 - u_m2*x264 - v_n1*x265 - v_n2*x266,  # dv_m2/ds
        -g_n1_u*x267 - n1_n1*x255 - n1_n2*x256 - u_m1*x261 - u_m2*x265 - v_n1*x268,  # dn1_u/ds
        -m1_m1*x261 - m1_m2*x265 - n1_n1*x261 - n1_n2*x262 - u_m1*x269 - v_n1*x270,  # dn1_m1/ds
        -m1_m2*x261 - m2_m2*x265 - n1_n1*x265 - n1_n2*x266 - u_m2*x269 - v_n1*x271,  # dn1_m2/ds
        -g_n2_u*x267 - n1_n2*x255 - n2_n2*x256 - u_m1*x262 - u_m2*x266 - v_n2*x268,  # dn2_u/ds
        -m1_m1*x262 - m1_m2*x266 - n1_n2*x261 - n2_n2*x262 - u_m1*x272 - v_n2*x270,  # dn2_m1/ds
        -m1_m2*x262 - m2_m2*x266 - n1_n2*x265 - n2_n2*x266 - u_m2*x272 - v_n2*x271,  # dn2_m2/ds
        -n1_m1*x255 - n1_u*x261 - n2_m1*x256 - n2_u*x262 - v_m1*x268 - v_u*x270,  # du_m1/ds
        -n1_m2*x255 - n1_u*x265 - n2_m2*x256 - n2_u*x266 - v_m2*x268 - v_u*x271,  # du_m2/ds
        -n1_m1*x257 - n1_m2*x258 - n1_u*x264 - v_m1*x261 - v_m2*x265 - v_u*x269,  # dv_n1/ds
        -n2_m1*x257 - n2_m2*x258 - n2_u*x264 - v_m1*x262 - v_m2*x266 - v_u*x272,  # dv_n2/ds
        -n1_u*x273 - n2_u*x274 - v_u*x275,  # du_u/ds
        -v_m1*x280 - x277 - x279,  # dm1_m1/ds
        -n1_m1*x265 - n1_m2*x261 - n2_m1*x266 - n2_m2*x262 - v_m1*x271 - v_m2*x270,  # dm1_m2/ds
        -v_m2*x285 - x282 - x284,  # dm2_m2/ds
        -n1_u*x286 - x277 - x282,  # dn1_n1/ds
        -n1_m1*x262 - n1_m2*x266 - n1_u*x272 - n2_m1*x261 - n2_m2*x265 - n2_u*x269,  # dn1_n2/ds
        -n2_u*x287 - x279 - x284,  # dn2_n2/ds
        -v_m1*x288 - v_m2*x289 - v_u*x290,  # dv_v/ds
    )


def jacobian(state, parameters):
    """Rows of the Jacobian: entry [i][j] is ∂(dθ_i/ds)/∂θ_j."""
    (
        v_u, v_m1, v_m2, n1_u, n1_m1, n1_m2, n2_u, n2_m1, n2_m2, u_m1, u_m2, v_n1, v_n2, u_u, m1_m1, m1_m2,
        m2_m2, n1_n1, n1_n2, n2_n2, v_v
    ) = state
    c_star, omega_star, phase, eta_factors, eta_u, eta_v = parameters
    x0 = n1_m1 - 2
    T = n2_m2 + x0
    x2 = n1_m2*n2_m1
    x3 = n1_m1 - 1
    x4 = n2_m2 - 1
    x5 = x2 - x3*x4
    D = -x5
    x7 = n2_m2 - 2
    x8 = -n1_m1
    x9 = 2*c_star
    x10 = x9 + 1
    x11 = omega_star**2
    x12 = c_star**2
    x13 = x11 + x12
    x14 = x13 + x2
    x15 = -n2_m2
    x16 = x9 + 2
    x17 = -x15 - x16 - x8
    H = x0*x7 - x2
    x18 = 1/H
    x19 = n1_m2*n2_u
    x20 = -x7
    x21 = 0.5*n1_u
    x22 = 0.5*x19 + x20*x21
    x23 = n1_u*n2_m1
    x24 = -x0
    x25 = 0.5*n2_u
    x26 = 0.5*x23 + x24*x25
    P_21 = x18*x22
    x27 = P_21*n2_u
    P_31 = x18*x26
    x28 = P_31*n1_u
    x29 = x27 + x28
    x30 = n1_u*x4
    x31 = 2*P_21*x30 - n1_m2*x29
    x32 = -x29*x4
    x33 = 2*x19
    x34 = P_31*x33 + x32
    x35 = -x34
    x36 = D*n1_u
    x37 = 2*x36
    x38 = -P_21*x37 + n1_m2*x35 - x31*x4
    x39 = 1/D
    x40 = 1/T
    x41 = x39*x40
    x42 = 0.5*x41
    x43 = -D*x29 + n2_m1*x31 - x3*x35
    x44 = n2_u*x3
    x45 = 2*P_31*x44
    x46 = -x29*x3
    x47 = 2*x23
    x48 = P_21*x47 + x46
    x49 = D*n2_u
    x50 = 2*x49
    x51 = -P_31*x50 - n2_m1*x48 - x3*(-n2_m1*x29 + x45)
    x52 = 1/(x10 + x13)
    x53 = cos(phase)
    x54 = sin(phase)
    x55 = omega_star*x54
    F_11 = x14 - x3*(x10 + x8)
    F_12 = n1_m2*x17
    F_21 = n2_m1*x17
    F_22 = x14 - x4*(x10 + x15)
    E = F_11*F_22 - F_12*F_21
    x56 = 1/E
    X_11 = x52*(c_star*x53 + x53 - x55)
    x57 = X_11*c_star
    x58 = -x4
    x59 = X_11*x58
    X_12 = x52*(c_star*x54 + omega_star*x53 + x54)
    x60 = X_12*omega_star
    x61 = -X_11*x23 + n2_u*x57 + n2_u*x59 - n2_u*x60
    x62 = -x3
    x63 = X_11*x62
    x64 = -X_11*x19 + n1_u*x57 - n1_u*x60 + n1_u*x63
    x65 = -F_12*x61 + F_22*x64
    x66 = X_11*omega_star
    x67 = X_12*c_star
    x68 = X_12*x58
    x69 = -X_12*x23 + n2_u*x66 + n2_u*x67 + n2_u*x68
    x70 = X_12*x62
    x71 = -X_12*x19 + n1_u*x66 + n1_u*x67 + n1_u*x70
    x72 = -F_12*x69 + F_22*x71
    x73 = F_11*x61 - F_21*x64
    x74 = F_11*x69 - F_21*x71
    x75 = v_m1**2
    x76 = n2_m1*v_m2
    x77 = v_m1*x76
    x78 = x4*x75 - x77
    x79 = v_m2**2
    x80 = n2_m1*x79
    x81 = -v_m1*v_m2*x4 + x80
    x82 = -x81
    x83 = -D*x75 + n2_m1*x82 - x4*x78
    x84 = D*v_m2
    x85 = n1_m2*x78 - v_m1*x84 - x3*x82
    x86 = n1_m2*v_m1
    x87 = v_m2*x86
    x88 = x3*x79 - x87
    x89 = n1_m2*x75
    x90 = -v_m1*v_m2*x3 + x89
    x91 = -D*x79 - n1_m2*x90 - x3*x88
    x92 = v_m2*v_u
    Q_23 = x42*x85
    Q_33 = x42*x91
    x93 = Q_23*n1_u + Q_33*n2_u + x92
    x94 = v_m1*v_u
    Q_22 = x42*x83
    x95 = Q_22*n1_u + Q_23*n2_u + x94
    x96 = n2_m1*x93 + x20*x95
    x97 = n1_m2*x95 + x24*x93
    x99 = c_star*v_m2 + v_m2*x58 - x86
    x100 = c_star*v_m1 + v_m1*x62 - x76
    x101 = -F_21*x99 + F_22*x100
    x102 = omega_star*v_m2
    x103 = omega_star*v_m1
    x104 = F_21*x102 - F_22*x103
    x105 = F_11*x99 - F_12*x100
    x106 = -F_11*x102 + F_12*omega_star*v_m1
    Y_22 = x104*x56
    Y_32 = x106*x56
    Y_21 = x101*x56
    Y_31 = x105*x56
    x109 = 0.5*v_u
    x110 = P_21*v_m1
    x111 = P_31*v_m2
    x112 = x109 + x110 + x111
    x113 = P_21*v_u
    P_22 = x38*x42
    x114 = P_22*v_m1
    P_23 = x42*x43
    x115 = P_23*v_m2
    x116 = x113 + x114 + x115
    x117 = P_23*v_m1
    x118 = P_31*v_u
    P_33 = x42*x51
    x119 = P_33*v_m2
    x120 = x117 + x118 + x119
    x121 = P_23*Q_23
    x122 = F_21*n1_m2
    x123 = F_12*n2_m1
    x124 = x122 + x123
    x125 = F_11*n2_m1
    x126 = F_22*n2_m1
    x127 = F_11*n1_m2
    x128 = F_22*n1_m2
    x129 = H**(-2)
    x130 = x129*x22
    x131 = x18*x25
    x132 = x18*x21
    x133 = 0.5*n2_m2 - 1
    x134 = 0.5*x18
    x135 = x129*x26
    x136 = 0.5*n1_m1
    x137 = 0.5*x38
    x138 = x40/D**2
    x139 = -P_21*n1_u*x41 - x137*x138
    x140 = x39/T**2
    x141 = -x137*x140
    x142 = 2*n1_u*x4 - x19
    x143 = x42*(n1_m2*n2_u*x4 - x142*x4 - x37)
    x144 = n1_u*x4 - x33
    x145 = x42*(n1_m2*x144 + n1_m2*x30)
    x146 = -x29
    x147 = 4*P_31
    x148 = 4*P_21
    x149 = P_31*n1_m2
    x150 = P_21*x4
    x151 = -x149 + 2*x150
    x152 = D*P_21
    x153 = -2*x149 + x150
    x154 = 0.5*x43
    x155 = -x138*x154 + x146*x42
    x156 = -x140*x154
    x157 = x3*x4
    x158 = x42*(n2_m1*x142 - n2_u*x157 - x49)
    x159 = x42*(-n1_u*x2 - x144*x3 - x36)
    x160 = D*P_31
    x161 = 0.5*x51
    x162 = -P_31*n2_u*x41 - x138*x161
    x163 = -x140*x161
    x164 = x42*(n2_m1*x44 + n2_m1*(n2_u*x3 - x47))
    x165 = x42*(n1_u*n2_m1*x3 - x3*(2*n2_u*x3 - x23) - x50)
    x166 = P_21*n2_m1
    x167 = E**(-2)
    x168 = x167*x65
    x169 = -x61
    x170 = X_11*x56
    x171 = F_22*x170
    x172 = x169*x56
    x173 = x56*x64
    x174 = F_12*x170
    x175 = x57 - x60
    x176 = x175 + x63
    x177 = x175 + x59
    x178 = x167*x72
    x179 = -x69
    x180 = X_12*x56
    x181 = F_22*x180
    x182 = x179*x56
    x183 = x56*x71
    x184 = F_12*x180
    x185 = x66 + x67
    x186 = x185 + x70
    x187 = x185 + x68
    x188 = x56*x61
    x189 = -x64
    x190 = x167*x73
    x191 = F_21*x170
    x192 = F_11*x170
    x193 = x56*x69
    x194 = -x71
    x195 = x167*x74
    x196 = F_21*x180
    x197 = F_11*x180
    x198 = 0.5*x83
    x199 = -x138*x198 - x42*x75
    x200 = -x140*x198
    x201 = 2*v_m1*x4 - x76
    x202 = D*v_m1
    x203 = v_m1*x4 - 2*x76
    x204 = 0.5*x85
    x205 = 0.5*v_m1
    x206 = -v_m2*x205*x41 - x138*x204
    x207 = -x140*x204
    x208 = 0.5*x91
    x209 = -x138*x208 - x42*x79
    x210 = -x140*x208
    x211 = x18*(n2_u*x20 + x23)
    x212 = x129*x96
    x213 = n1_u*x18
    x214 = x20*x213
    x215 = n2_u*x18
    x216 = n2_m1*x215
    x217 = v_u*x18
    x218 = x18*(n1_u*x24 + x19)
    x219 = x129*x97
    x220 = n1_m2*x213
    x221 = x215*x24
    x222 = x101*x167
    x223 = v_m1*x56
    x224 = -x99
    x225 = n2_m1*x56
    x226 = x100*x56
    x227 = v_m2*x56
    x228 = c_star + 1
    x229 = x228 + x8
    x230 = x15 + x228
    x231 = x104*x167
    x232 = omega_star*x56
    x233 = x232*x76
    x234 = x232*x86
    x235 = x56*x99
    x236 = -x100
    x237 = x105*x167
    x238 = x106*x167
    x239 = x102*x56
    P_21_n1_m1 = -x130*x7
    P_31_n1_m1 = -x131 - x135*x7
    P_23_n1_m1 = P_21_n1_m1*x158 + P_31_n1_m1*x159 + x155*x4 + x156 + x34*x42
    Q_23_n1_m1 = x206*x4 + x207 + x42*x81
    x247 = P_23*Q_23_n1_m1 + P_23_n1_m1*Q_23
    P_21_n1_m2 = n2_m1*x130 + x131
    P_31_n1_m2 = n2_m1*x135
    P_23_n1_m2 = P_21_n1_m2*x158 + P_31_n1_m2*x159 - n2_m1*x155 + x42*(n2_m1*x146 + x45)
    Q_23_n1_m2 = -n2_m1*x206 + 0.5*x39*x40*x78
    x248 = P_23*Q_23_n1_m2 + P_23_n1_m2*Q_23
    P_21_n2_m1 = n1_m2*x130
    P_31_n2_m1 = n1_m2*x135 + x132
    P_23_n2_m1 = P_21_n2_m1*x158 + P_31_n2_m1*x159 - n1_m2*x155 + x31*x42
    Q_23_n2_m1 = -n1_m2*x206 + 0.5*x39*x40*x88
    x249 = P_23*Q_23_n2_m1 + P_23_n2_m1*Q_23
    P_21_n2_m2 = -x0*x130 - x132
    P_31_n2_m2 = -x0*x135
    P_23_n2_m2 = P_21_n2_m2*x158 + P_31_n2_m2*x159 + x155*x3 + x156 + x42*x48
    Q_23_n2_m2 = x206*x3 + x207 + x42*x90
    x250 = P_23*Q_23_n2_m2 + P_23_n2_m2*Q_23
    P_21_n1_u = -x133*x18
    P_31_n1_u = n2_m1*x134
    P_23_n1_u = P_21_n1_u*x158 + P_31_n1_u*x159 + x42*(-P_31*x157 + n2_m1*x151 - x160)
    x251 = P_23_n1_u*Q_23
    P_21_n2_u = n1_m2*x134
    P_31_n2_u = x18*(1 - x136)
    P_23_n2_u = P_21_n2_u*x158 + P_31_n2_u*x159 + x42*(-P_21*x2 - x152 - x153*x3)
    x252 = P_23_n2_u*Q_23
    Q_23_v_m1 = x42*(n1_m2*x201 - v_m2*x157 - x84)
    x253 = P_23*Q_23_v_m1
    Q_23_v_m2 = x42*(-v_m1*x2 - x202 - x203*x3)
    x254 = P_23*Q_23_v_m2
    Q_21 = x18*x96
    g_n1_u = P_21*Q_22 + P_31*Q_23 + 0.5*Q_21 - X_11*Y_21 - X_12*Y_22
    x255 = eta_u*g_n1_u
    Q_31 = x18*x97
    g_n2_u = P_21*Q_23 + P_31*Q_33 + 0.5*Q_31 - X_11*Y_31 - X_12*Y_32
    x256 = eta_u*g_n2_u
    X_21 = x56*x65
    g_v_m1 = -X_21 + x116
    x257 = eta_v*g_v_m1
    X_31 = x56*x73
    g_v_m2 = -X_31 + x120
    x258 = eta_v*g_v_m2
    x259 = eta_v*u_u
    x260 = eta_u*v_v
    X_22 = x56*x72
    g_n1_m1 = P_21*Q_21 + P_22*Q_22 - X_21*Y_21 - X_22*Y_22 + x121
    x261 = eta_factors*g_n1_m1
    g_n2_m1 = P_21*Q_31 + P_22*Q_23 + P_23*Q_33 - X_21*Y_31 - X_22*Y_32
    x262 = eta_factors*g_n2_m1
    x263 = eta_factors*v_v
    g_v_u = -X_11 + x112
    x264 = eta_v*g_v_u
    X_32 = x56*x74
    g_n1_m2 = P_23*Q_22 + P_31*Q_21 + P_33*Q_23 - X_31*Y_21 - X_32*Y_22
    x265 = eta_factors*g_n1_m2
    g_n2_m2 = P_31*Q_31 + P_33*Q_33 - X_31*Y_31 - X_32*Y_32 + x121
    x266 = eta_factors*g_n2_m2
    x267 = eta_factors*u_u
    x268 = eta_u*g_v_u
    x269 = eta_factors*g_n1_u
    x270 = eta_factors*g_v_m1
    x271 = eta_factors*g_v_m2
    x272 = eta_factors*g_n2_u
    x273 = 2*x255
    x274 = 2*x256
    x275 = 2*x268
    x276 = 2*n1_m1
    x278 = 2*x262
    x280 = 2*x270
    x281 = 2*x265
    x283 = 2*n2_m2
    x285 = 2*x271
    x286 = 2*x269
    x287 = 2*x272
    x288 = 2*x257
    x289 = 2*x258
    x290 = 2*x264
    x291 = eta_v*u_m1
    x292 = P_21*x291
    x293 = eta_v*u_m2
    x294 = P_31*x293
    x295 = eta_u*v_n1
    x296 = eta_u*v_n2
    x297 = -x259 - x260
    x298 = -x257
    x299 = -x258
    x300 = -x255
    x301 = -x256
    x302 = -x264
    x303 = -x268
    x304 = eta_v*m1_m1
    x305 = -x263 - x304
    x306 = eta_v*m1_m2
    x307 = eta_factors*v_n1
    x308 = eta_factors*v_n2
    x309 = P_23*x306
    x310 = -x261
    x311 = -x262
    x312 = -x270
    x313 = eta_v*m2_m2
    x314 = -x263 - x313
    x315 = -x265
    x316 = -x266
    x317 = -x271
    x318 = eta_u*n1_n1
    x319 = -x267 - x318
    x320 = eta_factors*u_m1
    x321 = eta_factors*u_m2
    x322 = eta_u*n1_n2
    x323 = -x269
    x324 = eta_factors*m1_m1
    x325 = eta_factors*n1_n1
    x326 = -x324 - x325
    x327 = eta_factors*m1_m2
    x328 = eta_factors*n1_n2
    x329 = P_23*x307
    x330 = eta_factors*m2_m2
    x331 = -x325 - x330
    x332 = eta_u*n2_n2
    x333 = -x267 - x332
    x334 = -x272
    x335 = eta_factors*n2_n2
    x336 = -x324 - x335
    x337 = P_23*x308
    x338 = -x330 - x335
    x339 = eta_u*v_m1
    x340 = eta_factors*n1_u
    x341 = eta_u*n1_m1
    x342 = eta_factors*n2_u
    x343 = eta_u*n2_m1
    x344 = eta_factors*v_u
    x345 = P_23*x344
    x346 = eta_u*v_m2
    x347 = eta_u*n1_m2
    x348 = eta_u*n2_m2
    x349 = P_21*eta_v
    x350 = eta_factors*v_m1
    x351 = eta_factors*v_m2
    x352 = eta_v*n1_m1
    x353 = eta_v*n1_m2
    x354 = eta_v*n1_u
    x355 = eta_v*n2_m2
    x356 = eta_v*n2_m1
    x357 = eta_v*n2_u
    x358 = eta_u*v_u
    x359 = 2*eta_u
    x360 = n1_u*x359
    x361 = n2_u*x359
    x362 = 2*x358
    x363 = 2*eta_factors
    x364 = eta_factors*x276
    Q_21_v_u = x18*(v_m1*x20 + x76)
    g_n1_m1_v_u = P_21*Q_21_v_u
    x365 = g_n1_m1_v_u*x364
    x366 = eta_factors*n2_m1
    x367 = 2*x366
    Q_31_v_u = x18*(v_m2*x24 + x86)
    g_n2_m1_v_u = P_21*Q_31_v_u
    x368 = g_n2_m1_v_u*x367
    Q_22_v_m1 = x42*(n2_m1*v_m2*x4 - x201*x4 - 2*x202)
    Q_33_v_m1 = x42*(n1_m2*v_m2*x3 + n1_m2*(v_m2*x3 - 2*x86))
    Q_21_v_m1 = Q_22_v_m1*x214 + Q_23_v_m1*x211 + Q_33_v_m1*x216 + x20*x217
    Y_21_v_m1 = x56*(F_22*x229 + x122)
    Y_22_v_m1 = -F_22*x232
    g_n1_m1_v_m1 = P_21*Q_21_v_m1 + P_22*Q_22_v_m1 - X_21*Y_21_v_m1 - X_22*Y_22_v_m1 + x253
    x369 = g_n1_m1_v_m1*x364
    Q_31_v_m1 = Q_22_v_m1*x220 + Q_23_v_m1*x218 + Q_33_v_m1*x221 + n1_m2*x217
    Y_31_v_m1 = x56*(-F_12*x229 - x127)
    Y_32_v_m1 = F_12*x232
    g_n2_m1_v_m1 = P_21*Q_31_v_m1 + P_22*Q_23_v_m1 + P_23*Q_33_v_m1 - X_21*Y_31_v_m1 - X_22*Y_32_v_m1
    x370 = g_n2_m1_v_m1*x367
    x371 = eta_factors*x117
    Q_22_v_m2 = x42*(n2_m1*v_m1*x4 + n2_m1*x203)
    Q_33_v_m2 = x42*(n1_m2*v_m1*x3 - x3*(2*v_m2*x3 - x86) - 2*x84)
    Q_21_v_m2 = Q_22_v_m2*x214 + Q_23_v_m2*x211 + Q_33_v_m2*x216 + n2_m1*x217
    Y_21_v_m2 = x56*(-F_21*x230 - x126)
    Y_22_v_m2 = F_21*x232
    g_n1_m1_v_m2 = P_21*Q_21_v_m2 + P_22*Q_22_v_m2 - X_21*Y_21_v_m2 - X_22*Y_22_v_m2 + x254
    x372 = g_n1_m1_v_m2*x364
    Q_31_v_m2 = Q_22_v_m2*x220 + Q_23_v_m2*x218 + Q_33_v_m2*x221 + x217*x24
    Y_31_v_m2 = x56*(F_11*x230 + x123)
    Y_32_v_m2 = -F_11*x232
    g_n2_m1_v_m2 = P_21*Q_31_v_m2 + P_22*Q_23_v_m2 + P_23*Q_33_v_m2 - X_21*Y_31_v_m2 - X_22*Y_32_v_m2
    x373 = g_n2_m1_v_m2*x367
    P_22_n1_u = P_21_n1_u*x143 + P_31_n1_u*x145 + x42*(P_31*n1_m2*x4 - x151*x4 - 2*x152)
    Q_21_n1_u = x18*(Q_22*x20 + Q_23*n2_m1)
    X_21_n1_u = x56*(F_22*x176 + X_11*x123)
    X_22_n1_u = x56*(F_22*x186 + X_12*x123)
    g_n1_m1_n1_u = P_21*Q_21_n1_u + P_21_n1_u*Q_21 + P_22_n1_u*Q_22 - X_21_n1_u*Y_21 - X_22_n1_u*Y_22 + x251
    x374 = g_n1_m1_n1_u*x364
    Q_31_n1_u = x18*(Q_22*n1_m2 + Q_23*x24)
    g_n2_m1_n1_u = (
        P_21*Q_31_n1_u + P_21_n1_u*Q_31 + P_22_n1_u*Q_23 + P_23_n1_u*Q_33 - X_21_n1_u*Y_31
        - X_22_n1_u*Y_32
    )
    x375 = g_n2_m1_n1_u*x367
    x376 = 2*x350
    P_22_n1_m1 = P_21_n1_m1*x143 + P_31_n1_m1*x145 + x139*x4 + x141
    Q_22_n1_m1 = x199*x4 + x200
    Q_33_n1_m1 = x209*x4 + x210 + x42*(-2*x3*x79 + 2*x87)
    Q_31_n1_m1 = Q_22_n1_m1*x220 + Q_23_n1_m1*x218 + Q_33_n1_m1*x221 - x18*x93 - x219*x7
    F_11_n1_m1 = 2*n1_m1 - x16
    E_n1_m1 = F_11_n1_m1*F_22 - x124
    X_21_n1_m1 = -E_n1_m1*x168 + n1_m2*x169*x56 - n1_u*x171
    X_22_n1_m1 = -E_n1_m1*x178 + n1_m2*x179*x56 - n1_u*x181
    Y_31_n1_m1 = -E_n1_m1*x237 + F_11_n1_m1*x235 + F_12*x223 + n1_m2*x236*x56
    Y_32_n1_m1 = -E_n1_m1*x238 - F_11_n1_m1*x239 + x234
    g_n2_m1_n1_m1 = (
        P_21*Q_31_n1_m1 + P_21_n1_m1*Q_31 + P_22*Q_23_n1_m1 + P_22_n1_m1*Q_23 + P_23*Q_33_n1_m1
        + P_23_n1_m1*Q_33 - X_21*Y_31_n1_m1 - X_21_n1_m1*Y_31 - X_22*Y_32_n1_m1 - X_22_n1_m1*Y_32
    )
    x377 = g_n2_m1_n1_m1*x367
    Q_21_n1_m1 = Q_22_n1_m1*x214 + Q_23_n1_m1*x211 + Q_33_n1_m1*x216 - x212*x7
    Y_21_n1_m1 = -E_n1_m1*x222 - F_22*x223 + n2_m1*x224*x56
    Y_22_n1_m1 = -E_n1_m1*x231 + x233
    g_n1_m1_n1_m1 = (
        P_21*Q_21_n1_m1 + P_21_n1_m1*Q_21 + P_22*Q_22_n1_m1 + P_22_n1_m1*Q_22 - X_21*Y_21_n1_m1
        - X_21_n1_m1*Y_21 - X_22*Y_22_n1_m1 - X_22_n1_m1*Y_22 + x247
    )
    x378 = g_n1_m1_n1_m1*x364 + 2*x261
    P_22_n1_m2 = P_21_n1_m2*x143 + P_31_n1_m2*x145 - n2_m1*x139 + x42*(-x146*x4 - x147*x19 - x32)
    Q_22_n1_m2 = -n2_m1*x199
    Q_33_n1_m2 = -n2_m1*x209 + 0.5*x39*x40*(2*v_m1*v_m2*x3 - 2*x89)
    Q_21_n1_m2 = Q_22_n1_m2*x214 + Q_23_n1_m2*x211 + Q_33_n1_m2*x216 + n2_m1*x212
    E_n1_m2 = -F_21*x17 + x125 + x126
    X_21_n1_m2 = -E_n1_m2*x168 + n2_m1*x173 - n2_u*x171 + x17*x172
    X_22_n1_m2 = -E_n1_m2*x178 + n2_m1*x183 - n2_u*x181 + x17*x182
    Y_21_n1_m2 = -E_n1_m2*x222 + F_21*x223 + x100*x225
    Y_22_n1_m2 = -E_n1_m2*x231 - x103*x225
    g_n1_m1_n1_m2 = (
        P_21*Q_21_n1_m2 + P_21_n1_m2*Q_21 + P_22*Q_22_n1_m2 + P_22_n1_m2*Q_22 - X_21*Y_21_n1_m2
        - X_21_n1_m2*Y_21 - X_22*Y_22_n1_m2 - X_22_n1_m2*Y_22 + x248
    )
    x379 = g_n1_m1_n1_m2*x364
    Q_31_n1_m2 = Q_22_n1_m2*x220 + Q_23_n1_m2*x218 + Q_33_n1_m2*x221 + n2_m1*x219 + x18*x95
    Y_31_n1_m2 = -E_n1_m2*x237 - F_11*x223 + n2_m1*x56*x99 + x17*x236*x56
    Y_32_n1_m2 = -E_n1_m2*x238 + omega_star*v_m1*x17*x56 - x233
    g_n2_m1_n1_m2 = (
        P_21*Q_31_n1_m2 + P_21_n1_m2*Q_31 + P_22*Q_23_n1_m2 + P_22_n1_m2*Q_23 + P_23*Q_33_n1_m2
        + P_23_n1_m2*Q_33 - X_21*Y_31_n1_m2 - X_21_n1_m2*Y_31 - X_22*Y_32_n1_m2 - X_22_n1_m2*Y_32
    )
    x380 = g_n2_m1_n1_m2*x367
    P_22_n2_u = P_21_n2_u*x143 + P_31_n2_u*x145 + x42*(n1_m2*x150 + n1_m2*x153)
    Q_21_n2_u = x18*(Q_23*x20 + Q_33*n2_m1)
    X_21_n2_u = x56*(-F_12*x177 - X_11*x128)
    X_22_n2_u = x56*(-F_12*x187 - X_12*x128)
    g_n1_m1_n2_u = P_21*Q_21_n2_u + P_21_n2_u*Q_21 + P_22_n2_u*Q_22 - X_21_n2_u*Y_21 - X_22_n2_u*Y_22 + x252
    x381 = g_n1_m1_n2_u*x364
    Q_31_n2_u = x18*(Q_23*n1_m2 + Q_33*x24)
    g_n2_m1_n2_u = (
        P_21*Q_31_n2_u + P_21_n2_u*Q_31 + P_22_n2_u*Q_23 + P_23_n2_u*Q_33 - X_21_n2_u*Y_31
        - X_22_n2_u*Y_32
    )
    x382 = g_n2_m1_n2_u*x367
    P_22_n2_m1 = P_21_n2_m1*x143 + P_31_n2_m1*x145 - n1_m2*x139
    Q_22_n2_m1 = -n1_m2*x199 + 0.5*x39*x40*(2*v_m1*v_m2*x4 - 2*x80)
    Q_33_n2_m1 = -n1_m2*x209
    Q_21_n2_m1 = Q_22_n2_m1*x214 + Q_23_n2_m1*x211 + Q_33_n2_m1*x216 + n1_m2*x212 + x18*x93
    E_n2_m1 = -F_12*x17 + x127 + x128
    X_21_n2_m1 = -E_n2_m1*x168 + n1_m2*x173 + n1_u*x174
    X_22_n2_m1 = -E_n2_m1*x178 + n1_m2*x183 + n1_u*x184
    Y_21_n2_m1 = -E_n2_m1*x222 - F_22*x227 + n1_m2*x226 + x17*x224*x56
    Y_22_n2_m1 = -E_n2_m1*x231 + omega_star*v_m2*x17*x56 - x234
    g_n1_m1_n2_m1 = (
        P_21*Q_21_n2_m1 + P_21_n2_m1*Q_21 + P_22*Q_22_n2_m1 + P_22_n2_m1*Q_22 - X_21*Y_21_n2_m1
        - X_21_n2_m1*Y_21 - X_22*Y_22_n2_m1 - X_22_n2_m1*Y_22 + x249
    )
    x383 = g_n1_m1_n2_m1*x364
    Q_31_n2_m1 = Q_22_n2_m1*x220 + Q_23_n2_m1*x218 + Q_33_n2_m1*x221 + n1_m2*x219
    Y_31_n2_m1 = -E_n2_m1*x237 + F_12*x227 + n1_m2*x235
    Y_32_n2_m1 = -E_n2_m1*x238 - n1_m2*x239
    g_n2_m1_n2_m1 = (
        P_21*Q_31_n2_m1 + P_21_n2_m1*Q_31 + P_22*Q_23_n2_m1 + P_22_n2_m1*Q_23 + P_23*Q_33_n2_m1
        + P_23_n2_m1*Q_33 - X_21*Y_31_n2_m1 - X_21_n2_m1*Y_31 - X_22*Y_32_n2_m1 - X_22_n2_m1*Y_32
    )
    x384 = g_n2_m1_n2_m1*x367 + x278
    P_22_n2_m2 = P_21_n2_m2*x143 + P_31_n2_m2*x145 + x139*x3 + x141 + x42*(2*n1_m2*x29 - x148*x30)
    Q_22_n2_m2 = x199*x3 + x200 + x42*(-2*x4*x75 + 2*x77)
    Q_33_n2_m2 = x209*x3 + x210
    Q_21_n2_m2 = Q_22_n2_m2*x214 + Q_23_n2_m2*x211 + Q_33_n2_m2*x216 - x0*x212 - x18*x95
    F_22_n2_m2 = 2*n2_m2 - x16
    E_n2_m2 = F_11*F_22_n2_m2 - x124
    X_21_n2_m2 = -E_n2_m2*x168 + F_22_n2_m2*x173 + n1_m2*x172 + n2_u*x174
    X_22_n2_m2 = -E_n2_m2*x178 + F_22_n2_m2*x183 + n1_m2*x182 + n2_u*x184
    Y_21_n2_m2 = -E_n2_m2*x222 + F_21*x227 + F_22_n2_m2*x226 + x224*x225
    Y_22_n2_m2 = -E_n2_m2*x231 - F_22_n2_m2*x103*x56 + x233
    g_n1_m1_n2_m2 = (
        P_21*Q_21_n2_m2 + P_21_n2_m2*Q_21 + P_22*Q_22_n2_m2 + P_22_n2_m2*Q_22 - X_21*Y_21_n2_m2
        - X_21_n2_m2*Y_21 - X_22*Y_22_n2_m2 - X_22_n2_m2*Y_22 + x250
    )
    x385 = g_n1_m1_n2_m2*x364
    Q_31_n2_m2 = Q_22_n2_m2*x220 + Q_23_n2_m2*x218 + Q_33_n2_m2*x221 - x0*x219
    Y_31_n2_m2 = -E_n2_m2*x237 - F_11*x227 + n1_m2*x236*x56
    Y_32_n2_m2 = -E_n2_m2*x238 + x234
    g_n2_m1_n2_m2 = (
        P_21*Q_31_n2_m2 + P_21_n2_m2*Q_31 + P_22*Q_23_n2_m2 + P_22_n2_m2*Q_23 + P_23*Q_33_n2_m2
        + P_23_n2_m2*Q_33 - X_21*Y_31_n2_m2 - X_21_n2_m2*Y_31 - X_22*Y_32_n2_m2 - X_22_n2_m2*Y_32
    )
    x386 = g_n2_m1_n2_m2*x367
    x387 = eta_factors*n1_m2
    x388 = eta_factors*n1_m1
    x389 = eta_factors*n2_m2
    x390 = eta_factors*x115
    x391 = 2*x387
    g_n1_m2_v_u = P_31*Q_21_v_u
    x392 = g_n1_m2_v_u*x391
    x393 = eta_factors*x283
    g_n2_m2_v_u = P_31*Q_31_v_u
    x394 = g_n2_m2_v_u*x393
    g_n1_m2_v_m1 = P_23*Q_22_v_m1 + P_31*Q_21_v_m1 + P_33*Q_23_v_m1 - X_31*Y_21_v_m1 - X_32*Y_22_v_m1
    x395 = g_n1_m2_v_m1*x391
    g_n2_m2_v_m1 = P_31*Q_31_v_m1 + P_33*Q_33_v_m1 - X_31*Y_31_v_m1 - X_32*Y_32_v_m1 + x253
    x396 = g_n2_m2_v_m1*x393
    g_n1_m2_v_m2 = P_23*Q_22_v_m2 + P_31*Q_21_v_m2 + P_33*Q_23_v_m2 - X_31*Y_21_v_m2 - X_32*Y_22_v_m2
    x397 = g_n1_m2_v_m2*x391
    g_n2_m2_v_m2 = P_31*Q_31_v_m2 + P_33*Q_33_v_m2 - X_31*Y_31_v_m2 - X_32*Y_32_v_m2 + x254
    x398 = g_n2_m2_v_m2*x393
    P_33_n1_u = P_21_n1_u*x164 + P_31_n1_u*x165 + x42*(P_31*n2_m1*x3 + n2_m1*(P_31*x3 - 2*x166))
    X_31_n1_u = x56*(-F_21*x176 - X_11*x125)
    X_32_n1_u = x56*(-F_21*x186 - X_12*x125)
    g_n1_m2_n1_u = (
        P_23_n1_u*Q_22 + P_31*Q_21_n1_u + P_31_n1_u*Q_21 + P_33_n1_u*Q_23 - X_31_n1_u*Y_21
        - X_32_n1_u*Y_22
    )
    x399 = g_n1_m2_n1_u*x391
    g_n2_m2_n1_u = P_31*Q_31_n1_u + P_31_n1_u*Q_31 + P_33_n1_u*Q_33 - X_31_n1_u*Y_31 - X_32_n1_u*Y_32 + x251
    x400 = g_n2_m2_n1_u*x393
    x401 = 2*x351
    P_33_n1_m1 = P_21_n1_m1*x164 + P_31_n1_m1*x165 + x162*x4 + x163 + x42*(2*n2_m1*x29 - x147*x44)
    X_31_n1_m1 = -E_n1_m1*x190 + F_11_n1_m1*x188 + n1_u*x191 + n2_m1*x189*x56
    X_32_n1_m1 = -E_n1_m1*x195 + F_11_n1_m1*x193 + n1_u*x196 + n2_m1*x194*x56
    g_n1_m2_n1_m1 = (
        P_23*Q_22_n1_m1 + P_23_n1_m1*Q_22 + P_31*Q_21_n1_m1 + P_31_n1_m1*Q_21 + P_33*Q_23_n1_m1
        + P_33_n1_m1*Q_23 - X_31*Y_21_n1_m1 - X_31_n1_m1*Y_21 - X_32*Y_22_n1_m1 - X_32_n1_m1*Y_22
    )
    x402 = g_n1_m2_n1_m1*x391
    g_n2_m2_n1_m1 = (
        P_31*Q_31_n1_m1 + P_31_n1_m1*Q_31 + P_33*Q_33_n1_m1 + P_33_n1_m1*Q_33 - X_31*Y_31_n1_m1
        - X_31_n1_m1*Y_31 - X_32*Y_32_n1_m1 - X_32_n1_m1*Y_32 + x247
    )
    x403 = g_n2_m2_n1_m1*x393
    P_33_n1_m2 = P_21_n1_m2*x164 + P_31_n1_m2*x165 - n2_m1*x162
    X_31_n1_m2 = -E_n1_m2*x190 + n2_m1*x188 + n2_u*x191
    X_32_n1_m2 = -E_n1_m2*x195 + n2_m1*x193 + n2_u*x196
    g_n2_m2_n1_m2 = (
        P_31*Q_31_n1_m2 + P_31_n1_m2*Q_31 + P_33*Q_33_n1_m2 + P_33_n1_m2*Q_33 - X_31*Y_31_n1_m2
        - X_31_n1_m2*Y_31 - X_32*Y_32_n1_m2 - X_32_n1_m2*Y_32 + x248
    )
    x404 = g_n2_m2_n1_m2*x393
    g_n1_m2_n1_m2 = (
        P_23*Q_22_n1_m2 + P_23_n1_m2*Q_22 + P_31*Q_21_n1_m2 + P_31_n1_m2*Q_21 + P_33*Q_23_n1_m2
        + P_33_n1_m2*Q_23 - X_31*Y_21_n1_m2 - X_31_n1_m2*Y_21 - X_32*Y_22_n1_m2 - X_32_n1_m2*Y_22
    )
    x405 = g_n1_m2_n1_m2*x391 + x281
    P_33_n2_u = P_21_n2_u*x164 + P_31_n2_u*x165 + x42*(P_21*n2_m1*x3 - 2*x160 - x3*(2*P_31*x3 - x166))
    X_31_n2_u = x56*(F_11*x177 + X_11*x122)
    X_32_n2_u = x56*(F_11*x187 + X_12*x122)
    g_n1_m2_n2_u = (
        P_23_n2_u*Q_22 + P_31*Q_21_n2_u + P_31_n2_u*Q_21 + P_33_n2_u*Q_23 - X_31_n2_u*Y_21
        - X_32_n2_u*Y_22
    )
    x406 = g_n1_m2_n2_u*x391
    g_n2_m2_n2_u = P_31*Q_31_n2_u + P_31_n2_u*Q_31 + P_33_n2_u*Q_33 - X_31_n2_u*Y_31 - X_32_n2_u*Y_32 + x252
    x407 = g_n2_m2_n2_u*x393
    P_33_n2_m1 = P_21_n2_m1*x164 + P_31_n2_m1*x165 - n1_m2*x162 + x42*(-x146*x3 - x148*x23 - x46)
    X_31_n2_m1 = -E_n2_m1*x190 + n1_m2*x56*x61 - n1_u*x192 + x17*x189*x56
    X_32_n2_m1 = -E_n2_m1*x195 + n1_m2*x56*x69 - n1_u*x197 + x17*x194*x56
    g_n1_m2_n2_m1 = (
        P_23*Q_22_n2_m1 + P_23_n2_m1*Q_22 + P_31*Q_21_n2_m1 + P_31_n2_m1*Q_21 + P_33*Q_23_n2_m1
        + P_33_n2_m1*Q_23 - X_31*Y_21_n2_m1 - X_31_n2_m1*Y_21 - X_32*Y_22_n2_m1 - X_32_n2_m1*Y_22
    )
    x408 = g_n1_m2_n2_m1*x391
    g_n2_m2_n2_m1 = (
        P_31*Q_31_n2_m1 + P_31_n2_m1*Q_31 + P_33*Q_33_n2_m1 + P_33_n2_m1*Q_33 - X_31*Y_31_n2_m1
        - X_31_n2_m1*Y_31 - X_32*Y_32_n2_m1 - X_32_n2_m1*Y_32 + x249
    )
    x409 = g_n2_m2_n2_m1*x393
    P_33_n2_m2 = P_21_n2_m2*x164 + P_31_n2_m2*x165 + x162*x3 + x163
    X_31_n2_m2 = -E_n2_m2*x190 + n2_m1*x189*x56 - n2_u*x192
    X_32_n2_m2 = -E_n2_m2*x195 + n2_m1*x194*x56 - n2_u*x197
    g_n1_m2_n2_m2 = (
        P_23*Q_22_n2_m2 + P_23_n2_m2*Q_22 + P_31*Q_21_n2_m2 + P_31_n2_m2*Q_21 + P_33*Q_23_n2_m2
        + P_33_n2_m2*Q_23 - X_31*Y_21_n2_m2 - X_31_n2_m2*Y_21 - X_32*Y_22_n2_m2 - X_32_n2_m2*Y_22
    )
    x410 = g_n1_m2_n2_m2*x391
    g_n2_m2_n2_m2 = (
        P_31*Q_31_n2_m2 + P_31_n2_m2*Q_31 + P_33*Q_33_n2_m2 + P_33_n2_m2*Q_33 - X_31*Y_31_n2_m2
        - X_31_n2_m2*Y_31 - X_32*Y_32_n2_m2 - X_32_n2_m2*Y_32 + x250
    )
    x411 = g_n2_m2_n2_m2*x393 + 2*x266
    x412 = 2*x340
    x413 = 2*x342
    x414 = eta_v*v_u
    x415 = 2*eta_v
    x416 = v_m1*x415
    x417 = v_m2*x415
    x418 = 2*x414
    g_v_u_n1_m1 = P_21_n1_m1*v_m1 + P_31_n1_m1*v_m2
    g_v_u_n1_m2 = P_21_n1_m2*v_m1 + P_31_n1_m2*v_m2
    g_v_u_n2_m1 = P_21_n2_m1*v_m1 + P_31_n2_m1*v_m2
    g_v_u_n2_m2 = P_21_n2_m2*v_m1 + P_31_n2_m2*v_m2
    g_v_u_n1_u = P_21_n1_u*v_m1 + P_31_n1_u*v_m2
    g_v_u_n2_u = P_21_n2_u*v_m1 + P_31_n2_u*v_m2
    g_v_m1_n1_m1 = P_21_n1_m1*v_u + P_22_n1_m1*v_m1 + P_23_n1_m1*v_m2 - X_21_n1_m1
    g_v_m1_n1_m2 = P_21_n1_m2*v_u + P_22_n1_m2*v_m1 + P_23_n1_m2*v_m2 - X_21_n1_m2
    g_v_m1_n2_m1 = P_21_n2_m1*v_u + P_22_n2_m1*v_m1 + P_23_n2_m1*v_m2 - X_21_n2_m1
    g_v_m1_n2_m2 = P_21_n2_m2*v_u + P_22_n2_m2*v_m1 + P_23_n2_m2*v_m2 - X_21_n2_m2
    g_v_m1_n1_u = P_21_n1_u*v_u + P_22_n1_u*v_m1 + P_23_n1_u*v_m2 - X_21_n1_u
    g_v_m1_n2_u = P_21_n2_u*v_u + P_22_n2_u*v_m1 + P_23_n2_u*v_m2 - X_21_n2_u
    g_v_m2_n1_m1 = P_23_n1_m1*v_m1 + P_31_n1_m1*v_u + P_33_n1_m1*v_m2 - X_31_n1_m1
    g_v_m2_n1_m2 = P_23_n1_m2*v_m1 + P_31_n1_m2*v_u + P_33_n1_m2*v_m2 - X_31_n1_m2
    g_v_m2_n2_m1 = P_23_n2_m1*v_m1 + P_31_n2_m1*v_u + P_33_n2_m1*v_m2 - X_31_n2_m1
    g_v_m2_n2_m2 = P_23_n2_m2*v_m1 + P_31_n2_m2*v_u + P_33_n2_m2*v_m2 - X_31_n2_m2
    g_v_m2_n1_u = P_23_n1_u*v_m1 + P_31_n1_u*v_u + P_33_n1_u*v_m2 - X_31_n1_u
    g_v_m2_n2_u = P_23_n2_u*v_m1 + P_31_n2_u*v_u + P_33_n2_u*v_m2 - X_31_n2_u
    g_n1_u_n1_m1 = (
        P_21*Q_22_n1_m1 + P_21_n1_m1*Q_22 + P_31*Q_23_n1_m1 + P_31_n1_m1*Q_23 + 0.5*Q_21_n1_m1
        - X_11*Y_21_n1_m1 - X_12*Y_22_n1_m1
    )
    g_n1_u_n1_m2 = (
        P_21*Q_22_n1_m2 + P_21_n1_m2*Q_22 + P_31*Q_23_n1_m2 + P_31_n1_m2*Q_23 + 0.5*Q_21_n1_m2
        - X_11*Y_21_n1_m2 - X_12*Y_22_n1_m2
    )
    g_n1_u_n2_m1 = (
        P_21*Q_22_n2_m1 + P_21_n2_m1*Q_22 + P_31*Q_23_n2_m1 + P_31_n2_m1*Q_23 + 0.5*Q_21_n2_m1
        - X_11*Y_21_n2_m1 - X_12*Y_22_n2_m1
    )
    g_n1_u_n2_m2 = (
        P_21*Q_22_n2_m2 + P_21_n2_m2*Q_22 + P_31*Q_23_n2_m2 + P_31_n2_m2*Q_23 + 0.5*Q_21_n2_m2
        - X_11*Y_21_n2_m2 - X_12*Y_22_n2_m2
    )
    g_n1_u_n1_u = P_21_n1_u*Q_22 + P_31_n1_u*Q_23 + 0.5*Q_21_n1_u
    g_n1_u_n2_u = P_21_n2_u*Q_22 + P_31_n2_u*Q_23 + 0.5*Q_21_n2_u
    g_n1_u_v_m1 = P_21*Q_22_v_m1 + P_31*Q_23_v_m1 + 0.5*Q_21_v_m1 - X_11*Y_21_v_m1 - X_12*Y_22_v_m1
    g_n1_u_v_m2 = P_21*Q_22_v_m2 + P_31*Q_23_v_m2 + 0.5*Q_21_v_m2 - X_11*Y_21_v_m2 - X_12*Y_22_v_m2
    g_n1_u_v_u = 0.5*Q_21_v_u
    g_n2_u_n1_m1 = (
        P_21*Q_23_n1_m1 + P_21_n1_m1*Q_23 + P_31*Q_33_n1_m1 + P_31_n1_m1*Q_33 + 0.5*Q_31_n1_m1
        - X_11*Y_31_n1_m1 - X_12*Y_32_n1_m1
    )
    g_n2_u_n1_m2 = (
        P_21*Q_23_n1_m2 + P_21_n1_m2*Q_23 + P_31*Q_33_n1_m2 + P_31_n1_m2*Q_33 + 0.5*Q_31_n1_m2
        - X_11*Y_31_n1_m2 - X_12*Y_32_n1_m2
    )
    g_n2_u_n2_m1 = (
        P_21*Q_23_n2_m1 + P_21_n2_m1*Q_23 + P_31*Q_33_n2_m1 + P_31_n2_m1*Q_33 + 0.5*Q_31_n2_m1
        - X_11*Y_31_n2_m1 - X_12*Y_32_n2_m1
    )
    g_n2_u_n2_m2 = (
        P_21*Q_23_n2_m2 + P_21_n2_m2*Q_23 + P_31*Q_33_n2_m2 + P_31_n2_m2*Q_33 + 0.5*Q_31_n2_m2
        - X_11*Y_31_n2_m2 - X_12*Y_32_n2_m2
    )
    g_n2_u_n1_u = P_21_n1_u*Q_23 + P_31_n1_u*Q_33 + 0.5*Q_31_n1_u
    g_n2_u_n2_u = P_21_n2_u*Q_23 + P_31_n2_u*Q_33 + 0.5*Q_31_n2_u
    g_n2_u_v_m1 = P_21*Q_23_v_m1 + P_31*Q_33_v_m1 + 0.5*Q_31_v_m1 - X_11*Y_31_v_m1 - X_12*Y_32_v_m1
    g_n2_u_v_m2 = P_21*Q_23_v_m2 + P_31*Q_33_v_m2 + 0.5*Q_31_v_m2 - X_11*Y_31_v_m2 - X_12*Y_32_v_m2
    g_n2_u_v_u = 0.5*Q_31_v_u
    return (
        (
            -g_n1_u_v_u*x295 - g_n2_u_v_u*x296 - 0.5*x259 - 0.5*x260 - x292 - x294,
            P_21*x297 - P_22*x291 - P_23*x293 - g_n1_u_v_m1*x295 - g_n2_u_v_m1*x296,
            -P_23*x291 + P_31*x297 - P_33*x293 - g_n1_u_v_m2*x295 - g_n2_u_v_m2*x296,
            -g_n1_u_n1_u*x295 - g_n2_u_n1_u*x296 - g_v_m1_n1_u*x291 - g_v_m2_n1_u*x293 + g_v_u_n1_u*x297,
            -g_n1_u_n1_m1*x295 - g_n2_u_n1_m1*x296 - g_v_m1_n1_m1*x291 - g_v_m2_n1_m1*x293 + g_v_u_n1_m1*x297,
            -g_n1_u_n1_m2*x295 - g_n2_u_n1_m2*x296 - g_v_m1_n1_m2*x291 - g_v_m2_n1_m2*x293 + g_v_u_n1_m2*x297,
            -g_n1_u_n2_u*x295 - g_n2_u_n2_u*x296 - g_v_m1_n2_u*x291 - g_v_m2_n2_u*x293 + g_v_u_n2_u*x297,
            -g_n1_u_n2_m1*x295 - g_n2_u_n2_m1*x296 - g_v_m1_n2_m1*x291 - g_v_m2_n2_m1*x293 + g_v_u_n2_m1*x297,
            -g_n1_u_n2_m2*x295 - g_n2_u_n2_m2*x296 - g_v_m1_n2_m2*x291 - g_v_m2_n2_m2*x293 + g_v_u_n2_m2*x297,
            x298,
            x299,
            x300,
            x301,
            x302,
            0,
            0,
            0,
            0,
            0,
            0,
            x303,
        ),
        (
            P_21*x305 - P_31*x306 - g_n1_m1_v_u*x307 - g_n2_m1_v_u*x308 - 0.5*x291,
            P_22*x305 - g_n1_m1_v_m1*x307 - g_n2_m1_v_m1*x308 - x292 - x309,
            P_23*x305 - P_31*x291 - P_33*x306 - g_n1_m1_v_m2*x307 - g_n2_m1_v_m2*x308,
            -g_n1_m1_n1_u*x307 - g_n2_m1_n1_u*x308 + g_v_m1_n1_u*x305 - g_v_m2_n1_u*x306 - g_v_u_n1_u*x291,
            -g_n1_m1_n1_m1*x307 - g_n2_m1_n1_m1*x308 + g_v_m1_n1_m1*x305 - g_v_m2_n1_m1*x306 - g_v_u_n1_m1*x291,
            -g_n1_m1_n1_m2*x307 - g_n2_m1_n1_m2*x308 + g_v_m1_n1_m2*x305 - g_v_m2_n1_m2*x306 - g_v_u_n1_m2*x291,
            -g_n1_m1_n2_u*x307 - g_n2_m1_n2_u*x308 + g_v_m1_n2_u*x305 - g_v_m2_n2_u*x306 - g_v_u_n2_u*x291,
            -g_n1_m1_n2_m1*x307 - g_n2_m1_n2_m1*x308 + g_v_m1_n2_m1*x305 - g_v_m2_n2_m1*x306 - g_v_u_n2_m1*x291,
            -g_n1_m1_n2_m2*x307 - g_n2_m1_n2_m2*x308 + g_v_m1_n2_m2*x305 - g_v_m2_n2_m2*x306 - g_v_u_n2_m2*x291,
            x302,
            0,
            x310,
            x311,
            0,
            x298,
            x299,
            0,
            0,
            0,
            0,
            x312,
        ),
        (
            -P_21*x306 + P_31*x314 - g_n1_m2_v_u*x307 - g_n2_m2_v_u*x308 - 0.5*x293,
            -P_21*x293 - P_22*x306 + P_23*x314 - g_n1_m2_v_m1*x307 - g_n2_m2_v_m1*x308,
            P_33*x314 - g_n1_m2_v_m2*x307 - g_n2_m2_v_m2*x308 - x294 - x309,
            -g_n1_m2_n1_u*x307 - g_n2_m2_n1_u*x308 - g_v_m1_n1_u*x306 + g_v_m2_n1_u*x314 - g_v_u_n1_u*x293,
            -g_n1_m2_n1_m1*x307 - g_n2_m2_n1_m1*x308 - g_v_m1_n1_m1*x306 + g_v_m2_n1_m1*x314 - g_v_u_n1_m1*x293,
            -g_n1_m2_n1_m2*x307 - g_n2_m2_n1_m2*x308 - g_v_m1_n1_m2*x306 + g_v_m2_n1_m2*x314 - g_v_u_n1_m2*x293,
            -g_n1_m2_n2_u*x307 - g_n2_m2_n2_u*x308 - g_v_m1_n2_u*x306 + g_v_m2_n2_u*x314 - g_v_u_n2_u*x293,
            -g_n1_m2_n2_m1*x307 - g_n2_m2_n2_m1*x308 - g_v_m1_n2_m1*x306 + g_v_m2_n2_m1*x314 - g_v_u_n2_m1*x293,
            -g_n1_m2_n2_m2*x307 - g_n2_m2_n2_m2*x308 - g_v_m1_n2_m2*x306 + g_v_m2_n2_m2*x314 - g_v_u_n2_m2*x293,
            0,
            x302,
            x315,
            x316,
            0,
            0,
            x298,
            x299,
            0,
            0,
            0,
            x317,
        ),
        (
            -g_n1_m1_v_u*x320 - g_n1_m2_v_u*x321 + g_n1_u_v_u*x319 - g_n2_u_v_u*x322 - 0.5*x295,
            -P_21*x295 - g_n1_m1_v_m1*x320 - g_n1_m2_v_m1*x321 + g_n1_u_v_m1*x319 - g_n2_u_v_m1*x322,
            -P_31*x295 - g_n1_m1_v_m2*x320 - g_n1_m2_v_m2*x321 + g_n1_u_v_m2*x319 - g_n2_u_v_m2*x322,
            -g_n1_m1_n1_u*x320 - g_n1_m2_n1_u*x321 + g_n1_u_n1_u*x319 - g_n2_u_n1_u*x322 - g_v_u_n1_u*x295,
            -g_n1_m1_n1_m1*x320 - g_n1_m2_n1_m1*x321 + g_n1_u_n1_m1*x319 - g_n2_u_n1_m1*x322 - g_v_u_n1_m1*x295,
            -g_n1_m1_n1_m2*x320 - g_n1_m2_n1_m2*x321 + g_n1_u_n1_m2*x319 - g_n2_u_n1_m2*x322 - g_v_u_n1_m2*x295,
            -g_n1_m1_n2_u*x320 - g_n1_m2_n2_u*x321 + g_n1_u_n2_u*x319 - g_n2_u_n2_u*x322 - g_v_u_n2_u*x295,
            -g_n1_m1_n2_m1*x320 - g_n1_m2_n2_m1*x321 + g_n1_u_n2_m1*x319 - g_n2_u_n2_m1*x322 - g_v_u_n2_m1*x295,
            -g_n1_m1_n2_m2*x320 - g_n1_m2_n2_m2*x321 + g_n1_u_n2_m2*x319 - g_n2_u_n2_m2*x322 - g_v_u_n2_m2*x295,
            x310,
            x315,
            x303,
            0,
            x323,
            0,
            0,
            0,
            x300,
            x301,
            0,
            0,
        ),
        (
            -P_21*x307 + g_n1_m1_v_u*x326 - g_n1_m2_v_u*x327 - g_n1_u_v_u*x320 - g_n2_m1_v_u*x328,
            -P_22*x307 + g_n1_m1_v_m1*x326 - g_n1_m2_v_m1*x327 - g_n1_u_v_m1*x320 - g_n2_m1_v_m1*x328,
            g_n1_m1_v_m2*x326 - g_n1_m2_v_m2*x327 - g_n1_u_v_m2*x320 - g_n2_m1_v_m2*x328 - x329,
            g_n1_m1_n1_u*x326 - g_n1_m2_n1_u*x327 - g_n1_u_n1_u*x320 - g_n2_m1_n1_u*x328 - g_v_m1_n1_u*x307,
            g_n1_m1_n1_m1*x326 - g_n1_m2_n1_m1*x327 - g_n1_u_n1_m1*x320 - g_n2_m1_n1_m1*x328 - g_v_m1_n1_m1*x307,
            g_n1_m1_n1_m2*x326 - g_n1_m2_n1_m2*x327 - g_n1_u_n1_m2*x320 - g_n2_m1_n1_m2*x328 - g_v_m1_n1_m2*x307,
            g_n1_m1_n2_u*x326 - g_n1_m2_n2_u*x327 - g_n1_u_n2_u*x320 - g_n2_m1_n2_u*x328 - g_v_m1_n2_u*x307,
            g_n1_m1_n2_m1*x326 - g_n1_m2_n2_m1*x327 - g_n1_u_n2_m1*x320 - g_n2_m1_n2_m1*x328 - g_v_m1_n2_m1*x307,
            g_n1_m1_n2_m2*x326 - g_n1_m2_n2_m2*x327 - g_n1_u_n2_m2*x320 - g_n2_m1_n2_m2*x328 - g_v_m1_n2_m2*x307,
            x323,
            0,
            x312,
            0,
            0,
            x310,
            x315,
            0,
            x310,
            x311,
            0,
            0,
        ),
        (
            -P_31*x307 - g_n1_m1_v_u*x327 + g_n1_m2_v_u*x331 - g_n1_u_v_u*x321 - g_n2_m2_v_u*x328,
            -g_n1_m1_v_m1*x327 + g_n1_m2_v_m1*x331 - g_n1_u_v_m1*x321 - g_n2_m2_v_m1*x328 - x329,
            -P_33*x307 - g_n1_m1_v_m2*x327 + g_n1_m2_v_m2*x331 - g_n1_u_v_m2*x321 - g_n2_m2_v_m2*x328,
            -g_n1_m1_n1_u*x327 + g_n1_m2_n1_u*x331 - g_n1_u_n1_u*x321 - g_n2_m2_n1_u*x328 - g_v_m2_n1_u*x307,
            -g_n1_m1_n1_m1*x327 + g_n1_m2_n1_m1*x331 - g_n1_u_n1_m1*x321 - g_n2_m2_n1_m1*x328 - g_v_m2_n1_m1*x307,
            -g_n1_m1_n1_m2*x327 + g_n1_m2_n1_m2*x331 - g_n1_u_n1_m2*x321 - g_n2_m2_n1_m2*x328 - g_v_m2_n1_m2*x307,
            -g_n1_m1_n2_u*x327 + g_n1_m2_n2_u*x331 - g_n1_u_n2_u*x321 - g_n2_m2_n2_u*x328 - g_v_m2_n2_u*x307,
            -g_n1_m1_n2_m1*x327 + g_n1_m2_n2_m1*x331 - g_n1_u_n2_m1*x321 - g_n2_m2_n2_m1*x328 - g_v_m2_n2_m1*x307,
            -g_n1_m1_n2_m2*x327 + g_n1_m2_n2_m2*x331 - g_n1_u_n2_m2*x321 - g_n2_m2_n2_m2*x328 - g_v_m2_n2_m2*x307,
            0,
            x323,
            x317,
            0,
            0,
            0,
            x310,
            x315,
            x315,
            x316,
            0,
            0,
        ),
        (
            -g_n1_u_v_u*x322 - g_n2_m1_v_u*x320 - g_n2_m2_v_u*x321 + g_n2_u_v_u*x333 - 0.5*x296,
            -P_21*x296 - g_n1_u_v_m1*x322 - g_n2_m1_v_m1*x320 - g_n2_m2_v_m1*x321 + g_n2_u_v_m1*x333,
            -P_31*x296 - g_n1_u_v_m2*x322 - g_n2_m1_v_m2*x320 - g_n2_m2_v_m2*x321 + g_n2_u_v_m2*x333,
            -g_n1_u_n1_u*x322 - g_n2_m1_n1_u*x320 - g_n2_m2_n1_u*x321 + g_n2_u_n1_u*x333 - g_v_u_n1_u*x296,
            -g_n1_u_n1_m1*x322 - g_n2_m1_n1_m1*x320 - g_n2_m2_n1_m1*x321 + g_n2_u_n1_m1*x333 - g_v_u_n1_m1*x296,
            -g_n1_u_n1_m2*x322 - g_n2_m1_n1_m2*x320 - g_n2_m2_n1_m2*x321 + g_n2_u_n1_m2*x333 - g_v_u_n1_m2*x296,
            -g_n1_u_n2_u*x322 - g_n2_m1_n2_u*x320 - g_n2_m2_n2_u*x321 + g_n2_u_n2_u*x333 - g_v_u_n2_u*x296,
            -g_n1_u_n2_m1*x322 - g_n2_m1_n2_m1*x320 - g_n2_m2_n2_m1*x321 + g_n2_u_n2_m1*x333 - g_v_u_n2_m1*x296,
            -g_n1_u_n2_m2*x322 - g_n2_m1_n2_m2*x320 - g_n2_m2_n2_m2*x321 + g_n2_u_n2_m2*x333 - g_v_u_n2_m2*x296,
            x311,
            x316,
            0,
            x303,
            x334,
            0,
            0,
            0,
            0,
            x300,
            x301,
            0,
        ),
        (
            -P_21*x308 - g_n1_m1_v_u*x328 + g_n2_m1_v_u*x336 - g_n2_m2_v_u*x327 - g_n2_u_v_u*x320,
            -P_22*x308 - g_n1_m1_v_m1*x328 + g_n2_m1_v_m1*x336 - g_n2_m2_v_m1*x327 - g_n2_u_v_m1*x320,
            -g_n1_m1_v_m2*x328 + g_n2_m1_v_m2*x336 - g_n2_m2_v_m2*x327 - g_n2_u_v_m2*x320 - x337,
            -g_n1_m1_n1_u*x328 + g_n2_m1_n1_u*x336 - g_n2_m2_n1_u*x327 - g_n2_u_n1_u*x320 - g_v_m1_n1_u*x308,
            -g_n1_m1_n1_m1*x328 + g_n2_m1_n1_m1*x336 - g_n2_m2_n1_m1*x327 - g_n2_u_n1_m1*x320 - g_v_m1_n1_m1*x308,
            -g_n1_m1_n1_m2*x328 + g_n2_m1_n1_m2*x336 - g_n2_m2_n1_m2*x327 - g_n2_u_n1_m2*x320 - g_v_m1_n1_m2*x308,
            -g_n1_m1_n2_u*x328 + g_n2_m1_n2_u*x336 - g_n2_m2_n2_u*x327 - g_n2_u_n2_u*x320 - g_v_m1_n2_u*x308,
            -g_n1_m1_n2_m1*x328 + g_n2_m1_n2_m1*x336 - g_n2_m2_n2_m1*x327 - g_n2_u_n2_m1*x320 - g_v_m1_n2_m1*x308,
            -g_n1_m1_n2_m2*x328 + g_n2_m1_n2_m2*x336 - g_n2_m2_n2_m2*x327 - g_n2_u_n2_m2*x320 - g_v_m1_n2_m2*x308,
            x334,
            0,
            0,
            x312,
            0,
            x311,
            x316,
            0,
            0,
            x310,
            x311,
            0,
        ),
        (
            -P_31*x308 - g_n1_m2_v_u*x328 - g_n2_m1_v_u*x327 + g_n2_m2_v_u*x338 - g_n2_u_v_u*x321,
            -g_n1_m2_v_m1*x328 - g_n2_m1_v_m1*x327 + g_n2_m2_v_m1*x338 - g_n2_u_v_m1*x321 - x337,
            -P_33*x308 - g_n1_m2_v_m2*x328 - g_n2_m1_v_m2*x327 + g_n2_m2_v_m2*x338 - g_n2_u_v_m2*x321,
            -g_n1_m2_n1_u*x328 - g_n2_m1_n1_u*x327 + g_n2_m2_n1_u*x338 - g_n2_u_n1_u*x321 - g_v_m2_n1_u*x308,
            -g_n1_m2_n1_m1*x328 - g_n2_m1_n1_m1*x327 + g_n2_m2_n1_m1*x338 - g_n2_u_n1_m1*x321 - g_v_m2_n1_m1*x308,
            -g_n1_m2_n1_m2*x328 - g_n2_m1_n1_m2*x327 + g_n2_m2_n1_m2*x338 - g_n2_u_n1_m2*x321 - g_v_m2_n1_m2*x308,
            -g_n1_m2_n2_u*x328 - g_n2_m1_n2_u*x327 + g_n2_m2_n2_u*x338 - g_n2_u_n2_u*x321 - g_v_m2_n2_u*x308,
            -g_n1_m2_n2_m1*x328 - g_n2_m1_n2_m1*x327 + g_n2_m2_n2_m1*x338 - g_n2_u_n2_m1*x321 - g_v_m2_n2_m1*x308,
            -g_n1_m2_n2_m2*x328 - g_n2_m1_n2_m2*x327 + g_n2_m2_n2_m2*x338 - g_n2_u_n2_m2*x321 - g_v_m2_n2_m2*x308,
            0,
            x334,
            0,
            x317,
            0,
            0,
            x311,
            x316,
            0,
            x315,
            x316,
            0,
        ),
        (
            (
                -eta_factors*x113 - g_n1_m1_v_u*x340 - g_n1_u_v_u*x341 - g_n2_m1_v_u*x342 - g_n2_u_v_u*x343
                - x270 - 0.5*x339
            ),
            (
                -P_22*x344 - eta_u*x110 - g_n1_m1_v_m1*x340 - g_n1_u_v_m1*x341 - g_n2_m1_v_m1*x342
                - g_n2_u_v_m1*x343 - x268
            ),
            -P_31*x339 - g_n1_m1_v_m2*x340 - g_n1_u_v_m2*x341 - g_n2_m1_v_m2*x342 - g_n2_u_v_m2*x343 - x345,
            (
                -g_n1_m1_n1_u*x340 - g_n1_u_n1_u*x341 - g_n2_m1_n1_u*x342 - g_n2_u_n1_u*x343 - g_v_m1_n1_u*x344
                - g_v_u_n1_u*x339 - x261
            ),
            (
                -g_n1_m1_n1_m1*x340 - g_n1_u_n1_m1*x341 - g_n2_m1_n1_m1*x342 - g_n2_u_n1_m1*x343
                - g_v_m1_n1_m1*x344 - g_v_u_n1_m1*x339 - x255
            ),
            (
                -g_n1_m1_n1_m2*x340 - g_n1_u_n1_m2*x341 - g_n2_m1_n1_m2*x342 - g_n2_u_n1_m2*x343
                - g_v_m1_n1_m2*x344 - g_v_u_n1_m2*x339
            ),
            (
                -g_n1_m1_n2_u*x340 - g_n1_u_n2_u*x341 - g_n2_m1_n2_u*x342 - g_n2_u_n2_u*x343 - g_v_m1_n2_u*x344
                - g_v_u_n2_u*x339 - x262
            ),
            (
                -g_n1_m1_n2_m1*x340 - g_n1_u_n2_m1*x341 - g_n2_m1_n2_m1*x342 - g_n2_u_n2_m1*x343
                - g_v_m1_n2_m1*x344 - g_v_u_n2_m1*x339 - x256
            ),
            (
                -g_n1_m1_n2_m2*x340 - g_n1_u_n2_m2*x341 - g_n2_m1_n2_m2*x342 - g_n2_u_n2_m2*x343
                - g_v_m1_n2_m2*x344 - g_v_u_n2_m2*x339
            ),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            (
                -eta_factors*x118 - g_n1_m2_v_u*x340 - g_n1_u_v_u*x347 - g_n2_m2_v_u*x342 - g_n2_u_v_u*x348
                - x271 - 0.5*x346
            ),
            -P_21*x346 - g_n1_m2_v_m1*x340 - g_n1_u_v_m1*x347 - g_n2_m2_v_m1*x342 - g_n2_u_v_m1*x348 - x345,
            (
                -P_33*x344 - eta_u*x111 - g_n1_m2_v_m2*x340 - g_n1_u_v_m2*x347 - g_n2_m2_v_m2*x342
                - g_n2_u_v_m2*x348 - x268
            ),
            (
                -g_n1_m2_n1_u*x340 - g_n1_u_n1_u*x347 - g_n2_m2_n1_u*x342 - g_n2_u_n1_u*x348 - g_v_m2_n1_u*x344
                - g_v_u_n1_u*x346 - x265
            ),
            (
                -g_n1_m2_n1_m1*x340 - g_n1_u_n1_m1*x347 - g_n2_m2_n1_m1*x342 - g_n2_u_n1_m1*x348
                - g_v_m2_n1_m1*x344 - g_v_u_n1_m1*x346
            ),
            (
                -g_n1_m2_n1_m2*x340 - g_n1_u_n1_m2*x347 - g_n2_m2_n1_m2*x342 - g_n2_u_n1_m2*x348
                - g_v_m2_n1_m2*x344 - g_v_u_n1_m2*x346 - x255
            ),
            (
                -g_n1_m2_n2_u*x340 - g_n1_u_n2_u*x347 - g_n2_m2_n2_u*x342 - g_n2_u_n2_u*x348 - g_v_m2_n2_u*x344
                - g_v_u_n2_u*x346 - x266
            ),
            (
                -g_n1_m2_n2_m1*x340 - g_n1_u_n2_m1*x347 - g_n2_m2_n2_m1*x342 - g_n2_u_n2_m1*x348
                - g_v_m2_n2_m1*x344 - g_v_u_n2_m1*x346
            ),
            (
                -g_n1_m2_n2_m2*x340 - g_n1_u_n2_m2*x347 - g_n2_m2_n2_m2*x342 - g_n2_u_n2_m2*x348
                - g_v_m2_n2_m2*x344 - g_v_u_n2_m2*x346 - x256
            ),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -eta_v*x149 - eta_v*x21 - g_n1_m1_v_u*x350 - g_n1_m2_v_u*x351 - g_n1_u_v_u*x344 - n1_m1*x349 - x269,
            -P_22*x352 - P_23*x353 - g_n1_m1_v_m1*x350 - g_n1_m2_v_m1*x351 - g_n1_u_v_m1*x344 - n1_u*x349 - x261,
            -P_23*x352 - P_33*x353 - eta_v*x28 - g_n1_m1_v_m2*x350 - g_n1_m2_v_m2*x351 - g_n1_u_v_m2*x344 - x265,
            (
                -g_n1_m1_n1_u*x350 - g_n1_m2_n1_u*x351 - g_n1_u_n1_u*x344 - g_v_m1_n1_u*x352 - g_v_m2_n1_u*x353
                - g_v_u_n1_u*x354 - x264
            ),
            (
                -g_n1_m1_n1_m1*x350 - g_n1_m2_n1_m1*x351 - g_n1_u_n1_m1*x344 - g_v_m1_n1_m1*x352
                - g_v_m2_n1_m1*x353 - g_v_u_n1_m1*x354 - x257
            ),
            (
                -g_n1_m1_n1_m2*x350 - g_n1_m2_n1_m2*x351 - g_n1_u_n1_m2*x344 - g_v_m1_n1_m2*x352
                - g_v_m2_n1_m2*x353 - g_v_u_n1_m2*x354 - x258
            ),
            (
                -g_n1_m1_n2_u*x350 - g_n1_m2_n2_u*x351 - g_n1_u_n2_u*x344 - g_v_m1_n2_u*x352 - g_v_m2_n2_u*x353
                - g_v_u_n2_u*x354
            ),
            (
                -g_n1_m1_n2_m1*x350 - g_n1_m2_n2_m1*x351 - g_n1_u_n2_m1*x344 - g_v_m1_n2_m1*x352
                - g_v_m2_n2_m1*x353 - g_v_u_n2_m1*x354
            ),
            (
                -g_n1_m1_n2_m2*x350 - g_n1_m2_n2_m2*x351 - g_n1_u_n2_m2*x344 - g_v_m1_n2_m2*x352
                - g_v_m2_n2_m2*x353 - g_v_u_n2_m2*x354
            ),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -P_31*x355 - eta_v*x166 - eta_v*x25 - g_n2_m1_v_u*x350 - g_n2_m2_v_u*x351 - g_n2_u_v_u*x344 - x272,
            -P_22*x356 - P_23*x355 - eta_v*x27 - g_n2_m1_v_m1*x350 - g_n2_m2_v_m1*x351 - g_n2_u_v_m1*x344 - x262,
            -P_23*x356 - P_31*x357 - P_33*x355 - g_n2_m1_v_m2*x350 - g_n2_m2_v_m2*x351 - g_n2_u_v_m2*x344 - x266,
            (
                -g_n2_m1_n1_u*x350 - g_n2_m2_n1_u*x351 - g_n2_u_n1_u*x344 - g_v_m1_n1_u*x356 - g_v_m2_n1_u*x355
                - g_v_u_n1_u*x357
            ),
            (
                -g_n2_m1_n1_m1*x350 - g_n2_m2_n1_m1*x351 - g_n2_u_n1_m1*x344 - g_v_m1_n1_m1*x356
                - g_v_m2_n1_m1*x355 - g_v_u_n1_m1*x357
            ),
            (
                -g_n2_m1_n1_m2*x350 - g_n2_m2_n1_m2*x351 - g_n2_u_n1_m2*x344 - g_v_m1_n1_m2*x356
                - g_v_m2_n1_m2*x355 - g_v_u_n1_m2*x357
            ),
            (
                -g_n2_m1_n2_u*x350 - g_n2_m2_n2_u*x351 - g_n2_u_n2_u*x344 - g_v_m1_n2_u*x356 - g_v_m2_n2_u*x355
                - g_v_u_n2_u*x357 - x264
            ),
            (
                -g_n2_m1_n2_m1*x350 - g_n2_m2_n2_m1*x351 - g_n2_u_n2_m1*x344 - g_v_m1_n2_m1*x356
                - g_v_m2_n2_m1*x355 - g_v_u_n2_m1*x357 - x257
            ),
            (
                -g_n2_m1_n2_m2*x350 - g_n2_m2_n2_m2*x351 - g_n2_u_n2_m2*x344 - g_v_m1_n2_m2*x356
                - g_v_m2_n2_m2*x355 - g_v_u_n2_m2*x357 - x258
            ),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -g_n1_u_v_u*x360 - g_n2_u_v_u*x361 - x275 - x358,
            -g_n1_u_v_m1*x360 - g_n2_u_v_m1*x361 - x113*x359,
            -g_n1_u_v_m2*x360 - g_n2_u_v_m2*x361 - x118*x359,
            -g_n1_u_n1_u*x360 - g_n2_u_n1_u*x361 - g_v_u_n1_u*x362 - x273,
            -g_n1_u_n1_m1*x360 - g_n2_u_n1_m1*x361 - g_v_u_n1_m1*x362,
            -g_n1_u_n1_m2*x360 - g_n2_u_n1_m2*x361 - g_v_u_n1_m2*x362,
            -g_n1_u_n2_u*x360 - g_n2_u_n2_u*x361 - g_v_u_n2_u*x362 - x274,
            -g_n1_u_n2_m1*x360 - g_n2_u_n2_m1*x361 - g_v_u_n2_m1*x362,
            -g_n1_u_n2_m2*x360 - g_n2_u_n2_m2*x361 - g_v_u_n2_m2*x362,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -x110*x363 - x365 - x368,
            -x114*x363 - x280 - x369 - x370,
            -2*x371 - x372 - x373,
            -g_v_m1_n1_u*x376 - x374 - x375,
            -g_v_m1_n1_m1*x376 - x377 - x378,
            -g_v_m1_n1_m2*x376 - x379 - x380,
            -g_v_m1_n2_u*x376 - x381 - x382,
            -g_v_m1_n2_m1*x376 - x383 - x384,
            -g_v_m1_n2_m2*x376 - x385 - x386,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -P_21*x351 - P_31*x350 - g_n1_m1_v_u*x387 - g_n1_m2_v_u*x388 - g_n2_m1_v_u*x389 - g_n2_m2_v_u*x366,
            -P_22*x351 - g_n1_m1_v_m1*x387 - g_n1_m2_v_m1*x388 - g_n2_m1_v_m1*x389 - g_n2_m2_v_m1*x366 - x271 - x371,
            -P_33*x350 - g_n1_m1_v_m2*x387 - g_n1_m2_v_m2*x388 - g_n2_m1_v_m2*x389 - g_n2_m2_v_m2*x366 - x270 - x390,
            (
                -g_n1_m1_n1_u*x387 - g_n1_m2_n1_u*x388 - g_n2_m1_n1_u*x389 - g_n2_m2_n1_u*x366
                - g_v_m1_n1_u*x351 - g_v_m2_n1_u*x350
            ),
            (
                -g_n1_m1_n1_m1*x387 - g_n1_m2_n1_m1*x388 - g_n2_m1_n1_m1*x389 - g_n2_m2_n1_m1*x366
                - g_v_m1_n1_m1*x351 - g_v_m2_n1_m1*x350 - x265
            ),
            (
                -g_n1_m1_n1_m2*x387 - g_n1_m2_n1_m2*x388 - g_n2_m1_n1_m2*x389 - g_n2_m2_n1_m2*x366
                - g_v_m1_n1_m2*x351 - g_v_m2_n1_m2*x350 - x261
            ),
            (
                -g_n1_m1_n2_u*x387 - g_n1_m2_n2_u*x388 - g_n2_m1_n2_u*x389 - g_n2_m2_n2_u*x366
                - g_v_m1_n2_u*x351 - g_v_m2_n2_u*x350
            ),
            (
                -g_n1_m1_n2_m1*x387 - g_n1_m2_n2_m1*x388 - g_n2_m1_n2_m1*x389 - g_n2_m2_n2_m1*x366
                - g_v_m1_n2_m1*x351 - g_v_m2_n2_m1*x350 - x266
            ),
            (
                -g_n1_m1_n2_m2*x387 - g_n1_m2_n2_m2*x388 - g_n2_m1_n2_m2*x389 - g_n2_m2_n2_m2*x366
                - g_v_m1_n2_m2*x351 - g_v_m2_n2_m2*x350 - x262
            ),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -x111*x363 - x392 - x394,
            -2*x390 - x395 - x396,
            -x119*x363 - x285 - x397 - x398,
            -g_v_m2_n1_u*x401 - x399 - x400,
            -g_v_m2_n1_m1*x401 - x402 - x403,
            -g_v_m2_n1_m2*x401 - x404 - x405,
            -g_v_m2_n2_u*x401 - x406 - x407,
            -g_v_m2_n2_m1*x401 - x408 - x409,
            -g_v_m2_n2_m2*x401 - x410 - x411,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -g_n1_u_v_u*x412 - x365 - x392,
            -g_n1_u_v_m1*x412 - x369 - x395,
            -g_n1_u_v_m2*x412 - x372 - x397,
            -g_n1_u_n1_u*x412 - x286 - x374 - x399,
            -g_n1_u_n1_m1*x412 - x378 - x402,
            -g_n1_u_n1_m2*x412 - x379 - x405,
            -g_n1_u_n2_u*x412 - x381 - x406,
            -g_n1_u_n2_m1*x412 - x383 - x408,
            -g_n1_u_n2_m2*x412 - x385 - x410,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            (
                -g_n1_m1_v_u*x366 - g_n1_m2_v_u*x389 - g_n1_u_v_u*x342 - g_n2_m1_v_u*x388 - g_n2_m2_v_u*x387
                - g_n2_u_v_u*x340
            ),
            (
                -g_n1_m1_v_m1*x366 - g_n1_m2_v_m1*x389 - g_n1_u_v_m1*x342 - g_n2_m1_v_m1*x388
                - g_n2_m2_v_m1*x387 - g_n2_u_v_m1*x340
            ),
            (
                -g_n1_m1_v_m2*x366 - g_n1_m2_v_m2*x389 - g_n1_u_v_m2*x342 - g_n2_m1_v_m2*x388
                - g_n2_m2_v_m2*x387 - g_n2_u_v_m2*x340
            ),
            (
                -g_n1_m1_n1_u*x366 - g_n1_m2_n1_u*x389 - g_n1_u_n1_u*x342 - g_n2_m1_n1_u*x388
                - g_n2_m2_n1_u*x387 - g_n2_u_n1_u*x340 - x272
            ),
            (
                -g_n1_m1_n1_m1*x366 - g_n1_m2_n1_m1*x389 - g_n1_u_n1_m1*x342 - g_n2_m1_n1_m1*x388
                - g_n2_m2_n1_m1*x387 - g_n2_u_n1_m1*x340 - x262
            ),
            (
                -g_n1_m1_n1_m2*x366 - g_n1_m2_n1_m2*x389 - g_n1_u_n1_m2*x342 - g_n2_m1_n1_m2*x388
                - g_n2_m2_n1_m2*x387 - g_n2_u_n1_m2*x340 - x266
            ),
            (
                -g_n1_m1_n2_u*x366 - g_n1_m2_n2_u*x389 - g_n1_u_n2_u*x342 - g_n2_m1_n2_u*x388
                - g_n2_m2_n2_u*x387 - g_n2_u_n2_u*x340 - x269
            ),
            (
                -g_n1_m1_n2_m1*x366 - g_n1_m2_n2_m1*x389 - g_n1_u_n2_m1*x342 - g_n2_m1_n2_m1*x388
                - g_n2_m2_n2_m1*x387 - g_n2_u_n2_m1*x340 - x261
            ),
            (
                -g_n1_m1_n2_m2*x366 - g_n1_m2_n2_m2*x389 - g_n1_u_n2_m2*x342 - g_n2_m1_n2_m2*x388
                - g_n2_m2_n2_m2*x387 - g_n2_u_n2_m2*x340 - x265
            ),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -g_n2_u_v_u*x413 - x368 - x394,
            -g_n2_u_v_m1*x413 - x370 - x396,
            -g_n2_u_v_m2*x413 - x373 - x398,
            -g_n2_u_n1_u*x413 - x375 - x400,
            -g_n2_u_n1_m1*x413 - x377 - x403,
            -g_n2_u_n1_m2*x413 - x380 - x404,
            -g_n2_u_n2_u*x413 - x287 - x382 - x407,
            -g_n2_u_n2_m1*x413 - x384 - x409,
            -g_n2_u_n2_m2*x413 - x386 - x411,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -x110*x415 - x111*x415 - x290 - x414,
            -x113*x415 - x114*x415 - x115*x415 - x288,
            -x117*x415 - x118*x415 - x119*x415 - x289,
            -g_v_m1_n1_u*x416 - g_v_m2_n1_u*x417 - g_v_u_n1_u*x418,
            -g_v_m1_n1_m1*x416 - g_v_m2_n1_m1*x417 - g_v_u_n1_m1*x418,
            -g_v_m1_n1_m2*x416 - g_v_m2_n1_m2*x417 - g_v_u_n1_m2*x418,
            -g_v_m1_n2_u*x416 - g_v_m2_n2_u*x417 - g_v_u_n2_u*x418,
            -g_v_m1_n2_m1*x416 - g_v_m2_n2_m1*x417 - g_v_u_n2_m1*x418,
            -g_v_m1_n2_m2*x416 - g_v_m2_n2_m2*x417 - g_v_u_n2_m2*x418,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
    )


def observables(state, parameters):
    """The observables, in the order of their names."""
    v_u, v_m1, v_m2, n1_u, n1_m1, n1_m2, n2_u, n2_m1, n2_m2, _, _, _, _, _, _, _, _, _, _, _, _ = state
    c_star, omega_star, phase, _, _, _ = parameters
    x0 = n1_m1 - 2
    T = n2_m2 + x0
    x2 = n1_m2*n2_m1
    x3 = n1_m1 - 1
    x4 = n2_m2 - 1
    x5 = x2 - x3*x4
    D = -x5
    x7 = n2_m2 - 2
    x8 = -n1_m1
    x9 = 2*c_star
    x10 = x9 + 1
    x11 = omega_star**2
    x12 = c_star**2
    x13 = x11 + x12
    x14 = x13 + x2
    x15 = -n2_m2
    x16 = x9 + 2
    x17 = -x15 - x16 - x8
    H = x0*x7 - x2
    x18 = 1/H
    x19 = n1_m2*n2_u
    x20 = -x7
    x21 = 0.5*n1_u
    x22 = 0.5*x19 + x20*x21
    x23 = n1_u*n2_m1
    x24 = -x0
    x25 = 0.5*n2_u
    x26 = 0.5*x23 + x24*x25
    P_21 = x18*x22
    x27 = P_21*n2_u
    P_31 = x18*x26
    x28 = P_31*n1_u
    x29 = x27 + x28
    x30 = n1_u*x4
    x31 = 2*P_21*x30 - n1_m2*x29
    x32 = -x29*x4
    x33 = 2*x19
    x34 = P_31*x33 + x32
    x35 = -x34
    x36 = D*n1_u
    x37 = 2*x36
    x38 = -P_21*x37 + n1_m2*x35 - x31*x4
    x39 = 1/D
    x40 = 1/T
    x41 = x39*x40
    x42 = 0.5*x41
    x43 = -D*x29 + n2_m1*x31 - x3*x35
    x44 = n2_u*x3
    x45 = 2*P_31*x44
    x46 = -x29*x3
    x47 = 2*x23
    x48 = P_21*x47 + x46
    x49 = D*n2_u
    x50 = 2*x49
    x51 = -P_31*x50 - n2_m1*x48 - x3*(-n2_m1*x29 + x45)
    x52 = 1/(x10 + x13)
    x53 = cos(phase)
    x54 = sin(phase)
    x55 = omega_star*x54
    F_11 = x14 - x3*(x10 + x8)
    F_12 = n1_m2*x17
    F_21 = n2_m1*x17
    F_22 = x14 - x4*(x10 + x15)
    E = F_11*F_22 - F_12*F_21
    x56 = 1/E
    X_11 = x52*(c_star*x53 + x53 - x55)
    x57 = X_11*c_star
    x58 = -x4
    x59 = X_11*x58
    X_12 = x52*(c_star*x54 + omega_star*x53 + x54)
    x60 = X_12*omega_star
    x61 = -X_11*x23 + n2_u*x57 + n2_u*x59 - n2_u*x60
    x62 = -x3
    x63 = X_11*x62
    x64 = -X_11*x19 + n1_u*x57 - n1_u*x60 + n1_u*x63
    x65 = -F_12*x61 + F_22*x64
    x73 = F_11*x61 - F_21*x64
    x109 = 0.5*v_u
    x110 = P_21*v_m1
    x111 = P_31*v_m2
    x112 = x109 + x110 + x111
    x113 = P_21*v_u
    P_22 = x38*x42
    x114 = P_22*v_m1
    P_23 = x42*x43
    x115 = P_23*v_m2
    x116 = x113 + x114 + x115
    x117 = P_23*v_m1
    x118 = P_31*v_u
    P_33 = x42*x51
    x119 = P_33*v_m2
    x120 = x117 + x118 + x119
    x133 = 0.5*n2_m2 - 1
    x136 = 0.5*n1_m1
    x205 = 0.5*v_m1
    X_21 = x56*x65
    X_31 = x56*x73
    x419 = 0.125*(x11 + 2*x12*x53**2 - x53*x55*x9)/(c_star*x13)
    x420 = -x133 - x136
    return (
        -X_11*v_u - X_21*v_m1 - X_31*v_m2 + 0.5*v_m2*x120 + x109*x112 + x116*x205 + x419,  # loss
        v_u,  # gain
        x420,  # c
        -x420**2 - x5,  # omega_squared
    )


def invariants(state, parameters):
    """Quantities that the flow conserves, in the order of their names."""
    (
        v_u, v_m1, v_m2, n1_u, n1_m1, n1_m2, n2_u, n2_m1, n2_m2, u_m1, u_m2, v_n1, v_n2, u_u, m1_m1, m1_m2,
        m2_m2, n1_n1, n1_n2, n2_n2, v_v
    ) = state
    _, _, _, eta_factors, eta_u, eta_v = parameters
    x75 = v_m1**2
    x79 = v_m2**2
    x92 = v_m2*v_u
    x94 = v_m1*v_u
    x98 = v_u**2
    x259 = eta_v*u_u
    x260 = eta_u*v_v
    x263 = eta_factors*v_v
    x267 = eta_factors*u_u
    x291 = eta_v*u_m1
    x293 = eta_v*u_m2
    x295 = eta_u*v_n1
    x296 = eta_u*v_n2
    x304 = eta_v*m1_m1
    x306 = eta_v*m1_m2
    x307 = eta_factors*v_n1
    x308 = eta_factors*v_n2
    x313 = eta_v*m2_m2
    x318 = eta_u*n1_n1
    x320 = eta_factors*u_m1
    x321 = eta_factors*u_m2
    x322 = eta_u*n1_n2
    x325 = eta_factors*n1_n1
    x332 = eta_u*n2_n2
    x335 = eta_factors*n2_n2
    x339 = eta_u*v_m1
    x340 = eta_factors*n1_u
    x341 = eta_u*n1_m1
    x342 = eta_factors*n2_u
    x343 = eta_u*n2_m1
    x346 = eta_u*v_m2
    x347 = eta_u*n1_m2
    x348 = eta_u*n2_m2
    x350 = eta_factors*v_m1
    x351 = eta_factors*v_m2
    x352 = eta_v*n1_m1
    x353 = eta_v*n1_m2
    x354 = eta_v*n1_u
    x355 = eta_v*n2_m2
    x356 = eta_v*n2_m1
    x357 = eta_v*n2_u
    x358 = eta_u*v_u
    x359 = 2*eta_u
    x363 = 2*eta_factors
    x414 = eta_v*v_u
    x415 = 2*eta_v
    x421 = m1_m1**2
    x422 = eta_u**2
    x423 = eta_v**2
    x424 = x422*x423
    x425 = m2_m2**2
    x426 = n1_n1**2*x424
    x427 = n2_n2**2*x424
    x428 = u_u**2
    x429 = eta_factors**2
    x430 = x422*x429
    x431 = v_v**2*x430
    x432 = n1_m1**2*x424
    x433 = n1_m2**2*x424
    x434 = n2_m1**2*x424
    x435 = n2_m2**2*x424
    x436 = m1_m2**2
    x437 = n1_n2**2*x424
    x438 = n1_u**2
    x439 = eta_factors*x423
    x440 = x359*x439
    x441 = n2_u**2
    x442 = eta_v*x422
    x443 = x363*x442
    x444 = eta_v*x429
    x445 = x444*x98
    x446 = u_m1**2
    x447 = u_m2**2
    x448 = v_n1**2
    x449 = v_n2**2
    x450 = -x422*x423*x436
    x451 = eta_factors*x442
    x452 = x451*x75
    x453 = -eta_factors*eta_u*x423*x446
    x454 = x421*x422*x423 - x432 - x434 - x450 - x452 - x453
    x455 = x451*x79
    x456 = -eta_factors*eta_u*x423*x447
    x457 = x422*x423*x425 - x433 - x435 - x450 - x455 - x456
    x458 = n1_m1*x424
    x459 = n1_n2*x424
    x460 = n1_m2*x424
    x461 = x307*x442
    x462 = eta_u*x423
    x463 = n1_u*x462
    x464 = -m1_m1*x458 - m1_m2*x460 + n1_n1*x458 + n2_m1*x459 + v_m1*x461 - x320*x463
    x465 = -m1_m2*x458 - m2_m2*x460 + n1_n1*x460 + n2_m2*x459 + v_m2*x461 - x321*x463
    x466 = n1_n1*x424
    x467 = x414*x422
    x468 = n1_u*x466 + n2_u*x459 - u_m1*x458 - u_m2*x460 - x267*x463 + x307*x467
    x469 = n2_m1*x424
    x470 = n2_m2*x424
    x471 = x308*x442
    x472 = n2_u*x462
    x473 = -m1_m1*x469 - m1_m2*x470 + n1_n2*x458 + n2_n2*x469 + v_m1*x471 - x320*x472
    x474 = -m1_m2*x469 - m2_m2*x470 + n1_m2*x459 + n2_n2*x470 + v_m2*x471 - x321*x472
    x475 = n2_n2*x424
    x476 = n1_u*x459 + n2_u*x475 - u_m1*x469 - u_m2*x470 - x267*x472 + x308*x467
    x477 = (
        eta_factors*eta_u*u_m1*u_u*x423 + m1_m1*u_m1*x422*x423 + m1_m2*u_m2*x422*x423 - n1_u*x458
        - n2_u*x469 - x451*x94
    )
    x478 = x340*x423
    x479 = x342*x423
    x480 = eta_u*x444
    x481 = (
        eta_factors*eta_u*m1_m1*u_m1*x423 + eta_factors*eta_u*m1_m2*u_m2*x423 + u_m1*u_u*x423*x429
        - x341*x478 - x343*x479 - x480*x94
    )
    x482 = (
        eta_factors*eta_u*u_m2*u_u*x423 + m1_m2*u_m1*x422*x423 + m2_m2*u_m2*x422*x423 - n1_u*x460
        - n2_u*x470 - x451*x92
    )
    x483 = (
        eta_factors*eta_u*m1_m2*u_m1*x423 + eta_factors*eta_u*m2_m2*u_m2*x423 + u_m2*u_u*x423*x429
        - x347*x478 - x348*x479 - x480*x92
    )
    x484 = eta_u*x439
    x485 = x438*x484
    x486 = x441*x484
    x487 = eta_u*x445
    x488 = x423*x428*x429 - x453 - x456 - x485 - x486 - x487
    x489 = v_v*x430
    x490 = x307*x422
    x491 = x308*x422
    x492 = x350*x422
    x493 = x351*x422
    x494 = x358*x429
    x495 = v_m1*x489 - x291*x494 - x304*x492 - x306*x493 + x352*x490 + x356*x491
    x496 = v_m2*x489 - x293*x494 - x306*x492 - x313*x493 + x353*x490 + x355*x491
    x497 = v_u*x489 - x259*x494 - x291*x492 - x293*x493 + x354*x490 + x357*x491
    x498 = (
        eta_factors*eta_u*u_m1*u_m2*x423 + m1_m1*m1_m2*x422*x423 + m1_m2*m2_m2*x422*x423 - n1_m2*x458
        - n2_m2*x469 - v_m2*x350*x442
    )
    x499 = n1_n1*x459 - n2_m1*x458 - n2_m2*x460 + n2_n2*x459 + v_n2*x461 - x340*x472
    x500 = -x464
    x501 = eta_v*x341
    x502 = -x465
    x503 = eta_v*x347
    x504 = x448*x451
    x505 = x426 - x432 - x433 + x437 - x485 + x504
    x506 = eta_v*x318
    x507 = x358*x444
    x508 = (
        eta_factors*eta_u*n1_m1*u_m1*x423 + eta_factors*eta_u*n1_m2*u_m2*x423 + n1_u*u_u*x423*x429
        - v_n1*x507 - x318*x478 - x322*x479
    )
    x509 = eta_u*x354
    x510 = n1_n2*x471 + v_n1*x325*x442 + v_n1*x489 - x352*x492 - x353*x493 - x354*x494
    x511 = eta_v*x295
    x512 = x500*x501 + x502*x503 + x505*x506 + x508*x509 + x510*x511
    x513 = -x473
    x514 = eta_v*x343
    x515 = -x474
    x516 = eta_v*x348
    x517 = x449*x451
    x518 = x427 - x434 - x435 + x437 - x486 + x517
    x519 = eta_v*x332
    x520 = (
        eta_factors*eta_u*n2_m1*u_m1*x423 + eta_factors*eta_u*n2_m2*u_m2*x423 + n2_u*u_u*x423*x429
        - v_n2*x507 - x322*x478 - x332*x479
    )
    x521 = eta_u*x357
    x522 = n1_n2*x461 + v_n2*x335*x442 + v_n2*x489 - x355*x493 - x356*x492 - x357*x494
    x523 = eta_v*x296
    x524 = x513*x514 + x515*x516 + x518*x519 + x520*x521 + x522*x523
    x525 = x263*x442
    x526 = (
        eta_factors*eta_u*u_m1*v_u*x423 + m1_m1*v_m1*x422*x423 + m1_m2*v_m2*x422*x423 - v_m1*x525
        - v_n1*x458 - v_n2*x469
    )
    x527 = eta_factors*x339
    x528 = (
        eta_factors*eta_u*u_m2*v_u*x423 + m1_m2*v_m1*x422*x423 + m2_m2*v_m2*x422*x423 - v_m2*x525
        - v_n1*x460 - v_n2*x470
    )
    x529 = eta_factors*x346
    x530 = -v_m1*x458 - v_m2*x460 + v_n1*x466 + v_n1*x525 + v_n2*x459 - x358*x478
    x531 = eta_factors*x295
    x532 = -v_m1*x469 - v_m2*x470 + v_n1*x459 + v_n2*x475 + v_n2*x525 - x358*x479
    x533 = eta_factors*x296
    x534 = (
        eta_factors*eta_u*u_m1*v_m1*x423 + eta_factors*eta_u*u_m2*v_m2*x423 + u_u*v_u*x423*x429
        - x260*x414*x429 - x295*x478 - x296*x479
    )
    x535 = eta_factors*x358
    x536 = x431 - x452 - x455 - x487 + x504 + x517
    x537 = eta_factors*x260
    x538 = x526*x527 + x528*x529 + x530*x531 + x532*x533 + x534*x535 + x536*x537
    x539 = eta_u*x304
    x540 = eta_u*x306
    x541 = x498*x540
    x542 = eta_u*x291
    x543 = eta_v*x339
    x544 = x454*x539 + x464*x501 + x473*x514 + x481*x542 + x495*x543 + x541
    x545 = eta_u*x457
    x546 = eta_u*x293
    x547 = eta_v*x346
    x548 = x313*x545 + x465*x503 + x474*x516 + x483*x546 + x496*x547 + x541
    x549 = eta_v*x322
    x550 = x499*x549
    x551 = -x512 - x550
    x552 = -x524 - x550
    x553 = eta_v*x340
    x554 = eta_v*x342
    x555 = eta_factors*x291
    x556 = eta_factors*x293
    x557 = eta_factors*x259
    x558 = eta_factors*x414
    x559 = x468*x553 + x476*x554 + x477*x555 + x482*x556 + x488*x557 + x497*x558
    x560 = -x538
    x561 = x306*x545 + x465*x501 + x474*x514 + x483*x542 + x496*x543 + x498*x539
    x562 = eta_u*x313
    x563 = x454*x540 + x464*x503 + x473*x516 + x481*x546 + x495*x547 + x498*x562
    x564 = -x454*x501 - x464*x506 - x473*x549 - x481*x509 - x495*x511 - x498*x503
    x565 = -x454*x514 - x464*x549 - x473*x519 - x481*x521 - x495*x523 - x498*x516
    x566 = x454*x555 + x464*x553 + x473*x554 + x481*x557 + x495*x558 + x498*x556
    x567 = -x454*x527 - x464*x531 - x473*x533 - x481*x535 - x495*x537 - x498*x529
    x568 = x499*x514 + x500*x539 + x501*x505 + x502*x540 + x508*x542 + x510*x543
    x569 = x499*x501 + x513*x539 + x514*x518 + x515*x540 + x520*x542 + x522*x543
    x570 = x468*x501 + x476*x514 + x477*x539 + x482*x540 + x488*x542 + x497*x543
    x571 = x501*x530 + x514*x532 + x526*x539 + x528*x540 + x534*x542 + x536*x543
    x572 = -x457*x503 - x465*x506 - x474*x549 - x483*x509 - x496*x511 - x498*x501
    x573 = -x457*x516 - x465*x549 - x474*x519 - x483*x521 - x496*x523 - x498*x514
    x574 = x457*x556 + x465*x553 + x474*x554 + x483*x557 + x496*x558 + x498*x555
    x575 = -x457*x529 - x465*x531 - x474*x533 - x483*x535 - x496*x537 - x498*x527
    x576 = x499*x516 + x500*x540 + x502*x562 + x503*x505 + x508*x546 + x510*x547
    x577 = x499*x503 + x513*x540 + x515*x562 + x516*x518 + x520*x546 + x522*x547
    x578 = x468*x503 + x476*x516 + x477*x540 + x482*x562 + x488*x546 + x497*x547
    x579 = x503*x530 + x516*x532 + x526*x540 + x528*x562 + x534*x546 + x536*x547
    x580 = -x499*x506 - x501*x513 - x503*x515 - x509*x520 - x511*x522 - x518*x549
    x581 = -x499*x519 - x500*x514 - x502*x516 - x505*x549 - x508*x521 - x510*x523
    x582 = x499*x554 + x500*x555 + x502*x556 + x505*x553 + x508*x557 + x510*x558
    x583 = -x499*x533 - x500*x527 - x502*x529 - x505*x531 - x508*x535 - x510*x537
    x584 = x499*x553 + x513*x555 + x515*x556 + x518*x554 + x520*x557 + x522*x558
    x585 = -x499*x531 - x513*x527 - x515*x529 - x518*x533 - x520*x535 - x522*x537
    x586 = -x468*x506 - x476*x549 - x477*x501 - x482*x503 - x488*x509 - x497*x511
    x587 = x526*x555 + x528*x556 + x530*x553 + x532*x554 + x534*x557 + x536*x558
    x588 = -x468*x549 - x476*x519 - x477*x514 - x482*x516 - x488*x521 - x497*x523
    x589 = -x468*x531 - x476*x533 - x477*x527 - x482*x529 - x488*x535 - x497*x537
    x590 = -x501*x526 - x503*x528 - x506*x530 - x509*x534 - x511*x536 - x532*x549
    x591 = -x514*x526 - x516*x528 - x519*x532 - x521*x534 - x523*x536 - x530*x549
    return (
        x259 - x260,  # balance_io
        m1_m1 - n1_n1,  # balance_factors_11
        m1_m2 - n1_n2,  # balance_factors_12
        m2_m2 - n2_n2,  # balance_factors_22
        (
            -x359*x445 + x421*x424 + x423*x428*x429 + x424*x425 + 2*x424*x436 + x426 + x427 + x431 - 2*x432
            - 2*x433 - 2*x434 - 2*x435 + 2*x437 - x438*x440 - x440*x441 + x440*x446 + x440*x447 + x443*x448
            + x443*x449 - x443*x75 - x443*x79
        ),  # trace_C2
        (
            eta_factors*eta_v*n1_u*x468 + eta_factors*eta_v*n2_u*x476 + eta_factors*eta_v*u_m1*x477
            + eta_factors*eta_v*u_m2*x482 + eta_factors*eta_v*u_u*x488 + eta_factors*eta_v*v_u*x497
            + eta_u*eta_v*m1_m1*x454 + 2*eta_u*eta_v*m1_m2*x498 + eta_u*eta_v*m2_m2*x457
            + eta_u*eta_v*n1_m1*x464 + eta_u*eta_v*n1_m2*x465 + eta_u*eta_v*n2_m1*x473
            + eta_u*eta_v*n2_m2*x474 + eta_u*eta_v*u_m1*x481 + eta_u*eta_v*u_m2*x483 + eta_u*eta_v*v_m1*x495
            + eta_u*eta_v*v_m2*x496 - x322*x415*x499 - x512 - x524 - x538
        ),  # trace_C3
        (
            x454**2 + x457**2 + 2*x464*x500 + 2*x465*x502 + 2*x468*x508 + 2*x473*x513 + 2*x474*x515
            + 2*x476*x520 + 2*x477*x481 + 2*x482*x483 + x488**2 + 2*x495*x526 + 2*x496*x528 + 2*x497*x534
            + 2*x498**2 + 2*x499**2 + x505**2 + 2*x510*x530 + x518**2 + 2*x522*x532 + x536**2
        ),  # trace_C4
        (
            x454*x544 + x457*x548 + x464*x568 + x465*x576 + x468*x582 + x473*x569 + x474*x577 + x476*x584
            + x477*x566 + x481*x570 + x482*x574 + x483*x578 + x488*x559 + x495*x571 + x496*x579 + x497*x587
            + x498*x561 + x498*x563 + x499*x580 + x499*x581 + x500*x564 + x502*x572 + x505*x551 + x508*x586
            + x510*x590 + x513*x565 + x515*x573 + x518*x552 + x520*x588 + x522*x591 + x526*x567 + x528*x575
            + x530*x583 + x532*x585 + x534*x589 + x536*x560
        ),  # trace_C5
        (
            x544**2 + x548**2 + x551**2 + x552**2 + x559**2 + x560**2 + 2*x561*x563 + 2*x564*x568
            + 2*x565*x569 + 2*x566*x570 + 2*x567*x571 + 2*x572*x576 + 2*x573*x577 + 2*x574*x578
            + 2*x575*x579 + 2*x580*x581 + 2*x582*x586 + 2*x583*x590 + 2*x584*x588 + 2*x585*x591
            + 2*x587*x589
        ),  # trace_C6
    )


def stability(state, parameters):
    """Hurwitz determinants of W − I: the network is stable if and only if all are positive."""
    _, _, _, _, n1_m1, n1_m2, _, n2_m1, n2_m2, _, _, _, _, _, _, _, _, _, _, _, _ = state
    x0 = n1_m1 - 2
    T = n2_m2 + x0
    x2 = n1_m2*n2_m1
    x3 = n1_m1 - 1
    x4 = n2_m2 - 1
    x5 = x2 - x3*x4
    D = -x5
    return (-T, D)


def target_power(parameters):
    """½∫f*² dt, the loss of the zero network."""
    c_star, omega_star, phase, _, _, _ = parameters
    x9 = 2*c_star
    x11 = omega_star**2
    x12 = c_star**2
    x13 = x11 + x12
    x53 = cos(phase)
    x54 = sin(phase)
    x55 = omega_star*x54
    x419 = 0.125*(x11 + 2*x12*x53**2 - x53*x55*x9)/(c_star*x13)
    return x419
