"""The same question asked in two ways: escaped, with marks of the framing in the text, streamed at temperature 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Conversation, Played
from conformance.conversations.stream import COPIED, COPIED_STREAMED, COPY, ESCAPED, GREEDY, MARK, MARKED
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.completions import text_of, tokens_of, unready
from conformance.relations.stream import damage
from conformance.relations.texts import is_part, is_within, unreadable, without_blanks
from conformance.relations.twins import is_twin, plain_and_streamed
from conformance.wire.choices import text_in, thinks
from conformance.wire.exchange import Exchange

_PLACE = Place(pointer="/choices/0/message/content")
_DELTA = Place(pointer="/choices/0/delta/content")
_LINE = f"data: {MARK}"
_COPIED_WORDS = COPY.partition(": ")[2]


def damaged_anyway(controls: Mapping[str, Played]) -> Remark | None:
    """Return that no text is the same when it is streamed, where that is so: damaged, or drawn anew."""
    plain, text = text_of(controls[COPIED]).strip(), text_of(controls[COPIED_STREAMED]).strip()
    if damage(text, plain, _COPIED_WORDS):
        return Remark(Outcome.BLOCKED, "another text is damaged as well when streamed (see STREAM-032)")
    if text != plain:
        return Remark(Outcome.INCONCLUSIVE, "the model writes another text whenever it is asked")
    return None


@relation("HTTP-036", named(ESCAPED))
def escapes_are_read_alike(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Half of all JSON writers escape what is not ASCII: to their users the model answers about other words."""
    remark = unready(played, controls) or unreadable(played.exchanges[0]) or unreadable(controls[COPIED].exchanges[0])
    if remark:
        yield remark
        return
    raw, escaped = text_of(controls[COPIED]).strip(), text_of(played).strip()
    if raw == escaped:
        return
    if _COPIED_WORDS in raw and _is_damaged(escaped):
        message = "Characters that were escaped in the request did not arrive."
        yield Finding("escapes-misread", message, shown(raw), shown(escaped), _PLACE)
    else:
        yield Remark(Outcome.INCONCLUSIVE, "the model copied the line in two ways")


def _is_damaged(text: str) -> bool:
    """Tell whether all words in ASCII were copied, and nothing else was copied rightly."""
    words = _COPIED_WORDS.split()
    plain = [word for word in words if word.isascii()]
    at = [text.find(word) for word in plain]
    return -1 not in at and at == sorted(at) and not any(word in text for word in words if not word.isascii())


