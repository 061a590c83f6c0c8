"""What must follow a picture: swapped for another, it changes the answer, in every form in which it is accepted."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.seen import (
    AGAIN,
    BEFORE_ANOTHER,
    BLUE,
    EARLIER,
    FORMATS,
    JSON,
    LOW,
    MISLABELLED,
    NONE,
    RED,
    RESULT,
    STREAMED,
    SWAPPED,
    THIRD,
    TOOL,
    YELLOW,
)
from conformance.model.finding import Finding, Outcome, Remark, shown
from conformance.model.request import Expectation
from conformance.relations.answers import Answer, answers
from conformance.relations.colours import colours_in, names_only
from conformance.relations.controls import failed_control
from conformance.relations.sighting import Verdict, sighting, sure_of_sight
from conformance.relations.yardstick import Effect
from conformance.wire.exchange import SUCCESS

_EXPECTED = "an answer that changes with the picture"
_BLUISH = frozenset({"cyan", "turquoise", "aqua", "teal", "blue"})
"""What yellow is called once its red and its blue have changed places."""
_FORM = {STREAMED: "in a stream", MISLABELLED: "in a PNG that is labelled as JPEG"} | {
    f"{label} swapped": f"in a {label}" for label in FORMATS
}
_PLACE = {
    EARLIER: "in an earlier turn",
    BEFORE_ANOTHER: "in an earlier turn with a picture in the last one",
    TOOL: "beside a tool",
    LOW: "of low detail",
    JSON: "in JSON mode",
    RESULT: "behind the result of a tool",
    THIRD: "behind two others",
}


@relation("SEEN-001", named(SWAPPED))
def picture_is_seen(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A picture that is dropped without a word is answered all the same, fluently and about nothing."""
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        yield remark
        return
    found = sighting(played)
    if found.verdict is Verdict.NOT_SEEN:
        yield Finding("not-seen", "A picture was accepted and not seen.", _EXPECTED, _sentence(found.words))
    elif found.verdict is Verdict.SEEN:
        yield Remark(Outcome.PASSED, _sentence(found.words))
    elif found.verdict is Verdict.REUSED:
        yield Remark(Outcome.BLOCKED, "an earlier picture stands in for the one sent (see MULTI-009)")
    else:
        yield Remark(Outcome.INCONCLUSIVE, found.words)


@relation("MULTI-009", named(SWAPPED))
def picture_is_its_own(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A cache that looks at too little of a picture answers about the one that somebody sent before."""
    found = sure_of_sight({SWAPPED: played, **controls}, but=Verdict.REUSED)
    if isinstance(found, Remark):
        yield found
    elif found.verdict is Verdict.REUSED:
        message = "A picture was answered as if it were the one before it, which has the same length."
        yield Finding("reused", message, _EXPECTED, _sentence(found.words))
    else:
        yield Remark(Outcome.PASSED, _sentence(found.words))


@relation("SEEN-002", named(STREAMED))
@relation("SEEN-003", named(*(f"{label} swapped" for label in FORMATS), MISLABELLED))
def picture_is_seen_in_this_form(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Handlers differ by stream and decoders by format: one of them forgets to hand the picture on.

    The question is the one of SEEN-001, so that a model that names its colours there can be held to it here.
    """
    form = _FORM[played.conversation.name]
    yield from _seen_again(played, controls, form, same_question=True)


@relation("SEEN-004", named(*_PLACE))
def picture_is_seen_in_this_place(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Templates that render the last message only, or tools in place of content, lose what stands elsewhere."""
    yield from _seen_again(played, controls, _PLACE[played.conversation.name], same_question=False)


def _seen_again(played: Played, controls: Mapping[str, Played], where: str, *, same_question: bool) -> Judged:
    base = sure_of_sight(controls)
    if isinstance(base, Remark):
        yield base
        return
    found = answers(played)
    if base.yardstick is None or RED not in found or BLUE not in found:
        yield _unanswered(played)
        return
    comparison = base.yardstick.compare(found[RED], found[BLUE])
    if comparison.effect is Effect.CHANGED or _both_named(found):
        yield Remark(Outcome.PASSED, _sentence(f"{where} a picture is seen, too: {comparison.words}"))
    elif comparison.effect is Effect.UNCHANGED and (comparison.by_odds or (same_question and base.reads)):
        message = f"A picture {where} was accepted and not seen."
        yield Finding("not-seen", message, _EXPECTED, _sentence(f"with another picture {comparison.words}"))
    else:
        yield Remark(Outcome.INCONCLUSIVE, f"{where} {comparison.words}")


def _unanswered(played: Played) -> Remark:
    last = played.exchanges[-1]
    if last.request.expectation is Expectation.EITHER and last.status != SUCCESS:
        return Remark(Outcome.NOT_APPLICABLE, f"the target does not accept the picture: {last.status}")
    return Remark(Outcome.BLOCKED, "the requests were not all answered with a completion")


def _both_named(found: Mapping[str, Answer]) -> bool:
    return all(names_only(found[colour].text, colour) for colour in (RED, BLUE))


@relation("SEEN-005", named(SWAPPED))
def channels_in_order(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Decoders differ in the order of red, green and blue; a model that was trained on one misreads the other."""
    base = sure_of_sight({SWAPPED: played, **controls})
    if isinstance(base, Remark):
        yield base
        return
    found = answers(played)
    red, blue, yellow = (found[label].text for label in (RED, BLUE, YELLOW))
    bluish = set(colours_in(yellow))
    if _both_named(found):
        yield Remark(Outcome.PASSED, f"Red and blue are named as they are: {shown(red)!r} and {shown(blue)!r}.")
    elif not all(names_only(found[label].text, "blue") for label in (RED, AGAIN)) or not names_only(blue, "red"):
        yield Remark(Outcome.INCONCLUSIVE, "the model does not name the colours of the pictures")
    elif bluish and bluish <= _BLUISH and found[NONE].text not in {red, blue}:
        message = "Red was named blue, blue red, and yellow was named a blue."
        yield Finding("channels-swapped", message, "red, blue, yellow", shown(f"{red}; {blue}; {yellow}"))
    else:
        yield Remark(Outcome.INCONCLUSIVE, "the model takes red and blue for each other, and yellow for no blue")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
