"""Puts a mutant in force: in functions that are loaded already, or in a module that is yet to be imported."""

from __future__ import annotations

import gc
import importlib.machinery
import importlib.util
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

_OPTIMIZED = 0x1
"""Flag of the code of functions, which that of modules and classes lacks."""
_COMPARED = ("co_code", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_flags", "co_exceptiontable")


class LoadedAlready(Exception):  # noqa: N818 - a fact about a mutant, which is imported afresh then
    """The change is not in a function, or in one that did its work while modules were imported."""


def changed_functions(before: CodeType, after: CodeType) -> list[tuple[CodeType, CodeType]]:
    """Return the outermost functions that differ, as code before and after; [] where nothing is another.

    Raises:
        LoadedAlready: something else than functions differs.
    """
    nested = _nested(before, after)
    if nested is None:
        raise LoadedAlready
    found = []
    for old, new in nested:
        if old.co_flags & _OPTIMIZED:
            if not _same(old, new):
                found.append((old, new))
        else:
            found += changed_functions(old, new)
    return found


def _nested(before: CodeType, after: CodeType) -> list[tuple[CodeType, CodeType]] | None:
    """Return the pairs of code that stand in two codes, or None where these themselves differ."""
    if any(getattr(before, name) != getattr(after, name) for name in _COMPARED):
        return None
    if len(before.co_consts) != len(after.co_consts):
        return None
    pairs = []
    for old, new in zip(before.co_consts, after.co_consts, strict=True):
        if isinstance(old, CodeType) and isinstance(new, CodeType):
            pairs.append((old, new))
        elif repr(old) != repr(new):
            return None
    return pairs


def _same(before: CodeType, after: CodeType) -> bool:
    nested = _nested(before, after)
    return nested is not None and all(_same(*pair) for pair in nested)


Place = tuple[str, int, str]


def place_of(code: CodeType) -> Place:
    """Name code by file, line and qualified name."""
    return code.co_filename, code.co_firstlineno, code.co_qualname


class Early:
    """Notes what runs while modules are imported and tests collected, while it is the profiler."""

    def __init__(self) -> None:
        self.places: set[Place] = set()

    def __call__(self, frame: Any, event: str, _: object) -> None:
        """Be called by the interpreter."""
        if event == "call" and "/conformance/" in frame.f_code.co_filename:
            self.places.add(place_of(frame.f_code))


class Loaded:
    """The functions of ours that are loaded, by the place of their code.

    Args:
        early: places of code that ran while modules were imported, so that exchanging it would come too late.
    """

    def __init__(self, early: frozenset[Place]) -> None:
        self._early = early
        self._functions: dict[Place, list[FunctionType]] = defaultdict(list)
        for one in gc.get_objects():
            if isinstance(one, FunctionType):
                self._functions[place_of(one.__code__)].append(one)

    def install(self, path: Path, source: str) -> bool:
        """Exchange the code of what the source changes; tell whether there is anything.

        Raises:
            LoadedAlready: the module must be imported afresh.
        """
        before = compile(path.read_text(encoding="utf-8"), str(path), "exec", dont_inherit=True)
        pairs = changed_functions(before, compile(source, str(path), "exec", dont_inherit=True))
        if any(place_of(old) in self._early for old, _ in pairs):
            raise LoadedAlready
        for pair in pairs:
            self._exchange(*pair)
        return bool(pairs)

    def _exchange(self, old: CodeType, new: CodeType) -> None:
        found = self._functions.get(place_of(old))
        if not found:
            raise LoadedAlready
        for function in found:
            function.__code__ = new
        for inner_old, inner_new in _inner(old, new):
            for function in self._functions.get(place_of(inner_old), ()):
                function.__code__ = inner_new


def _inner(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Yield the pairs of functions that stand in a function, for those of them that are loaded: closures."""
    olds = [one for one in before.co_consts if isinstance(one, CodeType)]
    news = [one for one in after.co_consts if isinstance(one, CodeType)]
    for old, new in zip(olds, news, strict=False):
        if old.co_name == new.co_name:
            yield old, new
            yield from _inner(old, new)


class _Mutated(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self._source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._source, self.get_filename(fullname), "exec", dont_inherit=True)


class Mutating(MetaPathFinder):
    """Finds one module, which is imported as a mutant; put it first into `sys.meta_path`."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self._name, self._path, self._source = name, path, source

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - as Python asks
        target: ModuleType | None = None,  # noqa: ARG002 - as Python asks
    ) -> importlib.machinery.ModuleSpec | None:
        """Return how the mutant is loaded, or None for other modules."""
        if fullname != self._name:
            return None
        loader = _Mutated(fullname, str(self._path), self._source)
        return importlib.util.spec_from_loader(fullname, loader, origin=str(self._path))


class NotInForceError(RuntimeError):
    """A mutant cannot be put in force, so that nothing would be said about it."""


def import_as_mutant(name: str, path: Path, source: str) -> None:
    """Let a module be imported as a mutant.

    Raises:
        NotInForceError: it is imported already.
    """
    if name in sys.modules:
        raise NotInForceError(f"{name} is imported already, so that its mutant would not be in force")
    sys.meta_path.insert(0, Mutating(name, path, source))
