from __future__ import annotations

import pytest

from conformance.model.finding import Finding, Outcome
from conformance.model.report import BLINDFOLDED, ItemResult, JudgedFinding, Seen
from conformance.model.requirement import Level
from conformance.report.sight import sight

_PASSED = ItemResult("SEEN-001", "picture swapped", Outcome.PASSED, evidence=("The answers named both colours.",))
_UNSEEN = JudgedFinding(Finding("not-seen", "Streamed, the picture was not seen."), (), Level.MUST)


def test_a_swap_that_changes_the_answer_is_sight() -> None:
    found = sight([_PASSED, ItemResult("SEEN-002", "streamed", Outcome.INCONCLUSIVE, reason="no log probabilities")])
    assert (found.verdict, found.evidence) == (Seen.SEEN, ("The answers named both colours.",))


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.WARNED, Outcome.WAIVED])
def test_one_place_where_pictures_are_not_seen_outweighs_the_others(outcome: Outcome) -> None:
    found = sight([_PASSED, ItemResult("SEEN-002", "streamed", outcome, (_UNSEEN,))])
    assert found.verdict is Seen.NOT_SEEN
    assert found.evidence == ("Streamed, the picture was not seen.", "The answers named both colours.")


def test_what_cannot_be_told_says_why() -> None:
    found = sight([ItemResult("SEEN-001", "picture swapped", Outcome.INCONCLUSIVE, reason="the model is random")])
    assert (found.verdict, found.evidence) == (Seen.CANNOT_TELL, ("The model is random.",))


def test_other_families_say_nothing_about_sight() -> None:
    assert sight([ItemResult("IMG-001", "PNG picture", Outcome.PASSED, evidence=("red",))]) == BLINDFOLDED
