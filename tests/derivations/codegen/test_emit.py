"""Generated code: the same numbers as the symbols, in every language, and nothing a reader would not want to read."""

from __future__ import annotations

import ast
import ctypes
import importlib
import json
import re
import shutil
import subprocess
from functools import partial
from types import ModuleType

import mpmath
import numpy as np
import pytest
import sympy as sp

from derivations import SYSTEMS, emit_c, emit_javascript, emit_module
from derivations.codegen.python import content_hash, program
from derivations.documents.inline_math import plain


def run(source: str) -> ModuleType:
    module = ModuleType("emitted")
    exec(compile(source, "emitted", "exec"), module.__dict__)
    return module


def random_state(module: ModuleType, rng: np.random.Generator, size: float) -> list[float]:
    """Normal numbers about the origin; for overlaps, those of random vectors."""
    plain = (np.array(module.ORIGIN) + size * rng.normal(size=len(module.STATE))).tolist()
    if "GRAM" not in vars(module):
        return plain
    vectors = size * rng.normal(size=(len(module.GRAM), 6))
    names = [name for row in module.GRAM for name in row]
    values = dict(zip(names, (vectors @ vectors.T).ravel(), strict=True))
    return [float(values.get(name, number)) for name, number in zip(module.STATE, plain, strict=True)]


def points(module: ModuleType, count: int = 5, seed: int = 1) -> list[tuple[list[float], list[float]]]:
    """Random stable states with random parameters."""
    rng, found = np.random.default_rng(seed), []
    while len(found) < count:
        state = random_state(module, rng, 0.5)
        parameters = rng.uniform(0.2, 2.0, size=len(module.PARAMETERS)).tolist()
        if min(module.stability(state, parameters)) > 0.05:
            found.append((state, parameters))
    return found


def number_of(expression: sp.Basic, values: dict[sp.Basic, sp.Basic]) -> float:
    return float(sp.sympify(expression).xreplace(values))


@pytest.mark.parametrize("name", SYSTEMS)
def test_functions_agree_with_the_symbols(name: str, derived, emitted) -> None:
    ode, module = derived(name).ode, run(emitted(name))
    for state, parameters in points(module, count=2):
        exact = (sp.Float(x, 30) for x in (*state, *parameters))
        values: dict[sp.Basic, sp.Basic] = dict(zip((*ode.state, *ode.parameters), exact, strict=True))
        for symbol, definition in ode.definitions.items:  # before any elimination of common subexpressions
            values[symbol] = definition.xreplace(values)
        number = partial(number_of, values=values)
        for computed, symbolic in (
            (module.rhs(state, parameters), ode.program_rhs),
            (module.observables(state, parameters), [value for _, value in ode.program_observables]),
            (module.invariants(state, parameters), [value for _, value in ode.program_invariants]),
        ):
            np.testing.assert_allclose(computed, [number(e) for e in symbolic], rtol=1e-11, atol=1e-13)
        assert module.target_power(parameters) == pytest.approx(number(ode.target_power), rel=1e-13)


