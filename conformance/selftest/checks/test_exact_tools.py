"""What is said about tool calls, to the letter: kind, what stood there, and where."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.selftest.checks.answers import DONE, Said, answered, choice, chunk, judged, streamed

PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS = {"tools": [{"type": "function", "function": {"name": "weather", "parameters": PARAMETERS}}]}
FORCED = {**TOOLS, "tool_choice": "required"}
NAMED = {**TOOLS, "tool_choice": {"type": "function", "function": {"name": "weather"}}}
CALLS = "/choices/0/message/tool_calls"
NO_REASON = [("blocked", "there is no finish_reason (see RESP-005 and STREAM-019)", "")]


def call(arguments: Any = '{"city": "Rome"}', id_: Any = "a", name: Any = "weather") -> dict[str, Any]:
    return {"id": id_, "type": "function", "function": {"name": name, "arguments": arguments}}


def calling(*calls: dict[str, Any], finish: Any = "tool_calls", content: Any = None) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, "refusal": None, "tool_calls": list(calls)}
    one = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    return {"id": "c", "object": "chat.completion", "created": 1_800_000_000, "model": "m", "choices": [one]}


def said(requirement: str, answer: dict[str, Any], asked: dict[str, Any] | None = None) -> list[Said]:
    return [one for one in judged(requirement, answered(200, answer, asked=asked or FORCED)) if one[0] != "wrong-type"]


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        (("a", "b"), []),
        (("a", "a"), [("repeated-id", "['a', 'a']", CALLS)]),
        (("a",), []),
        (("", ""), []),
        (("a", "b", "a"), [("repeated-id", "['a', 'b', 'a']", CALLS)]),
    ],
)
def test_ids_differ(ids: tuple[str, ...], found: list[Said]) -> None:
    assert said("TOOL-012", calling(*(call(id_=one) for one in ids))) == found


def test_ids_and_names_are_not_empty() -> None:
    assert said("TOOL-013", calling(call(), call(id_="", name=""))) == [
        ("empty-id", '""', f"{CALLS}/1/id"),
        ("no-name", '""', f"{CALLS}/1/function/name"),
    ]
    assert said("TOOL-013", calling(call())) == []


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ('{"city": "Rome"}', []),
        ("[]", [("not-an-object", "[]", f"{CALLS}/0/function/arguments")]),
        ("{", [("not-json", "{", f"{CALLS}/0/function/arguments")]),
        ("[" * 100_000, None),
    ],
)
def test_arguments_hold_an_object(arguments: str, found: list[Said] | None) -> None:
    judgement = said("TOOL-015", calling(call(arguments)))
    assert judgement == found if found is not None else [kind for kind, *_ in judgement] == ["not-json"]
    assert said("TOOL-015", calling(call(arguments)), TOOLS) == []


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ('{"city": "Rome"}', []),
        ("{}", [("required-missing", "{}", f"{CALLS}/0/function/arguments")]),
        ('{"city": 3}', [("other-type", "3", f"{CALLS}/0/function/arguments")]),
        ("[]", [("blocked", "there are no arguments to look into (see TOOL-015)", "")]),
    ],
)
def test_arguments_fit(arguments: str, found: list[Said]) -> None:
    assert said("TOOL-016", calling(call(arguments))) == found
    assert said("TOOL-016", calling(call(arguments, name="other"))) == (found if arguments == "[]" else [])


@pytest.mark.parametrize("requirement", ["TOOL-015", "TOOL-016", "TOOL-017"])
@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_what_was_cut_is_not_judged(requirement: str, reason: str) -> None:
    assert said(requirement, calling(call("{"), finish=reason)) == [
        ("inconclusive", f"the answer was cut: finish_reason is {reason}", "")
    ]
    assert said(requirement, calling(call("{"), finish=None)) == NO_REASON


@pytest.mark.parametrize(
    ("reason", "asked", "found"),
    [
        ("tool_calls", TOOLS, []),
        ("function_call", TOOLS, []),
        ("stop", TOOLS, [("other-reason", "stop", "/choices/0/finish_reason")]),
        ("stop", NAMED, []),
        (
            "done",
            TOOLS,
            [("blocked", "finish_reason is none of the documented values (see RESP-005 and STREAM-020)", "")],
        ),
        ("stop", {}, []),
    ],
)
def test_the_reason_names_the_calls(reason: str, asked: dict[str, Any], found: list[Said]) -> None:
    assert judged("TOOL-017", answered(200, calling(call(), finish=reason), asked=asked)) == found


SPELT = '{"name": "weather", "arguments": {}}'
TEXT = "/choices/0/message/content"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (calling(call()), []),
        (calling(call(), content="<tool_call>"), [("markup", "<tool_call>", TEXT)]),
        (calling(call(), content="[TOOL_CALLS]"), [("markup", "[TOOL_CALLS]", TEXT)]),
        (calling(call(), content=SPELT), [("call-in-text", SPELT, TEXT)]),
        (calling(call(name="other"), content=SPELT), []),
        (calling(call(name=""), content='{"name": "", "arguments": {}}'), []),
        (calling(call(), content='{"name": "weather"}'), []),
        (calling(call(), content='{"name": "weather", "parameters": {}}'), None),
        (calling(content="hm"), [("blocked", "nothing was called (see TOOL-008 and TOOL-009)", "")]),
    ],
)
def test_calls_are_not_in_the_text(answer: dict[str, Any], found: list[Said] | None) -> None:
    judgement = said("TOOL-018", answer)
    assert judgement == found if found is not None else [kind for kind, *_ in judgement] == ["call-in-text"]


def test_no_text_and_no_call() -> None:
    assert said("TOOL-018", calling(content="", finish="stop"), TOOLS) == [("not-applicable", "there is no text", "")]
    assert said("TOOL-018", calling(content="", finish=None), TOOLS) == NO_REASON
    assert said("TOOL-018", calling(content="hm", finish="stop"), TOOLS) == []


def fragment(index: Any = 0, **members: Any) -> dict[str, Any]:
    return {"index": index, **members}


def stream_of(*fragments: list[dict[str, Any]]) -> bytes:
    chunks = [chunk(choice(role="assistant", tool_calls=fragments[0]))]
    chunks += [chunk(choice(tool_calls=some)) for some in fragments[1:]]
    return b"".join(chunks) + chunk(choice(finish="tool_calls")) + DONE


FIRST = {"id": "a", "type": "function", "function": {"name": "weather", "arguments": ""}}


@pytest.mark.parametrize(
    ("requirement", "body", "found"),
    [
        ("TOOL-019", stream_of([fragment(**FIRST)]), []),
        ("TOOL-019", stream_of([fragment(1, **FIRST)]), [("index-gap", "[1]", "")]),
        ("TOOL-019", stream_of([FIRST]), [("blocked", "fragments have no index (see TOOL-019)", "")]),
        ("TOOL-015", stream_of([FIRST]), [("blocked", "fragments have no index (see TOOL-019)", "")]),
    ],
)
def test_indexes_of_fragments(requirement: str, body: bytes, found: list[Said]) -> None:
    judgement = judged(requirement, streamed(body, asked=FORCED))
    assert [one for one in judgement if one[0] in {"blocked", "index-gap", "inconclusive"}] == found


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        (stream_of([fragment(**FIRST)], [fragment(function={"arguments": "{}"})]), []),
        (stream_of([fragment(**FIRST)], [fragment(id="a", function={"arguments": "{}"})]), ["id-repeated"]),
        (
            stream_of([fragment(**FIRST)], [fragment(function={"name": "weather", "arguments": "{}"})]),
            ["name-repeated"],
        ),
    ],
)
def test_calls_are_introduced_once(body: bytes, kinds: list[str]) -> None:
    assert [kind for kind, *_ in judged("TOOL-021", streamed(body, asked=FORCED))] == kinds


def test_what_was_not_asked_for_is_not_judged() -> None:
    answer = answered(200, stream_of([fragment(**FIRST)]), headers={"Content-Type": "text/event-stream"}, asked=FORCED)
    expected = "the answer is streamed where none was asked for, or not where one was"
    assert judged("TOOL-017", answer) == [("blocked", expected, "")]


def test_a_tool_without_parameters_requires_none() -> None:
    bare = {"tools": [{"type": "function", "function": {"name": "weather"}}], "tool_choice": "required"}
    assert said("TOOL-016", calling(call("{}")), bare) == []
