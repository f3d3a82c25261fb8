"""Derivations in rational arithmetic, at random points: against closed forms, and against an independent gradient.

The independent gradient knows neither adjoint formulas nor Gramians in closed form: it solves the Lyapunov equation of
the error system (network beside target) entry by entry, in rational numbers, and again for each direction of change.
"""

from collections.abc import Callable
from functools import cache

import pytest
import sympy as sp
from exact_network import SYMMETRIC, Numbers, circle, exact_loss_and_gradient, rational, weights_at
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from derivations import manifolds, targets
from derivations.algebra.straight_line import Definitions
from derivations.algebra.symbols import c_star, omega_star, phase, rate, t
from derivations.derivation import Derivation, derive
from derivations.manifolds.frames import Manifold
from derivations.reduced import ReducedODE
from derivations.targets import Target


@st.composite
def points(draw: st.DrawFn, ode: ReducedODE) -> Numbers:
    """A stable state with parameters of every sign allowed, all rational, cos φ and sin φ included."""
    at: Numbers = {symbol: draw(rational("-3/5", "3/5")) for symbol in ode.state}
    at |= {symbol: draw(rational("1/4", "3")) for symbol in {*ode.parameters} - {omega_star, phase}}
    at[omega_star] = draw(rational("-3", "3"))
    at[sp.cos(phase)], at[sp.sin(phase)] = circle(draw(rational("-2", "2")))
    if ode.name == "real_outlier":
        at[ode.state[2]] = draw(rational("1/4", "2"))  # c
    assume(all(minor.xreplace(at) > 0 for minor in ode.stability))
    return at


class Values:
    """A system's right-hand side and named quantities at a point, definition by definition, in rational numbers."""

    def __init__(self, ode: ReducedODE, at: Numbers) -> None:
        self.known: dict[sp.Basic, sp.Basic] = dict(at)
        for symbol, definition in ode.definitions.items:
            self.known[symbol] = definition.xreplace(self.known)
        self.rhs = [expression.xreplace(self.known) for expression in ode.program_rhs]
        assert all(value.is_Rational for value in self.rhs)
        self.observables = {name: expression.xreplace(self.known) for name, expression in ode.program_observables}
        self.power = ode.target_power.xreplace(self.known)

    @property
    def loss(self) -> sp.Rational:
        return self.observables["loss"]


@cache
def differentiated(ode: ReducedODE) -> tuple[Definitions, tuple[tuple[sp.Expr, ...], ...]]:
    """The loss by the state variables, as a program."""
    return ode.definitions.jacobian([dict(ode.program_observables)["loss"]], ode.state)


def slopes(ode: ReducedODE, at: Numbers) -> list[sp.Rational]:
    """∂L/∂θ by differentiating the loss, definition by definition."""
    definitions, (row,) = differentiated(ode)
    known: dict[sp.Basic, sp.Basic] = dict(at)
    for symbol, definition in definitions.items:
        known[symbol] = definition.xreplace(known)
    return [entry.xreplace(known) for entry in row]


def all_three(function: Callable[..., None]) -> Callable[..., None]:
    return pytest.mark.parametrize("name", ["real_outlier", "conjugate_pair", "rank_two"])(function)


METRICS = {
    # |dW|²/η_W + |du|²/η_u + |dv|²/η_v in the coordinates: the weight of each square, and the rate it is divided by.
    "real_outlier": [(1, "u"), (1, "v"), (1, "W")],
    "conjugate_pair": [(1, "W"), (2, "W"), (1, "W"), (2, "io"), (2, "io")],
    "rank_two": [*[(1, "W")] * 4, *[(1, "u")] * 2, *[(1, "v")] * 2],
}


def metric_at(name: str, at: Numbers) -> list[sp.Rational]:
    return [weight / at[rate(block)] for weight, block in METRICS[name]]


