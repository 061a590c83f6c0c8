"""Faults that need two features at once."""

from __future__ import annotations

from conformance.endpoints.asked import Asked, with_object
from conformance.endpoints.failures import hang_up, internal_error
from conformance.endpoints.fault import Answering, endpoint_fault, fault
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import ReceivedRequest, Script


def _has(asked: Asked, *names: str) -> bool:
    return all(asked.body.get(name) is not None for name in names)


def _calls_tools(asked: Asked) -> bool:
    return any(isinstance(one, dict) and one.get("role") == "tool" for one in asked.body.get("messages", ()))


@fault(trips=("COMB-001",), when=lambda asked: _has(asked, "stop", "tools") and asked.has_pictures)
def stop_beside_tools_and_picture_fails(_: Reply) -> Reply:
    """The tool parser does not know the token ids of a prompt with pictures when it looks for stops."""
    return internal_error("'NoneType' object is not subscriptable")


@fault(trips=("COMB-001",), when=lambda asked: _has(asked, "seed", "tools"))
def seeded_tools_kill_the_worker(_: Reply) -> Script:
    """A sampler with a seed of its own has no room for the grammar of a tool, and an assertion ends the worker."""
    return hang_up()


@fault(trips=("COMB-001",), when=lambda asked: _has(asked, "n", "frequency_penalty"))
def penalties_of_choices_fail(_: Reply) -> Reply:
    """The table of penalties has one row, and two choices look into it."""
    return internal_error("index 1 is out of bounds for dimension 0 with size 1")


@fault(trips=("COMB-002",), when=lambda asked: _has(asked, "response_format") and _calls_tools(asked))
def json_mode_refused_behind_tools(_: Reply) -> Reply:
    """A grammar is taken to be set already where the history holds a tool's result."""
    return error_reply(400, "Cannot set a grammar twice.")


@fault(trips=("COMB-002",), when=lambda asked: _has(asked, "presence_penalty") and asked.has_pictures)
def penalties_refused_beside_pictures(_: Reply) -> Reply:
    """The path for pictures validates with a schema from before the penalties."""
    return error_reply(400, "Invalid request body.")


@endpoint_fault(trips=("COMB-002",))
def tools_not_streamed_beside_pictures(healthy: Reference) -> Answering:
    """Requests with tools and pictures go to a backend that answers whole, whatever was asked."""

    def answer(request: ReceivedRequest) -> Reply | Script:
        asked = Asked(request)
        if asked.streams and _has(asked, "tools") and asked.has_pictures:
            return healthy.reply(with_object(request, {**asked.body, "stream": False}))
        return healthy.reply(request)

    return answer
