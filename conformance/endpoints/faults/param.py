"""Faults around members that are unknown, null, or newer than the server."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Finish, Script

_NEWER = ("metadata", "service_tier", "reasoning_effort", "verbosity")
_PAIRS = 16


def _unknown(asked: Asked) -> bool:
    options = asked.body.get("stream_options")
    return asked.is_chat and ("zzz_unknown" in asked.body or (isinstance(options, dict) and "zzz_unknown" in options))


def _odd(asked: Asked) -> bool:
    return asked.is_chat and bool({"", "__proto__"} & asked.body.keys())


@fault(trips=("PARAM-001",), on=On.MISTAKE, when=_unknown)
def unknown_member_fails(_: Reply) -> Reply:
    """Members are handed on as arguments, and one that the sampler does not know is 500."""
    return internal_error("SamplingParams.__init__() got an unexpected keyword argument 'zzz_unknown'")


@fault(trips=("PARAM-001",), on=On.MISTAKE, when=_unknown)
def unknown_member_kills_the_worker(_: Reply) -> Script:
    """A member that is not known ends the worker."""
    return hang_up()


@fault(trips=("PARAM-001",), on=On.MISTAKE, when=_odd)
def odd_member_name_hangs(_: Reply) -> Script:
    """Members are merged into an object of the server, and a name of its prototype stops the loop for ever."""
    return raw_script(finish=Finish.HANG)


def _null(asked: Asked, *names: str) -> bool:
    return any(asked.body.get(name, ...) is None for name in names)


@fault(trips=("PARAM-002",), when=lambda asked: _null(asked, "seed"))
def seed_null_kills_the_handler(_: Reply) -> Script:
    """A seed of null raises in the handler, and the connection is closed, as in KoboldCpp."""
    return hang_up()


@fault(trips=("PARAM-002",), when=lambda asked: _null(asked, "logit_bias"))
def logit_bias_null_fails(_: Reply) -> Reply:
    """The members of a logit_bias of null are walked through, and the answer is 500."""
    return internal_error("'NoneType' object has no attribute 'items'")


@fault(trips=("PARAM-002",), on=On.PLAIN, when=lambda asked: _null(asked, "stream_options"))
def stream_options_null_refused(_: Reply) -> Reply:
    """The stream_options without a stream are refused, also where they are null."""
    return error_reply(400, "stream_options must be used together with stream: true", param="stream_options")


@fault(trips=("PARAM-003",), when=lambda asked: _null(asked, *_NEWER))
def newer_members_null_refused(_: Reply) -> Reply:
    """Validators that know the newer members take no null for them."""
    return unprocessable("Input should be a valid string", "service_tier")


@fault(trips=("PARAM-003",), when=lambda asked: _null(asked, "metadata"))
def metadata_null_fails(_: Reply) -> Reply:
    """The pairs of a metadata of null are counted, and the answer is 500."""
    return internal_error("object of type 'NoneType' has no len()")


@fault(trips=("PARAM-003",), when=lambda asked: _null(asked, "store"))
def store_null_kills_the_handler(_: Reply) -> Script:
    """A store of null kills the handler, and the connection is closed."""
    return hang_up()


def _not_stored(asked: Asked) -> bool:
    return asked.body.get("store") is False


@fault(trips=("PARAM-004",), when=_not_stored)
def store_false_refused(_: Reply) -> Reply:
    """A gateway refuses a request for something else that it finds in it."""
    return error_reply(400, "Invalid request body.", code="invalid_body")


@fault(trips=("PARAM-004",), when=_not_stored)
def store_false_fails(_: Reply) -> Reply:
    """A gateway passes store on to an adapter that has no such argument, and the answer is 500."""
    return internal_error("Completions.create() got an unexpected keyword argument 'store'")


@fault(trips=("PARAM-004",), on=On.STREAM, when=_not_stored)
def store_false_drops_streams(_: Reply) -> Script:
    """Streamed, a store of false ends the connection."""
    return hang_up()


def _full(asked: Asked) -> bool:
    metadata = asked.body.get("metadata")
    return isinstance(metadata, dict) and len(metadata) == _PAIRS


@fault(trips=("PARAM-005",), when=_full)
def metadata_of_sixteen_refused(_: Reply) -> Reply:
    """Metadata of 16 pairs are too many."""
    return error_reply(400, "metadata must have at most 10 pairs", param="metadata")


@fault(trips=("PARAM-005",), when=lambda asked: asked.body.get("verbosity") == "low")
def verbosity_fails(_: Reply) -> Reply:
    """A verbosity is looked up in a table that the model does not have, and the answer is 500."""
    return internal_error("KeyError: 'verbosity'")


@fault(trips=("PARAM-005",), when=lambda asked: asked.body.get("reasoning_effort") == "low")
def reasoning_effort_kills_the_worker(_: Reply) -> Script:
    """A template without thought is told how hard to think, and the worker ends."""
    return hang_up()


@body_fault(trips=("PARAM-006",))
def metadata_unchecked(body: dict[str, Any]) -> None:
    """Metadata are kept as they come, whatever their number and size."""
    if body.get("metadata") is not None:
        body["metadata"] = {}


@body_fault(trips=("PARAM-006",))
def newer_members_ignored(body: dict[str, Any]) -> None:
    """The newer members are never looked at."""
    for name in _NEWER:
        body.pop(name, None)


@body_fault(trips=("PARAM-006",))
def store_of_other_types_accepted(body: dict[str, Any]) -> None:
    """A store that is a word or a number counts as true."""
    if isinstance(body.get("store"), str | int):
        body["store"] = bool(body["store"])


@fault(trips=("PARAM-007",), on=On.PLAIN)
def service_tier_of_another_provider(reply: Reply) -> None:
    """A gateway passes on the service_tier of the provider behind it."""
    reply.content["service_tier"] = "on_demand"
