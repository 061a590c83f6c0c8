"""Limits: long histories and texts, odd characters, deep and huge JSON, long header fields, overflowing prompts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.conversations.building import A_MISTAKE, READY, Body, accepted, chat, either, one_step
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.msg import message
from conformance.model.request import JSON_CONTENT, Expectation, Request
from conformance.model.settings import Depth, Dialect, Hazard

HUNDRED_MESSAGES = "a hundred messages"
LONG_TEXTS = ("text of 20 kB", "text of 200 kB")
ODD_CHARACTERS = ("text with half a surrogate pair", "text with NUL", "text with control characters")
DEEP = (
    "JSON nested 500 deep in an unknown member",
    "JSON nested 10,000 deep in an unknown member",
    "JSON nested 10,000 deep as content",
)
HUGE_NUMBERS = ("seed of 31 digits", "temperature beyond every float", "seed of 5,000 digits")
ODD_JSON = ("body behind a byte order mark", "body with a member twice")
LONG_HEADER = "header field of 8 KiB"
OVERFLOWS = ("prompt beyond the context window", "prompt beyond the context window, streamed")

_FEW, _MANY = 20_000, 200_000
_PAIRS = 50
_WORDS = "lantern harbour meadow whistle copper gravel "
_LARGEST_WINDOW = 1 << 15
"""Tokens; a larger window costs more to overflow than the answer is worth."""
_WINDOWS = ("max_model_len", "context_length", "context_window", "max_context_length", "n_ctx", "n_ctx_train")
"""Members under which servers tell the window of a model in their list of models; the API defines none."""


def _history() -> list[dict[str, Any]]:
    pairs = ((message("user", f"This is note {at}."), message("assistant", "Noted.")) for at in range(_PAIRS))
    return [*(one for pair in pairs for one in pair), message("user")]


def _long(length: int) -> str:
    return f"{(_WORDS * (length // len(_WORDS) + 1))[:length]}\n{READY}"


def _escaped(escape: bytes) -> Body:
    """Build a text with an escape that `json.dumps` would not write."""
    return lambda dialect: chat(f"{READY} @")(dialect).replace(b"@", escape)


def _with_temperature(written: bytes) -> Body:
    return lambda dialect: chat(temperature=0)(dialect).replace(b'"temperature":0', written)


def _with_seed(digits: int) -> Body:
    """Build a seed of so many digits; Python refuses to write an integer of thousands."""
    return lambda dialect: chat(seed=0)(dialect).replace(b'"seed":0', b'"seed":1' + b"0" * (digits - 1))


def _nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def _deep_member(depth: int) -> Body:
    return lambda dialect: chat()(dialect)[:-1] + b',"eyechart_nested":' + _nested(depth) + b"}"


def _deep_content(depth: int) -> Body:
    return lambda dialect: chat("@")(dialect).replace(b'"@"', _nested(depth))


def _marked(dialect: Dialect) -> bytes:
    return b"\xef\xbb\xbf" + chat()(dialect)


_ODDITIES: tuple[tuple[str, Body, Depth, Hazard], ...] = (
    (LONG_TEXTS[0], chat(_long(_FEW)), Depth.STANDARD, Hazard.NONE),
    (LONG_TEXTS[1], chat(_long(_MANY)), Depth.EXHAUSTIVE, Hazard.NONE),
    (ODD_CHARACTERS[0], _escaped(rb"\ud83d"), Depth.STANDARD, Hazard.NONE),
    (ODD_CHARACTERS[1], _escaped(rb"\u0000"), Depth.EXHAUSTIVE, Hazard.NONE),
    (ODD_CHARACTERS[2], _escaped(rb"\u0001\u0008\u001b[31m\u007f\u0085\ufeff\uffff"), Depth.EXHAUSTIVE, Hazard.NONE),
    (DEEP[0], _deep_member(500), Depth.STANDARD, Hazard.NONE),
    (DEEP[1], _deep_member(10_000), Depth.EXHAUSTIVE, Hazard.CRASH),
    (DEEP[2], _deep_content(10_000), Depth.EXHAUSTIVE, Hazard.CRASH),
    (HUGE_NUMBERS[0], _with_seed(31), Depth.STANDARD, Hazard.NONE),
    (HUGE_NUMBERS[1], _with_temperature(b'"temperature":1e400'), Depth.EXHAUSTIVE, Hazard.NONE),
    (HUGE_NUMBERS[2], _with_seed(5_000), Depth.EXHAUSTIVE, Hazard.NONE),
    (ODD_JSON[0], _marked, Depth.EXHAUSTIVE, Hazard.NONE),
    (ODD_JSON[1], _with_temperature(b'"temperature":0,"temperature":1'), Depth.EXHAUSTIVE, Hazard.NONE),
)


def _either() -> Iterator[Conversation]:
    for name, body, depth, hazard in _ODDITIES:
        yield replace(either(name, body, subject="body"), depth=depth, hazard=hazard)


def window_of(models: Any, name: str) -> int | None:
    """Return the context window that a list of models tells for a model, or None."""
    entries = models.get("data") if isinstance(models, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("id") == name:
            meta = entry.get("meta")
            told = (meta if isinstance(meta, dict) else {}) | entry
            return next((told[key] for key in _WINDOWS if type(told.get(key)) is int and told[key] > 0), None)
    return None


def _overflows(*, stream: bool) -> Conversation:
    def steps(dialect: Dialect) -> Steps:
        listed = yield Request(
            body=b"", label="control", expectation=Expectation.EITHER, method="GET", path="/models", headers=()
        )
        window = window_of(listed.value, dialect.model)
        if window and window <= _LARGEST_WINDOW:
            # A word is a token at least, in every vocabulary.
            prompt = " ".join((_WORDS * (window // 4)).split()[: window + window // 4])
            members = {"stream": True} if stream else {}
            yield Request(body=chat(prompt, **members)(dialect), expectation=Expectation.EITHER)

    return Conversation(
        name=OVERFLOWS[stream],
        steps=steps,
        traits=frozenset({Trait.ALONE}),
        controls=("text streamed" if stream else "text", A_MISTAKE),
        depth=Depth.EXHAUSTIVE if stream else Depth.STANDARD,
        requests=2,
    )


CONVERSATIONS = (
    accepted(HUNDRED_MESSAGES, "LIM-001", chat(messages=_history()), controls=("text",)),
    *_either(),
    Conversation(
        name=LONG_HEADER,
        steps=one_step(
            chat(),
            expectation=Expectation.EITHER,
            headers=(*JSON_CONTENT, ("X-Eyechart-Padding", "x" * (1 << 13))),
        ),
        traits=frozenset({Trait.ALONE}),
        controls=("text", A_MISTAKE),
    ),
    _overflows(stream=False),
    _overflows(stream=True),
)
