"""Faults around the list of messages, roles and what is left out of the prompt."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import body_fault, fault
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Script

_EMPTY_PROMPT = {"role": "user", "content": ""}
_ROLES = ("developer", "system", "user", "assistant", "tool", "function")


def messages_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the messages of a body that are objects, live; [] where there is no array."""
    messages = body.get("messages")
    return [one for one in messages if isinstance(one, dict)] if isinstance(messages, list) else []


def _roles(asked: Asked) -> list[Any]:
    return [message.get("role") for message in messages_of(asked.body)]


def is_chat_of_text(body: dict[str, Any]) -> bool:
    """Tell whether every message is a system, user or assistant message whose content is a string."""
    plain = [
        message.get("role") in ("system", "user", "assistant") and isinstance(message.get("content"), str)
        for message in messages_of(body)
    ]
    return bool(plain) and all(plain) and len(plain) == len(body["messages"])


def _system_in_front(asked: Asked) -> bool:
    return is_chat_of_text(asked.body) and _roles(asked) == ["system", "user"]


def _several_turns(asked: Asked) -> bool:
    return _roles(asked) == ["system", "user", "assistant", "user"]


@body_fault(trips=("MSG-001",))
def messages_absent_answered(body: dict[str, Any]) -> None:
    """A request without messages is answered like an empty prompt."""
    if body.get("messages") is None:
        body["messages"] = [_EMPTY_PROMPT]


@body_fault(trips=("MSG-002",))
def messages_empty_answered(body: dict[str, Any]) -> None:
    """An empty array of messages is rendered by the template, and the model begins somewhere."""
    if body.get("messages") == []:
        body["messages"] = [_EMPTY_PROMPT]


@body_fault(trips=("MSG-003",))
def messages_text_taken_for_one(body: dict[str, Any]) -> None:
    """A string or an object in place of the messages is taken for the only one."""
    messages = body.get("messages")
    if isinstance(messages, str):
        body["messages"] = [{"role": "user", "content": messages}]
    elif isinstance(messages, dict):
        body["messages"] = [messages]


@body_fault(trips=("MSG-003",))
def messages_not_looked_at(body: dict[str, Any]) -> None:
    """Whatever is neither null nor an array counts as no messages, and something is answered."""
    if not isinstance(body.get("messages", []), list | None):
        body["messages"] = [_EMPTY_PROMPT]


@body_fault(trips=("MSG-004",))
def messages_that_are_no_objects_skipped(body: dict[str, Any]) -> None:
    """Messages that are no objects are skipped without a word."""
    messages = body.get("messages")
    if isinstance(messages, list) and messages and not all(isinstance(one, dict) for one in messages):
        body["messages"] = messages_of(body) or [_EMPTY_PROMPT]


@body_fault(trips=("MSG-004",))
def message_string_taken_for_the_user(body: dict[str, Any]) -> None:
    """A message that is a string is what the user says."""
    messages = body.get("messages")
    if isinstance(messages, list):
        body["messages"] = [{"role": "user", "content": one} if isinstance(one, str) else one for one in messages]


@fault(trips=("MSG-005",), when=_system_in_front)
def system_message_refused(_: Reply) -> Reply:
    """The template of the model knows no system role."""
    return error_reply(400, "System role not supported", param="messages[0].role")


@fault(trips=("MSG-005",), when=_system_in_front)
def system_message_fails(_: Reply) -> Reply:
    """A system message trips the template, and the answer is 500."""
    return internal_error("Conversation roles must alternate user/assistant/user/assistant/...")


@fault(trips=("MSG-005",), when=_system_in_front)
def system_message_kills_the_worker(_: Reply) -> Script:
    """A system message kills the worker."""
    return hang_up()


@body_fault(trips=("MSG-006",), also=("JSON-002",))
def system_message_left_out(body: dict[str, Any]) -> None:
    """The template has no place for a system message and leaves it out."""
    if is_chat_of_text(body) and messages_of(body)[0]["role"] == "system" and len(body["messages"]) > 1:
        body["messages"] = [message for message in body["messages"] if message["role"] != "system"]


@fault(trips=("MSG-007",), when=_several_turns)
def history_refused(_: Reply) -> Reply:
    """More than one turn is refused."""
    return unprocessable("Only a system message and one user message are supported", "messages", given=[])


@fault(trips=("MSG-007",), when=_several_turns)
def history_fails(_: Reply) -> Reply:
    """An assistant message trips the template, and the answer is 500."""
    return internal_error("'NoneType' object is not iterable")


@fault(trips=("MSG-007",), when=_several_turns)
def history_kills_the_worker(_: Reply) -> Script:
    """An assistant message kills the worker."""
    return hang_up()


