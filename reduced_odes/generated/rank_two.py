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
HASH = "9176e3b142e17e4d"
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
    D = -x1 + x2*x3
    x5 = -w11
    x6 = 2*c_star
    x7 = x6 + 1
    x8 = omega_star**2
    x9 = c_star**2
    x10 = x8 + x9
    x11 = x1 + x10
    x12 = -w22
    x13 = x6 + 2
    x14 = -x12 - x13 - x5
    x15 = u1**2
    x16 = x15*x3
    x17 = u2*w12
    x18 = -u1*x17 + x16
    x19 = u2**2
    x20 = w12*x19
    x21 = u1*x3
    x22 = u2*x21
    x23 = -x20 + x22
    x24 = -D*x15 + w12*x23 - x18*x3
    x25 = 1/D
    x26 = 1/T
    x27 = 0.5*x26
    x28 = x25*x27
    x29 = D*u2
    x30 = -u1*x29 + w21*x18 - x2*x23
    x31 = u1*w21
    x32 = u2*x31
    x33 = x19*x2 - x32
    x34 = w21*x15
    x35 = -u1*u2*x2 + x34
    x36 = -D*x19 - w21*x35 - x2*x33
    x37 = v1**2
    x38 = x3*x37
    x39 = v2*w21
    x40 = -v1*x39 + x38
    x41 = v2**2
    x42 = w21*x41
    x43 = v1*x3
    x44 = v2*x43
    x45 = -x42 + x44
    x46 = -D*x37 + w21*x45 - x3*x40
    x47 = D*v2
    x48 = -v1*x47 + w12*x40 - x2*x45
    x49 = v1*w12
    x50 = v2*x49
    x51 = x2*x41 - x50
    x52 = w12*x37
    x53 = -v1*v2*x2 + x52
    x54 = -D*x41 - w12*x53 - x2*x51
    F_11 = x11 - x2*(x5 + x7)
    F_12 = w12*x14
    F_21 = w21*x14
    F_22 = x11 - x3*(x12 + x7)
    E = F_11*F_22 - F_12*F_21
    x55 = 1/E
    x56 = cos(phase)
    x57 = c_star*x56
    x58 = -x3
    x59 = x56*x58
    x60 = sin(phase)
    x61 = omega_star*x60
    x62 = u2*x57 + u2*x59 - u2*x61 - x31*x56
    x63 = -x2
    x64 = x56*x63
    x65 = u1*x57 - u1*x61 + u1*x64 - x17*x56
    x66 = -F_12*x62 + F_22*x65
    x67 = omega_star*x56
    x68 = c_star*x60
    x69 = x58*x60
    x70 = u2*x67 + u2*x68 + u2*x69 - x31*x60
    x71 = x60*x63
    x72 = u1*x67 + u1*x68 + u1*x71 - x17*x60
    x73 = -F_12*x70 + F_22*x72
    x74 = F_11*x62 - F_21*x65
    x75 = F_11*x70 - F_21*x72
    x76 = c_star*v2 + v2*x58 - x49
    x77 = -x39
    x78 = c_star*v1 + v1*x63 + x77
    x79 = -F_21*x76 + F_22*x78
    x80 = omega_star*v2
    x81 = omega_star*v1
    x82 = F_21*x80 - F_22*x81
    x83 = F_11*x76 - F_12*x78
    x84 = -F_11*x80 + F_12*omega_star*v1
    P_12 = x28*x30
    Q_12 = x28*x48
    x85 = P_12*Q_12
    P_11 = x24*x28
    x86 = P_11*v1 + P_12*v2
    P_22 = x28*x36
    x87 = P_12*v1 + P_22*v2
    Q_11 = x28*x46
    Q_22 = x28*x54
    X_11 = x55*x66
    X_12 = x55*x73
    X_21 = x55*x74
    X_22 = x55*x75
    Y_11 = x55*x79
    Y_12 = x55*x82
    Y_21 = x55*x83
    Y_22 = x55*x84
    gW_11 = P_11*Q_11 - X_11*Y_11 - X_12*Y_12 + x85
    gW_12 = P_12*Q_11 + P_22*Q_12 - X_21*Y_11 - X_22*Y_12
    gW_21 = P_11*Q_12 + P_12*Q_22 - X_11*Y_21 - X_12*Y_22
    gW_22 = P_22*Q_22 - X_21*Y_21 - X_22*Y_22 + x85
    gu_1 = Q_11*u1 + Q_12*u2 - Y_11*x56 - Y_12*x60
    gu_2 = Q_12*u1 + Q_22*u2 - Y_21*x56 - Y_22*x60
    gv_1 = -X_11 + x86
    gv_2 = -X_21 + x87
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
    D = -x1 + x2*x3
    x5 = -w11
    x6 = 2*c_star
    x7 = x6 + 1
    x8 = omega_star**2
    x9 = c_star**2
    x10 = x8 + x9
    x11 = x1 + x10
    x12 = -w22
    x13 = x6 + 2
    x14 = -x12 - x13 - x5
    x15 = u1**2
    x16 = x15*x3
    x17 = u2*w12
    x18 = -u1*x17 + x16
    x19 = u2**2
    x20 = w12*x19
    x21 = u1*x3
    x22 = u2*x21
    x23 = -x20 + x22
    x24 = -D*x15 + w12*x23 - x18*x3
    x25 = 1/D
    x26 = 1/T
    x27 = 0.5*x26
    x28 = x25*x27
    x29 = D*u2
    x30 = -u1*x29 + w21*x18 - x2*x23
    x31 = u1*w21
    x32 = u2*x31
    x33 = x19*x2 - x32
    x34 = w21*x15
    x35 = -u1*u2*x2 + x34
    x36 = -D*x19 - w21*x35 - x2*x33
    x37 = v1**2
    x38 = x3*x37
    x39 = v2*w21
    x40 = -v1*x39 + x38
    x41 = v2**2
    x42 = w21*x41
    x43 = v1*x3
    x44 = v2*x43
    x45 = -x42 + x44
    x46 = -D*x37 + w21*x45 - x3*x40
    x47 = D*v2
    x48 = -v1*x47 + w12*x40 - x2*x45
    x49 = v1*w12
    x50 = v2*x49
    x51 = x2*x41 - x50
    x52 = w12*x37
    x53 = -v1*v2*x2 + x52
    x54 = -D*x41 - w12*x53 - x2*x51
    F_11 = x11 - x2*(x5 + x7)
    F_12 = w12*x14
    F_21 = w21*x14
    F_22 = x11 - x3*(x12 + x7)
    E = F_11*F_22 - F_12*F_21
    x55 = 1/E
    x56 = cos(phase)
    x57 = c_star*x56
    x58 = -x3
    x59 = x56*x58
    x60 = sin(phase)
    x61 = omega_star*x60
    x62 = u2*x57 + u2*x59 - u2*x61 - x31*x56
    x63 = -x2
    x64 = x56*x63
    x65 = u1*x57 - u1*x61 + u1*x64 - x17*x56
    x66 = -F_12*x62 + F_22*x65
    x67 = omega_star*x56
    x68 = c_star*x60
    x69 = x58*x60
    x70 = u2*x67 + u2*x68 + u2*x69 - x31*x60
    x71 = x60*x63
    x72 = u1*x67 + u1*x68 + u1*x71 - x17*x60
    x73 = -F_12*x70 + F_22*x72
    x74 = F_11*x62 - F_21*x65
    x75 = F_11*x70 - F_21*x72
    x76 = c_star*v2 + v2*x58 - x49
    x77 = -x39
    x78 = c_star*v1 + v1*x63 + x77
    x79 = -F_21*x76 + F_22*x78
    x80 = omega_star*v2
    x81 = omega_star*v1
    x82 = F_21*x80 - F_22*x81
    x83 = F_11*x76 - F_12*x78
    x84 = -F_11*x80 + F_12*omega_star*v1
    P_12 = x28*x30
    Q_12 = x28*x48
    P_11 = x24*x28
    P_22 = x28*x36
    x88 = F_21*w12
    x89 = F_12*w21
    x90 = x88 + x89
    x91 = F_11*w21
    x92 = F_22*w21
    x93 = F_11*w12
    x94 = F_22*w12
    x95 = x27/D**2
    x96 = -x15*x28 - x24*x95
    x97 = 0.5*x25/T**2
    x98 = -x24*x97
    x99 = -x17 + 2*x21
    x100 = D*u1
    x101 = -2*x17 + x21
    x102 = -u1*u2*x28 - x30*x95
    x103 = -x30*x97
    x104 = x2*x3
    x105 = -x19*x28 - x36*x95
    x106 = -x36*x97
    x107 = -x28*x37 - x46*x95
    x108 = -x46*x97
    x109 = 2*x43 + x77
    x110 = D*v1
    x111 = -2*x39 + x43
    x112 = 0.5*v1
    x113 = -v2*x112*x25*x26 - x48*x95
    x114 = -x48*x97
    x115 = -x28*x41 - x54*x95
    x116 = -x54*x97
    x117 = E**(-2)
    x118 = x117*x66
    x119 = -x62
    x120 = x55*x56
    x121 = F_22*x120
    x122 = x119*x55
    x123 = x55*x65
    x124 = F_12*x120
    x125 = x57 - x61
    x126 = x125 + x64
    x127 = x125 + x59
    x128 = x117*x73
    x129 = -x70
    x130 = x55*x60
    x131 = F_22*x130
    x132 = x129*x55
    x133 = x55*x72
    x134 = F_12*x130
    x135 = x67 + x68
    x136 = x135 + x71
    x137 = x135 + x69
    x138 = x55*x62
    x139 = -x65
    x140 = x117*x74
    x141 = F_21*x120
    x142 = F_11*x120
    x143 = x55*x70
    x144 = -x72
    x145 = x117*x75
    x146 = F_21*x130
    x147 = F_11*x130
    x148 = x117*x79
    x149 = v1*x55
    x150 = -x76
    x151 = w21*x55
    x152 = x55*x78
    x153 = v2*x55
    x154 = c_star + 1
    x155 = x154 + x5
    x156 = x12 + x154
    x157 = x117*x82
    x158 = omega_star*x55
    x159 = x158*x39
    x160 = x158*x49
    x161 = x55*x76
    x162 = -x78
    x163 = x117*x83
    x164 = x117*x84
    x165 = x55*x80
    P_12_w11 = x102*x3 + x103 - x23*x28
    Q_12_w11 = x113*x3 + x114 - x28*x45
    x166 = P_12*Q_12_w11 + P_12_w11*Q_12
    P_12_w12 = -w21*x102 + 0.5*x25*x26*x33
    Q_12_w12 = -w21*x113 + 0.5*x25*x26*x40
    x167 = P_12*Q_12_w12 + P_12_w12*Q_12
    P_12_w21 = -w12*x102 + 0.5*x18*x25*x26
    Q_12_w21 = -w12*x113 + 0.5*x25*x26*x51
    x168 = P_12*Q_12_w21 + P_12_w21*Q_12
    P_12_w22 = x102*x2 + x103 + x28*x35
    Q_12_w22 = x113*x2 + x114 + x28*x53
    x169 = P_12*Q_12_w22 + P_12_w22*Q_12
    P_12_u1 = x28*(-u2*x104 + w21*x99 - x29)
    x170 = P_12_u1*Q_12
    P_12_u2 = x28*(-u1*x1 - x100 - x101*x2)
    x171 = P_12_u2*Q_12
    Q_12_v1 = x28*(-v2*x104 + w12*x109 - x47)
    x172 = P_12*Q_12_v1
    Q_12_v2 = x28*(-v1*x1 - x110 - x111*x2)
    x173 = P_12*Q_12_v2
    x174 = -Q_12*eta_u
    x175 = -P_12*eta_v
    Q_11 = x28*x46
    Q_22 = x28*x54
    X_11 = x55*x66
    X_12 = x55*x73
    X_21 = x55*x74
    X_22 = x55*x75
    Y_11 = x55*x79
    Y_12 = x55*x82
    Y_21 = x55*x83
    Y_22 = x55*x84
    F_11_w11 = 2*w11 - x13
    F_22_w22 = 2*w22 - x13
    E_w11 = F_11_w11*F_22 - x90
    E_w12 = -F_21*x14 + x91 + x92
    E_w21 = -F_12*x14 + x93 + x94
    E_w22 = F_11*F_22_w22 - x90
    P_11_w11 = x3*x96 + x98
    P_11_w12 = -w21*x96 + 0.5*x25*x26*(-2*x20 + 2*x22)
    P_11_w21 = -w12*x96
    P_11_w22 = x2*x96 + x28*(2*u1*u2*w12 - 2*x16) + x98
    P_11_u1 = x28*(u2*w12*x3 - 2*x100 - x3*x99)
    P_11_u2 = x28*(w12*x101 + w12*x21)
    P_22_w11 = x105*x3 + x106 + x28*(-2*x19*x2 + 2*x32)
    P_22_w12 = -w21*x105
    P_22_w21 = -w12*x105 + 0.5*x25*x26*(2*u1*u2*x2 - 2*x34)
    P_22_w22 = x105*x2 + x106
    P_22_u1 = x28*(u2*w21*x2 + w21*(u2*x2 - 2*x31))
    P_22_u2 = x28*(u1*w21*x2 - x2*(2*u2*x2 - x31) - 2*x29)
    Q_11_w11 = x107*x3 + x108
    Q_11_w12 = -w21*x107
    Q_11_w21 = -w12*x107 + 0.5*x25*x26*(-2*x42 + 2*x44)
    Q_11_w22 = x107*x2 + x108 + x28*(2*v1*v2*w21 - 2*x38)
    Q_11_v1 = x28*(v2*w21*x3 - x109*x3 - 2*x110)
    Q_11_v2 = x28*(w21*x111 + w21*x43)
    Q_22_w11 = x115*x3 + x116 + x28*(-2*x2*x41 + 2*x50)
    Q_22_w12 = -w21*x115 + 0.5*x25*x26*(2*v1*v2*x2 - 2*x52)
    Q_22_w21 = -w12*x115
    Q_22_w22 = x115*x2 + x116
    Q_22_v1 = x28*(v2*w12*x2 + w12*(v2*x2 - 2*x49))
    Q_22_v2 = x28*(v1*w12*x2 - x2*(2*v2*x2 - x49) - 2*x47)
    X_11_w11 = -E_w11*x118 - u1*x121 + w12*x119*x55
    X_11_w12 = -E_w12*x118 - u2*x121 + w21*x123 + x122*x14
    X_11_w21 = -E_w21*x118 + u1*x124 + w12*x123
    X_11_w22 = -E_w22*x118 + F_22_w22*x123 + u2*x124 + w12*x122
    X_11_u1 = x55*(F_22*x126 + x56*x89)
    X_11_u2 = x55*(-F_12*x127 - x56*x94)
    X_12_w11 = -E_w11*x128 - u1*x131 + w12*x129*x55
    X_12_w12 = -E_w12*x128 - u2*x131 + w21*x133 + x132*x14
    X_12_w21 = -E_w21*x128 + u1*x134 + w12*x133
    X_12_w22 = -E_w22*x128 + F_22_w22*x133 + u2*x134 + w12*x132
    X_12_u1 = x55*(F_22*x136 + x60*x89)
    X_12_u2 = x55*(-F_12*x137 - x60*x94)
    X_21_w11 = -E_w11*x140 + F_11_w11*x138 + u1*x141 + w21*x139*x55
    X_21_w12 = -E_w12*x140 + u2*x141 + w21*x138
    X_21_w21 = -E_w21*x140 - u1*x142 + w12*x55*x62 + x139*x14*x55
    X_21_w22 = -E_w22*x140 - u2*x142 + w21*x139*x55
    X_21_u1 = x55*(-F_21*x126 - x56*x91)
    X_21_u2 = x55*(F_11*x127 + x56*x88)
    X_22_w11 = -E_w11*x145 + F_11_w11*x143 + u1*x146 + w21*x144*x55
    X_22_w12 = -E_w12*x145 + u2*x146 + w21*x143
    X_22_w21 = -E_w21*x145 - u1*x147 + w12*x55*x70 + x14*x144*x55
    X_22_w22 = -E_w22*x145 - u2*x147 + w21*x144*x55
    X_22_u1 = x55*(-F_21*x136 - x60*x91)
    X_22_u2 = x55*(F_11*x137 + x60*x88)
    Y_11_w11 = -E_w11*x148 - F_22*x149 + w21*x150*x55
    Y_11_w12 = -E_w12*x148 + F_21*x149 + x151*x78
    Y_11_w21 = -E_w21*x148 - F_22*x153 + w12*x152 + x14*x150*x55
    Y_11_w22 = -E_w22*x148 + F_21*x153 + F_22_w22*x152 + x150*x151
    Y_11_v1 = x55*(F_22*x155 + x88)
    Y_11_v2 = x55*(-F_21*x156 - x92)
    Y_12_w11 = -E_w11*x157 + x159
    Y_12_w12 = -E_w12*x157 - x151*x81
    Y_12_w21 = -E_w21*x157 + omega_star*v2*x14*x55 - x160
    Y_12_w22 = -E_w22*x157 - F_22_w22*x55*x81 + x159
    Y_12_v1 = -F_22*x158
    Y_12_v2 = F_21*x158
    Y_21_w11 = -E_w11*x163 + F_11_w11*x161 + F_12*x149 + w12*x162*x55
    Y_21_w12 = -E_w12*x163 - F_11*x149 + w21*x55*x76 + x14*x162*x55
    Y_21_w21 = -E_w21*x163 + F_12*x153 + w12*x161
    Y_21_w22 = -E_w22*x163 - F_11*x153 + w12*x162*x55
    Y_21_v1 = x55*(-F_12*x155 - x93)
    Y_21_v2 = x55*(F_11*x156 + x89)
    Y_22_w11 = -E_w11*x164 - F_11_w11*x165 + x160
    Y_22_w12 = -E_w12*x164 + omega_star*v1*x14*x55 - x159
    Y_22_w21 = -E_w21*x164 - w12*x165
    Y_22_w22 = -E_w22*x164 + x160
    Y_22_v1 = F_12*x158
    Y_22_v2 = -F_11*x158
    gW_11_w11 = (
        P_11*Q_11_w11 + P_11_w11*Q_11 - X_11*Y_11_w11 - X_11_w11*Y_11 - X_12*Y_12_w11 - X_12_w11*Y_12
        + x166
    )
    gW_11_w12 = (
        P_11*Q_11_w12 + P_11_w12*Q_11 - X_11*Y_11_w12 - X_11_w12*Y_11 - X_12*Y_12_w12 - X_12_w12*Y_12
        + x167
    )
    gW_11_w21 = (
        P_11*Q_11_w21 + P_11_w21*Q_11 - X_11*Y_11_w21 - X_11_w21*Y_11 - X_12*Y_12_w21 - X_12_w21*Y_12
        + x168
    )
    gW_11_w22 = (
        P_11*Q_11_w22 + P_11_w22*Q_11 - X_11*Y_11_w22 - X_11_w22*Y_11 - X_12*Y_12_w22 - X_12_w22*Y_12
        + x169
    )
    gW_11_u1 = P_11_u1*Q_11 - X_11_u1*Y_11 - X_12_u1*Y_12 + x170
    gW_11_u2 = P_11_u2*Q_11 - X_11_u2*Y_11 - X_12_u2*Y_12 + x171
    gW_11_v1 = P_11*Q_11_v1 - X_11*Y_11_v1 - X_12*Y_12_v1 + x172
    gW_11_v2 = P_11*Q_11_v2 - X_11*Y_11_v2 - X_12*Y_12_v2 + x173
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
        + x166
    )
    gW_22_w12 = (
        P_22*Q_22_w12 + P_22_w12*Q_22 - X_21*Y_21_w12 - X_21_w12*Y_21 - X_22*Y_22_w12 - X_22_w12*Y_22
        + x167
    )
    gW_22_w21 = (
        P_22*Q_22_w21 + P_22_w21*Q_22 - X_21*Y_21_w21 - X_21_w21*Y_21 - X_22*Y_22_w21 - X_22_w21*Y_22
        + x168
    )
    gW_22_w22 = (
        P_22*Q_22_w22 + P_22_w22*Q_22 - X_21*Y_21_w22 - X_21_w22*Y_21 - X_22*Y_22_w22 - X_22_w22*Y_22
        + x169
    )
    gW_22_u1 = P_22_u1*Q_22 - X_21_u1*Y_21 - X_22_u1*Y_22 + x170
    gW_22_u2 = P_22_u2*Q_22 - X_21_u2*Y_21 - X_22_u2*Y_22 + x171
    gW_22_v1 = P_22*Q_22_v1 - X_21*Y_21_v1 - X_22*Y_22_v1 + x172
    gW_22_v2 = P_22*Q_22_v2 - X_21*Y_21_v2 - X_22*Y_22_v2 + x173
    gu_1_w11 = Q_11_w11*u1 + Q_12_w11*u2 - Y_11_w11*x56 - Y_12_w11*x60
    gu_1_w12 = Q_11_w12*u1 + Q_12_w12*u2 - Y_11_w12*x56 - Y_12_w12*x60
    gu_1_w21 = Q_11_w21*u1 + Q_12_w21*u2 - Y_11_w21*x56 - Y_12_w21*x60
    gu_1_w22 = Q_11_w22*u1 + Q_12_w22*u2 - Y_11_w22*x56 - Y_12_w22*x60
    gu_1_v1 = Q_11_v1*u1 + Q_12_v1*u2 - Y_11_v1*x56 - Y_12_v1*x60
    gu_1_v2 = Q_11_v2*u1 + Q_12_v2*u2 - Y_11_v2*x56 - Y_12_v2*x60
    gu_2_w11 = Q_12_w11*u1 + Q_22_w11*u2 - Y_21_w11*x56 - Y_22_w11*x60
    gu_2_w12 = Q_12_w12*u1 + Q_22_w12*u2 - Y_21_w12*x56 - Y_22_w12*x60
    gu_2_w21 = Q_12_w21*u1 + Q_22_w21*u2 - Y_21_w21*x56 - Y_22_w21*x60
    gu_2_w22 = Q_12_w22*u1 + Q_22_w22*u2 - Y_21_w22*x56 - Y_22_w22*x60
    gu_2_v1 = Q_12_v1*u1 + Q_22_v1*u2 - Y_21_v1*x56 - Y_22_v1*x60
    gu_2_v2 = Q_12_v2*u1 + Q_22_v2*u2 - Y_21_v2*x56 - Y_22_v2*x60
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
            x174,
            -eta_u*gu_1_v1,
            -eta_u*gu_1_v2,
        ),
        (
            -eta_u*gu_2_w11,
            -eta_u*gu_2_w12,
            -eta_u*gu_2_w21,
            -eta_u*gu_2_w22,
            x174,
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
            x175,
        ),
        (
            -eta_v*gv_2_w11,
            -eta_v*gv_2_w12,
            -eta_v*gv_2_w21,
            -eta_v*gv_2_w22,
            -eta_v*gv_2_u1,
            -eta_v*gv_2_u2,
            x175,
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
    D = -x1 + x2*x3
    x5 = -w11
    x6 = 2*c_star
    x7 = x6 + 1
    x8 = omega_star**2
    x9 = c_star**2
    x10 = x8 + x9
    x11 = x1 + x10
    x12 = -w22
    x13 = x6 + 2
    x14 = -x12 - x13 - x5
    x15 = u1**2
    x16 = x15*x3
    x17 = u2*w12
    x18 = -u1*x17 + x16
    x19 = u2**2
    x20 = w12*x19
    x21 = u1*x3
    x22 = u2*x21
    x23 = -x20 + x22
    x24 = -D*x15 + w12*x23 - x18*x3
    x25 = 1/D
    x26 = 1/T
    x27 = 0.5*x26
    x28 = x25*x27
    x29 = D*u2
    x30 = -u1*x29 + w21*x18 - x2*x23
    x31 = u1*w21
    x32 = u2*x31
    x33 = x19*x2 - x32
    x34 = w21*x15
    x35 = -u1*u2*x2 + x34
    x36 = -D*x19 - w21*x35 - x2*x33
    F_11 = x11 - x2*(x5 + x7)
    F_12 = w12*x14
    F_21 = w21*x14
    F_22 = x11 - x3*(x12 + x7)
    E = F_11*F_22 - F_12*F_21
    x55 = 1/E
    x56 = cos(phase)
    x57 = c_star*x56
    x58 = -x3
    x59 = x56*x58
    x60 = sin(phase)
    x61 = omega_star*x60
    x62 = u2*x57 + u2*x59 - u2*x61 - x31*x56
    x63 = -x2
    x64 = x56*x63
    x65 = u1*x57 - u1*x61 + u1*x64 - x17*x56
    x66 = -F_12*x62 + F_22*x65
    x74 = F_11*x62 - F_21*x65
    P_12 = x28*x30
    P_11 = x24*x28
    x86 = P_11*v1 + P_12*v2
    P_22 = x28*x36
    x87 = P_12*v1 + P_22*v2
    x112 = 0.5*v1
    x176 = 0.125*(2*x56**2*x9 - x56*x6*x61 + x8)/(c_star*x10)
    x177 = 0.5*w11
    x178 = 0.5*w22
    X_11 = x55*x66
    X_21 = x55*x74
    return (
        -X_11*v1 - X_21*v2 + 0.5*v2*x87 + x112*x86 + x176,  # loss
        u1*v1 + u2*v2,  # gain
        -x177 - x178 + 1,  # c
        -x1 - (x177 - x178)**2,  # omega_squared
    )


def invariants(state, parameters):
    """Quantities that the flow conserves, in the order of their names."""
    w11, w12, w21, w22, u1, u2, v1, v2 = state
    _, _, _, eta_W, eta_u, eta_v = parameters
    x15 = u1**2
    x19 = u2**2
    x37 = v1**2
    x41 = v2**2
    x179 = eta_W*eta_u
    x180 = eta_u*eta_v
    x181 = w21**2*x180
    x182 = w12**2*x180
    return (
        eta_W*eta_v*x15 - x179*x37 - x181 + x182,  # balance_11
        eta_W*eta_v*u1*u2 + eta_u*eta_v*w11*w21 + eta_u*eta_v*w12*w22 - v1*v2*x179 - w11*w12*x180 - w21*w22*x180,  # balance_12
        eta_W*eta_v*x19 - x179*x41 + x181 - x182,  # balance_22
    )


def stability(state, parameters):
    """Hurwitz determinants of W − I: the network is stable if and only if all are positive."""
    w11, w12, w21, w22, _, _, _, _ = state
    T = w11 + w22 - 2
    x1 = w12*w21
    x2 = w11 - 1
    x3 = w22 - 1
    D = -x1 + x2*x3
    return (-T, D)


def target_power(parameters):
    """½∫f*² dt, the loss of the zero network."""
    c_star, omega_star, phase, _, _, _ = parameters
    x6 = 2*c_star
    x8 = omega_star**2
    x9 = c_star**2
    x10 = x8 + x9
    x56 = cos(phase)
    x60 = sin(phase)
    x61 = omega_star*x60
    x176 = 0.125*(2*x56**2*x9 - x56*x6*x61 + x8)/(c_star*x10)
    return x176
