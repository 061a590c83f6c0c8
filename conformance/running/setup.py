"""Everything that is decided before anything is collected or sent."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from conformance.conversations.registry import all_conversations
from conformance.endpoints.catalogue import UnknownEndpointError, find
from conformance.endpoints.server import serve
from conformance.judging.judge import Weighing
from conformance.judging.plan import Item, SearchItem, Selection, plan_items
from conformance.model.requirement import Level
from conformance.model.settings import Capability, Depth, Dialect, Hazard, Limits, Target, Terms
from conformance.model.waiver import Waiver
from conformance.properties.example import property_of
from conformance.properties.property import Property, all_properties, is_hazardous
from conformance.requirements.catalogue import FAMILIES, load_catalogue
from conformance.requirements.editions import load_edition
from conformance.requirements.errors import CatalogueError
from conformance.requirements.profiles import Profile, load_profile
from conformance.running.in_process import asgi_served
from conformance.running.launching import LOG, launched
from conformance.running.options import Options, SettingsError
from conformance.running.signing import signer
from conformance.running.target_url import DEFAULT_TARGET, TargetName, find_key, read_target_name, target_of
from conformance.running.waivers import read_waivers
from conformance.transport.evidence import EvidenceError
from conformance.transport.replay import ReplaySender

EDITION = "2026.11"
_PATIENCE = 5
_LONGEST_ANSWER = 16 << 20
_EXAMPLES = {Depth.SMOKE: 0, Depth.STANDARD: 40, Depth.EXHAUSTIVE: 100}
_SEEDS = 10**6
EMBEDDED_KEY = "sk-eyechart-embedded-endpoint"


@dataclass(frozen=True, kw_only=True)
class Setup:
    """A run before it begins.

    Attributes:
        options: the options as given.
        name: the target as named.
        key: the API key, or None.
        profile: the profile in effect.
        selection: what may be played and judged.
        limits: bounds on what is read.
        replay: the recorded run that is judged again, or None.
        seed: what generated requests are drawn from.
        waivers: what the user says is known.
        sign: signs the statement of the run, or None where the user gave no key.
        resources: what must be closed at the end: an embedded endpoint.
    """

    options: Options
    name: TargetName
    key: str | None = field(repr=False)
    profile: Profile
    selection: Selection
    limits: Limits
    replay: ReplaySender | None = None
    seed: int = 0
    waivers: tuple[Waiver, ...] = ()
    sign: Callable[[bytes], str] | None = field(default=None, repr=False)
    resources: ExitStack = field(default_factory=ExitStack)

    @property
    def gate(self) -> str:
        """The tier that decides the exit code, or "none"."""
        return str(self.options["gate"])

    @property
    def challenge(self) -> str:
        """The text that a buyer wants to find in the prompts, or ""."""
        return str(self.options["challenge"] or "")

    def marked_items(self) -> dict[Item | SearchItem, tuple[str, ...]]:
        """Return the items of the run in order, each with its marks; searches come before what may crash the target."""
        weighing = self.weighing()
        catalogue, conversations = weighing.catalogue, all_conversations()
        marked: dict[Item | SearchItem, tuple[str, ...]] = {}
        last: dict[Item | SearchItem, tuple[str, ...]] = {}
        for item in plan_items(self.selection):
            marks = (weighing.level(item.requirement).lower(), catalogue[item.requirement].family.lower())
            crashes = conversations[item.conversation].hazard is Hazard.CRASH
            (last if crashes else marked)[item] = marks
        marked |= {SearchItem(name): ("generated",) for name in sorted(self.properties(), key=is_hazardous)}
        return marked | last

    @property
    def examples(self) -> int:
        """How many generated requests each property sends."""
        given = self.options["examples"]
        return _EXAMPLES[self.selection.depth] if given is None else int(given)

    def properties(self) -> tuple[str, ...]:
        """Return the names of the properties that are searched; in a replay, of those that were."""
        only = self.selection.only
        if self.replay is not None:
            drawn = self.replay.drawn.items()
            wanted = (name for name, (facts, _) in drawn if not only or facts.get("proves") in only)
            return tuple(dict.fromkeys(map(property_of, wanted)))
        selected = (one for one in all_properties().values() if not only or only & one.proves)
        played = (one.name for one in selected if self.selection.depth.holds(one.depth) and self._permits(one))
        return tuple(played) if self.examples else ()

    def _permits(self, one: Property) -> bool:
        return one.hazard in self.selection.hazards

    def weighing(self) -> Weighing:
        """Return how findings are weighed."""
        terms = Terms(
            required=frozenset(Capability(name) for name in self.profile.required_capabilities),
            rejection_statuses=frozenset(self.profile.accepted_rejection_statuses),
        )
        return Weighing(load_catalogue(), self.profile.levels, terms)

    def recorded(self) -> Mapping[str, Any]:
        """Return the run record of a replay, {} otherwise."""
        return self.replay.run_record if self.replay else {}

    @property
    def again(self) -> str:
        """Where requests of the run, in a replay those of the recorded one, can be sent again."""
        return str(self.recorded().get("base_url") or self.name.again)

    def target(self) -> Target:
        """Return where requests go; starts the embedded endpoint, or the application, where that is the target.

        Raises:
            SettingsError: the application cannot be started.
        """
        if self.name.embedded:
            server = self.resources.enter_context(serve(find(self.name.embedded, api_key=self.key)))
            return target_of(replace(self.name, base_url=server.url), self.options, self.key)
        if self.name.asgi:
            url = self.resources.enter_context(asgi_served(self.name.asgi, self.name.path))
            return target_of(replace(self.name, base_url=url), self.options, self.key)
        return target_of(self.name, self.options, self.key)

    def launch(self, directory: Path) -> None:
        """Start the server that the user named, and wait for it; nothing where none was named.

        Raises:
            SettingsError: it cannot be started.
            TargetNotReached: it does not answer.
        """
        if self.options["command"]:
            log, url = directory / LOG, self.name.base_url
            server = launched(self.options["command"], url, self.options["wait"], log, self.key)
            self.resources.enter_context(server)

    def dialect(self, model: str) -> Dialect:
        """Return what conversations must know to build bodies."""
        recorded = self.recorded()
        return Dialect(
            model=model,
            max_tokens_name=recorded.get("max_tokens_name", self.options["max-tokens-name"]),
            token_headroom=recorded.get("token_headroom", self.options["token-headroom"]),
            key_given=self.selection.key_given,
        )

    def close(self) -> None:
        """Stop the embedded endpoint; may be called twice."""
        self.resources.close()


def prepare(options: Options, environment: Mapping[str, str]) -> Setup:
    """Decide everything that can be decided without the network.

    Raises:
        SettingsError: the target, the key's variable, the profile, a requirement id or the evidence is wrong.
    """
    name = read_target_name(options["url"] or DEFAULT_TARGET)
    _check_embedded(name)
    if options["command"] and not name.base_url:
        raise SettingsError("--target-command starts a server: --target-url must be the URL at which it will listen.")
    given_key = find_key(name, options, environment)
    key = EMBEDDED_KEY if name.embedded else given_key
    replay = _replay(name.replay)
    recorded = replay.run_record if replay else {}
    profile_name = options["profile"] if "profile" in options.given else recorded.get("profile", options["profile"])
    try:
        profile = load_profile(profile_name)
    except CatalogueError as problem:
        raise SettingsError(f"--target-profile: {problem}") from None
    return Setup(
        options=options,
        name=name,
        key=key,
        profile=profile,
        selection=Selection(
            key_given=bool(recorded.get("key_given", key is not None)),
            hazards=_hazards(name, options, recorded),
            only=_known_ids(options["only"]),
            depth=Depth(recorded.get("depth", options["depth"])),
        ),
        limits=_limits(options["timeout"]),
        replay=replay,
        seed=recorded.get("seed", _seed(options)),
        waivers=read_waivers(Path(options["waivers"]), load_catalogue()) if options["waivers"] else (),
        sign=signer(Path(options["sign-key"])) if options["sign-key"] else None,
    )


def _seed(options: Options) -> int:
    """Return the seed that was given, or any; a short one, since people type it."""
    given = options["seed"]
    return secrets.randbelow(_SEEDS) if given is None else int(given)


def _check_embedded(name: TargetName) -> None:
    if not name.embedded:
        return
    try:
        find(name.embedded)
    except UnknownEndpointError as problem:
        raise SettingsError(f"--target-url {name.text}: {problem} `eyechart list` names them all.") from None


def _limits(timeout: float) -> Limits:
    """Return bounds that fit what a run asks for: a few hundred tokens at a time, from a target that may be hostile."""
    return Limits(timeout=timeout, seconds=_PATIENCE * timeout, body_bytes=_LONGEST_ANSWER)


def _replay(path: str) -> ReplaySender | None:
    if not path:
        return None
    try:
        return ReplaySender(Path(path))
    except EvidenceError as problem:
        raise SettingsError(str(problem)) from None


def _hazards(name: TargetName, options: Options, recorded: Mapping[str, Any]) -> frozenset[Hazard]:
    """What may crash a target or make it fetch goes by default only where the user alone suffers: to local ones.

    A replay harms nobody: it judges what was sent.
    """
    if "hazards" in recorded:
        return frozenset(Hazard(kind) for kind in recorded["hazards"])
    wanted = {Hazard.NONE, *(Hazard(kind) for kind in options["hazard"])}
    if name.is_local:
        wanted |= {Hazard.CRASH, Hazard.FETCH}
    return frozenset(wanted)


def _known_ids(only: tuple[str, ...]) -> frozenset[str]:
    ids = frozenset(one.strip().upper() for given in only for one in given.split(","))
    unknown = sorted(ids - load_catalogue().keys())
    if unknown:
        named = ", ".join(one or "nothing" for one in unknown)
        family = next((one.lower() for one in unknown if one.lower() in FAMILIES), "")
        advice = f" A whole family is selected by -m {family}." if family else ""
        raise SettingsError(f"--target-only names {named}, and the catalogue has no such requirement.{advice}")
    return ids


def edition() -> frozenset[str]:
    """Return the ids that certify."""
    return load_edition(EDITION)


def marker_lines() -> Iterator[str]:
    """Yield pytest's registrations of our marks: one for each level and each family."""
    for level in Level:
        yield f"{level.lower()}: requirements of this level"
    yield "generated: searches by generated requests"
    for family in FAMILIES:
        yield f"{family}: requirements of the family {family.upper()}"
