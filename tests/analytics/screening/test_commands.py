from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from analytics.screening.domain.explaining import DETECTORS, METHOD
from survey.accounts.domain import NewAccount
from survey.accounts.services import add_account
from tests.analytics.screening.province import NOW, PASSWORD, SINCE, UNTIL, a_month, accounts
from tests.helpers.builders import a_unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from survey.foundation.database import Store

PERIOD = ("--from", str(SINCE), "--to", str(UNTIL))


def screened(hailong: Callable[..., Result], *words: str) -> list[dict[str, object]]:
    done = hailong("screen", *PERIOD, "--format", "json", *words)
    assert done.exit_code == 0, done.output
    rows: list[dict[str, object]] = json.loads(done.stdout)
    return rows


def test_screen_prints_what_the_contract_promises(hailong, store: Store):
    with store.writing() as connection:
        burst = {str(one) for one in a_month(connection)}
    rows = screened(hailong, "--no-notes")
    assert rows
    for row in rows:
        assert {"response_id", "detector", "kind", "reason", "p", "rule", "action"} <= row.keys()
        assert row["action"] in {"reject", "quarantine"}
    assert len({row["response_id"] for row in rows} & burst) > 20


def test_screen_as_a_table_says_how_many_false_findings_to_expect(hailong, store: Store):
    with store.writing() as connection:
        a_month(connection)
    done = hailong("screen", *PERIOD)
    assert done.exit_code == 0
    assert "expected_false" in done.stdout
    assert "detector" in done.stdout


def test_screen_of_an_empty_period_finds_nothing_and_a_wrong_one_is_refused(hailong, store: Store):
    assert screened(hailong) == []
    done = hailong("screen", "--from", "2026-03-31", "--to", "2026-03-01")
    assert done.exception is not None
    assert "before it begins" in str(done.exception)


def test_every_detector_is_explained_in_json_and_in_words(hailong, store: Store):
    with store.writing() as connection:
        a_month(connection)
    done = hailong("screen", *PERIOD, "--explain", "--format", "json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["from"], told["to"], told["method"]) == (str(SINCE), str(UNTIL), METHOD)
    assert told["thresholds"]["valid_from"] == "2020-01-01"
    assert {(one["detector"], one["kind"] or "") for one in told["explain"]} == {
        (family.value, kind) for family, kind in DETECTORS
    }
    for one in told["explain"]:
        assert one["hypothesis"]
        assert one["inputs"]
        assert (one["q"] is None) == (one["tests"] is None) == (one["control"] is None)
    drip = [one for one in told["explain"] if one["detector"] == "drip"]
    assert {one["tests_in_family"] for one in drip} == {sum(one["tests"] for one in drip)}
    assert {one["q"] for one in drip} == {0.05}
    assert next(one for one in told["explain"] if one["detector"] == "clock")["parameters"] == {"clock_s": 300}
    assert {"response_id", "detector", "reason", "p", "rule", "action"} <= told["flags"][0].keys()
    words = hailong("screen", *PERIOD, "--explain").stdout
    assert "hypothesis  the clock of every device is right" in words
    assert "q = 0.05 by Benjamini and Hochberg" in words
    assert "thresholds in force since 2020-01-01" in words


def test_an_explanation_has_no_room_in_cells(hailong, store: Store):
    done = hailong("screen", *PERIOD, "--explain", "--format", "csv")
    assert done.exit_code == 2
    assert "no room" in done.output


SLIPS = """token,unit,desk,issued_at
ABC-1,DONGHA,DH-1,2026-03-02 08:00
ABC-2,DONGHA,DH-1,2026-03-02 08:10
ABC-3,DONGHA,DH-1,2026-03-09 08:10
"""
ANSWERS = """response_id,desk,q1,q2,channel,answered_at,received_at,token,device,network,duration_s
first,DH-1,5,5,qr_receipt,2026-03-02 08:30,2026-03-02 08:30,ABC-1,phone a,net,40
again,DH-1,5,5,qr_receipt,2026-03-02 09:30,2026-03-02 09:30,ABC-1,phone b,net,40
forged,DH-1,5,4,qr_receipt,2026-03-02 09:00,2026-03-02 09:00,NOBODY,phone c,net,41
late,DH-1,5,4,qr_receipt,2026-03-29 09:00,2026-03-29 09:00,ABC-2,phone d,net,41
early,DH-1,4,4,qr_receipt,2026-03-08 09:00,2026-03-08 09:00,ABC-3,phone e,net,41
"""


def test_imported_answers_with_bad_slips_are_kept_and_named_as_their_file_names_them(
    hailong, store: Store, tmp_path: Path
):
    for name, text in {"slips.csv": SLIPS, "answers.csv": ANSWERS}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "place.csv").write_text("desk,unit,q1,q2\nDH-1,DONGHA,5,5\n", encoding="utf-8")
    options = ("--questionnaire", "short", "--create-missing")
    assert hailong("import", "responses", tmp_path / "place.csv", *options).exit_code == 0
    assert hailong("import", "slips", tmp_path / "slips.csv").exit_code == 0
    done = hailong("import", "responses", tmp_path / "answers.csv", *options)
    assert '"accepted": 5' in done.stdout, done.output
    rules = {row["response_id"]: row["rule"] for row in screened(hailong) if row["detector"] == "token"}
    assert rules == {
        "again": "token_reused",
        "forged": "token_unknown",
        "late": "token_expired",
        "early": "token_early",
    }


def test_operators_rule_without_pages(hailong, store: Store):
    with store.writing() as connection:
        accounts(connection)
        a_month(connection)
    ids = [str(row["answer"]) for row in screened(hailong, "--no-notes") if row["detector"] == "burst"]
    done = hailong("ruling", "propose", "--as", "member", "--ground", "made_up", *ids)
    assert done.exit_code == 0, done.output
    assert "proposed" in done.stdout
    number = json.loads(hailong("ruling", "list", "--format", "json").stdout)[0]["ruling"]
    done = hailong("ruling", "decide", "--as", "chair", "--yes", str(number))
    assert done.exit_code == 0, done.output
    (row,) = json.loads(hailong("ruling", "list", "--format", "json").stdout)
    assert row["status"] in {"in_force", "awaits_inspection"}
    assert row["index_before"] != row["index_after"]


def test_only_reviewers_rule(hailong, store: Store):
    with store.writing() as connection:
        a_unit(connection)
        new = NewAccount(name="clerk", display_name="", roles=frozenset({"officer"}), unit="DONGHA")
        add_account(connection, new, password=PASSWORD, at=NOW)
    done = hailong("ruling", "decide", "--as", "clerk", "--yes", "1")
    assert "none of the roles" in str(done.exception)
    done = hailong("ruling", "decide", "--as", "nobody", "--yes", "1")
    assert "no active account" in str(done.exception)
    done = hailong("ruling", "decide", "--as", "x", "--yes", "one")
    assert done.exit_code == 2


def test_an_answer_nobody_knows_is_refused_by_name(hailong, store: Store):
    with store.writing() as connection:
        accounts(connection)
    done = hailong("ruling", "propose", "--as", "member", "--ground", "made_up", "no-such-answer")
    assert done.exit_code == 2
    assert "no answer is called" in done.output


@pytest.mark.parametrize("command", ["propose", "decide", "appeal", "list"])
def test_every_step_has_help(hailong, command):
    assert hailong("ruling", command, "--help").exit_code == 0
