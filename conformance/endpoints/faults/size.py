"""Faults of sizes: limits on bodies, and pictures that no decoder was tried with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.endpoints.asked import SOME_PICTURE, Asked, image_urls
from conformance.endpoints.failures import hang_up, internal_error
from conformance.endpoints.fault import Answering, body_fault, endpoint_fault, fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.picture_files import File, files_of, read_file, shows
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply, json_reply
from conformance.model.script import Finish, ReceivedRequest, Script

_SMALL_LIMIT, _LIMIT = 75_000, 750_000
"""Bytes of a file whose Base64 fills a body of 100 KB and of 1 MB."""
_MANY = 4_000
_HUGE = 40_000

_over_100_kb = shows(lambda file: file.size > _SMALL_LIMIT)
_over_1_mb = shows(lambda file: file.size > _LIMIT)


def _page(status: int) -> Reply:
    page = b"<html><head><title>413 Request Entity Too Large</title></head><body>nginx</body></html>"
    return Reply(status, [("Content-Type", "text/html")], page)


def _measures(width: int, height: int) -> Callable[[File], bool]:
    return lambda file: file.header[:2] == (width, height)


@fault(trips=("SIZE-001",), when=_over_100_kb)
def bodies_over_100_kb_refused(_: Reply) -> Reply:
    """The framework's limit for JSON is 100 KB."""
    return json_reply({"message": "request entity too large"}, 413)


@fault(trips=("SIZE-001",), when=_over_100_kb)
def bodies_over_100_kb_fail(_: Reply) -> Reply:
    """The framework's limit for JSON is 100 KB, and a handler of all errors makes a 500 of it."""
    return internal_error("PayloadTooLargeError: request entity too large")


@fault(trips=("SIZE-001",), when=_over_100_kb)
def bodies_over_100_kb_dropped(_: Reply) -> Script:
    """The connection is closed in the middle of a body of 200 KB."""
    return hang_up()


@fault(trips=("SIZE-002",), when=_over_1_mb)
def bodies_over_1_mb_refused(_: Reply) -> Reply:
    """The framework's limit for JSON is 1 MB."""
    return error_reply(413, "Body exceeded 1 MB limit.")


@fault(trips=("SIZE-002",), when=_over_1_mb)
def bodies_over_1_mb_met_with_silence(_: Reply) -> Script:
    """Bodies over 1 MB wait for a worker that will not come."""
    return raw_script(finish=Finish.HANG)


@fault(trips=("SIZE-003",), when=_over_1_mb)
def bodies_over_1_mb_not_found(_: Reply) -> Reply:
    """The route for large bodies does not exist."""
    return error_reply(404, "Cannot POST /v1/chat/completions")


@fault(trips=("SIZE-002", "SIZE-003"), when=_over_1_mb)
def bodies_over_1_mb_answered_with_a_page(_: Reply) -> Reply:
    """The proxy in front takes 1 MB, and answers with its page."""
    return _page(413)


@fault(trips=("SIZE-003",), when=_over_1_mb)
def bodies_over_1_mb_dropped(_: Reply) -> Script:
    """The connection is closed in the middle of a body of 2 MB."""
    return hang_up()


@fault(trips=("FMT-001",), when=_over_1_mb)
def bodies_over_1_mb_fail(_: Reply) -> Reply:
    """A body over 1 MB does not fit into a column of the log, and the answer is 500."""
    return internal_error("value too long for type character varying")


@fault(trips=("SIZE-004",), when=shows(_measures(1, 1)))
def one_pixel_fails(_: Reply) -> Reply:
    """A picture of one pixel is scaled to nothing."""
    return internal_error("height and width must be > 0")


@fault(trips=("SIZE-004",), when=shows(_measures(1093, 5)))
def strip_fails(_: Reply) -> Reply:
    """A picture of more than 200 to 1 is beyond the model's ratio, and nobody catches it."""
    return internal_error("absolute aspect ratio must be smaller than 200, got 218.6")


@fault(trips=("SIZE-004",), when=shows(_measures(256, 1)))
def one_row_drops_the_connection(_: Reply) -> Script:
    """A height of one is taken for a channel, and the worker ends; another takes over."""
    return hang_up()


@fault(trips=("SIZE-004",), when=shows(lambda file: file.header[0] > _MANY))
def many_pixels_met_with_silence(_: Reply) -> Script:
    """A picture of millions of pixels is cut into thousands of tiles, one after the other."""
    return raw_script(finish=Finish.HANG)


def _dying_of(test: Callable[[File], bool]) -> Callable[[Reference], Answering]:
    """Build an endpoint that such a picture kills: it and the next request are dropped, then it has been restarted."""

    def build(healthy: Reference) -> Answering:
        dead = False

        def answer(request: ReceivedRequest) -> Reply | Script:
            nonlocal dead
            was_dead, dead = dead, any(map(test, files_of(Asked(request))))
            return hang_up() if was_dead or dead else healthy.reply(request)

        return answer

    return build


@endpoint_fault(trips=("SIZE-005",))
def one_row_kills_the_server(healthy: Reference) -> Answering:
    """A picture of one row ends the process, and for a while nobody is answered."""
    return _dying_of(_measures(256, 1))(healthy)


@endpoint_fault(trips=("SIZE-005",))
def huge_header_kills_the_server(healthy: Reference) -> Answering:
    """What a header declares is reserved at once, and the system ends the process that took all its memory."""
    return _dying_of(_measures(_HUGE, _HUGE))(healthy)


@endpoint_fault(trips=("SIZE-005",))
def strip_kills_the_engine(healthy: Reference) -> Answering:
    """A strip ends the engine behind the server, which answers 500 to everybody from then on, until it is restarted."""
    dying = _dying_of(_measures(1093, 5))(healthy)

    def answer(request: ReceivedRequest) -> Reply | Script:
        said = dying(request)
        if isinstance(said, Reply):
            return said
        failed = internal_error("EngineCore encountered an issue.")
        failed.set_header("x-request-id", "req_of_a_dead_engine")
        return failed

    return answer


@fault(trips=("SIZE-006",), when=shows(lambda file: 1 in file.header[:2]))
def tiny_pictures_refused(_: Reply) -> Reply:
    """A picture below the size of a patch is refused."""
    return error_reply(400, "Image is too small.", param="messages", code="image_too_small")


@fault(trips=("SIZE-007",), when=shows(lambda file: file.header[0] > _MANY))
def many_pixels_refused(_: Reply) -> Reply:
    """A limit on pixels stands in front of the scaling that would meet it."""
    return error_reply(400, "Image exceeds 2048 x 2048 pixels.", param="messages", code="image_too_large")


@body_fault(trips=("SIZE-008",))
def huge_header_believed(body: dict[str, Any]) -> None:
    """Only the header is read, and the model is told that it sees a picture of 40,000 pixels."""
    for image in image_urls(body):
        if read_file(image["url"]).header[0] == _HUGE:
            image["url"] = SOME_PICTURE
