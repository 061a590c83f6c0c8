"""Faults of picture decoders that common pictures do not meet: rare arrangements, and damage within."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

from conformance.endpoints.asked import Asked, image_urls
from conformance.endpoints.failures import hang_up, internal_error
from conformance.endpoints.fault import On, When, fault
from conformance.endpoints.picture_files import PNG, File, files_of, flaw, read_file, shows
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Script

_BLOCK = 8
"""Pixels on a side of the blocks of Adam7."""
_GREY, _RGB, _GREY_ALPHA, _RGBA = 0, 2, 4, 6
_COLOUR_TYPES = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_BYTE, _WORD = 8, 16
_NIBBLES = (2, 4)
_NEGATIVE = 1 << 31
_DATA_ERROR = "Error -3"


def _chunks(file: File) -> Iterator[tuple[bytes, int, bytes]]:
    """Yield type, declared length and data of each chunk of a PNG, as far as there are any."""
    at = len(PNG)
    while file.is_png and at + 8 <= len(file.data):
        length, kind = struct.unpack_from(">I4s", file.data, at)
        yield kind, length, file.data[at + 8 : at + 8 + length]
        at += 12 + length if kind != b"IEND" else len(file.data)


def _is_damaged(test: Callable[[File], bool]) -> When:
    """Return the condition that some picture, whose Base64 is right, is damaged and passes the test."""

    def when(asked: Asked) -> bool:
        urls = (image["url"] for image in image_urls(asked.body))
        return any(test(read_file(url)) for url in urls if flaw(url) == "invalid_image_format")

    return when


def _lengths(file: File, kind: bytes) -> list[int]:
    return [length for name, length, _ in _chunks(file) if name == kind]


def _is_interlaced(file: File) -> bool:
    return file.header[6] == 1


def _has_ragged_passes(file: File) -> bool:
    return _is_interlaced(file) and any(side % _BLOCK for side in file.header[:2])


def _ends_rows_within_a_byte(file: File) -> bool:
    width, _, depth, *_ = file.header
    return 0 < depth < _BYTE and width * depth % _BYTE != 0


@fault(trips=("FMT-001", "ERR-001"), when=shows(lambda file: len(_lengths(file, b"IDAT")) > 1), only_drawn=True)
def second_idat_fails(_: Reply) -> Reply:
    """Only the first IDAT is inflated, and the end of its stream is missed."""
    return internal_error("zlib.error: Error -5 while decompressing data: incomplete or truncated stream")


@fault(trips=("FMT-001", "SIZE-004"), when=shows(_has_ragged_passes), only_drawn=True)
def ragged_passes_kill_the_worker(_: Reply) -> Script:
    """Passes of an interlaced picture are counted in whole blocks of eight pixels, and written beyond the last."""
    return hang_up()


@fault(trips=("FMT-001", "SIZE-004"), when=shows(_ends_rows_within_a_byte), only_drawn=True)
def rows_that_end_within_a_byte_fail(_: Reply) -> Reply:
    """The size of a row is divided by eight and cut, which is short by a byte where bits are left."""
    return internal_error("ValueError: cannot reshape array of size 3 into shape (3,3)")


@fault(trips=("FMT-002",), when=shows(lambda file: file.header[2:4] == (_WORD, _GREY_ALPHA)), only_drawn=True)
def grey_of_16_bits_with_alpha_refused(_: Reply) -> Reply:
    """The table of modes has no line for greyscale of 16 bits with alpha."""
    return error_reply(400, "unsupported image mode LA;16", param="messages")


@fault(trips=("FMT-001",), when=shows(lambda file: file.header[2:4] == (_WORD, _RGBA)), only_drawn=True)
def rgba_of_16_bits_fails(_: Reply) -> Reply:
    """Four channels of 16 bits are read as eight of 8 bits."""
    return internal_error("RuntimeError: Given groups=1, expected input to have 3 channels, but got 8 channels")


@fault(trips=("FMT-002",), when=shows(lambda file: file.header[2:4] in ((2, _GREY), (4, _GREY))), only_drawn=True)
def grey_of_two_and_four_bits_refused(_: Reply) -> Reply:
    """Greyscale is known with 1, 8 and 16 bits."""
    return error_reply(400, "Unsupported bit depth", param="messages")


@fault(
    trips=("FMT-003",),
    when=shows(lambda file: _is_interlaced(file) and file.header[3] != _RGB and file.is_png),
    only_drawn=True,
)
def interlaced_pictures_but_rgb_refused(_: Reply) -> Reply:
    """Passes of interlaced pictures are put together for three channels only."""
    return error_reply(400, "Interlaced images are supported in RGB only", param="messages")


@fault(
    trips=("FMT-001",),
    when=shows(lambda file: file.header[3] in (_GREY, _RGB) and bool(_lengths(file, b"tRNS"))),
    only_drawn=True,
)
def transparent_colour_fails(_: Reply) -> Reply:
    """The transparent colour of a picture without a palette is looked up in the palette."""
    return internal_error("TypeError: 'NoneType' object is not subscriptable")


def _has_full_palette(file: File) -> bool:
    return file.header[2] in _NIBBLES and 3 << file.header[2] in _lengths(file, b"PLTE")


@fault(trips=("FMT-001",), when=shows(_has_full_palette), only_drawn=True)
def full_palette_overflows(_: Reply) -> Reply:
    """The number of colours is kept in as many bits as a pixel has, in which a full palette has none."""
    return internal_error("index out of bounds: the len is 0 but the index is 0")


def _has_spoilt_data(file: File) -> bool:
    try:
        zlib.decompress(b"".join(data for kind, _, data in _chunks(file) if kind == b"IDAT"))
    except zlib.error as error:
        return _DATA_ERROR in str(error)
    return False


@fault(trips=("ERR-001",), on=On.MISTAKE, when=_is_damaged(_has_spoilt_data), only_drawn=True)
def spoilt_pixels_of_a_png_fail(_: Reply) -> Reply:
    """Files that end too early are refused; what inflating says about damage within is caught by nobody."""
    return internal_error("zlib.error: Error -3 while decompressing data: invalid block type")


def _has_impossible_header(file: File) -> bool:
    _, _, depth, colour_type, compression, filtering, interlace = file.header
    legal = depth in _COLOUR_TYPES.get(colour_type, ()) and not compression and not filtering and interlace < 2  # noqa: PLR2004 - none or Adam7
    return file.is_png and len(file.data) > len(PNG) + 25 and not legal


@fault(trips=("ERR-001",), on=On.MISTAKE, when=_is_damaged(_has_impossible_header), only_drawn=True)
def impossible_header_of_a_png_fails(_: Reply) -> Reply:
    """Colour type and depth are the key of a table, and a pair that is not in it is caught by nobody."""
    return internal_error("KeyError: (5, 8)")


def _differ_in_size(asked: Asked) -> bool:
    return len({file.header[:2] for file in files_of(asked) if file.is_png}) > 1


@fault(trips=("MULTI-001",), also=("MULTI-004", "SEEN-004"), when=_differ_in_size, only_drawn=True)
def pictures_of_different_sizes_fail(_: Reply) -> Reply:
    """All pictures of a request are stacked into one array, for which they must be alike."""
    return internal_error("ValueError: all input arrays must have the same shape")


def _has_detail(asked: Asked) -> bool:
    return any(image.get("detail") in ("low", "high") for image in image_urls(asked.body))


@fault(trips=("PART-009",), on=On.STREAM, when=_has_detail, only_drawn=True)
def detail_fails_where_streamed(_: Reply) -> Reply:
    """The path of streams counts tokens before it knows what detail means."""
    return internal_error("TypeError: count_image_tokens() missing 1 required positional argument: 'detail'")


@fault(
    trips=("ERR-001",),
    on=On.MISTAKE,
    when=_is_damaged(lambda file: any(length >= _NEGATIVE for _, length, _ in _chunks(file))),
    only_drawn=True,
)
def chunk_of_negative_length_kills_the_worker(_: Reply) -> Script:
    """The length of a chunk is kept in a signed number, and the reader steps backwards out of its buffer."""
    return hang_up()
