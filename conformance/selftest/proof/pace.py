"""How fast this machine computes at this moment, told by a piece of work that never changes.

Processor time alone says as much about the machine as about the work: beside a busy neighbour the same work takes a
third longer. So a bound on work is given in laps, which are run beside it.
"""

from __future__ import annotations

import gc
import json
import re
import time
from dataclasses import dataclass
from functools import cache

_ENTRIES = 500
_WORD = re.compile(rb'"([a-z]+)"')


@dataclass(frozen=True)
class _Entry:
    name: str
    place: int


@cache
def _document() -> bytes:
    entries = [
        {"name": f"entry {number}", "index": number, "text": "a quiet bird sat on the roof " * 3, "none": None}
        for number in range(_ENTRIES)
    ]
    return json.dumps({"entries": entries}).encode()


def lap() -> float:
    """Do a piece of work of the kinds that judging consists of, and return the processor time it took, in seconds.

    Garbage is not collected meanwhile: how long that takes depends on what else the process holds.
    """
    document = _document()
    gc.disable()
    try:
        began = time.process_time()
        _work(document)
        return time.process_time() - began
    finally:
        gc.enable()


def _work(document: bytes) -> None:
    value = json.loads(document)
    entries = [_Entry(one["name"], at) for at, one in enumerate(value["entries"])]
    by_name = {entry: entry.name for entry in entries}
    words = {found[1] for found in _WORD.finditer(document)}
    known = [entry for entry in entries if by_name[entry].encode() not in words]
    if json.dumps(value).encode() != document or len(known) != len(entries):
        raise AssertionError("a lap is the same work each time")
