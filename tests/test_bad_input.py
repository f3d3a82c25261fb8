"""What cannot be used is refused by name: the error is of its package's kind and knows the argument and its value."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import sympy as sp

import derivations
import reduced_odes
import validation
from derivations import derive, derive_lazy, emit_c, manifolds, targets
from derivations.algebra.identifiers import is_identifier
from derivations.manifolds.frames import Manifold, RateSymbols, coordinates, rate
from derivations.targets import Target, c_star
from reduced_odes import (
    ArchiveError,
    InputError,
    OutputError,
    TargetFilter,
    integrate,
    integrate_many,
    load_trajectory,
    overlaps,
    real_outlier,
    save_trajectory,
)
from reduced_odes._common.errors import LostWorkError, SettingsError
from reduced_odes._common.files import locked, write_whole
from reduced_odes.analysis import (
    fixed_points as analysis,
)
from reduced_odes.hierarchy import (
    depth as hierarchy,
)
from reduced_odes.hierarchy.large_n import infinite_width
from reduced_odes.lazy.curve import lazy_curve
from reduced_odes.rich_lazy.grid import rich_lazy_map
from reduced_odes.rich_lazy.path import rich_lazy
from reduced_odes.staircase.plateaus import staircase
from validation import ValidationError, Weights, descend, gradient_flow, integrator

START, PARAMETERS, TIMES = {"a": 0.1, "b": 0.1}, {"c_star": 0.3}, [0.0, 1.0]
TARGET = TargetFilter.damped_oscillator(0.3, 2.0)
NETWORK, MATRIX, TASK = Weights(np.zeros((2, 2)), [1.0, 0.0], [0.5, 1.0]), np.zeros((2, 2)), integrator(0.3)
ONES = (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("call", "name", "value"),
    [
        (lambda: load_trajectory(None), "path", None),
        (lambda: load_trajectory(""), "path", ""),
        (lambda: integrate(real_outlier, START, PARAMETERS, TIMES).save(None), "path", None),
        (lambda: save_trajectory(None, "x"), "trajectory", None),
        (lambda: reduced_odes.plot(None), "result", None),
        (lambda: reduced_odes.save_plot(integrate(real_outlier, START, PARAMETERS, TIMES), "x.doc"), "path", "x.doc"),
        (lambda: staircase("x"), "target", "x"),
        (lambda: staircase(TARGET, rates=ONES), "rates", ONES),
        (lambda: infinite_width(None, sigma=0.4, times=TIMES), "target", None),
        (lambda: infinite_width(TARGET, sigma=0.4, times=TIMES, rates=ONES), "rates", ONES),
        (lambda: lazy_curve(TARGET, sigma=0.4, kappa=1.0, times=TIMES, rates=ONES), "rates", ONES),
        (lambda: lazy_curve(TARGET, sigma=0.4, kappa=1.0, times=TIMES, trained=None), "trained", None),
        (lambda: lazy_curve(TargetFilter.integrator(1e-20), sigma=0.4, kappa=1.0, times=TIMES), "target", ...),
        (lambda: rich_lazy(None, sigma=0.4, kappa=1.0), "target", None),
        (lambda: rich_lazy(TARGET, sigma=0.4, kappa=1.0, levels=None), "levels", None),
        (lambda: rich_lazy_map(0.3, 1.0, 0.4, until=None), "until", None),
        (lambda: rich_lazy_map(0.3, 1.0, 0.4, archive=3), "archive", 3),
        (lambda: hierarchy.choose_depth(None, TARGET, TIMES, accuracy=0.1), "space", None),
        (lambda: hierarchy.learn(MATRIX, TARGET, TIMES), "space", ...),
        (lambda: analysis.saddle_at_zero(None, PARAMETERS), "system", None),
        (lambda: analysis.resting_point(real_outlier, None), "trajectory", None),
        (lambda: integrate(None, START, PARAMETERS, TIMES), "system", None),
        (lambda: integrate(real_outlier, [0.1], PARAMETERS, TIMES), "initial", [0.1]),
        (lambda: integrate(real_outlier, {"a": 10**400}, PARAMETERS, TIMES), "initial a", 10**400),
        (lambda: integrate(real_outlier, START, {"c_star": -1.0}, TIMES), "parameter c_star", -1.0),
        (lambda: integrate(real_outlier, START, {}, TIMES), "parameter c_star", ...),
        (lambda: integrate(real_outlier, START, PARAMETERS, "ab"), "times", "ab"),
        (lambda: integrate(real_outlier, START, PARAMETERS, TIMES, rtol=7.0), "rtol", 7.0),
        (lambda: integrate_many(None, START, PARAMETERS, TIMES), "system", None),
        (lambda: integrate_many(real_outlier, {"a": [[1], [1, 2]]}, PARAMETERS, TIMES), "initial a", [[1], [1, 2]]),
        (lambda: integrate_many(real_outlier, START, PARAMETERS, TIMES, executor=3), "executor", 3),
        (lambda: integrate_many(real_outlier, START, PARAMETERS, TIMES).share("x"), "outcome", "x"),
        (lambda: overlaps(["a"], [1], [1], [1]), "u", ["a"]),
        (lambda: TargetFilter.from_poles("ab", [1, 2]), "poles", "ab"),
        (lambda: reduced_odes.shipped_system([]), "system", []),
        (lambda: reduced_odes.target_of(None), "parameters", None),
    ],
)
def test_numbers(call, name, value):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.name == name and (value is ... or caught.value.value == value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("call", "name", "value"),
    [
        *(
            (lambda call=call: call(MATRIX), "weights", MATRIX)
            for call in (
                lambda weights: descend(weights, TASK, step=0.1, steps=2),
                lambda weights: gradient_flow(weights, TASK, TIMES),
                lambda weights: validation.loss_and_gradient(weights, TASK),
                lambda weights: validation.largest_stable_step(weights, TASK),
                lambda weights: validation.euler_loss_and_gradient(weights, TASK, 0.1),
                lambda weights: validation.modal_gradient(weights, TASK),
                lambda weights: validation.visible_network(weights, TASK),
                lambda weights: validation.impulse_response(weights, TIMES),
                validation.largest_time_step,
                validation.balance,
            )
        ),
        *(
            (lambda call=call, rates=rates: call(rates), "rates", rates)
            for rates in (ONES, None)
            for call in (
                lambda rates: descend(NETWORK, TASK, step=0.1, steps=2, rates=rates),
                lambda rates: gradient_flow(NETWORK, TASK, TIMES, rates=rates),
                lambda rates: validation.flow_rate(NETWORK, TASK, rates),
                lambda rates: validation.largest_curvature(NETWORK, TASK, rates),
                lambda rates: validation.balance(NETWORK, rates),
            )
        ),
        (lambda: descend(NETWORK, MATRIX, step=0.1, steps=2), "target", MATRIX),
        (lambda: descend(NETWORK, TASK, step=0.1, steps=2, observe=3), "observe", 3),
        (lambda: descend(NETWORK, TASK, step=0.1, steps=2, snapshot_times=None), "snapshot_times", None),
        (lambda: descend(NETWORK, TASK, step=0.1, steps=2, checkpoint=3), "checkpoint", 3),
        (lambda: validation.target_power(None), "target", None),
        (lambda: validation.load_run(None), "path", None),
        (lambda: validation.random_weights(3, seed="a"), "seed", "a"),
    ],
)
def test_networks(call, name, value):
    with pytest.raises(ValidationError) as caught:
        call()
    assert caught.value.name == name and caught.value.value is value
    assert "\n" not in str(caught.value)


def target(**changes) -> Target:
    given = {
        "name": "mine", "filter": sp.exp(-c_star * targets.t), "A": [[-c_star]], "b": [1], "c": [[1]],
        "parameters": [c_star], "defaults": [], "assumptions": ["Mine."],
    }  # fmt: skip
    return Target(**(given | changes))


a, b, c, spare = coordinates("a b c spare")


def manifold(**changes) -> Manifold:
    given = {
        "name": "mine", "coordinates": [a, b, c], "W": [[1 - c]], "u": [a], "v": [b],
        "rates": RateSymbols(rate("W"), rate("u"), rate("v")), "origin": [0.0, 0.0, 1.0], "assumptions": ["Mine."],
    }  # fmt: skip
    return Manifold(**(given | changes))


@pytest.mark.parametrize(
    ("call", "name", "value"),
    [
        (lambda: target(filter=sp.exp(-c_star * sp.Symbol("t"))), "filter", sp.Symbol("t")),
        (lambda: target(A=[[-spare]]), "A", spare),
        (lambda: target(A=None), "A", None),
        (lambda: target(A=[[-1.5 * c_star]]), "A", [[-1.5 * c_star]]),
        (lambda: target(A=[[c_star]]), "A", sp.ImmutableMatrix([[c_star]])),
        (lambda: target(filter=0, b=[0]), "filter", 0),
        (lambda: target(parameters="c_star"), "parameters", "c_star"),
        (lambda: target(parameters=["c_star"]), "parameters", "c_star"),
        (lambda: target(defaults={c_star: 1.0}), "defaults", c_star),
        (lambda: target(assumptions=[None]), "assumptions", None),
        (lambda: target(name=None), "name", None),
        (lambda: manifold(coordinates=[a, b], origin=[0.0, 0.0]), "W", c),
        (lambda: manifold(coordinates=[a, b, c, spare], origin=[0.0] * 4), "coordinates", spare),
        (lambda: manifold(coordinates=[a, a, b, c], origin=[0.0] * 4), "coordinates", "a"),
        (lambda: manifold(coordinates=[*coordinates("lambda"), b, c], u=[*coordinates("lambda")]), "coordinates", ...),
        (lambda: manifold(rates=None), "rates", None),
        (lambda: manifold(origin=[0.0, float("inf"), 1.0]), "origin", float("inf")),
        (lambda: manifold(W=[[1 - sp.exp(c)]]), "W", 1 - sp.exp(c)),
        (lambda: RateSymbols(1, 1, 1), "W", 1),
        (lambda: manifolds.factorised([]), "rank", []),
        (lambda: derive(target(), manifold(), "my system!"), "name", "my system!"),
        (lambda: derive(target(), manifold(), "double"), "name", "double"),
        (lambda: derive(target(), manifold(), trained=None), "trained", None),
        (lambda: derive(target(), manifold(coordinates=[a, b, c, spare], u=[a + spare], origin=[0.0] * 4)), ..., ...),
        (
            lambda: derive(target(), manifold(coordinates=[a, b, *coordinates("c_star")], W=[coordinates("c_star")])),
            "state and parameters",
            "c_star",
        ),
    ],
)
def test_symbols(call, name, value):
    with pytest.raises(derivations.InputError) as caught:
        call()
    assert name is ... or caught.value.name == name
    assert value is ... or caught.value.value == value


def test_what_has_no_ode_is_named():
    for call in (lambda: emit_c(None), lambda: derive_lazy(None)):
        with pytest.raises(TypeError, match="but is"):
            call()


def test_lists_do_as_well_as_tuples_and_any_name_makes_valid_code():
    found = derive(target(name="double exponential"), manifold(name="a manifold!"))
    assert found.ode.name == "double_exponential_a_manifold" and is_identifier(found.ode.name)
    assert reduced_odes.load(derivations.emit_module(found.ode)).name == found.ode.name
    assert found.ode.rhs == derive(targets.integrator(), manifolds.aligned()).ode.rhs


def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path):
    pipe, link, file = tmp_path / "pipe", tmp_path / "link.npz", tmp_path / "file.npz"
    os.mkfifo(pipe)
    link.symlink_to(file)
    for path in (pipe, tmp_path):
        with pytest.raises(OutputError) as caught:
            write_whole(path, lambda stream: stream.write(b"x"))
        assert caught.value.value == str(path)
    write_whole(link, lambda stream: stream.write(b"x"))
    assert pipe.is_fifo() and link.is_symlink() and file.read_bytes() == b"x"
    with locked(file), pytest.raises(reduced_odes.FileInUseError), locked(link):
        pass


def test_writers_at_the_same_time_do_not_mix(tmp_path: Path):
    file = tmp_path / "file"

    def write(stream):
        stream.write(b"outer")
        write_whole(file, lambda inner: inner.write(b"inner"))
        assert file.read_bytes() == b"inner"

    write_whole(file, write)
    assert file.read_bytes() == b"outer" and list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    "error",
    [
        InputError("sentence", name="x", value=3),
        ArchiveError("sentence", name="path", value="a.npz"),
        SettingsError("sentence", settings=("depth",), name="archive", value="a.npz"),
        LostWorkError("sentence", jobs=(1, 2)),
        ValidationError("sentence", name="x", value=3),
        validation.CheckpointMismatch("sentence", settings=("step",), name="checkpoint", value="a.npz"),
        reduced_odes.UnknownNameError.among("system", "real", ["real_outlier"]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_travel_between_processes(error):
    back = pickle.loads(pickle.dumps(error))
    assert type(type(error).__new__(type(error))) is type(error)  # as Dask makes it of its parts
    assert type(back) is type(error) and str(back) == str(error) and vars(back) == vars(error)
