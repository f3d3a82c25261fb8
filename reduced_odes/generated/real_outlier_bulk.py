"""Reduced learning dynamics `real_outlier_bulk`: generated from a proven derivation, not to be edited.

Derived under these assumptions:

- Units are linear: dh/dt = −h + W h + u x(t), y = vᵀh, with time in units of the neuron's time
  constant.
- The input x is white noise of unit power, and the loss is L = ½ E(y − y*)² in the stationary state.
- The network is stable: every eigenvalue of M = W − I lies in the open left half plane.
- Learning is gradient flow with rates η in the learning time s (gradient descent with step η: s = η ×
  steps).
- The target filter is exp(−c* t) with c* > 0.
- The number N of neurons is arbitrary, and initially u and v are parallel to one unit vector n, or
  nearly.
- All weights except those of the outlier are small, of the order ε of the bulk: W = (1 − c) nnᵀ + rnᵀ +
  nlᵀ + Z, u = an + p, v = bn + q with r, l, p, q, Z orthogonal to n; terms of third order in ε are
  neglected.
- For a wide random bulk of radius σ, initially r·r = l·l = σ² and l·r = τσ², with τ the correlation of
  W_ij and W_ji, and p = q = 0.

Generated with SymPy 1.14.0; rewritten by ``python -m derivations real_outlier_bulk --format python``.
"""

