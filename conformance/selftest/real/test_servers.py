from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conformance.running.options import BY_NAME as OPTIONS
from conformance.selftest.real.environments import MissingProgramError, clean_variables, environment_of, manifest
from conformance.selftest.real.judge import arguments, description, suite_command, suite_variables
from conformance.selftest.real.processes import Address
from conformance.selftest.real.server import MODEL, Launch, Registry, Server
from conformance.selftest.real.servers import BY_NAME, GATEWAYS, SERVERS

UPSTREAM = Address(url="http://127.0.0.1:4000/v1", model=MODEL, key="sk-behind")


LOOPBACK_BY_THEMSELVES = {"llama.cpp": "serve_llama_cpp.py", "portkey": "loopback.cjs"}
"""Servers whose own script says so."""


def launch(folder: Path) -> Launch:
    return Launch(environment=folder, port=4001, folder=folder, upstream=UPSTREAM)


def said(server: Server, folder: Path) -> str:
    """Return all that a server is told: its command line, its variables and the files that were written for it."""
    command = server.command(launch(folder))
    variables = [value.format(port=4001) for _, value in server.variables]
    files = [path.read_text() for path in folder.iterdir() if path.is_file()]
    return "\n".join([*command, *variables, *files])


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)
def test_versions_are_exact(server: Server) -> None:
    exact = {Registry.PYPI: r"[\w.-]+(\[\w+\])?==[\w.]+", Registry.NPM: r"(@[\w-]+/)?[\w-]+@\d[\w.]*"}
    assert [line for line in server.requirements if not re.fullmatch(exact[server.registry], line)] == []


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)
def test_the_version_that_counts_is_installed_and_what_it_is_is_told(server: Server) -> None:
    assert any(re.split(r"[\[=]|(?<=.)@", line)[0] == server.distribution for line in server.requirements)
    assert server.about
    assert not server.about.endswith(".")


@pytest.mark.parametrize("name", BY_NAME)
def test_servers_listen_on_loopback_at_the_port_that_was_chosen(name: str, tmp_path: Path) -> None:
    told = said(BY_NAME[name], tmp_path)
    assert "4001" in told
    assert LOOPBACK_BY_THEMSELVES.get(name, "127.0.0.1") in told
    assert "0.0.0.0" not in told  # noqa: S104 - what must not be there


def test_the_model_is_where_the_server_looks_for_it(tmp_path: Path) -> None:
    command = BY_NAME["llama.cpp"].command(launch(tmp_path))
    model = Path(command[command.index("--model") + 1])
    assert {"text.gguf", "mmproj.gguf"} <= {path.name for path in model.iterdir()}


def test_the_proxy_is_told_what_is_behind_it(tmp_path: Path) -> None:
    command = BY_NAME["litellm"].command(launch(tmp_path))
    config = json.loads(Path(command[command.index("--config") + 1]).read_text("utf-8"))
    assert config["model_list"][0]["litellm_params"]["api_base"] == UPSTREAM.url
    assert config["general_settings"]["master_key"].startswith("sk-")


@pytest.mark.parametrize("server", GATEWAYS, ids=lambda server: server.name)
def test_every_gateway_is_told_what_is_behind_it(server: Server, tmp_path: Path) -> None:
    assert server.behind in BY_NAME
    assert UPSTREAM.url in said(server, tmp_path) + "".join(server.headers(launch(tmp_path)).values())


def test_a_gateway_without_a_server_behind_it_is_refused(tmp_path: Path) -> None:
    alone = Launch(environment=tmp_path, port=1, folder=tmp_path, upstream=None)
    for asked in (BY_NAME["litellm"].command, BY_NAME["portkey"].headers):
        with pytest.raises(ValueError, match="behind"):
            asked(alone)


def test_further_versions_hold_for_what_depends_on_them_too() -> None:
    assert manifest(("@a/b@1.2.3", "@c/d@4.5.6")) == {
        "dependencies": {"@a/b": "1.2.3", "@c/d": "4.5.6"},
        "overrides": {"@c/d": "4.5.6"},
    }


def test_an_npm_server_without_node_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingProgramError, match="no node"):
        environment_of(BY_NAME["aimock"], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_matrix_is_told_what_a_server_is() -> None:
    assert description(BY_NAME["portkey"], "1.2") == {
        "name": "portkey",
        "version": "1.2",
        "about": BY_NAME["portkey"].about,
        "behind": "llama.cpp",
    }


def test_strangers_see_no_secret_and_not_our_home(tmp_path: Path) -> None:
    ours = {"PATH": "/bin", "HOME": "/home/me", "OPENAI_API_KEY": "sk-1", "AWS_SECRET_ACCESS_KEY": "x"}
    assert clean_variables(ours, tmp_path) == {"PATH": "/bin", "HOME": str(tmp_path)}


def test_the_suite_gets_options_that_it_knows_and_relative_paths() -> None:
    command = suite_command(UPSTREAM, Path("reports", "real", "mock"), ["-x"])
    asked = dict(part.removeprefix("--target-").split("=", 1) for part in command if part.startswith("--target-"))
    assert asked == {"url": UPSTREAM.url, "model": MODEL, "report-dir": "reports/real/mock"}
    assert asked.keys() <= OPTIONS.keys()
    assert command[-1] == "-x"


def test_header_fields_that_a_gateway_needs_go_with_every_request() -> None:
    asked = Address(url=UPSTREAM.url, model=MODEL, key=None, further=(("x-a", "b: c"),))
    assert "--target-header=x-a: b: c" in suite_command(asked, Path("mock"), [])
    assert asked.headers == {"x-a": "b: c"}


def test_the_suite_gets_the_key_of_the_server_and_no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EYECHART_URL", "https://elsewhere.example")
    monkeypatch.setenv("EYECHART_API_KEY", "sk-mine")
    ours = {name: value for name, value in suite_variables(UPSTREAM).items() if name.startswith("EYECHART_")}
    assert ours == {"EYECHART_API_KEY": "sk-behind"}
    nobody = Address(url=UPSTREAM.url, model=MODEL, key=None)
    assert not any(name.startswith("EYECHART_") for name in suite_variables(nobody))


def test_options_for_pytest_stand_behind_two_hyphens() -> None:
    asked = arguments(["--only", "llmock", "--keep", "--", "-k", "stop"])
    assert (asked.only, asked.keep, asked.extra) == (["llmock"], True, ["-k", "stop"])


def test_transformers_is_given_the_model_by_a_name_without_a_path(tmp_path: Path) -> None:
    for _ in range(2):
        command = BY_NAME["transformers"].command(launch(tmp_path))
    assert command[-1] == MODEL
    assert (tmp_path / MODEL / "model.safetensors").is_file()
