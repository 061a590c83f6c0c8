"""The command line wins over the environment, the environment over the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.model.settings import Hazard
from conformance.running.options import OPTIONS, Options, SettingsError, names_target, read_options
from conformance.running.setup import prepare
from conformance.running.target_url import find_key, read_target_name
from conformance.running.waivers import read_waivers
from conformance.selftest.plugin.typing_in import Command, Terminal

FILE = '[tool.eyechart]\ntoken-headroom = 5\nconcurrency = 5\ngate = "exemplary"\nonly = ["SSE-015", "SSE-003"]\n'


def read(tmp_path: Path, text: str = "", environment: dict[str, str] | None = None, **given: Any) -> Options:
    file = tmp_path / "pyproject.toml"
    file.write_text(text, "utf-8")
    return read_options({f"target_{name}": value for name, value in given.items()}, environment or {}, file)


def test_command_line_before_environment_before_file(tmp_path: Path) -> None:
    variables = {"EYECHART_CONCURRENCY": "4", "EYECHART_GATE": "interoperable"}
    options = read(tmp_path, FILE, variables, gate="none")
    assert (options["token-headroom"], options["concurrency"], options["gate"]) == (5, 4, "none")
    assert options["timeout"] == 60.0
    assert options.given == {"token-headroom", "concurrency", "gate", "only"}


def test_the_same_through_real_pytest(terminal: Terminal) -> None:
    command = Command(
        "precedence",
        ("--target-url=embedded:reference", "--target-gate=none", "-q"),
        environment={"EYECHART_CONCURRENCY": "4", "EYECHART_GATE": "interoperable"},
        files={"pyproject.toml": FILE},
    )
    seen = terminal.type(command)
    assert seen.code == 0, seen.text
    expected = {"concurrency": 4, "gate": "none", "only": ["SSE-015", "SSE-003"], "token-headroom": 5}
    assert seen.report["options"] == expected


def test_repeated_options(tmp_path: Path) -> None:
    assert read(tmp_path, hazard=["load", "fetch"])["hazard"] == ("load", "fetch")
    assert read(tmp_path, environment={"EYECHART_ONLY": "SSE-001\nSSE-002"})["only"] == ("SSE-001", "SSE-002")
    headers = read(tmp_path, header=["X-A: b:c", "X-D:e "])["header"]
    assert headers == (("X-A", "b:c"), ("X-D", "e"))


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    assert read(tmp_path, environment={"EYECHART_MODEL": "", "EYECHART_HEADER": ""}).given == frozenset()


def test_variables_of_curl_lines_are_no_options(tmp_path: Path) -> None:
    assert read(tmp_path, environment={"EYECHART_HEADER_X_TENANT": "a", "EYECHART_QUERY_SIG": "b"}).given == frozenset()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("concurrency", "0"),
        ("concurrency", "-1"),
        ("concurrency", "1e3"),
        ("concurrency", "9" * 5000),
        ("max_requests", "\u0663"),
        ("token_headroom", "some"),
        ("timeout", "0"),
        ("timeout", "nan"),
        ("timeout", "inf"),
        ("timeout", "-1"),
        ("gate", "Conformant"),
        ("hazard", "none"),
        ("max_tokens_name", "tokens"),
        ("model", " "),
        ("model", "a\x1b[2J"),
        ("header", ": value"),
        ("header", "X Y: value"),
        ("header", "X: a\r\nHost: b"),
        ("header", "X: \x00"),
        ("header", "content-Length : 3"),
        ("header", "Transfer-Encoding: chunked"),
    ],
)
def test_a_wrong_value_is_one_sentence(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=r"^--target-[a-z-]+ is .*, and must .*\.$") as caught:
        read_options({f"target_{name}": value}, {}, None)
    assert str(caught.value).isprintable()


def test_a_number_that_is_too_large_is_told_the_bound() -> None:
    with pytest.raises(SettingsError, match=r"must be at most 999999999\.$"):
        read_options({"target_concurrency": "9" * 20}, {}, None)
    assert read_options({"target_concurrency": "0" * 5000 + "9"}, {}, None)["concurrency"] == 9


@pytest.mark.parametrize("values", ["[]", '["none", "exemplary"]'])
def test_a_list_is_not_one_value(tmp_path: Path, values: str) -> None:
    with pytest.raises(SettingsError, match=r"^gate in \[tool.eyechart\] of pyproject.toml is a list of"):
        read(tmp_path, f"[tool.eyechart]\ngate = {values}\n")


def test_why_a_file_cannot_be_read_is_said_without_numbers_of_errors(tmp_path: Path) -> None:
    directory, picture = tmp_path / "directory", tmp_path / "picture"
    directory.mkdir()
    picture.write_bytes(b"ab\xff")
    for path, why in (
        (directory, "Is a directory"),
        (picture, "byte 2 is not UTF-8"),
        (tmp_path / "x", "No such file"),
    ):
        with pytest.raises(SettingsError, match=f"^--target-waivers: .* cannot be read: {why}[^:]*$"):
            read_waivers(path, ())


def test_only_a_requirement_can_be_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"names TEMP, and .* A whole family is selected by -m temp.$"):
        prepare(read(tmp_path, only=["temp"]), {})
    with pytest.raises(SettingsError, match="names nothing, and "):
        prepare(read(tmp_path, only=[","]), {})


def test_a_file_that_is_no_toml_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^pyproject.toml cannot be read: "):
        read(tmp_path, "[tool")


def test_a_table_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^tool.eyechart of pyproject.toml is no table.$"):
        read(tmp_path, '[tool]\neyechart = "embedded:reference"\n')


def test_a_target_is_named_by_the_environment_or_by_the_file(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    assert not names_target({"EYECHART_URL": ""}, file)
    assert names_target({"EYECHART_URL": "embedded:reference"}, None)
    file.write_text('[tool.eyechart]\nurl = "embedded:reference"\nmodle = 1\n', "utf-8")
    assert names_target({}, file)
    file.write_text("[tool", "utf-8")
    assert not names_target({}, file)


def key_for(tmp_path: Path, url: str, environment: dict[str, str], **given: Any) -> str | None:
    return find_key(read_target_name(url), read(tmp_path, **given), environment)


def test_whose_key_goes_where(tmp_path: Path) -> None:
    both = {"EYECHART_API_KEY": "ours", "OPENAI_API_KEY": "theirs"}
    assert key_for(tmp_path, "http://stranger/v1", both) == "ours"
    assert key_for(tmp_path, "https://api.openai.com/v1", both) == "ours"
    assert key_for(tmp_path, "https://api.openai.com/v1", {"OPENAI_API_KEY": "theirs\n"}) == "theirs"
    for url in ("http://stranger/v1", "https://api.openai.com.stranger/v1", "https://api.openai.com@stranger/v1"):
        assert key_for(tmp_path, url, {"OPENAI_API_KEY": "theirs"}) is None
    assert key_for(tmp_path, "http://stranger/v1", both, api_key_env="OPENAI_API_KEY") == "theirs"


@pytest.mark.parametrize("key", ["sk-\u00e4", "sk-\udcff", "sk-a\nb", "sk-\x00"])
def test_a_key_that_no_header_field_can_carry(tmp_path: Path, key: str) -> None:
    with pytest.raises(SettingsError, match=r"^the key in EYECHART_API_KEY holds a character that") as caught:
        key_for(tmp_path, "http://h/v1", {"EYECHART_API_KEY": key})
    assert key not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://h/v1",
        "http://h/v1/",
        "http://h/v1/chat/completions",
        "http://h/v1/chat/completions/",
        "http://u:p@h/v1?q=1",
    ],
)
def test_every_spelling_of_a_base_url(url: str) -> None:
    assert read_target_name(url).base_url == "http://h/v1"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "h",
        "/v1",
        "ftp://h",
        "http://",
        "http:///v1",
        "http://h:x",
        "http://h:0/v1",
        "http://h:99999",
        "http://[::1",
        "http://a b",
        "http://a..b",
        "embedded:",
        "replay:",
    ],
)
def test_what_is_no_target(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^--target-url .*\.$"):
        read_target_name(url)


def test_a_wrong_url_is_shown_without_its_secrets() -> None:
    with pytest.raises(SettingsError, match="from 1 to 65535") as caught:
        read_target_name("http://user:se@cret@h:x/v1?key=secret")
    assert "cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "crash"),
    [("http://127.0.0.9/v1", True), ("http://[::1]/v1", True), ("http://localhost/v1", True), ("http://h/v1", False)],
)
def test_requests_that_may_crash_go_to_the_user_alone(tmp_path: Path, url: str, crash: bool) -> None:  # noqa: FBT001 (a parameter of the table)
    setup = prepare(read(tmp_path, url=url), {})
    assert (Hazard.CRASH in setup.selection.hazards) is crash


def test_options_are_named_alike_everywhere() -> None:
    for option in OPTIONS:
        assert option.flag.removeprefix("--target-").replace("-", "_").upper() == option.variable.removeprefix(
            "EYECHART_"
        )
