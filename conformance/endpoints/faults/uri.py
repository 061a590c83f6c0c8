"""Faults of readers of data URIs that refuse legal spellings or fail on odd ones."""

from __future__ import annotations

from conformance.endpoints.asked import Asked, image_urls
from conformance.endpoints.failures import hang_up, internal_error, unprocessable
from conformance.endpoints.fault import On, When, fault
from conformance.endpoints.http_script import raw_script
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import Finish, Script


def _head(url: str) -> str:
    return url.partition(",")[0]


def _in_another_case(found: str, expected: str) -> bool:
    return found != expected and found.lower() == expected


def _other_case(part: int, expected: str) -> When:
    """Return whether some URI has this word in another case: part 0 is its scheme, 1 its label, -1 its end."""

    def when(asked: Asked) -> bool:
        heads = (_head(image["url"]).replace(":", ";", 1).split(";") for image in image_urls(asked.body))
        return any(len(head) > 1 and _in_another_case(head[part], expected) for head in heads)

    return when


_UPPER_SCHEME = _other_case(0, "data")
_UPPER_LABEL = _other_case(1, "image/png")
_UPPER_TOKEN = _other_case(-1, "base64")


def _has_parameter(asked: Asked) -> bool:
    heads = (_head(image["url"]) for image in image_urls(asked.body))
    return any("=" in head and ".." not in head and "passwd" not in head and head.endswith(";base64") for head in heads)


def _names_a_path(asked: Asked) -> bool:
    return any("passwd" in _head(image["url"]) for image in image_urls(asked.body))


def _is_jpg(asked: Asked) -> bool:
    return any(image["url"].startswith("data:image/jpg;") for image in image_urls(asked.body))


def _has_blank(asked: Asked) -> bool:
    return any(image["url"].startswith(" ") for image in image_urls(asked.body))


def _has_fragment(asked: Asked) -> bool:
    return any(image["url"].endswith("#top") for image in image_urls(asked.body))


def _is_percent_encoded(asked: Asked) -> bool:
    return any(image["url"].startswith("data:image/png,%89PNG") for image in image_urls(asked.body))


def _is_mislabelled(asked: Asked) -> bool:
    return any(image["url"].startswith("data:image/jpeg;base64,iVBOR") for image in image_urls(asked.body))


def _is_unusual(asked: Asked) -> bool:
    heads = (_head(image["url"]).removeprefix("data:").partition(";")[0] for image in image_urls(asked.body))
    return any(head.startswith("image/") and "+xml" in head for head in heads)


@fault(trips=("URI-001",), when=_UPPER_SCHEME)
def upper_case_scheme_refused(_: Reply) -> Reply:
    """Whatever does not begin with `data:` in lower case is taken for an address, and refused."""
    return error_reply(400, "Invalid url: expected an http(s) address or a data URI.", param="messages")


@fault(trips=("URI-001",), when=_UPPER_SCHEME)
def upper_case_scheme_fails(_: Reply) -> Reply:
    """An upper-case scheme is handed to the HTTP client, which knows no such protocol."""
    return internal_error("No connection adapters were found for 'DATA:image/png;base64'")


@fault(trips=("URI-001",), when=_UPPER_SCHEME)
def upper_case_scheme_kills_the_worker(_: Reply) -> Script:
    """An upper-case scheme leaves the picture unset, and the worker ends on a null pointer."""
    return hang_up()


@fault(trips=("URI-002",), when=_UPPER_LABEL)
def upper_case_media_type_refused(_: Reply) -> Reply:
    """Media types are compared letter by letter with a list in lower case."""
    return unprocessable("String should match pattern '^data:image/(png|jpeg|webp|gif);base64,'", "messages")


@fault(trips=("URI-002",), when=_UPPER_LABEL)
def upper_case_media_type_fails(_: Reply) -> Reply:
    """Media types are the keys of a table of decoders, which has no default."""
    return internal_error("KeyError: 'IMAGE/PNG'")


@fault(trips=("URI-002",), when=_UPPER_LABEL)
def upper_case_media_type_kills_the_worker(_: Reply) -> Script:
    """An unknown media type is called unreachable by the code that meets it."""
    return hang_up()


@fault(trips=("URI-003",), when=_UPPER_TOKEN)
def upper_case_base64_refused(_: Reply) -> Reply:
    """The head is cut at `;base64,` in lower case, and without it refused."""
    return error_reply(400, "Invalid data URL: a value without the ';base64' separator.", param="messages")


