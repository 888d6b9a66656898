"""Words for translators: what Babel finds in Python files, and the sentences of refusals, which are no calls."""

from __future__ import annotations

import ast
from typing import IO, TYPE_CHECKING, Any, TypeAlias, cast

from babel.messages.extract import extract_python

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

Found: TypeAlias = tuple[int, str | None, Any, list[str]]
"""Babel's form of one message: the line, the function it was given to, the message, translators' comments."""


def extract(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Found]:
    """Find the arguments of gettext calls and the `message` of every refusal in one Python file."""
    # One method for both: Babel asks only the first method whose pattern matches a file.
    calls: Any = extract_python(fileobj, keywords, comment_tags, cast("Any", options))
    yield from calls
    fileobj.seek(0)
    yield from refusals(fileobj.read())


def refusals(source: bytes) -> Iterator[Found]:
    """Find `message = "…"` in the classes that are refusals; the sentence is at once the key."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and _is_refusal(node):
            yield from (
                (statement.lineno, None, text, []) for statement in node.body for text in _message(statement)
            )


def _is_refusal(node: ast.ClassDef) -> bool:
    """Tell a refusal by names: it is `Refusal`, or its base is `Refusal` or a subclass, which end in Error."""
    bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
    return node.name == "Refusal" or any(base == "Refusal" or base.endswith("Error") for base in bases)


def _message(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.Assign(targets=[ast.Name(id="message")], value=ast.Constant(value=str(text))):
            return [text]
        case ast.AnnAssign(target=ast.Name(id="message"), value=ast.Constant(value=str(text))):
            return [text]
        case _:
            return []
