"""Faults of what all chunks of a stream have in common: id, object, created, model, and the array of choices."""

from __future__ import annotations

from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Event, Reply


@fault(trips=("STREAM-002",), on=On.STREAM)
def chunk_id_missing(reply: Reply) -> None:
    """The chunks have no id."""
    for chunk in reply.chunks:
        del chunk["id"]


@fault(trips=("STREAM-002",), on=On.STREAM)
def chunk_id_null(reply: Reply) -> None:
    """The id of the chunks is null."""
    for chunk in reply.chunks:
        chunk["id"] = None


@fault(trips=("STREAM-002",), on=On.STREAM)
def chunk_id_number(reply: Reply) -> None:
    """The id of the chunks is the number of the request."""
    for chunk in reply.chunks:
        chunk["id"] = 4711


@fault(trips=("STREAM-002",), on=On.STREAM)
def chunk_id_empty(reply: Reply) -> None:
    """The id of the chunks is an empty string."""
    for chunk in reply.chunks:
        chunk["id"] = ""


@fault(trips=("STREAM-002",), on=On.STREAM)
def chunk_id_changes(reply: Reply) -> None:
    """Every chunk has an id of its own."""
    for number, chunk in enumerate(reply.chunks):
        chunk["id"] += f"-{number}"


@fault(trips=("STREAM-002",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_chunk_with_another_id(reply: Reply) -> None:
    """A gateway adds the usage chunk and gives it an id of its own."""
    reply.chunks[-1]["id"] = "chatcmpl-gateway"


@fault(trips=("STREAM-003",), on=On.STREAM)
def chunk_object_missing(reply: Reply) -> None:
    """The chunks have no object."""
    for chunk in reply.chunks:
        del chunk["object"]


@fault(trips=("STREAM-002", "STREAM-003", "STREAM-004"), on=On.STREAM, when=lambda asked: not asked.wants_usage)
def last_chunk_bare(reply: Reply) -> None:
    """The last chunk lacks id, object and created."""
    for member in ("id", "object", "created"):
        del reply.chunks[-1][member]


@fault(trips=("STREAM-003",), on=On.STREAM)
def chunk_object_null(reply: Reply) -> None:
    """The object of the chunks is null."""
    for chunk in reply.chunks:
        chunk["object"] = None


@fault(trips=("STREAM-003",), on=On.STREAM)
def chunk_object_empty(reply: Reply) -> None:
    """The object of the chunks is an empty string."""
    for chunk in reply.chunks:
        chunk["object"] = ""


@fault(trips=("STREAM-003",), on=On.STREAM)
def chunk_object_number(reply: Reply) -> None:
    """The object of the chunks is the number of an enumeration."""
    for chunk in reply.chunks:
        chunk["object"] = 2


@fault(trips=("STREAM-003",), on=On.STREAM)
def chunk_object_of_a_completion(reply: Reply) -> None:
    """The chunks call themselves chat.completion."""
    for chunk in reply.chunks:
        chunk["object"] = "chat.completion"


@fault(trips=("STREAM-003",), on=On.STREAM)
def chunk_object_of_text(reply: Reply) -> None:
    """The chunks call themselves text_completion, as in the interface without messages."""
    for chunk in reply.chunks:
        chunk["object"] = "text_completion"


@fault(trips=("STREAM-004",), on=On.STREAM)
def chunk_created_missing(reply: Reply) -> None:
    """The chunks have no created."""
    for chunk in reply.chunks:
        del chunk["created"]


@fault(trips=("STREAM-004",), on=On.STREAM)
def chunk_created_null(reply: Reply) -> None:
    """The time of the chunks is null."""
    for chunk in reply.chunks:
        chunk["created"] = None


@fault(trips=("STREAM-004",), on=On.STREAM)
def chunk_created_fractional(reply: Reply) -> None:
    """The time of the chunks has a fraction."""
    for chunk in reply.chunks:
        chunk["created"] += 0.123


@fault(trips=("STREAM-004",), on=On.STREAM)
def chunk_created_text(reply: Reply) -> None:
    """The time of the chunks is a date as text."""
    for chunk in reply.chunks:
        chunk["created"] = "2026-11-22T16:00:00Z"


@fault(trips=("STREAM-004",), on=On.STREAM)
def chunk_created_in_milliseconds(reply: Reply) -> None:
    """The time of the chunks is in milliseconds."""
    for chunk in reply.chunks:
        chunk["created"] *= 1000


@fault(trips=("STREAM-004",), on=On.STREAM)
def chunk_created_one(reply: Reply) -> None:
    """The time of the chunks is always 1."""
    for chunk in reply.chunks:
        chunk["created"] = 1


@fault(trips=("RESP-020",), on=On.STREAM)
def chunk_created_by_a_slow_clock(reply: Reply) -> None:
    """The time of the chunks is two years behind."""
    for chunk in reply.chunks:
        chunk["created"] -= 2 * 365 * 86_400


@fault(trips=("STREAM-005",), on=On.STREAM)
def chunk_created_changes(reply: Reply) -> None:
    """Every chunk is stamped with its own time."""
    for number, chunk in enumerate(reply.chunks):
        chunk["created"] += number // 4


@fault(trips=("STREAM-006",), on=On.STREAM)
def chunk_model_missing(reply: Reply) -> None:
    """The chunks have no model."""
    for chunk in reply.chunks:
        del chunk["model"]


@fault(trips=("STREAM-006",), on=On.STREAM)
def chunk_model_null(reply: Reply) -> None:
    """The model of the chunks is null."""
    for chunk in reply.chunks:
        chunk["model"] = None


@fault(trips=("STREAM-006",), on=On.STREAM)
def chunk_model_object(reply: Reply) -> None:
    """The model of the chunks is an object that describes it."""
    for chunk in reply.chunks:
        chunk["model"] = {"name": chunk["model"], "quantization": "Q4_K_M"}


@fault(trips=("STREAM-007",), on=On.STREAM)
def chunk_model_changes(reply: Reply) -> None:
    """The first chunk names the alias that was asked for, the others the model behind it."""
    for chunk in reply.chunks[1:]:
        chunk["model"] += "-2026-08-01"


@fault(trips=("STREAM-008",), on=On.STREAM)
def last_chunk_without_choices(reply: Reply) -> None:
    """A chunk with statistics and without choices ends the stream."""
    shared = {name: value for name, value in reply.chunks[0].items() if name != "choices"}
    reply.insert_before_done(Event({**shared, "stats": {"tokens_per_second": 51.4}}))


@fault(trips=("STREAM-008",), on=On.STREAM)
def usage_chunk_choices_null(reply: Reply) -> None:
    """A last chunk has `choices: null`."""
    if reply.chunks[-1]["choices"]:
        reply.insert_before_done(Event({**reply.chunks[0], "choices": None}))
    else:
        reply.chunks[-1]["choices"] = None


@fault(trips=("STREAM-008",), on=On.STREAM, when=lambda asked: asked.n == 1)
def choices_object(reply: Reply) -> None:
    """The choices of the chunks are an object with the index as its name."""
    for chunk in reply.chunks:
        chunk["choices"] = {str(choice["index"]): choice for choice in chunk["choices"]}


@fault(trips=("STREAM-009",), on=On.STREAM)
def first_chunk_without_choices(reply: Reply) -> None:
    """The stream is opened by a chunk with empty choices, so that clients see that something happens."""
    reply.stream.insert(0, Event({**reply.chunks[0], "choices": []}))


@fault(trips=("STREAM-009",), on=On.STREAM)
def keepalive_chunks(reply: Reply) -> None:
    """The connection is kept alive by chunks with empty choices."""
    reply.stream.insert(2, Event({**reply.chunks[0], "choices": []}))
