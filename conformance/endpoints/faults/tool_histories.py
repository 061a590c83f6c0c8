"""Faults around histories with calls and results that should be served."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import fault
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Script

_SHORT = 9
_FOREIGN_FORM = len("call_") + 24


def _callers(asked: Asked) -> list[dict[str, Any]]:
    messages = asked.body.get("messages")
    objects = [one for one in messages if isinstance(one, dict)] if isinstance(messages, list) else []
    return [message for message in objects if message.get("tool_calls")]


def _call_ids(asked: Asked) -> Iterator[str]:
    for message in _callers(asked):
        yield from (call["id"] for call in message["tool_calls"])


def _content_null(asked: Asked) -> bool:
    return any(message.get("content", "") is None for message in _callers(asked))


def _content_empty(asked: Asked) -> bool:
    return any(message.get("content") == "" for message in _callers(asked))


def _content_absent(asked: Asked) -> bool:
    return any("content" not in message for message in _callers(asked))


def _two_calls(asked: Asked) -> bool:
    return any(len(message["tool_calls"]) > 1 for message in _callers(asked))


def _foreign_ids(asked: Asked) -> bool:
    return any(len(id_) == _FOREIGN_FORM for id_ in _call_ids(asked))


def _own_ids(asked: Asked) -> bool:
    return any(len(id_) > _SHORT and len(id_) != _FOREIGN_FORM for id_ in _call_ids(asked))


@fault(trips=("TOOL-024",), also=("TOOL-029",), when=_content_null)
def content_null_refused(_: Reply) -> Reply:
    """The content of every message has to be a string."""
    return unprocessable("Input should be a valid string", "messages", "1", "content")


@fault(trips=("TOOL-024",), also=("TOOL-029",), when=_content_null)
def content_null_fails(_: Reply) -> Reply:
    """A message whose content is null is dropped, and the template misses the call: the answer is 500."""
    return internal_error("Message has tool role, but there was no previous assistant message with a tool call")


@fault(trips=("TOOL-024",), also=("TOOL-029",), when=_content_null)
def content_null_kills_the_worker(_: Reply) -> Script:
    """A content of null kills the worker."""
    return hang_up()


@fault(trips=("TOOL-024",), when=_content_empty)
def content_empty_refused(_: Reply) -> Reply:
    """Text must not be empty, not even beside a call."""
    return error_reply(400, "messages: text content blocks must be non-empty", param="messages")


@fault(trips=("TOOL-025",), when=_content_absent)
def content_demanded(_: Reply) -> Reply:
    """A message has to have the member content, even beside a call."""
    return unprocessable("Field required", "messages", "1", "content")


@fault(trips=("TOOL-025",), when=_content_absent)
def absent_content_fails(_: Reply) -> Reply:
    """The member content is read without a look, and the answer is 500."""
    return internal_error("KeyError: 'content'")


@fault(trips=("TOOL-025",), when=_content_absent)
def absent_content_kills_the_worker(_: Reply) -> Script:
    """A message without content kills the worker."""
    return hang_up()


@fault(trips=("TOOL-026",), when=_two_calls)
def two_calls_refused(_: Reply) -> Reply:
    """The template knows one call in a message."""
    return error_reply(400, "This model only takes single tool-calls at once!")


@fault(trips=("TOOL-026",), when=_two_calls)
def two_calls_fail(_: Reply) -> Reply:
    """The template raises at a second call, and the answer is 500."""
    return internal_error("TemplateError: raise_exception")


@fault(trips=("TOOL-026",), when=_two_calls)
def two_calls_kill_the_worker(_: Reply) -> Script:
    """Two calls in a message kill the worker."""
    return hang_up()


@fault(trips=("TOOL-027",), when=_foreign_ids)
def local_ids_demanded(_: Reply) -> Reply:
    """Ids of calls are nine letters and digits."""
    return error_reply(400, "Tool call id has to be a-z, A-Z, 0-9, with a length of 9.", param="messages")


@fault(trips=("TOOL-027",), when=_foreign_ids)
def foreign_ids_fail(_: Reply) -> Reply:
    """The template asserts the form of ids, and the answer is 500."""
    return internal_error("TemplateError: Tool call IDs should be alphanumeric strings with length 9!")


@fault(trips=("TOOL-027",), when=_foreign_ids)
def foreign_ids_kill_the_worker(_: Reply) -> Script:
    """An id of another form kills the worker."""
    return hang_up()


@fault(trips=("TOOL-029",), when=_own_ids)
def own_calls_refused(_: Reply) -> Reply:
    """A gateway does not find the calls of its upstream again."""
    return error_reply(400, "Unknown tool call id.", param="messages")


@fault(trips=("TOOL-029",), when=_own_ids)
def own_calls_fail(_: Reply) -> Reply:
    """A gateway looks the id up in the memory of another process, and the answer is 500."""
    return internal_error("KeyError: 'call'")


@fault(trips=("TOOL-029",), when=_own_ids)
def own_calls_kill_the_worker(_: Reply) -> Script:
    """A call that comes back kills the worker."""
    return hang_up()
