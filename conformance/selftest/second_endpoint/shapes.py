"""The members of a request and their types, bounds and nulls, as the specification's schema lists them.

Strict throughout: true is no number, "1" is none either, and what the specification does not name is refused.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

JSON_TYPES = {str: "string", list: "array", dict: "object", type(None): "null"}


def json_type(value: Any) -> str | None:
    """Name the JSON type that decides between the forms of a member."""
    return JSON_TYPES.get(type(value))


Name = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
Text = Annotated[str, Tag("string")]
Null = Annotated[None, Tag("null")]


class Shape(BaseModel):
    """Strict, closed, unchangeable."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class TextPart(Shape):
    type: Literal["text"]
    text: str
    prompt_cache_breakpoint: Any = None


class ImageUrl(Shape):
    url: str = Field(min_length=1)
    detail: Literal["auto", "low", "high", "original"] = "auto"


class ImagePart(Shape):
    type: Literal["image_url"]
    image_url: ImageUrl
    prompt_cache_breakpoint: Any = None


TextParts = Annotated[list[TextPart], Field(min_length=1), Tag("array")]
UserParts = Annotated[
    list[Annotated[TextPart | ImagePart, Field(discriminator="type")]], Field(min_length=1), Tag("array")
]
TextContent = Annotated[Text | TextParts, Discriminator(json_type)]
UserContent = Annotated[Text | UserParts, Discriminator(json_type)]
SpokenContent = Annotated[Text | TextParts | Null, Discriminator(json_type)]


class CalledFunction(Shape):
    name: str = Field(min_length=1)
    arguments: str


class Call(Shape):
    id: str = Field(min_length=1)
    type: Literal["function"]
    function: CalledFunction
    index: int | None = None


class SystemMessage(Shape):
    role: Literal["system", "developer"]
    content: TextContent
    name: str = ""


class UserMessage(Shape):
    role: Literal["user"]
    content: UserContent
    name: str = ""


class AssistantMessage(Shape):
    role: Literal["assistant"]
    content: SpokenContent = None
    name: str = ""
    refusal: str | None = None
    tool_calls: list[Call] = Field(default=[], min_length=1)
    annotations: list[Any] | None = None
    audio: None = None
    function_call: None = None


class ToolMessage(Shape):
    role: Literal["tool"]
    content: TextContent
    tool_call_id: str = Field(min_length=1)


Message = Annotated[SystemMessage | UserMessage | AssistantMessage | ToolMessage, Field(discriminator="role")]


class Function(Shape):
    name: Name
    description: str = ""
    parameters: dict[str, Any] = {}
    strict: bool | None = None


class Tool(Shape):
    type: Literal["function"]
    function: Function


class ChosenFunction(Shape):
    name: str = Field(min_length=1)


class NamedChoice(Shape):
    type: Literal["function"]
    function: ChosenFunction


ToolChoice = Annotated[
    Annotated[Literal["none", "auto", "required"], Tag("string")] | Annotated[NamedChoice, Tag("object")],
    Discriminator(json_type),
]


class Plain(Shape):
    type: Literal["text"]


class JsonObject(Shape):
    type: Literal["json_object"]


class NamedSchema(Shape):
    name: Name
    description: str = ""
    schema_: dict[str, Any] = Field(default={}, alias="schema")
    strict: bool | None = None


class JsonSchema(Shape):
    type: Literal["json_schema"]
    json_schema: NamedSchema


class StreamOptions(Shape):
    include_usage: bool = False
    include_obfuscation: bool = True


Stop = Annotated[
    Annotated[str, Field(min_length=1), Tag("string")]
    | Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1, max_length=4), Tag("array")]
    | Null,
    Discriminator(json_type),
]
Penalty = Annotated[float, Field(ge=-2, le=2, allow_inf_nan=False)]
Bound = Annotated[int, Field(ge=1)]
Pair = Annotated[str, Field(max_length=64)]


class ChatRequest(Shape):
    """The body of `POST /chat/completions` (OpenAI specification, `CreateChatCompletionRequest`)."""

    model: str = Field(min_length=1)
    messages: list[Message] = Field(min_length=1)
    temperature: float | None = Field(default=None, ge=0, le=2, allow_inf_nan=False)
    top_p: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)
    n: int | None = Field(default=None, ge=1, le=128)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    stop: Stop = None
    max_tokens: Bound | None = None
    max_completion_tokens: Bound | None = None
    presence_penalty: Penalty | None = None
    frequency_penalty: Penalty | None = None
    logit_bias: dict[Annotated[str, Field(pattern=r"^[0-9]+$")], Annotated[int, Field(ge=-100, le=100)]] | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = Field(default=None, ge=0, le=20)
    seed: int | None = Field(default=None, ge=-(2**63), le=2**63 - 1)
    user: str = ""
    response_format: Annotated[Plain | JsonObject | JsonSchema, Field(discriminator="type")] = Plain(type="text")
    tools: list[Tool] = Field(default=[], min_length=1, max_length=128)
    tool_choice: ToolChoice = "auto"
    parallel_tool_calls: bool = True
    store: bool | None = None
    metadata: Annotated[dict[Pair, Annotated[str, Field(max_length=512)]], Field(max_length=16)] | None = None
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None = None
    verbosity: Literal["low", "medium", "high"] | None = None
    service_tier: Literal["auto", "default", "flex", "scale", "priority", "fast"] | None = None
    modalities: list[Literal["text"]] | None = None
    safety_identifier: str | None = Field(default=None, max_length=64)
    prompt_cache_key: str | None = None
    prompt_cache_retention: Literal["in_memory", "24h"] | None = None
    prompt_cache_options: dict[str, Any] = {}
    prediction: dict[str, Any] | None = None
    moderation: dict[str, Any] | None = None

    @property
    def bound(self) -> int | None:
        """How many tokens the answer may have, or None; the newer name wins."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def stops(self) -> tuple[str, ...]:
        """The stop strings, however they were given."""
        return (self.stop,) if isinstance(self.stop, str) else tuple(self.stop or ())
