from __future__ import annotations

import json
import os
from array import array
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model.request import Credential, ExchangeKey, Expectation, Request
from conformance.model.transcript import Ending, Masked, Recording, Transcript
from conformance.transport.evidence import EvidenceError, EvidenceWriter, read_evidence
from conformance.transport.replay import ReplaySender
from conformance.transport.segments import from_segments, to_segments
from conformance.transport.sender import NotRecorded

SCHEMA = json.loads((Path(__file__).parents[3] / "schemas" / "evidence.json").read_text())
KEY = ExchangeKey("plain answer")
RUN = {"suite_version": "0.1.0", "seed": 7}

bodies = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.binary(min_size=384, max_size=500).map(b64encode),
        st.sampled_from([b"A" * 511, b"A" * 512, b"A" * 513, b"A" * 513 + b"===", b"/" * 514 + b"=="]),
    ),
    max_size=4,
).map(b"".join)
seconds = st.integers(0, 10**9).map(lambda micro: micro / 1e6)
requests = st.builds(
    Request,
    body=bodies,
    label=st.text(max_size=5),
    expectation=st.sampled_from(Expectation),
    subject=st.text(max_size=5),
    method=st.sampled_from(["POST", "GET"]),
    path=st.text(max_size=5),
    headers=st.lists(st.tuples(st.text(max_size=4), st.text(st.characters(), max_size=4)), max_size=2).map(tuple),
    credential=st.sampled_from(Credential),
    disconnect_after_events=st.none() | st.integers(0, 9),
    reads_slowly=st.booleans(),
    over_http2=st.booleans(),
)
transcripts = st.builds(
    Transcript,
    recording=st.lists(st.tuples(seconds, bodies), max_size=3).map(lambda pieces: Recording.of(*pieces)),
    ending=st.sampled_from(Ending),
    detail=st.text(max_size=9),
    started_at=st.floats(0, 4e9),
    sent_seconds=st.floats(0, 600),
    seconds=st.floats(0, 600),
    masked=st.lists(st.builds(Masked, st.integers(0, 99), st.integers(1, 9), st.text(max_size=5)), max_size=2).map(
        tuple
    ),
)


@settings(max_examples=60, deadline=None)
@given(requests, transcripts, st.booleans())
def test_round_trip_is_exact(request: Request, transcript: Transcript, pushed_back: bool) -> None:  # noqa: FBT001
    with TemporaryDirectory() as name:
        with EvidenceWriter(Path(name), RUN) as writer:
            writer.exchange(KEY, request, transcript, pushed_back=pushed_back)
        evidence = read_evidence(Path(name))
        assert evidence.run_record == RUN
        assert evidence.keys == (KEY,)
        assert evidence.exchange(KEY) == (request, transcript)
        assert evidence.pushed_back(KEY) is pushed_back
        for line in writer.path.read_bytes().splitlines():
            jsonschema_rs.validate(SCHEMA, json.loads(line))


@given(bodies)
def test_segments_concatenate_to_the_bytes(data: bytes) -> None:
    pictures: dict[str, bytes] = {}
    segments = to_segments(data, pictures.__setitem__)
    assert from_segments(json.loads(json.dumps(segments)), pictures.__getitem__) == data


def write(directory: Path, body: bytes = b"{}", recording: Recording | None = None) -> Path:
    with EvidenceWriter(directory, RUN) as writer:
        for attempt in range(2):
            key = ExchangeKey("plain answer", attempt=attempt)
            answer = recording or Recording.of((0.5, b"HTTP/1.1 429 No\r\n\r\n"))
            writer.exchange(key, Request(body=body), Transcript(recording=answer, ending=Ending.COMPLETE))
    return directory / "exchanges.jsonl"


