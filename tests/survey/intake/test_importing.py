from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from survey.foundation.codes import grouped, new_code
from survey.intake import records
from survey.organisation.records import desk_places, unit_ids, units_on
from survey.questionnaire.records import version_in_force
from survey.touchpoint.domain import TOKEN_LENGTH
from survey.touchpoint.services import slip_hash_of
from tests.helpers.builders import a_person, a_shift, a_unit, dice, the_default
from tests.survey.intake.bringing import AT, kept, marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.foundation.database import Store
    from survey.intake.importing import Report


def test_each_line_is_one_respondent(bring: Callable[..., Report], store: Store):
    report = bring("desk,q1,q2", "DH-1,5,4", "DH-1,,1", "DH-1,x,")
    assert (report.accepted, report.duplicate, report.refused) == (3, 0, [])
    assert marks(store) == ["-1", "54", "x-"]
    assert {(row.channel, row.tier, row.hour_band, row.day) for row in kept(store)} == {
        ("paper", "open", "unknown", date(2026, 3, 5))
    }


def test_a_file_brought_again_adds_nothing(bring: Callable[..., Report], store: Store):
    lines = ("unit,q1", "DONGHA,5", "DONGHA,5", "DONGHA,4")
    assert bring(*lines).accepted == 3
    again = bring(*lines, at=AT + timedelta(days=1))
    assert (again.accepted, again.duplicate) == (0, 3)
    assert marks(store) == ["4-", "5-", "5-"]


def test_a_stable_id_makes_a_corrected_file_add_only_what_is_new(bring: Callable[..., Report], store: Store):
    bring("response_id,unit,q1", "a,DONGHA,5", "b,DONGHA,9")
    report = bring("response_id,unit,q1", "a,DONGHA,5", "b,DONGHA,4")
    assert (report.accepted, report.duplicate) == (1, 1)
    assert marks(store) == ["4-", "5-"]


def test_an_id_twice_in_a_file_is_one_answer(bring: Callable[..., Report], store: Store):
    report = bring("response_id,unit,q1", "a,DONGHA,5", "a,DONGHA,1")
    assert (report.accepted, report.duplicate) == (1, 1)
    assert marks(store) == ["5-"]


def test_codes_stay_text(bring: Callable[..., Report], store: Store):
    report = bring("desk,unit,q1", "NA,007,5", "1e5,null,4", "007,NA,3", create_missing=True)
    assert report.refused == []
    with store.reading() as connection:
        places = {code: unit for code, (unit, _) in desk_places(connection).items()}
        units = {unit_id: code for code, unit_id in unit_ids(connection).items()}
    assert {desk: units[unit] for desk, unit in places.items()} == {
        "DH-1": "DONGHA",
        "NA": "007",
        "1e5": "null",
        "007": "NA",
    }


def test_ids_that_look_like_numbers_stay_apart(bring: Callable[..., Report]):
    report = bring(
        "response_id,unit,q1", "1,DONGHA,5", "01,DONGHA,5", "1.0,DONGHA,5", "1e0,DONGHA,5", "NA,DONGHA,5"
    )
    assert report.accepted == 5


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("DH-1,,6,,,,", "“6” is no answer to “q1”"),
        ("DH-1,,0,,,,", "“0” is no answer to “q1”"),
        ("DH-1,,-1,,,,", "“-1” is no answer to “q1”"),
        ("DH-1,,4.5,,,,", "“4.5” is no answer to “q1”"),
        ("DH-1,,rất tốt,,,,", "“rất tốt” is no answer to “q1”"),
        ("DH-1,,=HYPERLINK(),,,,", "“=HYPERLINK()” is no answer"),
        ("DH-1,,<script>,,,,", "“<script>” is no answer"),
        (",,5,,,,", "names no desk and no unit"),
        ("DH-2,,5,,,,", "no desk “DH-2”"),
        ("dh-1,,5,,,,", "no desk “dh-1”"),
        (",HUE,5,,,,", "no unit “HUE”"),
        ("DH-1,HUE,5,,,,", "no unit “HUE”"),
        ("DH-1,AN,5,,,,", "Desk “DH-1” is not in unit “AN”"),
        ("DH-1,,5,2026-03-06,,,", "in the future"),
        ("DH-1,,5,2026-03-05 08:10,,,", "in the future"),
        ("DH-1,,5,31/02/2026,,,", "not a date"),
        ("DH-1,,5,yesterday,,,", "not a date"),
        ("DH-1,,5,,S9,,", "no staff member “S9”"),
        ("DH-1,,5,,,pigeon,", "“pigeon” is no channel"),
        ("DH-1,,5,,,,sure", "“sure” is no trust tier"),
        ("DH-1,,,,,,", "Nothing was answered"),
    ],
)
def test_a_line_that_cannot_be_taken_is_refused_and_stops_no_other(
    bring: Callable[..., Report], store: Store, line: str, reason: str
):
    with store.writing() as connection:
        a_unit(connection, "AN")
    report = bring("desk,unit,q1,answered_at,staff,channel,tier", "DH-1,,4,,,,", line, "DH-1,,3,,,,")
    ((number, words),) = report.refused
    assert number == 3
    assert reason in words
    assert marks(store) == ["3-", "4-"]


