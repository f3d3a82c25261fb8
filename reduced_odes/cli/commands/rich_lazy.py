"""The command `rich_lazy`: whether wide networks remember by an outlier or by their bulk, for one or over a grid."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError, UnknownNameError
from reduced_odes._common.outcome import Outcome
from reduced_odes.cli.shared import options as shared

if TYPE_CHECKING:
    from reduced_odes.rich_lazy import RichLazyMap

_EXAMPLES = """\
parameters of --set: c_star, sigma, kappa (required, unless --grid has them); omega_star (0); eta_W, eta_u, eta_v (1)
axes of --grid: c_star, kappa, sigma, each as FIRST:LAST:COUNT (kappa evenly in its logarithm) or as V,V,…
levels and losses are in units of the target's power, half the integral of its square

examples:
  python -m reduced_odes rich_lazy --set c_star=0.3 sigma=0.4 kappa=2
      one network: how it learns to integrate, by an outlier or by its bulk, and how far from lazily
  python -m reduced_odes rich_lazy --set c_star=0.3 --grid sigma=0.1:0.9:9 kappa=0.1:3:9 --plot map.png
      a map of 81 networks, in about two minutes
  python -m reduced_odes rich_lazy --set kappa=1 --grid sigma=0.05:0.9:18 c_star=0.1:0.9:17 --processes 2 \\
      --archive map.npz --json map.json
      a longer one, which can be interrupted: the same command continues where it was

exit code: 0, whether the levels were reached or not; 1 when a network became unstable before, or a process has died;
2 when the input is wrong; 130 when interrupted."""

_AXES = ("c_star", "kappa", "sigma")
"""In the order of the map's axes: a figure wants σ last."""
_MOST_POINTS = 100_000
_FEWEST_DRAWN = 3
_ROWS = 12
"""Points that have a line each in the summary."""
_LEGEND = (
    "c: the slowest outlier is 1 - c; explained: the part of the response that outliers explain;",
    "distance: of the loss from that of the lazy theory, the largest so far; nan for what there is not",
)


def add(subparsers: shared.Subparsers) -> None:
    """Declare the command."""
    parser = shared.add_command(
        subparsers,
        "rich_lazy",
        run,
        summary="what remembers, an outlier or the bulk, how long that takes, how far from lazy it is",
        description="Between rich and lazy: whether infinitely wide networks with a random bulk remember by an outlier "
        "or by\nthe bulk, how long they take to learn, and how far from lazily they do it; for one, or over a grid.",
        examples=_EXAMPLES,
    )
    add = parser.add_argument
    shared.add_values(parser, "--set", "parameters, see below")
    add("--grid", nargs="+", action="extend", default=[], metavar="NAME=VALUES", help="axes of a map, see below")
    add("--depth", type=int, default=3, metavar="D", help="greatest number of letters of words, 1 or more (3)")
    help_of_levels = "follow learning until the loss has fallen to these, decreasing (0.1, 0.01, 0.001)"
    add("--levels", nargs="+", type=float, metavar="L", help=help_of_levels)
    add("--until", type=float, default=1e3, metavar="S", help="last learning time (1000)")
    add("--rtol", type=float, default=1e-4, metavar="R", help="relative tolerance (1e-4)")
    add("--processes", type=int, default=1, metavar="P", help="number of processes that compute (1)")
    add("--archive", metavar="FILE", help="keep every finished point in this file (.npz), and continue from it")
    shared.add_outputs(parser)


def run(options: argparse.Namespace) -> shared.Answer:
    """Compute the map, or the one network."""
    from reduced_odes.rich_lazy import LEVELS, rich_lazy_map

    axes = _grid(options.grid)
    given = _parameters(options, axes)
    if options.plot is not None:
        _check_drawable(axes)
    try:
        with _executor(options.processes) as executor:
            found = rich_lazy_map(
                **_over(given, axes),
                omega_star=given.get("omega_star", 0.0),
                depth=options.depth,
                levels=LEVELS if options.levels is None else options.levels,
                until=options.until,
                rates=shared.rates(given),
                rtol=options.rtol,
                executor=executor,
                progress=bool(axes),
                archive=options.archive,
            )
    except KeyboardInterrupt:
        if options.archive is None:
            raise
        raise KeyboardInterrupt(f"the same command continues from {options.archive}") from None
    unstable = int(np.sum(found.outcomes == Outcome.UNSTABLE.value))
    warning = f"{unstable} of {found.outcomes.size} networks became unstable. {Outcome.UNSTABLE.advice}"
    return shared.Answer(
        summary(found, given, axes),
        found.as_record() | {"parameters": given, "axes": list(axes)},
        found,
        warning=warning if unstable else "",
        code=1 if unstable else 0,
    )


