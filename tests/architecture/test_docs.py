"""What the documents tell people to type exists, and what they point to is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from survey.cli import command_group
from survey.settings import PREFIX, ROOT, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
_BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`(hailong [^`]+)`")
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def typed(text: str) -> Iterator[str]:
    for block in _BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith(("hailong ", "make ")):
                yield line.partition("#")[0].strip()
    yield from (" ".join(span.split()) for span in _SPAN.findall(text))


COMMANDS = sorted({line for path in DOCUMENTS for line in typed(path.read_text(encoding="utf-8"))})


def test_the_documents_name_commands():
    assert len(COMMANDS) > 15


@pytest.mark.parametrize("line", [line for line in COMMANDS if line.startswith("hailong ")])
def test_every_command_of_the_documents_exists_with_its_options(line):
    words = shlex.split(line)[1:]
    command: click.Command | None = command_group()
    context = click.Context(command_group())
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.get_command(context, words.pop(0))
        assert command is not None, line
    assert command is not None
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    for word in words:
        if word.startswith("--"):
            assert word.partition("=")[0] in known, f"{line}: {word}"


def test_every_make_target_of_the_documents_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for line in COMMANDS:
        if line.startswith("make "):
            assert line.split()[1] in targets, line


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_between_documents_leads_somewhere(path):
    for target in _LINK.findall(path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_setting_a_document_names_exists(path):
    known = {PREFIX + name.upper() for name in Settings.__dataclass_fields__}
    for name in re.findall(rf"{PREFIX}[A-Z_]+", path.read_text(encoding="utf-8")):
        assert name in known, name


def test_every_decision_has_its_four_parts():
    decisions = sorted(Path(ROOT / "docs" / "decisions").glob("*.md"))
    assert decisions
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert re.match(rf"# {path.name[:4]} ", text), path.name
        for part in ("**Context.**", "**Decision.**", "**Price.**", "**When to revisit.**"):
            assert part in text, f"{path.name}: {part}"
