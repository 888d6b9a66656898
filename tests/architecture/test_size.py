from __future__ import annotations

import ast
from functools import cache
from statistics import median
from typing import TYPE_CHECKING

from survey.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINES_OF_A_FUNCTION = 40
LINES_OF_A_MODULE = 300
ARGUMENTS = 6
BY_POSITION = 4
"""The style asks for two; a call between modules may read well with more: a connection, a line and its cells."""

NESTING = 3

EXCEPTIONS: dict[str, str] = {
    # Place (module, or module:function) and why it may be larger.
    "survey/migrations/versions": "migrations are generated once and read once",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef
_NESTS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.FunctionDef)


def sources() -> list[Path]:
    return sorted(path for room in ("survey", "analytics", "kiosk") for path in (ROOT / room).rglob("*.py"))


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def excused(where: str) -> bool:
    return any(where == known or where.startswith(known + "/") for known in EXCEPTIONS)


@cache
def sizes() -> dict[str, int]:
    return {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[tuple[str, Function]]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, Function):
            yield f"{place(path)}:{node.name}", node


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def arguments(node: Function) -> tuple[int, int]:
    """Count those given by position, without `self` (none when click calls by name), and all."""
    named = [one.arg for one in (*node.args.posonlyargs, *node.args.args) if one.arg not in {"self", "cls"}]
    by_click = any("click" in ast.unparse(one) or ".command" in ast.unparse(one) for one in node.decorator_list)
    return 0 if by_click else len(named), len(named) + len(node.args.kwonlyargs)


def nesting(node: ast.AST, depth: int = 0) -> int:
    """How deep blocks lie in blocks; an `elif` lies no deeper than its `if`."""
    deepest = depth
    for child in ast.iter_child_nodes(node):
        chained = isinstance(node, ast.If) and isinstance(child, ast.If) and child in node.orelse
        deeper = depth + (isinstance(child, _NESTS) and not chained)
        deepest = max(deepest, nesting(child, deeper))
    return deepest


def test_modules_are_small():
    long = {f"{where} has {lines} lines" for where, lines in sizes().items() if lines > LINES_OF_A_MODULE}
    assert {words for words in long if not excused(words.partition(" ")[0])} == set()


def test_modules_say_their_idea():
    silent = [place(path) for path in sources() if parsed(path).body and not ast.get_docstring(parsed(path))]
    assert silent == []


def faults(node: Function) -> list[str]:
    by_position, in_all = arguments(node)
    found = {
        f"{length(node)} lines": length(node) > LINES_OF_A_FUNCTION,
        f"{in_all} arguments": in_all > ARGUMENTS,
        f"{by_position} of them by position": by_position > BY_POSITION and not node.name.startswith("_"),
        f"nesting {nesting(node)}": nesting(node) > NESTING,
    }
    return [words for words, wrong in found.items() if wrong]


def test_functions_are_small():
    large = {
        where: faults(node)
        for path in sources()
        for where, node in functions(path)
        if faults(node) and not excused(where) and not excused(place(path))
    }
    assert large == {}


def is_public(node: ast.AST) -> bool:
    return isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")


def outlines(node: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for child in node.body:
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)) and is_public(child):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from outlines(child)


def test_everything_public_says_what_it_does():
    silent = [
        f"{place(path)}:{node.name}"
        for path in sources()
        if not excused(place(path))
        for node in outlines(parsed(path))
        if not ast.get_docstring(node)
    ]
    assert silent == []


def test_the_typical_function_fits_a_glance():
    lengths = sorted(
        length(node) for path in sources() for where, node in functions(path) if not excused(place(path))
    )
    assert median(lengths) <= 7
    assert lengths[int(len(lengths) * 0.95)] <= 22


def test_every_exception_is_needed():
    modules = {where for where in EXCEPTIONS if where.endswith(".py")}
    assert modules <= {where for where, lines in sizes().items() if lines > LINES_OF_A_MODULE}
