"""The claims as a table for the terminal, grouped by subject."""

from __future__ import annotations

from collections.abc import Sequence

from validation.experiments.claim import Claim, by_subject


def table(claims: Sequence[Claim]) -> str:
    """Aligned text, one line for each claim, with a title above each subject."""
    head = ("task", "claim", "measured", "expected", "")
    rows = {
        claim: (claim.task, claim.name, f"{claim.measured:.3g}", expected(claim), verdict(claim)) for claim in claims
    }
    widths = [max(len(row[k]) for row in (head, *rows.values())) for k in range(len(head))]

    def line(row: Sequence[str]) -> str:
        return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()

    lines = [line(head), "─" * max(len(line(row)) for row in (head, *rows.values()))]
    for subject, group in by_subject(claims).items():
        lines += ["", subject.value, *(line(rows[claim]) for claim in group)]
    return "\n".join(lines)


def expected(claim: Claim) -> str:
    """What is expected, and how far off it may be."""
    return f"{claim.expected:g} ± {claim.tolerance:g}"


def verdict(claim: Claim) -> str:
    """Whether the claim holds, so that a failure stands out."""
    return "passed" if claim.passed else "FAIL"
