"""The command that brings answers in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from survey.intake.importing import refusals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from survey.foundation.doors import House


@pytest.fixture
def a_file(office: House, tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text("unit,Câu 1,q2\nDONGHA,5,4\nDONGHA,6,4\nDONGHA,5,4\n", encoding="utf-8")
    return path


def test_the_command_prints_what_became_of_the_lines(hailong: Callable[..., Result], a_file: Path):
    words = ("import", "responses", a_file, "--questionnaire", "short", "--map", "Câu 1=q1", "--channel", "phone")
    result = hailong(*words)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert (report["accepted"], report["duplicate"]) == (2, 0)
    assert [one["line"] for one in report["refused"]] == [3]
    assert json.loads(hailong(*words).stdout)["duplicate"] == 2


def test_the_strict_command_fails_on_a_refused_line(hailong: Callable[..., Result], a_file: Path):
    words = ("import", "responses", a_file, "--questionnaire", "short", "--map", "Câu 1=q1", "--strict")
    result = hailong(*words)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["accepted"] == 0


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--questionnaire", "short", "--map", "nonsense"),
        ("--questionnaire", "short", "--map", "=q1"),
        ("--questionnaire", "short", "--channel", "pigeon"),
        ("--questionnaire", "short", "--tier", "sure"),
    ],
)
def test_a_wrong_call_of_the_command_ends_with_2(
    hailong: Callable[..., Result], a_file: Path, words: tuple[str, ...]
):
    assert hailong("import", "responses", a_file, *words).exit_code == 2


def test_the_command_refuses_what_the_file_cannot_be(hailong: Callable[..., Result], a_file: Path):
    result = hailong("import", "responses", a_file, "--questionnaire", "short")
    assert isinstance(result.exception, refusals.UnknownColumnError)
