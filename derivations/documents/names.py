"""What symbols are called in documents, and what they mean: the one place that reads the names of symbols.

A symbol's name is an identifier of generated code.  Its first part is a letter (or the word for one, or a word), and
each later part says something about it: ``star`` that it belongs to the target, ``adjoint`` an asterisk, ``hat`` a hat,
``prime`` a prime, ``squared`` a square, ``next`` that the index is one more, anything else an index.  ``grad_W`` is
∂L/∂W (``grad_W_f_hat`` that of f̂), ``dot_p`` is dp/ds.  ``n1_u`` is the overlap n₁ᵀu, and ``g_n1_u`` the slope of
the loss by it.
"""

from __future__ import annotations

import re
import unicodedata

import sympy as sp

from derivations.algebra.symbols import ParameterDomain
from derivations.documents.layout import (
    TRANSPOSED,
    Call,
    Exponential,
    Fence,
    Layout,
    Name,
    Number,
    Power,
    Product,
    Rate,
)

_GREEK = {
    unicodedata.name(letter).rpartition(" ")[2].lower().replace("lamda", "lambda"): letter
    for letter in "αβγδεζηθικλμνξπρστυφχψω"
}
_LETTERS = {**_GREEK, "phase": "φ", "Gamma": "Γ"}
_SPECIAL: dict[str, Layout] = {
    "exp_Mt": Exponential(Product((Name("M"), Name("t")))),
    "exp_At": Exponential(Product((Name("A", sub="⋆"), Name("t")))),
}
_IN_TIME = {"h"}
"""What moves in the network's time t; everything else moves in the learning time s."""

STAR = "⋆"
"""The index of what belongs to the target; a superscript would be taken for an exponent. Plain text has c*."""
OPERATORS = {"x", "ℓ"}
"""Letters of which a star in a sentence means the adjoint."""
SIGNALS = {"x"}
"""Scalars that stand behind what they drive, u x(t)."""
WORDS = {"io", "factors", "max"}
"""Indices that are one word rather than several letters."""


_OVERLAP = re.compile(r"([uvmnrlpq]\d?)_([uvmnrlpq]\d?)")


def displayed(name: str) -> Layout:
    """The layout of a symbol, given its name."""
    if name in _SPECIAL:
        return _SPECIAL[name]
    if applied := re.fullmatch(r"(\w+)\((\w+)\)", name):
        return Call(displayed(applied[1]), (displayed(applied[2]),))
    if overlap := _OVERLAP.fullmatch(name):
        return Product((Power(displayed(overlap[1]), TRANSPOSED), displayed(overlap[2])))
    if slope := re.fullmatch(r"g_(\w+)", name):
        return Name("g", sub=slope[1].replace("_", ""))
    if norm := re.fullmatch(r"\|(\w+)\|_(\w+)", name):
        inner = norm[1].removeprefix("dot_")
        return Name(_LETTERS.get(inner, inner), sub=norm[2], accent="dot" if inner != norm[1] else "", bars=True)
    if name.startswith("dot_"):
        of = name.removeprefix("dot_")
        moving = displayed(of)
        return Rate("d", Fence(moving) if isinstance(moving, Product) else moving, Name("t" if of in _IN_TIME else "s"))
    if name.startswith("grad_"):
        by, _, of = name.removeprefix("grad_").partition("_")
        return Rate("∂", displayed(of or "L"), displayed(by))
    if name.endswith("_squared"):
        return Power(displayed(name.removesuffix("_squared")), Number("2"))
    return _indexed(name)


def _indexed(name: str) -> Name:
    first, *parts = name.split("_")
    base, sub, sup, accent = _LETTERS.get(first, first), "", "", ""
    if numbered := re.fullmatch(r"([A-Za-z])(\d+)", first):  # w11
        base, sub = numbered[1], numbered[2]
    elif gradient := re.fullmatch(r"g([Wuv])", first):  # an entry of ∂L/∂W
        base, sup = "g", gradient[1]
    for part in parts:
        match part:
            case "star":
                sub += STAR
            case "adjoint":
                sup += "*"
            case "prime":
                sup += "′"
            case "hat":
                accent = "hat"
            case "next":
                sub += "+1"
            case _:
                sub += _LETTERS.get(part, part)
    return Name(base, sub, sup, accent)


