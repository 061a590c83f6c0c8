"""Data URIs by RFC 2397: legal spellings, one fault at a time, other labels and schemes, and what may go either way."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote_from_bytes

from conformance.conversations.b64 import A_BROKEN_PICTURE
from conformance.conversations.building import (
    NOISE,
    accepted,
    chat,
    either,
    exhaustive,
    picture_content,
    rejected,
)
from conformance.conversations.conversation import Conversation
from conformance.conversations.img import PICTURE_PATH
from conformance.conversations.part import NO_PICTURE
from conformance.conversations.pictures import catalogue, data_uri, picture
from conformance.model.settings import Capability, Depth, Hazard

_URI = data_uri("red.png")
_PAYLOAD = _URI.partition(",")[2]
_CONTROL = "PNG picture"
_JPEG_CONTROL = "JPEG picture"
TRAVERSAL = "data URI with a path in a parameter"
ODD = "odd data URI"
MISLABELLED = "picture labelled as"


def _legal(name: str, proves: str, uri: str, control: str = _CONTROL) -> Conversation:
    body = chat(picture_content(uri))
    return accepted(name, proves, body, capability=Capability.IMAGES, controls=(control,))


def _wrong(name: str, proves: str, uri: str) -> Conversation:
    body = chat(picture_content(uri))
    return rejected(
        name,
        proves,
        body,
        subject=PICTURE_PATH,
        control=_CONTROL,
        plainer=(NOISE,),
        capability=Capability.IMAGES,
    )


def _open(name: str, uri: str) -> Conversation:
    body = chat(picture_content(uri))
    one = either(name, body, subject=PICTURE_PATH, control=_CONTROL, capability=Capability.IMAGES)
    return replace(one, controls=(*one.controls, A_BROKEN_PICTURE))


def _odd(name: str, uri: str) -> Conversation:
    """Describe a spelling that some readers do not take for a data URI at all, but for no picture."""
    one = _open(f"{ODD}: {name}", uri)
    return replace(one, controls=(*one.controls, NO_PICTURE))


def _headed(head: str) -> str:
    """Return the red square behind another beginning."""
    return f"{head},{_PAYLOAD}"


def _labelled(label: str, proves: str) -> Conversation:
    return _wrong(f"PNG picture labelled {label}", proves, data_uri("red.png", label))


def _mislabelled(file: str, label: str) -> Conversation:
    """Describe a picture behind another label; a target that reads no JPEG at all is judged elsewhere."""
    one = _open(f"{MISLABELLED} {label}: {file}", data_uri(file, label))
    is_about_jpeg = "image/jpeg" in {label, catalogue()[file].media_type}
    return replace(one, controls=(*one.controls, _JPEG_CONTROL)) if is_about_jpeg else one


def _traversal(label: str, value: str) -> Conversation:
    return _open(f"{TRAVERSAL}, {label}", _headed(f"data:image/png;name={value};base64"))


def _fetch(url: str) -> Conversation:
    """Describe an address whose host does not exist (RFC 6761 section 6.4): who tries it may wait for a name server."""
    scheme = url.partition(":")[0]
    one = _wrong(f"picture by {scheme} at a host that does not exist", "URI-017", url)
    return replace(one, hazard=Hazard.FETCH, depth=Depth.STANDARD if scheme == "http" else Depth.EXHAUSTIVE)


_SPELLINGS = (
    _legal("data URI with an upper-case scheme", "URI-001", _headed("DATA:image/png;base64")),
    _legal("data URI with an upper-case media type", "URI-002", _headed("data:IMAGE/PNG;base64")),
    _legal("data URI with an upper-case base64", "URI-003", _headed("data:image/png;BASE64")),
    _legal("data URI with a charset", "URI-004", _headed("data:image/png;charset=utf-8;base64")),
    *exhaustive(
        (
            _legal("data URI with a mixed-case scheme", "URI-001", _headed("Data:image/png;base64")),
            _legal("data URI with a mixed-case media type", "URI-002", _headed("data:image/Png;base64")),
            _legal("data URI with a mixed-case base64", "URI-003", _headed("data:image/png;Base64")),
            _legal("data URI with a file name", "URI-004", _headed("data:image/png;name=red.png;base64")),
            _legal("data URI with two parameters", "URI-004", _headed("data:image/png;name=red.png;x=%41;base64")),
        )
    ),
    _legal("JPEG picture labelled image/jpg", "URI-013", data_uri("red.jpg", "image/jpg"), _JPEG_CONTROL),
)
_FAULTS = (
    _wrong("data URI without a comma", "URI-006", f"data:image/png;base64{_PAYLOAD}"),
    _wrong("data URI without base64", "URI-007", _headed("data:image/png")),
    _wrong("data URI with a parameter behind base64", "URI-008", _headed("data:image/png;base64;x=y")),
    _wrong("data URI without a media type", "URI-009", _headed("data:;base64")),
    _wrong("data URI with its prefix doubled", "URI-014", f"data:image/png;base64,{_URI}"),
    _wrong("Base64 without a data URI", "URI-015", _PAYLOAD),
    _wrong("data URI with slashes behind the scheme", "URI-016", _headed("data://image/png;base64")),
    _wrong("picture by blob", "URI-017", "blob:https://app.invalid/9f6c1e52-3f0f-4a6e-8f43-0a8f0d3c7c11"),
    *exhaustive(
        (
            _wrong("data URI that ends behind the scheme", "URI-006", "data:"),
            _wrong("data URI with charset in place of base64", "URI-007", _headed("data:image/png;charset=utf-8")),
            _wrong("data URI without anything before base64", "URI-009", _headed("data:base64")),
            _wrong("picture by cid", "URI-017", "cid:red.png@app.invalid"),
            _wrong("picture by a relative path", "URI-017", "eyechart-pictures/red.png"),
            _wrong("picture by words", "URI-017", "the red one"),
        )
    ),
    *(_fetch(f"{scheme}://picture.invalid/red.png") for scheme in ("http", "https", "ftp")),
)
_LABELS = (
    _labelled("text/plain", "URI-010"),
    _labelled("application/octet-stream", "URI-011"),
    _labelled("png", "URI-012"),
    *exhaustive((_labelled("application/pdf", "URI-010"), _labelled("video/mp4", "URI-010"))),
    *exhaustive((_labelled("image/", "URI-012"), _labelled("/png", "URI-012"))),
)
_EITHER = (
    _traversal("plain", "../../../../../../../../etc/passwd"),
    _odd("a blank in front", f" {_URI}"),
    _mislabelled("red.png", "image/jpeg"),
    *exhaustive(
        (
            _traversal("percent-encoded", "..%2F..%2F..%2F..%2F..%2F..%2Fetc%2Fpasswd"),
            _traversal("quoted", '"/etc/passwd"'),
            _odd("a line feed behind", f"{_URI}\n"),
            _odd("a blank before base64", _headed("data:image/png; base64")),
            _odd("a fragment", f"{_URI}#top"),
            _odd("percent-encoded bytes", f"data:image/png,{quote_from_bytes(picture('red.png'), safe='')}"),
            _mislabelled("red.jpg", "image/png"),
            *(_mislabelled("red.png", f"image/{name}") for name in ("bmp", "svg+xml", "png+xml", "x-png", "*")),
        )
    ),
)
CONVERSATIONS = (*_SPELLINGS, *_FAULTS, *_LABELS, *_EITHER)
