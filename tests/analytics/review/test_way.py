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
from survey.touchpoint.records import add_slips
from survey.volume.domain import CallBack, Floor, Volume, VolumeEntry, month_end
from survey.volume.records import add_call_back, add_floor, keep_volumes
from tests.analytics.index.test_shifts import a_slip
from tests.helpers.builders import a_submission, a_unit, a_version
from tests.helpers.houses import AHouse, a_house, statements
from tests.helpers.pages import visit

if TYPE_CHECKING:
    from collections.abc import Iterator
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


@pytest.mark.parametrize(
    ("whole", "day", "known"), [(True, EARLIER, True), (False, BEFORE, True), (True, None, False)]
)
def test_a_month_nobody_counted_leaves_the_rate_unknown(house: AHouse, whole: bool, day: date | None, known: bool):
    with house.store.writing() as connection:
        answers(connection, "A", 20)
        answers(connection, "A", 20, day=BEFORE)
        served(connection, "A", 100)
        if day is not None:
            served(connection, "A", 60, day=day, whole=whole)
    told = way(house, period=PERIOD)
    assert told["Response rate"] == ("25.00 % 40 answered / 160 served" if known else "no figures yet")
    # A month known as a whole says nothing of a part of it.
    half = f"?period=free&from={MONTH}&to={LAST - timedelta(days=3)}"
    assert way(house, period=half)["Served"] == "no figures yet"


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
    assert told["Floor to be ranked"].endswith("Decided by: QĐ 12/QĐ-UBND")


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


def test_the_section_takes_three_statements(house: AHouse):
    with house.store.writing() as connection:
        answers(connection, "A", 30)
        served(connection, "A", 120)
        invited(connection, "A", 60)
        called(connection, "A", 8, 2)
    house.browser("all").get("/review/units/P")  # which brings the tallies up to date
    assert month_end(MONTH) == LAST
    chosen = choose(Pick.FREE, LAST, free=Period(since=EARLIER, until=LAST))
    with house.store.reading() as connection:
        units = units_on(connection, LAST)
        asked = Asked(chosen=chosen, words=choose_questionnaire(connection, chosen, None), units=units, least=5)
        unit = next(each for each in units.values() if each.code == "P")
        found = review_unit(connection, asked, unit, today=LAST)
        with statements(house.store) as counted:
            told = way_of(connection, asked, found)
    assert told.call_back is not None
    assert len(counted) == 3, counted
