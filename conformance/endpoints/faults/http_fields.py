"""Faults of header fields: labels, codings, lengths, names of requests."""

from __future__ import annotations

import gzip

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, fault
from conformance.endpoints.http_script import body_bytes
from conformance.endpoints.reply import Event, Framing, Reply


@fault(trips=("HTTP-002",), on=On.PLAIN)
def completion_labelled_text(reply: Reply) -> None:
    """Completions are labelled as plain text."""
    reply.set_header("Content-Type", "text/plain; charset=utf-8")


@fault(trips=("HTTP-002",), on=On.PLAIN, when=lambda asked: asked.has_pictures)
def picture_completion_labelled_binary(reply: Reply) -> None:
    """Where the request has a picture the completion is labelled as some bytes."""
    reply.set_header("Content-Type", "application/octet-stream")


@fault(trips=("HTTP-002",), on=On.PLAIN)
def completion_without_label(reply: Reply) -> None:
    """Completions have no Content-Type."""
    reply.drop_header("Content-Type")


@fault(trips=("HTTP-003",), on=On.STREAM)
def stream_labelled_json(reply: Reply) -> None:
    """Streams are labelled as JSON."""
    reply.set_header("Content-Type", "application/json")


@fault(trips=("HTTP-003",), on=On.STREAM)
def stream_labelled_text(reply: Reply) -> None:
    """Streams are labelled as plain text."""
    reply.set_header("Content-Type", "text/plain")


@fault(trips=("HTTP-003",), on=On.STREAM)
def stream_without_label(reply: Reply) -> None:
    """Streams have no Content-Type."""
    reply.drop_header("Content-Type")


@fault(trips=("HTTP-003",), on=On.STREAM, when=lambda asked: asked.wants_usage)
def usage_stream_labelled_json_lines(reply: Reply) -> None:
    """Where usage was asked for another code path writes the label, and calls the stream JSON lines."""
    reply.set_header("Content-Type", "application/x-ndjson")


@fault(trips=("HTTP-004",), on=On.STREAM)
def stream_charset_latin_1(reply: Reply) -> None:
    """The framework adds its default charset to the label of streams."""
    reply.set_header("Content-Type", "text/event-stream; charset=ISO-8859-1")


@fault(trips=("HTTP-009",), on=On.STREAM)
def stream_with_length(reply: Reply) -> None:
    """The stream is collected first, and has a Content-Length."""
    reply.framing = Framing.LENGTH


@fault(trips=("HTTP-010",), on=On.PLAIN)
def completion_compressed(reply: Reply) -> None:
    """Completions are compressed for everybody."""
    reply.content = gzip.compress(body_bytes(reply), mtime=0)
    reply.set_header("Content-Encoding", "gzip")


@fault(trips=("HTTP-010",), on=On.STREAM)
def stream_compressed(reply: Reply) -> None:
    """A compression middleware takes streams, too, and holds them back until the end."""
    reply.events = [Event(raw=gzip.compress(body_bytes(reply), mtime=0))]
    reply.set_header("Content-Encoding", "gzip")


@fault(trips=("HTTP-010",), on=On.PLAIN)
def completion_no_longer_compressed(reply: Reply) -> None:
    """A gateway decompresses the answer of its upstream and passes on the Content-Encoding."""
    reply.set_header("Content-Encoding", "gzip")


@fault(trips=("HTTP-010",), on=On.PLAIN)
def completion_in_an_unknown_coding(reply: Reply) -> None:
    """Completions come in a coding that few clients know."""
    reply.content = gzip.compress(body_bytes(reply), mtime=0)
    reply.set_header("Content-Encoding", "x-snappy")


@fault(trips=("HTTP-010",), on=On.STREAM)
def stream_in_an_unknown_coding(reply: Reply) -> None:
    """Streams come in a coding that few clients know."""
    reply.events = [Event(raw=gzip.compress(body_bytes(reply), mtime=0))]
    reply.set_header("Content-Encoding", "x-snappy")


@fault(trips=("HTTP-021",), on=On.ANY)
def request_id_missing(reply: Reply) -> None:
    """No answer names its request."""
    reply.drop_header("x-request-id")


@fault(trips=("HTTP-021",), on=On.ERROR)
def request_id_missing_on_errors(reply: Reply) -> None:
    """Refusals do not name their request, where it is needed most."""
    reply.drop_header("x-request-id")


@fault(trips=("HTTP-022",), on=On.STREAM)
def stream_without_cache_control(reply: Reply) -> None:
    """Streams say nothing about caches."""
    reply.drop_header("Cache-Control")


@fault(trips=("HTTP-022",), on=On.STREAM)
def stream_cached_for_an_hour(reply: Reply) -> None:
    """A gateway lets everything be cached for an hour."""
    reply.set_header("Cache-Control", "public, max-age=3600")


@fault(trips=("HTTP-023",), on=On.STREAM)
def stream_held_back(reply: Reply, asked: Asked) -> None:
    """A proxy collects the stream and passes it on in one burst."""
    seconds_a_token = 0.02
    bound = asked.body.get("max_tokens")
    reply.stream[0].pause = seconds_a_token * (bound if type(bound) is int else 1)
