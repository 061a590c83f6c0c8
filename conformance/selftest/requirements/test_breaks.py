from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from conformance.model.requirement import Break, Client
from conformance.requirements.breaks import load_breaks, read_breaks
from conformance.requirements.catalogue import load_catalogue
from conformance.requirements.errors import CatalogueError

ENTRY: dict[str, Any] = {
    "client": "openai-node",
    "how": "throws",
    "source": "openai-node 7.0.0, measured",
    "evidence": ["fault/x"],
}


def test_breaks_are_read() -> None:
    read = read_breaks({"SSE-001 broken": [ENTRY]})
    assert read == {"SSE-001": {"broken": (Break(Client.NODE, "throws", "openai-node 7.0.0, measured"),)}}


@pytest.mark.parametrize(
    "data",
    [
        {"SSE-001": [ENTRY]},
        {"SSE-001 broken": []},
        {"SSE-001 broken": [{**ENTRY, "client": "curl"}]},
        {"SSE-001 broken": [{**ENTRY, "source": ""}]},
        {"SSE-001 broken": [{**ENTRY, "evidence": []}]},
    ],
)
def test_what_is_malformed_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_breaks(data)


def test_a_file_that_cannot_be_read_names_the_command(tmp_path: Path) -> None:
    (tmp_path / "breaks.json").write_text('{"SSE-001 broken": ["x"]}', "utf-8")
    for name in ("breaks.json", "missing.json"):
        with pytest.raises(CatalogueError, match=re.escape("conformance.selftest.clients.derive")):
            load_breaks(tmp_path / name)


def test_the_catalogue_has_them_all() -> None:
    known = {(id_, kind) for id_, kinds in load_breaks().items() for kind in kinds}
    assert known == {(row.id, kind) for row in load_catalogue().values() for kind in row.breaks}


@pytest.mark.parametrize(
    ("requirement", "kind"),
    [
        ("ERR-007", "wrong-type"),
        ("SSE-015", "done-missing"),
        ("STREAM-014", "role-late"),
        ("TEMP-004", "accepted"),
        ("USAGE-003", "usage-not-asked"),
    ],
)
def test_what_many_servers_do_and_clients_bear_breaks_nobody(requirement: str, kind: str) -> None:
    row = load_catalogue()[requirement]
    assert kind in row.kinds
    assert kind not in row.breaks


@pytest.mark.parametrize("kind", ["missing", "null", "empty", "wrong-type"])
def test_a_completion_without_choices_breaks_every_client_that_reads_it(kind: str) -> None:
    broken = {entry.client for entry in load_catalogue()["RESP-004"].breaks[kind]}
    assert broken == set(Client) - {Client.PYTHON_STREAM}


def test_a_stream_that_repeats_its_text_breaks_every_client() -> None:
    assert {entry.client for entry in load_catalogue()["STREAM-024"].breaks["cumulative-content"]} == set(Client)
