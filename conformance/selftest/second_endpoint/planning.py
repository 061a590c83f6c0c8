"""What the model is going to say: a few kinds of question that it understands, and something plain for all others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from conformance.selftest.second_endpoint.instances import instance_of
from conformance.selftest.second_endpoint.lexicon import SENTENCE
from conformance.selftest.second_endpoint.pictures import Picture
from conformance.selftest.second_endpoint.prompts import Prompt
from conformance.selftest.second_endpoint.sampling import Slot, free, sure
from conformance.selftest.second_endpoint.shapes import ChatRequest, Function, JsonObject, JsonSchema, NamedChoice

_COPY = re.compile(r"(?:Reply with exactly: |Repeat exactly:\n)(.+)", re.DOTALL)
_WORD = re.compile(r"[Rr]eply with the single word: (\S+)")
_COUNT = re.compile(r"Count (?:from (\d{1,4}) )?to (\d{1,4})\b")
_AGAIN = re.compile(r"Repeat the word (\w{1,20}) (\d{1,3}) times")
_NUMBERED = re.compile(r"\bnumber (\d{1,9})")
_COLOUR = re.compile(r"\b(red|green|blue|yellow|white|black|grey|orange|purple|cyan|brown|pink)\b")
_KEYS = re.compile(r"\bkeys? (\w+)")
_TWO_KEYS = re.compile(r"\bkeys (\w+) and (\w+)")
_PLACE = re.compile(r"\b(?:in|from|of|for) ([A-Z][a-z]+)")
_FREELY = re.compile(r"\b(?:Invent|Imagine|Write|Describe|Tell)\b")
_SENTENCES = 3
_TELLING = 5
"""Letters from which a part of a tool's name says what a question must be about."""
_WORDS_OF_RESULT = 40


@dataclass(frozen=True)
class Call:
    """A function that the model wants to be called, with its arguments as JSON text."""

    name: str
    arguments: str


@dataclass(frozen=True)
class Plan:
    """What is to be said: a text, slot by slot, or calls."""

    slots: Sequence[Slot] = ()
    calls: tuple[Call, ...] = ()


def plan_for(request: ChatRequest, prompt: Prompt) -> Plan:
    """Decide what to answer."""
    calls = _calls(request, prompt)
    if calls:
        return Plan(calls=calls)
    if isinstance(request.response_format, JsonSchema):
        schema = request.response_format.json_schema.schema_
        return Plan(sure(json.dumps(instance_of(schema, _hint(prompt)))))
    if isinstance(request.response_format, JsonObject) or re.search("as a JSON object", prompt.question):
        return Plan(sure(json.dumps(_described(prompt), ensure_ascii=False)))
    text = _text(prompt)
    return Plan(sure(text) if text is not None else _prose(prompt.digest))


def _calls(request: ChatRequest, prompt: Prompt) -> tuple[Call, ...]:
    if not request.tools or request.tool_choice == "none":
        return ()
    functions = [tool.function for tool in request.tools]
    meant = [one for one in functions if _is_meant(one, prompt.question)]
    if isinstance(request.tool_choice, NamedChoice):
        name = request.tool_choice.function.name
        return (_call(next(one for one in functions if one.name == name), prompt),)
    if request.tool_choice == "required":
        return (_call((meant or functions)[0], prompt),)
    if not meant or prompt.results:
        return ()
    places = _PLACE.findall(prompt.question) if request.parallel_tool_calls else []
    return tuple(_call(meant[0], prompt, place) for place in places) or (_call(meant[0], prompt),)


def _is_meant(function: Function, question: str) -> bool:
    return any(part in question for part in (function.name, *re.split("[_-]", function.name)) if len(part) >= _TELLING)


def _call(function: Function, prompt: Prompt, place: str = "") -> Call:
    return Call(function.name, json.dumps(instance_of(function.parameters, _hint(prompt, place))))


def _hint(prompt: Prompt, place: str = "") -> Callable[[str], str]:
    """Return what to write for a string: a colour or a place of the question, by the name of the member."""
    places = _PLACE.findall(prompt.question)

    def hint(name: str) -> str:
        if "colo" in name:
            return _colour(prompt)
        return place or (places[0] if places else "somewhere")

    return hint


def _colour(prompt: Prompt) -> str:
    if prompt.pictures:
        return prompt.pictures[-1][0].colour
    named = _COLOUR.search(prompt.question)
    return named[1] if named else "green"


def _described(prompt: Prompt) -> dict[str, object]:
    two = _TWO_KEYS.search(prompt.question)
    names = two.groups() if two else _KEYS.findall(prompt.question)[:1] or ["answer"]
    return {name: 3 if name == "size" else _hint(prompt)(name) for name in names}


def _text(prompt: Prompt) -> str | None:
    """Return the answer to a question with one answer; None leaves it to the muse."""
    said = (rule(prompt) for rule in (_of_results, _copied, _counted, _numbered, _looked))
    return next((text for text in said if text), None if _FREELY.search(prompt.question) else "Understood.")


def _of_results(prompt: Prompt) -> str:
    return " ".join(f"The tool says: {' '.join(one.split()[:_WORDS_OF_RESULT])}" for one in prompt.results)


def _copied(prompt: Prompt) -> str:
    found = _COPY.search(prompt.question) or _WORD.search(prompt.question)
    return found[1] if found else ""


def _counted(prompt: Prompt) -> str:
    if again := _AGAIN.search(prompt.question):
        return " ".join([again[1]] * int(again[2]))
    count = _COUNT.search(prompt.question)
    return " ".join(map(str, range(int(count[1] or 1), int(count[2]) + 1))) if count else ""


def _numbered(prompt: Prompt) -> str:
    return " and ".join(_NUMBERED.findall(prompt.everything)) if "number" in prompt.question else ""


def _looked(prompt: Prompt) -> str:
    question, pictures = prompt.question, prompt.pictures
    if not pictures:
        return "There is none." if "picture" in question else ""
    return _look(question, pictures[-2] if "before this one" in question and len(pictures) > 1 else pictures[-1])


def _look(question: str, shown: Sequence[Picture]) -> str:
    if "size" in question:
        return ", ".join(f"{one.width} by {one.height} pixels" for one in shown)
    if "colour" in question:
        names = ", ".join(one.colour for one in shown)
        return names if len(shown) > 1 else names.capitalize()
    told = ", ".join(f"{one.colour}, {one.width} by {one.height} pixels" for one in shown)
    return f"Pictures: {told}."


def _prose(context: bytes) -> list[Slot]:
    slots: list[Slot] = []
    for number in range(_SENTENCES):
        slots += sure("It is said that" if number == 0 else ". It is said that")
        for kind in (*SENTENCE, "link", *SENTENCE):
            slots.append(free(kind, context, len(slots)))
    return slots + sure(".")
