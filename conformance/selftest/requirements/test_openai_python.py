"""What the catalogue says about openai-python is tried on openai-python, with answers that were made for one kind each.

The catalogue follows from endpoints that were measured; these answers were written apart from them.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import openai
import pytest

from conformance.model.requirement import Client
from conformance.requirements.catalogue import load_catalogue
from conformance.selftest.requirements.broken_answers import (
    COMPLETIONS,
    ERROR_EVENTS,
    HARMLESS,
    HEALTHY_COMPLETION,
    HEALTHY_ERROR_EVENT,
    HEALTHY_STREAM,
    LATE_DATA,
    STREAMS,
)
from conformance.selftest.requirements.broken_calls import (
    CALL,
    CALL_STREAMS,
    CALLS,
    HARMLESS_CALL_STREAMS,
    HEALTHY_CALL,
    HEALTHY_CALL_STREAM,
)

# The helper dumps models that it did not validate; pydantic's warning about it is no outcome for a user.
pytestmark = pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")

Reader = Callable[[openai.OpenAI], Any]
_LATE = ("SSE-016", "data-after-done")
_TOOLS: Any = [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}]
_MESSAGES: Any = [{"role": "user", "content": "hi"}]


class OneAnswer:
    """A loopback server that answers every request with the same bytes and closes."""

    def __init__(self) -> None:
        self.answer = b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._read_request(connection)
                connection.sendall(self.answer)

    @staticmethod
    def _read_request(connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            length = 0
            for line in iter(lines.readline, b"\r\n"):
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            lines.read(length)

    def close(self) -> None:
        self._listener.close()


@pytest.fixture(scope="module")
def server() -> Iterator[OneAnswer]:
    server = OneAnswer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def client(server: OneAnswer) -> Iterator[openai.OpenAI]:
    url = f"http://127.0.0.1:{server.port}/v1"
    # The server closes after each answer, which the client may notice too late if it keeps the connection.
    headers = {"Connection": "close"}
    with openai.OpenAI(api_key="unused", base_url=url, max_retries=0, timeout=10, default_headers=headers) as client:
        yield client


def read_completion(client: openai.OpenAI) -> Any:
    answer = client.chat.completions.create(model="m", messages=_MESSAGES).choices[0]
    return answer.message.content, answer.finish_reason, answer.message.role


def read_chunks(client: openai.OpenAI) -> Any:
    text, finish, role = "", None, None
    for chunk in client.chat.completions.create(model="m", messages=_MESSAGES, stream=True):
        for choice in chunk.choices:
            text += choice.delta.content or ""
            finish = choice.finish_reason or finish
            role = choice.delta.role or role
    return text, finish, role


def read_helper(client: openai.OpenAI) -> Any:
    with client.chat.completions.stream(model="m", messages=_MESSAGES) as stream:
        answer = stream.get_final_completion().choices[0]
    return answer.message.content, answer.finish_reason, answer.message.role


def read_calls(client: openai.OpenAI) -> Any:
    return _calls(client.chat.completions.create(model="m", messages=_MESSAGES, tools=_TOOLS))


def read_helped_calls(client: openai.OpenAI) -> Any:
    with client.chat.completions.stream(model="m", messages=_MESSAGES, tools=_TOOLS) as stream:
        return _calls(stream.get_final_completion())


def _calls(answer: Any) -> Any:
    """Read the calls as a caller does, who parses their arguments."""
    calls = answer.choices[0].message.tool_calls
    return [(call.id, call.function.name, json.loads(call.function.arguments)) for call in calls]


def outcome(reader: Reader, client: openai.OpenAI) -> Any:
    """What the reader got, or the text of what it raised: any exception is the client's and counts."""
    try:
        return reader(client)
    except Exception as raised:  # noqa: BLE001 - the client may raise anything, which is what is observed
        return f"{type(raised).__name__}: {raised}"


HEALTHY = ("Hello there", "stop", "assistant")
READERS = {Client.PYTHON_CREATE: read_chunks, Client.PYTHON_STREAM: read_helper}


def claimed(client: Client) -> set[tuple[str, str]]:
    return {
        (row.id, kind)
        for row in load_catalogue().values()
        for kind, entries in row.breaks.items()
        if client in {entry.client for entry in entries}
    }


