"""The servers that are judged, each with the exact version that the committed reports are about."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from conformance.resources import fixtures_directory
from conformance.selftest.real.environments import clean_variables, installed_version, python_with
from conformance.selftest.real.processes import Address, free_port, running

MODEL = "tiny-vlm"
_KEY = "sk-eyechart-loopback-only"


@dataclass(frozen=True, kw_only=True)
class Launch:
    """What a server's command line is made of.

    Attributes:
        python: Python of the server's environment; console scripts are beside it.
        port: loopback port to listen on.
        folder: an empty folder for configuration and log.
        upstream: where the server behind answers, for a proxy.
    """

    python: Path
    port: int
    folder: Path
    upstream: Address | None

    def script(self, name: str) -> str:
        """Return the path of a console script of the environment."""
        return str(self.python.parent / name)


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that somebody else wrote.

    Attributes:
        name: ours, and the folder of its reports.
        distribution: the package whose version counts.
        requirements: what is installed for it.
        command: its command line.
        checks_key: whether it can be told to ask for a key.
        behind: the server that a proxy forwards to, or None.
        variables: further environment variables.
        large: whether its installation takes gigabytes, so that it is judged only when it is named.
    """

    name: str
    distribution: str
    requirements: tuple[str, ...]
    command: Callable[[Launch], list[str]]
    checks_key: bool = True
    behind: str | None = None
    variables: tuple[tuple[str, str], ...] = ()
    large: bool = False


def _llama_cpp(launch: Launch) -> list[str]:
    models = fixtures_directory() / "models"
    program = [str(launch.python), str(models / "serve_llama_cpp.py"), "--model", str(models / MODEL)]
    return [*program, "--port", str(launch.port), "--key", _KEY]


def _litellm(launch: Launch) -> list[str]:
    if launch.upstream is None:
        raise ValueError("a proxy needs a server behind it")
    behind = {"model": f"openai/{MODEL}", "api_base": launch.upstream.url, "api_key": launch.upstream.key}
    config = {
        "model_list": [{"model_name": MODEL, "litellm_params": behind}],
        "general_settings": {"master_key": _KEY},
    }
    path = launch.folder / "config.yaml"
    path.write_text(json.dumps(config, indent=2), "utf-8")  # JSON is YAML
    return [launch.script("litellm"), "--host", "127.0.0.1", "--port", str(launch.port), "--config", str(path)]


def _llmock(launch: Launch) -> list[str]:
    options = ["--host", "127.0.0.1", "--port", str(launch.port), "--log-level", "warning"]
    return [launch.script("llmock"), "serve", *options]


def _xpyd_sim(launch: Launch) -> list[str]:
    delays = ("--prefill-delay-ms", "--decode-delay-per-token-ms", "--kv-transfer-delay-ms")
    at_once = [part for delay in delays for part in (delay, "0")]
    listen = ["--host", "127.0.0.1", "--port", str(launch.port)]
    return [launch.script("xpyd-sim"), "serve", *listen, "--model", MODEL, "--require-api-key", _KEY, *at_once]


def _transformers(launch: Launch) -> list[str]:
    # The path given here is also the model id, so it has to be a short one: the server runs in `launch.folder`.
    link = launch.folder / MODEL
    link.unlink(missing_ok=True)
    link.symlink_to((fixtures_directory() / "models" / MODEL).resolve())
    listen = ["--host", "127.0.0.1", "--port", str(launch.port)]
    return [launch.script("transformers"), "serve", *listen, "--device", "cpu", MODEL]


SERVERS = (
    Server(
        name="llama.cpp",
        distribution="xllamacpp",
        requirements=("xllamacpp==2026.10.11549",),
        command=_llama_cpp,
    ),
    # LiteLLM 1.82.7 and 1.82.8 stole credentials (BerriAI/litellm#24518) and 1.107.0 is reported to, so no range here:
    # 1.105.0 is older than the last of them. Without prisma, which its own container has, a request without a key ends
    # in a 500 about a missing module.
    Server(
        name="litellm",
        distribution="litellm",
        requirements=("litellm[proxy]==1.105.0", "prisma==0.15.0"),
        command=_litellm,
        behind="llama.cpp",
        variables=(("LITELLM_LOCAL_MODEL_COST_MAP", "True"), ("LITELLM_LOG", "ERROR")),
    ),
    Server(
        name="llmock",
        distribution="llmock",
        requirements=("llmock==0.2.2",),
        command=_llmock,
        checks_key=False,
    ),
    Server(
        name="xpyd-sim",
        distribution="xpyd-sim",
        requirements=("xpyd-sim==0.5.0",),
        command=_xpyd_sim,
    ),
    Server(
        name="transformers",
        distribution="transformers",
        requirements=("transformers[serving]==5.23.0", "torch==2.13.0", "pillow==13.0.0"),
        command=_transformers,
        checks_key=False,
        variables=(("HF_HUB_OFFLINE", "1"),),
        large=True,
    ),
)
BY_NAME = MappingProxyType({server.name: server for server in SERVERS})


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
        environments: folder of virtual environments, kept from run to run.
        workspace: folder for configuration and logs.

    Raises:
        ServerError: it ended, or did not answer in time.
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
    python = python_with(environments / server.name, server.requirements)
    folder = workspace / f"server-{server.name}"
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    address = Address(url=f"http://127.0.0.1:{port}/v1", model=MODEL, key=_KEY if server.checks_key else None)
    command = server.command(Launch(python=python, port=port, folder=folder, upstream=upstream))
    variables = clean_variables(os.environ, folder) | dict(server.variables)
    with running(command, address, variables=variables, log=folder / "log.txt"):
        yield Started(address=address, version=installed_version(python, server.distribution))
