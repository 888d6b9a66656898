from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from sqlalchemy import update

from analytics.index.domain import (
    METHOD,
    channel_gap,
    clustered_index,
    required_n,
    student_quantile,
    unit_index,
    wilson,
)
from analytics.index.services import (
    Asked,
    IndexRow,
    NotByThisError,
    coverages,
    explained,
    in_words,
    indices,
    whole_by_volume,
    whole_document,
    whole_in_words,
)
from analytics.tally.services import rebuild_dirty, rebuild_everything
from survey.intake.records import response
from survey.organisation.records import procedure_ids
from survey.volume.domain import Volume
from tests.analytics.index.visitors import MARCH, QUESTIONS, answers, invited, served
from tests.helpers.builders import AT, a_unit, dice
from tests.helpers.matrix import counts_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from analytics.index.services import Whole


def rows(connection: Connection, **asked: Any) -> dict[str | None, IndexRow]:
    rebuild_dirty(connection)
    found = indices(connection, Asked(**{**MARCH, "beside": True, **asked}))
    return {row.key: row for row in found.rows}


def drawn(count: int, seed: int) -> list[str]:
    random = dice(seed)
    return ["".join(random.choices("-12345", weights=(1, 1, 1, 2, 6, 9), k=3)) for _ in range(count)]


def matrix(marks: list[str]) -> list[list[int | None]]:
    return [[int(mark) if mark.isdigit() else None for mark in one] for one in marks]


def test_respondents_are_averaged_each_by_their_own_share(office: Connection):
    answers(office, "A", ["5--", "51-", "511", "---", "155"])
    index = rows(office)["A"].index
    assert index.respondents == 4
    assert index.respondent_mean == float((1 + Fraction(1, 2) + Fraction(1, 3) + Fraction(2, 3)) / 4)
    assert index.straight == 0


def test_those_who_give_one_level_throughout_are_counted_and_stay(office: Connection):
    answers(office, "A", ["555", "111", "55-", "444", "454"])
    index = rows(office)["A"].index
    assert (index.straight, index.respondents) == (3, 5)


def test_days_as_sampling_units_give_the_interval_of_the_direct_computation(office: Connection):
    by_day = {step: drawn(12, step) for step in range(14)}
    for step, marks in by_day.items():
        answers(office, "A", marks, at=AT + timedelta(days=step))
    found = rows(office)["A"].beside
    given, satisfied = (
        np.array([[sum(test(row[j]) for row in matrix(marks)) for j in range(3)] for marks in by_day.values()])
        for test in (lambda level: level is not None, lambda level: level is not None and level >= 4)
    )
    expected = clustered_index(given, satisfied)
    assert found is not None
    assert found.days is not None
    assert (found.days.days, found.days.low, found.days.high) == (14, expected.low, expected.high)
    assert expected.estimable


def test_fewer_than_ten_days_cannot_say_whether_it_would_repeat(office: Connection):
    for step in range(9):
        answers(office, "A", drawn(10, step), at=AT + timedelta(days=step))
    found = rows(office)["A"].beside
    assert found is not None
    assert found.days is not None
    assert (found.days.days, found.days.low, found.days.high) == (9, None, None)


@pytest.mark.parametrize(("by", "known"), [("channel", True), ("question", True), ("desk", False)])
def test_days_are_known_of_channels_and_questions_too(office: Connection, by: str, known: bool):
    for step in range(12):
        answers(office, "A", drawn(5, step), at=AT + timedelta(days=step))
    (row, *_) = rows(office, by=by).values()
    assert row.beside is not None
    assert (row.beside.days is not None) is known
    if row.beside.days is not None:
        assert row.beside.days.days == 12


