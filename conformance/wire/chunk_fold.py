"""Folds the deltas of a stream into the messages that they spell, as clients do: in order, without judging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from conformance.model.finding import Oddity
from conformance.wire.call_fold import CallFold, CallsFold
from conformance.wire.delta_text import CumulativeTest, PairTest, Text
from conformance.wire.stream_order import MOST_CHOICES, StreamAsked, choice_index, is_annotation

_MOST_FINISHES: Final = 20
_MOST_LOGPROBS: Final = 4096
_MOST_USAGES: Final = 20


@dataclass(frozen=True)
class FoldedChoice:
    """One choice as its deltas spell it.

    Attributes:
        index: its index.
        role: the first role, or None.
        content: all content, "" where there was none.
        refusal: all refusal, "" where there was none.
        reasoning: all `reasoning_content` or `reasoning`, "" where there was none.
        tool_calls: `{index, id, type, name, arguments}` in order of appearance; id, type and name are the first that
            came, or None; arguments are joined. Input of a custom tool counts as arguments.
        call_oddities: what is odd about the fragments of tool calls, the first of each kind.
        finish_reasons: non-empty finish reasons in order of arrival, the first 20.
        deltas: number of deltas with non-empty content.
        finished: whether there is a finish reason.
        content_given: whether any delta had a string for content, be it empty; if not, `content` is null in a message.
        function_call: `{name, arguments}` of the deprecated form, or None.
        logprobs: `{content, refusal}` with all entries joined, None where there were none or more than 4096.
        cumulative: whether every delta repeated the whole text before it (at least 3 deltas, which grew).
        thoughts_in_pairs: whether every delta of reasoning came twice in a row (at least 3 texts).
    """

    index: int
    role: str | None = None
    content: str = ""
    refusal: str = ""
    reasoning: str = ""
    tool_calls: tuple[dict[str, Any], ...] = ()
    call_oddities: tuple[Oddity, ...] = ()
    finish_reasons: tuple[str, ...] = ()
    deltas: int = 0
    finished: bool = False
    content_given: bool = False
    function_call: dict[str, str] | None = None
    logprobs: dict[str, Any] | None = None
    cumulative: bool = False
    thoughts_in_pairs: bool = False

    def message(self) -> dict[str, Any]:
        """Return the choice as `message` of a completion. A role that never came is taken to be the assistant's."""
        message: dict[str, Any] = {
            "role": self.role or "assistant",
            "content": self.content if self.content_given else None,
            "refusal": self.refusal or None,
        }
        if self.reasoning:
            message["reasoning_content"] = self.reasoning
        if self.tool_calls:
            message["tool_calls"] = [_whole_call(call) for call in self.tool_calls]
        if self.function_call is not None:
            message["function_call"] = self.function_call
        return message


def _whole_call(call: dict[str, Any]) -> dict[str, Any]:
    if call["type"] == "custom":
        return {"id": call["id"], "type": "custom", "custom": {"name": call["name"], "input": call["arguments"]}}
    function = {"name": call["name"], "arguments": call["arguments"]}
    return {"id": call["id"], "type": call["type"], "function": function}


