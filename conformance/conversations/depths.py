"""Which conversations a smoke run plays, and which a standard run can do without.

Both lists stand here and not with the conversations, because what counts is their sum: 25 requests, and 300.
"""

from __future__ import annotations

SMOKE = frozenset(
    {
        "text",
        "text streamed",
        "text streamed with usage",
        "short count, stopped, streamed",
        "stop null",
        "temperature two",
        "temperature 2.01",
        "body cut off",
        "key unknown",
        "key unknown, streamed",
        "PNG picture",
        "PNG picture streamed",
        "JPEG picture",
        "PNG picture with null parameters",
        "PNG picture behind a system message",
        "noise as PNG",
        "Base64 with an illegal character",
        "Base64 with an illegal character, streamed",
    }
)
"""What breaks most often after a deploy; whatever they name as a control is played, too."""

FURTHER = frozenset(
    {
        *("temperature -1", "temperature 5", "temperature true", "temperature [1]"),
        *("body string", "body number", "body null", "method DELETE"),
        *('model ["x"]', "stop {}", "stop [1]", "max_tokens 1.5"),
        *("WebP picture streamed", "GIF picture streamed", "JPEG picture cut off", "Base64 with 1 padding characters"),
        *("picture like a strip", "low picture streamed"),
        *("picture that declares 40000 by 40000 pixels", "key behind a lower-case scheme"),
        *("image_url with an empty url", "logprobs without top_logprobs"),
        # Rows of their own, which only exhaustive runs judge, and which do not certify.
        *("file that exists and file that does not", "SVG picture that refers to a private address"),
        *("picture at a private address, written as localhost", "PNG picture labelled png", "picture by blob"),
        *("data URI with slashes behind the scheme", "data URI with a parameter behind base64"),
        *("logit_bias with a fraction", "logit_bias with a word as key", "stop of no letter", "stop []"),
        *("text in parts of a message of role assistant", "picture in a message of role assistant"),
        *("text in parts of a message of role tool", "picture in a message of role tool"),
        *("top_logprobs without logprobs", "logprobs null", "json_object without the word JSON", "json_object, cut"),
        *("json_schema without a name", "stream_options that are a string", "include_usage false", "n 129"),
        *("seed 18446744073709551616", 'parallel_tool_calls "no"', "tool of an unknown type"),
        *("function name with a space", "max_tokens beyond every window", "tool message for another call"),
        *("text and pictures interleaved", "seed -9223372036854775808"),
        *("PNG picture labelled application/octet-stream", "header field of 8 KiB", "detail ultra"),
        *("body labelled as text", "data URI with an upper-case base64", "data URI without a media type"),
    }
)
"""Further values of a kind of which another one is sent anyway, and rows that few users would miss."""
