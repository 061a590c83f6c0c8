"""Faults of the text that JSON mode gives: fences, prose, other values, blanks without end, half an object."""

from __future__ import annotations

from collections.abc import Callable

from conformance.endpoints.asked import Asked
from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Reply, rewrite_text

_BLANKS = "\n" * 120


def _format(asked: Asked) -> str:
    value = asked.body.get("response_format")
    return str(value.get("type")) if isinstance(value, dict) else ""


def _mode(asked: Asked) -> bool:
    return _format(asked) == "json_object"


def _schema(asked: Asked) -> bool:
    return _format(asked) == "json_schema"


def _beside_a_picture(asked: Asked) -> bool:
    return _mode(asked) and asked.has_pictures


def _rewrite(reply: Reply, change: Callable[[str], str]) -> None:
    """Put another text in the place of a whole one; what was cut stays as it is."""
    if all(choice["finish_reason"] != "length" for choice in reply.finals()):
        rewrite_text(reply, change)


def _fenced(text: str) -> str:
    return f"```json\n{text}\n```"


@fault(trips=("JSON-004",), when=_mode)
def json_fenced(reply: Reply) -> None:
    """The object stands in a Markdown fence."""
    _rewrite(reply, _fenced)


@fault(trips=("JSON-004",), on=On.STREAM, when=_mode)
def json_fenced_in_streams(reply: Reply) -> None:
    """The fence is taken off the whole answer, and streamed as it comes."""
    _rewrite(reply, _fenced)


@fault(trips=("JSON-004",), when=_mode)
def json_behind_a_kind_word(reply: Reply) -> None:
    """A sentence stands before the object."""
    _rewrite(reply, lambda text: f"Sure! Here is the JSON object you asked for:\n\n{text}")


@fault(trips=("JSON-003",), when=_mode)
def json_with_single_quotes(reply: Reply) -> None:
    """The object is written as another language writes it, with single quotes."""
    _rewrite(reply, lambda text: text.replace('"', "'"))


@fault(trips=("JSON-003",), when=_mode)
def json_mode_gives_an_array(reply: Reply) -> None:
    """The grammar allows every JSON value, and the model begins with a list."""
    _rewrite(reply, lambda text: f"[{text}]")


@fault(trips=("JSON-014",), when=_mode)
def json_then_blanks_to_the_limit(reply: Reply) -> None:
    """The grammar allows blanks behind the object, and the model writes them until it is cut."""
    _rewrite(reply, lambda text: text + _BLANKS)
    for choice in reply.finals():
        choice["finish_reason"] = "length"


@fault(trips=("JSON-014",), when=_schema)
def json_never_begins(reply: Reply) -> None:
    """The grammar allows blanks before the object, and the model writes nothing else."""
    _rewrite(reply, lambda _: _BLANKS)
    for choice in reply.finals():
        choice["finish_reason"] = "length"


@fault(trips=("JSON-013",), on=On.PLAIN, when=_mode)
def cut_json_called_stop(reply: Reply) -> None:
    """The end of the grammar is taken for the end of the text, also where the limit came first."""
    for choice in reply.finals():
        choice["finish_reason"] = "stop"


@fault(trips=("JSON-011",), when=_schema)
def structured_text_fenced(reply: Reply) -> None:
    """The schema is put into the prompt, and the object comes in a Markdown fence."""
    _rewrite(reply, _fenced)


@fault(trips=("JSON-011",), when=_schema)
def schema_taken_for_a_hint(reply: Reply) -> None:
    """The object has the members of the schema, and values of its own."""
    _rewrite(reply, lambda _: '{"colour": "crimson", "size": "small"}')


@fault(trips=("JSON-015",), when=_beside_a_picture)
def json_mode_forgotten_beside_a_picture(reply: Reply) -> None:
    """The path for pictures drops the format, and the model describes what it sees."""
    _rewrite(reply, lambda _: "The picture shows a plain square of one colour.")
