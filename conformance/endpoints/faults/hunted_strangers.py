"""Faults that end in a failure where a request is odd in a place that is seldom looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from conformance.endpoints.asked import Asked, image_urls, parts_of
from conformance.endpoints.failures import hang_up, internal_error
from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Reply
from conformance.model.script import Script

_OF_MESSAGES = ("role", "content", "name", "tool_calls", "tool_call_id", "refusal", "function_call", "audio")
_OF_PARTS = ("type", "text", "image_url", "refusal", "input_audio", "file")
_OF_FUNCTIONS = ("name", "description", "parameters", "strict")


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    return (one for one in (value if isinstance(value, list) else ()) if isinstance(one, dict))


def _says_nothing_earlier(asked: Asked) -> bool:
    earlier = list(_objects(asked.body.get("messages")))[:-1]
    return any(one.get("content") in ("", []) and one.get("role") == "user" for one in earlier)


@fault(trips=("MSG-019",), on=On.ANY, when=_says_nothing_earlier, only_drawn=True)
def empty_message_of_an_earlier_turn_fails(_: Reply) -> Reply:
    """The history is summed up by the first character of each message of the user."""
    return internal_error("IndexError: string index out of range")


def _has_a_stranger_in_a_message(asked: Asked) -> bool:
    return any(not set(one) <= set(_OF_MESSAGES) for one in _objects(asked.body.get("messages")))


@fault(trips=("PARAM-001",), on=On.ANY, when=_has_a_stranger_in_a_message)
def unknown_member_of_a_message_fails(_: Reply) -> Reply:
    """The members of a message are the arguments of a function that knows some of them."""
    return internal_error("TypeError: Message.__init__() got an unexpected keyword argument")


def _has_a_stranger_in_a_part(asked: Asked) -> bool:
    return any(part.get("type") == "text" and not set(part) <= set(_OF_PARTS) for part in parts_of(asked.body))


@fault(trips=("PARAM-001",), on=On.ANY, when=_has_a_stranger_in_a_part, only_drawn=True)
def unknown_member_of_a_text_part_kills_the_worker(_: Reply) -> Script:
    """A text part is copied member by member into a structure that has room for two."""
    return hang_up()


def _has_a_stranger_in_a_function(asked: Asked) -> bool:
    functions = (tool.get("function") for tool in _objects(asked.body.get("tools")))
    return any(isinstance(one, dict) and not set(one) <= set(_OF_FUNCTIONS) for one in functions)


@fault(trips=("PARAM-001",), on=On.ANY, when=_has_a_stranger_in_a_function, only_drawn=True)
def unknown_member_of_a_function_fails(_: Reply) -> Reply:
    """The template of the model prints functions, and fails on a member that it does not know."""
    return internal_error("jinja2.exceptions.UndefinedError: 'None' has no attribute 'items'")


def _chooses_among_no_tools(asked: Asked) -> bool:
    return asked.body.get("tools") == [] and "tool_choice" in asked.body


@fault(trips=("TOOL-039",), on=On.ANY, when=_chooses_among_no_tools, only_drawn=True)
def choice_among_no_tools_fails(_: Reply) -> Reply:
    """Where there is a choice the grammar of the first tool is built."""
    return internal_error("IndexError: list index out of range")


_WITHOUT_VALUE = re.compile(r"data:[^,]*;(?!base64)[^;,=]+;[^,]*,", re.IGNORECASE)


def _has_parameter_without_value(asked: Asked) -> bool:
    return any(_WITHOUT_VALUE.match(image["url"]) for image in image_urls(asked.body))


@fault(trips=("URI-018",), on=On.ANY, when=_has_parameter_without_value, only_drawn=True)
def parameter_without_a_value_fails(_: Reply) -> Reply:
    """Parameters are cut in two at the equal sign, of which one has none."""
    return internal_error("ValueError: not enough values to unpack (expected 2, got 1)")


def _is_quoted(asked: Asked) -> bool:
    return any(image["url"][:1] in ("'", '"') for image in image_urls(asked.body))


@fault(trips=("URI-018",), on=On.ANY, when=_is_quoted, only_drawn=True)
def url_in_quotation_marks_kills_the_worker(_: Reply) -> Script:
    """A URL in quotation marks is taken off them twice, in a buffer that is freed twice."""
    return hang_up()
