"""presence_penalty: both ends, just outside, far outside, wrong types, and what it does to an invention."""

from __future__ import annotations

from functools import partial

from conformance.conversations.building import accepted, chat, exhaustive, rejected_values
from conformance.conversations.temp import INVENTED, INVENTED_COLD, INVENTION, PARAGRAPH
from conformance.model.settings import Capability

INVENTED_WITH_PENALTY = "invention at temperature 0 with presence_penalty 2"
_CAN = Capability.PRESENCE_PENALTY


_rejected = partial(rejected_values, member="presence_penalty", control=INVENTED_WITH_PENALTY, capability=_CAN)

CONVERSATIONS = (
    accepted(
        INVENTED_WITH_PENALTY,
        "PRES-001",
        chat(INVENTION, max_tokens=PARAGRAPH, temperature=0, presence_penalty=2),
        capability=_CAN,
        controls=(INVENTED, INVENTED_COLD),
    ),
    *exhaustive(
        accepted(
            f"presence_penalty {value}", "PRES-001", chat(presence_penalty=value), capability=_CAN, controls=("text",)
        )
        for value in (-2, -0.5, 0, 0.5, 2)
    ),
    *_rejected("PRES-002", values=(2.01,)),
    *exhaustive(_rejected("PRES-002", values=(3, -2.01, -3))),
    *_rejected("PRES-003", values=("0",)),
    *exhaustive(_rejected("PRES-003", values=(True, [0], {}))),
)