def summary(found: RichLazyMap, given: Mapping[str, float], axes: Mapping[str, FloatArray]) -> str:
    """What a map says, in words; of few points a table."""
    fixed = ", ".join(f"{name} = {value:g}" for name, value in given.items())
    ways = " × ".join(f"{values.size} of {name}" for name, values in axes.items())
    lines = [
        f"rich_lazy: {fixed}" + (f"; {ways}" if ways else ""),
        f"words of up to {found.depth} letters; error bars by one letter less",
    ]
    for k, level in enumerate(found.levels):
        reached, outlier = np.isfinite(found.time[..., k]), found.has_outlier[..., k]
        went = (found.born < found.time[..., k]) & ~outlier
        lines.append(
            f"  loss {level:g}: reached by {reached.sum()} of {reached.size}; {(reached & outlier).sum()} with an "
            f"outlier then, {(reached & went).sum()} had one before"
        )
    table = list(_table(found))
    lines += ["", *table[: 1 + _ROWS * found.levels.size]]
    if len(table) > len(lines):
        lines.append(f"  … {found.outcomes.size} points in all; --json has them, --plot draws them")
    return "\n".join([*lines, "", *_LEGEND])


def _table(found: RichLazyMap) -> Iterator[str]:
    """A heading, and a line for each point and level."""
    columns = ("time", "c", "explained", "distance")
    yield "  " + " ".join(f"{name:>9}" for name in (*reversed(_AXES), "loss", *columns, "± time"))
    for place in np.ndindex(found.shape):
        where = [float(getattr(found, name)[place]) for name in reversed(_AXES)]
        for k in range(found.levels.size):
            values = [float(getattr(found, name)[place][k]) for name in ("loss", *columns)]
            bar = found.error["time"][place][k]
            yield "  " + " ".join(f"{value:>9.4g}" for value in (*where, *values)) + f" {bar:>9.1e}"


def _grid(texts: Sequence[str]) -> dict[str, FloatArray]:
    """Axes by name, in the order of the map's."""
    given: dict[str, FloatArray] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        if name not in _AXES:
            raise UnknownNameError.among("axis", name, _AXES, owner="--grid")
        if not equals or name in given:
            raise InputError(f"--grid takes each axis once, as NAME=FIRST:LAST:COUNT or NAME=V,V,…, but has {text!r}")
        given[name] = _axis(name, text, values)
    if np.prod([float(values.size) for values in given.values()]) > _MOST_POINTS:
        raise InputError(f"--grid must have at most {_MOST_POINTS} points; give its axes fewer")
    return {name: given[name] for name in _AXES if name in given}


def _axis(name: str, text: str, values: str) -> FloatArray:
    try:
        if ":" in values:
            first, last, count = values.split(":")
            spaced = np.geomspace if name == "kappa" else np.linspace
            ends, points = (float(first), float(last)), int(count)
            if not (0 < ends[0] < ends[1] < np.inf and 2 <= points <= _MOST_POINTS):
                raise ValueError("no such axis")
            return np.asarray(spaced(*ends, points))
        listed = np.array([float(value) for value in values.split(",")])
    except ValueError:
        raise InputError(
            f"--grid {text}: {values!r} is not FIRST:LAST:COUNT, with 0 < FIRST < LAST and a COUNT from 2 to "
            f"{_MOST_POINTS}, nor V,V,…; write for example {name}=0.1:0.9:9"
        ) from None
    if np.any(np.diff(listed) <= 0):
        raise InputError(f"--grid {text}: values must increase; sort them and drop repeated ones")
    return listed


def _parameters(options: argparse.Namespace, axes: Mapping[str, FloatArray]) -> dict[str, float]:
    required = [name for name in _AXES if name not in axes]
    for name in shared.assignments("--set", options.set):
        if name in axes:
            raise InputError(f"{name} is given by --set and by --grid; leave one of them away")
    return shared.parameters(options.set, "rich_lazy", required, ("omega_star", *shared.RATES))


def _over(given: Mapping[str, float], axes: Mapping[str, FloatArray]) -> dict[str, Any]:
    """c*, κ and σ as they broadcast to the grid."""
    open_grid = dict(zip(axes, np.ix_(*axes.values()), strict=True)) if axes else {}
    return {name: open_grid.get(name, given.get(name)) for name in _AXES}


def _check_drawable(axes: Mapping[str, FloatArray]) -> None:
    """Refuse a figure before the map is computed, if it cannot be drawn after."""
    if len(axes) != 2 or "sigma" not in axes or min(values.size for values in axes.values()) < _FEWEST_DRAWN:
        raise InputError(
            f"--plot draws a map over sigma and one of kappa and c_star, with {_FEWEST_DRAWN} values of each or more, "
            f"but --grid has {', '.join(f'{values.size} of {name}' for name, values in axes.items()) or 'no axis'}"
        )


@contextmanager
def _executor(processes: int) -> Iterator[Executor | None]:
    """Processes that leave an interruption to this one; none for one, which is this one."""
    if processes < 1:
        raise InputError(f"--processes must be 1 or more, but is {processes}; leave it out for one")
    if processes == 1:
        yield None
        return
    with ProcessPoolExecutor(processes, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)) as pool:
        yield pool
