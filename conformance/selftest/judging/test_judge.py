"""An answer that breaks a rule a million times is told about a few times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice

import pytest

from conformance.conversations.registry import all_conversations
from conformance.judging.judge import _MOST_OF_A_KIND, _MOST_SAID, _Tally
from conformance.model.finding import Finding
from conformance.running.demonstration import play_in_memory
from conformance.wire.exchange import Exchange


@pytest.fixture(scope="module")
def exchange() -> Exchange:
    return play_in_memory("reference", all_conversations()["text"]).exchanges[0]


def kinds(tally: _Tally) -> Counter[str]:
    return Counter(finding.kind for finding in tally.findings)


def test_few_findings_of_each_kind_are_kept(exchange: Exchange) -> None:
    tally = _Tally()
    tally.add((Finding(kind, "It is odd.") for kind in islice(cycle("ab"), _MOST_SAID)), exchange)
    assert kinds(tally) == {"a": _MOST_OF_A_KIND, "b": _MOST_OF_A_KIND}
    tally.add(iter([Finding("a", "It is odd elsewhere.")]), exchange)
    assert kinds(tally)["a"] == _MOST_OF_A_KIND + 1


def test_a_check_that_never_ends_is_not_heard_to_its_end(exchange: Exchange) -> None:
    def endless() -> Iterator[Finding]:
        while True:
            yield Finding("a", "It is odd.")

    tally = _Tally()
    tally.add(endless(), exchange)
    assert kinds(tally) == {"a": _MOST_OF_A_KIND}
    assert tally.judged
