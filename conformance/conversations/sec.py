"""Pictures that stand somewhere else: at a private address, in a file of the target's machine.

The addresses are those of the suite's own listener, and the file is a picture of the suite, so that nothing else on
the machine is ever touched. All of it is sent to local targets only, or on demand.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import urlsplit

from conformance.conversations.b64 import A_BROKEN_PICTURE
from conformance.conversations.building import NOISE, chat, chat_payload, encode, one_step, picture_content
from conformance.conversations.conversation import Conversation, Steps, Trait
from conformance.conversations.img import PICTURE_PATH
from conformance.model.request import Expectation, Request
from conformance.model.settings import Capability, Depth, Dialect, Hazard

PRIVATE_URL = "picture at a private address"
PRIVATE_TEXT = "text at a private address"
SVG = "SVG picture that refers to a private address"
SPELLINGS = {
    "localhost": "localhost",
    "IPv6": "[::1]",
    "a short form": "127.1",
    "a decimal number": "2130706433",
    "a hexadecimal number": "0x7f000001",
    "the unspecified address": "0.0.0.0",  # noqa: S104 - a destination here; it is nothing that we bind
}
FILE_PAIR = "file that exists and file that does not"
CONTROL = "PNG picture"
_ALONE = frozenset({Trait.ALONE})


def _at(dialect: Dialect, host: str, file: str) -> str:
    port = urlsplit(dialect.listener).port
    return f"http://{host}:{port}/{file}" if port else f"{dialect.listener}/{file}"


def _fetch(
    name: str,
    host: str,
    file: str,
    *,
    controls: tuple[str, ...] = (CONTROL, A_BROKEN_PICTURE),
    depth: Depth = Depth.STANDARD,
) -> Conversation:
    return Conversation(
        name=name,
        steps=one_step(
            lambda dialect: chat(picture_content(_at(dialect, host, file)))(dialect), expectation=Expectation.EITHER
        ),
        traits=_ALONE,
        capability=Capability.IMAGES,
        controls=controls,
        hazard=Hazard.FETCH,
        depth=depth,
    )


def _spellings() -> Iterator[Conversation]:
    for number, (label, host) in enumerate(SPELLINGS.items()):
        depth = Depth.STANDARD if label == "localhost" else Depth.EXHAUSTIVE
        controls = (CONTROL, PRIVATE_URL)
        name = f"{PRIVATE_URL}, written as {label}"
        yield _fetch(name, host, f"fetched-spelling-{number}.png", controls=controls, depth=depth)


def _svg(dialect: Dialect) -> bytes:
    link = f"{dialect.listener}/fetched-svg.png"
    drawing = (
        f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY outside SYSTEM "{link}">]>'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64">'
        f'<image width="64" height="64" xlink:href="{link}" href="{link}"/><text>&outside;</text></svg>'
    )
    uri = f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}"
    # The link once more as text of the user: the listener's watch reads the body, where Base64 hides it.
    return chat(picture_content(uri, "What is drawn here? (drawing /fetched-svg.png)"))(dialect)


def _file_rejected(name: str, proves: str, prefix: str) -> Conversation:
    def body(dialect: Dialect) -> bytes:
        return chat(picture_content(f"{prefix}{dialect.local_picture}"))(dialect)

    return Conversation(
        name=name,
        steps=one_step(body, expectation=Expectation.REJECTED, subject=PICTURE_PATH),
        traits=frozenset({Trait.INVALID}),
        capability=Capability.IMAGES,
        proves=proves,
        controls=(CONTROL, NOISE),
        hazard=Hazard.FETCH,
    )


def _pair(dialect: Dialect) -> Steps:
    """Name the picture of the suite and a neighbour that does not exist, each twice: there and back."""
    there = dialect.local_picture
    missing = there.replace("red.png", "rex.png")  # as long, so that nothing else differs
    for path in (there, missing, missing, there):
        yield Request(
            body=encode(chat_payload(dialect, picture_content(f"file://{path}"))),
            expectation=Expectation.EITHER,
            subject=PICTURE_PATH,
        )


CONVERSATIONS = (
    _fetch(PRIVATE_URL, "127.0.0.1", "fetched-plain.png"),
    *_spellings(),
    _fetch(PRIVATE_TEXT, "127.0.0.1", "fetched-text.txt"),
    Conversation(
        name=SVG,
        steps=one_step(_svg, expectation=Expectation.EITHER),
        traits=_ALONE,
        capability=Capability.IMAGES,
        controls=(CONTROL,),
        hazard=Hazard.FETCH,
    ),
    _file_rejected("picture by a file URL", "SEC-005", "file://"),
    _file_rejected("picture by the path of a file", "SEC-006", ""),
    Conversation(
        name=FILE_PAIR,
        steps=_pair,
        traits=_ALONE,
        capability=Capability.IMAGES,
        controls=(CONTROL,),
        hazard=Hazard.FETCH,
        requests=4,
    ),
)
