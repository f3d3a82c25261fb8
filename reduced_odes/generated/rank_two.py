"""Reduced learning dynamics `rank_two`: generated from a proven derivation, not to be edited.

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
- Initially W maps the span of u and v into itself and vanishes on its complement, and so does Wᵀ (both
  hold for W = 0).

Generated with SymPy 1.14.0; rewritten by ``python -m derivations rank_two --format python``.
"""

from math import cos, sin

FORMAT = 1
NAME = "rank_two"
HASH = "376dead62f31782a"
STATE = ("w11", "w12", "w21", "w22", "u1", "u2", "v1", "v2")
ORIGIN = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
PARAMETERS = ("c_star", "omega_star", "phase", "eta_W", "eta_u", "eta_v")
DEFAULTS = {"phase": 0.0, "eta_W": 1.0, "eta_u": 1.0, "eta_v": 1.0}
DOMAINS = {
    "c_star": "positive",
    "omega_star": "real",
    "phase": "real",
    "eta_W": "nonnegative",
    "eta_u": "nonnegative",
    "eta_v": "nonnegative",
}
OBSERVABLES = ("loss", "gain", "c", "omega_squared")
INVARIANTS = ("balance_11", "balance_12", "balance_22")
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
        "Initially W maps the span of u and v into itself and vanishes on its complement, and so does "
        "Wᵀ (both hold for W = 0)."
    ),
)


def rhs(state, parameters):
    """Velocity dθ/ds of the state, in learning time s."""
    w11, w12, w21, w22, u1, u2, v1, v2 = state
    c_star, omega_star, phase, eta_W, eta_u, eta_v = parameters
    T = w11 + w22 - 2
    x1 = w12*w21
    x2 = w11 - 1
    x3 = w22 - 1
    x4 = x1 - x2*x3
    D = -x4
    x6 = -w11
    x7 = 2*c_star
    x8 = x7 + 1
    x9 = omega_star**2
    x10 = c_star**2
    x11 = x10 + x9
    x12 = x1 + x11
    x13 = -w22
    x14 = x7 + 2
    x15 = -x13 - x14 - x6
    x16 = u1**2
    x17 = x16*x3
    x18 = u2*w12
    x19 = -u1*x18 + x17
    x20 = u2**2
    x21 = w12*x20
    x22 = u1*x3
    x23 = u2*x22
    x24 = -x21 + x23
    x25 = -D*x16 + w12*x24 - x19*x3
    x26 = 1/D
    x27 = 1/T
    x28 = 0.5*x27
    x29 = x26*x28
    x30 = D*u2
    x31 = -u1*x30 + w21*x19 - x2*x24
    x32 = u1*w21
    x33 = u2*x32
    x34 = x2*x20 - x33
    x35 = w21*x16
    x36 = -u1*u2*x2 + x35
    x37 = -D*x20 - w21*x36 - x2*x34
    x38 = v1**2
    x39 = x3*x38
    x40 = v2*w21
    x41 = -v1*x40 + x39
    x42 = v2**2
    x43 = w21*x42
    x44 = v1*x3
    x45 = v2*x44
    x46 = -x43 + x45
    x47 = -D*x38 + w21*x46 - x3*x41
    x48 = D*v2
    x49 = -v1*x48 + w12*x41 - x2*x46
    x50 = v1*w12
    x51 = v2*x50
    x52 = x2*x42 - x51
    x53 = w12*x38
    x54 = -v1*v2*x2 + x53
    x55 = -D*x42 - w12*x54 - x2*x52
    F_11 = x12 - x2*(x6 + x8)
    F_12 = w12*x15
    F_21 = w21*x15
    F_22 = x12 - x3*(x13 + x8)
    E = F_11*F_22 - F_12*F_21
    x56 = 1/E
    x57 = cos(phase)
    x58 = c_star*x57
    x59 = -x3
    x60 = x57*x59
    x61 = sin(phase)
    x62 = omega_star*x61
    x63 = u2*x58 + u2*x60 - u2*x62 - x32*x57
    x64 = -x2
    x65 = x57*x64
    x66 = u1*x58 - u1*x62 + u1*x65 - x18*x57
    x67 = -F_12*x63 + F_22*x66
    x68 = omega_star*x57
    x69 = c_star*x61
    x70 = x59*x61
    x71 = u2*x68 + u2*x69 + u2*x70 - x32*x61
    x72 = x61*x64
    x73 = u1*x68 + u1*x69 + u1*x72 - x18*x61
    x74 = -F_12*x71 + F_22*x73
    x75 = F_11*x63 - F_21*x66
    x76 = F_11*x71 - F_21*x73
    x77 = c_star*v2 + v2*x59 - x50
    x78 = -x40
    x79 = c_star*v1 + v1*x64 + x78
    x80 = -F_21*x77 + F_22*x79
    x81 = omega_star*v2
    x82 = omega_star*v1
    x83 = F_21*x81 - F_22*x82
    x84 = F_11*x77 - F_12*x79
    x85 = -F_11*x81 + F_12*omega_star*v1
    P_12 = x29*x31
    Q_12 = x29*x49
    x86 = P_12*Q_12
    P_11 = x25*x29
    x87 = P_11*v1 + P_12*v2
    P_22 = x29*x37
    x88 = P_12*v1 + P_22*v2
    Q_11 = x29*x47
    Q_22 = x29*x55
    X_11 = x56*x67
    X_12 = x56*x74
    X_21 = x56*x75
    X_22 = x56*x76
    Y_11 = x56*x80
    Y_12 = x56*x83
    Y_21 = x56*x84
    Y_22 = x56*x85
    gW_11 = P_11*Q_11 - X_11*Y_11 - X_12*Y_12 + x86
    gW_12 = P_12*Q_11 + P_22*Q_12 - X_21*Y_11 - X_22*Y_12
    gW_21 = P_11*Q_12 + P_12*Q_22 - X_11*Y_21 - X_12*Y_22
    gW_22 = P_22*Q_22 - X_21*Y_21 - X_22*Y_22 + x86
    gu_1 = Q_11*u1 + Q_12*u2 - Y_11*x57 - Y_12*x61
    gu_2 = Q_12*u1 + Q_22*u2 - Y_21*x57 - Y_22*x61
    gv_1 = -X_11 + x87
    gv_2 = -X_21 + x88
    return (
        -eta_W*gW_11,  # dw11/ds
        -eta_W*gW_12,  # dw12/ds
        -eta_W*gW_21,  # dw21/ds
        -eta_W*gW_22,  # dw22/ds
        -eta_u*gu_1,  # du1/ds
        -eta_u*gu_2,  # du2/ds
        -eta_v*gv_1,  # dv1/ds
        -eta_v*gv_2,  # dv2/ds
    )


