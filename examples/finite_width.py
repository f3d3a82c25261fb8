"""Networks of finite width against learning at infinite width: spread, mean, delay, and each network's own reduction.

python examples/finite_width.py [FILE] [--full] [--processes 2]

--full goes up to N = 3,200 with many more networks: some 15 minutes of one core.
"""

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from validation.finite_width_figures import finite_width
from validation.finite_width_study import FULL, QUICK, summary, width_study

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Networks of finite width against infinite width.")
    parser.add_argument("file", nargs="?", type=Path, default=Path(__file__).with_suffix(".png"))
    parser.add_argument("--full", action="store_true", help="up to N = 3,200, and many more networks")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # for the processes to come
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as executor:
        study = width_study(FULL if options.full else QUICK, executor=executor)
    print(summary(study))
    finite_width(study).savefig(options.file, dpi=90)
