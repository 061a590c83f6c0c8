"""top_p: both ends, just outside, far outside, wrong types, and what a tiny one does to an invention.

Null is tried here for all the parameters that shape the sampling, in one request.
"""

from __future__ import annotations

from functools import partial

from conformance.conversations.building import accepted, chat, chat_payload, encode, exhaustive, rejected_values
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.temp import HOT, INVENTED, INVENTED_COLD, INVENTION, PARAGRAPH
from conformance.model.request import Request
from conformance.model.settings import Capability, Dialect

INVENTED_NARROW = "invention with top_p 0.001, then 0"
_TINY = 0.001
_ONE = "top_p 1"
_CAN = Capability.TOP_P
_CAPABILITIES = {
    "top_p": Capability.TOP_P,
    "n": Capability.CHOICES,
    "presence_penalty": Capability.PRESENCE_PENALTY,
    "frequency_penalty": Capability.FREQUENCY_PENALTY,
}


def _invent_narrowly(dialect: Dialect) -> Steps:
    """Ask for an invention that is hot, but for a nucleus of one token."""
    for top_p in (_TINY, 0):
        payload = chat_payload(dialect, INVENTION, max_tokens=PARAGRAPH, temperature=HOT, top_p=top_p)
        yield Request(body=encode(payload), subject="top_p")


_rejected = partial(rejected_values, member="top_p", control=_ONE, capability=_CAN)

CONVERSATIONS = (
    accepted(_ONE, "TOPP-001", chat(top_p=1), capability=_CAN, controls=("text",)),
    *exhaustive(
        [
            accepted(
                "top_p 0.5 beside temperature",
                "TOPP-001",
                chat(top_p=0.5, temperature=1),
                capability=_CAN,
                controls=("temperature two",),
            ),
            accepted("top_p 0", "TOPP-002", chat(top_p=0), capability=_CAN, controls=(_ONE,)),
        ]
    ),
    Conversation(
        name=INVENTED_NARROW,
        steps=_invent_narrowly,
        traits=frozenset({Trait.PLAIN}),
        capability=_CAN,
        proves="TOPP-002",
        controls=(_ONE, INVENTED, INVENTED_COLD),
        requests=2,
    ),
    *_rejected("TOPP-003", values=(1.1,)),
    *exhaustive(_rejected("TOPP-003", values=(1.01, 5, -0.01, -1))),
    *_rejected("TOPP-004", values=("0.5",)),
    *exhaustive(_rejected("TOPP-004", values=(True, [0.5], {}))),
    accepted(
        "top_p, n and both penalties null",
        "TOPP-005",
        chat(**dict.fromkeys(_CAPABILITIES)),
        capability=_CAN,
        controls=("text",),
    ),
    *exhaustive(
        accepted(f"{member} null", "TOPP-005", chat(**{member: None}), capability=capability, controls=("text",))
        for member, capability in _CAPABILITIES.items()
    ),
)
