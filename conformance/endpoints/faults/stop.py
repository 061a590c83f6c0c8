"""Faults around `stop`."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reply import Event, Reply, error_reply
from conformance.model.script import Finish, Script

_TWO, _MOST = 2, 4


def _string(asked: Asked) -> bool:
    return isinstance(asked.body.get("stop"), str)


def _four(asked: Asked) -> bool:
    stop = asked.body.get("stop")
    return isinstance(stop, list) and len(stop) == _MOST


def _null(asked: Asked) -> bool:
    return asked.body.get("stop", ...) is None


@fault(trips=("STOP-001",), when=_string)
def stop_string_refused(_: Reply) -> Reply:
    """Only an array of stop strings is understood."""
    return unprocessable("Input should be a valid list", "stop", given="5")


@fault(trips=("STOP-001",), when=_string)
def stop_string_fails(_: Reply) -> Reply:
    """A single stop string is joined with a list, and the answer is 500."""
    return internal_error('can only concatenate str (not "list") to str')


@fault(trips=("STOP-001",), when=_string)
def stop_string_kills_the_worker(_: Reply) -> Script:
    """A single stop string kills the worker."""
    return hang_up()


@fault(trips=("STOP-001",), on=On.STREAM, when=_string)
def stop_string_fails_streamed(_: Reply) -> Reply:
    """A single stop string fails only where the answer is streamed."""
    return internal_error("'str' object has no attribute 'append'")


@fault(trips=("STOP-002",), when=_four)
def four_stop_strings_refused(_: Reply) -> Reply:
    """More than one stop string is refused."""
    return error_reply(400, "stop must have at most 1 element", param="stop")


@fault(trips=("STOP-002",), when=_four)
def four_stop_strings_fail(_: Reply) -> Reply:
    """An array of stop strings is treated as one, and the answer is 500."""
    return internal_error("'list' object has no attribute 'encode'")


@fault(trips=("STOP-002",), when=_four)
def four_stop_strings_kill_the_worker(_: Reply) -> Script:
    """An array of stop strings kills the worker."""
    return hang_up()


@body_fault(trips=("STOP-003",))
def five_stop_strings_accepted(body: dict[str, Any]) -> None:
    """Stop strings behind the fourth are dropped without a word."""
    if isinstance(body.get("stop"), list):
        body["stop"] = body["stop"][:_MOST]


@body_fault(trips=("STOP-004",))
def stop_number_accepted(body: dict[str, Any]) -> None:
    """A stop that is a number is read as its digits."""
    if isinstance(body.get("stop"), int):
        body["stop"] = str(body["stop"])


@body_fault(trips=("STOP-004",))
def stop_object_accepted(body: dict[str, Any]) -> None:
    """A stop that is an empty object counts as none, since it is false in the server's language."""
    if body.get("stop") == {}:
        del body["stop"]


@body_fault(trips=("STOP-004",))
def stop_array_of_numbers_accepted(body: dict[str, Any]) -> None:
    """Numbers in the array of stop strings are taken for token ids."""
    if isinstance(body.get("stop"), list) and not all(isinstance(entry, str) for entry in body["stop"]):
        del body["stop"]


@body_fault(trips=("STOP-005",), also=("STOP-003", "STOP-004", "STOP-009"))
def stop_ignored(body: dict[str, Any]) -> None:
    """The member stop is never looked at."""
    body.pop("stop", None)


@body_fault(trips=("STOP-005",))
def stop_ignored_in_streams(body: dict[str, Any]) -> None:
    """The streaming path does not know of stop strings."""
    if body.get("stream") is True:
        body.pop("stop", None)


@fault(trips=("STOP-005",), when=_string)
def stop_left_in_the_text(reply: Reply, asked: Asked) -> None:
    """The text ends with the stop string instead of in front of it."""
    texts = reply.text_deltas()
    for message in texts[-1:] if reply.is_stream else texts:
        message["content"] += asked.body["stop"]


@fault(trips=("STOP-005",), on=On.STREAM, when=_string)
def stop_left_in_streams(reply: Reply, asked: Asked) -> None:
    """Streamed, the delta with the stop string is sent before the match is found."""
    for delta in reply.text_deltas()[-1:]:
        delta["content"] += asked.body["stop"]


