"""Reads the frames of an HTTP/2 answer (RFC 9113) as they were recorded; hyperframe and hpack do the decoding.

Only what is asked about the version is read: the status, the header fields and the body of stream 1. What cannot be
read is no error here; it is told as `problem`.
"""

from __future__ import annotations

from dataclasses import dataclass

import hpack
from hyperframe.exceptions import HyperframeError
from hyperframe.frame import ContinuationFrame, DataFrame, Frame, HeadersFrame

_FRAME_HEADER = 9
_STREAM = 1
_FORBIDDEN = frozenset({b"connection", b"proxy-connection", b"keep-alive", b"transfer-encoding", b"upgrade"})
"""Section 8.2.2: a message with one of them is malformed."""

Fields = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True)
class Http2Reading:
    """What stands in the frames of stream 1.

    Attributes:
        status: the status code of the final answer, None where none could be read.
        fields: its header fields, pseudo-header fields left out.
        body: the data.
        problem: why reading stopped before the end of the bytes, or "".
    """

    status: int | None = None
    fields: Fields = ()
    body: bytes = b""
    problem: str = ""

    @property
    def connection_fields(self) -> Fields:
        """Fields that belong to a connection of HTTP/1.1."""
        return tuple((name, value) for name, value in self.fields if name.lower() in _FORBIDDEN)

    @property
    def upper_case_fields(self) -> Fields:
        """Fields whose names are not lower-case (section 8.2.1)."""
        return tuple((name, value) for name, value in self.fields if name != name.lower())


def read_http2(data: bytes) -> Http2Reading:
    """Read recorded frames; never raises."""
    decoder = hpack.Decoder()
    block, body, reading = b"", [], Http2Reading()
    at, problem = 0, ""
    while at < len(data) and not problem:
        frame, end, problem = _frame(data, at)
        at = end
        if frame is None or frame.stream_id != _STREAM:
            continue
        if isinstance(frame, DataFrame):
            body.append(frame.data)
        if isinstance(frame, HeadersFrame | ContinuationFrame):
            block += frame.data
            if "END_HEADERS" in frame.flags:
                reading, problem = _with_fields(reading, decoder, block)
                block = b""
    return Http2Reading(reading.status, reading.fields, b"".join(body), problem)


def _frame(data: bytes, at: int) -> tuple[Frame | None, int, str]:
    """Return the frame at an offset, the offset behind it, and what is wrong with it."""
    try:
        frame, length = Frame.parse_frame_header(memoryview(data[at : at + _FRAME_HEADER]))
        end = at + _FRAME_HEADER + length
        if end > len(data):
            return None, len(data), "the last frame is cut off"
        frame.parse_body(memoryview(data[at + _FRAME_HEADER : end]))
    except (HyperframeError, ValueError, IndexError) as error:
        return None, len(data), f"not a frame of HTTP/2: {error}"
    return frame, end, ""


def _with_fields(reading: Http2Reading, decoder: hpack.Decoder, block: bytes) -> tuple[Http2Reading, str]:
    """Add a header section: interim answers are replaced by the final one, trailers add to its fields."""
    try:
        decoded = decoder.decode(block, raw=True)
    except (hpack.HPACKError, ValueError, IndexError) as error:
        return reading, f"a header section that cannot be decoded: {error}"
    pairs = [(bytes(name), bytes(value)) for name, value in decoded]
    fields = tuple(pair for pair in pairs if not pair[0].startswith(b":"))
    said = next((value for name, value in pairs if name == b":status"), None)
    if said is None:
        return Http2Reading(reading.status, reading.fields + fields), ""
    status = int(said) if said.isdigit() and len(said) == len(b"200") else None
    return Http2Reading(status, fields), ""
