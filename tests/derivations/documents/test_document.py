"""Documents: complete, well-formed, and saying what was proved."""

import ast
import re
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest
import sympy as sp

import derivations
from derivations import SYSTEMS, Derivation
from derivations.algebra.symbols import c_star, phase
from derivations.documents import inline_math, latex, typeset

MATHML = "{http://www.w3.org/1998/Math/MathML}"
SYSTEM_NAMES = tuple(SYSTEMS)


@cache
def written(derivation: Derivation) -> tuple[str, str, str]:
    """As text, LaTeX and HTML."""
    return str(derivation), derivation.latex(), derivation.html()


@pytest.fixture(params=SYSTEM_NAMES)
def derivation(request, derived):
    return derived(request.param)


def words(text):
    """Letters and digits only: what is left of a sentence whatever the format."""
    return re.sub(r"[^a-z]", "", text.lower())


def test_text_tells_every_step_claim_and_assumption(derivation):
    text = words(written(derivation)[0])
    for step in derivation.steps:
        assert f"step{words(step.title)}" in text
        assert words(str(step.check)) in text
    for assumption in derivation.assumptions:
        assert words(assumption) in text


def test_assumptions_come_before_the_first_step(derivation):
    for text in written(derivation):
        assert 0 <= text.index("Assumptions") < text.index("Model")


def test_no_name_of_the_code_leaks(derivation):
    plain, latex, html = written(derivation)
    for text in (plain, ET.tostring(ET.fromstring(html), "unicode", "text")):
        for raw in ("_star", "dot_", "grad_", "**", "omega", "alpha", "lambda", "Symbol(", "Matrix(", "eta_W"):
            assert raw not in text
    for raw in ("_star", "dot_", "grad_", "**", r"\_", "Symbol(", "Matrix("):
        assert raw not in latex


def test_text_fits_a_terminal(derivation):
    """Prose is wrapped at 100 characters; a formula that cannot be broken may stand out a little."""
    assert max(map(len, written(derivation)[0].splitlines())) <= 104


def test_html_is_well_formed_and_loads_nothing(derivation):
    tree = ET.fromstring(written(derivation)[2])
    formulas = [element for element in tree.iter() if element.tag in ("math", f"{MATHML}math")]
    assert len(formulas) > 30
    assert all("".join(formula.itertext()).strip() for formula in formulas)
    assert not [e for e in tree.iter() if e.tag.split("}")[-1] in ("script", "img", "link", "iframe")]
    text = words("".join(tree.itertext()))
    for step in derivation.steps:
        assert words(step.title) in text


def test_page_is_a_page(real_outlier):
    page = real_outlier.page()
    assert page.startswith("<!DOCTYPE html>") and real_outlier.html() in page and page.rstrip().endswith("</html>")


def test_latex_is_balanced(derivation):
    latex = written(derivation)[1]
    assert latex.startswith(r"\documentclass") and latex.rstrip().endswith(r"\end{document}")
    opened = re.findall(r"\\begin\{(\w+\*?)\}", latex)
    closed = re.findall(r"\\end\{(\w+\*?)\}", latex)
    assert sorted(opened) == sorted(closed)
    bare = latex.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")
    assert latex.count(r"\left") == latex.count(r"\right")


COMMANDS = set(
    re.findall(
        r"\w+",
        """allowdisplaybreaks begin emergencystretch end documentclass usepackage title author date maketitle
        section noindent emph item raggedright textwidth textbackslash dots frac tfrac sqrt left right
        mathrm operatorname hat dot text qquad partial nabla int infty cdot times pm le ge ne to parallel in
        langle rangle lvert rvert top star prime sum surd mapsto approx propto perp ell alpha beta gamma delta
        epsilon zeta eta theta iota kappa lambda mu nu xi pi rho varrho sigma tau upsilon phi varphi chi psi
        omega Gamma Delta Pi Sigma Omega cos sin exp log ln det""",
    )
)
"""Commands of LaTeX, amsmath, array and longtable."""


def assert_known(source: str) -> None:
    """LaTeX with the commands above and ASCII characters only."""
    assert source.isascii()
    assert set(re.findall(r"\\([A-Za-z]+)", source)) <= COMMANDS


def test_latex_uses_commands_that_exist(derivation):
    assert_known(derivation.latex())


