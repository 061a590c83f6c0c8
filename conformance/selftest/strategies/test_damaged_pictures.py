"""Damaged pictures are damaged, and to the degree that they say, by Pillow's opinion."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image, ImageFile

from conformance.selftest.strategies.sampling import sample
from conformance.strategies.damaged_pictures import Damage, broken_pictures, doubtful_pictures

BROKEN, DOUBTFUL = 13, 25


def _size(data: bytes) -> tuple[int, int] | None:
    """Return the size that Pillow reads, None where it does not know the file."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.size
    except (OSError, SyntaxError, ValueError):
        return None


def _is_whole(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.verify()
        with Image.open(io.BytesIO(data)) as image:
            image.load()
    except Exception:  # noqa: BLE001 - damaged files make the decoders raise nearly every exception there is
        return False
    return True


def _shown_leniently(data: bytes, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            return min(image.size) > 0
    except (OSError, SyntaxError, ValueError, zlib.error):
        return False


def test_what_must_be_refused_is_shown_by_no_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    for drawn in sample(broken_pictures(), 400):
        if drawn.damage in {Damage.NO_PICTURE, Damage.NO_PIXEL}:
            assert not _shown_leniently(drawn.data, monkeypatch), drawn


def test_what_should_be_refused_lacks_most_of_its_pixels() -> None:
    halves = [drawn for drawn in sample(broken_pictures(), 400) if drawn.damage is Damage.HALF]
    assert halves
    for drawn in halves:
        assert _size(drawn.data) == (256, 256)
        assert not _is_whole(drawn.data)


def test_what_is_forgivable_has_a_size() -> None:
    for drawn in sample(broken_pictures(), 400):
        if drawn.damage is Damage.FORGIVABLE and "header" not in drawn.stratum:
            assert _size(drawn.data) in {(64, 64), None}
            assert not _is_whole(drawn.data), drawn


def test_every_way_is_drawn() -> None:
    for strategy, count in ((broken_pictures(), BROKEN), (doubtful_pictures(), DOUBTFUL)):
        assert len({drawn.stratum for drawn in sample(strategy, 800)}) == count


def test_each_damage_but_the_open_one_must_or_should_be_refused() -> None:
    assert {drawn.damage for drawn in sample(broken_pictures(), 400)} == {*Damage} - {Damage.OPEN}
    assert {drawn.damage for drawn in sample(doubtful_pictures(), 200)} == {Damage.OPEN}
