"""Legal ways to treat response_format: honest refusals, JSON in other dress, models that cannot write JSON."""

from __future__ import annotations

from http import HTTPStatus

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, benign
from conformance.endpoints.reply import Reply, error_reply, rewrite_text


def _format(asked: Asked) -> str:
    value = asked.body.get("response_format") if asked.is_chat else None
    return str(value.get("type")) if isinstance(value, dict) else ""


def _unsupported(reply: Reply, what: str) -> Reply:
    if reply.status == HTTPStatus.UNAUTHORIZED:
        return reply
    message = f"Invalid parameter: 'response_format' of type '{what}' is not supported with this model."
    return error_reply(400, message, param="response_format", code="unsupported_value")


@benign(on=On.ANY, when=lambda asked: asked.is_chat and asked.body.get("response_format") is not None)
def response_format_unsupported(reply: Reply) -> Reply:
    """A target without formats says so."""
    return _unsupported(reply, "json_object")


@benign(on=On.ANY, when=lambda asked: _format(asked) == "json_schema")
def json_schema_unsupported(reply: Reply) -> Reply:
    """A target with JSON mode alone says so."""
    return _unsupported(reply, "json_schema")


@benign(when=lambda asked: bool(_format(asked)))
def json_on_lines_of_its_own(reply: Reply) -> None:
    """Line breaks stand before and behind the text."""
    messages = reply.text_deltas()
    if not messages:
        return
    messages[0]["content"] = f"\n  {messages[0]['content']}"
    if not any(choice["finish_reason"] == "length" for choice in reply.finals()):
        messages[-1]["content"] += "\n"


@benign()
def model_that_cannot_write_json(reply: Reply) -> None:
    """A small model without any enforcement: what begins as JSON comes out as prose."""
    messages = reply.text_deltas()
    if messages and messages[0]["content"].startswith("{"):
        rewrite_text(reply, lambda _: "A ball is round and has a colour.")


@benign(when=lambda asked: _format(asked) == "json_object")
def json_fenced_now_and_then(reply: Reply, asked: Asked) -> None:
    """A model without enforcement writes a fence in one answer of many."""
    if "large" in str(asked.body["messages"]):
        rewrite_text(reply, lambda text: f"```json\n{text}\n```")
