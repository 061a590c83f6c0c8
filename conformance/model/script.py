"""What an endpoint of ours answers: bytes, pauses and an ending, independent of how they travel.

The same script is played in memory (virtual time) and over a socket, so an endpoint can send what no
web framework would let it send.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Send:
    """Write these bytes as one piece."""

    data: bytes


@dataclass(frozen=True)
class Pause:
    """Wait before going on."""

    seconds: float


class Finish(StrEnum):
    """What becomes of the connection after the last step."""

    KEEP = "keep"
    """Leave it open for the next request."""
    CLOSE = "close"
    """Close it in order."""
    RESET = "reset"
    """Reset it."""
    HANG = "hang"
    """Send nothing more and do not close."""


@dataclass(frozen=True)
class Script:
    """The steps of one raw HTTP answer (status line and header bytes included) and its finish."""

    steps: tuple[Send | Pause, ...]
    finish: Finish = Finish.KEEP


@dataclass(frozen=True)
class ReceivedRequest:
    """A request as an endpoint receives it: target as on the request line, headers in order, body whole.

    The script that answers a request over HTTP/2 holds the frames of an answer on stream 1.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    over_http2: bool = False

    def header(self, name: str) -> str | None:
        """Return the first field of that name (case-insensitive), or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


Endpoint = Callable[[ReceivedRequest], Script]
"""A pure function: the same request gives the same script."""
