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
    assert profile_names()[0] == "standard"
    standard = load_profile("standard")
    assert standard.overrides == ()
    assert standard.accepted_rejection_statuses == (400, 422)
    assert all(standard.level(row) is row.level for row in load_catalogue().values())


def test_there_is_a_profile_for_each_kind_of_target() -> None:
    kinds = {"azure", "gateway", "gemini", "mistral", "ollama", "openai", "self-hosted", "text-generation-inference"}
    assert set(profile_names()) == kinds | {"standard"}


@pytest.mark.parametrize("name", profile_names())
def test_text_pictures_and_streams_are_required(name: str) -> None:
    assert {Capability.TEXT, Capability.IMAGES, Capability.STREAMING} <= set(load_profile(name).required_capabilities)


def test_a_gateway_may_refuse_nothing_that_its_page_has() -> None:
    required = set(load_profile("gateway").required_capabilities)
    assert {"temperature", "stop", "logit_bias", "seed", "tools", "response_format"} <= required
    assert required.isdisjoint({"stream_options", "logprobs", "parallel_tool_calls"})


def test_openai_may_refuse_what_its_own_reasoning_models_refuse() -> None:
    """Its newest models take neither a temperature nor stop strings, penalties, biases and log probabilities."""
    refused = {"temperature", "top_p", "stop", "max_tokens", "presence_penalty", "frequency_penalty", "logit_bias"}
    assert (refused | {"logprobs", "top_logprobs"}).isdisjoint(load_profile("openai").required_capabilities)


@pytest.mark.parametrize(
    ("name", "requirement", "level"),
    [
        ("openai", "STOP-003", Level.MUST),
        ("openai", "SSE-011", Level.SHOULD),
        ("self-hosted", "TEMP-004", Level.SHOULD),
        ("self-hosted", "TEMP-001", Level.MUST),
        ("azure", "STREAM-012", Level.SHOULD),
        ("azure", "PART-008", Level.MUST),
        ("gateway", "IMG-004", Level.MUST),
        ("gateway", "MSG-017", Level.SHOULD),
        ("gateway", "LOGP-001", Level.MAY),
        ("gemini", "TOOL-013", Level.SHOULD),
        ("gemini", "TOOL-019", Level.MUST),
        ("mistral", "SEED-001", Level.MAY),
        ("ollama", "IMG-004", Level.MAY),
        ("text-generation-inference", "TEMP-001", Level.MAY),
    ],
)
def test_levels_of_a_profile(name: str, requirement: str, level: Level) -> None:
    assert load_profile(name).level(load_catalogue()[requirement]) is level


def test_openai_only_raises_and_those_who_differ_only_lower() -> None:
    order = [Level.MAY, Level.SHOULD, Level.MUST]
    rows = load_catalogue()
    for name in set(profile_names()) - {"azure", "gateway"}:
        sign = 1 if name == "openai" else -1
        for entry in load_profile(name).overrides:
            assert (order.index(entry.level) - order.index(rows[entry.id].level)) * sign > 0, (name, entry.id)


def test_overrides_are_told_in_words() -> None:
    words = load_profile("self-hosted").overrides_in_words
    assert words["TEMP-004"] == "SHOULD instead of MUST: several servers have no upper bound"
    assert list(words) == [name for name in load_catalogue() if name in words]


def test_an_unknown_profile_lists_those_that_exist() -> None:
    with pytest.raises(ProfileError, match="'vllm'; there are standard, azure, gateway, gemini, mistral"):
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
        {"required_capabilities": ["text", "sight"]},
        {"required_capabilities": ["images"]},
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