class ChoiceFold:
    """Collects what the chunks say about one choice."""

    __slots__ = (
        "_calls",
        "_content",
        "_cumulative",
        "_deltas",
        "_finishes",
        "_function",
        "_logprobs",
        "_reasoning",
        "_refusal",
        "_role",
        "_thoughts",
        "index",
    )

    def __init__(self, index: int) -> None:
        self.index = index
        self._role: str | None = None
        self._content = Text()
        self._refusal = Text()
        self._reasoning = Text()
        self._deltas = 0
        self._finishes: list[str] = []
        self._calls = CallsFold()
        self._function: CallFold | None = None
        self._logprobs: dict[str, list[Any]] | None = None
        self._cumulative = CumulativeTest()
        self._thoughts = PairTest()

    def add(self, choice: dict[str, Any]) -> None:
        """Take what one chunk says about the choice; members of a wrong type are passed over."""
        finish = choice.get("finish_reason")
        if finish and type(finish) is str and len(self._finishes) < _MOST_FINISHES and not self._is_verdict(choice):
            self._finishes.append(finish)
        logprobs = choice.get("logprobs")
        if type(logprobs) is dict:
            self._add_logprobs(logprobs)
        delta = choice.get("delta")
        if type(delta) is dict:
            self._add_delta(delta)

    def _is_verdict(self, choice: dict[str, Any]) -> bool:
        """Tell whether Azure's filter speaks behind the model's own finish, which is no second one."""
        return bool(self._finishes) and is_annotation(choice)

    def add_content(self, content: str) -> None:
        """Take the content of one delta."""
        self._content.add(content)
        if content:
            self._deltas += 1
            if self._cumulative.open:
                self._cumulative.add(content)

    def folded(self) -> FoldedChoice:
        """Return what was collected so far."""
        function = self._function.whole() if self._function is not None else None
        return FoldedChoice(
            index=self.index,
            role=self._role,
            content=str(self._content),
            refusal=str(self._refusal),
            reasoning=str(self._reasoning),
            tool_calls=self._calls.whole(),
            call_oddities=tuple(self._calls.oddities.values()),
            finish_reasons=tuple(self._finishes),
            deltas=self._deltas,
            finished=bool(self._finishes),
            content_given=self._content.given,
            function_call=function and {"name": function["name"] or "", "arguments": function["arguments"]},
            logprobs=self._folded_logprobs(),
            cumulative=self._cumulative.holds(),
            thoughts_in_pairs=self._thoughts.holds(),
        )

    def _add_delta(self, delta: dict[str, Any]) -> None:
        content = delta.get("content")
        if type(content) is str:
            self.add_content(content)
        role = delta.get("role")
        if role and type(role) is str and self._role is None:
            self._role = role
        refusal = delta.get("refusal")
        if type(refusal) is str:
            self._refusal.add(refusal)
        reasoning = delta.get("reasoning_content") or delta.get("reasoning")
        if type(reasoning) is str:
            self._reasoning.add(reasoning)
            if reasoning and self._thoughts.open:
                self._thoughts.add(reasoning)
        calls = delta.get("tool_calls")
        if type(calls) is list:
            self._calls.add(calls)
        function = delta.get("function_call")
        if type(function) is dict:
            self._function = self._function or CallFold(0)
            self._function.add({"function": function})

    def _add_logprobs(self, logprobs: dict[str, Any]) -> None:
        self._logprobs = kept = self._logprobs or {}
        for member in ("content", "refusal"):
            entries = logprobs.get(member)
            if type(entries) is list:
                room = _MOST_LOGPROBS + 1 - len(kept.setdefault(member, []))
                kept[member].extend(entries[: max(room, 0)])

    def _folded_logprobs(self) -> dict[str, Any] | None:
        kept = self._logprobs
        if kept is None or any(len(entries) > _MOST_LOGPROBS for entries in kept.values()):
            return None
        return {"content": kept.get("content"), "refusal": kept.get("refusal")}


class StreamFold:
    """Folds all choices of one stream.

    Attributes:
        usages: the usage objects in order: the first 19, and the last.
    """

    def __init__(self, asked: StreamAsked) -> None:
        self.usages: list[dict[str, Any]] = []
        self._asked = asked
        self._choices: dict[int, ChoiceFold] = {}

    def chunk(self, value: dict[str, Any], choices: list[Any]) -> None:
        """Take one chunk; `choices` is its member of that name, or [] where it is not an array."""
        for choice in choices:
            if type(choice) is dict:
                index = choice.get("index")
                fold = self._choices.get(index) if type(index) is int else None
                if fold is None:
                    fold = self._begin(choice)
                if fold is not None:
                    fold.add(choice)
        usage = value.get("usage")
        if type(usage) is dict:
            if len(self.usages) == _MOST_USAGES:
                self.usages.pop()
            self.usages.append(usage)

    def repeats(self, value: dict[str, Any], choices: list[Any]) -> ChoiceFold | None:
        """Return the fold of the one choice of a chunk that adds content to it and nothing else; None for others."""
        choice = choices[0]
        if value.get("usage") is not None or choice.get("logprobs") is not None or choice.get("finish_reason"):
            return None
        rest = (member for name, member in choice["delta"].items() if name != "content")
        if not isinstance(choice["delta"].get("content"), str) or any(member is not None for member in rest):
            return None
        return self._choices.get(choice.get("index"))

    def folded(self) -> dict[int, FoldedChoice]:
        """Return all choices, by ascending index."""
        return {index: self._choices[index].folded() for index in sorted(self._choices)}

    def _begin(self, choice: dict[str, Any]) -> ChoiceFold | None:
        index = choice_index(choice, self._asked)
        if index is None or (index not in self._choices and len(self._choices) >= self._asked.n + MOST_CHOICES):
            return None
        return self._choices.setdefault(index, ChoiceFold(index))
