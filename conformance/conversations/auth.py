"""Keys: absent, unknown, empty, elsewhere. Played only when a key was given for the target."""

from __future__ import annotations

from conformance.conversations.building import Body, chat, one_step
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.model.request import Credential, Expectation, Request
from conformance.model.settings import Dialect

_REFUSED = Expectation.REJECTED


def _presents(
    name: str,
    credential: Credential,
    body: Body | None = None,
    expectation: Expectation = _REFUSED,
    *,
    beside: tuple[str, ...] = (),
) -> Conversation:
    """Describe a request with this credential, read beside the answers to other ones."""
    return Conversation(
        name=name,
        steps=one_step(body or chat(), expectation=expectation, credential=credential),
        traits=frozenset({Trait.AUTHENTICATION}),
        controls=("text", *beside),
    )


def _whole_body_then_half_a_body(dialect: Dialect) -> Steps:
    """Present an unknown key twice, so that the two refusals can be compared."""
    yield Request(body=chat()(dialect), label="control", expectation=_REFUSED, credential=Credential.UNKNOWN)
    yield Request(body=b'{"model":', expectation=_REFUSED, credential=Credential.UNKNOWN)


CONVERSATIONS = (
    _presents("key absent", Credential.ABSENT),
    _presents("key unknown", Credential.UNKNOWN),
    _presents("key unknown, streamed", Credential.UNKNOWN, chat(stream=True), beside=("key unknown",)),
    Conversation(
        name="key unknown, body cut off",
        steps=_whole_body_then_half_a_body,
        traits=frozenset({Trait.AUTHENTICATION}),
        requests=2,
        controls=("text",),
    ),
    _presents("key empty", Credential.EMPTY),
    _presents("key behind another scheme", Credential.OTHER_SCHEME, beside=("key absent",)),
    _presents("key behind a lower-case scheme", Credential.LOWER_CASE_SCHEME, expectation=Expectation.EITHER),
    _presents("key in the query", Credential.QUERY, beside=("key absent",)),
)
