"""Words for translators: what Babel finds in Python files, and the sentences of refusals, which are no calls."""

from __future__ import annotations

import ast
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from babel.messages.extract import extract_python

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

Found: TypeAlias = tuple[int, str | None, Any, list[str]]
"""Babel's form of one message: the line, the function it was given to, the message, translators' comments."""

_MESSAGE = "message"


def extract(
    fileobj: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Found]:
    """Find the arguments of gettext calls and the `message` of every refusal in one Python file."""
    # One method for both: Babel asks only the first method whose pattern matches a file.
    yield from extract_python(fileobj, keywords, comment_tags, options)  # type: ignore[arg-type] # Babel's own options
    fileobj.seek(0)
    yield from refusals(fileobj.read())


def refusals(source: bytes) -> Iterator[Found]:
    """Find `message = "…"` in the classes that are refusals; the sentence is at once the key."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and _is_refusal(node):
            yield from ((line, None, text, []) for line, text in map(_message, node.body) if text is not None)


def _is_refusal(node: ast.ClassDef) -> bool:
    """Tell a refusal by its bases' names: `Refusal`, or a subclass of it, whose names end in Error."""
    names = [node.name, *(base.id for base in node.bases if isinstance(base, ast.Name))]
    return any(name == "Refusal" or (name.endswith("Error") and name != node.name) for name in names)


def _message(statement: ast.stmt) -> tuple[int, str | None]:
    match statement:
        case ast.Assign(targets=[ast.Name(id="message")], value=ast.Constant(value=str(text))):
            return statement.lineno, text
        case ast.AnnAssign(target=ast.Name(id="message"), value=ast.Constant(value=str(text))):
            return statement.lineno, text
    return statement.lineno, None
