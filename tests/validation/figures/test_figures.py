"""The figures hold the data that they claim to hold, and the portrait's nullclines are zeros of the flow."""

import sys

import matplotlib
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from scipy.optimize import brentq

import reduced_odes
from validation.experiments.claim import Claim
from validation.experiments.experiment import Experiment, run_experiment
from validation.experiments.power_laws import convergence_order
from validation.experiments.tasks import INTEGRATOR, OSCILLATOR
from validation.figures.exactness import (
    LOSS_FLOOR,
    experiment_figures,
    frequency,
    half_time,
    loss,
    outliers,
    power_law_figures,
    resolved_loss,
    responses,
)
from validation.figures.panels.portrait import NULLCLINES, fixed_point, plane, portrait, velocities
from validation.figures.panels.power_laws import line_of_slope, power_laws
from validation.figures.panels.spectrum import spectrum, theory_outliers
from validation.figures.panels.style import DESCENT, FLOW, THEORY, THEORY_LABEL, power_of_ten, run_label
from validation.network.weights import impulse_response


@pytest.fixture(scope="module")
def integrator() -> Experiment:
    return run_experiment(INTEGRATOR, reduced_odes.real_outlier, N=4, bulk_N=8, sigma=0.1, points=41)


@pytest.fixture(scope="module")
def oscillator() -> Experiment:
    return run_experiment(OSCILLATOR, reduced_odes.conjugate_pair, N=4, bulk_N=8, sigma=0.1, points=41)


@pytest.fixture(params=["integrator", "oscillator"])
def experiment(request: pytest.FixtureRequest) -> Experiment:
    found: Experiment = request.getfixturevalue(request.param)
    return found


def law(slope: float, expected: float, name: str = "bulk radius σ", task: str = "integrator") -> Claim:
    x = np.array([0.1, 0.2, 0.4])
    return Claim(
        task,
        f"exponent {slope:g}",
        slope,
        expected=expected,
        tolerance=0.1,
        detail=(""),
        x=x,
        y=3.0 * x**slope,
        x_name=name,
    )


def line(axes: Axes, label: str) -> Line2D:
    (found,) = [line for line in axes.get_lines() if line.get_label() == label]
    return found


def data(axes: Axes, label: str) -> tuple[np.ndarray, np.ndarray]:
    found = line(axes, label)
    return np.asarray(found.get_xdata()), np.asarray(found.get_ydata())


def check_over_time(axes: Axes, experiment: Experiment, name: str, shown) -> None:
    for record, label in (
        (experiment.flow, run_label(experiment.flow)),
        (experiment.bulk, run_label(experiment.bulk)),
        (experiment.theory, THEORY_LABEL),
    ):
        x, y = data(axes, label)
        np.testing.assert_array_equal(x, record.times)
        np.testing.assert_array_equal(y, shown(record[name]))


def test_loss_is_that_of_the_runs(experiment: Experiment):
    figure, caption = loss(experiment)
    (axes,) = figure.axes
    assert axes.get_yscale() == "log"
    check_over_time(axes, experiment, "loss", resolved_loss)
    assert power_of_ten(experiment.exactness.agreements["loss"].relative) in caption


def test_outliers_are_those_of_the_runs(experiment: Experiment):
    figure, caption = outliers(experiment)
    check_over_time(figure.axes[0], experiment, "c", np.asarray)
    assert power_of_ten(experiment.exactness.agreements["c"].relative) in caption
    if len(experiment.theory.states) == 3:
        assert len(figure.axes) == 1
        return
    check_over_time(figure.axes[1], experiment, "omega_squared", frequency)
    (born,) = experiment.theory.events["pair_born"]
    assert f"born at s = {born:.4g}" in caption


def test_target_of_the_outliers_is_the_task(oscillator: Experiment):
    figure, _ = outliers(oscillator)
    for axes, label, parameter in zip(figure.axes, ("c*", "ω*"), ("c_star", "omega_star"), strict=True):
        value = oscillator.task.parameters[parameter]
        _, y = data(axes, f"target, {label} = {value:g}")
        np.testing.assert_allclose(y, value, rtol=1e-14)


