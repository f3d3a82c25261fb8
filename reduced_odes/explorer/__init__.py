"""A page on which the reduced systems are solved in the reader's browser, while a slider moves.

Into it go the emitted JavaScript modules of `reduced_odes/generated/`, eight short modules of its own, and a chart
library (`vendor/`, with its licence); what comes out is one HTML file that asks for nothing from anywhere. It can be
mailed, put on any web server, or framed by a document, and a link to it carries all values:

    explorer.html#system=real_outlier&c_star=0.1&a=0.1&b=0.1&until=40

The modules are to be read in this order: `solver.js` (stiff equations), `networks.js` (outliers and impulse response of
a state), `learning.js` (one solution, with the refusals and outcomes of `integrate`), `address.js` (from the address to
a request), `controls.js`, `figures.js`, `drawing.js` (what is drawn of a solution), and `page.js`, which connects them.
An element with the id ``readout`` holds the last values as JSON; they agree with those of `integrate`.

>>> from reduced_odes.explorer import write_explorer
>>> write_explorer("explorer.html")
"""

from __future__ import annotations

import os
from pathlib import Path

from reduced_odes._common.files import write_whole
from reduced_odes.explorer.page import page

__all__ = ["write_explorer"]


def write_explorer(path: str | os.PathLike[str]) -> Path:
    """Write the page to the file `path`.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    text = page().encode()
    return write_whole(path, lambda file: file.write(text))
