"""Faults of what log probabilities say: tokens that spell something else, alternatives that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Reply

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def _asked(asked: Asked) -> bool:
    return asked.body.get("logprobs") is True


def _alternatives(asked: Asked) -> bool:
    return _asked(asked) and bool(asked.body.get("top_logprobs"))


def _entries(reply: Reply) -> Iterator[dict[str, Any]]:
    for choice in reply.choices():
        yield from (choice.get("logprobs") or {}).get("content") or ()


def _rename(entry: dict[str, Any], token: str) -> None:
    """Write a token otherwise, in its entry and where it stands among its alternatives."""
    written = {"token": token, "bytes": list(token.encode())}
    for other in entry["top_logprobs"]:
        if other["token"] == entry["token"]:
            other.update(written)
    entry.update(written)


@fault(trips=("LOGP-004",), on=On.PLAIN, when=_asked)
def token_bytes_of_the_replacement(reply: Reply) -> None:
    """Tokens are decoded one by one, and their bytes are those of the U+FFFD that comes out."""
    for entry in _entries(reply):
        if not entry["token"].isascii():
            _rename(entry, _REPLACEMENT)


@fault(trips=("LOGP-004",), on=On.PLAIN, when=_asked)
def tokens_trimmed_in_logprobs(reply: Reply) -> None:
    """The decoder of single tokens drops the blank in front of each."""
    for entry in _entries(reply):
        _rename(entry, entry["token"].strip())


@fault(trips=("LOGP-004",), on=On.PLAIN, when=_asked)
def tokens_as_the_vocabulary_has_them(reply: Reply) -> None:
    """The tokens come as the vocabulary over bytes writes them."""
    for entry in _entries(reply):
        _rename(entry, "".join(_written(byte) for byte in entry["token"].encode()))


def _written(byte: int) -> str:
    """Write a byte as vocabularies over bytes do: printable ASCII as it stands, all else beyond it."""
    return chr(byte) if ord("!") <= byte <= ord("~") else chr(byte + 0x100)


@fault(trips=("LOGP-004",), on=On.PLAIN, when=_asked)
def first_token_without_an_entry(reply: Reply) -> None:
    """The token that comes out of reading the prompt has no entry, so that all are off by one."""
    for choice in reply.choices():
        if len(choice["logprobs"]["content"]) > 1:
            del choice["logprobs"]["content"][0]


@fault(trips=("LOGP-005",), on=On.STREAM, when=_asked)
def streamed_logprobs_at_the_end(reply: Reply) -> None:
    """The log probabilities are collected, and come with the last text."""
    entries = list(_entries(reply))
    if not reply.text_events:
        return
    for choice in reply.choices():
        choice["logprobs"] = None
    reply.text_events[-1].data["choices"][0]["logprobs"] = {"content": entries, "refusal": None}


@fault(trips=("LOGP-005",), on=On.STREAM, when=_asked)
def streamed_logprobs_of_every_other_chunk(reply: Reply) -> None:
    """Where two tokens come at once, the entries of the second are lost."""
    for event in reply.text_events[1::2]:
        event.data["choices"][0]["logprobs"] = None


@fault(trips=("LOGP-006",), when=_alternatives)
def top_logprobs_left_out(reply: Reply) -> None:
    """Every token has its log probability, and none an alternative."""
    for entry in _entries(reply):
        entry["top_logprobs"] = []


@fault(trips=("LOGP-006",), when=_alternatives)
def top_logprobs_one_too_many(reply: Reply) -> None:
    """The token that was chosen is counted beside the alternatives, and listed with them."""
    for entry in _entries(reply):
        entry["top_logprobs"].append({"token": "?", "logprob": -20.0, "bytes": [63]})


@fault(trips=("LOGP-006",), when=_alternatives)
def top_logprobs_made_up(reply: Reply) -> None:
    """A backend without log probabilities is given some: 0 for everything."""
    for entry in _entries(reply):
        for other in (entry, *entry["top_logprobs"]):
            other["logprob"] = 0.0


@fault(trips=("LOGP-006",), when=_alternatives)
def top_logprobs_of_another_distribution(reply: Reply) -> None:
    """The alternatives are taken before temperature and penalties, the chosen token behind them."""
    for entry in _entries(reply):
        entry["logprob"] = -3.0


@fault(trips=("STREAM-025",), on=On.STREAM, when=_asked)
def streamed_tokens_without_bytes(reply: Reply) -> None:
    """Streamed, the entries of tokens are built by hand, and lack the bytes."""
    for entry in _entries(reply):
        del entry["bytes"]
