from __future__ import annotations

import h11
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.transport.framing import MessageFrame
from conformance.transport.watch import StreamWatch

HEADS = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
        b"HTTP/1.1 200\nContent-Length: 5, 5\n\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nContent-Length: 3\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        b"HTTP/1.1 204 None\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nX: folded\r\n value\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nBad : name\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"\r\n\r\n",
        b"\x16\x03",
    ]
)
BODIES = st.lists(
    st.sampled_from(
        [
            b"5\r\nhello\r\n",
            b"0\r\n\r\n",
            b"0\r\nTrailer: x\r\n\r\n",
            b"a;x=y\r\n0123456789\r\n",
            b"hello",
            b"g\r\n",
            b"2\r\nabc",
        ]
    )
).map(b"".join)


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
@given(HEADS, BODIES, st.integers(1, 9))
def test_ends_where_h11_ends_however_the_bytes_are_cut(head: bytes, body: bytes, size: int) -> None:
    frame, data = MessageFrame(), head + body
    for at in range(0, len(data), size):
        frame.feed(data[at : at + size])
    mine = "garbled" if frame.garbled else "complete" if frame.complete_if_closed else "truncated"
    assert mine == h11_ending(data)


@given(st.binary(max_size=200), st.integers(1, 20))
def test_never_raises_and_does_not_depend_on_cuts(data: bytes, size: int) -> None:
    whole, cut = MessageFrame(), MessageFrame()
    body = whole.feed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + data)
    pieces = cut.feed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    pieces += b"".join(cut.feed(data[at : at + size]) for at in range(0, len(data), size))
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
