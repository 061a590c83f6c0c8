"""Write breaks.json, which kinds of finding break which client: `python -m conformance.selftest.clients.derive --help`.

It follows from two measurements: what the clients did with each endpoint (`clients.json`), and what the suite finds
there (`causes.json`, which `--judge '*'` makes anew, in a few minutes). `attribution` says how.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from conformance.model.requirement import Client
from conformance.requirements.breaks import DATA
from conformance.requirements.clients import Clients, load_clients
from conformance.selftest.clients import causes
from conformance.selftest.clients.attribution import Blame, attributed
from conformance.selftest.clients.page import place_of
from conformance.selftest.clients.wording import how, source


def derived(clients: Clients, caused: Mapping[str, frozenset[str]]) -> dict[str, list[dict[str, object]]]:
    """Return `ID kind` -> what `conformance.requirements.breaks` reads."""
    return {
        kind: [_entry(clients, client, blames) for client, blames in broken.items()]
        for kind, broken in attributed(clients, caused).items()
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


def _judge(clients: Clients, pattern: str) -> None:
    """Renew the causes of some endpoints, and forget those of endpoints that no client's question reaches."""
    anew = causes.judged_causes(sorted(name for name in clients.reached if fnmatchcase(name, pattern)))
    known = causes.load_causes() if causes.DATA.exists() else {}
    kept = {name: kinds for name, kinds in {**known, **anew}.items() if name in clients.reached}
    causes.DATA.write_text(causes.as_text(kept), "utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Write the data, or with `--check` say whether it is current. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the data is not current")
    parser.add_argument(
        "--judge",
        metavar="PATTERN",
        help="judge anew those endpoints a question reaches whose name matches, such as 'fault/done-*'",
    )
    options = parser.parse_args(arguments)
    clients = load_clients()
    if options.judge:
        _judge(clients, options.judge)
    text = as_text(derived(clients, causes.load_causes()))
    if not options.check:
        DATA.write_text(text, "utf-8")
    elif not DATA.exists() or DATA.read_text("utf-8") != text:
        sys.stderr.write(f"{DATA.name} is not current: python -m {__spec__.name if __spec__ else __name__}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
