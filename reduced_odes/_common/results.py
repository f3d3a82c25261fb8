"""What every result can do: show itself in a line or a table, be drawn, and travel into files and other processes."""

from __future__ import annotations

import csv
import html
import io
import json
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common.archives import damaged, read_archive, write_archive
from reduced_odes._common.errors import MissingPackageError
from reduced_odes._common.files import write_whole
from reduced_odes._common.packing import packed, unpacked

if TYPE_CHECKING:
    from matplotlib.figure import Figure

AnyPath = str | os.PathLike[str]

_ROWS, _COLUMNS = 8, 10
"""The most that are shown in a notebook."""


class Result(ABC):
    """A frozen dataclass that holds a result.

    A subclass says in one line what it is (`headline`), which table it makes (`columns`) and how it is drawn (`plot`);
    showing, saving and loading follow from these and from its fields. It must leave `__repr__` to this class
    (``@dataclass(frozen=True, eq=False, repr=False)``).
    """

    kind: ClassVar[str]
    """What an archive of it is called in messages, as in "saved trajectory"."""

    @property
    @abstractmethod
    def headline(self) -> str:
        """The result in one line."""

    @abstractmethod
    def columns(self) -> Mapping[str, NDArray[Any]]:
        """The result as a table: columns of equal length by name."""

    @abstractmethod
    def plot(self) -> Figure:
        """The result as a Matplotlib figure, which a notebook shows; `figure.savefig` writes it."""

    def save(self, path: AnyPath) -> Path:
        """Write everything to the NumPy archive `path` (the name is kept as it is), whole or not at all.

        Raises
        ------
        InputError
            `path` is not the name of a file.
        OutputError
            The file cannot be written.
        """
        arrays: list[NDArray[Any]] = []
        about = json.dumps(packed(self, arrays))
        numbered = {str(k): array for k, array in enumerate(arrays)}
        return write_archive(path, self.kind, {"about": np.array(about), **numbered})

    @classmethod
    def load(cls, path: AnyPath) -> Self:
        """Read what `save` of the same class wrote; no code is run.

        Raises
        ------
        InputError
            `path` is not the name of a file.
        ArchiveError
            There is no such file, it is damaged, or it is something else.
        """
        archive = read_archive(path, cls.kind)
        try:
            about = json.loads(str(archive.pop("about")))
            arrays = [archive[str(k)] for k in range(len(archive))]
            found = unpacked(about, cls, arrays)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
            raise damaged(path, cls.kind, "path", error) from error
        assert isinstance(found, cls)
        return found

    def to_frame(self) -> Any:
        """The table as a `pandas.DataFrame`.

        Raises
        ------
        MissingPackageError
            pandas is not installed.
        """
        try:
            pandas = import_module("pandas")  # optional, and without types
        except ImportError as error:
            raise MissingPackageError(
                "to_frame needs pandas, which is not installed here; install it with python -m pip install pandas, or "
                "use columns()",
                name="pandas",
            ) from error
        return pandas.DataFrame(dict(self.columns()))

    def csv(self) -> str:
        """The table as text: a line of names, then one line for each row, with commas between, numbers in full."""
        text = io.StringIO()
        table = self.columns()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(table)
        writer.writerows(zip(*(column.tolist() for column in table.values()), strict=True))
        return text.getvalue()

    def to_csv(self, path: AnyPath) -> Path:
        """Write the table to the file `path`, whole or not at all.

        Raises
        ------
        InputError
            `path` is not the name of a file.
        OutputError
            The file cannot be written.
        """
        return write_whole(path, lambda file: file.write(self.csv().encode()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.headline})"

    def _repr_html_(self) -> str:
        """A line and a small table, for notebooks."""
        table = dict(self.columns())
        names = list(table)[:_COLUMNS]
        length = len(next(iter(table.values()))) if table else 0
        spread = np.linspace(0, max(length - 1, 0), min(length, _ROWS)).round().astype(int)
        rows = dict.fromkeys(spread.tolist())
        head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_shown(table[name][k]))}</td>" for name in names) + "</tr>"
            for k in rows
        )
        left_out = [f"{length} rows"] if length > _ROWS else []
        left_out += [f"{len(table)} columns"] if len(table) > _COLUMNS else []
        note = f"<p>of {' and '.join(left_out)}</p>" if left_out else ""
        return (
            f"<p><b>{type(self).__name__}</b>: {html.escape(self.headline)}</p>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        # Read-only views of mappings do not travel between processes by themselves; plain dicts do.
        values = [getattr(self, field.name) for field in fields(self)]  # type: ignore[arg-type]
        return type(self), tuple(dict(x) if isinstance(x, MappingProxyType) else x for x in values)


def _shown(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float | np.floating) else str(value)
