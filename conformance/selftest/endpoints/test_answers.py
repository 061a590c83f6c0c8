"""What the reference says, and how parameters shape it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.endpoints.reference.endpoint import make_reference
from conformance.endpoints.reference.tokens import VOCABULARY, token_id, tokenize
from conformance.selftest.endpoints.asking import WEATHER, Said, ask, said, user
from conformance.selftest.endpoints.test_request_rules import HISTORY
from conformance.wire.body_schema import SchemaName, extra_members, is_valid


def _choice(answer: Said, at: int = 0) -> dict[str, object]:
    choice: dict[str, object] = answer.value["choices"][at]
    return choice


@pytest.mark.parametrize(
    ("instruction", "answer"),
    [
        ("Reply with the single word: ready", "ready"),
        ("Reply with exactly: two words", "two words"),
        ("Repeat exactly: 😀 日本語 é\nline two", "😀 日本語 é\nline two"),
        ("Write exactly: one two three", "one two three"),
        ("Count from 1 to 5, separated by commas.", "1, 2, 3, 4, 5"),
        ("count from 3 to 1", "3 2 1"),
        ("Count from 9 to 11, the numbers separated by spaces.", "9 10 11"),
        ("Repeat the word tea 3 times.", "tea tea tea"),
    ],
)
def test_plain_instructions_are_followed(instruction: str, answer: str) -> None:
    assert said(instruction).text == answer
    assert (
        ask(messages=user([{"type": "text", "text": "Hello."}, {"type": "text", "text": instruction}])).text == answer
    )


def test_numbers_are_recalled_from_every_message() -> None:
    asked = "In which room? Reply with the two numbers only."
    told = [{"role": "system", "content": "Room 4827."}, {"role": "assistant", "content": "Locker 3391, not 12."}]
    assert ask(messages=[*told, *user(asked)]).text == "4827 3391"
    assert said(asked).text == "No number was told."


def test_other_texts_get_a_friendly_sentence_of_at_least_twelve_tokens() -> None:
    first, second = said("How are you?"), said("Who are you?")
    assert first.text != second.text
    assert first.value["usage"]["completion_tokens"] >= 12
    assert said("How are you?").text == first.text


def test_a_completion_fits_the_schema_without_extra_members() -> None:
    for answer in (said("Hello"), ask(tools=[WEATHER], tool_choice="required"), ask(logprobs=True, top_logprobs=3)):
        assert is_valid(SchemaName.COMPLETION, answer.value)
        assert extra_members(SchemaName.COMPLETION, answer.value) == ()


def test_two_answers_have_two_ids() -> None:
    reference = make_reference()
    assert ask(reference).value["id"] != ask(reference).value["id"]


def test_choices_are_numbered_and_counted() -> None:
    answer = ask(n=3).value
    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2]
    assert answer["usage"]["completion_tokens"] == 3


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
@pytest.mark.parametrize("most", [1, 5, 9])
def test_the_token_limit_cuts(name: str, most: int) -> None:
    bound: dict[str, Any] = {name: most}
    answer = ask(messages=user("Count from 1 to 200."), **bound)
    assert answer.text == " ".join(map(str, range(1, most + 1)))
    assert _choice(answer)["finish_reason"] == "length"
    assert answer.value["usage"]["completion_tokens"] == most


def test_a_limit_that_is_just_enough_does_not_cut() -> None:
    assert _choice(said("Count from 1 to 5", max_tokens=5))["finish_reason"] == "stop"


@pytest.mark.parametrize(
    ("stop", "answer"), [("5", "1 2 3 4 "), (["7", "3"], "1 2 "), ("4 5", "1 2 3 "), ("absent", "1 2 3 4 5 6 7 8 9")]
)
def test_the_earliest_stop_sequence_ends_the_text(stop: object, answer: str) -> None:
    stopped = said("Count from 1 to 9", stop=stop)
    assert stopped.text == answer
    assert _choice(stopped)["finish_reason"] == "stop"


def test_a_banned_token_is_not_said() -> None:
    assert said("Write exactly: one two three", logit_bias={str(token_id(" two")): -100}).text == "one three"


def test_a_forced_token_is_said_alone() -> None:
    assert set(tokenize(said("Count from 1 to 9", logit_bias={str(token_id(" 2")): 100}).text)) == {" 2"}


def test_a_token_that_the_answer_does_not_hold_is_forced_all_the_same() -> None:
    assert set(tokenize(said("Count from 1 to 9", logit_bias={"1400": 100}).text)) == {" 1400"}
    assert said("Count from 1 to 3", logit_bias={str(VOCABULARY): 100}).text == "1 2 3"


def test_penalties_lower_repetition() -> None:
    plain = said("Repeat the word tea 40 times").text.count("tea")
    assert plain == 40
    assert said("Repeat the word tea 40 times", frequency_penalty=2).text.count("tea") < plain
    assert said("Repeat the word tea 40 times", presence_penalty=2).text.count("tea") < plain
    assert said("Repeat the word tea 40 times", presence_penalty=-2).text.count("tea") == plain


def test_the_seed_decides_where_the_temperature_leaves_room() -> None:
    texts = {said("Hello", seed=seed, temperature=1).text for seed in range(20)}
    assert len(texts) > 1
    assert said("Hello", seed=5).text == said("Hello", seed=5).text
    assert len({said("Hello", seed=seed, temperature=0).text for seed in range(20)}) == 1


def test_inventions_differ_unless_lots_are_not_drawn() -> None:
    reference = make_reference()

    def invented(**members: Any) -> list[str]:
        answers = [ask(reference, messages=user("Invent a lamp in one paragraph."), **members) for _ in range(4)]
        return [answer.text for answer in answers]

    assert len(set(invented())) == len(set(invented(temperature=0.1))) == 4
    assert invented(temperature=0) == invented(top_p=0.001) == invented(top_p=0)
    assert len(set(invented(temperature=0))) == len(set(invented(seed=5))) == 1
    assert invented(seed=5) != invented(seed=6)
    assert invented(temperature=0, presence_penalty=2) != invented(temperature=0)
    assert invented(temperature=0, frequency_penalty=2) != invented(temperature=0)


def test_choices_of_an_invention_are_drawn_each_by_itself() -> None:
    answer = said("Invent a lamp in one paragraph.", n=5)
    assert len({choice["message"]["content"] for choice in answer.value["choices"]}) == 5


def test_logprobs_spell_the_text() -> None:
    answer = said("Write exactly: né 😀", logprobs=True, top_logprobs=20)
    entries = answer.value["choices"][0]["logprobs"]["content"]
    assert "".join(entry["token"] for entry in entries) == answer.text
    assert all(entry["logprob"] <= 0 and len(entry["top_logprobs"]) == 20 for entry in entries)
    assert bytes(byte for entry in entries for byte in entry["bytes"]).decode() == answer.text


def test_json_mode_answers_an_object() -> None:
    answer = said("Answer as JSON with the key city: Paris", response_format={"type": "json_object"})
    assert set(json.loads(answer.text)) == {"city"}
    assert isinstance(json.loads(said("JSON please", response_format={"type": "json_object"}).text), dict)


def test_a_json_schema_is_satisfied() -> None:
    schema = {
        "type": "object",
        "properties": {
            "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2},
            "n": {"type": "integer"},
        },
        "required": ["tags", "n"],
    }
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    assert json.loads(said("Go", response_format=wanted).text) == {"tags": ["a", "a"], "n": 1}


def test_a_required_tool_is_called_with_fitting_arguments() -> None:
    choice = ask(messages=user("What is it like in Paris?"), tools=[WEATHER], tool_choice="required").value["choices"][
        0
    ]
    (call,) = choice["message"]["tool_calls"]
    assert (choice["finish_reason"], choice["message"]["content"]) == ("tool_calls", None)
    assert (call["type"], call["function"]["name"]) == ("function", "get_weather")
    assert json.loads(call["function"]["arguments"]) == {"city": "Paris"}


def test_two_places_make_two_calls_unless_forbidden() -> None:
    asked = user("What is the weather in Paris and in Rome?")
    calls = ask(messages=asked, tools=[WEATHER]).value["choices"][0]["message"]["tool_calls"]
    assert len({call["id"] for call in calls}) == 2
    single = ask(messages=asked, tools=[WEATHER], parallel_tool_calls=False)
    assert len(single.value["choices"][0]["message"]["tool_calls"]) == 1


def test_tools_are_left_alone_when_told_so_or_out_of_place() -> None:
    assert (
        "tool_calls"
        not in said("Weather in Paris?", tools=[WEATHER], tool_choice="none").value["choices"][0]["message"]
    )
    assert ask(tools=[WEATHER]).text == "ready"


def test_a_tool_result_reaches_the_answer() -> None:
    assert "nonce-4711" in ask(messages=HISTORY, tools=[WEATHER]).text
    assert "nonce-4711" in ask(messages=[*HISTORY, *user("So?")], tools=[WEATHER]).text


def test_cut_arguments_are_reported_as_cut() -> None:
    choice = ask(tools=[WEATHER], tool_choice="required", max_tokens=2).value["choices"][0]
    assert choice["finish_reason"] == "length"


@pytest.mark.parametrize(("asked", "used"), [("auto", "default"), ("flex", "flex"), ("fast", "priority")])
def test_the_service_tier_is_the_one_used(asked: str, used: str) -> None:
    assert ask(service_tier=asked).value["service_tier"] == used
    assert "service_tier" not in ask().value


def test_users_are_never_echoed() -> None:
    assert b"somebody-4711" not in ask(user="somebody-4711").body
