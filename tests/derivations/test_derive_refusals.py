"""Every step of a derivation is able to fail: fed with something wrong, it raises and names what is wrong."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import pytest
import sympy as sp
from exact_network import SYMMETRIC, Numbers, circle, exact_loss_and_gradient, weights_at

from derivations import manifolds, targets
from derivations.algebra import identities
from derivations.algebra.symbols import c_star, omega_star, phase, rate, t
from derivations.codegen.python import emit_module
from derivations.derivation import Derivation, derive
from derivations.errors import ClosureError, DerivationError, InputError, ProofError
from derivations.manifolds.frames import Manifold, RateSymbols
from derivations.steps import frame as steps
from derivations.steps import network as network_steps
from derivations.steps.gramians import gramians, target_gramian
from derivations.targets import Target

_p, _q, _r, _alpha, _beta = manifolds.reflection().coordinates


@contextmanager
def refused(step: str, *failed: str) -> Iterator[pytest.ExceptionInfo[ProofError]]:
    """A `ProofError` of this step, and of exactly these identities if any are named."""
    with pytest.raises(ProofError) as caught:
        yield caught
    assert caught.value.step == step and caught.value.failed
    assert not failed or caught.value.failed == failed


@pytest.mark.parametrize(
    ("target", "manifold", "remedy"),
    [
        ("integrator", manifolds.aligned(), "targets.integrator()"),
        (targets.integrator, manifolds.aligned(), "targets.integrator()"),
        (targets.integrator(), manifolds.aligned, "manifolds.aligned()"),
    ],
)
def test_what_is_no_target_or_manifold_is_refused_with_an_example(target, manifold, remedy):
    with pytest.raises(TypeError, match=re.escape(remedy)):
        derive(target, manifold)


def test_code_is_emitted_from_the_ode_and_not_from_its_derivation(real_outlier):
    with pytest.raises(TypeError, match="Derivation"):
        emit_module(real_outlier)


def test_step_1_refuses_a_state_space_of_another_filter():
    oscillator = targets.damped_oscillator()
    for wrong, failing in (
        ({"A": oscillator.A.T}, (3,)),  # turns the other way: f*'(0)
        ({"A": 2 * oscillator.A}, (1, 3)),
        ({"b": sp.ImmutableMatrix([sp.sin(phase), sp.cos(phase)])}, (2, 3)),
        ({"c": sp.ImmutableMatrix([[0, 1]])}, (2, 3)),
        ({"filter": sp.exp(-c_star * t)}, (1, 2, 3)),
    ):
        labels = ("the differential equation of A* for the filter", "f*(0) − c* b*", "f*′(0) − c* A* b*")
        with refused("model", *(labels[k - 1] for k in failing)):
            derive(replace(oscillator, **wrong), manifolds.general())


def test_step_2_refuses_a_wrong_gramian_of_the_target(monkeypatch):
    monkeypatch.setattr(network_steps, "target_gramian", lambda target: 2 * target_gramian(target))
    with refused("loss", "identity 1", "identity 2", "identity 3", "identity 4"):
        derive(targets.damped_oscillator(), manifolds.general())


@pytest.mark.parametrize(("letter", "failing"), [("_uuT", 1), ("_vvT", 1), ("_ubT", 2), ("_vc", 2)])
def test_step_2_refuses_a_wrong_gramian_equation(letter, failing, monkeypatch):
    monkeypatch.setattr(identities, letter, -getattr(identities, letter))
    with refused("loss", f"identity {failing}"):
        network_steps.loss(targets.integrator())


@pytest.mark.parametrize(("letter", "failing"), [("_vvT", 1), ("_vc", 2)])
def test_step_3_refuses_a_wrong_gramian_equation(letter, failing, monkeypatch):
    """The equations of Q and Y are the adjoint ones: with another sign δP or δX does not drop out."""
    monkeypatch.setattr(identities, letter, -getattr(identities, letter))
    with refused("gradient", f"identity {failing}"):
        network_steps.gradient()


@pytest.mark.parametrize("wrong", ["P", "Q", "X", "Y"])
def test_step_4_refuses_wrong_gramians(wrong, monkeypatch):
    """One Gramian a little off: the four entries of its equation, or those in which the entry occurs, do not vanish."""

    def off(*arguments):
        g = gramians(*arguments)
        matrix = getattr(g, wrong)
        return replace(g, **{wrong: sp.ImmutableMatrix(matrix + sp.Matrix([[0, 0], [0, sp.Rational(1, 10**9)]]))})

    monkeypatch.setattr(steps, "gramians", off)
    first = 4 * "PQXY".index(wrong) + 1
    with refused("embedding") as caught:
        derive(targets.damped_oscillator(), manifolds.general())
    failed = [int(label.removeprefix("identity ")) for label in caught.value.failed]
    assert set(failed) <= set(range(first, first + 4))
    assert first + 3 in failed


def components_that_leave(target: Target, manifold: Manifold) -> tuple[str, ...]:
    """The components of the weights' velocity off the tangent space, at one rational point, by linear algebra."""
    at: Numbers = {x: sp.Rational(k + 1, 7 + 3 * k) for k, x in enumerate(manifold.coordinates)}
    at |= {x: sp.Rational(k + 3, 5) for k, x in enumerate((*manifold.rates.symbols, c_star, omega_star))}
    at[sp.cos(phase)], at[sp.sin(phase)] = circle(sp.Rational(1, 3))
    _, gradient = exact_loss_and_gradient(target, weights_at(manifold, at), at)
    d = manifold.dimension
    rates = [at[manifold.rates.W]] * d**2 + [at[manifold.rates.u]] * d + [at[manifold.rates.v]] * d
    velocity = sp.Matrix([-eta * g for eta, g in zip(rates, gradient, strict=True)])
    J = sp.Matrix([*manifold.W, *manifold.u, *manifold.v]).jacobian(manifold.coordinates).xreplace(at)
    weight = sp.diag(*(1 / eta for eta in rates))
    off = velocity - J * (J.T * weight * J).inv() * J.T * weight * velocity
    labels = [f"dW[{i + 1},{j + 1}]/ds" for i in range(d) for j in range(d)]
    labels += [f"d{name}[{i + 1}]/ds" for name in "uv" for i in range(d)]
    return tuple(label for label, value in zip(labels, off, strict=True) if value != 0)


