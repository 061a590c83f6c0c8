"""What response_format does to the text: JSON that needs no repair, whatever the prompt wants, and that ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from conformance.checks.registry import Judged, named, relation
from conformance.conversations.conversation import Played
from conformance.conversations.json_mode import BY_SCHEMA, CUT, IN_WORDS, MODE, PICTURE, PROSE, SCHEMA, STREAMED
from conformance.model.finding import Finding, Outcome, Place, Remark, shown
from conformance.relations.completions import first_choice, text_of, unready
from conformance.relations.texts import TWICE, is_doubled, unreadable
from conformance.wire.body_schema import conforms
from conformance.wire.choices import choice_in, text_in
from conformance.wire.exchange import Exchange
from conformance.wire.json_text import JsonForm, read_json_text
from conformance.wire.stream_grammar import StreamKind

_MODES = named(MODE, STREAMED)
_PLACE = Place(pointer="/choices/0/message/content")
_NO_OBJECT = frozenset({JsonForm.NONE, JsonForm.OTHER_VALUE})
_WRAPPED = frozenset({JsonForm.FENCED, JsonForm.SURROUNDED})
_PATTERN = 2
"""A model slips now and then where nothing enforces JSON; what comes twice is a pattern."""
_RUN_OF_BLANKS = 20


def _judged(exchange: Exchange) -> JsonForm | None:
    """Return the form of a text, None where it tells nothing: it is empty, or was cut before it was whole."""
    text = text_in(exchange)
    form = read_json_text(text).form
    if form is not JsonForm.OBJECT and (choice_in(exchange).get("finish_reason") != "stop" or not text.strip()):
        return None
    return form


def _forms(played: Played) -> Counter[JsonForm]:
    forms = (_judged(exchange) for exchange in played.exchanges)
    return Counter(form for form in forms if form is not None)


def _count(forms: Counter[JsonForm], wanted: frozenset[JsonForm]) -> int:
    return sum(forms[form] for form in wanted)


def _unready(played: Played, controls: Mapping[str, Played]) -> Remark | None:
    """Return why the texts cannot be judged as JSON, or None where some of them can."""
    remark = unready(played, controls)
    for exchange in played.exchanges:
        remark = remark or unreadable(exchange) or _damaged(exchange)
    if remark is None and not _forms(played):
        remark = Remark(Outcome.INCONCLUSIVE, "no answer had text and ended by itself")
    return remark


def _damaged(exchange: Exchange) -> Remark | None:
    if not exchange.is_event_stream:
        return None
    if exchange.stream.of(StreamKind.CUMULATIVE_CONTENT):
        return Remark(Outcome.BLOCKED, "the deltas repeat the text (see STREAM-024)")
    if exchange.stream.of(StreamKind.CONTENT_AFTER_FINISH):
        return Remark(Outcome.BLOCKED, "text came behind the finish_reason (see STREAM-022)")
    if is_doubled(text_in(exchange)):
        return TWICE
    return None


def _bad_mode(controls: Mapping[str, Played]) -> Remark | None:
    """Return that JSON mode fails with a plain prompt already, where it does."""
    if _count(_forms(controls[MODE]), _NO_OBJECT | _WRAPPED) >= _PATTERN:
        return Remark(Outcome.BLOCKED, "a plain prompt in JSON mode gives no JSON alone (see JSON-003 and JSON-004)")
    return None


def _rate(count: int, forms: Counter[JsonForm]) -> str:
    return f"{count} of {forms.total()} answers"


def _text_of_form(played: Played, wanted: frozenset[JsonForm]) -> str:
    return next((shown(text_in(one)) for one in played.exchanges if _judged(one) in wanted), "")


@relation("JSON-003", _MODES)
def text_is_an_object(played: Played, controls: Mapping[str, Played]) -> Judged:
    """JSON mode was asked for so that a program can read the answer: it raises instead."""
    remark = _unready(played, controls)
    if remark:
        yield remark
        return
    forms = _forms(played)
    bad = _count(forms, _NO_OBJECT)
    if not bad:
        yield Remark(Outcome.PASSED, f"{_rate(forms.total() - bad, forms)} are JSON objects, wrapped or not")
    elif bad < _PATTERN:
        yield Remark(Outcome.INCONCLUSIVE, f"{_rate(bad, forms)} was no JSON object")
    elif read_json_text(text_of(controls[IN_WORDS])).form in _NO_OBJECT:
        yield Remark(Outcome.INCONCLUSIVE, "the model writes no JSON object when it is asked for one in words either")
    else:
        kind = "not-json" if forms[JsonForm.NONE] else "not-an-object"
        message = f"JSON mode gave no JSON object: {_rate(bad, forms)}."
        yield Finding(kind, message, "a JSON object", _text_of_form(played, _NO_OBJECT), _PLACE)


@relation("JSON-004", _MODES)
def object_stands_alone(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Every caller calls json.loads on the content; three back quotes or a kind word before it make that raise."""
    remark = _unready(played, controls)
    if remark:
        yield remark
        return
    forms = _forms(played)
    bad = _count(forms, _WRAPPED)
    if 0 < bad < _PATTERN:
        yield Remark(Outcome.INCONCLUSIVE, f"{_rate(bad, forms)} had something around the object")
    elif bad:
        kind = "fenced" if forms[JsonForm.FENCED] else "text-around"
        message = f"Something stands around the JSON object: {_rate(bad, forms)}."
        yield Finding(kind, message, "the object alone", _text_of_form(played, _WRAPPED), _PLACE)