def test_the_two_channels_are_compared_and_a_wide_gap_alarms(office: Connection):
    well, badly = ["555"] * 20 + ["115"] * 4, ["511"] * 15 + ["555"] * 5
    answers(office, "A", well, channel="kiosk")
    answers(office, "A", badly[:10], channel="qr_open")
    answers(office, "A", badly[10:], channel="qr_receipt")
    answers(office, "B", well, channel="kiosk")
    found = rows(office)
    gap = found["A"].beside.channel_gap  # type: ignore[union-attr]
    assert gap == channel_gap(counts_of(matrix(badly), QUESTIONS), counts_of(matrix(well), QUESTIONS))
    assert gap is not None
    assert gap.alarm
    assert gap.gap.difference < -0.1
    assert found["B"].beside.channel_gap is None  # type: ignore[union-attr]


def test_volumes_say_how_many_answers_are_wanted_and_how_many_came(office: Connection):
    answers(office, "A", drawn(30, 1))
    served(office, "A", 180, refused=20)
    invited(office, "A", 150)
    row = rows(office)["A"]
    assert row.beside is not None
    assert row.beside.volume == Volume(finished=180, refused=20)
    assert (row.beside.response_rate, row.beside.coverage) == (Fraction(30, 200), Fraction(150, 200))
    assert row.index.required_n == required_n(200)
    assert row.index == unit_index(row.counts, volume=200)


def test_without_volumes_nothing_is_said_of_rates(office: Connection):
    answers(office, "A", drawn(30, 1))
    row = rows(office)["A"]
    assert row.beside is not None
    assert (row.beside.volume, row.beside.response_rate, row.beside.coverage) == (None, None, None)
    assert row.index.required_n is None
    assert row.beside.post_stratified is None


def test_services_weigh_by_their_volumes(office: Connection):
    p, q = procedure_ids(office)["P"], procedure_ids(office)["Q"]
    answers(office, "A", ["555"] * 30, procedure_id=p)
    answers(office, "A", ["111"] * 5 + ["555"] * 5, procedure_id=q)
    served(office, "A", 100, procedure="P")
    served(office, "A", 100, procedure="Q")
    found = rows(office)["A"].beside.post_stratified  # type: ignore[union-attr]
    assert found is not None
    assert found.weighted.plain == 35 / 40
    assert found.weighted.index == pytest.approx(0.75)
    assert {cell.key: cell.volume for cell in found.cells} == {"P": 100, "Q": 100}


def test_procedures_are_rows_of_their_own(office: Connection):
    p = procedure_ids(office)["P"]
    answers(office, "A", ["555"] * 3, procedure_id=p)
    answers(office, "B", ["511"] * 2, procedure_id=p)
    answers(office, "B", ["511"] * 4)
    served(office, "A", 40, procedure="P")
    found = rows(office, by="procedure")
    assert {key: row.counts.responses for key, row in found.items()} == {"P": 5, None: 4}
    assert found["P"].name == "Thủ tục P"
    # Nobody told how many B served.
    assert found["P"].beside.response_rate is None  # type: ignore[union-attr]
    served(office, "B", 20, procedure="P")
    assert rows(office, by="procedure")["P"].beside.response_rate == Fraction(5, 60)  # type: ignore[union-attr]
    # Of these 80 nobody knows how many were of P.
    served(office, "B", 80)
    assert rows(office, by="procedure")["P"].beside.response_rate is None  # type: ignore[union-attr]


def test_figures_with_what_rulings_took_out_stand_beside(office: Connection):
    answers(office, "A", ["555"] * 12, channel="kiosk")
    answers(office, "A", ["111"] * 4)
    answers(office, "A", ["111"] * 3, channel="link")
    for channel, state in (("paper", "excluded"), ("link", "quarantined")):
        office.execute(update(response).where(response.c.channel == channel).values(state=state))
    rebuild_everything(office)
    row = rows(office, with_excluded=True)["A"]
    assert row.with_excluded is not None
    assert (row.index.index, row.index.respondents) == (1, 12)
    # What waits for a ruling was not ruled out.
    assert (row.with_excluded.index, row.with_excluded.respondents) == (0.75, 16)
    question = rows(office, with_excluded=True, by="question")["q1"]
    assert question.with_excluded is not None
    assert question.with_excluded.index == 0.75
    assert rows(office)["A"].with_excluded is None


