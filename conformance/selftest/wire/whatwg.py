"""Base64 and data: URLs as browsers read them, from the text of the standards and independent of our readers.

Steps are named as the standards number them: Infra, "forgiving-base64 decode"; URL, "basic URL parser"; Fetch,
"data: URL processor"; MIME Sniffing, "parse a MIME type".
"""

from __future__ import annotations

import string
from dataclasses import dataclass

ASCII_WHITE_SPACE = "\t\n\f\r "
HTTP_WHITE_SPACE = "\t\n\r "
ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
TOKEN = set("!#$%&'*+-.^_`|~" + string.ascii_letters + string.digits)
C0_OR_SPACE = "".join(map(chr, range(0x21)))


@dataclass(frozen=True)
class MimeType:
    """A MIME type record: its essence, and its parameters in order."""

    essence: str
    parameters: tuple[tuple[str, str], ...] = ()


PLAIN_TEXT = MimeType("text/plain", (("charset", "US-ASCII"),))


@dataclass(frozen=True)
class Fetched:
    """The data: URL struct: a MIME type, and a body."""

    mime_type: MimeType
    body: bytes


def forgiving_base64_decode(code: str) -> bytes | None:
    """Infra, section 5, bit by bit."""
    code = "".join(letter for letter in code if letter not in ASCII_WHITE_SPACE)
    if len(code) % 4 == 0 and code.endswith("="):
        code = code[:-2] if code.endswith("==") else code[:-1]
    if len(code) % 4 == 1 or any(letter not in ALPHABET for letter in code):
        return None
    bits = "".join(f"{ALPHABET.index(letter):06b}" for letter in code)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))


def is_hierarchical(text: str) -> bool:
    """Tell whether the URL parser takes what follows the scheme for a path, whose segments it would rearrange."""
    return _scheme_and_rest(text)[1].startswith("/")


def fetch(text: str) -> Fetched | None:
    """Parse as a URL without a base, and process it if it is a data: URL; None where either fails.

    The path must be opaque: see `is_hierarchical`.
    """
    scheme, rest = _scheme_and_rest(text)
    if scheme != "data":
        return None
    header, comma, encoded = _serialised(rest.partition("#")[0]).partition(",")
    if not comma:
        return None
    header = header.strip(ASCII_WHITE_SPACE)
    body: bytes | None = percent_decoded(encoded)
    before, mark = header[:-6], header[-6:]
    if mark.lower() == "base64" and before.rstrip(" ").endswith(";"):
        body = forgiving_base64_decode(percent_decoded(encoded).decode("latin-1"))
        header = before.rstrip(" ")[:-1]
    if body is None:
        return None
    return Fetched(parse_mime_type(f"text/plain{header}" if header.startswith(";") else header) or PLAIN_TEXT, body)


def _scheme_and_rest(text: str) -> tuple[str, str]:
    """Run the basic URL parser up to its scheme state; the scheme is empty where there is none."""
    text = "".join(letter for letter in text.strip(C0_OR_SPACE) if letter not in "\t\n\r")
    scheme, colon, rest = text.partition(":")
    legal = colon and scheme.isascii() and scheme[:1].isalpha() and all(c.isalnum() or c in "+-." for c in scheme)
    return (scheme.lower(), rest) if legal else ("", rest)


def _serialised(rest: str) -> str:
    """Encode an opaque path with the C0 control set, and a query behind it with the query set."""
    path, question, query = rest.partition("?")
    return "".join(map(_encoded, path)) + question + "".join(_encoded(c, ' "#<>') for c in query)


def _encoded(character: str, more: str = "") -> str:
    if " " <= character <= "~" and character not in more:
        return character
    # A scalar value string has U+FFFD for half a surrogate pair.
    scalar = "\N{REPLACEMENT CHARACTER}" if "\ud800" <= character <= "\udfff" else character
    return "".join(f"%{byte:02X}" for byte in scalar.encode())


def percent_decoded(text: str) -> bytes:
    """URL, section 1.3; the text is ASCII."""
    decoded, at = bytearray(), 0
    while at < len(text):
        digits = text[at + 1 : at + 3]
        if text[at] == "%" and len(digits) == 2 and all(digit in string.hexdigits for digit in digits):
            decoded.append(int(digits, 16))
            at += 3
        else:
            decoded.append(ord(text[at]))
            at += 1
    return bytes(decoded)


def parse_mime_type(text: str) -> MimeType | None:
    """MIME Sniffing, section 4.4, for ASCII."""
    kind, slash, rest = text.strip(HTTP_WHITE_SPACE).partition("/")
    subtype, _, behind = rest.partition(";")
    subtype = subtype.rstrip(HTTP_WHITE_SPACE)
    if not slash or not _is_token(kind) or not _is_token(subtype):
        return None
    parameters: dict[str, str] = {}
    while behind:
        name, value, behind = _parameter(behind.lstrip(HTTP_WHITE_SPACE))
        if value is not None and _is_token(name):
            parameters.setdefault(name.lower(), value)
    return MimeType(f"{kind}/{subtype}".lower(), tuple(parameters.items()))


def _is_token(text: str) -> bool:
    return bool(text) and TOKEN.issuperset(text)


def _parameter(text: str) -> tuple[str, str | None, str]:
    """Split off one parameter: its name, its value or None where there is none, and what is left."""
    end = next((at for at, letter in enumerate(text) if letter in ";="), len(text))
    name, rest = text[:end], text[end + 1 :]
    if text[end : end + 1] != "=":
        return name, None, rest
    if rest.startswith('"'):
        value, behind = _quoted(rest)
        return name, value, behind.partition(";")[2]
    value, _, behind = rest.partition(";")
    return name, value.rstrip(HTTP_WHITE_SPACE) or None, behind


def _quoted(text: str) -> tuple[str, str]:
    """Fetch, "collect an HTTP quoted string", with the value extracted."""
    value, at = "", 1
    while at < len(text) and text[at] != '"':
        at += text[at] == "\\" and at + 1 < len(text)
        value += text[at]
        at += 1
    return value, text[at + 1 :]
