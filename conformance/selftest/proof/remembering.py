"""A reference that answers with the script that it wrote for a request before, so that a thousand faults are quick."""

from __future__ import annotations

import itertools
import pickle
from collections import Counter
from collections.abc import Callable
from typing import cast

from conformance.endpoints.reference.endpoint import DEFAULT_MODEL, Reference
from conformance.endpoints.reply import Reply
from conformance.model.script import ReceivedRequest, Script

Scripts = dict[tuple[int, ReceivedRequest], Script]
Replies = dict[tuple[int, ReceivedRequest, bool], bytes]
"""Replies as pickles, since each belongs to whoever asked for it, and copying it takes a tenth of writing it."""


def stopped_clock() -> float:
    """Return one moment for ever, so that what is answered twice is the same bytes."""
    return 1_800_000_000.0


class RememberingReference(Reference):
    """A reference whose scripts depend on the request, and on how often its body came before, as its ids do.

    So that what a fault does to one conversation leaves the ids of the others as they were.

    Args:
        api_key: the key that requests must present.
        clock: stands still, or nothing could be remembered.
        scripts: what it wrote before.
        replies: what it answered before.
        learns: whether it adds to them.
    """

    def __init__(
        self, api_key: str, clock: Callable[[], float], scripts: Scripts, replies: Replies, *, learns: bool = False
    ) -> None:
        super().__init__(api_key, DEFAULT_MODEL, clock)
        self._scripts = scripts
        self._replies = replies
        self._learns = learns
        self._times: Counter[bytes] = Counter()

    def __call__(self, request: ReceivedRequest) -> Script:
        """Answer a request, from memory where that is possible."""
        key = (self._times[request.body], request)
        script = self._scripts.get(key)
        if script is None:
            script = super().__call__(request)
            if self._learns:
                self._scripts[key] = script
        else:
            self._times[request.body] += 1
        return script

    def reply(self, request: ReceivedRequest, *, check_key: bool = True) -> Reply:
        """Answer a request with a fresh reply, and count it."""
        times = self._times[request.body]
        self._times[request.body] += 1
        key = (times, request, check_key)
        before = self._replies.get(key)
        if before is not None:
            return cast("Reply", pickle.loads(before))  # noqa: S301 - pickled below, in this process
        self._numbers = itertools.count(times)
        reply = super().reply(request, check_key=check_key)
        if self._learns:
            self._replies[key] = pickle.dumps(reply)
        return reply