@pytest.mark.parametrize("reader", [read_chunks, read_helper])
def test_a_healthy_stream_is_read(server: OneAnswer, client: openai.OpenAI, reader: Reader) -> None:
    server.answer = HEALTHY_STREAM
    assert outcome(reader, client) == HEALTHY


def test_a_healthy_completion_is_read(server: OneAnswer, client: openai.OpenAI) -> None:
    server.answer = HEALTHY_COMPLETION
    assert outcome(read_completion, client) == HEALTHY


@pytest.mark.parametrize("case", COMPLETIONS, ids="-".join)
def test_the_completion_breaks_it(server: OneAnswer, client: openai.OpenAI, case: tuple[str, str]) -> None:
    server.answer = COMPLETIONS[case]
    assert case in claimed(Client.PYTHON_CREATE)
    assert outcome(read_completion, client) != HEALTHY


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("case", STREAMS, ids="-".join)
def test_the_stream_breaks_it_as_claimed(
    server: OneAnswer,
    client: openai.OpenAI,
    case: tuple[str, str],
    name: Client,
) -> None:
    server.answer = STREAMS[case]
    if case in claimed(name):
        assert outcome(READERS[name], client) != HEALTHY
    else:
        assert case in claimed(Client.PYTHON_STREAM), "a vector that no client is said to break on"


@pytest.mark.parametrize("reader", READERS.values())
@pytest.mark.parametrize("case", HARMLESS, ids="-".join)
def test_it_does_not_mind(
    server: OneAnswer,
    client: openai.OpenAI,
    case: tuple[str, str],
    reader: Reader,
) -> None:
    server.answer = HARMLESS[case]
    assert case[1] in load_catalogue()[case[0]].kinds
    assert case not in claimed(Client.PYTHON_CREATE) | claimed(Client.PYTHON_STREAM)
    assert outcome(reader, client) == HEALTHY


@pytest.mark.parametrize("reader", READERS.values())
def test_an_event_behind_done_is_lost(server: OneAnswer, client: openai.OpenAI, reader: Reader) -> None:
    server.answer = LATE_DATA
    assert outcome(reader, client) == HEALTHY
    assert _LATE in claimed(Client.PYTHON_CREATE) & claimed(Client.PYTHON_STREAM)


@pytest.mark.parametrize("reader", READERS.values())
@pytest.mark.parametrize("case", ERROR_EVENTS, ids="-".join)
def test_the_message_of_an_error_event_is_lost(
    server: OneAnswer,
    client: openai.OpenAI,
    case: tuple[str, str],
    reader: Reader,
) -> None:
    server.answer = HEALTHY_ERROR_EVENT
    assert outcome(reader, client) == "APIError: overloaded"
    server.answer = ERROR_EVENTS[case]
    assert "overloaded" not in str(outcome(reader, client))


def test_healthy_calls_are_read(server: OneAnswer, client: openai.OpenAI) -> None:
    server.answer = HEALTHY_CALL
    assert outcome(read_calls, client) == [CALL]
    server.answer = HEALTHY_CALL_STREAM
    assert outcome(read_helped_calls, client) == [CALL]


@pytest.mark.parametrize("case", CALLS, ids="-".join)
def test_the_call_breaks_it(server: OneAnswer, client: openai.OpenAI, case: tuple[str, str]) -> None:
    server.answer = CALLS[case]
    assert case in claimed(Client.PYTHON_CREATE)
    assert outcome(read_calls, client) != [CALL]


@pytest.mark.parametrize("case", CALL_STREAMS, ids="-".join)
def test_the_streamed_call_breaks_it(server: OneAnswer, client: openai.OpenAI, case: tuple[str, str]) -> None:
    server.answer = CALL_STREAMS[case]
    assert case in claimed(Client.PYTHON_STREAM)
    assert outcome(read_helped_calls, client) != [CALL]


@pytest.mark.parametrize("case", HARMLESS_CALL_STREAMS, ids="-".join)
def test_it_does_not_mind_the_call(server: OneAnswer, client: openai.OpenAI, case: tuple[str, str]) -> None:
    server.answer = HARMLESS_CALL_STREAMS[case]
    assert case[1] in load_catalogue()[case[0]].kinds
    assert case not in claimed(Client.PYTHON_CREATE) | claimed(Client.PYTHON_STREAM)
    assert outcome(read_helped_calls, client) == [CALL]
