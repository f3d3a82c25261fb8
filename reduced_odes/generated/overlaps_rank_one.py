"""Reduced learning dynamics `overlaps_rank_one`: generated from a proven derivation, not to be edited.

Derived under these assumptions:

- Units are linear: dh/dt = −h + W h + u x(t), y = vᵀh, with time in units of the neuron's time
  constant.
- The input x is white noise of unit power, and the loss is L = ½ E(y − y*)² in the stationary state.
- The network is stable: every eigenvalue of M = W − I lies in the open left half plane.
- Learning is gradient flow with rates η in the learning time s (gradient descent with step η: s = η ×
  steps).
- The target filter is exp(−c* t) cos(ω* t + φ) with c* > 0 and real ω*, φ.
- The number N of neurons is arbitrary, and so are the initial vectors u, m, n, v.
- The recurrent weights are m nᵀ, and what is trained are the vectors m and n, all at one rate
  η_factors.

Generated with SymPy 1.14.0; rewritten by ``python -m derivations overlaps_rank_one --format python``.
"""

from math import cos, sin

FORMAT = 1
NAME = "overlaps_rank_one"
HASH = "5dcad641812e055c"
STATE = ("v_u", "v_m", "n_u", "n_m", "u_m", "v_n", "u_u", "m_m", "n_n", "v_v")
ORIGIN = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
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
OBSERVABLES = ("loss", "gain", "c")
INVARIANTS = ("balance_io", "balance_factors", "trace_C2", "trace_C3", "trace_C4")
GRAM = (
    ("u_u", "u_m", "n_u", "v_u"),
    ("u_m", "m_m", "n_m", "v_m"),
    ("n_u", "n_m", "n_n", "v_n"),
    ("v_u", "v_m", "v_n", "v_v"),
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
        "The recurrent weights are m nᵀ, and what is trained are the vectors m and n, all at one rate "
        "η_factors."
    ),
)


def rhs(state, parameters):
    """Velocity dθ/ds of the state, in learning time s."""
    v_u, v_m, n_u, n_m, u_m, v_n, u_u, m_m, n_n, v_v = state
    c_star, omega_star, phase, eta_factors, eta_u, eta_v = parameters
    T = n_m - 1
    x1 = -n_m
    x2 = 2*c_star
    x3 = x2 + 1
    x4 = omega_star**2
    x5 = c_star**2
    x6 = x4 + x5
    H = n_m - 2
    x7 = 1/H
    x8 = 0.5*x7
    x9 = 1/T
    P_21 = -n_u*x8
    x10 = P_21*x9
    x11 = 1/(x3 + x6)
    x12 = cos(phase)
    x13 = sin(phase)
    x14 = omega_star*x13
    F = -T*(x1 + x3) + x6
    x15 = 1/F
    X_11 = x11*(c_star*x12 + x12 - x14)
    x16 = X_11*c_star
    x17 = -T
    x18 = X_11*x17
    X_12 = x11*(c_star*x13 + omega_star*x12 + x13)
    x19 = X_12*omega_star
    x20 = n_u*x16 + n_u*x18 - n_u*x19
    x21 = X_11*omega_star
    x22 = X_12*c_star
    x23 = X_12*x17
    x24 = n_u*x21 + n_u*x22 + n_u*x23
    x25 = v_m**2
    x26 = 0.5*x25
    x27 = v_m*v_u
    Q_22 = -x26*x9
    x28 = -Q_22*n_u - x27
    x30 = c_star*v_m + v_m*x17
    x31 = v_m*x15
    Y_21 = x15*x30
    Y_22 = -omega_star*x31
    x34 = 0.5*v_u
    x35 = P_21*v_m
    x36 = x34 + x35
    x37 = P_21*v_u
    P_22 = -n_u*x10
    x38 = P_22*v_m
    x39 = x37 + x38
    Q_21 = x28*x7
    g_n_u = P_21*Q_22 + 0.5*Q_21 - X_11*Y_21 - X_12*Y_22
    x53 = eta_u*g_n_u
    X_21 = x15*x20
    g_v_m = -X_21 + x39
    x54 = eta_v*g_v_m
    x55 = eta_v*u_u
    x56 = eta_u*v_v
    X_22 = x15*x24
    g_n_m = P_21*Q_21 + P_22*Q_22 - X_21*Y_21 - X_22*Y_22
    x57 = eta_factors*g_n_m
    x58 = eta_factors*v_v
    g_v_u = -X_11 + x36
    x59 = eta_v*g_v_u
    x60 = eta_factors*u_u
    x61 = eta_u*g_v_u
    x62 = eta_factors*g_n_u
    x63 = eta_factors*g_v_m
    x64 = 2*x53
    x65 = 2*x61
    x66 = 2*n_m
    x67 = x57*x66
    x68 = 2*x63
    x69 = 2*x62
    x70 = 2*x54
    x71 = 2*x59
    return (
        -g_v_u*x55 - g_v_u*x56 - u_m*x54 - v_n*x53,  # dv_u/ds
        -g_v_m*x58 - m_m*x54 - u_m*x59 - v_n*x57,  # dv_m/ds
        -g_n_u*x60 - n_n*x53 - u_m*x57 - v_n*x61,  # dn_u/ds
        -m_m*x57 - n_n*x57 - u_m*x62 - v_n*x63,  # dn_m/ds
        -n_m*x53 - n_u*x57 - v_m*x61 - v_u*x63,  # du_m/ds
        -n_m*x54 - n_u*x59 - v_m*x57 - v_u*x62,  # dv_n/ds
        -n_u*x64 - v_u*x65,  # du_u/ds
        -v_m*x68 - x67,  # dm_m/ds
        -n_u*x69 - x67,  # dn_n/ds
        -v_m*x70 - v_u*x71,  # dv_v/ds
    )