def _reflection(**changes) -> Manifold:
    return replace(manifolds.reflection(), name="wrong", **changes)


WRONG = {
    "W symmetric, u and v not equal": _reflection(W=sp.ImmutableMatrix([[_p, _q], [_q, _r]])),
    "u = v, W not symmetric": _reflection(v=sp.ImmutableMatrix([_alpha, _beta])),
    "stretched u": _reflection(u=sp.ImmutableMatrix([_alpha, 2 * _beta])),
    "unequal rates": _reflection(rates=RateSymbols(rate("W"), rate("u"), rate("v"))),
    "symmetric, unequal rates": replace(SYMMETRIC, name="wrong", rates=RateSymbols(rate("W"), rate("u"), rate("v"))),
    "r = p": _reflection(
        coordinates=(_p, _q, _alpha, _beta), W=sp.ImmutableMatrix([[_p, -_q], [_q, _p]]), origin=(0.0,) * 4
    ),
    "one vector fixed": _reflection(coordinates=(_p, _q, _r, _alpha), u=sp.ImmutableMatrix([_alpha, 1]),
                                    v=sp.ImmutableMatrix([_alpha, -1]), origin=(0.0,) * 4),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_step_5_names_the_components_that_leave_the_manifold(case):
    target, manifold = targets.damped_oscillator(), WRONG[case]
    expected = components_that_leave(target, manifold)
    assert expected
    with pytest.raises(ClosureError) as caught:
        derive(target, manifold)
    assert (caught.value.manifold, caught.value.components) == ("wrong", expected)
    assert ", ".join(expected) in str(caught.value)


@cache
def parts(derivation: Derivation) -> tuple[Manifold, steps.Restricted, steps.Flow]:
    _, restricted = steps.embedding(derivation.target, derivation.manifold)
    _, flow = steps.closure(derivation.manifold, restricted)
    return derivation.manifold, restricted, flow


@pytest.mark.parametrize("sign", [0, -1])
def test_step_6_refuses_a_metric_that_is_not_positive_definite(sign, conjugate_pair):
    manifold, _, flow = parts(conjugate_pair)
    steps.metric(manifold, flow)
    wrong = flow.metric * sp.diag(1, sign, 1, 1, 1)
    with refused("metric"):
        steps.metric(manifold, replace(flow, metric=sp.ImmutableMatrix(wrong)))


@pytest.mark.parametrize("k", range(5))
def test_step_7_names_the_wrong_slope(k, conjugate_pair):
    manifold, restricted, flow = parts(conjugate_pair)
    slopes = list(flow.slopes)
    slopes[k] = 2 * slopes[k]
    name = manifold.coordinates[k].name
    with refused("reduced ODE", f"∂L/∂{name} − (pulled-back gradient)"):
        steps.reduced_ode(manifold, restricted, replace(flow, slopes=tuple(slopes)))


def test_step_7_refuses_another_loss(real_outlier):
    manifold, restricted, flow = parts(real_outlier)
    wrong = replace(restricted, loss=restricted.loss + manifold.coordinates[1] ** 2 / 10**9)
    with refused("reduced ODE", "∂L/∂b − (pulled-back gradient)"):
        steps.reduced_ode(manifold, wrong, flow)


@pytest.mark.parametrize("k", [1, 6])
def test_step_8_names_what_is_not_conserved(k, rank_two):
    """A wrong velocity of one weight, by a part in 10⁹, moves the entries of C in which the weight occurs."""
    manifold, _, flow = parts(rank_two)
    velocity = list(flow.velocity)
    velocity[k] = velocity[k] * sp.Rational(10**9 + 1, 10**9)
    W, u, v = manifold.W, manifold.u, manifold.v
    C = W * W.T - W.T * W + u * u.T - v * v.T
    x = manifold.coordinates[k]
    moving = [f"balance_{i + 1}{j + 1}" for i, j in ((0, 0), (0, 1), (1, 1)) if sp.expand(C[i, j]).diff(x) != 0]
    with refused("invariants", *moving):
        steps.invariants(manifold, replace(flow, velocity=tuple(velocity)))


def test_step_9_refuses_eigenvalues_of_another_matrix(rank_two, monkeypatch):
    manifold, _, _ = parts(rank_two)
    monkeypatch.setattr(steps, "determinant", lambda M: M[0, 0] * M[1, 1] + M[0, 1] * M[1, 0])
    with refused("spectrum") as caught:
        steps.spectrum(manifold.M, manifold.coordinates)
    assert "identity 2" in caught.value.failed


@pytest.mark.parametrize("identity", ["duality", "gradient", "restriction", "balance"])
def test_a_matrix_identity_that_fails_is_refused(identity, monkeypatch):
    monkeypatch.setattr(identities, identity, lambda: (True, False))
    step = {"duality": "loss", "gradient": "gradient", "restriction": "embedding", "balance": "invariants"}[identity]
    with refused(step, "identity 2"):
        derive(targets.integrator(), manifolds.aligned())


def test_errors_are_of_one_family():
    assert issubclass(ClosureError, ProofError) and issubclass(InputError, DerivationError)
    assert {*ProofError.__bases__, *InputError.__bases__} == {DerivationError}
    assert issubclass(DerivationError, ValueError)