def test_spectrum_shows_all_eigenvalues_the_disc_and_the_paths(experiment: Experiment):
    figure, caption = spectrum(experiment)
    (axes,) = figure.axes
    run = experiment.bulk
    disc, edge = run.sigma, run.outliers.radius
    radii = {circle.get_label(): circle.radius for circle in axes.patches if isinstance(circle, Circle)}
    assert radii == {f"disc |λ| ≤ σ = {disc:g}": disc, f"outliers: |λ| > {edge:.3g}": edge}
    for s, values in zip((0.0, run.times[-1]), run.spectra[[0, -1]], strict=True):
        x, y = data(axes, f"eigenvalues, s = {s:g}")
        np.testing.assert_array_equal(x + 1j * y, values)
    first = run.outliers.eigenvalues[:, 0]
    x, y = data(axes, "path of the outliers")
    np.testing.assert_array_equal(x + 1j * y, first)
    x, y = data(axes, "1 + poles of the target")
    np.testing.assert_array_equal(np.sort_complex(x + 1j * y), np.sort_complex(1 + experiment.task.target.poles()))
    assert axes.get_aspect() == 1.0
    assert f"{run.outliers.eigenvalues.shape[1]} of {run.initial.N} do at the end" in caption
    # Everything is in sight.
    for shown in axes.get_lines():
        points = np.ma.masked_invalid(np.asarray(shown.get_xydata()))
        if shown.get_transform() == axes.transData:
            low, high = np.array([axes.get_xlim(), axes.get_ylim()]).T
            assert (points >= low).all() and (points <= high).all()


def test_theory_in_the_plane_is_the_spectrum_of_its_network(experiment: Experiment):
    theory, coordinates = experiment.theory, experiment.task.coordinates(experiment.flow.initial)
    paths = theory_outliers(theory)
    for k in (0, 7, 20, 40):
        weights = coordinates.embed({name: float(theory[name][k]) for name in theory.states})
        spectrum_ = weights.spectrum()
        for path in paths:
            assert np.abs(spectrum_ - path[k]).min() < 1e-6  # half the digits, near an exceptional point


def test_responses_are_those_of_the_snapshots(experiment: Experiment):
    figure, _ = responses(experiment)
    assert len(figure.axes) == 3
    for k, axes in enumerate(figure.axes):
        assert axes.get_title() == f"s = {experiment.flow.snapshot_times[k]:g}"
        for run in (experiment.flow, experiment.bulk):
            t, f = data(axes, run_label(run))
            np.testing.assert_array_equal(f, impulse_response(run.snapshots[k], t))
        t, f = data(axes, "target f*")
        np.testing.assert_array_equal(f, experiment.task.target.filter(t))
        t, f = data(axes, THEORY_LABEL)
        np.testing.assert_allclose(f, impulse_response(experiment.flow.snapshots[k], t), atol=1e-6)


def test_fixed_point_is_at_rest_with_the_target_learnt(experiment: Experiment):
    theory, task = experiment.theory, experiment.task
    guess = [theory[name][-1] * 1.01 for name in theory.states]
    point = fixed_point(experiment.system, task, guess)
    assert np.abs(experiment.system.rhs(point.state, task.parameters)).max() == point.residual < 1e-13
    assert (point.gain, point.c) == pytest.approx((1.0, task.parameters["c_star"]), abs=1e-12)
    assert abs(experiment.system.observe(point.state, task.parameters)["loss"]) < 1e-14


def test_velocities_in_the_plane_are_those_of_the_flow(oscillator: Experiment):
    # Another route: the chain rule on gain = α² − β² and c = 1 − (p + r)/2.
    states = np.array([[0.3, -0.1, 0.0], [0.2, 0.9, 1.9], [-0.2, 0.1, 0.1], [0.9, 0.8, 1.1], [0.3, -0.4, 0.2]])
    p, _, r, alpha, beta = oscillator.system.rhs(states, oscillator.task.parameters)
    gain, c = velocities(oscillator.system, oscillator.task, states)
    np.testing.assert_allclose(gain, 2 * states[3] * alpha - 2 * states[4] * beta, rtol=1e-10)
    np.testing.assert_allclose(c, -(p + r) / 2, rtol=1e-10)


def test_plane_differs_from_the_learnt_state_in_gain_and_c_only(oscillator: Experiment):
    theory = oscillator.theory
    learnt = fixed_point(oscillator.system, oscillator.task, [theory[name][-1] for name in theory.states])
    cut = plane(oscillator, learnt, np.array([0.5, 1.0, 1.5]), np.array([0.2, learnt.c, 0.7]))
    observed = oscillator.system.observe(cut.states, oscillator.task.parameters)
    np.testing.assert_allclose(observed["gain"], cut.gain, rtol=1e-12)
    np.testing.assert_allclose(observed["c"], cut.c, rtol=1e-12)
    np.testing.assert_allclose(observed["omega_squared"], oscillator.task.parameters["omega_star"] ** 2, rtol=1e-10)
    np.testing.assert_allclose(cut.states[:, 1, 1], learnt.state, atol=1e-10)


