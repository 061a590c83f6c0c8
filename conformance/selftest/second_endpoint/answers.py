"""Answers as the specification has them: one object, or chunks and `[DONE]`."""

from __future__ import annotations

import json
import secrets
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import Any

from conformance.selftest.second_endpoint.planning import Call, Plan, plan_for
from conformance.selftest.second_endpoint.prompts import Prompt, read_prompt
from conformance.selftest.second_endpoint.refusals import Refusal
from conformance.selftest.second_endpoint.sampling import Dials, Pick, Sampler
from conformance.selftest.second_endpoint.shapes import ChatRequest, NamedChoice
from conformance.selftest.second_endpoint.vocabulary import END, bytes_of, encode
from conformance.selftest.second_endpoint.writing import Piece, Writing

WINDOW = 32_768
SNAPSHOT = "2026-11-22"
_TOGETHER = (1, 2)
"""Tokens of one chunk after the other."""
_AROUND_CALL = 6
_LETTERS_OF_ARGUMENTS = 9

Json = dict[str, Any]


@dataclass
class Spoken:
    """One choice: its text as it is written, or its calls, and what is known when it is done."""

    writing: Writing | None = None
    calls: tuple[Call, ...] = ()
    finish: str = ""
    tokens: int = 0
    ids: list[str] = field(default_factory=list)

    def pieces(self) -> Iterator[Piece]:
        """Write; afterwards `finish` and `tokens` hold."""
        if self.writing is not None:
            yield from self.writing
            self.finish, self.tokens = self.writing.finish, self.writing.tokens


class Answer:
    """The answer to one request: everything that can be refused is refused when it is made."""

    def __init__(self, request: ChatRequest) -> None:
        """Read the prompt and plan the answer.

        Raises:
            Refusal: a picture cannot be shown, or the window is too small.
        """
        self.request = request
        self.prompt = read_prompt(request)
        self._room = _room(request, self.prompt)
        self._plan = plan_for(request, self.prompt)
        self._choices = [self._begun(number) for number in range(request.n or 1)]
        self._common = {
            "id": f"gen-{uuid.uuid4()}",
            "created": int(time.time()),
            "model": f"{request.model}-{SNAPSHOT}",
        }

    def _begun(self, number: int) -> Spoken:
        if self._plan.calls:
            return _calling(self._plan, self._room, isinstance(self.request.tool_choice, NamedChoice))
        request = self.request
        random = Random(f"{request.seed}/{number}") if request.seed is not None else Random(secrets.randbits(64))  # noqa: S311 - drawn words, no secrets
        return Spoken(
            Writing(self._plan.slots, Sampler(_dials(request), self.prompt.digest, random), request.stops, self._room)
        )

    def completion(self) -> Json:
        """Return the whole answer (`CreateChatCompletionResponse`)."""
        choices = [self._whole(number, spoken) for number, spoken in enumerate(self._choices)]
        return {
            "object": "chat.completion",
            **self._common,
            "choices": choices,
            "usage": self._usage(),
            "service_tier": "default",
            "system_fingerprint": None,
        }

    def _whole(self, number: int, spoken: Spoken) -> Json:
        pieces = list(spoken.pieces())
        message: Json = {"role": "assistant", "content": "".join(piece.text for piece in pieces)}
        if spoken.calls:
            message["tool_calls"] = [
                {"id": one, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
                for one, call in zip(spoken.ids, spoken.calls, strict=True)
            ]
        choice: Json = {"index": number, "message": message, "finish_reason": spoken.finish}
        if self.request.logprobs and not spoken.calls:
            choice["logprobs"] = self._logprobs([pick for piece in pieces for pick in piece.picks])
        return choice

    def chunks(self) -> Iterator[Json]:
        """Yield the chunks (`CreateChatCompletionStreamResponse`), the choices in turn."""
        options = self.request.stream_options
        under_way = [self._deltas(number, spoken) for number, spoken in enumerate(self._choices)]
        while under_way:
            for choice in list(under_way):
                told = next(choice, None)
                if told is None:
                    under_way.remove(choice)
                else:
                    yield self._chunk([told])
        if options is not None and options.include_usage:
            yield self._chunk([], usage=self._usage())

    def _chunk(self, choices: Sequence[Json], **more: Any) -> Json:
        chunk = {**self._common, "object": "chat.completion.chunk", "choices": choices, **more}
        options = self.request.stream_options
        if options is None or options.include_obfuscation:
            chunk["obfuscation"] = secrets.token_urlsafe(secrets.randbelow(6) + 1)
        return chunk

    def _deltas(self, number: int, spoken: Spoken) -> Iterator[Json]:
        role: Json = {"role": "assistant"}
        for delta, picks in _fragments(spoken) if spoken.calls else _texts(spoken):
            choice: Json = {"index": number, "delta": {**role, **delta}, "finish_reason": None}
            if self.request.logprobs and not spoken.calls:
                choice["logprobs"] = self._logprobs(picks)
            role = {}
            yield choice
        yield {"index": number, "delta": role and {**role, "content": ""}, "finish_reason": spoken.finish}

    def _logprobs(self, picks: Sequence[Pick]) -> Json:
        count = self.request.top_logprobs or 0
        return {"content": [_entry(pick, count) for pick in picks], "refusal": None}

    def _usage(self) -> Json:
        written = sum(spoken.tokens for spoken in self._choices)
        pictures = sum(picture.tokens for turn in self.prompt.turns for picture in turn.pictures)
        return {
            "prompt_tokens": self.prompt.tokens,
            "completion_tokens": written,
            "total_tokens": self.prompt.tokens + written,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0, "image_tokens": pictures},
            "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
        }


