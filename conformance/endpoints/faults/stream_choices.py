"""Faults of the choices in the chunks of a stream: index, delta, role and text."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Event, Reply


@fault(trips=("STREAM-010",), on=On.STREAM)
def index_missing(reply: Reply) -> None:
    """The choices of the chunks have no index."""
    for choice in reply.choices():
        del choice["index"]


@fault(trips=("STREAM-010",), on=On.STREAM)
def index_null(reply: Reply) -> None:
    """The index of the choices is null."""
    for choice in reply.choices():
        choice["index"] = None


@fault(trips=("STREAM-010",), on=On.STREAM)
def index_text(reply: Reply) -> None:
    """The index of the choices is a string."""
    for choice in reply.choices():
        choice["index"] = str(choice["index"])


@fault(trips=("STREAM-010",), on=On.STREAM)
def index_from_one(reply: Reply) -> None:
    """The choices are counted from 1."""
    for choice in reply.choices():
        choice["index"] += 1


@fault(trips=("STREAM-010",), on=On.STREAM)
def index_counts_chunks(reply: Reply) -> None:
    """The index of the choice is the number of the chunk."""
    for number, choice in enumerate(reply.choices()):
        choice["index"] = number


@fault(trips=("STREAM-011",), on=On.STREAM, when=lambda asked: asked.n > 1)
def last_choice_first(reply: Reply) -> None:
    """Of two choices the second one begins."""
    reply.stream[0], reply.stream[1] = reply.stream[1], reply.stream[0]


@fault(trips=("STREAM-012",), on=On.STREAM)
def delta_missing_at_the_end(reply: Reply) -> None:
    """The chunk with the finish_reason has no delta."""
    for choice in reply.finals():
        del choice["delta"]


@fault(trips=("STREAM-012",), on=On.STREAM)
def delta_null_at_the_end(reply: Reply) -> None:
    """The chunk with the finish_reason has a delta of null."""
    for choice in reply.finals():
        choice["delta"] = None


@fault(trips=("STREAM-012",), on=On.STREAM)
def message_in_place_of_delta(reply: Reply) -> None:
    """The chunks have a message where the delta should be."""
    for choice in reply.choices():
        choice["message"] = choice.pop("delta")


@fault(trips=("STREAM-012",), on=On.STREAM)
def delta_text(reply: Reply) -> None:
    """The delta is the text itself."""
    for choice in reply.choices():
        choice["delta"] = choice["delta"].get("content") or ""


def _without_role(reply: Reply) -> None:
    for delta in reply.messages():
        delta.pop("role", None)


@fault(trips=("STREAM-013",), on=On.STREAM)
def role_never_said(reply: Reply) -> None:
    """No delta says a role."""
    _without_role(reply)


@fault(trips=("STREAM-013",), on=On.STREAM, when=lambda asked: asked.n > 1)
def role_for_one_choice_only(reply: Reply) -> None:
    """Of two choices only the first one has a role."""
    for choice in reply.choices():
        if choice["index"]:
            choice["delta"].pop("role", None)


@fault(trips=("STREAM-013",), on=On.STREAM, when=lambda asked: asked.has_pictures)
def role_missing_for_pictures(reply: Reply) -> None:
    """Where the request has a picture no delta says a role."""
    _without_role(reply)


@fault(trips=("STREAM-014",), on=On.STREAM)
def role_at_the_end(reply: Reply) -> None:
    """The role comes with the finish_reason."""
    _without_role(reply)
    for choice in reply.finals():
        choice["delta"]["role"] = "assistant"


@fault(trips=("STREAM-014",), on=On.STREAM, when=lambda asked: asked.n == 1)
def thought_before_role(reply: Reply) -> None:
    """The first delta brings a thought, and the role comes behind it."""
    first = reply.chunks[0]
    thought = {**first["choices"][0], "delta": {"reasoning_content": "The user wants a word."}}
    reply.stream.insert(0, Event({**first, "choices": [thought]}))


@fault(trips=("STREAM-015",), on=On.STREAM)
def role_on_every_chunk(reply: Reply) -> None:
    """Every delta says the role."""
    for delta in reply.messages():
        delta["role"] = "assistant"


def _behind_finish(reply: Reply, asked: Asked, delta: dict[str, Any]) -> None:
    """Put one more delta of choice 0 behind the last finish."""
    shared, choice = reply.chunks[0], reply.chunks[0]["choices"][0]
    at = reply.done_at() - asked.wants_usage
    reply.stream.insert(at, Event({**shared, "choices": [{**choice, "delta": delta, "finish_reason": None}]}))


@fault(trips=("STREAM-015",), on=On.STREAM)
def role_after_the_finish(reply: Reply, asked: Asked) -> None:
    """An empty delta with the role follows the finish_reason."""
    _behind_finish(reply, asked, {"role": "assistant", "content": ""})


@fault(trips=("STREAM-016",), on=On.STREAM)
def role_empty(reply: Reply) -> None:
    """The deltas that bring text say that the role is an empty string."""
    for delta in reply.text_deltas():
        delta["role"] = ""


@fault(trips=("STREAM-016",), on=On.STREAM)
def role_number(reply: Reply) -> None:
    """The role of the first delta is the number of an enumeration."""
    for delta in reply.messages():
        if "role" in delta:
            delta["role"] = 1


@fault(trips=("STREAM-016",), on=On.STREAM)
def role_of_another_interface(reply: Reply) -> None:
    """The role of the first delta is `model`, as another interface calls it."""
    for delta in reply.messages():
        if "role" in delta:
            delta["role"] = "model"


@fault(trips=("STREAM-017",), on=On.STREAM)
def role_null(reply: Reply) -> None:
    """The deltas that bring text say that the role is null."""
    for delta in reply.text_deltas():
        delta["role"] = None


@fault(trips=("STREAM-018",), on=On.STREAM)
def delta_content_of_parts(reply: Reply) -> None:
    """The content of the deltas is an array of parts."""
    for delta in reply.text_deltas():
        delta["content"] = [{"type": "text", "text": delta["content"]}]


@fault(trips=("STREAM-018",), on=On.STREAM)
def delta_content_number(reply: Reply) -> None:
    """A token of digits goes through the JSON encoder as a number."""
    for delta in reply.text_deltas():
        if delta["content"].strip().isdigit():
            delta["content"] = int(delta["content"])


@fault(trips=("STREAM-022",), on=On.STREAM)
def text_after_the_finish(reply: Reply, asked: Asked) -> None:
    """What the tokenizer held back comes behind the finish_reason."""
    _behind_finish(reply, asked, {"content": " indeed"})


@fault(trips=("STREAM-022",), on=On.STREAM)
def finish_before_the_last_text(reply: Reply) -> None:
    """The chunk with the finish_reason overtakes the last text of its choice."""
    for final in list(reply.finals()):
        last = [choice for choice in reply.choices() if choice["index"] == final["index"]][-2]
        if not last["delta"].get("content"):
            continue
        last["delta"], final["delta"] = final["delta"], last["delta"]
        last["finish_reason"], final["finish_reason"] = final["finish_reason"], None


@fault(trips=("STREAM-023",), on=On.STREAM)
def finish_with_the_last_text(reply: Reply) -> None:
    """The last text and the finish_reason stand in one chunk."""
    for final in list(reply.finals()):
        last = [choice for choice in reply.choices() if choice["index"] == final["index"]][-2]
        final["delta"], last["delta"] = last["delta"], {}


@fault(trips=("STREAM-024",), on=On.STREAM)
def text_so_far(reply: Reply) -> None:
    """Every delta brings the whole text so far."""
    said: dict[int, str] = {}
    for choice in reply.choices():
        if choice["delta"].get("content"):
            said[choice["index"]] = said.get(choice["index"], "") + choice["delta"]["content"]
            choice["delta"]["content"] = said[choice["index"]]


@fault(trips=("STREAM-028",), on=On.STREAM)
def text_in_one_delta(reply: Reply) -> None:
    """The whole text comes in one delta, as from a server that only pretends to stream."""
    for final in list(reply.finals()):
        deltas = [choice["delta"] for choice in reply.choices() if choice["index"] == final["index"]]
        deltas[1]["content"] = "".join(delta.pop("content", "") for delta in deltas[1:])


@fault(trips=("STREAM-029",), on=On.STREAM)
def stream_without_text(reply: Reply) -> None:
    """The stream begins, ends with stop, and says nothing between."""
    if all(final["finish_reason"] == "stop" for final in reply.finals()):
        reply.drop_chunks(*(event.data for event in reply.text_events))


@fault(trips=("STREAM-029",), on=On.STREAM, when=lambda asked: asked.has_pictures)
def picture_answered_without_text(reply: Reply) -> None:
    """Where the request has a picture the stream says nothing and ends with stop."""
    reply.drop_chunks(*(event.data for event in reply.text_events))
