"""For those who write clients: the endpoints of ours as pytest fixtures, healthy, odd or broken on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from conformance.endpoints.catalogue import UnknownEndpointError, find
from conformance.endpoints.server import serve


@dataclass(frozen=True)
class Served:
    """An endpoint that listens on the loopback interface until the test ends.

    Attributes:
        url: base URL, for clients that are told one.
        api_key: the key that it asks for.
    """

    url: str
    api_key: str


KEY = "sk-eyechart-fixture"


@pytest.fixture
def eyechart_serve() -> Iterator[Callable[..., Served]]:
    """Serve endpoints to the client under test.

    Called with a name as `eyechart list` prints it, without `embedded:` (`reference`, `fault/done-missing`,
    `benign/crlf`, `hostile/endless`), and, if wanted, `latency` in seconds; gives a `Served`::

        def test_a_cut_stream_is_noticed(eyechart_serve):
            served = eyechart_serve("fault/stream-cut")
            client = OpenAI(base_url=served.url, api_key=served.api_key)
    """
    with ExitStack() as stack:

        def start(name: str = "reference", *, latency: float = 0.0) -> Served:
            try:
                endpoint = find(name, api_key=KEY)
            except UnknownEndpointError as problem:
                pytest.fail(f"{problem} `eyechart list` names them all.", pytrace=False)
            return Served(stack.enter_context(serve(endpoint, latency=latency)).url, KEY)

        yield start
