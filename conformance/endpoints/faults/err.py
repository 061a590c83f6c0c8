"""Faults of the error envelope: what is said in it, and whether there is one."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked, parts_of
from conformance.endpoints.fault import On, fault
from conformance.endpoints.http_script import json_bytes
from conformance.endpoints.reply import Reply


def _say(reply: Reply, content: Any, label: str = "application/json") -> None:
    reply.content = content
    reply.set_header("Content-Type", label)


@fault(trips=("ERR-003", "ERR-010"), on=On.MISTAKE)
def error_in_plain_words(reply: Reply) -> None:
    """Refusals are a sentence of plain text."""
    _say(reply, reply.content["error"]["message"].encode(), "text/plain")


@fault(trips=("ERR-003", "ERR-010"), on=On.MISTAKE)
def error_page(reply: Reply) -> None:
    """Refusals are a page of the web server."""
    _say(reply, b"<html><body><h1>400 Bad Request</h1></body></html>", "text/html")


@fault(trips=("ERR-003",), on=On.MISTAKE)
def error_without_body(reply: Reply) -> None:
    """Refusals have no body."""
    reply.content = b""


@fault(trips=("ERR-003",), on=On.MISTAKE, when=lambda asked: not asked.streams)
def error_as_event_without_a_stream(reply: Reply) -> None:
    """The body of a refusal stands behind `data:`, though no stream was asked for."""
    reply.prefix, reply.suffix = b"data: ", b"\n\n"


@fault(trips=("ERR-003",), on=On.MISTAKE)
def error_in_an_array(reply: Reply) -> None:
    """The envelope is the one element of an array."""
    reply.content = [reply.content]


@fault(trips=("ERR-003",), on=On.MISTAKE)
def error_as_json_text(reply: Reply) -> None:
    """The refusal is a JSON string."""
    reply.content = json_bytes(reply.content["error"]["message"])


@fault(trips=("ERR-003",), on=On.MISTAKE)
def error_is_text(reply: Reply) -> None:
    """The member error is a string."""
    reply.content = {"error": reply.content["error"]["message"]}


@fault(trips=("ERR-003",), on=On.MISTAKE)
def error_in_detail(reply: Reply) -> None:
    """The framework lists what is wrong in `detail`."""
    location = ["body", reply.content["error"]["param"]]
    reply.content = {"detail": [{"loc": location, "msg": reply.content["error"]["message"], "type": "value_error"}]}


@fault(trips=("ERR-003",), on=On.MISTAKE)
def error_flat(reply: Reply) -> None:
    """Message, type and code stand at the top, without error around them."""
    reply.content = {"object": "error", **reply.content["error"]}


@fault(trips=("ERR-003",), on=On.MISTAKE, when=lambda asked: asked.has_pictures)
def broken_picture_refused_flat(reply: Reply) -> None:
    """What is said about a broken picture stands in `message` alone."""
    reply.content = {"message": reply.content["error"]["message"]}


@fault(trips=("ERR-004",), also=("AUTH-005",), on=On.ERROR)
def error_message_empty(reply: Reply) -> None:
    """The message of every refusal is an empty string."""
    reply.content["error"]["message"] = ""


@fault(trips=("ERR-004",), on=On.MISTAKE)
def error_message_missing(reply: Reply) -> None:
    """The error has no message but an internal name for it."""
    reply.content["error"]["msg"] = reply.content["error"].pop("message")


@fault(trips=("ERR-004",), on=On.MISTAKE)
def error_message_null(reply: Reply) -> None:
    """The message is null."""
    reply.content["error"]["message"] = None


@fault(trips=("ERR-004",), on=On.MISTAKE)
def error_message_list(reply: Reply) -> None:
    """The message is the list of what a validator found."""
    reply.content["error"]["message"] = [{"msg": reply.content["error"]["message"]}]


@fault(trips=("ERR-005",), on=On.MISTAKE)
def error_type_missing(reply: Reply) -> None:
    """The error has no type."""
    del reply.content["error"]["type"]


@fault(trips=("ERR-005",), on=On.MISTAKE)
def error_type_null(reply: Reply) -> None:
    """The type is null."""
    reply.content["error"]["type"] = None


@fault(trips=("ERR-005",), on=On.MISTAKE)
def error_type_number(reply: Reply) -> None:
    """The type is a number."""
    reply.content["error"]["type"] = 3


@fault(trips=("ERR-006",), on=On.MISTAKE)
def error_param_missing(reply: Reply) -> None:
    """The error has no param."""
    del reply.content["error"]["param"]


@fault(trips=("ERR-006",), on=On.MISTAKE)
def error_param_list(reply: Reply) -> None:
    """The member param is the path of the member as a list."""
    reply.content["error"]["param"] = ["body", reply.content["error"]["param"]]


@fault(trips=("ERR-007",), on=On.MISTAKE)
def error_code_missing(reply: Reply) -> None:
    """The error has no code."""
    del reply.content["error"]["code"]


@fault(trips=("ERR-007",), on=On.MISTAKE)
def error_code_is_the_status(reply: Reply) -> None:
    """The member code is the HTTP status, a number."""
    reply.content["error"]["code"] = reply.status


@fault(trips=("ERR-008",), on=On.MISTAKE)
def error_type_of_the_engine(reply: Reply) -> None:
    """The type is the exception's name."""
    reply.content["error"]["type"] = "BadRequestError"


