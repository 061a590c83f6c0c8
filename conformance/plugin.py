"""The pytest side: options, collection, fixtures, and how a judged item looks to pytest. Knows nothing of the protocol.

Without a target, and without an item of the suite, the plugin does nothing at all, so it may be installed beside
other tests.
"""

from __future__ import annotations

import gc
import os
import traceback
import warnings
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conformance.client_fixtures import eyechart_serve
from conformance.judging.plan import Item, SearchItem
from conformance.model.finding import Outcome
from conformance.model.report import ItemResult, JudgedFinding
from conformance.report.standing import misses_gate
from conformance.running.interruption import Interruption
from conformance.running.options import OPTIONS, SettingsError, names_target, read_options
from conformance.running.planning import plan, plan_lines
from conformance.running.progress import Progress
from conformance.running.reporting import worst
from conformance.running.run import Run
from conformance.running.setup import Setup, marker_lines, prepare
from conformance.terminal_summary import write_header, write_summary

__all__ = ["eyechart_serve"]

SUITE = Path(__file__).parent / "suite"
_SET_BY_US = frozenset(pytest.ExitCode) - {pytest.ExitCode.USAGE_ERROR}
"""Exit codes that ours replace; another one was chosen by another plugin."""
_BROKEN = "pytest or one of its plugins failed; its own words stand above."
_NOTHING_SELECTED = "eyechart: no item of the conformance suite was selected, so nothing is judged."
_ADVICE_TO_TEST_AUTHORS = 'The configuration option "asyncio_default_fixture_loop_scope" is unset'
_WORKERS_OF_XDIST = ("numprocesses", "tx")
_SOME_MODEL = "the-model"
"""Stands for the model in a plan, which must not ask the target for its list."""
_ONLY_LOOKING = ("collectonly", "showfixtures", "show_fixtures_per_test", "setupplan")
_LETTERS = {
    Outcome.FAILED: ("failed", "F"),
    Outcome.WARNED: ("warned", "w"),
    Outcome.INFO: ("info", "i"),
    Outcome.INCONCLUSIVE: ("inconclusive", "?"),
    Outcome.BLOCKED: ("blocked", "b"),
    Outcome.UNSUPPORTED: ("unsupported", "u"),
    Outcome.NOT_APPLICABLE: ("not applicable", "-"),
    Outcome.WAIVED: ("waived", "v"),
    Outcome.PASSED: ("passed", "."),
}
_VERDICT = "eyechart_verdict"
"""The fixture that only items of the suite have; an item is its parameter."""
_setup = pytest.StashKey[Setup]()
_interruption = pytest.StashKey[Interruption]()
_selected = pytest.StashKey[bool]()
_run = pytest.StashKey[Run]()
_plan = pytest.StashKey[list[str]]()
_progress = pytest.StashKey[Progress]()
_judged = pytest.StashKey[tuple[ItemResult, ...]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the `--target-*` options."""
    group = parser.getgroup("eyechart", "conformance of a chat completions endpoint")
    group.addoption(
        "--target-plan", action="store_true", help="print what a run would send, by family, and send nothing"
    )
    for option in OPTIONS:
        action = "append" if option.repeatable else "store"
        group.addoption(
            option.flag, dest=option.destination, action=action, default=None, metavar=option.metavar, help=option.help
        )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Decide whether there is a target; if so, read every setting now, so that a wrong one ends the run at once."""
    for marker in marker_lines():
        config.addinivalue_line("markers", marker)
    if not _is_wanted(config):
        return
    _prepare(config)
    if _no_path_was_given(config):
        config.args = [str(SUITE)]
    _quieten(config)


def _prepare(config: pytest.Config) -> Setup:
    try:
        _refuse_workers(config)
        options = read_options(_asked(config), os.environ, _project_file(config))
        setup = config.stash[_setup] = prepare(options, os.environ)
        interruption = config.stash[_interruption] = Interruption()
        config.pluginmanager.register(_WhenInterrupted(interruption))
    except SettingsError as problem:
        raise pytest.UsageError(str(problem)) from None
    return setup


@dataclass(frozen=True)
class _WhenInterrupted:
    interruption: Interruption

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self) -> None:
        """Let no second Ctrl-C interrupt the end of the run."""
        self.interruption.none()


