"""Every result shows itself in a line, makes a table, is drawn, and comes back from a file and from another process."""

import csv
import io
import pickle
import subprocess
import sys
from dataclasses import fields, is_dataclass

import numpy as np
import pytest

import reduced_odes
from reduced_odes import (
    ArchiveError,
    InputError,
    MissingPackageError,
    conjugate_pair,
    integrate,
    integrate_many,
    real_outlier,
)
from reduced_odes._common.results import Result
from reduced_odes.analysis import phase_portrait
from reduced_odes.hierarchy import TargetFilter, infinite_width
from reduced_odes.lazy import lazy_curve
from reduced_odes.learning_time import aligned, birth_map, learning_times
from reduced_odes.rich_lazy import rich_lazy, rich_lazy_map

TARGET = TargetFilter.integrator(0.4)
DECAYS = [{"c_star": 0.3}, {"c_star": 0.5}]


def ensemble(**options):
    start = np.linspace(0.1, 0.3, 3)
    decays = np.array([[0.3], [0.5]])
    return integrate_many(real_outlier, {"a": start, "b": start}, {"c_star": decays}, [0.0, 5.0, 20.0], **options)


MADE = {
    "trajectory": lambda: integrate(
        conjugate_pair, {"alpha": 0.3, "beta": 0.3}, {"c_star": 0.3, "omega_star": 2}, range(9)
    ),
    "ensemble": ensemble,
    "series": lambda: ensemble(series=True),
    "learning times": lambda: learning_times(real_outlier, aligned, DECAYS, [0.1, 0.2], rtol=1e-4),
    "births": lambda: birth_map([0.3, 0.5], [2.0, 3.0], [0.5], until=30.0),
    "lazy curve": lambda: lazy_curve(TARGET, sigma=0.5, kappa=1.0, times=[0, 1, 10], trained=["u", "v"]),
    "infinite width": lambda: infinite_width(TARGET, sigma=0.4, times=[0, 1, 2], depth=1),
    "words": lambda: infinite_width(TARGET, sigma=0.4, times=[0, 1, 2], depth=1).curve,
    "rich or lazy": lambda: rich_lazy(TARGET, sigma=0.4, kappa=1.0, depth=1, levels=(0.3,)),
    "map": lambda: rich_lazy_map(0.4, [[0.8], [1.0], [1.2]], [0.3, 0.4, 0.5], depth=1, levels=(0.5,), rtol=1e-3),
    "portrait": lambda: phase_portrait(
        real_outlier, {"c_star": 0.3}, {"a": (0, 1.3), "c": (0.1, 1.2)}, {"b": "a"}, points=9
    ),
}


@pytest.fixture(scope="module", params=MADE)
def result(request) -> Result:
    return MADE[request.param]()


def same(one, other) -> None:
    """Equal field by field, arrays entry by entry, NaN to NaN."""
    assert type(one) is type(other) or {type(one).__name__, type(other).__name__} <= {"dict", "mappingproxy"}
    if is_dataclass(one):
        for field in fields(one):
            same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
    elif isinstance(one, tuple):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            same(a, b)
    elif hasattr(one, "items"):
        assert list(one) == list(other)
        for name in one:
            same(one[name], other[name])
    else:
        assert one == other or (one != one and other != other)


def test_a_line_and_a_small_table(result):
    assert repr(result) == f"{type(result).__name__}({result.headline})"
    assert "\n" not in repr(result) and len(repr(result)) < 150
    shown = result._repr_html_()
    assert shown.count("<tr>") <= 9 and len(shown) < 4000 and next(iter(result.columns())) in shown


def test_files_and_processes_give_back_the_same(result, tmp_path):
    path = result.save(tmp_path / "result.npz")
    same(type(result).load(path), result)
    same(pickle.loads(pickle.dumps(result)), result)
    with np.load(path, allow_pickle=False) as archive:  # no pickled object in it
        assert str(archive["kind"]) == result.kind


def test_another_kind_or_half_a_file_is_refused(tmp_path):
    curve, path = MADE["lazy curve"](), tmp_path / "result.npz"
    curve.save(path)
    with pytest.raises(ArchiveError) as caught:
        reduced_odes.Ensemble.load(path)
    assert caught.value.value == str(path)
    with np.load(path) as archive:
        arrays = dict(archive)
    for about in ("{}", "[", str(arrays["about"]).replace("0", "99"), str(arrays["about"]).replace("false", "0")):
        np.savez(path, **(arrays | {"about": np.array(about)}))
        with pytest.raises(ArchiveError):
            type(curve).load(path)


def test_the_table_as_csv_and_as_a_frame(result, tmp_path):
    table = result.columns()
    assert len({len(column) for column in table.values()}) == 1
    head, *rows = csv.reader(io.StringIO(result.csv()))
    assert head == list(table)
    for k, column in enumerate(table.values()):
        read = np.array([row[k] for row in rows]).astype(column.dtype)
        np.testing.assert_array_equal(read, column)  # to the last digit
    assert result.to_csv(tmp_path / "table.csv").read_text() == result.csv()
    pandas = pytest.importorskip("pandas")
    assert isinstance(result.to_frame(), pandas.DataFrame) and list(result.to_frame()) == head


def test_without_pandas(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingPackageError) as caught:
        MADE["lazy curve"]().to_frame()
    assert caught.value.name == "pandas"


def test_a_figure(result, tmp_path):
    figure = reduced_odes.plot(result)
    assert figure._repr_png_().startswith(b"\x89PNG") and figure.get_axes()


def test_what_is_too_small_to_be_drawn():
    for small in (
        integrate_many(real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": 0.3}, [0.0, 1.0]),
        learning_times(real_outlier, aligned, DECAYS[:1], [0.1], rtol=1e-4),
        lazy_curve(TARGET, sigma=0.5, kappa=1.0, times=[0, 1]),
    ):
        with pytest.raises(InputError):
            small.plot()


def test_a_notebook_shows_a_figure_with_or_without_pyplot():
    """IPython's own formatter in a fresh process, before and after what `%matplotlib inline` does."""
    pytest.importorskip("IPython")
    program = """
import sys
from IPython.core.interactiveshell import InteractiveShell
from reduced_odes import integrate, plot, real_outlier
shell = InteractiveShell.instance()
figure = plot(integrate(real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": 0.3}, [0, 1, 2]))
assert "matplotlib.pyplot" not in sys.modules
for _ in range(2):
    image = shell.display_formatter.format(figure)[0]["image/png"]
    assert image[:4] in (b"\\x89PNG", "iVBO")
    from IPython.core.pylabtools import select_figure_formats
    select_figure_formats(shell, {"png"})
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
