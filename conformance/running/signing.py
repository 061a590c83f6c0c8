"""Detached Ed25519 signatures (RFC 8032) of a statement; the library for them is an optional extra."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from pathlib import Path

from conformance.running.options import SettingsError

SUFFIX = ".sig"
"""Of the file beside the signed one; it holds the signature in Base64."""
_MISSING = "signatures need the package cryptography, which is not installed: pip install 'eyechart[sign]'"


def signer(key_file: Path) -> Callable[[bytes], str]:
    """Return what signs bytes with the private key in a PEM file, as Base64.

    Raises:
        SettingsError: the file cannot be read, holds no such key, or the library is not installed.
    """
    data = _read(key_file)
    try:
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - optional
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - optional
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - optional
    except ImportError:
        raise SettingsError(f"--target-sign-key: {_MISSING}.") from None
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError(f"{key_file} holds no Ed25519 private key in PEM without a password.")
    private = key
    return lambda signed: base64.b64encode(private.sign(signed)).decode("ascii")


def is_signed(data: bytes, signature: str, key_file: Path) -> bool:
    """Tell whether a signature in Base64 is one of these bytes by the owner of the public key in a PEM file.

    Raises:
        SettingsError: the file cannot be read, holds no such key, or the library is not installed.
    """
    pem = _read(key_file)
    try:
        from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415 - optional
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - optional
        from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415 - optional
    except ImportError:
        raise SettingsError(f"--key: {_MISSING}.") from None
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise SettingsError(f"{key_file} holds no Ed25519 public key in PEM.")
    try:
        key.verify(base64.b64decode(signature.strip(), validate=True), data)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise SettingsError(f"{path} cannot be read: {problem.strerror or problem}.") from None
