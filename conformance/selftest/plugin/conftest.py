"""Commands of all selected tests are run ahead of them, two at a time; where tests are shared out, each by its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.selftest.plugin.typing_in import Command, Seen, Terminal


@pytest.fixture(scope="session")
def terminal(request: pytest.FixtureRequest) -> Iterator[Terminal]:
    screen = Terminal()
    # A worker of pytest-xdist knows all tests and runs some; were it to run ahead, each would run the commands of all.
    items = () if hasattr(request.config, "workerinput") else request.session.items
    callspecs = (getattr(item, "callspec", None) for item in items)
    commands = (callspec.params.get("command") for callspec in callspecs if callspec is not None)
    screen.begin(command for command in commands if isinstance(command, Command))
    yield screen
    screen.close()


@pytest.fixture
def seen(terminal: Terminal, command: Command) -> Seen:
    return terminal.type(command)
