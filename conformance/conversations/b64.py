"""Base64 payloads: every legal length, and one fault at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from conformance.conversations.building import (
    NOISE,
    accepted,
    chat,
    either,
    exhaustive,
    picture_content,
    rejected,
)
from conformance.conversations.conversation import Conversation, Steps
from conformance.conversations.img import PICTURE_PATH
from conformance.conversations.pictures import data_uri
from conformance.model.request import Expectation, Request
from conformance.model.settings import Capability, Dialect
from conformance.wire.exchange import SUCCESS

# Each fault is such that a decoder which forgives it still gets the whole picture: what is refused is the fault itself.
_HEAD, _PAYLOAD = data_uri("padding-2.png").split(",", 1)
_MIDDLE = len(_PAYLOAD) // 2
ILLEGAL_CHARACTER = f"{_HEAD},{_PAYLOAD[:_MIDDLE]}!{_PAYLOAD[_MIDDLE:]}"
LENGTH_ONE_MODULO_FOUR = f"{data_uri('padding-0.png')}A"
BEHIND_PADDING = f"{_HEAD},{_PAYLOAD}QUJD"
EMPTY = f"{_HEAD},"
HALF_PADDED = f"{_HEAD},{_PAYLOAD[:-1]}"
_LINE = 76
_BEHIND_PADDING = "Base64 with data behind the padding"
A_BROKEN_PICTURE = "Base64 with an illegal character"
"""A conversation that says how the target takes a picture that it cannot decode."""
ODD = "odd Base64"
ESCAPED_SIGNS = "Base64 with its signs escaped"
PLUS_SIGNS = "Base64 that is full of plus signs"
URL_SAFE = "Base64 of the URL-safe alphabet"


def _broken(name: str, proves: str, uri: str, *, stream: bool = False, plainer: str = "") -> Conversation:
    """Describe a picture with one fault; `plainer` names the same fault in a form that more readers refuse."""
    members = {"stream": True} if stream else {}
    return rejected(
        name,
        proves,
        chat(picture_content(uri), **members),
        subject=PICTURE_PATH,
        control="PNG picture streamed" if stream else "PNG picture",
        plainer=(NOISE, plainer) if plainer else (NOISE,),
        capability=Capability.IMAGES,
    )


def _broken_streamed(plainer: str, uri: str) -> Conversation:
    return _broken(f"{plainer}, streamed", "B64-007", uri, stream=True, plainer=plainer)


def _padded(count: int) -> Conversation:
    uri = data_uri(f"padding-{count}.png")
    return accepted(
        f"Base64 with {count} padding characters",
        "B64-005",
        chat(picture_content(uri)),
        capability=Capability.IMAGES,
        controls=("PNG picture",),
    )


def _escaping(uri: str) -> Callable[[Dialect], bytes]:
    """Write slashes and plus signs as PHP and .NET do; they stand in strings only."""
    return lambda dialect: chat(picture_content(uri))(dialect).replace(b"/", rb"\/").replace(b"+", rb"\u002B")


def _inserted(at: int, foreign: str) -> str:
    return f"{_HEAD},{_PAYLOAD[:at]}{foreign}{_PAYLOAD[at:]}"


def _broken_lines(end: str) -> str:
    return f"{_HEAD},{end.join(_PAYLOAD[at : at + _LINE] for at in range(0, len(_PAYLOAD), _LINE))}"


def _with_last_bits() -> str:
    """Return the payload with a bit set that belongs to no byte (RFC 4648 section 3.5)."""
    letters = _PAYLOAD.rstrip("=")
    return f"{letters[:-1]}{chr(ord(letters[-1]) + 1)}=="


def _odd(name: str, uri: str) -> Conversation:
    body = chat(picture_content(uri))
    one = either(f"{ODD}: {name}", body, subject=PICTURE_PATH, control="PNG picture", capability=Capability.IMAGES)
    return replace(one, controls=(*one.controls, A_BROKEN_PICTURE))


def _asked_again(uri: str, expectation: Expectation) -> Callable[[Dialect], Steps]:
    """Send the picture a second time where it was served, so that one lucky or unlucky word decides nothing."""

    def steps(dialect: Dialect) -> Steps:
        request = Request(body=chat(picture_content(uri))(dialect), expectation=expectation, subject=PICTURE_PATH)
        exchange = yield request
        if exchange.status == SUCCESS:
            yield replace(request, label="repeat")

    return steps


def _two_readings() -> tuple[Conversation, ...]:
    """Describe a red square that is blue to a decoder which drops what it does not know: as sent, escaped, URL-safe."""
    uri = data_uri("two-readings.png")
    safe = uri.replace("+", "-")
    controls = ("PNG picture", "Base64 with 0 padding characters")
    legal = accepted(PLUS_SIGNS, "B64-008", chat(picture_content(uri)), capability=Capability.IMAGES, controls=controls)
    odd = either(
        URL_SAFE, chat(picture_content(safe)), subject=PICTURE_PATH, control="PNG picture", capability=Capability.IMAGES
    )
    escaped = accepted(ESCAPED_SIGNS, "HTTP-036", _escaping(uri), capability=Capability.IMAGES, controls=(PLUS_SIGNS,))
    return (
        *exhaustive((escaped,)),
        replace(legal, steps=_asked_again(uri, Expectation.ACCEPTED), requests=2),
        replace(
            odd, controls=(*odd.controls, A_BROKEN_PICTURE), steps=_asked_again(safe, Expectation.EITHER), requests=2
        ),
    )


_FOREIGN = (
    ("at the start", 0, "!"),
    ("behind the first character of a quantum", _MIDDLE // 4 * 4 + 1, "*"),
    ("behind the second character of a quantum", _MIDDLE // 4 * 4 + 2, "."),
    ("behind the third character of a quantum", _MIDDLE // 4 * 4 + 3, ":"),
    ("four times in a row", _MIDDLE // 4 * 4, "!!!!"),
    ("beyond ASCII", _MIDDLE, "\N{LATIN SMALL LETTER E WITH ACUTE}"),
    ("byte order mark at the start", 0, "\N{ZERO WIDTH NO-BREAK SPACE}"),
    ("percent sign that encodes nothing", _MIDDLE, "%ZZ"),
)
_STREAMED = (
    ("Base64 of length 1 modulo 4", LENGTH_ONE_MODULO_FOUR),
    (_BEHIND_PADDING, BEHIND_PADDING),
    ("Base64 of nothing", EMPTY),
    ("Base64 with half its padding", HALF_PADDED),
)

CONVERSATIONS = (
    *(_padded(count) for count in range(3)),
    _broken(A_BROKEN_PICTURE, "B64-001", ILLEGAL_CHARACTER),
    _broken("Base64 of length 1 modulo 4", "B64-002", LENGTH_ONE_MODULO_FOUR),
    _broken(_BEHIND_PADDING, "B64-003", BEHIND_PADDING),
    _broken("Base64 of nothing", "B64-004", EMPTY),
    _broken_streamed(A_BROKEN_PICTURE, ILLEGAL_CHARACTER),
    _broken("Base64 with half its padding", "B64-009", HALF_PADDED),
    *_two_readings(),
    _odd("line feeds", _broken_lines("\n")),
    *exhaustive(
        (
            *(
                _broken(f"Base64 with a foreign character, {name}", "B64-001", _inserted(at, foreign))
                for name, at, foreign in _FOREIGN
            ),
            *(
                _broken(
                    f"Base64 with a foreign character, {name} at the end",
                    "B64-001",
                    f"{_HEAD},{_PAYLOAD}{foreign}",
                    plainer=_BEHIND_PADDING,
                )
                for name, foreign in (("exclamation mark", "!"), ("NUL", "\0"))
            ),
            _broken("Base64 of a whole picture twice", "B64-003", f"{_HEAD},{_PAYLOAD}{_PAYLOAD}"),
            _broken("Base64 of padding alone", "B64-004", f"{EMPTY}===="),
            *(_broken_streamed(name, uri) for name, uri in _STREAMED),
            _odd("no padding", f"{_HEAD},{_PAYLOAD.rstrip('=')}"),
            _odd("carriage returns and line feeds", _broken_lines("\r\n")),
            _odd("a blank within", _inserted(_MIDDLE, " ")),
            _odd("a tab within", _inserted(_MIDDLE, "\t")),
            _odd("more padding than is due", f"{_HEAD},{_PAYLOAD}="),
            _odd("percent-encoded padding", f"{_HEAD},{_PAYLOAD.replace('=', '%3D')}"),
            _odd("bits behind the last byte", f"{_HEAD},{_with_last_bits()}"),
        )
    ),
)
