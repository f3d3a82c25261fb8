"""The ladder as a table for the terminal, grouped by subject."""

from __future__ import annotations

from collections.abc import Sequence

from validation.experiments.claim import Rung, by_subject


def table(rungs: Sequence[Rung]) -> str:
    """Aligned text, a line a rung: task, claim, measured, expected ± tolerance, verdict; a title above each subject."""
    head = ("task", "claim", "measured", "expected", "")
    rows = {rung: (rung.task, rung.claim, f"{rung.measured:.3g}", expected(rung), verdict(rung)) for rung in rungs}
    widths = [max(len(row[k]) for row in (head, *rows.values())) for k in range(len(head))]

    def line(row: Sequence[str]) -> str:
        return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()

    lines = [line(head), "─" * max(len(line(row)) for row in (head, *rows.values()))]
    for subject, group in by_subject(rungs).items():
        lines += ["", subject.value, *(line(rows[rung]) for rung in group)]
    return "\n".join(lines)


def expected(rung: Rung) -> str:
    """What is expected, and how far off it may be."""
    return f"{rung.expected:g} ± {rung.tolerance:g}"


def verdict(rung: Rung) -> str:
    """Whether the claim holds, so that a failure stands out."""
    return "passed" if rung.passed else "FAIL"
