"""What a run is told: the target and how to treat it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

NO_LISTENER = "http://listener.invalid"
"""Stands for the listener where there is none (RFC 2606: never resolves)."""
LISTENER_WORD = "internal-word-of-the-listener-5c1f"
"""Stands in every text that the listener serves; an answer that holds it repeats what was fetched."""


class Hazard(StrEnum):
    """What a request might do to a target."""

    NONE = "none"
    CRASH = "crash"
    FETCH = "fetch"
    LOAD = "load"


class Depth(StrEnum):
    """How much of the suite a run plays; each depth holds those before it."""

    SMOKE = "smoke"
    """At most 25 requests, for every deploy."""
    STANDARD = "standard"
    """At most 300 requests; enough for a certificate."""
    EXHAUSTIVE = "exhaustive"
    """Everything: more values of each kind, more formats, more trials."""

    def holds(self, other: Depth) -> bool:
        """Tell whether a run of this depth plays what needs `other`."""
        order = list(Depth)
        return order.index(other) <= order.index(self)


class Capability(StrEnum):
    """A feature that a target may lack."""

    TEXT = "text"
    IMAGES = "images"
    STREAMING = "streaming"
    CHOICES = "n"
    USAGE_IN_STREAM = "stream_options"
    STOP = "stop"
    TEMPERATURE = "temperature"
    MAX_TOKENS = "max_tokens"
    TOP_P = "top_p"
    PRESENCE_PENALTY = "presence_penalty"
    FREQUENCY_PENALTY = "frequency_penalty"
    LOGIT_BIAS = "logit_bias"
    USER = "user"
    RESPONSE_FORMAT = "response_format"
    SEED = "seed"
    TOOLS = "tools"
    TOOL_CHOICE = "tool_choice"
    PARALLEL_TOOL_CALLS = "parallel_tool_calls"
    LOGPROBS = "logprobs"
    TOP_LOGPROBS = "top_logprobs"
    METADATA = "metadata"
    STORE = "store"
    REASONING_EFFORT = "reasoning_effort"
    VERBOSITY = "verbosity"
    SERVICE_TIER = "service_tier"
    WEBP = "webp"
    GIF = "gif"
    SEVERAL_IMAGES = "several_images"
    """More than one picture in a request."""


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """What a conversation needs to know about the target to build a body.

    Attributes:
        model: the model id to send.
        max_tokens_name: `max_tokens` or `max_completion_tokens`.
        token_headroom: tokens added to every budget, for models that think before they answer.
        key_given: whether the user gave an API key for this target.
        listener: base URL of the suite's own listener; one that cannot be reached where the target is not local.
        local_picture: path of a picture on this machine.
    """

    model: str
    max_tokens_name: str = "max_tokens"
    token_headroom: int = 0
    key_given: bool = False
    listener: str = NO_LISTENER
    local_picture: str = ""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a profile asks of a target beyond levels.

    Attributes:
        required: capabilities that the target may not refuse.
        rejection_statuses: statuses that a client mistake may be answered with.
    """

    required: frozenset[Capability] = frozenset({Capability.TEXT, Capability.IMAGES, Capability.STREAMING})
    rejection_statuses: frozenset[int] = frozenset({400, 422})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds on what we read from a target; exceeding one is a finding about the target, never an exception.

    They are security limits, too: they keep a hostile target from filling memory, disk or the day.

    Attributes:
        timeout: seconds of silence, and of connecting.
        seconds: wall time for one exchange.
        body_bytes: bytes of one answer.
        line_bytes: bytes of one line of an event stream.
        events: events of one stream.
        linger: seconds that a body may stay open after `[DONE]`.
    """

    timeout: float = 60.0
    seconds: float = 600.0
    body_bytes: int = 1 << 30
    line_bytes: int = 16 << 20
    events: int = 4_000_000
    linger: float = 5.0


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where requests go, and what they carry that no evidence may show.

    Attributes:
        base_url: URL without `/chat/completions`, trailing slash, userinfo and query.
        query: query of the given URL, sent with every request.
        userinfo: userinfo of the given URL, or "".
        key: API key, or None.
        headers: extra header fields of the user.
    """

    base_url: str
    query: str = ""
    userinfo: str = field(default="", repr=False)
    key: str | None = field(default=None, repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
