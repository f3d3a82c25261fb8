"""What is called proved: the zero test against numbers of fifty digits, and stability conditions that are wrong."""

import itertools
from functools import cache

import mpmath
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations import derive, manifolds, targets
from derivations.algebra.exact import vanishing
from derivations.algebra.straight_line import Definitions
from derivations.algebra.symbols import coordinates
from derivations.errors import ProofError
from derivations.steps import frame as steps
from derivations.steps import weak_bulk

x, y, phi = coordinates("x y phi")
C, S = sp.cos(phi), sp.sin(phi)
GENERATORS = (x, y, C, S)

# ------------------------------------------------------------------------------------------------------ the zero test
leaves = st.one_of(st.sampled_from(GENERATORS), st.integers(-3, 3).map(sp.Integer))
polynomials = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(sp.Add, inner, inner), st.builds(sp.Mul, inner, inner), st.builds(sp.Pow, inner, st.integers(1, 3))
    ),
    max_leaves=6,
)
REWRITINGS = {
    "expand": sp.expand,
    "factor": sp.factor,
    "half turn": lambda e: sp.expand(e).subs(S**2, 1 - C**2),
    "addition theorem": lambda e: e.subs(S, S * (C**2 + S**2)),
}


def value(expression, seed):
    """At a point at random, with fifty digits; None where it is not defined."""
    with mpmath.workdps(50):
        draw = mpmath.mpf
        at = {s: draw(k) / draw(101 + seed) for s, k in zip((x, y, phi), (37 + seed, -53 - 2 * seed, 71), strict=True)}
        try:
            return sp.lambdify((x, y, phi), expression, "mpmath")(*at.values())
        except ZeroDivisionError:
            return None


def is_zero(expression):
    """Whether it is zero, to forty digits, at every one of a few points where it is defined."""
    values = [abs(found) for seed in range(4) if (found := value(expression, seed)) is not None]
    return bool(values) and max(values) < mpmath.mpf(10) ** -40


@settings(max_examples=40)
@given(polynomials, polynomials, polynomials, st.sampled_from(sorted(REWRITINGS)), st.integers(0, 2))
def test_verdicts_are_those_of_numbers(p, q, change, rewriting, small):
    """A quotient less the same quotient rewritten, and changed by a part in ten thousand, or a million."""
    rewrite = REWRITINGS[rewriting]
    for denominator in (q, q**2 + 1):
        if is_zero(denominator):
            continue
        same = p / denominator - rewrite(p) / rewrite(denominator)
        changed = same + sp.Rational(min(small, 1), 10 ** (2 + 2 * small)) * change / denominator
        assert vanishing([same, changed]) == (True, is_zero(changed))


@settings(max_examples=40)
@given(polynomials, polynomials, st.sampled_from(sorted(REWRITINGS)), st.booleans())
def test_a_denominator_is_refused_exactly_if_it_is_zero(p, q, rewriting, named):
    """Written so that it does not cancel by itself, or hidden in a definition."""
    (a,) = coordinates("a")
    denominator = q - REWRITINGS[rewriting](q)
    definitions = Definitions(((a, denominator + p),)) if named else Definitions()
    hidden = a if named else sp.Add(denominator, p)
    if hidden.is_number:
        return
    if is_zero(denominator + p):
        with pytest.raises(ZeroDivisionError):
            vanishing([1 / hidden - x], definitions)
    else:
        assert vanishing([hidden / hidden**2 - 1 / hidden, 1 / hidden], definitions) == (True, False)


@pytest.mark.parametrize(
    "denominator",
    [
        C**2 + S**2 - 1,
        x * (C**2 + S**2) - x,
        sp.cos(2 * phi) - C**2 + S**2,  # related functions, of which no relation is used
        sp.sin(2 * phi) - 2 * S * C,
        sp.tan(phi) * C - S,
        sp.Mul(x + 1, x - 1, evaluate=False) - x**2 + 1,
    ],
)
@pytest.mark.parametrize("power", [1, 2])
def test_denominators_that_are_zero_are_refused(denominator, power):
    for expression in (denominator**-power, y + x / denominator**power, x * denominator / denominator ** (power + 1)):
        with pytest.raises(ZeroDivisionError):
            vanishing([expression])


