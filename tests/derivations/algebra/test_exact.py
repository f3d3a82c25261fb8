"""The exact zero test against other arithmetics: SymPy's fraction field, the rational parametrisation of the circle."""

from fractions import Fraction

import pytest
import sympy as sp
from fractions_between import fractions_between
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.polys.fields import field

from derivations.algebra.exact import vanishing
from derivations.algebra.straight_line import Definitions
from derivations.algebra.symbols import coordinates, phase

x, y, z = coordinates("x y z")
FIELD, *GENERATORS = field("x,y,z", sp.QQ)
LETTERS = list(zip((x, y, z), GENERATORS, strict=True))

# The same random rational function twice: as an Expr and as an element of QQ(x, y, z).
integers = st.integers(-3, 3)
leaves = st.one_of(st.sampled_from(LETTERS), integers.map(lambda k: (sp.Integer(k), FIELD(k))))


def _sum(a, b):
    return a[0] + b[0], a[1] + b[1]


def _product(a, b):
    return a[0] * b[0], a[1] * b[1]


def _power(a, k):
    return a[0] ** k, a[1] ** k


polynomials = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(_sum, inner, inner),
        st.builds(_product, inner, inner),
        st.builds(_power, inner, st.integers(1, 3)),
    ),
    max_leaves=5,
)
denominators = polynomials.filter(lambda pair: pair[1] != 0)
fractions = st.builds(
    lambda a, b, k: (a[0] / b[0] ** k, a[1] / b[1] ** k), polynomials, denominators, st.integers(1, 2)
)
rationals = st.recursive(
    fractions,
    lambda inner: st.one_of(st.builds(_sum, inner, inner), st.builds(_product, inner, inner)),
    max_leaves=3,
)
REWRITINGS = {"together": sp.together, "expand": sp.expand, "cancel": sp.cancel, "factor": sp.factor}


@settings(max_examples=40)
@given(rationals, st.sampled_from(sorted(REWRITINGS)))
def test_an_expression_minus_its_rewriting_vanishes(pair, rewriting):
    expression = pair[0]
    assert vanishing([expression - REWRITINGS[rewriting](expression)]) == (True,)


@settings(max_examples=40)
@given(rationals, fractions, st.integers(2, 10**9))
def test_a_small_perturbation_does_not_vanish(pair, perturbation, small):
    expression, (change, exact) = pair[0], perturbation
    perturbed = expression - sp.together(expression + change / small)
    assert vanishing([perturbed]) == (exact == 0,)


@settings(max_examples=40)
@given(rationals, rationals)
def test_verdict_of_the_fraction_field(left, right):
    """Sum, product and quotient rules by the field's own gcd arithmetic, for zero and for nonzero differences."""
    expression, element = left[0] * right[0] - right[0] ** 2, left[1] * right[1] - right[1] ** 2
    assert vanishing([expression, expression - element.as_expr(x, y, z)]) == (element == 0, True)


@settings(max_examples=40)
@given(polynomials, polynomials, rationals)
def test_definitions_stand_for_what_they_say(first, second, third):
    """A straight-line program of three definitions, and its value in the field."""
    a, b, c = coordinates("a b c")
    (d, exact_d), (n, exact_n), (r, exact_r) = first, second, third
    if exact_d == 0:
        d, exact_d = d + 1, exact_d + 1
    definitions = Definitions(((a, d), (b, n * a + x), (c, r - b / a)))
    exact = exact_r - (exact_n * exact_d + FIELD(GENERATORS[0])) / exact_d
    claim = exact.as_expr(x, y, z)
    assert vanishing([c - claim, c - claim + 1, a * (c - claim)], definitions) == (True, False, True)


@pytest.mark.parametrize(
    ("identity", "holds"),
    [
        (1 / x + 1 / y - (x + y) / (x * y), True),
        (1 / x - 1 / y - (x - y) / (x * y), False),
        (1 / (x * y + x + y + 1) - 1 / ((x + 1) * (y + 1)), True),
        (1 / (x - y) + 1 / (y - x), True),
        (1 / (x - y) - 1 / (y - x), False),
        (x / (x - y) - y / (x - y) - 1, True),
        (x / (x - y) + y / (x - y) - 1, False),
        ((x**3 - y**3) / (x - y) - (x**2 + x * y + y**2), True),
        ((x**3 - y**3) / (x - y) - (x**2 - x * y + y**2), False),
        (1 / ((x - y) * (x - z)) + 1 / ((y - z) * (y - x)) + 1 / ((z - x) * (z - y)), True),
        (1 / ((x - y) * (x - z)) + 1 / ((y - z) * (y - x)) - 1 / ((z - x) * (z - y)), False),
        (sp.Rational(1, 10**40) * x, False),
        (sp.Integer(0), True),
        (sp.Rational(1, 7), False),
    ],
)
def test_known_identities(identity, holds):
    assert vanishing([identity]) == (holds,)


def test_one_verdict_for_each_expression_in_order():
    assert vanishing([]) == ()
    assert vanishing([x - x, x, (x + 1) ** 2 - x**2 - 2 * x - 1, x - y]) == (True, False, True, False)


