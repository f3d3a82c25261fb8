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
HASH = "db3feea82afea80c"
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
    D = -x2 + x3*x4
    x6 = n2_m2 - 2
    x7 = -n1_m1
    x8 = 2*c_star
    x9 = x8 + 1
    x10 = omega_star**2
    x11 = c_star**2
    x12 = x10 + x11
    x13 = x12 + x2
    x14 = -n2_m2
    x15 = x8 + 2
    x16 = -x14 - x15 - x7
    H = x0*x6 - x2
    x17 = 1/H
    x18 = n1_m2*n2_u
    x19 = -x6
    x20 = 0.5*n1_u
    x21 = 0.5*x18 + x19*x20
    x22 = n1_u*n2_m1
    x23 = -x0
    x24 = 0.5*n2_u
    x25 = 0.5*x22 + x23*x24
    P_21 = x17*x21
    x26 = P_21*n2_u
    P_31 = x17*x25
    x27 = P_31*n1_u
    x28 = x26 + x27
    x29 = n1_u*x4
    x30 = 2*P_21*x29 - n1_m2*x28
    x31 = -x28*x4
    x32 = 2*x18
    x33 = P_31*x32 + x31
    x34 = -x33
    x35 = D*n1_u
    x36 = 2*x35
    x37 = -P_21*x36 + n1_m2*x34 - x30*x4
    x38 = 1/D
    x39 = 1/T
    x40 = x38*x39
    x41 = 0.5*x40
    x42 = -D*x28 + n2_m1*x30 - x3*x34
    x43 = n2_u*x3
    x44 = 2*P_31*x43
    x45 = -x28*x3
    x46 = 2*x22
    x47 = P_21*x46 + x45
    x48 = D*n2_u
    x49 = 2*x48
    x50 = -P_31*x49 - n2_m1*x47 - x3*(-n2_m1*x28 + x44)
    x51 = 1/(x12 + x9)
    x52 = cos(phase)
    x53 = sin(phase)
    x54 = omega_star*x53
    F_11 = x13 - x3*(x7 + x9)
    F_12 = n1_m2*x16
    F_21 = n2_m1*x16
    F_22 = x13 - x4*(x14 + x9)
    E = F_11*F_22 - F_12*F_21
    x55 = 1/E
    X_11 = x51*(c_star*x52 + x52 - x54)
    x56 = X_11*c_star
    x57 = -x4
    x58 = X_11*x57
    X_12 = x51*(c_star*x53 + omega_star*x52 + x53)
    x59 = X_12*omega_star
    x60 = -X_11*x22 + n2_u*x56 + n2_u*x58 - n2_u*x59
    x61 = -x3
    x62 = X_11*x61
    x63 = -X_11*x18 + n1_u*x56 - n1_u*x59 + n1_u*x62
    x64 = -F_12*x60 + F_22*x63
    x65 = X_11*omega_star
    x66 = X_12*c_star
    x67 = X_12*x57
    x68 = -X_12*x22 + n2_u*x65 + n2_u*x66 + n2_u*x67
    x69 = X_12*x61
    x70 = -X_12*x18 + n1_u*x65 + n1_u*x66 + n1_u*x69
    x71 = -F_12*x68 + F_22*x70
    x72 = F_11*x60 - F_21*x63
    x73 = F_11*x68 - F_21*x70
    x74 = v_m1**2
    x75 = n2_m1*v_m2
    x76 = v_m1*x75
    x77 = x4*x74 - x76
    x78 = v_m2**2
    x79 = n2_m1*x78
    x80 = -v_m1*v_m2*x4 + x79
    x81 = -x80
    x82 = -D*x74 + n2_m1*x81 - x4*x77
    x83 = D*v_m2
    x84 = n1_m2*x77 - v_m1*x83 - x3*x81
    x85 = n1_m2*v_m1
    x86 = v_m2*x85
    x87 = x3*x78 - x86
    x88 = n1_m2*x74
    x89 = -v_m1*v_m2*x3 + x88
    x90 = -D*x78 - n1_m2*x89 - x3*x87
    x91 = v_m2*v_u
    Q_23 = x41*x84
    Q_33 = x41*x90
    x92 = Q_23*n1_u + Q_33*n2_u + x91
    x93 = v_m1*v_u
    Q_22 = x41*x82
    x94 = Q_22*n1_u + Q_23*n2_u + x93
    x95 = n2_m1*x92 + x19*x94
    x96 = n1_m2*x94 + x23*x92
    x98 = c_star*v_m2 + v_m2*x57 - x85
    x99 = c_star*v_m1 + v_m1*x61 - x75
    x100 = -F_21*x98 + F_22*x99
    x101 = omega_star*v_m2
    x102 = omega_star*v_m1
    x103 = F_21*x101 - F_22*x102
    x104 = F_11*x98 - F_12*x99
    x105 = -F_11*x101 + F_12*omega_star*v_m1
    Y_22 = x103*x55
    Y_32 = x105*x55
    Y_21 = x100*x55
    Y_31 = x104*x55
    x108 = 0.5*v_u
    x109 = P_21*v_m1
    x110 = P_31*v_m2
    x111 = x108 + x109 + x110
    x112 = P_21*v_u
    P_22 = x37*x41
    x113 = P_22*v_m1
    P_23 = x41*x42
    x114 = P_23*v_m2
    x115 = x112 + x113 + x114
    x116 = P_23*v_m1
    x117 = P_31*v_u
    P_33 = x41*x50
    x118 = P_33*v_m2
    x119 = x116 + x117 + x118
    x120 = P_23*Q_23
    Q_21 = x17*x95
    g_n1_u = P_21*Q_22 + P_31*Q_23 + 0.5*Q_21 - X_11*Y_21 - X_12*Y_22
    x255 = eta_u*g_n1_u
    Q_31 = x17*x96
    g_n2_u = P_21*Q_23 + P_31*Q_33 + 0.5*Q_31 - X_11*Y_31 - X_12*Y_32
    x256 = eta_u*g_n2_u
    X_21 = x55*x64
    g_v_m1 = -X_21 + x115
    x257 = eta_v*g_v_m1
    X_31 = x55*x72
    g_v_m2 = -X_31 + x119
    x258 = eta_v*g_v_m2
    x259 = eta_v*u_u
    x260 = eta_u*v_v
    X_22 = x55*x71
    g_n1_m1 = P_21*Q_21 + P_22*Q_22 - X_21*Y_21 - X_22*Y_22 + x120
    x261 = eta_factors*g_n1_m1
    g_n2_m1 = P_21*Q_31 + P_22*Q_23 + P_23*Q_33 - X_21*Y_31 - X_22*Y_32
    x262 = eta_factors*g_n2_m1
    x263 = eta_factors*v_v
    g_v_u = -X_11 + x111
    x264 = eta_v*g_v_u
    X_32 = x55*x73
    g_n1_m2 = P_23*Q_22 + P_31*Q_21 + P_33*Q_23 - X_31*Y_21 - X_32*Y_22
    x265 = eta_factors*g_n1_m2
    g_n2_m2 = P_31*Q_31 + P_33*Q_33 - X_31*Y_31 - X_32*Y_32 + x120
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
    D = -x2 + x3*x4
    x6 = n2_m2 - 2
    x7 = -n1_m1
    x8 = 2*c_star
    x9 = x8 + 1
    x10 = omega_star**2
    x11 = c_star**2
    x12 = x10 + x11
    x13 = x12 + x2
    x14 = -n2_m2
    x15 = x8 + 2
    x16 = -x14 - x15 - x7
    H = x0*x6 - x2
    x17 = 1/H
    x18 = n1_m2*n2_u
    x19 = -x6
    x20 = 0.5*n1_u
    x21 = 0.5*x18 + x19*x20
    x22 = n1_u*n2_m1
    x23 = -x0
    x24 = 0.5*n2_u
    x25 = 0.5*x22 + x23*x24
    P_21 = x17*x21
    x26 = P_21*n2_u
    P_31 = x17*x25
    x27 = P_31*n1_u
    x28 = x26 + x27
    x29 = n1_u*x4
    x30 = 2*P_21*x29 - n1_m2*x28
    x31 = -x28*x4
    x32 = 2*x18
    x33 = P_31*x32 + x31
    x34 = -x33
    x35 = D*n1_u
    x36 = 2*x35
    x37 = -P_21*x36 + n1_m2*x34 - x30*x4
    x38 = 1/D
    x39 = 1/T
    x40 = x38*x39
    x41 = 0.5*x40
    x42 = -D*x28 + n2_m1*x30 - x3*x34
    x43 = n2_u*x3
    x44 = 2*P_31*x43
    x45 = -x28*x3
    x46 = 2*x22
    x47 = P_21*x46 + x45
    x48 = D*n2_u
    x49 = 2*x48
    x50 = -P_31*x49 - n2_m1*x47 - x3*(-n2_m1*x28 + x44)
    x51 = 1/(x12 + x9)
    x52 = cos(phase)
    x53 = sin(phase)
    x54 = omega_star*x53
    F_11 = x13 - x3*(x7 + x9)
    F_12 = n1_m2*x16
    F_21 = n2_m1*x16
    F_22 = x13 - x4*(x14 + x9)
    E = F_11*F_22 - F_12*F_21
    x55 = 1/E
    X_11 = x51*(c_star*x52 + x52 - x54)
    x56 = X_11*c_star
    x57 = -x4
    x58 = X_11*x57
    X_12 = x51*(c_star*x53 + omega_star*x52 + x53)
    x59 = X_12*omega_star
    x60 = -X_11*x22 + n2_u*x56 + n2_u*x58 - n2_u*x59
    x61 = -x3
    x62 = X_11*x61
    x63 = -X_11*x18 + n1_u*x56 - n1_u*x59 + n1_u*x62
    x64 = -F_12*x60 + F_22*x63
    x65 = X_11*omega_star
    x66 = X_12*c_star
    x67 = X_12*x57
    x68 = -X_12*x22 + n2_u*x65 + n2_u*x66 + n2_u*x67
    x69 = X_12*x61
    x70 = -X_12*x18 + n1_u*x65 + n1_u*x66 + n1_u*x69
    x71 = -F_12*x68 + F_22*x70
    x72 = F_11*x60 - F_21*x63
    x73 = F_11*x68 - F_21*x70
    x74 = v_m1**2
    x75 = n2_m1*v_m2
    x76 = v_m1*x75
    x77 = x4*x74 - x76
    x78 = v_m2**2
    x79 = n2_m1*x78
    x80 = -v_m1*v_m2*x4 + x79
    x81 = -x80
    x82 = -D*x74 + n2_m1*x81 - x4*x77
    x83 = D*v_m2
    x84 = n1_m2*x77 - v_m1*x83 - x3*x81
    x85 = n1_m2*v_m1
    x86 = v_m2*x85
    x87 = x3*x78 - x86
    x88 = n1_m2*x74
    x89 = -v_m1*v_m2*x3 + x88
    x90 = -D*x78 - n1_m2*x89 - x3*x87
    x91 = v_m2*v_u
    Q_23 = x41*x84
    Q_33 = x41*x90
    x92 = Q_23*n1_u + Q_33*n2_u + x91
    x93 = v_m1*v_u
    Q_22 = x41*x82
    x94 = Q_22*n1_u + Q_23*n2_u + x93
    x95 = n2_m1*x92 + x19*x94
    x96 = n1_m2*x94 + x23*x92
    x98 = c_star*v_m2 + v_m2*x57 - x85
    x99 = c_star*v_m1 + v_m1*x61 - x75
    x100 = -F_21*x98 + F_22*x99
    x101 = omega_star*v_m2
    x102 = omega_star*v_m1
    x103 = F_21*x101 - F_22*x102
    x104 = F_11*x98 - F_12*x99
    x105 = -F_11*x101 + F_12*omega_star*v_m1
    Y_22 = x103*x55
    Y_32 = x105*x55
    Y_21 = x100*x55
    Y_31 = x104*x55
    x108 = 0.5*v_u
    x109 = P_21*v_m1
    x110 = P_31*v_m2
    x111 = x108 + x109 + x110
    x112 = P_21*v_u
    P_22 = x37*x41
    x113 = P_22*v_m1
    P_23 = x41*x42
    x114 = P_23*v_m2
    x115 = x112 + x113 + x114
    x116 = P_23*v_m1
    x117 = P_31*v_u
    P_33 = x41*x50
    x118 = P_33*v_m2
    x119 = x116 + x117 + x118
    x120 = P_23*Q_23
    x121 = F_21*n1_m2
    x122 = F_12*n2_m1
    x123 = x121 + x122
    x124 = F_11*n2_m1
    x125 = F_22*n2_m1
    x126 = F_11*n1_m2
    x127 = F_22*n1_m2
    x128 = H**(-2)
    x129 = x128*x21
    x130 = x17*x24
    x131 = x17*x20
    x132 = 0.5*n2_m2
    x133 = x132 - 1
    x134 = 0.5*x17
    x135 = x128*x25
    x136 = 0.5*n1_m1
    x137 = 0.5*x37
    x138 = x39/D**2
    x139 = -P_21*n1_u*x40 - x137*x138
    x140 = x38/T**2
    x141 = -x137*x140
    x142 = 2*n1_u*x4 - x18
    x143 = x41*(n1_m2*n2_u*x4 - x142*x4 - x36)
    x144 = n1_u*x4 - x32
    x145 = x41*(n1_m2*x144 + n1_m2*x29)
    x146 = -x28
    x147 = 4*P_31
    x148 = 4*P_21
    x149 = P_31*n1_m2
    x150 = P_21*x4
    x151 = -x149 + 2*x150
    x152 = D*P_21
    x153 = -2*x149 + x150
    x154 = 0.5*x42
    x155 = -x138*x154 + x146*x41
    x156 = -x140*x154
    x157 = x3*x4
    x158 = x41*(n2_m1*x142 - n2_u*x157 - x48)
    x159 = x41*(-n1_u*x2 - x144*x3 - x35)
    x160 = D*P_31
    x161 = 0.5*x50
    x162 = -P_31*n2_u*x40 - x138*x161
    x163 = -x140*x161
    x164 = x41*(n2_m1*x43 + n2_m1*(n2_u*x3 - x46))
    x165 = x41*(n1_u*n2_m1*x3 - x3*(2*n2_u*x3 - x22) - x49)
    x166 = P_21*n2_m1
    x167 = E**(-2)
    x168 = x167*x64
    x169 = -x60
    x170 = X_11*x55
    x171 = F_22*x170
    x172 = x169*x55
    x173 = x55*x63
    x174 = F_12*x170
    x175 = x56 - x59
    x176 = x175 + x62
    x177 = x175 + x58
    x178 = x167*x71
    x179 = -x68
    x180 = X_12*x55
    x181 = F_22*x180
    x182 = x179*x55
    x183 = x55*x70
    x184 = F_12*x180
    x185 = x65 + x66
    x186 = x185 + x69
    x187 = x185 + x67
    x188 = x55*x60
    x189 = -x63
    x190 = x167*x72
    x191 = F_21*x170
    x192 = F_11*x170
    x193 = x55*x68
    x194 = -x70
    x195 = x167*x73
    x196 = F_21*x180
    x197 = F_11*x180
    x198 = 0.5*x82
    x199 = -x138*x198 - x41*x74
    x200 = -x140*x198
    x201 = 2*v_m1*x4 - x75
    x202 = D*v_m1
    x203 = v_m1*x4 - 2*x75
    x204 = 0.5*x84
    x205 = 0.5*v_m1
    x206 = -v_m2*x205*x40 - x138*x204
    x207 = -x140*x204
    x208 = 0.5*x90
    x209 = -x138*x208 - x41*x78
    x210 = -x140*x208
    x211 = x17*(n2_u*x19 + x22)
    x212 = x128*x95
    x213 = n1_u*x17
    x214 = x19*x213
    x215 = n2_u*x17
    x216 = n2_m1*x215
    x217 = v_u*x17
    x218 = x17*(n1_u*x23 + x18)
    x219 = x128*x96
    x220 = n1_m2*x213
    x221 = x215*x23
    x222 = x100*x167
    x223 = v_m1*x55
    x224 = -x98
    x225 = n2_m1*x55
    x226 = x55*x99
    x227 = v_m2*x55
    x228 = c_star + 1
    x229 = x228 + x7
    x230 = x14 + x228
    x231 = x103*x167
    x232 = omega_star*x55
    x233 = x232*x75
    x234 = x232*x85
    x235 = x55*x98
    x236 = -x99
    x237 = x104*x167
    x238 = x105*x167
    x239 = x101*x55
    P_21_n1_m1 = -x129*x6
    P_31_n1_m1 = -x130 - x135*x6
    P_23_n1_m1 = P_21_n1_m1*x158 + P_31_n1_m1*x159 + x155*x4 + x156 + x33*x41
    Q_23_n1_m1 = x206*x4 + x207 + x41*x80
    x247 = P_23*Q_23_n1_m1 + P_23_n1_m1*Q_23
    P_21_n1_m2 = n2_m1*x129 + x130
    P_31_n1_m2 = n2_m1*x135
    P_23_n1_m2 = P_21_n1_m2*x158 + P_31_n1_m2*x159 - n2_m1*x155 + x41*(n2_m1*x146 + x44)
    Q_23_n1_m2 = -n2_m1*x206 + 0.5*x38*x39*x77
    x248 = P_23*Q_23_n1_m2 + P_23_n1_m2*Q_23
    P_21_n2_m1 = n1_m2*x129
    P_31_n2_m1 = n1_m2*x135 + x131
    P_23_n2_m1 = P_21_n2_m1*x158 + P_31_n2_m1*x159 - n1_m2*x155 + x30*x41
    Q_23_n2_m1 = -n1_m2*x206 + 0.5*x38*x39*x87
    x249 = P_23*Q_23_n2_m1 + P_23_n2_m1*Q_23
    P_21_n2_m2 = -x0*x129 - x131
    P_31_n2_m2 = -x0*x135
    P_23_n2_m2 = P_21_n2_m2*x158 + P_31_n2_m2*x159 + x155*x3 + x156 + x41*x47
    Q_23_n2_m2 = x206*x3 + x207 + x41*x89
    x250 = P_23*Q_23_n2_m2 + P_23_n2_m2*Q_23
    P_21_n1_u = -x133*x17
    P_31_n1_u = n2_m1*x134
    P_23_n1_u = P_21_n1_u*x158 + P_31_n1_u*x159 + x41*(-P_31*x157 + n2_m1*x151 - x160)
    x251 = P_23_n1_u*Q_23
    P_21_n2_u = n1_m2*x134
    P_31_n2_u = x17*(1 - x136)
    P_23_n2_u = P_21_n2_u*x158 + P_31_n2_u*x159 + x41*(-P_21*x2 - x152 - x153*x3)
    x252 = P_23_n2_u*Q_23
    Q_23_v_m1 = x41*(n1_m2*x201 - v_m2*x157 - x83)
    x253 = P_23*Q_23_v_m1
    Q_23_v_m2 = x41*(-v_m1*x2 - x202 - x203*x3)
    x254 = P_23*Q_23_v_m2
    Q_21 = x17*x95
    g_n1_u = P_21*Q_22 + P_31*Q_23 + 0.5*Q_21 - X_11*Y_21 - X_12*Y_22
    x255 = eta_u*g_n1_u
    Q_31 = x17*x96
    g_n2_u = P_21*Q_23 + P_31*Q_33 + 0.5*Q_31 - X_11*Y_31 - X_12*Y_32
    x256 = eta_u*g_n2_u
    X_21 = x55*x64
    g_v_m1 = -X_21 + x115
    x257 = eta_v*g_v_m1
    X_31 = x55*x72
    g_v_m2 = -X_31 + x119
    x258 = eta_v*g_v_m2
    x259 = eta_v*u_u
    x260 = eta_u*v_v
    X_22 = x55*x71
    g_n1_m1 = P_21*Q_21 + P_22*Q_22 - X_21*Y_21 - X_22*Y_22 + x120
    x261 = eta_factors*g_n1_m1
    g_n2_m1 = P_21*Q_31 + P_22*Q_23 + P_23*Q_33 - X_21*Y_31 - X_22*Y_32
    x262 = eta_factors*g_n2_m1
    x263 = eta_factors*v_v
    g_v_u = -X_11 + x111
    x264 = eta_v*g_v_u
    X_32 = x55*x73
    g_n1_m2 = P_23*Q_22 + P_31*Q_21 + P_33*Q_23 - X_31*Y_21 - X_32*Y_22
    x265 = eta_factors*g_n1_m2
    g_n2_m2 = P_31*Q_31 + P_33*Q_33 - X_31*Y_31 - X_32*Y_32 + x120
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
    Q_21_v_u = x17*(v_m1*x19 + x75)
    g_n1_m1_v_u = P_21*Q_21_v_u
    x365 = g_n1_m1_v_u*x364
    x366 = eta_factors*n2_m1
    x367 = 2*x366
    Q_31_v_u = x17*(v_m2*x23 + x85)
    g_n2_m1_v_u = P_21*Q_31_v_u
    x368 = g_n2_m1_v_u*x367
    Q_22_v_m1 = x41*(n2_m1*v_m2*x4 - x201*x4 - 2*x202)
    Q_33_v_m1 = x41*(n1_m2*v_m2*x3 + n1_m2*(v_m2*x3 - 2*x85))
    Q_21_v_m1 = Q_22_v_m1*x214 + Q_23_v_m1*x211 + Q_33_v_m1*x216 + x19*x217
    Y_21_v_m1 = x55*(F_22*x229 + x121)
    Y_22_v_m1 = -F_22*x232
    g_n1_m1_v_m1 = P_21*Q_21_v_m1 + P_22*Q_22_v_m1 - X_21*Y_21_v_m1 - X_22*Y_22_v_m1 + x253
    x369 = g_n1_m1_v_m1*x364
    Q_31_v_m1 = Q_22_v_m1*x220 + Q_23_v_m1*x218 + Q_33_v_m1*x221 + n1_m2*x217
    Y_31_v_m1 = x55*(-F_12*x229 - x126)
    Y_32_v_m1 = F_12*x232
    g_n2_m1_v_m1 = P_21*Q_31_v_m1 + P_22*Q_23_v_m1 + P_23*Q_33_v_m1 - X_21*Y_31_v_m1 - X_22*Y_32_v_m1
    x370 = g_n2_m1_v_m1*x367
    x371 = eta_factors*x116
    Q_22_v_m2 = x41*(n2_m1*v_m1*x4 + n2_m1*x203)
    Q_33_v_m2 = x41*(n1_m2*v_m1*x3 - x3*(2*v_m2*x3 - x85) - 2*x83)
    Q_21_v_m2 = Q_22_v_m2*x214 + Q_23_v_m2*x211 + Q_33_v_m2*x216 + n2_m1*x217
    Y_21_v_m2 = x55*(-F_21*x230 - x125)
    Y_22_v_m2 = F_21*x232
    g_n1_m1_v_m2 = P_21*Q_21_v_m2 + P_22*Q_22_v_m2 - X_21*Y_21_v_m2 - X_22*Y_22_v_m2 + x254
    x372 = g_n1_m1_v_m2*x364
    Q_31_v_m2 = Q_22_v_m2*x220 + Q_23_v_m2*x218 + Q_33_v_m2*x221 + x217*x23
    Y_31_v_m2 = x55*(F_11*x230 + x122)
    Y_32_v_m2 = -F_11*x232
    g_n2_m1_v_m2 = P_21*Q_31_v_m2 + P_22*Q_23_v_m2 + P_23*Q_33_v_m2 - X_21*Y_31_v_m2 - X_22*Y_32_v_m2
    x373 = g_n2_m1_v_m2*x367
    P_22_n1_u = P_21_n1_u*x143 + P_31_n1_u*x145 + x41*(P_31*n1_m2*x4 - x151*x4 - 2*x152)
    Q_21_n1_u = x17*(Q_22*x19 + Q_23*n2_m1)
    X_21_n1_u = x55*(F_22*x176 + X_11*x122)
    X_22_n1_u = x55*(F_22*x186 + X_12*x122)
    g_n1_m1_n1_u = P_21*Q_21_n1_u + P_21_n1_u*Q_21 + P_22_n1_u*Q_22 - X_21_n1_u*Y_21 - X_22_n1_u*Y_22 + x251
    x374 = g_n1_m1_n1_u*x364
    Q_31_n1_u = x17*(Q_22*n1_m2 + Q_23*x23)
    g_n2_m1_n1_u = (
        P_21*Q_31_n1_u + P_21_n1_u*Q_31 + P_22_n1_u*Q_23 + P_23_n1_u*Q_33 - X_21_n1_u*Y_31
        - X_22_n1_u*Y_32
    )
    x375 = g_n2_m1_n1_u*x367
    x376 = 2*x350
    P_22_n1_m1 = P_21_n1_m1*x143 + P_31_n1_m1*x145 + x139*x4 + x141
    Q_22_n1_m1 = x199*x4 + x200
    Q_33_n1_m1 = x209*x4 + x210 + x41*(-2*x3*x78 + 2*x86)
    Q_31_n1_m1 = Q_22_n1_m1*x220 + Q_23_n1_m1*x218 + Q_33_n1_m1*x221 - x17*x92 - x219*x6
    F_11_n1_m1 = 2*n1_m1 - x15
    E_n1_m1 = F_11_n1_m1*F_22 - x123
    X_21_n1_m1 = -E_n1_m1*x168 + n1_m2*x169*x55 - n1_u*x171
    X_22_n1_m1 = -E_n1_m1*x178 + n1_m2*x179*x55 - n1_u*x181
    Y_31_n1_m1 = -E_n1_m1*x237 + F_11_n1_m1*x235 + F_12*x223 + n1_m2*x236*x55
    Y_32_n1_m1 = -E_n1_m1*x238 - F_11_n1_m1*x239 + x234
    g_n2_m1_n1_m1 = (
        P_21*Q_31_n1_m1 + P_21_n1_m1*Q_31 + P_22*Q_23_n1_m1 + P_22_n1_m1*Q_23 + P_23*Q_33_n1_m1
        + P_23_n1_m1*Q_33 - X_21*Y_31_n1_m1 - X_21_n1_m1*Y_31 - X_22*Y_32_n1_m1 - X_22_n1_m1*Y_32
    )
    x377 = g_n2_m1_n1_m1*x367
    Q_21_n1_m1 = Q_22_n1_m1*x214 + Q_23_n1_m1*x211 + Q_33_n1_m1*x216 - x212*x6
    Y_21_n1_m1 = -E_n1_m1*x222 - F_22*x223 + n2_m1*x224*x55
    Y_22_n1_m1 = -E_n1_m1*x231 + x233
    g_n1_m1_n1_m1 = (
        P_21*Q_21_n1_m1 + P_21_n1_m1*Q_21 + P_22*Q_22_n1_m1 + P_22_n1_m1*Q_22 - X_21*Y_21_n1_m1
        - X_21_n1_m1*Y_21 - X_22*Y_22_n1_m1 - X_22_n1_m1*Y_22 + x247
    )
    x378 = g_n1_m1_n1_m1*x364 + 2*x261
    P_22_n1_m2 = P_21_n1_m2*x143 + P_31_n1_m2*x145 - n2_m1*x139 + x41*(-x146*x4 - x147*x18 - x31)
    Q_22_n1_m2 = -n2_m1*x199
    Q_33_n1_m2 = -n2_m1*x209 + 0.5*x38*x39*(2*v_m1*v_m2*x3 - 2*x88)
    Q_21_n1_m2 = Q_22_n1_m2*x214 + Q_23_n1_m2*x211 + Q_33_n1_m2*x216 + n2_m1*x212
    E_n1_m2 = -F_21*x16 + x124 + x125
    X_21_n1_m2 = -E_n1_m2*x168 + n2_m1*x173 - n2_u*x171 + x16*x172
    X_22_n1_m2 = -E_n1_m2*x178 + n2_m1*x183 - n2_u*x181 + x16*x182
    Y_21_n1_m2 = -E_n1_m2*x222 + F_21*x223 + x225*x99
    Y_22_n1_m2 = -E_n1_m2*x231 - x102*x225
    g_n1_m1_n1_m2 = (
        P_21*Q_21_n1_m2 + P_21_n1_m2*Q_21 + P_22*Q_22_n1_m2 + P_22_n1_m2*Q_22 - X_21*Y_21_n1_m2
        - X_21_n1_m2*Y_21 - X_22*Y_22_n1_m2 - X_22_n1_m2*Y_22 + x248
    )
    x379 = g_n1_m1_n1_m2*x364
    Q_31_n1_m2 = Q_22_n1_m2*x220 + Q_23_n1_m2*x218 + Q_33_n1_m2*x221 + n2_m1*x219 + x17*x94
    Y_31_n1_m2 = -E_n1_m2*x237 - F_11*x223 + n2_m1*x55*x98 + x16*x236*x55
    Y_32_n1_m2 = -E_n1_m2*x238 + omega_star*v_m1*x16*x55 - x233
    g_n2_m1_n1_m2 = (
        P_21*Q_31_n1_m2 + P_21_n1_m2*Q_31 + P_22*Q_23_n1_m2 + P_22_n1_m2*Q_23 + P_23*Q_33_n1_m2
        + P_23_n1_m2*Q_33 - X_21*Y_31_n1_m2 - X_21_n1_m2*Y_31 - X_22*Y_32_n1_m2 - X_22_n1_m2*Y_32
    )
    x380 = g_n2_m1_n1_m2*x367
    P_22_n2_u = P_21_n2_u*x143 + P_31_n2_u*x145 + x41*(n1_m2*x150 + n1_m2*x153)
    Q_21_n2_u = x17*(Q_23*x19 + Q_33*n2_m1)
    X_21_n2_u = x55*(-F_12*x177 - X_11*x127)
    X_22_n2_u = x55*(-F_12*x187 - X_12*x127)
    g_n1_m1_n2_u = P_21*Q_21_n2_u + P_21_n2_u*Q_21 + P_22_n2_u*Q_22 - X_21_n2_u*Y_21 - X_22_n2_u*Y_22 + x252
    x381 = g_n1_m1_n2_u*x364
    Q_31_n2_u = x17*(Q_23*n1_m2 + Q_33*x23)
    g_n2_m1_n2_u = (
        P_21*Q_31_n2_u + P_21_n2_u*Q_31 + P_22_n2_u*Q_23 + P_23_n2_u*Q_33 - X_21_n2_u*Y_31
        - X_22_n2_u*Y_32
    )
    x382 = g_n2_m1_n2_u*x367
    P_22_n2_m1 = P_21_n2_m1*x143 + P_31_n2_m1*x145 - n1_m2*x139
    Q_22_n2_m1 = -n1_m2*x199 + 0.5*x38*x39*(2*v_m1*v_m2*x4 - 2*x79)
    Q_33_n2_m1 = -n1_m2*x209
    Q_21_n2_m1 = Q_22_n2_m1*x214 + Q_23_n2_m1*x211 + Q_33_n2_m1*x216 + n1_m2*x212 + x17*x92
    E_n2_m1 = -F_12*x16 + x126 + x127
    X_21_n2_m1 = -E_n2_m1*x168 + n1_m2*x173 + n1_u*x174
    X_22_n2_m1 = -E_n2_m1*x178 + n1_m2*x183 + n1_u*x184
    Y_21_n2_m1 = -E_n2_m1*x222 - F_22*x227 + n1_m2*x226 + x16*x224*x55
    Y_22_n2_m1 = -E_n2_m1*x231 + omega_star*v_m2*x16*x55 - x234
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
    P_22_n2_m2 = P_21_n2_m2*x143 + P_31_n2_m2*x145 + x139*x3 + x141 + x41*(2*n1_m2*x28 - x148*x29)
    Q_22_n2_m2 = x199*x3 + x200 + x41*(-2*x4*x74 + 2*x76)
    Q_33_n2_m2 = x209*x3 + x210
    Q_21_n2_m2 = Q_22_n2_m2*x214 + Q_23_n2_m2*x211 + Q_33_n2_m2*x216 - x0*x212 - x17*x94
    F_22_n2_m2 = 2*n2_m2 - x15
    E_n2_m2 = F_11*F_22_n2_m2 - x123
    X_21_n2_m2 = -E_n2_m2*x168 + F_22_n2_m2*x173 + n1_m2*x172 + n2_u*x174
    X_22_n2_m2 = -E_n2_m2*x178 + F_22_n2_m2*x183 + n1_m2*x182 + n2_u*x184
    Y_21_n2_m2 = -E_n2_m2*x222 + F_21*x227 + F_22_n2_m2*x226 + x224*x225
    Y_22_n2_m2 = -E_n2_m2*x231 - F_22_n2_m2*x102*x55 + x233
    g_n1_m1_n2_m2 = (
        P_21*Q_21_n2_m2 + P_21_n2_m2*Q_21 + P_22*Q_22_n2_m2 + P_22_n2_m2*Q_22 - X_21*Y_21_n2_m2
        - X_21_n2_m2*Y_21 - X_22*Y_22_n2_m2 - X_22_n2_m2*Y_22 + x250
    )
    x385 = g_n1_m1_n2_m2*x364
    Q_31_n2_m2 = Q_22_n2_m2*x220 + Q_23_n2_m2*x218 + Q_33_n2_m2*x221 - x0*x219
    Y_31_n2_m2 = -E_n2_m2*x237 - F_11*x227 + n1_m2*x236*x55
    Y_32_n2_m2 = -E_n2_m2*x238 + x234
    g_n2_m1_n2_m2 = (
        P_21*Q_31_n2_m2 + P_21_n2_m2*Q_31 + P_22*Q_23_n2_m2 + P_22_n2_m2*Q_23 + P_23*Q_33_n2_m2
        + P_23_n2_m2*Q_33 - X_21*Y_31_n2_m2 - X_21_n2_m2*Y_31 - X_22*Y_32_n2_m2 - X_22_n2_m2*Y_32
    )
    x386 = g_n2_m1_n2_m2*x367
    x387 = eta_factors*n1_m2
    x388 = eta_factors*n1_m1
    x389 = eta_factors*n2_m2
    x390 = eta_factors*x114
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
    P_33_n1_u = P_21_n1_u*x164 + P_31_n1_u*x165 + x41*(P_31*n2_m1*x3 + n2_m1*(P_31*x3 - 2*x166))
    X_31_n1_u = x55*(-F_21*x176 - X_11*x124)
    X_32_n1_u = x55*(-F_21*x186 - X_12*x124)
    g_n1_m2_n1_u = (
        P_23_n1_u*Q_22 + P_31*Q_21_n1_u + P_31_n1_u*Q_21 + P_33_n1_u*Q_23 - X_31_n1_u*Y_21
        - X_32_n1_u*Y_22
    )
    x399 = g_n1_m2_n1_u*x391
    g_n2_m2_n1_u = P_31*Q_31_n1_u + P_31_n1_u*Q_31 + P_33_n1_u*Q_33 - X_31_n1_u*Y_31 - X_32_n1_u*Y_32 + x251
    x400 = g_n2_m2_n1_u*x393
    x401 = 2*x351
    P_33_n1_m1 = P_21_n1_m1*x164 + P_31_n1_m1*x165 + x162*x4 + x163 + x41*(2*n2_m1*x28 - x147*x43)
    X_31_n1_m1 = -E_n1_m1*x190 + F_11_n1_m1*x188 + n1_u*x191 + n2_m1*x189*x55
    X_32_n1_m1 = -E_n1_m1*x195 + F_11_n1_m1*x193 + n1_u*x196 + n2_m1*x194*x55
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
    P_33_n2_u = P_21_n2_u*x164 + P_31_n2_u*x165 + x41*(P_21*n2_m1*x3 - 2*x160 - x3*(2*P_31*x3 - x166))
    X_31_n2_u = x55*(F_11*x177 + X_11*x121)
    X_32_n2_u = x55*(F_11*x187 + X_12*x121)
    g_n1_m2_n2_u = (
        P_23_n2_u*Q_22 + P_31*Q_21_n2_u + P_31_n2_u*Q_21 + P_33_n2_u*Q_23 - X_31_n2_u*Y_21
        - X_32_n2_u*Y_22
    )
    x406 = g_n1_m2_n2_u*x391
    g_n2_m2_n2_u = P_31*Q_31_n2_u + P_31_n2_u*Q_31 + P_33_n2_u*Q_33 - X_31_n2_u*Y_31 - X_32_n2_u*Y_32 + x252
    x407 = g_n2_m2_n2_u*x393
    P_33_n2_m1 = P_21_n2_m1*x164 + P_31_n2_m1*x165 - n1_m2*x162 + x41*(-x146*x3 - x148*x22 - x45)
    X_31_n2_m1 = -E_n2_m1*x190 + n1_m2*x55*x60 - n1_u*x192 + x16*x189*x55
    X_32_n2_m1 = -E_n2_m1*x195 + n1_m2*x55*x68 - n1_u*x197 + x16*x194*x55
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
    X_31_n2_m2 = -E_n2_m2*x190 + n2_m1*x189*x55 - n2_u*x192
    X_32_n2_m2 = -E_n2_m2*x195 + n2_m1*x194*x55 - n2_u*x197
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
                -eta_factors*x112 - g_n1_m1_v_u*x340 - g_n1_u_v_u*x341 - g_n2_m1_v_u*x342 - g_n2_u_v_u*x343
                - x270 - 0.5*x339
            ),
            (
                -P_22*x344 - eta_u*x109 - g_n1_m1_v_m1*x340 - g_n1_u_v_m1*x341 - g_n2_m1_v_m1*x342
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
                -eta_factors*x117 - g_n1_m2_v_u*x340 - g_n1_u_v_u*x347 - g_n2_m2_v_u*x342 - g_n2_u_v_u*x348
                - x271 - 0.5*x346
            ),
            -P_21*x346 - g_n1_m2_v_m1*x340 - g_n1_u_v_m1*x347 - g_n2_m2_v_m1*x342 - g_n2_u_v_m1*x348 - x345,
            (
                -P_33*x344 - eta_u*x110 - g_n1_m2_v_m2*x340 - g_n1_u_v_m2*x347 - g_n2_m2_v_m2*x342
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
            -eta_v*x149 - eta_v*x20 - g_n1_m1_v_u*x350 - g_n1_m2_v_u*x351 - g_n1_u_v_u*x344 - n1_m1*x349 - x269,
            -P_22*x352 - P_23*x353 - g_n1_m1_v_m1*x350 - g_n1_m2_v_m1*x351 - g_n1_u_v_m1*x344 - n1_u*x349 - x261,
            -P_23*x352 - P_33*x353 - eta_v*x27 - g_n1_m1_v_m2*x350 - g_n1_m2_v_m2*x351 - g_n1_u_v_m2*x344 - x265,
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
            -P_31*x355 - eta_v*x166 - eta_v*x24 - g_n2_m1_v_u*x350 - g_n2_m2_v_u*x351 - g_n2_u_v_u*x344 - x272,
            -P_22*x356 - P_23*x355 - eta_v*x26 - g_n2_m1_v_m1*x350 - g_n2_m2_v_m1*x351 - g_n2_u_v_m1*x344 - x262,
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
            -g_n1_u_v_m1*x360 - g_n2_u_v_m1*x361 - x112*x359,
            -g_n1_u_v_m2*x360 - g_n2_u_v_m2*x361 - x117*x359,
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
            -x109*x363 - x365 - x368,
            -x113*x363 - x280 - x369 - x370,
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
            -x110*x363 - x392 - x394,
            -2*x390 - x395 - x396,
            -x118*x363 - x285 - x397 - x398,
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
            -x109*x415 - x110*x415 - x290 - x414,
            -x112*x415 - x113*x415 - x114*x415 - x288,
            -x116*x415 - x117*x415 - x118*x415 - x289,
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
    D = -x2 + x3*x4
    x6 = n2_m2 - 2
    x7 = -n1_m1
    x8 = 2*c_star
    x9 = x8 + 1
    x10 = omega_star**2
    x11 = c_star**2
    x12 = x10 + x11
    x13 = x12 + x2
    x14 = -n2_m2
    x15 = x8 + 2
    x16 = -x14 - x15 - x7
    H = x0*x6 - x2
    x17 = 1/H
    x18 = n1_m2*n2_u
    x19 = -x6
    x20 = 0.5*n1_u
    x21 = 0.5*x18 + x19*x20
    x22 = n1_u*n2_m1
    x23 = -x0
    x24 = 0.5*n2_u
    x25 = 0.5*x22 + x23*x24
    P_21 = x17*x21
    x26 = P_21*n2_u
    P_31 = x17*x25
    x27 = P_31*n1_u
    x28 = x26 + x27
    x29 = n1_u*x4
    x30 = 2*P_21*x29 - n1_m2*x28
    x31 = -x28*x4
    x32 = 2*x18
    x33 = P_31*x32 + x31
    x34 = -x33
    x35 = D*n1_u
    x36 = 2*x35
    x37 = -P_21*x36 + n1_m2*x34 - x30*x4
    x38 = 1/D
    x39 = 1/T
    x40 = x38*x39
    x41 = 0.5*x40
    x42 = -D*x28 + n2_m1*x30 - x3*x34
    x43 = n2_u*x3
    x44 = 2*P_31*x43
    x45 = -x28*x3
    x46 = 2*x22
    x47 = P_21*x46 + x45
    x48 = D*n2_u
    x49 = 2*x48
    x50 = -P_31*x49 - n2_m1*x47 - x3*(-n2_m1*x28 + x44)
    x51 = 1/(x12 + x9)
    x52 = cos(phase)
    x53 = sin(phase)
    x54 = omega_star*x53
    F_11 = x13 - x3*(x7 + x9)
    F_12 = n1_m2*x16
    F_21 = n2_m1*x16
    F_22 = x13 - x4*(x14 + x9)
    E = F_11*F_22 - F_12*F_21
    x55 = 1/E
    X_11 = x51*(c_star*x52 + x52 - x54)
    x56 = X_11*c_star
    x57 = -x4
    x58 = X_11*x57
    X_12 = x51*(c_star*x53 + omega_star*x52 + x53)
    x59 = X_12*omega_star
    x60 = -X_11*x22 + n2_u*x56 + n2_u*x58 - n2_u*x59
    x61 = -x3
    x62 = X_11*x61
    x63 = -X_11*x18 + n1_u*x56 - n1_u*x59 + n1_u*x62
    x64 = -F_12*x60 + F_22*x63
    x72 = F_11*x60 - F_21*x63
    x108 = 0.5*v_u
    x109 = P_21*v_m1
    x110 = P_31*v_m2
    x111 = x108 + x109 + x110
    x112 = P_21*v_u
    P_22 = x37*x41
    x113 = P_22*v_m1
    P_23 = x41*x42
    x114 = P_23*v_m2
    x115 = x112 + x113 + x114
    x116 = P_23*v_m1
    x117 = P_31*v_u
    P_33 = x41*x50
    x118 = P_33*v_m2
    x119 = x116 + x117 + x118
    x132 = 0.5*n2_m2
    x133 = x132 - 1
    x136 = 0.5*n1_m1
    x205 = 0.5*v_m1
    X_21 = x55*x64
    X_31 = x55*x72
    x419 = 0.125*(x10 + 2*x11*x52**2 - x52*x54*x8)/(c_star*x12)
    return (
        -X_11*v_u - X_21*v_m1 - X_31*v_m2 + 0.5*v_m2*x119 + x108*x111 + x115*x205 + x419,  # loss
        v_u,  # gain
        -x133 - x136,  # c
        -x2 - (-x132 + x136)**2,  # omega_squared
    )


def invariants(state, parameters):
    """Quantities that the flow conserves, in the order of their names."""
    (
        v_u, v_m1, v_m2, n1_u, n1_m1, n1_m2, n2_u, n2_m1, n2_m2, u_m1, u_m2, v_n1, v_n2, u_u, m1_m1, m1_m2,
        m2_m2, n1_n1, n1_n2, n2_n2, v_v
    ) = state
    _, _, _, eta_factors, eta_u, eta_v = parameters
    x74 = v_m1**2
    x78 = v_m2**2
    x91 = v_m2*v_u
    x93 = v_m1*v_u
    x97 = v_u**2
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
    x420 = m1_m1**2
    x421 = eta_u**2
    x422 = eta_v**2
    x423 = x421*x422
    x424 = m2_m2**2
    x425 = n1_n1**2*x423
    x426 = n2_n2**2*x423
    x427 = u_u**2
    x428 = eta_factors**2
    x429 = x421*x428
    x430 = v_v**2*x429
    x431 = n1_m1**2*x423
    x432 = n1_m2**2*x423
    x433 = n2_m1**2*x423
    x434 = n2_m2**2*x423
    x435 = m1_m2**2
    x436 = n1_n2**2*x423
    x437 = n1_u**2
    x438 = eta_factors*x422
    x439 = x359*x438
    x440 = n2_u**2
    x441 = eta_v*x421
    x442 = x363*x441
    x443 = eta_v*x428
    x444 = x443*x97
    x445 = u_m1**2
    x446 = u_m2**2
    x447 = v_n1**2
    x448 = v_n2**2
    x449 = -x421*x422*x435
    x450 = eta_factors*x441
    x451 = x450*x74
    x452 = -eta_factors*eta_u*x422*x445
    x453 = x420*x421*x422 - x431 - x433 - x449 - x451 - x452
    x454 = x450*x78
    x455 = -eta_factors*eta_u*x422*x446
    x456 = x421*x422*x424 - x432 - x434 - x449 - x454 - x455
    x457 = n1_m1*x423
    x458 = n1_n2*x423
    x459 = n1_m2*x423
    x460 = x307*x441
    x461 = eta_u*x422
    x462 = n1_u*x461
    x463 = -m1_m1*x457 - m1_m2*x459 + n1_n1*x457 + n2_m1*x458 + v_m1*x460 - x320*x462
    x464 = -m1_m2*x457 - m2_m2*x459 + n1_n1*x459 + n2_m2*x458 + v_m2*x460 - x321*x462
    x465 = n1_n1*x423
    x466 = x414*x421
    x467 = n1_u*x465 + n2_u*x458 - u_m1*x457 - u_m2*x459 - x267*x462 + x307*x466
    x468 = n2_m1*x423
    x469 = n2_m2*x423
    x470 = x308*x441
    x471 = n2_u*x461
    x472 = -m1_m1*x468 - m1_m2*x469 + n1_n2*x457 + n2_n2*x468 + v_m1*x470 - x320*x471
    x473 = -m1_m2*x468 - m2_m2*x469 + n1_m2*x458 + n2_n2*x469 + v_m2*x470 - x321*x471
    x474 = n2_n2*x423
    x475 = n1_u*x458 + n2_u*x474 - u_m1*x468 - u_m2*x469 - x267*x471 + x308*x466
    x476 = (
        eta_factors*eta_u*u_m1*u_u*x422 + m1_m1*u_m1*x421*x422 + m1_m2*u_m2*x421*x422 - n1_u*x457
        - n2_u*x468 - x450*x93
    )
    x477 = x340*x422
    x478 = x342*x422
    x479 = eta_u*x443
    x480 = (
        eta_factors*eta_u*m1_m1*u_m1*x422 + eta_factors*eta_u*m1_m2*u_m2*x422 + u_m1*u_u*x422*x428
        - x341*x477 - x343*x478 - x479*x93
    )
    x481 = (
        eta_factors*eta_u*u_m2*u_u*x422 + m1_m2*u_m1*x421*x422 + m2_m2*u_m2*x421*x422 - n1_u*x459
        - n2_u*x469 - x450*x91
    )
    x482 = (
        eta_factors*eta_u*m1_m2*u_m1*x422 + eta_factors*eta_u*m2_m2*u_m2*x422 + u_m2*u_u*x422*x428
        - x347*x477 - x348*x478 - x479*x91
    )
    x483 = eta_u*x438
    x484 = x437*x483
    x485 = x440*x483
    x486 = eta_u*x444
    x487 = x422*x427*x428 - x452 - x455 - x484 - x485 - x486
    x488 = v_v*x429
    x489 = x307*x421
    x490 = x308*x421
    x491 = x350*x421
    x492 = x351*x421
    x493 = x358*x428
    x494 = v_m1*x488 - x291*x493 - x304*x491 - x306*x492 + x352*x489 + x356*x490
    x495 = v_m2*x488 - x293*x493 - x306*x491 - x313*x492 + x353*x489 + x355*x490
    x496 = v_u*x488 - x259*x493 - x291*x491 - x293*x492 + x354*x489 + x357*x490
    x497 = (
        eta_factors*eta_u*u_m1*u_m2*x422 + m1_m1*m1_m2*x421*x422 + m1_m2*m2_m2*x421*x422 - n1_m2*x457
        - n2_m2*x468 - v_m2*x350*x441
    )
    x498 = n1_n1*x458 - n2_m1*x457 - n2_m2*x459 + n2_n2*x458 + v_n2*x460 - x340*x471
    x499 = -x463
    x500 = eta_v*x341
    x501 = -x464
    x502 = eta_v*x347
    x503 = x447*x450
    x504 = x425 - x431 - x432 + x436 - x484 + x503
    x505 = eta_v*x318
    x506 = x358*x443
    x507 = (
        eta_factors*eta_u*n1_m1*u_m1*x422 + eta_factors*eta_u*n1_m2*u_m2*x422 + n1_u*u_u*x422*x428
        - v_n1*x506 - x318*x477 - x322*x478
    )
    x508 = eta_u*x354
    x509 = n1_n2*x470 + v_n1*x325*x441 + v_n1*x488 - x352*x491 - x353*x492 - x354*x493
    x510 = eta_v*x295
    x511 = x499*x500 + x501*x502 + x504*x505 + x507*x508 + x509*x510
    x512 = -x472
    x513 = eta_v*x343
    x514 = -x473
    x515 = eta_v*x348
    x516 = x448*x450
    x517 = x426 - x433 - x434 + x436 - x485 + x516
    x518 = eta_v*x332
    x519 = (
        eta_factors*eta_u*n2_m1*u_m1*x422 + eta_factors*eta_u*n2_m2*u_m2*x422 + n2_u*u_u*x422*x428
        - v_n2*x506 - x322*x477 - x332*x478
    )
    x520 = eta_u*x357
    x521 = n1_n2*x460 + v_n2*x335*x441 + v_n2*x488 - x355*x492 - x356*x491 - x357*x493
    x522 = eta_v*x296
    x523 = x512*x513 + x514*x515 + x517*x518 + x519*x520 + x521*x522
    x524 = x263*x441
    x525 = (
        eta_factors*eta_u*u_m1*v_u*x422 + m1_m1*v_m1*x421*x422 + m1_m2*v_m2*x421*x422 - v_m1*x524
        - v_n1*x457 - v_n2*x468
    )
    x526 = eta_factors*x339
    x527 = (
        eta_factors*eta_u*u_m2*v_u*x422 + m1_m2*v_m1*x421*x422 + m2_m2*v_m2*x421*x422 - v_m2*x524
        - v_n1*x459 - v_n2*x469
    )
    x528 = eta_factors*x346
    x529 = -v_m1*x457 - v_m2*x459 + v_n1*x465 + v_n1*x524 + v_n2*x458 - x358*x477
    x530 = eta_factors*x295
    x531 = -v_m1*x468 - v_m2*x469 + v_n1*x458 + v_n2*x474 + v_n2*x524 - x358*x478
    x532 = eta_factors*x296
    x533 = (
        eta_factors*eta_u*u_m1*v_m1*x422 + eta_factors*eta_u*u_m2*v_m2*x422 + u_u*v_u*x422*x428
        - x260*x414*x428 - x295*x477 - x296*x478
    )
    x534 = eta_factors*x358
    x535 = x430 - x451 - x454 - x486 + x503 + x516
    x536 = eta_factors*x260
    x537 = x525*x526 + x527*x528 + x529*x530 + x531*x532 + x533*x534 + x535*x536
    x538 = eta_u*x304
    x539 = eta_u*x306
    x540 = x497*x539
    x541 = eta_u*x291
    x542 = eta_v*x339
    x543 = x453*x538 + x463*x500 + x472*x513 + x480*x541 + x494*x542 + x540
    x544 = eta_u*x456
    x545 = eta_u*x293
    x546 = eta_v*x346
    x547 = x313*x544 + x464*x502 + x473*x515 + x482*x545 + x495*x546 + x540
    x548 = eta_v*x322
    x549 = x498*x548
    x550 = -x511 - x549
    x551 = -x523 - x549
    x552 = eta_v*x340
    x553 = eta_v*x342
    x554 = eta_factors*x291
    x555 = eta_factors*x293
    x556 = eta_factors*x259
    x557 = eta_factors*x414
    x558 = x467*x552 + x475*x553 + x476*x554 + x481*x555 + x487*x556 + x496*x557
    x559 = -x537
    x560 = x306*x544 + x464*x500 + x473*x513 + x482*x541 + x495*x542 + x497*x538
    x561 = eta_u*x313
    x562 = x453*x539 + x463*x502 + x472*x515 + x480*x545 + x494*x546 + x497*x561
    x563 = -x453*x500 - x463*x505 - x472*x548 - x480*x508 - x494*x510 - x497*x502
    x564 = -x453*x513 - x463*x548 - x472*x518 - x480*x520 - x494*x522 - x497*x515
    x565 = x453*x554 + x463*x552 + x472*x553 + x480*x556 + x494*x557 + x497*x555
    x566 = -x453*x526 - x463*x530 - x472*x532 - x480*x534 - x494*x536 - x497*x528
    x567 = x498*x513 + x499*x538 + x500*x504 + x501*x539 + x507*x541 + x509*x542
    x568 = x498*x500 + x512*x538 + x513*x517 + x514*x539 + x519*x541 + x521*x542
    x569 = x467*x500 + x475*x513 + x476*x538 + x481*x539 + x487*x541 + x496*x542
    x570 = x500*x529 + x513*x531 + x525*x538 + x527*x539 + x533*x541 + x535*x542
    x571 = -x456*x502 - x464*x505 - x473*x548 - x482*x508 - x495*x510 - x497*x500
    x572 = -x456*x515 - x464*x548 - x473*x518 - x482*x520 - x495*x522 - x497*x513
    x573 = x456*x555 + x464*x552 + x473*x553 + x482*x556 + x495*x557 + x497*x554
    x574 = -x456*x528 - x464*x530 - x473*x532 - x482*x534 - x495*x536 - x497*x526
    x575 = x498*x515 + x499*x539 + x501*x561 + x502*x504 + x507*x545 + x509*x546
    x576 = x498*x502 + x512*x539 + x514*x561 + x515*x517 + x519*x545 + x521*x546
    x577 = x467*x502 + x475*x515 + x476*x539 + x481*x561 + x487*x545 + x496*x546
    x578 = x502*x529 + x515*x531 + x525*x539 + x527*x561 + x533*x545 + x535*x546
    x579 = -x498*x505 - x500*x512 - x502*x514 - x508*x519 - x510*x521 - x517*x548
    x580 = -x498*x518 - x499*x513 - x501*x515 - x504*x548 - x507*x520 - x509*x522
    x581 = x498*x553 + x499*x554 + x501*x555 + x504*x552 + x507*x556 + x509*x557
    x582 = -x498*x532 - x499*x526 - x501*x528 - x504*x530 - x507*x534 - x509*x536
    x583 = x498*x552 + x512*x554 + x514*x555 + x517*x553 + x519*x556 + x521*x557
    x584 = -x498*x530 - x512*x526 - x514*x528 - x517*x532 - x519*x534 - x521*x536
    x585 = -x467*x505 - x475*x548 - x476*x500 - x481*x502 - x487*x508 - x496*x510
    x586 = x525*x554 + x527*x555 + x529*x552 + x531*x553 + x533*x556 + x535*x557
    x587 = -x467*x548 - x475*x518 - x476*x513 - x481*x515 - x487*x520 - x496*x522
    x588 = -x467*x530 - x475*x532 - x476*x526 - x481*x528 - x487*x534 - x496*x536
    x589 = -x500*x525 - x502*x527 - x505*x529 - x508*x533 - x510*x535 - x531*x548
    x590 = -x513*x525 - x515*x527 - x518*x531 - x520*x533 - x522*x535 - x529*x548
    return (
        x259 - x260,  # balance_io
        m1_m1 - n1_n1,  # balance_factors_11
        m1_m2 - n1_n2,  # balance_factors_12
        m2_m2 - n2_n2,  # balance_factors_22
        (
            -x359*x444 + x420*x423 + x422*x427*x428 + x423*x424 + 2*x423*x435 + x425 + x426 + x430 - 2*x431
            - 2*x432 - 2*x433 - 2*x434 + 2*x436 - x437*x439 - x439*x440 + x439*x445 + x439*x446 + x442*x447
            + x442*x448 - x442*x74 - x442*x78
        ),  # trace_C2
        (
            eta_factors*eta_v*n1_u*x467 + eta_factors*eta_v*n2_u*x475 + eta_factors*eta_v*u_m1*x476
            + eta_factors*eta_v*u_m2*x481 + eta_factors*eta_v*u_u*x487 + eta_factors*eta_v*v_u*x496
            + eta_u*eta_v*m1_m1*x453 + 2*eta_u*eta_v*m1_m2*x497 + eta_u*eta_v*m2_m2*x456
            + eta_u*eta_v*n1_m1*x463 + eta_u*eta_v*n1_m2*x464 + eta_u*eta_v*n2_m1*x472
            + eta_u*eta_v*n2_m2*x473 + eta_u*eta_v*u_m1*x480 + eta_u*eta_v*u_m2*x482 + eta_u*eta_v*v_m1*x494
            + eta_u*eta_v*v_m2*x495 - x322*x415*x498 - x511 - x523 - x537
        ),  # trace_C3
        (
            x453**2 + x456**2 + 2*x463*x499 + 2*x464*x501 + 2*x467*x507 + 2*x472*x512 + 2*x473*x514
            + 2*x475*x519 + 2*x476*x480 + 2*x481*x482 + x487**2 + 2*x494*x525 + 2*x495*x527 + 2*x496*x533
            + 2*x497**2 + 2*x498**2 + x504**2 + 2*x509*x529 + x517**2 + 2*x521*x531 + x535**2
        ),  # trace_C4
        (
            x453*x543 + x456*x547 + x463*x567 + x464*x575 + x467*x581 + x472*x568 + x473*x576 + x475*x583
            + x476*x565 + x480*x569 + x481*x573 + x482*x577 + x487*x558 + x494*x570 + x495*x578 + x496*x586
            + x497*x560 + x497*x562 + x498*x579 + x498*x580 + x499*x563 + x501*x571 + x504*x550 + x507*x585
            + x509*x589 + x512*x564 + x514*x572 + x517*x551 + x519*x587 + x521*x590 + x525*x566 + x527*x574
            + x529*x582 + x531*x584 + x533*x588 + x535*x559
        ),  # trace_C5
        (
            x543**2 + x547**2 + x550**2 + x551**2 + x558**2 + x559**2 + 2*x560*x562 + 2*x563*x567
            + 2*x564*x568 + 2*x565*x569 + 2*x566*x570 + 2*x571*x575 + 2*x572*x576 + 2*x573*x577
            + 2*x574*x578 + 2*x579*x580 + 2*x581*x585 + 2*x582*x589 + 2*x583*x587 + 2*x584*x590
            + 2*x586*x588
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
    D = -x2 + x3*x4
    return (-T, D)


def target_power(parameters):
    """½∫f*² dt, the loss of the zero network."""
    c_star, omega_star, phase, _, _, _ = parameters
    x8 = 2*c_star
    x10 = omega_star**2
    x11 = c_star**2
    x12 = x10 + x11
    x52 = cos(phase)
    x53 = sin(phase)
    x54 = omega_star*x53
    x419 = 0.125*(x10 + 2*x11*x52**2 - x52*x54*x8)/(c_star*x12)
    return x419
