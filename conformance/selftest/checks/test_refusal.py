from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.checks.refusal import honest_refusal
from conformance.model.request import ExchangeKey, Request
from conformance.model.settings import Capability
from conformance.model.transcript import Ending, Recording, Transcript
from conformance.wire.exchange import Exchange


def refusal(status: int, body: Any, **members: Any) -> Exchange:
    data = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} No\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n".encode()
    transcript = Transcript(recording=Recording.of((0.1, head + data)), ending=Ending.COMPLETE)
    return Exchange(ExchangeKey("test"), Request(body=json.dumps({"messages": [], **members}).encode()), transcript)


def said(message: str, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "code": code, "param": param}}


@pytest.mark.parametrize(
    ("capability", "body"),
    [
        (Capability.CHOICES, said("n must be 1")),
        (Capability.CHOICES, said("Field 'n': Value must be between 1 <= value <= 1, but got 2")),
        (Capability.CHOICES, said("Input should be less than or equal to 1", param="n")),
        (Capability.CHOICES, said("at most 1", param="n")),
        (Capability.CHOICES, said("More than one choice is not supported.", param="n")),
        (Capability.CHOICES, said("Unsupported parameter: 'n'.", code="unsupported_parameter")),
        (Capability.TEMPERATURE, said("'temperature' does not support 2 with this model.")),
        (Capability.WEBP, said("image/webp is not supported")),
        (Capability.GIF, said("GIF images are not supported.")),
        (Capability.SEVERAL_IMAGES, said("At most 1 image(s) may be provided in one prompt.")),
        (Capability.SEVERAL_IMAGES, said("Too many images: the limit is 4.")),
        (Capability.IMAGES, said("image_url is only supported by certain models", code="invalid_value")),
        (
            Capability.TOOLS,
            said('"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'),
        ),
        (Capability.TOOLS, said("tools param requires --jinja flag")),
        (Capability.LOGPROBS, said("logprobs requires the option max_logprobs to be set")),
        (Capability.USAGE_IN_STREAM, {"detail": "stream_options: Extra inputs are not permitted"}),
    ],
)
def test_a_refusal_that_names_the_feature_is_fair(capability: Capability, body: Any) -> None:
    assert honest_refusal(refusal(400, body), capability)


@pytest.mark.parametrize(
    ("capability", "status", "body"),
    [
        (Capability.CHOICES, 400, said("This is not supported now.")),
        (Capability.TOOLS, 400, said("tool_choice requires tools")),
        (Capability.LOGPROBS, 400, said("top_logprobs requires logprobs to be true")),
        (Capability.CHOICES, 500, said("n is not supported")),
        (Capability.CHOICES, 404, said("n is not supported")),
        (Capability.WEBP, 400, said("The image could not be read.")),
        (Capability.STOP, 400, said("Nonstop service is not supported.")),
        (Capability.TEXT, 400, said("Text is not supported.")),
        (Capability.TEMPERATURE, 400, said("Bad request")),
        (Capability.STOP, 400, said("stop takes at most one string")),
        (Capability.CHOICES, 400, said("Field 'n': Value must be between 1 <= value <= 16, but got 17")),
        (Capability.CHOICES, 400, said("n * tokens must be at most 1,000")),
        (Capability.TEMPERATURE, 400, said("temperature must be <= 1")),
    ],
)
def test_anything_else_is_not(capability: Capability, status: int, body: Any) -> None:
    assert not honest_refusal(refusal(status, body), capability)


def test_an_optional_member_beside_the_subject_may_be_refused_too() -> None:
    body = said("stream_options is not supported")
    assert honest_refusal(refusal(400, body, stream_options={"include_usage": True}), Capability.MAX_TOKENS)
    assert not honest_refusal(refusal(400, body), Capability.MAX_TOKENS)
