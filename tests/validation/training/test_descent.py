"""Gradient descent: its order, its records, its checkpoints and its refusals."""

import math
import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from validation import (
    CheckpointMismatch,
    DamagedFile,
    DescentRun,
    FileInUse,
    Rates,
    SaddlePoint,
    StepTooLarge,
    UnknownQuantity,
    UnstableNetwork,
    ValidationError,
    Weights,
    convergence_order,
    damped_oscillator,
    descend,
    gradient_flow,
    integrator,
    largest_curvature,
    largest_stable_step,
    load_run,
    loss_and_gradient,
    random_weights,
)

START = random_weights(5, 0.3, 0.6, seed=1)
OSCILLATOR = damped_oscillator(0.3, 2.0, 0.4)
RATES = Rates(0.7, 1.3, 0.4)


def norms(weights: Weights) -> dict[str, float]:
    return {"norm": weights.norm(), "trace": float(np.trace(weights.W))}


def same(x: DescentRun, y: DescentRun) -> bool:
    """Equal in every bit that was recorded."""
    return (
        np.array_equal(x.times, y.times)
        and x.names == y.names
        and all(np.array_equal(x.quantities[name], y.quantities[name]) for name in x.quantities)
        and np.array_equal(x.spectra, y.spectra)
        and np.array_equal(x.snapshot_times, y.snapshot_times)
        and all(np.array_equal(a.vector(), b.vector()) for a, b in zip(x.snapshots, y.snapshots, strict=True))
    )


def test_one_step_is_the_definition() -> None:
    loss, gradient = loss_and_gradient(START, OSCILLATOR)
    run = descend(START, OSCILLATOR, step=0.1, steps=1, rates=RATES)
    np.testing.assert_allclose(run.final.W, START.W - 0.1 * 0.7 * gradient.W, rtol=1e-14)
    np.testing.assert_allclose(run.final.u, START.u - 0.1 * 1.3 * gradient.u, rtol=1e-14)
    np.testing.assert_allclose(run.final.v, START.v - 0.1 * 0.4 * gradient.v, rtol=1e-14)
    assert run["loss"][0] == loss
    assert run["loss"][1] == loss_and_gradient(run.final, OSCILLATOR)[0]
    assert list(run["gain"]) == [START.gain, run.final.gain]
    assert list(run.times) == [0.0, 0.1]


@pytest.mark.parametrize("target", [integrator(0.4), OSCILLATOR], ids=["integrator", "oscillator"])
def test_descent_approaches_the_flow_to_first_order(target) -> None:
    steps, errors = [0.04, 0.02, 0.01], []
    flow = gradient_flow(START, target, [4.0], rates=RATES, rtol=1e-11).final
    for step in steps:
        run = descend(START, target, step=step, steps=round(4 / step), rates=RATES, record_every=10**6)
        errors.append((run.final - flow).norm())
    order = convergence_order(steps, errors)
    assert order.slope == pytest.approx(1.0, abs=0.05)
    assert order.standard_error < 0.05
    assert errors[-1] < 0.05


@pytest.mark.parametrize("block", ["W", "u", "v"])
def test_what_is_not_trained_does_not_move(block: str) -> None:
    rates = Rates(**{name: float(name != block) for name in ("W", "u", "v")})
    final = descend(START, OSCILLATOR, step=0.05, steps=20, rates=rates).final
    for name in ("W", "u", "v"):
        assert np.array_equal(getattr(final, name), getattr(START, name)) == (name == block)


def test_records_and_snapshots_fall_where_asked() -> None:
    run = descend(START, OSCILLATOR, step=0.1, steps=23, record_every=5, observe=norms, snapshot_times=[0.42, 1.0])
    np.testing.assert_allclose(run.times, [0.0, 0.5, 1.0, 1.5, 2.0, 2.3], rtol=1e-15)
    np.testing.assert_allclose(run.snapshot_times, [0.0, 0.4, 1.0, 2.3], rtol=1e-15)
    assert run.names == ("loss", "gain", "norm", "trace", "c", "omega_squared")
    assert run["norm"][2] == run.snapshots[2].norm()
    np.testing.assert_allclose(run.spectra[2], run.snapshots[2].spectrum(), atol=1e-13)
    np.testing.assert_allclose(run["trace"], run.spectra.sum(axis=1).real, atol=1e-13)
    assert np.array_equal(run.initial.W, START.W)
    assert np.all(np.diff(run["loss"]) < 0)
    with pytest.raises(UnknownQuantity, match="'trase' is not a known quantity of this run; did you mean 'trace'"):
        run["trase"]