@fault(trips=("URI-003",), when=_UPPER_TOKEN)
def upper_case_base64_fails(_: Reply) -> Reply:
    """The head is cut at `;base64,` in lower case, and the second half is missing."""
    return internal_error("list index out of range")


@fault(trips=("URI-003",), when=_UPPER_TOKEN)
def upper_case_base64_kills_the_worker(_: Reply) -> Script:
    """The place of `;base64,` is used without a look at whether it was found."""
    return hang_up()


@fault(trips=("URI-004",), when=_has_parameter)
def parameter_in_data_uri_refused(_: Reply) -> Reply:
    """The head must be the media type and ;base64, with nothing between them."""
    return error_reply(400, "Only base64 data URLs are accepted.", param="messages")


@fault(trips=("URI-004",), when=_has_parameter)
def parameter_in_data_uri_fails(_: Reply) -> Reply:
    """The head is unpacked into two halves, and there are three."""
    return internal_error("too many values to unpack (expected 2)")


@fault(trips=("URI-004",), when=_has_parameter)
def parameter_in_data_uri_kills_the_worker(_: Reply) -> Script:
    """The parser of the head asserts that there are two halves."""
    return hang_up()


@fault(trips=("URI-005",), when=_names_a_path)
def path_in_a_parameter_opened(_: Reply) -> Reply:
    """The picture is stored under the name that the URI gives, in a folder that is not there."""
    return internal_error("[Errno 2] No such file or directory: '/tmp/uploads/../../etc/passwd'")


@fault(trips=("URI-005",), when=_names_a_path)
def path_in_a_parameter_kills_the_worker(_: Reply) -> Script:
    """A guard against traversal ends the process in place of the request."""
    return hang_up()


@fault(trips=("URI-005",), when=_names_a_path)
def path_in_a_parameter_waited_for(_: Reply) -> Script:
    """The picture is written to the name that the URI gives, and whoever reads it back waits for ever."""
    return raw_script(finish=Finish.HANG)


@fault(trips=("URI-005",), on=On.PLAIN, when=_names_a_path)
def file_named_in_a_parameter_shown(reply: Reply) -> None:
    """The file that the URI names is read in place of its data, and the model repeats what it holds."""
    for message in reply.messages():
        message["content"] = "root:x:0:0:root:/root:/bin/bash"


@fault(trips=("URI-013",), when=_is_jpg)
def image_jpg_refused(_: Reply) -> Reply:
    """image/jpg is not on the list of media types."""
    return error_reply(400, "media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'")


@fault(trips=("URI-013",), when=_is_jpg)
def image_jpg_fails(_: Reply) -> Reply:
    """The subtype is handed to the decoder as the name of a format, which is JPEG."""
    return internal_error("KeyError: 'JPG'")


@fault(trips=("URI-013",), when=_is_jpg)
def image_jpg_kills_the_worker(_: Reply) -> Script:
    """image/jpg finds no decoder, and none is called."""
    return hang_up()


@fault(trips=("URI-018",), on=On.ANY, when=_has_blank)
def blank_before_the_uri_fails(_: Reply) -> Reply:
    """A URI behind a blank is taken for an address, which has no host."""
    return internal_error("Invalid URL '': No host supplied")


@fault(trips=("URI-018",), on=On.ANY, when=_has_fragment)
def fragment_kills_the_worker(_: Reply) -> Script:
    """A fragment leaves a last quantum that the decoder reads beyond its buffer."""
    return hang_up()


@fault(trips=("URI-018",), on=On.ANY, when=_is_percent_encoded)
def percent_encoded_picture_waited_for(_: Reply) -> Script:
    """A data URI without Base64 never reaches the queue that the handler waits on."""
    return raw_script(finish=Finish.HANG)


@fault(trips=("URI-019",), on=On.ANY, when=_is_mislabelled)
def mislabelled_picture_fails(_: Reply) -> Reply:
    """A PNG that is called JPEG goes to the decoder of JPEG, whose error nobody catches."""
    return internal_error("Not a JPEG file: starts with 0x89 0x50")


@fault(trips=("URI-019",), on=On.ANY, when=_is_mislabelled)
def mislabelled_picture_kills_the_worker(_: Reply) -> Script:
    """A PNG that is called JPEG ends the decoder, and the process with it."""
    return hang_up()


@fault(trips=("URI-019",), also=("ERR-001",), on=On.ANY, when=_is_unusual)
def picture_called_svg_waited_for(_: Reply) -> Script:
    """A picture that is called SVG is sent to a renderer that does not run."""
    return raw_script(finish=Finish.HANG)
