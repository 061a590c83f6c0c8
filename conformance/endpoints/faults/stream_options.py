"""Faults around `stream` and `stream_options` as they are asked for."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.reply import Reply, error_reply, json_reply
from conformance.model.script import Script


def _null(asked: Asked) -> bool:
    return asked.body.get("stream_options", ...) is None


def _options(asked: Asked) -> dict[str, Any] | None:
    options = asked.body.get("stream_options")
    return options if isinstance(options, dict) else None


def _no_usage(asked: Asked) -> bool:
    return _options(asked) in ({}, {"include_usage": False})


def _unpadded(asked: Asked) -> bool:
    return (_options(asked) or {}).get("include_obfuscation") is False


def _in_one_piece() -> Reply:
    choice = {"index": 0, "message": {"role": "assistant", "content": "Hello."}, "finish_reason": "stop"}
    return json_reply({"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice]})


@fault(trips=("USAGE-009",), on=On.STREAM, when=_null)
def stream_options_null_refused_in_streams(_: Reply) -> Reply:
    """The stream_options of null are refused: an object is asked for."""
    return unprocessable("Input should be a valid dictionary", "stream_options")


@fault(trips=("USAGE-009",), on=On.STREAM, when=_null)
def stream_options_null_fail(_: Reply) -> Reply:
    """A member is looked up in stream_options of null, and the answer is 500."""
    return internal_error("'NoneType' object has no attribute 'get'")


@fault(trips=("USAGE-009",), on=On.STREAM, when=_null)
def stream_options_null_kill_the_handler(_: Reply) -> Script:
    """The stream_options of null kill the handler, and the connection is closed."""
    return hang_up()


@fault(trips=("USAGE-009",), on=On.STREAM, when=_null)
def stream_options_null_turn_streaming_off(_: Reply) -> Reply:
    """The stream_options of null mean for a gateway that nobody wants a stream."""
    return _in_one_piece()


@body_fault(trips=("USAGE-010",))
def stream_options_of_other_types_dropped(body: dict[str, Any]) -> None:
    """The stream_options that are no object are left out without a word."""
    if not isinstance(body.get("stream_options"), dict):
        body.pop("stream_options", None)


@body_fault(trips=("USAGE-010",))
def include_usage_of_other_types_accepted(body: dict[str, Any]) -> None:
    """An include_usage that is no boolean counts as true or false, as in the server's language."""
    options = body.get("stream_options")
    if isinstance(options, dict) and "include_usage" in options:
        options["include_usage"] = bool(options["include_usage"])


@fault(trips=("USAGE-011",), on=On.STREAM, when=_no_usage)
def include_usage_false_refused(_: Reply) -> Reply:
    """The stream_options without a wish for usage are refused."""
    return error_reply(400, "stream_options must ask for something", param="stream_options")


@fault(trips=("USAGE-011",), on=On.STREAM, when=_no_usage)
def include_usage_false_fails(_: Reply) -> Reply:
    """The counts are not kept, and summing them up at the end is 500."""
    return internal_error("local variable 'usage' referenced before assignment")


@fault(trips=("USAGE-011",), on=On.STREAM, when=_no_usage)
def include_usage_false_kills_the_handler(_: Reply) -> Script:
    """An include_usage of false kills the handler, and the connection is closed."""
    return hang_up()


@fault(trips=("USAGE-011",), on=On.STREAM, when=_no_usage)
def include_usage_false_turns_streaming_off(_: Reply) -> Reply:
    """An include_usage of false is taken for a stream of false."""
    return _in_one_piece()


@body_fault(trips=("USAGE-003",))
def include_usage_false_counts_as_true(body: dict[str, Any]) -> None:
    """The member include_usage is looked for, and its value is not."""
    options = body.get("stream_options")
    if isinstance(options, dict) and options.get("include_usage") is False:
        options["include_usage"] = True


@fault(trips=("USAGE-012",), on=On.STREAM, when=_unpadded)
def include_obfuscation_refused(_: Reply) -> Reply:
    """A member of stream_options that the validator does not know is refused without its name."""
    return error_reply(400, "Invalid request body.", code="invalid_body")


@fault(trips=("USAGE-012",), on=On.STREAM, when=_unpadded)
def include_obfuscation_fails(_: Reply) -> Reply:
    """A member of stream_options that the server does not know is 500."""
    return internal_error("StreamOptions.__init__() got an unexpected keyword argument 'include_obfuscation'")


@fault(trips=("USAGE-012",), on=On.STREAM, when=_unpadded)
def include_obfuscation_kills_the_handler(_: Reply) -> Script:
    """A member of stream_options that the server does not know kills the handler."""
    return hang_up()


@fault(trips=("USAGE-012",), on=On.STREAM, when=_unpadded)
def include_obfuscation_turns_streaming_off(_: Reply) -> Reply:
    """A wish about the padding is answered without a stream."""
    return _in_one_piece()


@fault(trips=("USAGE-012",), on=On.STREAM)
def padded_for_ever(reply: Reply) -> None:
    """Chunks are padded, whatever was asked for."""
    for number, chunk in enumerate(reply.chunks):
        chunk["obfuscation"] = "q7Zw0p"[: 1 + number % 6]


@body_fault(trips=("STREAM-037",))
def stream_in_text_accepted(body: dict[str, Any]) -> None:
    """A stream of "true" is read as true, as a lax validator does."""
    if isinstance(body.get("stream"), str):
        body["stream"] = body["stream"].lower() == "true"


@body_fault(trips=("STREAM-037",))
def stream_number_accepted(body: dict[str, Any]) -> None:
    """A stream of 1 is true in the server's language, and one of 0 is false."""
    if type(body.get("stream")) is int:
        body["stream"] = bool(body["stream"])


@body_fault(trips=("STREAM-037",))
def stream_of_other_types_dropped(body: dict[str, Any]) -> None:
    """A stream that is an array or an object is left out without a word."""
    if isinstance(body.get("stream"), list | dict):
        del body["stream"]
