from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conformance.running.options import BY_NAME as OPTIONS
from conformance.selftest.real.environments import clean_variables
from conformance.selftest.real.judge import arguments, suite_command, suite_variables
from conformance.selftest.real.processes import Address
from conformance.selftest.real.servers import BY_NAME, MODEL, SERVERS, Launch, Server

UPSTREAM = Address(url="http://127.0.0.1:4000/v1", model=MODEL, key="sk-behind")


def launch(folder: Path) -> Launch:
    return Launch(python=folder / "bin" / "python", port=4001, folder=folder, upstream=UPSTREAM)


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.name)
def test_versions_are_exact(server: Server) -> None:
    assert [line for line in server.requirements if not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", line)] == []


@pytest.mark.parametrize("name", BY_NAME)
def test_servers_listen_on_loopback_at_the_port_that_was_chosen(name: str, tmp_path: Path) -> None:
    command = BY_NAME[name].command(launch(tmp_path))
    assert command[command.index("--port") + 1] == "4001"
    assert not any("0.0.0.0" in part for part in command)  # noqa: S104 - what must not be there


def test_the_model_is_where_the_server_looks_for_it(tmp_path: Path) -> None:
    command = BY_NAME["llama.cpp"].command(launch(tmp_path))
    model = Path(command[command.index("--model") + 1])
    assert {"text.gguf", "mmproj.gguf"} <= {path.name for path in model.iterdir()}


def test_the_proxy_is_told_what_is_behind_it(tmp_path: Path) -> None:
    command = BY_NAME["litellm"].command(launch(tmp_path))
    config = json.loads(Path(command[command.index("--config") + 1]).read_text())
    assert config["model_list"][0]["litellm_params"]["api_base"] == UPSTREAM.url
    assert config["general_settings"]["master_key"].startswith("sk-")


def test_a_proxy_without_a_server_behind_it_is_refused(tmp_path: Path) -> None:
    alone = Launch(python=tmp_path, port=1, folder=tmp_path, upstream=None)
    with pytest.raises(ValueError, match="behind"):
        BY_NAME["litellm"].command(alone)


def test_strangers_see_no_secret_and_not_our_home(tmp_path: Path) -> None:
    ours = {"PATH": "/bin", "HOME": "/home/me", "OPENAI_API_KEY": "sk-1", "AWS_SECRET_ACCESS_KEY": "x"}
    assert clean_variables(ours, tmp_path) == {"PATH": "/bin", "HOME": str(tmp_path)}


def test_the_suite_gets_options_that_it_knows_and_relative_paths() -> None:
    command = suite_command(UPSTREAM, Path("reports", "real", "mock"), ["-x"])
    asked = dict(part.removeprefix("--target-").split("=", 1) for part in command if part.startswith("--target-"))
    assert asked == {"url": UPSTREAM.url, "model": MODEL, "report-dir": "reports/real/mock"}
    assert asked.keys() <= OPTIONS.keys()
    assert command[-1] == "-x"


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