@fault(trips=("ERR-008",), on=On.MISTAKE)
def error_type_says_server(reply: Reply) -> None:
    """A 400 says that the server is at fault."""
    reply.content["error"]["type"] = "server_error"


@fault(trips=("ERR-009",), on=On.MISTAKE)
def error_param_always_null(reply: Reply) -> None:
    """The member param is null, whatever is wrong."""
    reply.content["error"]["param"] = None


@fault(trips=("ERR-009",), on=On.MISTAKE, when=lambda asked: asked.has_pictures)
def broken_picture_blamed_on_the_model(reply: Reply) -> None:
    """Whatever is wrong with a picture is blamed on the model."""
    reply.content["error"]["param"] = "model"


@fault(trips=("ERR-010",), on=On.MISTAKE)
def error_labelled_text(reply: Reply) -> None:
    """Refusals are JSON under the label of plain text."""
    reply.set_header("Content-Type", "text/plain; charset=utf-8")


@fault(trips=("ERR-010",), on=On.MISTAKE)
def error_without_label(reply: Reply) -> None:
    """Refusals have no Content-Type."""
    reply.drop_header("Content-Type")


@fault(trips=("ERR-010",), on=On.MISTAKE, when=lambda asked: asked.streams)
def error_labelled_as_stream(reply: Reply) -> None:
    """The refusal of a stream is one JSON object under the label of a stream."""
    reply.set_header("Content-Type", "text/event-stream")


_TRACE = """Traceback (most recent call last):
  File "/app/server/api.py", line 218, in create_chat_completion
    request = ChatRequest.model_validate(body)
ValidationError: 1 validation error"""


@fault(trips=("ERR-014",), on=On.MISTAKE)
def error_with_a_traceback(reply: Reply) -> None:
    """The message of a refusal is the traceback."""
    reply.content["error"]["message"] = _TRACE


@fault(trips=("ERR-014",), on=On.MISTAKE)
def error_with_a_stack(reply: Reply, asked: Asked) -> None:
    """The error has a member for the stack of the runtime."""
    where = "at validate (/srv/node_modules/gateway/dist/chat.js:1184:17)"
    reply.content["error"]["stack"] = f"Error: bad request to {asked.path}\n    {where}"


@fault(trips=("ERR-001", "ERR-014"), on=On.MISTAKE, when=lambda asked: not asked.request.body)
def empty_body_answered_with_a_traceback(reply: Reply) -> None:
    """An empty body ends in an internal error that shows its traceback."""
    reply.status = 500
    reply.content["error"] |= {"message": _TRACE, "type": "server_error"}


@fault(trips=("ERR-014",), on=On.MISTAKE)
def error_with_a_source_path(reply: Reply) -> None:
    """The message of a refusal names the file and the line of the check."""
    reply.content["error"]["message"] += " [/opt/gateway/src/validators/chat.py:211]"


@fault(trips=("ERR-014",), on=On.MISTAKE, when=lambda asked: "model" not in asked.body)
def error_with_a_path_of_windows(reply: Reply) -> None:
    """The message of a refusal names a file on the developer's disk."""
    reply.content["error"]["message"] = "C:\\build\\server\\ChatController.cs: model is null"


@fault(trips=("ERR-016",), on=On.MISTAKE)
def error_with_usage(reply: Reply) -> None:
    """The prompt of a refused request is counted, and stands on the bill."""
    reply.content["usage"] = {"prompt_tokens": 9, "completion_tokens": 0, "total_tokens": 9}


@fault(trips=("ERR-016",), on=On.ERROR, when=lambda asked: asked.is_chat)
def error_beside_an_answer(reply: Reply) -> None:
    """The text is generated before key and body are looked at, and comes beside the error."""
    message = {"role": "assistant", "content": "Hello."}
    reply.content["choices"] = [{"index": 0, "message": message, "finish_reason": "stop"}]


@fault(trips=("ERR-017",), on=On.MISTAKE)
def error_code_of_the_engine(reply: Reply) -> None:
    """The code is the engine's own word."""
    reply.content["error"]["code"] = "E_BAD_INPUT"


@fault(trips=("ERR-009",), on=On.MISTAKE, when=lambda asked: asked.has_pictures or _has_a_bare_picture(asked))
def bad_pictures_refused_vaguely(reply: Reply) -> None:
    """Whatever is wrong with a picture, its input is invalid, and no member is named.

    Seen on Ollama: https://github.com/ollama/ollama/issues/7247
    """
    reply.content["error"] |= {"message": "invalid image input", "param": None, "code": None}


def _has_a_bare_picture(asked: Asked) -> bool:
    return any(isinstance(part.get("image_url"), str) for part in parts_of(asked.body))
