"""How long learning takes from small weights, and in how many steps of gradient descent.

In: the reduced equations of the real outlier and of the conjugate pair.  Out: a `LearningTimeDerivation` with laws in
closed form, each proved.
"""

from derivations.learning_time.derivation import LearningTimeDerivation, derive_learning_time

__all__ = ["LearningTimeDerivation", "derive_learning_time"]