def test_only_units_in_reach_are_told(office: Connection):
    answers(office, "A", ["555"])
    answers(office, "B", ["555"])
    assert rows(office, within=frozenset({a_unit(office, "B")})).keys() == {"B"}
    assert rows(office, within=frozenset({a_unit(office, "B")}), unit="A") == {}


def test_rows_by_the_weather_are_refused(office: Connection):
    with pytest.raises(NotByThisError):
        rows(office, by="weather")
    with pytest.raises(NotByThisError):
        coverages(office, Asked(**MARCH, by="staff"))


def test_every_number_of_a_row_is_explained(office: Connection):
    for step in range(12):
        answers(office, "A", drawn(6, step), at=AT + timedelta(days=step), channel="kiosk")
        answers(office, "A", drawn(6, step + 50), at=AT + timedelta(days=step), channel="qr_open")
    served(office, "A", 300, procedure="P")
    invited(office, "A", 200)
    row = rows(office)["A"]
    told = {each["number"]: each for each in explained(row)}
    assert told.keys() == {
        "index", "var", "n_eff", "interval", "deff", "pooled_share", "mean100", "respondent_mean", "straight",
        "state", "day_interval", "channel_gap", "required_n", "response_rate", "bounds", "coverage",
    }  # fmt: skip
    assert {each["method"] for each in told.values()} == {METHOD}
    assert all(each["formula"] and each["section"].startswith("§") for each in told.values())
    parts = [Fraction(each) for each in told["index"]["inputs"]["p"].values()]
    assert told["index"]["value"] == float(sum(parts) / 3)
    overlap = told["respondent_mean"]["inputs"]["X"]
    mean = sum(Fraction(happy, int(answered)) for answered, happy in overlap.items()) / row.index.respondents
    assert told["respondent_mean"]["value"] == float(mean)
    words = in_words(row)
    assert all(number in words for number in told)
    assert "not counted: none; counted: 144 responses" in words


def recomputed_variance(told: dict[str, Any]) -> Fraction:
    """Compute var(S) from what its explanation tells: answers, and the answers to each two questions."""
    answers, m = told["answers"], told["m"]
    k = len(answers)
    yes = {code: Fraction(one["n"] - one["x"], k * one["n"] ** 2) for code, one in answers.items()}
    no = {code: Fraction(-one["x"], k * one["n"] ** 2) for code, one in answers.items()}
    squares = sum(
        one["x"] * yes[code] ** 2 + (one["n"] - one["x"]) * no[code] ** 2 for code, one in answers.items()
    )
    for pair, (both, first, second, neither) in told["pairs"].items():
        a, b = pair.split(" × ")
        together = (
            both * yes[a] * yes[b] + first * yes[a] * no[b] + second * no[a] * yes[b] + neither * no[a] * no[b]
        )
        squares += 2 * together
    return Fraction(m, m - 1) * squares


def a_row_explained(office: Connection) -> tuple[IndexRow, dict[str, Any]]:
    p, q = procedure_ids(office)["P"], procedure_ids(office)["Q"]
    for step in range(12):
        answers(office, "A", drawn(5, step), at=AT + timedelta(days=step), procedure_id=p)
        answers(office, "A", drawn(3, step + 50), at=AT + timedelta(days=step), procedure_id=q)
    served(office, "A", 300, procedure="P")
    served(office, "A", 700, procedure="Q")
    answers(office, "A", ["111"] * 4, channel="link")
    office.execute(update(response).where(response.c.channel == "link").values(state="excluded"))
    rebuild_everything(office)
    row = rows(office, with_excluded=True)["A"]
    return row, {each["number"]: each for each in explained(row, inside=True)}


def wilson_again(entry: dict[str, Any], n: float, degrees: int) -> None:
    """Compute an interval from what its explanation tells, and compare."""
    interval = wilson(entry["inputs"]["S"], n, student_quantile(degrees))
    assert entry["value"] == pytest.approx({"low": interval.low, "high": interval.high})


