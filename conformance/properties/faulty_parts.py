"""Content with one part at fault, in every place of the message and of the history, is refused."""

from __future__ import annotations

from typing import Final

from hypothesis.strategies import SearchStrategy

from conformance.conversations.building import NOISE, chat_payload
from conformance.conversations.msg import BEHIND_SYSTEM, TEXT_PART
from conformance.conversations.recall import IN_TURNS
from conformance.model.settings import Capability, Dialect
from conformance.properties.building import refused
from conformance.properties.example import Example
from conformance.properties.faulty_messages import history_controls
from conformance.properties.property import Property
from conformance.strategies.faulty_parts import FaultyPart, PartFault, PartPlace, faulty_parts

_PICTURE = "PNG picture"
_TEXTS: Final = {
    PartFault.A_STRING: "MSG-022",
    PartFault.NOT_AN_OBJECT: "MSG-022",
    PartFault.TYPE_UNKNOWN: "MSG-020",
    PartFault.TYPE_MISSPELT: "MSG-020",
    PartFault.TYPE_ABSENT: "MSG-020",
    PartFault.TYPE_NOT_A_STRING: "MSG-020",
    PartFault.TEXT_ABSENT: "MSG-021",
    PartFault.TEXT_NULL: "MSG-021",
    PartFault.TEXT_NOT_A_STRING: "MSG-021",
}
_PICTURES: Final = {
    PartFault.IMAGE_ABSENT: "PART-003",
    PartFault.IMAGE_NULL: "PART-003",
    PartFault.IMAGE_NOT_AN_OBJECT: "PART-003",
    PartFault.IMAGE_A_STRING: "PART-005",
    PartFault.URL_ABSENT: "PART-004",
    PartFault.URL_NULL: "PART-004",
    PartFault.URL_EMPTY: "PART-004",
    PartFault.URL_NOT_A_STRING: "PART-004",
    PartFault.DETAIL_UNKNOWN: "PART-010",
    PartFault.DETAIL_NOT_A_STRING: "PART-010",
}


def _example(dialect: Dialect, drawn: FaultyPart, proves: str) -> Example:
    in_pictures = drawn.fault in _PICTURES
    shown = in_pictures or drawn.place is PartPlace.BESIDE_A_PICTURE
    pictures = (*((_PICTURE,) if shown else ()), *((NOISE,) if in_pictures else ()))
    return refused(
        f"{drawn.fault}, {drawn.place}",
        proves,
        chat_payload(dialect, messages=drawn.messages),
        subject=drawn.subject,
        controls=(*history_controls(drawn.legal.messages), TEXT_PART, *pictures),
        capability=Capability.IMAGES if shown else Capability.TEXT,
    )


def _examples(dialect: Dialect, faults: dict[PartFault, str]) -> SearchStrategy[Example]:
    return faulty_parts(faults=faults).map(lambda drawn: _example(dialect, drawn, faults[drawn.fault]))


_CONTROLS: Final = frozenset({"text", TEXT_PART, BEHIND_SYSTEM, IN_TURNS, _PICTURE})

PROPERTIES = (
    Property(
        name="faulty parts",
        examples=lambda dialect: _examples(dialect, _TEXTS),
        proves=frozenset(_TEXTS.values()),
        controls=_CONTROLS,
    ),
    Property(
        name="faulty picture parts",
        examples=lambda dialect: _examples(dialect, _PICTURES),
        proves=frozenset(_PICTURES.values()),
        controls=_CONTROLS | {NOISE},
    ),
)
