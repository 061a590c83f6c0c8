"""Readings are computed once; those of heavy answers are forgotten when others were read."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.model.transcript import Ending, Recording, Transcript
from conformance.wire.reading import AT_ONCE, HEAVY, reading


@dataclass(frozen=True)
class Answer:
    transcript: Transcript
    read: list[str] = field(default_factory=list)

    @reading
    def text(self) -> str:
        """What it says."""
        self.read.append("text")
        return "a text"


def answer(size: int) -> Answer:
    recording = Recording.of((0.0, b"x" * size))
    return Answer(Transcript(recording=recording, ending=Ending.COMPLETE))


def test_a_light_answer_is_read_once() -> None:
    one = answer(HEAVY)
    others = [answer(HEAVY + 1) for _ in range(AT_ONCE // HEAVY + 2)]
    assert {other.text for other in (one, *others, one)} == {"a text"}
    assert one.read == ["text"]
    assert Answer.text.__doc__ == "What it says."


def test_a_heavy_answer_is_read_again_when_others_took_its_place() -> None:
    one, other = answer(AT_ONCE // 2), answer(AT_ONCE // 2)
    assert (one.text, other.text, one.text, other.text) == ("a text",) * 4
    assert (one.read, other.read) == (["text"], ["text"])
    last = answer(HEAVY + 1)
    assert (last.text, other.text, one.text) == ("a text",) * 3
    assert (one.read, other.read, last.read) == (["text", "text"], ["text"], ["text"])


def test_the_heaviest_answer_is_read_once_while_no_other_is() -> None:
    one = answer(AT_ONCE + 1)
    assert (one.text, one.text) == ("a text", "a text")
    assert one.read == ["text"]
