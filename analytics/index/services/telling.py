"""How an explanation of a number is put together, and written as lines a person can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def entry(number: str, value: Any, section: str, formula: str, **told: Any) -> dict[str, Any]:
    """Give one explanation; what is told are inputs, but `parameters` are what somebody decided."""
    parameters = told.pop("parameters", {})
    return {
        "number": number,
        "value": value,
        "formula": formula,
        "inputs": told,
        "parameters": parameters,
        "section": section,
    }


def told_entries(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Write explanations, each with the version of the method note it follows, as lines."""
    for each in entries:
        yield f"  {each['number']} = {_word(each['value'])}"
        yield f"    formula     {each['formula']} (method {each['method']} {each['section']})"
        yield from (f"    {kind:<11} {_words(each[kind])}" for kind in ("inputs", "parameters") if each[kind])


def _words(told: dict[str, Any]) -> str:
    return "; ".join(f"{name} = {_word(value)}" for name, value in told.items())


def _word(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_word(inner)}" for name, inner in value.items()) or "–"
    if isinstance(value, list):
        return " · ".join(map(_word, value))
    return "–" if value is None else str(value)
