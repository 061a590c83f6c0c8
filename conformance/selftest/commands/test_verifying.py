"""A statement agrees with its evidence, and whatever was altered is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jsonschema import Draft202012Validator

from conformance import __version__
from conformance.cli import main
from conformance.commands import verifying
from conformance.report import statement
from conformance.report.standing import ExitCode
from conformance.resources import schemas_directory
from conformance.running.certifying import write_statement
from conformance.running.options import SettingsError
from conformance.running.signing import signer
from conformance.selftest.plugin.typing_in import Command, type_in
from conformance.selftest.report.sample import sample

DIGEST = "0" * 64


def keys(place: Path, name: str) -> tuple[Path, Path]:
    """Write a new pair of keys; return the files of the private and the public one."""
    key = Ed25519PrivateKey.generate()
    private, public = place / f"{name}.private.pem", place / f"{name}.public.pem"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("signed")
    private, _ = keys(place, "vendor")
    target = (
        "--target-url=embedded:fault/stop-ignored",
        "--target-only=HTTP-001,STOP-004",
        "--target-examples=0",
        "--target-challenge=for buyer 7",
    )
    typed = Command(
        "signed", (*target, "--target-report-dir=run", "--target-challenge=for buyer 7", f"--target-sign-key={private}")
    )
    assert type_in(typed, place).code == ExitCode.GATE_MISSED
    return place


@pytest.fixture
def run(signed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(signed / "run", tmp_path / "run"))


def change(run: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    path = run / statement.FILE_NAME
    stated = json.loads(path.read_bytes())
    edit(stated)
    path.write_text(json.dumps(stated), "utf-8")


def as_judged(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the process that judges again: the report of the run is what it would come to."""
    report = json.loads((run / "report.json").read_bytes())
    monkeypatch.setattr(verifying, "_judged_again", lambda _, __: report)


def test_a_statement_agrees_with_its_evidence(signed: Path, run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--key", str(signed / "vendor.public.pem"), "--challenge", "for buyer 7"]
    assert main(["verify", str(run), *given]) == 0
    said = capsys.readouterr().out
    assert "Everything agrees." in said
    assert "The challenge stands in all" in said
    assert "the best of ten" in said


def test_the_keys_file_is_not_named(run: Path) -> None:
    assert json.loads((run / statement.FILE_NAME).read_bytes())["options"]["sign-key"] == "given"


@pytest.mark.parametrize(
    "altered",
    [
        ("verdict", "conformant", "The verdict: conformant is stated, and the evidence says non-conformant."),
        ("tiers", {"interoperable": None, "conformant": True, "exemplary": None}, "The tier conformant: reached"),
        ("requirements", {"HTTP-001": "passed", "STOP-004": "passed"}, "STOP-004: passed is stated"),
        ("requirements", {"STOP-004": "failed"}, "HTTP-001: nothing is stated"),
        ("model", "another", "The model: another is stated"),
        ("target", "https://else.example", "The target: https://else.example is stated"),
        ("start", "2020-01-01T00:00:00Z", "The start: 2020-01-01T00:00:00Z is stated"),
    ],
)
def test_what_was_altered_is_named(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], altered: tuple[str, object, str]
) -> None:
    member, value, words = altered
    as_judged(run, monkeypatch)
    change(run, lambda stated: stated.update({member: value}))
    assert main(["verify", str(run)]) == 1
    assert f"DISAGREES  {words}" in capsys.readouterr().out


def test_another_challenge_is_not_found(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    as_judged(run, monkeypatch)
    change(run, lambda stated: stated.update({"challenge": "for buyer 8"}))
    assert main(["verify", str(run), "--challenge", "for buyer 8"]) == 1
    said = capsys.readouterr().out
    assert "DISAGREES  The challenge stands in 0 of " in said
    assert "DISAGREES  The challenge: for buyer 8 is stated, and for buyer 7 was recorded." in said


def test_other_evidence_is_not_judged(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (run / "exchanges.jsonl").open("ab") as file:
        file.write(b"\n")
    assert main(["verify", str(run)]) == 1
    said = capsys.readouterr().out
    assert "exchanges.jsonl is another file than the one of the statement" in said
    assert "The evidence was not judged again" in said


def test_signatures(
    signed: Path, run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    as_judged(run, monkeypatch)
    _, other = keys(run, "other")
    assert main(["verify", str(run), "--key", str(other)]) == 1
    change(run, lambda stated: stated.update({"requests": 1}))
    assert main(["verify", str(run), "--key", str(signed / "vendor.public.pem")]) == 1
    (run / "statement.json.sig").unlink()
    assert main(["verify", str(run), "--key", str(other)]) == 1
    said = capsys.readouterr().out
    assert said.count("The signature is not one of this statement") == 2
    assert "There is no signature statement.json.sig" in said


@pytest.mark.parametrize(
    ("member", "value", "words"),
    [
        ("version", "0.0.1", "It was judged by version 0.0.1"),
        ("sha256", DIGEST, f"It was judged by a version {__version__} whose files are not those of this one."),
    ],
)
def test_another_suite_is_a_note(run: Path, member: str, value: str, words: str) -> None:
    with pytest.MonkeyPatch.context() as patch, StringIO() as said, redirect_stdout(said):
        as_judged(run, patch)
        change(run, lambda stated: stated["suite"].update({member: value}))
        assert main(["verify", str(run)]) == 0
        assert f"note       {words}" in said.getvalue()


@pytest.mark.parametrize("name", ["../../secret", "pictures/../x.png", "/etc/hostname"])
def test_a_statement_that_names_files_elsewhere_is_none(
    run: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    change(run, lambda stated: stated["evidence"].update({name: DIGEST}))
    assert main(["verify", str(run)]) == 4
    assert "is not in the form of a statement" in capsys.readouterr().err


def test_a_directory_without_a_statement(tmp_path: Path) -> None:
    assert main(["verify", str(tmp_path)]) == 4


def test_waivers_do_not_change_what_is_stated() -> None:
    stated = statement.judged(sample())["requirements"]
    assert (stated["TEMP-003"], stated["SSE-003"], stated["HTTP-001"]) == ("failed", "failed", "passed")


def test_the_statement_of_the_sample_is_in_its_form() -> None:
    text = statement.render(sample(), suite=DIGEST, evidence={"exchanges.jsonl": DIGEST}, challenge="")
    schema = json.loads((schemas_directory() / "statement.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(text))


def test_a_run_that_broke_off_states_nothing(run: Path) -> None:
    assert write_statement(replace(sample(), exit_code=int(ExitCode.INTERRUPTED)), run) == ()
    assert not list(run.glob("statement.json*"))


def test_a_file_that_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("no key", "ascii")
    with pytest.raises(SettingsError, match="holds no Ed25519 private key"):
        signer(tmp_path / "key.pem")
