"""Content codings gzip and deflate (RFC 9110, section 8.4.1), decoded piece by piece within a bound."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from conformance.wire.http_head import HttpKind
from conformance.wire.oddity_log import OddityLog

_STEP = 1 << 18
_GZIP = b"\x1f\x8b"
_EITHER_HEADER = 32 + zlib.MAX_WBITS
_DECODABLE = frozenset({"gzip", "x-gzip", "deflate"})


class ContentDecoder:
    """Undoes the codings of a body. What cannot be decoded from its first byte on is handed through as it is.

    Args:
        codings: codings in the order in which they were applied; `identity` counts as none.
        limit: most bytes handed out; beyond, decoding stops and CONTENT_UNDECODABLE is noted.
        log: where to note CONTENT_ENCODED and CONTENT_UNDECODABLE.
    """

    def __init__(self, codings: Sequence[str], limit: int, log: OddityLog) -> None:
        names = [coding.lower() for coding in codings if coding.lower() != "identity"]
        self._log = log
        self._left = limit
        self._ended = False  # nothing more is decoded
        self._held = b""  # bytes that nothing has come of yet
        self._output = False
        self._unzip = None
        if names:
            log.note(HttpKind.CONTENT_ENCODED, "The body was encoded.", expected="identity", actual=", ".join(names))
        if len(names) == 1 and names[0] in _DECODABLE:
            self._unzip = zlib.decompressobj(_EITHER_HEADER)
        elif names:
            self._undecodable("The coding of the body is not known here.")

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what the data decodes to, in steps of bounded size."""
        if self._unzip is None:
            yield data
            return
        while data and not self._ended:
            if self._unzip.eof and not (data := self._next_member(data)):
                return
            if not self._output and len(self._held) < _STEP:
                self._held += data
            try:
                yield from self._member(self._unzip, data)
            except zlib.error as error:
                yield from self._recover(str(error))
                return
            data = self._unzip.unused_data

    def finish(self, *, complete: bool) -> None:
        """Say that the body has ended; where it is complete, its coding must be, too."""
        if self._unzip is None or self._ended or not complete:
            return
        if self._held or (self._output and not self._unzip.eof):
            self._undecodable("The body ended inside the encoded data.")

    def _member(self, unzip: zlib._Decompress, data: bytes) -> Iterator[bytes]:
        """Decode up to the end of the data or of the member, whichever comes first."""
        more = True
        while (data or more) and not self._ended and not unzip.eof:
            step = min(_STEP, self._left + 1)
            plain = unzip.decompress(data, step)
            data, more = unzip.unconsumed_tail, len(plain) == step
            if len(plain) > self._left:
                self._ended = True
                self._undecodable("The body expanded beyond the limit.")
                plain = plain[: self._left]
            self._left -= len(plain)
            if plain:
                self._output, self._held = True, b""
                yield plain
        if unzip.eof:
            self._output, self._held = True, b""

    def _next_member(self, data: bytes) -> bytes:
        """Go on with a further gzip member; anything else behind the end is not part of the content."""
        data, self._held = self._held + data, b""
        if data.startswith(_GZIP):
            self._unzip = zlib.decompressobj(_EITHER_HEADER)
            return data
        if data == _GZIP[:1]:
            self._held = data
        else:
            self._ended = True
            self._undecodable("Bytes followed the end of the encoded data.")
        return b""

    def _recover(self, reason: str) -> Iterator[bytes]:
        self._undecodable(f"The body was not what its coding says ({reason}).")
        self._ended = True
        if not self._output:
            self._unzip = None
            yield self._held

    def _undecodable(self, message: str) -> None:
        self._log.note(HttpKind.CONTENT_UNDECODABLE, message, expected="content in the coding that the head names")
