from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image

from survey.foundation.database import Store
from survey.foundation.errors import Refusal
from survey.foundation.register import every_table
from survey.organisation.records import add_places
from survey.touchpoint.cli import draw, touchpoint

if TYPE_CHECKING:
    from click import Command
    from click.testing import Result


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"sqlite:///{tmp_path / 'house.sqlite3'}"
    monkeypatch.setenv("HAILONG_DATABASE_URL", address)
    monkeypatch.setenv("HAILONG_INSTANCE", str(tmp_path))
    monkeypatch.setenv("HAILONG_BASE_URL", "https://danhgia.vn")
    monkeypatch.chdir(tmp_path)
    store = Store(address)
    every_table().create_all(store.engine)
    with store.writing() as connection:
        desks = [("DH-1", "DH"), ("AL-1", "AL")]
        add_places(connection, units=["AL", "DH"], desks=desks, valid_from=date(2020, 1, 1))
    store.close()


def run(command: Command, *words: str) -> Result:
    return CliRunner().invoke(command, words)


def listed(*words: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run(touchpoint, "list", "--format", "json", *words).output)
    return rows


def refusal(result: Result) -> str:
    assert isinstance(result.exception, Refusal)
    assert result.exit_code == 1
    return str(result.exception)


def read(path: str) -> str:
    with Image.open(path) as picture:
        return zxingcpp.read_barcodes(picture.convert("L"))[0].text


def test_the_list_gives_every_place_a_code_and_stays_the_same() -> None:
    rows = listed()
    assert rows == listed()
    assert [(row["kind"], row["place"], row["unit"], row["desk"]) for row in rows] == [
        ("unit", "AL", "AL", None),
        ("desk", "AL-1 – AL", "AL", "AL-1"),
        ("unit", "DH", "DH", None),
        ("desk", "DH-1 – DH", "DH", "DH-1"),
    ]
    assert {(row["tier"], row["state"]) for row in rows} == {("open", "active")}
    assert rows[0]["address"] == f"https://DANHGIA.VN/Q/{rows[0]['code']}"


def test_the_list_of_one_unit_is_shorter_and_an_unknown_unit_is_refused() -> None:
    assert {row["unit"] for row in listed("--unit", "DH")} == {"DH"}
    assert refusal(run(touchpoint, "list", "--unit", "XY")) == "There is no unit XY."


def test_the_list_is_printed_as_a_table_and_as_csv() -> None:
    codes = [row["code"] for row in listed()]
    table = run(touchpoint, "list").output
    assert [line.split()[0] for line in table.splitlines()[2:]] == codes
    sheet = run(touchpoint, "list", "--format", "csv").output
    assert [row["code"] for row in csv.DictReader(io.StringIO(sheet.lstrip("\ufeff")))] == codes


def test_a_replaced_code_is_revoked_and_the_new_address_is_told() -> None:
    old = listed()[0]
    said = run(touchpoint, "replace", old["code"].lower())
    assert said.exit_code == 0
    new, ended = listed("--unit", "AL")[:2]
    assert said.output == f"{new['code']}  {new['address']}\n"
    assert (ended["code"], ended["state"]) == (old["code"], "revoked")


def test_a_code_is_revoked_once() -> None:
    code = listed()[0]["code"]
    assert run(touchpoint, "revoke", code).output == f"{code} is revoked.\n"
    assert refusal(run(touchpoint, "revoke", code)) == f"The code “{code}” is no longer used."
    assert refusal(run(draw, code)) == f"The code “{code}” is no longer used."


def test_a_mistyped_code_is_refused() -> None:
    code = listed()[0]["code"]
    wrong = code[1:] + code[0] if code[0] != code[1] else "1" + code[1:]
    assert "letter by letter" in refusal(run(touchpoint, "revoke", wrong))


def test_one_code_is_drawn_into_the_file_named() -> None:
    row = listed()[1]
    assert run(draw, row["code"], "--out", "sign.png").output == "sign.png\n"
    assert read("sign.png") == row["address"]
    assert run(draw, row["code"], row["code"], "--out", "SIGN.SVG").output == "SIGN.SVG\n"
    assert f"<title>AL-1 – AL – {row['address']}</title>" in Path("SIGN.SVG").read_text()


def test_several_codes_are_drawn_into_files_named_after_them() -> None:
    said = run(draw, "--all", "--out", "sign.png")
    rows = listed()
    assert said.output.splitlines() == [f"sign-{row['code']}.png" for row in rows]
    assert [read(f"sign-{row['code']}.png") for row in rows] == [row["address"] for row in rows]


