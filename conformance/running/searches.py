"""All searches of a run: between what the user asked for, the scheduler, and the search for one property."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from conformance.conversations.conversation import Conversation, Played
from conformance.conversations.registry import all_conversations
from conformance.judging.judge import controls_of
from conformance.model.report import SearchFacts
from conformance.model.settings import Dialect
from conformance.properties.example import Example, conversation_of, property_of
from conformance.properties.property import is_hazardous, property_named
from conformance.properties.record import facts_of, read_facts
from conformance.running.drawing import Drawing
from conformance.running.failures import FILE_NAME, earlier_failures, write_failures
from conformance.running.search import Means, Search, SearchResult
from conformance.running.searching import Cause, Draw, judge_example
from conformance.running.setup import Setup

_PLAIN = "text"
Begin = Callable[[Iterable[Conversation]], None]
PlayAll = Callable[[Conversation], Played]
"""Plays a conversation, or waits for the one of that name that is under way."""


class Searches:
    """The searches of one run.

    Args:
        setup: what was decided beforehand.
        names: the properties.
        dialect: what bodies depend on.
        directory: the report directory, where failures are kept.
    """

    def __init__(self, setup: Setup, names: Iterable[str], dialect: Dialect, directory: Path) -> None:
        self._setup = setup
        self._path = directory / FILE_NAME
        self._draws = {
            name: Draw(property_named(name), dialect, setup.seed, setup.examples, setup.selection.only)
            for name in names
        }
        self._weighing = setup.weighing()
        self._kept = () if setup.replay else earlier_failures(directory, setup.name.text)
        self._drawing = Drawing(self._draws.values(), self._weighing, kept=self._kept)
        self._examples: dict[str, Example] = {}
        self._results: dict[str, SearchResult] = {}

    @cached_property
    def controls(self) -> frozenset[str]:
        """Fixed conversations without which examples mean nothing; of a replay, those of what was sent."""
        if self._setup.replay is not None:
            return frozenset(name for facts, _ in self._setup.replay.drawn.values() for name in facts["controls"])
        kept = (frozenset(one.example.controls) for one in self._kept if one.drawn in self._draws)
        known = frozenset[str]().union(*kept) & all_conversations().keys()
        return known.union(*(draw.controls() for draw in self._draws.values()))

    @property
    def facts(self) -> tuple[SearchFacts, ...]:
        """What the searches came to, those that were made."""
        return tuple(one.facts for one in self._results.values())

    def draw(self) -> None:
        """Draw the examples, while the fixed conversations are under way; a replay takes what was recorded."""
        if self._setup.replay is None:
            self._drawing.draw()

    def followers(self, played: Mapping[str, Played]) -> list[Conversation]:
        """Return what to send when the fixed conversations were played."""
        if self._setup.replay is None:
            found = self._drawing.conversations(played)
            self._examples |= self._drawing.examples
            return [one for one in found if not is_hazardous(one.drawn)]
        for name, (record, requests) in self._setup.replay.drawn.items():
            self._examples[name] = read_facts(record, tuple(request.body for request in requests))
        return [conversation_of(example, name) for name, example in self._examples.items()]

    def record(self, conversation: str) -> dict[str, Any] | None:
        """Return what the evidence says about a conversation that is an example, None for another."""
        example = self._examples.get(conversation)
        return None if example is None else facts_of(example)

    def result(
        self, name: str, begin: Begin, play: PlayAll, fixed: Mapping[str, Played], known: frozenset[Cause]
    ) -> SearchResult:
        """Search one property.

        Args:
            name: the property.
            begin: has conversations played in the background.
            play: plays a conversation.
            fixed: the fixed conversations that were played, by name.
            known: causes that were found already.
        """

        def play_example(conversation: str, example: Example) -> Played:
            self._examples[conversation] = example
            return play(conversation_of(example, conversation))

        means = Means(
            play=play_example,
            alive=lambda conversation: play(replace(all_conversations()[_PLAIN], name=conversation)),
            judge=lambda played: judge_example(
                played, controls_of(played.conversation, fixed), self._weighing, self._setup.selection.only
            ),
            level=self._weighing.level,
            ready=lambda example: set(example.controls) <= fixed.keys(),
            sends=self._setup.replay is None,
        )
        if is_hazardous(name):
            begin(conversation_of(one, each) for each, one in self._examples.items() if property_of(each) == name)
        search = Search(self._draws[name], dict(self._examples), means)
        self._results[name] = search.result(known, self._drawing.unsent.get(name, Counter()))
        return self._results[name]

    def keep(self) -> None:
        """Write the failures that were found, and those of earlier runs whose property was not searched.

        Raises:
            OSError: the file cannot be written.
        """
        if self._setup.replay is not None:
            return
        found = [failure for one in self._results.values() for failure in one.failures]
        waiting = [failure for failure in self._kept if failure.drawn not in self._results]
        write_failures(self._path, self._setup.name.text, dict.fromkeys([*found, *waiting]))
