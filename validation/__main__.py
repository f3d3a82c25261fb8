"""The main job: derive both systems afresh, generate their code, integrate it, train full networks, compare, report.

    python -m validation [--output FOLDER] [--json FILE] [--only SUBJECT ...]

This is the only file that sees all three rooms; what passes from the derivations to the numbers is source text.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import NoReturn

from tqdm import tqdm

from derivations import SYSTEMS, Derivation, derive, emit_module
from reduced_odes import ReducedSystem, load
from reduced_odes.cli.shared.guard import guarded
from validation import registry as studies
from validation._common.errors import ValidationError
from validation._common.files import check_writable
from validation.experiments.claim import Rung, Subject
from validation.experiments.experiment import run_experiment
from validation.experiments.tasks import TASKS
from validation.figures.experiment import figures
from validation.report.table import table
from validation.report.write import results, write_json, write_report
from validation.studies import exactness as ladder


class _Parser(argparse.ArgumentParser):
    """A parser whose errors look like all the others."""

    def error(self, message: str) -> NoReturn:
        raise ValidationError(f"{message}; see --help.")


def main(arguments: Sequence[str] | None = None) -> int:
    """The whole story; returns 0 only if theory and network agree on every rung of the ladder."""
    options = _options(arguments)
    if options.json:
        check_writable("--json", options.json)
    folder = _output_folder(options.output)
    started = perf_counter()

    chosen = options.only or list(Subject)
    wanted = [study for study in studies.STUDIES if study.subject in chosen]
    tasks = TASKS if Subject.SPINE in chosen else ()
    for library in ("OPENBLAS", "OMP", "MKL"):  # for the processes to come: two of them share the cores already
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    derivations: dict[str, Derivation] = {}
    sources: dict[str, str] = {}
    with _processes() as pool:
        work = _begin(pool, wanted, None, sources)
        for name, system in SYSTEMS.items():
            derivations[name] = derive(system.target(), system.manifold())
            sources[name] = emit_module(derivations[name].ode)
            work += _begin(pool, wanted, name, sources)
        systems = {name: load(source) for name, source in sources.items()}
        experiments = [run_experiment(task, systems[task.system]) for task in tasks]
        rungs = [rung for experiment in experiments for rung in ladder.exactness(experiment)]
        plates = [plate for drawing in studies.DRAWINGS if drawing.subject in chosen for plate in drawing.plates()]
        for finished in tqdm(work, desc="ladder", disable=options.quiet):
            rungs += finished.result()
    rungs = studies.in_order(rungs, TASKS)

    record = results(experiments, rungs, _provenance(derivations, systems), perf_counter() - started)
    report = write_report(
        folder,
        derivations={name: derivation.html() for name, derivation in derivations.items()},
        experiments=experiments,
        rungs=rungs,
        plates=[*figures(experiments, rungs), *plates],
        record=record,
    )
    if options.json:
        write_json(options.json, record, "--json")
    print(table(rungs))
    passed = sum(rung.passed for rung in rungs)
    print(f"\n{passed} of {len(rungs)} passed in {perf_counter() - started:.0f} s; report: {report}")
    return 0 if passed == len(rungs) else 1


@contextmanager
def _processes() -> Iterator[Executor]:
    """Two processes, which an interruption ends as it ends this one."""
    # To a process that works the keyboard's signal is the end, without a traceback of its own.
    try:
        with ProcessPoolExecutor(2, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_DFL)) as pool:
            yield pool
    except BrokenExecutor as error:
        raise ValidationError(f"a process that measured has died ({error}); is there enough memory?") from error


def _begin(
    pool: Executor, wanted: Sequence[studies.Study], latest: str | None, sources: Mapping[str, str]
) -> list[Future[list[Rung]]]:
    """Begin the studies that lacked nothing but the latest system; those that need none before any is derived."""
    return [
        pool.submit(study.run, task, {name: sources[name] for name in study.needs})
        for study in wanted
        if (latest in study.needs or latest is None) and set(study.needs) <= set(sources)
        for task in reversed(TASKS if study.tasks is None else study.tasks)
    ]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _Parser(
        prog="python -m validation",
        description="Derive the learning dynamics of both tasks, integrate them, train full networks, and compare. "
        "Takes about two minutes on two cores. Exits with 0 only if every agreement is within its tolerance.",
    )
    parser.add_argument(
        "--output", type=Path, default=Path("validation-report"), metavar="FOLDER",
        help="where report.html, results.json, figures and trajectories go (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--only", type=_subject, nargs="+", metavar="SUBJECT",
        help=f"measure these alone: {', '.join(subject.key for subject in studies.subjects())} (default: all)",
    )  # fmt: skip
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table of agreements to FILE as well")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    return parser.parse_args(arguments)


def _subject(key: str) -> Subject:
    known = {subject.key: subject for subject in studies.subjects()}
    if key not in known:
        raise argparse.ArgumentTypeError(f"{key!r} is no subject; choose from {', '.join(known)}")
    return known[key]


def _output_folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValidationError(
            f"--output is {path}, but this folder cannot be made ({error.strerror}); choose another."
        ) from error
    return check_writable("--output", path / "report.html").parent


def _provenance(derivations: Mapping[str, Derivation], systems: Mapping[str, ReducedSystem]) -> dict[str, str]:
    versions = {"Python": platform.python_version()}
    versions |= {name: version(name.lower()) for name in ("NumPy", "SciPy", "SymPy")}
    proofs = {f"{name}: steps proved": str(len(derivation.steps)) for name, derivation in derivations.items()}
    return versions | proofs | {f"{name}: content hash": system.hash for name, system in systems.items()}


if __name__ == "__main__":
    sys.exit(guarded(main, ValidationError))
