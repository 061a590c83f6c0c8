"""The chunks of a stream and their order. What the schema can say is judged in `checks/schema.py`."""

from __future__ import annotations

from dataclasses import replace

from conformance.checks.findings import in_stream
from conformance.checks.registry import Judged, Reads, check
from conformance.checks.sse import all_finished, incomplete, owed
from conformance.checks.standing import ENDED_AT_ONCE
from conformance.checks.timestamps import judge_timestamp
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.wire.exchange import Exchange
from conformance.wire.schema_words import FaultKind
from conformance.wire.stream_grammar import StreamKind

_FINISH_REASON = "chunk#/choices/*/finish_reason"
_LONG_ENOUGH = 60
_ROLE = "chunk#/choices/*/delta/role"
_DELTA = "chunk#/choices/*/delta"
_MESSAGE = "chunk#/choices/*/message"
_WHERE_TEXT_IS = frozenset({"chunk#/choices", "chunk#/choices/*/delta", "chunk#/choices/*/delta/content"})
_OVERLOAD = ("overload", "rate limit", "too many requests", "capacity", "try again")


@check("STREAM-002", Reads.EVENTS)
def one_id(exchange: Exchange) -> Judged:
    """Chat interfaces group chunks by id: a changed one splits one answer into many messages."""
    yield from in_stream(exchange, StreamKind.ID_CHANGED, StreamKind.EMPTY_ID)


@check("STREAM-004", Reads.EVENTS)
def created_in_seconds(exchange: Exchange) -> Judged:
    """Typed clients decode a 32-bit number of seconds; milliseconds overflow it."""
    for value in exchange.stream.created:
        yield from judge_timestamp(value, Place(pointer="/created"))


@check("STREAM-005", Reads.EVENTS)
def one_created(exchange: Exchange) -> Judged:
    """Documented as the same on all chunks; servers differ, and no client is known to mind."""
    yield from in_stream(exchange, StreamKind.CREATED_CHANGED)


@check("STREAM-007", Reads.EVENTS)
def one_model(exchange: Exchange) -> Judged:
    """Accounting by model reads the first chunk or the last, and they disagree."""
    yield from in_stream(exchange, StreamKind.MODEL_CHANGED)


@check("STREAM-009", Reads.EVENTS)
def choices_not_empty(exchange: Exchange) -> Judged:
    """`chunk.choices[0]` is in every tutorial: an empty list raises IndexError in the user's loop."""
    yield from in_stream(exchange, StreamKind.EMPTY_CHOICES)


@check("STREAM-010", Reads.EVENTS)
def index_in_range(exchange: Exchange) -> Judged:
    """Accumulators use the index as a position; one that is out of range raises or makes a ghost answer."""
    yield from in_stream(exchange, StreamKind.INDEX_OUT_OF_RANGE)


@check("STREAM-011", Reads.EVENTS)
def starts_with_index_zero(exchange: Exchange) -> Judged:
    """openai-python's helper appends choices in order of appearance and raises IndexError when 1 comes before 0."""
    yield from _misplaced(exchange) or owed(exchange, StreamKind.FIRST_INDEX_NOT_ZERO)


@check("STREAM-013", Reads.EVENTS)
def role_appears(exchange: Exchange) -> Judged:
    """openai-node's helper raises 'missing role for choice 0', and a history without roles is refused next time."""
    if any(fault.location == _ROLE and fault.kind != FaultKind.NULL for fault in exchange.stream.schema_faults):
        yield Remark(Outcome.BLOCKED, "the role is said, but not as a role (see STREAM-016)")
    else:
        yield from _misplaced(exchange) or owed(exchange, StreamKind.ROLE_MISSING)


@check("STREAM-014", Reads.EVENTS)
def role_first(exchange: Exchange) -> Judged:
    """Clients create the message when they see the role; text before it has nowhere to go."""
    yield from in_stream(exchange, StreamKind.ROLE_LATE)


@check("STREAM-015", Reads.EVENTS)
def role_once(exchange: Exchange) -> Judged:
    """openai-python's helper concatenates what it sees: 'assistantassistant'."""
    yield from in_stream(exchange, StreamKind.ROLE_REPEATED, StreamKind.ROLE_AFTER_FINISH)


@check("STREAM-019", Reads.EVENTS)
def one_finish_reason(exchange: Exchange) -> Judged:
    """Agents decide by it whether to go on; openai-node raises without it, others loop or hang."""
    yield from in_stream(exchange, StreamKind.SECOND_FINISH)
    if exchange.stream.chunks and not exchange.stream.choices and exchange.stream.error is None:
        finding = Finding("finish-missing", "No chunk had a choice.", "a choice with a finish_reason", "no choices")
        yield incomplete(exchange) or _without_form(exchange) or finding
    yield from _misplaced(exchange) or owed(exchange, StreamKind.FINISH_MISSING)


@check("STREAM-020", Reads.EVENTS)
def reason_is_given_at_the_end(exchange: Exchange) -> Judged:
    """An empty string on the way is only wrong; in the place of the last reason it is none, and openai-node throws."""
    empty = [f for f in exchange.stream.schema_faults if (f.location, f.kind) == (_FINISH_REASON, "empty")]
    if empty and not all_finished(exchange):
        message = "The last finish_reason of a choice is an empty string."
        yield Finding("empty-at-the-end", message, empty[0].oddity.expected, '""')


@check("STREAM-022", Reads.EVENTS)
def nothing_after_finish(exchange: Exchange) -> Judged:
    """A client that acts on finish_reason has already closed the message: the rest is lost."""
    yield from in_stream(exchange, StreamKind.CONTENT_AFTER_FINISH)


