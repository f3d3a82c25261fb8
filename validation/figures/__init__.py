"""What was measured, drawn: one module a subject, named like its study.

In goes what `x_examples` of `validation.studies.x` has measured; out come figures with their captions, of matplotlib
but without pyplot's global state. Nothing is measured here. What several figures share is in `panels`.
"""

from validation.figures.birth import birth_figures
from validation.figures.exactness import experiment_figures, power_law_figures
from validation.figures.factorised import factorised_figures
from validation.figures.finite_width import finite_width_figures
from validation.figures.fixed_points import fixed_points_figures
from validation.figures.hierarchy import hierarchy_figures
from validation.figures.lazy import lazy_figures
from validation.figures.learning_time import learning_time_figures
from validation.figures.panels.style import CaptionedFigure
from validation.figures.pole_staircase import pole_staircase_figures
from validation.figures.staircase import staircase_figures
from validation.figures.weak_bulk import weak_bulk_figures

__all__ = [
    "CaptionedFigure",
    "birth_figures",
    "experiment_figures",
    "factorised_figures",
    "finite_width_figures",
    "fixed_points_figures",
    "hierarchy_figures",
    "lazy_figures",
    "learning_time_figures",
    "pole_staircase_figures",
    "power_law_figures",
    "staircase_figures",
    "weak_bulk_figures",
]
