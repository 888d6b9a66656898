"""Parts of the documentation that are written by the code, so that they cannot grow old."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from survey.settings import PREFIX, ROOT, Settings

README = ROOT / "README.md"
BEGIN, END = "<!-- settings -->", "<!-- /settings -->"


def settings_table() -> str:
    """Give every setting as a row of Markdown: name, default, meaning."""
    lines = ["| Setting | Default | Meaning |", "|---|---|---|"]
    lines += [
        f"| `{PREFIX}{knob.name.upper()}` | {_shown(knob.default)} | {knob.metadata['meaning']} |"
        for knob in fields(Settings)
    ]
    return "\n".join(lines)


def _shown(default: object) -> str:
    if isinstance(default, Path):
        return f"`{default.relative_to(ROOT).as_posix()}/`"
    if isinstance(default, tuple):
        return f"`{','.join(default)}`"
    return f"`{default}`" if default != "" else "–"


def between_marks(text: str) -> str:
    """Give what stands between the marks of the settings table."""
    return text.partition(BEGIN)[2].partition(END)[0].strip("\n")


def write_settings_table() -> None:
    """Put the table into the README: `python -c "from tests.helpers.docs import *; write_settings_table()"`."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n{settings_table()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write_settings_table()
