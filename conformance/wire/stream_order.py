"""Reads chunks with the tables of `stream_grammar`: from members to symbols, from moves to facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from conformance.wire.choice_grammar import CHOICE_MOVES, CHOICE_OWES, ENDED, FINISHING, WITHOUT_DELTA, ChoiceState
from conformance.wire.chunk_identity import ChunkIdentity
from conformance.wire.stream_kind import StreamKind
from conformance.wire.usage_grammar import USAGE_MOVES, UsageState, UsageSymbol

Report = Callable[[StreamKind, str, Any], None]
"""Takes a fact about the current event: kind, JSON pointer, and what stood there (None: nothing to show)."""

MOST_CHOICES: Final = 256
"""Choices that are followed, beyond those that were asked for; a hostile stream may invent one with every chunk."""

_SPEECH: Final = ("refusal", "tool_calls", "function_call", "audio")
_THOUGHT: Final = ("reasoning_content", "reasoning")
_ANNOTATION: Final = ("content_filter_results", "content_filter_offsets")
_SHOWN_INDEXES: Final = 10
_CHOICES: Final = UsageSymbol.CHOICES
_CONTENT: Final = 2
"""The code of a delta with content and nothing else."""


@dataclass(frozen=True)
class StreamAsked:
    """What the request asked of the stream.

    Attributes:
        n: number of choices.
        include_usage: whether `stream_options.include_usage` was true.
    """

    n: int = 1
    include_usage: bool = False


def says_something(delta: dict[str, Any]) -> bool:
    """Tell whether a delta carries text, a refusal, a call, audio or thought; not a role, and nothing empty."""
    if delta.get("content") or any(delta.get(member) for member in _SPEECH):
        return True
    return any(isinstance(thought := delta.get(member), str) and thought != "" for member in _THOUGHT)


def is_annotation(choice: dict[str, Any]) -> bool:
    """Tell whether this is Azure's report about a choice rather than a part of it: filter results without a delta."""
    return choice.get("delta") is None and any(member in choice for member in _ANNOTATION)


def choice_code(choice: dict[str, Any]) -> int:
    """Read what a chunk says about a choice, as a code of `choice_grammar.symbols`.

    A finish is a non-empty string. Any other value but null is a void finish, which the schema reports.
    """
    finish = choice.get("finish_reason")
    code = 0 if finish is None else 8 if finish and type(finish) is str else 4
    delta = choice.get("delta")
    if type(delta) is not dict:
        return WITHOUT_DELTA + (3 if code == 8 and is_annotation(choice) else code >> 2)  # noqa: PLR2004 - set above
    if delta:
        role = delta.get("role")
        if role and type(role) is str:
            code |= 1
        if says_something(delta):
            code |= 2
    return code


def choice_index(choice: dict[str, Any], asked: StreamAsked) -> int | None:
    """Return the index of a choice; one without an index can only be choice 0 where one choice was asked for.

    Returns:
        None where it cannot be told; the schema reports why.
    """
    index = choice.get("index")
    if type(index) is int:
        return index
    return 0 if asked.n == 1 else None


