"""Faults that change what is said, as they were reported of servers: lost parts, leftovers, exceptions of decoders."""

from __future__ import annotations

from conformance.endpoints.asked import Asked
from conformance.endpoints.failures import internal_error
from conformance.endpoints.fault import Answering, On, endpoint_fault, fault
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Event, Reply
from conformance.model.script import Finish, ReceivedRequest

_LONG = 60
_BASIC_PLANE = 0xFFFF


def _say_at_the_end(reply: Reply, text: str) -> None:
    """Add a delta behind the last text."""
    if not reply.text_events:
        return
    last = reply.text_events[-1]
    choice = {**last.data["choices"][0], "delta": {"content": text}, "finish_reason": None}
    reply.stream.insert(reply.stream.index(last) + 1, Event({**last.data, "choices": [choice]}))


@fault(trips=("JSON-004",), on=On.STREAM, when=lambda asked: asked.n == 1)
def name_of_a_variable_at_the_end(reply: Reply) -> None:
    """The last delta that brings text is the name of a variable, `final_text`.

    Seen on tt-inference-server: https://github.com/tenstorrent/tt-inference-server/pull/2551
    """
    _say_at_the_end(reply, "final_text")


@fault(trips=("STREAM-035",), also=("JSON-005", "N-006"), on=On.PLAIN, when=lambda asked: asked.n == 1)
def last_part_of_the_text_only(reply: Reply) -> None:
    """The upstream gives a long text in parts, and the completion has the last one.

    Seen on Portkey: https://github.com/Portkey-AI/gateway/pull/1466
    """
    for message in reply.text_deltas():
        if len(message["content"]) > _LONG:
            message["content"] = message["content"][len(message["content"]) // 2 :]


def _string(asked: Asked) -> bool:
    return isinstance(asked.body.get("stop"), str)


@fault(trips=("STOP-008",), on=On.STREAM, when=lambda asked: _string(asked) and len(asked.body["stop"]) > 1)
def tail_of_the_stop_string_flushed(reply: Reply, asked: Asked) -> None:
    """What the decoder held back when the stop string was found comes as text: the end of that string.

    Seen on SMG: https://github.com/smg-project/smg/pull/2203
    """
    if any(final["finish_reason"] == "stop" for final in reply.finals()):
        _say_at_the_end(reply, asked.body["stop"][-1])


@fault(trips=("STREAM-035",), on=On.STREAM, when=lambda asked: asked.n == 1)
def failure_called_stop(reply: Reply) -> None:
    """The upstream fails half way through a text of some length, and the gateway says stop.

    Seen on OCP: https://github.com/dtzp555-max/ocp/issues/110
    """
    events = reply.text_events
    if sum(len(delta["content"]) for delta in reply.text_deltas()) > _LONG:
        reply.drop_chunks(*(event.data for event in events[len(events) // 2 :]))
        for final in reply.finals():
            final["finish_reason"] = "stop"


@fault(trips=("SSE-018",), on=On.STREAM)
def emoji_ends_the_connection(reply: Reply) -> None:
    """The first token that is half a character raises in the generator, and the connection is closed.

    Seen on llama-cpp-python: https://github.com/abetlen/llama-cpp-python/issues/57
    """
    for event in reply.text_events:
        if any(ord(sign) > _BASIC_PLANE for choice in event.data["choices"] for sign in choice["delta"]["content"]):
            del reply.stream[reply.stream.index(event) :]
            reply.last_chunk, reply.finish = False, Finish.CLOSE
            return


@fault(trips=("HTTP-001",))
def answers_beyond_ascii_fail(reply: Reply) -> Reply | None:
    """An answer that holds bytes of half a character is an exception, whose message has the whole text.

    Seen on llama.cpp: https://github.com/ggml-org/llama.cpp/issues/24327
    """
    text = "".join(message["content"] for message in reply.text_deltas())
    return None if text.isascii() else internal_error(f"[json.exception.type_error.316] invalid UTF-8 byte: {text}")


@fault(trips=("STREAM-032",), on=On.STREAM, only_drawn=True)
def characters_cut_by_a_buffer_lost(reply: Reply) -> None:
    """A gateway drops what its read buffer cut in two: here every third character of several bytes.

    Seen on Leviath: https://github.com/GEMISIS/leviath/pull/716
    """
    seen = 0
    for delta in reply.text_deltas():
        kept = ""
        for sign in delta["content"]:
            seen += not sign.isascii()
            kept += sign if sign.isascii() or seen % 3 else ""
        delta["content"] = kept


@endpoint_fault(trips=("SEED-010",))
def seed_of_its_own_for_all(healthy: Reference) -> Answering:
    """Where no seed is given the server takes its default, so that every answer at temperature 1 is the same.

    Seen on mlx-vlm: https://github.com/Blaizzy/mlx-vlm/issues/1818
    """
    kept: dict[bytes, Reply] = {}

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        body = Asked(request).body
        if body.get("temperature") == 1 and body.get("seed") is None and not reply.is_stream:
            first = kept.setdefault(request.body, reply)
            for choice, old in zip(reply.choices(), first.choices(), strict=False):
                choice["message"] = old["message"]
        return reply

    return answer


@fault(trips=("STREAM-039",), on=On.STREAM, when=lambda asked: asked.n == 1)
def thought_in_pairs(reply: Reply) -> None:
    """A delta of several members is split into one for each, and the thought stands in two of them.

    Seen on OmniRoute: https://github.com/diegosouzapw/OmniRoute/pull/3112
    """
    first = reply.chunks[0]
    for at, thought in enumerate(("The user ", "wants ", "an answer ", "in a word.")):
        choice = {**first["choices"][0], "delta": {"reasoning_content": thought, "content": None}}
        reply.stream[1 + 2 * at : 1 + 2 * at] = [Event({**first, "choices": [choice]}) for _ in range(2)]
