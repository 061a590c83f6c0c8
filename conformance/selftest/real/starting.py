"""Installs a server, starts it with the one behind it, and tells where it answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from conformance.selftest.real.environments import clean_variables, environment_of, installed_version
from conformance.selftest.real.processes import Address, free_port, running
from conformance.selftest.real.server import KEY, MODEL, Launch, Server
from conformance.selftest.real.servers import BY_NAME

_PATIENCE = 120.0
_PATIENCE_WITH_LARGE = 400.0


@dataclass(frozen=True, kw_only=True)
class Started:
    """A server that answers: where, and which version."""

    address: Address
    version: str


@contextmanager
def started(server: Server, environments: Path, workspace: Path) -> Iterator[Started]:
    """Run a server, and the one behind it, for the time of a `with` block.

    Args:
        server: which.
        environments: folder of installations, kept from run to run.
        workspace: folder for configuration and logs.

    Raises:
        ServerError: it ended, or did not answer in time.
        MissingProgramError: this machine lacks a program that it needs.
        subprocess.SubprocessError: it could not be installed.
    """
    if server.behind is None:
        with _alone(server, environments, workspace, None) as here:
            yield here
        return
    with (
        started(BY_NAME[server.behind], environments, workspace) as behind,
        _alone(server, environments, workspace, behind.address) as here,
    ):
        yield here


@contextmanager
def _alone(server: Server, environments: Path, workspace: Path, upstream: Address | None) -> Iterator[Started]:
    environment = environment_of(server, environments)
    folder = workspace / f"server-{server.name}"
    folder.mkdir(parents=True, exist_ok=True)
    launch = Launch(environment=environment, port=free_port(), folder=folder, upstream=upstream)
    address = Address(
        url=f"http://127.0.0.1:{launch.port}/v1",
        model=MODEL,
        key=KEY if server.checks_key else None,
        further=tuple(server.headers(launch).items()),
    )
    variables = {name: value.format(port=launch.port) for name, value in server.variables}
    with running(
        server.command(launch),
        address,
        variables=clean_variables(os.environ, folder) | variables,
        log=folder / "log.txt",
        patience=_PATIENCE_WITH_LARGE if server.large else _PATIENCE,
    ):
        yield Started(address=address, version=installed_version(server, environment))
