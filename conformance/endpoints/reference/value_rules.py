"""Rules for single JSON values, put together like bricks: `nullable(number(0, 2))`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.endpoints.reference.mistakes import RequestError, missing, wrong_type

Rule = Callable[[Any, str], Any]
"""Takes a value and its dotted path, returns the value as the reference uses it, or raises RequestError."""


def nullable(rule: Rule) -> Rule:
    """Accept null as well."""
    return lambda value, param: None if value is None else rule(value, param)


def anything(value: Any, _: str) -> Any:
    """Accept every value."""
    return value


def boolean(value: Any, param: str) -> bool:
    """Accept true and false."""
    if not isinstance(value, bool):
        raise wrong_type(param, "a boolean", value)
    return value


def number(low: float, high: float) -> Rule:
    """Accept numbers from low to high."""

    def rule(value: Any, param: str) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong_type(param, "a number", value)
        return _within(value, param, low, high, "decimal")

    return rule


def integer(low: int | None = None, high: int | None = None) -> Rule:
    """Accept integers from low to high; 1.0 is an integer, as JSON Schema has it (section 6.1.1 of validation)."""

    def rule(value: Any, param: str) -> Any:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise wrong_type(param, "an integer", value)
        return _within(value, param, low, high, "integer")

    return rule


def _within(value: Any, param: str, low: float | None, high: float | None, kind: str) -> Any:
    if low is not None and value < low:
        raise RequestError(f"'{param}' must be at least {low}.", param, f"{kind}_below_min_value")
    if high is not None and value > high:
        raise RequestError(f"'{param}' must be at most {high}.", param, f"{kind}_above_max_value")
    return value


def string(longest: int | None = None, *, empty: bool = True) -> Rule:
    """Accept strings of at most so many characters."""

    def rule(value: Any, param: str) -> str:
        if not isinstance(value, str):
            raise wrong_type(param, "a string", value)
        if not value and not empty:
            raise RequestError(f"'{param}' must not be empty.", param, "empty_string")
        if longest is not None and len(value) > longest:
            message = f"'{param}' must have at most {longest} characters."
            raise RequestError(message, param, "string_above_max_length")
        return value

    return rule


def one_of(*values: str) -> Rule:
    """Accept these strings only."""

    def rule(value: Any, param: str) -> str:
        if string()(value, param) not in values:
            raise RequestError(f"'{param}' must be one of {', '.join(values)}.", param, "invalid_value")
        return str(value)

    return rule


def array(item: Rule, fewest: int = 0, most: int | None = None) -> Rule:
    """Accept arrays whose items satisfy a rule."""

    def rule(value: Any, param: str) -> list[Any]:
        if not isinstance(value, list):
            raise wrong_type(param, "an array", value)
        if len(value) < fewest:
            raise RequestError(f"'{param}' must have at least {fewest} items.", param, "empty_array")
        if most is not None and len(value) > most:
            raise RequestError(f"'{param}' must have at most {most} items.", param, "array_above_max_length")
        return [item(entry, f"{param}[{at}]") for at, entry in enumerate(value)]

    return rule


def record(members: Mapping[str, Rule], required: tuple[str, ...] = (), *, closed: bool = False) -> Rule:
    """Accept objects with these members; `closed` refuses others."""

    def rule(value: Any, param: str) -> dict[str, Any]:
        mapping(value, param)
        for name in required:
            if name not in value:
                raise missing(f"{param}.{name}")
        if closed:
            refuse_unknown(value, members, f"{param}.")
        return {name: members[name](entry, f"{param}.{name}") for name, entry in value.items() if name in members}

    return rule


def mapping(value: Any, param: str) -> dict[str, Any]:
    """Accept every object."""
    if not isinstance(value, dict):
        raise wrong_type(param, "an object", value)
    return value


def refuse_unknown(value: Mapping[str, Any], known: Mapping[str, Any], prefix: str = "") -> None:
    """Refuse members that are not known.

    Raises:
        RequestError: there is one; the first is named, cut to 64 characters.
    """
    unknown = next((name for name in value if name not in known), None)
    if unknown is not None:
        path = prefix + unknown[:64]
        raise RequestError(f"Unknown parameter: '{path}'.", path, "unknown_parameter")
