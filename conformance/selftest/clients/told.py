"""What a client reported of one answer, and what a lenient reader finds in the bytes of that answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.model.script import Script, Send
from conformance.model.settings import Limits
from conformance.model.transcript import Ending, Recording
from conformance.wire.http_reader import HttpReading, read_http
from conformance.wire.sse import SseReader

_FIRST_ERROR = 400
_LONGEST_BODY = 1 << 24


@dataclass(frozen=True)
class Told:
    """What a client told its caller.

    Attributes:
        text: the text; "" stands for none, too.
        calls: name and arguments of every tool call, the arguments as JSON in one spelling where they are JSON.
        finish: the finish reason as the client names it; "" stands for none, too.
        usage: total tokens, or None.
        role: the role of the message; "" where the surface has none, or it was lost.
        ids: whether every call has an id of its own.
        error: type of the exception, or "".
        message: the beginning of the exception's message.
        hung: whether nothing came of it.
    """

    text: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    finish: str = ""
    usage: float | None = None
    role: str = ""
    ids: bool = True
    error: str = ""
    message: str = ""
    hung: bool = False

    @classmethod
    def of(cls, line: dict[str, Any]) -> Told:
        """Read a result line of a driver."""
        error = line["error"] or {"type": "", "message": ""}
        ids = [call.get("id") for call in line["calls"]]
        return cls(
            text=_shown(line["text"]),
            calls=tuple(
                (_shown(call.get("name")), one_spelling(_shown(call.get("arguments")))) for call in line["calls"]
            ),
            finish=_shown(line["finish"]),
            usage=line["usage"] if isinstance(line["usage"], int | float) else None,
            role=_shown(line.get("role")),
            ids=all(ids) and len(set(map(repr, ids))) == len(ids),
            error=error["type"],
            message=error["message"],
            hung=line["hung"],
        )


@dataclass(frozen=True)
class Sent:
    """What the bytes of an answer say, read as leniently as can be.

    Attributes:
        status: status code, or None where there is none.
        error: the message of an error in the body, or in an event; None where there is no error.
        said: the first choice.
    """

    status: int | None
    error: str | None
    said: Told

    @property
    def refuses(self) -> bool:
        """Whether the status is that of an error."""
        return self.status is not None and self.status >= _FIRST_ERROR


def _shown(value: Any) -> str:
    """Return a text as it is; a caller who was promised one can do nothing with another value."""
    if value is None or isinstance(value, str):
        return value or ""
    return f"not a text: {json.dumps(value)}"


def one_spelling(arguments: str) -> str:
    """Return JSON text in one spelling; what is no JSON stays as it is."""
    try:
        return json.dumps(json.loads(arguments), sort_keys=True, ensure_ascii=False)
    except ValueError:
        return arguments


def read_sent(script: Script) -> Sent:
    """Read the answer that a script sends."""
    data = b"".join(step.data for step in script.steps if isinstance(step, Send))
    http = read_http(Recording.of((0.0, data)), Ending.COMPLETE)
    bodies = list(_bodies(http))
    errors = [body["error"] for body in bodies if body.get("error")]
    error = None
    if errors:
        error = str(errors[0].get("message", "")) if isinstance(errors[0], dict) else str(errors[0])
    return Sent(http.status, error, _folded(bodies))


def _bodies(http: HttpReading) -> Iterator[dict[str, Any]]:
    """Yield every JSON object of the body: itself, or those of its events."""
    body = http.body(_LONGEST_BODY)
    whole = _loads(body)
    reader = SseReader(Limits())
    events = [event.data for event in reader.feed(body) + reader.finish()] if whole is None else []
    for value in [whole, *map(_loads, events)]:
        if isinstance(value, dict):
            yield value


def _loads(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def _folded(bodies: list[dict[str, Any]]) -> Told:
    text, finish, usage = "", "", None
    calls: dict[int, list[str]] = {}
    for body in bodies:
        counts = body.get("usage")
        usage = counts.get("total_tokens") if isinstance(counts, dict) else usage
        choice = next(iter(_objects(body.get("choices"))), {})
        said = next(iter(_objects([choice.get("delta"), choice.get("message")])), {})
        text += _text(said.get("content"))
        finish = _text(choice.get("finish_reason")) or finish
        for at, call in enumerate(_objects(said.get("tool_calls"))):
            _add_call(calls, at, call)
    told = tuple((name, one_spelling(arguments)) for name, arguments in calls.values())
    return Told(text=text, calls=told, finish=finish, usage=usage)


def _add_call(calls: dict[int, list[str]], at: int, call: dict[str, Any]) -> None:
    index = call.get("index", at)
    whole = calls.setdefault(index if isinstance(index, int) else at, ["", ""])
    for function in _objects([call.get("function")]):
        whole[0] = _text(function.get("name")) or whole[0]
        whole[1] += _text(function.get("arguments"))


def _objects(values: Any) -> list[dict[str, Any]]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
