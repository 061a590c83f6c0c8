"""Faults of the smallest valid request: it is refused, dropped, or answered with something else than a completion."""

from __future__ import annotations

from conformance.endpoints.fault import On, fault
from conformance.endpoints.http_script import json_bytes, raw_script
from conformance.endpoints.reply import Framing, Reply, error_reply, json_reply
from conformance.model.script import Finish, Script


@fault(trips=("HTTP-001",))
def every_request_refused(_: Reply) -> Reply:
    """Every chat request is refused: the backend wants other members."""
    return error_reply(422, "Field required: prompt, sampling_params", param="prompt")


@fault(trips=("HTTP-001",), on=On.PLAIN)
def answers_in_streams_only(_: Reply) -> Reply:
    """Whoever does not ask for a stream is refused."""
    return error_reply(400, "Please set stream to true.", param="stream")


@fault(trips=("HTTP-001",))
def every_answer_a_500(_: Reply) -> Reply:
    """Every valid request ends in an internal error."""
    return error_reply(500, "5 validation errors for ChatCompletion", kind="server_error")


@fault(trips=("HTTP-001",), also=("ERR-018",))
def answer_page_of_a_proxy(_: Reply) -> Reply:
    """Behind the proxy nobody listens, and its page says so."""
    page = b"<html><head><title>500 Internal Server Error</title></head></html>"
    return Reply(500, [("Content-Type", "text/html")], page)


@fault(trips=("HTTP-001",))
def answer_reset(_: Reply) -> Script:
    """The process dies, and the connection is reset before the first byte."""
    return raw_script(finish=Finish.RESET)


@fault(trips=("HTTP-001",), on=On.PLAIN)
def answer_dropped(_: Reply) -> Script:
    """Without a stream the connection is closed before the first byte."""
    return raw_script(finish=Finish.CLOSE)


@fault(trips=("HTTP-001",), on=On.PLAIN)
def answer_cut_in_the_head(reply: Reply) -> None:
    """The connection is reset in the middle of the header section."""
    reply.cut = 40
    reply.finish = Finish.RESET


@fault(trips=("HTTP-001",), on=On.PLAIN)
def answer_never_ends(reply: Reply) -> None:
    """There is no length, and the connection is kept open behind the body: clients wait for ever."""
    reply.framing = Framing.CLOSE


@fault(trips=("HTTP-001",), on=On.PLAIN)
def answer_in_python_notation(reply: Reply) -> None:
    """The completion was printed instead of encoded: quotes are single, and null is None."""
    reply.content = str(reply.content).encode()


@fault(trips=("HTTP-001",), on=On.PLAIN)
def answer_empty(reply: Reply) -> None:
    """The 200 has no body."""
    reply.content = b""


@fault(trips=("HTTP-001",), on=On.PLAIN)
def answer_cut_at_a_buffer_size(reply: Reply) -> None:
    """A gateway passes on what its buffer holds, and announces exactly that."""
    reply.content = json_bytes(reply.content)[:256]


@fault(trips=("HTTP-001",), on=On.PLAIN)
def answer_in_an_array(reply: Reply) -> None:
    """The completion is the one element of an array."""
    reply.content = [reply.content]


@fault(trips=("HTTP-001",), on=On.PLAIN)
def answer_encoded_twice(reply: Reply) -> None:
    """The completion was encoded twice: the body is a JSON string that holds JSON."""
    reply.content = json_bytes(json_bytes(reply.content).decode())


@fault(trips=("HTTP-001",), on=On.PLAIN)
def answer_is_an_error(_: Reply) -> Reply:
    """The 200 holds an error."""
    return json_reply({"error": {"message": "model is still loading", "type": "server_error", "code": 503}})
