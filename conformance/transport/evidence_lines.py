"""One exchange as one JSON object, and back.

Object and types are kept apart from files (see `evidence`), so that the shape stands in one place beside
`schemas/evidence.json`, which describes it.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from conformance.model.request import Credential, ExchangeKey, Expectation, Request
from conformance.model.transcript import Ending, Masked, Recording, Transcript
from conformance.transport.segments import from_segments, to_segments

FORMAT = 1
"""Number of the format; a reader refuses another."""
INLINE_BYTES = 1 << 20
"""A longer recording becomes a file of its own."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MICRO = 1e6


class Store(Protocol):
    """Where bytes go that are too long for a line."""

    def keep_picture(self, digest: str, data: bytes) -> None:
        """Store a picture under its SHA-256."""

    def keep_body(self, recording: Recording) -> str:
        """Store a recording and return its SHA-256."""
        ...

    def picture(self, digest: str) -> bytes:
        """Return a stored picture.

        Raises:
            ValueError: it is missing or altered.
        """
        ...

    def body(self, digest: str) -> Path:
        """Return the file of a stored recording.

        Raises:
            ValueError: it is missing.
        """
        ...


def exchange_line(
    key: ExchangeKey,
    request: Request,
    transcript: Transcript,
    store: Store,
    *,
    pushed_back: bool,
    drawn: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the JSON object of an exchange; `drawn` says what is known of its conversation where it is an example."""
    return {
        "line": "exchange",
        "conversation": key.conversation,
        "step": key.step,
        "trial": key.trial,
        "attempt": key.attempt,
        "pushed_back": pushed_back,
        **({"drawn": dict(drawn)} if drawn else {}),
        "request": _request_object(request, store),
        "transcript": _transcript_object(transcript, store),
    }


def read_key(line: dict[str, Any]) -> ExchangeKey:
    """Return the key of an exchange line."""
    numbers = [_member(line, name, int) for name in ("step", "trial", "attempt")]
    return ExchangeKey(_member(line, "conversation", str), *numbers)


def read_exchange(line: dict[str, Any], store: Store) -> tuple[Request, Transcript]:
    """Return request and transcript of an exchange line.

    Raises:
        ValueError: a member is missing, of a wrong type or contradicts another; the message names it.
    """
    return _request(_member(line, "request", dict), store), _transcript(_member(line, "transcript", dict), store)


def _request_object(request: Request, store: Store) -> dict[str, Any]:
    return {
        "method": request.method,
        "path": request.path,
        "headers": [list(field) for field in request.headers],
        "credential": request.credential.value,
        "label": request.label,
        "expectation": request.expectation.value,
        "subject": request.subject,
        "disconnect_after_events": request.disconnect_after_events,
        **({"reads_slowly": True} if request.reads_slowly else {}),
        **({"over_http2": True} if request.over_http2 else {}),
        "body": to_segments(request.body, store.keep_picture),
    }


def _transcript_object(transcript: Transcript, store: Store) -> dict[str, Any]:
    recording = transcript.recording
    return {
        "ending": transcript.ending.value,
        "detail": transcript.detail,
        "started_at": transcript.started_at,
        "sent_seconds": transcript.sent_seconds,
        "seconds": transcript.seconds,
        "masked": [[one.offset, one.length, one.name] for one in transcript.masked],
        **({"visits": list(transcript.visits)} if transcript.visits else {}),
        "arrivals": _arrivals_object(recording),
        "recording": {"file": store.keep_body(recording)}
        if len(recording) > INLINE_BYTES
        else to_segments(recording.read(), store.keep_picture),
    }


def _arrivals_object(recording: Recording) -> list[list[float]]:
    """Return [milliseconds, end offset] of each piece, to the microsecond."""
    return [[round(at * _MICRO) / 1000, end] for at, end in zip(recording.seconds, recording.ends, strict=True)]


def _request(line: dict[str, Any], store: Store) -> Request:
    after = line.get("disconnect_after_events")
    if after is not None:
        after = _member(line, "disconnect_after_events", int)
    return Request(
        body=from_segments(_member(line, "body", list), store.picture),
        label=_member(line, "label", str),
        expectation=Expectation(_member(line, "expectation", str)),
        subject=_member(line, "subject", str),
        method=_member(line, "method", str),
        path=_member(line, "path", str),
        headers=tuple(_rows(line, "headers", str, str)),
        credential=Credential(_member(line, "credential", str)),
        disconnect_after_events=after,
        reads_slowly=line.get("reads_slowly") is True,
        over_http2=line.get("over_http2") is True,
    )


def _transcript(line: dict[str, Any], store: Store) -> Transcript:
    return Transcript(
        recording=_recording(line, store),
        ending=Ending(_member(line, "ending", str)),
        detail=_member(line, "detail", str),
        started_at=_member(line, "started_at", float),
        sent_seconds=_member(line, "sent_seconds", float),
        seconds=_member(line, "seconds", float),
        masked=tuple(Masked(*row) for row in _rows(line, "masked", int, int, str)),
        visits=tuple(_member(line, "visits", list)) if "visits" in line else (),
    )


def _recording(line: dict[str, Any], store: Store) -> Recording:
    arrivals = list(_rows(line, "arrivals", float, int))
    seconds = array("d", [round(milliseconds * 1000) / _MICRO for milliseconds, _ in arrivals])
    ends = [end for _, end in arrivals]
    if any(end < 0 for end in ends[:1]) or any(later < earlier for earlier, later in pairwise(ends)):
        raise ValueError("the offsets in arrivals go backwards")
    match line.get("recording"):
        case list(segments):
            source: bytes | Path = from_segments(segments, store.picture)
            size = len(source) if isinstance(source, bytes) else 0
        case {"file": str(digest)} if _DIGEST.fullmatch(digest):
            source = store.body(digest)
            size = source.stat().st_size
        case _:
            raise ValueError("recording is neither a list of segments nor a file")
    if size != (ends[-1] if ends else 0):
        raise ValueError(f"the recording holds {size} bytes, and arrivals end at {ends[-1] if ends else 0}")
    return Recording(source, seconds, array("Q", ends))


def _rows(line: dict[str, Any], name: str, *kinds: type) -> Iterator[tuple[Any, ...]]:
    for row in _member(line, name, list):
        if not isinstance(row, list) or len(row) != len(kinds):
            raise ValueError(f"a row of {name} is not a list of {len(kinds)}")
        yield tuple(_typed(value, kind, name) for value, kind in zip(row, kinds, strict=True))


def _member(line: dict[str, Any], name: str, kind: type) -> Any:
    if name not in line:
        raise ValueError(f"{name} is missing")
    return _typed(line[name], kind, name)


def _typed(value: Any, kind: type, name: str) -> Any:
    """Return the value if it is of the kind: an integer will do for a float, a bool for neither."""
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, bool) and kind is not bool:
        raise ValueError(f"{name} is of a wrong type")
    if not isinstance(value, kind):
        raise ValueError(f"{name} is of a wrong type")  # noqa: TRY004 - one error for unreadable evidence
    return value


def digest_of(blocks: Iterator[bytes], also: Callable[[bytes], object] = len) -> str:
    """Return the SHA-256 of blocks, handing each of them on to `also`."""
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
        also(block)
    return digest.hexdigest()
