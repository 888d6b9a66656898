"""The way from the counter to the index: how many were served, asked, answered and counted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from analytics.index.domain import METHOD, bounds_for_all
from analytics.index.services import (
    Asked,
    coverage_document,
    coverage_in_words,
    coverages,
    explained_document,
    indices,
)
from analytics.index.services.serving import Warned
from analytics.tally.services import rebuild_dirty
from survey.foundation.clock import days
from survey.intake.services import take_in
from survey.organisation.domain import Holiday, HolidayEntry, HolidayKind
from survey.organisation.records import keep_holidays, procedure_ids
from survey.volume.domain import CallBack, Floor, Volume, VolumeEntry
from survey.volume.records import add_call_back, add_floor, keep_volumes
from survey.volume.services import decide_floor, known_volumes
from tests.analytics.index.visitors import MARCH, answers, invited, served
from tests.helpers.builders import AT, a_desk, a_submission, a_unit, a_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from click.testing import Result
    from sqlalchemy import Connection

    from analytics.index.services import CoverageRow
    from survey.foundation.database import Store


def test_the_way_from_the_counter_to_the_index_is_told_of_every_unit(office: Connection):
    answers(office, "A", ["555"] * 16 + ["511"] * 4, tier="verified")
    answers(office, "A", ["555"] * 5)
    served(office, "A", 90, refused=10)
    invited(office, "A", 96)
    rebuild_dirty(office)
    found = coverages(office, Asked(**MARCH))
    first, second = found.rows
    assert (first.key, first.invited, first.answered, first.verified) == ("A", 96, 25, 20)
    assert (first.response_rate, first.coverage, first.may_be_ranked) == (Fraction(1, 4), Fraction(96, 100), True)
    index = 1 - Fraction(2, 3) * Fraction(4, 25)
    assert first.bounds is not None
    assert (first.bounds.low, first.bounds.high) == (float(index / 4), float(index / 4 + Fraction(3, 4)))
    assert (second.key, second.volume, second.answered, second.may_be_ranked) == ("B", None, 0, None)


def test_the_floor_of_the_first_day_decides(office: Connection):
    answers(office, "A", ["555"] * 20)
    served(office, "A", 100)
    invited(office, "A", 94)
    rebuild_dirty(office)
    assert coverages(office, Asked(**MARCH)).rows[0].may_be_ranked is False
    for day in (date(2026, 2, 1), date(2026, 3, 2)):
        floor = Floor(
            valid_from=day,
            response_rate=Fraction(1, 5),
            coverage=Fraction(94, 100) if day.month == 2 else Fraction(1),
            decided_by="QĐ 1",
        )
        assert add_floor(office, floor)
    found = coverages(office, Asked(**MARCH))
    assert (found.floor.decided_by, found.rows[0].may_be_ranked) == ("QĐ 1", True)


@pytest.mark.parametrize("by", ["desk", "procedure", "day"])
def test_coverage_is_told_by_desk_procedure_and_day(office: Connection, by: str):
    desk, p = a_desk(office, "A-1", unit="A"), procedure_ids(office)["P"]
    answers(office, "A", ["555"] * 3, desk_id=desk, procedure_id=p, tier="verified")
    answers(office, "A", ["555"], at=AT + timedelta(days=1))
    served(office, "A", 10, procedure="P")
    invited(office, "A", 5)
    rebuild_dirty(office)
    found = {row.key: row for row in coverages(office, Asked(**MARCH, by=by)).rows}
    keys = {"desk": ("A-1", None), "procedure": ("P", None), "day": ("2026-03-04", "2026-03-05")}[by]
    # Days of no files and nobody else are told too.
    busy = {key for key, row in found.items() if row.answered or row.invited or (row.volume and row.volume.served)}
    assert busy == set(keys)
    first = found[keys[0]]
    assert (first.answered, first.verified) == (3, 3)
    assert (first.volume is None) is (by == "desk")
    assert first.may_be_ranked is None
    assert sum(row.invited for row in found.values()) == 5


def test_calls_back_of_the_months_are_added(office: Connection):
    unit = a_unit(office, "A")
    for month, agreed in ((3, 6), (4, 3)):
        told = {"called": 10, "agreed": agreed, "differed": 3, "unreachable": 7 - agreed}
        found = CallBack(unit_id=unit, month=date(2026, month, 1), **told)
        add_call_back(office, found, recorded_by="Thanh tra", at=AT)
    (row, _) = coverages(office, Asked(since=date(2026, 3, 1), until=date(2026, 4, 30))).rows
    assert row.call_back is not None
    assert (row.call_back.called, row.call_back.agreed, row.call_back.agreement) == (20, 9, Fraction(9, 15))


def test_a_month_nobody_told_the_files_of_makes_no_rate(office: Connection):
    april = AT + timedelta(days=31)
    answers(office, "A", ["555"] * 16)
    answers(office, "A", ["555"] * 16, at=april)
    served(office, "A", 100)
    rebuild_dirty(office)
    spring = Asked(since=MARCH["since"], until=date(2026, 4, 30))
    # 32 answers of the 100 files of March alone.
    (row, _) = coverages(office, spring).rows
    assert (row.answered, row.volume, row.response_rate, row.may_be_ranked) == (32, None, None, None)
    keep_volumes(
        office,
        [
            VolumeEntry(
                unit_id=a_unit(office, "A"),
                procedure_id=None,
                day=date(2026, 4, 1),
                whole=True,
                volume=Volume(finished=60, refused=0),
            )
        ],
    )
    assert coverages(office, spring).rows[0].response_rate == Fraction(32, 160)
    # Half of April is not known: its line speaks for the whole month.
    assert coverages(office, replace(spring, until=date(2026, 4, 20))).rows[0].response_rate is None


def test_days_and_procedures_have_no_rate_while_somebody_has_answers_and_no_files(office: Connection):
    p = procedure_ids(office)["P"]
    answers(office, "A", ["555"] * 6, procedure_id=p)
    answers(office, "B", ["555"] * 6, procedure_id=p)
    served(office, "A", 30, procedure="P")
    rebuild_dirty(office)

    def told(by: str) -> tuple[int, int, Fraction | None]:
        (row,) = (row for row in coverages(office, Asked(**MARCH, by=by)).rows if row.answered)
        return (row.answered, row.volume.served, row.response_rate)

    for by in ("procedure", "day"):
        assert told(by) == (12, 30, None)
    served(office, "B", 30, procedure="P")
    for by in ("procedure", "day"):
        assert told(by) == (12, 60, Fraction(12, 60))


def first_row(connection: Connection, **asked: Any) -> CoverageRow:
    today = asked.pop("today", None)
    rebuild_dirty(connection)
    return coverages(connection, Asked(**(MARCH | asked)), today=today).rows[0]


def told_days(connection: Connection, unit: str, days_told: Iterable[date], finished: int) -> None:
    entries = [
        VolumeEntry(
            unit_id=a_unit(connection, unit),
            procedure_id=None,
            day=day,
            whole=False,
            volume=Volume(finished=finished, refused=0),
        )
        for day in days_told
    ]
    keep_volumes(connection, entries)


def test_who_rated_nothing_is_no_respondent(office: Connection):
    answers(office, "A", ["555"] * 8 + ["---"] * 12)
    served(office, "A", 120)
    row = first_row(office)
    assert (row.answered, row.respondents, row.blank) == (20, 8, 12)
    # With the blank ones it would be a sixth, above the floor.
    assert row.response_rate == Fraction(8, 120)
    assert row.bounds == bounds_for_all(Fraction(1), Fraction(8, 120))
    (told,) = indices(office, Asked(**MARCH, beside=True)).rows
    assert told.beside is not None
    assert (told.beside.response_rate, told.beside.bounds) == (row.response_rate, row.bounds)
    document = coverage_document(Asked(**MARCH), coverages(office, Asked(**MARCH)))
    assert (document["rows"][0]["respondents"], document["rows"][0]["blank"]) == (8, 12)
    for by in ("day", "procedure"):
        (row,) = (each for each in coverages(office, Asked(**MARCH, by=by)).rows if each.answered)
        assert (row.respondents, row.blank) == (8, 12)


def test_answers_to_another_questionnaire_are_answers_too(office: Connection):
    answers(office, "A", ["555"] * 20)
    version = a_version(office, "z", code="other")
    take_in(office, [a_submission(version, a_unit(office, "A"), "1") for _ in range(10)])
    take_in(office, [a_submission(version, a_unit(office, "A"), "-")])
    served(office, "A", 100)
    row = first_row(office, questionnaire="short")
    assert (row.answered, row.others, row.response_rate) == (20, 10, Fraction(30, 100))
    # Who answered the other one was not asked these questions.
    assert row.bounds == bounds_for_all(Fraction(1), Fraction(20, 100))
    for by in ("day", "procedure"):
        found = coverages(office, Asked(**MARCH, by=by, questionnaire="short")).rows
        assert sum(each.others for each in found) == 10
    (told,) = indices(office, Asked(**MARCH, questionnaire="short", beside=True)).rows
    assert told.beside is not None
    assert (told.beside.response_rate, told.beside.respondents) == (Fraction(30, 100), 30)


def test_more_answers_than_files_are_warned_of_and_bound_nothing(office: Connection):
    answers(office, "A", ["555"] * 60)
    served(office, "A", 40)
    invited(office, "A", 40)
    row = first_row(office)
    assert (row.response_rate, row.bounds, row.may_be_ranked) == (Fraction(3, 2), None, None)
    assert row.warning == Warned.MORE_ANSWERS_THAN_FILES
    (told,) = indices(office, Asked(**MARCH, beside=True)).rows
    assert told.beside is not None
    assert (told.beside.bounds, told.beside.warning) == (None, Warned.MORE_ANSWERS_THAN_FILES)


def test_a_month_told_by_days_is_known_once_every_working_day_is(office: Connection):
    answers(office, "A", ["555"] * 60)
    weekdays = [day for day in days(*MARCH.values()) if day.isoweekday() < 6]
    told_days(office, "A", weekdays[:3], 10)
    row = first_row(office)
    assert (row.volume, row.response_rate, row.bounds) == (None, None, None)
    assert (row.missing_day, row.warning) == (weekdays[3], Warned.DAY_NOT_TOLD)
    (question, *_) = indices(office, Asked(**MARCH, by="question", beside=True)).rows
    assert question.beside is not None
    assert question.beside.volume is None
    for by in ("day", "procedure"):
        assert {each.missing_day for each in coverages(office, Asked(**MARCH, by=by)).rows} <= {weekdays[3]}
    # Only days of the period, and those that are over.
    assert first_row(office, until=weekdays[2]).response_rate == Fraction(60, 30)
    assert first_row(office, today=weekdays[3]).response_rate == Fraction(60, 30)
    assert first_row(office, today=weekdays[4]).missing_day == weekdays[3]
    told_days(office, "A", weekdays[3:-1], 0)
    assert first_row(office).missing_day == weekdays[-1]
    told_days(office, "A", weekdays[-1:], 0)
    assert (first_row(office).response_rate, first_row(office).missing_day) == (Fraction(60, 30), None)


def test_holidays_need_no_line(office: Connection):
    answers(office, "A", ["555"] * 10)
    weekdays = [day for day in days(*MARCH.values()) if day.isoweekday() < 6]
    off, worked = weekdays[5], date(2026, 3, 7)
    told_days(office, "A", [day for day in weekdays if day != off], 5)
    assert first_row(office).missing_day == off
    kinds = {off: HolidayKind.CLOSED, worked: HolidayKind.WORKING}
    keep_holidays(
        office,
        [
            HolidayEntry(holiday=Holiday(day=day, name="x", kind=kind, expected=False), line=2)
            for day, kind in kinds.items()
        ],
    )
    # Of a Saturday worked in exchange no line is wanted: not every office opens.
    assert first_row(office).response_rate == Fraction(10, 5 * (len(weekdays) - 1))


def test_a_unit_tells_of_the_days_it_was_there(connection: Connection):
    unit = a_unit(connection, "A", valid_from=date(2026, 3, 9), valid_to=date(2026, 3, 20))
    answers_of = a_version(connection, "q1", "q2", "q3")
    take_in(connection, [a_submission(answers_of, unit, "555", at=AT + timedelta(days=6)) for _ in range(12)])
    rebuild_dirty(connection)
    there = [day for day in days(date(2026, 3, 9), date(2026, 3, 20)) if day.isoweekday() < 6]
    told_of = {"unit_id": unit, "procedure_id": None, "whole": False, "volume": Volume(finished=6, refused=0)}
    keep_volumes(connection, [VolumeEntry(day=day, **told_of) for day in there[1:]])
    found = known_volumes(connection, None, tuple(MARCH.values()))
    assert (dict(found.volumes), dict(found.missing)) == ({}, {unit: there[0]})
    keep_volumes(connection, [VolumeEntry(day=there[0], **told_of)])
    assert known_volumes(connection, None, tuple(MARCH.values())).volumes[unit].served == 60


def test_one_line_may_speak_for_a_month_beside_days_of_another(office: Connection):
    told_days(office, "A", [day for day in days(*MARCH.values()) if day.isoweekday() < 6], 1)
    unit = a_unit(office, "A")
    april = VolumeEntry(
        unit_id=unit,
        procedure_id=None,
        day=date(2026, 4, 1),
        whole=True,
        volume=Volume(finished=60, refused=0),
    )
    keep_volumes(office, [april])
    spring = (date(2026, 3, 1), date(2026, 4, 30))
    assert known_volumes(office, [unit], spring).volumes[unit].served == 22 + 60
    cut = known_volumes(office, [unit], (spring[0], date(2026, 4, 20)))
    assert (dict(cut.volumes), dict(cut.missing)) == ({}, {unit: date(2026, 4, 1)})


def test_every_number_of_the_coverage_is_explained(office: Connection):
    answers(office, "A", ["555"] * 16 + ["111"] * 4 + ["---"])
    served(office, "A", 90, refused=10)
    invited(office, "A", 96)
    rebuild_dirty(office)
    found = coverages(office, Asked(**MARCH))
    first, second = explained_document(Asked(**MARCH), found)["rows"]
    told = {each["number"]: each for each in first["explain"]}
    assert told.keys() == {"response_rate", "coverage", "bounds", "may_be_ranked"}
    assert {(each["method"], each["section"]) for each in told.values()} == {(METHOD, "§9")}
    served_of = {"finished": 90, "refused": 10}
    assert told["response_rate"]["inputs"] == {"respondents": 20, "of_other_questionnaires": 0} | served_of
    assert told["bounds"]["inputs"] == {"S": 0.8, "respondents": 20} | served_of
    assert told["bounds"]["value"] == pytest.approx({"low": 0.16, "high": 0.96})
    assert told["may_be_ranked"]["value"] is True
    assert {each["exclusions"]["blank"] for each in told.values()} == {1}
    assert second["explain"] == []
    words = coverage_in_words(found.rows[0], found.floor)
    assert all(number in words for number in told)
    assert "left all questions of the index blank: 1" in words


def test_the_commands_explain_and_warn(store: Store, hailong: Callable[..., Result]):
    with store.writing() as connection:
        answers(connection, "A", ["555"] * 60)
        answers(connection, "B", ["555"] * 6)
        served(connection, "A", 40)
        told_days(connection, "B", [date(2026, 3, 2)], 20)
    period = ("--from", "2026-03-01", "--to", "2026-03-31")
    for command in ("coverage", "index"):
        warned = hailong(command, *period).stderr
        assert "A: more answers than files; the files are not all told, so there are no bounds." in warned
        assert "B: no rate, as the files of 2026-03-03 are not told." in warned
    document = json.loads(hailong("coverage", *period, "--format", "json", "--explain").stdout)
    assert (document["method"], document["floor"]["valid_from"]) == (METHOD, None)
    assert [row["warning"] for row in document["rows"]] == ["more_answers_than_files", "day_not_told"]
    assert [row["missing_day"] for row in document["rows"]] == [None, "2026-03-03"]
    assert document["rows"][0]["explain"][0]["number"] == "response_rate"
    assert "respondents to any questionnaire / served" in hailong("coverage", *period, "--explain").stdout
    assert hailong("coverage", *period, "--explain", "--format", "csv").exit_code == 2
    index = json.loads(hailong("index", *period, "--format", "json").stdout)
    assert index["by_volume"] is None
    with store.writing() as connection:
        served(connection, "B", 20)
    index = json.loads(hailong("index", *period, "--format", "json").stdout)
    assert (index["by_volume"]["units"], index["by_volume"]["files"]) == (2, 60)
    assert "By files served: 1.0000" in hailong("index", *period).stderr


def test_the_command_tells_since_when_a_floor_holds(store: Store, hailong: Callable[..., Result]):
    floor = Floor(
        valid_from=date(2026, 2, 1), response_rate=Fraction(1, 5), coverage=Fraction(1), decided_by="QĐ 1"
    )
    with store.writing() as connection:
        decide_floor(connection, floor, at=AT - timedelta(days=40))
    period = ("--from", "2026-03-01", "--to", "2026-03-31")
    told = hailong("coverage", *period).stderr
    assert "20 % answers, 100 % invitations; QĐ 1, in force from 2026-02-01, recorded 2026-01-23 09:30." in told
    found = json.loads(hailong("coverage", *period, "--format", "json").stdout)["floor"]
    assert (found["valid_from"], found["recorded_at"]) == ("2026-02-01", "2026-01-23T02:30:00+00:00")
