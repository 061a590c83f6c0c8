"""Virtual environments for servers whose dependencies do not agree with ours, nor with one another's."""

from __future__ import annotations

import os
import shutil
import subprocess
import venv
from collections.abc import Mapping
from pathlib import Path

_NEEDED = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
_INSTALLING = ("PIP_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
_MARK = "installed.txt"
_MINUTES = 20


def clean_variables(environment: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return the variables that a stranger's program may see: none that could hold a key, and a home of its own."""
    return {name: environment[name] for name in _NEEDED if name in environment} | {"HOME": str(home)}


def python_with(folder: Path, requirements: tuple[str, ...]) -> Path:
    """Return the Python of an environment that has the requirements; it is made unless it is already there.

    Only wheels are installed, so no build script of a stranger runs.

    Args:
        folder: where the environment is, or will be.
        requirements: exact versions.

    Raises:
        subprocess.CalledProcessError: pip could not install them.
        subprocess.TimeoutExpired: pip took longer than 20 minutes.
    """
    mark, wanted = folder / _MARK, "\n".join(requirements)
    python = folder / "bin" / "python"
    if mark.is_file() and mark.read_text("utf-8") == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    installing = {name: value for name, value in os.environ.items() if name.startswith(_INSTALLING)}
    subprocess.run(  # noqa: S603 - our own command line
        [python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *requirements],
        env=installing | clean_variables(os.environ, folder),
        check=True,
        timeout=_MINUTES * 60,
    )
    mark.write_text(wanted, "utf-8")
    return python


def installed_version(python: Path, distribution: str) -> str:
    """Return the version of a distribution in the environment of that Python."""
    program = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"
    command = [str(python), "-c", program, distribution]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()  # noqa: S603 - our own command line
