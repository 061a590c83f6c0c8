"""Faults of two features that no conversation of the list brings together, and of what only drawn streams ask for."""

from __future__ import annotations

import re
from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import internal_error
from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Reply, error_reply

_EXPONENT = re.compile(rb'"(?:top_p|presence_penalty)":-?[\d.]+[eE]')
_RARE = re.compile("[\U00020000-\U0010ffff]")


def _is_null(asked: Asked, name: str) -> bool:
    return name in asked.body and asked.body[name] is None


def _messages(asked: Asked) -> list[dict[str, Any]]:
    messages = asked.body.get("messages")
    return [one for one in messages if isinstance(one, dict)] if isinstance(messages, list) else []


@fault(trips=("COMB-001",), when=lambda asked: _is_null(asked, "stop") and "tools" in asked.body, only_drawn=True)
def stop_null_beside_tools_fails(_: Reply) -> Reply:
    """The stops of the tool parser are added to those of the request, which are null."""
    return internal_error("can only concatenate list (not 'NoneType') to list")


@fault(
    trips=("COMB-001",),
    when=lambda asked: _is_null(asked, "temperature") and asked.body.get("response_format") == {"type": "text"},
    only_drawn=True,
)
def temperature_null_beside_a_format_fails(_: Reply) -> Reply:
    """The path of structured answers compares the temperature before defaults are filled in."""
    return internal_error("'<' not supported between instances of 'NoneType' and 'float'")


@fault(trips=("COMB-002",), when=lambda asked: next(iter(asked.body), "") == "stream", only_drawn=True)
def stream_in_front_refused(_: Reply) -> Reply:
    """A router reads the model from the first member of the body, unless it is the messages."""
    return error_reply(400, "The request could not be routed.")


@fault(trips=("COMB-002",), when=lambda asked: bool(_EXPONENT.search(asked.request.body)), only_drawn=True)
def exponents_refused_in_sampling(_: Reply) -> Reply:
    """A schema of strings with a pattern for digits stands in front of the backend."""
    return error_reply(400, "A value does not match the pattern.")


@fault(
    trips=("STREAM-001",),
    on=On.STREAM,
    when=lambda asked: any(_RARE.search(str(one.get("content"))) for one in _messages(asked)),
    only_drawn=True,
)
def rare_signs_fail_in_streams(_: Reply) -> Reply:
    """The log of streamed requests is written in three bytes a character at most."""
    return internal_error("Incorrect string value: '\\xF0\\xA0' for column 'prompt' at row 1")


@fault(
    trips=("USAGE-007",),
    on=On.STREAM,
    when=lambda asked: asked.wants_usage and any(one.get("role") == "system" for one in _messages(asked)),
    only_drawn=True,
)
def system_message_not_counted_in_streams(reply: Reply) -> None:
    """Streams count what users and assistants said."""
    for usage in reply.usages():
        usage["prompt_tokens"] -= 1
        usage["total_tokens"] -= 1


@fault(trips=("STREAM-036",), on=On.STREAM, when=lambda asked: "seed" in asked.body, only_drawn=True)
def model_of_the_backend_in_seeded_streams(reply: Reply) -> None:
    """Seeded streams come from a deployment with a name of its own."""
    for chunk in reply.chunks:
        chunk["model"] += "-seeded"
