"""One request with its answer, and everything that can be read from it, computed once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Limits
from conformance.model.transcript import Transcript
from conformance.wire.body_schema import SchemaFault, SchemaName, faults
from conformance.wire.http2_reader import Http2Reading, read_http2
from conformance.wire.http_reader import HttpReading, read_http
from conformance.wire.reading import reading
from conformance.wire.request_facts import RequestFacts, request_facts
from conformance.wire.stream_reading import StreamAsked, StreamReading, read_stream
from conformance.wire.strict_json import JsonReading, read_json

EVENT_STREAM = "text/event-stream"
SUCCESS = 200
_PEEK = 256
LONGEST_DOCUMENT = 1 << 20
EVENT_LIKE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?::|(?:data|event|id|retry)\s*:)", re.IGNORECASE)
"""How the body of an event stream begins, whatever its label says."""


@dataclass(frozen=True)
class Exchange:
    """Immutable evidence of one exchange, with readings computed on demand and kept (see `reading` for how long).

    Attributes:
        key: which exchange of the run this is.
        request: what was sent.
        transcript: what came back.
        limits: the bounds under which the answer is read.
    """

    key: ExchangeKey
    request: Request
    transcript: Transcript
    limits: Limits = field(default_factory=Limits)

    @cached_property
    def asked(self) -> RequestFacts:
        """What the request asks for."""
        return request_facts(self.request)

    @reading
    def http(self) -> HttpReading:
        """The HTTP message around the answer."""
        return read_http(self.transcript.recording, self.transcript.ending, self.limits)

    @reading
    def http2(self) -> Http2Reading:
        """The frames of an answer over HTTP/2; nothing but `http2` reads such an exchange."""
        return read_http2(self.transcript.recording.head(LONGEST_DOCUMENT))

    @cached_property
    def status(self) -> int | None:
        """Status code of the answer, or None where there was no HTTP response, or one that broke off in its head."""
        return self.http.status if self.http.head_complete else None

    @property
    def is_too_long(self) -> bool:
        """Whether the body is longer than 1 MiB, hundreds of times what we ask for; `json` reads nothing of it then."""
        return len(self.http.body(LONGEST_DOCUMENT + 1)) > LONGEST_DOCUMENT

    @reading
    def json(self) -> JsonReading:
        """The body read as strict JSON; nothing of it where it is too long."""
        body = self.http.body(LONGEST_DOCUMENT + 1)
        return read_json(b"" if len(body) > LONGEST_DOCUMENT else body)

    @property
    def value(self) -> dict[str, Any] | None:
        """The body as a JSON object, or None where it is none."""
        return self.json.value if self.json.readable and isinstance(self.json.value, dict) else None

    @cached_property
    def is_event_stream(self) -> bool:
        """Whether the answer is an event stream: by its label, or, mislabelled, by its first bytes."""
        if self.http.media_type == EVENT_STREAM:
            return True
        return EVENT_LIKE.match(self.http.body(_PEEK)) is not None

    @reading
    def stream(self) -> StreamReading:
        """The body read as an event stream, in one pass."""
        asked = StreamAsked(n=self.asked.n, include_usage=self.asked.include_usage)
        return read_stream(self.http.body_pieces(), asked, self.limits)

    @reading
    def completion(self) -> dict[str, Any] | None:
        """The answer as one chat completion, folded where it was streamed; None where there is none."""
        if self.status != SUCCESS:
            return None
        if self.is_event_stream:
            return self.stream.completion() if self.stream.chunks else None
        value = self.value
        return value if value is not None and not value.get("error") else None

    @reading
    def schema_faults(self) -> tuple[SchemaFault, ...]:
        """What the schema says against a JSON body: that of a completion for a 200, else that of an error."""
        return faults(SchemaName.COMPLETION if self.status == SUCCESS else SchemaName.ERROR, self.value)

    @property
    def error(self) -> Any:
        """The member `error` of a JSON body, or None."""
        return None if self.is_event_stream or self.value is None else self.value.get("error")
