"""Command lines of gateways, which pass requests on to a server behind them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from conformance.selftest.real.server import KEY, MODEL, Launch


def litellm(launch: Launch) -> list[str]:
    """Serve one model of a configuration file."""
    upstream = launch.behind()
    behind = {"model": f"openai/{MODEL}", "api_base": upstream.url, "api_key": upstream.key}
    config = {
        "model_list": [{"model_name": MODEL, "litellm_params": behind}],
        "general_settings": {"master_key": KEY},
    }
    path = launch.written("config.yaml", config)
    return [launch.script("litellm"), "--host", "127.0.0.1", "--port", str(launch.port), "--config", path]


def lm_proxy(launch: Launch) -> list[str]:
    """Pass every model name on to one connection."""
    upstream = launch.behind()
    config = {
        "host": "127.0.0.1",
        "port": launch.port,
        "connections": {"behind": {"api_type": "open_ai", "api_base": upstream.url, "api_key": upstream.key}},
        "routing": {MODEL: "behind.*"},
        "groups": {"default": {"api_keys": [KEY]}},
    }
    return [launch.script("lm-proxy"), "--config", launch.written("config.json", config), "--env", ""]


def portkey(launch: Launch) -> list[str]:
    """Serve what the header fields of each request ask for, on the loopback interface only.

    The gateway has no option for the interface, so a module that is loaded before it says which.
    """
    guard = Path(__file__).with_name("loopback.cjs")
    program = launch.module("@portkey-ai/gateway/build/start-server.js")
    return ["node", "--require", str(guard), program, f"--port={launch.port}", "--headless"]


def portkey_headers(launch: Launch) -> Mapping[str, str]:
    """Name the server behind; the key is the caller's, which is passed on."""
    return {"x-portkey-provider": "openai", "x-portkey-custom-host": launch.behind().url}
