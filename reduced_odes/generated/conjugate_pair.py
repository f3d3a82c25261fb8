"""Reduced learning dynamics `conjugate_pair`: generated from a proven derivation, not to be edited.

Derived under these assumptions:

- Units are linear: dh/dt = −h + W h + u x(t), y = vᵀh, with time in units of the neuron's time
  constant.
- The input x is white noise of unit power, and the loss is L = ½ E(y − y*)² in the stationary state.
- The network is stable: every eigenvalue of M = W − I lies in the open left half plane.
- Learning is gradient flow with rates η in the learning time s (gradient descent with step η: s = η ×
  steps).
- The target filter is exp(−c* t) cos(ω* t + φ) with c* > 0 and real ω*, φ.
- The number N of neurons is arbitrary; everything is written in an orthonormal frame of the weights'
  subspace.
- Initially |u| = |v|, and W is invariant under the reflection that exchanges u and v, combined with
  transposition (as W = 0 is); the frame is e₁ ∥ u + v, e₂ ∥ u − v.
- u and v are trained at one common rate η_io.

Generated with SymPy 1.14.0; rewritten by ``python -m derivations conjugate_pair --format python``.
"""

from math import cos, sin

FORMAT = 1
NAME = "conjugate_pair"
HASH = "f60246ff5d1460bd"
STATE = ("p", "q", "r", "alpha", "beta")
ORIGIN = (0.0, 0.0, 0.0, 0.0, 0.0)
PARAMETERS = ("c_star", "omega_star", "phase", "eta_W", "eta_io")
DEFAULTS = {"phase": 0.0, "eta_W": 1.0, "eta_io": 1.0}
DOMAINS = {
    "c_star": "positive",
    "omega_star": "real",
    "phase": "real",
    "eta_W": "nonnegative",
    "eta_io": "nonnegative",
}
OBSERVABLES = ("loss", "gain", "c", "omega_squared")
INVARIANTS = ("balance_12",)
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
    (
        "The number N of neurons is arbitrary; everything is written in an orthonormal frame of the "
        "weights' subspace."
    ),
    (
        "Initially |u| = |v|, and W is invariant under the reflection that exchanges u and v, combined "
        "with transposition (as W = 0 is); the frame is e₁ ∥ u + v, e₂ ∥ u − v."
    ),
    "u and v are trained at one common rate η_io.",
)


