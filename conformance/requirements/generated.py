"""Files of this room that commands write and people only read: kept current, and read with a word about the command."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from conformance.requirements.errors import CatalogueError

T = TypeVar("T")


def keep_current(path: Path, text: str, module: str, *, check: bool) -> int:
    """Write a file, or only say whether it is current; returns the exit code of the command.

    Args:
        path: the file.
        text: what it should hold.
        module: the module that writes it, for the message.
        check: write nothing, and return 1 where the file holds something else.
    """
    if not check:
        path.write_text(text, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        sys.stderr.write(f"{path.name} is not current: python -m {module}\n")
        return 1
    return 0


def read_data(path: Path, read: Callable[[Any], T], module: str) -> T:
    """Read a file of JSON.

    Args:
        path: the file.
        read: makes of the parsed value what is wanted; raises ValueError, KeyError, TypeError or AttributeError.
        module: the module that writes the file, for the message.

    Raises:
        CatalogueError: the file is missing, or is not what the command writes.
    """
    try:
        return read(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CatalogueError(
            f"{path.name} cannot be read ({type(error).__name__}: {error}); write it anew with `python -m {module}`."
        ) from error