def test_picture_is_stored_once_and_leaves_the_line_short(tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + os.urandom(5000)
    path = write(tmp_path, b'{"url": "data:image/png;base64,' + b64encode(picture) + b'"}')
    assert [file.read_bytes() for file in (tmp_path / "pictures").glob("*.png")] == [picture]
    assert path.stat().st_size < 2500


def test_long_answer_becomes_a_file(tmp_path: Path) -> None:
    data = os.urandom(3 << 20)
    (tmp_path / "spooled").write_bytes(data)
    spooled = Recording(tmp_path / "spooled", array("d", [0.25]), array("Q", [len(data)]))
    path = write(tmp_path / "report", recording=spooled)
    recording = read_evidence(path).exchange(KEY)[1].recording
    assert (recording.read(), list(recording.seconds)) == (data, [0.25])
    assert len(list((tmp_path / "report" / "bodies").iterdir())) == 1


def test_every_line_is_on_disk_at_once(tmp_path: Path) -> None:
    writer = EvidenceWriter(tmp_path, RUN)
    writer.exchange(KEY, Request(body=b"{}"), Transcript(recording=Recording(), ending=Ending.SILENT))
    assert read_evidence(tmp_path).keys == (KEY,)
    writer.close()


async def test_replay_returns_the_last_attempt_and_the_recorded_request(tmp_path: Path) -> None:
    sender = ReplaySender(write(tmp_path, b'{"recorded": 1}').parent)
    sent = await sender.send(KEY, Request(body=b'{"today": 1}'))
    assert (sent.request.body, sent.final) == (b'{"recorded": 1}', ExchangeKey("plain answer", attempt=1))
    assert sender.run_record == RUN
    assert [key.attempt for key in sender.attempts(KEY)] == [0, 1]
    with pytest.raises(NotRecorded):
        await sender.send(ExchangeKey("plain answer", 1), Request(body=b""))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'"line":"run"', b'"line":"sun"', "line 1: this is not the record of a run"),
        (b'"format":1', b'"format":2', "line 1: format 2 is not 1"),
        (b'"line":"exchange"', b'"line":"?"', "line 2: this is not the record of an exchange"),
        (b'"step":0', b'"step":"x"', "line 2: step is of a wrong type"),
        (b'"attempt":1', b'"attempt":0', "line 3: plain answer#0 was recorded before"),
        (b'"path":', b'"patch":', "line 2: path is missing"),
        (b'"complete"', b'"finished"', "line 2: 'finished' is not a valid Ending"),
        (b"[500.0,", b"[500.0,1", "line 2: the recording holds 19 bytes, and arrivals end at 119"),
        (b'[{"text":"{}"}]', b'[{"txt":"{}"}]', "line 2: {'txt': '{}'} is not a segment"),
        (b'[{"text":"{}"}]', b'[{"picture":"../etc"}]', "line 2: pictures/../etc.* is missing"),
        (b'{"line":"exchange"', b'["line":"exchange"', "line 2: not a line of JSON; restore"),
    ],
)
def test_malformed_evidence_is_told_by_line(tmp_path: Path, old: bytes, new: bytes, message: str) -> None:
    path = write(tmp_path)
    path.write_bytes(path.read_bytes().replace(old, new))
    with pytest.raises(EvidenceError) as caught:
        read_evidence(path)
    assert message in str(caught.value)


def test_missing_cut_and_altered_evidence(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="name a report directory"):
        read_evidence(tmp_path / "nowhere")
    path = write(tmp_path, b64encode(os.urandom(600)))
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    with pytest.raises(EvidenceError, match="line 3: not a line of JSON; the run was killed"):
        read_evidence(path)
    path.write_bytes(whole)
    picture = next((tmp_path / "pictures").iterdir())
    picture.write_bytes(b"other")
    with pytest.raises(EvidenceError, match=r"line 2: pictures/.* is not what was sent"):
        read_evidence(path)
    picture.unlink()
    with pytest.raises(EvidenceError, match=r"line 2: pictures/.* is missing"):
        read_evidence(path)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=80))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with TemporaryDirectory() as name:
        path = write(Path(name))
        path.write_bytes(path.read_bytes() + data)
        with suppress(EvidenceError):
            assert len(read_evidence(path).keys) == 2
