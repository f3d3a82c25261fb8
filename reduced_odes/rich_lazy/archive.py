"""Points of a map between rich and lazy on disk: an interrupted map continues, and a finer one begins with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from reduced_odes._common.archives import damaged, read_archive, write_archive
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import MissingArchiveError

Place = tuple[float, float, float]
"""c*, κ and σ."""
KIND = "map between rich and lazy"


@dataclass(frozen=True, eq=False)
class Finished:
    """What is known of one point.

    Attributes
    ----------
    numbers : ndarray of shape (2, n)
        In the order of the map's arrays, at its depth and with one letter less.
    outcome : str
    """

    numbers: FloatArray
    outcome: str


@dataclass(frozen=True)
class Archive:
    """A file of points that were all computed with the same settings.

    Attributes
    ----------
    path : path
    settings : mapping of str to array-like
    """

    path: Path
    settings: Mapping[str, ArrayLike]

    def load(self) -> dict[Place, Finished]:
        """The points in the file; none if there is no file yet.

        Raises
        ------
        SettingsError
            It is of other settings.
        ArchiveError
            It is damaged, or something else.
        """
        try:
            arrays = read_archive(self.path, KIND, self.settings, "archive")
        except MissingArchiveError:
            return {}
        try:
            points, numbers = arrays["points"].astype(float), arrays["numbers"].astype(float)
            rows = zip(points.tolist(), numbers, arrays["outcomes"].tolist(), strict=True)
            return {(c_star, kappa, sigma): Finished(row, outcome) for (c_star, kappa, sigma), row, outcome in rows}
        except (KeyError, ValueError, TypeError) as error:
            raise damaged(self.path, KIND, "archive", error) from error

    def save(self, finished: Mapping[Place, Finished]) -> None:
        """Write these points, and no others.

        Raises
        ------
        OutputError
            The file cannot be written.
        """
        arrays = {
            "points": np.array(list(finished)),
            "numbers": np.array([point.numbers for point in finished.values()]),
            "outcomes": np.array([point.outcome for point in finished.values()], dtype=np.str_),
        }
        write_archive(self.path, KIND, arrays, self.settings, "archive")