@check("STREAM-023", Reads.EVENTS)
def finish_alone(exchange: Exchange) -> Judged:
    """Allowed by the schema; a client that breaks off at finish_reason loses the last token."""
    yield from in_stream(exchange, StreamKind.FINISH_WITH_CONTENT)


@check("STREAM-024", Reads.EVENTS)
def deltas_add(exchange: Exchange) -> Judged:
    """Deltas that repeat the text so far show every word many times."""
    yield from in_stream(exchange, StreamKind.CUMULATIVE_CONTENT)


@check("STREAM-026", Reads.EVENTS)
def no_error_event(exchange: Exchange) -> Judged:
    """The answer to a valid request breaks off; SDKs raise in the middle of the user's text."""
    error = exchange.stream.error
    if error is None:
        return
    if any(word in str(error).lower() for word in _OVERLOAD):
        yield Remark(Outcome.INCONCLUSIVE, f"the stream failed with an error that speaks of load: {shown(error)}")
        return
    yield from in_stream(exchange, StreamKind.ERROR_EVENT)


@check("STREAM-027", Reads.EVENTS, applies=lambda exchange: exchange.stream.error is not None)
def error_event_has_message(exchange: Exchange) -> Judged:
    """SDKs show `error.message`; without it the user reads that 'an error occurred'."""
    error = exchange.stream.error
    expected = 'an object with "message"'
    if not isinstance(error, dict):
        yield Finding("wrong-type", "The error of the event is no object.", expected, shown(error))
    elif not (isinstance(error.get("message"), str) and error["message"]):
        yield Finding("no-message", "The error of the event has no message.", expected, shown(error))


@check("STREAM-028", Reads.EVENTS)
def more_than_one_delta(exchange: Exchange) -> Judged:
    """A stream of one delta is an answer that was waited for: streaming in name only."""
    for choice in exchange.stream.choices.values():
        if len(choice.content) >= _LONG_ENOUGH and choice.deltas == 1:
            actual = f"{len(choice.content)} characters in one delta"
            yield Finding("single-delta", "The whole text came in one delta.", "several deltas", actual)


@check("STREAM-029", Reads.EVENTS)
def has_text(exchange: Exchange) -> Judged:
    """A stream that stops without a word looks like an answer to every client, and is none."""
    for choice in exchange.stream.choices.values():
        said = choice.content or choice.refusal or choice.reasoning or choice.tool_calls
        if choice.finish_reasons[-1:] == ("stop",) and not said:
            place = Place(pointer=f"/choices/{choice.index}")
            finding = Finding("no-text", "The stream stopped without any text.", "text", "nothing", place)
            said_nothing = ENDED_AT_ONCE if exchange.asked.may_end_at_once else finding
            yield from _misplaced(exchange) or [incomplete(exchange) or _unshaped(exchange) or said_nothing]


def _misplaced(exchange: Exchange) -> list[Finding | Remark]:
    """Return a remark if some index is out of range: then each choice that it invents lacks what others have."""
    if not exchange.stream.of(StreamKind.INDEX_OUT_OF_RANGE):
        return []
    return [Remark(Outcome.BLOCKED, "choices have wrong indexes (see STREAM-010)")]


def _without_form(exchange: Exchange) -> Remark | None:
    """Return a remark if choices have a form in which they are not found."""
    if any(fault.location.startswith("chunk#/choices") for fault in exchange.stream.schema_faults):
        return Remark(Outcome.BLOCKED, "the choices are malformed (see STREAM-008 and STREAM-010)")
    return None


def _unshaped(exchange: Exchange) -> Remark | None:
    """Return a remark if deltas have a form in which nobody can find their text."""
    if any(fault.location in _WHERE_TEXT_IS for fault in exchange.stream.schema_faults):
        return Remark(Outcome.BLOCKED, "the deltas are malformed (see STREAM-012 and STREAM-018)")
    return None


@check("STREAM-030", Reads.EVENTS, applies=lambda exchange: exchange.asked.n > 1)
def every_choice_streamed(exchange: Exchange) -> Judged:
    """Who asks for two answers gets one, pays for two, and is not told."""
    for said in owed(exchange, StreamKind.CHOICE_MISSING):
        yield replace(said, kind="choices-ignored") if isinstance(said, Finding) else said


@check("STREAM-030", Reads.COMPLETION, applies=lambda exchange: exchange.asked.n > 1)
def every_choice_answered(exchange: Exchange) -> Judged:
    """As above, in one object."""
    choices = (exchange.value or {}).get("choices")
    if isinstance(choices, list) and choices and len(choices) != exchange.asked.n:
        expected = f"{exchange.asked.n} choices"
        place = Place(pointer="/choices")
        yield Finding("choices-ignored", "Another number of choices came.", expected, f"{len(choices)} choices", place)


@check("STREAM-038", Reads.EVENTS)
def no_message_beside_the_delta(exchange: Exchange) -> Judged:
    """A client that reads both, since it knows completions, shows the text twice."""
    count = exchange.stream.extra_members.get(_MESSAGE, 0)
    lacks_delta = any(fault.location == _DELTA for fault in exchange.stream.schema_faults)
    if lacks_delta:
        yield Remark(Outcome.BLOCKED, "choices lack their delta (see STREAM-012)")
    elif count:
        expected, actual = "a delta alone", f"a message as well on {count} chunks"
        yield Finding("message-beside-delta", "A choice has a message beside its delta.", expected, actual)


@check("STREAM-039", Reads.EVENTS)
def thoughts_come_once(exchange: Exchange) -> Judged:
    """Whoever shows what a model thinks shows every word of it twice."""
    for choice in exchange.stream.choices.values():
        if choice.thoughts_in_pairs:
            place = Place(pointer=f"/choices/{choice.index}/delta")
            actual = shown(choice.reasoning)
            yield Finding("thought-repeated", "Every delta of the thought came twice.", "each once", actual, place)
