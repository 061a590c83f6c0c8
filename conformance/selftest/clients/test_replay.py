from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conformance.conversations.registry import all_conversations
from conformance.endpoints.http_script import render
from conformance.endpoints.reply import json_reply
from conformance.model.request import ExchangeKey, Request
from conformance.model.script import Finish, Pause, Send
from conformance.model.settings import Capability
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.requirements.clients import COPED, Outcome
from conformance.selftest.clients.replay import TASKS, Made, Recorded, judged, lines, recorded_answers, script_of
from conformance.selftest.clients.told import Told
from conformance.transport.evidence import EvidenceWriter

BODY = json.dumps({"choices": [{"message": {"content": "red"}, "finish_reason": "tool_calls"}]})
ANSWER = f"HTTP/1.1 200 OK\r\ncontent-length: {len(BODY)}\r\n\r\n{BODY}".encode()
REQUEST = Request(body=b"{}", label="subject")


def transcript(ending: Ending = Ending.COMPLETE, answer: bytes = ANSWER) -> Transcript:
    return Transcript(recording=Recording.of((0.5, answer[:20]), (3.0, answer[20:])), ending=ending)


def recorded() -> Recorded:
    script = script_of(transcript())
    assert script is not None
    return Recorded("text", "text", streams=False, script=script)


def made(surface: str = "openai-node create", **told: Any) -> Made:
    return judged(recorded(), surface, Told(**{"text": "red", "finish": "tool_calls", **told}))


def test_a_script_sends_what_was_recorded_piece_by_piece_and_hurries() -> None:
    script = recorded().script
    assert [step.data for step in script.steps if isinstance(step, Send)] == [ANSWER[:20], ANSWER[20:]]
    assert sum(step.seconds for step in script.steps if isinstance(step, Pause)) <= 1
    assert script.finish is Finish.CLOSE


def test_a_connection_ends_as_it_did() -> None:
    endings = {ending: script_of(transcript(ending)) for ending in Ending}
    finishes = {ending: script.finish for ending, script in endings.items() if script}
    assert finishes[Ending.RESET] is Finish.RESET
    assert finishes[Ending.SILENT] is Finish.HANG
    assert finishes[Ending.TRUNCATED] is Finish.CLOSE
    assert Ending.DISCONNECTED not in finishes
    assert script_of(transcript(answer=b"\0\0\0 frames of HTTP/2 begin otherwise")) is None


def test_the_answers_of_plain_conversations_are_taken(tmp_path: Path) -> None:
    names = ("text", "temperature above maximum", "a conversation that there is no more")
    with EvidenceWriter(tmp_path, {}) as writer:
        for name in names:
            writer.exchange(ExchangeKey(name), REQUEST, transcript())
    assert [(one.conversation, one.task, one.streams) for one in recorded_answers(tmp_path)] == [
        ("text", "text", False)
    ]


def test_every_task_is_shown_by_some_conversation() -> None:
    assert {one.capability for one in all_conversations().values()} >= TASKS.keys()
    assert TASKS[Capability.TOOLS] == "tools"


def test_a_client_that_returns_what_was_sent_has_coped() -> None:
    assert made().verdict == COPED
    assert made(finish="tool-calls").verdict == COPED
    assert made(text="blue").verdict.outcome is Outcome.OTHER
    assert made(text="").verdict.outcome is Outcome.LOST
    assert made(error="TypeError", message="no").broke


def test_an_error_that_the_target_answered_breaks_nobody() -> None:
    refused = Recorded(
        "text", "text", streams=False, script=render(json_reply({"error": {"message": "no"}}, status=400))
    )
    one = judged(refused, "openai-node create", Told(error="BadRequestError", message="400 no"))
    assert one.verdict.outcome is Outcome.REFUSED
    assert not one.broke


def test_what_is_alike_is_told_once() -> None:
    told = lines([made(), made(error="TypeError", message="no"), made(error="TypeError", message="no")])
    assert list(told) == [
        "openai-node create: coped with 1 of 3 answers",
        "  raised: TypeError (no): text, text",
    ]
