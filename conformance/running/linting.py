"""Judges a captured answer by every check that needs nothing but the answer."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.conversations.conversation import Conversation, Played, Steps, Trait
from conformance.judging.judge import Weighing, judge_item
from conformance.judging.plan import Item, judges_over
from conformance.model.report import ItemResult
from conformance.model.settings import Dialect
from conformance.requirements.catalogue import load_catalogue
from conformance.running.captured import Capture, Captured
from conformance.wire.exchange import SUCCESS

_NOT_JUDGED = {
    Capture.BODY: frozenset({"HTTP", "AUTH"}),
    Capture.LINES: frozenset({"HTTP", "AUTH", "SSE"}),
    Capture.MESSAGE: frozenset({"AUTH"}),
}
"""Families about which a capture says nothing."""


def _no_steps(_: Dialect) -> Steps:
    yield from ()


def lint(captured: Captured, weighing: Weighing | None = None) -> tuple[ItemResult, ...]:
    """Judge one captured answer.

    What takes a second answer, or another request beside it, is not judged: relations are left out.

    Args:
        captured: the answer.
        weighing: the profile; the default one unless given.

    Returns:
        One result for each requirement that was judged, in catalogue order.
    """
    weighing = weighing or Weighing(load_catalogue())
    exchange = captured.exchange
    conversation = Conversation(
        name=exchange.key.conversation, steps=_no_steps, traits=_traits(captured), drawn="captured"
    )
    played = Played(conversation, (exchange,))
    return tuple(judge_item(Item(name, conversation.name), played, {}, weighing) for name in _judged(captured, played))


def _traits(captured: Captured) -> frozenset[Trait]:
    exchange = captured.exchange
    if exchange.status != SUCCESS:
        return frozenset({Trait.INVALID})
    asked_for_usage = {Trait.USAGE} if exchange.asked.include_usage else set()
    return frozenset({Trait.STREAM, *asked_for_usage} if exchange.asked.stream else {Trait.PLAIN})


def _judged(captured: Captured, played: Played) -> Iterator[str]:
    silent = _NOT_JUDGED[captured.capture]
    judges = judges_over(played.conversation)
    for name, row in load_catalogue().items():
        by_checks_alone = name in judges and judges[name].checks and not judges[name].relations
        if by_checks_alone and row.family not in silent:
            yield name
