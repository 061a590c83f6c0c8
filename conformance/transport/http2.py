"""Asks once over HTTP/2, on a connection of its own, and records the frames above TLS; h2 drives and does not judge."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from conformance.model.request import Request
from conformance.model.settings import Limits, Target
from conformance.model.transcript import Ending
from conformance.transport.masking import Masker
from conformance.transport.outgoing import header_fields, request_target
from conformance.transport.tape import Tape

NOT_OFFERED = "HTTP/2 is not offered"
_READ_SIZE = 1 << 16
_DEFAULT_PORT = 443
_HTTP_1_ONLY = frozenset({"host", "connection", "content-length"})
_VERSION = "h2"

Ended = tuple[Ending, str]


@dataclass(frozen=True)
class Asking:
    """One request over HTTP/2.

    Attributes:
        target: where to; anything but https offers no HTTP/2, since TLS negotiates it (RFC 9113 section 3.2).
        request: what to send.
        limits: when to give up.
        masker: knows the secrets, which header compression hides from a search in the recorded bytes.
        tape: keeps the frames.
    """

    target: Target
    request: Request
    limits: Limits
    masker: Masker
    tape: Tape


async def ask_over_http2(asking: Asking, tls: ssl.SSLContext) -> Ended:
    """Send a request, record the answer's frames, and return how it ended with a sentence about it.

    Args:
        asking: what to send, where to, and what keeps the answer.
        tls: whom to trust; is told to offer `h2`.
    """
    url = urlsplit(asking.target.base_url)
    if url.scheme != "https":
        return Ending.UNREACHABLE, NOT_OFFERED
    tls.set_alpn_protocols([_VERSION, "http/1.1"])
    try:
        async with asyncio.timeout(asking.limits.timeout):
            reader, writer = await asyncio.open_connection(url.hostname, url.port or _DEFAULT_PORT, ssl=tls)
    except (OSError, TimeoutError) as error:
        return Ending.UNREACHABLE, str(error) or "no connection within the time-out"
    try:
        async with asyncio.timeout(asking.limits.seconds):
            return await _converse(reader, writer, asking)
    except TimeoutError:
        return Ending.SILENT, f"no byte came for {asking.limits.timeout:g} s"
    except OSError as error:
        return Ending.RESET, f"the connection was reset: {error}"
    finally:
        writer.close()
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(1):
                await writer.wait_closed()


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asking: Asking) -> Ended:
    negotiated = writer.get_extra_info("ssl_object").selected_alpn_protocol()
    if negotiated != _VERSION:
        return Ending.UNREACHABLE, NOT_OFFERED
    config = h2.config.H2Configuration(client_side=True, header_encoding=None, validate_inbound_headers=False)
    connection = h2.connection.H2Connection(config)
    connection.initiate_connection()
    connection.send_headers(1, _fields(asking.target, asking.request))
    body = memoryview(asking.request.body)
    while True:
        body = _send_body(connection, body)
        writer.write(connection.data_to_send())
        await writer.drain()
        async with asyncio.timeout(asking.limits.timeout):
            data = await reader.read(_READ_SIZE)
        if not data:
            return Ending.TRUNCATED, "the peer closed the connection"
        asking.tape.keep(data)
        ended = _receive(connection, data, asking)
        if ended is not None:
            return ended


def _fields(target: Target, request: Request) -> list[tuple[str, str]]:
    fields = header_fields(target, request)
    authority = next(value for name, value in fields if name.lower() == "host")
    pseudo = [
        (":method", request.method),
        (":scheme", "https"),
        (":authority", authority),
        (":path", request_target(target, request)),
    ]
    return pseudo + [(name.lower(), value) for name, value in fields if name.lower() not in _HTTP_1_ONLY]


def _send_body(connection: h2.connection.H2Connection, body: memoryview) -> memoryview:
    """Send what the window allows, and return the rest."""
    while len(body) and (room := connection.local_flow_control_window(1)):
        size = min(room, connection.max_outbound_frame_size, len(body))
        connection.send_data(1, bytes(body[:size]), end_stream=size == len(body))
        body = body[size:]
    return body


def _repeats_secret(event: h2.events.ResponseReceived, masker: Masker) -> bool:
    text = "\n".join(f"{bytes(name)!r}: {bytes(value)!r}" for name, value in event.headers or ())
    return masker.mask_text(text) != text


def _receive(connection: h2.connection.H2Connection, data: bytes, asking: Asking) -> Ended | None:
    try:
        events = connection.receive_data(data)
    except h2.exceptions.ProtocolError as error:
        return Ending.GARBLED, f"not an HTTP/2 answer: {error}"
    for event in events:
        match event:
            case h2.events.ResponseReceived() if _repeats_secret(event, asking.masker):
                asking.tape.forget()
                return Ending.GARBLED, "a field of the answer repeats a secret, so nothing of it is kept"
            case h2.events.DataReceived():
                connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            case h2.events.StreamEnded():
                return Ending.COMPLETE, ""
            case h2.events.StreamReset():
                return Ending.RESET, f"the stream was reset with error {event.error_code}"
            case h2.events.ConnectionTerminated():
                return Ending.TRUNCATED, f"the connection was ended with error {event.error_code}"
    return None