MEANINGS = {
    "N": "number of neurons",
    "W": "recurrent weights, `N × N`",
    "u": "read-in, `N × 1`",
    "v": "read-out, `N × 1`",
    "h": "state of the neurons, `N × 1`",
    "x": "input: white noise of unit power",
    "y": "output, `vᵀh`",
    "t": "time, in units of the neuron's time constant",
    "s": "learning time",
    "M": "`W − I`, whose eigenvalues are the network's poles",
    "f(t)": "impulse response of the network",
    "f_star(t)": "target filter, the impulse response to learn",
    "K": "order of the target filter, its number of poles",
    "A_star": "state matrix of the target filter, `K × K`",
    "B_star": "its input vector, `K × 1`",
    "C_star": "its output row, `1 × K`",
    "L": "loss: half the mean squared error of the output",
    "P": "controllability Gramian of the network, `N × N`",
    "Q": "observability Gramian of the network, `N × N`",
    "X": "overlap of network and target, `N × K`",
    "Y": "its adjoint, `N × K`",
    "P_star": "controllability Gramian of the target filter, `K × K`",
    "B": "orthonormal frame of the subspace of the weights, `N × d`",
    "d": "dimension of that subspace",
    "G": "metric of gradient flow in the coordinates",
    "C": "matrix that gradient flow conserves, `N × N`",
    "m": "left factors of the recurrent weights, `W = m nᵀ`; `N × R`",
    "n": "right factors of the recurrent weights, `N × R`",
    "r": "the part of `Wn` that is orthogonal to `n`, `N × 1`",
    "l": "the part of `Wᵀn` that is orthogonal to `n`, `N × 1`",
    "p": "the part of `u` that is orthogonal to `n`, `N × 1`",
    "q": "the part of `v` that is orthogonal to `n`, `N × 1`",
    "Z": "the vectors `u` and `m` side by side, `N × (R + 1)`",
    "O": "Gram matrix of the vectors: their overlaps",
    "Gamma": "slopes of the loss by the overlaps, symmetric",
    "eta": "diagonal of the vectors' learning rates",
    "g": "slope of the loss by a visible overlap",
    "H": "`det(J − 2)`, with `J` the overlaps `nᵀm`",
    "T": "trace of `M` on the subspace",
    "D": "determinant of `M` on the subspace",
    "F": "`χ(−M)`, with the characteristic polynomial `χ` of `A*`",
    "E": "determinant of `F`",
    "gW": "the gradient `∂L/∂W` on the subspace",
    "gu": "the gradient `∂L/∂u` on the subspace",
    "gv": "the gradient `∂L/∂v` on the subspace",
    "c_star": "decay rate of the target filter",
    "omega_star": "angular frequency of the target filter",
    "phase": "phase of the target filter at `t = 0`",
    "eta_W": "learning rate of the recurrent weights",
    "eta_u": "learning rate of the read-in",
    "eta_v": "learning rate of the read-out",
    "eta_factors": "learning rate of the factors `m` and `n`",
    "eta_io": "common learning rate of read-in and read-out",
}
"""What symbols mean, by name."""

DOMAINS = {
    ParameterDomain.POSITIVE: "positive",
    ParameterDomain.NONNEGATIVE: "not negative (zero: not trained)",
    ParameterDomain.REAL: "real",
}
"""The domains of parameters, in words."""


def family(symbol: sp.Symbol) -> str:
    """The name of the matrix that a symbol is an entry of, ``P`` of ``P_12``, ``g`` of ``g_v_u``; else its own name."""
    return re.sub(r"_\d+$|^(g)_.*", r"\1", str(symbol.name))
