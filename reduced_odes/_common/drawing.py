"""The class of all figures here. Needs Matplotlib, which is therefore imported only when something is drawn."""

from __future__ import annotations

import io

from matplotlib.figure import Figure


class Drawing(Figure):
    """A figure that a notebook shows as the value of a cell.

    IPython learns how to show Matplotlib's figures from pyplot, which is not imported here, since it would choose a
    graphical backend and keep every figure alive. Where a notebook has imported it, its way of showing comes first.
    """

    def _repr_png_(self) -> bytes:
        image = io.BytesIO()
        self.savefig(image, format="png", dpi=100)
        return image.getvalue()
