"""Faults of the choices of a completion: their number, their indexes, why they ended, and their message."""

from __future__ import annotations

import copy

from conformance.endpoints.fault import On, fault
from conformance.endpoints.reply import Reply


@fault(trips=("RESP-004",), on=On.PLAIN)
def choices_missing(reply: Reply) -> None:
    """Completions have no choices but a bare text."""
    del reply.content["choices"]


@fault(trips=("RESP-004",), on=On.PLAIN)
def choices_null(reply: Reply) -> None:
    """The member choices is null, as where a filter took the answer."""
    reply.content["choices"] = None


@fault(trips=("RESP-004",), on=On.PLAIN)
def choices_of_one_object(reply: Reply) -> None:
    """The member choices is the one choice itself, without an array."""
    reply.content["choices"] = reply.content["choices"][0]


@fault(trips=("RESP-004",), on=On.PLAIN)
def choices_empty(reply: Reply) -> None:
    """The member choices is an empty array."""
    reply.content["choices"] = []


@fault(trips=("RESP-004",), on=On.PLAIN, when=lambda asked: asked.has_pictures)
def picture_answer_choices_empty(reply: Reply) -> None:
    """Where the request has a picture there is no choice."""
    reply.content["choices"] = []


@fault(trips=("RESP-004",), on=On.PLAIN, when=lambda asked: asked.n == 1)
def choices_of_all_beams(reply: Reply) -> None:
    """All beams of the search are returned where one choice was asked for."""
    choices = reply.content["choices"]
    choices.append({**copy.deepcopy(choices[0]), "index": 1})


@fault(trips=("RESP-004",), on=On.PLAIN)
def choices_counted_from_one(reply: Reply) -> None:
    """The index of the first choice is 1."""
    for choice in reply.choices():
        choice["index"] += 1


@fault(trips=("RESP-004",), on=On.PLAIN, when=lambda asked: asked.n > 1)
def choices_all_first(reply: Reply) -> None:
    """All choices have the index 0."""
    for choice in reply.choices():
        choice["index"] = 0


@fault(trips=("RESP-004",), on=On.PLAIN)
def choice_without_index(reply: Reply) -> None:
    """The choices have no index."""
    for choice in reply.choices():
        del choice["index"]


@fault(trips=("RESP-004",), on=On.PLAIN)
def choice_index_null(reply: Reply) -> None:
    """The index of the choices is null."""
    for choice in reply.choices():
        choice["index"] = None


@fault(trips=("RESP-005",), on=On.PLAIN)
def reason_missing(reply: Reply) -> None:
    """The choices do not say why they ended."""
    for choice in reply.choices():
        del choice["finish_reason"]


@fault(trips=("RESP-005",), on=On.PLAIN)
def reason_null(reply: Reply) -> None:
    """finish_reason is null although the answer is whole."""
    for choice in reply.choices():
        choice["finish_reason"] = None


@fault(trips=("RESP-005",), on=On.PLAIN)
def reason_empty(reply: Reply) -> None:
    """finish_reason is an empty string."""
    for choice in reply.choices():
        choice["finish_reason"] = ""


@fault(trips=("RESP-005",), on=On.PLAIN)
def reason_object(reply: Reply) -> None:
    """finish_reason is an object with the type of the end."""
    for choice in reply.choices():
        choice["finish_reason"] = {"type": choice["finish_reason"]}


@fault(trips=("RESP-005",), on=On.PLAIN)
def reason_of_the_engine(reply: Reply) -> None:
    """finish_reason is the engine's own word for the end of a text."""
    for choice in reply.choices():
        choice["finish_reason"] = choice["finish_reason"].replace("stop", "eos_token")


@fault(trips=("RESP-005",), on=On.PLAIN, when=lambda asked: asked.has_pictures)
def picture_answer_reason_error(reply: Reply) -> None:
    """A picture that cannot be read is answered 200 with the finish_reason error and no text."""
    for choice in reply.choices():
        choice["finish_reason"] = "error"
        choice["message"]["content"] = ""


@fault(trips=("RESP-006",), on=On.PLAIN)
def message_missing(reply: Reply) -> None:
    """The choices have a text, as in the old interface, and no message."""
    for choice in reply.choices():
        del choice["message"]


@fault(trips=("RESP-006",), on=On.PLAIN)
def message_text(reply: Reply) -> None:
    """The message is the text itself."""
    for choice in reply.choices():
        choice["message"] = choice["message"]["content"]


@fault(trips=("RESP-006",), on=On.PLAIN)
def message_null(reply: Reply) -> None:
    """The message is null."""
    for choice in reply.choices():
        choice["message"] = None


@fault(trips=("RESP-006",), on=On.PLAIN)
def role_missing(reply: Reply) -> None:
    """The message has no role."""
    for message in reply.messages():
        del message["role"]


@fault(trips=("RESP-006",), on=On.PLAIN)
def role_is_null(reply: Reply) -> None:
    """The role of the message is null."""
    for message in reply.messages():
        message["role"] = None


@fault(trips=("RESP-006",), on=On.PLAIN)
def role_is_empty(reply: Reply) -> None:
    """The role of the message is an empty string."""
    for message in reply.messages():
        message["role"] = ""


@fault(trips=("RESP-006",), on=On.PLAIN)
def role_is_a_number(reply: Reply) -> None:
    """The role of the message is the number of an enumeration."""
    for message in reply.messages():
        message["role"] = 2


@fault(trips=("RESP-006",), on=On.PLAIN)
def role_of_another_vendor(reply: Reply) -> None:
    """The role of the message is another vendor's word, model."""
    for message in reply.messages():
        message["role"] = "model"


@fault(trips=("RESP-007",), on=On.PLAIN)
def content_of_parts(reply: Reply) -> None:
    """The content of the message is an array of parts."""
    for message in reply.messages():
        message["content"] = [{"type": "text", "text": message["content"]}]


@fault(trips=("RESP-007",), on=On.PLAIN, when=lambda asked: asked.has_pictures)
def picture_answer_content_object(reply: Reply) -> None:
    """Where the request has a picture the content of the message is an object."""
    for message in reply.messages():
        message["content"] = {"text": message["content"]}


@fault(trips=("RESP-008",), on=On.PLAIN)
def content_missing(reply: Reply) -> None:
    """The message has its text in another member than content."""
    for message in reply.messages():
        del message["content"]


@fault(trips=("RESP-009",), on=On.PLAIN)
def refusal_and_logprobs_missing(reply: Reply) -> None:
    """Neither refusal nor logprobs is there where it has nothing to say."""
    for choice in reply.choices():
        del choice["message"]["refusal"]
        if choice["logprobs"] is None:
            del choice["logprobs"]
