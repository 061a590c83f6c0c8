"""What logprobs bring: an entry for every token, that spell the text, chunk by chunk, with alternatives."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.logp import ALONE, LOGPROBS, STREAMED
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.completions import first_choice, text_of, unready
from conformance.relations.texts import unreadable
from conformance.relations.token_texts import Spelling, spelling
from conformance.wire.exchange import Exchange
from conformance.wire.stream_chunks import first_choices

_ASKED = named(LOGPROBS, STREAMED, ALONE, "top_logprobs 20", "top_logprobs 0")
_PLACE = Place(pointer="/choices/0/logprobs/content")
_SEVERAL = 4
_TOLERANCE = 0.02
_SAYS = {
    Spelling.CHARACTERS_LOST: "Characters of several tokens cannot be put together: their bytes are not given.",
    Spelling.BLANKS_LOST: "The tokens lack the blanks of the text.",
    Spelling.RAW_PIECES: "The tokens are pieces of the vocabulary instead of text.",
    Spelling.OTHER_TEXT: "The tokens do not spell the text.",
}


def _entries(played: Played) -> list[dict[str, Any]]:
    logprobs = first_choice(played).get("logprobs")
    entries = logprobs.get("content") if isinstance(logprobs, dict) else None
    return entries if isinstance(entries, list) else []


def _malformed(exchange: Exchange) -> Remark | None:
    faults = exchange.stream.schema_faults if exchange.is_event_stream else exchange.schema_faults
    if any("/choices/*/logprobs" in fault.location for fault in faults):
        return Remark(Outcome.BLOCKED, "the log probabilities are malformed (see LOGP-003, RESP-015 and STREAM-025)")
    return None


def _unready(played: Played, controls: Mapping[str, Played]) -> Remark | None:
    """Return why there are no entries to be judged, or None where there are."""
    remark = _without_text(played, controls)
    if remark is None and not _entries(played):
        remark = Remark(Outcome.BLOCKED, "there are no log probabilities (see LOGP-002)")
    return remark


def _without_text(played: Played, controls: Mapping[str, Played]) -> Remark | None:
    exchange = played.exchanges[0]
    remark = unready(played, controls) or _malformed(exchange) or unreadable(exchange)
    if remark is None and not text_of(played).strip():
        remark = Remark(Outcome.INCONCLUSIVE, "there is no text that could have log probabilities")
    return remark


@relation("LOGP-002", _ASKED)
def every_token_has_one(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Whoever measures confidence finds nothing, and no word that the parameter was not understood."""
    remark = _without_text(played, controls)
    if remark:
        yield remark
    elif not _entries(played):
        expected = "an entry for each token"
        actual = shown(first_choice(played).get("logprobs"))
        yield Finding("ignored", "logprobs was true, and there are none.", expected, actual, _PLACE)


@relation("LOGP-004", named(LOGPROBS))
def tokens_spell_the_text(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Highlighters of uncertain words look for the tokens in the text, and mark the wrong place or none."""
    remark = _unready(played, controls)
    if remark:
        yield remark
        return
    entries, text = _entries(played), text_of(played)
    found = spelling(entries, text)
    if found is not Spelling.WHOLE:
        tokens = [entry["token"] for entry in entries]
        yield Finding(str(found), _SAYS[found], shown(text), shown(tokens), _PLACE)


@relation("LOGP-005", named(STREAMED))
def chunks_bring_theirs(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A display of live confidence has the text at once and the numbers at the end, or never all of them."""
    remark = _unready(played, controls) or _other_text(played, controls)
    if remark:
        yield remark
        return
    choices = first_choices(played.exchanges[0])
    texts = sum(1 for choice in choices if (choice.get("delta") or {}).get("content"))
    brought = [len((choice.get("logprobs") or {}).get("content") or ()) for choice in choices]
    bringing = sum(1 for count in brought if count)
    if texts >= _SEVERAL and sum(brought) >= _SEVERAL and bringing == 1:
        actual = f"{sum(brought)} entries in one chunk, the text in {texts}"
        yield Finding("all-at-once", "All log probabilities came in one chunk.", "entries beside their text", actual)
    elif spelling(_entries(played), text_of(played)) is not Spelling.WHOLE:
        tokens = [entry["token"] for entry in _entries(played)]
        message = "The tokens of the chunks do not spell the text."
        yield Finding("other-text", message, shown(text_of(played)), shown(tokens))


def _other_text(played: Played, controls: Mapping[str, Played]) -> Remark | None:
    """Return why the entries of a stream do not say more than those of its twin without one."""
    plain = controls[LOGPROBS]
    if not _entries(plain) or spelling(_entries(plain), text_of(plain)) is not Spelling.WHOLE:
        return Remark(Outcome.BLOCKED, "without a stream the tokens do not spell the text (see LOGP-002 and LOGP-004)")
    if text_of(played).strip() != text_of(plain).strip():
        return Remark(Outcome.INCONCLUSIVE, "the streamed text is another one, or damaged (see STREAM-032)")
    return None


@relation("LOGP-006", named(LOGPROBS, STREAMED, "top_logprobs 20"))
def alternatives_as_asked(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Classifiers read the probability of each label here: what is missing or made up decides wrongly."""
    remark = _unready(played, controls)
    if remark:
        yield remark
        return
    asked = played.exchanges[0].asked.member("top_logprobs")
    tops = [entry["top_logprobs"] for entry in _entries(played)]
    if not any(tops):
        expected = f"up to {asked} alternatives a token"
        yield Finding("ignored", "top_logprobs was asked for, and no token has any.", expected, "none", _PLACE)
    yield from _first_of_each(chain.from_iterable(_wrong_at(at, entry, asked) for at, entry in _numbered(played)))


def _numbered(played: Played) -> Iterator[tuple[int, dict[str, Any]]]:
    return enumerate(_entries(played))


def _first_of_each(findings: Iterator[Finding]) -> Iterator[Finding]:
    seen: dict[str, Finding] = {}
    for finding in findings:
        seen.setdefault(finding.kind, finding)
    yield from seen.values()


def _wrong_at(at: int, entry: dict[str, Any], asked: int) -> Iterator[Finding]:
    top = entry["top_logprobs"]
    place = Place(pointer=f"/choices/0/logprobs/content/{at}/top_logprobs")
    if len(top) > asked:
        yield Finding("too-many", "A token has more alternatives than asked.", f"at most {asked}", str(len(top)), place)
    total = math.fsum(math.exp(value) for value in _distinct(top).values())
    if total > 1 + _TOLERANCE:
        message = "The probabilities of the alternatives at one position exceed 1."
        yield Finding("impossible", message, "at most 1", f"{total:.3f}", place)
    listed = _distinct([other for other in top if other["token"] == entry["token"]])
    if len(listed) == 1 and _differ(next(iter(listed.values())), entry["logprob"]):
        message = "The token that was chosen has another probability among the alternatives."
        actual = shown(next(iter(listed.values())))
        yield Finding("other-probability", message, shown(entry["logprob"]), actual, place)


def _distinct(top: list[dict[str, Any]]) -> dict[str, float]:
    """Return the log probabilities of alternatives, each once: some servers list the chosen token a second time."""
    return {f"{other['token']!r} {other.get('bytes')}": float(other["logprob"]) for other in top}


def _differ(one: float, other: float) -> bool:
    return abs(math.exp(one) - math.exp(other)) > _TOLERANCE
