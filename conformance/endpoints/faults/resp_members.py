"""Faults of what a completion says about itself: id, object, created, fingerprint, tier, and members of its own."""

from __future__ import annotations

from conformance.endpoints.fault import Answering, On, endpoint_fault, fault
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply
from conformance.model.script import ReceivedRequest


@fault(trips=("RESP-001",), on=On.PLAIN)
def id_missing(reply: Reply) -> None:
    """Completions have no id."""
    del reply.content["id"]


@fault(trips=("RESP-001",), on=On.PLAIN)
def id_null(reply: Reply) -> None:
    """The id of completions is null."""
    reply.content["id"] = None


@fault(trips=("RESP-001",), on=On.PLAIN)
def id_empty(reply: Reply) -> None:
    """The id of completions is an empty string."""
    reply.content["id"] = ""


@fault(trips=("RESP-001",), on=On.PLAIN)
def id_number(reply: Reply) -> None:
    """The id of completions is a row number."""
    reply.content["id"] = 4711


@fault(trips=("RESP-001",), on=On.PLAIN, when=lambda asked: asked.has_pictures)
def picture_answer_id_missing(reply: Reply) -> None:
    """Where the request has a picture another pipeline writes the completion, without an id."""
    del reply.content["id"]


@fault(trips=("RESP-002",), on=On.PLAIN)
def object_missing(reply: Reply) -> None:
    """Completions have no object."""
    del reply.content["object"]


@fault(trips=("RESP-002",), on=On.PLAIN)
def object_null(reply: Reply) -> None:
    """The object of completions is null."""
    reply.content["object"] = None


@fault(trips=("RESP-002",), on=On.PLAIN)
def object_empty(reply: Reply) -> None:
    """The object of completions is an empty string."""
    reply.content["object"] = ""


@fault(trips=("RESP-002",), on=On.PLAIN)
def object_number(reply: Reply) -> None:
    """The object of completions is the number of an enumeration."""
    reply.content["object"] = 3


@fault(trips=("RESP-002",), on=On.PLAIN)
def object_of_a_chunk(reply: Reply) -> None:
    """Completions call themselves chunks."""
    reply.content["object"] = "chat.completion.chunk"


@fault(trips=("RESP-002",), on=On.PLAIN)
def object_of_the_old_interface(reply: Reply) -> None:
    """Completions call themselves text completions."""
    reply.content["object"] = "text_completion"


@fault(trips=("RESP-003",), on=On.PLAIN)
def created_missing(reply: Reply) -> None:
    """Completions do not say when they were created."""
    del reply.content["created"]


@fault(trips=("RESP-003",), on=On.PLAIN)
def created_null(reply: Reply) -> None:
    """The member created is null."""
    reply.content["created"] = None


@fault(trips=("RESP-003",), on=On.PLAIN)
def created_fractional(reply: Reply) -> None:
    """The member created has a fraction."""
    reply.content["created"] += 0.123


@fault(trips=("RESP-003",), on=On.PLAIN)
def created_date(reply: Reply) -> None:
    """The member created is a date in words."""
    reply.content["created"] = "2026-11-22T10:00:00Z"


@fault(trips=("RESP-003",), on=On.PLAIN)
def created_in_milliseconds(reply: Reply) -> None:
    """The member created counts milliseconds."""
    reply.content["created"] *= 1000


@fault(trips=("RESP-003",), on=On.PLAIN)
def created_one(reply: Reply) -> None:
    """The member created is always 1."""
    reply.content["created"] = 1


@fault(trips=("RESP-020",), on=On.PLAIN)
def created_copied_from_the_manual(reply: Reply) -> None:
    """The member created is the number of the example in the manual."""
    reply.content["created"] = 1_677_652_288


@endpoint_fault(trips=("RESP-014",))
def same_id_for_ever(healthy: Reference) -> Answering:
    """All completions have the id of the first one."""
    first: list[str] = []

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        for body in reply.bodies:
            if "id" in body:
                first.append(body["id"])
                body["id"] = first[0]
        return reply

    return answer


@fault(trips=("RESP-014",), on=On.PLAIN)
def id_in_the_source(reply: Reply) -> None:
    """The id stands in the source, without a counter."""
    reply.content["id"] = "chatcmpl-1"


@endpoint_fault(trips=("RESP-014",), also=("SEED-010",))
def answer_from_a_cache(healthy: Reference) -> Answering:
    """The same body gets the kept answer, id and all."""
    kept: dict[bytes, Reply] = {}

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        if reply.status == 200 and not reply.is_stream:  # noqa: PLR2004 - the status says more than a name for it
            reply.content = kept.setdefault(request.body, reply).content
        return reply

    return answer


@fault(trips=("RESP-016",), on=On.PLAIN)
def fingerprint_number(reply: Reply) -> None:
    """system_fingerprint is a number."""
    reply.content["system_fingerprint"] = 43


@fault(trips=("RESP-016",), on=On.PLAIN)
def service_tier_empty(reply: Reply) -> None:
    """service_tier is an empty string."""
    reply.content["service_tier"] = ""


@fault(trips=("RESP-017",), on=On.PLAIN)
def timings_of_the_engine(reply: Reply) -> None:
    """The engine adds how fast it was."""
    reply.content["timings"] = {"prompt_ms": 12.5, "predicted_per_second": 48.2}


@fault(trips=("RESP-017",), on=On.PLAIN)
def reasoning_beside_the_text(reply: Reply) -> None:
    """The message has a member for what the model thought."""
    for message in reply.messages():
        message["reasoning_content"] = "The user greets me."


@fault(trips=("RESP-021",), on=On.PLAIN)
def id_of_another_service(reply: Reply) -> None:
    """The id is a bare number, as an upstream made it."""
    reply.content["id"] = reply.content["id"].removeprefix("chatcmpl-")
