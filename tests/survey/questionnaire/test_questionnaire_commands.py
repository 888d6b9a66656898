from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from survey import questionnaire as feature
from survey.foundation.doors import open_house
from survey.foundation.register import every_table
from survey.questionnaire.cli import questionnaire
from survey.questionnaire.domain.refusals import NoQuestionnaireError, UnreadableDocumentError

if TYPE_CHECKING:
    from click.testing import Result

PACKAGED = Path(feature.__path__[0]) / "documents" / "default.toml"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("HAILONG_INSTANCE", str(tmp_path))
    monkeypatch.delenv("HAILONG_DATABASE_URL", raising=False)
    with open_house() as house:
        every_table().create_all(house.store.engine)

    def command(*words: str) -> Result:
        return CliRunner().invoke(questionnaire, list(words))

    return command


def test_a_published_file_is_listed_and_shown(run):
    assert run("publish", str(PACKAGED)).output == "default version 1: in force\n"
    (row,) = json.loads(run("list", "--format", "json").output)
    assert (row["code"], row["number"], row["questions"], row["retired_at"]) == ("default", 1, 22, None)
    shown = json.loads(run("show", "default", "--format", "json").output)
    assert shown[0]["code"] == "overall"
    assert {row["code"] for row in shown if row["confidential"]} == {"no_harassment", "no_extra_cost"}


def test_an_edited_file_is_the_next_version_and_the_old_one_stays_retired(run, tmp_path):
    run("publish", str(PACKAGED))
    edited = tmp_path / "edited.toml"
    edited.write_text(
        "\ufeff" + PACKAGED.read_text(encoding="utf-8").replace("Nhìn chung", "Nói chung"), encoding="utf-8"
    )
    assert run("publish", str(edited)).output == "default version 2: in force\n"
    assert run("publish", str(PACKAGED)).output == "default version 1: published before and retired since\n"


def test_what_cannot_be_shown_or_published_is_refused(run, tmp_path):
    assert isinstance(run("show", "none").exception, NoQuestionnaireError)
    broken = tmp_path / "broken.toml"
    broken.write_text("code =", encoding="utf-8")
    assert isinstance(run("publish", str(broken)).exception, UnreadableDocumentError)
    assert run("publish", str(tmp_path / "missing.toml")).exit_code == 2
