"""What the model reads of a request: texts, pictures, results of tools, and how many tokens they cost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.selftest.second_endpoint.manners import Manner
from conformance.selftest.second_endpoint.pictures import Picture, seen
from conformance.selftest.second_endpoint.shapes import AssistantMessage, ChatRequest, ImagePart
from conformance.selftest.second_endpoint.validation import texts
from conformance.selftest.second_endpoint.vocabulary import encode

_AROUND_MESSAGE, _AROUND_PROMPT = 4, 3


@dataclass(frozen=True)
class Turn:
    """A message: who said it, its text, its pictures."""

    role: str
    text: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Prompt:
    """All that was read.

    Attributes:
        turns: the messages.
        tokens: what they cost.
        digest: another one wherever anything in the messages is another, their order included.
    """

    turns: tuple[Turn, ...]
    tokens: int
    digest: bytes

    @property
    def question(self) -> str:
        """The text of the last user."""
        return next((turn.text for turn in reversed(self.turns) if turn.role == "user"), "")

    @property
    def results(self) -> tuple[str, ...]:
        """What tools have said since the last user spoke."""
        last = max((at for at, turn in enumerate(self.turns) if turn.role == "user"), default=-1)
        return tuple(turn.text for turn in self.turns[last + 1 :] if turn.role == "tool")

    @property
    def pictures(self) -> tuple[tuple[Picture, ...], ...]:
        """The pictures of each message that has some."""
        return tuple(turn.pictures for turn in self.turns if turn.pictures)

    @property
    def everything(self) -> str:
        """All texts."""
        return "\n".join(turn.text for turn in self.turns)


def read_prompt(request: ChatRequest, manner: Manner) -> Prompt:
    """Read the messages, decode the pictures, count.

    Raises:
        Refusal: a picture cannot be shown.
    """
    digest = hashlib.sha256()
    turns = tuple(_turn(at, message, digest, manner) for at, message in enumerate(request.messages))
    tools = json.dumps([tool.model_dump() for tool in request.tools]) if request.tools else ""
    tokens = _AROUND_PROMPT + len(encode(tools))
    tokens += sum(_AROUND_MESSAGE + len(encode(turn.text)) for turn in turns)
    tokens += sum(picture.tokens for turn in turns for picture in turn.pictures)
    return Prompt(turns, tokens, digest.digest())


def _turn(at: int, message: Any, digest: Any, manner: Manner) -> Turn:
    pictures = []
    digest.update(repr((message.role, list(texts(message.content)))).encode())
    for number, part in enumerate(message.content if isinstance(message.content, list) else ()):
        if isinstance(part, ImagePart):
            path = f"messages[{at}].content[{number}].image_url.url"
            pictures.append(seen(part.image_url.url, part.image_url.detail, path, by_bytes=manner.goes_by_bytes))
            digest.update(bytes([number % 256]) + pictures[-1].digest)
    return Turn(message.role, "\n".join((*texts(message.content), *_called(message))), tuple(pictures))


def _called(message: Any) -> Iterator[str]:
    for call in message.tool_calls if isinstance(message, AssistantMessage) else ():
        yield f"{call.function.name}({call.function.arguments})"
