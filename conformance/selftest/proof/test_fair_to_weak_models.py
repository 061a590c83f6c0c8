"""What a weak model does by itself is not held against its server: texts that it shortens, thoughts, beginnings."""

from __future__ import annotations

import time

import pytest

from conformance.conversations.recall import LARGE_BOUNDS, TRIALS, WITH_LARGE_BOUNDS
from conformance.conversations.registry import all_conversations
from conformance.conversations.stream import COPIED_STREAMED, GREEDY
from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, Variant, benign
from conformance.endpoints.reference.endpoint import DEFAULT_MODEL, Reference
from conformance.endpoints.reply import Reply
from conformance.judging.judge import Weighing, controls_of, judge_item
from conformance.judging.plan import Item
from conformance.model.finding import Outcome
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.proof.in_memory import KEY, play_in_memory


def judged(variant: Variant, requirement: str, conversation: str) -> Outcome:
    item = Item(requirement, conversation)
    played = play_in_memory(variant.make(Reference(KEY, DEFAULT_MODEL, time.time)), [item])
    controls = controls_of(all_conversations()[conversation], played)
    return judge_item(item, played[conversation], controls, Weighing(load_catalogue())).outcome


def _copies(asked: Asked) -> bool:
    return "Reply with exactly" in str(asked.body.get("messages"))


@benign(on=On.PLAIN, when=_copies)
def writes_one_word_and_counts_it(reply: Reply) -> None:
    """Not streamed, the model stopped behind the first word."""
    for message in reply.messages():
        message["content"] = message["content"].split()[0]
    reply.content["usage"].update(completion_tokens=1)


@benign(on=On.PLAIN, when=_copies)
def thinks_and_writes_one_word(reply: Reply) -> None:
    """Not streamed, the model stopped behind the first word, and what it counts is its thought."""
    for message in reply.messages():
        message["content"] = message["content"].split()[0]
    reply.content["usage"]["completion_tokens_details"]["reasoning_tokens"] = 8


@benign(on=On.STREAM, when=_copies)
def leaves_a_word_out_of_one_copy(reply: Reply) -> None:
    """Streamed, the model forgot a word of the copy."""
    reply.drop_chunks(reply.text_events[1].data)


@benign(on=On.PLAIN, when=lambda asked: asked.body.get("max_tokens") in LARGE_BOUNDS[-2:])
def forgets_both_numbers(reply: Reply) -> None:
    """The model recalls nothing where the bound is large."""
    for message in reply.messages():
        message["content"] = "I do not know."


@benign(on=On.PLAIN, when=lambda asked: asked.body.get("max_tokens") in LARGE_BOUNDS)
def forgets_the_first_number_once(reply: Reply, asked: Asked) -> None:
    """Nothing is counted, and with one bound the model overlooks the number that is told first."""
    del reply.content["usage"]
    for message in reply.messages() if asked.body["max_tokens"] == LARGE_BOUNDS[-1] else ():
        message["content"] = TRIALS[0]["locker"]


@pytest.mark.parametrize(
    ("variant", "requirement", "conversation", "expected"),
    [
        (writes_one_word_and_counts_it, "RESP-022", COPIED_STREAMED, Outcome.INCONCLUSIVE),
        (thinks_and_writes_one_word, "RESP-022", COPIED_STREAMED, Outcome.INCONCLUSIVE),
        (leaves_a_word_out_of_one_copy, "STREAM-032", GREEDY, Outcome.PASSED),
        (forgets_both_numbers, "MAXTOK-012", WITH_LARGE_BOUNDS, Outcome.PASSED),
        (forgets_the_first_number_once, "MAXTOK-012", WITH_LARGE_BOUNDS, Outcome.PASSED),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_weak_model_is_no_finding(variant: Variant, requirement: str, conversation: str, expected: Outcome) -> None:
    assert judged(variant, requirement, conversation) is expected
