from __future__ import annotations

from conformance.endpoints.catalogue import benign, faults
from conformance.requirements.clients import COPED, DATA, load_clients
from conformance.selftest.clients.data import as_text


def test_the_data_is_in_the_form_that_is_written() -> None:
    assert as_text(load_clients()) == DATA.read_text("utf-8")


def test_every_cell_that_did_not_cope_was_reached() -> None:
    clients = load_clients()
    for name, row in clients.verdicts.items():
        assert row.keys() <= clients.reached[name], name
        assert COPED not in row.values(), name


def test_most_variants_are_measured() -> None:
    """Those that came, went or were renamed since wait for the next measurement, which takes real clients."""
    clients = load_clients()
    known = {*(f"fault/{name}" for name in faults()), *(f"benign/{name}" for name in benign())}
    assert len(known & (clients.reached.keys() | clients.unreached)) > len(known) * 0.9
