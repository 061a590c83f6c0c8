"""The frames of an HTTP/2 answer on stream 1 (RFC 9113): a header section, and the data."""

from __future__ import annotations

import hpack
from hyperframe.frame import DataFrame, HeadersFrame, SettingsFrame

from conformance.endpoints.http_script import body_bytes
from conformance.endpoints.reply import Reply
from conformance.model.script import Script, Send

_STREAM = 1
_LARGEST = 1 << 14


def render_http2(reply: Reply) -> Script:
    """Turn a reply into frames; what a reply says about framing and connections means nothing here."""
    fields = [(":status", str(reply.status)), *((name.lower(), value) for name, value in reply.headers)]
    head = HeadersFrame(_STREAM, hpack.Encoder().encode(fields))
    head.flags.add("END_HEADERS")
    body = body_bytes(reply)
    pieces = [body[at : at + _LARGEST] for at in range(0, len(body), _LARGEST)] or [b""]
    frames = [SettingsFrame(0), head, *(DataFrame(_STREAM, piece) for piece in pieces)]
    frames[-1].flags.add("END_STREAM")
    return Script(tuple(Send(frame.serialize()) for frame in frames))
