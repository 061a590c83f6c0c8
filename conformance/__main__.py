"""`python -m conformance` is the command `eyechart`."""

import sys

from conformance.cli import main

sys.exit(main())
