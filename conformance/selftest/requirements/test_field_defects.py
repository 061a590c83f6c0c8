from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from conformance.endpoints.catalogue import names
from conformance.requirements.errors import FieldDefectError
from conformance.requirements.field_defects import (
    DefectClass,
    Detect,
    Surface,
    areas,
    load_field_defects,
    read_area,
    read_class,
)

REPORT: dict[str, Any] = {"id": "D999", "server": "s", "detect": "P", "source": "https://example.com/1"}
TABLE: dict[str, Any] = {
    "name": "done-lost",
    "surface": "chat",
    "detect": "D",
    "faults": ["done-missing"],
    "reports": [REPORT],
}


def of(area: str) -> Iterable[DefectClass]:
    return (one for one in load_field_defects() if one.area == area)


def test_a_class_is_read() -> None:
    one = read_class({**TABLE, "detect": "S", "setup": "An upstream\nthat fails."}, "mine")
    assert str(one) == "mine/done-lost"
    assert one.endpoints == ("fault/done-missing",)
    assert (one.surface, one.detect, one.setup) == (Surface.CHAT, Detect.SETUP, "An upstream that fails.")
    assert one.reports[0].detect is Detect.PROBABLE


def test_what_is_legal_has_benign_variants() -> None:
    table = {name: value for name, value in TABLE.items() if name != "faults"}
    assert read_class({**table, "surface": "legal", "variants": ["crlf"]}, "mine").endpoints == ("benign/crlf",)


def test_there_are_many_classes_in_many_areas() -> None:
    assert len(areas()) > 15
    assert len(load_field_defects()) > 150
    assert all(any(of(area)) for area in areas())


@pytest.mark.parametrize("area", areas())
def test_every_class_has_an_endpoint_that_exists_or_says_why_not(area: str) -> None:
    known = names()
    assert {name for one in of(area) for name in one.endpoints} <= set(known)
    assert [str(one) for one in of(area) if not one.endpoints and not one.unseen] == []


@pytest.mark.parametrize("area", areas())
def test_what_needs_a_set_up_says_which(area: str) -> None:
    assert [str(one) for one in of(area) if one.detect is Detect.SETUP and not (one.setup or one.unseen)] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "Done"}, "lower-case-with-hyphens"),
        ({"surface": "chart"}, "unknown surface 'chart'"),
        ({"surface": "legal"}, "lacks variants"),
        ({"detect": "X"}, "detect is D, P or S, not 'X'"),
        ({"faults": "done-missing"}, "faults is not an array of names"),
        ({"faults": ["fault/done-missing"]}, "faults is not an array of names"),
        ({"faults": ["done-missing"] * 2}, "faults has a name twice"),
        ({"variants": []}, "has unknown members variants"),
        ({"setup": "Under load."}, "only classes with detect S"),
        ({"unseen": "Nobody can."}, "nobody can see it"),
        ({"faults": [], "unseen": " "}, "unseen is empty"),
        ({"reports": []}, "at least one report"),
        ({"reports": [{**REPORT, "url": "x"}]}, "has unknown members url"),
        ({"reports": [{**REPORT, "source": "http://example.com"}]}, "the source of D999 is not an https URL"),
        ({"reports": [{**REPORT, "detect": ""}]}, "detect is D, P or S"),
        ({"reports": ["D999"]}, "expected a table, not 'D999'"),
    ],
)
def test_a_broken_class_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(FieldDefectError, match=rf"mine\.toml: .*{said}"):
        read_class({**TABLE, **change}, "mine")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"expected \[\[class\]\] tables"),
        ("x = 1", r"expected \[\[class\]\] tables"),
        ("class = [1]", "expected a table, not 1"),
        ("[[class", "mine.toml: "),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(FieldDefectError, match=said):
        read_area(tmp_path / "mine.toml")


def test_two_classes_of_one_name_are_refused(tmp_path: Path) -> None:
    one = '[[class]]\nname = "a"\nsurface = "chat"\ndetect = "D"\nfaults = []\nreports = [{id = "D1", server = "s", '
    one += 'detect = "D", source = "https://example.com"}]\n'
    (tmp_path / "mine.toml").write_text(one * 2)
    with pytest.raises(FieldDefectError, match=r"mine\.toml: a stands 2 times"):
        read_area(tmp_path / "mine.toml")
