"""`eyechart verify DIR`: whether a certification statement agrees with the evidence beside it, judged again."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance import __version__
from conformance.commands.command import Command, CommandError
from conformance.commands.rejudging import recorded_options, rejudge
from conformance.conversations.challenge import carries
from conformance.report.as_json import timestamp
from conformance.report.escaping import brief
from conformance.report.reading import REPORT, UnreadableReportError, read_object
from conformance.report.statement import FILE_NAME, LIMITS
from conformance.report.wording import counted
from conformance.running.digests import digest_of_file, suite_digest
from conformance.running.options import SettingsError, reason_of
from conformance.running.signing import SUFFIX, is_signed
from conformance.transport.evidence import Evidence, EvidenceError, read_evidence
from conformance.wire.body_schema import SchemaName, is_valid

_DISAGREES = 1
_TEXT = 300
_MOST = 20
_SILENT = "nothing"


@dataclass(frozen=True)
class _Said:
    """One thing that was checked, in a sentence; `agrees` is None for what is merely worth knowing."""

    agrees: bool | None
    sentence: str


def _agrees(sentence: str) -> _Said:
    return _Said(agrees=True, sentence=sentence)


def _disagrees(sentence: str) -> _Said:
    return _Said(agrees=False, sentence=sentence)


def _note(sentence: str) -> _Said:
    return _Said(agrees=None, sentence=sentence)


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", type=Path, metavar="DIR", help="report directory with statement.json and evidence")
    parser.add_argument("--key", type=Path, metavar="FILE", help="Ed25519 public key (PEM) that must have signed it")
    parser.add_argument("--challenge", metavar="TEXT", help="text that you asked to be in the prompts")


def _verify(given: argparse.Namespace, _: Sequence[str]) -> int:
    path = given.directory / FILE_NAME
    try:
        stated = read_object(path)
        _check_form(stated, path)
        told = [*_signature(path, given.key), *_checked(stated, given.directory, given.challenge)]
    except (UnreadableReportError, SettingsError, EvidenceError) as problem:
        raise CommandError(str(problem)) from None
    sys.stdout.write("".join(f"{line}\n" for line in _lines(stated, told)))
    return _DISAGREES if any(one.agrees is False for one in told) else 0


def _check_form(stated: Mapping[str, Any], path: Path) -> None:
    if not is_valid(SchemaName.STATEMENT, stated):
        raise UnreadableReportError(f"{path} is not in the form of a statement; see schemas/statement.json.")


def _lines(stated: Mapping[str, Any], told: Sequence[_Said]) -> Iterator[str]:
    words = {True: "agrees", False: "DISAGREES", None: "note"}
    yield brief(f"Statement: {stated['target']}, model {stated['model']}: {stated['verdict']}.", _TEXT)
    for one in told:
        yield f"{words[one.agrees]:<10} {brief(one.sentence, _TEXT)}"
    wrong = sum(one.agrees is False for one in told)
    yield f"{counted(wrong, 'thing')} {'disagrees' if wrong == 1 else 'disagree'}." if wrong else "Everything agrees."
    yield "What this cannot prove:"
    yield from (f"- {sentence}" for sentence in LIMITS)


def _signature(path: Path, key: Path | None) -> Iterator[_Said]:
    file = path.with_name(f"{path.name}{SUFFIX}")
    if key is None:
        if file.exists():
            yield _note("It is signed; name the public key with --key to have the signature checked.")
        return
    try:
        signature = file.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        yield _disagrees(f"There is no signature {file.name} that can be read.")
        return
    signed = is_signed(path.read_bytes(), signature, key)
    words = "one of this statement by the owner of the key"
    yield _agrees(f"The signature is {words}.") if signed else _disagrees(f"The signature is not {words}.")


def _checked(stated: Mapping[str, Any], directory: Path, challenge: str | None) -> Iterator[_Said]:
    files = list(_files(stated["evidence"], directory))
    yield from files
    yield from _suite(stated["suite"])
    if any(one.agrees is False for one in files):
        yield _disagrees("The evidence was not judged again, since it is not what the statement is about.")
        return
    evidence = read_evidence(directory)
    yield from _record(stated, evidence)
    yield from _challenged(evidence, stated["challenge"] if challenge is None else challenge)
    if challenge is not None and challenge != stated["challenge"]:
        yield _disagrees(f"The challenge: {stated['challenge'] or 'none'} is stated, and yours is {challenge}.")
    yield from _judgement(stated, _judged_again(directory, evidence))


def _files(digests: Mapping[str, str], directory: Path) -> Iterator[_Said]:
    wrong = 0
    for name, digest in digests.items():
        try:
            same = digest_of_file(directory / name) == digest
        except OSError as problem:
            yield _disagrees(f"{name} cannot be read: {reason_of(problem)}.")
            wrong += 1
            continue
        if not same:
            yield _disagrees(f"{name} is another file than the one of the statement: its SHA-256 differs.")
            wrong += 1
    if not wrong:
        yield _agrees(f"The SHA-256 of {counted(len(digests), 'file')} of evidence.")


def _suite(suite: Mapping[str, str]) -> Iterator[_Said]:
    if suite["version"] != __version__:
        yield _note(f"It was judged by version {suite['version']}, and is judged here by {__version__}.")
    elif suite["sha256"] != suite_digest():
        yield _note(f"It was judged by a version {__version__} whose files are not those of this one.")
    else:
        yield _agrees(f"The suite that judged, version {__version__}, by the SHA-256 of its files.")


def _record(stated: Mapping[str, Any], evidence: Evidence) -> Iterator[_Said]:
    """Compare what the evidence says of its run with what the statement says."""
    run = evidence.run_record
    start = run.get("started_at")
    told = {**run, "start": timestamp(start) if isinstance(start, int | float) else ""}
    for name in ("target", "model", "profile", "start", "challenge"):
        recorded = told.get(name, "")
        words = f"The {name}: {stated[name] or 'none'}"
        if recorded == stated[name]:
            yield _agrees(f"{words}.")
        else:
            yield _disagrees(f"{words} is stated, and {recorded or 'none'} was recorded.")


def _challenged(evidence: Evidence, challenge: str) -> Iterator[_Said]:
    """Look for a challenge in every request that the suite weaves it into."""
    if not challenge:
        return
    found = [carries(evidence.exchange(key)[0].body, challenge) for key in evidence.keys]
    held, missing = found.count(True), found.count(False)
    if held and not missing:
        yield _agrees(f"The challenge stands in all {counted(held, 'request')} that have a place for it.")
    else:
        yield _disagrees(
            f"The challenge stands in {held:,} of {counted(held + missing, 'request')} that have a place for it."
        )


def _judged_again(directory: Path, evidence: Evidence) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:
        rejudge(directory, Path(place), *recorded_options(evidence.run_record))
        try:
            return read_object(Path(place) / REPORT)
        except UnreadableReportError:
            raise CommandError(f"the evidence in {directory} cannot be judged again.") from None


def _judgement(stated: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[_Said]:
    yield _same("The verdict", stated["verdict"], again["verdict"])
    for tier, reached in stated["tiers"].items():
        yield _same(f"The tier {tier}", reached, again["tiers"].get(tier))
    before, after = stated["requirements"], {one["id"]: one["outcome"] for one in again["requirements"]}
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    for name in names[:_MOST]:
        yield _same(name, before.get(name, _SILENT), after.get(name, _SILENT))
    if len(names) > _MOST:
        yield _disagrees(f"So do {counted(len(names) - _MOST, 'more requirement')}.")
    if not names:
        yield _agrees(f"The outcomes of {counted(len(before), 'requirement')}.")


def _same(what: str, stated: object, again: object) -> _Said:
    words = {True: "reached", False: "not reached", None: "cannot be told"}
    first, second = (words[one] if one is None or isinstance(one, bool) else str(one) for one in (stated, again))
    if stated == again:
        return _agrees(f"{what}: {first}.")
    return _disagrees(f"{what}: {first} is stated, and the evidence says {second}.")


VERIFY = Command(
    name="verify",
    summary="check a certification statement against the evidence beside it; exit code 1 if they disagree",
    act=_verify,
    declare=_declare,
    epilog="Sigstore signs a statement, too: `cosign sign-blob --bundle statement.sigstore.json statement.json`, and"
    " `cosign verify-blob` checks that, with the identity that you expect.",
)