@relation("STREAM-034", named(f"{MARKED}, streamed"))
def framing_in_the_text_is_text(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Whoever asks a model about streams gets half an answer: a gateway takes the model's words for its own."""
    remark = unready(played, controls) or unreadable(played.exchanges[0]) or damaged_anyway(controls)
    if remark:
        yield remark
        return
    plain, text = text_of(controls[MARKED]).strip(), text_of(played).strip()
    if _LINE not in plain:
        yield Remark(Outcome.INCONCLUSIVE, "the model does not copy the line")
    elif lost := damage_at_mark(text, plain):
        kind, message = lost
        yield Finding(kind, message, shown(plain), shown(text), _DELTA)
    elif text != plain:
        yield Remark(Outcome.INCONCLUSIVE, "the model wrote another text when it was streamed")


def damage_at_mark(text: str, plain: str) -> tuple[str, str] | None:
    """Tell what was done to a text that holds the mark, None where it is whole or another one.

    Args:
        text: as it was streamed.
        plain: as it came without a stream.
    """
    line = _LINE if _LINE in plain else MARK
    bare, bare_plain = without_blanks(text), without_blanks(plain)
    before, _, _ = plain.partition(line)
    if text and plain.startswith(text) and len(before.rstrip()) <= len(text) <= len(before + line) < len(plain):
        return "cut-at-mark", "The text ends where the model wrote the end mark of streams."
    if bare in (bare_plain.replace(without_blanks(line), ""), bare_plain.replace(MARK, "")):
        return "mark-lost", "The end mark that the model wrote is missing from its text."
    if bare == bare_plain and text.count("\n") < plain.count("\n"):
        return "line-breaks-lost", "Line breaks of the text are missing."
    return None


@relation("STREAM-032", named(GREEDY))
def nothing_is_lost(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Where the queue of a stream overruns, tokens are generated, counted and billed, and never sent.

    A model may leave out a word; that two texts lose some where they are streamed, and nothing where they are not,
    though one of them came alike twice at temperature 0 and the other one is a right copy, is not its doing.
    """
    remark = unready(played, controls)
    for exchange in (*played.exchanges, *controls[COPIED_STREAMED].exchanges):
        remark = remark or unreadable(exchange)
    if remark:
        yield remark
        return
    copied, copied_streamed = text_of(controls[COPIED]).strip(), text_of(controls[COPIED_STREAMED]).strip()
    first, second, streamed = (text_in(exchange).strip() for exchange in played.exchanges)
    if first != second or copied != _COPIED_WORDS:
        yield Remark(Outcome.INCONCLUSIVE, "the model does not repeat itself at temperature 0, or does not copy")
    elif is_part(streamed, first) and is_part(copied_streamed, copied):
        message = "Characters of two texts were lost where they were streamed."
        yield Finding("characters-lost", message, shown(first), shown(streamed), _DELTA)


@relation("RESP-022", named(COPIED_STREAMED))
def completion_is_whole(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Handlers that overwrite what they should join return the last piece, and bill for all of them."""
    remark = unready(played, controls) or unreadable(played.exchanges[0]) or unreadable(controls[COPIED].exchanges[0])
    if remark:
        yield remark
        return
    plain, streamed = text_of(controls[COPIED]).strip(), text_of(played).strip()
    counted = tokens_of(controls[COPIED], "completion_tokens") or 0
    if streamed != _COPIED_WORDS:
        yield Remark(Outcome.INCONCLUSIVE, "the model does not copy the line when it is streamed, either")
    elif not plain:
        yield Remark(Outcome.BLOCKED, "the completion has no text (see RESP-008 and RESP-019)")
    elif plain == streamed or not is_within(plain, streamed):
        return
    elif counted < len(_COPIED_WORDS.split()) or thinks(controls[COPIED].exchanges[0]):
        yield Remark(Outcome.INCONCLUSIVE, "the model may have written less, or thought")
    else:
        message = "The text of the completion is only a part of what was generated."
        yield Finding("cut", message, f"{shown(streamed)}, as streamed", shown(plain), _PLACE)


@relation("STREAM-035", named(GREEDY))
def same_text_streamed(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Evaluations made without a stream say nothing about what users see with one."""
    remark = unready(played, controls) or damaged_anyway(controls)
    for exchange in played.exchanges:
        remark = remark or unreadable(exchange)
    if remark:
        yield remark
        return
    first, second, streamed = (text_in(exchange).strip() for exchange in played.exchanges)
    if not first or first != second:
        yield Remark(Outcome.INCONCLUSIVE, "the model does not repeat itself at temperature 0")
    elif streamed != first:
        message = "At temperature 0 the streamed text is another one."
        yield Finding("other-text", message, shown(first), shown(streamed), _DELTA)


def _names_models(conversation: Conversation) -> bool:
    return conversation.name == "text streamed" or is_twin(conversation)


@relation("STREAM-036", _names_models)
def same_model_streamed(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Bills and logs are grouped by model: the streamed half of the traffic goes to a name that nobody knows."""
    remark = unready(played, controls)
    both = plain_and_streamed(played, controls, "text")
    if remark or both is None:
        yield remark or Remark(Outcome.BLOCKED, "there are no two answers to compare")
        return
    asked, plain, streamed = both[1].asked.member("model"), _model(both[0]), _model(both[1])
    if not plain or not streamed or len(both[1].stream.models) > 1:
        yield Remark(Outcome.BLOCKED, "there are no two names to compare (see MODEL-001, STREAM-006 and STREAM-007)")
    elif not (plain.startswith(asked) or asked.endswith(plain)):
        yield Remark(Outcome.BLOCKED, "the completion names another model than was asked for (see MODEL-005)")
    elif plain != streamed:
        message = "The model has another name when the answer is streamed."
        yield Finding("other-model", message, plain, streamed, Place(pointer="/model"))


def _model(exchange: Exchange) -> str:
    model: Any = (exchange.completion or {}).get("model")
    return model if isinstance(model, str) else ""
