"""What comes between two texts: who is blamed for a crash, for silence, and for what was dead before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error
from conformance.endpoints.http_script import raw_script, render
from conformance.endpoints.reference.endpoint import make_reference
from conformance.judging.judge import Weighing, controls_of, judge_item
from conformance.judging.plan import Item
from conformance.model.finding import Outcome
from conformance.model.script import Endpoint, Finish, ReceivedRequest, Script
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.proof.in_memory import KEY, play_in_memory

STRIP = "picture like a strip"
LARGE = "picture of 1.5 MB"
CONTROLS_OF_STRIP = 3
"""The conversations that stand before the strip: a text, the question alone, a PNG."""


def _hang() -> Script:
    return raw_script(finish=Finish.HANG)


def _fail() -> Script:
    return render(internal_error())


def _spoiling(spoil: Callable[[], Script], *numbers: int) -> Endpoint:
    """Build an endpoint that answers the requests of these numbers (from 0) with something else."""
    healthy, count = make_reference(KEY), iter(range(1 << 20))
    return lambda request: spoil() if next(count) in numbers else healthy(request)


def _outcome(requirement: str, conversation: str, endpoint: Endpoint) -> tuple[Outcome, set[str]]:
    item = Item(requirement, conversation)
    played = play_in_memory(endpoint, [item])
    one = played[conversation]
    result = judge_item(item, one, controls_of(one.conversation, played), Weighing(load_catalogue()))
    return result.outcome, {judged.finding.kind for judged in result.findings}


@pytest.mark.parametrize(
    ("spoil", "steps", "answered", "survived"),
    [
        (_fail, (1,), (Outcome.FAILED, {"server-error"}), (Outcome.PASSED, set())),
        (hang_up, (1,), (Outcome.FAILED, {"no-answer"}), (Outcome.PASSED, set())),
        (_hang, (1,), (Outcome.FAILED, {"silent"}), (Outcome.PASSED, set())),
        (_fail, (1, 2), (Outcome.BLOCKED, set()), (Outcome.FAILED, {"dead"})),
        (hang_up, (1, 2), (Outcome.BLOCKED, set()), (Outcome.FAILED, {"dead"})),
        (_hang, (1, 2), (Outcome.INCONCLUSIVE, set()), (Outcome.INCONCLUSIVE, set())),
        (_hang, (2,), (Outcome.BLOCKED, set()), (Outcome.FAILED, {"dead"})),
        (_fail, (0, 1, 2), (Outcome.INCONCLUSIVE, set()), (Outcome.INCONCLUSIVE, set())),
        (_hang, (0, 1, 2), (Outcome.INCONCLUSIVE, set()), (Outcome.INCONCLUSIVE, set())),
    ],
)
def test_who_is_blamed(
    spoil: Callable[[], Script],
    steps: tuple[int, ...],
    answered: tuple[Outcome, set[str]],
    survived: tuple[Outcome, set[str]],
) -> None:
    numbers = [CONTROLS_OF_STRIP + step for step in steps]
    assert _outcome("SIZE-004", STRIP, _spoiling(spoil, *numbers)) == answered
    assert _outcome("SIZE-005", STRIP, _spoiling(spoil, *numbers)) == survived


def _silent_about(test: Callable[[ReceivedRequest], bool]) -> Endpoint:
    healthy = make_reference(KEY)
    silent = False

    def endpoint(request: ReceivedRequest) -> Script:
        nonlocal silent
        silent = silent or test(request)
        return _hang() if silent else healthy(request)

    return endpoint


def test_silence_for_ever_says_nothing_about_a_large_picture() -> None:
    endpoint = _silent_about(lambda request: Asked(request).has_pictures and len(request.body) > 1_000_000)
    assert _outcome("SIZE-002", LARGE, endpoint) == (Outcome.INCONCLUSIVE, set())
    assert _outcome("SIZE-003", LARGE, endpoint)[1] == set()
