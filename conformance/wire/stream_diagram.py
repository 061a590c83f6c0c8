"""Draws the machines of `stream_grammar` from their tables: `python -m conformance.wire.stream_diagram`.

The output is Mermaid in Markdown and stands beside this file; a selftest keeps the two equal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any

from conformance.wire.stream_grammar import CHOICE, CHOICE_OWES, STREAM, USAGE, StreamKind

_PREFACE = """\
# The legal order of a stream

Drawn by `python -m conformance.wire.stream_diagram` from the tables in `stream_grammar.py`, `choice_grammar.py` and
`usage_grammar.py`; do not edit. An arrow says: symbols / what is reported. A symbol that neither moves nor reports is
left out.
"""


def diagram() -> str:
    """Return the three machines as a page of Markdown."""
    sections = (
        _section("A choice", CHOICE, CHOICE_OWES),
        _section("Usage", USAGE, {}),
        _section("The stream", STREAM, {}),
    )
    return "\n".join((_PREFACE, *sections))


def _section(
    title: str, table: Mapping[Any, Mapping[Any, tuple[Any, ...]]], owes: Mapping[Any, tuple[StreamKind, ...]]
) -> str:
    first = next(iter(table))
    lines = [f"## {title}", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {first.name}"]
    for state, row in table.items():
        lines += [f"    {arrow}" for arrow in _arrows(state, row)]
    for state, kinds in owes.items():
        lines += [f"    {state.name} --> [*]: end / {', '.join(kinds)}"] if kinds else []
    return "\n".join((*lines, "```", ""))


def _arrows(state: IntEnum, row: Mapping[Any, tuple[Any, ...]]) -> Iterator[str]:
    """Yield one arrow for each distinct move of a state, with all symbols that make it."""
    moves: dict[tuple[Any, ...], list[str]] = {}
    for symbol, move in row.items():
        moves.setdefault(move, []).append(symbol.name)
    for (after, *kinds), symbols in moves.items():
        if after is not state or kinds:
            reported = f" / {', '.join(kinds)}" if kinds else ""
            yield f"{state.name} --> {after.name}: {', '.join(symbols)}{reported}"


if __name__ == "__main__":
    sys.stdout.write(diagram())