def test_an_explanation_is_enough_to_compute_the_interval_again(office: Connection):
    _, told = a_row_explained(office)
    assert told["var"]["value"] == float(recomputed_variance(told["var"]["inputs"]))
    given = told["n_eff"]["inputs"]
    n_eff = min(max(given["S"] * (1 - given["S"]) / given["var"], given["m"]), given["N"])
    assert told["n_eff"]["value"] == pytest.approx(n_eff)
    given = told["interval"]["inputs"]
    assert given["t"] == student_quantile(given["m"] - 1)
    wilson_again(told["interval"], given["n_eff"], given["m"] - 1)
    given = told["deff"]["inputs"]
    deff = given["var"] * given["N"] / (given["P"] * (1 - given["P"]))
    assert told["deff"]["value"] == pytest.approx(deff)


def test_an_explanation_is_enough_to_compute_again_what_stands_beside(office: Connection):
    row, told = a_row_explained(office)
    given = told["day_interval"]["inputs"]
    wilson_again(told["day_interval"], given["n_eff"], given["days"] - 1)
    cells = told["post_stratified"]["inputs"]["cells"].values()
    assert told["post_stratified"]["value"] == pytest.approx(sum(cell["weight"] * cell["index"] for cell in cells))
    given = told["post_stratified_interval"]["inputs"]
    variance = sum(cell["weight"] ** 2 * cell["variance"] for cell in cells)
    assert given["var"] == pytest.approx(variance)
    n = min(given["S"] * (1 - given["S"]) / variance, given["N"])
    wilson_again(told["post_stratified_interval"], n, given["degrees_of_freedom"])
    given = told["bounds"]["inputs"]
    rate = given["respondents"] / (given["finished"] + given["refused"])
    ends = {"low": rate * given["S"], "high": rate * given["S"] + 1 - rate}
    assert told["bounds"]["value"] == pytest.approx(ends)
    assert told["straight"]["value"] == row.index.straight
    given = told["with_excluded"]["inputs"]
    assert told["with_excluded"]["value"] == float(sum(map(Fraction, given["p"].values())) / 3)
    assert given["ruled_out"] == 4


def test_programs_are_told_no_answers_to_two_questions_and_nothing_that_was_ruled_out(office: Connection):
    answers(office, "A", drawn(40, 1))
    row = rows(office, with_excluded=True)["A"]
    told = {each["number"]: each for each in explained(row)}
    assert "with_excluded" not in told
    assert "pairs" not in told["var"]["inputs"]


def test_a_row_by_question_explains_that_question(office: Connection):
    answers(office, "A", drawn(40, 1))
    row = rows(office, by="question")["q1"]
    told = {each["number"]: each for each in explained(row, inside=True)}
    assert told["var"]["value"] == float(recomputed_variance(told["var"]["inputs"]))
    assert told["var"]["inputs"]["answers"].keys() == {"q1"}


def test_units_together_count_by_the_files_they_served(office: Connection):
    answers(office, "A", ["555"] * 95 + ["111"] * 5)
    answers(office, "B", ["555"] * 12 + ["111"] * 8)
    served(office, "A", 100)
    rebuild_dirty(office)

    def whole(**asked: Any) -> Whole | None:
        wish = Asked(**{**MARCH, "beside": True, **asked})
        return whole_by_volume(office, wish, indices(office, wish))

    # Nobody told the files of B.
    assert whole() is None
    served(office, "B", 900)
    a_unit(office, "C")
    served(office, "C", 1000)
    told = whole()
    assert told is not None
    document = whole_document(told)
    assert document is not None
    assert (document["index"], document["pooled"], document["differs"]) == (0.635, 107 / 120, True)
    assert (document["units"], document["files"], document["represented"]) == (2, 2000, 0.5)
    assert "0.6350" in whole_in_words(told)
    assert "more than two points apart" in whole_in_words(told)
    assert whole(unit="A") is None
    assert whole(by="question") is None
