from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model.requirement import Clause, Level, Requirement
from conformance.requirements.catalogue import finding_kind, kinds, load_catalogue, owner_of
from conformance.requirements.errors import CatalogueError
from conformance.requirements.ownership import SCHEMA_KINDS, Ownership

ROW = Requirement(
    id="RESP-001",
    level=Level.MUST,
    title="t",
    text="t",
    clause=Clause("s", "https://example.org"),
    kinds={"missing": "m", "null": "n", "gone": "g"},
)


def owning(*entries: str, name: str = "RESP-001") -> Requirement:
    return replace(ROW, id=name, owns=entries)


@pytest.mark.parametrize(
    ("location", "kind", "owner", "reported"),
    [
        ("chunk#/choices/*/delta/role", "null", "STREAM-017", "null"),
        ("chunk#/choices/*/delta/role", "empty", "STREAM-016", "empty"),
        ("chunk#/choices/*/finish_reason", "missing", "STREAM-021", "missing"),
        ("chunk#/choices/*/finish_reason", "unknown-value", "STREAM-020", "unknown-value"),
        ("chunk#/choices/*/delta", "missing", "STREAM-012", "missing"),
        ("chunk#/choices/*/delta/tool_calls/*/type", "unknown-value", "STREAM-025", "unknown-value"),
        ("chunk#/choices", "null", "STREAM-008", "null"),
        ("chunk#/usage/total_tokens", "wrong-type", "USAGE-005", "wrong-type"),
        ("chunk#/usage/prompt_tokens_details/cached_tokens", "wrong-type", "RESP-013", "wrong-type"),
        ("chunk#/id", "empty", "STREAM-002", "empty-id"),
        ("completion#/choices/*/message/content", "wrong-type", "RESP-007", "wrong-type"),
        ("completion#/choices/*/message/content", "missing", "RESP-008", "missing"),
        ("completion#/choices/*/message", "missing", "RESP-006", "no-message"),
        ("completion#/choices/*/index", "null", "RESP-004", "no-index"),
        ("completion#/usage", "null", "RESP-010", "usage-missing"),
        ("completion#/usage", "wrong-type", "RESP-011", "wrong-type"),
        ("completion#/usage/total_tokens", "null", "RESP-011", "null"),
        ("completion#/service_tier", "empty", "RESP-016", "empty"),
        ("completion#", "wrong-type", "RESP-015", "wrong-type"),
        ("completion#/", "wrong-type", "RESP-015", "wrong-type"),
        ("error#/error", "missing", "ERR-003", "no-error-object"),
        ("error#/error/code", "wrong-type", "ERR-007", "wrong-type"),
        ("request#/model", "missing", None, "missing"),
    ],
)
def test_owners_of_the_catalogue(location: str, kind: str, owner: str | None, reported: str) -> None:
    assert owner_of(location, kind) == owner
    assert finding_kind(location, kind) == reported


def test_without_a_kind_the_most_exact_location_wins() -> None:
    assert owner_of("completion#/id") == "RESP-001"
    assert owner_of("chunk#/usage/total_tokens") == "USAGE-005"


@given(
    document=st.sampled_from(["completion", "chunk", "error"]),
    path=st.lists(st.sampled_from(["choices", "*", "delta", "message", "usage", "error", "role", "x"]), max_size=5),
    kind=st.sampled_from(sorted(SCHEMA_KINDS)),
)
def test_every_schema_error_has_an_owner_that_knows_its_kind(document: str, path: list[str], kind: str) -> None:
    location = "/".join([f"{document}#", *path])
    owner = owner_of(location, kind)
    assert owner is not None
    assert finding_kind(location, kind) in kinds(owner)


def test_entries_that_name_the_kind_win_at_one_location() -> None:
    ownership = Ownership.of([owning("chunk#/a"), owning("chunk#/a: null", name="RESP-002")])
    claim = ownership.claim_of("chunk#/a", "null")
    assert claim is not None
    assert claim.requirement == "RESP-002"


def test_a_location_without_stars_does_not_reach_below_or_beside() -> None:
    ownership = Ownership.of([owning("chunk#/a", "chunk#/b/**")])
    assert ownership.claim_of("chunk#/a/x", "missing") is None
    assert ownership.claim_of("chunk#/b/x/y", "missing") is not None
    assert ownership.claim_of("chunk#/bb", "missing") is None


@pytest.mark.parametrize(
    "entry",
    ["chunk/a", "request#/model", "chunk#/a: gone", "chunk#/a: missing -> lost", "chunk#/a: wrong-type"],
)
def test_malformed_entries_are_refused(entry: str) -> None:
    with pytest.raises(CatalogueError, match="RESP-001: owns"):
        Ownership.of([owning(entry)])


def test_two_owners_of_one_kind_are_refused() -> None:
    with pytest.raises(CatalogueError, match=r"RESP-002 and RESP-001 both own null at chunk#/a"):
        Ownership.of([owning("chunk#/a: null"), owning("chunk#/a: missing, null", name="RESP-002")])


def test_the_catalogue_owns_each_location_once() -> None:
    entries = [entry for row in load_catalogue().values() for entry in row.owns]
    assert len(entries) == len(set(entries))
