"""All endpoints of ours behind one: `/NAME/JOB/v1/...` is `/v1/...` of a fresh endpoint of that name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from conformance.endpoints.catalogue import REFERENCE, variant
from conformance.endpoints.reference.endpoint import make_reference
from conformance.model.script import Endpoint, Finish, Pause, ReceivedRequest, Script, Send

MOST_PAUSES = 1.0
"""Seconds. A client waits as long as its user lets it: slowness alone breaks nothing, so that it is cut short."""
_BEFORE_RESET = 0.05
_PATH = re.compile(r"/(reference|\w+/[^/]+)/(\d+)(/.*)")
_CLOCK = 1_700_000_000.0


def fresh(name: str) -> Endpoint:
    """Build an endpoint whose answers to a request are the same each time, but for what it draws by chance itself.

    Raises:
        UnknownEndpointError: there is no endpoint of that name.
    """
    healthy = make_reference(clock=lambda: _CLOCK)
    return healthy if name == REFERENCE else variant(name).make(healthy)


@dataclass
class Routes:
    """The endpoint that leads to all others.

    Attributes:
        asked: job -> its last request, as the endpoint saw it.
    """

    asked: dict[int, ReceivedRequest] = field(default_factory=dict)
    _endpoints: dict[int, Endpoint] = field(default_factory=dict)

    def __call__(self, request: ReceivedRequest) -> Script:
        """Answer by the endpoint that the path names.

        Raises:
            LookupError: the path names none.
        """
        match = _PATH.fullmatch(request.target)
        if match is None:
            raise LookupError(f"{request.target} leads to no endpoint.")
        name, job = match[1], int(match[2])
        if job not in self._endpoints:
            self._endpoints[job] = fresh(name)
        self.asked[job] = replace(request, target=match[3])
        return hurried(self._endpoints[job](self.asked[job]))


def base_path(name: str, job: int) -> str:
    """Return the path of the base URL that leads a job to an endpoint."""
    return f"/{name}/{job}/v1"


def hurried(script: Script) -> Script:
    """Shorten the pauses of a script to a second in all; what was written before a reset has time to arrive."""
    total = sum(step.seconds for step in script.steps if isinstance(step, Pause))
    steps = tuple(_scaled(script.steps, min(1.0, MOST_PAUSES / total) if total else 1.0))
    if script.finish is Finish.RESET and steps:
        steps = (*steps, Pause(_BEFORE_RESET))
    return Script(steps, script.finish)


def _scaled(steps: Iterable[Send | Pause], factor: float) -> Iterator[Send | Pause]:
    return (Pause(step.seconds * factor) if isinstance(step, Pause) else step for step in steps)
