"""What a depth needs of memory is told as it is, whatever the letters of the bulk, and what fits instead."""

import re

import numpy as np
import pytest

from reduced_odes import InputError
from reduced_odes.hierarchy.depth import word_space
from reduced_odes.hierarchy.fock import fock_space


@pytest.mark.parametrize("tau", [-1.0, 0.0, 1.0])
@pytest.mark.parametrize("overlap", [0.0, 1.0])
def test_the_depth_that_is_said_to_fit_is_the_greatest(tau, overlap):
    options = {"sigma": 0.3, "tau": tau, "overlap": overlap, "memory": 3e5}
    with pytest.raises(InputError, match=r"depth 5000 needs .* GB, but 0\.0003 GB") as refusal:
        fock_space(5000, **options)
    fits = int(re.search(r"take depth (\d+)", str(refusal.value)).group(1))
    assert fock_space(fits, **options).depth == fits
    with pytest.raises(InputError, match=f"take depth {fits}, which"):
        fock_space(fits + 1, **options)


def test_one_letter_more_of_a_symmetric_bulk_is_one_dimension_more():
    with pytest.raises(InputError, match=r"depth 999 needs 0\.00819 GB"):  # 2 vacua, 1000 words each, 4096 bytes
        fock_space(999, sigma=0.3, tau=1.0, memory=1e6)


def test_a_small_network_needs_no_more_than_all_its_dimensions():
    rng = np.random.default_rng(1)
    W, (u, v) = 0.05 * rng.standard_normal((10, 10)), rng.standard_normal((2, 10))
    assert word_space(W, u, v, 3000).complete
    with pytest.raises(InputError, match=r"4e-06 GB, but 3e-06 GB may be used; take depth 1,"):
        word_space(W, u, v, 3000, memory=3e3)
