"""Sends over real connections.

httpx drives and httpcore pools; neither judges. What the peer sent is recorded below them (see `recorder`), so
their view of status, header fields and body is thrown away: a cookie jar, a redirect with a broken Location and a
forgiving decoder would only stand between the peer and the judges.

Environment: proxies and .netrc are ignored on purpose (`trust_env=False`), because a proxy's answers would be
taken for the target's and a .netrc entry would replace the credential under test. SSL_CERT_FILE and SSL_CERT_DIR
are honoured, because they only say whom to trust and are the way to name a private authority.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpcore
import httpx

from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Limits, Target
from conformance.model.transcript import Ending, Transcript
from conformance.transport.endings import CLIENT_ERRORS, ending_of
from conformance.transport.http2 import Asking, ask_over_http2
from conformance.transport.masking import Masker
from conformance.transport.outgoing import header_fields, request_target
from conformance.transport.recorder import CURRENT_TAPE, RecordingBackend
from conformance.transport.sender import SendCancelled, Sent, Unsendable
from conformance.transport.tape import Left, Spool, Tape, microseconds

_PIECE = 1 << 18
_STALE_SECONDS = 1.0
_SMALL_WINDOW = ((socket.SOL_SOCKET, socket.SO_RCVBUF, 4096),)
"""Lets a peer that writes to a slow reader notice it: the kernel holds back no more than a few kilobytes."""


class _Body(httpx.AsyncByteStream):
    """A body in pieces, so that the write time-out is one of silence and not one for the whole body."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for at in range(0, len(self._body), _PIECE):
            yield self._body[at : at + _PIECE]


class _Answer(httpx.AsyncByteStream):
    """The body as httpcore reads it; read only to drive the connection to the end of the message."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._response.aiter_stream():
            yield piece

    async def aclose(self) -> None:
        await self._response.aclose()


class _RecordingTransport(httpx.AsyncBaseTransport):
    """httpcore's pool on a recording backend; tells httpx nothing about the answer but its status."""

    def __init__(
        self, context: ssl.SSLContext | None, limits: httpx.Limits, options: tuple[httpcore.SOCKET_OPTION, ...] = ()
    ) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=RecordingBackend(),
            socket_options=options,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        response = await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                url,
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(response.status, stream=_Answer(response))

    async def aclose(self) -> None:
        await self._pool.aclose()


class HttpSender:
    """Sends to a target over pooled HTTP/1.1 connections; an async context manager.

    Args:
        target: where to, and with which secrets.
        limits: when to give up on an answer.
        concurrency: how many connections may be open at once.
        spool: directory for recordings over 256 KiB; a temporary one by default.
        tls: whom to trust; by default the bundled authorities, or SSL_CERT_FILE and SSL_CERT_DIR.
    """

    def __init__(
        self,
        target: Target,
        limits: Limits,
        concurrency: int,
        spool: Path | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._target = target
        self._limits = limits
        self._spool = Spool(spool)
        self._masker = Masker(target)
        self._url = _usable(target.base_url)
        self._tls = tls
        if tls is None and self._url.scheme == "https":
            tls = httpx.create_ssl_context()
        pool = httpx.Limits(max_connections=concurrency)
        # The pool never waits: the gate admits no more exchanges than there are connections.
        self._timeout = httpx.Timeout(limits.timeout, pool=None).as_dict()
        self._client = httpx.AsyncClient(transport=_RecordingTransport(tls, pool), trust_env=False)
        slow = _RecordingTransport(tls, pool, _SMALL_WINDOW)
        self._slow_client = httpx.AsyncClient(transport=slow, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()
        await self._slow_client.aclose()

    async def send(self, key: ExchangeKey, request: Request) -> Sent:  # noqa: ARG002 - the protocol of senders
        """Send a request; see `Sender.send`."""
        while True:
            started_at = time.time()
            tape = Tape(request, self._limits, self._spool, time.perf_counter)
            try:
                ending, detail = await self._record(request, tape)
            except BaseException as error:
                if not isinstance(error, asyncio.CancelledError):
                    tape.discard()
                    raise
                sent = self._sent(request, tape, started_at, Ending.CANCELLED, "the run was stopped")
                raise SendCancelled(sent) from None
            if not _is_stale(tape, ending):
                return self._sent(request, tape, started_at, ending, detail)

    async def _record(self, request: Request, tape: Tape) -> tuple[Ending, str]:
        token = CURRENT_TAPE.set(tape)
        try:
            if request.over_http2:
                context = self._tls or httpx.create_ssl_context()
                return await ask_over_http2(Asking(self._target, request, self._limits, self._masker, tape), context)
            await self._drive(request)
        except Left as left:
            return left.ending, left.detail
        except CLIENT_ERRORS as error:
            return ending_of(error, tape)
        except (httpcore.LocalProtocolError, httpx.InvalidURL) as error:
            raise Unsendable(self._masker.mask_text(f"the request cannot be sent: {error}")) from None
        finally:
            CURRENT_TAPE.reset(token)
        return Ending.COMPLETE, ""

    async def _drive(self, request: Request) -> None:
        """Let the client send the request and read the answer to its end.

        The query may hold secrets, and httpx writes the URL to its log: so the request target travels beside it.
        """
        target = request_target(self._target, request).encode("ascii")
        fields = [(name.encode(), value.encode()) for name, value in header_fields(self._target, request)]
        driven = httpx.Request(
            request.method,
            self._url,
            headers=fields,
            stream=_Body(request.body),
            extensions={"timeout": self._timeout, "target": target},
        )
        client = self._slow_client if request.reads_slowly else self._client
        response = await client.send(driven, stream=True, auth=None, follow_redirects=False)
        try:
            async for _ in response.aiter_raw():
                pass
        finally:
            await response.aclose()

    def _sent(self, request: Request, tape: Tape, started_at: float, ending: Ending, detail: str) -> Sent:
        seconds = microseconds(tape.elapsed)
        recording, masked = self._masker.mask(tape.recording())
        return Sent(
            request,
            Transcript(
                recording=recording,
                ending=ending,
                detail=self._masker.mask_text(detail),
                started_at=microseconds(started_at),
                sent_seconds=microseconds(tape.sent),
                seconds=seconds,
                masked=masked,
            ),
        )


def _usable(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise Unsendable(f"the target's URL cannot be used: {error}") from None
    if url.scheme not in ("http", "https") or not urlsplit(base_url).netloc:
        raise Unsendable("the target's URL must begin with http:// or https:// and name a host")
    return url


def _is_stale(tape: Tape, ending: Ending) -> bool:
    """Tell whether a kept-alive connection had been closed by the peer before it saw this request.

    RFC 9112 section 9.3.1 lets a client send a request again if it can tell that the first was never applied. A
    connection that had served before and ends within a second without one byte of an answer is that race; ending
    later, it died of the request. A fresh connection that ends like that is never forgiven.
    """
    closed = ending in (Ending.TRUNCATED, Ending.RESET)
    return closed and tape.reused and not len(tape) and tape.elapsed - tape.sent < _STALE_SECONDS
