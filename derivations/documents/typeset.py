"""From a SymPy expression to its layout: order of terms and factors, signs, fractions, parentheses.

SymPy's own printers are not used: each orders and signs terms in its own way, and here three documents are to agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sympy as sp
from sympy.printing.printer import Printer

from derivations.documents.layout import (
    TRANSPOSED,
    Big,
    Call,
    Exponential,
    Fence,
    Layout,
    Name,
    Number,
    Operator,
    Power,
    Product,
    Quotient,
    Relation,
    Root,
    Run,
    Sum,
    Table,
    is_composite,
)  # fmt: skip
from derivations.documents.names import SIGNALS, displayed

_RELATIONS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_INDEXED = {"besseli": "I", "besselj": "J", "laguerre": "L"}
"""Functions whose first argument is written as an index."""


def typeset(expression: sp.Basic) -> Layout:
    """The layout of an expression, an equation, a matrix or a tuple."""
    return _Typesetter()._print(expression)


class _Typesetter(Printer):
    """SymPy's dispatch on the class of an expression, with layouts instead of strings."""

    printmethod = "_layout"

    def emptyPrinter(self, expr: object) -> Layout:
        return Name(str(expr))

    def _print_Symbol(self, expr: sp.Symbol) -> Layout:
        return displayed(expr.name)

    _print_MatrixSymbol = _print_Symbol

    def _print_Number(self, expr: sp.Number) -> Layout:
        digits = Number(str(abs(expr.p if expr.is_Rational else expr)))
        layout = Quotient(digits, Number(str(expr.q))) if expr.is_Rational and expr.q != 1 else digits
        return Sum(((True, layout),)) if expr.is_negative else layout

    def _print_Infinity(self, expr: sp.Basic) -> Layout:
        return Number("∞")

    def _print_Pi(self, expr: sp.Basic) -> Layout:
        return Name("π")

    def _print_ImaginaryUnit(self, expr: sp.Basic) -> Layout:
        return Name("i")

    def _print_Mul(self, expr: sp.Mul) -> Layout:
        negative, layout = self._signed(expr)
        return Sum(((True, layout),)) if negative else layout

    def _print_Add(self, expr: sp.Add) -> Layout:
        return Sum(tuple(_positive_first([self._signed(term) for term in expr.as_ordered_terms()])))

    def _print_Pow(self, expr: sp.Pow) -> Layout:
        base, exponent = expr.as_base_exp() if expr.exp.is_Number else (expr.base, expr.exp)
        if exponent.could_extract_minus_sign():
            return Quotient(Number("1"), self._print(sp.Pow(base, -exponent)))
        if exponent == sp.Rational(1, 2):
            return Root(self._print(base))
        return Power(self._base(base), self._print(exponent))

    def _base(self, base: sp.Basic) -> Layout:
        layout = self._print(base)
        plain = isinstance(layout, Name | Number) or (isinstance(layout, Call) and isinstance(layout.function, Name))
        return layout if plain else Fence(layout)

    def _signed(self, expr: sp.Expr) -> tuple[bool, Layout]:
        """Whether there is a minus in front, and the layout without it."""
        coefficient, rest = expr.as_coeff_Mul()
        if not coefficient.is_Rational:
            coefficient, rest = sp.Integer(1), expr
        if coefficient == 1 and not rest.is_Mul and rest != 1:
            return False, self._print(rest)
        negative = bool(coefficient < 0)
        above, below = [], []
        for factor in _reading_order(sp.Mul.make_args(rest)):
            if factor == 1:
                continue
            # Negative powers are SymPy's fractions: they go below the line, with the exponent's sign turned.
            if factor.is_Pow and factor.exp.could_extract_minus_sign():
                below.append(self._print(sp.Pow(factor.base, -factor.exp)))
                continue
            layout = self._print(factor)
            # A factor that is all minus, −(a + b), gives its sign to the product.
            if isinstance(layout, Sum) and all(minus for minus, _ in layout.terms):
                negative = not negative
                layout = Sum(tuple((False, term) for _, term in layout.terms))
            above.append(layout)
        numerator, denominator = abs(coefficient.p), coefficient.q
        if numerator != 1 or not above:
            above.insert(0, Number(str(numerator)))
        if denominator != 1:
            below.insert(0, Number(str(denominator)))
        return negative, Quotient(_product(above), _product(below)) if below else _product(above)

    def _print_MatAdd(self, expr: sp.Basic) -> Layout:
        def key(term: sp.Basic) -> tuple[bool, bool, str]:
            # Reads as in a paper: M P + P Mᵀ + u uᵀ; what concerns the target alone, and constants, come last.
            first = next((a for a in _matrices(term)), term)
            return isinstance(term, sp.Identity), "_star" in str(first), " ".join(map(str, _matrices(term)))

        return Sum(tuple(_positive_first([self._signed_matrix(term) for term in sorted(expr.args, key=key)])))

    def _print_MatMul(self, expr: sp.Basic) -> Layout:
        negative, layout = self._signed_matrix(expr)
        return Sum(((True, layout),)) if negative else layout

    def _signed_matrix(self, term: sp.Basic) -> tuple[bool, Layout]:
        if not isinstance(term, sp.MatMul):
            return False, self._print(term)
        coefficient, matrices = term.as_coeff_matrices()
        product = _product([self._print(matrix) for matrix in matrices])
        number, rest = coefficient.as_coeff_Mul()
        above, below = sp.fraction(rest)
        scalars = [factor for factor in _reading_order(sp.Mul.make_args(above)) if factor != 1]
        before = [self._print(factor) for factor in scalars if str(factor) not in SIGNALS]
        after = [self._print(factor) for factor in scalars if str(factor) in SIGNALS]
        if below != 1:
            product = Quotient(product, self._print(below))
        if abs(number) != 1:
            product = _product([self._print(abs(number)), product])
        return bool(number < 0), _product([*before, product, *after])

    def _print_Transpose(self, expr: sp.Basic) -> Layout:
        return Power(self._base(expr.arg), TRANSPOSED)

    def _print_MatPow(self, expr: sp.Basic) -> Layout:
        return Power(self._base(expr.base), self._print(expr.exp))

    def _print_Trace(self, expr: sp.Basic) -> Layout:
        return Call(Name("tr"), (self._print(expr.arg),))

    def _print_Inverse(self, expr: sp.Basic) -> Layout:
        return Power(self._base(expr.arg), Sum(((True, Number("1")),)))

    def _print_Identity(self, expr: sp.Basic) -> Layout:
        return Name("I")

    def _print_ZeroMatrix(self, expr: sp.Basic) -> Layout:
        return Number("0")

    def _print_MatrixBase(self, expr: sp.Matrix) -> Layout:
        if expr.shape == (1, 1):
            return self._print(expr[0, 0])
        if expr.rows == expr.cols >= 3 and expr.is_diagonal():
            return Call(Name("diag"), tuple(self._print(expr[k, k]) for k in range(expr.rows)))
        return Table(tuple(tuple(self._print(expr[i, j]) for j in range(expr.cols)) for i in range(expr.rows)))

    def _print_Relational(self, expr: sp.Basic) -> Layout:
        return Relation(self._print(expr.lhs), _RELATIONS[expr.rel_op], self._print(expr.rhs))

    def _print_Tuple(self, expr: sp.Tuple) -> Layout:
        return Call(Run(()), tuple(self._print(item) for item in expr))

    def _print_ExpBase(self, expr: sp.Basic) -> Layout:
        return Exponential(self._print(expr.args[0]))

    def _print_Abs(self, expr: sp.Basic) -> Layout:
        return Call(Name("abs"), (self._print(expr.args[0]),))

    def _print_Function(self, expr: sp.Function) -> Layout:
        name = type(expr).__name__
        arguments = tuple(self._print(argument) for argument in expr.args)
        if name in _INDEXED:
            return Call(Name(_INDEXED[name], sub=str(expr.args[0])), arguments[1:])
        name = "ln" if name == "log" else name
        bare = name in ("sin", "cos", "ln") and isinstance(arguments[0], Name)
        return Call(displayed(name), arguments, bare)

    def _print_Integral(self, expr: sp.Integral) -> Layout:
        content = self._under_big(expr)
        for variable, lower, upper in expr.limits:
            content = Big("∫", self._print(lower), self._print(upper), content, self._print(variable))
        return content

    def _print_Sum(self, expr: sp.Sum) -> Layout:
        content = self._under_big(expr)
        for index, lower, upper in expr.limits:
            first = Relation(self._print(index), "=", self._print(lower))
            content = Big("Σ", first, self._print(upper), content)
        return content

    def _under_big(self, expr: sp.Expr) -> Layout:
        content = self._print(expr.function)
        return Fence(content) if is_composite(content) else content


