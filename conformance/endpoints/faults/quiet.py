"""Faults that nobody is told of: prompts that are cut, counts of nothing, marks of a template in the text."""

from __future__ import annotations

import gzip
from itertools import pairwise
from typing import Any

from conformance.endpoints.asked import Asked, image_urls
from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.faults.msg import messages_of
from conformance.endpoints.faults.seen import blind
from conformance.endpoints.http_script import body_bytes
from conformance.endpoints.reply import Reply, rewrite_text

_KEPT = 10
_ENDS = 2_000
_COUNTED = 10


@body_fault(trips=("LIM-001",))
def history_cut_to_ten_messages(body: dict[str, Any]) -> None:
    """Only the last ten messages are shown to the model."""
    if len(messages_of(body)) > _KEPT:
        body["messages"] = body["messages"][-_KEPT:]


@body_fault(trips=("LIM-002",))
def middle_of_long_texts_left_out(body: dict[str, Any]) -> None:
    """Of a long text the beginning and the end are shown to the model."""
    for message in messages_of(body):
        content = message.get("content")
        if isinstance(content, str) and len(content) > 2 * _ENDS:
            message["content"] = content[:_ENDS] + content[-_ENDS:]


@fault(trips=("LIM-001", "LIM-002"))
def prompts_counted_alike(reply: Reply) -> None:
    """Every prompt counts ten tokens, as in a mock that was put into production."""
    for usage in reply.usages():
        usage["prompt_tokens"] = _COUNTED
        usage["total_tokens"] = _COUNTED + usage["completion_tokens"]


def _count_nothing(reply: Reply) -> None:
    for usage in reply.usages():
        usage["completion_tokens"] = 0
        usage["total_tokens"] = usage["prompt_tokens"]


@fault(trips=("RESP-010",), on=On.PLAIN)
def completions_counted_as_nothing(reply: Reply) -> None:
    """completion_tokens is 0, whatever was written."""
    _count_nothing(reply)


@fault(trips=("RESP-010",), on=On.PLAIN, when=lambda asked: bool(asked.body.get("tools")))
def calls_counted_as_nothing(reply: Reply) -> None:
    """An answer that calls a tool counts the tokens of its text, which are none."""
    if any(message.get("tool_calls") for message in reply.messages()):
        _count_nothing(reply)


@fault(trips=("RESP-019",), also=("JSON-004", "LOGP-004"))
def end_of_the_turn_in_the_text(reply: Reply) -> None:
    """The mark that ends the model's turn is not among the stop tokens, and stands at the end of the text."""
    rewrite_text(reply, lambda text: f"{text}<|im_end|>")


@body_fault(trips=("MSG-008",))
def first_of_two_user_messages_left_out(body: dict[str, Any]) -> None:
    """A template of turns keeps the last of the user messages that follow each other."""
    messages = messages_of(body)
    followed = pairwise([*messages, {}])
    kept = [one for one, other in followed if not one.get("role") == other.get("role") == "user"]
    if len(kept) < len(messages) == len(body["messages"]):
        body["messages"] = kept


@body_fault(trips=("MSG-008",))
def text_behind_a_name_left_out(body: dict[str, Any]) -> None:
    """The name of whoever speaks is shown to the model in the place of the text."""
    for message in messages_of(body)[:-1]:
        if isinstance(message.get("name"), str) and isinstance(message.get("content"), str):
            message["content"] = message["name"]


@body_fault(trips=("MSG-008",))
def words_of_the_assistant_left_out(body: dict[str, Any]) -> None:
    """What the assistant said in earlier turns is not shown to the model."""
    for message in messages_of(body)[:-1]:
        if message.get("role") == "assistant" and isinstance(message.get("content"), str):
            message["content"] = ""


def _stops_several(asked: Asked) -> bool:
    return asked.n > 1 and isinstance(asked.body.get("stop"), str) and not asked.body.get("tools")


@fault(trips=("STOP-005",), on=On.PLAIN, when=_stops_several)
def choices_behind_the_first_not_stopped(reply: Reply, asked: Asked) -> None:
    """The stop string is looked for in the first choice only."""
    for choice in list(reply.choices())[1:]:
        choice["message"]["content"] += f"{asked.body['stop']} and on"


@fault(trips=("TOOL-017",), when=lambda asked: bool(asked.body.get("tools")))
def texts_beside_tools_end_with_tool_calls(reply: Reply) -> None:
    """Where tools were offered every answer ends with tool_calls, also one that is a text."""
    for choice in reply.finals():
        if choice["finish_reason"] == "stop":
            choice["finish_reason"] = "tool_calls"


@fault(trips=("HTTP-010",), on=On.MISTAKE)
def refusals_compressed(reply: Reply) -> None:
    """A filter for pages of errors compresses refusals, whoever asked for what."""
    reply.content = gzip.compress(body_bytes(reply))
    reply.set_header("Content-Encoding", "gzip")


@fault(trips=("HTTP-002",), on=On.PLAIN)
def completion_labelled_twice(reply: Reply) -> None:
    """A gateway adds the label of the backend to its own."""
    reply.headers.append(("Content-Type", "text/html; charset=utf-8"))


@fault(trips=("ERR-014",), on=On.MISTAKE)
def traceback_in_a_header(reply: Reply) -> None:
    """The debug mode of a framework tells the place of the exception in a header field."""
    reply.set_header("X-Debug-Exception-File", 'File "/srv/app/handlers.py", line 112, in chat')


@body_fault(trips=("TOOL-010",))
def none_forgotten_in_streams(body: dict[str, Any]) -> None:
    """The handler of streams does not hand tool_choice on, unless a function is named."""
    if body.get("stream") is True and body.get("tools") and body.get("tool_choice") == "none":
        body["tool_choice"] = "auto"


@body_fault(trips=("SEEN-004",))
def pictures_of_low_detail_replaced(body: dict[str, Any]) -> None:
    """The path of small pictures is not wired, and a placeholder is shown."""
    blind(image for image in image_urls(body) if image.get("detail") == "low")


@body_fault(trips=("SEEN-004",))
def pictures_in_json_mode_replaced(body: dict[str, Any]) -> None:
    """The path of constrained answers knows texts only."""
    form = body.get("response_format")
    if isinstance(form, dict) and form.get("type") == "json_object":
        blind(image_urls(body))


@body_fault(trips=("SEEN-004",))
def pictures_behind_results_replaced(body: dict[str, Any]) -> None:
    """Behind the result of a tool the template of agents is used, which knows no pictures."""
    if any(message.get("role") == "tool" for message in messages_of(body)):
        blind(image_urls(body))


@body_fault(trips=("SEEN-004",))
def third_picture_replaced(body: dict[str, Any]) -> None:
    """A limit of two pictures is kept without a word."""
    blind(list(image_urls(body))[2:])