def test_every_refused_line_is_named_in_order(bring: Callable[..., Report]):
    report = bring("unit,q1", "DONGHA,6", "DONGHA,5,too,many", "DONGHA,5", "HUE,5", "\0,5")
    assert [line for line, _ in report.refused] == [2, 3, 5, 6]
    assert "NUL" in report.refused[-1][1]


def test_a_comment_of_a_megabyte_refuses_its_line_only(bring: Callable[..., Report], store: Store):
    report = bring("unit,q1,comment", "DONGHA,5,fine", f"DONGHA,5,{'a' * 1_000_000}", f"DONGHA,4,{'â' * 2000}")
    assert [(line, "too long" in words) for line, words in report.refused] == [(3, True)]
    assert sorted(len(row.text) for row in kept(store, records.comment)) == [4, 2000]


def test_a_comment_may_span_lines_and_lines_are_still_counted_right(bring: Callable[..., Report], store: Store):
    report = bring("unit,q1,comment", 'DONGHA,5,"one', 'two"', "DONGHA,9,")
    assert [line for line, _ in report.refused] == [4]
    assert [row.text for row in kept(store, records.comment)] == ["one\ntwo"]


def test_text_is_kept_composed(bring: Callable[..., Report], store: Store):
    apart = unicodedata.normalize("NFD", "ĐÔNG HÀ")
    comment = unicodedata.normalize("NFD", "Cán bộ rất tốt")
    report = bring("desk,unit,q1,comment", f"Quầy 1,{apart},5,{comment}", "Quầy 1,ĐÔNG HÀ,5,", create_missing=True)
    assert report.accepted == 2
    assert [row.text for row in kept(store, records.comment)] == ["Cán bộ rất tốt"]
    with store.reading() as connection:
        assert "ĐÔNG HÀ" in unit_ids(connection)