def test_plane_of_the_integrator_is_invariant(integrator: Experiment):
    theory = integrator.theory
    learnt = fixed_point(integrator.system, integrator.task, [theory[name][-1] for name in theory.states])
    cut = plane(integrator, learnt, np.linspace(0.1, 1.3, 5), np.linspace(0.1, 1.1, 6))
    a, b, _ = cut.states
    np.testing.assert_allclose(a, b, rtol=1e-12)
    velocity = integrator.system.rhs(cut.states, integrator.task.parameters)
    np.testing.assert_allclose(velocity[0], velocity[1], atol=1e-9)


def nullclines(figure: Figure) -> list[np.ndarray]:
    sets = [child for child in figure.axes[0].get_children() if isinstance(child, QuadContourSet)]
    assert len(sets) == len(NULLCLINES)
    return [np.concatenate([path.vertices for path in lines.get_paths()]) for lines in sets]


def test_nullclines_of_the_integrator_converge_to_the_closed_form(integrator: Experiment):
    # d(ab)/ds = 2A [1/(c + c*) − A/(2c)] and dc/ds = A²/(4c²) − A/(c + c*)² vanish at these gains.
    star = integrator.task.parameters["c_star"]
    closed = (lambda c: 2 * c / (c + star), lambda c: 4 * c**2 / (c + star) ** 2)
    resolutions = (31, 61, 121, 241)
    for k, gain in enumerate(closed):
        errors = []
        for resolution in resolutions:
            points = nullclines(portrait(integrator, resolution)[0])[k]
            inside = points[points[:, 1] > 0.1]
            assert len(inside) > resolution / 5
            errors.append(np.abs(inside[:, 0] - gain(inside[:, 1])).max())
        # The contour is linear between the points of the grid: an error of second order.
        assert errors[2] < 0.004
        assert convergence_order(1 / np.array(resolutions), errors).slope == pytest.approx(2.0, abs=0.3)


def test_nullclines_of_the_pair_are_zeros_of_its_velocities(oscillator: Experiment):
    figure, caption = portrait(oscillator)
    theory, task = oscillator.theory, oscillator.task
    learnt = fixed_point(oscillator.system, task, [theory[name][-1] for name in theory.states])
    for k, points in enumerate(nullclines(figure)):
        inside = points[points[:, 1] > 0.1][::9]
        assert len(inside) > 10

        def velocity(gain: float, c: float, k: int = k) -> float:
            cut = plane(oscillator, learnt, np.array([gain]), np.array([c]))
            return float((cut.gain_velocity, cut.c_velocity)[k][0, 0])

        for gain, c in inside:
            zero = brentq(velocity, 0.9 * gain, 1.1 * gain, args=(c,))
            assert zero == pytest.approx(gain, abs=0.005)  # a third of a cell of the grid
    assert "Projection" in caption and "one plane only" in caption


def test_portrait_shows_the_paths_of_theory_and_networks(experiment: Experiment):
    figure, _ = portrait(experiment, resolution=21)
    (axes,) = figure.axes
    for record, label in (
        (experiment.flow, run_label(experiment.flow)),
        (experiment.bulk, run_label(experiment.bulk)),
        (experiment.theory, THEORY_LABEL),
    ):
        gain, c = data(axes, label)
        np.testing.assert_array_equal(gain, record["gain"])
        np.testing.assert_array_equal(c, record["c"])
    (gain,), (c,) = data(axes, "fixed point")
    assert (gain, c) == pytest.approx((1.0, experiment.task.parameters["c_star"]), abs=1e-9)


