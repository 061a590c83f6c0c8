"""Copies of odd texts, plain and streamed: what a stream did to a text that the model copied rightly without one."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from conformance.checks.registry import Judged, relation
from conformance.conversations.conversation import Conversation, Played, Trait
from conformance.conversations.stream import MARK
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.completions import count_of
from conformance.relations.controls import failed_control
from conformance.relations.equivalence import damage_at_mark, damaged_anyway
from conformance.relations.texts import is_part, is_replaced, unreadable, without_blanks
from conformance.relations.twins import plain_and_streamed
from conformance.wire.choices import finish_reason_in, text_in
from conformance.wire.exchange import Exchange

_PLACE = Place(pointer="/choices/0/delta/content")
_TEXT, _FRAMING = "STREAM-032", "STREAM-034"


@dataclass(frozen=True)
class Damage:
    """What was done to a text: the requirement that it breaks, the kind and a sentence."""

    requirement: str
    kind: str
    message: str


def _is_copied_twice(conversation: Conversation) -> bool:
    return conversation.traits >= {Trait.TWIN, Trait.COPY}


@relation(_TEXT, _is_copied_twice)
def odd_text_is_undamaged(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Handlers that decode, clean or escape each token by itself damage what few texts have."""
    return _judge(_TEXT, played, controls)


@relation(_FRAMING, _is_copied_twice)
def odd_framing_is_text(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Whoever asks a model about streams gets half an answer: a gateway takes the model's words for its own."""
    return _judge(_FRAMING, played, controls)


def _judge(requirement: str, played: Played, controls: Mapping[str, Played]) -> Judged:
    remark = failed_control(controls, Outcome.BLOCKED)
    both = plain_and_streamed(played, controls, "")
    if remark or both is None:
        yield remark or Remark(Outcome.INCONCLUSIVE, "one of the twins was not sent")
        return
    remark = unreadable(both[0]) or unreadable(both[1])
    if requirement == _FRAMING:
        remark = remark or damaged_anyway(controls)
    plain, text = (text_in(one).strip() for one in both)
    if remark or text == plain:
        yield from [remark] if remark else []
        return
    found = replaced(text, plain) or (damage(text, plain) if _says_as_much(*both) else None)
    if found is None:
        yield Remark(Outcome.INCONCLUSIVE, "the model wrote another text when it was streamed, or may have")
    elif found.requirement == requirement:
        yield Finding(found.kind, found.message, shown(plain), shown(text), _PLACE, exchanges=(both[1].key,))
    else:
        yield Remark(Outcome.BLOCKED, f"the text is damaged (see {found.requirement})")


def _says_as_much(plain: Exchange, streamed: Exchange) -> bool:
    """Tell whether the copy is right without a stream, and the streamed one took as many tokens and ended by itself.

    A model that writes a word less takes fewer, so that a text of as many tokens that lacks one was cut on its way.
    """
    told = str((plain.asked.payload or {})["messages"][-1]["content"]).partition("\n")[2]
    counts = {count_of(one, "completion_tokens") for one in (plain, streamed)}
    ends = {finish_reason_in(one) for one in (plain, streamed)}
    return text_in(plain).strip() == told.strip() and len(counts) == 1 and None not in counts and ends == {"stop"}


def replaced(text: str, plain: str) -> Damage | None:
    """Tell whether characters of a text came as U+FFFD, which no model writes for them."""
    if is_replaced(text, plain):
        return Damage(_TEXT, "character-replaced", "Characters of more than one byte came as U+FFFD.")
    return None


def damage(text: str, plain: str) -> Damage | None:
    """Tell what was done to a text that is another one than the plain one, None where nothing explains it.

    Args:
        text: as it was streamed.
        plain: as it came without a stream, which is what was to be copied.
    """
    return next(_damages(text, plain), None)


def _damages(text: str, plain: str) -> Iterator[Damage]:
    at_mark = damage_at_mark(text, plain) if MARK in plain else None
    if at_mark:
        yield Damage(_FRAMING, *at_mark)
    if without_blanks(text) == without_blanks(plain):
        if text.count("\n") < plain.count("\n"):
            yield Damage(_FRAMING, "line-breaks-lost", "Line breaks of the text are missing.")
        elif len(text) < len(plain):
            yield Damage(_TEXT, "blanks-lost", "Blanks of the text were lost.")
    if without_blanks(text) == without_blanks(plain) * 2:
        yield Damage(_TEXT, "text-repeated", "The text came twice.")
    if any(form(text) == form(plain) for form in _FORMS):
        yield Damage(_TEXT, "characters-changed", "Characters came as others that look or mean the same.")
    if is_part(text, plain):
        if text.count(MARK) < plain.count(MARK):
            yield Damage(_FRAMING, "mark-lost", "An end mark that the model wrote is missing from its text.")
        yield Damage(_TEXT, "characters-lost", "Characters of the text were lost.")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _unescaped(text: str) -> str:
    plainer = html.unescape(text)
    return text if plainer == text else _unescaped(plainer)


_FORMS: tuple[Callable[[str], str], ...] = (_composed, _unescaped)
"""What some programs hold for the same text, and no client that compares or shows it does."""