HOSTILE = ['=HYPERLINK("http://x")', "<script>alert(1)</script>", "'; DROP TABLE response; --", "\u202etxt"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_text_or_refused(bring: Callable[..., Report], store: Store, text: str):
    cell = '"' + text.replace('"', '""') + '"'
    columns = "response_id,desk,unit,q1,comment,language,token,device,network"
    report = bring(columns, ",".join([cell] * 3 + ["5"] + [cell] * 5), create_missing=True)
    assert (report.accepted, len(report.refused)) in {(1, 0), (0, 1)}
    assert {row.text for row in kept(store, records.comment)} <= {text}
    refused = bring("unit,staff,procedure,q1", f"DONGHA,{cell},{cell},{cell}")
    assert len(refused.refused) == 1


def test_what_screening_needs_is_hashed_and_stands_in_the_trace_only(bring: Callable[..., Report], store: Store):
    header = "unit,q1,answered_at,received_at,token,device,network,duration_s"
    line = "DONGHA,{},2026-03-04,2026-03-04 09:30,T1,D1,10.0.0.1,12.5"
    other_day = "DONGHA,5,2026-03-03,2026-03-03 09:30,,,10.0.0.1,"
    assert bring(header, line.format(5), line.format(4), other_day).refused == []
    traces = kept(store, records.trace)
    assert {row.dwell_s for row in traces} == {12, None}
    assert {row.received_at.hour for row in traces} == {2}
    assert len({row.network for row in traces}) == 2
    assert len({row.token for row in traces}) == len({row.device for row in traces}) == 2
    assert {len(row.network) for row in traces} == {16}
    assert {row.hour_band for row in kept(store)} == {"unknown"}


def test_a_token_is_kept_as_slips_are_however_it_is_spelled(bring: Callable[..., Report], store: Store):
    token = new_code(TOKEN_LENGTH, random=dice())
    spelled = (token, grouped(token).lower(), "MC-2026-000123")
    lines = [f"DONGHA,5,2026-03-04 09:30,{one}" for one in spelled]
    assert bring("unit,q1,received_at,token", *lines).refused == []
    kept_as = {slip_hash_of(b"a secret", one) for one in (token, spelled[-1])}
    assert {row.token for row in kept(store, records.trace)} == kept_as


@pytest.mark.parametrize("duration", ["quick", "-1", "nan", "inf", "1e9"])
def test_a_duration_that_is_none_is_refused(bring: Callable[..., Report], duration: str):
    assert "no number of seconds" in bring("unit,q1,duration_s", f"DONGHA,5,{duration}").refused[0][1]


def test_a_moment_gives_the_band_and_the_officer_and_a_day_neither(bring: Callable[..., Report], store: Store):
    with store.writing() as connection:
        a_shift(connection)
        officer = a_person(connection)
    bring("desk,q1,answered_at", "DH-1,5,2026-03-04 09:30", "DH-1,4,04/03/2026", "DH-1,3,2026-03-04T02:30Z")
    found = {row.marks: (row.day, row.hour_band, row.staff_id) for row in kept(store)}
    day = date(2026, 3, 4)
    assert found == {
        "5-": (day, "morning", officer),
        "4-": (day, "unknown", None),
        "3-": (day, "morning", officer),
    }


def test_an_answer_of_today_is_taken_in_the_morning(bring: Callable[..., Report]):
    assert bring("unit,q1,answered_at", "DONGHA,5,2026-03-05", "DONGHA,5,2026-03-05 08:04").refused == []


def test_columns_are_mapped_and_left_out(bring: Callable[..., Report], store: Store):
    mapping = {"Đơn vị": "unit", "Câu 1": "q1", "Câu 2": "q2", "Ghi chú": "-"}
    report = bring("Đơn vị,Câu 2,Câu 1,Ghi chú", "DONGHA,1,5,x", mapping=mapping)
    assert report.accepted == 1
    assert marks(store) == ["51"]


def test_a_missing_questionnaire_is_made_of_the_columns(bring: Callable[..., Report], store: Store):
    bring("desk,Thái độ,answered_at,care", "Q-1,5,2020-05-05,4", questionnaire="new", create_missing=True)
    with store.reading() as connection:
        version = version_in_force(connection, "new")
        units = units_on(connection, date(2020, 5, 5))
    assert version is not None
    assert version.indexed == ("Thái độ", "care")
    # The place was there when the answer was given.
    assert {unit.code for unit in units.values()} == {"DONGHA", "Q-1"}


def test_a_desk_stands_where_the_first_line_puts_it(bring: Callable[..., Report], store: Store):
    report = bring("desk,unit,q1", *(f"N-1,{unit},5" for unit in ("B", "A", "C")), create_missing=True)
    assert [line for line, _ in report.refused] == [3, 4]
    with store.reading() as connection:
        assert desk_places(connection)["N-1"][0] == unit_ids(connection)["B"]


@pytest.mark.parametrize("code", ["a" * 65, '"a\nb"', '"a\tb"'])
def test_what_cannot_be_a_code_is_not_created_and_stops_no_other(bring: Callable[..., Report], code: str):
    report = bring("desk,unit,q1", "N-1,NEW,5", f"{code},NEW,5", f"N-2,{code},5", create_missing=True)
    assert report.accepted == 1
    assert len(report.refused) == 2


def test_comments_of_a_confidential_problem_go_to_the_inspection(bring: Callable[..., Report], store: Store):
    with store.writing() as connection:
        the_default(connection)
    bring("unit,no_harassment,comment,comment_kind", "DONGHA,n,money,problem", questionnaire="default")
    assert [(row.readership, row.kind) for row in kept(store, records.comment)] == [("inspection", "problem")]