def rhs(state, parameters):
    """Velocity dθ/ds of the state, in learning time s."""
    p, q, r, alpha, beta = state
    c_star, omega_star, phase, eta_W, eta_io = parameters
    T = p + r - 2
    x1 = q**2
    x2 = p - 1
    x3 = r - 1
    x4 = x2*x3
    D = x1 + x4
    x6 = -p
    x7 = 2*c_star
    x8 = x7 + 1
    x9 = omega_star**2
    x10 = c_star**2
    x11 = x10 + x9
    x12 = -x1 + x11
    x13 = -r
    x14 = x7 + 2
    x15 = x13 + x14 + x6
    x16 = -x15
    x17 = beta**2
    x18 = q*x17
    x19 = alpha*x3
    x20 = beta*x19
    x21 = x18 + x20
    x22 = alpha**2
    x23 = x22*x3
    x24 = beta*q
    x25 = alpha*x24
    x26 = x23 + x25
    x27 = D*x22 + x26*x3
    x28 = -q*x21 - x27
    x29 = 1/D
    x30 = 1/T
    x31 = 0.5*x30
    x32 = x29*x31
    x33 = q*x26
    x34 = D*beta
    x35 = alpha*x34
    x36 = -x2*x21 + x33 - x35
    x37 = q*x22
    x38 = -alpha*beta*x2 + x37
    x39 = -x38
    x40 = x17*x2
    x41 = -x40
    x42 = D*x17 + x2*(-x25 - x41)
    x43 = q*x39 - x42
    x44 = -x21
    x45 = q*x44 - x27
    x46 = -x2*x44 - x33 + x35
    x47 = -q*x38 - x42
    F_11 = x12 - x2*(x6 + x8)
    F_12 = q*x15
    F_21 = q*x16
    F_22 = x12 - x3*(x13 + x8)
    E = F_11*F_22 - F_12*F_21
    x48 = 1/E
    x49 = cos(phase)
    x50 = alpha*q
    x51 = sin(phase)
    x52 = omega_star*x51
    x53 = -x3
    x54 = -beta*c_star*x49 - beta*x49*x53 + beta*x52 + x49*x50
    x55 = -x54
    x56 = alpha*c_star
    x57 = -x2
    x58 = alpha*x57
    x59 = -alpha*x52 + x24*x49 + x49*x56 + x49*x58
    x60 = -F_12*x55 + F_22*x59
    x61 = omega_star*x49
    x62 = beta*c_star
    x63 = beta*x53
    x64 = beta*x61 - x50*x51 + x51*x62 + x51*x63
    x65 = alpha*x61 + x24*x51 + x51*x56 + x51*x58
    x66 = -F_12*x64 + F_22*x65
    x67 = F_11*x55 - F_21*x59
    x68 = F_11*x64 - F_21*x65
    x69 = -x50 + x62 + x63
    x70 = -x69
    x71 = x24 + x56 + x58
    x72 = -F_21*x70 + F_22*x71
    x73 = beta*omega_star
    x74 = alpha*omega_star
    x75 = -F_21*x73 - F_22*x74
    x76 = F_11*x70 - F_12*x71
    x77 = F_11*x73 + F_12*x74
    P_12 = x32*x36
    Q_12 = x32*x46
    x78 = P_12*Q_12
    x79 = P_12*beta
    P_22 = x32*x43
    x80 = P_22*beta
    x178 = 0.5*eta_W
    x179 = 0.5*eta_io
    P_11 = x28*x32
    Q_11 = x32*x45
    Q_22 = x32*x47
    X_11 = x48*x60
    X_12 = x48*x66
    X_21 = x48*x67
    X_22 = x48*x68
    Y_11 = x48*x72
    Y_12 = x48*x75
    Y_21 = x48*x76
    Y_22 = x48*x77
    gW_11 = P_11*Q_11 - X_11*Y_11 - X_12*Y_12 + x78
    gW_12 = P_12*Q_11 + P_22*Q_12 - X_21*Y_11 - X_22*Y_12
    gW_21 = P_11*Q_12 + P_12*Q_22 - X_11*Y_21 - X_12*Y_22
    gW_22 = P_22*Q_22 - X_21*Y_21 - X_22*Y_22 + x78
    gu_1 = Q_11*alpha + Q_12*beta - Y_11*x49 - Y_12*x51
    gu_2 = Q_12*alpha + Q_22*beta - Y_21*x49 - Y_22*x51
    gv_1 = P_11*alpha - X_11 - x79
    gv_2 = P_12*alpha - X_21 - x80
    return (
        -eta_W*gW_11,  # dp/ds
        -x178*(-gW_12 + gW_21),  # dq/ds
        -eta_W*gW_22,  # dr/ds
        -x179*(gu_1 + gv_1),  # dalpha/ds
        -x179*(gu_2 - gv_2),  # dbeta/ds
    )