def _product(factors: Sequence[Layout]) -> Layout:
    if len(factors) == 1:
        return factors[0]
    flat: list[Layout] = []
    for factor in factors:
        if flat and (isinstance(factor, Number) or (isinstance(factor, Power) and isinstance(factor.base, Number))):
            flat.append(Operator("·"))  # 2 · 2ᵏ, which must not read as 22ᵏ
        flat += factor.factors if isinstance(factor, Product) else [Fence(factor) if is_composite(factor) else factor]
    return Product(tuple(flat))


def _reading_order(factors: Iterable[sp.Expr]) -> list[sp.Expr]:
    """Numbers first, then rates, letters, sums, and functions last."""

    def rank(factor: sp.Expr) -> int:
        base = factor.base if factor.is_Pow else factor
        if base.is_number:
            return -1
        if base.is_Symbol:
            return 0 if base.name.startswith("eta") else 1
        return 2 if base.is_Add else 3

    return sorted(sp.Mul._from_args(tuple(factors)).as_ordered_factors(), key=rank)


def _positive_first(terms: list[tuple[bool, Layout]]) -> list[tuple[bool, Layout]]:
    """2 − p rather than −p + 2: the first term that is added comes first."""
    first = next((k for k, (negative, _) in enumerate(terms) if not negative), 0)
    return [terms[first], *terms[:first], *terms[first + 1 :]]


def _matrices(term: sp.Basic) -> Sequence[sp.Basic]:
    """The matrices of a product of scalars and matrices."""
    return tuple(term.as_coeff_matrices()[1]) if isinstance(term, sp.MatMul) else (term,)
