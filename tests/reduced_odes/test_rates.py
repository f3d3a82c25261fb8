"""One spelling of learning rates, taken by theory and full network alike."""

import math

import numpy as np
import pytest

import validation
from reduced_odes import InputError, Rates, TargetFilter, UnknownNameError, integrate, outlier_system
from reduced_odes.hierarchy.depth import LearningRates, learn, word_space
from reduced_odes.staircase.plateaus import staircase

RATES = Rates(W=0.7, u=1.3, v=0.4)


def test_theory_and_network_take_the_same_object():
    """One network of two neurons by three roads."""
    assert validation.Rates is Rates and LearningRates is Rates
    target, times = TargetFilter.damped_oscillator(0.5, 1.0, 0.3), [0.0, 1.0, 3.0]
    start = validation.Weights([[0.2, 0.1], [-0.3, 0.1]], [0.5, 0.1], [0.3, 0.4])
    full = validation.gradient_flow(start, target, times, rates=RATES)["loss"]
    by_words = learn(word_space(start.W, start.u, start.v, depth=3), target, times, rates=RATES, rtol=1e-9).loss
    state = dict(zip(("w11", "w12", "w21", "w22", "u1", "u2", "v1", "v2"), start.vector(), strict=True))
    reduced = integrate(outlier_system(target, 2), state, RATES.parameters, times, rtol=1e-10)["loss"]
    np.testing.assert_allclose(by_words, full, rtol=1e-6)
    np.testing.assert_allclose(reduced, full, rtol=1e-6)
    assert staircase(target, rates=RATES)[0].rates is RATES


def test_a_mapping_from_blocks_is_the_same():
    assert Rates.of({"W": 0.7, "u": 1.3, "v": 0.4}) == RATES and Rates.of(RATES) is RATES
    assert Rates.of(None) == Rates.of({}) == Rates() == validation.Rates(1, 1, 1)
    assert Rates(u=0.0).trained == ("W", "v")
    assert RATES.parameters == {"eta_W": 0.7, "eta_u": 1.3, "eta_v": 0.4}


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: Rates(u=-1.0), "rates.u"),
        (lambda: Rates(W=math.nan), "rates.W"),
        (lambda: Rates(v="fast"), "rates.v"),
        (lambda: Rates(0, 0, 0), "rates"),
        (lambda: Rates.of({"W": 0, "u": 0, "v": 0}), "rates"),
        (lambda: Rates.of((1.0, 1.0, 1.0)), "rates"),
    ],
)
def test_what_are_no_rates_is_refused_by_name(make, name):
    with pytest.raises(InputError) as caught:
        make()
    assert caught.value.name == name
    with pytest.raises(UnknownNameError):
        Rates.of({"w": 1.0})
