from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import click
import pytest
from click.testing import CliRunner

from survey.foundation.output import as_json, format_option, show

ROWS = [
    {"code": "007", "name": "Quầy 1", "share": 1 / 3, "since": date(2026, 3, 4), "points": Decimal("12.50")},
    {"code": "NA", "name": "=1+1", "share": None, "since": date(2026, 3, 5), "points": Decimal(3)},
]


@click.command()
@format_option
def listing(form: str) -> None:
    show(ROWS, form)


def printed(*words: str) -> str:
    result = CliRunner().invoke(listing, words)
    assert result.exit_code == 0
    return result.output


def test_json_has_every_digit_and_no_rounding():
    rows = json.loads(printed("--format", "json"))
    assert rows[0] == {
        "code": "007", "name": "Quầy 1", "share": 1 / 3, "since": "2026-03-04", "points": 12.5,
    }  # fmt: skip
    assert (rows[1]["share"], rows[1]["points"]) == (None, 3)


def test_csv_disarms_formulas_and_keeps_codes():
    text = printed("--format", "csv").removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["code"] for row in rows] == ["007", "NA"]
    assert (rows[1]["name"], rows[1]["share"]) == ("'=1+1", "")
    assert float(rows[0]["share"]) == 1 / 3


def test_a_table_is_for_people():
    lines = printed().splitlines()
    assert lines[0].split() == ["code", "name", "share", "since", "points"]
    assert "0.3333" in lines[2]
    assert "–" in lines[3]
    assert not any(line.endswith(" ") for line in lines)


def test_another_form_is_a_wrong_call():
    assert CliRunner().invoke(listing, ["--format", "xml"]).exit_code == 2


@pytest.mark.parametrize(("form", "output"), [("json", "[]\n"), ("table", "(none)\n")])
def test_nothing_is_printed_as_nothing(form: str, output: str, capsys: pytest.CaptureFixture[str]):
    show([], form)
    assert capsys.readouterr().out == output


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1E+2"), "100"),
        (Decimal("0.10"), "0.1"),
        (datetime(2026, 3, 4, 2, 30, tzinfo=UTC), '"2026-03-04T02:30:00+00:00"'),
        ("Đông Hà", '"Đông Hà"'),
        (None, "null"),
    ],
)
def test_values_have_one_form_in_json(value: Any, text: str):
    assert as_json(value) == text
