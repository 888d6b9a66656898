"""`make words`: bring the word catalogues up to date with the code; new words wait untranslated, old ones go."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path("survey/translations")
LANGUAGES = {"citizen": ("vi", "km", "zh"), "staff": ("vi",)}


def main() -> None:
    Path("build").mkdir(exist_ok=True)
    for domain, languages in LANGUAGES.items():
        template = f"build/{domain}.pot"
        babel(
            "extract",
            "--mapping-file",
            str(FOLDER / f"{domain}.cfg"),
            "--no-location",
            "--output-file",
            template,
            ".",
        )
        for language in languages:
            options = ["--domain", domain, "--input-file", template, "--output-dir", str(FOLDER)]
            babel(
                "update", *options, "--locale", language, "--no-fuzzy-matching", "--ignore-obsolete", "--no-wrap"
            )


def babel(*words: str) -> None:
    subprocess.run([Path(sys.executable).parent / "pybabel", "--quiet", *words], check=True)  # noqa: S603 - our own words


if __name__ == "__main__":
    main()
