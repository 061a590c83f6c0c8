"""Which string literals are words for people, told by where they stand and by nothing else.

A literal is wording where it stands in the message or the expectation of a `Finding` or an `Oddity`, in the reason of a
`Remark`, in an argument of those names of any other call, in a `raise`, as a value of a table of sentences (`_TABLES`),
or in a name of which every use in its module stands so; and wherever it is a whole sentence, since nothing that travels
is one: a capital, a blank, and a full stop at the end.
"""

from __future__ import annotations

import re

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider

_TOLD: dict[str, set[int | str]] = {
    "Finding": {1, 2, "message", "expected"},
    "Oddity": {1, 2, "message", "expected"},
    "Remark": {1, "reason"},
}
"""Constructor -> its arguments that only people read."""
_ALWAYS_TOLD: set[int | str] = {"message", "expected", "reason"}
_SENTENCE = re.compile(r"""(["'])[A-Z].* .*\.\1""")
_TABLES = frozenset({"SENTENCES", "WORDS", "_WORDS"})


class Wording:
    """The words for people of one module."""

    def __init__(self, wrapper: MetadataWrapper) -> None:
        self._parents = wrapper.resolve(ParentNodeProvider)
        self._uses = _uses(wrapper.module)

    def is_for_people(self, node: cst.CSTNode) -> bool:
        """Tell whether a literal is wording."""
        is_sentence = isinstance(node, cst.SimpleString) and _SENTENCE.fullmatch(node.value) is not None
        return is_sentence or self._is_told(node, frozenset())

    def _is_told(self, node: cst.CSTNode, seen: frozenset[str]) -> bool:
        parent = self._parents.get(node)
        while parent is not None and not isinstance(parent, cst.FunctionDef | cst.ClassDef | cst.Module):
            if isinstance(parent, cst.Raise):
                return True
            if isinstance(parent, cst.Call):
                return self._is_told_in(parent, node)
            if isinstance(parent, cst.Subscript | cst.Comparison):
                return False
            if isinstance(parent, cst.Assign | cst.AnnAssign):
                return self._is_told_later(parent, seen)
            node, parent = parent, self._parents.get(parent)
        return False

    def _is_told_in(self, call: cst.Call, node: cst.CSTNode) -> bool:
        told = _TOLD.get(call.func.value, _ALWAYS_TOLD) if isinstance(call.func, cst.Name) else _ALWAYS_TOLD
        for index, argument in enumerate(call.args):
            if argument is node:
                return (argument.keyword.value if argument.keyword else index) in told
        return False

    def _is_told_later(self, assignment: cst.Assign | cst.AnnAssign, seen: frozenset[str]) -> bool:
        one = assignment.targets[0].target if isinstance(assignment, cst.Assign) else assignment.target
        if not isinstance(one, cst.Name) or one.value in seen:
            return False
        uses = [use for use in self._uses.get(one.value, ()) if use is not one]
        return one.value in _TABLES or (
            bool(uses) and all(self._is_told(use, seen | {one.value}) for use in uses if not self._is_target(use))
        )

    def _is_target(self, name: cst.Name) -> bool:
        return isinstance(self._parents.get(name), cst.AssignTarget)


def _uses(module: cst.Module) -> dict[str, list[cst.Name]]:
    found: dict[str, list[cst.Name]] = {}

    class Names(cst.CSTVisitor):
        def visit_Name(self, node: cst.Name) -> None:  # noqa: N802 - libcst's name
            found.setdefault(node.value, []).append(node)

    module.visit(Names())
    return found
