"""A short way for the chunk that differs from the one before in nothing but the text of its content.

Most chunks of most streams are of this kind, and all that can be said about one is known from the one before: its
JSON, its schema, its place in the order. Why this is sound: a `Template` is the bytes in front of the text and behind
it. It is only made if the same bytes around another text have been read, and gave the same value but for that text;
so the reader of JSON stands inside the string when it comes to the text. A text that is one JSON string by itself
leaves it there, so that the rest is read as before. The schema asks of content only that it is a string.
"""

from __future__ import annotations

import re
from json import loads
from typing import Any, Final

from conformance.wire.strict_json import read_json

_PLAIN: Final = re.compile(rb'[^"\\\x00-\x1f]+').fullmatch
_SURROGATE: Final = re.compile(rb"\\u[dD]").search
_NAME: Final = b'"content":'
_PROBE: Final = "probe"


class Template:
    """The bytes of a chunk around the text of its content.

    Attributes:
        prefix: up to and including the opening quotation mark.
        suffix: from the closing quotation mark.
    """

    __slots__ = ("_around", "_begin", "_end", "prefix", "suffix")

    def __init__(self, prefix: bytes, suffix: bytes) -> None:
        self.prefix = prefix
        self.suffix = suffix
        self._begin = len(prefix)
        self._end = -len(suffix)
        self._around = len(prefix) + len(suffix)

    def text(self, data: bytes) -> str:
        """Return the content of a chunk that is the template with another text, or "" if it is not, or has none."""
        if not data.startswith(self.prefix) or not data.endswith(self.suffix) or len(data) <= self._around:
            return ""
        middle = data[self._begin : self._end]
        try:
            return middle.decode() if _PLAIN(middle) else _unescaped(middle)
        except ValueError:
            return ""


def _unescaped(middle: bytes) -> str:
    """Read the inside of a JSON string; raises ValueError where it is none."""
    if _SURROGATE(middle):
        return ""  # half a pair is an oddity, which the long way reports
    text: str = loads(f'"{middle.decode()}"')  # what begins with a quotation mark is one string, or no JSON
    return text


def template_of(data: bytes, value: dict[str, Any]) -> Template | None:
    """Make the template of a chunk.

    Args:
        data: a chunk.
        value: what was read from it; `choices[0].delta.content` is a string.

    Returns:
        None where the text cannot be told from the rest with certainty.
    """
    delta = value["choices"][0]["delta"]
    text = delta["content"].encode("utf-8", "replace")
    name = data.find(_NAME)
    begin = data.find(b'"', name + len(_NAME)) + 1
    if name < 0 or not begin or not data.startswith(text + b'"', begin):
        return None
    template = Template(data[:begin], data[begin + len(text) :])
    probe = read_json(template.prefix + _PROBE.encode() + template.suffix)
    expected = {**value, "choices": [{**value["choices"][0], "delta": {**delta, "content": _PROBE}}]}
    return template if not probe.oddities and repr(probe.value) == repr(expected) else None
