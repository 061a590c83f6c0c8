"""Small changes to a module, made by mutmut's operators, and which of them change nothing but wording.

mutmut itself leaves decorated functions and tables alone, because it calls mutants through a trampoline; here these are
most of what there is to test, so that only its operators are used.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string

from conformance.selftest.mutation.wording import Wording

ROOT = Path(__file__).parents[3]
PACKAGES = ("conformance.wire", "conformance.checks")
_NEVER_CHANGED = frozenset({"len", "isinstance", "cast", "TypeVar", "NamedTuple"})
"""Calls whose arguments types pin down."""
_COMPILE = m.Attribute(m.Name("re"), m.Name("compile"))
_ANY_CASE = m.Arg(
    m.Attribute(attr=m.Name("IGNORECASE")) | m.BinaryOperation(left=m.Attribute(attr=m.Name("IGNORECASE")))
)
_DECLARATIONS = frozenset({"dataclass", "cache", "cached_property", "property", "classmethod", "staticmethod"})
"""Decorators that say how something is held; the others are ours, and say what is judged."""


@dataclass(frozen=True)
class Mutant:
    """One change of one place.

    Attributes:
        name: module, line and number, stable as long as the module stays as it is.
        module: dotted name.
        path: the file of the module.
        function: the outermost function or method that is changed, as `Class.method`; "" where it is none.
        declaring: whether it stands in a decorator, which runs when the module is imported.
        wording: whether it changes words for people only.
    """

    name: str
    module: str
    path: Path
    function: str
    declaring: bool
    wording: bool
    _tree: cst.Module
    _old: cst.CSTNode
    _new: cst.CSTNode

    @cached_property
    def source(self) -> str:
        """The whole module with the change."""
        changed = self._tree.deep_replace(self._old, self._new)
        if not isinstance(changed, cst.Module):
            raise TypeError(f"{self.name} replaces the whole module")
        return changed.code

    @property
    def diff(self) -> str:
        """What is changed, with a line around it."""
        before, after = self._tree.code.splitlines(), self.source.splitlines()
        lines = list(difflib.unified_diff(before, after, lineterm="", n=1))[2:]
        return "\n".join([f"# {self.name} {self.function}", *lines])


def modules() -> list[str]:
    """Return the modules that are changed, by dotted name."""
    found = []
    for package in PACKAGES:
        paths = sorted(ROOT.joinpath(*package.split(".")).glob("*.py"))
        found += [f"{package}.{path.stem}" for path in paths]
    return [name for name in found if not name.endswith("__init__")]


def path_of(module: str) -> Path:
    """Return the file of a module."""
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")


def mutants_of(module: str) -> list[Mutant]:
    """Return every mutant of a module in order of its places."""
    path = path_of(module)
    wrapper = MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")), unsafe_skip_copy=True)
    visitor = _Visitor(Wording(wrapper))
    wrapper.visit(visitor)
    return [
        Mutant(f"{module}:{line}#{number}", module, path, function, declaring, wording, wrapper.module, old, new)
        for number, (line, function, declaring, wording, old, new) in enumerate(visitor.found)
    ]


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider)

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self.found: list[tuple[int, str, bool, bool, cst.CSTNode, cst.CSTNode]] = []
        self._wording = wording
        self._names: list[str] = []
        self._functions = 0
        self._decorators = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _is_left_alone(node):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            if not self._functions:
                self._names.append(node.name.value)
            self._functions += isinstance(node, cst.FunctionDef)
        self._decorators += isinstance(node, cst.Decorator)
        function = ".".join(self._names) if self._functions else ""
        for new, wording in self._changes(node):
            line = self.get_metadata(PositionProvider, node).start.line
            self.found.append((line, function, self._decorators > 0, wording, node, new))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if _is_left_alone(original_node):
            return
        self._decorators -= isinstance(original_node, cst.Decorator)
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self._functions -= isinstance(original_node, cst.FunctionDef)
            if not self._functions:
                self._names.pop()

    def _changes(self, node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, bool]]:
        for type_, operator in mutation_operators:
            if isinstance(node, type_):
                wording = operator is operator_string and self._wording.is_for_people(node)
                for new in operator(node):
                    if not (operator is operator_string and self._is_read_in_any_case(node, new)):
                        yield new, wording

    def _is_read_in_any_case(self, node: cst.CSTNode, new: cst.CSTNode) -> bool:
        """Tell whether a literal changes in its case alone where case does not count: fields, codecs, patterns."""
        if not (isinstance(node, cst.SimpleString) and isinstance(new, cst.SimpleString)):
            return False
        argument = self.get_metadata(ParentNodeProvider, node)
        call = self.get_metadata(ParentNodeProvider, argument)
        if node.value.lower() != new.value.lower() or not isinstance(call, cst.Call):
            return False
        any_case = m.matches(call.func, m.Attribute(attr=m.Name("header") | m.Name("encode") | m.Name("decode")))
        return any_case or (m.matches(call.func, _COMPILE) and any(m.matches(one, _ANY_CASE) for one in call.args))


def _is_left_alone(node: cst.CSTNode) -> bool:
    """Tell whether changes of a node mean nothing: types, imports, docstrings, what is not run."""
    if isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom):
        return True
    if isinstance(node, cst.Decorator):
        inner = node.decorator.func if isinstance(node.decorator, cst.Call) else node.decorator
        return isinstance(inner, cst.Name) and inner.value in _DECLARATIONS
    if isinstance(node, cst.Call):
        return isinstance(node.func, cst.Name) and node.func.value in _NEVER_CHANGED
    if isinstance(node, cst.Expr):
        return isinstance(node.value, cst.SimpleString)
    if isinstance(node, cst.If):
        started = m.Comparison(m.Name("__name__"), [m.ComparisonTarget(m.Equal())])
        return m.matches(node.test, m.Name("TYPE_CHECKING") | started)
    alias = m.Subscript(m.Name("tuple") | m.Name("dict") | m.Name("list") | m.Name("Callable") | m.Name("Iterator"))
    return m.matches(node, m.Assign([m.AssignTarget(m.Name("__all__"))]) | m.Assign(value=alias))
