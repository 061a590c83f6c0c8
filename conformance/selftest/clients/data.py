"""The measurement as the text of `clients.json`: sorted, one variant a line, the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Mapping

from conformance.requirements.clients import PLAIN, STREAMED, Cell, Clients, groups_of


def as_text(clients: Clients) -> str:
    """Render a measurement."""
    order = {cell: at for at, cell in enumerate(clients.cells)}
    groups = groups_of(clients.surfaces, clients.cells)
    kinds = {surface: STREAMED if streams else PLAIN for surface, streams in clients.surfaces.items()}
    reached = {name: _named(cells, groups, order) for name, cells in clients.reached.items()}
    verdicts = {
        name: {str(cell): str(row[cell]) for cell in sorted(row, key=order.__getitem__)}
        for name, row in clients.verdicts.items()
        if row
    }
    members = (
        f'"versions": {_line(dict(sorted(clients.versions.items())))}',
        f'"surfaces": {_line(kinds)}',
        f'"tasks": {_line(list(clients.tasks))}',
        f'"variants": {_lines(verdicts)}',
        f'"reached": {_lines(reached)}',
        f'"unreached": {_line(sorted(clients.unreached))}',
    )
    return "{\n" + ",\n".join(members) + "\n}\n"


def _named(cells: frozenset[Cell], groups: Mapping[str, frozenset[Cell]], order: Mapping[Cell, int]) -> list[str]:
    """Name cells by whole groups where they can be, and the rest one by one."""
    whole = [name for name, group in groups.items() if group <= cells]
    rest = cells.difference(*(groups[name] for name in whole))
    return [*whole, *(str(cell) for cell in sorted(rest, key=order.__getitem__))]


def _lines(table: Mapping[str, object]) -> str:
    return "{\n" + ",\n".join(f"{_line(name)}: {_line(row)}" for name, row in sorted(table.items())) + "\n}"


def _line(value: object) -> str:
    return json.dumps(value)
