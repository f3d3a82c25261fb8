"""Solutions as figures, whatever class holds them. Matplotlib is imported only when something is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill
from typing import TYPE_CHECKING, Protocol

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes._common.figures import blank
from reduced_odes.initial_value.events import OMEGA_SQUARED, Event

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Lines differ by dashes as well as by shades, so that the figure survives a black-and-white printer.
_DASHES = ("-", (0, (6, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (3, 1)), (0, (6, 2, 1, 2, 1, 2)), (0, (9, 4)))
_SHADES = ("#000000", "#1f5fa8", "#b3541e", "#2e7d4f", "#7a3d8f", "#6b6b6b", "#009aa6")
# The loss is a difference of numbers of the order of the first loss: far below, a figure shows their rounding.
_LOSS_FLOOR = 2e-15
_FREQUENCY = "ω"
_LEGEND_ROWS = 12
_TITLE_WIDTH = 100


class Drawable(Protocol):
    """What is drawn of a trajectory."""

    @property
    def system(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, float]: ...
    @property
    def times(self) -> FloatArray: ...
    @property
    def states(self) -> Mapping[str, FloatArray]: ...
    @property
    def observables(self) -> Mapping[str, FloatArray]: ...
    @property
    def events(self) -> Mapping[str, tuple[float, ...]]: ...
    def __getitem__(self, name: str, /) -> FloatArray: ...
    def __contains__(self, name: object, /) -> bool: ...


def draw_trajectory(trajectory: Drawable) -> Figure:
    """Loss, order parameters, and decay rate and frequency of the outliers, against learning time.

    Raises
    ------
    InputError
        The trajectory has no times.
    """
    if not trajectory.times.size:
        raise InputError("trajectory has no times to plot; ask for times before the end of the solution")
    spectrum = _spectrum(trajectory)
    parameters = {name: x for name, x in trajectory.states.items() if name not in spectrum}
    if "gain" in trajectory:
        parameters["gain"] = trajectory["gain"]
    figure = blank(7.2, 7.4)
    top, middle, bottom = figure.subplots(3, 1, sharex=True, height_ratios=(1.1, 1.3, 1.0))
    _draw_loss(top, trajectory)
    _draw(middle, trajectory.times, parameters, "order parameters")
    quantities = "decay rate c, frequency ω" if _oscillates(spectrum) else "decay rate c"
    _draw(bottom, trajectory.times, spectrum, f"{quantities}\n(1 / time constant)")
    _draw_real_pair(bottom, trajectory)
    _draw_targets(bottom, trajectory, spectrum)
    bottom.set_xlabel("learning time s")
    for panel in (top, middle, bottom):
        labels = panel.get_legend_handles_labels()[1]
        columns = 1 if len(labels) <= _LEGEND_ROWS else 2
        if labels:
            panel.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=9, ncols=columns)
        panel.set_xlim(0, trajectory.times[-1] or 1)
        panel.grid(color="#dddddd", linewidth=0.6)
        for _, s in _happened(trajectory):
            panel.axvline(s, color="#888888", linewidth=0.9, linestyle=(0, (2, 2)), zorder=0)
    _name_events(top, trajectory)
    figure.suptitle(_title(trajectory), fontsize=10)
    return figure


def _spectrum(trajectory: Drawable) -> dict[str, FloatArray]:
    """Decay rate c and frequency ω, as far as the system knows them; ω where there is a conjugate pair."""
    spectrum: dict[str, FloatArray] = {}
    if "c" in trajectory:
        spectrum["c"] = trajectory["c"]
    if OMEGA_SQUARED in trajectory:
        squared = trajectory[OMEGA_SQUARED]
        spectrum[_FREQUENCY] = np.sqrt(np.where(squared > 0, squared, np.nan))
    for name, values in trajectory.observables.items():
        if name.startswith("decay_"):
            spectrum[name] = values
        elif name.startswith("omega_") and name != OMEGA_SQUARED and np.any(values > 0):
            spectrum[name] = np.where(values > 0, values, np.nan)
    return spectrum


def _oscillates(spectrum: Mapping[str, FloatArray]) -> bool:
    return any(name.startswith(("omega", _FREQUENCY)) for name in spectrum)


def _draw_loss(panel: Axes, trajectory: Drawable) -> None:
    loss = trajectory["loss"]
    above = np.logical_and.accumulate(loss > _LOSS_FLOOR * loss[0])
    panel.semilogy(trajectory.times, np.where(above, loss, np.nan), color=_SHADES[0], label="loss")
    panel.set_ylabel("loss")


def _draw(panel: Axes, times: FloatArray, series: Mapping[str, FloatArray], ylabel: str) -> None:
    for k, (name, values) in enumerate(series.items()):
        turn, k = divmod(k, len(_DASHES))
        width = 0.8 if turn else 1.6
        style, shade = _DASHES[k], _SHADES[k]
        panel.plot(times, values, color=shade, linestyle=style, linewidth=width, label=_symbol(name))
    panel.set_ylabel(ylabel)


def _draw_real_pair(panel: Axes, trajectory: Drawable) -> None:
    """Where ω² < 0, the outliers are real and their decay rates are c ± √(−ω²)."""
    if OMEGA_SQUARED not in trajectory or not np.any(trajectory[OMEGA_SQUARED] < 0):
        return
    squared = trajectory[OMEGA_SQUARED]
    half = np.sqrt(np.where(squared < 0, -squared, np.nan))
    for sign, label in ((1, "c ± √(−ω²)"), (-1, None)):
        panel.plot(
            trajectory.times,
            trajectory["c"] + sign * half,
            color="#6b6b6b",
            linewidth=1.2,
            linestyle=_DASHES[2],
            label=label,
        )


def _draw_targets(panel: Axes, trajectory: Drawable, spectrum: Mapping[str, FloatArray]) -> None:
    """The target's decay rates and frequencies, as far as the parameters give them, at the right edge."""
    for k, value in enumerate(_target_spectrum(trajectory, spectrum)):
        panel.plot(
            trajectory.times[-1],
            value,
            "o",
            color="#000000",
            markerfacecolor="#ffffff",
            markersize=7,
            clip_on=False,
            zorder=5,
            label="target" if k == 0 else None,
        )


