"""Answers as one object (`CreateChatCompletionResponse`)."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Sequence
from typing import Any

from conformance.selftest.second_endpoint.manners import Manner
from conformance.selftest.second_endpoint.planning import plan_for
from conformance.selftest.second_endpoint.prompts import read_prompt
from conformance.selftest.second_endpoint.refusals import Refusal
from conformance.selftest.second_endpoint.sampling import Pick
from conformance.selftest.second_endpoint.shapes import ChatRequest
from conformance.selftest.second_endpoint.speaking import Spoken, begin, room_for
from conformance.selftest.second_endpoint.vocabulary import bytes_of

SNAPSHOT = "2026-11-22"
Json = dict[str, Any]


class Answer:
    """The answer to one request: everything that can be refused is refused when it is made.

    Attributes:
        request: what was asked.
        manner: how it is answered where there is a choice.
        choices: what is said.
        common: members that the whole answer and every chunk have.
    """

    def __init__(self, request: ChatRequest, manner: Manner) -> None:
        """Read the prompt and plan the answer.

        Raises:
            Refusal: a picture cannot be shown, the window is too small, or there are too many choices.
        """
        if (request.n or 1) > manner.most_choices:
            raise Refusal(f"'n' must be <= {manner.most_choices} here.", "n", "integer_above_max_value")
        self.request, self.manner = request, manner
        self._prompt = read_prompt(request, manner)
        room = room_for(request, self._prompt, forgives=manner.forgives)
        self._thoughts = min(manner.thoughts, room)
        room -= self._thoughts
        plan = plan_for(request, self._prompt)
        self.choices = [begin(request, self._prompt, plan, room, number) for number in range(request.n or 1)]
        self.common: Json = {
            "id": f"gen-{uuid.uuid4()}" if manner.is_brief else f"chatcmpl-{uuid.uuid4().hex}",
            "created": int(time.time()),
            "model": f"{request.model}-{SNAPSHOT}" if manner.dates_model else request.model,
            "system_fingerprint": None if manner.is_brief else "fp_second",
        }

    def completion(self) -> Json:
        """Return the whole answer."""
        choices = [self._whole(number, spoken) for number, spoken in enumerate(self.choices)]
        whole = {"object": "chat.completion", **self.common, "choices": choices, "usage": self.usage()}
        return whole | {"service_tier": "default"}

    def _whole(self, number: int, spoken: Spoken) -> Json:
        pieces = list(spoken.pieces())
        text = "".join(piece.text for piece in pieces)
        message: Json = {"role": "assistant", "content": text if text or self.manner.is_brief else None}
        if spoken.calls:
            message["tool_calls"] = [
                {"id": one, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
                for one, call in zip(spoken.ids, spoken.calls, strict=True)
            ]
        choice: Json = {"index": number, "message": message, "finish_reason": spoken.finish}
        if not self.manner.is_brief:
            message |= {"refusal": None, "annotations": []}
            choice["logprobs"] = None
        return choice | self.logprobs(spoken, [pick for piece in pieces for pick in piece.picks])

    def logprobs(self, spoken: Spoken, picks: Sequence[Pick]) -> Json:
        """Return the member of a choice about log probabilities, where they were asked for and there is text."""
        if not self.request.logprobs or spoken.calls:
            return {}
        count = self.request.top_logprobs or 0
        return {"logprobs": {"content": [_entry(pick, count) for pick in picks], "refusal": None}}

    def usage(self) -> Json:
        """Count; holds once all was written."""
        thoughts = self._thoughts * len(self.choices)
        written = sum(spoken.tokens for spoken in self.choices) + thoughts
        pictures = sum(picture.tokens for turn in self._prompt.turns for picture in turn.pictures)
        counts = {
            "prompt_tokens": self._prompt.tokens,
            "completion_tokens": written,
            "total_tokens": self._prompt.tokens + written,
        }
        if self.manner.is_brief and not thoughts:
            return counts
        return counts | {
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0, "image_tokens": pictures},
            "completion_tokens_details": {"reasoning_tokens": thoughts, "audio_tokens": 0},
        }


def _entry(pick: Pick, count: int) -> Json:
    return {**_told(pick.token, pick.logprob), "top_logprobs": [_told(*one) for one in pick.likely[:count]]}


def _told(token: int, logprob: float) -> Json:
    data = bytes_of(token)
    return {"token": data.decode("utf-8", "backslashreplace"), "logprob": logprob, "bytes": list(data)}


def as_text(value: Any, manner: Manner) -> bytes:
    """Write an answer: indented and in ASCII, or compact and in UTF-8, one as legal as the other."""
    if manner.indents:
        return json.dumps(value, indent=2, allow_nan=False).encode("ascii") + b"\n"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