def jacobian(state, parameters):
    """Rows of the Jacobian: entry [i][j] is ∂(dθ_i/ds)/∂θ_j."""
    w11, w12, w21, w22, u1, u2, v1, v2 = state
    c_star, omega_star, phase, eta_W, eta_u, eta_v = parameters
    T = w11 + w22 - 2
    x1 = w12*w21
    x2 = w11 - 1
    x3 = w22 - 1
    x4 = x1 - x2*x3
    D = -x4
    x6 = -w11
    x7 = 2*c_star
    x8 = x7 + 1
    x9 = omega_star**2
    x10 = c_star**2
    x11 = x10 + x9
    x12 = x1 + x11
    x13 = -w22
    x14 = x7 + 2
    x15 = -x13 - x14 - x6
    x16 = u1**2
    x17 = x16*x3
    x18 = u2*w12
    x19 = -u1*x18 + x17
    x20 = u2**2
    x21 = w12*x20
    x22 = u1*x3
    x23 = u2*x22
    x24 = -x21 + x23
    x25 = -D*x16 + w12*x24 - x19*x3
    x26 = 1/D
    x27 = 1/T
    x28 = 0.5*x27
    x29 = x26*x28
    x30 = D*u2
    x31 = -u1*x30 + w21*x19 - x2*x24
    x32 = u1*w21
    x33 = u2*x32
    x34 = x2*x20 - x33
    x35 = w21*x16
    x36 = -u1*u2*x2 + x35
    x37 = -D*x20 - w21*x36 - x2*x34
    x38 = v1**2
    x39 = x3*x38
    x40 = v2*w21
    x41 = -v1*x40 + x39
    x42 = v2**2
    x43 = w21*x42
    x44 = v1*x3
    x45 = v2*x44
    x46 = -x43 + x45
    x47 = -D*x38 + w21*x46 - x3*x41
    x48 = D*v2
    x49 = -v1*x48 + w12*x41 - x2*x46
    x50 = v1*w12
    x51 = v2*x50
    x52 = x2*x42 - x51
    x53 = w12*x38
    x54 = -v1*v2*x2 + x53
    x55 = -D*x42 - w12*x54 - x2*x52
    F_11 = x12 - x2*(x6 + x8)
    F_12 = w12*x15
    F_21 = w21*x15
    F_22 = x12 - x3*(x13 + x8)
    E = F_11*F_22 - F_12*F_21
    x56 = 1/E
    x57 = cos(phase)
    x58 = c_star*x57
    x59 = -x3
    x60 = x57*x59
    x61 = sin(phase)
    x62 = omega_star*x61
    x63 = u2*x58 + u2*x60 - u2*x62 - x32*x57
    x64 = -x2
    x65 = x57*x64
    x66 = u1*x58 - u1*x62 + u1*x65 - x18*x57
    x67 = -F_12*x63 + F_22*x66
    x68 = omega_star*x57
    x69 = c_star*x61
    x70 = x59*x61
    x71 = u2*x68 + u2*x69 + u2*x70 - x32*x61
    x72 = x61*x64
    x73 = u1*x68 + u1*x69 + u1*x72 - x18*x61
    x74 = -F_12*x71 + F_22*x73
    x75 = F_11*x63 - F_21*x66
    x76 = F_11*x71 - F_21*x73
    x77 = c_star*v2 + v2*x59 - x50
    x78 = -x40
    x79 = c_star*v1 + v1*x64 + x78
    x80 = -F_21*x77 + F_22*x79
    x81 = omega_star*v2
    x82 = omega_star*v1
    x83 = F_21*x81 - F_22*x82
    x84 = F_11*x77 - F_12*x79
    x85 = -F_11*x81 + F_12*omega_star*v1
    P_12 = x29*x31
    Q_12 = x29*x49
    P_11 = x25*x29
    P_22 = x29*x37
    x89 = F_21*w12
    x90 = F_12*w21
    x91 = x89 + x90
    x92 = F_11*w21
    x93 = F_22*w21
    x94 = F_11*w12
    x95 = F_22*w12
    x96 = x28/D**2
    x97 = -x16*x29 - x25*x96
    x98 = 0.5*x26/T**2
    x99 = -x25*x98
    x100 = -x18 + 2*x22
    x101 = D*u1
    x102 = -2*x18 + x22
    x103 = -u1*u2*x29 - x31*x96
    x104 = -x31*x98
    x105 = x2*x3
    x106 = -x20*x29 - x37*x96
    x107 = -x37*x98
    x108 = -x29*x38 - x47*x96
    x109 = -x47*x98
    x110 = 2*x44 + x78
    x111 = D*v1
    x112 = -2*x40 + x44
    x113 = 0.5*v1
    x114 = -v2*x113*x26*x27 - x49*x96
    x115 = -x49*x98
    x116 = -x29*x42 - x55*x96
    x117 = -x55*x98
    x118 = E**(-2)
    x119 = x118*x67
    x120 = -x63
    x121 = x56*x57
    x122 = F_22*x121
    x123 = x120*x56
    x124 = x56*x66
    x125 = F_12*x121
    x126 = x58 - x62
    x127 = x126 + x65
    x128 = x126 + x60
    x129 = x118*x74
    x130 = -x71
    x131 = x56*x61
    x132 = F_22*x131
    x133 = x130*x56
    x134 = x56*x73
    x135 = F_12*x131
    x136 = x68 + x69
    x137 = x136 + x72
    x138 = x136 + x70
    x139 = x56*x63
    x140 = -x66
    x141 = x118*x75
    x142 = F_21*x121
    x143 = F_11*x121
    x144 = x56*x71
    x145 = -x73
    x146 = x118*x76
    x147 = F_21*x131
    x148 = F_11*x131
    x149 = x118*x80
    x150 = v1*x56
    x151 = -x77
    x152 = w21*x56
    x153 = x56*x79
    x154 = v2*x56
    x155 = c_star + 1
    x156 = x155 + x6
    x157 = x13 + x155
    x158 = x118*x83
    x159 = omega_star*x56
    x160 = x159*x40
    x161 = x159*x50
    x162 = x56*x77
    x163 = -x79
    x164 = x118*x84
    x165 = x118*x85
    x166 = x56*x81
    P_12_w11 = x103*x3 + x104 - x24*x29
    Q_12_w11 = x114*x3 + x115 - x29*x46
    x167 = P_12*Q_12_w11 + P_12_w11*Q_12
    P_12_w12 = -w21*x103 + 0.5*x26*x27*x34
    Q_12_w12 = -w21*x114 + 0.5*x26*x27*x41
    x168 = P_12*Q_12_w12 + P_12_w12*Q_12
    P_12_w21 = -w12*x103 + 0.5*x19*x26*x27
    Q_12_w21 = -w12*x114 + 0.5*x26*x27*x52
    x169 = P_12*Q_12_w21 + P_12_w21*Q_12
    P_12_w22 = x103*x2 + x104 + x29*x36
    Q_12_w22 = x114*x2 + x115 + x29*x54
    x170 = P_12*Q_12_w22 + P_12_w22*Q_12
    P_12_u1 = x29*(-u2*x105 + w21*x100 - x30)
    x171 = P_12_u1*Q_12
    P_12_u2 = x29*(-u1*x1 - x101 - x102*x2)
    x172 = P_12_u2*Q_12
    Q_12_v1 = x29*(-v2*x105 + w12*x110 - x48)
    x173 = P_12*Q_12_v1
    Q_12_v2 = x29*(-v1*x1 - x111 - x112*x2)
    x174 = P_12*Q_12_v2
    x175 = -Q_12*eta_u
    x176 = -P_12*eta_v
    Q_11 = x29*x47
    Q_22 = x29*x55
    X_11 = x56*x67
    X_12 = x56*x74
    X_21 = x56*x75
    X_22 = x56*x76
    Y_11 = x56*x80
    Y_12 = x56*x83
    Y_21 = x56*x84
    Y_22 = x56*x85
    F_11_w11 = 2*w11 - x14
    F_22_w22 = 2*w22 - x14
    E_w11 = F_11_w11*F_22 - x91
    E_w12 = -F_21*x15 + x92 + x93
    E_w21 = -F_12*x15 + x94 + x95
    E_w22 = F_11*F_22_w22 - x91
    P_11_w11 = x3*x97 + x99
    P_11_w12 = -w21*x97 + 0.5*x26*x27*(-2*x21 + 2*x23)
    P_11_w21 = -w12*x97
    P_11_w22 = x2*x97 + x29*(2*u1*u2*w12 - 2*x17) + x99
    P_11_u1 = x29*(u2*w12*x3 - x100*x3 - 2*x101)
    P_11_u2 = x29*(w12*x102 + w12*x22)
    P_22_w11 = x106*x3 + x107 + x29*(-2*x2*x20 + 2*x33)
    P_22_w12 = -w21*x106
    P_22_w21 = -w12*x106 + 0.5*x26*x27*(2*u1*u2*x2 - 2*x35)
    P_22_w22 = x106*x2 + x107
    P_22_u1 = x29*(u2*w21*x2 + w21*(u2*x2 - 2*x32))
    P_22_u2 = x29*(u1*w21*x2 - x2*(2*u2*x2 - x32) - 2*x30)
    Q_11_w11 = x108*x3 + x109
    Q_11_w12 = -w21*x108
    Q_11_w21 = -w12*x108 + 0.5*x26*x27*(-2*x43 + 2*x45)
    Q_11_w22 = x108*x2 + x109 + x29*(2*v1*v2*w21 - 2*x39)
    Q_11_v1 = x29*(v2*w21*x3 - x110*x3 - 2*x111)
    Q_11_v2 = x29*(w21*x112 + w21*x44)
    Q_22_w11 = x116*x3 + x117 + x29*(-2*x2*x42 + 2*x51)
    Q_22_w12 = -w21*x116 + 0.5*x26*x27*(2*v1*v2*x2 - 2*x53)
    Q_22_w21 = -w12*x116
    Q_22_w22 = x116*x2 + x117
    Q_22_v1 = x29*(v2*w12*x2 + w12*(v2*x2 - 2*x50))
    Q_22_v2 = x29*(v1*w12*x2 - x2*(2*v2*x2 - x50) - 2*x48)
    X_11_w11 = -E_w11*x119 - u1*x122 + w12*x120*x56
    X_11_w12 = -E_w12*x119 - u2*x122 + w21*x124 + x123*x15
    X_11_w21 = -E_w21*x119 + u1*x125 + w12*x124
    X_11_w22 = -E_w22*x119 + F_22_w22*x124 + u2*x125 + w12*x123
    X_11_u1 = x56*(F_22*x127 + x57*x90)
    X_11_u2 = x56*(-F_12*x128 - x57*x95)
    X_12_w11 = -E_w11*x129 - u1*x132 + w12*x130*x56
    X_12_w12 = -E_w12*x129 - u2*x132 + w21*x134 + x133*x15
    X_12_w21 = -E_w21*x129 + u1*x135 + w12*x134
    X_12_w22 = -E_w22*x129 + F_22_w22*x134 + u2*x135 + w12*x133
    X_12_u1 = x56*(F_22*x137 + x61*x90)
    X_12_u2 = x56*(-F_12*x138 - x61*x95)
    X_21_w11 = -E_w11*x141 + F_11_w11*x139 + u1*x142 + w21*x140*x56
    X_21_w12 = -E_w12*x141 + u2*x142 + w21*x139
    X_21_w21 = -E_w21*x141 - u1*x143 + w12*x56*x63 + x140*x15*x56
    X_21_w22 = -E_w22*x141 - u2*x143 + w21*x140*x56
    X_21_u1 = x56*(-F_21*x127 - x57*x92)
    X_21_u2 = x56*(F_11*x128 + x57*x89)
    X_22_w11 = -E_w11*x146 + F_11_w11*x144 + u1*x147 + w21*x145*x56
    X_22_w12 = -E_w12*x146 + u2*x147 + w21*x144
    X_22_w21 = -E_w21*x146 - u1*x148 + w12*x56*x71 + x145*x15*x56
    X_22_w22 = -E_w22*x146 - u2*x148 + w21*x145*x56
    X_22_u1 = x56*(-F_21*x137 - x61*x92)
    X_22_u2 = x56*(F_11*x138 + x61*x89)
    Y_11_w11 = -E_w11*x149 - F_22*x150 + w21*x151*x56
    Y_11_w12 = -E_w12*x149 + F_21*x150 + x152*x79
    Y_11_w21 = -E_w21*x149 - F_22*x154 + w12*x153 + x15*x151*x56
    Y_11_w22 = -E_w22*x149 + F_21*x154 + F_22_w22*x153 + x151*x152
    Y_11_v1 = x56*(F_22*x156 + x89)
    Y_11_v2 = x56*(-F_21*x157 - x93)
    Y_12_w11 = -E_w11*x158 + x160
    Y_12_w12 = -E_w12*x158 - x152*x82
    Y_12_w21 = -E_w21*x158 + omega_star*v2*x15*x56 - x161
    Y_12_w22 = -E_w22*x158 - F_22_w22*x56*x82 + x160
    Y_12_v1 = -F_22*x159
    Y_12_v2 = F_21*x159
    Y_21_w11 = -E_w11*x164 + F_11_w11*x162 + F_12*x150 + w12*x163*x56
    Y_21_w12 = -E_w12*x164 - F_11*x150 + w21*x56*x77 + x15*x163*x56
    Y_21_w21 = -E_w21*x164 + F_12*x154 + w12*x162
    Y_21_w22 = -E_w22*x164 - F_11*x154 + w12*x163*x56
    Y_21_v1 = x56*(-F_12*x156 - x94)
    Y_21_v2 = x56*(F_11*x157 + x90)
    Y_22_w11 = -E_w11*x165 - F_11_w11*x166 + x161
    Y_22_w12 = -E_w12*x165 + omega_star*v1*x15*x56 - x160
    Y_22_w21 = -E_w21*x165 - w12*x166
    Y_22_w22 = -E_w22*x165 + x161
    Y_22_v1 = F_12*x159
    Y_22_v2 = -F_11*x159
    gW_11_w11 = (
        P_11*Q_11_w11 + P_11_w11*Q_11 - X_11*Y_11_w11 - X_11_w11*Y_11 - X_12*Y_12_w11 - X_12_w11*Y_12
        + x167
    )
    gW_11_w12 = (
        P_11*Q_11_w12 + P_11_w12*Q_11 - X_11*Y_11_w12 - X_11_w12*Y_11 - X_12*Y_12_w12 - X_12_w12*Y_12
        + x168
    )
    gW_11_w21 = (
        P_11*Q_11_w21 + P_11_w21*Q_11 - X_11*Y_11_w21 - X_11_w21*Y_11 - X_12*Y_12_w21 - X_12_w21*Y_12
        + x169
    )
    gW_11_w22 = (
        P_11*Q_11_w22 + P_11_w22*Q_11 - X_11*Y_11_w22 - X_11_w22*Y_11 - X_12*Y_12_w22 - X_12_w22*Y_12
        + x170
    )
    gW_11_u1 = P_11_u1*Q_11 - X_11_u1*Y_11 - X_12_u1*Y_12 + x171
    gW_11_u2 = P_11_u2*Q_11 - X_11_u2*Y_11 - X_12_u2*Y_12 + x172
    gW_11_v1 = P_11*Q_11_v1 - X_11*Y_11_v1 - X_12*Y_12_v1 + x173
    gW_11_v2 = P_11*Q_11_v2 - X_11*Y_11_v2 - X_12*Y_12_v2 + x174
    gW_12_w11 = (
        P_12*Q_11_w11 + P_12_w11*Q_11 + P_22*Q_12_w11 + P_22_w11*Q_12 - X_21*Y_11_w11 - X_21_w11*Y_11
        - X_22*Y_12_w11 - X_22_w11*Y_12
    )
    gW_12_w12 = (
        P_12*Q_11_w12 + P_12_w12*Q_11 + P_22*Q_12_w12 + P_22_w12*Q_12 - X_21*Y_11_w12 - X_21_w12*Y_11
        - X_22*Y_12_w12 - X_22_w12*Y_12
    )
    gW_12_w21 = (
        P_12*Q_11_w21 + P_12_w21*Q_11 + P_22*Q_12_w21 + P_22_w21*Q_12 - X_21*Y_11_w21 - X_21_w21*Y_11
        - X_22*Y_12_w21 - X_22_w21*Y_12
    )
    gW_12_w22 = (
        P_12*Q_11_w22 + P_12_w22*Q_11 + P_22*Q_12_w22 + P_22_w22*Q_12 - X_21*Y_11_w22 - X_21_w22*Y_11
        - X_22*Y_12_w22 - X_22_w22*Y_12
    )
    gW_12_u1 = P_12_u1*Q_11 + P_22_u1*Q_12 - X_21_u1*Y_11 - X_22_u1*Y_12
    gW_12_u2 = P_12_u2*Q_11 + P_22_u2*Q_12 - X_21_u2*Y_11 - X_22_u2*Y_12
    gW_12_v1 = P_12*Q_11_v1 + P_22*Q_12_v1 - X_21*Y_11_v1 - X_22*Y_12_v1
    gW_12_v2 = P_12*Q_11_v2 + P_22*Q_12_v2 - X_21*Y_11_v2 - X_22*Y_12_v2
    gW_21_w11 = (
        P_11*Q_12_w11 + P_11_w11*Q_12 + P_12*Q_22_w11 + P_12_w11*Q_22 - X_11*Y_21_w11 - X_11_w11*Y_21
        - X_12*Y_22_w11 - X_12_w11*Y_22
    )
    gW_21_w12 = (
        P_11*Q_12_w12 + P_11_w12*Q_12 + P_12*Q_22_w12 + P_12_w12*Q_22 - X_11*Y_21_w12 - X_11_w12*Y_21
        - X_12*Y_22_w12 - X_12_w12*Y_22
    )
    gW_21_w21 = (
        P_11*Q_12_w21 + P_11_w21*Q_12 + P_12*Q_22_w21 + P_12_w21*Q_22 - X_11*Y_21_w21 - X_11_w21*Y_21
        - X_12*Y_22_w21 - X_12_w21*Y_22
    )
    gW_21_w22 = (
        P_11*Q_12_w22 + P_11_w22*Q_12 + P_12*Q_22_w22 + P_12_w22*Q_22 - X_11*Y_21_w22 - X_11_w22*Y_21
        - X_12*Y_22_w22 - X_12_w22*Y_22
    )
    gW_21_u1 = P_11_u1*Q_12 + P_12_u1*Q_22 - X_11_u1*Y_21 - X_12_u1*Y_22
    gW_21_u2 = P_11_u2*Q_12 + P_12_u2*Q_22 - X_11_u2*Y_21 - X_12_u2*Y_22
    gW_21_v1 = P_11*Q_12_v1 + P_12*Q_22_v1 - X_11*Y_21_v1 - X_12*Y_22_v1
    gW_21_v2 = P_11*Q_12_v2 + P_12*Q_22_v2 - X_11*Y_21_v2 - X_12*Y_22_v2
    gW_22_w11 = (
        P_22*Q_22_w11 + P_22_w11*Q_22 - X_21*Y_21_w11 - X_21_w11*Y_21 - X_22*Y_22_w11 - X_22_w11*Y_22
        + x167
    )
    gW_22_w12 = (
        P_22*Q_22_w12 + P_22_w12*Q_22 - X_21*Y_21_w12 - X_21_w12*Y_21 - X_22*Y_22_w12 - X_22_w12*Y_22
        + x168
    )
    gW_22_w21 = (
        P_22*Q_22_w21 + P_22_w21*Q_22 - X_21*Y_21_w21 - X_21_w21*Y_21 - X_22*Y_22_w21 - X_22_w21*Y_22
        + x169
    )
    gW_22_w22 = (
        P_22*Q_22_w22 + P_22_w22*Q_22 - X_21*Y_21_w22 - X_21_w22*Y_21 - X_22*Y_22_w22 - X_22_w22*Y_22
        + x170
    )
    gW_22_u1 = P_22_u1*Q_22 - X_21_u1*Y_21 - X_22_u1*Y_22 + x171
    gW_22_u2 = P_22_u2*Q_22 - X_21_u2*Y_21 - X_22_u2*Y_22 + x172
    gW_22_v1 = P_22*Q_22_v1 - X_21*Y_21_v1 - X_22*Y_22_v1 + x173
    gW_22_v2 = P_22*Q_22_v2 - X_21*Y_21_v2 - X_22*Y_22_v2 + x174
    gu_1_w11 = Q_11_w11*u1 + Q_12_w11*u2 - Y_11_w11*x57 - Y_12_w11*x61
    gu_1_w12 = Q_11_w12*u1 + Q_12_w12*u2 - Y_11_w12*x57 - Y_12_w12*x61
    gu_1_w21 = Q_11_w21*u1 + Q_12_w21*u2 - Y_11_w21*x57 - Y_12_w21*x61
    gu_1_w22 = Q_11_w22*u1 + Q_12_w22*u2 - Y_11_w22*x57 - Y_12_w22*x61
    gu_1_v1 = Q_11_v1*u1 + Q_12_v1*u2 - Y_11_v1*x57 - Y_12_v1*x61
    gu_1_v2 = Q_11_v2*u1 + Q_12_v2*u2 - Y_11_v2*x57 - Y_12_v2*x61
    gu_2_w11 = Q_12_w11*u1 + Q_22_w11*u2 - Y_21_w11*x57 - Y_22_w11*x61
    gu_2_w12 = Q_12_w12*u1 + Q_22_w12*u2 - Y_21_w12*x57 - Y_22_w12*x61
    gu_2_w21 = Q_12_w21*u1 + Q_22_w21*u2 - Y_21_w21*x57 - Y_22_w21*x61
    gu_2_w22 = Q_12_w22*u1 + Q_22_w22*u2 - Y_21_w22*x57 - Y_22_w22*x61
    gu_2_v1 = Q_12_v1*u1 + Q_22_v1*u2 - Y_21_v1*x57 - Y_22_v1*x61
    gu_2_v2 = Q_12_v2*u1 + Q_22_v2*u2 - Y_21_v2*x57 - Y_22_v2*x61
    gv_1_w11 = P_11_w11*v1 + P_12_w11*v2 - X_11_w11
    gv_1_w12 = P_11_w12*v1 + P_12_w12*v2 - X_11_w12
    gv_1_w21 = P_11_w21*v1 + P_12_w21*v2 - X_11_w21
    gv_1_w22 = P_11_w22*v1 + P_12_w22*v2 - X_11_w22
    gv_1_u1 = P_11_u1*v1 + P_12_u1*v2 - X_11_u1
    gv_1_u2 = P_11_u2*v1 + P_12_u2*v2 - X_11_u2
    gv_2_w11 = P_12_w11*v1 + P_22_w11*v2 - X_21_w11
    gv_2_w12 = P_12_w12*v1 + P_22_w12*v2 - X_21_w12
    gv_2_w21 = P_12_w21*v1 + P_22_w21*v2 - X_21_w21
    gv_2_w22 = P_12_w22*v1 + P_22_w22*v2 - X_21_w22
    gv_2_u1 = P_12_u1*v1 + P_22_u1*v2 - X_21_u1
    gv_2_u2 = P_12_u2*v1 + P_22_u2*v2 - X_21_u2
    return (
        (
            -eta_W*gW_11_w11,
            -eta_W*gW_11_w12,
            -eta_W*gW_11_w21,
            -eta_W*gW_11_w22,
            -eta_W*gW_11_u1,
            -eta_W*gW_11_u2,
            -eta_W*gW_11_v1,
            -eta_W*gW_11_v2,
        ),
        (
            -eta_W*gW_12_w11,
            -eta_W*gW_12_w12,
            -eta_W*gW_12_w21,
            -eta_W*gW_12_w22,
            -eta_W*gW_12_u1,
            -eta_W*gW_12_u2,
            -eta_W*gW_12_v1,
            -eta_W*gW_12_v2,
        ),
        (
            -eta_W*gW_21_w11,
            -eta_W*gW_21_w12,
            -eta_W*gW_21_w21,
            -eta_W*gW_21_w22,
            -eta_W*gW_21_u1,
            -eta_W*gW_21_u2,
            -eta_W*gW_21_v1,
            -eta_W*gW_21_v2,
        ),
        (
            -eta_W*gW_22_w11,
            -eta_W*gW_22_w12,
            -eta_W*gW_22_w21,
            -eta_W*gW_22_w22,
            -eta_W*gW_22_u1,
            -eta_W*gW_22_u2,
            -eta_W*gW_22_v1,
            -eta_W*gW_22_v2,
        ),
        (
            -eta_u*gu_1_w11,
            -eta_u*gu_1_w12,
            -eta_u*gu_1_w21,
            -eta_u*gu_1_w22,
            -Q_11*eta_u,
            x175,
            -eta_u*gu_1_v1,
            -eta_u*gu_1_v2,
        ),
        (
            -eta_u*gu_2_w11,
            -eta_u*gu_2_w12,
            -eta_u*gu_2_w21,
            -eta_u*gu_2_w22,
            x175,
            -Q_22*eta_u,
            -eta_u*gu_2_v1,
            -eta_u*gu_2_v2,
        ),
        (
            -eta_v*gv_1_w11,
            -eta_v*gv_1_w12,
            -eta_v*gv_1_w21,
            -eta_v*gv_1_w22,
            -eta_v*gv_1_u1,
            -eta_v*gv_1_u2,
            -P_11*eta_v,
            x176,
        ),
        (
            -eta_v*gv_2_w11,
            -eta_v*gv_2_w12,
            -eta_v*gv_2_w21,
            -eta_v*gv_2_w22,
            -eta_v*gv_2_u1,
            -eta_v*gv_2_u2,
            x176,
            -P_22*eta_v,
        ),
    )


