"""Base64: legal texts, and texts that fall short of RFC 4648 in one named way."""

from __future__ import annotations

import string
from base64 import b64encode
from collections.abc import Callable, Collection
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.arguments import check_sizes, chosen
from conformance.wire.base64_reader import Base64Kind

_ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
_QUANTUM = 3
"""Bytes in a quantum, which is four characters."""
Spoil = Callable[[DrawFn, str, str], str]
"""Takes the letters and the padding of a legal text and returns a faulty text."""


@dataclass(frozen=True)
class Base64Payload:
    """Bytes and the one text that RFC 4648, section 4, has for them."""

    data: bytes
    code: str


@dataclass(frozen=True)
class FaultyBase64:
    """A text with one fault, which may stand in it more than once."""

    fault: Base64Kind
    code: str


def base64_payloads(*, min_size: int = 0, max_size: int = 100) -> SearchStrategy[Base64Payload]:
    """Return a strategy for bytes of these sizes and their Base64.

    Args:
        min_size: the least number of bytes.
        max_size: the largest number of bytes.

    Raises:
        InvalidArgument: a size is no integer or negative, or they are in the wrong order.
    """
    check_sizes("min_size", min_size, "max_size", max_size)
    return st.binary(min_size=min_size, max_size=max_size).map(lambda data: Base64Payload(data, _encode(data)))


def faulty_base64_payloads(
    *, faults: Collection[Base64Kind] | None = None, max_size: int = 60
) -> SearchStrategy[FaultyBase64]:
    """Return a strategy for texts that are Base64 but for one fault.

    Args:
        faults: the faults to draw from; all unless given.
        max_size: about the largest number of bytes that the text would say, at least 3.

    Raises:
        InvalidArgument: no fault is left, one is not known, or `max_size` is no integer or too small.
    """
    check_sizes("max_size", max_size, "max_size", max_size, least=_QUANTUM)
    return st.sampled_from(chosen("faults", faults, Base64Kind)).flatmap(lambda fault: _faulty(fault, max_size))


def wrapped_base64_payloads() -> SearchStrategy[Base64Payload]:
    """Return a strategy for Base64 broken into lines or words, padded or not: what MIME and browsers read.

    The code is legal by RFC 4648 only where it happens to be neither broken nor short of padding.
    """
    return st.builds(
        _wrapped,
        st.binary(max_size=60),
        blank=st.sampled_from(["\n", "\r\n", " ", "\t"]),
        width=st.integers(1, 20),
        padded=st.booleans(),
    )


def _encode(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _wrapped(data: bytes, *, blank: str, width: int, padded: bool) -> Base64Payload:
    whole = _encode(data) if padded else _encode(data).rstrip("=")
    return Base64Payload(data, blank.join(whole[at : at + width] for at in range(0, len(whole), width)))


@st.composite
def _faulty(draw: DrawFn, fault: Base64Kind, max_size: int) -> FaultyBase64:
    rests, spoil = _SPOILS[fault]
    quanta = draw(st.integers(0, max_size // _QUANTUM - 1))
    size = quanta * _QUANTUM + draw(st.sampled_from(rests))
    whole = _encode(draw(st.binary(min_size=size, max_size=size)))
    letters = whole.rstrip("=")
    return FaultyBase64(fault, spoil(draw, letters, whole[len(letters) :]))


def _with_illegal_character(draw: DrawFn, letters: str, padding: str) -> str:
    # A percent sign or a number sign would mean something else in a data URI.
    return _inserted(draw, letters, draw(st.sampled_from("!*,.:?~\0\N{LATIN SMALL LETTER E WITH ACUTE}"))) + padding


def _with_white_space(draw: DrawFn, letters: str, padding: str) -> str:
    return _inserted(draw, letters + padding, draw(st.sampled_from(["\n", "\r\n", " ", "\t", "\f"])))


def _with_url_safe_letter(draw: DrawFn, letters: str, padding: str) -> str:
    at = draw(st.integers(0, len(letters) - 1))
    return letters[:at] + draw(st.sampled_from("-_")) + letters[at + 1 :] + padding


def with_used_pad_bits(draw: DrawFn, letters: str, padding: str) -> str:
    """Return a text whose last letter has bits set that belong to no byte (RFC 4648 section 3.5); it has padding."""
    unused = 2 * len(padding)  # bits of the last letter
    last = _ALPHABET.index(letters[-1]) + draw(st.integers(1, (1 << unused) - 1))
    return letters[:-1] + _ALPHABET[last] + padding


def _inserted(draw: DrawFn, text: str, more: str) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + more + text[at:]


_ANY, _WHOLE, _PARTIAL = (1, 2, 3), (3,), (1, 2)
"""Bytes in the last quantum: those that make the fault possible."""
_SPOILS: dict[Base64Kind, tuple[tuple[int, ...], Spoil]] = {
    Base64Kind.ILLEGAL_CHARACTER: (_ANY, _with_illegal_character),
    Base64Kind.WHITE_SPACE: (_ANY, _with_white_space),
    Base64Kind.URL_SAFE_ALPHABET: (_ANY, _with_url_safe_letter),
    Base64Kind.IMPOSSIBLE_LENGTH: (_WHOLE, lambda draw, letters, _: letters + draw(st.sampled_from(_ALPHABET))),
    Base64Kind.MISSING_PADDING: (_PARTIAL, lambda _draw, letters, _: letters),
    Base64Kind.INCOMPLETE_PADDING: ((1,), lambda _draw, letters, _: letters + "="),
    Base64Kind.EXCESS_PADDING: (_ANY, lambda draw, letters, padding: letters + padding + "=" * draw(st.integers(1, 4))),
    Base64Kind.DATA_AFTER_PADDING: (_PARTIAL, lambda _draw, letters, padding: (letters + padding) * 2),
    Base64Kind.NONZERO_PAD_BITS: (_PARTIAL, with_used_pad_bits),
}
