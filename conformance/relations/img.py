"""What a picture adds."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.img import QUESTION_ALONE
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.relations.completions import tokens_of


@relation("IMG-006", named("PNG picture"))
def picture_is_counted(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A picture that costs no tokens was most likely not shown to the model: the answer is an invention.

    A hint only, since a model may count a picture as less than what its template adds; hence the level.
    """
    text, picture = (tokens_of(one, "prompt_tokens") for one in (controls[QUESTION_ALONE], played))
    if text is None or picture is None:
        yield Remark(Outcome.BLOCKED, "there are no two counts to compare (see RESP-010)")
    elif picture <= text:
        actual = f"{picture} with the picture, {text} without"
        place = Place(pointer="/usage/prompt_tokens")
        yield Finding("not-counted", "The picture adds nothing to prompt_tokens.", f"more than {text}", actual, place)
