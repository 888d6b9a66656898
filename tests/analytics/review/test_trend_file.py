"""The weeks of a unit as a file."""

from __future__ import annotations

import csv
import io

from tests.analytics.review.conftest import FORMULA
from tests.helpers.pages import visit


def read(browser, address: str) -> list[dict[str, str]]:
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_file_has_the_weeks_of_the_page(browsers, today):
    found = read(browsers["all"], "/review/units/A1/trend.csv")
    assert found[0]["from"] < found[-1]["to"] == today.isoformat()
    (told,) = [row for row in found if row["index"]]
    assert (told["unit"], told["respondents"], told["index"], told["state"]) == ("A1", "30", "0.5", "ok")
    assert float(told["low"]) < 0.5 < float(told["high"])
    assert {row["state"] for row in found} == {"ok", "none"}


def test_what_the_page_hides_is_empty(browsers):
    found = read(browsers["all"], "/review/units/+F/1/trend.csv?period=this_month")
    hidden = [row for row in found if row["state"] == "hidden"]
    assert len(hidden) == 2
    assert not any(row[column] for row in hidden for column in ("respondents", "index", "low", "high"))


def test_no_cell_runs_as_a_formula(browsers):
    (row, *_) = read(browsers["all"], "/review/units/+F/1/trend.csv")
    assert row["unit"] == "'+F/1"
    assert row["name"] == "'" + FORMULA


def test_the_file_is_named_after_unit_and_period(browsers, today):
    answer = browsers["all"].get("/review/units/A1/trend.csv?period=this_year")
    name = f"trend-A1-{today.year}-01-01-{today}.csv"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"


def test_the_page_links_to_the_file_of_its_period(browsers):
    page = visit(browsers["all"], "/review/units/A1?period=this_month")
    links = [each.given["href"] for each in page.all("a") if "CSV" in each.text]
    assert links == ["/review/units/A1/trend.csv?period=this_month"]
