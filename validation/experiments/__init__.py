"""What studies are made of: tasks, experiments, comparisons, and the statistics of what was measured.

In goes a task (a target, initial networks, a learning time); out come the records of theory and network, compared, and
numbers with standard errors. A `Claim` holds what was measured beside what is expected and how far off it may be.
"""

from validation.experiments.bulk import BulkStudy, bulk_study
from validation.experiments.claim import Claim, Subject, by_subject
from validation.experiments.comparison import Agreement, Comparison, compare
from validation.experiments.crossings import crossing
from validation.experiments.euler import SampledNoiseStudy, TimeStepStudy, sampled_noise_study, time_step_study
from validation.experiments.experiment import Experiment, run_experiment
from validation.experiments.power_laws import Order, PowerLaw, convergence_order, leading_order, power_law
from validation.experiments.tasks import INTEGRATOR, OSCILLATOR, TASKS, Task

__all__ = [
    "INTEGRATOR",
    "OSCILLATOR",
    "TASKS",
    "Agreement",
    "BulkStudy",
    "Claim",
    "Comparison",
    "Experiment",
    "Order",
    "PowerLaw",
    "SampledNoiseStudy",
    "Subject",
    "Task",
    "TimeStepStudy",
    "bulk_study",
    "by_subject",
    "compare",
    "convergence_order",
    "crossing",
    "leading_order",
    "power_law",
    "run_experiment",
    "sampled_noise_study",
    "time_step_study",
]
