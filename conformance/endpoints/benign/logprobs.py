"""Legal ways to treat log probabilities: honest refusals, characters of several tokens, entries beside the text."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, benign
from conformance.endpoints.reply import Reply, error_reply

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def _asked(asked: Asked) -> bool:
    return asked.is_chat and asked.body.get("logprobs") is True


@benign(on=On.ANY, when=lambda asked: asked.is_chat and bool(asked.body.get("logprobs")))
def logprobs_unsupported(reply: Reply) -> Reply:
    """A target without log probabilities says so."""
    if reply.status == HTTPStatus.UNAUTHORIZED:
        return reply
    return error_reply(400, "'logprobs' is not supported with this model.", param="logprobs", code="unsupported_value")


@benign(on=On.PLAIN, when=_asked)
def characters_of_several_tokens(reply: Reply) -> None:
    """A token for each byte of what is not ASCII: the token is U+FFFD, its bytes are true."""
    for choice in reply.choices():
        entries = choice["logprobs"]["content"]
        choice["logprobs"]["content"] = [part for entry in entries for part in _parts(entry)]


def _parts(entry: dict[str, Any]) -> list[dict[str, Any]]:
    if entry["token"].isascii():
        return [entry]
    return [{**entry, "token": _REPLACEMENT, "bytes": [byte], "top_logprobs": []} for byte in entry["bytes"]]


@benign(on=On.PLAIN, when=_asked)
def end_of_turn_has_an_entry(reply: Reply) -> None:
    """The token that ends the turn is listed, too, and no choice has logprobs of a refusal."""
    for choice in reply.choices():
        end = {"token": "<|im_end|>", "logprob": -0.01, "bytes": None, "top_logprobs": []}
        choice["logprobs"] = {"content": [*choice["logprobs"]["content"], end]}


@benign(when=_asked)
def fewer_alternatives_than_asked(reply: Reply) -> None:
    """Alternatives are counted without the token that was chosen, in no order."""
    for choice in reply.choices():
        for entry in (choice["logprobs"] or {}).get("content") or ():
            entry["top_logprobs"] = entry["top_logprobs"][:0:-1]


@benign(on=On.STREAM, when=_asked)
def empty_logprobs_beside_the_role(reply: Reply) -> None:
    """The first chunk has an empty list of entries beside the role."""
    reply.chunks[0]["choices"][0]["logprobs"] = {"content": [], "refusal": None}


@benign(on=On.STREAM, when=_asked)
def text_held_back_behind_its_logprobs(reply: Reply, asked: Asked) -> None:
    """The text of a token comes with the next one, its log probability at once."""
    deltas = reply.text_deltas()
    if len(deltas) > 1 and asked.n == 1:
        texts = [delta["content"] for delta in deltas]
        for delta, text in zip(deltas, ["", *texts[:-2], "".join(texts[-2:])], strict=True):
            delta["content"] = text
