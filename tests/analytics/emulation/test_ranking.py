"""`hailong rank`: blocks by name, units by code, what is printed, and the same bytes from both databases."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from analytics.emulation.cli.ranking import AmbiguousBlockError, NoMembersError, UnknownBlockNameError
from analytics.emulation.records import load
from analytics.index.domain.shrinkage import FrozenPriorError
from analytics.index.services import UnknownUnitError
from survey.foundation.database import Store
from survey.foundation.register import every_table
from survey.intake.services import take_in
from survey.organisation.domain import ProcedureEntry
from survey.organisation.records import keep_procedures, procedure_ids
from survey.volume.domain import Volume, VolumeEntry
from survey.volume.records import keep_volumes
from tests.analytics.emulation.samples import LINEAR, PLAN, TABLE
from tests.helpers.builders import AT, a_submission, a_unit, a_version, dice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from survey.settings import Settings

    Hailong = Callable[..., Result]

PERIOD = ("--from", "2026-03-01", "--to", "31/03/2026")
UNITS = {"SNV": 0.9, "STC": 0.8, "A": 0.7, "B": 0.95, "C": 0.6, "D": 0.85}


def fill(store: Store, *, order: int = 1) -> None:
    """Keep two hundred answers about each of six units, drawn alike, kept in one order or the other."""
    with store.writing() as connection:
        version = a_version(connection, "q1", "q2", "q3")
        for code, happiness in [*UNITS.items()][::order]:
            random = dice(sum(map(ord, code)))
            unit_id = a_unit(connection, code, name=f"Đơn vị {code}")
            marks = ["".join(random.choices("52-", (happiness, 1 - happiness, 0.1), k=3)) for _ in range(200)]
            take_in(connection, [a_submission(version, unit_id, each) for each in marks[::order]])
        a_unit(connection, "SILENT", name="Đơn vị im lặng")


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    return store


def keep(store: Store, *documents: str) -> None:
    with store.writing() as connection:
        for document in documents:
            load(connection, document, at=AT)


def printed(hailong: Hailong, *words: str) -> dict[str, Any]:
    result = hailong("rank", *words, *PERIOD, "--format", "json")
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_the_document_has_every_number_of_the_contract(filled: Store, hailong: Hailong):
    document = printed(hailong, "--units", "all")
    assert document.keys() >= {
        "from", "to", "block", "questionnaire", "method", "mu", "rho", "M", "deff_block", "reliability", "rows",
    }  # fmt: skip
    assert (document["from"], document["to"], document["block"]) == ("2026-03-01", "2026-03-31", None)
    for row in document["rows"]:
        assert row.keys() >= {
            "key", "name", "index", "shrunk", "shrunk_low", "rank", "rank_low", "rank_high", "tied_with_best",
            "tier_group", "state", "reason",
        }  # fmt: skip
    first, *_, last = document["rows"]
    assert (first["key"], first["rank"], first["tied_with_best"], first["tier_group"]) == ("B", 1, True, "A")
    assert first["rank_low"] <= first["rank"] <= first["rank_high"]
    assert first["shrunk_low"] < first["shrunk"] < first["index"]
    silent = {"key": "SILENT", "state": "insufficient", "reason": "no_answers", "rank": None, "index": None}
    assert {name: last[name] for name in silent} == silent
    assert (last["shrunk"], last["tied_with_best"]) == (document["mu"], None)


def test_units_are_listed_by_code(filled: Store, hailong: Hailong):
    rows = printed(hailong, "--units", "STC, A")["rows"]
    assert [(row["key"], row["rank"], row["shrunk"]) for row in rows] == [("STC", 1, None), ("A", 2, None)]


def test_a_prior_may_be_given(filled: Store, hailong: Hailong):
    document = printed(hailong, "--units", "STC,A", "--prior", "0.8", "40")
    assert (document["prior"], document["mu"], document["M"]) == ("frozen", 0.8, 40)
    assert all(row["shrunk"] for row in document["rows"])


@pytest.mark.parametrize("name", ["b1", "p:b1"])
def test_a_block_is_found_by_its_code(filled: Store, hailong: Hailong, name: str):
    keep(filled, PLAN + TABLE + LINEAR)
    document = printed(hailong, "--block", name)
    assert document["block"] == {"programme": "p", "block": "b1", "name": "Khối một"}
    assert {row["key"] for row in document["rows"]} == {"SNV", "007"}


def test_members_are_those_of_the_table_in_force_on_the_last_day(filled: Store, hailong: Hailong):
    earlier = TABLE.replace("2026-12-31", "2026-03-30") + 'members = ["A", "B"]\n' + LINEAR
    later = TABLE.replace("2026-01-01", "2026-03-31").replace("t1", "t2") + 'members = ["C", "D"]\n' + LINEAR
    keep(filled, PLAN.replace('members = ["SNV", "007"]\n', "") + earlier + later)
    assert {row["key"] for row in printed(hailong, "--block", "b1")["rows"]} == {"C", "D"}


def test_only_the_tiers_that_earn_points_count_in_a_block_unless_told(filled: Store, hailong: Hailong):
    keep(filled, PLAN + TABLE + 'tiers = ["verified"]\n' + LINEAR)
    strict, told = printed(hailong, "--block", "b1"), printed(hailong, "--block", "b1", "--tier", "open")
    assert (strict["tiers"], told["tiers"]) == (["verified"], ["open"])
    assert [row["respondents"] for row in strict["rows"]] == [0, 0]
    assert {row["key"]: row["respondents"] for row in told["rows"]}["SNV"] > 190


def test_a_block_nobody_listed_members_of_is_refused(filled: Store, hailong: Hailong):
    keep(filled, PLAN)
    result = hailong("rank", "--block", "b2", *PERIOD)
    assert (result.exit_code, type(result.exception)) == (1, NoMembersError)


def test_a_block_of_several_programmes_must_be_named_with_its_programme(filled: Store, hailong: Hailong):
    keep(filled, PLAN + TABLE + LINEAR, (PLAN + TABLE + LINEAR).replace('id = "p"', 'id = "other"', 1))
    refused = hailong("rank", "--block", "b1", *PERIOD).exception
    assert isinstance(refused, AmbiguousBlockError)
    assert "other:b1, p:b1" in str(refused)
    assert printed(hailong, "--block", "other:b1")["block"]["programme"] == "other"


def test_an_unknown_block_is_refused_with_those_there_are(filled: Store, hailong: Hailong):
    refused = hailong("rank", "--block", "b1", *PERIOD).exception
    assert isinstance(refused, UnknownBlockNameError)
    assert "known: none" in str(refused)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [(("--units", "A,Z"), UnknownUnitError), (("--units", "A", "--prior", "1.5", "4"), FrozenPriorError)],
)
def test_what_cannot_be_ranked_is_refused(
    filled: Store, hailong: Hailong, words: tuple[str, ...], refusal: type[Exception]
):
    result = hailong("rank", *words, *PERIOD)
    assert (result.exit_code, type(result.exception)) == (1, refusal)


@pytest.mark.parametrize("words", [(), ("--block", "b1", "--units", "all"), ("--units", "all", "--tier", "sure")])
def test_a_wrong_call_ends_with_2(store: Store, hailong: Hailong, words: tuple[str, ...]):
    assert hailong("rank", *words, *PERIOD).exit_code == 2


def test_people_read_two_tables_and_spreadsheets_one(filled: Store, hailong: Hailong):
    table = hailong("rank", "--units", "all", *PERIOD).output
    ranked, _, apart = table.partition("Not ranked:")
    assert "SILENT" in apart
    assert "SILENT" not in ranked
    rows = list(csv.DictReader(StringIO(hailong("rank", "--units", "all", *PERIOD, "--format", "csv").output)))
    assert len(rows) == 7
    assert "Not ranked" not in hailong("rank", "--units", "A,B", *PERIOD).output


def test_every_row_says_what_it_is_made_from(filled: Store, hailong: Hailong):
    document = printed(hailong, "--units", "all", "--explain")
    for row in document["rows"][:-1]:
        told = row["explain"]
        assert told["x"] == pytest.approx(told["S"] * told["n"])
        assert told["n"] == pytest.approx(told["N"] / told["deff_block"])
        steady = (told["x"] + 2) / (told["n"] + 4)
        assert told["se"] == pytest.approx((steady * (1 - steady) / told["n"]) ** 0.5)
        whole = told["n"] + told["M"]
        assert row["shrunk"] == pytest.approx((told["x"] + told["mu"] * told["M"]) / whole)
        assert told["own_weight"] == pytest.approx(told["n"] / whole)
        assert (told["ranked"], told["comparisons"], told["holm_level"]) == (6, 30, 0.05)
        assert told["method"] == document["method"]
    silent = document["rows"][-1]["explain"]
    assert (silent["S"], silent["n"], silent["own_weight"]) == (None, None, 0)
    assert "explain" not in printed(hailong, "--units", "all")["rows"][0]


def test_an_explanation_in_words_has_the_block_and_every_unit(filled: Store, hailong: Hailong):
    text = hailong("rank", "--units", "all", *PERIOD, "--explain").output
    first, *_, silent = printed(hailong, "--units", "all", "--explain")["rows"]
    for told in (
        "Questions: q1, q2, q3.",
        "6 units, 30 comparisons tested together by Holm's procedure at 5 %",
        f"S = {first['index']:.6f}; n = N/deff = {first['ratings']} / {first['explain']['deff_block']:.6f}",
        f"score (x + μM)/(n + M) = {first['shrunk']:.6f}",
        "rank 1 (1–",
        f"{silent['key']} {silent['name']}\n  no figure: no_answers",
    ):
        assert told in text, told
    assert hailong("rank", "--units", "all", *PERIOD, "--explain", "--format", "csv").exit_code == 2


def test_the_document_says_by_which_questions_and_floor_it_ranks(filled: Store, hailong: Hailong):
    document = printed(hailong, "--units", "all")
    assert (document["criteria"], document["floor"], document["mix"]) == (["q1", "q2", "q3"], None, "no_volumes")


def test_units_that_the_services_of_the_block_would_move_are_named(filled: Store, hailong: Hailong):
    with filled.writing() as connection:
        keep_procedures(
            connection,
            [ProcedureEntry(line=1, code=code, name=code, field=code, unit="") for code in ("easy", "hard")],
        )
        ids, version = procedure_ids(connection), a_version(connection, "q1", "q2", "q3")
        for unit, parts in {"M": ((152, 160), (20, 40)), "N": ((40, 40), (96, 160))}.items():
            unit_id = a_unit(connection, unit)
            for code, (happy, of) in zip(("easy", "hard"), parts, strict=True):
                marks = ["555"] * happy + ["222"] * (of - happy)
                answers = [a_submission(version, unit_id, each, procedure_id=ids[code]) for each in marks]
                take_in(connection, answers)
                volume = Volume(finished=500, refused=0)
                entry = VolumeEntry(
                    unit_id=unit_id, procedure_id=ids[code], day=date(2026, 3, 1), whole=True, volume=volume
                )
                keep_volumes(connection, [entry])
    told = hailong("rank", "--units", "M,N", *PERIOD).output
    assert "Elsewhere if all had the block's mix of services" in told
    assert "  M: 0.725000, rank 2\n  N: 0.800000, rank 1\n" in told
    assert "Elsewhere" not in hailong("rank", "--units", "A,B", *PERIOD).output
    m, n = printed(hailong, "--units", "M,N")["rows"]
    assert (m["standardised_rank"], n["standardised_rank"], n["standardised_differs"]) == (2, 1, True)
    assert (m["response_rate"], m["coverage"]) == (0.2, None)


def test_a_small_block_stands_on_the_prior_of_its_programme(filled: Store, hailong: Hailong):
    prior = '\n[prior.b1]\nmu = 0.7\nstrength = 30\ndecided_by = "1/QĐ"\nvalid_from = {}\n'
    plan = PLAN.replace('["SNV", "007"]', '["SNV", "STC"]') + TABLE + LINEAR
    keep(filled, plan + prior.format("2026-03-01"))
    document = printed(hailong, "--block", "b1")
    assert (document["prior"], document["mu"], document["M"]) == ("frozen", 0.7, 30)
    assert (document["prior_decided"]["decided_by"], document["prior_decided"]["strength"]) == ("1/QĐ", 30)
    given = printed(hailong, "--block", "b1", "--prior", "0.9", "5")
    assert (given["mu"], given["M"]) == (0.9, 5)
    keep(filled, plan + prior.format("2026-03-02"))
    assert printed(hailong, "--block", "b1")["prior"] == "not_estimable"


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_both_databases_and_any_order_of_answers_print_the_same_bytes(
    filled: Store, hailong: Hailong, settings: Settings, tmp_path: Path
):
    from click.testing import CliRunner  # noqa: PLC0415

    from survey.cli import command_group  # noqa: PLC0415

    keep(filled, PLAN + TABLE + LINEAR)
    address = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    other = Store(address)
    every_table().create_all(other.engine)
    fill(other, order=-1)
    keep(other, PLAN + TABLE + LINEAR)
    other.close()
    for asked in (("--units", "all"), ("--block", "b1")):
        words = ["rank", *asked, *PERIOD, "--format", "json"]
        environment = {"HAILONG_DATABASE_URL": address, "HAILONG_INSTANCE": str(tmp_path)}
        there = CliRunner().invoke(command_group(), words, env=environment)
        assert there.exit_code == 0, there.output
        assert hailong(*words).stdout_bytes == there.stdout_bytes
