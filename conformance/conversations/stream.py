"""Streams of which more is known than their form: texts that are copied, plain and streamed, raw and escaped."""

from __future__ import annotations

import json

from conformance.conversations.building import (
    Body,
    accepted,
    chat,
    chat_payload,
    encode,
    one_step,
    picture_content,
    rejected,
    streamed,
)
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.pictures import data_uri
from conformance.conversations.text import LONG_BUDGET, LONG_PROMPT
from conformance.conversations.tool import OFFERED
from conformance.conversations.tools import chat_with_tools
from conformance.model.request import JSON_CONTENT, Request
from conformance.model.settings import Capability, Depth, Dialect

COPY = "Reply with exactly: one two three 🙂 漢字 ďábel four five"
"""Characters of two, three and four bytes, which tokens cut in the middle, between words with blanks."""
COPIED = "exact text"
COPIED_STREAMED = "exact text streamed"
ESCAPED = "exact text escaped"
SCRIPTS = "text of many scripts"
MARKED = "text with an end mark in it"
MARK = "[DONE]"
GREEDY = "temperature zero, twice and streamed"
_JOINED = "\N{ZERO WIDTH JOINER}".join("👩👩👧")
_ACCENTED = "e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT}"
_SCRIPTS = f"Reply with exactly: one שלום مرحبا नमस्ते 한국어 two 🇨🇿 {_JOINED} {_ACCENTED} three"
"""Written from right to left, with marks that combine, and emoji of two and of five code points."""
_MARKED = f"Repeat exactly:\nalpha\n\ndata: {MARK}\n\nomega"
_FREE = "Write two sentences about the sea."
_COMPRESSED = (*JSON_CONTENT, ("Accept-Encoding", "gzip"))
_EXHAUSTIVE = Depth.EXHAUSTIVE


def _escaped(dialect: Dialect) -> bytes:
    return json.dumps(chat_payload(dialect, COPY)).encode("ascii")


def _greedy(dialect: Dialect) -> Steps:
    """Ask the same twice, and a third time as a stream."""
    for stream in (False, False, True):
        members = {"stream": True} if stream else {}
        yield Request(
            body=encode(chat_payload(dialect, _FREE, max_tokens=48, temperature=0, **members)),
            label="subject" if stream else "repeat",
        )


def _compressed(dialect: Dialect) -> Steps:
    """Ask for a long stream, which may be compressed."""
    body = chat(LONG_PROMPT, max_tokens=LONG_BUDGET, stream=True)(dialect)
    yield Request(body=body, headers=_COMPRESSED)


def _beside_a_picture(dialect: Dialect) -> bytes:
    content = picture_content(data_uri("red.png"), LONG_PROMPT)
    return chat(content, max_tokens=LONG_BUDGET, stream=True)(dialect)


def _long(name: str, body: Body, control: str) -> Conversation:
    """Ask for a long stream beside what some servers answer on a path of their own."""
    return Conversation(
        name=name,
        steps=one_step(body),
        traits=frozenset({Trait.STREAM}),
        controls=("text streamed", "long text streamed", control),
        exclusive=True,
        depth=_EXHAUSTIVE,
    )


CONVERSATIONS = (
    accepted(COPIED, "HTTP-001", chat(COPY), controls=("text",)),
    accepted(ESCAPED, "HTTP-001", _escaped, controls=("text", COPIED)),
    streamed(COPIED_STREAMED, "STREAM-001", chat(COPY, stream=True), controls=(COPIED, "text streamed")),
    accepted(SCRIPTS, "", chat(_SCRIPTS, max_tokens=96), controls=("text",), depth=_EXHAUSTIVE),
    streamed(
        f"{SCRIPTS}, streamed",
        "",
        chat(_SCRIPTS, max_tokens=96, stream=True),
        controls=(SCRIPTS, "text streamed"),
        depth=_EXHAUSTIVE,
    ),
    accepted(MARKED, "", chat(_MARKED), controls=("text",)),
    streamed(
        f"{MARKED}, streamed",
        "",
        chat(_MARKED, stream=True),
        controls=(MARKED, COPIED, COPIED_STREAMED, "text streamed"),
    ),
    Conversation(
        name=GREEDY,
        steps=_greedy,
        traits=frozenset({Trait.PLAIN, Trait.STREAM}),
        capability=Capability.TEMPERATURE,
        controls=("temperature zero", "temperature zero streamed", COPIED, COPIED_STREAMED),
        depth=_EXHAUSTIVE,
        requests=3,
    ),
    _long(
        "long text streamed beside tools", chat_with_tools(LONG_PROMPT, max_tokens=LONG_BUDGET, stream=True), OFFERED
    ),
    _long("long text streamed beside a picture", _beside_a_picture, "PNG picture streamed"),
    Conversation(
        name="long text streamed, compressed if the target likes",
        steps=_compressed,
        traits=frozenset({Trait.STREAM}),
        controls=("text streamed", "long text streamed"),
        exclusive=True,
        depth=_EXHAUSTIVE,
    ),
    rejected(
        "temperature 5, streamed",
        "TEMP-004",
        chat(temperature=5, stream=True),
        subject="temperature",
        control="temperature zero streamed",
        capability=Capability.TEMPERATURE,
        depth=_EXHAUSTIVE,
    ),
)
