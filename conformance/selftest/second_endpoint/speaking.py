"""The choices of an answer: each is a text that is written as it is asked for, or the calls of tools."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from conformance.selftest.second_endpoint.planning import Call, Plan
from conformance.selftest.second_endpoint.prompts import Prompt
from conformance.selftest.second_endpoint.refusals import Refusal
from conformance.selftest.second_endpoint.sampling import Dials, Sampler
from conformance.selftest.second_endpoint.shapes import ChatRequest, NamedChoice
from conformance.selftest.second_endpoint.vocabulary import END, bytes_of, encode
from conformance.selftest.second_endpoint.writing import Piece, Writing

WINDOW = 32_768
_AROUND_CALL = 6


@dataclass
class Spoken:
    """One choice.

    Attributes:
        writing: its text, if it is one.
        calls: its calls, each with an id of `ids`, if it is none.
        finish: why it ended; holds once `pieces` was read to its end, as `tokens` does.
        tokens: what it cost.
        ids: ids of the calls.
    """

    writing: Writing | None = None
    calls: tuple[Call, ...] = ()
    finish: str = ""
    tokens: int = 0
    ids: list[str] = field(default_factory=list)

    def pieces(self) -> Iterator[Piece]:
        """Write."""
        if self.writing is not None:
            yield from self.writing
            self.finish, self.tokens = self.writing.finish, self.writing.tokens


def room_for(request: ChatRequest, prompt: Prompt, *, forgives: bool) -> int:
    """Return how many tokens may be written: prompt and bound share the window.

    Raises:
        Refusal: they do not fit; who forgives cuts the bound.
    """
    bound, left = request.bound, WINDOW - prompt.tokens
    if left > 0 and (bound is None or bound <= left or forgives):
        return min(bound or left, left)
    told = f"The window holds {WINDOW} tokens; the messages have {prompt.tokens}"
    told += f" and {bound} were asked for." if bound else "."
    raise Refusal(told, "max_tokens" if left > 0 else "messages", "context_length_exceeded")


def begin(request: ChatRequest, prompt: Prompt, plan: Plan, room: int, number: int) -> Spoken:
    """Begin a choice; those of one request are drawn each by itself, and a seed makes all of them come again."""
    if plan.calls and room:
        return _calling(plan, room, "stop" if isinstance(request.tool_choice, NamedChoice) else "tool_calls")
    seed = request.seed if request.seed is not None else secrets.randbits(64)
    random = Random(f"{seed}/{number}")  # noqa: S311 - it draws words, not secrets
    return Spoken(Writing(plan.slots, Sampler(_dials(request), prompt.digest, random), request.stops, room))


def _dials(request: ChatRequest) -> Dials:
    return Dials(
        temperature=1.0 if request.temperature is None else request.temperature,
        top_p=1.0 if request.top_p is None else request.top_p,
        presence=request.presence_penalty or 0.0,
        frequency=request.frequency_penalty or 0.0,
        bias={int(token): bias for token, bias in (request.logit_bias or {}).items() if int(token) < END},
    )


def _calling(plan: Plan, room: int, finish: str) -> Spoken:
    """Say calls within the bound: the last arguments are cut where it ends."""
    kept: list[Call] = []
    spent = 0
    for call in plan.calls:
        arguments = encode(call.arguments)
        left = max(0, room - spent - _AROUND_CALL)
        kept.append(Call(call.name, b"".join(map(bytes_of, arguments[:left])).decode("utf-8", "ignore")))
        spent += _AROUND_CALL + len(arguments)
        if spent > room:
            finish = "length"
            break
    ids = [f"call_{secrets.token_hex(12)}" for _ in kept]
    return Spoken(calls=tuple(kept), finish=finish, tokens=min(spent, room), ids=ids)
