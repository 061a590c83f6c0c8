"""Short ways to ask an endpoint in memory and to read what it says."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass
from typing import Any

from PIL import Image

from conformance.endpoints.reference.endpoint import make_reference
from conformance.model.script import Endpoint, ReceivedRequest, Script, Send

MODEL = "eyechart-reference"
READY: list[Any] = [{"role": "user", "content": "Reply with the single word: ready"}]
WEATHER: Any = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


@dataclass(frozen=True)
class Said:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> Any:
        return self.value["error"]

    @property
    def text(self) -> str:
        return str(self.value["choices"][0]["message"]["content"])

    @property
    def chunks(self) -> list[Any]:
        *events, done, rest = self.body.split(b"\n\n")
        assert (done, rest) == (b"data: [DONE]", b"")
        return [json.loads(event.removeprefix(b"data: ")) for event in events]


def post(body: bytes, *, path: str = "/v1/chat/completions", method: str = "POST", **headers: str) -> ReceivedRequest:
    fields = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return ReceivedRequest(method, path, tuple(fields.items()), body)


def chat_body(**members: Any) -> bytes:
    return json.dumps({"model": MODEL, "messages": READY, **members}).encode()


def sent(script: Script) -> bytes:
    return b"".join(step.data for step in script.steps if isinstance(step, Send))


def read(script: Script) -> Said:
    head, _, body = sent(script).partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = dechunk(body)
    return Said(int(status.split(" ")[1]), headers, body)


def dechunk(body: bytes) -> bytes:
    parts: list[bytes] = []
    while True:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        assert body[length : length + 2] == b"\r\n"
        if not length:
            assert body == b"\r\n"
            return b"".join(parts)
        parts.append(body[:length])
        body = body[length + 2 :]


def ask(endpoint: Endpoint | None = None, **members: Any) -> Said:
    return read((endpoint or make_reference())(post(chat_body(**members))))


def user(content: Any) -> list[dict[str, Any]]:
    return [{"role": "user", "content": content}]


def said(text: str, **members: Any) -> Said:
    return ask(messages=user(text), **members)


def picture(colour: str = "red", form: str = "PNG", size: tuple[int, int] = (64, 64), mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).convert(mode).save(file, form)
    return file.getvalue()


def data_uri(data: bytes, media_type: str = "image/png") -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def show(*urls: str, text: str = "What do you see?", **members: Any) -> Said:
    images = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    return ask(messages=user([{"type": "text", "text": text}, *images]), **members)
