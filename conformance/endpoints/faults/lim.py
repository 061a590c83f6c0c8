"""Faults beyond the ordinary: long texts, odd characters, deep and huge JSON, long header fields, small windows."""

from __future__ import annotations

import re

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error, say_nothing, unprocessable
from conformance.endpoints.fault import Answering, On, endpoint_fault, fault
from conformance.endpoints.faults.msg import messages_of
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import DONE, Event, Reply, error_reply, stream_reply
from conformance.endpoints.windows import with_small_window
from conformance.model.script import Script

_MANY = 100
_LONG = 10_000
_VERY_LONG = 100_000
_DEEP = b"[" * 400
_VERY_DEEP = b"[" * 5_000
_LARGE_FIELD = 4096
_ODD = re.compile(rb"\\u(?:d83d(?!\\ud)|0000|0001)")
_HUGE = re.compile(rb":(?:\d{25,}|\d+e\d{3})")


def _many_messages(asked: Asked) -> bool:
    return len(messages_of(asked.body)) > _MANY


def _text_longer_than(characters: int, asked: Asked) -> bool:
    return any(len(str(message.get("content"))) > characters for message in messages_of(asked.body))


def _long_text(asked: Asked) -> bool:
    return not asked.has_pictures and len(messages_of(asked.body)) == 1 and _text_longer_than(_LONG, asked)


def _odd(asked: Asked) -> bool:
    body = asked.request.body
    return asked.is_chat and b"image_url" not in body and _ODD.search(body) is not None


def _deep(asked: Asked) -> bool:
    return asked.is_chat and _DEEP in asked.request.body


def _huge(asked: Asked) -> bool:
    return asked.is_chat and _HUGE.search(asked.request.body) is not None


def _marked(asked: Asked) -> bool:
    return asked.is_chat and asked.request.body.startswith(b"\xef\xbb\xbf")


def _is_odd(asked: Asked) -> bool:
    return _odd(asked) or _deep(asked) or _huge(asked) or _marked(asked)


def _large_field(asked: Asked) -> bool:
    return asked.is_chat and any(len(value) > _LARGE_FIELD for _, value in asked.request.headers)


@fault(trips=("LIM-001",), when=_many_messages)
def many_messages_refused(_: Reply) -> Reply:
    """A history may have a hundred messages at most."""
    return unprocessable("List should have at most 100 items after validation, not 101", "messages")


@fault(trips=("LIM-001",), when=_many_messages)
def many_messages_fail(_: Reply) -> Reply:
    """Each message is a frame on the stack of the template, and the answer is 500."""
    return internal_error("maximum recursion depth exceeded")


@fault(trips=("LIM-001",), when=_many_messages)
def many_messages_kill_the_worker(_: Reply) -> Script:
    """A long history kills the worker."""
    return hang_up()


@fault(trips=("LIM-002",), when=_long_text)
def long_text_refused(_: Reply) -> Reply:
    """A text of some kilobytes is refused as if it were malformed."""
    return error_reply(400, "We could not parse the JSON body of your request.")


@fault(trips=("LIM-002",), when=_long_text)
def long_text_fails(_: Reply) -> Reply:
    """A text does not fit a buffer, and the answer is 500."""
    return internal_error("buffer overflow")


@fault(trips=("LIM-002",), when=lambda asked: _long_text(asked) and _text_longer_than(_VERY_LONG, asked))
def very_long_text_kills_the_worker(_: Reply) -> Script:
    """A text of 200 kB ends the worker."""
    return hang_up()


@fault(trips=("LIM-003",), on=On.ANY, when=_odd)
def odd_characters_fail(_: Reply) -> Reply:
    """Half a surrogate pair is decoded and cannot be encoded again; the answer is 500."""
    return internal_error("'utf-8' codec can't encode character '\\ud83d' in position 34: surrogates not allowed")


@fault(trips=("LIM-003",), on=On.ANY, when=lambda asked: _odd(asked) and b"\\u0000" in asked.request.body)
def nul_ends_the_text_and_the_worker(_: Reply) -> Script:
    """A NUL ends the text for one half of the server and not for the other, which ends the worker."""
    return hang_up()


@fault(trips=("LIM-004",), on=On.ANY, when=_deep)
def deep_json_fails(_: Reply) -> Reply:
    """The parser gives up on nested arrays with an exception that nobody catches."""
    return internal_error("maximum recursion depth exceeded while decoding a JSON array from a unicode string")


