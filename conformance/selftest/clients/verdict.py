"""What became of an answer: a client's report beside the same surface's report on the reference."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from conformance.requirements.clients import COPED, Outcome, Verdict
from conformance.selftest.clients.told import Sent, Told

_ALIKE = 0.5
_SHORTEST_PIECE = 3
_SUCCESSES = range(200, 300)


def verdict(got: Told, expected: Told, sent: Sent) -> Verdict:
    """Compare two reports.

    Args:
        got: what the client reported on the variant.
        expected: what the same surface reported on the reference, for the same task.
        sent: what the variant's bytes say.
    """
    if got.hung:
        return Verdict(Outcome.HUNG)
    if got.error:
        return Verdict(Outcome.REFUSED if _handed_on(got, sent) else Outcome.RAISED, got.error)
    if sent.error is not None or sent.refuses or (sent.status is not None and sent.status not in _SUCCESSES):
        return Verdict(Outcome.BELIEVED)
    for judge in (_content, _finish, _usage, _rest):
        if found := judge(got, expected, sent):
            return found
    return COPED


def _handed_on(got: Told, sent: Sent) -> bool:
    """Whether the exception is the endpoint's error handed on: by its status, or an error in the body by its words."""
    return sent.refuses or bool(sent.error and sent.error in got.message)


def _content(got: Told, expected: Told, sent: Sent) -> Verdict | None:
    as_sent = (got.text, got.calls) == (sent.said.text, sent.said.calls)
    if got.calls != expected.calls:
        words = [[name + " " + arguments for name, arguments in report.calls] for report in (got, expected)]
        outcome = _difference(*words)
        if outcome is Outcome.OTHER and len(got.calls) == len(expected.calls):
            outcome = _difference("\n".join(words[0]), "\n".join(words[1]))
        return Verdict(outcome, "calls", as_sent)
    if got.text != expected.text:
        return Verdict(_difference(got.text, expected.text), "text", as_sent)
    return None


def _difference(got: Sequence[str], expected: Sequence[str]) -> Outcome:
    """Name the difference of two texts, or of two lists of calls."""
    matcher = SequenceMatcher(None, expected, got, autojunk=False)
    edits = [edit for edit in matcher.get_opcodes() if edit[0] != "equal"]
    kinds = {kind for kind, *_ in edits}
    alike = matcher.ratio() >= _ALIKE
    if not got or (kinds == {"delete"} and (alike or expected[: len(got)] == got)):
        return Outcome.LOST
    if _is_told_again(got, expected):
        return Outcome.DOUBLED
    if kinds == {"insert"} and all(_is_piece(got[begin:end], expected) for *_, begin, end in edits):
        return Outcome.DOUBLED
    return Outcome.DAMAGED if alike else Outcome.OTHER


def _is_told_again(got: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether it is told from the beginning time and again, and to the end at last: what grew was sent whole."""
    at = 0
    while at < len(got):
        same = next((n for n, pair in enumerate(zip(got[at:], expected, strict=False)) if pair[0] != pair[1]), None)
        step = min(len(got) - at, len(expected)) if same is None else same
        if step == 0:
            return False
        at += step
    return len(got) > len(expected) and got[-len(expected) :] == expected


def _is_piece(piece: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether it stands in the whole, and not by chance, as a letter would."""
    if isinstance(piece, str) and len(piece) < _SHORTEST_PIECE:
        return False
    return any(whole[at : at + len(piece)] == piece for at in range(len(whole)))


def _finish(got: Told, expected: Told, sent: Sent) -> Verdict | None:
    if got.finish == expected.finish:
        return None
    as_sent = got.finish.replace("-", "_") == sent.said.finish
    return Verdict(Outcome.MISREAD_FINISH, got.finish or "none", as_sent)


def _usage(got: Told, expected: Told, sent: Sent) -> Verdict | None:
    if got.usage == expected.usage:
        return None
    outcome = Outcome.LOST if got.usage is None else Outcome.OTHER
    return Verdict(outcome, "usage", got.usage == sent.said.usage)


def _rest(got: Told, expected: Told, _: Sent) -> Verdict | None:
    """What the next turn of a conversation needs: ids to answer calls with, and the role of the message."""
    if expected.ids and not got.ids:
        return Verdict(Outcome.LOST, "call ids")
    if got.role != expected.role:
        return Verdict(Outcome.OTHER if got.role else Outcome.LOST, "role")
    return None
