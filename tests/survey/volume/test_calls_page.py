"""The page on which calls back are recorded: who may, what is refused, and what stays of earlier numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from survey.app import create_app
from survey.foundation.clock import local_day, now
from survey.foundation.gate import ROLES, Audience
from survey.volume.domain import MOST_CALLED, CallBack
from survey.volume.records import add_call_back, call_backs, months_called, recorded_calls
from survey.volume.services import RECORDER_LIMIT
from survey.volume.web.calling import recorder
from tests.helpers.builders import AT, a_unit
from tests.helpers.houses import AHouse
from tests.helpers.pages import page_of, visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import Client, TestResponse

    from survey.foundation.database import Store
    from survey.settings import Settings

CALLS = "/review/phuc-tra/"
TODAY = local_day(now())
MONTH = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)
EVER = (date(2000, 1, 1), date(2100, 12, 31))
TYPED = {
    "unit": "A",
    "month": f"{MONTH:%Y-%m}",
    "called": "20",
    "agreed": "12",
    "differed": "3",
    "unreachable": "5",
}
FIELDS = ("unit", "month", "called", "agreed", "differed", "unreachable")


@pytest.fixture
def offices(store: Store, settings: Settings) -> Iterator[AHouse]:
    """P over A (with A1 below) and B; E has ended; an account for the province and one for A."""
    with store.writing() as connection:
        a_unit(connection, "P", name="Tỉnh Mẫu")
        for code, parent in (("A", "P"), ("A1", "A"), ("B", "P")):
            a_unit(connection, code, name=f"Phường {code}", parent=parent)
        a_unit(connection, "NEW", name="Phường mới", parent="P", valid_from=TODAY)
    opened = AHouse(service=create_app(settings))
    opened.account("all", Audience.REVERIFICATION)
    opened.account("of-a", Audience.REVERIFICATION, unit="A")
    yield opened
    opened.close()


def send(browser: Client, **typed: str) -> TestResponse:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(CALLS).text)
    assert token
    return browser.post(CALLS, data={"csrf_token": token[1], **TYPED, **typed})


def kept(house: AHouse) -> list[CallBack]:
    with house.store.reading() as connection:
        return call_backs(connection, None, *EVER)


def rows(browser: Client) -> list[str]:
    return [words.replace("\xa0", " ") for words in visit(browser, CALLS).words("tr")[1:]]


@pytest.mark.parametrize("role", [None, *ROLES])
def test_only_those_who_call_back_open_the_page_and_have_it_in_their_menu(offices: AHouse, role: Audience | None):
    if role is not None:
        offices.account("visitor", role, unit="A")
    browser = offices.browser("visitor" if role else None)
    may = role is Audience.REVERIFICATION
    status = 302 if role is None else 200 if may else 403
    assert browser.get(CALLS).status_code == status
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/dang-nhap/none").text)
    given = {"csrf_token": token[1] if token else "", **TYPED}
    assert browser.post(CALLS, data=given).status_code == (302 if may else 400 if role is None else 403)
    assert len(kept(offices)) == may
    if role is not None:
        # Any page of a signed-in account has the menu.
        assert (f'href="{CALLS}"' in browser.get("/dang-nhap/none").text) is may


def test_what_was_found_is_kept_with_the_name_of_the_account(offices: AHouse):
    browser = offices.browser("all")
    answer = send(browser)
    assert answer.status_code == 302
    page = visit(browser, answer.location)
    assert "The calls are recorded." in page.html
    (found,) = kept(offices)
    assert (found.month, found.called, found.agreed, found.differed, found.unreachable) == (MONTH, 20, 12, 3, 5)
    (row,) = [words.replace("\xa0", " ") for words in page.words("tr")[1:]]
    assert row.startswith(f"{MONTH:%m/%Y} Phường A 20 12 3 5 80.0 % all ")
    with offices.store.reading() as connection:
        assert [each.recorded_by for each in recorded_calls(connection, None, *EVER)] == ["all"]


def test_earlier_numbers_stay_and_are_shown_as_replaced(offices: AHouse):
    browser = offices.browser("all")
    for agreed, differed in ((12, 3), (15, 0), (10, 5)):
        assert send(browser, agreed=str(agreed), differed=str(differed)).status_code == 302
    send(browser, unit="B")
    assert [(each.agreed, each.differed) for each in kept(offices)] == [(10, 5), (12, 3)]
    told = rows(browser)
    assert ["replaced" in each for each in told] == [False, True, True, False]
    assert [re.sub(r".*Phường (\w+)( replaced)? 20 (\d+) .*", r"\1 \3", each) for each in told] == [
        "A 10",
        "A 15",
        "A 12",
        "B 12",
    ]


def test_a_month_is_typed_either_way(offices: AHouse):
    browser = offices.browser("all")
    assert send(browser, month=f"{MONTH:%m/%Y}").status_code == 302
    assert [each.month for each in kept(offices)] == [MONTH]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"unit": ""}, "There is no unit"),
        ({"unit": "Z"}, "There is no unit “Z”"),
        ({"month": ""}, "is not a month"),
        ({"month": "13/2026"}, "is not a month"),
        ({"month": "x" * 5000}, "is not a month"),
        ({"month": f"{TODAY.year + 1}-01"}, "has not come yet"),
        ({"month": "1999-12"}, "The unit was not in force in 12/1999."),
        ({"unit": "NEW"}, "The unit was not in force in"),
        ({"called": ""}, "must not be blank"),
        ({"agreed": "-1"}, "is below zero"),
        ({"differed": "1.5"}, "is not a whole number"),
        ({"unreachable": "9" * 30}, "is not a whole number"),
        ({"called": "21"}, "Called 21, but agreed, differed and unreachable add up to 20."),
        ({"called": str(MOST_CALLED + 1), "agreed": str(MOST_CALLED - 7)}, f"more than {MOST_CALLED}"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(offices: AHouse, typed: dict[str, str], words: str):
    answer = send(offices.browser("all"), **typed)
    page = page_of(answer, status=400)
    assert words in " ".join(page.words("main"))
    assert kept(offices) == []
    shown = {name: page.value(name) for name in FIELDS[1:]}
    assert shown == {name: (TYPED | typed)[name] for name in FIELDS[1:]}
    chosen = [option.given["value"] for option in page.all("option") if "selected" in option.given]
    known = (TYPED | typed)["unit"]
    assert chosen == ([known] if known in {"", "A", "NEW"} else [])


def test_every_wrong_field_is_marked_at_once(offices: AHouse):
    page = page_of(send(offices.browser("all"), unit="", month="", called="x", agreed=""), status=400)
    marked = {one.given["name"] for one in page.elements if one.given.get("aria-invalid")}
    assert marked == {"unit", "month", "called", "agreed"}


def test_an_account_of_a_unit_sees_and_records_of_its_own_units_only(offices: AHouse):
    everywhere, head = offices.browser("all"), offices.browser("of-a")
    send(everywhere, unit="B")
    options = [one.given["value"] for one in visit(head, CALLS).all("option")]
    assert sorted(options) == ["", "A", "A1"]
    assert rows(head) == []
    refused = page_of(send(head, unit="B"), status=400)
    assert "There is no unit “B”" in " ".join(refused.words("main"))
    assert send(head, unit="A1").status_code == 302
    assert ["Phường A1" in each for each in rows(head)] == [True]
    assert len(rows(everywhere)) == 2


def test_a_year_is_chosen_and_an_unknown_one_is_this(offices: AHouse):
    with offices.store.writing() as connection:
        unit_id = a_unit(connection, "A", name="Phường A", parent="P")
        found = CallBack(unit_id=unit_id, month=date(2021, 5, 1), called=6, agreed=5, differed=1, unreachable=0)
        add_call_back(connection, found, recorded_by="x", at=AT)
        assert months_called(connection, [unit_id]) == [date(2021, 5, 1)]
        assert months_called(connection, []) == []
    browser = offices.browser("all")
    told = " ".join(visit(browser, f"{CALLS}?year=2021").words("main"))
    assert "05/2021" in told
    for year in ("", "1850", "x", "99999999"):
        assert f"Nothing is recorded about {TODAY.year} yet." in visit(browser, f"{CALLS}?year={year}").html


def test_a_unit_that_has_ended_keeps_its_calls(offices: AHouse):
    with offices.store.writing() as connection:
        ended = a_unit(connection, "E", name="Phường cũ", valid_to=date(2021, 12, 31))
        found = CallBack(unit_id=ended, month=date(2021, 5, 1), called=0, agreed=0, differed=0, unreachable=0)
        add_call_back(connection, found, recorded_by="x", at=AT)
    page = visit(offices.browser("all"), f"{CALLS}?year=2021")
    (row,) = page.words("tr")[1:]
    assert row.startswith("05/2021 E 0 0 0 0 – x")


@pytest.mark.parametrize(
    ("display_name", "told"),
    [
        ("Lê Thị Hạnh", "Lê Thị Hạnh (hanh)"),
        ("hanh", "hanh"),
        ("Hạnh " * 40, ("Hạnh " * 40)[: RECORDER_LIMIT - 8] + "… (hanh)"),
    ],
)
def test_a_recorder_has_a_name_that_fits(display_name: str, told: str):
    class Account:
        account_id, name, unit_id, roles = 1, "hanh", None, frozenset[str]()

        def __init__(self) -> None:
            self.display_name = display_name

    found: Any = Account()
    assert recorder(found) == told
    assert len(told) <= RECORDER_LIMIT
