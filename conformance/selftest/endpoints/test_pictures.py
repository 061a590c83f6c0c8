"""What the reference sees, and which files and payloads it refuses."""

from __future__ import annotations

import io
import json
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from conformance.selftest.endpoints.asking import data_uri, picture, said, show

_PICTURES = Path(__file__).parents[3] / "fixtures" / "pictures"
_EXPECTED = json.loads((_PICTURES / "expectations.json").read_text())
_PLACE = "messages[0].content[1].image_url.url"
_RED = data_uri(picture())
_REFUSALS = {"invalid_image_format", "unsupported_image_media_type", "image_too_large"}


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize(
    "colour", ["red", "blue", "yellow", "black", "white", "cyan", "magenta", "orange", "purple", "grey"]
)
def test_colour_size_and_format_are_seen(form: str, colour: str) -> None:
    answer = show(data_uri(picture(colour, form, (40, 30)), f"image/{form.lower()}"))
    assert answer.text == f"I see 1 picture: 1. {colour}, 40x30 {form}."


@pytest.mark.parametrize("mode", ["RGBA", "L", "LA", "P", "1"])
def test_every_png_mode_is_seen(mode: str) -> None:
    assert "white, 8x8 PNG" in show(data_uri(picture("white", "PNG", (8, 8), mode))).text


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_every_jpeg_mode_is_seen(mode: str) -> None:
    assert "8x8 JPEG" in show(data_uri(picture("white", "JPEG", (8, 8), mode), "image/jpeg")).text


def test_pictures_are_seen_in_order_and_counted() -> None:
    urls = [data_uri(picture(colour)) for colour in ("red", "blue", "yellow")]
    answer = show(*urls)
    assert answer.text == "I see 3 pictures: 1. red, 64x64 PNG; 2. blue, 64x64 PNG; 3. yellow, 64x64 PNG."
    counts = [said("What do you see?"), show(urls[0]), show(*urls[:2])]
    assert sorted({count.value["usage"]["prompt_tokens"] for count in counts}) == [
        count.value["usage"]["prompt_tokens"] for count in counts
    ]


@pytest.mark.parametrize(("level", "colour"), [(65535, "white"), (32768, "grey"), (0, "black")])
def test_sixteen_bits_are_scaled(level: int, colour: str) -> None:
    file = io.BytesIO()
    Image.new("I;16", (8, 8), level).save(file, "PNG")
    assert f"{colour}, 8x8 PNG" in show(data_uri(file.getvalue())).text


def test_a_transparent_picture_is_seen_on_white() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(file, "PNG")
    assert "white" in show(data_uri(file.getvalue())).text


@pytest.mark.parametrize("file", sorted(_EXPECTED))
def test_the_fixtures_are_answered_as_expected(file: str) -> None:
    expected = _EXPECTED[file]
    answer = show(data_uri((_PICTURES / file).read_bytes(), expected["media_type"]))
    if answer.status == 200:
        assert expected["server"] != "rejected"
        assert expected["colour"] is None or expected["colour"] in answer.text
    else:
        assert expected["server"] != "accepted"
        assert (answer.status, answer.error["code"] in _REFUSALS) == (400, True)


@pytest.mark.parametrize(
    "url",
    [
        _RED.replace("data:", "DATA:"),
        _RED.replace("image/png", "IMAGE/PNG"),
        _RED.replace("base64", "BASE64"),
        _RED.replace(";base64", ";charset=utf-8;base64"),
        data_uri(picture(form="JPEG"), "image/jpg"),
        data_uri(picture(form="JPEG"), "image/png"),
    ],
)
def test_legal_spellings_of_the_uri_are_accepted(url: str) -> None:
    assert "red" in show(url).text


def _bomb() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def _animated() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "GIF", save_all=True, append_images=[Image.new("RGB", (8, 8), "blue")])
    return file.getvalue()


