"""The commands that list, show and publish questionnaires."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.foundation.clock import now
from survey.foundation.doors import open_house
from survey.foundation.output import format_option, show
from survey.foundation.tabular import read_date
from survey.questionnaire.domain import VIETNAMESE, Level, in_language
from survey.questionnaire.domain.refusals import NoQuestionnaireError
from survey.questionnaire.records import assignments, unit_codes, version_in_force, versions
from survey.questionnaire.services import ask, lint_file, publish_file, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from survey.questionnaire.domain import Question, Version

COMMAND_LINE = "command line"
"""Whom to name where no account did something."""


@click.group()
def questionnaire() -> None:
    """Questionnaires and their published versions."""


@questionnaire.command("list")
@format_option
def list_versions(form: str) -> None:
    """List every version of every questionnaire."""
    with open_house() as house, house.store.reading() as connection:
        units = unit_codes(connection)
        show([_version_row(version, units) for version in versions(connection)], form)


@questionnaire.command("show")
@click.argument("code")
@format_option
def show_questions(code: str, form: str) -> None:
    """Show the questions of the version in force."""
    with open_house() as house, house.store.reading() as connection:
        version = version_in_force(connection, code)
        if version is None:
            raise NoQuestionnaireError(code=code)
        show([_question_row(question) for question in version.questions], form)


@questionnaire.command("lint")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@format_option
def lint_questionnaire(file: Path, form: str) -> None:
    """List what is wrong with FILE, a questionnaire in TOML, and what may be better said; 1 if it has errors."""
    with open_house() as house, house.store.reading() as connection:
        found = lint_file(connection, file)
    show([{"level": one.level.value, "where": one.where, "message": one.message} for one in found], form)
    if any(one.level is Level.ERROR for one in found):
        raise click.exceptions.Exit(1)


@questionnaire.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def publish_questionnaire(file: Path) -> None:
    """Publish FILE, a questionnaire in TOML, as the version in force."""
    with open_house() as house, house.store.writing() as connection:
        version = publish_file(connection, file, at=now())
    state = "in force" if version.retired_at is None else "published before and retired since"
    click.echo(f"{version.code} version {version.number}: {state}")


@questionnaire.command("ask")
@click.argument("code")
@click.option("--from", "day", required=True, metavar="DAY", help="First day: 2026-07-01 or 01/07/2026.")
@click.option("--unit", default="", metavar="CODE", help="Only at this unit and those below it; else everywhere.")
def ask_questionnaire(code: str, day: str, unit: str) -> None:
    """Let CODE be asked from DAY on, instead of what was asked there before."""
    with open_house() as house, house.store.writing() as connection:
        unit_id, first = unit_of(connection, unit), read_date(day)
        ask(connection, code, unit_id=unit_id, day=first, at=now(), by=COMMAND_LINE)
    click.echo(f"{code} is asked {f'at {unit}' if unit else 'everywhere'} from {first.isoformat()} on.")


@questionnaire.command("asked")
@format_option
def list_assignments(form: str) -> None:
    """List which questionnaire is asked where from which day on; where nothing is said, the default is."""
    with open_house() as house, house.store.reading() as connection:
        units = unit_codes(connection)
        rows = [
            {
                "unit": units.get(one.unit_id or 0),
                "code": one.code,
                "valid_from": one.valid_from.isoformat(),
                "set_by": one.set_by,
            }
            for one in assignments(connection)
        ]
    show(rows, form)


def _version_row(version: Version, units: Mapping[int, str]) -> dict[str, object]:
    return {
        "code": version.code,
        "unit": units.get(version.unit_id or 0),
        "number": version.number,
        "questions": len(version.questions),
        "indexed": len(version.indexed),
        "languages": " ".join(version.languages),
        "published_at": version.published_at,
        "retired_at": version.retired_at,
        "content_hash": version.content_hash,
    }


def _question_row(question: Question) -> dict[str, object]:
    return {
        "code": question.code,
        "kind": question.kind.value,
        "group": question.group,
        "core": question.core,
        "indexed": question.indexed,
        "confidential": question.confidential,
        "show_if": _shown_if(question),
        "text": in_language(question.text, VIETNAMESE),
    }


def _shown_if(question: Question) -> str | None:
    condition = question.condition
    return f"{condition.question} in {','.join(condition.answers)}" if condition else None
