"""Faults of streams that show in one combination only: with usage, with a picture, with logprobs, in another script."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked, image_urls
from conformance.endpoints.failures import hang_up, internal_error
from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.reply import Event, Reply, error_reply
from conformance.model.script import Script


def _wants_usage(asked: Asked) -> bool:
    return asked.wants_usage


def _shows_a_picture(asked: Asked) -> bool:
    return asked.has_pictures


def _drop_finish(reply: Reply) -> None:
    for choice in reply.finals():
        choice["finish_reason"] = None


@fault(trips=("STREAM-019",), on=On.STREAM, when=_wants_usage)
def finish_lost_where_usage_is_asked_for(reply: Reply) -> None:
    """The usage chunk takes the place of the one with the finish_reason."""
    reply.drop_chunks(*(chunk for chunk in reply.chunks if any(c.get("finish_reason") for c in chunk["choices"])))


@fault(trips=("STREAM-019",), on=On.STREAM, when=lambda asked: not asked.wants_usage)
def finish_lost_unless_usage_is_asked_for(reply: Reply) -> None:
    """The last chunk is held back for its usage, and with it the finish_reason, where nobody asked for usage."""
    reply.drop_chunks(*(chunk for chunk in reply.chunks if any(c.get("finish_reason") for c in chunk["choices"])))


@fault(trips=("STREAM-019",), on=On.STREAM, when=lambda asked: bool(asked.body.get("logprobs")))
def finish_lost_beside_logprobs(reply: Reply) -> None:
    """Where logprobs are asked for, chunks are rebuilt without their finish_reason."""
    _drop_finish(reply)


@fault(trips=("LOGP-003",), on=On.STREAM, when=lambda asked: bool(asked.body.get("logprobs")))
def streamed_logprobs_of_the_old_interface(reply: Reply) -> None:
    """The logprobs have the shape of the interface for plain completions."""
    for choice in reply.choices():
        if choice.get("logprobs"):
            tokens = [entry["token"] for entry in choice["logprobs"]["content"]]
            choice["logprobs"] = {"tokens": tokens, "token_logprobs": [-0.1], "top_logprobs": [{}], "text_offset": [0]}


@fault(trips=("STREAM-013",), on=On.STREAM, when=_wants_usage)
def role_missing_where_usage_is_asked_for(reply: Reply) -> None:
    """Where usage is asked for the stream is rebuilt, and no chunk has the role."""
    for delta in reply.messages():
        delta.pop("role", None)


@fault(trips=("USAGE-001",), on=On.STREAM, when=_shows_a_picture)
def usage_missing_beside_a_picture(reply: Reply) -> None:
    """Usage is streamed for texts, and not where the request has a picture."""
    reply.drop_chunks(*(chunk for chunk in reply.chunks if chunk.get("usage")))


@fault(trips=("USAGE-007",), on=On.STREAM, when=_shows_a_picture)
def picture_not_counted_in_streams(reply: Reply) -> None:
    """The tokens of a picture are counted without a stream, and forgotten with one."""
    for usage in reply.usages():
        usage["prompt_tokens"] -= 255
        usage["total_tokens"] -= 255


@fault(trips=("USAGE-001",), on=On.STREAM, when=_wants_usage)
def stream_options_refused_without_a_name(_: Reply) -> Reply:
    """Unknown members are refused, and the error does not say which."""
    return error_reply(400, "Validation: the request body is malformed")


@fault(trips=("USAGE-001",), on=On.STREAM, when=_wants_usage)
def stream_options_fail(_: Reply) -> Reply:
    """The object stream_options is read as if it were one of another class."""
    return internal_error("'dict' object has no attribute 'include_usage'")


@fault(trips=("USAGE-001",), on=On.STREAM, when=_wants_usage)
def stream_options_kill_the_handler(_: Reply) -> Script:
    """The object stream_options kills the handler."""
    return hang_up()


@body_fault(trips=("USAGE-001",), also=("USAGE-011",))
def stream_ignored_where_usage_is_asked_for(body: dict[str, Any]) -> None:
    """To count its tokens the answer is collected, and then it is not streamed any more."""
    if body.get("stream_options") and body.get("stream") is True:
        body.pop("stream_options")
        body.pop("stream")


@fault(trips=("SSE-015",), on=On.STREAM, when=_shows_a_picture)
def done_missing_beside_a_picture(reply: Reply) -> None:
    """Streams about pictures take a path of their own, which ends without the end mark."""
    del reply.stream[reply.done_at()]


@fault(trips=("STREAM-002",), on=On.STREAM, when=_shows_a_picture)
def chunk_ids_change_beside_a_picture(reply: Reply) -> None:
    """Streams about pictures give every chunk an id of its own."""
    for at, chunk in enumerate(reply.chunks):
        chunk["id"] += f"-{at}"


@fault(trips=("STREAM-032",), on=On.STREAM)
def emoji_replaced_in_streams(reply: Reply) -> None:
    """Each token is decoded by itself, so that the bytes of an emoji become U+FFFD."""
    for delta in reply.text_deltas():
        if len(delta["content"].encode()) >= 4 > len(delta["content"]):  # noqa: PLR2004 - bytes of an emoji
            delta["content"] = "\N{REPLACEMENT CHARACTER}" * 4


@fault(trips=("STREAM-032",), on=On.STREAM)
def letters_halved_in_streams(reply: Reply) -> None:
    """Bytes that are no whole character are sent as U+FFFD first, and then again as the character."""
    for delta in reply.text_deltas():
        if not delta["content"].isascii():
            delta["content"] = "\N{REPLACEMENT CHARACTER}" + delta["content"]


@fault(trips=("STREAM-032",), on=On.STREAM)
def blanks_lost_in_streams(reply: Reply) -> None:
    """Each token is trimmed before it is sent, so that words run together."""
    for delta in reply.text_deltas():
        delta["content"] = delta["content"].strip()


@fault(trips=("STREAM-032",), on=On.STREAM)
def text_again_at_the_end(reply: Reply) -> None:
    """Behind the deltas the whole text comes once more."""
    if not reply.text_events:
        return
    last = reply.text_events[-1]
    for index in {choice["index"] for choice in reply.choices()}:
        text = "".join(c["delta"].get("content") or "" for c in reply.choices() if c["index"] == index)
        choice = {**last.data["choices"][0], "index": index, "delta": {"content": text}}
        reply.stream.insert(reply.stream.index(last) + 1, Event({**last.data, "choices": [choice]}))


@body_fault(trips=("IMG-004",))
def gif_answered_without_its_stream(body: dict[str, Any]) -> None:
    """A GIF is converted by a helper that forgets the other members of the request."""
    if any(image["url"].startswith("data:image/gif;") for image in image_urls(body)):
        body.pop("stream", None)
