"""The HTTP side: methods, paths, media types and bodies that are not what they claim."""

from __future__ import annotations

from dataclasses import replace

from conformance.conversations.building import A_MISTAKE, Body, chat, one_step, rejected
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.model.request import JSON_CONTENT, Credential, Expectation, Request
from conformance.model.settings import NO_LISTENER, Depth, Dialect

_CHARSET = (("Content-Type", "application/json; charset=utf-8"),)
_TEXT_LABEL = (("Content-Type", "text/plain"),)
_IN_CHUNKS = (("Content-Type", "application/json"), ("Transfer-Encoding", "chunked"))
_JSON_ONLY = (("Content-Type", "application/json"), ("Accept", "application/json"))
_ALONE = frozenset({Trait.ALONE})
LABELLED_AS_TEXT = "body labelled as text"
UNLABELLED = "body without a label"
BODY_IN_CHUNKS = "body in chunks"
INJECTED = "X-Eyechart-Injected"
MARKUP = "<script>eyechart()</script>"
INJECTION = "model that would be a header field"
ORIGIN = "https://pages.example"
PREFLIGHT = "preflight of a browser"
PRIVATE_PREFLIGHT = "preflight of a browser to a private network"
PRIVATE_NETWORK = "Access-Control-Request-Private-Network"
_PREFLIGHT = (
    ("Origin", ORIGIN),
    ("Access-Control-Request-Method", "POST"),
    ("Access-Control-Request-Headers", "authorization,content-type"),
)


def _method(method: str) -> Conversation:
    return Conversation(
        name=f"method {method}",
        steps=one_step(chat(), expectation=Expectation.EITHER, method=method),
        traits=_ALONE,
        controls=("text",),
    )


def _raw(name: str, proves: str, body: bytes) -> Conversation:
    return rejected(name, proves, lambda _: body, subject="body")


def _same_mistake_twice(dialect: Dialect) -> Steps:
    """Send one wrong type twice."""
    for label in ("subject", "repeat"):
        yield Request(
            body=chat("Reply with the single word: twice", messages="none")(dialect),
            label=label,
            expectation=Expectation.REJECTED,
            subject="messages",
        )


def _preflight(name: str, *, private: bool = False) -> Conversation:
    """Ask as a browser does for a page of another origin; whether a private network may be asked, of local targets."""

    def steps(dialect: Dialect) -> Steps:
        to_private = private and dialect.listener != NO_LISTENER
        headers = (*_PREFLIGHT, (PRIVATE_NETWORK, "true")) if to_private else _PREFLIGHT
        yield Request(
            body=b"",
            expectation=Expectation.EITHER,
            method="OPTIONS",
            headers=headers,
            credential=Credential.ABSENT,
        )

    return Conversation(name=name, steps=steps, traits=_ALONE, controls=("text",), depth=Depth.EXHAUSTIVE)


def _either(name: str, body: Body, headers: tuple[tuple[str, str], ...] = JSON_CONTENT) -> Conversation:
    return Conversation(
        name=name,
        steps=one_step(body, expectation=Expectation.EITHER, headers=headers),
        traits=_ALONE,
        controls=("text", A_MISTAKE),
    )


CONVERSATIONS = (
    _either(LABELLED_AS_TEXT, chat(), _TEXT_LABEL),
    replace(_either(UNLABELLED, chat(), ()), depth=Depth.EXHAUSTIVE),
    _either(BODY_IN_CHUNKS, chat(), _IN_CHUNKS),
    _either(INJECTION, chat(model=f"x\r\n{INJECTED}: yes\r\n\r\n{MARKUP}")),
    Conversation(
        name="text streamed without asking for events",
        steps=one_step(chat("Reply with the single word: accepted", stream=True), headers=_JSON_ONLY),
        traits=frozenset({Trait.STREAM}),
        proves="HTTP-027",
        controls=("text streamed",),
        depth=Depth.EXHAUSTIVE,
    ),
    Conversation(
        name="charset in the content type",
        steps=one_step(chat(), headers=_CHARSET),
        traits=frozenset({Trait.PLAIN}),
        proves="HTTP-015",
        controls=("text",),
    ),
    _method("PUT"),
    _method("DELETE"),
    _preflight(PREFLIGHT),
    _preflight(PRIVATE_PREFLIGHT, private=True),
    Conversation(
        name="unknown path",
        steps=one_step(chat(), expectation=Expectation.EITHER, path="/chat/completionz"),
        traits=_ALONE,
        controls=("text",),
    ),
    _raw("body cut off", "HTTP-016", b'{"model":'),
    _raw("body empty", "HTTP-017", b""),
    _raw("body array", "HTTP-018", b"[]"),
    _raw("body string", "HTTP-018", b'"text"'),
    _raw("body number", "HTTP-018", b"5"),
    _raw("body null", "HTTP-018", b"null"),
    rejected(
        "body with an ill-formed UTF-8 byte",
        "HTTP-019",
        lambda dialect: chat("Reply with \x00")(dialect).replace(b"\\u0000", b"\xff"),
        subject="body",
    ),
    rejected(
        "temperature NaN",
        "HTTP-020",
        lambda dialect: chat(temperature=0)(dialect).replace(b'"temperature":0', b'"temperature":NaN'),
        subject="body",
    ),
    Conversation(
        name="the same mistake twice",
        steps=_same_mistake_twice,
        traits=frozenset({Trait.INVALID}),
        proves="MSG-003",
        requests=2,
        controls=("text",),
    ),
)