def spoken_characters():
    """What is not ASCII in the package's strings, where sentences come from, but for documentation and the writers."""
    for path in Path(derivations.__file__).parent.rglob("*.py"):
        if path.stem in ("text", "mathml"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        unspoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unspoken:
                yield from (character for character in node.value if not character.isascii())


def test_every_character_of_the_sentences_has_a_command():
    characters = sorted(set(spoken_characters()))
    assert len(characters) > 50
    for character in characters:
        assert_known(latex._sentence(f"`x{character}`"))  # behind a letter, of which it may be an index or an accent


def test_numbers_do_not_run_together():
    k = sp.Symbol("k")
    product = typeset.typeset(sp.Mul(2, sp.Pow(2, k), evaluate=False))
    assert latex.formula(product) == r"2 \cdot 2^{k}"


def test_formulas_in_sentences_are_marked():
    sentence = "In these, by `a`, `b` and so on, `h = Zz`, but `WZ = Zω` is `∫ f(t) dt`."
    parts = inline_math.inline(sentence)
    assert [part for part in parts if isinstance(part, str)] == [
        "In these, by ",
        ", ",
        " and so on, ",
        ", but ",
        " is ",
        ".",
    ]
    assert inline_math.plain(sentence) == sentence.replace("`", "")
    with pytest.raises(ValueError, match="not closed"):
        inline_math.inline("an open `formula")


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("√(1−τ²)ℓ₂*m(between)", r"\sqrt{1 - \tau^{2}} \ell_{2}^{*} m ( \mathrm{between} )"),
        ("c* = ω*²", r"c_{\star} = \omega_{\star}^{2}"),  # of the target
        ("x*x", r"x^{*} x"),  # of an adjoint
        ("A*ᵀ", r"A_{\star}^{\top}"),
        ("√3 ω*", r"\sqrt{3} \omega_{\star}"),
        ("e^(−t)", "e^{- t}"),
        ("½ tr W", r"\tfrac{1}{2} \operatorname{tr} W"),
        ("R'", r"R^{\prime}"),
        ("φ_{m+n}", r"\varphi_{m + n}"),
    ],
)
def test_formulas_in_sentences_are_laid_out(written, set_):
    (formula,) = inline_math.inline(f"`{written}`")
    assert latex.formula(formula) == set_


def test_the_equations_of_the_text_are_those_proved(real_outlier):
    """The printed flow of the real outlier, read back as Python, is the right-hand side."""
    ode = real_outlier.ode
    names = {x.name: x for x in (*ode.state, *ode.parameters)}
    printed = dict(re.findall(r"^\s*d(\w)/ds = (.+)$", str(ode), re.MULTILINE))
    assert set(printed) == {"a", "b", "c"}
    for x, expected in zip(ode.state, ode.rhs, strict=True):
        formula = printed[x.name].replace("c*", "c_star").replace("−", "-")
        for sign, rate in (("η_W", "eta_W"), ("η_u", "eta_u"), ("η_v", "eta_v")):
            formula = formula.replace(sign, rate)
        formula = re.sub(r"([²³])", lambda m: "**" + str("²³".index(m[1]) + 2), formula)
        formula = re.sub(r"(?<=[\w)]) (?=[\w(])", "*", formula)
        assert sp.cancel(sp.sympify(formula, locals=names) - expected) == 0


# ------------------------------------------------------------------------------------------- the equations alone


def test_odes_show_themselves_in_a_notebook(derivation):
    shown = derivation.ode._repr_latex_()
    assert shown == f"$\\displaystyle {derivation.ode.latex()}$"
    assert_known(derivation.ode.latex())
    assert shown.count(r"\left") == shown.count(r"\right") and shown.count("{") == shown.count("}")
    assert r"c_{\star}" in shown and "_star" not in shown
    assert all(shown.count(rf"\frac{{d{latex.formula(typeset.typeset(x))}}}{{ds}}") <= 1 for x in derivation.ode.state)
    assert derivation._repr_html_() == written(derivation)[2]


def test_the_equations_in_latex_are_those_of_the_outlier(real_outlier):
    first, *_ = real_outlier.ode.latex().removeprefix("\\begin{aligned}\n").splitlines()
    bracket = r"\left(\frac{a b}{2 c} - \frac{1}{c + c_{\star}}\right)"
    assert first == rf"\frac{{da}}{{ds}} &= -\eta_{{u}} b {bracket} \\"


@pytest.mark.parametrize("name", ["real_outlier", "conjugate_pair"])
def test_the_equations_in_sympy_are_differential_equations(name, derived):
    """Each for one function of s, with the right-hand side of the system."""
    ode, s = derived(name).ode, sp.Symbol("s", real=True)
    equations = ode.sympy()
    functions = [sp.Function(x.name)(s) for x in ode.state]
    assert [equation.lhs for equation in equations] == [sp.Derivative(f, s) for f in functions]
    back = dict(zip(functions, ode.state, strict=True))
    for equation, speed in zip(equations, ode.rhs, strict=True):
        assert equation.rhs.atoms(sp.Function) - {*functions} <= {sp.cos(phase), sp.sin(phase)}
        assert not equation.rhs.free_symbols & {*ode.state}
        assert equation.rhs.xreplace(back) == speed


def test_sympys_own_solver_takes_the_equations(real_outlier):
    """Near the zero network, linearised by hand: SymPy solves it, and u + v grows at the rate 1/(1 + c*)."""
    s, (first, second, _) = sp.Symbol("s", real=True), real_outlier.ode.sympy()
    a, b, c = (sp.Function(name)(s) for name in "abc")
    unit = {x: 1 for x in real_outlier.ode.parameters[1:]}
    linear = [
        sp.Eq(e.lhs, sum(e.rhs.subs(unit).diff(x).subs({a: 0, b: 0, c: 1}) * x for x in (a, b)))
        for e in (first, second)
    ]
    solution = sp.dsolve(linear)
    grown = sum(line.rhs for line in solution)
    assert sp.simplify(grown.diff(s) - grown / (1 + c_star)) == 0
