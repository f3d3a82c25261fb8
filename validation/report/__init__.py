"""What the main job says in the end: a table for the terminal, a page with the figures, and the numbers as JSON.

In go claims, rendered figures and experiments; out comes a folder with one self-contained page and the data beside it.
"""

from validation.report.table import table as claims_table
from validation.report.write import results, write_json, write_report

__all__ = [
    "claims_table",
    "results",
    "write_json",
    "write_report",
]