FORMAT = 1
NAME = "real_outlier_bulk"
HASH = "f530b1630c7c715f"
STATE = ("a", "b", "c", "l_r", "l_p", "q_r", "q_p", "r_p", "l_q", "r_r", "l_l", "p_p", "q_q")
ORIGIN = (0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
PARAMETERS = ("c_star", "eta_W", "eta_u", "eta_v")
DEFAULTS = {"eta_W": 1.0, "eta_u": 1.0, "eta_v": 1.0}
DOMAINS = {
    "c_star": "positive",
    "eta_W": "nonnegative",
    "eta_u": "nonnegative",
    "eta_v": "nonnegative",
}
OBSERVABLES = ("loss", "gain")
INVARIANTS = ("balance", "balance_io", "trace_C2", "trace_C3", "trace_C4")
GRAM = (
    ("r_r", "r_p", "l_r", "q_r"),
    ("r_p", "p_p", "l_p", "q_p"),
    ("l_r", "l_p", "l_l", "l_q"),
    ("q_r", "q_p", "l_q", "q_q"),
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
    "The target filter is exp(−c* t) with c* > 0.",
    (
        "The number N of neurons is arbitrary, and initially u and v are parallel to one unit vector n,"
        " or nearly."
    ),
    (
        "All weights except those of the outlier are small, of the order ε of the bulk: W = (1 − c) nnᵀ"
        " + rnᵀ + nlᵀ + Z, u = an + p, v = bn + q with r, l, p, q, Z orthogonal to n; terms of third "
        "order in ε are neglected."
    ),
    (
        "For a wide random bulk of radius σ, initially r·r = l·l = σ² and l·r = τσ², with τ the "
        "correlation of W_ij and W_ji, and p = q = 0."
    ),
)


def rhs(state, parameters):
    """Velocity dθ/ds of the state, in learning time s."""
    a, b, c, l_r, l_p, q_r, q_p, r_p, l_q, r_r, l_l, p_p, q_q = state
    c_star, eta_W, eta_u, eta_v = parameters
    x0 = c + 1
    x1 = -l_r
    D = c + x1
    x3 = 2*c
    F_22 = c_star + 1
    H = x1 + x3 + 2
    x5 = 1/H
    x6 = 2*a
    x7 = l_p + x6
    x8 = 0.5*l_p
    x9 = a + x8
    x10 = a**2
    x11 = 2*l_p
    P_21 = x5*x7
    x12 = P_21*x11 + x10
    P_31 = x5*x9
    x13 = P_31*l_r
    x14 = -D*x12 - x11*x13 - x12
    x15 = 1/D
    T = -x0
    x16 = 1/T
    x17 = x15*x16
    x18 = 0.5*x17
    x19 = D*l_p
    x20 = c*l_p
    x21 = l_p*l_r
    x22 = -P_31*x19 - P_31*x20 - P_31*x21 - x12
    x23 = P_31*x3
    x24 = -l_p*x23 - x12
    X_11 = 1/F_22
    F_11 = c + c_star
    E = F_11*F_22 + x1
    x26 = 1/E
    x27 = X_11*l_p + a
    X_31 = x26*x27
    x29 = b**2
    x30 = q_r**2
    x31 = b*q_r
    x32 = 2*x31
    x33 = -D*x29 - x29 - x30 - x32
    x34 = -x30 - x31
    x35 = -x29 - x31
    x36 = -D*x31 + c*x34 + l_r*x35
    Q_22 = x18*x33
    x39 = Q_22*l_p
    x40 = b*q_p
    x41 = q_p*q_r
    Q_23 = x18*x36
    x42 = Q_23*l_p + x41
    x43 = 2*x39 + 2*x40 + x42
    x47 = F_22*b + q_r
    x50 = P_21*q_p
    P_23 = x18*x22
    x51 = P_23*q_r
    P_22 = x14*x18
    x52 = P_22*b + x50 + x51
    x53 = P_31*q_p
    P_33 = x18*x24
    x54 = P_33*q_r
    x55 = P_23*b + x53 + x54
    x56 = 0.5*q_p
    x57 = P_31*q_r
    x58 = P_21*b + x56 + x57
    x88 = 2*q_r
    Q_21 = x43*x5
    Y_21 = x26*x47
    g_l_p = P_21*Q_22 + P_31*Q_23 + 0.5*Q_21 - X_11*Y_21
    x107 = eta_W*g_l_p
    x108 = eta_W*l_l
    x109 = eta_W*r_r
    g_q_r = -X_31 + x55
    x110 = eta_W*g_q_r
    x111 = eta_u*l_l
    g_l_r = P_23*Q_22 + P_31*Q_21 + P_33*Q_23 - X_31*Y_21
    x112 = eta_W*g_l_r
    g_q_p = -X_11 + x58
    x113 = eta_u*g_q_p
    x114 = eta_v*g_q_p
    x115 = eta_v*r_r
    x116 = eta_u*g_l_p
    x117 = eta_v*g_q_r
    x118 = 2*x112
    x119 = l_r*x118
    x120 = 2*x113
    x121 = 2*x114
    X_21 = F_22*X_31
    g_a = Q_21 + Q_22*a - Y_21
    g_b = -X_21 + x52
    g_c = -P_21*Q_21 - P_22*Q_22 - P_23*Q_23 + X_21*Y_21
    return (
        -eta_u*g_a,  # da/ds
        -eta_v*g_b,  # db/ds
        -eta_W*g_c,  # dc/ds
        -g_l_r*x108 - g_l_r*x109 - l_q*x110 - r_p*x107,  # dl_r/ds
        -g_l_p*x111 - l_q*x113 - p_p*x107 - r_p*x112,  # dl_p/ds
        -g_q_r*x115 - l_q*x112 - q_q*x110 - r_p*x114,  # dq_r/ds
        -l_q*x116 - p_p*x114 - q_q*x113 - r_p*x117,  # dq_p/ds
        -l_p*x112 - l_r*x116 - q_p*x110 - q_r*x113,  # dr_p/ds
        -l_p*x114 - l_r*x117 - q_p*x107 - q_r*x112,  # dl_q/ds
        -x110*x88 - x119,  # dr_r/ds
        -x107*x11 - x119,  # dl_l/ds
        -q_p*x120 - x11*x116,  # dp_p/ds
        -q_p*x121 - x117*x88,  # dq_q/ds
    )


def jacobian(state, parameters):
    """Rows of the Jacobian: entry [i][j] is ∂(dθ_i/ds)/∂θ_j."""
    a, b, c, l_r, l_p, q_r, q_p, r_p, l_q, r_r, l_l, p_p, q_q = state
    c_star, eta_W, eta_u, eta_v = parameters
    x0 = c + 1
    x1 = -l_r
    D = c + x1
    x3 = 2*c
    F_22 = c_star + 1
    H = x1 + x3 + 2
    x5 = 1/H
    x6 = 2*a
    x7 = l_p + x6
    x8 = 0.5*l_p
    x9 = a + x8
    x10 = a**2
    x11 = 2*l_p
    P_21 = x5*x7
    x12 = P_21*x11 + x10
    P_31 = x5*x9
    x13 = P_31*l_r
    x14 = -D*x12 - x11*x13 - x12
    x15 = 1/D
    T = -x0
    x16 = 1/T
    x17 = x15*x16
    x18 = 0.5*x17
    x19 = D*l_p
    x20 = c*l_p
    x21 = l_p*l_r
    x22 = -P_31*x19 - P_31*x20 - P_31*x21 - x12
    x23 = P_31*x3
    x24 = -l_p*x23 - x12
    X_11 = 1/F_22
    F_11 = c + c_star
    E = F_11*F_22 + x1
    x26 = 1/E
    x27 = X_11*l_p + a
    X_31 = x26*x27
    x29 = b**2
    x30 = q_r**2
    x31 = b*q_r
    x32 = 2*x31
    x33 = -D*x29 - x29 - x30 - x32
    x34 = -x30 - x31
    x35 = -x29 - x31
    x36 = -D*x31 + c*x34 + l_r*x35
    Q_22 = x18*x33
    x39 = Q_22*l_p
    x40 = b*q_p
    x41 = q_p*q_r
    Q_23 = x18*x36
    x42 = Q_23*l_p + x41
    x43 = 2*x39 + 2*x40 + x42
    x47 = F_22*b + q_r
    x48 = b*l_r
    x50 = P_21*q_p
    P_23 = x18*x22
    x51 = P_23*q_r
    P_22 = x14*x18
    x53 = P_31*q_p
    P_33 = x18*x24
    x54 = P_33*q_r
    x55 = P_23*b + x53 + x54
    x56 = 0.5*q_p
    x57 = P_31*q_r
    x58 = P_21*b + x56 + x57
    x59 = H**(-2)
    x60 = x59*x7
    x61 = 2*x5
    x62 = x59*x9
    x63 = 0.5*x14
    x64 = T**(-2)
    x65 = -D*x11 - x11
    x66 = x18*x65
    x67 = x17*x21
    x68 = x16/D**2
    x69 = -x12*x18 - x63*x68
    x70 = l_p*x17
    x71 = P_31*x70
    x72 = 2*P_21
    x73 = 0.5*x22*x68
    x74 = -x19 - x20 - x21
    P_21_c = -2*x60
    x75 = P_21_c*x70 + x71
    x76 = x18*x74
    x77 = x60*x70
    x78 = a*x17 + x61*x70
    x79 = x5*x70
    x80 = 0.5*x24*x68
    x81 = x17*x20
    x82 = E**(-2)
    x83 = x27*x82
    x84 = F_22*x83
    x85 = F_22*x26
    x86 = x18*x29 + 0.5*x33*x68
    x87 = 2*b
    x88 = 2*q_r
    x89 = x87 + x88
    x90 = x18*x31 + 0.5*x36*x68
    x91 = c*q_r
    x92 = q_r + x87
    x94 = x43*x59
    x95 = l_p*x5
    Q_23_c = 0.5*x15*x16*x34 + 0.5*x15*x36*x64 - x90
    x96 = Q_23_c*x95
    x97 = l_p*x61
    Q_23_l_r = x18*x35 + x90
    x98 = Q_23_l_r*x95
    Q_23_b = x18*(-D*q_r - l_r*x92 - x91)
    x99 = Q_23_b*x95
    x100 = q_p*x5
    Q_23_q_r = x18*(-D*b + c*(-b - x88) - x48)
    x101 = Q_23_q_r*x95
    x104 = x47*x82
    Q_21 = x43*x5
    Y_21 = x26*x47
    g_l_p = P_21*Q_22 + P_31*Q_23 + 0.5*Q_21 - X_11*Y_21
    x107 = eta_W*g_l_p
    x108 = eta_W*l_l
    x109 = eta_W*r_r
    g_q_r = -X_31 + x55
    x110 = eta_W*g_q_r
    x111 = eta_u*l_l
    g_l_r = P_23*Q_22 + P_31*Q_21 + P_33*Q_23 - X_31*Y_21
    x112 = eta_W*g_l_r
    g_q_p = -X_11 + x58
    x113 = eta_u*g_q_p
    x114 = eta_v*g_q_p
    x115 = eta_v*r_r
    x116 = eta_u*g_l_p
    x117 = eta_v*g_q_r
    x118 = 2*x112
    x120 = 2*x113
    x121 = 2*x114
    x122 = P_23*eta_v
    x123 = P_21*eta_v
    x124 = -x108 - x109
    x125 = eta_W*r_p
    x126 = eta_W*l_q
    x127 = -x107
    x128 = -x110
    x129 = -x112
    x130 = eta_W*p_p
    x131 = -x111 - x130
    x132 = eta_u*l_q
    x133 = -x113
    x134 = -x116
    x135 = eta_W*q_q
    x136 = -x115 - x135
    x137 = eta_v*r_p
    x138 = P_31*x137
    x139 = -x114
    x140 = -x117
    x141 = eta_v*p_p
    x142 = eta_u*q_q
    x143 = -x141 - x142
    x144 = eta_u*l_r
    x145 = eta_W*l_p
    x146 = eta_u*q_r
    x147 = eta_W*q_p
    x148 = eta_W*q_r
    x149 = eta_v*l_p
    x150 = eta_v*l_r
    x151 = 2*eta_W
    x152 = l_r*x151
    P_23_a = 0.5*x15*x16*x5*x74 - x78
    P_33_a = -x5*x81 - x78
    g_l_r_a = P_23_a*Q_22 + P_33_a*Q_23 + Q_21*x5 - Y_21*x26
    x153 = g_l_r_a*x152
    x154 = eta_W*x88
    Q_22_b = x18*(-D*x87 - x89)
    Q_21_b = Q_22_b*x97 + q_p*x61 + x99
    g_l_r_b = P_23*Q_22_b + P_31*Q_21_b + P_33*Q_23_b - X_31*x85
    x155 = g_l_r_b*x152
    P_31_c = -2*x62
    P_23_c = 0.5*P_31_c*x15*x16*x74 + 0.5*x15*x22*x64 - x73 - x75
    P_33_c = -P_31_c*x81 + 0.5*x15*x24*x64 - x75 - x80
    Q_22_c = 0.5*x15*x33*x64 - x86
    Q_21_c = Q_22_c*x97 - 2*x94 + x96
    X_31_c = -x84
    Y_21_c = -F_22*x104
    g_l_r_c = (
        P_23*Q_22_c + P_23_c*Q_22 + P_31*Q_21_c + P_31_c*Q_21 + P_33*Q_23_c + P_33_c*Q_23 - X_31*Y_21_c
        - X_31_c*Y_21
    )
    x156 = g_l_r_c*x152
    P_23_l_r = x62*x76 + x73 - x77
    P_33_l_r = -x62*x81 - x77 + x80
    Q_21_l_r = x86*x97 + x94 + x98
    g_l_r_l_r = (
        P_23*x86 + P_23_l_r*Q_22 + P_31*Q_21_l_r + P_33*Q_23_l_r + P_33_l_r*Q_23 + Q_21*x62 - X_31*x104
        - Y_21*x83
    )
    x157 = g_l_r_l_r*x152 + x118
    P_31_l_p = 0.5*x5
    P_23_l_p = P_31_l_p*x76 + x18*(-D*P_31 - P_31*c - x13 - x72) - x79
    P_33_l_p = -P_31_l_p*x81 + 0.5*x15*x16*(-x23 - x72) - x79
    Q_21_l_p = x5*(2*Q_22 + Q_23)
    X_31_l_p = X_11*x26
    g_l_r_l_p = P_23_l_p*Q_22 + P_31*Q_21_l_p + P_31_l_p*Q_21 + P_33_l_p*Q_23 - X_31_l_p*Y_21
    x158 = g_l_r_l_p*x152
    Q_22_q_r = -x18*x89
    Q_21_q_r = Q_22_q_r*x97 + x100 + x101
    g_l_r_q_r = P_23*Q_22_q_r + P_31*Q_21_q_r + P_33*Q_23_q_r - X_31*x26
    x159 = g_l_r_q_r*x152
    Q_21_q_p = x5*x92
    g_l_r_q_p = P_31*Q_21_q_p
    x160 = g_l_r_q_p*x152
    x161 = eta_W*x11
    x162 = eta_u*x11
    x163 = eta_u*q_p
    x164 = 2*x163
    x165 = 2*eta_u
    x166 = eta_v*q_p
    x167 = 2*x166
    x168 = eta_v*x88
    x169 = 2*eta_v
    X_21 = F_22*X_31
    P_22_c = P_21_c*x66 - P_31_c*x67 + x15*x63*x64 + x69
    P_22_l_r = 0.5*x15*x16*x60*x65 - x62*x67 - x69 - x71
    P_22_a = x18*(-D*x6 - x6) - x5*x67 + x61*x66
    P_22_l_p = -P_31_l_p*x67 + x18*(-D*x72 - 2*x13 - x72) + x5*x66
    X_21_c = -F_22**2*x83
    X_21_l_p = X_11*x85
    g_a_c = Q_21_c + Q_22_c*a - Y_21_c
    g_a_l_r = Q_21_l_r + a*x86 - x104
    g_a_b = Q_21_b + Q_22_b*a - x85
    g_a_q_r = Q_21_q_r + Q_22_q_r*a - x26
    g_b_c = P_21_c*q_p + P_22_c*b + P_23_c*q_r - X_21_c
    g_b_l_r = P_22_l_r*b + P_23_l_r*q_r + q_p*x60 - x84
    g_b_a = P_22_a*b + P_23_a*q_r + q_p*x61 - x85
    g_b_l_p = P_22_l_p*b + P_23_l_p*q_r - X_21_l_p + q_p*x5
    g_c_c = (
        -P_21*Q_21_c - P_21_c*Q_21 - P_22*Q_22_c - P_22_c*Q_22 - P_23*Q_23_c - P_23_c*Q_23 + X_21*Y_21_c
        + X_21_c*Y_21
    )
    g_c_l_r = (
        -P_21*Q_21_l_r - P_22*x86 - P_22_l_r*Q_22 - P_23*Q_23_l_r - P_23_l_r*Q_23 - Q_21*x60 + X_21*x104
        + Y_21*x84
    )
    g_c_a = -P_22_a*Q_22 - P_23_a*Q_23 - Q_21*x61 + Y_21*x85
    g_c_l_p = -P_21*Q_21_l_p - P_22_l_p*Q_22 - P_23_l_p*Q_23 - Q_21*x5 + X_21_l_p*Y_21
    g_c_b = -P_21*Q_21_b - P_22*Q_22_b - P_23*Q_23_b + X_21*x85
    g_c_q_r = -P_21*Q_21_q_r - P_22*Q_22_q_r - P_23*Q_23_q_r + X_21*x26
    g_c_q_p = -P_21*Q_21_q_p
    g_l_p_c = P_21*Q_22_c + P_21_c*Q_22 + P_31*Q_23_c + P_31_c*Q_23 + 0.5*Q_21_c - X_11*Y_21_c
    g_l_p_l_r = P_21*x86 + P_31*Q_23_l_r + 0.5*Q_21_l_r + Q_22*x60 + Q_23*x62 - X_11*x104
    g_l_p_a = Q_22*x61 + Q_23*x5
    g_l_p_l_p = P_31_l_p*Q_23 + 0.5*Q_21_l_p + Q_22*x5
    g_l_p_b = P_21*Q_22_b + P_31*Q_23_b + 0.5*Q_21_b - X_11*x85
    g_l_p_q_r = P_21*Q_22_q_r + P_31*Q_23_q_r + 0.5*Q_21_q_r - X_11*x26
    g_l_p_q_p = 0.5*Q_21_q_p
    g_q_r_c = P_23_c*b + P_31_c*q_p + P_33_c*q_r - X_31_c
    g_q_r_l_r = P_23_l_r*b + P_33_l_r*q_r + q_p*x62 - x83
    g_q_r_a = P_23_a*b + P_33_a*q_r + q_p*x5 - x26
    g_q_r_l_p = P_23_l_p*b + P_31_l_p*q_p + P_33_l_p*q_r - X_31_l_p
    g_q_p_c = P_21_c*b + P_31_c*q_r
    g_q_p_l_r = b*x60 + q_r*x62
    g_q_p_a = b*x61 + q_r*x5
    g_q_p_l_p = P_31_l_p*q_r + b*x5
    return (
        (
            -Q_22*eta_u,
            -eta_u*g_a_b,
            -eta_u*g_a_c,
            -eta_u*g_a_l_r,
            -Q_21_l_p*eta_u,
            -eta_u*g_a_q_r,
            -Q_21_q_p*eta_u,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -eta_v*g_b_a,
            -P_22*eta_v,
            -eta_v*g_b_c,
            -eta_v*g_b_l_r,
            -eta_v*g_b_l_p,
            -x122,
            -x123,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -eta_W*g_c_a,
            -eta_W*g_c_b,
            -eta_W*g_c_c,
            -eta_W*g_c_l_r,
            -eta_W*g_c_l_p,
            -eta_W*g_c_q_r,
            -eta_W*g_c_q_p,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -g_l_p_a*x125 + g_l_r_a*x124 - g_q_r_a*x126,
            -P_23*x126 - g_l_p_b*x125 + g_l_r_b*x124,
            -g_l_p_c*x125 + g_l_r_c*x124 - g_q_r_c*x126,
            -g_l_p_l_r*x125 + g_l_r_l_r*x124 - g_q_r_l_r*x126,
            -g_l_p_l_p*x125 + g_l_r_l_p*x124 - g_q_r_l_p*x126,
            -P_33*x126 - g_l_p_q_r*x125 + g_l_r_q_r*x124,
            -P_31*x126 - g_l_p_q_p*x125 + g_l_r_q_p*x124,
            x127,
            x128,
            x129,
            x129,
            0,
            0,
        ),
        (
            g_l_p_a*x131 - g_l_r_a*x125 - g_q_p_a*x132,
            -P_21*x132 + g_l_p_b*x131 - g_l_r_b*x125,
            g_l_p_c*x131 - g_l_r_c*x125 - g_q_p_c*x132,
            g_l_p_l_r*x131 - g_l_r_l_r*x125 - g_q_p_l_r*x132,
            g_l_p_l_p*x131 - g_l_r_l_p*x125 - g_q_p_l_p*x132,
            -P_31*x132 + g_l_p_q_r*x131 - g_l_r_q_r*x125,
            g_l_p_q_p*x131 - g_l_r_q_p*x125 - 0.5*x132,
            x129,
            x133,
            0,
            x134,
            x127,
            0,
        ),
        (
            -g_l_r_a*x126 - g_q_p_a*x137 + g_q_r_a*x136,
            P_23*x136 - g_l_r_b*x126 - r_p*x123,
            -g_l_r_c*x126 - g_q_p_c*x137 + g_q_r_c*x136,
            -g_l_r_l_r*x126 - g_q_p_l_r*x137 + g_q_r_l_r*x136,
            -g_l_r_l_p*x126 - g_q_p_l_p*x137 + g_q_r_l_p*x136,
            P_33*x136 - g_l_r_q_r*x126 - x138,
            P_31*x136 - g_l_r_q_p*x126 - 0.5*x137,
            x139,
            x129,
            x140,
            0,
            0,
            x128,
        ),
        (
            -g_l_p_a*x132 + g_q_p_a*x143 - g_q_r_a*x137,
            P_21*x143 - g_l_p_b*x132 - r_p*x122,
            -g_l_p_c*x132 + g_q_p_c*x143 - g_q_r_c*x137,
            -g_l_p_l_r*x132 + g_q_p_l_r*x143 - g_q_r_l_r*x137,
            -g_l_p_l_p*x132 + g_q_p_l_p*x143 - g_q_r_l_p*x137,
            P_31*x143 - P_33*x137 - g_l_p_q_r*x132,
            -g_l_p_q_p*x132 - x138 - 0.5*x141 - 0.5*x142,
            x140,
            x134,
            0,
            0,
            x139,
            x133,
        ),
        (
            -g_l_p_a*x144 - g_l_r_a*x145 - g_q_p_a*x146 - g_q_r_a*x147,
            -P_21*x146 - P_23*x147 - g_l_p_b*x144 - g_l_r_b*x145,
            -g_l_p_c*x144 - g_l_r_c*x145 - g_q_p_c*x146 - g_q_r_c*x147,
            -g_l_p_l_r*x144 - g_l_r_l_r*x145 - g_q_p_l_r*x146 - g_q_r_l_r*x147 - x116,
            -g_l_p_l_p*x144 - g_l_r_l_p*x145 - g_q_p_l_p*x146 - g_q_r_l_p*x147 - x112,
            -P_33*x147 - eta_u*x57 - g_l_p_q_r*x144 - g_l_r_q_r*x145 - x113,
            -eta_W*x53 - g_l_p_q_p*x144 - g_l_r_q_p*x145 - x110 - 0.5*x146,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -g_l_p_a*x147 - g_l_r_a*x148 - g_q_p_a*x149 - g_q_r_a*x150,
            -g_l_p_b*x147 - g_l_r_b*x148 - l_p*x123 - l_r*x122,
            -g_l_p_c*x147 - g_l_r_c*x148 - g_q_p_c*x149 - g_q_r_c*x150,
            -g_l_p_l_r*x147 - g_l_r_l_r*x148 - g_q_p_l_r*x149 - g_q_r_l_r*x150 - x117,
            -g_l_p_l_p*x147 - g_l_r_l_p*x148 - g_q_p_l_p*x149 - g_q_r_l_p*x150 - x114,
            -P_31*x149 - P_33*x150 - g_l_p_q_r*x147 - g_l_r_q_r*x148 - x112,
            -eta_v*x13 - eta_v*x8 - g_l_p_q_p*x147 - g_l_r_q_p*x148 - x107,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -g_q_r_a*x154 - x153,
            -x151*x51 - x155,
            -g_q_r_c*x154 - x156,
            -g_q_r_l_r*x154 - x157,
            -g_q_r_l_p*x154 - x158,
            -2*x110 - x151*x54 - x159,
            -x151*x57 - x160,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -g_l_p_a*x161 - x153,
            -g_l_p_b*x161 - x155,
            -g_l_p_c*x161 - x156,
            -g_l_p_l_r*x161 - x157,
            -g_l_p_l_p*x161 - 2*x107 - x158,
            -g_l_p_q_r*x161 - x159,
            -g_l_p_q_p*x161 - x160,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -g_l_p_a*x162 - g_q_p_a*x164,
            -g_l_p_b*x162 - x165*x50,
            -g_l_p_c*x162 - g_q_p_c*x164,
            -g_l_p_l_r*x162 - g_q_p_l_r*x164,
            -g_l_p_l_p*x162 - g_q_p_l_p*x164 - 2*x116,
            -g_l_p_q_r*x162 - x165*x53,
            -g_l_p_q_p*x162 - x120 - x163,
            0,
            0,
            0,
            0,
            0,
            0,
        ),
        (
            -g_q_p_a*x167 - g_q_r_a*x168,
            -x169*x50 - x169*x51,
            -g_q_p_c*x167 - g_q_r_c*x168,
            -g_q_p_l_r*x167 - g_q_r_l_r*x168,
            -g_q_p_l_p*x167 - g_q_r_l_p*x168,
            -2*x117 - x169*x53 - x169*x54,
            -x121 - x166 - x169*x57,
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
    a, b, c, l_r, l_p, q_r, q_p, _, _, _, _, _, _ = state
    c_star, _, _, _ = parameters
    x0 = c + 1
    x1 = -l_r
    D = c + x1
    x3 = 2*c
    F_22 = c_star + 1
    H = x1 + x3 + 2
    x5 = 1/H
    x6 = 2*a
    x7 = l_p + x6
    x8 = 0.5*l_p
    x9 = a + x8
    x10 = a**2
    x11 = 2*l_p
    P_21 = x5*x7
    x12 = P_21*x11 + x10
    P_31 = x5*x9
    x13 = P_31*l_r
    x14 = -D*x12 - x11*x13 - x12
    x15 = 1/D
    T = -x0
    x16 = 1/T
    x17 = x15*x16
    x18 = 0.5*x17
    x19 = D*l_p
    x20 = c*l_p
    x21 = l_p*l_r
    x22 = -P_31*x19 - P_31*x20 - P_31*x21 - x12
    x23 = P_31*x3
    x24 = -l_p*x23 - x12
    X_11 = 1/F_22
    F_11 = c + c_star
    E = F_11*F_22 + x1
    x26 = 1/E
    x27 = X_11*l_p + a
    X_31 = x26*x27
    x50 = P_21*q_p
    P_23 = x18*x22
    x51 = P_23*q_r
    P_22 = x14*x18
    x52 = P_22*b + x50 + x51
    x53 = P_31*q_p
    P_33 = x18*x24
    x54 = P_33*q_r
    x55 = P_23*b + x53 + x54
    x56 = 0.5*q_p
    x57 = P_31*q_r
    x58 = P_21*b + x56 + x57
    x170 = 0.25/c_star
    X_21 = F_22*X_31
    return (
        -X_11*q_p - X_21*b - X_31*q_r + 0.5*b*x52 + 0.5*q_r*x55 + x170 + x56*x58,  # loss
        a*b + q_p,  # gain
    )


def invariants(state, parameters):
    """Quantities that the flow conserves, in the order of their names."""
    a, b, _, l_r, l_p, q_r, q_p, r_p, l_q, r_r, l_l, p_p, q_q = state
    _, eta_W, eta_u, eta_v = parameters
    x10 = a**2
    x21 = l_p*l_r
    x29 = b**2
    x30 = q_r**2
    x41 = q_p*q_r
    x46 = q_p**2
    x108 = eta_W*l_l
    x109 = eta_W*r_r
    x111 = eta_u*l_l
    x115 = eta_v*r_r
    x125 = eta_W*r_p
    x126 = eta_W*l_q
    x130 = eta_W*p_p
    x132 = eta_u*l_q
    x135 = eta_W*q_q
    x137 = eta_v*r_p
    x141 = eta_v*p_p
    x142 = eta_u*q_q
    x144 = eta_u*l_r
    x145 = eta_W*l_p
    x146 = eta_u*q_r
    x148 = eta_W*q_r
    x149 = eta_v*l_p
    x150 = eta_v*l_r
    x151 = 2*eta_W
    x163 = eta_u*q_p
    x166 = eta_v*q_p
    x171 = eta_u*eta_v
    x172 = eta_u**2
    x173 = eta_v**2
    x174 = x172*x173
    x175 = l_l**2*x174
    x176 = p_p**2
    x177 = eta_W**2
    x178 = x172*x177
    x179 = q_q**2*x178
    x180 = r_r**2
    x181 = l_r**2*x174
    x182 = l_p**2
    x183 = eta_u*x173
    x184 = x151*x183
    x185 = eta_v*x172
    x186 = x151*x185
    x187 = x171*x177
    x188 = x187*x46
    x189 = r_p**2
    x190 = l_q**2
    x191 = l_l*x174
    x192 = l_r*x174
    x193 = x126*x172
    x194 = l_p*x183
    x195 = l_p*x191 - r_p*x192 - x130*x194 + x166*x193
    x196 = q_r*x185
    x197 = l_r*x191 - r_r*x192 - x125*x194 + x126*x196
    x198 = eta_W*x183
    x199 = x182*x198
    x200 = -eta_W*eta_u*x173*x189
    x201 = x173*x176*x177 - x188 - x199 - x200
    x202 = q_q*x178
    x203 = x163*x177
    x204 = eta_v*x125
    x205 = q_p*x202 - q_r*x172*x204 - x141*x203 + x149*x193
    x206 = q_r*x202 - x109*x196 - x137*x203 + x150*x193
    x207 = eta_W*x185
    x208 = eta_W*eta_u*p_p*r_p*x173 + r_p*r_r*x172*x173 - x174*x21 - x207*x41
    x209 = eta_W*eta_u*r_p*r_r*x173 + p_p*r_p*x173*x177 - x187*x41 - x198*x21
    x210 = x207*x30
    x211 = x172*x173*x180 - x181 - x200 - x210
    x212 = x190*x207
    x213 = x175 - x181 - x199 + x212
    x214 = eta_v*x111
    x215 = eta_W*eta_u*l_r*r_p*x173 - eta_v*l_q*x203 + l_p*p_p*x173*x177 - x108*x194
    x216 = eta_u*x149
    x217 = l_q*x185
    x218 = l_q*x202 + x108*x217 - x148*x150*x172 - x149*x203
    x219 = eta_v*x132
    x220 = -x197
    x221 = eta_v*x144
    x222 = x213*x214 + x215*x216 + x218*x219 + x220*x221
    x223 = l_q*x191 - q_r*x192 + x135*x217 - x145*x163*x173
    x224 = eta_u*x126
    x225 = eta_W*eta_u*q_r*r_p*x173 + p_p*q_p*x173*x177 - x126*x194 - x142*x166*x177
    x226 = eta_W*x163
    x227 = x179 - x188 - x210 + x212
    x228 = eta_u*x135
    x229 = eta_W*eta_u*q_p*r_p*x173 - l_q*x192 + q_r*r_r*x172*x173 - x135*x196
    x230 = eta_W*x146
    x231 = x223*x224 + x225*x226 + x227*x228 + x229*x230
    x232 = eta_v*x145
    x233 = eta_v*x130
    x234 = eta_W*x166
    x235 = eta_v*x146
    x236 = eta_u*x137
    x237 = eta_u*x115
    x238 = eta_v*x195
    x239 = eta_u*x209
    x240 = eta_v*x206
    return (
        eta_W*(-eta_u*x29 + eta_v*x10) + x171*(l_l - r_r),  # balance
        -eta_u*(q_q + x29) + eta_v*(p_p + x10),  # balance_io
        x173*x176*x177 + x174*x180 + x175 + x179 - 2*x181 - x182*x184 + x184*x189 + x186*x190 - x186*x30 - 2*x188,  # trace_C2
        (
            eta_W*eta_v*l_p*x195 + eta_W*eta_v*p_p*x201 + eta_W*eta_v*q_p*x205 + eta_W*eta_v*r_p*x208
            + eta_u*eta_v*l_r*x197 + eta_u*eta_v*q_r*x206 + eta_u*eta_v*r_p*x209 + eta_u*eta_v*r_r*x211
            - x222 - x231
        ),  # trace_C3
        (
            eta_W*eta_v*l_p*(-x111*x238 - x201*x216 - x205*x219 - x208*x221)
            + eta_W*eta_v*p_p*(x145*x238 + x201*x233 + x204*x208 + x205*x234)
            + eta_W*eta_v*q_p*(-x195*x224 - x201*x226 - x205*x228 - x208*x230)
            + eta_W*eta_v*r_p*(x144*x238 + x201*x236 + x205*x235 + x208*x237)
            + eta_u*eta_v*l_r*(-x132*x240 - x149*x239 - x197*x214 - x211*x221)
            + eta_u*eta_v*q_r*(-x197*x224 - x206*x228 - x209*x226 - x211*x230)
            + eta_u*eta_v*r_p*(x197*x232 + x204*x211 + x206*x234 + x209*x233)
            + eta_u*eta_v*r_r*(x137*x239 + x146*x240 + x197*x221 + x211*x237) + x214*x222
            - x216*(x204*x220 + x213*x232 + x215*x233 + x218*x234)
            - x219*(-x213*x224 - x215*x226 - x218*x228 - x220*x230)
            - x221*(x213*x221 + x215*x236 + x218*x235 + x220*x237)
            - x224*(-x214*x223 - x216*x225 - x219*x227 - x221*x229)
            - x226*(x204*x229 + x223*x232 + x225*x233 + x227*x234) + x228*x231
            - x230*(x221*x223 + x225*x236 + x227*x235 + x229*x237)
        ),  # trace_C4
    )


def stability(state, parameters):
    """Hurwitz determinants of W − I: the network is stable if and only if all are positive."""
    _, _, c, l_r, _, _, _, _, _, _, _, _, _ = state
    x0 = c + 1
    x1 = -l_r
    D = c + x1
    return (x0, D)


def target_power(parameters):
    """½∫f*² dt, the loss of the zero network."""
    c_star, _, _, _ = parameters
    x170 = 0.25/c_star
    return x170