def _room(request: ChatRequest, prompt: Prompt) -> int:
    """Return how many tokens may be written: prompt and bound share the window."""
    bound = request.bound
    if prompt.tokens + (bound or 1) > WINDOW:
        told = f"The window holds {WINDOW} tokens; the messages have {prompt.tokens}"
        told += f" and {bound} were asked for." if bound else "."
        param = "messages" if prompt.tokens >= WINDOW or not bound else "max_tokens"
        raise Refusal(told, param, "context_length_exceeded")
    return bound or WINDOW - prompt.tokens


def _dials(request: ChatRequest) -> Dials:
    return Dials(
        temperature=1.0 if request.temperature is None else request.temperature,
        top_p=1.0 if request.top_p is None else request.top_p,
        presence=request.presence_penalty or 0.0,
        frequency=request.frequency_penalty or 0.0,
        bias={int(token): bias for token, bias in (request.logit_bias or {}).items() if int(token) < END},
    )


def _calling(plan: Plan, room: int, named: bool) -> Spoken:  # noqa: FBT001 - says what ended it
    """Say calls within the bound: the last arguments are cut where it ends."""
    kept: list[Call] = []
    spent = 0
    for call in plan.calls:
        arguments = encode(call.arguments)
        left = max(0, room - spent - _AROUND_CALL)
        text = b"".join(map(bytes_of, arguments[:left])).decode("utf-8", "ignore")
        kept.append(Call(call.name, text))
        spent += _AROUND_CALL + len(arguments)
        if spent > room:
            break
    finish = "length" if spent > room else "stop" if named else "tool_calls"
    ids = [f"call_{secrets.token_hex(12)}" for _ in kept]
    return Spoken(calls=tuple(kept), finish=finish, tokens=min(spent, room), ids=ids)


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


def _fragments(spoken: Spoken) -> Iterator[tuple[Json, list[Pick]]]:
    for number, (one, call) in enumerate(zip(spoken.ids, spoken.calls, strict=True)):
        head = {"index": number, "id": one, "type": "function", "function": {"name": call.name, "arguments": ""}}
        yield {"tool_calls": [head]}, []
        for at in range(0, len(call.arguments), _LETTERS_OF_ARGUMENTS):
            part = call.arguments[at : at + _LETTERS_OF_ARGUMENTS]
            yield {"tool_calls": [{"index": number, "function": {"arguments": part}}]}, []


def _entry(pick: Pick, count: int) -> Json:
    return {**_told(pick.token, pick.logprob), "top_logprobs": [_told(*one) for one in pick.likely[:count]]}


def _told(token: int, logprob: float) -> Json:
    data = bytes_of(token)
    return {"token": data.decode("utf-8", "backslashreplace"), "logprob": logprob, "bytes": list(data)}


def as_text(value: Any) -> bytes:
    """Write an answer: indented and in ASCII, as legal as any other JSON."""
    return json.dumps(value, indent=2, allow_nan=False).encode("ascii") + b"\n"


def as_event(value: Any) -> bytes:
    """Write an event: one line of UTF-8 that ends in CRLF, and a blank one."""
    return f"data: {json.dumps(value, ensure_ascii=False, allow_nan=False)}\r\n\r\n".encode()
