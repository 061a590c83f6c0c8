"""How fast a stream is judged: `python -m conformance.selftest.bench.stream_judge`.

The same bytes in the same pieces are given to our judge (bytes, strict JSON, schema, order, fold), to the official
client that merely consumes them, and to the plain way to judge (httpx-sse, json, jsonschema; neither order nor strict
JSON). Then a stream of a million chunks is judged in a process of its own, for the memory that it needs over its start.

Most chunks differ from the last in their text only, and are judged a short way. The rows with an asterisk show what the
long way costs: there each chunk has a padding of another length, as `obfuscation` is.

Exits 1 if the judge is not at least 8 times as fast as the client in either size of pieces (without asterisk), or needs
over 200 MB.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import cycle, product
from time import perf_counter, process_time
from typing import Any

_SIZES = (8192, 64)
_TIMES_AS_FAST = 8
_MOST_MEGABYTES = 200
_MILLION = 1_000_000
_ROUNDS = 5
_CHUNK = {
    "id": "chatcmpl-9xKq2LmVtYbWc3RsTu4dEf5gHi6jK",
    "object": "chat.completion.chunk",
    "created": 1_754_000_000,
    "model": "example-vision-model",
    "system_fingerprint": "fp_0123456789",
    "choices": [{"index": 0, "delta": {"content": " word"}, "logprobs": None, "finish_reason": None}],
}


_WORDS = (
    " a",
    " quiet",
    " bird",
    " sat",
    ",",
    " \N{BIRD}",
    " on",
    " the",
    ' "red"',
    " roof",
    ".",
    "\n\n",
    "It",
    " sang",
)
_PADDING = ("k3", "Zq81x", "", "pA", "7yTn0Lw")


def _event(delta: dict[str, Any], finish: str | None = None, **members: str) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    chunk = {**_CHUNK, "choices": [choice], **members}
    return b"data: " + json.dumps(chunk, separators=(",", ":"), ensure_ascii=False).encode() + b"\n\n"


def _blocks(chunks: int, *, padded: bool = False) -> Iterator[bytes]:
    """Yield a legal stream of at least so many content chunks, about a thousand at a time.

    Args:
        chunks: how many.
        padded: whether chunks have a member of ever another value besides the text, as `obfuscation` is.
    """
    yield _event({"role": "assistant", "content": ""})
    padding = cycle(_PADDING)
    words = b"".join(
        _event({"content": word}, **({"obfuscation": next(padding)} if padded else {})) for word in _WORDS * 70
    )
    for _ in range(0, chunks, len(_WORDS) * 70):
        yield words
    yield _event({}, "stop") + b"data: [DONE]\n\n"


def _pieces(chunks: int, size: int, *, padded: bool = False) -> Iterator[bytes]:
    rest = b""
    for block in _blocks(chunks, padded=padded):
        rest += block
        whole = len(rest) - len(rest) % size
        yield from (rest[at : at + size] for at in range(0, whole, size))
        rest = rest[whole:]
    yield rest


def _judge(pieces: Iterator[bytes]) -> int:
    from conformance.wire.stream_reading import read_stream  # noqa: PLC0415 - not for the other contestants

    reading = read_stream((0.0, piece) for piece in pieces)
    if reading.oddities or reading.schema_faults or reading.done != 1:
        raise AssertionError("the stream of the benchmark was not found legal")
    return reading.events


def _client(pieces: Iterator[bytes]) -> int:
    import httpx2  # noqa: PLC0415 - what the official client is built on
    import openai  # noqa: PLC0415 - as above

    class Body(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return pieces

    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": "text/event-stream"}, stream=Body())

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    with openai.OpenAI(api_key="none", base_url="http://localhost/v1", http_client=http) as client:
        stream = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}], stream=True)
        return 1 + sum(1 for _ in stream)


def _plain(pieces: Iterator[bytes]) -> int:
    import httpx  # noqa: PLC0415 - not for the other contestants
    from httpx_sse import EventSource  # noqa: PLC0415 - as above
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - as above

    from conformance.resources import schemas_directory  # noqa: PLC0415 - as above

    class Body(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return pieces

    schema = json.loads((schemas_directory() / "chunk.json").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)
    events = 0
    response = httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Body())
    for event in EventSource(response).iter_sse():
        events += 1
        if event.data != "[DONE]" and not validator.is_valid(json.loads(event.data)):
            raise AssertionError("the stream of the benchmark was not found legal")
    return events


_CONTESTANTS: tuple[tuple[str, Callable[[Iterator[bytes]], int], int], ...] = (
    ("judge: bytes, strict JSON, schema, order", _judge, 20_000),
    ("openai client: merely consumes", _client, 4_000),
    ("httpx-sse, json, jsonschema", _plain, 2_000),
)


def _seconds_per_event(size: int, *, padded: bool) -> list[float]:
    """Return for each contestant the CPU time of its best round, in seconds per event.

    They take turns, and CPU time is counted, so that whatever else the machine does disturbs all of them alike and
    little. A short round before lets them import and compile what they need.
    """
    best = [float("inf")] * len(_CONTESTANTS)
    for _, contestant, _ in _CONTESTANTS:
        contestant(_pieces(10, size))
    for _ in range(_ROUNDS):
        for number, (_, contestant, chunks) in enumerate(_CONTESTANTS):
            pieces = iter(list(_pieces(chunks, size, padded=padded)))
            begin = process_time()
            events = contestant(pieces)
            best[number] = min(best[number], (process_time() - begin) / events)
    return best


def _compare() -> bool:
    """Print the table; return whether the judge is fast enough."""
    fast = True
    length = sum(len(_event({"content": word})) for word in _WORDS) / len(_WORDS)
    sys.stdout.write(f"events of about {length:.0f} bytes; CPU time; best of {_ROUNDS} rounds\n")
    sys.stdout.write(f"{'pieces':>7} {'contestant':<42} {'events/s':>10} {'us/event':>9} {'of judge':>9}\n")
    for padded, size in product((False, True), _SIZES):
        best = _seconds_per_event(size, padded=padded)
        for (name, _, _), seconds in zip(_CONTESTANTS, best, strict=True):
            label = f"{name}{' *' if padded else ''}"
            row = f"{size:>7} {label:<42} {1 / seconds:>10,.0f} {seconds * 1e6:>9.1f} {seconds / best[0]:>8.1f}x\n"
            sys.stdout.write(row)
        fast = fast and (padded or best[1] >= _TIMES_AS_FAST * best[0])
    sys.stdout.write("* every chunk differs from the last in more than its text, so that each is read the long way\n")
    return fast


def _peak() -> float:
    """Return the largest resident set of this process so far, in megabytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _million() -> None:
    """Judge a million chunks in this process; print events, seconds, and megabytes over those at the start."""
    _judge(_pieces(10, _SIZES[0]))
    start, begin = _peak(), perf_counter()
    events = _judge(_pieces(_MILLION, _SIZES[0]))
    sys.stdout.write(json.dumps([events, perf_counter() - begin, _peak() - start]))


def _measure_memory() -> bool:
    """Print what a million chunks cost; return whether it is little enough."""
    command = [sys.executable, "-m", "conformance.selftest.bench.stream_judge", "million"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own module
    events, seconds, megabytes = json.loads(output)
    size = sum(map(len, _blocks(_MILLION))) / 1e6
    sys.stdout.write(f"{events:,} events ({size:.0f} MB) in {seconds:.1f} s, {megabytes:.0f} MB over start\n")
    return bool(megabytes <= _MOST_MEGABYTES)


def main(arguments: list[str]) -> int:
    """Run the comparison and the million; return the exit code."""
    if arguments == ["million"]:
        _million()
        return 0
    # Memory first: a child inherits the peak of its parent, which is still small.
    small, fast = _measure_memory(), _compare()
    if not fast:
        sys.stdout.write(f"the judge is not {_TIMES_AS_FAST} times as fast as the client\n")
    if not small:
        sys.stdout.write(f"a million chunks need more than {_MOST_MEGABYTES} MB\n")
    return 0 if fast and small else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
