"""What a property draws, looked at as a whole: its strata, its references to other things, and what it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from conformance.conversations.registry import all_conversations
from conformance.endpoints.reference.endpoint import make_reference
from conformance.model.request import Expectation
from conformance.model.settings import Depth, Dialect
from conformance.properties.example import Example
from conformance.properties.property import all_properties
from conformance.requirements.catalogue import load_catalogue
from conformance.running.searching import TOGETHER
from conformance.scheduling.rehearsal import rehearse
from conformance.selftest.endpoints.asking import MODEL, post, read

DIALECT = Dialect(model=MODEL)
MOST_STRATA = 40
"""So many requests are sent for a property in a run: more strata would take turns."""
_POOL = 320
_COMPOSURE = {"server-error", "no-answer", "silent"}
_REFERENCE = make_reference()


@cache
def drawn(name: str, seeds: int = 1) -> tuple[Example, ...]:
    """Return what some runs draw."""
    examples = all_properties()[name].examples(DIALECT)
    short = (f"{number} {name}" for number in range(seeds * _POOL // TOGETHER))
    pools = (rehearse(examples, seed=seed, count=TOGETHER) for seed in short)
    return tuple(dict.fromkeys(example for pool in pools for example in pool))


def strata(name: str, seeds: int = 1) -> set[str]:
    """Return the strata that some runs draw."""
    return {example.stratum for example in drawn(name, seeds)}


def faults_of(name: str) -> Iterator[str]:
    """Tell what is wrong with a property's examples, whatever they are about."""
    one, conversations, rows = all_properties()[name], all_conversations(), load_catalogue()
    for example in drawn(name, 2):
        controls = set(example.controls)
        if not controls <= one.controls or example.proves not in one.proves:
            yield f"{example.stratum}: not declared"
        if any(conversations[control].depth is Depth.EXHAUSTIVE for control in controls):
            yield f"{example.stratum}: a control is exhaustive"
        expected = {"accepted"} if example.expectation is Expectation.REJECTED else _COMPOSURE
        if not expected <= set(rows[example.proves].kinds):
            yield f"{example.stratum}: {example.proves} has no such kinds"
    if {example.proves for example in drawn(name, 2)} != one.proves:
        yield "a requirement is declared in vain"


def status(body: bytes) -> int:
    """Return what the reference answers."""
    return read(_REFERENCE(post(body))).status
