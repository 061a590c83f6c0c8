"""Faults of finish_reason in a stream."""

from __future__ import annotations

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Event, Reply


@fault(trips=("STREAM-019",), on=On.STREAM)
def finish_reason_always_null(reply: Reply) -> None:
    """The last finish_reason is null like all the others, and `[DONE]` follows."""
    for choice in reply.finals():
        choice["finish_reason"] = None


@fault(trips=("STREAM-019",), on=On.STREAM)
def finish_chunk_missing(reply: Reply) -> None:
    """`[DONE]` follows the last text; there is no chunk with a finish_reason."""
    ends = [chunk for chunk in reply.chunks if any(choice["finish_reason"] for choice in chunk["choices"])]
    reply.drop_chunks(*ends)


@fault(trips=("STREAM-019",), on=On.STREAM)
def finish_reason_in_camel_case(reply: Reply) -> None:
    """The last chunk says finishReason, and its finish_reason is null."""
    for choice in list(reply.finals()):
        choice["finishReason"], choice["finish_reason"] = choice["finish_reason"], None


@fault(trips=("STREAM-019",), on=On.STREAM, when=lambda asked: asked.n > 1)
def one_choice_never_finishes(reply: Reply) -> None:
    """Of two choices only the first one gets a finish_reason."""
    for choice in list(reply.finals()):
        if choice["index"]:
            choice["finish_reason"] = None


@fault(trips=("STREAM-019",), on=On.STREAM, when=lambda asked: asked.has_pictures)
def picture_stream_never_finishes(reply: Reply) -> None:
    """Where the request has a picture no chunk has a finish_reason."""
    for choice in list(reply.finals()):
        choice["finish_reason"] = None


@fault(trips=("STREAM-009", "STREAM-019"), on=On.STREAM)
def choices_always_empty(reply: Reply) -> None:
    """The choices of all chunks are empty arrays: the translation of another interface lost them."""
    for chunk in reply.chunks:
        chunk["choices"] = []


@fault(trips=("STREAM-019",), on=On.STREAM)
def finish_reason_twice(reply: Reply, asked: Asked) -> None:
    """The engine ends the choice, and the gateway in front of it ends it again."""
    final = next(chunk for chunk in reversed(reply.chunks) if chunk["choices"])
    reply.stream.insert(reply.done_at() - asked.wants_usage, Event(final))


@fault(trips=("STREAM-019", "STREAM-022"), on=On.STREAM)
def finish_reason_on_every_chunk(reply: Reply) -> None:
    """Every chunk says that the choice has stopped."""
    for choice in reply.choices():
        choice["finish_reason"] = choice["finish_reason"] or "stop"


@fault(trips=("STREAM-020",), also=("STREAM-019", "STREAM-022"), on=On.STREAM)
def finish_reason_the_word_null(reply: Reply) -> None:
    """The finish_reason of the chunks before the last is the string null."""
    for choice in reply.choices():
        choice["finish_reason"] = choice["finish_reason"] or "null"


@fault(trips=("STREAM-020",), on=On.STREAM)
def finish_reason_empty(reply: Reply) -> None:
    """The last finish_reason of a stream is an empty string."""
    for choice in reply.finals():
        choice["finish_reason"] = ""


@fault(trips=("STREAM-020",), on=On.STREAM)
def finish_reason_empty_before_the_end(reply: Reply) -> None:
    """The finish_reason of the chunks before the last is an empty string."""
    for choice in reply.choices():
        choice["finish_reason"] = choice["finish_reason"] or ""


@fault(trips=("STREAM-020",), on=On.STREAM)
def finish_reason_object(reply: Reply) -> None:
    """The last finish_reason is an object that says why."""
    for choice in reply.finals():
        choice["finish_reason"] = {"type": choice["finish_reason"]}


@fault(trips=("STREAM-020",), on=On.STREAM)
def finish_reason_false_before_the_end(reply: Reply) -> None:
    """The finish_reason of the chunks before the last is false."""
    for choice in reply.choices():
        choice["finish_reason"] = choice["finish_reason"] or False


@fault(trips=("STREAM-020",), on=On.STREAM)
def finish_reason_of_the_engine(reply: Reply) -> None:
    """The finish_reason is the engine's own word for the end of the text."""
    for choice in reply.finals():
        if choice["finish_reason"] == "stop":
            choice["finish_reason"] = "eos_token"


@fault(trips=("STREAM-020",), on=On.STREAM, when=lambda asked: asked.has_pictures)
def finish_reason_capitalized_for_pictures(reply: Reply) -> None:
    """Where the request has a picture another engine answers, which says STOP."""
    for choice in reply.finals():
        choice["finish_reason"] = choice["finish_reason"].upper()


@fault(trips=("STREAM-021",), on=On.STREAM)
def finish_reason_left_out(reply: Reply) -> None:
    """The chunks before the last leave finish_reason out."""
    for choice in reply.choices():
        if choice["finish_reason"] is None:
            del choice["finish_reason"]
