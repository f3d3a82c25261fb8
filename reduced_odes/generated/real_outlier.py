"""Reduced learning dynamics `real_outlier`: generated from a proven derivation, not to be edited.

Derived under these assumptions:

- Units are linear: dh/dt = −h + W h + u x(t), y = vᵀh, with time in units of the neuron's time
  constant.
- The input x is white noise of unit power, and the loss is L = ½ E(y − y*)² in the stationary state.
- The network is stable: every eigenvalue of M = W − I lies in the open left half plane.
- Learning is gradient flow with rates η in the learning time s (gradient descent with step η: s = η ×
  steps).
- The target filter is exp(−c* t) with c* > 0.
- The number N of neurons is arbitrary; everything is written in an orthonormal frame of the weights'
  subspace.
- Initially u and v are parallel to one unit vector n, and W = (1 − c) n nᵀ (without recurrent weights c
  = 1).

Generated with SymPy 1.14.0; rewritten by ``python -m derivations real_outlier --format python``.
"""

FORMAT = 1
NAME = "real_outlier"
HASH = "555521f77e550289"
STATE = ("a", "b", "c")
ORIGIN = (0.0, 0.0, 1.0)
PARAMETERS = ("c_star", "eta_W", "eta_u", "eta_v")
DEFAULTS = {"eta_W": 1.0, "eta_u": 1.0, "eta_v": 1.0}
DOMAINS = {
    "c_star": "positive",
    "eta_W": "nonnegative",
    "eta_u": "nonnegative",
    "eta_v": "nonnegative",
}
OBSERVABLES = ("loss", "gain")
INVARIANTS = ("balance",)
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
        "The number N of neurons is arbitrary; everything is written in an orthonormal frame of the "
        "weights' subspace."
    ),
    (
        "Initially u and v are parallel to one unit vector n, and W = (1 − c) n nᵀ (without recurrent "
        "weights c = 1)."
    ),
)


def rhs(state, parameters):
    """Velocity dθ/ds of the state, in learning time s."""
    a, b, c = state
    c_star, eta_W, eta_u, eta_v = parameters
    x0 = a**2
    x1 = 1/c
    x2 = 0.5*x1
    x3 = b**2
    F = c + c_star
    x4 = 1/F
    P = x0*x2
    Q = x2*x3
    X = a*x4
    Y = b*x4
    gW = P*Q - X*Y
    gu = Q*a - Y
    gv = P*b - X
    return (
        -eta_u*gu,  # da/ds
        -eta_v*gv,  # db/ds
        eta_W*gW,  # dc/ds
    )


def jacobian(state, parameters):
    """Rows of the Jacobian: entry [i][j] is ∂(dθ_i/ds)/∂θ_j."""
    a, b, c = state
    c_star, eta_W, eta_u, eta_v = parameters
    x0 = a**2
    x1 = 1/c
    x2 = 0.5*x1
    x3 = b**2
    F = c + c_star
    x4 = 1/F
    x5 = 0.5/c**2
    x6 = F**(-2)
    P = x0*x2
    Q = x2*x3
    X = a*x4
    Y = b*x4
    P_a = a*x1
    P_c = -x0*x5
    Q_b = b*x1
    Q_c = -x3*x5
    X_c = -a*x6
    Y_c = -b*x6
    gW_a = P_a*Q - Y*x4
    gW_c = P*Q_c + P_c*Q - X*Y_c - X_c*Y
    gW_b = P*Q_b - X*x4
    gu_b = Q_b*a - x4
    gu_c = Q_c*a - Y_c
    gv_a = P_a*b - x4
    gv_c = P_c*b - X_c
    return (
        (-Q*eta_u, -eta_u*gu_b, -eta_u*gu_c),
        (-eta_v*gv_a, -P*eta_v, -eta_v*gv_c),
        (eta_W*gW_a, eta_W*gW_b, eta_W*gW_c),
    )


def observables(state, parameters):
    """The observables, in the order of their names."""
    a, b, c = state
    c_star, _, _, _ = parameters
    x0 = a**2
    x1 = 1/c
    x2 = 0.5*x1
    x3 = b**2
    F = c + c_star
    x4 = 1/F
    x7 = 0.25/c_star
    P = x0*x2
    X = a*x4
    return (
        0.5*P*x3 - X*b + x7,  # loss
        a*b,  # gain
    )


def invariants(state, parameters):
    """Quantities that the flow conserves, in the order of their names."""
    a, b, _ = state
    _, _, eta_u, eta_v = parameters
    x0 = a**2
    x3 = b**2
    return (
        -eta_u*x3 + eta_v*x0,  # balance
    )


def stability(state, parameters):
    """Hurwitz determinants of W − I: the network is stable if and only if all are positive."""
    _, _, c = state
    return (c,)


def target_power(parameters):
    """½∫f*² dt, the loss of the zero network."""
    c_star, _, _, _ = parameters
    x7 = 0.25/c_star
    return x7
