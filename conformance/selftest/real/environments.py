"""Environments for servers whose dependencies do not agree with ours, nor with one another's.

Only what the registries hold ready is installed: wheels, and npm packages without their scripts. So no program of a
stranger runs before the server is started.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

from conformance.selftest.real.server import Registry, Server

_NEEDED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
_INSTALLING = ("PIP_", "npm_config_", "NPM_CONFIG_", *_PROXIES)
_MARK = "installed.txt"
_MINUTES = 20


class MissingProgramError(Exception):
    """A program that a server needs is not on this machine; the message names it."""


def clean_variables(environment: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return the variables that a stranger's program may see: none that could hold a key, and a home of its own."""
    return {name: environment[name] for name in _NEEDED if name in environment} | {"HOME": str(home)}


def environment_of(server: Server, environments: Path) -> Path:
    """Return the folder in which the server is installed; it is made unless it is already there.

    Raises:
        MissingProgramError: it is an npm package, and there is no node.
        subprocess.CalledProcessError: it could not be installed.
        subprocess.TimeoutExpired: that took longer than 20 minutes.
    """
    if server.registry is Registry.NPM and not (shutil.which("node") and shutil.which("npm")):
        raise MissingProgramError("no node")
    folder = environments / server.name
    mark, wanted = folder / _MARK, "\n".join((*server.requirements, *(f"without {name}" for name in server.without)))
    if mark.is_file() and mark.read_text("utf-8") == wanted:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    {Registry.PYPI: _from_pypi, Registry.NPM: _from_npm}[server.registry](folder, server)
    mark.write_text(wanted, "utf-8")
    return folder


def _from_pypi(folder: Path, server: Server) -> None:
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip"]
    _install([*pip, "install", "--quiet", "--only-binary", ":all:", *server.requirements], folder)
    if server.without:
        _install([*pip, "uninstall", "--quiet", "--yes", *server.without], folder)


def manifest(requirements: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the members of a `package.json` for requirements `name@version`: the first one, and what it must be given.

    The further ones hold for what depends on them, too, whatever version it asks for.
    """
    versions = {name: version for name, _, version in (one.rpartition("@") for one in requirements)}
    first = next(iter(versions))
    return {"dependencies": versions, "overrides": {name: versions[name] for name in versions if name != first}}


def _from_npm(folder: Path, server: Server) -> None:
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps(manifest(server.requirements)), "utf-8")
    quiet = ["--loglevel=error", "--no-audit", "--no-fund"]
    _install(["npm", "install", "--prefix", str(folder), "--ignore-scripts", *quiet], folder)


def _install(command: Sequence[str], folder: Path) -> None:
    installing = {name: value for name, value in os.environ.items() if name.startswith(_INSTALLING)}
    variables = installing | clean_variables(os.environ, folder)
    subprocess.run(command, env=variables, check=True, timeout=_MINUTES * 60)  # noqa: S603 - our own command line


def installed_version(server: Server, folder: Path) -> str:
    """Return the version of the server in its environment."""
    if server.registry is Registry.NPM:
        manifest = folder / "node_modules" / server.distribution / "package.json"
        return str(json.loads(manifest.read_bytes())["version"])
    program = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"
    command = [str(folder / "bin" / "python"), "-c", program, server.distribution]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()  # noqa: S603 - our own command line
