from __future__ import annotations

import pytest

from conformance.requirements.catalogue import load_catalogue
from conformance.requirements.editions import edition_names, latest_edition, load_edition, read_edition
from conformance.requirements.errors import EditionError


def test_the_first_edition_certifies_the_whole_catalogue() -> None:
    assert load_edition("2026.11") == frozenset(load_catalogue())


def test_the_newest_edition() -> None:
    assert latest_edition() == edition_names()[-1]
    assert "2026.11" in edition_names()


def test_an_unknown_edition_lists_those_that_exist() -> None:
    with pytest.raises(EditionError, match=r"'2019\.01'; there are 2026\.11"):
        load_edition("2019.01")


def test_ids_are_known_and_stand_once() -> None:
    assert read_edition(["SSE-001"], "x.txt") == {"SSE-001"}
    with pytest.raises(EditionError, match=r"x\.txt: the catalogue does not have SSE-999"):
        read_edition(["SSE-999"], "x.txt")
    with pytest.raises(EditionError, match=r"x\.txt: SSE-001 stand twice"):
        read_edition(["SSE-001", "SSE-001"], "x.txt")
