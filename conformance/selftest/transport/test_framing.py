from __future__ import annotations

import h11
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.strategies.byte_splits import Pieces, equal_splits
from conformance.strategies.http_messages import odd_http_messages
from conformance.transport.framing import MessageFrame
from conformance.transport.watch import StreamWatch


def h11_ending(data: bytes) -> str:
    """Return how h11 sees a response of these bytes with the connection closed behind them."""
    client = h11.Connection(h11.CLIENT, max_incomplete_event_size=100 * 1024)
    client.send(h11.Request(method="POST", target="/", headers=[("Host", "x"), ("Content-Length", "0")]))
    client.send(h11.EndOfMessage())
    client.receive_data(data)
    closed = False
    try:
        while True:
            event = client.next_event()
            if isinstance(event, h11.EndOfMessage):
                return "complete"
            if event is h11.NEED_DATA:
                client.receive_data(b"")
                closed = True
    except h11.RemoteProtocolError:
        return "truncated" if closed else "garbled"


@settings(max_examples=400)
@given(equal_splits(odd_http_messages(), max_size=9))
def test_ends_where_h11_ends_however_the_bytes_are_cut(pieces: Pieces) -> None:
    frame, data = MessageFrame(), b"".join(pieces)
    for piece in pieces:
        frame.feed(piece)
    mine = "garbled" if frame.garbled else "complete" if frame.complete_if_closed else "truncated"
    assert mine == h11_ending(data)


@given(equal_splits(st.binary(max_size=200), max_size=20))
def test_never_raises_and_does_not_depend_on_cuts(parts: Pieces) -> None:
    whole, cut = MessageFrame(), MessageFrame()
    body = whole.feed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(parts))
    pieces = cut.feed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    pieces += b"".join(map(cut.feed, parts))
    assert body == pieces
    assert (whole.complete, bool(whole.garbled), whole.surplus) == (cut.complete, bool(cut.garbled), cut.surplus)


def test_surplus_is_counted() -> None:
    frame = MessageFrame()
    assert frame.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore") == b"ok"
    frame.feed(b"!")
    assert (frame.complete, frame.surplus) == (True, 5)


@given(st.lists(st.sampled_from(["\n", "\r", "\r\n"]), min_size=3, max_size=3), st.integers(1, 7))
def test_events_are_counted_for_every_line_end_and_cut(ends: list[str], size: int) -> None:
    data = "".join(f"data: x{end}data: y{end}{end}" for end in ends).encode() + b"d"
    watch = StreamWatch(count_events=True)
    for at in range(0, len(data), size):
        watch.feed(data[at : at + size])
    assert watch.events == len(ends)


@given(st.sampled_from(["data:[DONE]", "data: [DONE]", "data:\t [DONE]"]), st.integers(1, 12))
def test_done_is_seen_however_it_is_cut(line: str, size: int) -> None:
    data = f'data: {{"x": "data: [DONE]"}}\n\n{line}\n\n'.encode()
    watch = StreamWatch()
    for at in range(0, len(data), size):
        before = data[:at].count(b"[DONE]") < 2
        assert watch.done is not before
        watch.feed(data[at : at + size])
    assert watch.done
