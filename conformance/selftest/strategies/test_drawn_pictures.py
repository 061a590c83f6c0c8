"""Drawn pictures are what they say, by Pillow's opinion, which shares no code with how they are drawn."""

from __future__ import annotations

import base64
import io
import warnings
from typing import Any

import pytest
from hypothesis import given
from hypothesis.errors import InvalidArgument
from PIL import Image, ImageFile

from conformance.endpoints.reference.pictures import see
from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.data_uris import base64_of, plain_data_uri
from conformance.strategies.drawn_pictures import LONGEST, SHORTEST, DrawnPicture, PictureKind, drawn_pictures
from conformance.strategies.picture_payloads import PayloadKind, picture_payloads, pictures_with_padding
from conformance.strategies.png_extras import ANYWHERE, PngExtra
from conformance.strategies.small_pictures import small_pictures

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF"}
MODES = {
    PictureKind.UNFILTERED: "RGB",
    PictureKind.GREY_1: "1",
    PictureKind.GREY_16: "I;16",
    PictureKind.PALETTE_1: "P",
    PictureKind.PALETTE_WHOLE: "P",
    PictureKind.GREY_ALPHA_8: "LA",
    PictureKind.RGBA_8: "RGBA",
}
PLUSES = (PayloadKind.PLUS_1, PayloadKind.PLUS_2, PayloadKind.PLUS_3, PayloadKind.PLUS_4)
SLASHES = (PayloadKind.SLASH_1, PayloadKind.SLASH_2, PayloadKind.SLASH_3, PayloadKind.SLASH_4)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def opened(data: bytes) -> Image.Image:
    """Open a file as Pillow does, every checksum and every pixel of it."""
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Image.open(io.BytesIO(data)) as image:
            image.verify()
        image = Image.open(io.BytesIO(data))
        image.load()
    return image


@given(drawn_pictures())
def test_every_picture_is_whole_and_of_a_fair_size(drawn: DrawnPicture) -> None:
    image = opened(drawn.data)
    assert image.format == FORMATS[drawn.media_type]
    assert all(SHORTEST <= side <= LONGEST for side in image.size)
    assert len(drawn.data) < 2000


@given(drawn_pictures())
def test_the_reference_reads_every_picture(drawn: DrawnPicture) -> None:
    seen = see(plain_data_uri(drawn.media_type, drawn.data), "url")
    assert (seen.width, seen.height) == opened(drawn.data).size


@pytest.mark.parametrize("kind", PictureKind)
def test_every_kind_can_be_asked_for_and_is_what_it_says(kind: PictureKind) -> None:
    for drawn in sample(drawn_pictures(kinds=[kind]), 20):
        assert drawn.kind is kind
        assert opened(drawn.data).mode == MODES.get(kind, opened(drawn.data).mode)
        assert (drawn.data.count(b"IDAT") > 1) == (kind is PictureKind.DIVIDED)
        assert bool(opened(drawn.data).info.get("interlace")) == (
            kind in {PictureKind.INTERLACED, PictureKind.INTERLACED_ALPHA}
        )


def test_all_kinds_and_all_ancillary_chunks_are_drawn() -> None:
    assert spread(drawn_pictures(), lambda drawn: [drawn.kind], set(PictureKind)) == set(PictureKind)
    extras = drawn_pictures(kinds=[PictureKind.EXTRA])
    assert spread(extras, lambda drawn: filter(None, [drawn.extra]), set(PngExtra)) == set(PngExtra)
    behind = drawn_pictures(kinds=[PictureKind.EXTRA_BEHIND])
    assert spread(behind, lambda drawn: filter(None, [drawn.extra]), set(ANYWHERE)) == set(ANYWHERE)


def test_the_simplest_picture_is_a_square_of_few_bytes() -> None:
    first = sample(drawn_pictures(kinds=[PictureKind.UNFILTERED]), 1)[0]
    assert opened(first.data).size == (SHORTEST, SHORTEST)
    assert len(first.data) < 160


@pytest.mark.parametrize("kind", PayloadKind)
def test_payloads_are_whole_pictures_of_their_kind(kind: PayloadKind) -> None:
    paddings = set()
    for said, data in sample(picture_payloads(kinds=[kind]), 40):
        opened(data)
        assert said is kind
        paddings.add(base64_of(data).count("="))
    fixed = {PayloadKind.NO_PADDING: {0}, PayloadKind.PADDING_1: {1}, PayloadKind.PADDING_2: {2}}
    assert paddings == fixed.get(kind, {0, 2})


@pytest.mark.parametrize(("place", "plus", "slash"), list(zip(range(4), PLUSES, SLASHES, strict=True)))
def test_plus_and_slash_stand_in_every_place(place: int, plus: PayloadKind, slash: PayloadKind) -> None:
    for kind, letter in ((plus, "+"), (slash, "/")):
        for _, data in sample(picture_payloads(kinds=[kind]), 20):
            assert base64_of(data)[68 + place] == letter


def test_every_letter_stands_in_every_place_of_a_quantum() -> None:
    expected = {(letter, place) for letter in ALPHABET for place in range(4)}
    letters = picture_payloads(kinds=[PayloadKind.LETTERS])
    assert spread(letters, lambda one: _letters(base64_of(one[1])), expected) == expected


def _letters(code: str) -> set[tuple[str, int]]:
    return {(letter, at % 4) for at, letter in enumerate(code) if letter != "="}


@pytest.mark.parametrize("padding", [0, 1, 2])
def test_padding_can_be_asked_for(padding: int) -> None:
    for data in sample(pictures_with_padding(padding), 20):
        assert base64_of(data).count("=") == padding
        assert base64.b64decode(base64_of(data), validate=True) == data


def test_small_pictures_are_whole_and_of_every_size_and_kind() -> None:
    drawn = sample(small_pictures(), 400)
    assert len({stratum for stratum, _ in drawn}) == 24
    for _, data in drawn:
        assert min(opened(data).size) < SHORTEST


@pytest.mark.parametrize("arguments", [{"kinds": []}, {"kinds": ["no such kind"]}])
def test_arguments_are_checked_at_once(arguments: dict[str, Any]) -> None:
    for strategy in (drawn_pictures, picture_payloads):
        with pytest.raises(InvalidArgument):
            strategy(**arguments)
