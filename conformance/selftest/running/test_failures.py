from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.conversations.conversation import Trait
from conformance.model.request import Expectation
from conformance.model.settings import Capability
from conformance.properties.example import Example
from conformance.properties.record import facts_of, read_facts, read_record, record_of
from conformance.running.failures import FILE_NAME, Failure, earlier_failures, write_failures
from conformance.selftest.running.examples import example

EXAMPLES = st.builds(
    Example,
    stratum=st.text(),
    bodies=st.lists(st.binary(max_size=20) | st.text(max_size=20).map(str.encode), min_size=1, max_size=2).map(tuple),
    expectation=st.sampled_from(Expectation),
    proves=st.text(),
    subject=st.text(),
    capability=st.sampled_from(Capability),
    controls=st.lists(st.text(), max_size=2).map(tuple),
    traits=st.frozensets(st.sampled_from(Trait)),
)
FAILURE = Failure("numbers", "TEMP-004", "accepted", example(7))
OTHER = Failure("texts", "STREAM-032", "damaged", example(8))


@given(EXAMPLES)
def test_an_example_comes_back_from_its_record(one: Example) -> None:
    assert read_record(record_of(one)) == one
    assert read_facts(facts_of(one), one.bodies) == one


@pytest.mark.parametrize(
    "change", [{"bodies": 7}, {"bodies": [{"base64": "!"}]}, {"traits": ["x"]}, {"expectation": 1}, {"controls": None}]
)
def test_what_is_no_record_is_told(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_record({**record_of(example(1)), **change})
    with pytest.raises(ValueError, match="not the record"):
        read_record([])


def test_a_body_that_is_no_text_is_kept() -> None:
    record = record_of(Example(stratum="", bodies=(b"\xff",), expectation=Expectation.EITHER, proves=""))
    assert record["bodies"] == [{"base64": b64encode(b"\xff").decode()}]


def test_failures_are_found_again_in_their_own_directory(tmp_path: Path) -> None:
    write_failures(tmp_path / FILE_NAME, "https://host/v1", [FAILURE, OTHER, FAILURE])
    assert earlier_failures(tmp_path, "https://host/v1") == (FAILURE, OTHER)
    assert earlier_failures(tmp_path, "https://other/v1") == ()


def test_failures_are_found_in_the_newest_directory_of_the_target(tmp_path: Path) -> None:
    for name, found in (("20260101-000000", [OTHER]), ("20260102-000000", [FAILURE]), ("20260103-000000-2", [])):
        (tmp_path / f"host-{name}").mkdir()
        write_failures(tmp_path / f"host-{name}" / FILE_NAME, "t" if found else "another", found)
    (tmp_path / "host-b-20260104-000000").mkdir()
    write_failures(tmp_path / "host-b-20260104-000000" / FILE_NAME, "t", [OTHER])
    assert earlier_failures(tmp_path / "host-20260105-000000", "t") == (FAILURE,)
    assert earlier_failures(tmp_path / "named-by-hand", "t") == ()


def test_a_clean_run_leaves_nothing_to_send_again(tmp_path: Path) -> None:
    for name, found in (("20260101-000000", [FAILURE]), ("20260102-000000", [])):
        (tmp_path / f"host-{name}").mkdir()
        write_failures(tmp_path / f"host-{name}" / FILE_NAME, "t", found)
    assert earlier_failures(tmp_path / "host-20260105-000000", "t") == ()


@given(junk=st.binary(max_size=60) | st.sampled_from([b'{"target": "t"}\n{"property": 1}', b"[" * 10_000, b"[]\n7"]))
def test_a_file_that_nobody_can_read_is_no_memory(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    directory = tmp_path_factory.mktemp("junk")
    (directory / FILE_NAME).write_bytes(junk)
    assert earlier_failures(directory, "t") == ()


def test_lines_that_nobody_can_read_hide_no_others(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    write_failures(path, "t", [FAILURE])
    path.write_text(path.read_text("utf-8") + '{"property": "x"}\nnonsense\n', "utf-8")
    assert earlier_failures(tmp_path, "t") == (FAILURE,)
