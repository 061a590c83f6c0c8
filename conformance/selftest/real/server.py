"""What is known about a server that somebody else wrote, and what its command line is made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from conformance.selftest.real.processes import Address

MODEL = "tiny-vlm"
KEY = "sk-eyechart-loopback-only"


class Registry(StrEnum):
    """Where a server is installed from."""

    PYPI = "PyPI"
    NPM = "npm"


@dataclass(frozen=True, kw_only=True)
class Launch:
    """What a server's command line is made of.

    Attributes:
        environment: where the server is installed.
        port: loopback port to listen on.
        folder: an empty folder for configuration and log, and the server's working directory.
        upstream: where the server behind answers, for a gateway.
    """

    environment: Path
    port: int
    folder: Path
    upstream: Address | None

    @property
    def python(self) -> str:
        """The Python of the environment."""
        return self.script("python")

    def script(self, name: str) -> str:
        """Return the path of a console script of a Python environment."""
        return str(self.environment / "bin" / name)

    def module(self, name: str) -> str:
        """Return the path of a file of an npm environment."""
        return str(self.environment / "node_modules" / name)

    def written(self, name: str, content: Any) -> str:
        """Write a configuration file as JSON, which is YAML as well, and return its path."""
        path = self.folder / name
        path.write_text(json.dumps(content, indent=2), "utf-8")
        return str(path)

    def behind(self) -> Address:
        """Return where the server behind answers.

        Raises:
            ValueError: there is none.
        """
        if self.upstream is None:
            raise ValueError("a gateway needs a server behind it")
        return self.upstream


def no_headers(_launch: Launch) -> Mapping[str, str]:
    """Return no header fields: most servers need none."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that somebody else wrote.

    Attributes:
        name: ours, and the folder of its reports.
        about: what it is, in a sentence.
        distribution: the package whose version counts.
        requirements: what is installed for it.
        command: its command line.
        without: packages that come with it, are not needed, and are built for another machine; they are removed again.
        registry: where the packages are from.
        checks_key: whether it can be told to ask for a key.
        behind: the server that a gateway forwards to, or None.
        headers: header fields that every request must carry.
        variables: further environment variables; `{port}` in them is the port to listen on.
        page: whether its report is kept as a page, too: one such is enough to look at.
        large: whether its installation takes gigabytes, so that it is judged only when it is named.
    """

    name: str
    about: str
    distribution: str
    requirements: tuple[str, ...]
    command: Callable[[Launch], list[str]]
    without: tuple[str, ...] = ()
    registry: Registry = Registry.PYPI
    checks_key: bool = True
    behind: str | None = None
    headers: Callable[[Launch], Mapping[str, str]] = no_headers
    variables: tuple[tuple[str, str], ...] = ()
    page: bool = False
    large: bool = False
