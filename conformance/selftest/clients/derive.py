"""Write breaks.json, which kinds of finding break which client: `python -m conformance.selftest.clients.derive --help`.

It follows from two measurements: what the clients did with each endpoint (`clients.json`), and what the suite finds
there (`causes.json`, which `--judge '*'` makes anew, in a few minutes). `attribution` says how.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import sys
from collections.abc import Mapping, Sequence

from conformance.endpoints.catalogue import faults
from conformance.model.requirement import Client
from conformance.requirements.breaks import DATA
from conformance.requirements.clients import Clients, load_clients
from conformance.requirements.generated import keep_current
from conformance.selftest.clients import causes
from conformance.selftest.clients.attribution import Blame, attributed
from conformance.selftest.clients.page import place_of
from conformance.selftest.clients.wording import how, source


def derived(
    clients: Clients, caused: Mapping[str, frozenset[str]], on_demand: frozenset[str] = frozenset()
) -> dict[str, list[dict[str, object]]]:
    """Return `ID kind` -> what `conformance.requirements.breaks` reads."""
    return {
        kind: [_entry(clients, client, blames) for client, blames in broken.items()]
        for kind, broken in attributed(clients, caused, on_demand).items()
    }


def _entry(clients: Clients, client: Client, blames: Sequence[Blame]) -> dict[str, object]:
    evidence = sorted({one.fault for blame in blames for one in blame.broken})
    return {
        "client": client.value,
        "how": how(client, blames),
        "source": source(client, clients.versions, evidence[0], place_of(evidence[0])),
        "evidence": evidence,
    }


def as_text(breaks: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    """Write the data: one client a line."""
    groups = (
        f"{json.dumps(kind)}: [\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries) + "\n]"
        for kind, entries in breaks.items()
    )
    return "{\n" + ",\n".join(groups) + "\n}\n"


def _judge(pattern: str) -> None:
    """Renew the causes of some faults, and forget those of faults that there are no more."""
    names = [f"fault/{name}" for name in faults()]
    anew = causes.judged_causes(fnmatch.filter(names, pattern))
    known = causes.load_causes() if causes.DATA.exists() else {}
    whole = {**known, **anew}
    causes.DATA.write_text(causes.as_text({name: whole[name] for name in names if name in whole}), "utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Write the data, or with `--check` say whether it is current. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the data is not current")
    parser.add_argument(
        "--judge",
        metavar="PATTERN",
        help="judge anew the faults whose name matches, such as 'fault/done-*'",
    )
    options = parser.parse_args(arguments)
    clients = load_clients()
    if options.judge:
        _judge(options.judge)
    text = as_text(derived(clients, causes.load_causes(), causes.on_demand()))
    return keep_current(DATA, text, __spec__.name if __spec__ else __name__, check=options.check)


if __name__ == "__main__":
    sys.exit(main())
