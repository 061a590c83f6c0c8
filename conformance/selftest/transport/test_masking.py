from __future__ import annotations

import json
from array import array
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from conformance.model.settings import Target
from conformance.model.transcript import Masked, Recording
from conformance.transport import masking
from conformance.transport.masking import Masker

URL = "http://host/v1"


def masked(target: Target, data: bytes) -> tuple[bytes, tuple[Masked, ...]]:
    recording, found = Masker(target).mask(Recording.of((0.5, data)))
    return recording.read(), found


def test_plain_and_json_escaped_forms() -> None:
    target = Target(base_url=URL, key='k/"ey')
    data, found = masked(target, b'k/"ey ' + json.dumps('k/"ey').encode() + b' k\\/\\"ey')
    assert data == b'***** "******" *******'
    assert [(one.offset, one.length, one.name) for one in found] == [
        (0, 5, "api-key"),
        (7, 6, "api-key"),
        (15, 7, "api-key"),
    ]


def test_header_values_tokens_and_userinfo() -> None:
    target = Target(
        base_url=URL,
        userinfo="me:pass%20word",
        query="api-version=2024-10-21&sig=0123456789",
        headers=(("X-Auth", "Bearer tok-12345"),),
    )
    data, found = masked(target, b"tok-12345 pass word 2024-10-21 0123456789 Bearer tok-12345")
    assert data == b"********* ********* 2024-10-21 ********** ****************"
    assert [one.name for one in found] == ["header:X-Auth", "userinfo", "query:sig", "header:X-Auth"]


def test_short_and_public_values_are_left_alone() -> None:
    target = Target(base_url=URL, key="abc", headers=(("X-Team", "seven77"), ("Content-Type", "application/json")))
    assert masked(target, b"abc seven77 application/json") == (b"abc seven77 application/json", ())


def test_recording_keeps_its_arrivals() -> None:
    recording, _ = Masker(Target(base_url=URL, key="secret")).mask(Recording.of((0.1, b"sec"), (0.2, b"ret")))
    assert (recording.read(), list(recording.seconds), list(recording.ends)) == (b"******", [0.1, 0.2], [3, 6])


@given(st.integers(0, 40), st.integers(0, 40))
def test_file_is_masked_like_memory(before: int, between: int) -> None:
    data = b"." * before + b"sk-12345" + b"-" * between + b"sk-1234567890" + b"!"
    target = Target(base_url=URL, key="sk-12345", headers=(("X-Other", "sk-1234567890"),))
    with TemporaryDirectory() as name, patch.object(masking, "_BLOCK", 16):
        path = Path(name) / "recording"
        path.write_bytes(data)
        recording, found = Masker(target).mask(Recording(path, array("d", [0.0]), array("Q", [len(data)])))
        assert (recording.read(), found) == masked(target, data)
