"""The page's JavaScript, without a browser: the emitted functions, the solver, the networks, refusals and outcomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.linalg import expm, solve_continuous_lyapunov, solve_sylvester

from reduced_odes import InputError, ReducedSystem, integrate, overlaps, shipped, shipped_system

Node = Callable[..., Any]


def stable_points(system: ReducedSystem, count: int, seed: int) -> list[tuple[list[float], list[float]]]:
    """Random stable states, overlaps being those of vectors, with random parameters."""
    rng, found = np.random.default_rng(seed), []
    while len(found) < count:
        state = np.array(system.origin) + 0.5 * rng.normal(size=len(system.state))
        if system.gram:
            vectors = 0.5 * rng.normal(size=(len(system.gram), 6))
            values = dict(zip((x for row in system.gram for x in row), (vectors @ vectors.T).ravel(), strict=True))
            state = np.array([values.get(name, x) for name, x in zip(system.state, state, strict=True)])
        parameters = rng.uniform(0.2, 2.0, size=len(system.parameters)).tolist()
        if system.stability(state, parameters).min() > 0.05:
            found.append((state.tolist(), parameters))
    return found


@pytest.mark.parametrize("name", shipped())
def test_emitted_functions_are_those_of_python(name: str, node: Node) -> None:
    system = shipped_system(name)
    points = stable_points(system, 20, seed=4)
    functions = ("rhs", "jacobian", "observables", "invariants", "stability")
    found = node(
        f"data.points.map(([x, p]) => [...data.functions.map((f) => {name}[f](x, p)), {name}.targetPower(p)])",
        {"points": points, "functions": functions},
    )
    for (state, parameters), (*values, power) in zip(points, found, strict=True):
        for function, value in zip(functions, values, strict=True):
            expected = np.array(getattr(system.formulas, function)(state, parameters), dtype=float)
            # Entries that are small by cancellation are as exact as the large ones that they come from.
            rounding = 1e-12 * np.abs(expected).max()
            np.testing.assert_allclose(value, expected, rtol=1e-12, atol=rounding, err_msg=function)
        assert power == pytest.approx(system.formulas.target_power(parameters), rel=1e-13)


@pytest.mark.parametrize("name", shipped())
def test_emitted_names_are_those_of_python(name: str, node: Node) -> None:
    system, found = shipped_system(name), node(name, None)
    assert (found["name"], found["hash"], tuple(found["origin"])) == (system.name, system.hash, system.origin)
    for key, names in (
        ("state", system.state), ("parameters", system.parameters), ("observableNames", system.observables),
        ("invariantNames", system.invariants), ("assumptions", system.assumptions),
    ):  # fmt: skip
        assert tuple(found[key]) == names
    assert found["defaults"] == system.defaults and found["domains"] == system.domains
    assert tuple(map(tuple, found["gram"])) == system.gram


@pytest.mark.parametrize("name", shipped())
def test_network_has_the_loss_and_the_response_of_the_state(name: str, node: Node) -> None:
    """The emitted loss is ½∫(f − f*)² dt of the network on the page, by matrix equations; f(t) is that of expm."""
    system = shipped_system(name)
    points = stable_points(system, 10, seed=5)
    t = 0.25 * np.arange(13)
    found = node(
        f"data.map(([x]) => {{ const n = network({name}, x); return {{...n, f: impulseResponse(n, 0.25, 13)}}; }})",
        points,
    )
    for (state, parameters), network in zip(points, found, strict=True):
        M, u, v = (np.array(network[key]) for key in "Muv")
        values = dict(zip(system.parameters, parameters, strict=True))
        c, omega, phase = values["c_star"], values.get("omega_star", 0.0), values.get("phase", 0.0)
        A = np.array([[-c, omega], [-omega, -c]])
        b, row = np.array([np.cos(phase), -np.sin(phase)]), np.array([1.0, 0.0])
        P, X = solve_continuous_lyapunov(M, -np.outer(u, u)), solve_sylvester(M, A.T, -np.outer(u, b))
        loss = v @ P @ v / 2 - v @ X @ row + system.target_power(parameters)
        observed = system.observe(state, parameters)
        assert observed["loss"] == pytest.approx(loss, rel=1e-9)
        assert observed["gain"] == pytest.approx(network["f"][0], rel=1e-12)
        np.testing.assert_allclose(network["f"], [v @ expm(M * time) @ u for time in t], rtol=1e-9, atol=1e-12)
        eigenvalues = np.linalg.eigvals(M)
        for re, im in network["outliers"]:
            assert np.abs(eigenvalues - (re + 1j * im)).min() < 1e-7


def test_target_response_is_the_target(node: Node) -> None:
    t = 0.1 * np.arange(50)
    found = node("targetResponse({c_star: 0.3, omega_star: 2, phase: 0.4}, 0.1, 50)", None)
    np.testing.assert_allclose(found, np.exp(-0.3 * t) * np.cos(2 * t + 0.4), rtol=1e-12, atol=1e-14)


def test_solver_is_accurate_however_stiff(node: Node) -> None:
    """y' = −λ(y − z), z' = −z: error of the size of the tolerance, and few steps, for λ from 2 to 10⁸."""
    rates = [2.0, 1e2, 1e4, 1e6, 1e8]
    found = node(
        """data.map((k) => {
          const flow = {rhs: ([y, z]) => [-k * (y - z), -z], jacobian: () => [[-k, k], [0, -1]]};
          const options = {rtol: 1e-9, atol: [1e-12, 1e-12], longest: 1, budget: 1000, admits: () => true};
          const {times, states, end} = solve(flow, [2, 1], 3, options);
          return [end, times.length, states.at(-1)];
        })""",
        rates,
    )
    for rate, (end, steps, (y, z)) in zip(rates, found, strict=True):
        exact = rate / (rate - 1) * np.exp(-3) + (2 - rate / (rate - 1)) * np.exp(-3 * rate)
        assert end == "reached" and steps < 100
        assert abs(z - np.exp(-3)) < 1e-8 and abs(y - exact) < 1e-8


def test_solver_stops_at_an_edge_and_at_a_singularity(node: Node) -> None:
    solved = """(({times, end}) => [end, times.at(-1)])(solve(
      {rhs: ([y]) => [y * y], jacobian: ([y]) => [[2 * y]]}, [1], 2,
      {rtol: 1e-9, atol: [1e-12], longest: 1, budget: 3000, admits: ([y]) => y < data}))"""
    end, s = node(solved, 4.0)  # y = 1 / (1 − s) reaches 4 at s = 3/4
    assert end == "edge" and s == pytest.approx(0.75, rel=1e-8)
    end, s = node(solved.replace("y < data", "Number.isFinite(y)"), 0)
    assert end in ("edge", "failed") and s == pytest.approx(1.0, rel=1e-6)


def requests() -> list[tuple[str, dict[str, float], dict[str, float], float]]:
    rng = np.random.default_rng(8)
    vectors = 0.35 * rng.normal(size=(6, 6))
    one = overlaps(vectors[0], vectors[1], vectors[2], vectors[3])
    two = overlaps(vectors[0], vectors[1:3].T, vectors[3:5].T, vectors[5])
    pair = {"c_star": 0.3, "omega_star": 2.0}
    return [
        ("real_outlier", {"c_star": 0.1}, {"a": 0.1, "b": 0.1}, 40),
        ("real_outlier", {"c_star": 0.02}, {"a": 1e-3, "b": 2e-3, "c": 0.8}, 30),
        ("real_outlier", {"c_star": 0.2, "eta_W": 0.0}, {"a": 0.3, "b": 0.1}, 60),  # stalls
        ("real_outlier", {"c_star": 0.1}, {"a": 0.1, "b": 0.1}, 2),  # unfinished
        ("real_outlier", {"c_star": 0.1}, {"a": 0.1, "b": -0.1}, 10),  # to a saddle; later, rounding leads away
        ("conjugate_pair", pair, {"alpha": 0.28, "beta": 0.28}, 100),
        ("conjugate_pair", {"c_star": 0.1, "omega_star": 0.7, "phase": 0.5}, {"alpha": 0.1, "beta": 0.05}, 150),
        ("conjugate_pair", pair, {"alpha": 0.2, "beta": 0.0}, 80),  # cannot ring
        ("rank_two", pair, {"u1": 0.4, "v1": 0.1, "v2": 0.3, "w12": -0.2}, 60),
        ("real_outlier_bulk", {"c_star": 0.2}, {"a": 0.3, "b": 0.3, "r_r": 0.04, "l_l": 0.04, "l_r": 0.01}, 20),
        ("overlaps_rank_one", {"c_star": 0.2}, one, 50),
        ("overlaps_rank_two", {"c_star": 0.3, "omega_star": 1.5}, two, 80),
    ]


def test_solutions_are_those_of_integrate(node: Node) -> None:
    """Last states and observables to 1e-7 (of their size, or of 1), outcomes and times of events."""
    data = [
        [f"system={name}&" + "&".join(f"{k}={v!r}" for k, v in {**parameters, **initial}.items()) + f"&until={until!r}"]
        for name, parameters, initial, until in requests()
    ]
    found = node(
        """data.map(([text]) => {
          const request = parse(text, SYSTEMS);
          const {states, observables, outcome, events} = learn(request);
          return [states.at(-1), Object.values(observables).map((x) => x.at(-1)), outcome, events];
        })""",
        data,
    )
    outcomes = set()
    for (name, parameters, initial, until), solution in zip(requests(), found, strict=True):
        state, observables, outcome, events = solution
        expected = integrate(shipped_system(name), initial, parameters, [0, until])
        values = [float(x[-1]) for x in (*expected.states.values(), *expected.observables.values())]
        np.testing.assert_allclose([*state, *observables], values, rtol=1e-7, atol=1e-7, err_msg=f"{name} {parameters}")
        assert outcome == expected.outcome, name
        for mine, theirs in ((events["learnt"], "learnt"), (events["pairBorn"], "pair_born")):
            times = [s for s in expected.events.get(theirs, ()) if s > 0]
            ours = [] if mine is None else np.atleast_1d(mine)
            # Interpolated between steps, for the eye.
            np.testing.assert_allclose(ours, times, rtol=5e-3, err_msg=f"{name} {theirs}")
        outcomes.add(outcome)
    assert {"learnt", "unfinished", "stalled"} <= outcomes


REFUSED = [
    ("system=nobody", "nobody"),
    ("c_star=0.1&a=0.1&b=0.1&until=40", "system="),
    ("system=real_outlier&a=0.1&b=0.1&until=40", "c_star"),
    ("system=real_outlier&c_star=0.1&a=0.1&b=0.1", "until"),
    ("system=real_outlier&c_star=-1&a=0.1&b=0.1&until=40", "greater than 0"),
    ("system=real_outlier&c_star=0&a=0.1&b=0.1&until=40", "greater than 0"),
    ("system=real_outlier&c_star=nan&a=0.1&b=0.1&until=40", "finite"),
    ("system=real_outlier&c_star=1e999&a=0.1&b=0.1&until=40", "finite"),
    ("system=real_outlier&c_star=x&a=0.1&b=0.1&until=40", "number"),
    ("system=real_outlier&c_star=0x1&a=0.1&b=0.1&until=40", "number"),
    ("system=real_outlier&c_star&a=0.1&b=0.1&until=40", "number"),
    ("system=real_outlier&c_star=0.1&c_star=0.2&a=0.1&b=0.1&until=40", "twice"),
    ("system=real_outlier&c_star=0.1&alpha=0.1&until=40", "alpha"),
    ("system=real_outlier&c_star=0.1&a=0.1&b=%zz&until=40", "cannot be read"),
    ("system=real_outlier&c_star=0.1&a=0.1&b=0.1&until=-3", "until"),
    ("system=real_outlier&c_star=0.1&a=0.1&b=0.1&eta_W=-1&until=40", "0 or greater"),
    ("system=real_outlier&c_star=0.1&a=0.1&b=0.1&until=40&horizontal=z", "horizontal"),
    ("system=real_outlier&c_star=0.1&until=40", "Nothing will ever be learnt"),
    ("system=real_outlier&c_star=0.1&a=0.1&b=0.1&eta_W=0&eta_u=0&eta_v=0&until=40", "raise eta_W or eta_u or eta_v"),
    ("system=real_outlier&c_star=0.1&a=1&b=1&c=-0.5&until=40", "unstable"),
    ("system=real_outlier&c_star=0.1&a=1&b=1&c=0&until=40", "unstable"),
    ("system=real_outlier&c_star=1e-320&a=0.1&b=0.1&until=40", "not finite"),
    ("system=overlaps_rank_one&c_star=0.1&v_u=0.5&until=40", "Gram matrix"),
    ("system=conjugate_pair&c_star=1&omega_star=1&p=1.5&alpha=0.1&until=40", "unstable"),
]


def test_bad_values_are_refused_in_a_sentence(node: Node) -> None:
    found = node(
        """data.map((text) => {
          try { learn(parse(text, SYSTEMS)); return null; } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            return error.message;
          }
        })""",
        [text for text, _ in REFUSED],
    )
    for (text, word), sentence in zip(REFUSED, found, strict=True):
        assert sentence is not None and word in sentence, text
        assert sentence[0].isalpha() and sentence.endswith(".") and "undefined" not in sentence


REFUSED_BY_BOTH = [text for text, word in REFUSED if word in ("greater than 0", "unstable", "Gram matrix")]


@pytest.mark.parametrize("text", REFUSED_BY_BOTH)
def test_integrate_refuses_the_same(text: str) -> None:
    given = dict(part.split("=") for part in text.split("&"))
    system = shipped_system(given.pop("system"))
    until = float(given.pop("until"))
    parameters = {name: float(x) for name, x in given.items() if name in system.parameters}
    initial = {name: float(x) for name, x in given.items() if name in system.state}
    with pytest.raises(InputError):
        integrate(system, initial, parameters, [until])


def test_each_system_has_an_example_that_learns(node: Node) -> None:
    found = node(
        "Object.keys(SYSTEMS).map((name) => [name, learn(parse(`system=${name}`, SYSTEMS)).observables.loss, "
        "network(SYSTEMS[name], SYSTEMS[name].origin) !== null])",
        None,
    )
    assert [name for name, *_ in found][:2] == ["real_outlier", "conjugate_pair"]
    assert {name for name, *_ in found} == set(shipped())
    for name, loss, known in found:
        assert loss[-1] < 1e-4 * loss[0] and known, name


def test_an_empty_address_is_the_first_example(node: Node) -> None:
    first, named = node("['', 'system=real_outlier'].map((text) => parse(text, SYSTEMS))", None)
    assert first == named and first["parameters"][0] == 0.1 and first["initial"] == [0.1, 0.1, 1.0]
