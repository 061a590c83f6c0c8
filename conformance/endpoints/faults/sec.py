"""Faults around pictures that stand somewhere else.

They fetch from loopback addresses only: a fault that is served must not become a hole of the machine it is served on.
"""

from __future__ import annotations

import base64
import ipaddress
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import ProxyHandler, build_opener

from conformance.endpoints.asked import SOME_PICTURE, Asked, image_urls, with_object
from conformance.endpoints.failures import hang_up, internal_error
from conformance.endpoints.fault import Answering, On, body_fault, endpoint_fault, fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Finish, ReceivedRequest, Script

_SECONDS = 2.0
_MOST = 1 << 20
_PNG = b"\x89PNG"
_LINK = re.compile(r'href="(http://[^"]+)"')
_OPENER = build_opener(ProxyHandler({}))


def _fetched(url: str) -> bytes:
    """Fetch from a loopback address, whatever its spelling; b"" from anywhere else."""
    parts = urlsplit(url)
    try:
        address = socket.getaddrinfo(parts.hostname, parts.port)[0][4][0]
        if not (ipaddress.ip_address(address).is_loopback or ipaddress.ip_address(address).is_unspecified):
            return b""
        with _OPENER.open(url, timeout=_SECONDS) as answer:
            return bytes(answer.read(_MOST))
    except (OSError, ValueError):
        return b""


def _fetching(healthy: Reference, wanted: Callable[[str], bool], otherwise: Callable[[bytes], Reply]) -> Answering:
    """Fetch the URLs that are wanted, show what is a picture, and answer otherwise to what is none."""

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        for image in image_urls(asked.body) if asked.is_chat else ():
            if wanted(image["url"]):
                data = _fetched(image["url"])
                if not data.startswith(_PNG):
                    return otherwise(data)
                image["url"] = SOME_PICTURE
                request = with_object(request, asked.body)
        return healthy.reply(request)

    return answer


def _refused(message: str) -> Reply:
    reply = error_reply(400, message, param="messages", code="invalid_image_url")
    reply.set_header("x-request-id", "req_of_a_picture_elsewhere")
    return reply


def _refuse(_: bytes) -> Reply:
    return _refused("The URL does not lead to a picture.")


@endpoint_fault(trips=("SEC-001",))
def private_addresses_fetched(healthy: Reference) -> Answering:
    """Every http URL is downloaded, whatever address it leads to."""
    return _fetching(healthy, lambda url: url.startswith("http://"), _refuse)


@endpoint_fault(trips=("SEC-002",))
def addresses_compared_as_text(healthy: Reference) -> Answering:
    """127.0.0.1 is forbidden, and every other spelling of it is not."""
    return _fetching(healthy, lambda url: url.startswith("http://") and "//127.0.0.1" not in url, _refuse)


@endpoint_fault(trips=("SEC-003",), also=("SEC-001",))
def fetched_text_quoted(healthy: Reference) -> Answering:
    """What is downloaded and is no picture is quoted in the error."""

    def quote(data: bytes) -> Reply:
        return _refused(f"cannot identify image data: {data[:80]!r}")

    return _fetching(healthy, lambda url: url.startswith("http://"), quote)


@endpoint_fault(trips=("SEC-004",))
def svg_rendered_with_links(healthy: Reference) -> Answering:
    """SVG pictures are rendered by a library that loads what they refer to."""

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        for image in image_urls(asked.body) if asked.is_chat else ():
            head, _, data = image["url"].partition(",")
            if "svg" in head:
                for link in _LINK.findall(base64.b64decode(data).decode("utf-8", "replace")):
                    _fetched(link)
        return healthy.reply(request)

    return answer


def _picture_of(path: Path) -> str:
    return f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"


def _open_files(body: dict[str, Any], prefix: str) -> None:
    for image in image_urls(body):
        path = Path(unquote(image["url"].removeprefix(prefix)))
        if image["url"].startswith(prefix) and path.is_absolute() and path.suffix == ".png" and path.is_file():
            image["url"] = _picture_of(path)


@body_fault(trips=("SEC-005",))
def file_urls_opened(body: dict[str, Any]) -> None:
    """A picture with a file URL is read from the disk."""
    _open_files(body, "file://")


@body_fault(trips=("SEC-006",))
def paths_opened(body: dict[str, Any]) -> None:
    """The library takes a path, a URL or Base64, whatever it is given."""
    for image in image_urls(body):
        if image["url"].startswith("/"):
            _open_files(body, "")


@endpoint_fault(trips=("SEC-007",))
def missing_files_told(healthy: Reference) -> Answering:
    """A file URL is refused, in other words where the file does not exist."""

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        for image in image_urls(asked.body) if asked.is_chat else ():
            path = image["url"].removeprefix("file://")
            if path != image["url"]:
                there = Path(path).is_file()
                words = f"Access to {path} is denied." if there else f"There is no file {path}."
                return _refused(words)
        return healthy.reply(request)

    return answer


def _by_private_url(asked: Asked) -> bool:
    return any(image["url"].startswith("http://127.") for image in image_urls(asked.body))


@fault(trips=("SEC-009",), on=On.MISTAKE, when=_by_private_url)
def http_urls_fail(_: Reply) -> Reply:
    """The downloader has no way to private addresses, and its exception becomes an internal error."""
    return internal_error("HTTPConnectionPool: Max retries exceeded with url")


@fault(trips=("SEC-009",), on=On.MISTAKE, when=_by_private_url)
def http_urls_kill_the_worker(_: Reply) -> Script:
    """The downloader's thread ends, and takes the worker with it."""
    return hang_up()


@fault(trips=("SEC-009",), on=On.MISTAKE, when=_by_private_url)
def http_urls_waited_for(_: Reply) -> Script:
    """The downloader waits without a time-out for an address that does not answer."""
    return raw_script(finish=Finish.HANG)


def _by_url(asked: Asked) -> bool:
    return any(image["url"].startswith(("http://", "https://")) for image in image_urls(asked.body))


def _of_no_host(asked: Asked) -> bool:
    return any(urlsplit(image["url"]).netloc.endswith(".invalid") for image in image_urls(asked.body))


@fault(trips=("ERR-001",), on=On.MISTAKE, when=lambda asked: _by_url(asked) and _of_no_host(asked))
def urls_of_no_host_fail(_: Reply) -> Reply:
    """The downloader finds no host of that name, and its exception becomes an internal error.

    Seen on LiteLLM: https://github.com/BerriAI/litellm/issues/14085
    Seen on vLLM: https://github.com/vllm-project/vllm/issues/21254
    """
    return internal_error("Cannot connect to host: Name or service not known")


@fault(trips=("ERR-009",), on=On.MISTAKE, when=_by_url)
def urls_refused_vaguely(reply: Reply) -> None:
    """Pictures by URL are not downloaded, and nobody says so.

    Seen on Ollama: https://github.com/ollama/ollama/issues/6753
    """
    reply.content["error"] |= {"message": "invalid image input", "param": None, "code": None}