def test_the_integrator_is_learnt_from_a_bulk() -> None:
    start = random_weights(24, 0.3, 0.4, seed=3)
    run = descend(start, integrator(0.4), step=0.1, steps=600, record_every=20, sigma=0.3)
    assert run["loss"][-1] < 1e-3 * run["loss"][0]
    assert np.isnan(run["c"][0])  # inside the bulk's disc
    assert run["c"][-1] == pytest.approx(0.4, abs=0.02)
    assert run.outliers.eigenvalues.shape == (31, 1)


def test_progress_is_shown_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    descend(START, OSCILLATOR, step=0.1, steps=3)
    assert capsys.readouterr() == ("", "")
    descend(START, OSCILLATOR, step=0.1, steps=3, progress=True)
    shown = capsys.readouterr()
    assert shown.out == "" and "3/3" in shown.err and "loss=" in shown.err


class InterruptionError(Exception):
    pass


def interrupted_after(calls: int, error: type[BaseException]):
    left = [calls]

    def observe(weights: Weights) -> dict[str, float]:
        left[0] -= 1
        if left[0] < 0:
            raise error
        return norms(weights)

    return observe


@pytest.mark.parametrize("error", [InterruptionError, KeyboardInterrupt])
def test_an_interrupted_descent_continues_bit_for_bit(tmp_path: Path, error: type[BaseException]) -> None:
    arguments = {
        "step": 0.1, "steps": 40, "record_every": 3, "rates": RATES, "sigma": 0.3, "snapshot_times": [1.0, 2.9],
    }  # fmt: skip
    whole = descend(START, OSCILLATOR, observe=norms, **arguments)
    path = tmp_path / "run.npz"
    for calls in (0, 4, 5):  # at once, then twice in the middle
        with pytest.raises(error):
            descend(
                START,
                OSCILLATOR,
                observe=interrupted_after(calls, error),
                checkpoint=path,
                **arguments,
            )
    with np.load(path, allow_pickle=False) as kept:
        # 4 rows of the second attempt; the third records the next again, and 4 more
        assert np.array_equal(kept["times"], whole.times[:9])
        assert np.array_equal(kept["values"], [whole.quantities[name][:9] for name in kept["names"]])
    for _ in range(2):  # the second call finds it finished
        resumed = descend(START, OSCILLATOR, observe=norms, checkpoint=path, **arguments)
        assert same(resumed, whole)
    assert [file.name for file in tmp_path.iterdir()] == ["run.npz"]


def test_a_killed_process_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    script = textwrap.dedent(
        """
        import sys, time
        from validation import damped_oscillator, descend, random_weights
        def observe(weights):
            time.sleep(0.01)
            return {"norm": weights.norm(), "trace": float(weights.W.trace())}
        descend(random_weights(5, 0.3, 0.6, seed=1), damped_oscillator(0.3, 2.0, 0.4), step=0.02, steps=600,
                observe=observe, checkpoint=sys.argv[1])
        """
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=Path(__file__).parents[3])
    try:
        while not path.exists() or _rows(path) < 20:
            assert process.poll() is None
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    kept = _rows(path)
    assert 20 <= kept < 601
    resumed = descend(START, OSCILLATOR, step=0.02, steps=600, observe=norms, checkpoint=path)
    assert same(resumed, descend(START, OSCILLATOR, step=0.02, steps=600, observe=norms))


def _rows(path: Path) -> int:
    with np.load(path, allow_pickle=False) as kept:
        return int(kept["times"].size)


@pytest.mark.parametrize(
    ("changed", "settings"),
    [
        ({"step": 0.2}, ("step",)),
        ({"steps": 11}, ("steps", "snapshot_times")),
        ({"rates": RATES, "sigma": 0.3}, ("rates", "sigma")),
        ({"record_every": 2}, ("record_every",)),
        ({"observe": norms}, ("observe",)),
        ({"weights": random_weights(4, seed=2)}, ("weights",)),
        ({"target": damped_oscillator(0.3, 2.0)}, ("target",)),
    ],
)
def test_a_checkpoint_of_other_arguments_is_refused(
    tmp_path: Path, changed: dict[str, object], settings: tuple[str, ...]
) -> None:
    path = tmp_path / "run.npz"
    arguments = {"weights": START, "target": OSCILLATOR, "step": 0.1, "steps": 10, "checkpoint": path}
    descend(**arguments)
    with pytest.raises(CheckpointMismatch) as caught:
        descend(**(arguments | changed))
    assert caught.value.settings == settings and caught.value.value == str(path)
    assert os.listdir(tmp_path) == [path.name]


