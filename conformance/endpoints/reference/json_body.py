"""The body of a request as strict JSON (RFC 8259): UTF-8, no NaN, one object, bounded nesting."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from conformance.endpoints.reference.mistakes import RequestError, wrong_type

_DEEPEST = 200
_NOT_FINITE = re.compile(rb"NaN|Infinity|[eE]\+?\d{3}")
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")


def read_object(body: bytes) -> dict[str, Any]:
    """Parse the body of a request.

    Raises:
        RequestError: the bytes are not one JSON object in UTF-8, or it is nested too deeply.
    """
    value = _parse(_decode(body))
    if not isinstance(value, dict):
        raise RequestError(wrong_type("body", "an object", value).message, None, "invalid_type")
    _refuse_deep(value)
    if _NOT_FINITE.search(body):
        _refuse_not_finite(value, "")
    if _SURROGATE_ESCAPE.search(body):
        _refuse_lone_surrogates(value)
    return value


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise RequestError("The body is not well-formed UTF-8.") from None


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise RequestError("The JSON of the body is nested too deeply.") from None
    except ValueError:
        # Also a number with more digits than Python converts; a byte order mark is no JSON either (section 8.1).
        raise RequestError("The body could not be parsed as JSON.") from None


def _refuse_not_finite(value: Any, param: str) -> None:
    """RFC 8259 section 6 knows neither NaN nor Infinity; Python reads them, and 1e400 as the latter."""
    if isinstance(value, float) and not math.isfinite(value):
        raise RequestError(f"The value of '{param}' is not a JSON number.", param, "invalid_type")
    if isinstance(value, dict):
        for name, child in value.items():
            _refuse_not_finite(child, f"{param}.{name}" if param else name)
    elif isinstance(value, list):
        for at, child in enumerate(value):
            _refuse_not_finite(child, f"{param}[{at}]")


def _refuse_deep(value: Any) -> None:
    level = [value]
    for _ in range(_DEEPEST):
        level = [child for parent in level for child in _children(parent) if isinstance(child, dict | list)]
        if not level:
            return
    raise RequestError("The JSON of the body is nested too deeply.")


def _children(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value


def _refuse_lone_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise RequestError("A string of the body holds half a surrogate pair.") from None
