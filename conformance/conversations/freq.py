"""frequency_penalty: its range, its type, and what it does to words that are repeated."""

from __future__ import annotations

from conformance.conversations.building import chat_payload, encode, exhaustive
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.penalties import invented_with, penalty
from conformance.model.request import Request
from conformance.model.settings import Capability, Dialect

WORD = "tea"
TIMES = 40
INVENTED_WITH_PENALTY = invented_with(Capability.FREQUENCY_PENALTY)
REPEATED = "repetition with frequency_penalty 2, then without"
_REPETITION = f"Repeat the word {WORD} {TIMES} times, separated by spaces, and write nothing else."
_REPETITION_BUDGET = 128
_CAN = Capability.FREQUENCY_PENALTY


def _repeat(dialect: Dialect) -> Steps:
    """Ask for the same word many times, which a penalty of 2 for each makes less likely than anything else."""
    for members in ({"frequency_penalty": 2}, {}):
        payload = chat_payload(dialect, _REPETITION, max_tokens=_REPETITION_BUDGET, **members)
        yield Request(body=encode(payload), subject="frequency_penalty")


CONVERSATIONS = (
    *penalty(_CAN, "FREQ"),
    *exhaustive(
        [
            Conversation(
                name=REPEATED,
                steps=_repeat,
                traits=frozenset({Trait.PLAIN}),
                capability=_CAN,
                proves="FREQ-001",
                controls=("text",),
                requests=2,
            )
        ]
    ),
)
