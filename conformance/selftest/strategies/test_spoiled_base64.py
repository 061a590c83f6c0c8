"""Spoiled Base64 has its fault and no other, by our reader and by the library; odd Base64 is read by somebody."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote

import pytest
from hypothesis import given

from conformance.selftest.strategies.sampling import sample
from conformance.strategies.odd_base64 import odd_base64
from conformance.strategies.spoiled_base64 import SpoiledBase64, illegal_base64, misended_base64
from conformance.wire.base64_reader import Base64Kind, forgiving_base64, read_base64

ILLEGAL, MISENDED, CUSTOMS = 34, 15, 25
SIGNATURE = b"\x89PNG"


@given(illegal_base64())
def test_an_illegal_character_is_the_only_fault(spoiled: SpoiledBase64) -> None:
    assert {oddity.kind for oddity in read_base64(spoiled.code).oddities} == {Base64Kind.ILLEGAL_CHARACTER}
    assert _is_refused(spoiled.code)


@given(illegal_base64())
def test_an_illegal_character_means_nothing_in_a_url_and_is_no_blank(spoiled: SpoiledBase64) -> None:
    foreign = {one for one in spoiled.code if not (one.isascii() and one.isalnum()) and one not in "+/="}
    assert foreign
    assert not foreign & set("-_%#?, \t\n\r\f\v")
    assert not any(one.isspace() for one in foreign)


@given(misended_base64())
def test_a_wrong_end_is_the_only_fault(spoiled: SpoiledBase64) -> None:
    kinds = {oddity.kind for oddity in read_base64(spoiled.code).oddities}
    if spoiled.fault is None:
        assert not spoiled.code.strip("=")
    else:
        assert kinds == {spoiled.fault}
        assert _is_refused(spoiled.code)


def _is_refused(code: str) -> bool:
    """Tell whether forgiving readers refuse it, and the library as well where it is asked to look."""
    try:
        base64.b64decode(code, validate=True)
    except ValueError:
        return forgiving_base64(code.encode("utf-8")) is None
    return False


@pytest.mark.parametrize(("strategy", "count"), [(illegal_base64, ILLEGAL), (misended_base64, MISENDED)])
def test_every_fault_in_every_place_is_drawn(strategy: object, count: int) -> None:
    assert callable(strategy)
    assert len({spoiled.stratum for spoiled in sample(strategy(), 1000)}) == count


def test_illegal_characters_stand_in_every_place_of_a_quantum() -> None:
    places = {
        next(at for at, one in enumerate(spoiled.code) if not (one.isascii() and one.isalnum()) and one not in "+/") % 4
        for spoiled in sample(illegal_base64(), 200)
    }
    assert places == {0, 1, 2, 3}


@given(odd_base64())
def test_odd_base64_is_a_picture_to_somebody(drawn: tuple[str, str]) -> None:
    letters = unquote(drawn[1]).translate(str.maketrans("-_", "+/", " \t\r\n\f=")).encode()
    assert binascii.a2b_base64(letters + b"==").startswith(SIGNATURE)


def test_every_custom_is_drawn_and_nearly_none_is_strict() -> None:
    drawn = sample(odd_base64(), 800)
    assert len({stratum for stratum, _ in drawn}) == CUSTOMS
    strict = {stratum for stratum, code in drawn if not read_base64(code).oddities}
    assert strict <= {"percent-encoded slash"}