def test_vanishing_where_it_vanishes_at_the_point_used_for_quick_disproof():
    """Zeros at single points, however many, do not make an expression zero."""
    product = sp.Mul(*(x - sp.Rational(2 * k + 3, m + 7) for k in range(6) for m in range(6)))
    assert vanishing([product, product / (x + y), product / x + product / y]) == (False, False, False)


# Trigonometric functions of a parameter: cos = (1 − τ²)/(1 + τ²), sin = 2τ/(1 + τ²) makes them a field of rational
# functions in τ, where equality is decided without any relation.
C, S = sp.cos(phase), sp.sin(phase)
CIRCLE, tau, X = field("tau,x", sp.QQ)
circle_leaves = st.one_of(
    st.sampled_from([(C, (1 - tau**2) / (1 + tau**2)), (S, 2 * tau / (1 + tau**2)), (x, X)]),
    st.integers(-2, 2).map(lambda k: (sp.Integer(k), CIRCLE(k))),
)
circle_polynomials = st.recursive(
    circle_leaves,
    lambda inner: st.one_of(
        st.builds(_sum, inner, inner), st.builds(_product, inner, inner), st.builds(_power, inner, st.integers(1, 3))
    ),
    max_leaves=6,
)


def _half_turn(expression):
    """sin² → 1 − cos² in every power of the sine, by hand."""
    return sp.expand(expression).replace(
        lambda e: e.is_Pow and e.base == S and e.exp.is_Integer and e.exp > 1,
        lambda e: (1 - C**2) ** (e.exp // 2) * S ** (e.exp % 2),
    )


@settings(max_examples=40)
@given(circle_polynomials, circle_polynomials)
def test_cosine_and_sine_by_the_rational_parametrisation(first, second):
    (p, exact_p), (q, exact_q) = first, second
    identities = (p - _half_turn(p), p - q, p * (C**2 + S**2) - q * (C**4 + 2 * C**2 * S**2 + S**4))
    assert vanishing(identities) == (True, exact_p == exact_q, exact_p == exact_q)


@settings(max_examples=40)
@given(circle_polynomials, circle_polynomials.filter(lambda pair: pair[1] != 0))
def test_cosine_and_sine_in_denominators(first, second):
    (p, exact_p), (q, exact_q) = first, second
    difference = p / q - _half_turn(p) / _half_turn(q)
    assert vanishing([difference, p / q - C / S]) == (True, exact_p / exact_q == (1 - tau**2) / (2 * tau))


def test_each_angle_has_its_own_circle():
    psi = sp.Symbol("psi", real=True)
    assert vanishing(
        [
            C**2 + S**2 - 1,
            C**2 + sp.sin(psi) ** 2 - 1,
            (C**2 + S**2) * (sp.cos(psi) ** 2 + sp.sin(psi) ** 2) - 1,
            C**2 - S**2 - 1,
            S / C - S * C / (1 - S**2),
        ]
    ) == (True, False, True, False, True)


def test_other_functions_are_indeterminates():
    e = sp.exp(-x * phase)
    assert vanishing([(e * x + e) / (x + 1) - e, e - 1 + x * phase, e - 1]) == (True, False, False)


@pytest.mark.parametrize("expression", [1 / (1 + 1 / x), x / (y + x / (x + y)), 1 / (x + (y - 1) ** -2)])
def test_a_fraction_within_a_denominator_is_refused(expression):
    with pytest.raises(TypeError, match="contains a fraction; write it as a polynomial"):
        vanishing([expression])


def test_a_fraction_hidden_in_a_definition_is_refused():
    (a,) = coordinates("a")
    with pytest.raises(TypeError, match="denominator a contains a fraction"):
        vanishing([1 / a - x], Definitions(((a, 1 / x),)))


@pytest.mark.parametrize(
    "expression", [sp.sqrt(x), x**y, x + sp.pi, x * sp.Float(0.5), sp.I * x, x + sp.oo, sp.Abs(x) ** sp.Rational(1, 2)]
)
def test_what_is_not_rational_is_refused(expression):
    with pytest.raises(TypeError, match="not a rational expression"):
        vanishing([expression])


def test_a_denominator_that_is_identically_zero_proves_nothing():
    (a,) = coordinates("a")
    for expression in (1 / (x - a), (x + 1) / (x - a), y - y * (x - a) / (x - a) ** 2):
        with pytest.raises((ZeroDivisionError, ValueError)):
            vanishing([expression], Definitions(((a, x),)))


@settings(max_examples=40)
@given(rationals, st.tuples(*[fractions_between(-4, 4, 9)] * 3))
def test_a_vanishing_expression_is_zero_wherever_it_is_defined(pair, point):
    """Soundness by evaluation in Python's own fractions: no true verdict where a value differs from zero."""
    expression, element = pair
    difference = expression - element.as_expr(x, y, z) * (1 + x) + x * element.as_expr(x, y, z)
    values = {s: sp.Rational(f.numerator, f.denominator) for s, f in zip((x, y, z), point, strict=True)}
    at = difference.xreplace(values)
    assert vanishing([difference]) == (True,)
    assert not at.is_finite or Fraction(int(at.p), int(at.q)) == 0
