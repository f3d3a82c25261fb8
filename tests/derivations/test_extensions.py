"""A newcomer's target, manifold, output language and document format, as CONTRIBUTING says how to add them."""

import numpy as np
import pytest
import sympy as sp
from exact_network import exact_loss_and_gradient, rational, weights_at
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from sympy.printing.numpy import NumPyPrinter

from derivations import SYSTEMS, ClosureError, ReducedODE, System, derive, emit_module, manifolds, targets
from derivations.__main__ import main
from derivations.algebra.symbols import coordinates, rate
from derivations.codegen.program import program
from derivations.documents import Document, latex
from derivations.documents.blocks import Block, Display, Heading, Inline, Items, Legend, Paragraph
from derivations.documents.inline_math import inline
from reduced_odes import integrate, load
from validation import StateSpace, Weights, loss_and_gradient


# ------------------------------------------------------------------------------------------------------ a target
def difference() -> targets.Target:
    """A filter that rises before it decays: f*(t) = exp(−t) − exp(−k t), with a free k > 0."""
    k = sp.Symbol("k", positive=True)
    return targets.Target(
        name="difference",
        filter=sp.exp(-targets.t) - sp.exp(-k * targets.t),
        A=sp.ImmutableMatrix([[-1, 0], [0, -k]]),
        b=sp.ImmutableMatrix([1, 1]),
        c=sp.ImmutableMatrix([[1, -1]]),
        parameters=(k,),
        defaults=((k, 2.0),),
        assumptions=("The target filter is `exp(−t) − exp(−k t)` with `k > 0`.",),
    )


# ---------------------------------------------------------------------------------------------------- a manifold
p, q, r, alpha, beta = coordinates("p q r alpha beta")


def opposite(**changes: sp.ImmutableMatrix) -> manifolds.Manifold:
    """W = Wᵀ and v = −u, which transposition together with a change of all signs of u and v leaves as it is."""
    blocks = {
        "W": sp.ImmutableMatrix([[p, q], [q, r]]),
        "u": sp.ImmutableMatrix([alpha, beta]),
        "v": sp.ImmutableMatrix([-alpha, -beta]),
    }
    return manifolds.Manifold(
        name="opposite",
        coordinates=(p, q, r, alpha, beta),
        **(blocks | changes),
        rates=manifolds.RateSymbols(rate("W"), rate("io"), rate("io")),
        origin=(0.0,) * 5,
        assumptions=("Initially `W = Wᵀ` and `v = −u`.", "`u` and `v` are trained at one common rate `η_io`."),
    )


@pytest.fixture(scope="module")
def system():
    return derive(difference(), opposite())


def test_the_target_is_its_own_state_space():
    A, b, c = difference().numeric(k=3)
    times = np.linspace(0, 5, 11)
    np.testing.assert_allclose(StateSpace(A, b, c).filter(times), np.exp(-times) - np.exp(-3 * times), atol=1e-14)


def test_everything_is_proved(system):
    assert len(system.steps) == 9 and system.ode.name == "difference_opposite"
    assert [x.name for x in system.ode.parameters] == ["k", "eta_W", "eta_io"]
    assert "exp(−t) − exp(−k t)" in str(system)


def test_flow_and_loss_by_an_independent_route(system):
    """Against the Lyapunov equation of network and target side by side, in rational numbers."""
    ode, manifold = system.ode, system.manifold

    @settings(max_examples=5)
    @given(st.tuples(*[rational("-3/5", "3/5")] * 5, rational("1/2", "3")))
    def check(numbers):
        at = dict(zip((*ode.state, *ode.parameters), (*numbers, 1, 1), strict=True))
        assume(all(minor.xreplace(at) > 0 for minor in ode.stability))
        definitions, speeds = ode.rhs_at(at)
        dp, dq, dr, *io = (definitions.explicit(speed) for speed in speeds)
        loss, (d11, d12, d21, d22, *by_vectors) = exact_loss_and_gradient(system.target, weights_at(manifold, at), at)
        assert definitions.explicit(dict(ode.program_observables)["loss"].xreplace(at)) == loss
        assert d12 == d21 and (dp, dq, dr) == (-d11, -d12, -d22)
        assert io == [-x for x in by_vectors[:2]] == by_vectors[2:]

    check()


