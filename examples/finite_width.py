"""Networks of finite width
========================

Against learning at infinite width: spread, mean, delay, and each network's own reduction.

Usage::

    python examples/finite_width.py [--output FOLDER] [--quick] [--full] [--processes 2] [--archive FOLDER]

--full goes up to N = 3,200 with many more networks: some 8 minutes of one core; the figure beside this file is of
such a run. With --archive every network is kept as soon as it has been followed, and the same command continues after
an interruption.
"""

import os
from argparse import ArgumentParser
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from _output import arguments

from validation.figures.finite_width import finite_width_figures
from validation.studies.finite_width import FULL, QUICK, NetworkCounts, summary, width_study

FEW = NetworkCounts({50: 6, 100: 4}, dict.fromkeys((50, 100, 200, 400), 12), 4)

if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--full", action="store_true", help="up to N = 3,200, and many more networks")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--archive", type=Path, metavar="FOLDER", help="keep the networks there, and continue")
    options = arguments(__doc__, ["finite_width.png"], quick="a few narrow networks, to N = 400", parser=parser)
    if options.archive is not None:
        options.archive.mkdir(parents=True, exist_ok=True)
    plan = FULL if options.full else FEW if options.quick else QUICK
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # for the processes to come
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as executor:
        study = width_study(plan, executor=executor, folder=options.archive)
    print(summary(study))
    (shown,) = finite_width_figures(study)
    shown.figure.savefig(options.output / "finite_width.png", dpi=90)
