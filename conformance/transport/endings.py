"""What an error of the HTTP client means for the exchange: an ending and one sentence for people."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import httpcore

from conformance.model.transcript import Ending
from conformance.transport.tape import Tape

CLIENT_ERRORS = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.RemoteProtocolError,
    ssl.SSLError,
    ConnectionError,
)
"""Everything that a peer or the way to it can make the client raise; other OS errors (a full disk) are our own."""

_CLOSED_EARLY = frozenset({"EndOfStream", "BrokenResourceError"})
"""anyio's errors for a connection that ended; named by text because anyio belongs to httpcore, not to us."""


def ending_of(error: BaseException, tape: Tape) -> tuple[Ending, str]:
    """Classify an error that ended an exchange."""
    match error:
        case httpcore.ConnectTimeout():
            return Ending.UNREACHABLE, str(error) or "no connection within the time-out"
        case httpcore.ConnectError():
            return Ending.UNREACHABLE, _why_unreachable(error)
        case httpcore.WriteTimeout():
            return Ending.SILENT, "the peer did not take the request within the time-out"
        case httpcore.RemoteProtocolError():
            return _broken_message(error, tape)
        case _:
            return Ending.RESET, _why_reset(error)


def _broken_message(error: BaseException, tape: Tape) -> tuple[Ending, str]:
    if tape.peer_closed and not tape.frame.garbled:
        came = f"after {len(tape)} bytes" if len(tape) else "without an answer"
        return Ending.TRUNCATED, f"the peer closed the connection {came}"
    return Ending.GARBLED, f"not an HTTP/1.1 answer: {tape.frame.garbled or error}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and everything that it was raised from, the members of groups included."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions


def _why_unreachable(error: BaseException) -> str:
    causes = list(_causes(error))
    if any(type(cause).__name__ in _CLOSED_EARLY for cause in causes):
        return "TLS: the peer closed the connection during the handshake"
    return next(filter(None, map(_known_cause, causes)), f"no connection: {error}")


def _known_cause(cause: BaseException) -> str:
    match cause:
        case ssl.SSLCertVerificationError():
            return f"TLS: certificate verify failed: {cause.verify_message}"
        case ssl.SSLError():
            return f"TLS: the handshake failed: {_reason(cause)}"
        case socket.gaierror():
            return f"name not found: {cause.strerror or cause}"
        case ConnectionRefusedError():
            return "connection refused"
        case OSError() if cause.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
            return "no route to the host"
    return ""


def _why_reset(error: BaseException) -> str:
    tls = next((cause for cause in _causes(error) if isinstance(cause, ssl.SSLError)), None)
    return "the connection was reset" if tls is None else f"the TLS connection broke: {_reason(tls)}"


def _reason(error: ssl.SSLError) -> str:
    return (error.reason or str(error)).replace("_", " ").lower()