@pytest.mark.parametrize("name", SYSTEMS)
def test_jacobian_is_the_derivative_of_rhs(name: str, emitted) -> None:
    """Against differences of the emitted rhs itself, run in 50 digits: mpf numbers pass through the same source."""
    source = emitted(name).replace("from math import", "from mpmath import")
    module = run(source)
    for state, parameters in points(module, count=2):
        jacobian = np.array(module.jacobian(state, parameters), dtype=float)
        with mpmath.workdps(50):
            exact = [mpmath.mpf(x) for x in state]
            fixed = [mpmath.mpf(x) for x in parameters]
            h = mpmath.mpf(10) ** -20
            for j in range(len(state)):
                ahead, behind = list(exact), list(exact)
                ahead[j] += h
                behind[j] -= h
                pairs = zip(module.rhs(ahead, fixed), module.rhs(behind, fixed), strict=True)
                column = [float((a - b) / (2 * h)) for a, b in pairs]
                np.testing.assert_allclose(jacobian[:, j], column, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", SYSTEMS)
def test_loss_falls_at_the_rate_of_the_metric(name: str, emitted) -> None:
    """dL/ds along rhs, by differences of the emitted loss, is negative."""
    module = run(emitted(name))
    for state, parameters in points(module, count=3):
        velocity, h = np.array(module.rhs(state, parameters)), 1e-5
        ahead = module.observables((np.array(state) + h * velocity).tolist(), parameters)[0]
        behind = module.observables((np.array(state) - h * velocity).tolist(), parameters)[0]
        assert ahead < behind


@pytest.mark.parametrize("name", SYSTEMS)
def test_stability_agrees_with_eigenvalues(name: str, emitted) -> None:
    module = run(emitted(name))
    rng = np.random.default_rng(3)
    verdicts = set()
    for _ in range(60):
        state = random_state(module, rng, 2.0)
        if name == "real_outlier":
            W = np.array([[1 - state[2]]])
        elif name == "conjugate_pair":
            p, q, r = state[:3]
            W = np.array([[p, -q], [q, r]])
        elif name == "rank_two":
            W = np.array(state[:4]).reshape(2, 2)
        elif name == "real_outlier_bulk":
            values = dict(zip(module.STATE, state, strict=True))
            W = np.array([[1 - values["c"], values["l_r"]], [1.0, 0.0]])
        else:
            values = dict(zip(module.STATE, state, strict=True))
            W = np.array([x for label, x in values.items() if re.fullmatch(r"n\d?_m\d?", label)])
            W = W.reshape(int(np.sqrt(len(W))), -1)
        stable = bool(np.linalg.eigvals(W - np.eye(len(W))).real.max() < 0)
        assert (min(module.stability(state, [1.0] * len(module.PARAMETERS))) > 0) == stable
        verdicts.add(stable)
    assert verdicts == {True, False}


@pytest.mark.parametrize("name", SYSTEMS)
def test_arrays_broadcast_over_a_trajectory(name: str, emitted) -> None:
    module = run(emitted(name))
    (first, parameters), (second, _) = points(module, count=2)
    both = [np.array(pair) for pair in zip(first, second, strict=True)]
    for k, state in enumerate((first, second)):
        for together, single in zip(
            module.observables(both, parameters), module.observables(state, parameters), strict=True
        ):
            assert np.broadcast_to(together, 2)[k] == pytest.approx(single, rel=1e-14)


@pytest.mark.parametrize("name", SYSTEMS)
def test_shipped_module_is_the_fresh_one(name: str, emitted) -> None:
    """Numerically: text may differ between versions of SymPy, values may not."""
    shipped = importlib.import_module(f"reduced_odes.generated.{name}")
    fresh = run(emitted(name))
    for constant in ("NAME", "STATE", "ORIGIN", "PARAMETERS", "DEFAULTS", "DOMAINS", "OBSERVABLES", "INVARIANTS"):
        assert getattr(shipped, constant) == getattr(fresh, constant)
    assert shipped.ASSUMPTIONS == fresh.ASSUMPTIONS
    for state, parameters in points(fresh):
        for function in ("rhs", "jacobian", "observables", "invariants", "stability"):
            np.testing.assert_allclose(
                np.array(getattr(shipped, function)(state, parameters)),
                np.array(getattr(fresh, function)(state, parameters)),
                rtol=1e-12,
                atol=1e-13,
            )


@pytest.mark.parametrize("name", SYSTEMS)
def test_source_is_self_contained_and_reproducible(name: str, derived, emitted, monkeypatch) -> None:
    source = emitted(name)
    if name in ("real_outlier", "conjugate_pair"):  # the same code for all
        monkeypatch.setattr("derivations.codegen.python.program", program.__wrapped__)
        assert emit_module(derived(name).ode) == source
    recorded = re.search(r'^HASH = "([0-9a-f]{16})"$', source, re.MULTILINE)
    assert recorded
    assert content_hash(source.replace(recorded.group(1), "0" * 16)) == recorded.group(1)
    imported = {node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    assert imported <= {"math"}
    assert not any(isinstance(node, ast.Import) for node in ast.walk(ast.parse(source)))
    assert max(map(len, source.splitlines())) < 140
    for assumption in derived(name).assumptions:
        assert plain(assumption).split()[0] in source
    assert "`" not in source.split("FORMAT")[1]


def test_every_function_computes_only_what_it_needs(emitted) -> None:
    """No dead code: each name assigned in a function is used in it."""
    for source in map(emitted, SYSTEMS):
        for function in (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)):
            names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
            stored = {node.id for node in names if isinstance(node.ctx, ast.Store)} - {"_"}
            loaded = {node.id for node in names if isinstance(node.ctx, ast.Load)}
            assert stored <= loaded


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
@pytest.mark.parametrize("name", SYSTEMS)
def test_c_agrees_with_python(name: str, derived, emitted, tmp_path) -> None:
    (tmp_path / "system.c").write_text(emit_c(derived(name).ode), encoding="utf-8")
    flags = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-O0", "-shared", "-fPIC"]
    subprocess.run(["cc", *flags, "system.c", "-o", "system.so", "-lm"], cwd=tmp_path, check=True)
    library, module = ctypes.CDLL(str(tmp_path / "system.so")), run(emitted(name))
    pointer = ctypes.POINTER(ctypes.c_double)
    for state, parameters in points(module):
        for function in ("rhs", "jacobian", "observables", "invariants", "stability", "target_power"):
            arguments = (parameters,) if function == "target_power" else (state, parameters)
            expected = np.array(getattr(module, function)(*arguments)).ravel()
            out = np.full(expected.shape, np.nan)
            inputs = [np.array(x).ctypes.data_as(pointer) for x in (state, parameters)]
            getattr(library, f"{name}_{function}")(*inputs, out.ctypes.data_as(pointer))
            np.testing.assert_allclose(out, expected, rtol=1e-13, atol=1e-14)


@pytest.mark.skipif(shutil.which("node") is None, reason="node, which runs JavaScript, is not installed")
@pytest.mark.parametrize("name", SYSTEMS)
def test_javascript_agrees_with_python(name: str, derived, emitted) -> None:
    module, where = run(emitted(name)), points(run(emitted(name)), count=3)
    functions = ("rhs", "jacobian", "observables", "invariants", "stability")
    call = f"{json.dumps(where)}.map(([x, p]) => {json.dumps(functions)}.map((f) => {name}[f](x, p)))"
    source = f"{emit_javascript(derived(name).ode)}\nconsole.log(JSON.stringify({call}));"
    command = ["node", "--input-type=module"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=True, timeout=60)
    for (state, parameters), values in zip(where, json.loads(done.stdout), strict=True):
        for function, value in zip(functions, values, strict=True):
            expected = np.array(getattr(module, function)(state, parameters))
            np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-13)