@all_three
def test_flow_is_the_gradient_of_the_loss_of_the_error_system(name, request):
    """Every system at rational points, exactly: loss, power of the target, and velocity of W, u and v."""
    derivation: Derivation = request.getfixturevalue(name)
    manifold, ode = derivation.manifold, derivation.ode
    rates = [manifold.rates.W] * manifold.dimension**2
    rates += [manifold.rates.u] * manifold.dimension + [manifold.rates.v] * manifold.dimension

    @settings(max_examples=5)
    @given(points(ode))
    def check(at):
        values = Values(ode, at)
        loss, gradient = exact_loss_and_gradient(derivation.target, weights_at(manifold, at), at)
        assert values.loss == loss
        motion = [-at[eta] * g for eta, g in zip(rates, gradient, strict=True)]
        entries = [*manifold.W, *manifold.u, *manifold.v]
        induced = [
            sum(sp.diff(entry, x) * speed for x, speed in zip(ode.state, values.rhs, strict=True)) for entry in entries
        ]
        assert induced == motion
        silent = [sp.zeros(*block.shape) for block in (manifold.W, manifold.u, manifold.v)]
        assert values.power == exact_loss_and_gradient(derivation.target, silent, at)[0]

    check()


# ------------------------------------------------------------------------------------------------- known closed forms


def test_balanced_integrator_is_two_dimensional(real_outlier):
    """a = b, unit rates: dA/ds = 2A [1/(c + c*) − A/(2c)] and dc/ds = A²/(4c²) − A/(c + c*)² for the gain A = ab."""
    a, b, c = real_outlier.ode.state

    @settings(max_examples=10)
    @given(points(real_outlier.ode))
    def check(at):
        at = at | {b: at[a]} | {rate(x): sp.Integer(1) for x in "Wuv"}
        A, decay, target = at[a] ** 2, at[c], at[c_star]
        da, db, dc = Values(real_outlier.ode, at).rhs
        assert at[b] * da + at[a] * db == 2 * A * (1 / (decay + target) - A / (2 * decay))
        assert dc == A**2 / (4 * decay**2) - A / (decay + target) ** 2

    check()


@pytest.mark.parametrize("name", ["conjugate_pair", "rank_two"])
def test_eigenvalues_are_those_of_the_observables(name, request):
    derivation: Derivation = request.getfixturevalue(name)

    @settings(max_examples=10)
    @given(points(derivation.ode))
    def check(at):
        observables = Values(derivation.ode, at).observables
        M = derivation.manifold.M.xreplace(at)
        assert observables["c"] == -M.trace() / 2
        assert observables["c"] ** 2 + observables["omega_squared"] == M.det()

    check()


def test_parallel_read_in_and_read_out_never_oscillate(conjugate_pair):
    """q = β = 0 is invariant, and there ω² ≤ 0."""
    p, q, r, _, beta = conjugate_pair.ode.state

    @settings(max_examples=10)
    @given(points(conjugate_pair.ode))
    def check(at):
        at = at | {q: sp.Integer(0), beta: sp.Integer(0)}
        values = Values(conjugate_pair.ode, at)
        assert values.rhs[1] == values.rhs[4] == 0
        assert values.observables["omega_squared"] == -(((at[p] - at[r]) / 2) ** 2)

    check()


# ------------------------------------------------------------------------------------------------ conserved quantities
def balance_at(manifold: Manifold, at: Numbers) -> sp.Matrix:
    """C = (W Wᵀ − Wᵀ W)/η_W + u uᵀ/η_u − v vᵀ/η_v."""
    W, u, v = weights_at(manifold, at)
    eta_W, eta_u, eta_v = (at[eta] for eta in (manifold.rates.W, manifold.rates.u, manifold.rates.v))
    return (W * W.T - W.T * W) / eta_W + u * u.T / eta_u - v * v.T / eta_v


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("real_outlier", {"balance": (0, 0)}),
        ("conjugate_pair", {"balance_12": (0, 1)}),
        ("rank_two", {"balance_11": (0, 0), "balance_12": (0, 1), "balance_22": (1, 1)}),
    ],
)
def test_conserved_quantities(name, entries, request):
    """They are entries of C up to a factor made of rates, and stand still along the flow, exactly."""
    derivation: Derivation = request.getfixturevalue(name)
    ode, manifold = derivation.ode, derivation.manifold
    assert list(ode.invariants) == list(entries)

    @settings(max_examples=5)
    @given(points(ode), points(ode))
    def check(at, elsewhere):
        rhs, C = Values(ode, at).rhs, balance_at(manifold, at)
        elsewhere = at | {x: elsewhere[x] for x in ode.state}  # another state at the same rates
        D = balance_at(manifold, elsewhere)
        for key, ij in entries.items():
            value = ode.invariants[key]
            assert sum(sp.diff(value, x).xreplace(at) * dx for x, dx in zip(ode.state, rhs, strict=True)) == 0
            assert value.xreplace(at) * D[ij] == value.xreplace(elsewhere) * C[ij]
        if name == "conjugate_pair":
            assert C[0, 0] == C[1, 1] == 0  # why there is only one

    check()
    nonzero = {x: sp.Rational(k + 2, 7) for k, x in enumerate((*ode.state, *ode.parameters))}
    assert all(value.xreplace(nonzero) != 0 for value in ode.invariants.values())


