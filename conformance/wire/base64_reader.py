"""Base64 to the letter of RFC 4648, beside what a forgiving reader (WHATWG Infra) makes of the same text."""

from __future__ import annotations

import re
from binascii import a2b_base64, b2a_base64
from dataclasses import dataclass
from enum import StrEnum

from conformance.model.finding import Oddity, Place
from conformance.wire.oddity_log import OddityLog

_WELL_FORMED = re.compile(rb"([A-Za-z0-9+/]*+)(={0,2})")
_FOREIGN = re.compile(rb"[^A-Za-z0-9+/=]")
_FOREIGN_TO_BOTH = re.compile(rb"[^A-Za-z0-9+/=\t\n\f\r ]")
_LETTER = re.compile(rb"[A-Za-z0-9+/]")
_WHITE_SPACE = b"\t\n\f\r "
_QUANTUM = 4


class Base64Kind(StrEnum):
    """How a text can fall short of RFC 4648. Only NONZERO_PAD_BITS leaves it decodable."""

    ILLEGAL_CHARACTER = "illegal-character"
    """A character outside the alphabet (section 3.3)."""
    WHITE_SPACE = "white-space"
    """ASCII white space, line breaks included (section 3.1)."""
    URL_SAFE_ALPHABET = "url-safe-alphabet"
    """`-` or `_`: another encoding (section 5)."""
    IMPOSSIBLE_LENGTH = "impossible-length"
    """One character is left over in the last quantum."""
    MISSING_PADDING = "missing-padding"
    """No padding where it is due (section 3.2)."""
    INCOMPLETE_PADDING = "incomplete-padding"
    """One `=` where two are due."""
    EXCESS_PADDING = "excess-padding"
    """More `=` than are due."""
    DATA_AFTER_PADDING = "data-after-padding"
    """Characters of the alphabet behind the padding."""
    NONZERO_PAD_BITS = "nonzero-pad-bits"
    """The unused bits of the last character are not zero: a decoder may reject it (section 3.5)."""


@dataclass(frozen=True)
class Base64Reading:
    """What a text says in Base64.

    Attributes:
        data: the bytes, or None where RFC 4648 forbids to decode the text.
        forgiving: the bytes by the forgiving-base64 decode of WHATWG Infra, or None where even that fails.
        oddities: at most 20 of each kind; places are byte offsets in the text.
    """

    data: bytes | None
    forgiving: bytes | None
    oddities: tuple[Oddity, ...] = ()


def read_base64(text: str | bytes) -> Base64Reading:
    """Decode strictly and forgivingly; never raises. Text is taken as UTF-8."""
    code = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    match = _WELL_FORMED.fullmatch(code)
    log = OddityLog()
    if match is None or len(match[2]) != _padding_due(len(match[1])):
        _diagnose(code, log)
        return Base64Reading(None, forgiving_base64(code), tuple(log.kept))
    data = a2b_base64(code)
    last = code[-_QUANTUM:]
    if b2a_base64(a2b_base64(last), newline=False) != last:
        _note(
            log,
            Base64Kind.NONZERO_PAD_BITS,
            "The unused bits of the last character were not zero.",
            code,
            len(code) - 4,
        )
    return Base64Reading(data, data, tuple(log.kept))


def forgiving_base64(code: bytes) -> bytes | None:
    """Decode as WHATWG Infra says: no white space, optional padding, unused bits dropped; None on failure."""
    code = code.translate(None, _WHITE_SPACE)
    if len(code) % _QUANTUM == 0:
        code = code.removesuffix(b"=").removesuffix(b"=")
    if len(code) % _QUANTUM == 1 or b"=" in code or _FOREIGN.search(code):
        return None
    return a2b_base64(code + b"=" * (-len(code) % _QUANTUM))


def _padding_due(letters: int) -> int:
    """Return how many `=` follow so many letters; -1 where no padding makes them whole."""
    rest = letters % _QUANTUM
    return -1 if rest == 1 else -rest % _QUANTUM


def _diagnose(code: bytes, log: OddityLog) -> None:
    """Note why the text is not Base64. Padding is judged only where it is plain which letters count."""
    for foreign in _FOREIGN.finditer(code):
        _note_foreign(foreign[0], foreign.start(), code, log)
    padding = code.find(b"=")
    if padding >= 0 and _LETTER.search(code, padding):
        _note(log, Base64Kind.DATA_AFTER_PADDING, "Data followed the padding.", code, padding)
    elif not _FOREIGN_TO_BOTH.search(code):
        letters = code.translate(None, _WHITE_SPACE)
        _note_padding(letters.rstrip(b"="), letters, code, log)


def _note_foreign(character: bytes, at: int, code: bytes, log: OddityLog) -> None:
    if character in _WHITE_SPACE:
        _note(log, Base64Kind.WHITE_SPACE, "White space stood in the text.", code, at)
    elif character in b"-_":
        _note(log, Base64Kind.URL_SAFE_ALPHABET, "A character was from the URL-safe alphabet.", code, at)
    else:
        _note(log, Base64Kind.ILLEGAL_CHARACTER, "A character was not from the alphabet.", code, at)


def _note_padding(letters: bytes, padded: bytes, code: bytes, log: OddityLog) -> None:
    due, there = _padding_due(len(letters)), len(padded) - len(letters)
    if due < 0:
        _note(log, Base64Kind.IMPOSSIBLE_LENGTH, "One character was left over.", code, len(code) - 1)
    elif there > due:
        _note(log, Base64Kind.EXCESS_PADDING, f"There were {there} padding characters for {due}.", code, len(code) - 1)
    elif due > there > 0:
        _note(log, Base64Kind.INCOMPLETE_PADDING, "There was one padding character for two.", code, len(code))
    elif due > there:
        _note(log, Base64Kind.MISSING_PADDING, "There was no padding.", code, len(code))


def _note(log: OddityLog, kind: Base64Kind, message: str, code: bytes, at: int) -> None:
    if log.full(kind):
        log.count(kind)
        return
    around = code[max(0, at - 8) : at + 8]
    log.note(kind, message, expected="RFC 4648, section 4", actual=around, place=Place(byte=at))
