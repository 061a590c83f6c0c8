"""What the user names as the target: a URL, an embedded endpoint or a recorded run."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from conformance.model.settings import Target
from conformance.running.options import KEY_VARIABLE, Options, SettingsError

DEFAULT_TARGET = "embedded:reference"
DEFAULT_PORT = 8000
LOCALLY = f"http://127.0.0.1:{DEFAULT_PORT}"
SERVED_AGAIN = f"{LOCALLY}/v1"
"""Where `eyechart serve` offers an embedded endpoint again, after the run that had it on some free port."""
_OPENAI_HOST = "api.openai.com"
_CHAT = "/chat/completions"
_USUAL_PATH = "/v1"
_USERINFO = re.compile(r"//[^/?#]*@")


@dataclass(frozen=True)
class TargetName:
    """A target as given, taken apart.

    Attributes:
        text: how reports call it, without userinfo and query.
        embedded: name of the embedded endpoint, or "".
        replay: path of the evidence, or "".
        asgi: an application of the user, `module:attribute`, or "".
        base_url: base URL, or "" where embedded or replayed.
        query: query of the URL.
        userinfo: userinfo of the URL.
        path: path of the base URL of an application.
    """

    text: str
    embedded: str = ""
    replay: str = ""
    asgi: str = ""
    base_url: str = ""
    query: str = ""
    userinfo: str = ""
    path: str = ""

    @property
    def host(self) -> str:
        """Host name for file names and for deciding where a key may go."""
        if self.base_url:
            return urlsplit(self.base_url).hostname or ""
        return "replay" if self.replay else (self.embedded or self.asgi).replace("/", "-").replace(":", "-")

    @property
    def again(self) -> str:
        """Where its requests can be sent again after the run."""
        return self.base_url or (f"{LOCALLY}{self.path}" if self.asgi else SERVED_AGAIN)

    @property
    def is_local(self) -> bool:
        """Whether the target is embedded or on the loopback interface."""
        if self.embedded or self.asgi or self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def read_target_name(text: str) -> TargetName:
    """Take a target apart; a path with or without `/chat/completions` or a trailing slash means the same.

    Raises:
        SettingsError: it is neither an http(s) URL nor `embedded:` nor `replay:` nor `asgi:`.
    """
    kind, _, rest = text.partition(":")
    if kind == "embedded" and rest:
        return TargetName(text, embedded=rest)
    if kind == "replay" and rest:
        return TargetName(text, replay=rest)
    if kind == "asgi":
        return _application(text, rest)
    shown = _without_secrets(text)
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        raise SettingsError(f"--target-url {shown!r} is no URL: an IPv6 address stands in [ and ].") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise SettingsError(f"--target-url {shown!r} must begin with http://, https://, embedded:, replay: or asgi:.")
    if any(character.isspace() for character in parts.netloc):
        raise SettingsError(f"--target-url {shown!r} is no URL: there is a blank in the host.")
    if not _is_host_name(host):
        raise SettingsError(f"--target-url {shown!r} is no URL: {host!r} is no name that a host can have.")
    port = _port(parts, shown)
    userinfo, _, _ = parts.netloc.rpartition("@")
    shown_host = f"[{host}]" if ":" in host else host
    origin = f"{parts.scheme}://{shown_host}" + (f":{port}" if port else "")
    path = parts.path.rstrip("/").removesuffix(_CHAT).rstrip("/")
    return TargetName(origin + path, base_url=origin + path, query=parts.query, userinfo=userinfo)


def _without_secrets(text: str) -> str:
    """Return a URL as a message may show it: userinfo and query may hold a key."""
    return _USERINFO.sub("//...@", text).partition("?")[0]


def _is_host_name(host: str) -> bool:
    try:
        host.encode("idna")
    except UnicodeError:  # a part is empty or longer than 63 characters
        return False
    return True


def _port(parts: SplitResult, shown: str) -> int | None:
    """Return the port, or None for the usual one.

    Raises:
        SettingsError: nothing can listen there.
    """
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise SettingsError(f"--target-url {shown!r} is no URL: its port must be a number from 1 to 65535.")
    return port


def _application(text: str, rest: str) -> TargetName:
    """Take `module:attribute` apart, and the path of the base URL that may follow: `/v1` unless another is given."""
    name, slash, path = rest.partition("/")
    module, colon, attribute = name.partition(":")
    if not colon or not all(part.isidentifier() for part in (*module.split("."), *attribute.split("."))):
        raise SettingsError(f"--target-url {text!r} must read asgi:module:application, such as asgi:server.main:app.")
    return TargetName(text, asgi=name, path=f"/{path.rstrip('/')}" if slash else _USUAL_PATH)


def find_key(name: TargetName, options: Options, environment: Mapping[str, str]) -> str | None:
    """Return the API key for a target.

    OPENAI_API_KEY goes to api.openai.com only, unless the user names it: a stranger's server must not receive it.

    Raises:
        SettingsError: the named variable is not set, or no header field can carry the key.
    """
    named = options["api-key-env"]
    variables = [named] if named else [KEY_VARIABLE]
    if not named and name.host == _OPENAI_HOST:
        variables.append("OPENAI_API_KEY")
    for variable in variables:
        key = environment.get(variable, "").strip()  # a file read into a variable ends in a newline
        if key and not (key.isascii() and key.isprintable()):
            raise SettingsError(f"the key in {variable} holds a character that no header field can carry.")
        if key:
            return key
    if named:
        raise SettingsError(f"--target-api-key-env names {named}, and that variable is not set.")
    return None


def target_of(name: TargetName, options: Options, key: str | None) -> Target:
    """Build the target that the transport talks to."""
    return Target(
        base_url=name.base_url, query=name.query, userinfo=name.userinfo, key=key, headers=tuple(options["header"])
    )