def _target_spectrum(trajectory: Drawable, spectrum: Mapping[str, FloatArray]) -> list[float]:
    if trajectory.system == "any_target":
        from reduced_odes.systems.any_target import target_of  # imports SciPy, which takes long

        poles = target_of(trajectory.parameters).poles()
        frequencies = poles.imag[poles.imag > 0] if _oscillates(spectrum) else poles.real[:0]
        return [*-poles.real, *frequencies]
    known = (("c", "c_star"), (_FREQUENCY, "omega_star"))
    return [abs(trajectory.parameters[x]) for name, x in known if name in spectrum and x in trajectory.parameters]


def _happened(trajectory: Drawable) -> list[tuple[str, float]]:
    names = {Event.PAIR_BORN: "pair born", Event.PAIR_LOST: "pair lost"}
    return [(names.get(Event(name), name), s) for name, times in trajectory.events.items() for s in times]


def _name_events(panel: Axes, trajectory: Drawable) -> None:
    for name, s in _happened(trajectory):
        late = s > 0.85 * trajectory.times[-1]
        panel.annotate(
            f"{name} ",
            (s, 0.03),
            xycoords=("data", "axes fraction"),
            rotation=90,
            fontsize=8,
            color="#555555",
            ha="right" if s > 0 else "left",
            va="bottom",
            annotation_clip=not late,
        )


def _symbol(name: str) -> str:
    part, _, number = name.partition("_")
    if part in ("decay", "omega") and number.isdigit():
        return {"decay": "c", "omega": _FREQUENCY}[part] + number.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    return {"alpha": "α", "beta": "β"}.get(name, name)


def _title(trajectory: Drawable) -> str:
    shown = {name: f"{name} = {value:g}" for name, value in trajectory.parameters.items()}
    if trajectory.system == "any_target":  # its poles say more than the entries of its matrices
        from reduced_odes.systems.any_target import RATES, target_of

        poles = target_of(trajectory.parameters).poles()
        listed = [f"{z.real:.4g}" + (f" ± {z.imag:.4g}i" if z.imag else "") for z in poles if z.imag >= 0]
        shown = {"poles": f"poles {', '.join(listed)}".replace("-", "−"), **{name: shown[name] for name in RATES}}
    return fill(f"{trajectory.system}: {', '.join(shown.values())}", _TITLE_WIDTH)
