from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis.errors import InvalidArgument

from conformance.selftest.endpoints.asking import MODEL, READY, ask
from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.faulty_response_formats import (
    FaultyFormat,
    FormatFault,
    WordlessKind,
    WordlessMessages,
    faulty_response_formats,
    messages_without_json,
)
from conformance.wire.body_schema import SchemaName, is_valid


@settings(deadline=None)
@given(faulty_response_formats())
def test_a_format_is_at_fault_by_the_schema_and_refused(drawn: FaultyFormat) -> None:
    body = {"model": MODEL, "messages": READY, "response_format": drawn.response_format}
    assert not is_valid(SchemaName.REQUEST, body)
    refused = ask(response_format=drawn.response_format)
    assert refused.status == 400
    assert refused.error["param"].partition(".")[0] == "response_format"


def test_every_fault_is_drawn() -> None:
    drawn = spread(faulty_response_formats(), lambda drawn: [drawn.fault], set(FormatFault))
    assert drawn == set(FormatFault)


def test_types_at_fault_are_of_every_kind() -> None:
    unknown = sample(faulty_response_formats(faults=[FormatFault.TYPE_UNKNOWN]))
    assert unknown[0].response_format == {"type": "yaml"}
    assert len({drawn.response_format["type"] for drawn in unknown}) > 50
    misspelt = sample(faulty_response_formats(faults=[FormatFault.TYPE_MISSPELT]), 400)
    assert {"json", "json-object", "texts"} <= {drawn.response_format["type"] for drawn in misspelt}


@settings(deadline=None)
@given(messages_without_json())
def test_messages_are_legal_and_no_text_names_json(drawn: WordlessMessages) -> None:
    assert is_valid(SchemaName.REQUEST, {"model": MODEL, "messages": drawn.messages})
    assert "json" not in json.dumps(drawn.messages).lower()
    refused = ask(messages=drawn.messages, response_format={"type": "json_object"})
    assert (refused.status, refused.error["param"]) == (400, "messages")


def test_every_kind_of_messages_is_drawn() -> None:
    def traits(drawn: WordlessMessages) -> list[tuple[WordlessKind, bool]]:
        return [(drawn.kind, len(drawn.messages) > 1)]

    expected = {(kind, kind is WordlessKind.IN_A_HISTORY) for kind in WordlessKind}
    assert spread(messages_without_json(), traits, expected) == expected


def test_arguments_are_checked_at_once() -> None:
    with pytest.raises(InvalidArgument):
        faulty_response_formats(faults=[])
