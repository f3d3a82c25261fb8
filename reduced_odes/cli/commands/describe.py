"""The command `describe`, which is meant where nothing is said: the shipped systems, or given ones, by their names."""

from __future__ import annotations

import argparse

from reduced_odes._common.checks import Domain
from reduced_odes.cli.shared import options as shared
from reduced_odes.systems.loading import shipped
from reduced_odes.systems.system import ReducedSystem

_DOMAIN = {Domain.POSITIVE: "> 0", Domain.NONNEGATIVE: "≥ 0", Domain.REAL: "real"}


def add(subparsers: shared.Subparsers) -> None:
    """Declare the command."""
    parser = shared.add_command(
        subparsers,
        "describe",
        run,
        summary="list the systems with their state, parameters and observables (without arguments)",
        description="Say what systems are called, what they need and what they give.",
    )
    parser.add_argument("systems", nargs="*", metavar="SYSTEM", help="these systems, or files of emitted modules; all")
    shared.add_outputs(parser, result=False)


def run(options: argparse.Namespace) -> shared.Answer:
    """Describe each system."""
    systems = [shared.system(name) for name in options.systems or shipped()]
    lines = [*(described(system) for system in systems)]
    if not options.systems:
        lines.append("Parameters in parentheses are defaults. Name a system to integrate it; see --help.")
    return shared.Answer("\n\n".join(lines), {"systems": [as_record(system) for system in systems]})


def described(system: ReducedSystem) -> str:
    """What a system is called, what it needs and what it gives."""
    parameters = [
        f"{name} ({system.defaults[name]:g})" if name in system.defaults else f"{name} {_DOMAIN[domain]}"
        for name, domain in system.domains.items()
    ]
    return "\n".join(
        (
            system.name,
            f"  state        {', '.join(system.state)}",
            f"  parameters   {', '.join(parameters)}",
            f"  observables  {', '.join(system.observables)}",
            f"  conserved    {', '.join(system.invariants) or '(nothing)'}",
        )
    )


def as_record(system: ReducedSystem) -> dict[str, object]:
    """The same for JSON, with the assumptions."""
    return {
        "system": system.name,
        "hash": system.hash,
        "state": dict(zip(system.state, system.origin, strict=True)),
        "parameters": {name: domain.value for name, domain in system.domains.items()},
        "defaults": dict(system.defaults),
        "observables": list(system.observables),
        "invariants": list(system.invariants),
        "assumptions": list(system.assumptions),
    }
