"""Detached Ed25519 signatures (RFC 8032) of a statement; the library for them is an optional extra."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.running.options import SettingsError, reason_of

SUFFIX = ".sig"
"""Of the file beside the signed one; it holds the signature in Base64."""
_MISSING = "signatures need the package cryptography, which is not installed: pip install 'eyechart[sign]'"


def signer(key_file: Path) -> Callable[[bytes], str]:
    """Return what signs bytes with the private key in a PEM file, as Base64.

    Raises:
        SettingsError: the file cannot be read, holds no such key, or the library is not installed.
    """
    pem = _read(key_file)
    with _installed("--target-sign-key"):
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - optional
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - optional
    key = _loaded(lambda: load_pem_private_key(pem, password=None))
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError(f"{key_file} holds no Ed25519 private key in PEM without a password.")
    return lambda signed: base64.b64encode(key.sign(signed)).decode("ascii")


def is_signed(data: bytes, signature: str, key_file: Path) -> bool:
    """Tell whether a signature in Base64 is one of these bytes by the owner of the public key in a PEM file.

    Raises:
        SettingsError: the file cannot be read, holds no such key, or the library is not installed.
    """
    pem = _read(key_file)
    with _installed("--key"):
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - optional
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - optional
        from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415 - optional
    key = _loaded(lambda: load_pem_public_key(pem))
    if not isinstance(key, Ed25519PublicKey):
        raise SettingsError(f"{key_file} holds no Ed25519 public key in PEM.")
    try:
        key.verify(base64.b64decode(signature.strip(), validate=True), data)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


@contextmanager
def _installed(option: str) -> Iterator[None]:
    """Import the library, which is optional, for an option."""
    try:
        yield
    except ImportError:
        raise SettingsError(f"{option}: {_MISSING}.") from None


def _loaded(load: Callable[[], object]) -> object:
    """Return what a PEM file holds; None where that is no key, or one that the library does not know."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - optional

    try:
        return load()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise SettingsError(f"{path} cannot be read: {reason_of(problem)}.") from None