# ------------------------------------------------------------------------------------------- what a gradient flow does
@all_three
def test_the_loss_falls_at_the_rate_of_the_metric(name, request):
    """dL/ds = −Σ G θ̇² ≤ 0, exactly, with the metric written down by hand."""
    ode = request.getfixturevalue(name).ode

    @settings(max_examples=5)
    @given(points(ode))
    def check(at):
        rhs = Values(ode, at).rhs
        fall = sum(slope * speed for slope, speed in zip(slopes(ode, at), rhs, strict=True))
        assert fall == -sum(g * speed**2 for g, speed in zip(metric_at(name, at), rhs, strict=True))
        assert fall < 0 or not any(rhs)

    check()


# ---------------------------------------------------------------------------------- the systems contain one another
STILL = {omega_star: sp.Integer(0), sp.cos(phase): sp.Integer(1), sp.sin(phase): sp.Integer(0)}


def test_the_pair_systems_serve_the_integrator(real_outlier, conjugate_pair, rank_two):
    """ω* = 0, φ = 0 and parallel vectors: loss and flow are those of the real outlier, the rest stands still."""
    a, b, c = real_outlier.ode.state
    general, pair = (dict.fromkeys(x.ode.state, sp.Integer(0)) for x in (rank_two, conjugate_pair))

    @settings(max_examples=10)
    @given(points(real_outlier.ode))
    def check(at):
        outlier = Values(real_outlier.ode, at)
        w11, *_, u1, _, v1, _ = rank_two.ode.state
        values = Values(rank_two.ode, at | STILL | general | {w11: 1 - at[c], u1: at[a], v1: at[b]})
        da, db, dc = outlier.rhs
        assert values.rhs == [-dc, 0, 0, 0, da, 0, db, 0]
        assert values.power == outlier.power
        assert {k: values.observables[k] for k in ("loss", "gain")} == outlier.observables

        balanced = at | {b: at[a], rate("v"): at[rate("u")], rate("io"): at[rate("u")]}
        outlier = Values(real_outlier.ode, balanced)
        p, _, _, alpha, _ = conjugate_pair.ode.state
        values = Values(conjugate_pair.ode, balanced | STILL | pair | {p: 1 - at[c], alpha: at[a]})
        assert values.rhs == [-outlier.rhs[2], 0, 0, outlier.rhs[0], 0]
        assert values.loss == outlier.loss

    check()


def test_the_pair_is_a_rank_two_network(conjugate_pair, rank_two):
    @settings(max_examples=5)
    @given(points(conjugate_pair.ode))
    def check(at):
        W, u, v = weights_at(conjugate_pair.manifold, at)
        io = at[rate("io")]
        general = dict(zip(rank_two.ode.state, [*W, *u, *v], strict=True)) | {rate("u"): io, rate("v"): io}
        values, embedded = Values(conjugate_pair.ode, at), Values(rank_two.ode, at | general)
        dp, dq, dr, dalpha, dbeta = values.rhs
        assert embedded.rhs == [dp, -dq, dq, dr, dalpha, dbeta, dalpha, -dbeta]
        assert embedded.observables == values.observables

    check()


def moved(ode: ReducedODE, W: sp.Matrix, u: sp.Matrix, v: sp.Matrix) -> Numbers:
    return dict(zip(ode.state, [*W, *u, *v], strict=True))


def test_transposition_is_a_symmetry(rank_two):
    """(W, u, v) → (Wᵀ, v, u), with the rates of u and v exchanged: the same loss, the transposed flow."""
    ode = rank_two.ode

    @settings(max_examples=5)
    @given(points(ode))
    def check(at):
        W, u, v = weights_at(rank_two.manifold, at)
        exchanged = {rate("u"): at[rate("v")], rate("v"): at[rate("u")]}
        one, other = Values(ode, at), Values(ode, at | moved(ode, W.T, v, u) | exchanged)
        assert one.observables == other.observables
        d11, d12, d21, d22, du1, du2, dv1, dv2 = one.rhs
        assert other.rhs == [d11, d21, d12, d22, dv1, dv2, du1, du2]

    check()


