"""Is a picture shown as it is meant: transparent pixels, a turn that EXIF asks for, detail that no half of it has.

Each picture is sent beside its twins: a file that is the same if it is read as it should be, and one if it is not.
"""

from __future__ import annotations

from typing import Any

from conformance.conversations.building import QUESTION, exhaustive, picture_content
from conformance.conversations.pictures import data_uri
from conformance.conversations.seen import SWAPPED
from conformance.conversations.swapping import Shot, swapped

TRANSPARENT = "transparent picture beside its twins"
TURNED = "JPEG to be turned beside its twins"
FINE = "fine detail beside its mean"
SHOWN, MEANT, MISREAD = "shown", "as it is meant", "as it is misread"
CHECKS, MEAN = "checks", "mean"
UNSAID, AUTO, HIGH = "no detail", "detail auto", "detail high"
_AT_THE_TOP = "Which colour is at the top of the picture? Answer in one word."


def _twins(shown: str, meant: str, misread: str, question: str = QUESTION) -> tuple[Shot, ...]:
    files = {SHOWN: shown, MEANT: meant, MISREAD: misread}
    return tuple(Shot(label, picture_content(data_uri(file), question)) for label, file in files.items())


def fine(detail: str, pattern: str) -> str:
    """Return the label of a pattern in one of the levels of detail."""
    return f"{pattern}, {detail}"


def _in_detail(detail: str, pattern: str) -> Shot:
    image: dict[str, Any] = {"url": data_uri(f"{pattern}-1024.png")}
    if detail != UNSAID:
        image["detail"] = detail.removeprefix("detail ")
    content = [{"type": "text", "text": QUESTION}, {"type": "image_url", "image_url": image}]
    return Shot(fine(detail, pattern), content)


CONVERSATIONS = exhaustive(
    (
        swapped(
            TRANSPARENT,
            *_twins("clear-over-blue.png", "clear-over-white.png", "blue-around-red.png"),
            controls=("PNG picture", SWAPPED),
        ),
        swapped(
            TURNED,
            *_twins("lying-to-be-turned.jpg", "standing.jpg", "lying.jpg", _AT_THE_TOP),
            controls=("JPEG picture", SWAPPED),
        ),
        swapped(
            FINE,
            *(_in_detail(detail, pattern) for detail in (HIGH, UNSAID, AUTO) for pattern in (CHECKS, MEAN)),
            controls=("PNG picture", SWAPPED),
        ),
    )
)
