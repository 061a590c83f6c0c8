from __future__ import annotations

import pytest

from conformance.endpoints.catalogue import UnknownEndpointError
from conformance.endpoints.catalogue import names as names_of_all
from conformance.endpoints.http_script import raw_script
from conformance.model.script import Finish, Pause, Script, Send
from conformance.requirements.clients import Cell
from conformance.selftest.clients.reach import reached
from conformance.selftest.clients.routes import Routes, base_path, fresh, hurried
from conformance.selftest.clients.told import read_sent
from conformance.selftest.endpoints.asking import WEATHER, chat_body, post, read, sent

CELL = Cell("a create", "text")


def test_the_path_names_the_endpoint_and_the_rest_is_its_own() -> None:
    routes = Routes()
    request = post(chat_body(), path=f"{base_path('fault/done-missing', 7)}/chat/completions")
    healthy = post(chat_body(stream=True), path=f"{base_path('reference', 8)}/chat/completions")
    assert read(routes(request)).status == 200
    assert routes.asked[7].target == "/v1/chat/completions"
    assert b"[DONE]" in sent(routes(healthy))


def test_every_job_has_an_endpoint_of_its_own() -> None:
    routes = Routes()
    first, again, other = (
        routes(post(chat_body(), path=f"{base_path('reference', job)}/chat/completions")) for job in (1, 1, 2)
    )
    assert first != again
    assert first == other


@pytest.mark.parametrize("path", ["/", "/v1/chat/completions", "/fault/done-missing/v1/chat/completions"])
def test_paths_that_lead_nowhere(path: str) -> None:
    with pytest.raises(LookupError, match="leads to no endpoint"):
        Routes()(post(chat_body(), path=path))


def test_an_endpoint_that_does_not_exist() -> None:
    with pytest.raises(UnknownEndpointError):
        fresh("fault/never-written")


def test_long_pauses_are_shortened_together_and_short_ones_stay() -> None:
    script = Script((Pause(30), Send(b"a"), Pause(10), Send(b"b")))
    assert hurried(script).steps == (Pause(0.75), Send(b"a"), Pause(0.25), Send(b"b"))
    short = Script((Pause(0.5), Send(b"a")))
    assert hurried(short) == short


def test_a_reset_does_not_overtake_what_was_written() -> None:
    assert hurried(raw_script(b"a", finish=Finish.RESET)).steps[-1] == Pause(0.05)
    assert hurried(raw_script(finish=Finish.RESET)).steps == ()


@pytest.mark.parametrize(
    "body", [chat_body(), chat_body(stream=True), chat_body(tools=[WEATHER], tool_choice="required")]
)
def test_every_answer_of_every_variant_is_read(body: bytes) -> None:
    names = [name for name in names_of_all() if name.startswith(("fault/", "benign/"))]
    told = [read_sent(fresh(name)(post(body))).said for name in names]
    healthy = read_sent(fresh("reference")(post(body))).said
    assert healthy.text or healthy.calls
    assert told.count(healthy) > len(told) / 2


def test_what_differs_from_the_reference_is_reached() -> None:
    plain, streams = post(chat_body()), post(chat_body(stream=True))
    cells = {CELL: plain, Cell("a streamed", "text"): streams}
    found = reached(["fault/done-missing", "fault/top-p-ignored"], cells)
    assert found["fault/done-missing"].keys() == {Cell("a streamed", "text")}
    assert found["fault/top-p-ignored"] == {}
