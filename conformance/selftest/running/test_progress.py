"""Which letters are due while a run goes on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from conformance.judging.plan import Item, SearchItem
from conformance.model.finding import Outcome
from conformance.running.progress import Progress

Outcomes = Sequence[Outcome | None]
PASSED, FAILED, WARNED, BLOCKED = Outcome.PASSED, Outcome.FAILED, Outcome.WARNED, Outcome.BLOCKED


@pytest.mark.parametrize(
    ("outcomes", "due"),
    [
        ((PASSED,), (PASSED,)),
        ((PASSED, PASSED, PASSED), (None, None, PASSED)),
        ((WARNED, BLOCKED, PASSED), (None, None, WARNED)),
        ((BLOCKED, BLOCKED), (None, BLOCKED)),
        ((PASSED, FAILED, PASSED), (None, FAILED, None)),
        ((FAILED, FAILED, WARNED), (FAILED, None, None)),
        ((PASSED, FAILED), (None, FAILED)),
    ],
)
def test_a_conversation_has_one_letter(outcomes: Outcomes, due: Outcomes) -> None:
    items = [Item(f"SSE-{number:03}", "text") for number, _ in enumerate(outcomes)]
    progress = Progress(items)
    assert tuple(map(progress.due, items, outcomes)) == due  # type: ignore[arg-type] # none of them is None


def test_what_one_conversation_came_to_is_not_told_of_the_next() -> None:
    text = [Item("SSE-001", "text"), Item("SSE-002", "text")]
    items: list[Item | SearchItem] = [*text, Item("SSE-001", "two texts"), SearchItem("numbers")]
    progress = Progress(items)
    assert [progress.due(item, FAILED if item is items[0] else PASSED) for item in items] == [
        FAILED,
        None,
        PASSED,
        PASSED,
    ]


def test_items_in_another_order_have_a_letter_wherever_their_conversation_ends() -> None:
    items = [Item("SSE-001", "text"), Item("SSE-001", "two texts"), Item("SSE-002", "text")]
    progress = Progress(items)
    assert [progress.due(item, PASSED) for item in items] == [PASSED, PASSED, PASSED]
