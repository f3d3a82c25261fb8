"""Documents: complete, well-formed, and saying what was proved."""

import re
import xml.etree.ElementTree as ET

import pytest
import sympy as sp

from derivations import SYSTEMS, document

MATHML = "{http://www.w3.org/1998/Math/MathML}"
SYSTEM_NAMES = tuple(SYSTEMS)


@pytest.fixture(params=SYSTEM_NAMES)
def derivation(request, derived):
    return derived(request.param)


def words(text):
    """Letters and digits only: what is left of a sentence whatever the format."""
    return re.sub(r"[^a-z]", "", text.lower())


def test_text_tells_every_step_claim_and_assumption(derivation):
    text = words(str(derivation))
    for step in derivation.steps:
        assert f"step{words(step.title)}" in text
        assert words(str(step.check)) in text
    for assumption in derivation.assumptions:
        assert words(assumption) in text


def test_assumptions_come_before_the_first_step(derivation):
    for text in (str(derivation), derivation.latex(), derivation.html()):
        assert 0 <= text.index("Assumptions") < text.index("Model")


def test_no_name_of_the_code_leaks(derivation):
    for text in (str(derivation), ET.tostring(ET.fromstring(derivation.html()), "unicode", "text")):
        for raw in ("_star", "dot_", "grad_", "**", "omega", "alpha", "lambda", "Symbol(", "Matrix(", "eta_W"):
            assert raw not in text
    for raw in ("_star", "dot_", "grad_", "**", r"\_", "Symbol(", "Matrix("):
        assert raw not in derivation.latex()


def test_text_fits_a_terminal(derivation):
    """Prose is wrapped at 100 characters; a formula that cannot be broken may stand out a little."""
    assert max(map(len, str(derivation).splitlines())) <= 104


def test_html_is_well_formed_and_loads_nothing(derivation):
    tree = ET.fromstring(derivation.html())
    formulas = [element for element in tree.iter() if element.tag in ("math", f"{MATHML}math")]
    assert len(formulas) > 30
    assert all("".join(formula.itertext()).strip() for formula in formulas)
    assert not [e for e in tree.iter() if e.tag.split("}")[-1] in ("script", "img", "link", "iframe")]
    text = words("".join(tree.itertext()))
    for step in derivation.steps:
        assert words(step.title) in text


def test_page_is_a_page(real_outlier):
    page = document.page(real_outlier)
    assert page.startswith("<!DOCTYPE html>") and real_outlier.html() in page and page.rstrip().endswith("</html>")


def test_latex_is_balanced(derivation):
    latex = derivation.latex()
    assert latex.startswith(r"\documentclass") and latex.rstrip().endswith(r"\end{document}")
    opened = re.findall(r"\\begin\{(\w+\*?)\}", latex)
    closed = re.findall(r"\\end\{(\w+\*?)\}", latex)
    assert sorted(opened) == sorted(closed)
    bare = latex.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")
    assert latex.count(r"\left") == latex.count(r"\right")


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


def test_odes_show_themselves_in_a_notebook(derivation):
    shown = derivation.ode._repr_latex_()
    assert shown.startswith("$") and shown.endswith("$") and r"\begin{aligned}" in shown
    assert derivation._repr_html_() == derivation.html()