@relation("JSON-005", named(PROSE))
def mode_is_enforced(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Where the model is merely hoped to write JSON, the first long conversation ends in prose."""
    remark = _unready(played, controls) or _bad_mode(controls)
    if remark:
        yield remark
    elif _judged(played.exchanges[0]) is JsonForm.NONE:
        text = text_of(played).lstrip()
        if text[0] in "{[":
            yield Remark(Outcome.INCONCLUSIVE, "the text begins as JSON does and is none")
        else:
            yield Finding("ignored", "JSON mode was answered with prose.", "a JSON object", shown(text), _PLACE)


@relation("JSON-011", named(BY_SCHEMA))
def text_fits_the_schema(played: Played, controls: Mapping[str, Played]) -> Judged:
    """A strict schema is what typed clients decode with: a member that is missing raises in the user's program."""
    remark = _unready(played, controls) or _bad_mode(controls)
    if remark:
        yield remark
        return
    text = text_of(played)
    read = read_json_text(text)
    if read.form is not JsonForm.OBJECT:
        yield Finding("not-json", "The text is no JSON object.", "an object of the schema", shown(text), _PLACE)
    elif not conforms(SCHEMA, read.value):
        yield Finding("invalid", "The object does not fit the schema.", shown(SCHEMA), shown(text), _PLACE)


@relation("JSON-013", named(CUT))
def cut_object_says_length(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Half an object with `stop` looks like a broken server; with `length` the caller knows to allow more."""
    remark = unready(played, controls) or _bad_mode(controls)
    if remark:
        yield remark
        return
    text, reason = text_of(played).strip(), first_choice(played).get("finish_reason")
    if reason == "length":
        return
    if first_choice(controls["counting, cut"]).get("finish_reason") != "length":
        yield Remark(Outcome.BLOCKED, "other texts that are cut do not say so either (see MAXTOK-002)")
    elif not text.startswith("{") or read_json_text(text).form is not JsonForm.NONE:
        yield Remark(Outcome.INCONCLUSIVE, "the text is not the mere beginning of an object")
    else:
        place = Place(pointer="/choices/0/finish_reason")
        yield Finding(
            "other-reason", "The object was cut, and finish_reason denies it.", "length", shown(reason), place
        )


@relation("JSON-014", named(MODE, STREAMED, BY_SCHEMA, PICTURE))
def object_is_the_end(played: Played, controls: Mapping[str, Played]) -> Judged:
    """The budget is spent on blanks: a bill and a minute for an answer of ten words, or for none."""
    remark = unready(played, controls)
    if remark:
        yield remark
        return
    for exchange in played.exchanges:
        text = text_in(exchange)
        blanks = len(text) - len(text.rstrip())
        whole = not text.strip() or read_json_text(text).form is JsonForm.OBJECT
        if choice_in(exchange).get("finish_reason") != "stop" and blanks >= _RUN_OF_BLANKS and whole:
            actual = f"{blanks} blanks behind {shown(text.rstrip()) or 'nothing'}"
            message = "The answer ran on in blanks until it was cut."
            yield Finding("endless-whitespace", message, "finish_reason stop behind the object", actual, _PLACE)
            return


@relation("JSON-015", named(PICTURE))
def mode_holds_beside_a_picture(played: Played, controls: Mapping[str, Played]) -> Judged:
    """Requests with pictures take a path of their own, which forgets what was asked about the form."""
    remark = _unready(played, controls) or _bad_mode(controls)
    if remark:
        yield remark
        return
    forms = _forms(played)
    bad = _count(forms, _NO_OBJECT | _WRAPPED)
    if 0 < bad < _PATTERN:
        yield Remark(Outcome.INCONCLUSIVE, f"{_rate(bad, forms)} was no JSON object alone")
    elif bad:
        message = f"Beside a picture JSON mode gives no JSON object alone: {_rate(bad, forms)}."
        yield Finding("not-json", message, "a JSON object", _text_of_form(played, _NO_OBJECT | _WRAPPED), _PLACE)
