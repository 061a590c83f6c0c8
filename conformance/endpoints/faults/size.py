"""Faults of sizes: limits on bodies, and pictures that no decoder was tried with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.endpoints.asked import SOME_PICTURE, Asked, image_urls
from conformance.endpoints.failures import hang_up, internal_error, say_nothing
from conformance.endpoints.fault import Answering, body_fault, endpoint_fault, fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.picture_files import File, files_of, read_file, shows
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply, json_reply, stream_reply
from conformance.model.script import Finish, ReceivedRequest, Script

_SMALL_LIMIT, _LIMIT = 75_000, 750_000
"""Bytes of a file whose Base64 fills a body of 100 KB and of 1 MB."""
_MANY = 4_000
_HUGE = 40_000
_PROXY_LIMIT, _GATEWAY_LIMIT = 5_000_000, 6_291_456
_WIDE, _STRIP = 8, 200
"""Ratios of width and height."""
_PATCH = 14
_SQUARE_5120, _BOMB = 5120 * 5120, 400_000_000
"""Pixels."""
_NOT_TINY = 1 << 14

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


def _ratio(file: File) -> float:
    """Return how many times longer than wide a PNG is; 0 of anything else."""
    width, height = file.header[:2]
    return max(width, height) / min(width, height) if width and height else 0.0


@fault(trips=("SIZE-002",), when=lambda asked: len(asked.request.body) > _GATEWAY_LIMIT)
def bodies_over_6_mib_refused(_: Reply) -> Reply:
    """The gateway takes 6 MiB: four photos, or one of good quality, are too many.

    Seen on Alibaba's gateway: https://github.com/anomalyco/opencode/issues/35112
    """
    return error_reply(400, "Exceeded limit on max bytes to buffer: 6291456.", code="BadRequest.TooLarge")


@fault(trips=("SIZE-002",), when=shows(lambda file: file.size > _PROXY_LIMIT))
def pictures_over_5_mb_met_with_silence(_: Reply) -> Script:
    """The proxy reads 5 MB, and neither refuses the rest nor reads it.

    Seen on Pollinations: https://github.com/pollinations/pollinations/pull/3465
    """
    return say_nothing()


@fault(trips=("SIZE-002", "SIZE-003"), when=shows(lambda file: file.size > _PROXY_LIMIT))
def pictures_over_5_mb_answered_with_a_page(_: Reply) -> Reply:
    """The proxy reads 5 MB, and answers the rest with its page.

    Seen on Pollinations: https://github.com/pollinations/pollinations/pull/3465
    """
    return _page(413)


@fault(trips=("SIZE-004",), also=("FMT-001",), when=shows(lambda file: _ratio(file) >= _WIDE))
def wide_pictures_fail(_: Reply) -> Reply:
    """A picture eight times as wide as high is cut into no slice, and the answer is 500.

    Seen on Ollama with MiniCPM-V: https://github.com/OpenBMB/MiniCPM-V/issues/706
    """
    return internal_error("failed to process image: slice grid is empty")


@fault(trips=("SIZE-004",), when=shows(lambda file: _ratio(file) > _STRIP))
def strip_fails_and_ends_streams(reply: Reply) -> Reply | Script:
    """A picture of more than 200 to 1 is 500 where one answer is due, and a stream without events otherwise.

    Seen on oMLX: https://github.com/jundot/omlx/pull/3529
    """
    if not reply.is_stream:
        return internal_error("absolute aspect ratio must be smaller than 200")
    return stream_reply([])


@fault(trips=("SIZE-004",), when=shows(lambda file: 0 < min(file.header[:2]) < _PATCH))
def pictures_below_a_patch_fail(_: Reply) -> Reply:
    """A picture that is lower or narrower than a patch is 500.

    Seen on vLLM: https://github.com/vllm-project/vllm/issues/17769
    """
    return internal_error("height and width must be larger than factor")


@fault(trips=("SIZE-007",), when=shows(lambda file: file.header[0] * file.header[1] > _SQUARE_5120))
def pixels_beyond_5120_by_5120_refused(_: Reply) -> Reply:
    """A limit on pixels is looked at before the picture is scaled down to what the model takes.

    Seen on LM Studio: https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2003
    """
    return error_reply(400, "Image exceeds the maximum number of pixels.", param="messages")


@endpoint_fault(trips=("SIZE-005",))
def bomb_kills_the_server(healthy: Reference) -> Answering:
    """A picture of 400 million pixels in few bytes is unpacked, and the system ends the process that took its memory.

    Seen on d-inference: https://github.com/Layr-Labs/d-inference/pull/335
    """
    return _dying_of(lambda file: file.size > _NOT_TINY and file.header[0] * file.header[1] >= _BOMB)(healthy)
