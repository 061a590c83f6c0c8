"""What logit_bias does to an answer: a token that is forced changes whatever the model would have said."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.bias import FORCED
from conformance.conversations.conversation import Played
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.completions import text_of, unready


@relation("BIAS-008", named(FORCED))
def a_forced_token_shows(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Classifiers force their labels by it; ignored without a word, they read whatever the model liked to say."""
    remark = unready(played, controls)
    if remark:
        yield remark
        return
    plain, again, other = (text_of(controls[name]) for name in ("text", "text again", "short count"))
    biased = text_of(played)
    if not plain or plain != again:
        yield Remark(Outcome.INCONCLUSIVE, "the model does not repeat itself, so that a change would say nothing")
    elif plain == other:
        yield Remark(Outcome.INCONCLUSIVE, "the model says the same whatever it is asked")
    elif biased == plain:
        place = Place(pointer="/choices/0/message/content")
        expected = "a text of the one token that is forced"
        yield Finding("ignored", "A bias of 100 on one token changed nothing.", expected, shown(biased), place)
    else:
        yield Remark(Outcome.PASSED, f"forced, the text is {shown(biased)} instead of {shown(plain)}")
