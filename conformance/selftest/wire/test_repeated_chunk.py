"""The short way says what the long way says, and is taken."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.resources import schemas_directory
from conformance.selftest.wire import chunk_bodies as b
from conformance.wire import stream_pass
from conformance.wire.repeated_chunk import template_of
from conformance.wire.stream_reading import StreamAsked, StreamReading, read_stream
from conformance.wire.strict_json import read_json

CONTENTS = [
    b"",
    b"a",
    b"ab",
    b"abc",
    b" the",
    b"\\n",
    b'\\"x\\"',
    b"\\u00e9",
    b"\\ud83d\\ude00",
    b"\\ud83d",
    b"\xc3\xa9",
]
CONTENTS += [
    b"\xff",
    b'"',
    b'","x":"',
    b'"},"x":{"content":"',
    b"\x01",
    b"\\x",
    b"\\",
    b'\\"content\\":\\"',
    b"{[",
    b"\t",
]
SHAPES = [
    b'{"id":"i","object":"chat.completion.chunk","created":1754000000,"model":"m","choices":[%s]}',
    b'{"id":"j","object":"chat.completion.chunk","created":1754000000,"model":"m","choices":[%s]}',
    b'{"choices": [%s], "id": "i", "object": "chat.completion.chunk", "created": 1754000000, "model": "m", "x": 1}',
    b'{"id":"i","object":"chat.completion.chunk","created":1754000000,"model":"m","choices":[%s],"usage":{}}',
    b'{"id":"i","object":"nothing","created":1754000000,"model":"m","choices":[%s]}',
    b'{"error":{},"id":"i","object":"chat.completion.chunk","created":1754000000,"model":"m","choices":[%s]}',
]
CHOICES = [
    b'{"index":0,"delta":{"content":"%s"},"finish_reason":null}',
    b'{"index":1,"delta":{"content":"%s"},"finish_reason":null}',
    b'{"index":0,"delta":{"content":"%s","refusal":null},"finish_reason":null,"logprobs":null}',
    b'{"index":0,"delta":{"content":"%s","reasoning":"r"},"finish_reason":null}',
    b'{"index":0,"delta":{"role":"assistant","content":"%s"},"finish_reason":null}',
    b'{"index":0,"delta":{"content":"%s"},"finish_reason":"stop"}',
    b'{"index":0,"delta":{"content":"%s"},"finish_reason":""}',
    b'{"index":0,"delta":{"content":"%s","content":"y"},"finish_reason":null}',
    b'{"delta":{"content":"%s"},"finish_reason":null}',
    b'{"index":0,"delta":{"content":"%s"},"finish_reason":null,"logprobs":{"content":[],"refusal":null}}',
    b'{"index":0,"delta":{"con\\u0074ent":"%s"},"x":{"content":"%s"},"finish_reason":null}',
]
OTHERS = [b.DONE, b"event: error\n", b": hi\n\n", b"data: [done]\n\n", b.event(b.usage()), b"data: {\n\n"]


@st.composite
def runs(draw: st.DrawFn) -> bytes:
    """A few chunks that differ in their text only, perhaps with something else behind."""
    shape, choice = draw(st.sampled_from(SHAPES)), draw(st.sampled_from(CHOICES))
    contents = draw(st.lists(st.sampled_from(CONTENTS), min_size=1, max_size=5))
    chunks = (shape.replace(b"%s", choice.replace(b"%s", content)) for content in contents)
    return b"".join(b"data: " + chunk + b"\n\n" for chunk in chunks) + draw(st.just(b"") | st.sampled_from(OTHERS))


def long_way(body: bytes, asked: StreamAsked) -> StreamReading:
    with patch.object(stream_pass, "template_of", return_value=None):
        return read_stream([(0.0, body)], asked)


def facts(reading: StreamReading) -> str:
    return repr(replace(reading, event_seconds=reading.event_seconds[:0]))


@settings(max_examples=400)
@given(st.lists(runs(), max_size=6).map(b"".join), st.integers(1, 2), st.booleans())
def test_short_and_long_way_agree(body: bytes, n: int, include_usage: bool) -> None:  # noqa: FBT001 - drawn
    asked = StreamAsked(n, include_usage)
    assert facts(read_stream([(0.0, body)], asked)) == facts(long_way(body, asked))


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("content", CONTENTS)
def test_short_and_long_way_agree_behind_a_repetition(choice: bytes, content: bytes) -> None:
    plain = b"data: " + SHAPES[0].replace(b"%s", choice.replace(b"%s", b"one")) + b"\n\n"
    last = b"data: " + SHAPES[0].replace(b"%s", choice.replace(b"%s", content)) + b"\n\n"
    body = b.body(b.role(), plain, plain, last, plain, b.finish())
    assert facts(read_stream([(0.0, body)])) == facts(long_way(body, StreamAsked()))


def test_a_text_that_stands_elsewhere_too_makes_no_template() -> None:
    data = b'{"x":{"content":"one"},"choices":[{"delta":{"c\\u006fntent":"one"}}]}'
    assert template_of(data, json.loads(data)) is None
    assert template_of(data.replace(b"c\\u006fntent", b"content"), json.loads(data)) is None
    plain = b'{"choices":[{"delta":{"content": "one"}}],"x":"one"}'
    template = template_of(plain, json.loads(plain))
    assert template is not None
    assert template.text(plain.replace(b'"one"}', b'"t\\two"}', 1)) == "t\two"
    assert [template.text(plain.replace(b'"one"}', b'"%b"}' % wrong, 1)) for wrong in CONTENTS[-5:-3]] == ["", ""]


def test_the_short_way_is_taken() -> None:
    words = [*("a", "\n", 'he said "x"', "\N{GRINNING FACE}") * 250]
    chunks = [b.role(), *(b.said(word) for word in words), b.finish()]
    with patch.object(stream_pass, "template_of", wraps=template_of) as made:
        reading = b.read(*chunks)
    assert reading.choices[0].content == "".join(words)
    assert reading.chunks == 1002
    # A text outside ASCII is escaped with surrogates here, and only that takes the long way.
    assert made.call_count < 520


def test_a_chunk_that_repeats_another_is_not_read_as_json_again() -> None:
    chunks = [b.role(), *(b.said(word) for word in ["a", "b\n", 'he said "x"'] * 50), b.finish()]
    with patch.object(stream_pass, "read_json", wraps=read_json) as long:
        reading = b.read(*chunks)
    assert (reading.chunks, reading.choices[0].deltas) == (152, 150)
    assert long.call_count == 3  # the first, the one that is repeated, and the last


def test_an_error_is_no_repetition_whatever_it_holds() -> None:
    reading = b.read(b.role(), *(b.said("a") for _ in range(5)), b"event: error\n" + b.event(b.said("a")))
    assert (reading.chunks, reading.choices[0].content) == (6, "aaaaa")


def test_what_never_repeats_is_expected_to_after_pauses_that_double_up_to_a_bound() -> None:
    chunks = [*({**b.said("a"), "obfuscation": str(number)} for number in range(6000)), b.finish()]
    with patch.object(stream_pass, "template_of", wraps=template_of) as made:
        b.read(*chunks)
    expected = [int(value["obfuscation"]) for (_, value), _ in made.call_args_list]
    gaps = [after - before for before, after in pairwise([0, *expected])]
    assert gaps == [0, *(2**power for power in range(1, 11)), *[1024 + 1] * 3]


def test_after_a_repetition_the_pause_is_short_again() -> None:
    unlike = [{**b.said("a"), "obfuscation": str(number)} for number in (0, 1, 2, 2, 3, 4)]
    with patch.object(stream_pass, "template_of", wraps=template_of) as made:
        b.read(b.role(), *unlike, b.finish())
    assert [value["obfuscation"] for (_, value), _ in made.call_args_list] == ["0", "2", "4"]


def test_a_stream_that_never_repeats_is_soon_left_in_peace() -> None:
    chunks = [b.role(), *({**b.said("a"), "obfuscation": str(n)} for n in range(2000)), b.finish()]
    with patch.object(stream_pass, "template_of", wraps=template_of) as made:
        assert b.read(*chunks).oddities == ()
    assert made.call_count < 15


def test_the_schema_asks_nothing_of_content_but_its_type() -> None:
    schema: dict[str, Any] = json.loads((schemas_directory() / "chunk.json").read_text(encoding="utf-8"))
    delta = schema["$defs"]["ChatCompletionStreamResponseDelta"]
    assert delta["properties"]["content"] == {"type": ["string", "null"]}
    assert set(delta) == {"type", "properties"}
