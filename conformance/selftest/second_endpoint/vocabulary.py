"""A vocabulary of its own: bytes, pairs of letters, numbers and the words that it likes to write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import product
from string import ascii_lowercase, digits
from typing import Final

from conformance.selftest.second_endpoint.lexicon import KINDS, PLAIN_WORDS

_PAIRS: Final = tuple(a + b for a, b in product(ascii_lowercase, ascii_lowercase))
_NUMBERS: Final = tuple(a + b for a, b in product(digits, digits))
_SIGNS: Final = (", ", ". ", "\n\n", '": "', '": ', '{"', '"}', "data", "[DONE]")


def _pieces() -> Iterable[str]:
    yield from _PAIRS
    yield from (f" {pair}" for pair in _PAIRS)
    yield from _NUMBERS
    yield from (f" {number}" for number in (*digits, *_NUMBERS))
    yield from _SIGNS
    for word in dict.fromkeys((*PLAIN_WORDS, *(word for kind in KINDS.values() for word in kind))):
        yield from (word, f" {word}", word.capitalize())


TOKENS: Final[tuple[bytes, ...]] = tuple(
    dict.fromkeys((*(bytes([at]) for at in range(256)), *(piece.encode() for piece in _pieces())))
)
"""Token id -> its bytes."""
END: Final = len(TOKENS)
"""The id that ends a text; it has no bytes."""
_IDS: Final = {token: at for at, token in enumerate(TOKENS)}
_LONGEST: Final = max(map(len, TOKENS))


def encode(text: str) -> list[int]:
    """Cut a text into tokens, the longest first; what no piece covers is written byte by byte."""
    data = text.encode("utf-8")
    ids: list[int] = []
    at = 0
    while at < len(data):
        for length in range(min(_LONGEST, len(data) - at), 0, -1):
            known = _IDS.get(data[at : at + length])
            if known is not None:
                ids.append(known)
                at += length
                break
    return ids


def bytes_of(token: int) -> bytes:
    """Return the bytes of a token; the end has none."""
    return TOKENS[token] if token < END else b""


@cache
def ids_of(words: Sequence[str]) -> tuple[int, ...]:
    """Return the tokens of words that stand behind a blank, one each."""
    return tuple(_IDS[f" {word}".encode()] for word in words)
