from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.requirements.clients import (
    COPED,
    Cell,
    Clients,
    Outcome,
    Verdict,
    cells_of,
    load_clients,
    read_clients,
)
from conformance.requirements.errors import CatalogueError
from conformance.selftest.clients.data import as_text

SURFACES = {"a create": False, "b create": False, "a streamed": True}
TASKS = ("text", "usage")
TEXT, OTHER, STREAMED, USAGE = cells_of(SURFACES, TASKS)
SMALL = Clients(
    versions={"b": "2.0", "a": "1.0"},
    surfaces=SURFACES,
    tasks=TASKS,
    reached={"fault/y": frozenset({TEXT, OTHER}), "fault/x": frozenset({TEXT, STREAMED, USAGE})},
    verdicts={"fault/x": {USAGE: Verdict(Outcome.LOST, "usage", as_sent=True), TEXT: Verdict(Outcome.HUNG)}},
    unreached=frozenset({"fault/z", "benign/w"}),
)


def test_usage_is_a_task_of_its_own_where_answers_are_streamed() -> None:
    assert list(map(str, (TEXT, OTHER, STREAMED, USAGE))) == [
        "a create/text",
        "b create/text",
        "a streamed/text",
        "a streamed/usage",
    ]


def test_what_is_written_is_read() -> None:
    assert read_clients(json.loads(as_text(SMALL))) == SMALL


def test_one_variant_stands_on_a_line_and_whole_groups_are_named() -> None:
    lines = as_text(SMALL).splitlines()
    assert '"fault/x": {"a create/text": "hung", "a streamed/usage": "lost: usage; as sent"}' in lines
    assert '"fault/x": ["streamed/text", "streamed/usage", "a create/text"],' in lines
    assert '"fault/y": ["plain/text"]' in lines


def test_verdicts_by_cell() -> None:
    assert SMALL.verdict("fault/x", TEXT) == Verdict(Outcome.HUNG)
    assert SMALL.verdict("fault/x", STREAMED) == COPED
    assert SMALL.verdict("fault/x", OTHER) is None
    assert SMALL.verdict("fault/y", OTHER) == COPED
    assert SMALL.verdict("fault/z", TEXT) is None
    with pytest.raises(KeyError):
        SMALL.verdict("fault/never-measured", TEXT)


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(Outcome.COPED),
        Verdict(Outcome.RAISED, "KeyError"),
        Verdict(Outcome.MISREAD_FINISH, "none", as_sent=True),
        Verdict(Outcome.LOST, "call ids", as_sent=True, unsteady=True),
        Verdict(Outcome.HUNG, unsteady=True),
    ],
)
def test_verdicts_are_written_and_read(verdict: Verdict) -> None:
    assert Verdict.parse(str(verdict)) == verdict


@pytest.mark.parametrize("text", ["", "sulked", "text"])
def test_malformed_verdicts_and_cells_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Outcome" if text != "text" else "SURFACE/TASK"):
        Verdict.parse(text) if text != "text" else Cell.parse(text)


@pytest.mark.parametrize("content", [None, "{", "{}", '{"versions": {}, "surfaces": [], "tasks": []}'])
def test_a_file_that_cannot_be_read_says_what_to_do(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "clients.json"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(CatalogueError, match=r"clients\.json cannot be read.*write it anew with"):
        load_clients(path)