def observables(state, parameters):
    """The observables, in the order of their names."""
    w11, w12, w21, w22, u1, u2, v1, v2 = state
    c_star, omega_star, phase, _, _, _ = parameters
    T = w11 + w22 - 2
    x1 = w12*w21
    x2 = w11 - 1
    x3 = w22 - 1
    x4 = x1 - x2*x3
    D = -x4
    x6 = -w11
    x7 = 2*c_star
    x8 = x7 + 1
    x9 = omega_star**2
    x10 = c_star**2
    x11 = x10 + x9
    x12 = x1 + x11
    x13 = -w22
    x14 = x7 + 2
    x15 = -x13 - x14 - x6
    x16 = u1**2
    x17 = x16*x3
    x18 = u2*w12
    x19 = -u1*x18 + x17
    x20 = u2**2
    x21 = w12*x20
    x22 = u1*x3
    x23 = u2*x22
    x24 = -x21 + x23
    x25 = -D*x16 + w12*x24 - x19*x3
    x26 = 1/D
    x27 = 1/T
    x28 = 0.5*x27
    x29 = x26*x28
    x30 = D*u2
    x31 = -u1*x30 + w21*x19 - x2*x24
    x32 = u1*w21
    x33 = u2*x32
    x34 = x2*x20 - x33
    x35 = w21*x16
    x36 = -u1*u2*x2 + x35
    x37 = -D*x20 - w21*x36 - x2*x34
    F_11 = x12 - x2*(x6 + x8)
    F_12 = w12*x15
    F_21 = w21*x15
    F_22 = x12 - x3*(x13 + x8)
    E = F_11*F_22 - F_12*F_21
    x56 = 1/E
    x57 = cos(phase)
    x58 = c_star*x57
    x59 = -x3
    x60 = x57*x59
    x61 = sin(phase)
    x62 = omega_star*x61
    x63 = u2*x58 + u2*x60 - u2*x62 - x32*x57
    x64 = -x2
    x65 = x57*x64
    x66 = u1*x58 - u1*x62 + u1*x65 - x18*x57
    x67 = -F_12*x63 + F_22*x66
    x75 = F_11*x63 - F_21*x66
    P_12 = x29*x31
    P_11 = x25*x29
    x87 = P_11*v1 + P_12*v2
    P_22 = x29*x37
    x88 = P_12*v1 + P_22*v2
    x113 = 0.5*v1
    x177 = 0.125*(2*x10*x57**2 - x57*x62*x7 + x9)/(c_star*x11)
    x178 = -0.5*w11 - 0.5*w22 + 1
    X_11 = x56*x67
    X_21 = x56*x75
    return (
        -X_11*v1 - X_21*v2 + 0.5*v2*x88 + x113*x87 + x177,  # loss
        u1*v1 + u2*v2,  # gain
        x178,  # c
        -x178**2 - x4,  # omega_squared
    )


