"""The options of a run: one table, read from the command line, the environment and pyproject.toml, in that order."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.conversations.challenge import ALLOWED
from conformance.model.report import Tier
from conformance.model.settings import Depth, Hazard
from conformance.requirements.profiles import profile_names

ENVIRONMENT_PREFIX = "EYECHART_"
KEY_VARIABLE = "EYECHART_API_KEY"
_NOT_OPTIONS = ("EYECHART_HEADER_", "EYECHART_QUERY_")
"""Variables that the `curl` lines of a report ask for."""
_TABLE = "tool.eyechart"
_MOST = 10**9 - 1
_PROFILE = "standard"
_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A field name is a token (RFC 9110 section 5.6.2)."""
_OF_THE_MESSAGE = frozenset(
    (
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "expect",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
"""Fields that say how a request is sent and what it holds; each request has its own, and many are about them."""


class SettingsError(Exception):
    """An option, variable or setting is wrong; the message is one sentence for people."""


def reason_of(problem: OSError | ValueError) -> str:
    """Return why a file cannot be read, without the number of the error and the name of the file."""
    if isinstance(problem, UnicodeDecodeError):
        return f"byte {problem.start} is not UTF-8"
    return (problem.strerror if isinstance(problem, OSError) else None) or str(problem)


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    if not value.isprintable():
        raise ValueError("must be printable text")
    return value.strip()


def _integer(least: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        text = value.strip()
        is_number = text.isascii() and text.isdecimal()
        digits = text.lstrip("0") or "0"
        if is_number and len(digits) > len(str(_MOST)):
            raise ValueError(f"must be at most {_MOST}")
        if not is_number or int(digits) < least:
            raise ValueError(f"must be a whole number of at least {least}")
        return int(digits)

    return parse


def _seconds(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise ValueError("must be a positive number of seconds")
    return number


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return value

    return parse


def _challenge(value: str) -> str:
    if not ALLOWED.fullmatch(value):
        raise ValueError("must be 1 to 64 letters, digits, blanks and ._:- of ASCII, at either end a letter or digit")
    return value


def _header(value: str) -> tuple[str, str]:
    name, colon, content = value.partition(":")
    if not colon or not _FIELD_NAME.fullmatch(name.strip()) or not content.strip().isprintable():
        raise ValueError("must read 'Name: value'")
    if name.strip().lower() in _OF_THE_MESSAGE:
        raise ValueError("must be no field that says how a request is sent, such as Content-Length or Content-Type")
    return name.strip(), content.strip()


@dataclass(frozen=True)
class Option:
    """One option.

    Attributes:
        name: name without prefix, `api-key-env`; `--target-api-key-env`, `EYECHART_API_KEY_ENV`, `api-key-env`.
        parse: text to value; raises ValueError with the rest of a sentence, `must be ...`.
        default: value when given nowhere.
        help: one line.
        metavar: placeholder in the help.
        repeatable: whether it may be given several times; in a variable, one value a line; in the file, a list.
    """

    name: str
    parse: Callable[[str], Any]
    default: Any
    help: str
    metavar: str
    repeatable: bool = False

    @property
    def flag(self) -> str:
        """The option on the command line."""
        return f"--target-{self.name}"

    @property
    def destination(self) -> str:
        """The name under which argument parsers keep it."""
        return f"target_{self.name.replace('-', '_')}"

    @property
    def variable(self) -> str:
        """The environment variable."""
        return ENVIRONMENT_PREFIX + self.name.replace("-", "_").upper()


def _listed(profiles: Iterable[str]) -> str:
    return ", ".join(f"{name} (default)" if name == _PROFILE else name for name in profiles)


_HAZARDS = tuple(hazard.value for hazard in Hazard if hazard is not Hazard.NONE)

OPTIONS = (
    Option(
        "url",
        _text,
        None,
        "base URL, embedded:reference, embedded:fault/NAME, embedded:benign/NAME, replay:PATH or asgi:MODULE:APP",
        "URL",
    ),
    Option("model", _text, None, "model to ask (default: the only entry of GET {base}/models)", "ID"),
    Option("api-key-env", _text, None, f"variable that holds the API key (default: {KEY_VARIABLE})", "VAR"),
    Option(
        "header",
        _header,
        (),
        "extra request header, kept out of all evidence (repeatable)",
        "'NAME: VALUE'",
        repeatable=True,
    ),
    Option(
        "max-tokens-name",
        _one_of("max_tokens", "max_completion_tokens"),
        "max_tokens",
        "name of the token bound, max_tokens (default) or max_completion_tokens",
        "NAME",
    ),
    Option("token-headroom", _integer(0), 0, "tokens added to every bound, for models that think first", "N"),
    Option("report-dir", _text, None, "where reports go (default: reports/<host>-<time>/)", "DIR"),
    Option("concurrency", _integer(1), 8, "requests under way at once (default: 8)", "N"),
    Option("max-requests", _integer(1), None, "stop sending after so many requests", "N"),
    Option("timeout", _seconds, 60.0, "seconds of silence before giving up on an answer (default: 60)", "SECONDS"),
    Option("profile", _text, _PROFILE, f"levels and accepted statuses: {_listed(profile_names())}", "NAME"),
    Option(
        "gate",
        _one_of(*(tier.value for tier in Tier), "none"),
        "conformant",
        "tier that decides the exit code: interoperable, conformant (default), exemplary, none",
        "TIER",
    ),
    Option(
        "depth",
        _one_of(*(depth.value for depth in Depth)),
        "standard",
        "how much to play: smoke (at most 25 listed requests), standard (default, at most 300), exhaustive",
        "DEPTH",
    ),
    Option(
        "hazard",
        _one_of(*_HAZARDS),
        (),
        "also send requests of this hazard: crash, fetch, load (repeatable)",
        "KIND",
        repeatable=True,
    ),
    Option(
        "examples",
        _integer(0),
        None,
        "generated requests for each property (default: none in smoke runs, 40 in standard, 100 in exhaustive)",
        "N",
    ),
    Option("seed", _integer(0), None, "draw what a run drew that printed this seed (default: any)", "N"),
    Option("command", _text, None, "start this server first, wait until it answers, and stop it at the end", "'CMD'"),
    Option("wait", _seconds, 60.0, "seconds to wait until the server of --target-command answers (default: 60)", "S"),
    Option("waivers", _text, None, "TOML file of violations that are known, each with a reason and a day", "FILE"),
    Option(
        "baseline",
        _text,
        None,
        "report directory or report.json of an earlier run, or last: only what became worse misses the gate",
        "PATH",
    ),
    Option("challenge", _challenge, None, "text of a buyer that prompts begin with, for eyechart verify", "TEXT"),
    Option("sign-key", _text, None, "Ed25519 private key (PEM) that signs statement.json", "FILE"),
    Option("only", _text, (), "judge only this requirement, such as STREAM-014 (repeatable)", "ID", repeatable=True),
)
BY_NAME = {option.name: option for option in OPTIONS}


@dataclass(frozen=True)
class Options:
    """Values of all options, and which of them were given rather than defaulted."""

    values: Mapping[str, Any]
    given: frozenset[str]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def read_options(command_line: Mapping[str, Any], environment: Mapping[str, str], project_file: Path | None) -> Options:
    """Merge the three sources.

    Args:
        command_line: destination -> text, list of texts for repeatable options, or None.
        environment: environment variables; those that begin with EYECHART_ must be known.
        project_file: a pyproject.toml, or None; keys of [tool.eyechart] must be known.

    Raises:
        SettingsError: a key is unknown or a value is wrong.
    """
    sources = (_from_command_line(command_line), _from_environment(environment), _from_file(project_file))
    values: dict[str, Any] = {}
    given: set[str] = set()
    for option in OPTIONS:
        where, raw = next(((where, found[option.name]) for where, found in sources if option.name in found), ("", None))
        if raw is None:
            values[option.name] = option.default
            continue
        given.add(option.name)
        values[option.name] = _parse(option, raw, where)
    return Options(values, frozenset(given))


def names_target(environment: Mapping[str, str], project_file: Path | None) -> bool:
    """Tell whether the environment or the project file names a target, without reading anything else of them."""
    if environment.get(BY_NAME["url"].variable):
        return True
    try:
        return "url" in _table(project_file)
    except SettingsError:
        return False


def _parse(option: Option, raw: Sequence[str], where: str) -> Any:
    label = option.flag if where == "the command line" else f"{option.name} in {where}"
    if len(raw) != 1 and not option.repeatable:
        raise SettingsError(f"{label} is a list of {len(raw)}, and must be one value.")
    try:
        parsed = tuple(option.parse(text) for text in raw)
    except ValueError as problem:
        shown = "a value that is not shown" if option.name == "header" else ", ".join(repr(text) for text in raw)
        raise SettingsError(f"{label} is {shown}, and {problem}.") from None
    return parsed if option.repeatable else parsed[-1]


_Source = tuple[str, dict[str, Sequence[str]]]


def _from_command_line(given: Mapping[str, Any]) -> _Source:
    found: dict[str, Sequence[str]] = {}
    for option in OPTIONS:
        value = given.get(option.destination)
        if value is not None and value != []:
            found[option.name] = list(value) if isinstance(value, list | tuple) else [str(value)]
    return "the command line", found


def _from_environment(environment: Mapping[str, str]) -> _Source:
    by_variable = {option.variable: option for option in OPTIONS}
    found: dict[str, Sequence[str]] = {}
    for variable, value in environment.items():
        if not variable.startswith(ENVIRONMENT_PREFIX) or variable == KEY_VARIABLE or variable.startswith(_NOT_OPTIONS):
            continue
        if variable not in by_variable:
            raise SettingsError(f"the variable {variable} is set, and no option is called that.")
        option = by_variable[variable]
        if value:  # CI systems set variables that have no value to an empty one
            found[option.name] = value.splitlines() if option.repeatable else [value]
    return "the environment", found


def _from_file(path: Path | None) -> _Source:
    where = f"[{_TABLE}] of {path.name if path else 'pyproject.toml'}"
    found: dict[str, Sequence[str]] = {}
    for key, value in _table(path).items():
        if key not in BY_NAME:
            raise SettingsError(f"{where} has the key {key!r}, and no option is called that.")
        found[key] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    return where, found


def _table(path: Path | None) -> dict[str, Any]:
    if path is None or not path.is_file():
        return {}
    try:
        tool = tomllib.loads(path.read_text("utf-8")).get("tool", {})
    except (OSError, ValueError) as problem:
        raise SettingsError(f"{path.name} cannot be read: {reason_of(problem)}.") from None
    table = tool.get("eyechart", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise SettingsError(f"{_TABLE} of {path.name} is no table.")
    return table
