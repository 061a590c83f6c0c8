"""Faults of token usage in streams."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.reply import Event, Reply

_COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")
_USAGE = {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}


def _apart(reply: Reply) -> dict[str, Any]:
    """Take the usage chunk out of the stream."""
    usage = reply.chunks[-1]
    reply.drop_chunks(usage)
    return usage


@body_fault(trips=("USAGE-001",), also=("USAGE-010",))
def stream_options_ignored(body: dict[str, Any]) -> None:
    """The stream_options of a stream are ignored: no usage comes."""
    if body.get("stream"):
        body.pop("stream_options", None)


@fault(trips=("USAGE-001",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_inside_the_choice(reply: Reply) -> None:
    """Usage stands in the last choice, and nowhere else."""
    usage = _apart(reply)["usage"]
    reply.chunks[-1]["choices"][0]["usage"] = usage


@fault(trips=("USAGE-001",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_twice(reply: Reply) -> None:
    """The engine sends usage, and the gateway in front of it sends it again."""
    reply.insert_before_done(Event(reply.chunks[-1]))


@fault(trips=("USAGE-001",), on=On.STREAM, when=lambda asked: asked.wants_usage and asked.n > 1)
def usage_behind_every_choice(reply: Reply) -> None:
    """Each choice is a request of its own to the engine, and brings usage when it ends."""
    finish = next(at for at, chunk in enumerate(reply.chunks) if any(c["finish_reason"] for c in chunk["choices"]))
    reply.stream.insert(finish + 1, Event(reply.chunks[-1]))


@fault(trips=("USAGE-002",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_with_the_finish(reply: Reply) -> None:
    """Usage stands on the chunk with the finish_reason instead of behind it."""
    usage = _apart(reply)["usage"]
    reply.chunks[-1]["usage"] = usage


@fault(trips=("USAGE-002",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_before_the_finish(reply: Reply) -> None:
    """The usage chunk comes as soon as the last token was counted, in front of the finish_reason."""
    reply.stream.insert(reply.done_at() - 2, Event(_apart(reply)))


@fault(trips=("USAGE-002",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_not_last(reply: Reply) -> None:
    """An empty delta follows the usage chunk."""
    shared, choice = reply.chunks[0], reply.chunks[0]["choices"][0]
    reply.insert_before_done(Event({**shared, "choices": [{**choice, "delta": {}}]}))


@fault(trips=("USAGE-003",), on=On.STREAM, when=lambda asked: not asked.wants_usage)
def usage_without_being_asked(reply: Reply) -> None:
    """The usage chunk comes whether it was asked for or not."""
    reply.insert_before_done(Event({**reply.chunks[0], "choices": [], "usage": _USAGE}))


@fault(trips=("USAGE-003",), on=On.STREAM, when=lambda asked: not asked.wants_usage)
def usage_on_the_finish_without_being_asked(reply: Reply) -> None:
    """The chunk with the finish_reason has usage though nobody asked for it."""
    reply.chunks[-1]["usage"] = _USAGE


@fault(trips=("USAGE-004",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_on_every_chunk(reply: Reply) -> None:
    """Every chunk has the counts so far."""
    total = reply.chunks[-1]["usage"]
    for count, chunk in enumerate(reply.chunks[:-1]):
        chunk["usage"] = {name: total["prompt_tokens"] if name == _COUNTS[0] else count for name in _COUNTS}
        chunk["usage"]["total_tokens"] += total["prompt_tokens"]


@fault(trips=("USAGE-004",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_of_zeros_on_every_chunk(reply: Reply) -> None:
    """Every chunk before the last has a usage of zeros."""
    for chunk in reply.chunks[:-1]:
        chunk["usage"] = dict.fromkeys(_COUNTS, 0)


@fault(trips=("USAGE-003",), on=On.STREAM, when=lambda asked: not asked.wants_usage)
def usage_of_zeros_without_being_asked(reply: Reply) -> None:
    """Every chunk has a usage of zeros though nobody asked for it."""
    for chunk in reply.chunks:
        chunk["usage"] = dict.fromkeys(_COUNTS, 0)


@fault(trips=("USAGE-004", "USAGE-005"), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_placeholder(reply: Reply) -> None:
    """The chunks that bring text have a usage with a total only."""
    for event in reply.text_events:
        event.data["usage"] = {"total_tokens": 0}


@fault(trips=("USAGE-005",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_without_total(reply: Reply) -> None:
    """The streamed usage has no total_tokens."""
    for usage in reply.usages():
        del usage["total_tokens"]


@fault(trips=("USAGE-005",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_in_text(reply: Reply) -> None:
    """The counts of the streamed usage are strings."""
    for usage in reply.usages():
        usage.update({name: str(usage[name]) for name in _COUNTS})


@fault(trips=("USAGE-005",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_array(reply: Reply) -> None:
    """The streamed usage is an array of one element for each step."""
    reply.chunks[-1]["usage"] = [reply.chunks[-1]["usage"]]


@fault(trips=("USAGE-005",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_prompt_null(reply: Reply) -> None:
    """The prompt_tokens of the streamed usage are null."""
    for usage in reply.usages():
        usage["prompt_tokens"] = None


@fault(trips=("USAGE-005",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_negative(reply: Reply) -> None:
    """The completion_tokens of the streamed usage are what is left of a negative total."""
    for usage in reply.usages():
        usage["total_tokens"], usage["completion_tokens"] = 0, -usage["prompt_tokens"]


@fault(trips=("USAGE-006",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_total_without_prompt(reply: Reply) -> None:
    """The total_tokens of the streamed usage leave out the prompt."""
    for usage in reply.usages():
        usage["total_tokens"] = usage["completion_tokens"]


@fault(trips=("USAGE-007",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_prompt_zero_in_streams(reply: Reply) -> None:
    """The prompt_tokens are 0 where the answer is streamed."""
    for usage in reply.usages():
        usage["prompt_tokens"], usage["total_tokens"] = 0, usage["completion_tokens"]


@body_fault(trips=("USAGE-008",))
def stream_options_accepted_without_stream(body: dict[str, Any]) -> None:
    """Where nothing is streamed stream_options are ignored."""
    if not body.get("stream"):
        body.pop("stream_options", None)
