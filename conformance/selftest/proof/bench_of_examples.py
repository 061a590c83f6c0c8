"""Plays drawn examples in memory against an endpoint of ours, and judges what is not answered as by the reference."""

from __future__ import annotations

from collections.abc import Coroutine
from itertools import zip_longest
from typing import Any, TypeVar, cast

from conformance.conversations.conversation import Conversation, Played
from conformance.conversations.pictures import picture_path
from conformance.conversations.registry import all_conversations
from conformance.endpoints.catalogue import REFERENCE, variant
from conformance.judging.judge import Weighing
from conformance.model.report import ItemResult
from conformance.model.request import ExchangeKey, Request
from conformance.model.script import ReceivedRequest, Script
from conformance.model.settings import Dialect, Limits
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.properties.example import Example, conversation_of
from conformance.requirements.catalogue import load_catalogue
from conformance.running.searching import causes, judge_example
from conformance.scheduling.play import play
from conformance.selftest.proof.in_memory import KEY, MODEL
from conformance.selftest.proof.remembering import RememberingReference, Replies, Scripts, stopped_clock
from conformance.transport.memory import MemorySender
from conformance.wire.exchange import Exchange

T = TypeVar("T")
DIALECT = Dialect(model=MODEL, key_given=True, local_picture=str(picture_path("red.png")))
_LIMITS = Limits()
_NO_ANSWER = Transcript(recording=Recording.of(), ending=Ending.CANCELLED)
_NO_EXCHANGE = Exchange(ExchangeKey(""), Request(body=b""), _NO_ANSWER)


def _at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine comes to that waits for nothing, as playing in memory does; an event loop costs more."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return cast("T", done.value)
    raise RuntimeError("something was waited for, in memory")


class Bench:
    """Plays examples against one endpoint, and knows what its controls came to.

    What is answered as by the reference, controls included, is not judged again where nothing was found in that.

    Args:
        endpoint: `reference`, `fault/NAME` or `benign/NAME`.
        healthy: what is known of the reference; None where this is the reference.
        only: requirements to judge; empty for all.
    """

    def __init__(self, endpoint: str, healthy: Bench | None = None, only: frozenset[str] = frozenset()) -> None:
        self._only = only
        self._healthy = healthy
        self._scripts: Scripts = healthy._scripts if healthy else {}
        self._replies: Replies = healthy._replies if healthy else {}
        self._transcripts: dict[tuple[ReceivedRequest, Script], Transcript] = healthy._transcripts if healthy else {}
        reference = RememberingReference(KEY, stopped_clock, self._scripts, self._replies, learns=healthy is None)
        self._answers = reference if endpoint == REFERENCE else variant(endpoint).make(reference)
        self._sender = MemorySender(
            self._noting, key=KEY, limits=_LIMITS, clock=stopped_clock, remembered=self._transcripts
        )
        self._last: tuple[ReceivedRequest, Script] | None = None
        self._weighing = Weighing(load_catalogue())
        self._played: dict[str, Played] = {}
        self._judged: dict[tuple[str, Example], list[ItemResult]] = {}
        self._clean: dict[tuple[str, Example], Played] = {}
        self._alike: dict[str, bool] = {}

    def _noting(self, request: ReceivedRequest) -> Script:
        self._last = (request, self._answers(request))
        return self._last[1]

    async def _send(self, key: ExchangeKey, request: Request) -> Exchange:
        sent = await self._sender.send(key, request)
        if self._healthy is None and self._last and request.disconnect_after_events is None:
            self._transcripts[self._last] = sent.transcript
        return Exchange(key, sent.request, sent.transcript, _LIMITS)

    def _play(self, conversation: Conversation) -> Played:
        return _at_once(play(conversation, self._send, DIALECT))

    def control(self, name: str) -> Played:
        """Return a fixed conversation; it is played when it is first needed."""
        if name not in self._played:
            self._played[name] = self._play(all_conversations()[name])
        return self._played[name]

    def judge(self, drawn: str, example: Example) -> list[ItemResult]:
        """Play an example and judge it, or remember what came of it."""
        key = (drawn, example)
        if key not in self._judged:
            healthy = self._healthy.known(drawn, example) if self._healthy else None
            played = self._play(conversation_of(example, f"{drawn}: example"))
            same = (
                healthy is not None and _are_alike(played, healthy) and all(map(self._is_as_healthy, example.controls))
            )
            controls = {} if same else {name: self.control(name) for name in example.controls}
            self._judged[key] = [] if same else judge_example(played, controls, self._weighing, self._only)
            if self._healthy is None and not causes(self._judged[key]):
                self._clean[key] = played
        return self._judged[key]

    def known(self, drawn: str, example: Example) -> Played | None:
        """Return what came of an example, None where something was found."""
        self.judge(drawn, example)
        return self._clean.get((drawn, example))

    def _is_as_healthy(self, control: str) -> bool:
        assert self._healthy is not None
        if control not in self._alike:
            self._alike[control] = _are_alike(self.control(control), self._healthy.control(control))
        return self._alike[control]


def _are_alike(one: Played, other: Played) -> bool:
    """Tell whether two conversations were answered byte by byte and second by second alike."""
    return all(
        mine.transcript is theirs.transcript
        for mine, theirs in zip_longest(one.exchanges, other.exchanges, fillvalue=_NO_EXCHANGE)
    )
