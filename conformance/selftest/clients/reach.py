"""Which variants answer which questions otherwise than the reference: found in memory, by comparing scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conformance.endpoints.catalogue import REFERENCE
from conformance.model.script import ReceivedRequest, Script
from conformance.requirements.clients import Cell
from conformance.selftest.clients.routes import fresh, hurried


def reached(names: Iterable[str], asked: Mapping[Cell, ReceivedRequest]) -> dict[str, dict[Cell, Script]]:
    """Return for every variant the cells that it answers otherwise than the reference, and with what.

    Args:
        names: the variants.
        asked: what each cell's client sent to the reference.
    """
    healthy = {cell: fresh(REFERENCE)(request) for cell, request in asked.items()}
    return {name: _other_scripts(name, asked, healthy) for name in names}


def _other_scripts(
    name: str, asked: Mapping[Cell, ReceivedRequest], healthy: Mapping[Cell, Script]
) -> dict[Cell, Script]:
    scripts = {cell: fresh(name)(request) for cell, request in asked.items()}
    return {cell: hurried(script) for cell, script in scripts.items() if script != healthy[cell]}