def test_two_trainings_do_not_share_a_checkpoint(tmp_path: Path) -> None:
    """The second, begun while the first is in the middle of its steps, is refused and disturbs nothing."""
    path, refused, whole = tmp_path / "run.npz", [], descend(START, OSCILLATOR, step=0.1, steps=10, observe=norms)

    def second(weights: Weights) -> dict[str, float]:
        for begin in (lambda run: run(), lambda run: ThreadPoolExecutor(1).submit(run).result()):
            with pytest.raises(FileInUse) as caught:
                begin(lambda: descend(START, OSCILLATOR, step=0.1, steps=10, observe=norms, checkpoint=path))
            refused.append(caught.value.value)
        return norms(weights)

    assert same(descend(START, OSCILLATOR, step=0.1, steps=10, observe=second, checkpoint=path), whole)
    assert refused == [str(path)] * 22
    assert same(descend(START, OSCILLATOR, step=0.1, steps=10, observe=norms, checkpoint=path), whole)
    assert os.listdir(tmp_path) == [path.name]


def test_other_observed_names_are_refused_on_resuming(tmp_path: Path) -> None:
    path = tmp_path / "run.npz"
    descend(START, OSCILLATOR, step=0.1, steps=10, observe=norms, checkpoint=path)
    with pytest.raises(ValidationError) as caught:
        descend(START, OSCILLATOR, step=0.1, steps=10, observe=lambda w: {"other": 1.0}, checkpoint=path)
    assert (caught.value.name, caught.value.value) == ("observe", ["other"])


