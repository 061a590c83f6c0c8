from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from conformance.conversations.building import encode
from conformance.endpoints.reference.endpoint import make_reference
from conformance.selftest.endpoints.asking import MODEL, READY, Said, post, read
from conformance.selftest.strategies.sampling import sample, spread
from conformance.strategies.bodies import OPTIONAL_MEMBERS, Body, bodies
from conformance.strategies.faulty_bodies import BodyFault, FaultyBody, faulty_bodies
from conformance.wire.body_schema import SchemaName, faults, is_valid

REFERENCE = make_reference()
NEVER_NULL = {"user", "response_format", "tools"}
BRIEF = st.just(READY)


@cache
def brief_bodies() -> list[Body]:
    return sample(bodies(model=MODEL, messages=BRIEF), 300)


def answer(payload: Body) -> Said:
    return read(REFERENCE(post(encode(payload))))


def assert_refused(faulty: FaultyBody) -> None:
    refused = answer(faulty.payload)
    assert refused.status == (404 if faulty.fault is BodyFault.MODEL_UNKNOWN else 400)
    assert refused.error["param"].partition("[")[0] == faulty.member


@settings(deadline=None)
@given(bodies(model=MODEL))
def test_a_body_is_legal_by_schema_and_accepted(body: Body) -> None:
    assert is_valid(SchemaName.REQUEST, body)
    assert answer(body).status == 200


@settings(deadline=None)
@given(faulty_bodies(model=MODEL))
def test_a_faulty_body_is_refused_for_the_member_at_fault(faulty: FaultyBody) -> None:
    assert_refused(faulty)


@pytest.mark.parametrize("member", OPTIONAL_MEMBERS)
def test_every_optional_member_is_present_null_and_absent(member: str) -> None:
    drawn = brief_bodies()
    null = set() if member in NEVER_NULL else {None}
    states = {"present" if body.get(member) is not None else body.get(member, "absent") for body in drawn}
    assert states == {"present", "absent"} | null


def test_conditional_members_occur() -> None:
    drawn = brief_bodies()
    usage = {(body["stream_options"] or {}).get("include_usage") for body in drawn if "stream_options" in body}
    assert usage == {None, True, False}
    assert {body["top_logprobs"] for body in drawn if "top_logprobs" in body} >= {None, 0, 3}
    choices = {str(body.get("tool_choice")) for body in drawn if "tools" in body}
    assert len(choices) == 5
    assert {type(body.get("stop")) for body in drawn} == {str, list, type(None)}
    assert {type(body.get("temperature")) for body in drawn} == {int, float, type(None)}
    assert len({next(iter(body)) for body in drawn}) > 5


def test_pictures_occur_in_bodies() -> None:
    assert any(b"data:image/" in encode(body) for body in sample(bodies(model=MODEL), 50))


def test_what_is_not_allowed_does_not_occur() -> None:
    drawn = sample(bodies(model="m", messages=BRIEF, allow_stream=False, allow_tools=False))
    assert {body.get("stream") for body in drawn} == {None, False}
    assert {"tools", "tool_choice"}.isdisjoint(name for body in drawn for name in body)
    assert {body["model"] for body in drawn} == {"m"}


@pytest.mark.parametrize("fault", BodyFault)
def test_the_fault_that_is_asked_for_is_there_and_no_other(fault: BodyFault) -> None:
    for faulty in sample(faulty_bodies(model=MODEL, faults=[fault], legal=bodies(model=MODEL, messages=BRIEF)), 20):
        assert faulty.fault is fault
        assert_refused(faulty)
        members = {fault.location.split("/")[1] for fault in faults(SchemaName.REQUEST, faulty.payload)}
        assert members == (set() if fault is BodyFault.MODEL_UNKNOWN else {faulty.member})


def test_all_faults_are_drawn_unless_some_are_named() -> None:
    spoilt, expected = faulty_bodies(model=MODEL, legal=bodies(model=MODEL, messages=BRIEF)), set(BodyFault)
    assert spread(spoilt, lambda faulty: [faulty.fault], expected) == expected
    five = faulty_bodies(model=MODEL, faults=[BodyFault.STOP_WITH_FIVE_OR_MORE], legal=st.just({}))
    assert spread(five, lambda faulty: [len(faulty.payload["stop"])], {5, 8}) <= {5, 6, 7, 8}


@pytest.mark.parametrize(
    ("strategy", "arguments"),
    [
        (bodies, {"model": ""}),
        (faulty_bodies, {"model": ""}),
        (faulty_bodies, {"model": "m", "faults": []}),
        (faulty_bodies, {"model": "m", "faults": ["x"]}),
    ],
)
def test_arguments_are_checked_at_once(strategy: Any, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        strategy(**arguments)
