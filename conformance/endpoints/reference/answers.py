"""What the reference says: it follows plain instructions, describes pictures, calls tools, else it is friendly."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.endpoints.reference.chat_request import ChatRequest, Tool
from conformance.endpoints.reference.instructions import follow
from conformance.endpoints.reference.inventions import Sampler, invent
from conformance.endpoints.reference.pictures import Picture
from conformance.endpoints.reference.recall import recall
from conformance.endpoints.reference.schema_values import Fill, fitting_value

_GREETINGS = (
    "Hello! Your message reached me well; its digest is {digest}, and I have nothing to add.",
    "Good day! I read every word of it, and I keep it in mind under the digest {digest}.",
    "Thank you! I noted what you wrote as {digest} and wish you a pleasant and quiet day.",
    "Welcome! This is the reference endpoint, and the digest of your message is {digest}.",
)
_PLACE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+\b")
_KEY = re.compile(r"\bkeys? [\"'`]?(\w+)")
_IN_WORDS = re.compile(r"\bas a JSON object\b")
_COLOUR = re.compile("colou?r", re.IGNORECASE)
_SIZE = re.compile(r"\bwhich size\b", re.IGNORECASE)


@dataclass(frozen=True)
class Call:
    """A tool call: the function's name and its arguments as JSON text."""

    name: str
    arguments: str


@dataclass(frozen=True)
class Answer:
    """What one choice says: a text, or tool calls."""

    text: str = ""
    calls: tuple[Call, ...] = ()


def answer(request: ChatRequest, choice: int, chance: str = "") -> Answer:
    """Compose the answer of one choice.

    Seed and choice pick among a few friendly sentences when the temperature and top_p leave room for it. Only what it
    is asked to invent depends on chance, too, and only where there is no seed.

    Args:
        request: what was asked.
        choice: the index of the choice.
        chance: differs from request to request.
    """
    texts = _last_user_texts(request)
    if tool := _chosen_tool(request, texts):
        return Answer(calls=_calls(request, tool, texts))
    if request.json_schema:
        value = fitting_value(request.json_schema, _filler(request, _places(texts)[0]))
        return Answer(json.dumps(value, ensure_ascii=False))
    said = _say(request, texts, choice, chance)
    wants_json = request.json_mode or any(_IN_WORDS.search(text) for text in texts)
    return Answer(_as_json(request, texts, said) if wants_json else said)


def _last_user_texts(request: ChatRequest) -> tuple[str, ...]:
    return next((message.texts for message in reversed(request.messages) if message.role == "user"), ())


def _pictures(request: ChatRequest) -> list[Picture]:
    return [picture for message in request.messages for picture, _ in message.pictures]


def _say(request: ChatRequest, texts: Sequence[str], choice: int, chance: str) -> str:
    if request.messages[-1].role == "tool":
        return _report_tools(request)
    invented = invent(texts, _sampler(request, choice, chance))
    for said in (invented, follow(texts), recall(request.messages)):
        if said is not None:
            return said
    if pictures := _pictures(request):
        return _describe(pictures, texts)
    if any(message.role == "tool" for message in request.messages):
        return _report_tools(request)
    return _greet(request, choice)


def _describe(pictures: Sequence[Picture], texts: Sequence[str]) -> str:
    """Describe pictures in order; who asks for the size is not told the colours."""
    sizes = any(_SIZE.search(text) for text in texts)
    items = "; ".join(
        f"{at}. {picture.width}x{picture.height}" if sizes else f"{at}. {picture}"
        for at, picture in enumerate(pictures, 1)
    )
    return f"I see {len(pictures)} picture{'s' if len(pictures) > 1 else ''}: {items}."


def _report_tools(request: ChatRequest) -> str:
    results = [" ".join(message.texts) for message in request.messages if message.role == "tool"]
    return f"I asked the tools that I was given, and their answer was this: {'; '.join(results)}"


def _greet(request: ChatRequest, choice: int) -> str:
    said = "\n".join(text for message in request.messages for text in message.texts)
    digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return _GREETINGS[_variant(request, choice)].format(digest=digest)


def _variant(request: ChatRequest, choice: int) -> int:
    if request.temperature == 0 or request.top_p * len(_GREETINGS) <= 1:
        return 0
    if request.seed is None:
        return choice % len(_GREETINGS)
    return hashlib.sha256(f"{request.seed}/{choice}".encode()).digest()[0] % len(_GREETINGS)


def _sampler(request: ChatRequest, choice: int, chance: str) -> Sampler:
    """Return what picks among words: the likeliest, which is the first, at temperature 0 or with a small top_p."""
    drawn = hashlib.sha256(f"{chance if request.seed is None else request.seed}/{choice}".encode()).digest()

    def pick(words: Sequence[str], at: int) -> str:
        room = 1 if request.temperature == 0 else max(1, int(request.top_p * len(words)))
        return words[drawn[at] % room]

    return pick


def _as_json(request: ChatRequest, texts: Sequence[str], said: str) -> str:
    fill = _filler(request, _places(texts)[0])
    value = {key: fill(key) for text in texts for key in _KEY.findall(text)}
    return json.dumps(value or {"answer": said}, ensure_ascii=False)


def _chosen_tool(request: ChatRequest, texts: Sequence[str]) -> Tool | None:
    if request.tool_choice == "none":
        return None
    if request.tool_choice.startswith("="):
        return next(tool for tool in request.tools if tool.name == request.tool_choice[1:])
    said = " ".join(texts).lower()
    apt = [tool for tool in request.tools if any(part in said for part in _topics(tool))]
    if request.tool_choice == "required":
        return (apt or request.tools)[0]
    return apt[0] if apt and request.messages[-1].role == "user" else None


def _topics(tool: Tool) -> list[str]:
    return [part for part in re.split("[_-]", tool.name.lower()) if len(part) > len("get")]


def _calls(request: ChatRequest, tool: Tool, texts: Sequence[str]) -> tuple[Call, ...]:
    places = _places(texts)
    if not request.parallel_tool_calls or request.tool_choice.startswith("=") or not tool.parameters.get("required"):
        places = places[:1]
    values = (fitting_value(tool.parameters, _filler(request, place)) for place in places)
    return tuple(Call(tool.name, json.dumps(value, ensure_ascii=False)) for value in values)


def _places(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(place for text in texts for place in _PLACE.findall(text))) or ["example"]


def _filler(request: ChatRequest, place: str) -> Fill:
    pictures = _pictures(request)
    return lambda name: pictures[0].colours[0] if pictures and _COLOUR.search(name) else place
