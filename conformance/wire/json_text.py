"""What a text that a model wrote is as JSON: an object, an object in a wrapping, another value, or none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from conformance.wire.strict_json import JsonKind, read_json

_FENCED = re.compile(r"```[A-Za-z0-9]*\s*(\{.*?\})\s*```", re.DOTALL)


class JsonForm(StrEnum):
    """The form of a text."""

    OBJECT = "object"
    """A JSON object, with nothing around it but blanks."""
    FENCED = "fenced"
    """A JSON object between the marks of a Markdown code block."""
    SURROUNDED = "surrounded"
    """A JSON object with other text before or behind it."""
    OTHER_VALUE = "other-value"
    """JSON, and no object."""
    NONE = "none"
    """No JSON."""


@dataclass(frozen=True)
class JsonText:
    """A text read as JSON: its form, and the value, None where there is none."""

    form: JsonForm
    value: Any = None


def read_json_text(text: str) -> JsonText:
    """Read a text as JSON; never raises."""
    readable, value = _read(text)
    if readable:
        return JsonText(JsonForm.OBJECT if isinstance(value, dict) else JsonForm.OTHER_VALUE, value)
    if fenced := _FENCED.search(text):
        readable, value = _read(fenced[1])
        if readable:
            return JsonText(JsonForm.FENCED, value)
    start, end = text.find("{"), text.rfind("}")
    readable, value = _read(text[start : end + 1]) if 0 <= start < end else (False, None)
    return JsonText(JsonForm.SURROUNDED, value) if readable and value else JsonText(JsonForm.NONE)


def _read(text: str) -> tuple[bool, Any]:
    reading = read_json(text.strip().encode("utf-8", "surrogatepass"))
    spoilt = {JsonKind.TRAILING_TEXT, JsonKind.NOT_A_NUMBER, JsonKind.RAW_CONTROL_CHARACTER, JsonKind.BYTE_ORDER_MARK}
    return reading.readable and spoilt.isdisjoint(oddity.kind for oddity in reading.oddities), reading.value
