"""One drawn request, or a request and its streamed twin: what is sent, and what it is meant to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.model.request import Expectation, Request
from conformance.model.settings import Capability, Dialect


@dataclass(frozen=True, kw_only=True)
class Example:
    """What a property draws: plain data, so that it can be kept in a file and sent again.

    Attributes:
        stratum: what it is an example of, in words: `temperature just above 2`. Of all that was drawn, the examples
            to send are chosen evenly over the strata.
        bodies: the exact bytes of each request, in the order in which they are sent; a twin comes second.
        expectation: what a conformant target does with each of them.
        proves: the requirement that accepting, rejecting or composure decides.
        subject: the member at fault as a dotted path, or "".
        capability: the feature that the target must have for the example to make sense.
        controls: fixed conversations that must have succeeded; mistakes among them are plainer ones.
        traits: see `Trait`; general checks select by them.
    """

    stratum: str
    bodies: tuple[bytes, ...]
    expectation: Expectation
    proves: str
    subject: str = ""
    capability: Capability = Capability.TEXT
    controls: tuple[str, ...] = ("text",)
    traits: frozenset[Trait] = frozenset({Trait.PLAIN})


def property_of(conversation: str) -> str:
    """Return the name of the property whose example is sent under a name: `numbers out of range: example 17`."""
    return conversation.partition(": ")[0]


def conversation_of(example: Example, name: str) -> Conversation:
    """Return the conversation of an example.

    Args:
        example: what to send.
        name: of the conversation; it begins with the property's, see `property_of`.
    """
    return Conversation(
        name=name,
        steps=_steps(example),
        traits=example.traits,
        capability=example.capability,
        proves=example.proves,
        controls=example.controls,
        requests=len(example.bodies),
        drawn=property_of(name),
    )


def _steps(example: Example) -> Callable[[Dialect], Steps]:
    def steps(_: Dialect) -> Steps:
        for body in example.bodies:
            yield Request(body=body, expectation=example.expectation, subject=example.subject)

    return steps