@fault(trips=("STOP-008",), on=On.STREAM, when=lambda asked: _string(asked) and " " in asked.body["stop"])
def stop_begun_in_streams(reply: Reply, asked: Asked) -> None:
    """Streamed, the first token of a stop string of several has left when the match is found."""
    last = reply.text_events[-1]
    delta = {**last.data["choices"][0], "delta": {"content": asked.body["stop"].partition(" ")[0]}}
    reply.stream.insert(reply.stream.index(last) + 1, Event({**last.data, "choices": [delta]}))


@fault(trips=("STOP-006",), also=("MAXTOK-013",), when=_string)
def stop_called_length(reply: Reply) -> None:
    """A text that ended at a stop string says that it was cut by the token limit."""
    for choice in reply.finals():
        choice["finish_reason"] = "length"


@fault(trips=("STOP-006",), on=On.STREAM, when=_string)
def stop_called_length_in_streams(reply: Reply) -> None:
    """Streamed, a text that ended at a stop string says that it was cut by the token limit."""
    for choice in reply.finals():
        choice["finish_reason"] = "length"


@fault(trips=("STOP-007",), when=_null)
def stop_null_refused(_: Reply) -> Reply:
    """A stop of null is refused: a string is asked for."""
    return error_reply(400, "Invalid value at 'stop': expected a string or a list of strings.", param="stop")


@fault(trips=("STOP-007",), when=_null)
def stop_null_fails(_: Reply) -> Reply:
    """A stop of null is encoded without a look, and the answer is 500."""
    return internal_error("'NoneType' object has no attribute 'encode'")


@fault(trips=("STOP-007",), when=_null)
def stop_null_kills_the_handler(_: Reply) -> Script:
    """A stop of null kills the handler, and the connection is closed."""
    return hang_up()


@body_fault(trips=("STOP-009",))
def empty_stop_array_accepted(body: dict[str, Any]) -> None:
    """An empty array of stop strings counts as none."""
    if body.get("stop") == []:
        del body["stop"]


@body_fault(trips=("STOP-010",))
def last_stop_string_counts(body: dict[str, Any]) -> None:
    """Of several stop strings those are kept that sort last."""
    if isinstance(body.get("stop"), list) and len(body["stop"]) == _TWO:
        body["stop"] = [max(body["stop"])]


@body_fault(trips=("STOP-010",))
def first_stop_string_counts_in_streams(body: dict[str, Any]) -> None:
    """Streamed, the first stop string of the array is looked for and no other."""
    if isinstance(body.get("stop"), list) and len(body["stop"]) == _TWO and body.get("stream") is True:
        body["stop"] = body["stop"][:1]


@body_fault(trips=("STOP-005",))
def stop_array_ignored(body: dict[str, Any]) -> None:
    """Only a single stop string is looked for; an array is checked and forgotten."""
    stops = body.get("stop")
    if isinstance(stops, list) and 0 < len(stops) <= _MOST and all(isinstance(stop, str) for stop in stops):
        del body["stop"]


def _without_a_letter(asked: Asked) -> bool:
    stop = asked.body.get("stop")
    return asked.is_chat and (stop == "" or (isinstance(stop, list) and "" in stop))


@fault(trips=("STOP-011",), on=On.MISTAKE, when=_without_a_letter)
def empty_stop_string_hangs(_: Reply) -> Script:
    """An empty stop string is looked for at every place, and no place is behind the last."""
    return raw_script(finish=Finish.HANG)


@fault(trips=("STOP-011",), on=On.MISTAKE, when=_without_a_letter)
def empty_stop_string_fails(_: Reply) -> Reply:
    """An empty stop string has no last token, and the answer is 500."""
    return internal_error("list index out of range")


@fault(trips=("STOP-011",), on=On.MISTAKE, when=_without_a_letter)
def empty_stop_string_kills_the_worker(_: Reply) -> Script:
    """An empty stop string trips an assertion of the worker."""
    return hang_up()
