"""The main job: derive the reduced systems afresh, generate their code, train full networks, compare, report.

    python -m validation [--only SUBJECT ...] [--all] [--output FOLDER] [--json FILE] [--quiet]

This is the only file that sees all three packages; what passes from the derivations to the numbers is source text.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from multiprocessing import active_children, get_context
from pathlib import Path
from time import perf_counter
from typing import NoReturn

from derivations import SYSTEMS, Derivation, derive, emit_module
from reduced_odes import load
from reduced_odes.cli.shared.guard import guarded
from validation._common.errors import ValidationError
from validation._common.files import check_writable
from validation.experiments.claim import Claim, Subject
from validation.experiments.experiment import Experiment, run_experiment
from validation.experiments.tasks import TASKS, Task
from validation.figures.exactness import power_law_figures
from validation.figures.panels.style import Picture
from validation.registry import STUDIES, Compared, Study, compared, in_order, subjects
from validation.report.progress import Progress
from validation.report.table import table
from validation.report.write import results, write_json, write_report

PROCESSES = 2
"""Number of processes that measure, while this one derives and reports."""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are worded like all the others."""

    def error(self, message: str) -> NoReturn:
        raise ValidationError(f"{message}; see --help.")


def main(arguments: Sequence[str] | None = None, studies: Sequence[Study] = STUDIES) -> int:
    """The whole story; returns 0 only if every claim holds.

    Parameters
    ----------
    arguments : sequence of str, optional
        Of the command line.
    studies : sequence of Study
        What may be measured.
    """
    options = _options(arguments, studies)
    folder = _output_folder(options.output)
    if options.json:
        check_writable("--json", options.json)
    folder = _output_folder(options.output)
    started = perf_counter()
    chosen = options.only or list(Subject)
    tasks = TASKS if Subject.EXACTNESS in chosen else ()
    work = _Work([study for study in studies if study.subject in chosen], tasks, options.all)
    needed = {task.system for task in tasks}.union(*(study.needs for study in work.studies))
    names = [name for name in SYSTEMS if name in needed or not options.only]

    progress = Progress(len(names) + work.pieces + 1, PROCESSES, options.quiet)
    try:
        found = _measure(names, work, progress)
        record = results(found.experiments, found.claims, _provenance(found), perf_counter() - started)
        with progress.piece("report"):
            report = write_report(
                folder,
                derivations={name: derivation.html() for name, derivation in found.derivations.items()},
                experiments=found.experiments,
                claims=found.claims,
                pictures=found.pictures,
                record=record,
            )
            if options.json:
                write_json(options.json, record, "--json")
    finally:
        progress.close()
    print(table(found.claims))
    passed = sum(claim.passed for claim in found.claims)
    print(f"\n{passed} of {len(found.claims)} passed in {perf_counter() - started:.0f} s; report: {report}")
    return 0 if passed == len(found.claims) else 1


@dataclass(frozen=True, eq=False)
class _Found:
    """What a job has derived, run, measured and drawn."""

    derivations: Mapping[str, Derivation]
    hashes: Mapping[str, str]
    experiments: Sequence[Experiment]
    claims: Sequence[Claim]
    pictures: Sequence[Picture]


def _measure(names: Sequence[str], work: _Work, progress: Progress) -> _Found:
    """Derive here while the processes measure, and begin everything as soon as its systems are derived."""
    derivations: dict[str, Derivation] = {}
    sources: dict[str, str] = {}
    with _processes() as pool:
        try:
            work.begin(pool, progress, sources)
            for name in names:
                with progress.piece(f"derive {name.replace('_', ' ')}"):
                    derivations[name] = derive(SYSTEMS[name].target(), SYSTEMS[name].manifold())
                    sources[name] = emit_module(derivations[name].ode)
                work.begin(pool, progress, sources)
            hashes = {name: load(source).hash for name, source in sources.items()}
            claims = in_order(work.claims(), TASKS)
            laws = [figure.rendered() for figure in power_law_figures(claims)]
            return _Found(derivations, hashes, work.experiments(), claims, [*work.pictures(), *laws])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in active_children():
                process.terminate()
                process.join()
            raise


