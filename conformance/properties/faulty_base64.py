"""Base64 with one fault, which must be refused, streamed or not; and Base64 of other customs, which may be."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.conversations.b64 import A_BROKEN_PICTURE
from conformance.conversations.building import A_MISTAKE, NOISE
from conformance.model.settings import Depth, Dialect
from conformance.properties.building import about_picture, either, refused
from conformance.properties.example import Example
from conformance.properties.picture_controls import PADDED
from conformance.properties.property import Property
from conformance.strategies.odd_base64 import odd_base64
from conformance.strategies.spoiled_base64 import SpoiledBase64, illegal_base64, misended_base64
from conformance.wire.base64_reader import Base64Kind

_HEAD = "data:image/png;base64,"
_CONTROL, _CONTROL_STREAMED = "PNG picture", "PNG picture streamed"
_BEHIND_PADDING = "Base64 with data behind the padding"
_LEFT_OVER = "Base64 of length 1 modulo 4"
_EMPTY = "B64-004"
_QUANTUM = 4
_PROVES = {
    Base64Kind.ILLEGAL_CHARACTER: "B64-001",
    Base64Kind.IMPOSSIBLE_LENGTH: "B64-002",
    Base64Kind.DATA_AFTER_PADDING: "B64-003",
    Base64Kind.INCOMPLETE_PADDING: "B64-009",
}
_NOT_STREAMED = {
    "B64-001": A_BROKEN_PICTURE,
    "B64-002": _LEFT_OVER,
    "B64-003": _BEHIND_PADDING,
    _EMPTY: "Base64 of nothing",
    "B64-009": "Base64 with half its padding",
}
"""Requirement -> the conversation with the same fault, not streamed."""


def _plainer(one: SpoiledBase64) -> tuple[str, ...]:
    """Return conversations with another fault that this one has as well, in a plainer form."""
    is_cut = one.fault is Base64Kind.DATA_AFTER_PADDING and len(one.code) % _QUANTUM == 1
    return (NOISE, *([_BEHIND_PADDING] if one.behind else []), *([_LEFT_OVER] if is_cut else []))


def _plain(dialect: Dialect, one: SpoiledBase64) -> Example:
    controls = (_CONTROL, *_plainer(one))
    return about_picture(refused, dialect, one.stratum, _proved(one), _HEAD + one.code, controls=controls)


def _streamed(dialect: Dialect, one: SpoiledBase64) -> Example:
    controls = (_CONTROL_STREAMED, _NOT_STREAMED[_proved(one)], *_plainer(one))
    stratum = f"{one.stratum}, streamed"
    return about_picture(refused, dialect, stratum, "B64-007", _HEAD + one.code, controls=controls, stream=True)


def _proved(one: SpoiledBase64) -> str:
    return _PROVES[one.fault] if one.fault else _EMPTY


def _illegal(dialect: Dialect) -> SearchStrategy[Example]:
    return illegal_base64().map(lambda one: _plain(dialect, one))


def _misended(dialect: Dialect) -> SearchStrategy[Example]:
    return misended_base64().map(lambda one: _plain(dialect, one))


def _faults_streamed(dialect: Dialect) -> SearchStrategy[Example]:
    return st.one_of(misended_base64(), illegal_base64()).map(lambda one: _streamed(dialect, one))


def _odd(dialect: Dialect) -> SearchStrategy[Example]:
    def example(stratum: str, code: str) -> Example:
        controls = (_CONTROL, *PADDED, A_MISTAKE, A_BROKEN_PICTURE)
        return about_picture(either, dialect, stratum, "B64-010", _HEAD + code, controls=controls)

    return odd_base64().map(lambda one: example(*one))


PROPERTIES = (
    Property(
        name="Base64 with an illegal character",
        examples=_illegal,
        proves=frozenset({"B64-001"}),
        controls=frozenset({_CONTROL, NOISE, _BEHIND_PADDING}),
    ),
    Property(
        name="Base64 that ends wrongly",
        examples=_misended,
        proves=frozenset({*_PROVES.values(), _EMPTY} - {"B64-001"}),
        controls=frozenset({_CONTROL, NOISE, _LEFT_OVER}),
    ),
    Property(
        name="Base64 with a fault, streamed",
        examples=_faults_streamed,
        proves=frozenset({"B64-007"}),
        controls=frozenset({_CONTROL_STREAMED, NOISE, *_NOT_STREAMED.values()}),
        depth=Depth.EXHAUSTIVE,
    ),
    Property(
        name="Base64 of other customs",
        examples=_odd,
        proves=frozenset({"B64-010"}),
        controls=frozenset({_CONTROL, *PADDED, A_MISTAKE, A_BROKEN_PICTURE}),
    ),
)
