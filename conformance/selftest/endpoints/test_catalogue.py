"""Finding endpoints by name, and what faults may be built of."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from conformance.endpoints import catalogue, fault
from conformance.endpoints.asked import SOME_PICTURE, Asked, number_of
from conformance.endpoints.fault import On, Variant
from conformance.endpoints.http_script import body_bytes, json_bytes
from conformance.endpoints.reference.endpoint import Reference, make_reference
from conformance.endpoints.reply import Event, Framing, Reply, error_reply, json_reply, stream_reply
from conformance.model.request import ExchangeKey, Request
from conformance.model.script import ReceivedRequest, Script, Send
from conformance.selftest.endpoints.asking import Said, ask, chat_body, post, read, sent, show
from conformance.transport.memory import MemorySender
from conformance.wire.exchange import Exchange

_ROOM = Path(catalogue.__file__).parent
_ALLOWED = re.compile(r"conformance\.(?:endpoints|model)\b")


@pytest.mark.parametrize("name", catalogue.names())
def test_every_name_builds_an_endpoint_that_answers(name: str) -> None:
    assert isinstance(catalogue.find(name)(post(chat_body(stream=True))), Script)


def test_names_are_grouped_and_unique() -> None:
    names = catalogue.names()
    assert names[0] == "reference"
    assert len(set(names)) == len(names)
    assert {name.partition("/")[0] for name in names[1:]} == {"fault", "benign", "hostile"}


@pytest.mark.parametrize("name", ["", "nothing", "fault/", "fault/nothing", "reference/x"])
def test_unknown_names_are_refused(name: str) -> None:
    with pytest.raises(catalogue.UnknownEndpointError):
        catalogue.find(name)


def test_every_fault_declares_what_it_trips() -> None:
    assert all(variant.trips for variant in catalogue.faults().values())
    assert not any(variant.trips for variant in (*catalogue.benign().values(), *catalogue.hostile().values()))


def test_the_key_reaches_the_healthy_part() -> None:
    assert read(catalogue.find("fault/done-missing", "sk-x")(post(chat_body()))).status == 401


def test_endpoints_import_no_other_room_but_the_model() -> None:
    for file in _ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert all(_ALLOWED.match(name) for name in names if name.startswith("conformance")), file


def _asks(variant: Variant, **members: Any) -> Said:
    return ask(variant.make(make_reference()), **members)


def test_a_bent_reply_is_sent_where_the_fault_concerns_it() -> None:
    @fault.fault(trips=("RESP-006",), on=On.PLAIN, when=lambda asked: asked.n > 1)
    def some_fault(reply: Reply, asked: Asked) -> None:
        """Name the number of choices as role."""
        for message in reply.messages():
            message["role"] = str(asked.n)

    assert (some_fault.name, some_fault.summary) == ("some-fault", "Name the number of choices as role.")
    assert _asks(some_fault, n=2).value["choices"][0]["message"]["role"] == "2"
    assert _asks(some_fault).value["choices"][0]["message"]["role"] == "assistant"
    assert _asks(some_fault, n=2, stream=True).chunks[0]["choices"][0]["delta"]["role"] == "assistant"


def test_a_bent_body_reaches_the_reference() -> None:
    @fault.body_fault(trips=("TEMP-005",))
    def some_fault(body: dict[str, Any]) -> None:
        """Take true for 1."""
        if body.get("temperature") is True:
            body["temperature"] = 1

    assert _asks(some_fault, temperature=True).status == 200
    assert _asks(some_fault, temperature="1").status == 400
    assert read(some_fault.make(make_reference())(post(b"{"))).status == 400


def test_a_request_fault_and_an_endpoint_fault() -> None:
    @fault.request_fault(trips=("HTTP-017",))
    def empty_accepted(request: ReceivedRequest) -> ReceivedRequest:
        """Take an empty body for a greeting."""
        return request if request.body else post(chat_body())

    @fault.endpoint_fault(trips=("AUTH-001",))
    def open_door(healthy: Reference) -> fault.Answering:
        """Serve without a key."""
        return lambda request: healthy.reply(request, check_key=False)

    assert read(empty_accepted.make(make_reference())(post(b""))).status == 200
    assert read(open_door.make(make_reference("sk-x"))(post(chat_body()))).status == 200


def test_malformed_declarations_are_refused() -> None:
    def undocumented(_: Reply) -> None:
        pass

    with pytest.raises(ValueError, match="what it trips"):
        fault.fault(trips=())
    with pytest.raises(ValueError, match="docstring"):
        fault.fault(trips=("SSE-001",))(undocumented)
    undocumented.__doc__ = "Is documented now."
    for ids in (("SSE-1",), ("SSE-001", "SSE-001")):
        with pytest.raises(ValueError, match="well-formed"):
            fault.fault(trips=ids)(undocumented)


async def _streamed_text(name: str) -> str:
    sender, key = MemorySender(catalogue.find(name)), ExchangeKey("benign", 0)
    said = await sender.send(key, Request(body=chat_body(stream=True)))
    completion = Exchange(key, said.request, said.transcript).completion
    assert completion is not None
    return str(completion["choices"][0]["message"]["content"])


@pytest.mark.parametrize("name", sorted(f"benign/{name}" for name in catalogue.benign()))
async def test_benign_variants_say_the_same(name: str) -> None:
    assert (await _streamed_text("reference")).strip() in await _streamed_text(name)


def _rendered(**members: Any) -> bytes:
    reply = Reply(200, [("Content-Type", "text/event-stream")], framing=Framing.CHUNKED, **members)
    reply.events = [Event({"a": "é"}), Event("[DONE]")]
    return sent(fault._rendering(lambda _: reply)(post(b"")))


def test_the_dials_of_a_reply() -> None:
    assert b'14\r\ndata: {"a":"\xc3\xa9"}\r\n\r\n\r\n' in _rendered(line_ending=b"\r\n")
    assert b"\\u00e9" in _rendered(ensure_ascii=True)
    assert _rendered(last_chunk=False).endswith(b"[DONE]\n\n\r\n")
    assert b"Content-Length: 5\r\n" in _rendered(declared_length=5)
    assert _rendered(surplus=b"more").endswith(b"0\r\n\r\nmore")
    assert len(_rendered(cut=100)) == 100
    assert _rendered(coalesce=True, prefix=b"<", suffix=b">").count(b"\r\n") == _rendered().count(b"\r\n") - 2
    assert _rendered(status_line=b"HTTP/1.1 200\n").startswith(b"HTTP/1.1 200\nContent-Type")


def test_malformed_heads_and_chunks_can_be_written() -> None:
    assert b"\nbad header\n\r\n" in _rendered(raw_headers=b"bad header\n")
    assert b"\n0xe\ndata: [DONE]\n\n\n0\r\n" in _rendered(chunk_format=b"0x%x\n%b\n")
    assert _rendered(chunk_size=4).count(b"\r\n4\r\n") > 5


def test_a_body_can_be_taken_without_its_framing() -> None:
    assert body_bytes(json_reply({"a": 1})) == b'{"a":1}'
    assert body_bytes(stream_reply([Event({"a": 1}), Event("[DONE]")])) == b'data: {"a":1}\n\ndata: [DONE]\n\n'
    assert json_bytes(float("nan")) == b"NaN"


def test_the_example_of_the_documentation_works() -> None:
    @fault.fault(trips=("USAGE-002",), on=On.STREAM, when=lambda asked: asked.wants_usage)
    def usage_on_the_last_choice(reply: Reply) -> None:
        """Usage comes with the finish_reason instead of behind it."""
        *_, finish, usage = reply.chunks
        finish["usage"] = usage["usage"]
        reply.drop_chunks(usage)

    *others, last = _asks(usage_on_the_last_choice, stream=True, stream_options={"include_usage": True}).chunks
    assert last["usage"]["total_tokens"] > 0
    assert last["choices"][0]["finish_reason"] == "stop"
    assert all(chunk["choices"] for chunk in others)
    assert "usage" not in _asks(usage_on_the_last_choice, stream=True).chunks[-1]


def test_mistakes_are_told_from_other_refusals() -> None:
    @fault.fault(trips=("ERR-001",), on=On.MISTAKE)
    def crash(reply: Reply) -> None:
        """Fail at what is the client's mistake."""
        reply.status = 500

    endpoint = crash.make(make_reference("sk-x"))
    assert read(endpoint(post(b"{"))).status == 401
    assert read(endpoint(post(b"{", Authorization="Bearer sk-x"))).status == 500
    assert read(endpoint(post(b"{", method="PUT", Authorization="Bearer sk-x"))).status == 405