def _asked(config: pytest.Config) -> dict[str, Any]:
    return {option.destination: getattr(config.option, option.destination) for option in OPTIONS}


def _project_file(config: pytest.Config) -> Path:
    return config.rootpath / "pyproject.toml"


def _is_wanted(config: pytest.Config) -> bool:
    """A target on the command line is meant; one in the environment or a file must not disturb other tests."""
    paths = [(config.invocation_params.dir / argument.split("::")[0]).resolve() for argument in config.args]
    if config.option.target_url or any(path == SUITE or SUITE in path.parents for path in paths):
        return True
    return _no_path_was_given(config) and names_target(os.environ, _project_file(config))


def _no_path_was_given(config: pytest.Config) -> bool:
    return config.args_source is not pytest.Config.ArgsSource.ARGS


def _refuse_workers(config: pytest.Config) -> None:
    is_worker = hasattr(config, "workerinput")
    if is_worker or any(getattr(config.option, name, None) for name in _WORKERS_OF_XDIST):
        message = "one target is judged by one process: leave out -n, and give --target-concurrency for more at once."
        raise SettingsError(message)


def _quieten(config: pytest.Config) -> None:
    """Leave the last word to our summary, in which each violated requirement has one block.

    pytest's block and line per item would bury it, and so would advice about tests that are not the user's own.
    """
    warnings.filterwarnings("ignore", message=_ADVICE_TO_TEST_AUTHORS)
    if not config.pluginmanager.has_plugin("terminal"):  # `-p no:terminal` takes its options away, too
        return
    if config.option.tbstyle == "auto":
        config.option.tbstyle = "no"
    config.option.reportchars = config.option.reportchars.replace("f", "")


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which target is judged."""
    return write_header(config.stash[_setup]) if _setup in config.stash else []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one item of each requirement and conversation of the run, and one of each search."""
    if _VERDICT not in metafunc.fixturenames:
        return
    config = metafunc.config
    setup = config.stash[_setup] if _setup in config.stash else _prepare(config)
    items = [
        pytest.param(item, id=str(item), marks=[getattr(pytest.mark, mark) for mark in marks])
        for item, marks in setup.marked_items().items()
    ]
    metafunc.parametrize(_VERDICT, items, indirect=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session) -> Generator[None, object, object]:
    """Remember that items were selected: where `-k` cannot be read, pytest tells us only that collection has ended."""
    result = yield
    session.config.stash[_selected] = True
    return result


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Check the target and begin to send what the selected items need; nothing is sent where nothing will run."""
    config = session.config
    if _setup not in config.stash or not _will_run(session):
        return
    ours: list[Any] = [item for item in session.items if _is_ours(item)]
    items = [item.callspec.params[_VERDICT] for item in ours]
    if not items:
        return
    if config.option.target_plan:
        setup = config.stash[_setup]
        dialect, only = setup.dialect(_SOME_MODEL), setup.selection.only
        costs = plan(items, dialect, seed=setup.seed, examples=setup.examples, only=only)
        config.stash[_plan] = list(plan_lines(costs))
        session.items[:] = [item for item in session.items if not _is_ours(item)]
        return
    config.stash[_interruption].all_like_ctrl_c()
    run = Run(config.stash[_setup], items)
    try:
        run.make_directory()
    except SettingsError as problem:
        raise pytest.UsageError(str(problem)) from None
    config.stash[_run] = run
    config.stash[_progress] = Progress(items)
    gc.freeze()  # thousands of items live as long as the run; looking through them for garbage is a tenth of its time
    if not run.start():
        session.items[:] = [item for item in session.items if not _is_ours(item)]


def _will_run(session: pytest.Session) -> bool:
    option = session.config.option
    broken = session.testsfailed and not option.continue_on_collection_errors
    only_looking = any(getattr(option, name, False) for name in _ONLY_LOOKING)
    return _selected in session.config.stash and not broken and not only_looking


def _is_ours(item: Any) -> bool:
    return hasattr(item, "callspec") and _VERDICT in item.callspec.params


@dataclass(frozen=True)
class Verdict:
    """What an item came to.

    Attributes:
        item: the item.
        against: findings that count against the gate.
    """

    item: Item | SearchItem
    against: tuple[JudgedFinding, ...]


@pytest.fixture
def eyechart_verdict(request: pytest.FixtureRequest) -> Verdict:
    """Wait for the conversation of the item, and judge the requirement over it; or search.

    One fixture, since pytest takes longer to set one up than it takes us to judge.
    """
    config = request.config
    results = request.node.stash[_judged] = config.stash[_run].results(request.param)
    findings = (judged for result in results for judged in result.findings)
    gate = str(config.stash[_setup].gate)
    return Verdict(request.param, tuple(judged for judged in findings if misses_gate(gate, judged)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The one place where outcomes become verdicts."""
    report = yield
    if not _is_ours(item) or _run not in item.config.stash:
        return report
    run = item.config.stash[_run]
    if report.when == "call" and _judged in item.stash:
        results = item.stash[_judged]
        outcome = worst(results)
        counted = Outcome.FAILED if report.failed else outcome
        due = item.config.stash[_progress].due(item.callspec.params[_VERDICT], counted)  # type: ignore[attr-defined]
        report.eyechart = _status(counted, due)  # type: ignore[attr-defined] # a report takes what plugins add
        item.user_properties.append(("eyechart", str(outcome)))  # --junitxml reads them after the teardown
        run.keep(results)
    elif report.failed and report.when in {"setup", "call"} and call.excinfo is not None:
        one = item.callspec.params[_VERDICT]  # type: ignore[attr-defined] # parametrized items have one
        run.keep_error(one, _in_words(call.excinfo))
    return report


