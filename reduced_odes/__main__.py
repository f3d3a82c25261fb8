"""Command line: see `reduced_odes.cli`."""

import sys

from reduced_odes.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
