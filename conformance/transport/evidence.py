"""The evidence of a run on disk: what was sent, what came back, and nothing that was concluded.

A report directory holds `exchanges.jsonl` (line one is the run record, then one line per attempt, appended as it
happens), `pictures/SHA-256.EXTENSION` (each picture once) and `bodies/SHA-256.bin` (answers over 1 MiB).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from conformance.model.request import ExchangeKey, Request
from conformance.model.transcript import Recording, Transcript
from conformance.transport.evidence_lines import FORMAT, digest_of, exchange_line, read_exchange, read_key
from conformance.transport.segments import extension

FILE_NAME = "exchanges.jsonl"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class EvidenceError(Exception):
    """The evidence cannot be read; the message says where and what to do."""


class _Files:
    """The pictures and bodies beside `exchanges.jsonl`."""

    def __init__(self, directory: Path) -> None:
        self._pictures = directory / "pictures"
        self._bodies = directory / "bodies"
        self._kept: set[str] = set()

    def keep_picture(self, digest: str, data: bytes) -> None:
        if digest not in self._kept:
            self._pictures.mkdir(exist_ok=True)
            (self._pictures / f"{digest}.{extension(data)}").write_bytes(data)
            self._kept.add(digest)

    def keep_body(self, recording: Recording) -> str:
        self._bodies.mkdir(exist_ok=True)
        part = self._bodies / "incoming.part"
        with part.open("wb") as file:
            digest = digest_of(recording.blocks(), file.write)
        part.replace(self._bodies / f"{digest}.bin")
        return digest

    def picture(self, digest: str) -> bytes:
        path = next(self._pictures.glob(f"{digest}.*"), None) if _DIGEST.fullmatch(digest) else None
        if path is None:
            raise ValueError(f"pictures/{digest[:64]}.* is missing")
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise ValueError(f"pictures/{path.name} is not what was sent: its SHA-256 differs from its name")
        return data

    def body(self, digest: str) -> Path:
        path = self._bodies / f"{digest}.bin"
        if not path.is_file():
            raise ValueError(f"bodies/{path.name} is missing")
        return path


class EvidenceWriter:
    """Appends exchanges to the evidence of one run; a context manager.

    Every line is written at once, so that a run that is killed loses at most the exchanges under way.

    Args:
        directory: the report directory; evidence of an earlier run in it is overwritten.
        run_record: what the run was: suite version, edition, profile, options, whether a key was given, whether
            the target is loopback, seed, clock. JSON values, no secrets.
    """

    def __init__(self, directory: Path, run_record: dict[str, Any]) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._files = _Files(directory)
        self.path = directory / FILE_NAME
        self._file = self.path.open("wb", buffering=0)
        self._append({"line": "run", "format": FORMAT, "run": run_record})

    def exchange(
        self,
        key: ExchangeKey,
        request: Request,
        transcript: Transcript,
        *,
        pushed_back: bool = False,
        drawn: Mapping[str, Any] | None = None,
    ) -> None:
        """Append one attempt.

        Args:
            key: which.
            request: what was sent.
            transcript: what came back.
            pushed_back: whether the scheduler counted it as pushback, which depends on the load of that moment.
            drawn: where the conversation is an example of a property, what a replay must know of it; JSON values.
        """
        self._append(exchange_line(key, request, transcript, self._files, pushed_back=pushed_back, drawn=drawn))

    def _append(self, line: dict[str, Any]) -> None:
        try:
            data = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        except UnicodeEncodeError:  # a lone surrogate in a text of the caller, which only an escape can carry
            data = json.dumps(line, separators=(",", ":")).encode("ascii")
        whole = self._file.tell()
        try:
            rest = memoryview(data + b"\n")
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            with suppress(OSError):
                self._file.truncate(whole)  # what was kept before stays readable
            raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Evidence:
    """The evidence of a run, checked line by line; exchanges are built when asked for.

    Attributes:
        run_record: what the writer was given.
    """

    def __init__(self, directory: Path, run_record: dict[str, Any]) -> None:
        self.run_record = run_record
        self._files = _Files(directory)
        self._lines: dict[ExchangeKey, dict[str, Any]] = {}

    def add(self, line: dict[str, Any]) -> None:
        """Check an exchange line by building its exchange, and keep it.

        Raises:
            EvidenceError: it is malformed, or its key is taken.
        """
        if line.get("line") != "exchange":
            raise EvidenceError("this is not the record of an exchange; restore the file")
        try:
            key = read_key(line)
            read_exchange(line, self._files)
        except (ValueError, OSError, OverflowError) as error:
            raise EvidenceError(f"{error}; restore the report directory as the run left it") from None
        if key in self._lines:
            raise EvidenceError(f"{key} was recorded before; two runs were mixed, restore the file")
        self._lines[key] = line

    @property
    def keys(self) -> tuple[ExchangeKey, ...]:
        """The keys of all attempts, in the order of the file."""
        return tuple(self._lines)

    def exchange(self, key: ExchangeKey) -> tuple[Request, Transcript]:
        """Return what was recorded under a key.

        Raises:
            KeyError: nothing was.
            EvidenceError: a picture or body has been removed or altered since the evidence was opened.
        """
        try:
            return read_exchange(self._lines[key], self._files)
        except (ValueError, OSError) as error:
            raise EvidenceError(f"{key}: {error}") from None

    def drawn(self, key: ExchangeKey) -> Mapping[str, Any] | None:
        """Return what was recorded about an example of a property, None where the exchange belongs to none."""
        found = self._lines[key].get("drawn")
        return found if isinstance(found, dict) else None

    def pushed_back(self, key: ExchangeKey) -> bool:
        """Return whether the run counted the attempt as pushback."""
        return bool(self._lines[key].get("pushed_back", False))


def read_evidence(path: Path) -> Evidence:
    """Read the evidence of a run.

    Args:
        path: the report directory, or `exchanges.jsonl` in it.

    Raises:
        EvidenceError: something is missing or malformed; the message names the line and what to do.
    """
    file = path / FILE_NAME if path.is_dir() else path
    try:
        data = file.read_bytes()
    except OSError as error:
        raise EvidenceError(f"{file} cannot be read ({error.strerror}); name a report directory") from None
    numbered = _parsed(file, data)
    number, first = next(numbered, (1, {}))
    if first.get("line") != "run" or not isinstance(first.get("run"), dict):
        raise EvidenceError(f"{file}, line {number}: this is not the record of a run; name {FILE_NAME} of a run")
    if first.get("format") != FORMAT:
        raise EvidenceError(
            f"{file}, line {number}: format {first.get('format')!r} is not {FORMAT}; use the version that wrote it"
        )
    evidence = Evidence(file.parent, first["run"])
    for number, line in numbered:
        try:
            evidence.add(line)
        except EvidenceError as error:
            raise EvidenceError(f"{file}, line {number}: {error}") from None
    return evidence


def _parsed(file: Path, data: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, text in enumerate(data.split(b"\n"), 1):
        if not text:
            continue
        try:
            line = json.loads(text)
        except (ValueError, RecursionError):
            cut = number > data.count(b"\n")
            advice = "the run was killed while writing it; delete it to replay the rest" if cut else "restore the file"
            raise EvidenceError(f"{file}, line {number}: not a line of JSON; {advice}") from None
        if not isinstance(line, dict):
            raise EvidenceError(f"{file}, line {number}: not a JSON object; restore the file")
        yield number, line
