"""temperature: both ends, just outside, far outside, wrong types, other spellings, and what it does to an invention."""

from __future__ import annotations

from collections.abc import Callable

from conformance.conversations.building import (
    READY,
    SMALL_BUDGET,
    Body,
    accepted,
    chat,
    chat_payload,
    encode,
    exhaustive,
    rejected_values,
    streamed,
)
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.model.request import Request
from conformance.model.settings import Capability, Dialect

INVENTION = "Invent a machine. Describe it in one paragraph."
"""What every model writes in other words each time, unless it is told not to draw lots."""
PARAGRAPH = 128
HOT = 1
"""As high as every target takes it, reasoning models among them."""
INVENTED = "invention at temperature 1"
INVENTED_COLD = "invention at temperature 0, twice"
INVENTED_COLD_OFTEN = "invention at temperature 0, five times"
_CAN = Capability.TEMPERATURE
_HERE = "where the spelling stands"


def _spelled(digits: str, content: str = INVENTION, max_tokens: int = PARAGRAPH) -> Body:
    """Return a body builder with a temperature in these digits, which no JSON library would write."""

    def body(dialect: Dialect) -> bytes:
        payload = chat_payload(dialect, content, max_tokens=max_tokens, temperature=_HERE)
        return encode(payload).replace(encode(_HERE), digits.encode())

    return body


def _inventions_at(*zeros: str) -> Callable[[Dialect], Steps]:
    """Return steps that ask for the same each time, with a temperature of 0 in these spellings."""

    def steps(dialect: Dialect) -> Steps:
        for digits in zeros:
            yield Request(body=_spelled(digits)(dialect), subject="temperature")

    return steps


def _invented_cold(name: str, *zeros: str) -> Conversation:
    return Conversation(
        name=name,
        steps=_inventions_at(*zeros),
        traits=frozenset({Trait.PLAIN}),
        capability=_CAN,
        proves="TEMP-008",
        controls=("temperature zero",),
        requests=len(zeros),
    )


CONVERSATIONS = (
    accepted("temperature zero", "TEMP-001", chat(temperature=0), capability=_CAN, controls=("text",)),
    streamed(
        "temperature zero streamed",
        "TEMP-001",
        chat(temperature=0, stream=True),
        capability=_CAN,
        controls=("temperature zero", "text streamed"),
    ),
    accepted("temperature two", "TEMP-002", chat(temperature=2), capability=_CAN, controls=("text",)),
    accepted("temperature absent by null", "TEMP-006", chat(temperature=None), capability=_CAN, controls=("text",)),
    *rejected_values("TEMP-003", "temperature", (-0.01, -1), control="temperature zero", capability=_CAN),
    *rejected_values("TEMP-004", "temperature", (2.01, 5), control="temperature two", capability=_CAN),
    *rejected_values("TEMP-005", "temperature", ("1", True, [1]), control="temperature zero", capability=_CAN),
    *exhaustive(rejected_values("TEMP-003", "temperature", (-200,), control="temperature zero", capability=_CAN)),
    *exhaustive(rejected_values("TEMP-004", "temperature", (200,), control="temperature two", capability=_CAN)),
    *exhaustive(rejected_values("TEMP-005", "temperature", ({},), control="temperature zero", capability=_CAN)),
    *exhaustive(
        accepted(
            f"temperature {digits}",
            "TEMP-008",
            _spelled(digits, READY, SMALL_BUDGET),
            capability=_CAN,
            controls=("temperature two",),
        )
        for digits in ("1", "1.0", "1e0", "10E-1", "1.000000000000000000001")
    ),
    accepted(
        INVENTED,
        "TEMP-008",
        chat(INVENTION, max_tokens=PARAGRAPH, temperature=HOT),
        capability=_CAN,
        controls=("text",),
    ),
    _invented_cold(INVENTED_COLD, "0", "0e0"),
    *exhaustive([_invented_cold(INVENTED_COLD_OFTEN, "0", "0.0", "0e0", "0E+2", "0.00")]),
)
