"""Variants of the documented picture formats: answered, accepted, counted."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.checks.findings import excerpt
from conformance.checks.message import never_ends
from conformance.checks.registry import Judged, named, relation
from conformance.checks.statuses import SERVER_ERRORS
from conformance.conversations.conversation import Conversation, Played
from conformance.conversations.fmt import (
    BEHIND_THE_END,
    CMYK,
    COUNTED,
    GIF_KINDS,
    JPEG_KINDS,
    LABELLED,
    PNG_KINDS,
    PNG_LAYOUTS,
    VALID,
    WEBP_KINDS,
)
from conformance.conversations.img import QUESTION_ALONE
from conformance.conversations.size import LARGE_PHOTO, LARGEST_PHOTO, LOW_STREAMED
from conformance.model.finding import Finding, Outcome, Place, Remark
from conformance.relations.acceptance import judge_acceptance, refusals_only, unanswered
from conformance.relations.completions import tokens_of
from conformance.relations.controls import failed_control

_FIXED = named(*VALID, LOW_STREAMED, LARGE_PHOTO, LARGEST_PHOTO)
_VARIANTS = frozenset({"FMT-002", "FMT-003", "FMT-004", "FMT-007"})


def _a_variant(conversation: Conversation) -> bool:
    return _FIXED(conversation) or (bool(conversation.drawn) and conversation.proves in _VARIANTS)


@relation("FMT-001", _a_variant)
def picture_answered(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Users cannot see the difference between two files of one name; a crash takes the others' requests with it."""
    remark = failed_control(controls, Outcome.BLOCKED)
    exchange = played.exchanges[0]
    if remark:
        yield remark
    elif exchange.status is None:
        yield _dropped(played)
    elif exchange.status in SERVER_ERRORS:
        actual = f"{exchange.status} {excerpt(exchange)}"
        yield Finding("server-error", "The target failed on a picture.", "200, or 400 or 422", actual)
    elif never_ends(exchange):
        detail = exchange.transcript.detail
        yield Finding("no-answer", "The answer came and never ended.", "a body with an end", detail)


def _dropped(played: Played) -> Finding | Remark:
    if played.conversation.name in {LARGE_PHOTO, LARGEST_PHOTO}:
        return Remark(Outcome.BLOCKED, "the large body got no answer (see SIZE-002 and SIZE-003)")
    return unanswered(played.exchanges[0])


_PNG_KIND, _PNG_LAYOUT, _JPEG_KIND, _CMYK = named(*PNG_KINDS), named(*PNG_LAYOUTS), named(*JPEG_KINDS), named(*CMYK)
_WEBP_KIND, _GIF_KIND = named(*WEBP_KINDS), named(*GIF_KINDS)
_LABELLED, _BEHIND = named(*LABELLED), named(*BEHIND_THE_END)


@relation("FMT-002", _PNG_KIND)
@relation("FMT-003", _PNG_LAYOUT)
@relation("FMT-004", _JPEG_KIND)
@relation("FMT-005", _CMYK)
@relation("FMT-006", _WEBP_KIND)
@relation("FMT-007", _GIF_KIND)
@relation("FMT-014", _LABELLED)
@relation("FMT-016", _BEHIND)
def picture_accepted(played: Played, controls: Mapping[str, Played]) -> Judged:
    """What a telephone, a scanner or an editor writes is not for its user to choose."""
    owner = "URI-019" if _LABELLED(played.conversation) else "FMT-001"
    return refusals_only(judge_acceptance(played, controls, frozenset()), owner)


@relation("FMT-015", named(*COUNTED))
def picture_counted(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A decoder that gives up without a word leaves the model to invent what the picture shows.

    The plain PNG is the measure: what costs no tokens even there is IMG-006, and says nothing about this one.
    """
    remark = failed_control(controls, Outcome.BLOCKED)
    if remark:
        yield remark
        return
    text, png = (tokens_of(controls[name], "prompt_tokens") for name in (QUESTION_ALONE, "PNG picture"))
    this = tokens_of(played, "prompt_tokens")
    if text is None or png is None or this is None:
        yield Remark(Outcome.BLOCKED, "there are no counts to compare (see RESP-010)")
    elif png <= text:
        yield Remark(Outcome.BLOCKED, "no picture adds to prompt_tokens (see IMG-006)")
    elif this <= text:
        actual = f"{this}; {text} without a picture, {png} with a plain PNG"
        place = Place(pointer="/usage/prompt_tokens")
        yield Finding("not-counted", "The picture adds nothing to prompt_tokens.", f"more than {text}", actual, place)