@fault(trips=("LIM-004",), on=On.ANY, when=lambda asked: _deep(asked) and _VERY_DEEP in asked.request.body)
def very_deep_json_kills_the_worker(_: Reply) -> Script:
    """Ten thousand brackets overflow the stack of the parser, and the process is gone."""
    return hang_up()


@fault(trips=("LIM-005",), on=On.ANY, when=_huge)
def huge_numbers_fail(_: Reply) -> Reply:
    """A number does not fit the engine's integer, and the answer is 500."""
    return internal_error("OverflowError: int too big to convert")


@fault(trips=("LIM-005",), on=On.ANY, when=_huge)
def huge_numbers_kill_the_worker(_: Reply) -> Script:
    """A number that fits no register kills the worker."""
    return hang_up()


@fault(trips=("LIM-006",), on=On.ANY, when=_marked)
def byte_order_mark_fails(_: Reply) -> Reply:
    """A byte order mark is an exception that nobody catches."""
    return internal_error("Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)")


@fault(trips=("LIM-006",), on=On.ANY, when=lambda asked: asked.request.body.count(b'"temperature"') > 1)
def member_twice_kills_the_worker(_: Reply) -> Script:
    """A member that comes twice trips an assertion of the parser."""
    return hang_up()


@fault(trips=("LIM-007",), on=On.ANY, when=_large_field)
def large_field_fails(_: Reply) -> Reply:
    """A long header field does not fit a buffer, and the answer is 502."""
    return internal_error("upstream sent too big header")


@fault(trips=("LIM-007",), on=On.ANY, when=_large_field)
def large_field_closes_the_connection(_: Reply) -> Script:
    """A long header field ends the connection without a word."""
    return hang_up()


@endpoint_fault(trips=("LIM-008",))
def overflow_answered_with_nothing(healthy: Reference) -> Answering:
    """A prompt beyond the window is answered 200, with an empty text."""

    def empty(reply: Reply) -> Reply:
        for message in reply.messages():
            message["content"] = ""
        for usage in reply.usages():
            usage.update(completion_tokens=0, total_tokens=usage["prompt_tokens"])
        return reply

    return with_small_window(healthy, empty)


@endpoint_fault(trips=("LIM-008",))
def overflow_fails(healthy: Reference) -> Answering:
    """A prompt beyond the window is answered 500."""
    return with_small_window(healthy, lambda _: internal_error("prompt too long for the cache"), told="meta.n_ctx")


@endpoint_fault(trips=("LIM-008",))
def overflow_kills_the_worker(healthy: Reference) -> Answering:
    """A prompt beyond the window ends the worker."""
    return with_small_window(healthy, lambda _: hang_up(), told="context_length")


@endpoint_fault(trips=("LIM-008",))
def overflow_told_in_the_stream(healthy: Reference) -> Answering:
    """Streamed, a prompt beyond the window is refused behind the 200."""
    refusal = {"message": "Input is longer than the context window", "type": "BadRequest", "param": None, "code": 400}

    def refuse(reply: Reply) -> Reply:
        return (
            stream_reply([Event({"error": refusal}), Event(DONE)]) if reply.is_stream else error_reply(400, "Too long")
        )

    return with_small_window(healthy, refuse)


@fault(trips=("LIM-003", "LIM-004", "LIM-005", "LIM-006"), on=On.ANY, when=_is_odd)
def odd_json_is_parsed_for_ever(_: Reply) -> Script:
    """The parser steps back and forth over what it does not expect, and never returns."""
    return say_nothing()


@fault(trips=("LIM-002",), when=_long_text)
def long_text_waits_for_ever(_: Reply) -> Script:
    """A long text waits for free blocks of a cache that is smaller."""
    return say_nothing()


@fault(trips=("LIM-007",), on=On.ANY, when=_large_field)
def large_field_waits_for_ever(_: Reply) -> Script:
    """A proxy waits for the rest of a header section that does not fit its buffer."""
    return say_nothing()


@endpoint_fault(trips=("LIM-008",))
def overflow_waits_for_ever(healthy: Reference) -> Answering:
    """A prompt beyond the window is queued until there is room for it, which is never."""
    return with_small_window(healthy, lambda _: say_nothing(), told="max_context_length")
