"""From counter to index, on a unit's page: what is told, what is not known, and what is kept from view."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from fractions import Fraction
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from analytics.review.domain import Period, Pick, choose
from analytics.review.services import Asked, choose_questionnaire, review_unit, way_of
from survey.foundation.clock import local_day, local_moment, now
from survey.intake.services import take_in
from survey.organisation.records import units_on
from survey.organisation.services import office_calendar
from survey.touchpoint.records import add_slips
from survey.volume.domain import CallBack, Floor, Volume, VolumeEntry, days_to_tell, month_end
from survey.volume.records import add_call_back, add_floor, keep_volumes
from survey.volume.services import decide_floor
from tests.analytics.index.test_shifts import a_slip
from tests.helpers.builders import a_submission, a_unit, a_version
from tests.helpers.houses import AHouse, a_house, statements
from tests.helpers.pages import visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

# The two whole months before this one, so that every day of them is past.
LAST = local_day(now()).replace(day=1) - timedelta(days=1)
BEFORE = LAST.replace(day=1) - timedelta(days=1)
MONTH, EARLIER = LAST.replace(day=1), BEFORE.replace(day=1)
PERIOD = f"?period=free&from={EARLIER}&to={LAST}"
ONE_MONTH = f"?period=free&from={MONTH}&to={LAST}"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[AHouse]:
    """P over A and B, and an account that sees all of them."""
    opened = a_house(tmp_path)
    with opened.store.writing() as connection:
        a_unit(connection, "P")
        for code in "AB":
            a_unit(connection, code, parent="P")
    opened.account("all", "council")
    yield opened
    opened.close()


def answers(connection: Connection, unit: str, good: int, bad: int = 0, **told: Any) -> None:
    version, unit_id = a_version(connection, "q1", "q2"), a_unit(connection, unit, parent="P")
    at = local_moment(told.pop("day", MONTH), time(9))
    take_in(
        connection,
        [a_submission(version, unit_id, marks, at=at, **told) for marks in ["55"] * good + ["11"] * bad],
    )


def served(
    connection: Connection, unit: str, finished: int, *, refused: int = 0, day: date = MONTH, whole: bool = True
):
    volume = Volume(finished=finished, refused=refused)
    unit_id = a_unit(connection, unit, parent="P")
    entry = VolumeEntry(unit_id=unit_id, procedure_id=None, day=day, whole=whole, volume=volume)
    keep_volumes(connection, [entry])


def invited(connection: Connection, unit: str, count: int) -> None:
    unit_id = a_unit(connection, unit, parent="P")
    add_slips(connection, [a_slip(unit_id, local_moment(MONTH, time(10))) for _ in range(count)])


def called(connection: Connection, unit: str, agreed: int, differed: int, *, month: date = MONTH) -> None:
    told = {"called": agreed + differed + 1, "agreed": agreed, "differed": differed, "unreachable": 1}
    found = CallBack(unit_id=a_unit(connection, unit, parent="P"), month=month, **told)
    add_call_back(connection, found, recorded_by="x", at=now())


def way(house: AHouse, unit: str = "A", period: str = ONE_MONTH) -> dict[str, str]:
    """Give each line of the section by its title."""
    page = visit(house.browser("all"), f"/review/units/{unit}{period}")
    inside = page.html.partition('<dl class="way">')[2].partition("</dl>")[0]
    lines = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", inside, re.DOTALL)
    return {words(title): words(told) for title, told in lines}


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split()).replace("\xa0", " ")


def test_every_figure_is_told_with_what_it_is_made_of(house: AHouse):
    with house.store.writing() as connection:
        answers(connection, "A", 15, 5, tier="verified")
        answers(connection, "A", 20)
        served(connection, "A", 150, refused=10)
        invited(connection, "A", 156)
        called(connection, "A", 8, 2)
    assert way(house) == {
        "Served": "160 150 finished + 10 refused",
        "Invited": "156 slips issued; who saw a poster or a tablet is not counted",
        "Answered": "40",
        "of them verified by a slip": "20",
        "Response rate": "25.00 % 40 answered / 160 served",
        "Coverage": "97.50 % 156 invited / 160 served",
        # 35 of 40 satisfied: a quarter of 87.5 %, and that with the other three quarters.
        "Index of all served": "22–97 % were none, or all, of those satisfied who did not answer",
        "Interval by days": "not estimable: there are answers of 1 day, 10 are needed",
        "QR code less tablet": "not enough answers by one of the two",
        "Agreement of people called back": "80.0 % 8 of 10 people reached, 11 called",
        "Floor to be ranked": "response rate from 10 %: reached · coverage from 95 %: reached "
        "Decided by: the service's own proposal, decided by no authority yet",
    }


def test_what_nobody_entered_is_not_known_and_not_zero(house: AHouse):
    with house.store.writing() as connection:
        answers(connection, "A", 40)
    told = way(house)
    for title in ("Served", "Response rate", "Coverage", "Index of all served", "Agreement of people called back"):
        assert told[title] == "no figures yet", title
    assert (told["Answered"], told["of them verified by a slip"]) == ("40", "0")
    assert "from 10 %: not known" in told["Floor to be ranked"]
    assert "from 95 %: not known" in told["Floor to be ranked"]


def test_an_office_without_slips_has_no_coverage_that_anybody_knows(house: AHouse):
    with house.store.writing() as connection:
        answers(connection, "A", 40)
        served(connection, "A", 100)
    told = way(house)
    assert told["Coverage"] == "not known: no slips were issued"
    assert "from 10 %: reached" in told["Floor to be ranked"]
    assert "from 95 %: not known" in told["Floor to be ranked"]


@pytest.mark.parametrize("known", [True, False])
def test_a_month_nobody_counted_leaves_the_rate_unknown(house: AHouse, known: bool):
    with house.store.writing() as connection:
        answers(connection, "A", 20)
        answers(connection, "A", 20, day=BEFORE)
        served(connection, "A", 100)
        if known:
            served(connection, "A", 60, day=EARLIER)
        first = days_to_tell(EARLIER, BEFORE, closed=office_calendar(connection).closed)[0]
    told = way(house, period=PERIOD)
    if known:
        assert told["Response rate"] == "25.00 % 40 answered / 160 served"
    else:
        for title in ("Served", "Response rate", "Coverage", "Index of all served"):
            assert told[title] == f"not known: the files of {first:%d/%m/%Y} are not told", title


def test_a_month_told_by_days_is_known_once_every_working_day_is(house: AHouse):
    with house.store.writing() as connection:
        answers(connection, "A", 40)
        answers(connection, "B", 40)
        working = days_to_tell(MONTH, LAST, closed=office_calendar(connection).closed)
        for day in working[:3] + working[4:]:
            served(connection, "A", 10, day=day, whole=False)
        served(connection, "B", 100)
    missing = f"{working[3]:%d/%m/%Y}"
    assert way(house)["Response rate"] == f"not known: the files of {missing} are not told"
    assert way(house, "P")["Served"] == (
        f"100 100 finished + 0 refused; known of 1 of 3 units; first day not told: {missing}"
    )
    with house.store.writing() as connection:
        served(connection, "A", 0, day=working[3], whole=False)
    files = 10 * (len(working) - 1)
    assert way(house)["Response rate"].endswith(f"40 answered / {files} served")


def test_days_of_the_running_month_that_are_not_over_are_not_waited_for(house: AHouse):
    today = local_day(now())
    with house.store.writing() as connection:
        for day in days_to_tell(MONTH, today, closed=office_calendar(connection).closed, today=today):
            served(connection, "A", 1, day=day, whole=False)
    running = f"?period=free&from={MONTH}&to={today}"
    assert way(house, period=running)["Served"].endswith(" finished + 0 refused")


def test_more_answers_than_files_are_said_to_be_wrong(house: AHouse):
    with house.store.writing() as connection:
        answers(connection, "A", 60)
        served(connection, "A", 40)
    told = way(house)
    assert told["Response rate"] == "150.00 % 60 answered / 40 served"
    assert told["Index of all served"] == "not known: more answers than files"
    assert "from 10 %: not known" in told["Floor to be ranked"]
    page = visit(house.browser("all"), f"/review/units/A{ONE_MONTH}")
    assert "More answers than files: the files are not all told" in words(page.html)


def test_who_rated_nothing_is_no_respondent(house: AHouse):
    with house.store.writing() as connection:
        answers(connection, "A", 8)
        version = a_version(connection, "q1", "q2")
        at = local_moment(MONTH, time(9))
        take_in(connection, [a_submission(version, a_unit(connection, "A"), "--", at=at) for _ in range(12)])
        served(connection, "A", 120)
    told = way(house)
    assert told["Answered"] == "20"
    assert told["Response rate"] == (
        "6.67 % 8 answered / 120 served; not counted: 12 who left all questions of the index blank"
    )
    assert "from 10 %: not reached" in told["Floor to be ranked"]


@pytest.mark.parametrize(("count", "rate"), [(10, "30.00 %"), (4, "20.00 %")])
def test_answers_to_another_questionnaire_are_answers_too(house: AHouse, count: int, rate: str):
    with house.store.writing() as connection:
        answers(connection, "A", 20)
        other = a_version(connection, "z", code="zother")
        unit, at = a_unit(connection, "A", parent="P"), local_moment(MONTH, time(9))
        take_in(connection, [a_submission(other, unit, "1", at=at) for _ in range(count)])
        served(connection, "A", 100)
    told = way(house)["Response rate"]
    assert told.startswith(rate)
    # What so few answered is not told, nor does it follow from the rate.
    assert ("10 of them to other questionnaires" in told) is (count == 10)


def test_a_rate_just_below_its_floor_is_not_rounded_up_to_it(house: AHouse):
    with house.store.writing() as connection:
        answers(connection, "A", 40)
        served(connection, "A", 100_001)
        decided = {
            "response_rate": Fraction(4, 10_000),
            "coverage": Fraction(9, 10),
            "decided_by": "QĐ 12/QĐ-UBND",
        }
        assert add_floor(connection, Floor(valid_from=EARLIER, **decided))
    told = way(house)
    assert told["Response rate"].startswith("0.0399996 % 40 answered")
    assert "from 0.04 %: not reached" in told["Floor to be ranked"]
    assert told["Floor to be ranked"].endswith(
        f"Decided by: QĐ 12/QĐ-UBND, in force from {EARLIER:%d/%m/%Y}; when it was recorded is not known"
    )


def test_a_floor_is_told_with_its_document_and_the_moment_it_was_recorded(house: AHouse):
    decided = Floor(
        valid_from=MONTH, response_rate=Fraction(1, 5), coverage=Fraction(1), decided_by="QĐ 12/QĐ-UBND"
    )
    at = local_moment(EARLIER, time(9, 30))
    with house.store.writing() as connection:
        decide_floor(connection, decided, at=at)
    assert way(house)["Floor to be ranked"].endswith(
        f"Decided by: QĐ 12/QĐ-UBND, in force from {MONTH:%d/%m/%Y}, recorded 09:30 {EARLIER:%d/%m/%Y}"
    )


@pytest.mark.parametrize(("count", "told"), [(4, False), (5, True)])
def test_answers_of_few_people_are_hidden(house: AHouse, count: int, told: bool):
    with house.store.writing() as connection:
        answers(connection, "A", count, tier="verified")
        served(connection, "A", 10)
        invited(connection, "A", 10)
    found = way(house)
    hidden = "Hidden to protect those who answered"
    for title in ("Answered", "of them verified by a slip", "Response rate"):
        assert (found[title] == hidden) is not told, title
    assert found["Coverage"] == "100.00 % 10 invited / 10 served"
    assert ("not known" in found["Floor to be ranked"]) is not told
    assert found["Index of all served"] == ("Not enough answers yet" if told else hidden)


def test_a_tier_that_would_tell_on_another_is_hidden(house: AHouse):
    with house.store.writing() as connection:
        answers(connection, "A", 20, tier="verified")
        answers(connection, "A", 3)
    assert way(house)["of them verified by a slip"] == "Hidden to protect those who answered"


def test_what_few_people_said_on_the_telephone_is_hidden(house: AHouse):
    with house.store.writing() as connection:
        called(connection, "A", 3, 1)
        called(connection, "B", 6, 4)
        answers(connection, "A", 12)
    assert way(house)["Agreement of people called back"] == "Hidden to protect those who answered"
    # Nor does the sum of all give them away.
    assert way(house, "P")["Agreement of people called back"] == "60.0 % 6 of 10 people reached, 11 called"


def test_units_together_are_told_of_those_whose_volumes_are_known(house: AHouse):
    with house.store.writing() as connection:
        answers(connection, "A", 30)
        answers(connection, "B", 25)
        served(connection, "A", 120)
        invited(connection, "A", 60)
        invited(connection, "B", 40)
    told = way(house, "P")
    assert told["Served"] == "120 120 finished + 0 refused; known of 1 of 3 units"
    assert (told["Invited"].split()[0], told["Answered"]) == ("100", "55")
    assert told["Response rate"] == "25.00 % 30 answered / 120 served"
    assert told["Coverage"] == "50.00 % 60 invited / 120 served"
    assert "reached" not in told["Floor to be ranked"]
    assert "asked of each unit by itself" in told["Floor to be ranked"]


def test_rates_are_of_the_units_whose_answers_are_in_the_figures(house: AHouse):
    with house.store.writing() as connection:
        answers(connection, "A", 100)
        served(connection, "A", 1000)
        # Too few to be in any figure.
        answers(connection, "B", 4)
        served(connection, "B", 800)
        invited(connection, "B", 90)
    told = way(house, "P")
    assert told["Served"].startswith("1,800")
    assert told["Response rate"] == "10.00 % 100 answered / 1,000 served; of the units in the figures"
    assert told["Index of all served"].startswith("10–100 %")
    assert told["Coverage"] == "5.00 % 90 invited / 1,800 served"
    assert told["Index by files served"].endswith("55.6 % of the files known, in 1 group")


def test_units_together_count_by_the_files_they_served(house: AHouse):
    with house.store.writing() as connection:
        answers(connection, "A", 95, 5)
        answers(connection, "B", 12, 8)
        served(connection, "A", 100)
    told = way(house, "P")["Index by files served"]
    assert told == "not known: the files of some unit in the figures are not told"
    with house.store.writing() as connection:
        served(connection, "B", 900)
    found = way(house, "P")["Index by files served"]
    # 95 % of a tenth of the files and 60 % of the others; of all answers together 107 of 120.
    assert found.startswith("63.5 % (")
    assert "100.0 % of the files known, in 2 groups" in found
    assert "More than two points from the 89.2 % of all answers together" in found
    with house.store.writing() as connection:
        served(connection, "B", 20)
    assert "More than two points" not in way(house, "P")["Index by files served"]
    assert "Index by files served" not in way(house, "A")


def over_days(house: AHouse, draw: Callable[[int], tuple[int, int]], **told: Any) -> None:
    working = range(12)
    with house.store.writing() as connection:
        for step in working:
            good, bad = draw(step)
            answers(connection, "A", good, bad, day=MONTH + timedelta(days=2 * step), **told)


@pytest.mark.parametrize(
    ("draw", "judgement"),
    [
        (lambda step: (10, 0) if step % 2 else (0, 10), "Wider than the interval by people"),
        (lambda step: (6, 4) if step % 2 else (4, 6), "No wider than the interval by people"),
    ],
)
def test_the_interval_by_days_is_told_and_judged(house: AHouse, draw: Any, judgement: str):
    over_days(house, draw)
    told = way(house)["Interval by days"]
    assert "would it be the same on other days? Of 12 days" in told
    assert judgement in told


@pytest.mark.parametrize(
    ("qr", "kiosk", "value", "judgement"),
    [
        ((18, 2), (9, 1), "0.0 points", "not statistically significant"),
        ((20, 80), (90, 10), "−70.0 points", "less satisfied; this is statistically significant. More than ten"),
        ((99, 1), (60, 40), "+39.0 points", "more satisfied; this is statistically significant. More than ten"),
    ],
)
def test_what_two_channels_say_is_told_apart(house: AHouse, qr: Any, kiosk: Any, value: str, judgement: str):
    with house.store.writing() as connection:
        answers(connection, "A", *qr, channel="qr_open")
        answers(connection, "A", *kiosk, channel="kiosk")
    told = way(house)["QR code less tablet"]
    assert told.startswith(f"{value} between ")
    assert judgement in told


def test_channels_that_would_tell_on_another_are_not_compared(house: AHouse):
    with house.store.writing() as connection:
        answers(connection, "A", 20, channel="qr_open")
        answers(connection, "A", 30, channel="kiosk")
        answers(connection, "A", 3, channel="paper")
    # Those by QR code are hidden beside the three: with the gap and the total these would be known.
    assert way(house)["QR code less tablet"] == "Hidden to protect those who answered"


@pytest.mark.parametrize("gap", [False, True])
def test_the_section_takes_as_many_statements_however_many_units(house: AHouse, gap: bool):
    with house.store.writing() as connection:
        for code in "AB":
            answers(connection, code, 30)
            served(connection, code, 120, whole=not gap)
        invited(connection, "A", 60)
        called(connection, "A", 8, 2)
    house.browser("all").get("/review/units/P")  # which brings the tallies up to date
    assert month_end(MONTH) == LAST
    chosen = choose(Pick.FREE, LAST, free=Period(since=MONTH, until=LAST))
    with house.store.reading() as connection:
        units = units_on(connection, LAST)
        asked = Asked(chosen=chosen, words=choose_questionnaire(connection, chosen, None), units=units, least=5)
        unit = next(each for each in units.values() if each.code == "P")
        found = review_unit(connection, asked, unit, today=LAST)
        with statements(house.store) as counted:
            told = way_of(connection, asked, found)
    assert told.call_back is not None
    assert (told.known, told.missing_day is not None) == ((0, True) if gap else (2, False))
    # The calendar; volumes, lines and slips; calls; the floor; the answers by day and what they are laid out by.
    # Where a day is missing, which lines there are, and since when the units have been.
    assert len(counted) == (8 if gap else 6), counted