def test_a_fault_may_answer_otherwise() -> None:
    @fault.fault(trips=("HTTP-001",), on=On.PLAIN)
    def busy(_: Reply) -> Reply:
        """Refuse what is right."""
        return error_reply(503, "Busy.", kind="server_error")

    assert (_asks(busy).status, _asks(busy).error["type"]) == (503, "server_error")


def test_the_spare_picture_is_a_picture() -> None:
    assert "red" in show(SOME_PICTURE).text


def test_facts_of_a_request() -> None:
    asked = Asked(post(chat_body(n=2, stream=True, stream_options={"include_usage": True})))
    assert (asked.n, asked.streams, asked.wants_usage, asked.has_pictures, asked.is_chat) == (
        2,
        True,
        True,
        False,
        True,
    )
    for body in (b"", b"[]", b"{", b'{"messages":7,"n":"x"}', b'{"messages":[7,{"content":[7,{"image_url":7}]}]}'):
        nothing = Asked(post(body))
        assert (nothing.n, nothing.streams, nothing.wants_usage, nothing.has_pictures) == (1, False, False, False)


def test_pieces_have_the_size_asked() -> None:
    reply = Reply(content={"a": 1}, piece=3)
    steps = fault._rendering(lambda _: reply)(post(b"")).steps
    assert {len(step.data) for step in steps[:-1] if isinstance(step, Send)} == {3}


def test_numbers_are_not_booleans() -> None:
    assert number_of({"a": True, "b": 1.5}, "a") is None
    assert number_of({"a": True, "b": 1.5}, "b") == 1.5
