"""Legal ways to spread an answer over the chunks of a stream."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, benign
from conformance.endpoints.reply import DONE, Event, Reply


def _parts_of(reply: Reply, index: int) -> list[dict[str, Any]]:
    """Return the parts of one choice, in order."""
    return [choice for choice in reply.choices() if choice["index"] == index]


@benign(on=On.STREAM)
def role_with_the_first_text(reply: Reply, asked: Asked) -> None:
    """The first delta of each choice has the role and the first text together."""
    for index in range(asked.n):
        first, second = _parts_of(reply, index)[:2]
        second["delta"] = {**first["delta"], **second["delta"]}
    reply.drop_chunks(*reply.chunks[: asked.n])


@benign(on=On.STREAM)
def role_alone(reply: Reply) -> None:
    """The first delta has the role and no content."""
    for delta in reply.messages():
        if "role" in delta:
            del delta["content"], delta["refusal"]


@benign(on=On.STREAM)
def role_with_null_content(reply: Reply) -> None:
    """The first delta has the role and a content of null, and so has the last one."""
    for delta in reply.messages():
        if not delta.get("content"):
            delta["content"] = None


@benign(on=On.STREAM)
def role_repeated(reply: Reply) -> None:
    """Every delta says the same role again."""
    for delta in reply.messages():
        delta["role"] = "assistant"


@benign(on=On.STREAM)
def empty_deltas(reply: Reply) -> None:
    """Deltas without text stand between the others: tokens that are half a character."""
    reply.events = [
        empty_or_not
        for event in reply.stream
        for empty_or_not in (([_emptied(event)] if event in reply.text_events else []) + [event])
    ]


def _emptied(event: Event) -> Event:
    chunk = deepcopy(event.data)
    chunk["choices"][0]["delta"] = {"content": ""} if len(chunk["choices"][0]["delta"]["content"]) % 2 else {}
    return Event(chunk)


@benign(on=On.STREAM)
def finish_with_the_last_text(reply: Reply, asked: Asked) -> None:
    """The last text of each choice and its finish_reason stand in one chunk."""
    ends = []
    for index in range(asked.n):
        last, final = _parts_of(reply, index)[-2:]
        last["finish_reason"] = final["finish_reason"]
        ends.append(next(chunk for chunk in reply.chunks if any(choice is final for choice in chunk["choices"])))
    reply.drop_chunks(*ends)


@benign(on=On.STREAM)
def finish_reason_at_the_end_only(reply: Reply) -> None:
    """The chunks before the last leave finish_reason out."""
    for choice in reply.choices():
        if choice["finish_reason"] is None:
            del choice["finish_reason"]


@benign(on=On.STREAM, when=lambda asked: asked.n > 1)
def choices_in_blocks(reply: Reply) -> None:
    """Of two choices the first one is streamed whole before the second one begins."""
    reply.stream.sort(key=lambda event: 9 if event.data == DONE or not event.data["choices"] else _index(event))


def _index(event: Event) -> int:
    return int(event.data["choices"][0]["index"])


@benign(on=On.STREAM, when=lambda asked: asked.n > 1)
def choices_together(reply: Reply) -> None:
    """Chunks bring the next piece of both choices."""
    chunks = [chunk for chunk in reply.chunks if chunk["choices"]]
    rows: dict[int, dict[str, Any]] = {}
    seen: dict[int, int] = {}
    for chunk in chunks:
        index = chunk["choices"][0]["index"]
        row = seen[index] = seen.get(index, -1) + 1
        if row in rows:
            rows[row]["choices"] += chunk["choices"]
        else:
            rows[row] = chunk
    reply.drop_chunks(*(chunk for chunk in chunks if all(chunk is not row for row in rows.values())))


@benign(on=On.STREAM)
def one_letter_a_chunk(reply: Reply) -> None:
    """Every chunk brings one character."""
    events: list[Event] = []
    texts = reply.text_events
    for event in reply.stream:
        events += [_saying(event, letter) for letter in _text(event)] if event in texts else [event]
    reply.events = events


def _text(event: Event) -> str:
    return str(event.data["choices"][0]["delta"]["content"])


def _saying(event: Event, text: str) -> Event:
    chunk = deepcopy(event.data)
    chunk["choices"][0]["delta"]["content"] = text
    return Event(chunk)


@benign(on=On.STREAM)
def created_per_chunk(reply: Reply) -> None:
    """Every chunk is stamped with the time at which it was made."""
    for number, chunk in enumerate(reply.chunks):
        chunk["created"] += number // 10


@benign(on=On.STREAM)
def fingerprint_per_chunk(reply: Reply) -> None:
    """The fingerprint comes and goes, and changes."""
    for number, chunk in enumerate(reply.chunks):
        chunk["system_fingerprint"] = f"fp_{number % 3}" if number % 2 else None


@benign(on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_null_on_every_chunk(reply: Reply) -> None:
    """All chunks but the last have a usage of null, as documented."""
    for chunk in reply.chunks[:-1]:
        chunk["usage"] = None


@benign(on=On.STREAM)
def usage_null_without_being_asked(reply: Reply, asked: Asked) -> None:
    """All chunks have a usage of null where nobody asked for it."""
    if not asked.wants_usage:
        for chunk in reply.chunks:
            chunk["usage"] = None


@benign(on=On.STREAM, when=lambda asked: asked.n == 1)
def thought_before_text(reply: Reply) -> None:
    """A reasoning model streams its thought in a member of its own before the text."""
    first = reply.chunks[0]
    for at, thought in enumerate(("The user ", "wants ", "an answer.")):
        choice = {**first["choices"][0], "delta": {"reasoning_content": thought, "content": None}}
        reply.stream.insert(1 + at, Event({**first, "choices": [choice]}))


@benign(on=On.STREAM)
def padded(reply: Reply) -> None:
    """Chunks have an obfuscation of varying length, as OpenAI pads them."""
    for number, chunk in enumerate(reply.chunks):
        chunk["obfuscation"] = "xk3f9"[: number % 6] * 3
