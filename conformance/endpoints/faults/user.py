"""Faults around `user`."""

from __future__ import annotations

from typing import Any

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import On, body_fault, fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Finish, Script

_LONGEST = 64


def _named(asked: Asked) -> bool:
    """Whether the user is a name like those of most people who use the API."""
    user = asked.body.get("user")
    return isinstance(user, str) and user.isascii() and 0 < len(user) <= _LONGEST


def _empty(asked: Asked) -> bool:
    return asked.body.get("user") == ""


def _beyond_ascii(asked: Asked) -> bool:
    return not str(asked.body.get("user")).isascii()


def _long(asked: Asked) -> bool:
    return len(str(asked.body.get("user"))) > _LONGEST


def _null(asked: Asked) -> bool:
    return asked.body.get("user", ...) is None


@fault(trips=("USER-001",), when=_named)
def user_refused(_: Reply) -> Reply:
    """A member user is refused, and the error does not say so."""
    return error_reply(400, "Invalid request body.")


@fault(trips=("USER-001",), when=_named)
def user_fails(_: Reply) -> Reply:
    """The name of the user is stored in a table that is not there, and the answer is 500."""
    return internal_error("relation end_users does not exist")


@fault(trips=("USER-001",), when=_named)
def user_kills_the_worker(_: Reply) -> Script:
    """The name of the user kills the handler, and the connection is closed."""
    return hang_up()


@body_fault(trips=("USER-002",))
def user_object_accepted(body: dict[str, Any]) -> None:
    """A user that is an object or an array is left out without a word."""
    if isinstance(body.get("user"), dict | list):
        del body["user"]


@body_fault(trips=("USER-002",))
def user_number_accepted(body: dict[str, Any]) -> None:
    """A user that is a number is turned into a text, as a lax validator does."""
    if isinstance(body.get("user"), int):
        body["user"] = str(body["user"])


@body_fault(trips=("USER-002",))
def user_ignored(body: dict[str, Any]) -> None:
    """The member user is never looked at."""
    body.pop("user", None)


def _sign(reply: Reply, asked: Asked) -> None:
    for body in reply.bodies:
        body["system_fingerprint"] = f"fp_{asked.body['user']}"


@fault(trips=("USER-003",), when=_named)
def user_in_the_fingerprint(reply: Reply, asked: Asked) -> None:
    """The system_fingerprint is a key of the cache, and names the user."""
    _sign(reply, asked)


@fault(trips=("USER-003",), on=On.STREAM, when=_named)
def user_in_the_chunks(reply: Reply, asked: Asked) -> None:
    """Streamed, the system_fingerprint is a key of the cache, and names the user."""
    _sign(reply, asked)


@fault(trips=("USER-003",), when=_named)
def user_in_a_header(reply: Reply, asked: Asked) -> None:
    """A gateway repeats the user in a header, for its own accounting."""
    reply.set_header("x-gateway-end-user", asked.body["user"])


@fault(trips=("USER-004",), when=_empty)
def empty_user_refused(_: Reply) -> Reply:
    """An empty user is refused."""
    return unprocessable("String should have at least 1 character", "user", given="")


@fault(trips=("USER-004",), when=_beyond_ascii)
def user_beyond_ascii_fails(_: Reply) -> Reply:
    """The user goes upstream in a header, which has no letters beyond Latin-1, and the answer is 500."""
    return internal_error("'latin-1' codec can't encode characters in position 0-4: ordinal not in range(256)")


@fault(trips=("USER-004",), when=_long)
def long_user_kills_the_handler(_: Reply) -> Script:
    """A long user does not fit into its column, and the connection is closed."""
    return hang_up()


@fault(trips=("USER-005",), on=On.ANY, when=_null)
def user_null_fails(_: Reply) -> Reply:
    """A user of null is hashed without a look, and the answer is 500."""
    return internal_error("'NoneType' object has no attribute 'encode'")


@fault(trips=("USER-005",), on=On.ANY, when=_null)
def user_null_kills_the_handler(_: Reply) -> Script:
    """A user of null kills the handler, and the connection is closed."""
    return hang_up()


@fault(trips=("USER-005",), on=On.ANY, when=_null)
def user_null_never_answered(_: Reply) -> Script:
    """A user of null ends the task that should answer, and nobody notices."""
    return raw_script(finish=Finish.HANG)
