"""A small province whose answers are known by heart, and browsers of its accounts."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from analytics.emulation.records import load
from survey.foundation.clock import local_day, local_moment, now
from survey.intake.domain import Channel, Readership
from survey.intake.services import take_in
from tests.analytics.emulation.samples import BAND, LINEAR, PLAN, TABLE, THRESHOLD
from tests.helpers.builders import a_desk, a_submission, a_unit, a_version
from tests.helpers.houses import AHouse, a_house

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from survey.questionnaire.domain import Version

HOSTILE = '<script>alert(1)</script> & Sở "Nguy hiểm"'
FORMULA = '=HYPERLINK("http://example.invalid","x")'


@pytest.fixture(scope="session")
def today() -> date:
    return local_day(now())


def moment(today: date, days_ago: int) -> datetime:
    return local_moment(today - timedelta(days=days_ago), time(9))


@pytest.fixture(scope="session")
def answer(today: date) -> Callable[..., None]:
    """Keep `good` answers that are satisfied with everything and `bad` ones that are not."""

    def keep(connection: Connection, version: Version, unit_id: int, good: int, bad: int = 0, **told: Any) -> None:
        days_ago = told.pop("days_ago", 10)
        marks = ["5" * len(version.closed)] * good + ["2" * len(version.closed)] * bad
        take_in(
            connection,
            [a_submission(version, unit_id, each, at=moment(today, days_ago), **told) for each in marks],
        )

    return keep


@pytest.fixture(scope="session")
def province(
    tmp_path_factory: pytest.TempPathFactory, answer: Callable[..., None], today: date
) -> Iterator[AHouse]:
    """P over A (42 answers, with A1 of 30 below), B (12), C (3), D (none), and two with dangerous names."""
    house = a_house(tmp_path_factory.mktemp("province"))
    with house.store.writing() as connection:
        version = a_version(connection, "q1", "q2")
        a_unit(connection, "P", name="Tỉnh Mẫu")
        ids = {
            code: a_unit(connection, code, name=name, parent=parent)
            for code, name, parent in (
                ("A", "Phường Đông Hà", "P"),
                ("A1", "Trung tâm Phục vụ", "A"),
                ("B", "Xã Gio Linh", "P"),
                ("C", "Xã La Lay", "P"),
                ("D", "Xã Thượng Trạch", "P"),
                ("X", HOSTILE, "P"),
                ("+F/1", FORMULA, "P"),
            )
        }
        _answers_of_a(connection, version, ids["A"], answer)
        answer(connection, version, ids["A1"], 15, 15)
        answer(connection, version, ids["B"], 9, 3)
        answer(connection, version, ids["C"], 1, 2, comment="Ba người mà thôi")
        answer(connection, version, ids["X"], 20, comment=HOSTILE)
        answer(connection, version, ids["+F/1"], 20, days_ago=3)
        answer(connection, version, ids["+F/1"], 3, days_ago=17)
        answer(connection, version, ids["+F/1"], 12, days_ago=24)
        load(connection, a_plan(today), at=now())
    house.account("all", "administrator")
    house.account("council", "council")
    house.account("head-a", "unit_head", unit="A")
    house.account("officer-b", "officer", unit="B")
    house.account("head-c", "unit_head", unit="C")
    yield house
    house.close()


def a_plan(today: date) -> str:
    """A programme whose first wave runs today, with A1 and C in its first block and D in one without points."""

    def moved(found: re.Match[str]) -> str:
        return str(date.fromisoformat(found.group()) + (today - date(2026, 5, 1)))

    plan = PLAN.replace('["SNV", "007"]', '["A1", "C"]').replace('"Khối hai"', '"Khối hai"\nmembers = ["D"]')
    table = TABLE + LINEAR.replace("from = 50", "from = 40") + BAND + THRESHOLD.replace("index", "share:unasked")
    return re.sub(r"\d{4}-\d\d-\d\d", moved, plan + table)


def _answers_of_a(connection: Connection, version: Version, unit_id: int, answer: Callable[..., None]) -> None:
    desks = [a_desk(connection, f"A-{number}", unit="A", name=f"Quầy {number}") for number in (1, 2, 3)]
    answer(connection, version, unit_id, 18, 3, desk_id=desks[0], channel=Channel.KIOSK)
    answer(connection, version, unit_id, 12, 4, desk_id=desks[1])
    answer(connection, version, unit_id, 3, desk_id=desks[2], comment="Từ quầy ba")
    answer(connection, version, unit_id, 22, 18, days_ago=100)
    told = {"days_ago": 0, "comment": "Vừa mới viết", "desk_id": desks[0]}
    answer(connection, version, unit_id, 1, **told)
    secret = {"comment": "Nói riêng với thanh tra", "readership": Readership.INSPECTION, "desk_id": desks[0]}
    answer(connection, version, unit_id, 1, **secret)


@pytest.fixture(scope="session")
def browsers(province: AHouse) -> dict[str, Any]:
    """A signed-in browser of each account, reading English."""
    return {name: province.browser(name) for name in ("all", "council", "head-a", "officer-b", "head-c")}