A, B = sp.symbols("A B", commutative=False)


@pytest.mark.parametrize(
    "expression", [A * B - B * A, A * B - A * B + A, sp.sin(A), x + sp.MatrixSymbol("W", 2, 2)[0, 0] * A]
)
def test_symbols_that_do_not_commute_are_refused(expression):
    with pytest.raises(TypeError):
        vanishing([expression])


# ------------------------------------------------------------------------------------------------------ stability
MUTATIONS = {
    "first sign": lambda H: (-H[0], *H[1:]),
    "last sign": lambda H: (*H[:-1], -H[-1]),
    "all signs": lambda H: tuple(-h for h in H),
    "one too many": lambda H: (*H, sp.Integer(1)),
    "one missing": lambda H: H[:-1],
    "one always true": lambda H: (sp.Integer(1), *H[1:]),
    "shifted": lambda H: (H[0] + sp.Rational(1, 10**9), *H[1:]),
    "reversed": lambda H: H[::-1],
}


def mutate(monkeypatch, module, mutation):
    right = module.hurwitz_determinants
    monkeypatch.setattr(module, "hurwitz_determinants", lambda M: MUTATIONS[mutation](right(M)))


@pytest.mark.parametrize(
    ("manifold", "mutation"),
    [
        *((manifolds.aligned(), mutation) for mutation in sorted(set(MUTATIONS) - {"reversed"})),
        (manifolds.factorised(1), "first sign"),
    ],
    ids=lambda x: getattr(x, "name", x),
)
def test_no_system_is_derived_with_a_wrong_stability_condition(manifold, mutation, monkeypatch):
    mutate(monkeypatch, steps, mutation)
    with pytest.raises(ProofError) as refused:
        derive(targets.integrator(), manifold)
    assert refused.value.step == "spectrum"


@cache
def three_neurons():
    return weak_bulk.small_network(targets.integrator(), manifolds.weak_bulk())[1]


@pytest.mark.parametrize("mutation", sorted(MUTATIONS))
def test_nor_one_of_two_outliers(mutation, monkeypatch):
    """The last step of a derivation, for each manifold of dimension two."""
    mutate(monkeypatch, steps, mutation)
    mutate(monkeypatch, weak_bulk, mutation)
    for manifold in (manifolds.reflection(), manifolds.general()):
        with pytest.raises(ProofError) as refused:
            steps.spectrum(manifold.M, manifold.coordinates)
        assert refused.value.step == "spectrum"
    with pytest.raises(ProofError) as refused:
        weak_bulk.spectrum(three_neurons())
    assert refused.value.step == "spectrum"


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_hurwitz_determinants_of_given_eigenvalues(d):
    """Orlando's formula, sign included: H_{d−1} is a product of sums of eigenvalues; H_d holds their product too."""
    values = (
        coordinates(f"z{k}" for k in range(d))
        if d < 4
        else (sp.Rational(-1, 3), sp.Rational(2, 5), sp.Rational(-7, 2), sp.Integer(5))
    )
    z = sp.Symbol("z")
    _, *coefficients = sp.Poly(sp.prod(z - value for value in values), z).all_coeffs()
    companion = sp.zeros(d, d)
    companion[:, d - 1] = -sp.Matrix(coefficients[::-1])
    for k in range(d - 1):
        companion[k + 1, k] = 1
    found = steps.hurwitz_determinants(sp.ImmutableMatrix(companion))
    sums = sp.prod(-(a + b) for a, b in itertools.combinations(values, 2))
    last = sp.prod(-value for value in values) * (1 if d == 2 else sums)  # for d = 2 without the factor H₁
    before = [] if d == 1 else [found[-2] - sums]
    assert all(vanishing([*before, found[-1] - last, found[0] + sum(values)]))
