"""How to send a request of a run again: a `curl` line beside a file with the exact bytes.

No secret stands in the line: the key, the user's own header values and all query values but those known
to be harmless are environment variables.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote

from conformance.model.report import Reproduction
from conformance.model.request import UNKNOWN_KEY, Credential, ExchangeKey, Request

KEY_VARIABLE = "EYECHART_API_KEY"
"""Environment variable that stands for the API key unless another is named."""

_HARMLESS_QUERY = frozenset({"api-version", "version"})
_NAME_LENGTH = 60
_LINES_PER_EVENT = 2
_IN_LINE = 400
"""Bytes of a body that stands in the line."""


def reproduction(
    key: ExchangeKey,
    request: Request,
    base_url: str,
    *,
    query: str = "",
    directory: str = "requests",
    key_variable: str | None = KEY_VARIABLE,
    header_names: Iterable[str] = (),
) -> Reproduction:
    """Return the `curl` line for a request; the caller writes `request.body` to the `body_file`, which it may name.

    A short body that can be printed stands in the line itself, so that the line alone can be copied.

    Args:
        key: the exchange that showed something.
        request: what was sent in it.
        base_url: as in `Target.base_url`, without userinfo and query.
        query: as in `Target.query`.
        directory: where the body is written, relative to where the line is to be run.
        key_variable: environment variable that holds the key, or None where no key was given.
        header_names: names of the user's own headers; their values become `$EYECHART_HEADER_NAME`.
    """
    body_file = f"{directory}/{file_name(key)}"
    words = ["curl", "-sS", "-N", *_method(request), _url(request, base_url, query, key_variable)]
    words += [word for header in _headers(request, header_names, key_variable) for word in ("-H", header)]
    if _has_body(request):
        words += ["--data-binary", shlex.quote(_in_line(request.body) or f"@{body_file}")]
    if request.disconnect_after_events is not None:
        words += ["|", "head", "-n", str(request.disconnect_after_events * _LINES_PER_EVENT)]
    return Reproduction(str(key), " ".join(words), body_file)


def file_name(key: ExchangeKey) -> str:
    """Return a file name for the body of an exchange: lower-case letters, digits and dashes, different for each key."""
    slug = re.sub(r"[^a-z0-9]+", "-", str(key).lower()).strip("-")[:_NAME_LENGTH]
    digest = hashlib.sha256(str(key).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug}-{digest}.json" if slug else f"{digest}.json"


def _in_line(body: bytes) -> str:
    """Return a body that the line may hold, "" where it is too long, or not for a terminal to show."""
    try:
        text = body.decode("utf-8") if len(body) <= _IN_LINE else ""
    except UnicodeDecodeError:
        return ""
    return text if text.isprintable() and not text.startswith("@") else ""


def _has_body(request: Request) -> bool:
    return bool(request.body) or request.method == "POST"


def _method(request: Request) -> list[str]:
    # `-X HEAD` would wait for a body that never comes.
    return ["-I"] if request.method == "HEAD" else ["-X", shlex.quote(request.method)]


def _url(request: Request, base_url: str, query: str, key_variable: str | None) -> str:
    address = quote(base_url + request.path, safe="/:?#[]@$&'()*+,;=%~", errors="replace")
    parts = [_expanding(part) for part in filter(None, query.split("&"))]
    if request.credential is Credential.QUERY and key_variable:
        parts.append(f"api_key=${{{key_variable}}}")
    if not parts:
        return shlex.quote(address) if re.search(r"[^\w:/.-]", address) else f"'{address}'"
    separator = "&" if "?" in address else "?"
    return f'"{_in_double_quotes(address)}{separator}{"&".join(parts)}"'


def _expanding(parameter: str) -> str:
    """Keep the name of a query parameter, and its value only if it is known to be harmless."""
    name, equals, value = parameter.partition("=")
    if unquote(name).lower() in _HARMLESS_QUERY or not value:
        return _in_double_quotes(quote(f"{name}{equals}{value}", safe="=%+", errors="replace"))
    return f"{_in_double_quotes(quote(name, safe='%+', errors='replace'))}=${{{_variable('QUERY', unquote(name))}}}"


def _headers(request: Request, names: Iterable[str], key_variable: str | None) -> Iterator[str]:
    """Yield header fields, quoted for the shell: as in sending, the request's replace the user's, and these ours."""
    given = {name.lower() for name, _ in request.headers}
    own = [name for name in names if name.lower() not in given and _is_sent(name, request.credential)]
    given |= {name.lower() for name in own}
    if _has_body(request) and "content-type" not in given:
        yield shlex.quote("Content-Type:")  # otherwise curl would name a form
    for name, value in request.headers:
        yield shlex.quote(f"{name}: {value}" if value else f"{name};")
    if "authorization" not in given:
        yield from _authorization(request.credential, key_variable)
    for name in own:
        yield f'"{_in_double_quotes(name)}: ${{{_variable("HEADER", name)}}}"'


def _is_sent(name: str, credential: Credential) -> bool:
    """Tell whether a user's field goes with such a request; one for Authorization stands in for the key."""
    return name.lower() != "authorization" or credential is Credential.CONFIGURED


def authorization(credential: Credential, key_variable: str | None) -> str | None:
    """Return the value of Authorization that a request went with, a variable in the place of the key; None without any.

    Args:
        credential: how the transport filled the field in.
        key_variable: stands for the key, or None where no key was given.
    """
    schemes = {
        Credential.CONFIGURED: "Bearer",
        Credential.LOWER_CASE_SCHEME: "bearer",
        Credential.OTHER_SCHEME: "Token",
    }
    if credential in schemes:
        return f"{schemes[credential]} ${key_variable}" if key_variable else None
    return {Credential.UNKNOWN: f"Bearer {UNKNOWN_KEY}", Credential.EMPTY: "Bearer "}.get(credential)


def _authorization(credential: Credential, key_variable: str | None) -> Iterator[str]:
    value = authorization(credential, key_variable)
    if value is not None:
        field = f"Authorization: {value}"
        yield f'"{field}"' if "$" in value else shlex.quote(field)


def _variable(kind: str, name: str) -> str:
    return f"EYECHART_{kind}_{re.sub('[^A-Z0-9]+', '_', name.upper())}"


def _in_double_quotes(text: str) -> str:
    return re.sub(r'([\\"$`])', r"\\\1", text)
