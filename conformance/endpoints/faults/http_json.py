"""Faults of the JSON text of a completion."""

from __future__ import annotations

from collections.abc import Callable

from conformance.endpoints.fault import On, fault
from conformance.endpoints.http_script import json_bytes
from conformance.endpoints.reply import Reply


def _rewrite(reply: Reply, change: Callable[[bytes], bytes]) -> None:
    reply.content = change(json_bytes(reply.content))


@fault(trips=("HTTP-011",), on=On.PLAIN)
def json_in_latin_1(reply: Reply) -> None:
    """Text is encoded as Latin-1."""
    for message in reply.messages():
        message["content"] = f"Voilà: {message['content']}"
    _rewrite(reply, lambda body: body.decode().encode("latin-1", "replace"))


@fault(trips=("HTTP-011",), on=On.PLAIN)
def json_with_half_a_character(reply: Reply) -> None:
    """The text ends in the middle of an emoji, where the token limit fell."""
    for message in reply.messages():
        message["content"] = f"🙂 {message['content']}"
    _rewrite(reply, lambda body: body.replace("🙂".encode(), "🙂".encode()[:2]))


@fault(trips=("HTTP-011",), on=On.PLAIN)
def json_with_byte_order_mark(reply: Reply) -> None:
    """A byte order mark stands before the JSON text."""
    reply.prefix = b"\xef\xbb\xbf"


def _logprobs(reply: Reply, logprob: float) -> None:
    token = {"token": "Hello", "logprob": logprob, "bytes": None, "top_logprobs": []}
    for choice in reply.choices():
        choice["logprobs"] = choice["logprobs"] or {"content": [token], "refusal": None}


@fault(trips=("HTTP-011",), on=On.PLAIN)
def json_with_infinity(reply: Reply) -> None:
    """The logarithm of a probability of zero is written as -Infinity."""
    _logprobs(reply, float("-inf"))


@fault(trips=("HTTP-011",), on=On.PLAIN)
def json_with_nan(reply: Reply) -> None:
    """Half precision overflows, and log probabilities are written as NaN."""
    _logprobs(reply, float("nan"))


@fault(trips=("HTTP-011",), on=On.PLAIN)
def json_twice(reply: Reply) -> None:
    """The completion is written twice."""
    _rewrite(reply, lambda body: body + b"\n" + body)


@fault(trips=("HTTP-011",), on=On.PLAIN)
def json_with_a_nul_behind(reply: Reply) -> None:
    """The buffer is sent with the NUL that ends a string in C."""
    reply.suffix = b"\0"


@fault(trips=("HTTP-025",), on=On.PLAIN)
def json_with_a_name_twice(reply: Reply) -> None:
    """A gateway adds its own model to that of the upstream."""
    _rewrite(reply, lambda body: body.replace(b'"model":', b'"model":"upstream/eyechart-reference","model":', 1))


@fault(trips=("HTTP-025",), on=On.PLAIN)
def json_with_half_a_surrogate_pair(reply: Reply) -> None:
    """The text ends in the middle of an escaped emoji."""
    for message in reply.text_deltas():
        message["content"] += "\ud83d"
    reply.ensure_ascii = True


@fault(trips=("HTTP-025",), on=On.PLAIN)
def json_with_a_huge_number(reply: Reply) -> None:
    """A log probability is written with an exponent that no double holds."""
    _logprobs(reply, -77)
    _rewrite(reply, lambda body: body.replace(b":-77,", b":-1e999,"))


@fault(trips=("HTTP-011",), on=On.PLAIN)
def json_with_a_raw_line_break(reply: Reply) -> None:
    """The text is pasted into the JSON, with its line breaks unescaped."""
    for message in reply.text_deltas():
        message["content"] += "\nbye"
    _rewrite(reply, lambda body: body.replace(rb"\nbye", b"\nbye"))
