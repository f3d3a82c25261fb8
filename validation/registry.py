"""Everything that the main job measures and draws, entered by subject.

A new study is a function of a task and the reduced systems that returns rungs, in a file of its own, and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reduced_odes import ReducedSystem, load
from validation.experiments.claim import Rung, Subject
from validation.experiments.tasks import Task
from validation.figures.lazy import lazy_plates
from validation.figures.panels.style import Plate
from validation.studies import exactness as ladder
from validation.studies.birth import birth_rungs
from validation.studies.factorised import factorised_rungs
from validation.studies.finite_width import TASK, finite_width_rungs
from validation.studies.fixed_points import analysis_rungs
from validation.studies.hierarchy import GIVEN, hierarchy_rungs
from validation.studies.lazy import lazy_rungs
from validation.studies.learning_time import learning_time_rungs
from validation.studies.pole_staircase import pole_staircase_rungs
from validation.studies.staircase import THIRD_ORDER, staircase_rungs
from validation.studies.weak_bulk import weak_bulk_rungs

Measure = Callable[[Task, Mapping[str, ReducedSystem]], list[Rung]]
"""A measurement of one task that needs no more than the reduced systems, by name."""


@dataclass(frozen=True)
class Study:
    """A measurement, and what it takes.

    Attributes
    ----------
    subject : Subject
        What its rungs are about.
    measure : Measure
    needs : tuple of str
        Names of the reduced systems that it compares with: it can be made as soon as these are derived.
    tasks : tuple of Task or None
        Tasks of its own; None for those of the main job.
    """

    subject: Subject
    measure: Measure
    needs: tuple[str, ...] = ()
    tasks: tuple[Task, ...] | None = None

    def run(self, task: Task, sources: Mapping[str, str]) -> list[Rung]:
        """Measure, in a process of its own: what reaches it of a theory is the source text, by name of the system."""
        rungs = self.measure(task, {name: load(sources[name]) for name in self.needs})
        return [replace(rung, subject=self.subject) for rung in rungs]


@dataclass(frozen=True)
class Drawing:
    """Figures that need nothing but the definition of the subject."""

    subject: Subject
    draw: Callable[[], Sequence[Plate]]

    def plates(self) -> list[Plate]:
        """The figures, drawn."""
        return [replace(plate, subject=self.subject) for plate in self.draw()]


_OUTLIERS = ("real_outlier", "conjugate_pair")

STUDIES: tuple[Study, ...] = (
    Study(Subject.LAZY, lazy_rungs),
    Study(Subject.FINITE_WIDTH, finite_width_rungs, tasks=(TASK,)),
    Study(Subject.STAIRCASE, pole_staircase_rungs, tasks=(THIRD_ORDER,)),
    Study(Subject.SPINE, ladder.bulk),
    Study(Subject.SPINE, ladder.sampled_noise),
    Study(Subject.STAIRCASE, staircase_rungs, tasks=(THIRD_ORDER,)),
    Study(Subject.WEAK_BULK, hierarchy_rungs, tasks=(GIVEN,)),
    Study(Subject.FACTORISED, factorised_rungs, needs=("overlaps_rank_one", "overlaps_rank_two")),
    Study(Subject.WEAK_BULK, weak_bulk_rungs, needs=("real_outlier", "real_outlier_bulk")),
    Study(Subject.BIRTH, birth_rungs, needs=_OUTLIERS),
    Study(Subject.LEARNING_TIME, learning_time_rungs, needs=_OUTLIERS),
    Study(Subject.ANALYSIS, analysis_rungs, needs=_OUTLIERS),
    Study(Subject.SPINE, ladder.step_size, needs=_OUTLIERS),
    Study(Subject.SPINE, ladder.general_exactness, needs=("rank_two",)),
    Study(Subject.SPINE, ladder.time_step),
)
"""The longest first, so that two processes end together."""

DRAWINGS: tuple[Drawing, ...] = (Drawing(Subject.LAZY, lazy_plates),)


def subjects() -> tuple[Subject, ...]:
    """The subjects that have a study."""
    return tuple(subject for subject in Subject if any(study.subject is subject for study in STUDIES))


def in_order(rungs: Iterable[Rung], tasks: Sequence[Task]) -> list[Rung]:
    """Rungs by subject, within a subject by task; otherwise as they came."""
    order, names = list(Subject), [task.name for task in tasks]
    return sorted(
        rungs,
        key=lambda rung: (order.index(rung.subject), names.index(rung.task) if rung.task in names else len(names)),
    )
