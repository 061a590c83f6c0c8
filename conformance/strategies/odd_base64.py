"""Base64 of a picture as other customs have it: legal to MIME, browsers or URLs, and not to RFC 4648 section 4."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.strategies.base64_payloads import with_used_pad_bits
from conformance.strategies.data_uris import base64_of
from conformance.strategies.picture_payloads import PayloadKind, picture_payloads, pictures_with_padding

_URL_SAFE = str.maketrans("+/", "-_")
_ANY, _SOME = (2, 1, 0), (2, 1)
"""Paddings of the picture."""


def odd_base64() -> SearchStrategy[tuple[str, str]]:
    """Return a strategy for customs, in words, and the Base64 of pictures by them."""
    return st.sampled_from(list(_CUSTOMS)).flatmap(lambda stratum: _odd(stratum, *_CUSTOMS[stratum]))


Write = Callable[[DrawFn, str], str]


@st.composite
def _odd(draw: DrawFn, stratum: str, paddings: tuple[int, ...], write: Write) -> tuple[str, str]:
    code = base64_of(draw(pictures_with_padding(draw(st.sampled_from(paddings)))))
    return stratum, write(draw, code)


def _broken(end: str) -> Write:
    def write(draw: DrawFn, code: str) -> str:
        width = draw(st.sampled_from([76, 64]) | st.integers(1, 76))
        return end.join(code[at : at + width] for at in range(0, len(code), width))

    return write


def _blank(blank: str) -> Write:
    def write(draw: DrawFn, code: str) -> str:
        at = draw(st.integers(1, len(code) - 1))
        return code[:at] + blank + code[at:]

    return write


def _of_urls(kinds: tuple[PayloadKind, ...], letters: str) -> Write:
    """Write a picture that has such letters with their substitutes."""

    def write(draw: DrawFn, _: str) -> str:
        code = base64_of(draw(picture_payloads(kinds=kinds))[1])
        return "".join(letter.translate(_URL_SAFE) if letter in letters else letter for letter in code)

    return write


def _mixed(draw: DrawFn, _: str) -> str:
    code = base64_of(draw(picture_payloads(kinds=(PayloadKind.PLUSES, PayloadKind.SLASHES)))[1])
    at = draw(st.integers(len(code) // 3, len(code) // 2))
    return code[:at] + code[at:].translate(_URL_SAFE)


def _unpadded_of_urls(_: DrawFn, code: str) -> str:
    return code.translate(_URL_SAFE).rstrip("=")


def _with_used_bits(draw: DrawFn, code: str) -> str:
    letters = code.rstrip("=")
    return with_used_pad_bits(draw, letters, code[len(letters) :])


def _escaped(draw: DrawFn, code: str) -> str:
    at = draw(st.integers(0, len(code) - 1))
    return f"{code[:at]}%{ord(code[at]):02X}{code[at + 1 :]}"


_PLUS = (PayloadKind.PLUS_1, PayloadKind.PLUS_2, PayloadKind.PLUS_3, PayloadKind.PLUS_4, PayloadKind.PLUSES)
_SLASH = (PayloadKind.SLASH_1, PayloadKind.SLASH_2, PayloadKind.SLASH_3, PayloadKind.SLASH_4, PayloadKind.SLASHES)
_CUSTOMS: dict[str, tuple[tuple[int, ...], Write]] = {
    "line feeds": (_ANY, _broken("\n")),
    "carriage returns and line feeds": (_ANY, _broken("\r\n")),
    "carriage returns": (_ANY, _broken("\r")),
    "blanks": (_ANY, _broken(" ")),
    "a blank within": (_ANY, _blank(" ")),
    "a tab within": (_ANY, _blank("\t")),
    "a form feed within": (_ANY, _blank("\f")),
    "a line feed within": (_ANY, _blank("\n")),
    "a blank in front": (_ANY, lambda _, code: f" {code}"),
    "a line feed behind": (_ANY, lambda _, code: f"{code}\n"),
    "a blank within the padding": ((2,), lambda _, code: f"{code[:-1]} ="),
    "minus for plus": (_ANY, _of_urls(_PLUS, "+")),
    "underscore for slash": (_ANY, _of_urls(_SLASH, "/")),
    "both alphabets in one": (_ANY, _mixed),
    "URL-safe without padding": (_SOME, _unpadded_of_urls),
    "one equal sign missing": ((1,), lambda _, code: code[:-1]),
    "two equal signs missing": ((2,), lambda _, code: code[:-2]),
    "used bits behind the last byte, one equal sign": ((1,), _with_used_bits),
    "used bits behind the last byte, two equal signs": ((2,), _with_used_bits),
    "padding where none is due": ((0,), lambda draw, code: code + "=" * draw(st.integers(1, 4))),
    "more padding than is due": (_SOME, lambda draw, code: code + "=" * draw(st.integers(1, 4))),
    "percent-encoded padding": (_SOME, lambda _, code: code.replace("=", "%3D")),
    "percent-encoded plus": (_ANY, lambda _, code: code.replace("+", "%2B")),
    "percent-encoded slash": (_ANY, lambda _, code: code.replace("/", "%2F")),
    "a percent-encoded letter": (_ANY, _escaped),
}
