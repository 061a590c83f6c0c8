"""Functions to declare, choices among them, and histories in which one was called, for conversations about tools."""

from __future__ import annotations

import json
from typing import Any

from conformance.conversations.building import ABSENT, Body, chat, chat_payload, encode
from conformance.model.settings import Dialect

ASK = "What is the weather in Oslo? Call get_weather to find out."
ASK_TWICE = "What is the weather in Oslo and in Rome? Call get_weather for each city, both calls at once."
ASK_FOR_STATION = "Which weather station reports from Oslo? Call get_weather and name the station."
STATION = "Kestrel-4817"
"""Stands in a tool's result and nowhere else: who names it has read the result."""
RESULT = f"Oslo: 17 degrees and a light wind, reported by the station {STATION}."
LONG_RESULT = RESULT + " The hours before were alike: mild, dry, with a little sun between the clouds." * 8
CALL_BUDGET = 160
"""Tokens enough for a call or two in the markup of any model."""
CALL_ID = "eYe1Chart"
"""Nine letters and digits: the only form that Mistral takes, and good for everybody else."""
OTHER_ID = "eYe2Chart"
STRANGE_ID = "eYe9Chart"
OPENAI_ID = "call_Zk3vQ8xY2bN5mT7wR1cJ6dLp"
OBJECT: dict[str, Any] = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}

Message = dict[str, Any]


def function(name: str = "get_weather", **members: Any) -> dict[str, Any]:
    """Declare a function of one city, unless `members` of the function say otherwise."""
    described = {"name": name, "description": f"Tells {name.replace('_', ' ')} of a city.", "parameters": OBJECT}
    return {"type": "function", "function": described | members}


def choose(name: str) -> dict[str, Any]:
    """Build the tool_choice that names a function."""
    return {"type": "function", "function": {"name": name}}


def many_functions(count: int) -> list[dict[str, Any]]:
    """Declare so many functions; the first is get_weather."""
    return [function(), *(function(f"get_weather_{number}") for number in range(2, count + 1))]


TOOLS = [function()]
TWO_TOOLS = [function(), function("get_time")]


def chat_with_tools(content: Any = ASK, **members: Any) -> Body:
    """Return a body builder for a question with tools and a budget for calls; `members` replace what differs."""
    return chat(content, **{"tools": TOOLS, "max_tokens": CALL_BUDGET} | members)


def call(id_: str = CALL_ID, city: str = "Oslo", *, arguments: str | None = None) -> dict[str, Any]:
    """Build a call of get_weather, as an assistant message of a history has it; `arguments` replace the city."""
    if arguments is None:
        arguments = json.dumps({"city": city})
    return {"id": id_, "type": "function", "function": {"name": "get_weather", "arguments": arguments}}


def calling(*calls: dict[str, Any], **members: Any) -> Message:
    """Build the assistant message that made these calls, one by default; `content=ABSENT` leaves the content out."""
    message = {"role": "assistant", "content": None, "tool_calls": list(calls or (call(),)), **members}
    return {name: value for name, value in message.items() if value is not ABSENT}


def result(content: str = RESULT, id_: str = CALL_ID) -> Message:
    """Build the tool message that answers a call."""
    return {"role": "tool", "tool_call_id": id_, "content": content}


def history(*messages: Message, question: str = ASK_FOR_STATION, **members: Any) -> Body:
    """Return a body builder for a question and what followed it: a call and its result by default."""
    behind = messages or (calling(), result())
    return lambda dialect: encode(history_payload(dialect, *behind, question=question, **members))


def history_payload(dialect: Dialect, *messages: Message, question: str, **members: Any) -> dict[str, Any]:
    """Build the request that hands a question and the messages behind it back to the target."""
    payload = chat_payload(dialect, question, **{"tools": TOOLS, "max_tokens": CALL_BUDGET} | members)
    payload["messages"] += messages
    return payload