def test_the_codes_of_a_unit_are_drawn_without_the_revoked_ones() -> None:
    old = listed()[0]["code"]
    run(touchpoint, "replace", old)
    files = run(draw, "--unit", "AL", "--out", "sign.svg").output
    assert len(files.splitlines()) == 2
    assert old not in files


def test_without_a_file_the_code_is_drawn_in_the_terminal() -> None:
    row = listed()[1]
    said = run(draw, row["code"]).output
    assert said.startswith("█" * 20)
    assert said.endswith(f"\nAL-1 – AL\n{row['address']}\n\n")


@pytest.mark.parametrize(
    "words", [[], ["--all", "--unit", "DH"], ["00000000", "--all"], ["--all", "--layout", "a4"]]
)
def test_a_wish_that_is_not_clear_is_a_usage_error(words: list[str]) -> None:
    assert run(draw, *words, "--out", "sign.svg").exit_code == 2


@pytest.mark.parametrize("name", ["sign.gif", "sign"])
def test_a_file_of_another_kind_is_refused_and_not_written(name: str) -> None:
    assert "posters as .pdf, not" in refusal(run(draw, "--all", "--out", name))
    assert not Path(name).exists()


def test_posters_of_all_codes_come_in_one_file() -> None:
    said = run(draw, "--all", "--out", "Posters.PDF")
    assert (said.exit_code, said.stdout) == (0, "Posters.PDF\n")
    assert "Posters" in said.stderr
    drawn = Path("Posters.PDF").read_bytes()
    assert drawn.startswith(b"%PDF")
    assert b"/Type/Pages/Count 4" in drawn
    run(draw, "--all", "--out", "again.pdf", "--layout", "a4", "--language", "en", "--copies", "1")
    assert Path("again.pdf").read_bytes() == drawn


@pytest.mark.parametrize(("layout", "pages"), [("a5", 8), ("tent", 8), ("sticker", 2)])
def test_a_layout_takes_its_number_of_sheets(layout: str, pages: int) -> None:
    run(draw, "--all", "--out", "p.pdf", "--layout", layout, "--language", "none", "--copies", "2")
    assert b"/Type/Pages/Count %d/" % pages in Path("p.pdf").read_bytes()


def test_posters_in_a_drafted_language_say_so() -> None:
    said = run(draw, "--unit", "AL", "--out", "p.pdf", "--language", "km")
    assert "“km” are a draft nobody has signed" in said.stderr
    assert "draft" not in run(draw, "--unit", "AL", "--out", "p.pdf").stderr


def test_an_emblem_that_is_not_there_is_refused() -> None:
    refused = refusal(run(draw, "--all", "--out", "p.pdf", "--emblem", "none.svg"))
    assert refused == "The emblem none.svg cannot be printed: No such file or directory."
    assert not Path("p.pdf").exists()


def test_a_folder_that_is_not_there_is_told() -> None:
    said = run(draw, "--all", "--out", "nowhere/sign.svg")
    assert said.exit_code == 1
    assert "No such file or directory" in said.output


def test_an_address_no_phone_could_open_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    code = listed()[0]["code"]
    monkeypatch.setenv("HAILONG_BASE_URL", "danhgia.vn")
    assert "HAILONG_BASE_URL" in refusal(run(touchpoint, "replace", code))
    monkeypatch.setenv("HAILONG_BASE_URL", "https://danhgia.vn")
    assert [row["state"] for row in listed() if row["code"] == code] == ["active"]


def test_the_history_tells_every_code_a_place_has_had() -> None:
    old = next(row["code"] for row in listed("--unit", "DH") if row["desk"])
    new = run(touchpoint, "replace", old, "--reason", " Bị dán đè ").output.split()[0]
    for code in (old, new.lower()):
        steps: list[dict[str, Any]] = json.loads(run(touchpoint, "history", code, "--format", "json").output)
        assert [(step["code"], step["state"], step["replaced_by"]) for step in steps] == [
            (old, "revoked", new),
            (new, "active", None),
        ]
        assert steps[0]["issued_at"] <= steps[0]["revoked_at"] == steps[1]["issued_at"]
        assert [(step["issued_by"], step["ended_by"], step["reason"]) for step in steps] == [
            ("command line", "command line", "Bị dán đè"),
            ("command line", None, None),
        ]
    assert "is not right" in refusal(run(touchpoint, "history", "ABC"))
