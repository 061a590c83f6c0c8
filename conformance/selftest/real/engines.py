"""Command lines of servers that run the tiny model themselves."""

from __future__ import annotations

from pathlib import Path

from conformance.resources import fixtures_directory
from conformance.selftest.real.server import KEY, MODEL, Launch


def llama_cpp(launch: Launch) -> list[str]:
    """Serve the model's GGUF files with llama.cpp."""
    models = fixtures_directory() / "models"
    program = [launch.python, str(models / "serve_llama_cpp.py"), "--model", str(models / MODEL)]
    return [*program, "--port", str(launch.port), "--key", KEY]


def transformers(launch: Launch) -> list[str]:
    """Serve the model's weights with the server of the transformers library."""
    listen = ["--host", "127.0.0.1", "--port", str(launch.port)]
    return [launch.script("transformers"), "serve", *listen, "--device", "cpu", _linked_model(launch)]


def vllm(launch: Launch) -> list[str]:
    """Serve the model's weights with vLLM on a processor."""
    program = [launch.python, str(Path(__file__).with_name("serve_vllm.py")), "serve", _linked_model(launch)]
    listen = ["--host", "127.0.0.1", "--port", str(launch.port), "--api-key", KEY]
    small = ["--enforce-eager", "--max-model-len", "4096", "--dtype", "float32"]
    return [*program, *listen, "--served-model-name", MODEL, *small]


def _linked_model(launch: Launch) -> str:
    """Return a path that is also the model id, hence a short one: the server runs in `launch.folder`."""
    link = launch.folder / MODEL
    link.unlink(missing_ok=True)
    link.symlink_to((fixtures_directory() / "models" / MODEL).resolve())
    return MODEL