def test_the_basis_is_immaterial(rank_two):
    """Rotated or reflected weights have the same loss, and the rotated flow; all in rational numbers."""
    ode = rank_two.ode

    @settings(max_examples=5)
    @given(points(ode), rational("-2", "2"), st.booleans())
    def check(at, tau, mirrored):
        cosine, sine = circle(tau)
        R = sp.Matrix([[cosine, -sine], [sine, cosine]]) * (sp.diag(1, -1) if mirrored else sp.eye(2))
        W, u, v = weights_at(rank_two.manifold, at)
        plain, turned = Values(ode, at), Values(ode, at | moved(ode, R * W * R.T, R * u, R * v))
        assert turned.observables == plain.observables
        dW, du, dv = sp.Matrix(2, 2, plain.rhs[:4]), sp.Matrix(plain.rhs[4:6]), sp.Matrix(plain.rhs[6:])
        assert turned.rhs == [*(R * dW * R.T), *(R * du), *(R * dv)]

    check()


# ------------------------------------------------------------------------------------------------ manifolds of others


@pytest.mark.parametrize("target", [targets.integrator(), targets.damped_oscillator()], ids=lambda x: x.name)
def test_symmetric_networks_stay_symmetric(target):
    """W = Wᵀ and u = v with equal rates: a manifold that is not shipped, proved and exact."""
    derivation = derive(target, SYMMETRIC)
    assert derivation.ode.name == f"{target.name}_symmetric"

    @settings(max_examples=5)
    @given(points(derivation.ode))
    def check(at):
        values = Values(derivation.ode, at)
        loss, (d11, d12, _, d22, du1, du2, _, _) = exact_loss_and_gradient(target, weights_at(SYMMETRIC, at), at)
        W, vectors = -at[rate("W")], -at[rate("io")]
        assert values.loss == loss
        assert values.rhs == [W * d11, W * d12, W * d22, vectors * du1, vectors * du2]
        assert values.observables["omega_squared"] <= 0  # symmetric matrices have real eigenvalues

    check()


def third_order() -> Target:
    """f* = Σ exp(−k c* t)/k for k = 1, 2, 3, in a basis in which A* is a full matrix."""
    basis = sp.Matrix([[1, 2, 0], [0, 1, 1], [1, 0, 1]])
    weights = [sp.Integer(1), sp.Rational(1, 2), sp.Rational(1, 3)]
    return Target(
        name="third_order",
        filter=sp.Add(*(w * sp.exp(-k * c_star * t) for k, w in enumerate(weights, 1))),
        A=sp.ImmutableMatrix(basis * sp.diag(*(-k * c_star for k in (1, 2, 3))) * basis.inv()),
        b=sp.ImmutableMatrix(basis * sp.Matrix(weights)),
        c=sp.ImmutableMatrix(sp.ones(1, 3) * basis.inv()),
        parameters=(c_star,),
        defaults=(),
        assumptions=("The target filter is Σ exp(−k c* t)/k, k = 1, 2, 3.",),
    )


def test_a_target_of_order_three():
    """On the aligned manifold, by integrals of exponentials: ∫ exp(−ct) f*(t) dt and ∫ f*² dt."""
    derivation = derive(third_order(), manifolds.aligned())
    a, b, c = derivation.ode.state
    gain = a * b
    overlap = sum(sp.Rational(1, k) / (c + k * c_star) for k in (1, 2, 3))
    power = sum(sp.Rational(1, j * k) / ((j + k) * c_star) for j in (1, 2, 3) for k in (1, 2, 3)) / 2
    loss = gain**2 / (4 * c) - gain * overlap + power

    @settings(max_examples=10)
    @given(points(derivation.ode))
    def check(at):
        values = Values(derivation.ode, at)
        assert values.loss == loss.xreplace(at)
        assert values.power == power.xreplace(at)
        rates = [at[rate(x)] for x in "uvW"]
        assert values.rhs == [-eta * sp.diff(loss, x).xreplace(at) for eta, x in zip(rates, (a, b, c), strict=True)]

    check()
