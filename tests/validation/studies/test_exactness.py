"""Claims from W(0) = 0: true theories pass, false ones fail, and every claim says what it measured."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

import reduced_odes
from derivations import SYSTEMS as NAMED
from reduced_odes import load
from validation.experiments.bulk import bulk_study
from validation.experiments.claim import Claim, Subject, by_subject
from validation.experiments.experiment import run_experiment
from validation.experiments.tasks import INTEGRATOR, OSCILLATOR, TASKS
from validation.registry import STUDIES, Study, in_order, subjects
from validation.studies import exactness

SYSTEMS = {name: getattr(reduced_odes, name) for name in ("real_outlier", "conjugate_pair", "rank_two")}
SHORT = {"integrator": replace(INTEGRATOR, until=4.0), "damped oscillator": replace(OSCILLATOR, until=25.0)}


@pytest.fixture(scope="module", params=[task.name for task in TASKS])
def task(request):
    return SHORT[request.param]


def test_the_true_systems_are_exact(task):
    experiment = run_experiment(task, SYSTEMS[task.system], N=5, bulk_N=6, points=21)
    claims = exactness.exactness_claims(experiment)
    assert all(claim.passed for claim in claims)
    claims = {claim.name for claim in claims}
    states = {f"exactness: {name}" for name in (*SYSTEMS[task.system].state, "loss")}
    assert states <= claims and "weights off the manifold" in claims
    assert experiment.theory.times[-1] == task.until and experiment.bulk.initial.N == 6


@pytest.mark.parametrize("factor", ["-1.0", "1.001", "2.0"])
def test_a_theory_with_one_wrong_factor_fails(factor):
    """The generated source of the real outlier, with dc/ds multiplied by a number."""
    right = SYSTEMS["real_outlier"]
    rhs = right.formulas.rhs

    def bent(state, parameters):
        *others, last = rhs(state, parameters)
        return (*others, float(factor) * last)

    wrong = replace(right, formulas=replace(right.formulas, rhs=bent))
    experiment = run_experiment(replace(INTEGRATOR, until=3.0), wrong, N=4, bulk_N=4, points=11)
    failed = {claim.name for claim in exactness.exactness_claims(experiment) if not claim.passed}
    assert "exactness: c" in failed and "exactness: loss" in failed


def test_rank_two_is_exact(task):
    (claim,) = exactness.general_claims(replace(task, until=5.0), SYSTEMS, N=5)
    assert claim.passed and claim.measured < 1e-7


def test_descent_is_of_first_order(task):
    (claim,) = exactness.step_size_claims(replace(task, until=min(task.until, 8.0)), SYSTEMS, N=4)
    assert claim.passed and claim.x is not None and claim.x.size == 4


def test_the_bulk_acts_in_first_and_second_order():
    study = bulk_study(OSCILLATOR.target, kappa=0.7, step=0.2, steps=15, widths=(4, 8, 16), seeds=3, width_seeds=6)
    assert study.odd_order.slope == pytest.approx(1.0, abs=0.15)
    assert study.even_order.slope == pytest.approx(2.0, abs=0.15)
    assert study.width_order.slope < 0


def test_a_claim_holds_only_within_its_tolerance():
    claim = Claim(
        "task",
        "claim",
        1.05,
        expected=1.0,
        tolerance=0.1,
        detail=("how"),
        x=np.array([1.0, 2.0]),
        y=np.array([3.0, 4.0]),
        x_name="x",
    )
    assert claim.passed and not replace(claim, measured=1.2).passed and not replace(claim, measured=float("nan")).passed
    assert claim.as_record()["points"] == [[1.0, 2.0], [3.0, 4.0]]
    assert replace(claim, measured=float("inf")).as_record()["measured"] is None


def test_a_study_needs_no_more_than_source_text():
    sources = {name: system.source for name, system in SYSTEMS.items()}
    study = Study(Subject.BIRTH, exactness.general_claims, needs=("rank_two",))
    (claim,) = pickle.loads(pickle.dumps(study)).run(replace(INTEGRATOR, until=2.0), sources)
    assert claim.passed and claim.subject is Subject.BIRTH and load(sources["rank_two"]).name == "rank_two"


def test_claims_stand_by_subject_then_by_task():
    def claim(subject, task, claim):
        return Claim(task, claim, 0.0, expected=0.0, tolerance=1.0, detail="", subject=subject)

    first, second = (task.name for task in TASKS)
    shuffled = [
        claim(Subject.LAZY, second, "f"),
        claim(Subject.EXACTNESS, "another", "d"),
        claim(Subject.EXACTNESS, second, "b"),
        claim(Subject.LAZY, first, "e"),
        claim(Subject.EXACTNESS, second, "c"),
        claim(Subject.EXACTNESS, first, "a"),
    ]
    assert "".join(claim.name for claim in in_order(shuffled, TASKS)) == "abcdef"
    assert [subject for subject in by_subject(shuffled)] == [Subject.EXACTNESS, Subject.LAZY]


def test_every_study_needs_systems_that_exist():
    assert all(set(study.needs) <= set(NAMED) for study in STUDIES)
    assert set(subjects()) == set(Subject)
    assert len({subject.key for subject in Subject}) == len({subject.value for subject in Subject}) == len(Subject)
