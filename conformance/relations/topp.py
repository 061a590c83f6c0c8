"""What a tiny top_p does to answers that would differ without it."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.topp import INVENTED_NARROW
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.relations.inventions import moods


@relation("TOPP-006", named(INVENTED_NARROW))
def nucleus_of_one(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Who narrows the choice of words to keep answers sober gets all of the temperature's surprises."""
    found = moods(played, controls)
    if isinstance(found, Remark):
        yield found
        return
    sober, narrow = found.sober, found.narrow
    repeated = len(narrow) > 1 and len(set(narrow)) == 1
    if found.lively[0] in {*sober, *narrow}:
        yield Remark(Outcome.INCONCLUSIVE, "the model writes the same without top_p")
    elif repeated or set(narrow) & set(sober):
        yield Remark(Outcome.PASSED, "with a tiny top_p an answer came again, without it another one")
    elif len(sober) < 2 or len(set(sober)) > 1 or len(narrow) < 2:  # noqa: PLR2004 (two answers of each)
        yield Remark(Outcome.INCONCLUSIVE, "nothing shows what the likeliest answer is")
    else:
        expected = f"answers that begin alike, or with {sober[0]!r}"
        actual = f"{narrow[0]!r} and {narrow[1]!r}"
        place = Place(pointer="/choices/0/message/content")
        yield Finding("no-effect", "A tiny top_p does not make answers alike.", expected, actual, place)
