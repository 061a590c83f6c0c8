"""Answers as chunks (`CreateChatCompletionStreamResponse`) in an event stream that ends with `[DONE]`."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from itertools import chain, cycle
from typing import Any

from conformance.selftest.second_endpoint.answers import Answer, Json
from conformance.selftest.second_endpoint.manners import Manner
from conformance.selftest.second_endpoint.sampling import Pick
from conformance.selftest.second_endpoint.speaking import Spoken

_TOGETHER = (1, 2)
"""Tokens of one chunk after the other."""
_LETTERS_OF_ARGUMENTS = 9
_LONGEST_PADDING = 6


def events(answer: Answer) -> Iterator[bytes]:
    """Yield the events of an answer, behind a comment."""
    yield f": written as you read{answer.manner.line_end * 2}".encode()
    for chunk in _chunks(answer):
        yield _event(json.dumps(chunk, ensure_ascii=False, allow_nan=False), answer.manner)
    yield _event("[DONE]", answer.manner)


def _event(data: str, manner: Manner) -> bytes:
    return f"data: {data}{manner.line_end * 2}".encode()


def _chunks(answer: Answer) -> Iterator[Json]:
    choices = [_deltas(answer, number, spoken) for number, spoken in enumerate(answer.choices)]
    for choice in _by_turns(choices) if answer.manner.in_turn else chain(*choices):
        yield _chunk(answer, [choice], {"usage": None})
    options = answer.request.stream_options
    if options is not None and options.include_usage:
        yield _chunk(answer, [], {"usage": answer.usage()})


def _by_turns(choices: Sequence[Iterator[Json]]) -> Iterator[Json]:
    under_way = list(choices)
    while under_way:
        for choice in list(under_way):
            told = next(choice, None)
            if told is None:
                under_way.remove(choice)
            else:
                yield told


def _chunk(answer: Answer, choices: Sequence[Json], usage: Json) -> Json:
    options = answer.request.stream_options
    chunk: Json = {**answer.common, "object": "chat.completion.chunk", "choices": choices}
    if usage["usage"] or (answer.manner.names_null_usage and options is not None and options.include_usage):
        chunk |= usage
    if answer.manner.is_brief and (options is None or options.include_obfuscation):
        chunk["obfuscation"] = secrets.token_urlsafe(1 + secrets.randbelow(_LONGEST_PADDING))
    return chunk


def _deltas(answer: Answer, number: int, spoken: Spoken) -> Iterator[Json]:
    """Yield what is said of one choice; the role stands in the first delta, whatever else does."""
    role: Json = {"role": "assistant"}
    if answer.manner.begins_with_role:
        yield {"index": number, "delta": {**role, "content": None if spoken.calls else ""}, "finish_reason": None}
        role = {}
    for delta, picks in _fragments(spoken, answer.manner) if spoken.calls else _texts(spoken):
        said = {"index": number, "delta": {**role, **delta}, "finish_reason": None}
        role = {}
        yield said | answer.logprobs(spoken, picks)
    yield {"index": number, "delta": role and {**role, "content": ""}, "finish_reason": spoken.finish}


def _texts(spoken: Spoken) -> Iterator[tuple[Json, list[Pick]]]:
    """Yield deltas of a few tokens each."""
    sizes = cycle(_TOGETHER)
    text, picks, size = "", list[Pick](), next(sizes)
    for piece in spoken.pieces():
        text, picks = text + piece.text, [*picks, *piece.picks]
        if text and len(picks) >= size:
            yield {"content": text}, picks
            text, picks, size = "", [], next(sizes)
    if text or picks:
        yield {"content": text}, picks


def _fragments(spoken: Spoken, manner: Manner) -> Iterator[tuple[Json, list[Pick]]]:
    for number, (one, call) in enumerate(zip(spoken.ids, spoken.calls, strict=True)):
        arguments = call.arguments if manner.whole_calls else ""
        begun: Any = {"name": call.name, "arguments": arguments}
        yield {"tool_calls": [{"index": number, "id": one, "type": "function", "function": begun}]}, []
        for at in range(len(arguments), len(call.arguments), _LETTERS_OF_ARGUMENTS):
            part = call.arguments[at : at + _LETTERS_OF_ARGUMENTS]
            yield {"tool_calls": [{"index": number, "function": {"arguments": part}}]}, []
