"""A report directory belongs to one run at a time, and what fits into it stays readable."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.model.request import ExchangeKey, Request
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.running.options import SettingsError
from conformance.running.report_directory import held, make_writable
from conformance.transport.evidence import EvidenceWriter, read_evidence


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_two_runs_do_not_write_into_one_directory(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(SettingsError, match="another run is writing to the report directory"):
        held(tmp_path)
    with held(tmp_path):
        make_writable(tmp_path)


def test_evidence_that_no_longer_fits_leaves_what_did(tmp_path: Path) -> None:
    writer = EvidenceWriter(tmp_path, {"suite": "x"})
    request, transcript = Request(body=b"a" * 200), Transcript(recording=Recording(), ending=Ending.COMPLETE)
    writer.exchange(ExchangeKey("text", 0), request, transcript)
    size = writer.path.stat().st_size
    with files_of_at_most(size + 100), pytest.raises(OSError, match="File too large"):
        writer.exchange(ExchangeKey("text", 1), request, transcript)
    writer.close()
    assert read_evidence(tmp_path).keys == (ExchangeKey("text", 0),)
    assert writer.path.stat().st_size == size
