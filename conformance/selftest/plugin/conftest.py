"""Commands of all selected tests are run ahead of them, two at a time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.selftest.plugin.typing_in import Command, Seen, Terminal


@pytest.fixture(scope="session")
def terminal(request: pytest.FixtureRequest) -> Iterator[Terminal]:
    screen = Terminal()
    callspecs = (getattr(item, "callspec", None) for item in request.session.items)
    commands = (callspec.params.get("command") for callspec in callspecs if callspec is not None)
    screen.begin(command for command in commands if isinstance(command, Command))
    yield screen
    screen.close()


@pytest.fixture
def seen(terminal: Terminal, command: Command) -> Seen:
    return terminal.type(command)