class StreamOrder:
    """Follows the choices, the usage and the identity of one stream.

    Attributes:
        states: index -> state of the choices seen so far.
        identity: what the chunks have in common.
    """

    def __init__(self, asked: StreamAsked, report: Report) -> None:
        self.states: dict[int, int] = {}
        self.identity = ChunkIdentity()
        self._asked = asked
        self._report = report
        self._usage = UsageState.NONE if asked.include_usage else UsageState.UNASKED
        self._unplaced = False

    def chunk(self, value: dict[str, Any], choices: list[Any]) -> None:
        """Read one chunk; `choices` is its member of that name, or [] where it is not an array."""
        if not self.identity.same(value):
            self._compare(value, choices)
        finished = False
        for position, choice in enumerate(choices):
            if type(choice) is not dict:
                continue
            index = self._followed(choice, position, choices)
            if index is None:
                continue
            code = choice_code(choice)
            self.states[index], kinds = CHOICE_MOVES[self.states[index]][code]
            finished = finished or code in FINISHING
            for kind in kinds:
                self._report(kind, f"/choices/{position}", choice)
        usage = value.get("usage")
        if choices or usage is not None:
            self._follow_usage(choices, usage, finished=finished)

    def repeats(self, choices: list[Any]) -> bool:
        """Tell whether a chunk like the last one, content of one choice and nothing else, moves and reports nothing.

        The machine of usage need not be asked: another chunk with choices and without usage never moves it.
        """
        if len(choices) != 1 or type(choices[0]) is not dict or choice_code(choices[0]) != _CONTENT:
            return False
        index = choice_index(choices[0], self._asked)
        if index is None:
            return False
        state = self.states.get(index, ChoiceState.UNSEEN)
        return CHOICE_MOVES[state][_CONTENT] == (state, ())

    def interrupted(self) -> bool:
        """Tell whether no choice was seen, or one has not ended."""
        return not self.states or not all(state in ENDED for state in self.states.values())

    def end(self, *, marked: bool) -> None:
        """Report what is still owed when the body has ended.

        Args:
            marked: whether an end marker of any form came.
        """
        for index, state in self.states.items():
            for kind in CHOICE_OWES[ChoiceState(state)]:
                self._report(kind, "", {"index": index})
        n = self._asked.n
        # A choice that came under a wrong index, or under none, is not missing as well.
        if self.states and len(self.states) < n and not self._unplaced:
            self._report(
                StreamKind.CHOICE_MISSING,
                "",
                {"never seen": list(islice((i for i in range(n) if i not in self.states), _SHOWN_INDEXES))},
            )
        end = UsageSymbol.END if marked or not self.interrupted() else UsageSymbol.END_INTERRUPTED
        self._move_usage(end, None)

    def _compare(self, value: dict[str, Any], choices: list[Any]) -> None:
        extra = is_azure_extra(value)
        if choices and value.get("id") == "" and not extra:
            self._report(StreamKind.EMPTY_ID, "/id", "")
        for change in self.identity.changes(value, blanks_count=not extra):
            self._report(change.kind, change.pointer, {"before": change.before, "now": change.now})

    def _followed(self, choice: dict[str, Any], position: int, choices: list[Any]) -> int | None:
        """Return the index of a choice, judged when it is new; None where the choice cannot be followed."""
        asked, index = self._asked, choice_index(choice, self._asked)
        if index is None:
            self._unplaced = True
            return None
        if index in self.states:
            return index
        if not 0 <= index < asked.n:
            self._report(StreamKind.INDEX_OUT_OF_RANGE, f"/choices/{position}/index", index)
        elif index and not self.states and not _holds_zero(choices, asked):
            self._report(StreamKind.FIRST_INDEX_NOT_ZERO, f"/choices/{position}/index", index)
        if len(self.states) >= asked.n + MOST_CHOICES:
            return None
        self.states[index] = ChoiceState.UNSEEN
        return index

    def _follow_usage(self, choices: list[Any], usage: Any, *, finished: bool) -> None:
        if usage is None:
            symbol = _CHOICES
        elif choices:
            ended = finished or all(self._has_ended(choice) for choice in choices)
            symbol = UsageSymbol.ON_FINISH if ended else UsageSymbol.ON_CHOICES
        else:
            symbol = UsageSymbol.OWN_EARLY if self._unfinished() else UsageSymbol.OWN
        self._move_usage(symbol, usage)

    def _move_usage(self, symbol: UsageSymbol, usage: Any) -> None:
        move = USAGE_MOVES[self._usage][symbol]
        self._usage = move[0]
        for kind in move[1:]:
            self._report(kind, "/usage" if usage is not None else "", usage)

    def _has_ended(self, choice: Any) -> bool:
        index = choice_index(choice, self._asked) if type(choice) is dict else None
        return index is not None and self.states.get(index) in ENDED

    def _unfinished(self) -> bool:
        return len(self.states) < self._asked.n or self.interrupted()


def is_azure_extra(value: dict[str, Any]) -> bool:
    """Tell whether this is a chunk that Azure documents beside those of the answer.

    That is a chunk with filter results about the prompt and no choices, or one whose choices are all annotations. Its
    id, object and model are empty, and `created` is 0.
    """
    choices = value.get("choices")
    if choices:
        return type(choices) is list and all(type(choice) is dict and is_annotation(choice) for choice in choices)
    return "prompt_filter_results" in value or "prompt_annotations" in value


def _holds_zero(choices: list[Any], asked: StreamAsked) -> bool:
    return any(type(choice) is dict and choice_index(choice, asked) == 0 for choice in choices)
