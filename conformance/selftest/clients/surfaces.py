"""The surfaces that are measured, by the driver that knows them, and the cells that they make with the tasks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

PYTHON, NODE = "python", "node"
TASKS: tuple[str, ...] = tuple(json.loads(Path(__file__).with_name("tasks.json").read_text("utf-8"))["tasks"])
DRIVERS: Mapping[str, str] = MappingProxyType(
    {
        "openai-python create": PYTHON,
        "openai-python streamed": PYTHON,
        "openai-python stream()": PYTHON,
        "openai-node create": NODE,
        "openai-node streamed": NODE,
        "openai-node stream()": NODE,
        "ai-sdk generateText": NODE,
        "ai-sdk streamText": NODE,
        "langchain invoke": PYTHON,
        "langchain stream": PYTHON,
    }
)
"""Surface -> its driver, in the order of a table."""
_PLAIN = frozenset({"openai-python create", "openai-node create", "ai-sdk generateText", "langchain invoke"})


def surfaces_of(drivers: frozenset[str]) -> dict[str, bool]:
    """Return the surfaces that these drivers know, and whether they stream."""
    return {surface: surface not in _PLAIN for surface, driver in DRIVERS.items() if driver in drivers}
