"""The instrument that measures the other tests: what it changes, how that comes into force, and what it counts."""

from __future__ import annotations

import subprocess
import sys
from difflib import get_close_matches
from pathlib import Path

import pytest

from conformance.selftest.mutation.equivalent import explanations
from conformance.selftest.mutation.installing import Loaded, LoadedAlready, changed_functions, import_as_mutant
from conformance.selftest.mutation.mutants import Mutant, modules, mutants_of, path_of
from conformance.selftest.mutation.trial import Aside, Tried, Verdict, in_child

USER = "conformance.checks.user"
TOY = """
def of(limit):
    return lambda number: number < limit

is_small = of(3)

def doubled(number):
    return [2 * one for one in [number]]
"""


def code(source: str) -> object:
    return compile(source, "toy.py", "exec", dont_inherit=True)


@pytest.fixture(scope="module")
def of_user() -> list[Mutant]:
    return mutants_of(USER)


def test_every_module_is_changed() -> None:
    assert {"conformance.wire.sse", "conformance.checks.err", USER} < set(modules())


def test_decorated_functions_their_decorators_and_tables_are_changed(of_user: list[Mutant]) -> None:
    diffs = "\n".join(mutant.diff for mutant in of_user)
    assert "+@check(None, Reads.SUCCESS" in diffs
    assert "+    if SOMEBODY.encode() not in exchange.http.body" in diffs
    assert {mutant.function for mutant in of_user} >= {"", "user_is_not_repeated"}
    assert "Judged:" not in "".join(line for line in diffs.splitlines() if line.startswith("+"))


def test_only_words_for_people_are_wording(of_user: list[Mutant]) -> None:
    wording = [mutant.diff for mutant in of_user if mutant.wording]
    assert any("XXThe answer holds the name of the end user.XX" in diff for diff in wording)
    assert not any("in-body" in diff.split("\n+")[1] and "XXin-body" in diff for diff in wording)
    kinds = [mutant for mutant in of_user if "XXin-bodyXX" in mutant.diff]
    assert [mutant.wording for mutant in kinds] == [False]


def test_a_mutant_is_one_change(of_user: list[Mutant]) -> None:
    for mutant in of_user:
        compile(mutant.source, "user.py", "exec")
        assert mutant.source != mutant.path.read_text(encoding="utf-8")
        assert mutant.diff.startswith(f"# {mutant.name}")


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [("number < limit", "number <= limit", ["of"]), ("2 * one", "3 * one", ["doubled"]), ("", "", [])],
)
def test_functions_are_exchanged(old: str, new: str, changed: list[str]) -> None:
    pairs = changed_functions(code(TOY), code(TOY.replace(old, new) if old else TOY))  # type: ignore[arg-type] # code
    assert [one.co_name for one, _ in pairs] == changed


@pytest.mark.parametrize(
    ("old", "new"), [("of(3)", "of(4)"), ("of(3)", "of(True)"), ("def doubled(number)", "def doubled(one)")]
)
def test_what_is_no_function_is_imported_afresh(old: str, new: str) -> None:
    if "def" in old:
        assert changed_functions(code(TOY), code(TOY.replace(old, new)))  # type: ignore[arg-type] # code
    else:
        with pytest.raises(LoadedAlready):
            changed_functions(code(TOY), code(TOY.replace(old, new)))  # type: ignore[arg-type] # code


def test_a_closure_that_is_held_changes_with_its_function(tmp_path: Path) -> None:
    file = tmp_path / "toy.py"
    file.write_text(TOY, encoding="utf-8")
    loaded: dict[str, object] = {}
    exec(compile(TOY, str(file), "exec", dont_inherit=True), loaded)  # noqa: S102 - the toy of this test
    is_small = loaded["is_small"]
    assert callable(is_small)
    assert not is_small(3)
    assert Loaded(frozenset()).install(file, TOY.replace("number < limit", "number <= limit"))
    assert is_small(3)
    assert not Loaded(frozenset()).install(file, TOY)
    with pytest.raises(LoadedAlready):
        Loaded(frozenset({(str(file), 2, "of")})).install(file, TOY.replace("number < limit", "number > limit"))


def test_a_module_can_be_imported_as_a_mutant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "toy_to_import.py"
    file.write_text(TOY, encoding="utf-8")
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.syspath_prepend(tmp_path)
    import_as_mutant("toy_to_import", file, TOY.replace("2 *", "3 *"))
    import toy_to_import  # type: ignore[import-not-found] # noqa: PLC0415 - written above

    assert toy_to_import.doubled(2) == [6]
    with pytest.raises(RuntimeError, match="imported already"):
        import_as_mutant("toy_to_import", file, TOY)


def test_what_ends_or_raises_has_been_noticed() -> None:
    def raises() -> Tried:
        raise ValueError("no")

    def unheard_of() -> Tried:
        import_as_mutant("sys", Path("sys.py"), "")
        return Tried(Verdict.SURVIVED)

    assert in_child(lambda: Tried(Verdict.SURVIVED)) == Tried(Verdict.SURVIVED)
    assert in_child(raises) == Tried(Verdict.KILLED, "raises ValueError: no")
    assert in_child(unheard_of).verdict is Verdict.UNTRIED
    assert in_child(lambda: sys.modules["os"]._exit(3)).verdict is Verdict.KILLED


def test_a_process_aside_answers_until_it_is_closed() -> None:
    aside = Aside(lambda asked: Tried(Verdict.SURVIVED, asked))
    assert [aside.ask(one).by for one in ("a", "b")] == ["a", "b"]
    aside.close()


def test_what_is_explained_has_a_reason_and_is_like_a_line_of_its_module() -> None:
    for one in explanations().known:
        lines = [line.strip() for line in path_of(f"conformance.{one.module}").read_text(encoding="utf-8").splitlines()]
        assert one.reason
        assert one.line not in lines
        assert get_close_matches(one.line, lines, cutoff=0.6), one.line


def test_nothing_that_is_changed_is_imported_before_a_mutant_can_be() -> None:
    code = "import conformance.selftest.mutation.__main__, sys; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()  # noqa: S603 - ourselves
    assert [name for name in loaded if name.startswith(("conformance.wire.", "conformance.checks."))] == []
