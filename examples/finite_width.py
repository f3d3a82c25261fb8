"""Networks of finite width against learning at infinite width: spread, mean, delay, and each network's own reduction.

python examples/finite_width.py [FILE] [--full] [--processes 2] [--archive FOLDER]

--full goes up to N = 3,200 with many more networks: some 8 minutes of one core; the figure beside this file is of
such a run. With --archive every network is kept as soon as it has been followed, and the same command continues after
an interruption.
"""

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from validation.figures.finite_width import finite_width_figures
from validation.studies.finite_width import FULL, QUICK, summary, width_study

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Networks of finite width against infinite width.")
    parser.add_argument("file", nargs="?", type=Path, default=Path(__file__).with_suffix(".png"))
    parser.add_argument("--full", action="store_true", help="up to N = 3,200, and many more networks")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--archive", type=Path, metavar="FOLDER", help="keep the networks there, and continue")
    options = parser.parse_args()
    if options.archive is not None:
        options.archive.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # for the processes to come
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as executor:
        study = width_study(FULL if options.full else QUICK, executor=executor, folder=options.archive)
    print(summary(study))
    (shown,) = finite_width_figures(study)
    shown.figure.savefig(options.file, dpi=90)
