"""Schema errors of answers, each given to the requirement that owns the member.

Rows of the catalogue say which members they own; a row without a check function of its own is judged here alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.checks.registry import CheckFunction, Judged, Reads, check
from conformance.model.finding import Finding
from conformance.requirements.catalogue import finding_kind, load_catalogue, owner_of
from conformance.wire.body_schema import SchemaFault
from conformance.wire.exchange import Exchange
from conformance.wire.schema_words import FaultKind

_READS = {"completion": Reads.COMPLETION, "chunk": Reads.EVENTS, "error": Reads.REFUSAL}


def _faults(exchange: Exchange, reads: Reads) -> Iterable[SchemaFault]:
    if reads is Reads.EVENTS:
        return exchange.stream.schema_faults
    if reads is Reads.REFUSAL and not isinstance(exchange.error, dict):
        return ()
    return exchange.schema_faults


def _owned_by(requirement: str, reads: Reads) -> CheckFunction:
    def judge(exchange: Exchange) -> Judged:
        return _findings(_faults(exchange, reads), requirement)

    return judge


def _findings(found: Iterable[SchemaFault], requirement: str) -> Iterator[Finding]:
    for fault in found:
        if owner_of(fault.location, fault.kind) == requirement and not _is_judged_by_the_clock(fault):
            yield Finding.from_oddity(fault.oddity, finding_kind(fault.location, fault.kind))


def _is_judged_by_the_clock(fault: SchemaFault) -> bool:
    """Tell whether this is `created` out of the schema's range, which `timestamps` tells apart better."""
    return fault.kind == FaultKind.OUT_OF_RANGE and fault.location.endswith("#/created")


def _register() -> None:
    for requirement in load_catalogue().values():
        for document in {entry.partition("#")[0] for entry in requirement.owns}:
            check(requirement.id, _READS[document])(_owned_by(requirement.id, _READS[document]))


_register()
