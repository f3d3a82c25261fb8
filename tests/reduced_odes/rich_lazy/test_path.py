"""Between rich and lazy: both limits with their orders, milestones against other routes, the map against its points."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy.integrate import trapezoid
from scipy.linalg import expm

from reduced_odes import InputError, Outcome, UnknownNameError, integrate, plot, rank_two, real_outlier, save_plot
from reduced_odes.hierarchy.depth import learn
from reduced_odes.hierarchy.fock import fock_space
from reduced_odes.hierarchy.large_n import infinite_width
from reduced_odes.lazy.curve import lazy_curve
from reduced_odes.rich_lazy.grid import rich_lazy_map
from reduced_odes.rich_lazy.path import LearningRates, TargetFilter, rich_lazy
from validation.experiments.power_laws import convergence_order

NEVER = (1e-9,)


def balanced(kappa: float) -> LearningRates:
    """Rates with which the tangent kernel does not depend on κ."""
    return LearningRates(W=kappa**-4, u=kappa**-2, v=kappa**-2)


# ---------------------------------------------------------------------------------------------- lazy limit, κ → ∞


@pytest.mark.parametrize("start", [0.0, 0.5], ids=["f0 = 0", "f0 = exp(-t)/2"])
def test_lazy_limit_is_of_order_four(start):
    """The Laguerre theory, at fixed s and fixed f₀, up to κ⁻⁴: κ⁻² is excluded by the sign of u."""
    kappas, distances = (2.5, 3.5, 5.0), []
    for kappa in kappas:
        found = rich_lazy(
            TargetFilter.integrator(0.7),
            sigma=0.35,
            kappa=kappa,
            overlap=start / kappa**2,
            depth=3,
            levels=NEVER,
            until=2.0,
            rates=balanced(kappa),
            rtol=1e-7,
        )
        distances.append(found.milestones[0].distance)
    assert convergence_order(kappas, distances).slope == pytest.approx(-4, abs=0.12)
    assert distances[-1] < 2e-4


def test_lazy_reference_learns_what_the_start_lacks():
    """f* − f₀ with f₀ = ϱκ² e^{−t}, written with its two poles; the curve at s = 0 is that of the network itself."""
    rates = {"W": 0.3, "u": 0.5, "v": 0.7}
    found = rich_lazy(
        TargetFilter.integrator(0.7), sigma=0.4, kappa=1.2, overlap=0.3, depth=1, levels=(0.05,), rates=rates
    )
    rest = TargetFilter.from_poles([-0.7, -1.0], [1.0, -0.3 * 1.2**2])
    expected = lazy_curve(rest, sigma=0.4, kappa=1.2, times=found.times, trained=list(rates), rates=rates).loss
    assert found.lazy * found.target_power == pytest.approx(expected, rel=1e-12)
    assert found.loss[0] == pytest.approx(found.lazy[0], rel=1e-9)


def test_a_start_that_grows_with_kappa_has_no_lazy_limit():
    """At a fixed overlap f₀ ∝ κ²: what is to be unlearnt grows as fast as what the kernel can do without changing."""
    relative = []
    for kappa in (8.0, 16.0):
        found = rich_lazy(
            TargetFilter.integrator(0.7),
            sigma=0.4,
            kappa=kappa,
            overlap=0.5,
            depth=2,
            levels=NEVER,
            until=1.0,
            rates=balanced(kappa),
        )
        relative.append(found.milestones[0].distance / found.loss[0])
    assert relative[1] == pytest.approx(relative[0], rel=0.1)
    assert relative[1] > 0.01


def test_outside_of_the_bulk_lazy_learning_ends():
    """|1 − c*| > σ: at any κ an outlier leaves the bulk, but in units of lazy learning the later the larger κ is."""
    born = [
        rich_lazy(
            TargetFilter.integrator(0.3),
            sigma=0.4,
            kappa=kappa,
            depth=2,
            levels=NEVER,
            until=20.0,
            rates=balanced(kappa),
            rtol=1e-4,
        ).born
        for kappa in (1.0, 2.0, 4.0)
    ]
    assert born[0] < 1.0 < 3 * born[0] < born[1]
    assert np.isnan(born[2])


# ---------------------------------------------------------------------------------------------- rich limit, σ → 0


def test_real_outlier_is_the_limit_of_order_two():
    """Overlap 1: at the milestones of weak bulks the reduced ODE has the same loss and c up to σ²."""
    c_star, kappa, sigmas = 0.3, 0.4, (0.03, 0.06, 0.12)
    of_loss, of_c = [], []
    for sigma in sigmas:
        found = rich_lazy(
            TargetFilter.integrator(c_star), sigma=sigma, kappa=kappa, overlap=1.0, levels=(0.3,), rtol=1e-8
        )
        (there,) = found.milestones
        theory = integrate(
            real_outlier, {"a": kappa, "b": kappa}, {"c_star": c_star}, [0.0, there.time], rtol=1e-10
        )  # fmt: skip
        of_loss.append(abs(theory["loss"][-1] / found.target_power - there.loss))
        of_c.append(abs(theory["c"][-1] - there.c))
    assert convergence_order(sigmas, of_loss).slope == pytest.approx(2, abs=0.1)
    assert convergence_order(sigmas, of_c).slope == pytest.approx(2, abs=0.1)


def test_read_out_at_right_angles_is_the_limit_of_rank_two():
    """Overlap 0: the real outlier is not the limit of σ → 0, the theory of rank two is."""
    c_star, kappa, sigmas = 0.3, 0.4, (0.03, 0.06, 0.12)
    right, wrong = [], []
    for sigma in sigmas:
        found = rich_lazy(TargetFilter.integrator(c_star), sigma=sigma, kappa=kappa, levels=(0.3,), rtol=1e-8)
        (there,) = found.milestones
        for system, start, deviations in (
            (rank_two, {"u1": kappa, "v2": kappa}, right),
            (real_outlier, {"a": kappa, "b": kappa}, wrong),
        ):
            target = {"c_star": c_star, **({"omega_star": 0.0} if system is rank_two else {})}
            theory = integrate(system, start, target, [0.0, there.time], rtol=1e-10)
            deviations.append(abs(theory["loss"][-1] / found.target_power - there.loss))
    assert convergence_order(sigmas, right).slope == pytest.approx(2, abs=0.1)
    assert min(wrong) > 0.1 and wrong[0] == pytest.approx(wrong[1], rel=0.1)


def test_small_weights_at_right_angles_are_a_real_outlier_that_starts_smaller():
    """Only u + v grows, from κ/√2 along it; what of u − v is left is ∝ κ² when the target is learnt."""
    kappas, deviations = (0.05, 0.1, 0.2), []
    times = np.linspace(0.0, 8.0, 33)
    for kappa in kappas:
        pair = integrate(rank_two, {"u1": kappa, "v2": kappa}, {"c_star": 0.3, "omega_star": 0.0}, times, rtol=1e-10)
        size = kappa / np.sqrt(2)
        one = integrate(real_outlier, {"a": size, "b": size}, {"c_star": 0.3}, times, rtol=1e-10)
        deviations.append(np.abs(pair["loss"] - one["loss"]).max())
    assert convergence_order(kappas, deviations).slope == pytest.approx(2, abs=0.05)


# ---------------------------------------------------------------------------------------------- milestones


def test_milestones_are_what_the_hierarchy_finds_there():
    """Another recorder of the same flow, with steps of its own."""
    target = TargetFilter.integrator(0.3)
    found = rich_lazy(target, sigma=0.4, kappa=1.0, levels=(0.5, 0.1, 0.01), rtol=1e-8)
    times = [m.time for m in found.milestones]
    run = infinite_width(target, sigma=0.4, kappa=1.0, times=[0.0, *times], depth=3, rtol=1e-8)
    assert run["loss"][1:] / found.target_power == pytest.approx([0.5, 0.1, 0.01], rel=1e-4)
    assert [m.loss for m in found.milestones] == pytest.approx([0.5, 0.1, 0.01], rel=1e-4)
    assert found.born == pytest.approx(run.curve.outlier_born, rel=1e-4)
    for name in ("c", "share"):
        assert [getattr(m, name) for m in found.milestones] == pytest.approx(run[name][1:], rel=1e-4, nan_ok=True)
    assert np.isnan(found.milestones[0].c) and found.milestones[0].margin < 0
    assert found.outcome is Outcome.LEARNT and np.isnan(found.lost)


def test_explained_is_that_of_the_impulse_response():
    """By the matrix exponential and the trapezoidal rule; a pair of outliers, so that the two must be summed."""
    target = TargetFilter.damped_oscillator(0.3, 1.0)
    found = rich_lazy(target, sigma=0.3, kappa=0.7, depth=2, levels=(0.05,), rtol=1e-8)
    (there,) = found.milestones
    space = fock_space(2, sigma=0.3, kappa_u=0.7, kappa_v=0.7)
    curve = learn(space, target, [there.time], rtol=1e-8)
    state, outliers = curve.states[0], curve.outliers[0]
    assert len(outliers) >= 2 and there.omega > 0
    step, t = 0.01, np.arange(6001) * 0.01
    h, flow, f = state.u, expm(step * (state.recurrent(space.W) - np.eye(state.u.size))), []
    for _ in t:
        f.append(state.v @ h)
        h = flow @ h
    of_outliers = sum((o.residue * np.exp((o.eigenvalue - 1) * t)).real for o in outliers)
    power = trapezoid(np.square(f), dx=step)
    assert there.explained == pytest.approx(1 - trapezoid((f - of_outliers) ** 2, dx=step) / power, abs=1e-3)
    assert there.share == pytest.approx(trapezoid(of_outliers * f, dx=step) / power, abs=1e-3)


def test_an_outlier_may_come_and_go():
    """A target inside the bulk, learnt from small weights: rich learning passes through an outlier all the same."""
    found = rich_lazy(TargetFilter.integrator(0.3), sigma=0.8, kappa=0.5, depth=4, levels=(0.1,), rtol=1e-6)
    run = infinite_width(TargetFilter.integrator(0.3), sigma=0.8, kappa=0.5, times=[1.0], depth=4, rtol=1e-6)
    assert found.born == pytest.approx(run.curve.events["outlier_born"][0], rel=1e-3)
    assert found.lost == pytest.approx(run.curve.events["outlier_lost"][0], rel=1e-3)
    assert found.milestones[-1].explained == 0 and found.milestones[-1].margin < 0


@pytest.mark.parametrize("sigma, kappa", [(0.62, 0.2), (0.62, 1.0), (0.78, 1.0)])
def test_in_the_end_the_target_decides(sigma, kappa):
    """c* = 0.3: an outlier near 1 − c* if σ < 0.7 and none above, rich or lazy, though it may come and go before."""
    found = rich_lazy(TargetFilter.integrator(0.3), sigma=sigma, kappa=kappa, depth=3, levels=(0.01, 1e-4), rtol=1e-4)
    early, late = found.milestones
    assert (late.margin > 0) == (sigma < 0.7)
    if late.margin > 0:
        assert late.c == pytest.approx(0.3, abs=0.02) and late.explained > 0.97
        assert (early.margin < 0) == (kappa == 0.2)  # from small weights it overshoots into the bulk


def test_levels_that_are_not_reached_are_told():
    found = rich_lazy(TargetFilter.integrator(0.3), sigma=0.4, kappa=1.0, depth=1, levels=(0.9, 0.1), until=0.3)
    first, last = found.milestones
    assert first.time < 0.3 and np.isnan(last.time) and 0.1 < last.loss < 0.9
    assert found.outcome is Outcome.UNFINISHED and found.times[-1] == 0.3


# ---------------------------------------------------------------------------------------------- map


def test_map_is_its_points():
    sigma, kappa = np.array([0.3, 0.6]), np.array([0.3, 3.0])[:, None]
    with ThreadPoolExecutor(1) as executor:
        found = rich_lazy_map(0.4, kappa, sigma, depth=2, levels=(0.2, 0.05), executor=executor)
    assert found.shape == (2, 2) and found.time.shape == (2, 2, 2) and set(found.outcomes.ravel()) == {"learnt"}
    point, lower = (
        rich_lazy(
            TargetFilter.integrator(0.4), sigma=0.6, kappa=0.3, depth=depth, levels=(0.2, 0.05), rtol=1e-4
        )
        for depth in (2, 1)
    )  # fmt: skip
    for name in ("time", "loss", "c", "share", "explained", "margin", "distance"):
        here = getattr(point.milestones[1], name)
        assert found.at(0.05)[name][0, 1] == pytest.approx(here, rel=1e-12, nan_ok=True)
        bar = abs(here - getattr(lower.milestones[1], name))
        assert found.error[name][0, 1, 1] == pytest.approx(bar, rel=1e-9, abs=1e-12, nan_ok=True)
    assert found.born[0, 1] == point.born
    assert np.all(found.has_outlier == (found.margin > 0))
    # Rich above lazy in the distance, and only the rich ones have an outlier.
    assert np.all(found.at(0.05)["distance"][0] > 10 * found.at(0.05)["distance"][1])
    with pytest.raises(ValueError, match="read-only"):
        found.time[0] = 1.0
    with pytest.raises(UnknownNameError, match=r"unknown level of this map: '0\.3'"):
        found.at(0.3)


def test_error_bar_covers_the_error():
    """Of depth 2 with 1 against depth 4."""
    bars, exact = (
        rich_lazy_map(0.3, [0.4, 1.0], [0.4, 0.5], depth=depth, levels=(0.1,), rtol=1e-5) for depth in (2, 4)
    )
    for name in ("time", "c", "margin", "distance"):
        deviation = np.abs(getattr(bars, name) - getattr(exact, name))
        assert np.all(deviation <= bars.error[name] + 1e-4), name


@pytest.mark.parametrize(
    "change, message",
    [
        ({"sigma": [0.3, 1.0]}, "sigma must be below 1"),
        ({"sigma": 1e-4}, "sigma must be at least 0.001"),
        ({"kappa": [0.0, 1.0]}, "kappa must be greater than 0"),
        ({"c_star": [np.nan]}, "c_star must be an array of finite numbers"),
        ({"sigma": [0.1, 0.2], "kappa": [1.0, 2.0, 3.0]}, "must broadcast to one grid"),
        ({"depth": 0}, "depth must be 1 or more"),
        ({"levels": (0.1, 0.2)}, "levels must decrease"),
        ({"levels": ()}, "levels must be at least one number"),
        ({"levels": (1.0,)}, "levels must be at least one number"),
        ({"rates": {"w": 1.0}}, "unknown block in rates"),
        ({"until": -1.0}, "until must be greater than 0"),
    ],
)
def test_wrong_arguments_are_refused(change, message):
    with pytest.raises(InputError, match=message.replace(".", r"\.")):
        rich_lazy_map(**{"sigma": 0.4, "kappa": 1.0, "c_star": 0.3, **change})


# ---------------------------------------------------------------------------------------------- figure


def test_figure(tmp_path):
    sigma, kappa = np.array([0.2, 0.5, 0.8]), np.array([0.3, 1.0, 3.0])[:, None]
    found = rich_lazy_map(0.4, kappa, sigma, depth=1, levels=(0.2, 0.05))
    file = save_plot(found, tmp_path / "map.png")
    assert file.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(InputError, match="let sigma vary along the last axis"):
        plot(rich_lazy_map(0.4, kappa, sigma[:1], depth=1, levels=(0.2,)))
    with pytest.raises(UnknownNameError, match="unknown level"):
        found.plot(level=0.3)
