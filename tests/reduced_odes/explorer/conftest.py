"""JavaScript run beside Python: modules of the page in node, the whole page in Chromium."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reduced_odes.explorer.page import script

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def node() -> Callable[..., Any]:
    """Evaluate an expression in `data`, after the emitted systems and all of the page that needs no browser."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed, so that JavaScript cannot be run beside Python")
    modules = script(("solver.js", "networks.js", "learning.js", "address.js"))

    def evaluate(expression: str, data: object) -> Any:
        source = f"{modules}\nconst data = {json.dumps(data)};\nconsole.log(JSON.stringify({expression}));"
        done = subprocess.run(
            [program, "--input-type=module"], input=source, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return evaluate


@pytest.fixture(scope="session")
def browse() -> Callable[..., str]:
    """The document that Chromium makes of a page, once its scripts have run."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip(f"the page cannot be opened here: none of {', '.join(CHROMIUM)} is installed")

    def dump(url: str, profile: Path, *flags: str) -> str:
        done = subprocess.run(
            [program, *FLAGS, f"--user-data-dir={profile}", "--virtual-time-budget=20000", *flags, "--dump-dom", url],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return dump
