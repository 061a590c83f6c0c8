from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from functools import cache

import pytest

from conformance.conversations.conversation import Played
from conformance.conversations.registry import all_conversations
from conformance.endpoints.asked import Asked, image_urls
from conformance.endpoints.catalogue import find
from conformance.endpoints.http_script import render
from conformance.endpoints.reference.endpoint import DEFAULT_MODEL, Reference
from conformance.endpoints.reply import error_reply
from conformance.judging.judge import Weighing, controls_of, judge_item
from conformance.judging.plan import Item, Selection, plan_items
from conformance.model.finding import Outcome
from conformance.model.report import VIOLATED
from conformance.model.script import Endpoint, ReceivedRequest, Script
from conformance.model.settings import Capability, Depth, Hazard, Terms
from conformance.requirements.catalogue import load_catalogue
from conformance.requirements.profiles import load_profile, profile_names
from conformance.selftest.proof.in_memory import KEY, SELECTION, play_in_memory

STANDARD = tuple(plan_items(Selection(key_given=True, hazards=frozenset(Hazard), depth=Depth.STANDARD)))
REQUIRED = [(name, Capability(one)) for name in profile_names() for one in load_profile(name).required_capabilities]
REASONING = ("temperature", "top_p", "stop", "presence_penalty", "frequency_penalty", "logit_bias", "logprobs")
"""What OpenAI's reasoning models refuse by name."""


def violated(name: str, only: str, terms: Terms) -> set[Outcome]:
    items = [item for item in plan_items(SELECTION) if item.requirement == only]
    played = play_in_memory(find(name, api_key=KEY), items)
    weighing = Weighing(load_catalogue(), terms=terms)
    conversations = {item: played[item.conversation] for item in items}
    results = [
        judge_item(item, one, controls_of(one.conversation, played), weighing) for item, one in conversations.items()
    ]
    return {result.outcome for result in results} & set(VIOLATED.values())


def test_the_profile_says_which_statuses_refuse() -> None:
    strict = Terms(rejection_statuses=frozenset({400}))
    assert violated("benign/mistakes-are-422", "ERR-015", Terms()) == set()
    assert violated("benign/mistakes-are-422", "ERR-015", strict) == {Outcome.WARNED}


def test_the_profile_says_which_features_may_be_refused() -> None:
    strict = Terms(required=frozenset({*Terms().required, Capability.CHOICES}))
    assert violated("benign/n-unsupported", "STREAM-030", Terms()) == set()
    assert violated("benign/n-unsupported", "STREAM-030", strict) == {Outcome.FAILED}


def _pictures(asked: Asked) -> list[str]:
    return [image["url"] for image in image_urls(asked.body)]


USES: Mapping[Capability, Callable[[Asked], object]] = {
    Capability.TEXT: lambda asked: asked.body,
    Capability.IMAGES: _pictures,
    Capability.SEVERAL_IMAGES: lambda asked: len(_pictures(asked)) > 1,
    Capability.WEBP: lambda asked: "image/webp" in "".join(_pictures(asked)),
    Capability.GIF: lambda asked: "image/gif" in "".join(_pictures(asked)),
    Capability.CHOICES: lambda asked: asked.n > 1,
    Capability.STREAMING: lambda asked: asked.streams,
}
"""When a request uses a feature that is no member of its own, or one whose default is no use of it."""
NAMES = {Capability.TEXT: "messages", Capability.IMAGES: "image_url", Capability.SEVERAL_IMAGES: "images"}


def refusing(*capabilities: Capability) -> Endpoint:
    """The reference, but for features that it refuses by name, as politely as can be."""
    healthy = Reference(KEY, DEFAULT_MODEL, time.time)

    def answer(request: ReceivedRequest) -> Script:
        asked, reply = Asked(request), healthy.reply(request)
        for one in capabilities if asked.is_chat and reply.status != 401 else ():
            if USES.get(one, lambda asked, one=one: asked.body.get(one) is not None)(asked):
                name = NAMES.get(one, one.value)
                return render(error_reply(400, f"{name} is not supported.", param=name, code="unsupported_parameter"))
        return render(reply)

    return answer


def violations(played: Mapping[str, Played], items: Iterable[Item], name: str) -> set[str]:
    """Which MUSTs of a profile were violated."""
    profile = load_profile(name)
    required = frozenset(map(Capability, profile.required_capabilities))
    terms = Terms(required=required, rejection_statuses=frozenset(profile.accepted_rejection_statuses))
    weighing = Weighing(load_catalogue(), profile.levels, terms)
    judged = [
        judge_item(item, one, controls_of(one.conversation, played), weighing)
        for item in items
        for one in [played[item.conversation]]
    ]
    return {result.requirement for result in judged if result.outcome is Outcome.FAILED}


@cache
def _healthy() -> dict[str, Played]:
    return play_in_memory(refusing(), STANDARD)


@cache
def _all_refused() -> dict[str, Played]:
    return play_in_memory(refusing(Capability.TEXT), STANDARD)


@pytest.mark.parametrize("name", profile_names())
def test_the_reference_is_conformant_in_every_profile(name: str) -> None:
    assert violations(_healthy(), STANDARD, name) == set()


@pytest.mark.parametrize("name", profile_names())
def test_who_refuses_everything_politely_is_conformant_in_none(name: str) -> None:
    assert "HTTP-001" in violations(_all_refused(), STANDARD, name)


@pytest.mark.parametrize(("name", "capability"), REQUIRED)
def test_what_a_profile_requires_may_not_be_refused(name: str, capability: Capability) -> None:
    about = {one.name for one in all_conversations().values() if one.capability is capability} | {"text"}
    items = [item for item in STANDARD if item.conversation in about]
    assert violations(play_in_memory(refusing(capability), items), items, name)


@pytest.mark.parametrize("name", sorted(set(profile_names()) - {"gateway"}))
def test_a_reasoning_model_may_refuse_what_it_has_not(name: str) -> None:
    assert violations(_reasoning(), STANDARD, name) == set()


@cache
def _reasoning() -> dict[str, Played]:
    return play_in_memory(refusing(*map(Capability, REASONING)), STANDARD)