def jacobian(state, parameters):
    """Rows of the Jacobian: entry [i][j] is ∂(dθ_i/ds)/∂θ_j."""
    p, q, r, alpha, beta = state
    c_star, omega_star, phase, eta_W, eta_io = parameters
    T = p + r - 2
    x1 = q**2
    x2 = p - 1
    x3 = r - 1
    x4 = x2*x3
    D = x1 + x4
    x6 = -p
    x7 = 2*c_star
    x8 = x7 + 1
    x9 = omega_star**2
    x10 = c_star**2
    x11 = x10 + x9
    x12 = -x1 + x11
    x13 = -r
    x14 = x7 + 2
    x15 = x13 + x14 + x6
    x16 = -x15
    x17 = beta**2
    x18 = q*x17
    x19 = alpha*x3
    x20 = beta*x19
    x21 = x18 + x20
    x22 = alpha**2
    x23 = x22*x3
    x24 = beta*q
    x25 = alpha*x24
    x26 = x23 + x25
    x27 = D*x22 + x26*x3
    x28 = -q*x21 - x27
    x29 = 1/D
    x30 = 1/T
    x31 = 0.5*x30
    x32 = x29*x31
    x33 = q*x26
    x34 = D*beta
    x35 = alpha*x34
    x36 = -x2*x21 + x33 - x35
    x37 = q*x22
    x38 = -alpha*beta*x2 + x37
    x39 = -x38
    x40 = x17*x2
    x41 = -x40
    x42 = D*x17 + x2*(-x25 - x41)
    x43 = q*x39 - x42
    x44 = -x21
    x45 = q*x44 - x27
    x46 = -x2*x44 - x33 + x35
    x47 = -q*x38 - x42
    F_11 = x12 - x2*(x6 + x8)
    F_12 = q*x15
    F_21 = q*x16
    F_22 = x12 - x3*(x13 + x8)
    E = F_11*F_22 - F_12*F_21
    x48 = 1/E
    x49 = cos(phase)
    x50 = alpha*q
    x51 = sin(phase)
    x52 = omega_star*x51
    x53 = -x3
    x54 = -beta*c_star*x49 - beta*x49*x53 + beta*x52 + x49*x50
    x55 = -x54
    x56 = alpha*c_star
    x57 = -x2
    x58 = alpha*x57
    x59 = -alpha*x52 + x24*x49 + x49*x56 + x49*x58
    x60 = -F_12*x55 + F_22*x59
    x61 = omega_star*x49
    x62 = beta*c_star
    x63 = beta*x53
    x64 = beta*x61 - x50*x51 + x51*x62 + x51*x63
    x65 = alpha*x61 + x24*x51 + x51*x56 + x51*x58
    x66 = -F_12*x64 + F_22*x65
    x67 = F_11*x55 - F_21*x59
    x68 = F_11*x64 - F_21*x65
    x69 = -x50 + x62 + x63
    x70 = -x69
    x71 = x24 + x56 + x58
    x72 = -F_21*x70 + F_22*x71
    x73 = beta*omega_star
    x74 = alpha*omega_star
    x75 = -F_21*x73 - F_22*x74
    x76 = F_11*x70 - F_12*x71
    x77 = F_11*x73 + F_12*x74
    P_12 = x32*x36
    Q_12 = x32*x46
    P_22 = x32*x43
    x81 = 2*q
    x82 = -x81
    x83 = F_21*q
    x84 = F_12*q
    x85 = -x84
    x86 = x83 + x85
    x87 = x22*x32
    x88 = x31/D**2
    x89 = -x28*x88 - x87
    x90 = 0.5*x29/T**2
    x91 = -x28*x90
    x92 = x32*(-2*x18 - 2*x20)
    x93 = 2*x25
    x94 = x32*(-2*x23 - x93)
    x95 = 2*x19 + x24
    x96 = D*alpha
    x97 = x32*(-x24*x3 - x3*x95 - 2*x96)
    x98 = x19 + 2*x24
    x99 = x3*x50
    x100 = 0.5*alpha
    x101 = beta*x100*x29*x30
    x102 = -x101 - x36*x88
    x103 = -x36*x90
    x104 = x23 + x41 + x93
    x105 = beta*x4 - q*x95 + x34
    x106 = alpha*x1
    x107 = x17*x32
    x108 = -x107 - x43*x88
    x109 = x32*(-2*x40 + x93)
    x110 = -x43*x90
    x111 = x32*(2*alpha*beta*x2 - 2*x37)
    x112 = -beta*x2 + 2*x50
    x113 = x2*x24
    x114 = x32*(alpha*q*x2 - x2*(2*beta*x2 - x50) - 2*x34)
    x115 = -x45*x88 - x87
    x116 = -x45*x90
    x117 = -x98
    x118 = x101 - x46*x88
    x119 = -x46*x90
    x120 = -x107 - x47*x88
    x121 = -x47*x90
    x122 = E**(-2)
    x123 = x122*x60
    x124 = x48*x54
    x125 = q*x124
    x126 = F_22*x48
    x127 = alpha*x126
    x128 = F_12*alpha
    x129 = F_22*beta
    x130 = x48*x59
    x131 = F_12*beta
    x132 = x131*x48
    x133 = c_star*x49 - x52
    x134 = x133 + x49*x57
    x135 = x133 + x49*x53
    x136 = x122*x66
    x137 = -x48*x64
    x138 = q*x137
    x139 = x48*x65
    x140 = c_star*x51 + x61
    x141 = x140 + x51*x57
    x142 = x140 + x51*x53
    x143 = x48*x55
    x144 = -x59
    x145 = x144*x48
    x146 = x122*x67
    x147 = F_21*alpha
    x148 = x147*x48
    x149 = F_11*alpha
    x150 = F_21*beta
    x151 = F_11*beta*x48
    x152 = F_11*q
    x153 = x48*x64
    x154 = -x65
    x155 = x154*x48
    x156 = x122*x68
    x157 = x122*x72
    x158 = -q*x48*x69
    x159 = c_star + 1
    x160 = x159 + x6
    x161 = -x13 - x159
    x162 = x122*x75
    x163 = omega_star*x48
    x164 = x163*x24
    x165 = x48*x73
    x166 = x48*x74
    x167 = x48*x70
    x168 = x122*x76
    x169 = -x48*x71
    x170 = q*x169
    x171 = x122*x77
    x172 = x163*x50
    P_12_p = x102*x3 + x103 + x32*x44
    Q_12_p = x118*x3 + x119 + x21*x32
    x173 = P_12*Q_12_p + P_12_p*Q_12
    P_12_q = x102*x81 + x104*x32
    Q_12_q = -x104*x32 + x118*x81
    x174 = P_12*Q_12_q + P_12_q*Q_12
    P_12_r = x102*x2 + x103 + x32*x38
    Q_12_r = x118*x2 + x119 + x32*x39
    x175 = P_12*Q_12_r + P_12_r*Q_12
    P_12_alpha = -x105*x32
    Q_12_alpha = x105*x32
    x176 = P_12*Q_12_alpha + P_12_alpha*Q_12
    P_12_beta = x32*(x106 - x2*x98 - x96)
    Q_12_beta = x32*(-x106 - x117*x2 + x96)
    x177 = P_12*Q_12_beta + P_12_beta*Q_12
    x178 = 0.5*eta_W
    x179 = 0.5*eta_io
    P_11 = x28*x32
    Q_11 = x32*x45
    Q_22 = x32*x47
    X_11 = x48*x60
    X_12 = x48*x66
    X_21 = x48*x67
    X_22 = x48*x68
    Y_11 = x48*x72
    Y_12 = x48*x75
    Y_21 = x48*x76
    Y_22 = x48*x77
    F_11_p = 2*p - x14
    F_22_r = 2*r - x14
    E_p = F_11_p*F_22 + x86
    E_q = F_11*x82 - F_12*x16 - F_21*x15 + F_22*x82
    E_r = F_11*F_22_r + x86
    P_11_p = x3*x89 + x91
    P_11_q = x81*x89 + x92
    P_11_r = x2*x89 + x91 + x94
    P_11_beta = x32*(-q*x98 - x99)
    P_22_p = x108*x3 + x109 + x110
    P_22_q = x108*x81 + x111
    P_22_r = x108*x2 + x110
    P_22_alpha = x32*(-q*x112 + x113)
    Q_11_p = x115*x3 + x116
    Q_11_q = x115*x81 + x92
    Q_11_r = x115*x2 + x116 + x94
    Q_11_beta = x32*(q*x117 - x99)
    Q_22_p = x109 + x120*x3 + x121
    Q_22_q = x111 + x120*x81
    Q_22_r = x120*x2 + x121
    Q_22_alpha = x32*(-q*x112 + x113)
    X_11_p = -E_p*x123 - x125 - x127*x49
    X_11_q = -E_q*x123 + x124*x15 + x130*x82 + x48*(x128*x49 + x129*x49)
    X_11_r = -E_r*x123 + F_22_r*x130 - x125 + x132*x49
    X_11_alpha = x48*(F_22*x134 + x49*x84)
    X_11_beta = x48*(-F_12*x135 + F_22*q*x49)
    X_12_p = -E_p*x136 - x127*x51 - x138
    X_12_q = -E_q*x136 + x137*x15 + x139*x82 + x48*(x128*x51 + x129*x51)
    X_12_r = -E_r*x136 + F_22_r*x139 + x132*x51 - x138
    X_12_alpha = x48*(F_22*x141 + x51*x84)
    X_12_beta = x48*(-F_12*x142 + F_22*q*x51)
    X_21_p = -E_p*x146 + F_11_p*x143 + q*x145 + x148*x49
    X_21_q = -E_q*x146 + x143*x82 + x145*x16 + x48*(-x149*x49 - x150*x49)
    X_21_r = -E_r*x146 + q*x144*x48 - x151*x49
    X_21_alpha = x48*(-F_21*x134 - x152*x49)
    X_21_beta = x48*(F_11*x135 - x49*x83)
    X_22_p = -E_p*x156 + F_11_p*x153 + q*x155 + x148*x51
    X_22_q = -E_q*x156 + x153*x82 + x155*x16 + x48*(-x149*x51 - x150*x51)
    X_22_r = -E_r*x156 + q*x154*x48 - x151*x51
    X_22_alpha = x48*(-F_21*x141 - x152*x51)
    X_22_beta = x48*(F_11*x142 - x51*x83)
    Y_11_p = -E_p*x157 - x127 - x158
    Y_11_q = -E_q*x157 + x16*x48*x69 + x48*x71*x82 + x48*(F_22*beta - x147)
    Y_11_r = -E_r*x157 + F_22_r*x48*x71 - x150*x48 - x158
    Y_11_alpha = x48*(F_22*x160 - x83)
    Y_11_beta = x48*(-F_21*x161 + F_22*q)
    Y_12_p = -E_p*x162 - x164
    Y_12_q = -E_q*x162 - x16*x165 - x166*x82
    Y_12_r = -E_r*x162 - F_22_r*x166 - x164
    Y_12_alpha = -omega_star*x126
    Y_12_beta = -F_21*x163
    Y_21_p = -E_p*x168 + F_11_p*x167 + x128*x48 - x170
    Y_21_q = -E_q*x168 + x15*x169 + x167*x82 + x48*(-x131 + x149)
    Y_21_r = -E_r*x168 + F_11*beta*x48 - x170
    Y_21_alpha = x48*(-F_12*x160 + x152)
    Y_21_beta = x48*(F_11*x161 + x85)
    Y_22_p = -E_p*x171 + F_11_p*beta*omega_star*x48 - x172
    Y_22_q = -E_q*x171 + x15*x166 + x165*x82
    Y_22_r = -E_r*x171 - x172
    Y_22_alpha = F_12*x163
    Y_22_beta = F_11*x163
    gW_11_p = P_11*Q_11_p + P_11_p*Q_11 - X_11*Y_11_p - X_11_p*Y_11 - X_12*Y_12_p - X_12_p*Y_12 + x173
    gW_11_q = P_11*Q_11_q + P_11_q*Q_11 - X_11*Y_11_q - X_11_q*Y_11 - X_12*Y_12_q - X_12_q*Y_12 + x174
    gW_11_r = P_11*Q_11_r + P_11_r*Q_11 - X_11*Y_11_r - X_11_r*Y_11 - X_12*Y_12_r - X_12_r*Y_12 + x175
    gW_11_alpha = (
        P_11*x97 + Q_11*x97 - X_11*Y_11_alpha - X_11_alpha*Y_11 - X_12*Y_12_alpha - X_12_alpha*Y_12
        + x176
    )
    gW_11_beta = (
        P_11*Q_11_beta + P_11_beta*Q_11 - X_11*Y_11_beta - X_11_beta*Y_11 - X_12*Y_12_beta
        - X_12_beta*Y_12 + x177
    )
    gW_12_p = (
        P_12*Q_11_p + P_12_p*Q_11 + P_22*Q_12_p + P_22_p*Q_12 - X_21*Y_11_p - X_21_p*Y_11 - X_22*Y_12_p
        - X_22_p*Y_12
    )
    gW_12_q = (
        P_12*Q_11_q + P_12_q*Q_11 + P_22*Q_12_q + P_22_q*Q_12 - X_21*Y_11_q - X_21_q*Y_11 - X_22*Y_12_q
        - X_22_q*Y_12
    )
    gW_12_r = (
        P_12*Q_11_r + P_12_r*Q_11 + P_22*Q_12_r + P_22_r*Q_12 - X_21*Y_11_r - X_21_r*Y_11 - X_22*Y_12_r
        - X_22_r*Y_12
    )
    gW_12_alpha = (
        P_12*x97 + P_12_alpha*Q_11 + P_22*Q_12_alpha + P_22_alpha*Q_12 - X_21*Y_11_alpha
        - X_21_alpha*Y_11 - X_22*Y_12_alpha - X_22_alpha*Y_12
    )
    gW_12_beta = (
        P_12*Q_11_beta + P_12_beta*Q_11 + P_22*Q_12_beta + Q_12*x114 - X_21*Y_11_beta - X_21_beta*Y_11
        - X_22*Y_12_beta - X_22_beta*Y_12
    )
    gW_21_p = (
        P_11*Q_12_p + P_11_p*Q_12 + P_12*Q_22_p + P_12_p*Q_22 - X_11*Y_21_p - X_11_p*Y_21 - X_12*Y_22_p
        - X_12_p*Y_22
    )
    gW_21_q = (
        P_11*Q_12_q + P_11_q*Q_12 + P_12*Q_22_q + P_12_q*Q_22 - X_11*Y_21_q - X_11_q*Y_21 - X_12*Y_22_q
        - X_12_q*Y_22
    )
    gW_21_r = (
        P_11*Q_12_r + P_11_r*Q_12 + P_12*Q_22_r + P_12_r*Q_22 - X_11*Y_21_r - X_11_r*Y_21 - X_12*Y_22_r
        - X_12_r*Y_22
    )
    gW_21_alpha = (
        P_11*Q_12_alpha + P_12*Q_22_alpha + P_12_alpha*Q_22 + Q_12*x97 - X_11*Y_21_alpha
        - X_11_alpha*Y_21 - X_12*Y_22_alpha - X_12_alpha*Y_22
    )
    gW_21_beta = (
        P_11*Q_12_beta + P_11_beta*Q_12 + P_12*x114 + P_12_beta*Q_22 - X_11*Y_21_beta - X_11_beta*Y_21
        - X_12*Y_22_beta - X_12_beta*Y_22
    )
    gW_22_p = P_22*Q_22_p + P_22_p*Q_22 - X_21*Y_21_p - X_21_p*Y_21 - X_22*Y_22_p - X_22_p*Y_22 + x173
    gW_22_q = P_22*Q_22_q + P_22_q*Q_22 - X_21*Y_21_q - X_21_q*Y_21 - X_22*Y_22_q - X_22_q*Y_22 + x174
    gW_22_r = P_22*Q_22_r + P_22_r*Q_22 - X_21*Y_21_r - X_21_r*Y_21 - X_22*Y_22_r - X_22_r*Y_22 + x175
    gW_22_alpha = (
        P_22*Q_22_alpha + P_22_alpha*Q_22 - X_21*Y_21_alpha - X_21_alpha*Y_21 - X_22*Y_22_alpha
        - X_22_alpha*Y_22 + x176
    )
    gW_22_beta = (
        P_22*x114 + Q_22*x114 - X_21*Y_21_beta - X_21_beta*Y_21 - X_22*Y_22_beta - X_22_beta*Y_22 + x177
    )
    gu_1_p = Q_11_p*alpha + Q_12_p*beta - Y_11_p*x49 - Y_12_p*x51
    gu_1_q = Q_11_q*alpha + Q_12_q*beta - Y_11_q*x49 - Y_12_q*x51
    gu_1_r = Q_11_r*alpha + Q_12_r*beta - Y_11_r*x49 - Y_12_r*x51
    gu_1_alpha = Q_11 + Q_12_alpha*beta - Y_11_alpha*x49 - Y_12_alpha*x51 + alpha*x97
    gu_1_beta = Q_11_beta*alpha + Q_12 + Q_12_beta*beta - Y_11_beta*x49 - Y_12_beta*x51
    gu_2_p = Q_12_p*alpha + Q_22_p*beta - Y_21_p*x49 - Y_22_p*x51
    gu_2_q = Q_12_q*alpha + Q_22_q*beta - Y_21_q*x49 - Y_22_q*x51
    gu_2_r = Q_12_r*alpha + Q_22_r*beta - Y_21_r*x49 - Y_22_r*x51
    gu_2_alpha = Q_12 + Q_12_alpha*alpha + Q_22_alpha*beta - Y_21_alpha*x49 - Y_22_alpha*x51
    gu_2_beta = Q_12_beta*alpha + Q_22 - Y_21_beta*x49 - Y_22_beta*x51 + beta*x114
    gv_1_p = P_11_p*alpha - P_12_p*beta - X_11_p
    gv_1_q = P_11_q*alpha - P_12_q*beta - X_11_q
    gv_1_r = P_11_r*alpha - P_12_r*beta - X_11_r
    gv_1_alpha = P_11 - P_12_alpha*beta - X_11_alpha + alpha*x97
    gv_1_beta = P_11_beta*alpha - P_12 - P_12_beta*beta - X_11_beta
    gv_2_p = P_12_p*alpha - P_22_p*beta - X_21_p
    gv_2_q = P_12_q*alpha - P_22_q*beta - X_21_q
    gv_2_r = P_12_r*alpha - P_22_r*beta - X_21_r
    gv_2_alpha = P_12 + P_12_alpha*alpha - P_22_alpha*beta - X_21_alpha
    gv_2_beta = P_12_beta*alpha - P_22 - X_21_beta - beta*x114
    return (
        (-eta_W*gW_11_p, -eta_W*gW_11_q, -eta_W*gW_11_r, -eta_W*gW_11_alpha, -eta_W*gW_11_beta),
        (
            gW_12_p*x178 - gW_21_p*x178,
            gW_12_q*x178 - gW_21_q*x178,
            gW_12_r*x178 - gW_21_r*x178,
            gW_12_alpha*x178 - gW_21_alpha*x178,
            gW_12_beta*x178 - gW_21_beta*x178,
        ),
        (-eta_W*gW_22_p, -eta_W*gW_22_q, -eta_W*gW_22_r, -eta_W*gW_22_alpha, -eta_W*gW_22_beta),
        (
            -gu_1_p*x179 - gv_1_p*x179,
            -gu_1_q*x179 - gv_1_q*x179,
            -gu_1_r*x179 - gv_1_r*x179,
            -gu_1_alpha*x179 - gv_1_alpha*x179,
            -gu_1_beta*x179 - gv_1_beta*x179,
        ),
        (
            0.5*eta_io*gv_2_p - gu_2_p*x179,
            0.5*eta_io*gv_2_q - gu_2_q*x179,
            0.5*eta_io*gv_2_r - gu_2_r*x179,
            0.5*eta_io*gv_2_alpha - gu_2_alpha*x179,
            0.5*eta_io*gv_2_beta - gu_2_beta*x179,
        ),
    )