def invariants(state, parameters):
    """Quantities that the flow conserves, in the order of their names."""
    w11, w12, w21, w22, u1, u2, v1, v2 = state
    _, _, _, eta_W, eta_u, eta_v = parameters
    x16 = u1**2
    x20 = u2**2
    x38 = v1**2
    x42 = v2**2
    x179 = eta_W*eta_u
    x180 = eta_u*eta_v
    x181 = w21**2*x180
    x182 = w12**2*x180
    return (
        eta_W*eta_v*x16 - x179*x38 - x181 + x182,  # balance_11
        eta_W*eta_v*u1*u2 + eta_u*eta_v*w11*w21 + eta_u*eta_v*w12*w22 - v1*v2*x179 - w11*w12*x180 - w21*w22*x180,  # balance_12
        eta_W*eta_v*x20 - x179*x42 + x181 - x182,  # balance_22
    )


def stability(state, parameters):
    """Hurwitz determinants of W − I: the network is stable if and only if all are positive."""
    w11, w12, w21, w22, _, _, _, _ = state
    T = w11 + w22 - 2
    x1 = w12*w21
    x2 = w11 - 1
    x3 = w22 - 1
    x4 = x1 - x2*x3
    D = -x4
    return (-T, D)


def target_power(parameters):
    """½∫f*² dt, the loss of the zero network."""
    c_star, omega_star, phase, _, _, _ = parameters
    x7 = 2*c_star
    x9 = omega_star**2
    x10 = c_star**2
    x11 = x10 + x9
    x57 = cos(phase)
    x61 = sin(phase)
    x62 = omega_star*x61
    x177 = 0.125*(2*x10*x57**2 - x57*x62*x7 + x9)/(c_star*x11)
    return x177
