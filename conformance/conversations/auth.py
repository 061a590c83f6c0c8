"""Keys: absent, unknown, empty, elsewhere. Played only when a key was given for the target."""

from __future__ import annotations

from conformance.conversations.building import Body, chat, one_step
from conformance.conversations.conversation import Conversation, Trait
from conformance.model.request import Credential, Expectation

_REFUSED = Expectation.REJECTED


def _presents(
    name: str, credential: Credential, body: Body | None = None, expectation: Expectation = _REFUSED
) -> Conversation:
    return Conversation(
        name=name,
        steps=one_step(body or chat(), expectation=expectation, credential=credential),
        traits=frozenset({Trait.AUTHENTICATION}),
        controls=("text",),
    )


CONVERSATIONS = (
    _presents("key absent", Credential.ABSENT),
    _presents("key unknown", Credential.UNKNOWN),
    _presents("key unknown, streamed", Credential.UNKNOWN, chat(stream=True)),
    _presents("key unknown, body cut off", Credential.UNKNOWN, lambda _: b'{"model":'),
    _presents("key empty", Credential.EMPTY),
    _presents("key behind another scheme", Credential.OTHER_SCHEME),
    _presents("key behind a lower-case scheme", Credential.LOWER_CASE_SCHEME, expectation=Expectation.EITHER),
    _presents("key in the query", Credential.QUERY),
)
