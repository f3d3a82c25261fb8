"""Points of a map between rich and lazy on disk: an interrupted map continues, and a finer one begins with them.

NumPy archives without pickled objects, written whole or not at all.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes._common.files import write_whole

Place = tuple[float, float, float]
"""σ, κ and c*."""
_FORMAT = "reduced_odes rich_lazy 1"


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
    path : str or path
    settings : mapping of str to what JSON can hold
    """

    path: str | os.PathLike[str]
    settings: Mapping[str, object]

    def load(self) -> dict[Place, Finished]:
        """The points in the file; none if there is no file yet.

        Raises
        ------
        InputError
            It is of other settings, damaged, or something else.
        """
        shown = repr(os.fspath(self.path))
        try:
            with open(self.path, "rb") as file, np.load(file, allow_pickle=False) as arrays:
                about = json.loads(arrays["about"].item())
                if about.pop("format") != _FORMAT:
                    raise ValueError("another format")
                places, numbers, outcomes = arrays["places"], arrays["numbers"], arrays["outcomes"]
        except FileNotFoundError:
            return {}
        except Exception as error:  # whatever the readers of zip, NumPy and JSON make of damaged bytes
            raise InputError(
                f"archive {shown} is damaged or not one of a map ({type(error).__name__}); name another file"
            ) from error
        other = [name for name, value in self.settings.items() if about.get(name) != value]
        if other:
            raise InputError(
                f"archive {shown} is of a map with another {', '.join(other)}; give the same to continue it, or name "
                "another file"
            )
        rows = zip(places.tolist(), numbers, outcomes.tolist(), strict=True)
        return {(sigma, kappa, c_star): Finished(row, outcome) for (sigma, kappa, c_star), row, outcome in rows}

    def save(self, finished: Mapping[Place, Finished]) -> None:
        """Write these points, and no others.

        Raises
        ------
        OutputError
            The file cannot be written.
        """
        about = np.array(json.dumps({"format": _FORMAT, **self.settings}))
        arrays: dict[str, Any] = {
            "places": np.array(list(finished)),
            "numbers": np.array([point.numbers for point in finished.values()]),
            "outcomes": np.array([point.outcome for point in finished.values()], dtype=np.str_),
        }
        write_whole(self.path, lambda file: np.savez(file, about=about, **arrays))