@dataclass
class _Work:
    """The experiments and studies of a job: what has begun, and what waits for a system to be derived."""

    studies: Sequence[Study]
    tasks: Sequence[Task]
    all_figures: bool
    begun: list[Study | Task] = field(default_factory=list)
    compared: list[Future[Compared]] = field(default_factory=list)
    measured: list[Future[list[Claim]]] = field(default_factory=list)
    drawn: list[Future[list[Picture]]] = field(default_factory=list)

    def begin(self, pool: Executor, progress: Progress, sources: Mapping[str, str]) -> None:
        """Begin all that lacks no system, what takes longest first."""
        for task in self.tasks:
            if task not in self.begun and task.system in sources:
                self.begun.append(task)
                self.compared.append(pool.submit(compared, task, sources[task.system], run_experiment))
                progress.follow(f"experiment: {task.name}", self.compared[-1])
        for study in self.studies:
            if study in self.begun or not set(study.needs) <= set(sources):
                continue
            self.begun.append(study)
            own = {name: sources[name] for name in study.needs}
            for task in _tasks(study):
                self.measured.append(pool.submit(study.run, task, own))
                progress.follow(f"{study.name}: {task.name}", self.measured[-1])
            if self._draws(study):
                self.drawn.append(pool.submit(study.draw, own))
                progress.follow(f"{study.name}: figures", self.drawn[-1])

    @property
    def pieces(self) -> int:
        """Number of pieces that the processes take one by one."""
        return len(self.tasks) + sum(len(_tasks(study)) + self._draws(study) for study in self.studies)

    def experiments(self) -> list[Experiment]:
        """All experiments, once they are run."""
        return [future.result().experiment for future in self.compared]

    def claims(self) -> list[Claim]:
        """All claims, once they are measured."""
        own = [claim for future in self.compared for claim in future.result().claims]
        return [*own, *(claim for future in self.measured for claim in future.result())]

    def pictures(self) -> list[Picture]:
        """All figures, once they are drawn."""
        own = [picture for future in self.compared for picture in future.result().pictures]
        return [*own, *(picture for future in self.drawn for picture in future.result())]

    def _draws(self, study: Study) -> bool:
        return study.figure is not None and (study.figure.always or self.all_figures)


def _tasks(study: Study) -> Sequence[Task]:
    return TASKS if study.tasks is None else study.tasks


def _processes() -> ProcessPoolExecutor:
    """Processes with one thread each, since they share the cores already; an interruption is for this process alone."""
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    return ProcessPoolExecutor(PROCESSES, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN))


def _options(arguments: Sequence[str] | None, studies: Sequence[Study]) -> argparse.Namespace:
    known = {subject.key: subject for subject in subjects(studies)}

    def subject(key: str) -> Subject:
        if key not in known:
            raise argparse.ArgumentTypeError(f"{key!r} is no subject; choose from {', '.join(known)}")
        return known[key]

    parser = _Parser(
        prog="python -m validation",
        description="Derive the learning dynamics, integrate them, train full networks, and compare. Takes about a "
        "minute on two cores. Exits with 0 only if every claim holds within its tolerance.",
    )
    parser.add_argument(
        "--output", type=Path, default=Path("validation-report"), metavar="FOLDER",
        help="where report.html, results.json, figures and trajectories go (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--only", type=subject, nargs="+", metavar="SUBJECT",
        help=f"measure these alone: {', '.join(known)} (default: all)",
    )  # fmt: skip
    parser.add_argument("--all", action="store_true", help="draw the figures of every study, which takes some minutes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table of claims to FILE as well")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    return parser.parse_args(arguments)


def _output_folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValidationError(
            f"--output is {path}, but this folder cannot be made ({error.strerror}); choose another."
        ) from error
    return check_writable("--output", path / "report.html").parent


def _provenance(found: _Found) -> dict[str, str]:
    versions = {"Python": platform.python_version()}
    versions |= {name: version(name.lower()) for name in ("NumPy", "SciPy", "SymPy")}
    proofs = {f"{name}: steps proved": str(len(derivation.steps)) for name, derivation in found.derivations.items()}
    return versions | proofs | {f"{name}: content hash": value for name, value in found.hashes.items()}


if __name__ == "__main__":
    sys.exit(guarded(main, ValidationError))
