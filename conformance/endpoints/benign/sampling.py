"""Legal ways to draw words: honest refusals of the dials, ceilings, and models that are weak, stubborn or erratic."""

from __future__ import annotations

import hashlib
import itertools

from conformance.endpoints.asked import Asked, number_of, with_object
from conformance.endpoints.fault import Answering, When, benign, benign_endpoint
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import ReceivedRequest

_CEILING = 2
_FAINT = 8 / 30
_CANNED = (
    "I am a large language model and I cannot help with that, but I can tell you a lot about the history of the "
    "lighthouse, the keeper of the lighthouse, and the lamp of the lighthouse."
)
_CANNED_TOKENS = 36


def _given(*names: str) -> When:
    return lambda asked: any(asked.body.get(name) is not None for name in names)


def _unsupported(name: str) -> Reply:
    return error_reply(400, f"Unsupported parameter: '{name}' is not supported with this model.", param=name)


@benign(when=_given("top_p"))
def top_p_unsupported(_: Reply) -> Reply:
    """A model that reasons takes no top_p, and says so."""
    return _unsupported("top_p")


@benign(when=_given("presence_penalty"))
def presence_penalty_unsupported(_: Reply) -> Reply:
    """A model takes no presence_penalty, and says so."""
    return _unsupported("presence_penalty")


@benign(when=_given("frequency_penalty"))
def frequency_penalty_unsupported(_: Reply) -> Reply:
    """A model takes no frequency_penalty, and says so."""
    return _unsupported("frequency_penalty")


@benign(when=_given("user"))
def user_unsupported(_: Reply) -> Reply:
    """A validator that forbids unknown members refuses user."""
    message = "[{'type': 'extra_forbidden', 'loc': ('body', 'user'), 'msg': 'Extra inputs are not permitted'}]"
    return error_reply(422, message)


@benign(when=lambda asked: number_of(asked.body, "temperature") == 0 and asked.n > 1)
def n_needs_a_temperature(_: Reply) -> Reply:
    """Several choices without a temperature would be one, and are refused."""
    return error_reply(400, "n must be 1 when using greedy sampling, got 2.", param="n")


@benign(when=lambda asked: asked.n > _CEILING)
def choices_as_many_as_slots(_: Reply) -> Reply:
    """There are no more choices than the server has slots, and it has two."""
    return error_reply(
        400, f"Field 'n': Value must be between 1 <= value <= {_CEILING}", code="integer_above_max_value"
    )


@benign(when=lambda asked: asked.n > 1)
def one_slot_for_choices(_: Reply) -> Reply:
    """There are no more choices than the server has slots, and it has one."""
    return error_reply(400, "Field 'n': Value must be between 1 <= value <= 1, but got 2")


def _invents(asked: Asked) -> bool:
    return b"Invent" in asked.request.body and not asked.streams


@benign(when=_invents)
def one_invention_for_all(reply: Reply) -> None:
    """A model has one text for whoever asks, whatever the temperature, top_p and the penalties are."""
    for message in reply.messages():
        message["content"] = _CANNED
    for usage in reply.usages():
        usage["completion_tokens"] = _CANNED_TOKENS * len(reply.bodies[0]["choices"])
        usage["total_tokens"] = usage["prompt_tokens"] + usage["completion_tokens"]


@benign(when=_invents)
def invention_in_a_word(reply: Reply) -> None:
    """A small model invents in a word."""
    for message in reply.messages():
        message["content"] = "Widget."


@benign(when=_invents)
def invention_behind_thoughts(reply: Reply) -> None:
    """A model thinks at length before it invents, and counts that."""
    for message in reply.messages():
        message["reasoning_content"] = "The user wants a machine. " * 20
    for usage in reply.usages():
        thoughts = 5 * usage["completion_tokens"]
        usage["completion_tokens"] += thoughts
        usage["total_tokens"] += thoughts
        usage["completion_tokens_details"]["reasoning_tokens"] = thoughts


@benign(when=lambda asked: b"Repeat the word" in asked.request.body)
def repetition_declined(reply: Reply) -> None:
    """A model declines to repeat a word."""
    for message in reply.messages():
        message["content"] = "That would be dull."


@benign_endpoint()
def inventions_at_random(healthy: Reference) -> Answering:
    """A model never writes the same twice, whatever the temperature, top_p and the penalties are."""
    numbers = itertools.count()

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        if _invents(Asked(request)):
            for message in reply.messages():
                message["content"] = f"{hashlib.sha256(b'%d' % next(numbers)).hexdigest()} {message['content']}"
        return reply

    return answer


@benign_endpoint()
def inventions_part_in_the_end(healthy: Reference) -> Answering:
    """Batches change the last digits of a model's numbers: texts at temperature 0 begin alike and end otherwise."""
    numbers = itertools.count()

    def answer(request: ReceivedRequest) -> Reply:
        reply = healthy.reply(request)
        if _invents(Asked(request)):
            for message in reply.messages():
                message["content"] += f" It was built {next(numbers)} times."
        return reply

    return answer


@benign_endpoint()
def penalties_act_faintly(healthy: Reference) -> Answering:
    """A model is so sure of a word that is to be repeated that a penalty takes away but a few."""

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        if b"Repeat the word" in request.body and "frequency_penalty" in asked.body:
            return healthy.reply(with_object(request, {**asked.body, "frequency_penalty": _FAINT}))
        return healthy.reply(request)

    return answer
