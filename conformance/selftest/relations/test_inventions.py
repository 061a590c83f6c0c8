"""Models that are weak, stubborn or erratic tell nothing about a dial; and how texts are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.endpoints.catalogue import find
from conformance.judging.judge import Weighing, controls_of, judge_item
from conformance.judging.plan import plan_items
from conformance.model.finding import Outcome
from conformance.relations.inventions import SPEAKING, beginning, repeated_words
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.proof.in_memory import KEY, SELECTION, play_in_memory

EFFECTS = frozenset({"TEMP-007", "TEMP-009", "TOPP-006", "PRES-004", "FREQ-004", "N-006", "N-007"})
UNCERTAIN = {
    "one-invention-for-all": {"TEMP-009", "TOPP-006", "PRES-004", "FREQ-004", "N-007"},
    "invention-in-a-word": EFFECTS,
    "invention-behind-thoughts": EFFECTS,
    "inventions-at-random": {"TEMP-007", "TEMP-009", "TOPP-006", "PRES-004", "FREQ-004"},
    "inventions-part-in-the-end": {"PRES-004", "FREQ-004"},
    "repetition-declined": {"FREQ-004"},
    "penalties-act-faintly": {"FREQ-004"},
}


def outcomes(name: str) -> dict[str, set[Outcome]]:
    """What each requirement about an effect comes to."""
    items = [item for item in plan_items(SELECTION) if item.requirement in EFFECTS]
    played = play_in_memory(find(f"benign/{name}", api_key=KEY), items)
    found: dict[str, set[Outcome]] = {}
    for item in items:
        one = played[item.conversation]
        result = judge_item(item, one, controls_of(one.conversation, played), Weighing(load_catalogue()))
        found.setdefault(item.requirement, set()).add(result.outcome)
    return found


@pytest.mark.parametrize("name", UNCERTAIN)
def test_what_a_model_cannot_show_is_inconclusive_and_no_finding(name: str) -> None:
    found = outcomes(name)
    assert set().union(*found.values()) <= {Outcome.PASSED, Outcome.INCONCLUSIVE}
    assert {id_ for id_, outcomes_ in found.items() if Outcome.INCONCLUSIVE in outcomes_} == UNCERTAIN[name]


@given(st.text())
def test_a_beginning_is_short_and_blanks_do_not_matter(text: str) -> None:
    assert len(beginning(text)) <= SPEAKING
    assert beginning(f" {text}\n") == beginning(text)
    assert beginning("  ".join(text.split())) == beginning(text)


@given(st.lists(st.sampled_from(["The", "the", "lamp", "wall"])))
def test_words_are_counted_from_their_second_time_on(words: list[str]) -> None:
    distinct = {word.lower() for word in words}
    assert repeated_words(" ".join(words)) == len(words) - len(distinct)
