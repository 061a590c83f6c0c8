"""What a conversation sends: the bytes, and what they are meant to show.

A request never holds a secret. The API key, user-supplied headers and query values are added by the
transport when the bytes leave, so that evidence can be kept and shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

JSON_CONTENT = (("Content-Type", "application/json"),)


class Credential(StrEnum):
    """How the Authorization header of a request is filled in by the transport."""

    CONFIGURED = "configured"
    """`Bearer <key>` when a key was given for the target, otherwise no header."""
    ABSENT = "absent"
    """No Authorization header."""
    UNKNOWN = "unknown"
    """`Bearer` with a well-formed key that nobody issued (see `UNKNOWN_KEY`)."""
    EMPTY = "empty"
    """`Bearer ` with nothing behind it."""
    OTHER_SCHEME = "other-scheme"
    """The configured key behind the scheme `Token`."""
    LOWER_CASE_SCHEME = "lower-case-scheme"
    """The configured key behind `bearer`; RFC 9110 section 11.1: schemes are case-insensitive."""
    QUERY = "query"
    """The configured key as query parameter `api_key` and no header."""


UNKNOWN_KEY = "sk-eyechart-not-issued-7f3a1c9e5b2d4860"
"""The key that `Credential.UNKNOWN` presents. It is public, so it may stand in evidence."""


class Expectation(StrEnum):
    """What a conformant target does with the request."""

    ACCEPTED = "accepted"
    """Answers 200 with what was asked for."""
    REJECTED = "rejected"
    """Answers 4xx with the error envelope."""
    EITHER = "either"
    """Both are fair; only a 5xx, a dropped connection or silence is not."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """One HTTP request below the base URL.

    Attributes:
        body: the exact bytes of the body.
        label: the part the request plays in its conversation: `subject`, `control`, `repeat`, `liveness`.
        expectation: what a conformant target does with it.
        subject: the member under test as a dotted path (`temperature`, `messages[0].content[1]`), or "".
        method: HTTP method.
        path: appended to the base URL, `/chat/completions` in all but a few HTTP requests.
        headers: header fields beyond those of the transport; no secrets.
        credential: how Authorization is filled in.
        disconnect_after_events: leave after so many blank-line-terminated blocks of the answer, or None to read it all.
        reads_slowly: read the answer in small pieces with pauses, through a small window, so that the peer must wait.
        over_http2: ask over HTTP/2 where the target offers it, on a connection of its own.
    """

    body: bytes
    label: str = "subject"
    expectation: Expectation = Expectation.ACCEPTED
    subject: str = ""
    method: str = "POST"
    path: str = "/chat/completions"
    headers: tuple[tuple[str, str], ...] = JSON_CONTENT
    credential: Credential = Credential.CONFIGURED
    disconnect_after_events: int | None = None
    reads_slowly: bool = False
    over_http2: bool = False


@dataclass(frozen=True, order=True)
class ExchangeKey:
    """Names one exchange of a run: which conversation, which of its steps, which trial, which attempt (all from 0)."""

    conversation: str
    step: int = 0
    trial: int = 0
    attempt: int = 0

    def __str__(self) -> str:
        """`conversation#step`, with trial and attempt only where they are not the first."""
        extra = "".join(f".{name}{n}" for name, n in (("trial", self.trial), ("attempt", self.attempt)) if n)
        return f"{self.conversation}#{self.step}{extra}"
