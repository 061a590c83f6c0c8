"""`python -m conformance.selftest.mutation.record DIRECTORY` records what endpoints answer (see `evidence`)."""

from __future__ import annotations

import sys
from pathlib import Path

from conformance.selftest.mutation.evidence import record

if __name__ == "__main__":
    record(Path(sys.argv[1]))