@pytest.mark.parametrize("kind", ["run", "checkpoint"])
def test_damaged_files_are_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "file.npz"
    run = descend(START, OSCILLATOR, step=0.1, steps=10, checkpoint=path if kind == "checkpoint" else None)
    if kind == "run":
        run.save(path)

    def read() -> object:
        if kind == "run":
            return load_run(path)
        return descend(START, OSCILLATOR, step=0.1, steps=10, checkpoint=path)

    good = path.read_bytes()
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 0xFF
    for damaged in (b"", b"not an archive", good[: len(good) // 2], good[:-30], bytes(flipped)):
        path.write_bytes(damaged)
        with pytest.raises(DamagedFile):
            read()
    path.write_bytes(good)
    read()
    with np.load(path) as archive:
        arrays = dict(archive)
    del arrays["times"]
    np.savez(path, **arrays)
    with pytest.raises(DamagedFile):
        read()
    np.savez(path, something=np.zeros(3))
    with pytest.raises(DamagedFile):
        read()


def test_save_and_load(tmp_path: Path) -> None:
    run = descend(START, OSCILLATOR, step=0.1, steps=10, rates=RATES, sigma=0.2, observe=norms)
    back = load_run(run.save(tmp_path / "run.npz"))
    assert same(run, back)
    assert back.rates == RATES and back.step == 0.1 and back.sigma == 0.2
    np.testing.assert_array_equal(back.target.A, OSCILLATOR.A)
    np.testing.assert_array_equal(back["c"], run["c"])
    flow = gradient_flow(START, OSCILLATOR, [0.0, 1.0])
    assert load_run(flow.save(tmp_path / "flow.npz")).step is None
    for missing, use in ((tmp_path / "none.npz", load_run), (tmp_path / "none" / "run.npz", run.save)):
        with pytest.raises(ValidationError) as caught:
            use(missing)
        assert caught.value.value == str(missing) and not isinstance(caught.value, DamagedFile)


def test_a_checkpoint_that_cannot_be_written_is_refused_before_training(tmp_path: Path) -> None:
    for path in (tmp_path / "none" / "run.npz", tmp_path):
        with pytest.raises(ValidationError) as caught:
            descend(START, OSCILLATOR, step=0.1, steps=10, checkpoint=path)
        assert (caught.value.name, caught.value.value) == ("checkpoint", str(path))
    tmp_path.chmod(0o500)
    try:
        if not os.access(tmp_path, os.W_OK):  # root may write anywhere
            with pytest.raises(ValidationError, match="Permission denied"):
                descend(START, OSCILLATOR, step=0.1, steps=10, checkpoint=tmp_path / "run.npz")
    finally:
        tmp_path.chmod(0o700)


def learnt(c: float) -> Weights:
    """One neuron that has learnt the integrator of decay c: a = b = 1."""
    return Weights([[1.0 - c]], [1.0], [1.0])


@pytest.mark.parametrize("c", [0.2, 0.6])
def test_largest_stable_step_of_a_learnt_integrator(c: float) -> None:
    # L(a, b, c) at a = b = 1: Hessian with the direction a − b flat, a + b and c coupled; by hand
    hessian = np.array([[1 / c, -1 / (2 * math.sqrt(2) * c**2)], [-1 / (2 * math.sqrt(2) * c**2), 1 / (4 * c**3)]])
    expected = np.linalg.eigvalsh(hessian)[-1]
    assert largest_curvature(learnt(c), integrator(c)) == pytest.approx(expected, rel=1e-4)
    assert largest_stable_step(learnt(c), integrator(c)) == pytest.approx(2 / expected, rel=1e-4)
    only_W = largest_curvature(learnt(c), integrator(c), Rates(3.0, 0.0, 0.0))
    assert only_W == pytest.approx(3 / (4 * c**3), rel=1e-4)


def test_the_bound_separates_settling_from_bouncing() -> None:
    target, nearby = integrator(0.4), Weights([[0.6 + 1e-4]], [1.0], [1.0])
    bound = largest_stable_step(learnt(0.4), target)
    settled = descend(nearby, target, step=0.95 * bound, steps=300)
    assert settled["loss"][-1] < 1e-3 * settled["loss"][0]
    with pytest.warns(RuntimeWarning, match=r"bounces around the minimum \(2/λ_max = 0\.\d+ there\)"):
        bounced = descend(nearby, target, step=1.02 * bound, steps=300)
    assert bounced["loss"][-1] > 10 * bounced["loss"][0]


def test_a_saddle_curves_downwards_everywhere_it_curves() -> None:
    silent = Weights(np.zeros((2, 2)), [0, 0], [0, 0])
    assert largest_stable_step(silent, integrator(0.3), Rates(1, 1, 1)) > 0


def test_a_step_too_large_names_the_bound_and_the_remedy() -> None:
    start = Weights([[0.3]], [0.5], [0.5])
    with pytest.raises(StepTooLarge) as caught:
        descend(start, integrator(0.2), step=0.5, steps=200)
    sentence = str(caught.value)
    assert "step = 0.5 is too large" in sentence and "2/λ_max" in sentence and "choose step <" in sentence
    remedy = float(sentence.split("better ")[1].rstrip("."))
    run = descend(start, integrator(0.2), step=remedy, steps=2000, record_every=100)
    assert run["loss"][-1] < 1e-10


def test_a_huge_step_ends_in_the_same_sentence() -> None:
    with pytest.raises(StepTooLarge, match="step = 1e\\+200 is too large"):
        descend(START, OSCILLATOR, step=1e200, steps=5)
    with pytest.raises(StepTooLarge, match="choose step"):
        descend(START, OSCILLATOR, step=50.0, steps=5)


def test_a_diverging_descent_leaves_what_it_had_recorded(tmp_path: Path) -> None:
    path, start = tmp_path / "run.npz", Weights([[0.3]], [0.5], [0.5])
    for _ in range(2):
        with pytest.raises(StepTooLarge):
            descend(start, integrator(0.2), step=0.5, steps=200, checkpoint=path)
        assert _rows(path) > 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("step", 0.0),
        ("step", math.nan),
        ("steps", 0),
        ("steps", 2.5),
        ("record_every", 0),
        ("sigma", math.inf),
        ("sigma", -0.1),
        ("snapshot_times", [1.1]),
        ("outlier_count", 0),
        ("outlier_count", 6),
        ("observe", lambda w: 1.0),
        ("observe", lambda w: {"gain": 1.0}),
        ("observe", lambda w: {"x": "y"}),
    ],
)
def test_bad_arguments(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        descend(START, OSCILLATOR, **({"step": 0.1, "steps": 10} | {name: value}))
    assert caught.value.name == name


def test_saddles_and_unstable_starts_are_refused() -> None:
    with pytest.raises(SaddlePoint):
        descend(Weights(np.zeros((2, 2)), [0, 0], [0, 0]), OSCILLATOR, step=0.1, steps=5)
    with pytest.raises(UnstableNetwork):
        descend(Weights([[1.5]], [1], [1]), OSCILLATOR, step=0.1, steps=5)
    # Already learnt: also without gradient, but nothing is left to learn.
    assert descend(learnt(0.3), integrator(0.3), step=0.01, steps=2)["loss"][-1] < 1e-15
