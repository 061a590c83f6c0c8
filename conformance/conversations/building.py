"""Builders of bodies and of one-step conversations, so that a family reads as a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.model.request import JSON_CONTENT, Credential, Expectation, Request
from conformance.model.settings import Capability, Depth, Dialect

QUESTION = "Which colour is the picture? Answer in one word."
READY = "Reply with the single word: ready"
ABSENT = object()
"""As a member's value: leave the member out."""
MAX_TOKENS = "max_tokens"
"""As a member's name: the name that the target's dialect has for the token bound."""
SMALL_BUDGET = 32
A_MISTAKE = "stop 7"
A_MISTAKE_STREAMED = "stream_options that are a string"
"""Conversations with ordinary mistakes, which say how the target takes mistakes at all."""
NOISE = "noise as PNG"
"""The conversation that says whether the target looks at the bytes of a picture at all."""

Body = Callable[[Dialect], bytes]


def encode(payload: Any) -> bytes:
    """Encode a JSON value as the compact UTF-8 that clients send."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def chat_payload(dialect: Dialect, content: Any = READY, **members: Any) -> dict[str, Any]:
    """Build a chat request with one user message and a small token bound.

    Args:
        dialect: names and values that depend on the target.
        content: content of the user message, a string or a list of parts.
        members: further members; `ABSENT` leaves one out; `max_tokens` goes by the dialect's name and, where it is a
            positive integer, is enlarged by the dialect's headroom.
    """
    payload: dict[str, Any] = {"model": dialect.model, "messages": [{"role": "user", "content": content}]}
    bound = members.pop(MAX_TOKENS, SMALL_BUDGET)
    if type(bound) is int and bound > 0:
        bound += dialect.token_headroom
    payload |= {dialect.max_tokens_name: bound, **members}
    return {name: value for name, value in payload.items() if value is not ABSENT}


def in_dialect(member: str, dialect: Dialect) -> str:
    """Return the name that a member goes by in a request: the target's own for `MAX_TOKENS`, else as it is."""
    return dialect.max_tokens_name if member == MAX_TOKENS else member


def chat(content: Any = READY, **members: Any) -> Body:
    """Return a body builder for `chat_payload` with these members."""
    return lambda dialect: encode(chat_payload(dialect, content, **members))


def picture_content(uri: str, question: str = QUESTION) -> list[dict[str, Any]]:
    """Build message content of one text part and one picture part."""
    return [{"type": "text", "text": question}, picture_part(uri)]


def picture_part(uri: str, **members: Any) -> dict[str, Any]:
    """Build a picture part; `members` stand beside its url."""
    return {"type": "image_url", "image_url": {"url": uri, **members}}


def one_step(
    body: Body,
    *,
    expectation: Expectation = Expectation.ACCEPTED,
    subject: str = "",
    method: str = "POST",
    path: str = "/chat/completions",
    headers: tuple[tuple[str, str], ...] = JSON_CONTENT,
    credential: Credential = Credential.CONFIGURED,
) -> Callable[[Dialect], Steps]:
    """Return the steps of a conversation that sends one request."""

    def steps(dialect: Dialect) -> Steps:
        yield Request(
            body=body(dialect),
            expectation=expectation,
            subject=in_dialect(subject, dialect),
            method=method,
            path=path,
            headers=headers,
            credential=credential,
        )

    return steps


def accepted(
    name: str,
    proves: str,
    body: Body,
    *,
    capability: Capability = Capability.TEXT,
    controls: tuple[str, ...] = (),
    depth: Depth = Depth.STANDARD,
) -> Conversation:
    """Describe a valid request that is answered with a JSON completion."""
    return Conversation(
        name=name,
        steps=one_step(body),
        traits=frozenset({Trait.PLAIN}),
        capability=capability,
        proves=proves,
        controls=controls,
        depth=depth,
    )


def streamed(
    name: str,
    proves: str,
    body: Body,
    *,
    capability: Capability = Capability.TEXT,
    controls: tuple[str, ...] = ("text streamed",),
    usage: bool = False,
    depth: Depth = Depth.STANDARD,
) -> Conversation:
    """Describe a valid request with `stream: true`; `body` must ask for it."""
    return Conversation(
        name=name,
        steps=one_step(body),
        traits=frozenset({Trait.STREAM, Trait.USAGE} if usage else {Trait.STREAM}),
        capability=capability,
        proves=proves,
        controls=controls,
        depth=depth,
    )


def rejected(
    name: str,
    proves: str,
    body: Body,
    *,
    subject: str,
    control: str = "text",
    plainer: tuple[str, ...] = (),
    capability: Capability = Capability.TEXT,
    headers: tuple[tuple[str, str], ...] = JSON_CONTENT,
    depth: Depth = Depth.STANDARD,
) -> Conversation:
    """Describe a request with one fault at `subject`, and the conversation that is the same without the fault.

    Plainer mistakes, if there are any, tell by being accepted that the target does not look for such faults at all.
    """
    return Conversation(
        name=name,
        steps=one_step(body, expectation=Expectation.REJECTED, subject=subject, headers=headers),
        traits=frozenset({Trait.INVALID}),
        capability=capability,
        proves=proves,
        controls=(control, *plainer),
        depth=depth,
    )


def rejected_values(
    proves: str, member: str, values: tuple[Any, ...], *, control: str, capability: Capability = Capability.TEXT
) -> Iterator[Conversation]:
    """Describe one rejection for each wrong value of one top-level member."""
    for value in values:
        body = chat(**{member: value})
        name = f"{member} {json.dumps(value)}"
        yield rejected(name, proves, body, subject=member, control=control, capability=capability)


def either(
    name: str,
    body: Body,
    *,
    subject: str,
    control: str = "text",
    mistake: str = A_MISTAKE,
    capability: Capability = Capability.TEXT,
) -> Conversation:
    """Describe a request that may be served or refused, as long as the server keeps its composure.

    Beside its control it has an ordinary mistake: where that is answered 5xx as well, this request says nothing new.
    """
    return Conversation(
        name=name,
        steps=one_step(body, expectation=Expectation.EITHER, subject=subject),
        traits=frozenset({Trait.ALONE}),
        capability=capability,
        controls=(control, mistake),
    )


def exhaustive(conversations: Iterable[Conversation]) -> tuple[Conversation, ...]:
    """Return the conversations as further values of their kind: played in exhaustive runs only."""
    return tuple(replace(one, depth=Depth.EXHAUSTIVE) for one in conversations)
