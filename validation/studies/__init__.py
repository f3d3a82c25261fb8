"""What is claimed about theory and network, one module a subject.

In go a task and reduced systems; out come claims, from `x_claims(task, systems)`. Where the subject has a figure,
`x_examples(systems)` measures what it shows, and `validation.figures.x` draws it. `validation.registry` enters both.
"""

from validation.studies.birth import birth_claims, birth_examples
from validation.studies.exactness import exactness_claims
from validation.studies.factorised import factorised_claims, factorised_examples
from validation.studies.finite_width import finite_width_claims, finite_width_examples, width_study
from validation.studies.fixed_points import fixed_points_claims, fixed_points_examples
from validation.studies.hierarchy import hierarchy_claims, hierarchy_examples
from validation.studies.lazy import lazy_claims, lazy_examples
from validation.studies.learning_time import learning_time_claims, learning_time_examples
from validation.studies.pole_staircase import pole_staircase_claims, pole_staircase_examples
from validation.studies.staircase import staircase_claims, staircase_examples, staircase_study
from validation.studies.weak_bulk import weak_bulk_claims, weak_bulk_examples

__all__ = [
    "birth_claims",
    "birth_examples",
    "exactness_claims",
    "factorised_claims",
    "factorised_examples",
    "finite_width_claims",
    "finite_width_examples",
    "fixed_points_claims",
    "fixed_points_examples",
    "hierarchy_claims",
    "hierarchy_examples",
    "lazy_claims",
    "lazy_examples",
    "learning_time_claims",
    "learning_time_examples",
    "pole_staircase_claims",
    "pole_staircase_examples",
    "staircase_claims",
    "staircase_examples",
    "staircase_study",
    "weak_bulk_claims",
    "weak_bulk_examples",
    "width_study",
]
