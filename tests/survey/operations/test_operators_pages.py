"""The operators' page in both languages: the same files and commands, and every command in them exists."""

from __future__ import annotations

import re

import pytest

from survey.cli import command_group
from survey.settings import ROOT

PAGES = {"en": ROOT / "docs" / "operations.md", "vi": ROOT / "docs" / "vi" / "van-hanh.md"}
BLOCK = re.compile(r"^```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
UNIT = re.compile(r"`/etc/systemd/system/([\w.-]+)`:\n\n```ini\n")
RUN = re.compile(r"(?:^ExecStart=/opt/hailong/|&& )\.venv/bin/hailong (\w+)", re.MULTILINE)


def text(language: str) -> str:
    return PAGES[language].read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Give what is to be typed or copied, remarks left out."""
    return [re.sub(r" +#.*", "", block) for block in BLOCK.findall(text(language))]


def test_both_languages_give_the_same_files_and_commands():
    assert blocks("vi") == blocks("en") != []
    assert len(re.findall("^## ", text("vi"), re.MULTILINE)) == len(re.findall("^## ", text("en"), re.MULTILINE))
    assert UNIT.findall(text("vi")) == UNIT.findall(text("en"))


def test_both_languages_name_the_same_commands_in_the_text():
    def named(language: str) -> list[str]:
        return sorted(re.findall(r"`(hailong [a-z-]+(?: [a-z-]+)?)", text(language)))

    assert named("vi") == named("en")


@pytest.mark.parametrize("language", PAGES)
def test_what_the_timer_and_the_table_of_times_run_exists(language):
    found = RUN.findall(text(language))
    assert found == ["serve", "nightly", "nightly"]
    group = command_group()
    for name in found:
        assert name in group.list_commands(None)  # type: ignore[arg-type]  # it looks at no context
