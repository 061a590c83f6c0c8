"""The part that each chunk brings to the first choice, in streams of every form."""

from __future__ import annotations

from conformance.selftest.checks.answers import DONE, choice, chunk, event, streamed
from conformance.wire.stream_chunks import first_choices


def test_each_chunk_brings_its_part_to_the_first_choice() -> None:
    first, second, last = choice("a"), choice("b", index=1), choice("c", finish="stop")
    body = chunk(first) + chunk(second) + chunk(last, second) + chunk() + DONE
    assert first_choices(streamed(body)) == [first, last]


def test_a_choice_without_an_index_is_the_first() -> None:
    assert first_choices(streamed(event({"choices": [{"delta": {}}]}))) == [{"delta": {}}]


def test_what_is_no_chunk_brings_nothing() -> None:
    odd = event([choice("a")]) + event({"choices": {"0": {}}}) + event({"choices": [3, None]}) + b"data: {\n\n"
    assert first_choices(streamed(odd + event({}) + DONE)) == []
