"""Faults of the tool calls of a completion: ids, types, names, arguments, reasons, and markup in the text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Reply

Call = dict[str, Any]


def _calls(reply: Reply) -> Iterator[Call]:
    for message in reply.messages():
        yield from message.get("tool_calls") or ()


def _each(reply: Reply, change: Callable[[Call], object]) -> None:
    for call in _calls(reply):
        change(call)


def _each_function(reply: Reply, **members: Any) -> None:
    _each(reply, lambda call: call["function"].update(members))


def _parsed(call: Call) -> Any:
    """Parse the arguments; those that were cut at the token limit are none."""
    try:
        return json.loads(call["function"]["arguments"])
    except ValueError:
        return {}


def _stop(reply: Reply) -> None:
    for choice in reply.finals():
        if choice["finish_reason"] == "tool_calls":
            choice["finish_reason"] = "stop"


def _forced(asked: Asked) -> bool:
    return asked.body.get("tool_choice") not in (None, "auto", "none")


@fault(trips=("TOOL-013",), on=On.PLAIN)
def call_without_id(reply: Reply) -> None:
    """Calls have no id, since the model wrote none."""
    _each(reply, lambda call: call.pop("id"))


@fault(trips=("TOOL-013",), on=On.PLAIN)
def call_id_null(reply: Reply) -> None:
    """The id of calls is null."""
    _each(reply, lambda call: call.update(id=None))


@fault(trips=("TOOL-013",), on=On.PLAIN)
def call_id_a_number(reply: Reply) -> None:
    """The id of calls is their number."""
    _each(reply, lambda call: call.update(id=0))


@fault(trips=("TOOL-013",), on=On.PLAIN)
def call_id_empty(reply: Reply) -> None:
    """The id of calls is an empty string."""
    _each(reply, lambda call: call.update(id=""))


@fault(trips=("TOOL-013",), on=On.PLAIN)
def call_without_type(reply: Reply) -> None:
    """Calls have no type, since all are functions."""
    _each(reply, lambda call: call.pop("type"))


@fault(trips=("TOOL-013",), on=On.PLAIN)
def call_of_another_vendors_type(reply: Reply) -> None:
    """The type of calls is another vendor's word."""
    _each(reply, lambda call: call.update(type="tool_use"))


@fault(trips=("TOOL-013",), also=("RESP-017",), on=On.PLAIN)
def call_function_beside(reply: Reply) -> None:
    """Name and arguments stand in the call itself instead of its function."""
    _each(reply, lambda call: call.update(call.pop("function")))


@fault(trips=("TOOL-013",), on=On.PLAIN)
def call_function_without_name(reply: Reply) -> None:
    """A call of the only function that there is does not name it."""
    _each(reply, lambda call: call["function"].pop("name"))


@fault(trips=("TOOL-013",), on=On.PLAIN)
def call_function_name_empty(reply: Reply) -> None:
    """The name of the called function is an empty string."""
    _each_function(reply, name="")


@fault(trips=("TOOL-012",), on=On.PLAIN)
def calls_of_one_id(reply: Reply) -> None:
    """All calls of an answer have the id of the answer."""
    for call in _calls(reply):
        call["id"] = f"call_{reply.content['id']}"


@fault(trips=("TOOL-012",), on=On.STREAM)
def calls_of_one_id_in_streams(reply: Reply) -> None:
    """Streamed, all calls of an answer have one id."""
    for body in reply.bodies:
        for choice in body["choices"]:
            for call in choice["delta"].get("tool_calls") or ():
                if "id" in call:
                    call["id"] = f"call_{body['id']}"


@fault(trips=("TOOL-014",))
def call_ids_begin_anew(reply: Reply) -> None:
    """Calls are counted from call_0 in every answer."""
    for at, call in enumerate(call for call in _calls(reply) if "id" in call):
        call["id"] = f"call_{at}"


@fault(trips=("TOOL-014",))
def call_ids_of_the_function(reply: Reply) -> None:
    """Ids are the word functions and a number: the same in every turn."""
    for at, call in enumerate(call for call in _calls(reply) if "id" in call):
        call["id"] = f"functions:{at}"


@fault(trips=("TOOL-015",), on=On.PLAIN)
def arguments_an_object(reply: Reply) -> None:
    """The arguments of a call are an object instead of JSON text."""
    for call in _calls(reply):
        call["function"]["arguments"] = _parsed(call)


@fault(trips=("TOOL-015",), on=On.PLAIN)
def arguments_absent(reply: Reply) -> None:
    """Calls have no arguments at all."""
    _each(reply, lambda call: call["function"].pop("arguments"))


@fault(trips=("TOOL-015",), on=On.PLAIN)
def arguments_null(reply: Reply) -> None:
    """The arguments of calls are null."""
    _each_function(reply, arguments=None)


@fault(trips=("TOOL-015",), on=On.PLAIN)
def arguments_of_another_language(reply: Reply) -> None:
    """The arguments are written as the server's language writes a map."""
    for call in _calls(reply):
        call["function"]["arguments"] = str(_parsed(call))


@fault(trips=("TOOL-015",), on=On.PLAIN)
def arguments_encoded_twice(reply: Reply) -> None:
    """The arguments are encoded twice: a JSON string that holds JSON."""
    for call in _calls(reply):
        call["function"]["arguments"] = json.dumps(call["function"]["arguments"])


@fault(trips=("TOOL-016",), when=_forced, on=On.PLAIN)
def arguments_empty_where_forced(reply: Reply) -> None:
    """A forced call is made without arguments, whatever its schema says."""
    _each_function(reply, arguments="{}")


@fault(trips=("TOOL-016",), when=_forced, on=On.PLAIN)
def arguments_wrapped_where_forced(reply: Reply) -> None:
    """Every argument of a forced call is put into an object with its value."""
    for call in _calls(reply):
        arguments = _parsed(call)
        call["function"]["arguments"] = json.dumps({name: {"value": value} for name, value in arguments.items()})


@fault(trips=("TOOL-017",))
def calls_end_with_stop(reply: Reply) -> None:
    """Answers with calls end with stop, like any other."""
    _stop(reply)


@fault(trips=("TOOL-017", "TOOL-022"), on=On.STREAM)
def calls_end_with_stop_in_streams(reply: Reply) -> None:
    """Streamed, answers with calls end with stop; not streamed they do not."""
    _stop(reply)


def _markup(call: Call) -> str:
    function = call["function"]
    return f'<tool_call>{{"name": "{function["name"]}", "arguments": {function["arguments"]}}}</tool_call>'


@fault(trips=("TOOL-018",), on=On.PLAIN)
def markup_beside_the_call(reply: Reply) -> None:
    """The markup of a call stays in the text, and is parsed as well."""
    for message in reply.messages():
        for call in message.get("tool_calls") or ():
            message["content"] = _markup(call)


@fault(trips=("TOOL-018",), on=On.PLAIN)
def call_as_json_in_the_text(reply: Reply) -> None:
    """The JSON of a call is returned as text, too, and voice clients read it aloud."""
    for message in reply.messages():
        for call in message.get("tool_calls") or ():
            message["content"] = _markup(call).removeprefix("<tool_call>").removesuffix("</tool_call>")


@fault(trips=("TOOL-018",), on=On.PLAIN, when=lambda asked: "tools" in asked.body and not _forced(asked))
def markup_instead_of_a_call(reply: Reply) -> None:
    """Where the model is free to call, the parser of its markup is not switched on."""
    for message in reply.messages():
        if calls := message.pop("tool_calls", None):
            message["content"] = "".join(map(_markup, calls))
    _stop(reply)
