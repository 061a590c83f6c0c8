"""What both penalties are sent: both ends, just outside, far outside, wrong types, and an invention that it changes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from conformance.conversations.building import accepted, chat, exhaustive, rejected_values
from conformance.conversations.conversation import Conversation
from conformance.conversations.temp import INVENTED, INVENTED_COLD, INVENTION, PARAGRAPH
from conformance.model.settings import Capability


def invented_with(member: str) -> str:
    """Return the name of the conversation in which the penalty shows."""
    return f"invention at temperature 0 with {member} 2"


def penalty(capability: Capability, family: str) -> Iterator[Conversation]:
    """Describe everything that is sent about one penalty.

    Args:
        capability: the penalty; its value is the name of the member.
        family: the family whose rows -001 (accepted), -002 (out of range) and -003 (no number) it proves.
    """
    member = capability.value
    shows = invented_with(member)
    yield accepted(
        shows,
        f"{family}-001",
        chat(INVENTION, max_tokens=PARAGRAPH, temperature=0, **{member: 2}),
        capability=capability,
        controls=(INVENTED, INVENTED_COLD),
    )
    yield from exhaustive(
        accepted(
            f"{member} {value}", f"{family}-001", chat(**{member: value}), capability=capability, controls=("text",)
        )
        for value in (-2, -0.5, 0, 0.5, 2)
    )
    refused = partial(rejected_values, member=member, control=shows, capability=capability)
    yield from refused(f"{family}-002", values=(2.01,))
    yield from exhaustive(refused(f"{family}-002", values=(3, -2.01, -3)))
    yield from refused(f"{family}-003", values=("0",))
    yield from exhaustive(refused(f"{family}-003", values=(True, [0], {})))
