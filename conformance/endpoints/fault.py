"""How an endpoint that is wrong on purpose is written: one function, one decorator.

A fault is a function in some module of `faults/`, a benign variant one in `benign/`, an endpoint for
hostile input one in `hostile/`. Nothing else needs to be registered: `catalogue` finds them. The
name that users type is the function's, with hyphens (`fault/finish-reason-empty`), the summary is the first line
of its docstring, and the ids in `trips` and `also` are exactly the requirements that it violates:
`trips` are those that it is written to prove, `also` those that cannot help being violated with them.

There are four ways to be wrong, the shortest first:

1. `@fault` bends the healthy `Reply` in place, before it becomes bytes (see `reply.Reply` for all that can be bent).
   The function takes the reply, and the request's facts if it wants them. It may return another Reply, or a Script::

       @fault(trips=("STREAM-020",), on=On.STREAM)
       def finish_reason_empty(reply: Reply) -> None:
           \"\"\"The last finish_reason is an empty string.\"\"\"
           for choice in reply.finals():
               choice["finish_reason"] = ""

       @fault(trips=("USAGE-002",), on=On.STREAM, when=lambda asked: asked.wants_usage)
       def usage_on_the_last_choice(reply: Reply) -> None:
           \"\"\"usage comes with the finish_reason instead of behind it.\"\"\"
           *_, finish, usage = reply.chunks
           finish["usage"] = usage["usage"]
           reply.drop_chunks(usage)

   `on` says which answers are bent; the default is every success. `when` narrows it by the request. Another
   answer is quickly built with `error_reply`, `json_reply` and `stream_reply`; bytes with `json_bytes` and
   `body_bytes` of `http_script`; an event that is no JSON with `Event(raw=b"...")`.

2. `@body_fault` bends the JSON object of a chat request in place before the healthy endpoint sees it: what a lenient
   server forgives or ignores (`image_urls`, `number_of` and `SOME_PICTURE` of `asked` help)::

       @body_fault(trips=("TEMP-004",))
       def temperature_too_high_accepted(body: dict[str, Any]) -> None:
           \"\"\"A temperature above 2 is taken for 2.\"\"\"
           if (number_of(body, "temperature") or 0) > 2:
               body["temperature"] = 2

3. `@request_fault` returns another `ReceivedRequest`: headers, target, bodies that are not JSON.

4. `@endpoint_fault` decorates a function from the healthy `Reference` to an endpoint, for what needs memory between
   requests or no healthy answer at all; `healthy.reply(request, check_key=False)` gives a Reply to bend::

       @endpoint_fault(trips=("RESP-014", "STREAM-025"))
       def same_id_for_ever(healthy: Reference) -> Answering: ...

A fault that the fixed list of conversations does not find, and that drawn requests do, says `only_drawn=True`; the
matrix then expects that nothing is tripped, and `trips` names what a search must find.

`@benign` is `@fault` and `@benign_endpoint` is `@endpoint_fault` without violations; `@hostile` decorates a
function from request to script.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from conformance.endpoints.asked import Asked, parse_object, with_object
from conformance.endpoints.http2_script import render_http2
from conformance.endpoints.http_script import render
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply
from conformance.model.script import Endpoint, ReceivedRequest, Script

_ID = re.compile(r"[A-Z0-9]+-\d{3}")
_FIRST_ERROR = 400
_UNAUTHORIZED = 401

Answering = Callable[[ReceivedRequest], Reply | Script]
"""An endpoint that may leave the rendering to us."""
Bend = Callable[[Reply], Reply | Script | None] | Callable[[Reply, Asked], Reply | Script | None]
"""Changes a reply in place (and returns None) or returns what to send instead."""
When = Callable[[Asked], bool]


class On(StrEnum):
    """Which answers a fault bends."""

    ANY = "any"
    """All of them: other paths and refusals, too."""
    SUCCESS = "success"
    """Completions, streamed or not."""
    PLAIN = "plain"
    """Completions that are not streamed."""
    STREAM = "stream"
    """Event streams."""
    ERROR = "error"
    """Refusals: every status from 400."""
    MISTAKE = "mistake"
    """Refusals of a chat request for what its body says: no 401, no other paths and methods."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """An endpoint that differs from the reference.

    Attributes:
        name: what users type behind the kind, such as `finish-reason-empty`.
        trips: the requirements that it is written to violate.
        also: those that it violates by necessity.
        summary: first line of the docstring.
        make: builds the endpoint around a healthy reference; call it anew for every run.
        only_drawn: whether no conversation of the fixed list shows it, and requests that are drawn do.
    """

    name: str
    trips: tuple[str, ...]
    also: tuple[str, ...]
    summary: str
    make: Callable[[Reference], Endpoint]
    only_drawn: bool = False

    @property
    def ids(self) -> frozenset[str]:
        """Every requirement that a run against it, or a search where it is `only_drawn`, may find violated."""
        return frozenset(self.trips + self.also)


def fault(
    *,
    trips: tuple[str, ...],
    also: tuple[str, ...] = (),
    on: On = On.SUCCESS,
    when: When | None = None,
    only_drawn: bool = False,
) -> Callable[[Bend], Variant]:
    """Make a variant of a function that bends the healthy reply.

    Args:
        trips: ids that it is written to violate; at least one.
        also: ids that it violates by necessity.
        on: which answers are bent.
        when: bends only the answers of requests for which this holds.
        only_drawn: no conversation of the fixed list shows it.

    Raises:
        ValueError: an id is malformed, given twice or there is none, or the function has no docstring.
    """
    _refuse_nothing(trips)
    return lambda bend: _variant(bend, trips, also, _bending(bend, on, when), only_drawn=only_drawn)


def benign(*, also: tuple[str, ...] = (), on: On = On.SUCCESS, when: When | None = None) -> Callable[[Bend], Variant]:
    """Make a variant that is unusual and legal; `also` names rows (of level MAY) that record it all the same."""
    return lambda bend: _variant(bend, (), also, _bending(bend, on, when))


def body_fault(
    *, trips: tuple[str, ...], also: tuple[str, ...] = (), only_drawn: bool = False
) -> Callable[[Callable[[dict[str, Any]], None]], Variant]:
    """Make a variant of a function that bends the JSON object of a chat request in place."""
    _refuse_nothing(trips)
    return lambda bend: _variant(
        bend, trips, also, lambda healthy: lambda request: healthy(_bent(request, bend)), only_drawn=only_drawn
    )


def request_fault(
    *, trips: tuple[str, ...], also: tuple[str, ...] = (), only_drawn: bool = False
) -> Callable[[Callable[[ReceivedRequest], ReceivedRequest]], Variant]:
    """Make a variant of a function that returns the request which the healthy endpoint sees instead."""
    _refuse_nothing(trips)
    return lambda bend: _variant(
        bend, trips, also, lambda healthy: lambda request: healthy(bend(request)), only_drawn=only_drawn
    )


def endpoint_fault(
    *, trips: tuple[str, ...], also: tuple[str, ...] = (), only_drawn: bool = False
) -> Callable[[Callable[[Reference], Answering]], Variant]:
    """Make a variant of a function that builds an endpoint around the healthy one."""
    _refuse_nothing(trips)
    return lambda build: _variant(build, trips, also, lambda healthy: _rendering(build(healthy)), only_drawn=only_drawn)


def benign_endpoint(*, also: tuple[str, ...] = ()) -> Callable[[Callable[[Reference], Answering]], Variant]:
    """Make a benign variant of a function that builds an endpoint around the healthy one."""
    return lambda build: _variant(build, (), also, lambda healthy: _rendering(build(healthy)))


def hostile(answer: Answering) -> Variant:
    """Make a variant that answers by itself, for tests of how bad peers are survived."""
    return _variant(answer, (), (), lambda _: _rendering(answer))


def _variant(
    function: Callable[..., Any],
    trips: tuple[str, ...],
    also: tuple[str, ...],
    make: Callable[[Reference], Endpoint],
    *,
    only_drawn: bool = False,
) -> Variant:
    name = function.__name__.replace("_", "-")
    summary = (inspect.getdoc(function) or "").partition("\n")[0]
    ids = trips + also
    if not summary or len(set(ids)) < len(ids) or not all(map(_ID.fullmatch, ids)):
        raise ValueError(f"{name} needs a docstring and well-formed ids, each once.")
    return Variant(name=name, trips=trips, also=also, summary=summary, make=make, only_drawn=only_drawn)


def _refuse_nothing(trips: tuple[str, ...]) -> None:
    if not trips:
        raise ValueError("A fault declares what it trips.")


def _bending(bend: Bend, on: On, when: When | None) -> Callable[[Reference], Endpoint]:
    function: Callable[..., Reply | Script | None] = bend
    wants_request = len(inspect.signature(bend).parameters) > 1

    def make(healthy: Reference) -> Endpoint:
        def answer(request: ReceivedRequest) -> Reply | Script:
            asked = Asked(request)
            if not _may_concern(on, asked) or (when is not None and not when(asked)):
                return healthy(request)
            reply = healthy.reply(request)
            if not _concerns(on, asked, reply):
                return reply
            other = function(reply, asked) if wants_request else function(reply)
            return _as_answer(other, reply) if other else reply

        return _rendering(answer)

    return make


def _as_answer(other: Reply | Script, healthy: Reply) -> Reply | Script:
    """Give another reply the fields that every answer has, where it does not have them itself."""
    if isinstance(other, Reply):
        for name in ("x-request-id", "Date"):
            value = healthy.header(name)
            if value is not None and other.header(name) is None:
                other.set_header(name, value)
    return other


def _may_concern(on: On, asked: Asked) -> bool:
    """Tell from the request alone whether its answer might be bent."""
    if on in {On.ANY, On.ERROR}:
        return True
    if on in {On.PLAIN, On.STREAM}:
        return asked.is_chat and asked.streams == (on is On.STREAM)
    return asked.is_chat


def _concerns(on: On, asked: Asked, reply: Reply) -> bool:
    if on is On.ANY:
        return True
    if on is On.ERROR:
        return reply.status >= _FIRST_ERROR
    if on is On.MISTAKE:
        return asked.is_chat and reply.status >= _FIRST_ERROR and reply.status != _UNAUTHORIZED
    succeeded = asked.is_chat and reply.status < _FIRST_ERROR
    return succeeded and (on is On.SUCCESS or reply.is_stream == (on is On.STREAM))


def _rendering(answer: Answering) -> Endpoint:
    def endpoint(request: ReceivedRequest) -> Script:
        said = answer(request)
        if request.over_http2 and isinstance(said, Reply):
            return render_http2(said)
        return said if isinstance(said, Script) else render(said, head_only=request.method == "HEAD")

    return endpoint


def _bent(request: ReceivedRequest, bend: Callable[[dict[str, Any]], None]) -> ReceivedRequest:
    body = parse_object(request.body) if Asked(request).is_chat else None
    if body is None:
        return request
    before = _as_text(request.body)
    bend(body)
    # An untouched body keeps its bytes, so that what is wrong with them is still seen. Compared as text: True == 1.
    return request if json.dumps(body) == before else with_object(request, body)


@lru_cache(maxsize=1024)
def _as_text(body: bytes) -> str:
    return json.dumps(parse_object(body))
