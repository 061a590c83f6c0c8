"""A toy tokenizer: pieces of words with the blank in front of them, and single signs.

Joining the tokens of a text gives the text again.
"""

from __future__ import annotations

import re
import zlib

from conformance.endpoints.reference.chat_request import ChatRequest, Message
from conformance.endpoints.reference.pictures import Picture

VOCABULARY = 200_000
_TOKEN = re.compile(r" ?[^\W_]{1,12}|\s+|.", re.DOTALL)
_PER_MESSAGE = 4
_PER_PICTURE, _PER_TILE, _TILE = 85, 170, 512
_LARGEST, _SHORTEST = 2048, 768


def tokenize(text: str) -> list[str]:
    """Cut a text into tokens; `"".join(tokenize(text)) == text`."""
    return _TOKEN.findall(text)


def token_id(token: str) -> int:
    """Return the id of a token: stable, from 0 to `VOCABULARY` - 1."""
    return zlib.crc32(token.encode("utf-8", "surrogatepass")) % VOCABULARY


def spelling(number: int) -> str:
    """Return the text of a token that no answer of the reference holds: its number as a word."""
    return f" {number}"


def count_prompt(request: ChatRequest) -> int:
    """Count the tokens of the prompt: texts, pictures, and the names of the tools."""
    messages = sum(_count_message(message) for message in request.messages)
    return messages + sum(_PER_MESSAGE + len(tokenize(tool.name)) for tool in request.tools)


def _count_message(message: Message) -> int:
    texts = sum(len(tokenize(text)) for text in message.texts)
    return _PER_MESSAGE + texts + sum(picture_tokens(picture, detail) for picture, detail in message.pictures)


def picture_tokens(picture: Picture, detail: str) -> int:
    """Count a picture by tiles of 512 pixels after it was fitted, as the vision guide describes it."""
    if detail == "low":
        return _PER_PICTURE
    scale = min(1.0, _LARGEST / max(picture.width, picture.height))
    scale *= min(1.0, _SHORTEST / (scale * min(picture.width, picture.height)))
    across, down = (-(-max(1, round(side * scale)) // _TILE) for side in (picture.width, picture.height))
    return _PER_PICTURE + _PER_TILE * across * down