def observables(state, parameters):
    """The observables, in the order of their names."""
    p, q, r, alpha, beta = state
    c_star, omega_star, phase, _, _ = parameters
    T = p + r - 2
    x1 = q**2
    x2 = p - 1
    x3 = r - 1
    x4 = x2*x3
    D = x1 + x4
    x6 = -p
    x7 = 2*c_star
    x8 = x7 + 1
    x9 = omega_star**2
    x10 = c_star**2
    x11 = x10 + x9
    x12 = -x1 + x11
    x13 = -r
    x14 = x7 + 2
    x15 = x13 + x14 + x6
    x16 = -x15
    x17 = beta**2
    x18 = q*x17
    x19 = alpha*x3
    x20 = beta*x19
    x21 = x18 + x20
    x22 = alpha**2
    x23 = x22*x3
    x24 = beta*q
    x25 = alpha*x24
    x26 = x23 + x25
    x27 = D*x22 + x26*x3
    x28 = -q*x21 - x27
    x29 = 1/D
    x30 = 1/T
    x31 = 0.5*x30
    x32 = x29*x31
    x33 = q*x26
    x34 = D*beta
    x35 = alpha*x34
    x36 = -x2*x21 + x33 - x35
    x37 = q*x22
    x38 = -alpha*beta*x2 + x37
    x39 = -x38
    x40 = x17*x2
    x41 = -x40
    x42 = D*x17 + x2*(-x25 - x41)
    x43 = q*x39 - x42
    F_11 = x12 - x2*(x6 + x8)
    F_12 = q*x15
    F_21 = q*x16
    F_22 = x12 - x3*(x13 + x8)
    E = F_11*F_22 - F_12*F_21
    x48 = 1/E
    x49 = cos(phase)
    x50 = alpha*q
    x51 = sin(phase)
    x52 = omega_star*x51
    x53 = -x3
    x54 = -beta*c_star*x49 - beta*x49*x53 + beta*x52 + x49*x50
    x55 = -x54
    x56 = alpha*c_star
    x57 = -x2
    x58 = alpha*x57
    x59 = -alpha*x52 + x24*x49 + x49*x56 + x49*x58
    x60 = -F_12*x55 + F_22*x59
    x67 = F_11*x55 - F_21*x59
    P_12 = x32*x36
    x79 = P_12*beta
    P_22 = x32*x43
    x80 = P_22*beta
    x100 = 0.5*alpha
    x180 = 0.125*(2*x10*x49**2 - x49*x52*x7 + x9)/(c_star*x11)
    x181 = 0.5*p
    x182 = 0.5*r
    P_11 = x28*x32
    X_11 = x48*x60
    X_21 = x48*x67
    return (
        -X_11*alpha + X_21*beta - 0.5*beta*(P_12*alpha - x80) + x100*(P_11*alpha - x79) + x180,  # loss
        -x17 + x22,  # gain
        -x181 - x182 + 1,  # c
        x1 - (x181 - x182)**2,  # omega_squared
    )


def invariants(state, parameters):
    """Quantities that the flow conserves, in the order of their names."""
    p, q, r, alpha, beta = state
    _, _, _, eta_W, eta_io = parameters
    x183 = eta_io*q
    return (
        alpha*beta*eta_W + p*x183 - r*x183,  # balance_12
    )


def stability(state, parameters):
    """Hurwitz determinants of W − I: the network is stable if and only if all are positive."""
    p, q, r, _, _ = state
    T = p + r - 2
    x1 = q**2
    x2 = p - 1
    x3 = r - 1
    x4 = x2*x3
    D = x1 + x4
    return (-T, D)


def target_power(parameters):
    """½∫f*² dt, the loss of the zero network."""
    c_star, omega_star, phase, _, _ = parameters
    x7 = 2*c_star
    x9 = omega_star**2
    x10 = c_star**2
    x11 = x10 + x9
    x49 = cos(phase)
    x51 = sin(phase)
    x52 = omega_star*x51
    x180 = 0.125*(2*x10*x49**2 - x49*x52*x7 + x9)/(c_star*x11)
    return x180
