"""One's own network: which of the theories here fits a given W, u, v and target, to a wanted accuracy, and why.

In: the initial weights of a network of any size, a target, a learning time and an accuracy.  Out: the simplest theory
within that accuracy with its learning curve, its estimated error, the reason, and what the others would have missed
(`matching_theory`); where none is accurate enough, the nearest one, which says so.

>>> import numpy as np
>>> from reduced_odes.own_network import TargetFilter, matching_theory
>>> W, u, v = np.zeros((8, 8)), 0.1 * np.eye(8)[0], 0.1 * np.eye(8)[0]
>>> found = matching_theory(W, u, v, TargetFilter.integrator(0.3), until=10, accuracy=0.01)
>>> found.theory, found.error, found.reason, found.loss, found.c
"""

from reduced_odes.linear.target_filter import TargetFilter
from reduced_odes.own_network.candidates import Candidate, Theory
from reduced_odes.own_network.matching import matching_theory
from reduced_odes.own_network.theories import MatchingTheory

__all__ = ["Candidate", "MatchingTheory", "TargetFilter", "Theory", "matching_theory"]
