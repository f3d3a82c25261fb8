"""Straight-line programs: substitution, pruning, and the chain rule, against the written-out expressions."""

import pytest
import sympy as sp
from fractions_between import fractions_between
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations.algebra.straight_line import Definitions
from derivations.algebra.symbols import coordinate, coordinates

x, y, z, a, b, c = coordinates("x y z a b c")


def evaluate(definitions: Definitions, expressions, at):
    """Run the program at a point, in order."""
    known = dict(at)
    for symbol, definition in definitions.items:
        known[symbol] = definition.xreplace(known)
    return [sp.sympify(expression).xreplace(known) for expression in expressions]


# ------------------------------------------------------------------------------------------------- random programs
coefficients = st.integers(-3, 3)


@st.composite
def programs(draw):
    """Five definitions, each a sum of products (and a quotient by 1 + square) of what came before, and two outputs."""
    known = [x, y, z]

    def expression():
        terms = []
        for _ in range(draw(st.integers(1, 3))):
            factors = draw(st.lists(st.sampled_from(known), min_size=1, max_size=2))
            term = draw(coefficients) * sp.Mul(*factors) ** draw(st.integers(1, 2))
            if draw(st.booleans()):
                term /= 1 + draw(st.sampled_from(known)) ** 2
            terms.append(term)
        return sp.Add(*terms)

    definitions = Definitions()
    for k in range(5):
        definitions, symbol = definitions.define(f"d{k}", expression())
        known.append(symbol)
    return definitions, (expression(), expression())


POINTS = st.lists(fractions_between(-2, 2, 5), min_size=3, max_size=3).map(
    lambda values: {s: sp.Rational(f.numerator, f.denominator) for s, f in zip((x, y, z), values, strict=True)}
)


@settings(max_examples=15)
@given(programs(), POINTS)
def test_the_chain_rule_is_the_derivative_of_the_explicit_expression(program, at):
    definitions, outputs = program
    variables = (z, x, y)
    extended, rows = definitions.jacobian(outputs, variables)
    assert extended.items[: len(definitions)] == definitions.items
    for output, row in zip(outputs, rows, strict=True):
        explicit = definitions.explicit(output)
        direct = [sp.diff(explicit, variable).xreplace(at) for variable in variables]
        assert evaluate(extended, row, at) == direct
        assert [extended.explicit(entry).xreplace(at) for entry in row] == direct


@settings(max_examples=20)
@given(programs(), POINTS)
def test_explicit_has_the_value_of_the_program(program, at):
    definitions, outputs = program
    explicit = [definitions.explicit(output) for output in outputs]
    assert all(expression.free_symbols <= {x, y, z} for expression in explicit)
    assert [expression.xreplace(at) for expression in explicit] == evaluate(definitions, outputs, at)


@settings(max_examples=20)
@given(programs(), POINTS)
def test_needed_for_keeps_enough_and_no_more(program, at):
    definitions, outputs = program
    needed = definitions.needed_for(outputs)
    assert evaluate(needed, outputs, at) == evaluate(definitions, outputs, at)
    order = [symbol for symbol, _ in definitions.items]
    kept = [symbol for symbol, _ in needed.items]
    assert kept == [symbol for symbol in order if symbol in kept]
    for k, symbol in enumerate(kept):
        later = [expression for _, expression in needed.items[k + 1 :]]
        assert any(symbol in expression.free_symbols for expression in (*later, *outputs))


# ------------------------------------------------------------------------------------------------------- by example
def test_chain_rule_by_hand():
    """f = a b with a = x², b = a + y: f = x⁴ + x² y."""
    definitions = Definitions(((a, x**2), (b, a + y)))
    extended, ((df_dx, df_dy),) = definitions.jacobian([a * b], (x, y))
    assert sp.expand(extended.explicit(df_dx) - (4 * x**3 + 2 * x * y)) == 0
    assert sp.expand(extended.explicit(df_dy) - x**2) == 0
    assert coordinate("a_x") in dict(extended.items)


def test_derivatives_keep_the_structure():
    """A derivative costs a bounded number of operations a definition, not the length of the written-out expression."""
    definitions, top = Definitions(), x
    for k in range(30):
        definitions, top = definitions.define(f"d{k}", top**2 + top * y)
    extended, rows = definitions.jacobian([top], (x, y))
    assert sum(sp.count_ops(expression) for _, expression in extended.items) < 30 * 25
    # The written-out expression has some 2**30 terms; 60 digits and a step of 1e-20 check its derivatives.
    at, h = {x: sp.Float("0.45", 60), y: sp.Float("0.5", 60)}, sp.Float("1e-20", 60)
    for variable, slope in zip((x, y), rows[0], strict=True):
        ahead, behind = (evaluate(definitions, [top], at | {variable: at[variable] + k * h})[0] for k in (1, -1))
        (derivative,) = evaluate(extended, [slope], at)
        assert abs((ahead - behind) / (2 * h) / derivative - 1) < 1e-30


def test_constant_and_direct_derivatives():
    definitions = Definitions(((a, y**2),))
    _, rows = definitions.jacobian([sp.Integer(3), x + a, -z], (x, z))
    assert rows == ((0, 0), (1, 0), (0, -1))


def test_define_gives_no_name_to_what_needs_none():
    for trivial in (x, -x, sp.Integer(0), sp.Rational(-3, 4), sp.S.One):
        definitions, value = Definitions().define("unused", trivial)
        assert len(definitions) == 0 and value == trivial
    definitions, value = Definitions().define("d", 2 * x)
    assert definitions.items == ((coordinate("d"), 2 * x),) and value == coordinate("d")


def test_define_matrix_names_entries_and_defines_equal_ones_once():
    definitions, named = Definitions().define_matrix("P", sp.ImmutableMatrix([[x + y, x * y], [x * y, z]]))
    assert named == sp.ImmutableMatrix([[coordinate("P_11"), coordinate("P_12")], [coordinate("P_12"), z]])
    assert [symbol.name for symbol, _ in definitions.items] == ["P_11", "P_12"]
    definitions, column = definitions.define_matrix("g", sp.ImmutableMatrix([x + z, 0]))
    assert column == sp.ImmutableMatrix([coordinate("g_1"), 0])
    definitions, single = definitions.define_matrix("s", sp.ImmutableMatrix([[x + z]]))
    assert single[0, 0] == coordinate("s")
    assert definitions.explicit(single[0, 0] + named[0, 1]) == x + z + x * y


def test_a_name_is_defined_once():
    with pytest.raises(ValueError, match="defined more than once: d"):
        Definitions(((coordinate("d"), x + 1), (coordinate("d"), x + 2)))
    definitions, _ = Definitions().define("d", x + 1)
    with pytest.raises(ValueError, match="defined more than once: d"):
        definitions.define("d", x + 2)


def test_names_of_derivatives_may_clash_and_say_so():
    definitions = Definitions(((a, x**2), (coordinate("a_x"), y**2)))
    with pytest.raises(ValueError, match="defined more than once: a_x"):
        definitions.jacobian([a], (x,))


def test_a_definition_uses_only_what_comes_before():
    for items in (((a, b + 1), (b, x + 1)), ((a, a + 1),)):
        with pytest.raises(ValueError, match="before"):
            Definitions(items)


@settings(max_examples=20)
@given(programs(), POINTS)
def test_values_may_be_put_in_before_or_after(program, at):
    definitions, outputs = program
    first = {x: at[x]}
    rest = {y: at[y], z: at[z]}
    put_in = [sp.sympify(output).xreplace(first) for output in outputs]
    assert evaluate(definitions.at(first), put_in, rest) == evaluate(definitions, outputs, at)
