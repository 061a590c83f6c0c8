"""Two choices beside one: what is counted, and whether each was drawn."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.n import INVENTED_TWICE, INVENTED_TWICE_STREAMED
from conformance.conversations.temp import INVENTED
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.completions import tokens_of, unready
from conformance.relations.inventions import SPEAKING, beginning, incomparable, inventions_of
from conformance.relations.texts import TWICE, is_doubled
from conformance.wire.choices import texts_in, thinks
from conformance.wire.stream_grammar import StreamKind

_TWO_CHOICES = named(INVENTED_TWICE, INVENTED_TWICE_STREAMED)
_MARGIN = 1.5
"""Between 1, where all is counted, and 2, where one of two is: models differ in the length of their words."""


def _unlike(played: Played, controls: Mapping[str, Played]) -> Remark | None:
    """Return why there are no choices to be set beside those of the control, or None."""
    remark = unready(played, controls) or incomparable(controls[INVENTED])
    if remark:
        return remark
    texts = texts_in(played.exchanges[0])
    if len(texts) < played.exchanges[0].asked.n:
        return Remark(Outcome.BLOCKED, "not every choice came (see STREAM-030)")
    if thinks(played.exchanges[0]) or any(len(beginning(text)) < SPEAKING for text in texts):
        return Remark(Outcome.INCONCLUSIVE, "the model thinks before it writes, or writes little")
    return None


def _repeats_itself(played: Played) -> Remark | None:
    """Return a remark if a stream brings its text again: then there is more of it than tokens were drawn for."""
    exchange = played.exchanges[0]
    if exchange.is_event_stream and exchange.stream.of(StreamKind.CUMULATIVE_CONTENT):
        return Remark(Outcome.BLOCKED, "the deltas repeat the text (see STREAM-024)")
    if any(is_doubled(text) for text in texts_in(exchange)):
        return TWICE
    return None


@relation("N-006", _TWO_CHOICES)
def all_choices_counted(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Budgets and bills are kept by usage: half of the cost is missing in it."""
    remark = _unlike(played, controls) or _repeats_itself(played)
    one, all_ = (tokens_of(answer, "completion_tokens") or 0 for answer in (controls[INVENTED], played))
    if remark or one <= 0 or all_ <= 0:
        missing = "there are no two counts to compare (see RESP-010, RESP-011, USAGE-001 and USAGE-005)"
        yield remark or Remark(Outcome.BLOCKED, missing)
        return
    (text,) = inventions_of(controls[INVENTED])
    due = round(one * sum(map(len, texts_in(played.exchanges[0]))) / len(text))
    if all_ * _MARGIN <= due:
        place = Place(pointer="/usage/completion_tokens")
        expected = f"about {due} tokens for this much text"
        yield Finding("choices-not-counted", "The tokens of some choices are missing.", expected, str(all_), place)
    else:
        yield Remark(Outcome.PASSED, f"{all_} tokens for two choices, {one} for one")


@relation("N-007", _TWO_CHOICES)
def choices_are_drawn(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Votes among several answers, and lists of ideas, rest on their being several."""
    remark = _unlike(played, controls)
    if remark:
        yield remark
        return
    (other,), texts = inventions_of(controls[INVENTED]), [text.strip() for text in texts_in(played.exchanges[0])]
    if len(set(texts)) > 1:
        yield Remark(Outcome.PASSED, "the choices are different texts")
    elif beginning(other) == beginning(texts[0]):
        yield Remark(Outcome.INCONCLUSIVE, "the model writes the same whenever it is asked")
    else:
        expected = "choices of their own, as another answer to the same is"
        yield Finding("copies", "Both choices are the same.", expected, shown(texts[0]), Place(pointer="/choices"))