def jacobian(state, parameters):
    """Rows of the Jacobian: entry [i][j] is ∂(dθ_i/ds)/∂θ_j."""
    v_u, v_m, n_u, n_m, u_m, v_n, u_u, m_m, n_n, v_v = state
    c_star, omega_star, phase, eta_factors, eta_u, eta_v = parameters
    T = n_m - 1
    x1 = -n_m
    x2 = 2*c_star
    x3 = x2 + 1
    x4 = omega_star**2
    x5 = c_star**2
    x6 = x4 + x5
    H = n_m - 2
    x7 = 1/H
    x8 = 0.5*x7
    x9 = 1/T
    P_21 = -n_u*x8
    x10 = P_21*x9
    x11 = 1/(x3 + x6)
    x12 = cos(phase)
    x13 = sin(phase)
    x14 = omega_star*x13
    F = -T*(x1 + x3) + x6
    x15 = 1/F
    X_11 = x11*(c_star*x12 + x12 - x14)
    x16 = X_11*c_star
    x17 = -T
    x18 = X_11*x17
    X_12 = x11*(c_star*x13 + omega_star*x12 + x13)
    x19 = X_12*omega_star
    x20 = n_u*x16 + n_u*x18 - n_u*x19
    x21 = X_11*omega_star
    x22 = X_12*c_star
    x23 = X_12*x17
    x24 = n_u*x21 + n_u*x22 + n_u*x23
    x25 = v_m**2
    x26 = 0.5*x25
    x27 = v_m*v_u
    Q_22 = -x26*x9
    x28 = -Q_22*n_u - x27
    x30 = c_star*v_m + v_m*x17
    x31 = v_m*x15
    Y_21 = x15*x30
    Y_22 = -omega_star*x31
    x34 = 0.5*v_u
    x35 = P_21*v_m
    x36 = x34 + x35
    x37 = P_21*v_u
    P_22 = -n_u*x10
    x38 = P_22*v_m
    x39 = x37 + x38
    x40 = H**(-2)
    x41 = 0.5*n_u
    x42 = T**(-2)
    x43 = P_21*n_u
    x44 = n_u*x9
    F_n_m = 2*n_m - x2 - 2
    x45 = F_n_m/F**2
    x46 = n_u*x15
    x47 = n_u*x7
    x48 = c_star + 1
    Q_21 = x28*x7
    g_n_u = P_21*Q_22 + 0.5*Q_21 - X_11*Y_21 - X_12*Y_22
    x53 = eta_u*g_n_u
    X_21 = x15*x20
    g_v_m = -X_21 + x39
    x54 = eta_v*g_v_m
    x55 = eta_v*u_u
    x56 = eta_u*v_v
    X_22 = x15*x24
    g_n_m = P_21*Q_21 + P_22*Q_22 - X_21*Y_21 - X_22*Y_22
    x57 = eta_factors*g_n_m
    x58 = eta_factors*v_v
    g_v_u = -X_11 + x36
    x59 = eta_v*g_v_u
    x60 = eta_factors*u_u
    x61 = eta_u*g_v_u
    x62 = eta_factors*g_n_u
    x63 = eta_factors*g_v_m
    x64 = 2*x53
    x65 = 2*x61
    x66 = 2*n_m
    x68 = 2*x63
    x69 = 2*x62
    x70 = 2*x54
    x71 = 2*x59
    x72 = eta_v*u_m
    x73 = P_21*x72
    x74 = eta_u*v_n
    x75 = -x55 - x56
    x76 = -x54
    x77 = -x53
    x78 = -x59
    x79 = -x61
    x80 = eta_v*m_m
    x81 = -x58 - x80
    x82 = eta_factors*v_n
    x83 = -x57
    x84 = -x63
    x85 = eta_u*n_n
    x86 = -x60 - x85
    x87 = eta_factors*u_m
    x88 = -x62
    x89 = eta_factors*n_n
    x90 = -eta_factors*m_m - x89
    x91 = eta_u*v_m
    x92 = eta_factors*n_u
    x93 = eta_u*n_m
    x94 = eta_factors*v_u
    x95 = eta_v*n_m
    x96 = eta_factors*v_m
    x97 = eta_v*n_u
    x98 = eta_u*v_u
    x99 = 2*eta_u
    x100 = n_u*x99
    x101 = 2*x98
    x102 = 2*eta_factors
    x103 = eta_factors*x66
    Q_21_v_u = -v_m*x7
    g_n_m_v_u = P_21*Q_21_v_u
    x104 = g_n_m_v_u*x103
    Q_22_v_m = -v_m*x9
    Q_21_v_m = -Q_22_v_m*x47 - v_u*x7
    Y_21_v_m = x15*(x1 + x48)
    Y_22_v_m = -omega_star*x15
    g_n_m_v_m = P_21*Q_21_v_m + P_22*Q_22_v_m - X_21*Y_21_v_m - X_22*Y_22_v_m
    x105 = g_n_m_v_m*x103
    P_21_n_u = -x8
    P_22_n_u = -P_21_n_u*x44 - x10
    Q_21_n_u = -Q_22*x7
    X_21_n_u = x15*(x16 + x18 - x19)
    X_22_n_u = x15*(x21 + x22 + x23)
    g_n_m_n_u = P_21*Q_21_n_u + P_21_n_u*Q_21 + P_22_n_u*Q_22 - X_21_n_u*Y_21 - X_22_n_u*Y_22
    x106 = g_n_m_n_u*x103
    x107 = 2*x96
    P_21_n_m = x40*x41
    P_22_n_m = -P_21_n_m*x44 + x42*x43
    Q_22_n_m = x26*x42
    Q_21_n_m = -Q_22_n_m*x47 - x28*x40
    X_21_n_m = -X_11*x46 - x20*x45
    X_22_n_m = -X_12*x46 - x24*x45
    Y_21_n_m = -x30*x45 - x31
    Y_22_n_m = omega_star*v_m*x45
    g_n_m_n_m = (
        P_21*Q_21_n_m + P_21_n_m*Q_21 + P_22*Q_22_n_m + P_22_n_m*Q_22 - X_21*Y_21_n_m - X_21_n_m*Y_21
        - X_22*Y_22_n_m - X_22_n_m*Y_22
    )
    x108 = g_n_m_n_m*x103 + 2*x57
    x109 = 2*x92
    x110 = eta_v*v_u
    x111 = 2*eta_v
    x112 = v_m*x111
    x113 = 2*x110
    g_v_u_n_m = P_21_n_m*v_m
    g_v_u_n_u = P_21_n_u*v_m
    g_v_m_n_m = P_21_n_m*v_u + P_22_n_m*v_m - X_21_n_m
    g_v_m_n_u = P_21_n_u*v_u + P_22_n_u*v_m - X_21_n_u
    g_n_u_n_m = P_21*Q_22_n_m + P_21_n_m*Q_22 + 0.5*Q_21_n_m - X_11*Y_21_n_m - X_12*Y_22_n_m
    g_n_u_n_u = P_21_n_u*Q_22 + 0.5*Q_21_n_u
    g_n_u_v_m = P_21*Q_22_v_m + 0.5*Q_21_v_m - X_11*Y_21_v_m - X_12*Y_22_v_m
    g_n_u_v_u = 0.5*Q_21_v_u
    return (
        (
            -g_n_u_v_u*x74 - 0.5*x55 - 0.5*x56 - x73,
            P_21*x75 - P_22*x72 - g_n_u_v_m*x74,
            -g_n_u_n_u*x74 - g_v_m_n_u*x72 + g_v_u_n_u*x75,
            -g_n_u_n_m*x74 - g_v_m_n_m*x72 + g_v_u_n_m*x75,
            x76,
            x77,
            x78,
            0,
            0,
            x79,
        ),
        (
            P_21*x81 - g_n_m_v_u*x82 - 0.5*x72,
            P_22*x81 - g_n_m_v_m*x82 - x73,
            -g_n_m_n_u*x82 + g_v_m_n_u*x81 - g_v_u_n_u*x72,
            -g_n_m_n_m*x82 + g_v_m_n_m*x81 - g_v_u_n_m*x72,
            x78,
            x83,
            0,
            x76,
            0,
            x84,
        ),
        (
            -g_n_m_v_u*x87 + g_n_u_v_u*x86 - 0.5*x74,
            -P_21*x74 - g_n_m_v_m*x87 + g_n_u_v_m*x86,
            -g_n_m_n_u*x87 + g_n_u_n_u*x86 - g_v_u_n_u*x74,
            -g_n_m_n_m*x87 + g_n_u_n_m*x86 - g_v_u_n_m*x74,
            x83,
            x79,
            x88,
            0,
            x77,
            0,
        ),
        (
            -P_21*x82 + g_n_m_v_u*x90 - g_n_u_v_u*x87,
            -P_22*x82 + g_n_m_v_m*x90 - g_n_u_v_m*x87,
            g_n_m_n_u*x90 - g_n_u_n_u*x87 - g_v_m_n_u*x82,
            g_n_m_n_m*x90 - g_n_u_n_m*x87 - g_v_m_n_m*x82,
            x88,
            x84,
            0,
            x83,
            x83,
            0,
        ),
        (
            -eta_factors*x37 - g_n_m_v_u*x92 - g_n_u_v_u*x93 - x63 - 0.5*x91,
            -P_22*x94 - eta_u*x35 - g_n_m_v_m*x92 - g_n_u_v_m*x93 - x61,
            -g_n_m_n_u*x92 - g_n_u_n_u*x93 - g_v_m_n_u*x94 - g_v_u_n_u*x91 - x57,
            -g_n_m_n_m*x92 - g_n_u_n_m*x93 - g_v_m_n_m*x94 - g_v_u_n_m*x91 - x53,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -P_21*x95 - eta_v*x41 - g_n_m_v_u*x96 - g_n_u_v_u*x94 - x62,
            -P_22*x95 - eta_v*x43 - g_n_m_v_m*x96 - g_n_u_v_m*x94 - x57,
            -g_n_m_n_u*x96 - g_n_u_n_u*x94 - g_v_m_n_u*x95 - g_v_u_n_u*x97 - x59,
            -g_n_m_n_m*x96 - g_n_u_n_m*x94 - g_v_m_n_m*x95 - g_v_u_n_m*x97 - x54,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -g_n_u_v_u*x100 - x65 - x98,
            -g_n_u_v_m*x100 - x37*x99,
            -g_n_u_n_u*x100 - g_v_u_n_u*x101 - x64,
            -g_n_u_n_m*x100 - g_v_u_n_m*x101,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -x102*x35 - x104,
            -x102*x38 - x105 - x68,
            -g_v_m_n_u*x107 - x106,
            -g_v_m_n_m*x107 - x108,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -g_n_u_v_u*x109 - x104,
            -g_n_u_v_m*x109 - x105,
            -g_n_u_n_u*x109 - x106 - x69,
            -g_n_u_n_m*x109 - x108,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -x110 - x111*x35 - x71,
            -x111*x37 - x111*x38 - x70,
            -g_v_m_n_u*x112 - g_v_u_n_u*x113,
            -g_v_m_n_m*x112 - g_v_u_n_m*x113,
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
    v_u, v_m, n_u, n_m, _, _, _, _, _, _ = state
    c_star, omega_star, phase, _, _, _ = parameters
    T = n_m - 1
    x1 = -n_m
    x2 = 2*c_star
    x3 = x2 + 1
    x4 = omega_star**2
    x5 = c_star**2
    x6 = x4 + x5
    H = n_m - 2
    x7 = 1/H
    x8 = 0.5*x7
    x9 = 1/T
    P_21 = -n_u*x8
    x10 = P_21*x9
    x11 = 1/(x3 + x6)
    x12 = cos(phase)
    x13 = sin(phase)
    x14 = omega_star*x13
    F = -T*(x1 + x3) + x6
    x15 = 1/F
    X_11 = x11*(c_star*x12 + x12 - x14)
    x16 = X_11*c_star
    x17 = -T
    x18 = X_11*x17
    X_12 = x11*(c_star*x13 + omega_star*x12 + x13)
    x19 = X_12*omega_star
    x20 = n_u*x16 + n_u*x18 - n_u*x19
    x34 = 0.5*v_u
    x35 = P_21*v_m
    x36 = x34 + x35
    x37 = P_21*v_u
    P_22 = -n_u*x10
    x38 = P_22*v_m
    x39 = x37 + x38
    X_21 = x15*x20
    x114 = 0.125*(2*x12**2*x5 - x12*x14*x2 + x4)/(c_star*x6)
    return (
        -X_11*v_u - X_21*v_m + 0.5*v_m*x39 + x114 + x34*x36,  # loss
        v_u,  # gain
        x17,  # c
    )


def invariants(state, parameters):
    """Quantities that the flow conserves, in the order of their names."""
    v_u, v_m, n_u, n_m, u_m, v_n, u_u, m_m, n_n, v_v = state
    _, _, _, eta_factors, eta_u, eta_v = parameters
    x25 = v_m**2
    x27 = v_m*v_u
    x29 = v_u**2
    x55 = eta_v*u_u
    x56 = eta_u*v_v
    x58 = eta_factors*v_v
    x60 = eta_factors*u_u
    x72 = eta_v*u_m
    x74 = eta_u*v_n
    x80 = eta_v*m_m
    x82 = eta_factors*v_n
    x85 = eta_u*n_n
    x87 = eta_factors*u_m
    x89 = eta_factors*n_n
    x91 = eta_u*v_m
    x92 = eta_factors*n_u
    x93 = eta_u*n_m
    x95 = eta_v*n_m
    x96 = eta_factors*v_m
    x97 = eta_v*n_u
    x98 = eta_u*v_u
    x99 = 2*eta_u
    x102 = 2*eta_factors
    x110 = eta_v*v_u
    x115 = m_m**2
    x116 = eta_u**2
    x117 = eta_v**2
    x118 = x116*x117
    x119 = n_n**2*x118
    x120 = u_u**2
    x121 = eta_factors**2
    x122 = x116*x121
    x123 = v_v**2*x122
    x124 = n_m**2*x118
    x125 = n_u**2
    x126 = eta_factors*x117
    x127 = x126*x99
    x128 = eta_v*x116
    x129 = x102*x128
    x130 = eta_v*x121
    x131 = x130*x29
    x132 = u_m**2
    x133 = v_n**2
    x134 = n_m*x118
    x135 = v_m*x128
    x136 = eta_u*n_u*x117
    x137 = -m_m*x134 + n_n*x134 + x135*x82 - x136*x87
    x138 = -x137
    x139 = eta_factors*x128
    x140 = x133*x139
    x141 = eta_u*x125*x126
    x142 = x119 - x124 + x140 - x141
    x143 = x117*x92
    x144 = eta_factors*eta_u*n_m*u_m*x117 + n_u*u_u*x117*x121 - v_n*x130*x98 - x143*x85
    x145 = eta_factors*eta_u*u_m*v_u*x117 + m_m*v_m*x116*x117 - v_n*x134 - x135*x58
    x146 = n_n*x118
    x147 = v_n*x128
    x148 = -v_m*x134 + v_n*x146 - x143*x98 + x147*x58
    x149 = v_v*x122
    x150 = x116*x96
    x151 = x121*x98
    x152 = v_n*x149 + x147*x89 - x150*x95 - x151*x97
    x153 = eta_factors*eta_u*u_m*v_m*x117 + u_u*v_u*x117*x121 - x110*x121*x56 - x143*x74
    x154 = x139*x25
    x155 = eta_u*x131
    x156 = x123 + x140 - x154 - x155
    x157 = -eta_factors*eta_u*x117*x132
    x158 = x115*x116*x117 - x124 - x154 - x157
    x159 = x116*x82
    x160 = n_u*x146 - u_m*x134 + x110*x159 - x136*x60
    x161 = eta_factors*eta_u*u_m*u_u*x117 + m_m*u_m*x116*x117 - n_u*x134 - x139*x27
    x162 = eta_factors*eta_u*m_m*u_m*x117 - eta_u*x130*x27 + u_m*u_u*x117*x121 - x117*x92*x93
    x163 = x117*x120*x121 - x141 - x155 - x157
    x164 = v_m*x149 - x150*x80 - x151*x72 + x159*x95
    x165 = v_u*x149 - x150*x72 - x151*x55 + x159*x97
    return (
        x55 - x56,  # balance_io
        m_m - n_n,  # balance_factors
        (
            x115*x118 + x117*x120*x121 + x119 + x123 - 2*x124 - x125*x127 + x127*x132 + x129*x133 - x129*x25
            - x131*x99
        ),  # trace_C2
        (
            eta_factors*eta_v*n_u*x160 + eta_factors*eta_v*u_m*x161 + eta_factors*eta_v*u_u*x163
            + eta_factors*eta_v*v_u*x165 - eta_factors*x145*x91 - eta_factors*x148*x74
            - eta_factors*x153*x98 - eta_factors*x156*x56 + eta_u*eta_v*m_m*x158 + eta_u*eta_v*n_m*x137
            + eta_u*eta_v*u_m*x162 + eta_u*eta_v*v_m*x164 - eta_u*x144*x97 - eta_v*x138*x93 - eta_v*x142*x85
            - eta_v*x152*x74
        ),  # trace_C3
        (
            2*x137*x138 + x142**2 + 2*x144*x160 + 2*x145*x164 + 2*x148*x152 + 2*x153*x165 + x156**2
            + x158**2 + 2*x161*x162 + x163**2
        ),  # trace_C4
    )


def stability(state, parameters):
    """Hurwitz determinants of W − I: the network is stable if and only if all are positive."""
    _, _, _, n_m, _, _, _, _, _, _ = state
    T = n_m - 1
    x17 = -T
    return (x17,)


def target_power(parameters):
    """½∫f*² dt, the loss of the zero network."""
    c_star, omega_star, phase, _, _, _ = parameters
    x2 = 2*c_star
    x4 = omega_star**2
    x5 = c_star**2
    x6 = x4 + x5
    x12 = cos(phase)
    x13 = sin(phase)
    x14 = omega_star*x13
    x114 = 0.125*(2*x12**2*x5 - x12*x14*x2 + x4)/(c_star*x6)
    return x114