@fault(trips=("MSG-007",), when=lambda asked: _in_parts(asked.body, "assistant"))
def assistant_parts_refused(_: Reply) -> Reply:
    """An assistant message in parts is refused, though the API returns none and clients write them."""
    return unprocessable("Input should be a valid string", "messages", "1", "content")


def _in_parts(body: dict[str, Any], role: str) -> bool:
    return any(one.get("role") == role and isinstance(one.get("content"), list) for one in messages_of(body))


@body_fault(trips=("MSG-008",), also=("LIM-001",))
def last_message_only(body: dict[str, Any]) -> None:
    """Of a chat the system message and the last user message are shown to the model."""
    if is_chat_of_text(body):
        body["messages"] = [one for one in body["messages"][:-1] if one["role"] == "system"] + body["messages"][-1:]


@body_fault(trips=("MSG-006", "MSG-008"), also=("JSON-002", "LIM-001"))
def last_message_alone(body: dict[str, Any]) -> None:
    """The prompt is the text of the last message, as in a completions API."""
    if is_chat_of_text(body):
        body["messages"] = body["messages"][-1:]


@body_fault(trips=("MSG-009",), also=("MSG-010",))
def unknown_role_answered(body: dict[str, Any]) -> None:
    """Any role is handed to the template, which treats what it does not know as the user."""
    for message in messages_of(body):
        if "role" in message and message["role"] not in _ROLES:
            message["role"] = "user"


@body_fault(trips=("MSG-009",))
def role_absent_answered(body: dict[str, Any]) -> None:
    """A message without a role is the user's."""
    for message in messages_of(body):
        message.setdefault("role", "user")


@body_fault(trips=("MSG-010",))
def role_compared_without_case(body: dict[str, Any]) -> None:
    """Roles are compared without regard to case."""
    for message in messages_of(body):
        if isinstance(message.get("role"), str):
            message["role"] = message["role"].lower()


@fault(trips=("MSG-011",), when=lambda asked: "developer" in _roles(asked))
def developer_refused(_: Reply) -> Reply:
    """The developer role is refused."""
    return error_reply(400, "Unexpected message role.", param="messages[0].role")


@fault(trips=("MSG-011",), when=lambda asked: "developer" in _roles(asked))
def developer_fails(_: Reply) -> Reply:
    """The template raises for a role that it does not know, and the answer is 500."""
    return internal_error("Unexpected message role.")


@fault(trips=("MSG-011",), when=lambda asked: "developer" in _roles(asked))
def developer_kills_the_worker(_: Reply) -> Script:
    """The developer role kills the worker."""
    return hang_up()


@body_fault(trips=("MSG-023",))
def silent_assistant_answered(body: dict[str, Any]) -> None:
    """An assistant message without content counts as an empty one."""
    for message in messages_of(body):
        if message.get("role") == "assistant" and len(message) == 1:
            message["content"] = ""


def _named(asked: Asked) -> bool:
    return any(message.get("role") == "user" and "name" in message for message in messages_of(asked.body))


@fault(trips=("MSG-024",), when=_named)
def name_refused(_: Reply) -> Reply:
    """The name of a user is an unknown member."""
    return unprocessable("Extra inputs are not permitted", "messages", "0", "name")


@fault(trips=("MSG-024",), when=_named)
def name_fails(_: Reply) -> Reply:
    """The name of a user is handed on to a constructor that does not take it, and the answer is 500."""
    return internal_error("UserMessage.__init__() got an unexpected keyword argument 'name'")


@fault(trips=("MSG-024",), when=_named)
def name_kills_the_worker(_: Reply) -> Script:
    """The name of a user kills the worker."""
    return hang_up()


def _ends_with_the_assistant(asked: Asked) -> bool:
    return _roles(asked)[-1:] == ["assistant"]


@fault(trips=("MSG-025",), when=_ends_with_the_assistant)
def assistant_at_the_end_refused(_: Reply) -> Reply:
    """The last message must be the user's."""
    return error_reply(400, "Expected last role User or Tool but got assistant", param="messages")


@fault(trips=("MSG-025",), when=_ends_with_the_assistant)
def assistant_at_the_end_fails(_: Reply) -> Reply:
    """The template finds no user at the end, and the answer is 500."""
    return internal_error("After the optional system message, conversation roles must alternate")


@fault(trips=("MSG-025",), when=_ends_with_the_assistant)
def assistant_at_the_end_kills_the_worker(_: Reply) -> Script:
    """An assistant message at the end kills the worker."""
    return hang_up()
