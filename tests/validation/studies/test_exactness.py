"""The ladder: true theories pass, false ones fall, and every rung says what it measured."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

import reduced_odes
from derivations import SYSTEMS as NAMED
from reduced_odes import load
from validation import registry as studies
from validation.experiments.claim import Rung, Subject, by_subject
from validation.experiments.experiment import run_experiment
from validation.experiments.tasks import INTEGRATOR, OSCILLATOR, TASKS
from validation.registry import Study
from validation.studies import exactness as ladder
from validation.studies.bulk import bulk_study

SYSTEMS = {name: getattr(reduced_odes, name) for name in ("real_outlier", "conjugate_pair", "rank_two")}
SHORT = {"integrator": replace(INTEGRATOR, until=4.0), "damped oscillator": replace(OSCILLATOR, until=25.0)}


@pytest.fixture(scope="module", params=[task.name for task in TASKS])
def task(request):
    return SHORT[request.param]


def test_the_true_systems_are_exact(task):
    experiment = run_experiment(task, SYSTEMS[task.system], N=5, bulk_N=6, points=21)
    rungs = ladder.exactness(experiment)
    assert all(rung.passed for rung in rungs)
    claims = {rung.claim for rung in rungs}
    states = {f"exactness: {name}" for name in (*SYSTEMS[task.system].state, "loss")}
    assert states <= claims and "weights off the manifold" in claims
    assert experiment.theory.times[-1] == task.until and experiment.bulk.initial.N == 6


@pytest.mark.parametrize("factor", ["-1.0", "1.001", "2.0"])
def test_a_theory_with_one_wrong_factor_falls(factor):
    """The generated source of the real outlier, with dc/ds multiplied by a number."""
    right = SYSTEMS["real_outlier"]
    rhs = right.formulas.rhs

    def bent(state, parameters):
        *others, last = rhs(state, parameters)
        return (*others, float(factor) * last)

    wrong = replace(right, formulas=replace(right.formulas, rhs=bent))
    experiment = run_experiment(replace(INTEGRATOR, until=3.0), wrong, N=4, bulk_N=4, points=11)
    fallen = {rung.claim for rung in ladder.exactness(experiment) if not rung.passed}
    assert "exactness: c" in fallen and "exactness: loss" in fallen


def test_rank_two_is_exact(task):
    (rung,) = ladder.general_exactness(replace(task, until=5.0), SYSTEMS, N=5)
    assert rung.passed and rung.measured < 1e-7


def test_descent_is_of_first_order(task):
    (rung,) = ladder.step_size(replace(task, until=min(task.until, 8.0)), SYSTEMS, N=4)
    assert rung.passed and rung.x is not None and rung.x.size == 4


def test_the_bulk_acts_in_first_and_second_order():
    study = bulk_study(OSCILLATOR.target, kappa=0.7, step=0.2, steps=15, widths=(4, 8, 16), seeds=3, width_seeds=6)
    assert study.odd_order.slope == pytest.approx(1.0, abs=0.15)
    assert study.even_order.slope == pytest.approx(2.0, abs=0.15)
    assert study.width_order.slope < 0


def test_a_rung_holds_only_within_its_tolerance():
    rung = Rung("task", "claim", 1.05, 1.0, 0.1, "how", np.array([1.0, 2.0]), np.array([3.0, 4.0]), "x")
    assert rung.passed and not replace(rung, measured=1.2).passed and not replace(rung, measured=float("nan")).passed
    assert rung.as_record()["points"] == [[1.0, 2.0], [3.0, 4.0]]
    assert replace(rung, measured=float("inf")).as_record()["measured"] is None


def test_a_study_needs_no_more_than_source_text():
    sources = {name: system.source for name, system in SYSTEMS.items()}
    study = Study(Subject.BIRTH, ladder.general_exactness, needs=("rank_two",))
    (rung,) = pickle.loads(pickle.dumps(study)).run(replace(INTEGRATOR, until=2.0), sources)
    assert rung.passed and rung.subject is Subject.BIRTH and load(sources["rank_two"]).name == "rank_two"


def test_rungs_stand_by_subject_then_by_task():
    def rung(subject, task, claim):
        return Rung(task, claim, 0.0, 0.0, 1.0, "", subject=subject)

    first, second = (task.name for task in TASKS)
    shuffled = [
        rung(Subject.LAZY, second, "f"),
        rung(Subject.SPINE, "another", "d"),
        rung(Subject.SPINE, second, "b"),
        rung(Subject.LAZY, first, "e"),
        rung(Subject.SPINE, second, "c"),
        rung(Subject.SPINE, first, "a"),
    ]
    assert "".join(rung.claim for rung in studies.in_order(shuffled, TASKS)) == "abcdef"
    assert [subject for subject in by_subject(shuffled)] == [Subject.SPINE, Subject.LAZY]


def test_every_subject_with_figures_has_rungs():
    """And every study needs systems that exist."""
    assert all(set(study.needs) <= set(NAMED) for study in studies.STUDIES)
    assert {drawing.subject for drawing in studies.DRAWINGS} <= set(studies.subjects())
    assert len({subject.key for subject in Subject}) == len({subject.value for subject in Subject}) == len(Subject)
