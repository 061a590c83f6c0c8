"""Text that arrives in deltas is kept without its pieces, and deltas that are none are told."""

from __future__ import annotations

import pytest

from conformance.wire.delta_text import CumulativeTest, PairTest, Text


def test_text_does_not_pile_up_its_pieces() -> None:
    text = Text()
    assert not text.given
    for _ in range(10_000):
        text.add("ab")
    assert str(text) == "ab" * 10_000
    assert len(text._parts) + len(text._blocks) < 5000


@pytest.mark.parametrize(
    ("deltas", "cumulative"),
    [
        (["He", "Hello", "Hello you"], True),
        (["H", "He", "Hel"], True),
        (["He", "Hello", "Hello you", "Hello you"], True),
        (["He", "Hello"], False),
        (["ha", "ha", "ha", "ha"], False),
        (["ha", "ha", "hah"], False),
        (["He", "Hello", "Hello you", "!"], False),
        (["1", " 12", " 123"], False),
        ([], False),
    ],
)
def test_cumulative_deltas(deltas: list[str], cumulative: bool) -> None:  # noqa: FBT001 - a column of the table
    test = CumulativeTest()
    for delta in deltas:
        if test.open:
            test.add(delta)
    assert test.holds() is cumulative


@pytest.mark.parametrize(
    ("deltas", "in_pairs"),
    [
        (["The", "The", " user", " user", " asks", " asks"], True),
        (["The", "The", " user", " user", " user", " user", " asks", " asks"], True),
        (["The", "The", " user", " user"], False),
        (["The", "The", " user", " user", " asks", " asks", "."], False),
        (["The", " user", " user", " asks", " asks", "The"], False),
        (["ha", "ha", "ha", "ha", "ha", "ha"], False),
        ([], False),
    ],
)
def test_deltas_in_pairs(deltas: list[str], in_pairs: bool) -> None:  # noqa: FBT001 - a column of the table
    test = PairTest()
    for delta in deltas:
        if test.open:
            test.add(delta)
    assert test.holds() is in_pairs