def _in_words(problem: pytest.ExceptionInfo[BaseException]) -> str:
    """Say what was raised, by what it was caused, and where, since no traceback is shown."""
    first: BaseException = problem.value
    while first.__cause__ is not None:
        first = first.__cause__
    frames = traceback.extract_tb(first.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{first!r}{where}"


def _status(outcome: Outcome, due: Outcome | None) -> tuple[str, str, str]:
    """Return how an item counts, the letter that is shown behind it, and the word that stands there with -v."""
    category, _ = _LETTERS[outcome]
    return category, "" if due is None else _LETTERS[due][1], category.upper()


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Show what pytest calls a pass, and what is none, by letters of its own; an error of ours is left to pytest."""
    return getattr(report, "eyechart", None)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int | pytest.ExitCode) -> None:
    """Stop sending, write the report, and set the exit code."""
    run = session.config.stash.get(_run, None)
    if _plan in session.config.stash and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK
    if run is None:
        return
    session.config.stash[_interruption].none()
    interrupted = exitstatus == pytest.ExitCode.INTERRUPTED
    broken = exitstatus == pytest.ExitCode.INTERNAL_ERROR
    code = run.finish(interrupted=interrupted, own_errors=(_BROKEN,) if broken else ())
    others_failed = session.testsfailed > run.failed_items
    if exitstatus in _SET_BY_US and not (code == 0 and others_failed):
        session.exitstatus = code


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: pytest.ExitCode, config: pytest.Config
) -> None:
    """Write the summary that a tired person understands."""
    run = config.stash.get(_run, None)
    if run is not None and run.report is not None:
        write_summary(terminalreporter, config.stash[_setup], run.report, run.paths)
    elif _plan in config.stash:
        terminalreporter.section("Eyechart: what would be sent")
        for line in config.stash[_plan]:
            terminalreporter.line(line)
    elif run is None and _setup in config.stash and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        terminalreporter.line(_NOTHING_SELECTED, red=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop an embedded endpoint, and let go of the items."""
    if _setup in config.stash:
        config.stash[_setup].close()
        config.stash[_interruption].as_before()
        gc.unfreeze()
