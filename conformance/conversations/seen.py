"""Is a picture seen at all: the same words, another picture, in all the forms in which pictures are sent."""

from __future__ import annotations

from typing import Any

from conformance.conversations.building import QUESTION, exhaustive, picture_content, picture_part
from conformance.conversations.conversation import Conversation
from conformance.conversations.json_mode import PICTURE
from conformance.conversations.pictures import data_uri
from conformance.conversations.swapping import Shot, Swap, streamed_too, swapped
from conformance.conversations.tool_history import SHORT
from conformance.conversations.tools import TOOLS, calling
from conformance.conversations.tools import result as tool_result
from conformance.model.request import Expectation
from conformance.model.settings import Capability

SWAPPED = "picture swapped"
STREAMED = "picture swapped, streamed"
MISLABELLED = "PNG labelled as JPEG swapped"
FORMATS = {"JPEG": Capability.IMAGES, "WebP": Capability.WEBP, "GIF": Capability.GIF}
EARLIER = "picture of an earlier turn swapped"
BEFORE_ANOTHER = "picture before another turn's swapped"
TOOL = "picture beside a tool swapped"
LOW = "picture of low detail swapped"
JSON = "picture in JSON mode swapped"
RESULT = "picture behind the result of a tool swapped"
THIRD = "third of three pictures swapped"
RED, BLUE, AGAIN, YELLOW, NONE, OTHER_WORD = "red", "blue", "red again", "yellow", "no picture", "other word"
_AS_JSON = "Describe the picture as a JSON object with the key colour."
_OTHER_QUESTION = QUESTION.replace("colour", "size")
_REPORT = {
    "type": "function",
    "function": {
        "name": "report_colour",
        "description": "Report a colour.",
        "parameters": {"type": "object", "properties": {"colour": {"type": "string"}}, "required": ["colour"]},
    },
}


def _shown(label: str, file: str, question: str = QUESTION, media_type: str | None = None) -> Shot:
    return Shot(label, picture_content(data_uri(file, media_type), question))


def _user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def _earlier(label: str, file: str) -> Shot:
    first = _user(picture_content(data_uri(file), "Look at this picture."))
    return Shot(label, messages=[first, {"role": "assistant", "content": "I looked at it."}, _user(QUESTION)])


def _before_another(label: str, file: str) -> Shot:
    first = _user(picture_content(data_uri(file), "Look at this picture."))
    second = _user(picture_content(data_uri("green.png"), "Which colour was the picture before this one?"))
    return Shot(label, messages=[first, {"role": "assistant", "content": "I looked at it."}, second])


def _low(label: str, file: str) -> Shot:
    question, _ = picture_content(data_uri(file))
    return Shot(label, [question, picture_part(data_uri(file), detail="low")])


def _behind_a_result(label: str, file: str) -> Shot:
    asked, shown = _user("What is the weather in Oslo?"), _user(picture_content(data_uri(file)))
    return Shot(label, messages=[asked, calling(), tool_result(), shown])


def _third(label: str, file: str) -> Shot:
    pictures = [picture_part(data_uri(one)) for one in ("green.png", "yellow.png", file)]
    question = {"type": "text", "text": "Which colour has the third picture? Answer with one word."}
    return Shot(label, [question, *pictures])


def _of_format(label: str, capability: Capability) -> Conversation:
    ending = {"JPEG": "jpg"}.get(label, label.lower())
    shots = _shown(RED, f"red.{ending}"), _shown(BLUE, f"blue.{ending}")
    return swapped(f"{label} swapped", *shots, controls=(f"{label} picture", SWAPPED), capability=capability)


CONVERSATIONS = (
    swapped(
        SWAPPED,
        _shown(RED, "red.png"),
        _shown(BLUE, "blue.png"),
        _shown(AGAIN, "red.png"),
        _shown(YELLOW, "yellow.png"),
        Shot(NONE, QUESTION),
        _shown(OTHER_WORD, "red.png", _OTHER_QUESTION),
        controls=("PNG picture",),
    ),
    swapped(
        STREAMED,
        _shown(RED, "red.png"),
        _shown(BLUE, "blue.png"),
        controls=("PNG picture streamed", SWAPPED),
        swap=streamed_too(),
    ),
    _of_format("JPEG", FORMATS["JPEG"]),
    *exhaustive(_of_format(label, FORMATS[label]) for label in ("WebP", "GIF")),
    *exhaustive(
        [
            swapped(
                MISLABELLED,
                _shown(RED, "red.png", media_type="image/jpeg"),
                _shown(BLUE, "blue.png", media_type="image/jpeg"),
                controls=("JPEG picture", SWAPPED),
                swap=Swap(expectation=Expectation.EITHER),
            ),
            swapped(
                BEFORE_ANOTHER,
                _before_another(RED, "red.png"),
                _before_another(BLUE, "blue.png"),
                controls=("PNG picture", SWAPPED),
                proves="SEEN-004",
            ),
            swapped(
                TOOL,
                _shown(RED, "red.png"),
                _shown(BLUE, "blue.png"),
                controls=("PNG picture", SWAPPED),
                proves="SEEN-004",
                capability=Capability.TOOLS,
                swap=Swap(members={"tools": [_REPORT], "tool_choice": "none"}),
            ),
            swapped(LOW, _low(RED, "red.png"), _low(BLUE, "blue.png"), controls=("PNG picture with detail", SWAPPED)),
            swapped(
                THIRD,
                _third(RED, "red.png"),
                _third(BLUE, "blue.png"),
                controls=("PNG picture", SWAPPED),
                capability=Capability.SEVERAL_IMAGES,
            ),
            swapped(
                JSON,
                _shown(RED, "red.png", _AS_JSON),
                _shown(BLUE, "blue.png", _AS_JSON),
                controls=(PICTURE, SWAPPED),
                capability=Capability.RESPONSE_FORMAT,
                swap=Swap(members={"response_format": {"type": "json_object"}}),
            ),
            swapped(
                RESULT,
                _behind_a_result(RED, "red.png"),
                _behind_a_result(BLUE, "blue.png"),
                controls=("PNG picture", SHORT, SWAPPED),
                capability=Capability.TOOLS,
                swap=Swap(members={"tools": TOOLS}),
            ),
        ]
    ),
    swapped(
        EARLIER,
        _earlier(RED, "red.png"),
        _earlier(BLUE, "blue.png"),
        controls=("PNG picture", SWAPPED),
        proves="SEEN-004",
    ),
)