def test_power_laws_show_points_and_slopes():
    laws = [law(1.96, 2.0), law(1.3, 1.0, task="damped oscillator"), law(-0.5, -0.5, "mini-batch B")]
    bare = Claim("integrator", "exactness", 1e-9, expected=0.0, tolerance=1e-6, detail="")
    figure, caption = power_laws([bare, *laws])
    assert [axes.get_xlabel() for axes in figure.axes] == ["bulk radius σ", "mini-batch B"]
    assert "3 power laws, 1 of them failed" in caption
    points = [line for axes in figure.axes for line in axes.get_lines() if line.get_marker() != "None"]
    for shown, claim in zip(points, laws, strict=True):
        np.testing.assert_array_equal(shown.get_xdata(), claim.x)
        np.testing.assert_array_equal(shown.get_ydata(), claim.y)
        assert ("FAIL" in shown.get_label()) == (not claim.passed)
        assert f"{claim.measured:.3f}".replace("-", "−") in shown.get_label()
    # Two laws in one panel are told apart by their markers.
    assert points[0].get_marker() != points[1].get_marker()


def test_line_of_the_fitted_slope_is_the_least_squares_line():
    x, y = np.array([1.0, 2.0, 5.0, 7.0]), np.array([3.0, 2.5, 9.0, 8.0])
    slope, intercept = np.polyfit(np.log(x), np.log(y), 1)
    np.testing.assert_allclose(line_of_slope(x, y, slope), np.exp(intercept) * x**slope, rtol=1e-12)


def test_all_figures_are_labelled_and_captioned(integrator: Experiment, oscillator: Experiment):
    figures = [*experiment_figures(integrator), *experiment_figures(oscillator), *power_law_figures([law(1.0, 1.0)])]
    names = [shown.name for shown in figures]
    assert len(names) == len(set(names)) == 11
    assert [name for name, shown in zip(names, figures, strict=True) if shown.leading] == [
        "integrator-outliers", "integrator-spectrum", "damped-oscillator-outliers", "damped-oscillator-spectrum",
        "exactness-power-laws",
    ]  # fmt: skip
    for shown in figures:
        assert len(shown.caption) > 80
        visible = [axes for axes in shown.figure.axes if axes.get_visible()]
        assert visible[-1].get_xlabel() and visible[0].get_ylabel()
        assert any(axes.get_title() for axes in visible) or shown.figure.get_suptitle()


def test_legends_do_not_cover_the_data(integrator: Experiment, oscillator: Experiment):
    laws = power_law_figures([law(1.0, 1.0), law(2.0, 2.0)])
    for shown in (*experiment_figures(integrator), *experiment_figures(oscillator), *laws):
        shown.figure.draw_without_rendering()
        for axes in shown.figure.axes:
            for legend in filter(None, [axes.get_legend(), *shown.figure.legends]):
                assert not legend.get_window_extent().overlaps(axes.get_window_extent())
                box = legend.get_window_extent()
                width, height = shown.figure.get_size_inches() * shown.figure.dpi
                assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1


def test_lines_are_told_apart_without_colour():
    def grey(style) -> float:
        return float(np.dot(to_rgb(style["color"]), (0.299, 0.587, 0.114)))

    shades = sorted(map(grey, (THEORY, DESCENT, FLOW)))
    assert shades == [grey(THEORY), grey(DESCENT), grey(FLOW)]
    assert np.diff(shades).min() > 0.2
    assert "linestyle" in THEORY and THEORY["linewidth"] < DESCENT["linewidth"] < FLOW["linewidth"]
    assert THEORY["zorder"] > DESCENT["zorder"] > FLOW["zorder"]


def test_no_global_state_of_pyplot():
    assert "matplotlib.pyplot" not in sys.modules or not matplotlib.pyplot.get_fignums()


def test_loss_is_shown_down_to_rounding_and_no_further():
    values = np.array([2.0, 1.0, 1e-10, 0.5 * LOSS_FLOOR, 1e-3])
    np.testing.assert_array_equal(resolved_loss(values), [2.0, 1.0, 1e-10, np.nan, np.nan])


def test_half_time_is_exact_for_a_straight_line():
    times = np.linspace(0.0, 4.0, 5)
    assert half_time(times, 3.0 - 0.5 * times) == pytest.approx(3.0, rel=1e-14)
    assert np.isnan(half_time(times, np.ones(5)))


def test_frequency_of_pairs_real_outliers_and_nothing():
    np.testing.assert_array_equal(frequency(np.array([4.0, -1.0, np.nan])), [2.0, 0.0, np.nan])


@pytest.mark.parametrize(("value", "shown"), [(1.58e-9, "1.6 · 10⁻⁹"), (9.99e-15, "1.0 · 10⁻¹⁴"), (0.0, "0")])
def test_numbers_in_prose(value: float, shown: str):
    assert power_of_ten(value) == shown
