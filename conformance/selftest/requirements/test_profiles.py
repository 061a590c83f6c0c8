from __future__ import annotations

from typing import Any

import pytest

from conformance.model.requirement import Level
from conformance.model.settings import Capability
from conformance.requirements.catalogue import load_catalogue
from conformance.requirements.errors import ProfileError
from conformance.requirements.profiles import load_profile, profile_names, read_profile

TABLE: dict[str, Any] = {
    "name": "mine",
    "title": "t",
    "text": "t",
    "accepted_rejection_statuses": [400],
    "required_capabilities": ["text"],
}
OVERRIDE = {"id": "TEMP-004", "level": "SHOULD", "reason": "because"}


def test_the_standard_comes_first_and_changes_nothing() -> None:
    assert profile_names() == ("standard", "azure", "openai", "self-hosted")
    standard = load_profile("standard")
    assert standard.overrides == ()
    assert standard.accepted_rejection_statuses == (400, 422)
    assert all(standard.level(row) is row.level for row in load_catalogue().values())


@pytest.mark.parametrize("name", profile_names())
def test_capabilities_are_known(name: str) -> None:
    assert {Capability(word) for word in load_profile(name).required_capabilities} == {
        Capability.TEXT,
        Capability.IMAGES,
        Capability.STREAMING,
    }


@pytest.mark.parametrize(
    ("name", "requirement", "level"),
    [
        ("openai", "STOP-003", Level.MUST),
        ("openai", "SSE-011", Level.SHOULD),
        ("self-hosted", "TEMP-004", Level.SHOULD),
        ("self-hosted", "TEMP-005", Level.MUST),
        ("azure", "STREAM-012", Level.SHOULD),
    ],
)
def test_levels_of_a_profile(name: str, requirement: str, level: Level) -> None:
    assert load_profile(name).level(load_catalogue()[requirement]) is level


def test_self_hosted_only_lowers_and_openai_only_raises() -> None:
    order = [Level.MAY, Level.SHOULD, Level.MUST]
    rows = load_catalogue()
    for name, sign in [("self-hosted", -1), ("openai", 1), ("azure", -1)]:
        for entry in load_profile(name).overrides:
            assert (order.index(entry.level) - order.index(rows[entry.id].level)) * sign > 0, (name, entry.id)


def test_overrides_are_told_in_words() -> None:
    words = load_profile("self-hosted").overrides_in_words
    assert words["TEMP-004"] == "SHOULD instead of MUST: several servers have no upper bound"
    assert list(words) == [name for name in load_catalogue() if name in words]


def test_an_unknown_profile_lists_those_that_exist() -> None:
    with pytest.raises(ProfileError, match="'vllm'; there are standard, azure, openai, self-hosted"):
        load_profile("vllm")


@pytest.mark.parametrize("name", ["../standard", "", "standard.toml"])
def test_a_name_is_not_a_path(name: str) -> None:
    with pytest.raises(ProfileError):
        load_profile(name)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "other"},
        {"limits": {}},
        {"accepted_rejection_statuses": []},
        {"accepted_rejection_statuses": [200]},
        {"override": [{**OVERRIDE, "id": "TEMP-999"}]},
        {"override": [{**OVERRIDE, "level": "MUST"}]},
        {"override": [{**OVERRIDE, "level": "must"}]},
        {"override": [{**OVERRIDE, "reason": ""}]},
        {"override": [{"id": "TEMP-004", "level": "SHOULD"}]},
        {"override": [OVERRIDE, OVERRIDE]},
    ],
)
def test_a_broken_profile_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ProfileError, match=r"mine\.toml"):
        read_profile({**TABLE, **change}, "mine")
