"""frequency_penalty: both ends, just outside, far outside, wrong types, and what it does to words that are repeated."""

from __future__ import annotations

from functools import partial

from conformance.conversations.building import accepted, chat, chat_payload, encode, exhaustive, rejected_values
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.temp import INVENTED, INVENTED_COLD, INVENTION, PARAGRAPH
from conformance.model.request import Request
from conformance.model.settings import Capability, Dialect

WORD = "tea"
TIMES = 40
INVENTED_WITH_PENALTY = "invention at temperature 0 with frequency_penalty 2"
REPEATED = "repetition with frequency_penalty 2, then without"
_REPETITION = f"Repeat the word {WORD} {TIMES} times, separated by spaces, and write nothing else."
_REPETITION_BUDGET = 128
_CAN = Capability.FREQUENCY_PENALTY


def _repeat(dialect: Dialect) -> Steps:
    """Ask for the same word many times, which a penalty of 2 for each makes less likely than anything else."""
    for members in ({"frequency_penalty": 2}, {}):
        payload = chat_payload(dialect, _REPETITION, max_tokens=_REPETITION_BUDGET, **members)
        yield Request(body=encode(payload), subject="frequency_penalty")


_rejected = partial(rejected_values, member="frequency_penalty", control=INVENTED_WITH_PENALTY, capability=_CAN)

CONVERSATIONS = (
    accepted(
        INVENTED_WITH_PENALTY,
        "FREQ-001",
        chat(INVENTION, max_tokens=PARAGRAPH, temperature=0, frequency_penalty=2),
        capability=_CAN,
        controls=(INVENTED, INVENTED_COLD),
    ),
    *exhaustive(
        accepted(
            f"frequency_penalty {value}", "FREQ-001", chat(frequency_penalty=value), capability=_CAN, controls=("text",)
        )
        for value in (-2, -0.5, 0, 0.5, 2)
    ),
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
    *_rejected("FREQ-002", values=(2.01,)),
    *exhaustive(_rejected("FREQ-002", values=(3, -2.01, -3))),
    *_rejected("FREQ-003", values=("0",)),
    *exhaustive(_rejected("FREQ-003", values=(True, [0], {}))),
)
