"""One answer from the import of an office to its points, by the doors an operator and a citizen use."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from analytics.emulation.services import SHIPPED
from survey.foundation.clock import local_day, now
from survey.questionnaire.services import ensure_default
from tests.helpers.pages import page_of, visit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from survey.app import Service

TABLES = {
    "units": [
        "code,name,kind,parent,valid_from",
        "TINH,Tỉnh Quảng Trị,province,,2020-01-01",
        "DONGHA,Phường Đông Hà,ward,TINH,2020-01-01",
        "NAMDONGHA,Phường Nam Đông Hà,ward,TINH,2020-01-01",
    ],
    "desks": ["code,unit,name,field", "007,DONGHA,Quầy 7,Hộ tịch", "NA,NAMDONGHA,Quầy 1,Đất đai"],
    "staff": ["code,name,home_unit", "S1,Nguyễn Thị An,DONGHA"],
    "roster": ["desk,staff,from,to"],
}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The tables of a small office; S1 sits at desk 007 for the whole of today."""
    folder = tmp_path / "office"
    folder.mkdir()
    today = local_day(now())
    shift = f"007,S1,{today} 00:00,{today} 23:59"
    for name, lines in TABLES.items():
        rows = [*lines, shift] if name == "roster" else lines
        (folder / f"{name}.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def printed(result: Result) -> Any:
    assert result.exit_code == 0, (result.output, result.exception)
    return json.loads(result.stdout)


def test_an_answer_becomes_a_share_of_the_points(hailong: Callable[..., Result], office: Path, service: Service):
    assert hailong("import", "organisation", office).exit_code == 0
    with service.house.store.writing() as connection:
        ensure_default(connection, at=now())
    codes = {row["desk"]: row["code"] for row in printed(hailong("touchpoint", "list", "--format", "json"))}

    receipts = [rate(service, codes["007"], "5", "4"), rate(service, codes["007"], "4", "2")]
    assert len(set(receipts)) == 2
    visit(Client(service), f"/r/{receipts[0]}")

    today = str(local_day(now()))
    period = ("--from", today, "--to", today, "--format", "json")
    (row,) = printed(hailong("index", *period))["rows"]
    assert (row["key"], row["name"], row["respondents"], row["state"]) == (
        "DONGHA", "Phường Đông Hà", 2, "insufficient",
    )  # fmt: skip
    shares = {one["question"]: (one["n"], one["share"]) for one in row["criteria"]}
    assert shares["respect"] == (2, 0.5)
    assert shares["guidance"] == (0, None)
    assert [one["key"] for one in printed(hailong("index", *period, "--by", "staff"))["rows"]] == ["S1"]
    assert [one["key"] for one in printed(hailong("index", *period, "--by", "desk"))["rows"]] == ["007"]
    assert printed(hailong("index", *period, "--unit", "NAMDONGHA"))["rows"] == []
    assert hailong("tally", "--check").exit_code == 0


def rate(service: Service, code: str, overall: str, respect: str) -> str:
    """Rate a desk as a citizen without JavaScript does; give the receipt."""
    client = Client(service)
    ticket = visit(client, f"/Q/{code}").value("ticket")
    given = {
        "ticket": ticket,
        "overall": overall,
        "respect": respect,
        "comment": "Cảm ơn",
        "comment_kind": "praise",
    }
    (receipt,) = page_of(client.post(f"/Q/{code}", data=given)).words("p", **{"class": "code"})
    return receipt


def test_paper_answers_are_scored_by_a_programme(hailong: Callable[..., Result], office: Path, tmp_path: Path):
    assert hailong("import", "organisation", office).exit_code == 0
    path = tmp_path / "paper.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["desk", "Câu 1", "Câu 2", "answered_at"])
        out.writerows(["007", 4 + line % 2, 1 + line % 5, "2026-03-04"] for line in range(40))
    words = ("--questionnaire", "paper", "--create-missing", "--strict")
    assert printed(hailong("import", "responses", path, *words))["accepted"] == 40
    assert printed(hailong("import", "responses", path, *words))["duplicate"] == 40

    (row,) = printed(hailong("index", "--from", "2026-03-01", "--to", "2026-03-31", "--format", "json"))["rows"]
    assert (row["key"], row["index"], row["state"]) == ("DONGHA", 0.7, "ok")

    programme = SHIPPED / "minh_hoa_2026.toml"
    assert hailong("programme", "load", programme).exit_code == 0
    assert "minh_hoa_2026" in hailong("programme", "list").output
    words = ("--programme", "minh_hoa_2026", "--wave", "dot_1", "--unit", "DONGHA")
    explained = hailong("score", *words, "--explain")
    assert explained.exit_code == 0, explained.output
    assert "70" in explained.output
    (scored,) = printed(hailong("score", *words, "--format", "json"))["rows"]
    assert scored["unit"] == "DONGHA"
    assert hailong("tally", "--check").output == "Every tally equals its answers.\n"
