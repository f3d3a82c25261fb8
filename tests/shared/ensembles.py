"""Comparison of ensembles."""

import numpy as np

from reduced_odes import Ensemble


def same(one: Ensemble, other: Ensemble) -> None:
    for name in ("reached", "outcomes", "evaluations", "times"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in ("parameters", "initial", "final", "observables", "events", "series"):
        left, right = getattr(one, name), getattr(other, name)
        assert left.keys() == right.keys()
        for key in left:
            np.testing.assert_array_equal(left[key], right[key])