def test_generated_code_learns_as_the_full_network_does(system):
    """The loss falls, and its gradient is that of a network of two neurons with these weights."""
    generated = load(emit_module(system.ode))
    path = integrate(generated, {"alpha": 0.5, "beta": 0.3}, {"k": 0.5}, np.linspace(0, 20, 5))
    assert np.all(np.diff(path["loss"]) < 0)
    state = [float(path[x][-1]) for x in generated.state]
    W, u, v = (np.array(block.subs(dict(zip(system.ode.state, state, strict=True))), dtype=float)
               for block in (system.manifold.W, system.manifold.u, system.manifold.v))  # fmt: skip
    loss, gradient = loss_and_gradient(Weights(W, u.ravel(), v.ravel()), StateSpace(*difference().numeric(k=0.5)))
    assert path["loss"][-1] == pytest.approx(loss, rel=1e-9)
    expected = [-gradient.W[0, 0], -gradient.W[0, 1], -gradient.W[1, 1], *-gradient.u]
    np.testing.assert_allclose(generated.rhs(state, {"k": 0.5}), expected, atol=1e-9)
    assert generated.target_power({"k": 0.5}) == pytest.approx(
        quad(lambda t: (np.exp(-t) - np.exp(-t / 2)) ** 2 / 2, 0, 60)[0]
    )


def test_a_set_that_the_flow_leaves_is_refused_with_the_components():
    """W = Wᵀ with v = (−α, β): the mirror image in one coordinate only."""
    with pytest.raises(ClosureError) as refused:
        derive(difference(), opposite(v=sp.ImmutableMatrix([-alpha, beta])))
    assert refused.value.manifold == "opposite" and "dW[1,2]/ds" in refused.value.components


def test_a_system_with_a_name_is_on_the_command_line(monkeypatch, capsys):
    systems = {**SYSTEMS, "rising": System(difference, opposite)}
    monkeypatch.setattr("derivations.systems.SYSTEMS", systems)
    monkeypatch.setattr("derivations.__main__.SYSTEMS", systems)
    assert main(["rising", "--format", "python"]) == 0
    assert load(capsys.readouterr().out).name == "rising"


# ---------------------------------------------------------------------------------------------------- a language
def emit_numpy(ode: ReducedODE) -> str:
    """Functions of arrays ``state`` and ``parameters``: the program, printed line by line."""
    printer = NumPyPrinter({"fully_qualified_modules": False})
    code, lines = program(ode), ["from numpy import *"]
    for function in code.functions:
        lines.append(f"def {function.name}(state, parameters):")
        for values, source in ((ode.state, "state"), (ode.parameters, "parameters")):
            lines += [f"    {x} = {source}[{k}]" for k, x in enumerate(values)]
        needed = code.assignments.needed_for(function.values).items
        lines += [f"    {x} = {printer.doprint(value)}" for x, value in needed]
        rows = [f"[{', '.join(map(printer.doprint, row))}]" for row in function.rows]
        lines.append(f"    return array([{', '.join(rows)}])")
    return "\n".join(lines)


@pytest.mark.parametrize("name", ["real_outlier", "conjugate_pair"])
def test_a_language_prints_the_program(name, derived, emitted):
    """Every function, against the Python module of the same system."""
    ode, module = derived(name).ode, {}
    exec(emit_numpy(ode), module)
    system = load(emitted(name))
    state = 0.1 * np.arange(1, len(ode.state) + 1)
    numbers = np.linspace(0.3, 1.2, len(ode.parameters))
    named = dict(zip(system.parameters, numbers, strict=True))
    np.testing.assert_allclose(module["rhs"](state, numbers)[0], system.rhs(state, named), rtol=1e-12)
    np.testing.assert_allclose(module["jacobian"](state, numbers), system.jacobian(state, named), rtol=1e-12)
    observed = system.observe(state, named)
    np.testing.assert_allclose(module["observables"](state, numbers)[0], [observed[x] for x in observed], rtol=1e-12)
    assert module["target_power"](state, numbers)[0] == pytest.approx(system.target_power(named))


# ---------------------------------------------------------------------------------------------- a document format
def markdown(document: Document) -> str:
    """A document in Markdown with formulas in LaTeX: one case for each kind of block."""
    return "\n\n".join(map(_block, document.blocks()))


def _block(block: Block) -> str:
    match block:
        case Heading(title, level):
            return f"{'#' * level} {_sentence((title,))}"
        case Paragraph(parts, is_check):
            return ("*Check.* " if is_check else "") + _sentence(parts)
        case Items(items):
            return "\n".join(f"- {_sentence(item)}" for item in items)
        case Legend(entries):
            return "\n".join(f"- {_sentence(names)}: {_sentence((meaning,))}" for names, meaning in entries)
        case Display(equations):
            return f"$$\n\\begin{{aligned}}\n{latex.display(equations)}\n\\end{{aligned}}\n$$"


def _sentence(parts: Inline) -> str:
    pieces = (piece for part in parts for piece in (inline(part) if isinstance(part, str) else (part,)))
    return "".join(piece if isinstance(piece, str) else f"${latex.formula(piece)}$" for piece in pieces)


def test_a_format_writes_every_block(system):
    text = markdown(system)
    assert text.startswith("# Reduced learning dynamics: difference opposite\n")
    for step in system.steps:
        assert f"## Step {step.number}. {step.title}" in text
    assert text.count("*Check.*") == len(system.steps) and "`" not in text
    assert r"The target filter is $\exp ( - t ) - \exp ( - k t )$ with $k > 0$." in text