_PAYLOAD = _RED.partition(",")[2]
_BAD = {
    "illegal character": (f"data:image/png;base64,{_PAYLOAD[:40]}!{_PAYLOAD[41:]}", "invalid_base64_image"),
    "illegal character inserted": (f"data:image/png;base64,{_PAYLOAD[:40]}!{_PAYLOAD[40:]}", "invalid_base64_image"),
    "length 1 modulo 4": ("data:image/png;base64,AAAAA", "invalid_base64_image"),
    "padding missing": ("data:image/png;base64,YQ", "invalid_base64_image"),
    "half the padding": ("data:image/png;base64,YQ=", "invalid_base64_image"),
    "too much padding": ("data:image/png;base64,YWJj====", "invalid_base64_image"),
    "padding only": ("data:image/png;base64,====", "invalid_base64_image"),
    "data behind padding": ("data:image/png;base64,YQ==YWJj", "invalid_base64_image"),
    "URL-safe alphabet": ("data:image/png;base64,-_-_", "invalid_base64_image"),
    "line feed": (f"data:image/png;base64,{_PAYLOAD[:76]}\n{_PAYLOAD[76:]}", "invalid_base64_image"),
    "not ASCII": ("data:image/png;base64,YWJé", "invalid_base64_image"),
    "percent-encoded": ("data:image/png;base64,YQ%3D%3D", "invalid_base64_image"),
    "doubled prefix": ("data:image/png;base64," + _RED, "invalid_base64_image"),
    "nothing": ("data:image/png;base64,", "empty_image_file"),
    "no comma": ("data:image/png;base64AAAA", "invalid_base64_image"),
    "no base64": (_RED.replace(";base64", ""), "invalid_base64_image"),
    "parameter behind base64": (_RED.replace(";base64", ";base64;x=y"), "invalid_base64_image"),
    "no media type": (_RED.replace("image/png", ""), "unsupported_image_media_type"),
    "another media type": (_RED.replace("image/png", "application/pdf"), "unsupported_image_media_type"),
    "slashes": (_RED.replace("data:", "data://"), "unsupported_image_media_type"),
    "http": ("http://localhost/red.png", "invalid_image_url"),
    "file": ("file:///etc/passwd", "invalid_image_url"),
    "no scheme": (_PAYLOAD, "invalid_value"),
    "random bytes": (data_uri(bytes(range(64))), "invalid_image_format"),
    "text": (data_uri(b"hello"), "invalid_image_format"),
    "BMP": (data_uri(picture(form="BMP")), "invalid_image_format"),
    "half a PNG": (data_uri(picture(size=(200, 200))[:300]), "invalid_image_format"),
    "half a GIF": (data_uri(picture(form="GIF", size=(200, 200))[:60]), "invalid_image_format"),
    "half a WebP": (data_uri(picture(form="WEBP", size=(200, 200))[:60]), "invalid_image_format"),
    "animated GIF": (data_uri(_animated(), "image/gif"), "invalid_image_format"),
    "bomb": (data_uri(_bomb()), "image_too_large"),
}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("name", sorted(_BAD))
def test_bad_pictures_are_refused_by_place_and_code(name: str, stream: bool) -> None:  # noqa: FBT001 - a parameter of the matrix
    url, code = _BAD[name]
    answer = show(url, stream=stream)
    assert (answer.status, answer.error["param"], answer.error["code"]) == (400, _PLACE, code)
    assert _PAYLOAD[:40].encode() not in answer.body


def test_one_bad_picture_among_good_ones_refuses_the_request() -> None:
    answer = show(_RED, data_uri(b"hello"), _RED)
    assert answer.error["param"] == "messages[0].content[2].image_url.url"


def test_the_place_of_a_remembered_picture_is_the_new_one() -> None:
    bad = data_uri(b"not remembered before")
    assert show(bad).error["param"] == _PLACE
    assert show(_RED, bad).error["param"] == "messages[0].content[2].image_url.url"
