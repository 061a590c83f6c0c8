"""`python -m conformance.selftest.second_endpoint --port N`: serves until it is interrupted."""

from __future__ import annotations

import argparse
import os
import secrets
import sys

import uvicorn

from conformance.selftest.second_endpoint.app import MODEL
from conformance.selftest.second_endpoint.manners import MANNERS, STRICT
from conformance.selftest.second_endpoint.serving import base_url, bound, settings

_VARIABLE = "EYECHART_API_KEY"


def main() -> None:
    """Serve; the key is that of the variable, or a new one that is printed."""
    parser = argparse.ArgumentParser(prog="second_endpoint", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on the loopback interface; any free one by default")
    parser.add_argument("--manner", choices=sorted(MANNERS), default=STRICT.name, help="what to do where it may choose")
    arguments = parser.parse_args()
    key = os.environ.get(_VARIABLE)
    listener = bound(arguments.port)
    told = "" if key else f"; {_VARIABLE}={(key := secrets.token_hex(16))}"
    sys.stdout.write(f"{base_url(listener)} serves {MODEL}{told}\n")
    sys.stdout.flush()
    uvicorn.Server(settings(key or "", MANNERS[arguments.manner])).run(sockets=[listener])


if __name__ == "__main__":
    main()
