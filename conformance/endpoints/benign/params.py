"""Legal ways to treat parameters and pictures: honest refusals, other counts, other texts."""

from __future__ import annotations

from http import HTTPStatus

from conformance.endpoints.asked import Asked, image_urls, number_of, with_object
from conformance.endpoints.fault import Answering, On, benign, benign_endpoint
from conformance.endpoints.reference.endpoint import Reference
from conformance.endpoints.reference.parameter_rules import PARAMETERS
from conformance.endpoints.reply import Reply, error_reply
from conformance.model.script import ReceivedRequest

_SMALL = 10
_TOKENS_OF_A_PICTURE = 255
_NEWER = ("metadata", "store", "service_tier", "reasoning_effort", "verbosity")


def _unsupported(reply: Reply, name: str, message: str) -> Reply:
    """Refuse a request by name, unless its key is not the right one, which is looked at first."""
    if reply.status == HTTPStatus.UNAUTHORIZED:
        return reply
    return error_reply(400, message, param=name, code="unsupported_value")


@benign(on=On.ANY, when=lambda asked: asked.is_chat and asked.body.get("temperature", 1) not in (None, 1))
def temperature_unsupported(reply: Reply) -> Reply:
    """A model that reasons takes the default temperature only, and says so."""
    message = "Unsupported value: 'temperature' does not support this value. Only the default (1) value is supported."
    return _unsupported(reply, "temperature", message)


@benign(on=On.ANY, when=lambda asked: asked.is_chat and asked.body.get("stop") is not None)
def stop_unsupported(reply: Reply) -> Reply:
    """A model that reasons does not take stop, and says so."""
    message = "Unsupported parameter: 'stop' is not supported with this model."
    return _unsupported(reply, "stop", message)


def _shows(asked: Asked, *labels: str) -> bool:
    heads = tuple(f"data:image/{label};" for label in labels)
    return any(image["url"].startswith(heads) for image in image_urls(asked.body))


@benign(when=lambda asked: _shows(asked, "webp", "gif"))
def png_and_jpeg_only(reply: Reply, asked: Asked) -> Reply:
    """WebP and GIF are refused by name."""
    label = "webp" if _shows(asked, "webp") else "gif"
    return _unsupported(reply, "messages", f"Pictures of type image/{label} are not supported, only PNG and JPEG are.")


@benign(when=lambda asked: asked.has_pictures and not any("detail" in image for image in image_urls(asked.body)))
def one_token_a_picture(reply: Reply) -> None:
    """A picture counts as a single token of the prompt, unless its detail is said."""
    for usage in reply.usages():
        rest = usage["total_tokens"] - usage["prompt_tokens"]
        usage["prompt_tokens"] = usage["prompt_tokens"] - _TOKENS_OF_A_PICTURE + 1
        usage["total_tokens"] = usage["prompt_tokens"] + rest


@benign(when=lambda asked: isinstance(asked.body.get("stop"), str))
def blank_before_stop_stripped(reply: Reply) -> None:
    """Blanks at the end of a text are not returned."""
    deltas = [message for message in reply.messages() if message.get("content")]
    for message in deltas[-1:]:
        message["content"] = message["content"].rstrip()


@benign(when=lambda asked: 1 < (number_of(asked.body, "max_tokens") or 0) < _SMALL)
def declines_in_few_words(reply: Reply) -> None:
    """Asked for a long text within a small budget, the model declines in a word and stops."""
    if reply.is_stream:
        reply.drop_chunks(*(event.data for event in reply.text_events[1:]))
    for message in reply.messages():
        if message.get("content"):
            message["content"] = "No."
    for choice in reply.finals():
        choice["finish_reason"] = "stop"
    for usage in reply.usages():
        usage["total_tokens"] += 2 - usage["completion_tokens"]
        usage["completion_tokens"] = 2


@benign(on=On.ANY, when=lambda asked: asked.is_chat and asked.body.get("logit_bias") is not None)
def logit_bias_unsupported(reply: Reply) -> Reply:
    """A model that reasons does not take logit_bias, and says so."""
    return _unsupported(reply, "logit_bias", "Unsupported parameter: 'logit_bias' is not supported with this model.")


@benign(on=On.ANY, when=lambda asked: asked.is_chat and asked.body.get("seed") is not None)
def seed_unsupported(reply: Reply) -> Reply:
    """A server without seeds says so."""
    return _unsupported(reply, "seed", "Unsupported parameter: 'seed' is not supported with this model.")


@benign(on=On.ANY, when=lambda asked: asked.is_chat and any(name in asked.body for name in _NEWER))
def newer_members_unknown(reply: Reply, asked: Asked) -> Reply:
    """A server of an older day refuses the newer members as unknown, null or not."""
    name = next(name for name in _NEWER if name in asked.body)
    return _unsupported(reply, name, f"Unrecognized request argument supplied: {name}")


@benign_endpoint()
def unknown_members_ignored(healthy: Reference) -> Answering:
    """Members that are not known are left alone, as by most servers for open models."""

    def answer(request: ReceivedRequest) -> Reply:
        asked = Asked(request)
        known = {name: value for name, value in asked.body.items() if name in PARAMETERS}
        return healthy.reply(with_object(request, known) if asked.is_chat and len(known) < len(asked.body) else request)

    return answer
