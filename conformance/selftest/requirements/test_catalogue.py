from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from conformance.model.requirement import Client, Level
from conformance.requirements.catalogue import FAMILIES, ROOM, kinds, load_catalogue, read_family
from conformance.requirements.errors import CatalogueError
from conformance.requirements.row import read_requirement

ROW: dict[str, Any] = {
    "id": "SSE-001",
    "level": "MUST",
    "title": "The stream is healthy.",
    "text": "It is\nhealthy.",
    "clause": {"source": "A standard", "link": "https://example.org/#a"},
    "kinds": {"broken": "It is not"},
}
PUBLIC = {
    "html.spec.whatwg.org",
    "www.rfc-editor.org",
    "api-docs.deepseek.com",
    "fetch.spec.whatwg.org",
    "nginx.org",
    "wicg.github.io",
    "github.com",
    "platform.openai.com",
    "cheatsheetseries.owasp.org",
}


def test_every_file_of_the_room_is_a_family() -> None:
    assert {path.stem for path in ROOM.glob("*.toml")} == set(FAMILIES)


def test_the_catalogue_is_whole_and_in_order() -> None:
    rows = load_catalogue()
    assert list(dict.fromkeys(row.family.lower() for row in rows.values())) == list(FAMILIES)
    for family in FAMILIES:
        numbers = [int(name[-3:]) for name, row in rows.items() if row.family.lower() == family]
        assert numbers == sorted(numbers)
    assert load_catalogue() is rows


def test_every_family_demands_something() -> None:
    for family in FAMILIES:
        assert Level.MUST in {row.level for row in load_catalogue().values() if row.family.lower() == family}


def test_texts_are_two_to_five_sentences() -> None:
    for row in load_catalogue().values():
        assert 2 <= len(re.split(r"(?<=[.:?]) ", row.text)) <= 6, row.id
        assert row.text.endswith("."), row.id
        assert not row.title.endswith("."), row.id


def test_links_are_public() -> None:
    for row in load_catalogue().values():
        assert urlsplit(row.clause.link).hostname in PUBLIC, row.id


def test_what_breaks_a_client_was_measured_with_a_version_and_stands_on_the_page() -> None:
    entries = [entry for row in load_catalogue().values() for some in row.breaks.values() for entry in some]
    for entry in entries:
        assert re.search(r" \d+\.\d+\.\d+, measured with (fault|benign)/[\w-]+: CLIENTS\.md#[a-z0-9-]+$", entry.source)


def test_what_passes_for_the_model_does_not_block_a_certificate() -> None:
    free = {row.id: row for row in load_catalogue().values() if not row.inconclusive_blocks}
    assert {"MAXTOK-002", "STOP-005", "RESP-019", "STREAM-028", "IMG-006"} <= free.keys()
    assert {name for name, row in free.items() if "inconclusive" not in row.text} == set()


def test_every_client_has_something_that_breaks_it() -> None:
    broken = {entry.client for row in load_catalogue().values() for entries in row.breaks.values() for entry in entries}
    assert broken == set(Client)


def test_kinds_of_a_row() -> None:
    assert kinds("SSE-016") == {"data-after-done": "An event follows [DONE]"}
    with pytest.raises(KeyError):
        kinds("SSE-999")


def test_a_row_is_read() -> None:
    row = read_requirement(ROW, "sse.toml")
    assert (row.title, row.text, row.level) == ("The stream is healthy", "It is healthy.", Level.MUST)
    assert not row.breaks
    assert row.inconclusive_blocks


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"id": "SSE-1"}, "FAMILY-NNN"),
        ({"id": "sse-001"}, "FAMILY-NNN"),
        ({"level": "must"}, "unknown level"),
        ({"level": ["MUST"]}, "unknown level"),
        ({"title": " "}, "title is empty"),
        ({"text": 7}, "text is empty or not a string"),
        ({"clause": {"source": "A standard"}}, "lacks link"),
        ({"clause": {"source": "A standard", "link": "http://example.org"}}, "not an https URL"),
        ({"kinds": {}}, "either kinds"),
        ({"untestable": "nobody can see it"}, "either kinds"),
        ({"kinds": {"Broken": "It is not"}}, "lower-case-with-hyphens"),
        ({"kinds": {"broken": ""}}, "has no meaning"),
        ({"weight": 3}, "unknown members weight"),
        ({"breaks": []}, "unknown members breaks"),
        ({"owns": "chunk#/id"}, "owns is not an array"),
    ],
)
def test_a_broken_row_names_file_id_and_rule(change: dict[str, Any], why: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(why)) as raised:
        read_requirement({**ROW, **change}, "sse.toml")
    assert str(raised.value).startswith(f"sse.toml: {change.get('id', 'SSE-001')}: ")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[requirement]", "sse.toml"),
        ("", r"expected \[\[requirement\]\] tables"),
        ("other = 1", r"expected \[\[requirement\]\] tables"),
        ("requirement = 1", r"expected \[\[requirement\]\] tables"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "sse.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=why):
        read_family(tmp_path / "sse.toml")


def test_a_row_in_another_familys_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "stop.toml"
    file.write_text((ROOM / "temp.toml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"stop.toml: TEMP-001 belongs into temp.toml"):
        read_family(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"gone.toml"):
        read_family(tmp_path / "gone.toml")


@pytest.mark.parametrize("copies", [1, 2])
def test_an_id_stands_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copies: int) -> None:
    text = (ROOM / "temp.toml").read_text(encoding="utf-8")
    (tmp_path / "temp.toml").write_text(text * copies, encoding="utf-8")
    monkeypatch.setattr("conformance.requirements.catalogue.ROOM", tmp_path)
    monkeypatch.setattr("conformance.requirements.catalogue.FAMILIES", ("temp",))
    if copies == 1:
        assert len(load_catalogue.__wrapped__()) == text.count("[[requirement]]")
    else:
        with pytest.raises(CatalogueError, match="TEMP-001 stands 2 times"):
            load_catalogue.__wrapped__()
