"""Everything that the main job measures and draws: the table of studies, one line each.

A study `x` is a function of a task and of reduced systems that returns claims, in `studies/x.py`. Where it has a
figure, a second function there measures what the figure shows, and one in `figures/x.py` draws it and does nothing
else. Its test is `tests/validation/studies/test_x.py`. Then one line below enters it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from reduced_odes import ReducedSystem, load
from validation.experiments.claim import Claim, Subject
from validation.experiments.experiment import Experiment, run_experiment
from validation.experiments.tasks import Task
from validation.figures.birth import birth_figures
from validation.figures.exactness import experiment_figures
from validation.figures.factorised import factorised_figures
from validation.figures.finite_width import finite_width_figures
from validation.figures.fixed_points import fixed_points_figures
from validation.figures.hierarchy import hierarchy_figures
from validation.figures.lazy import lazy_figures
from validation.figures.learning_time import learning_time_figures
from validation.figures.panels.style import CaptionedFigure, Picture
from validation.figures.pole_staircase import pole_staircase_figures
from validation.figures.staircase import staircase_figures
from validation.figures.weak_bulk import weak_bulk_figures
from validation.studies.birth import birth_claims, birth_examples
from validation.studies.exactness import (
    bulk_claims,
    exactness_claims,
    general_claims,
    sampled_noise_claims,
    step_size_claims,
    time_step_claims,
)
from validation.studies.factorised import factorised_claims, factorised_examples
from validation.studies.finite_width import WIDTH_TASK, finite_width_claims, finite_width_examples
from validation.studies.fixed_points import fixed_points_claims, fixed_points_examples
from validation.studies.hierarchy import FIXED, hierarchy_claims, hierarchy_examples
from validation.studies.lazy import lazy_claims, lazy_examples
from validation.studies.learning_time import learning_time_claims, learning_time_examples
from validation.studies.pole_staircase import pole_staircase_claims, pole_staircase_examples
from validation.studies.staircase import THIRD_ORDER, staircase_claims, staircase_examples
from validation.studies.weak_bulk import weak_bulk_claims, weak_bulk_examples

Systems = Mapping[str, ReducedSystem]
"""Reduced systems by name."""
Measured = TypeVar("Measured")


@dataclass(frozen=True)
class Illustration(Generic[Measured]):
    """Figures of a study.

    Attributes
    ----------
    measure : callable
        From the reduced systems to what the figures show.
    draw : callable
        From that to the figures; draws only.
    always : bool
        Whether the main job draws them; otherwise it does so with --all alone.
    """

    measure: Callable[[Systems], Measured]
    draw: Callable[[Measured], Sequence[CaptionedFigure]]
    always: bool = False


@dataclass(frozen=True)
class Study:
    """A measurement, and what it takes.

    Attributes
    ----------
    subject : Subject
        What its claims and figures are about.
    claims : callable
        From one task and the reduced systems to claims.
    needs : tuple of str
        Names of the reduced systems that it compares with: it can begin as soon as these are derived.
    tasks : tuple of Task or None
        Tasks of its own; None for those of the main job.
    figure : Illustration or None
    """

    subject: Subject
    claims: Callable[[Task, Systems], list[Claim]]
    needs: tuple[str, ...] = ()
    tasks: tuple[Task, ...] | None = None
    figure: Illustration[Any] | None = None

    @property
    def name(self) -> str:
        """Name of the module that measures it; for the progress bar."""
        return self.claims.__module__.rpartition(".")[2].replace("_", " ")

    def run(self, task: Task, sources: Mapping[str, str]) -> list[Claim]:
        """Measure, in a process of its own.

        Parameters
        ----------
        task : Task
        sources : mapping of str to str
            Source text of the reduced systems by name: all that it gets of the theory.
        """
        return [replace(claim, subject=self.subject) for claim in self.claims(task, self._systems(sources))]

    def draw(self, sources: Mapping[str, str]) -> list[Picture]:
        """Measure what the figures show, draw and render it, in a process of its own."""
        if self.figure is None:
            return []
        found = self.figure.measure(self._systems(sources))
        return [replace(figure, subject=self.subject).rendered() for figure in self.figure.draw(found)]

    def _systems(self, sources: Mapping[str, str]) -> dict[str, ReducedSystem]:
        return {name: load(sources[name]) for name in self.needs}


_OUTLIERS = ("real_outlier", "conjugate_pair")
_OVERLAPS = ("overlaps_rank_one", "overlaps_rank_two")
_BULK = ("real_outlier", "real_outlier_bulk")

# Subject, claims, needed systems, tasks, figure; the longest first, so that two processes end together.
STUDIES: tuple[Study, ...] = (
    Study(Subject.LAZY, lazy_claims, figure=Illustration(lazy_examples, lazy_figures, always=True)),
    Study(
        Subject.FINITE_WIDTH, finite_width_claims, tasks=(WIDTH_TASK,),
        figure=Illustration(finite_width_examples, finite_width_figures),
    ),
    Study(
        Subject.STAIRCASE, pole_staircase_claims, tasks=(THIRD_ORDER,),
        figure=Illustration(pole_staircase_examples, pole_staircase_figures),
    ),
    Study(
        Subject.STAIRCASE, staircase_claims, tasks=(THIRD_ORDER,),
        figure=Illustration(staircase_examples, staircase_figures),
    ),
    Study(Subject.EXACTNESS, bulk_claims),
    Study(Subject.EXACTNESS, sampled_noise_claims),
    Study(
        Subject.WEAK_BULK, hierarchy_claims, tasks=(FIXED,),
        figure=Illustration(hierarchy_examples, hierarchy_figures),
    ),
    Study(Subject.EXACTNESS, time_step_claims),
    Study(
        Subject.FACTORISED, factorised_claims, needs=_OVERLAPS,
        figure=Illustration(factorised_examples, factorised_figures),
    ),
    Study(
        Subject.WEAK_BULK, weak_bulk_claims, needs=_BULK,
        figure=Illustration(weak_bulk_examples, weak_bulk_figures),
    ),
    Study(Subject.BIRTH, birth_claims, needs=_OUTLIERS, figure=Illustration(birth_examples, birth_figures)),
    Study(
        Subject.LEARNING_TIME, learning_time_claims, needs=_OUTLIERS,
        figure=Illustration(learning_time_examples, learning_time_figures),
    ),
    Study(
        Subject.ANALYSIS, fixed_points_claims, needs=_OUTLIERS,
        figure=Illustration(fixed_points_examples, fixed_points_figures),
    ),
    Study(Subject.EXACTNESS, step_size_claims, needs=_OUTLIERS),
    Study(Subject.EXACTNESS, general_claims, needs=("rank_two",)),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Compared:
    """One task of the main job, theory against network: the runs, what they say, and what they look like."""

    experiment: Experiment
    claims: Sequence[Claim]
    pictures: Sequence[Picture]


def compared(task: Task, source: str, run: Callable[[Task, ReducedSystem], Experiment] = run_experiment) -> Compared:
    """Run an experiment, in a process of its own, with the reduced system of a source text."""
    experiment = run(task, load(source))
    pictures = [figure.rendered() for figure in experiment_figures(experiment)]
    return Compared(experiment, exactness_claims(experiment), pictures)


def subjects(studies: Iterable[Study] = STUDIES) -> tuple[Subject, ...]:
    """The subjects that have a study."""
    found = {study.subject for study in studies}
    return tuple(subject for subject in Subject if subject in found)


def in_order(claims: Iterable[Claim], tasks: Sequence[Task]) -> list[Claim]:
    """Claims by subject, within a subject by task; otherwise as they came."""
    order, names = list(Subject), [task.name for task in tasks]
    return sorted(
        claims,
        key=lambda claim: (order.index(claim.subject), names.index(claim.task) if claim.task in names else len(names)),
    )
