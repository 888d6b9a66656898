"""Which questionnaire is asked where, from which day on."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from werkzeug.test import Client

from survey.foundation.clock import local_day, now
from survey.questionnaire.domain import Kind, Question, addition, own_code
from survey.questionnaire.domain.faults import (
    AssignedAlreadyError,
    AssignmentBegunError,
    NoAssignmentError,
    NotAskedError,
    PastAssignmentError,
    UnknownPlaceError,
)
from survey.questionnaire.records import (
    assignments,
    publish,
    publish_for_unit,
    retire,
    version_asked,
    version_in_force,
)
from survey.questionnaire.services import ask, asked_at, unit_of, withdraw
from tests.helpers.builders import AT, DAY, a_code, a_desk, a_unit, a_version, the_default
from tests.helpers.pages import alert, page_of, visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from survey.app import Service
    from survey.foundation.database import Store
    from tests.survey.questionnaire.conftest import Browser

NEXT = DAY + timedelta(days=1)
LATER = DAY + timedelta(days=30)


@pytest.fixture
def tree(connection: Connection) -> dict[str, int]:
    """A province, a ward of it, an office of the ward, a ward beside it; two questionnaires beside the default."""
    the_default(connection)
    for code in ("short", "new"):
        a_version(connection, code=code)
    parents = {"TINH": "", "DONGHA": "TINH", "MOTCUA": "DONGHA", "VINHLINH": "TINH"}
    return {code: a_unit(connection, code, parent=parent) for code, parent in parents.items()}


def let(connection: Connection, code: str, unit_id: int | None = None, day: date = DAY) -> None:
    ask(connection, code, unit_id=unit_id, day=day, at=AT, by="quantri")


def asked(connection: Connection, tree: dict[str, int], day: date = DAY) -> dict[str, str]:
    return {code: asked_at(connection, unit_id, day) for code, unit_id in tree.items()}


def test_where_nothing_is_said_the_default_is_asked(connection: Connection, tree: dict[str, int]):
    assert set(asked(connection, tree).values()) == {"default"}
    assert asked_at(connection, 999_999, DAY) == "default"


def test_what_is_said_of_a_unit_holds_below_it_and_nowhere_else(connection: Connection, tree: dict[str, int]):
    let(connection, "short", tree["DONGHA"])
    assert asked(connection, tree) == {
        "TINH": "default",
        "DONGHA": "short",
        "MOTCUA": "short",
        "VINHLINH": "default",
    }


def test_the_nearest_word_counts_and_everywhere_comes_last(connection: Connection, tree: dict[str, int]):
    let(connection, "new")
    let(connection, "short", tree["DONGHA"])
    let(connection, "default", tree["MOTCUA"])
    assert asked(connection, tree) == {"TINH": "new", "DONGHA": "short", "MOTCUA": "default", "VINHLINH": "new"}


def test_the_latest_word_of_a_place_counts_from_its_day_on(connection: Connection, tree: dict[str, int]):
    let(connection, "short", tree["DONGHA"], NEXT)
    let(connection, "new", tree["DONGHA"], LATER)
    days = (DAY, NEXT, LATER - timedelta(days=1), LATER)
    found = [asked_at(connection, tree["MOTCUA"], day) for day in days]
    assert found == ["default", "short", "short", "new"]


def test_the_tree_of_the_day_counts(connection: Connection, tree: dict[str, int]):
    let(connection, "short", tree["DONGHA"])
    a_unit(connection, "DOI", parent="DONGHA", valid_to=DAY)
    moved = a_unit(connection, "DOI", parent="VINHLINH", valid_from=NEXT)
    assert [asked_at(connection, moved, day) for day in (DAY, NEXT)] == ["short", "default"]


def test_the_version_asked_is_the_one_in_force_with_the_units_own_questions(
    connection: Connection, tree: dict[str, int]
):
    unit_id = tree["DONGHA"]
    central = version_in_force(connection, "default")
    assert central is not None
    own = Question(code=own_code(unit_id, ()), kind=Kind.RATING5, group="own", text={"vi": "Chỗ để xe"})
    mine = publish_for_unit(connection, addition(central.document, [own]), unit_id, at=AT)
    assert version_asked(connection, unit_id, DAY) == mine
    assert version_asked(connection, tree["VINHLINH"], DAY) == central
    let(connection, "short", unit_id)
    assert version_asked(connection, unit_id, DAY) == version_in_force(connection, "short")
    retire(connection, "short", at=AT)
    assert version_asked(connection, unit_id, DAY) is None


def test_a_past_day_an_unknown_questionnaire_and_a_second_word_are_refused(
    connection: Connection, tree: dict[str, int]
):
    with pytest.raises(PastAssignmentError):
        let(connection, "short", day=DAY - timedelta(days=1))
    with pytest.raises(NotAskedError):
        let(connection, "none")
    for place in (None, tree["DONGHA"]):
        let(connection, "short", place)
        with pytest.raises(AssignedAlreadyError):
            let(connection, "new", place)
    assert len(assignments(connection)) == 2


def test_what_has_not_passed_is_taken_back_and_what_was_asked_stays(connection: Connection, tree: dict[str, int]):
    let(connection, "short")
    let(connection, "new", day=LATER)
    first, second = assignments(connection)
    withdraw(connection, second.assignment_id, on=DAY)
    with pytest.raises(NoAssignmentError):
        withdraw(connection, second.assignment_id, on=DAY)
    with pytest.raises(AssignmentBegunError):
        withdraw(connection, first.assignment_id, on=NEXT)
    # On its first day a slip of the pen can still be put right.
    withdraw(connection, first.assignment_id, on=DAY)
    assert assignments(connection) == []


def test_a_place_is_named_by_its_code(connection: Connection, tree: dict[str, int]):
    assert unit_of(connection, "") is None
    assert unit_of(connection, "DONGHA") == tree["DONGHA"]
    with pytest.raises(UnknownPlaceError):
        unit_of(connection, "NIRGENDS")


def test_a_code_leads_to_the_questionnaire_asked_there_by_as_many_statements_as_ever(
    service: Service, store: Store
):
    with store.writing() as connection:
        document = the_default(connection).document
        publish(connection, type(document)(**_fields(document), code="second"), at=AT)
        here = a_code(connection, a_desk(connection))
        there = a_code(connection, a_desk(connection, "AN-1", unit="AN"))
        today = local_day(now())
        ask(connection, "second", unit_id=here.unit_id, day=today, at=now(), by="quantri")
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(store.engine, "before_cursor_execute", listen)
    service.house.store.engine.clear_compiled_cache()
    event.listen(service.house.store._reader, "before_cursor_execute", listen)  # noqa: SLF001 - where pages read
    try:
        page, other = (visit(Client(service), f"/Q/{point.code}") for point in (here, there))
    finally:
        event.remove(store.engine, "before_cursor_execute", listen)
        event.remove(service.house.store._reader, "before_cursor_execute", listen)  # noqa: SLF001
    asking = [statement for statement in said if "questionnaire_version" in statement]
    assert len(asking) == 2
    ratings = [one.all("input", type="radio") for one in (page, other)]
    assert len(ratings[0]) < len(ratings[1])
    answer = Client(service).post(f"/Q/{here.code}", data={"ticket": page.value("ticket"), "overall": "5"})
    assert page_of(answer)


def _fields(document: Any) -> dict[str, Any]:
    kept = {name: getattr(document, name) for name in ("title", "reviewed_by", "words", "groups")}
    return kept | {"questions": document.questions[:2]}


def test_the_commands_ask_and_list(hailong: Callable[..., Any], store: Store):
    with store.writing() as connection:
        the_default(connection)
        a_unit(connection)
        a_version(connection, code="short")
    day = local_day(now()) + timedelta(days=3)
    done = hailong("questionnaire", "ask", "short", "--from", f"{day:%d/%m/%Y}", "--unit", "DONGHA")
    assert (done.exit_code, done.output) == (0, f"short is asked at DONGHA from {day} on.\n")
    assert hailong("questionnaire", "ask", "short", "--from", str(day)).exit_code == 0
    rows = json.loads(hailong("questionnaire", "asked", "--format", "json").output)
    told = {"code": "short", "valid_from": str(day), "set_by": "command line"}
    assert rows == [{"unit": None} | told, {"unit": "DONGHA"} | told]
    for words in (["none", "--from", str(day)], ["short", "--from", "2020-01-01"], ["short", "--from", "soon"]):
        assert hailong("questionnaire", "ask", *words).exit_code == 1


def test_an_administrator_says_what_is_asked_and_takes_it_back(centre: Browser, store: Store):
    with store.writing() as connection:
        a_version(connection, code="short")
    assert "default" in " ".join(centre.visit("/noi-hoi").words("div", **{"class": "alert alert-info"}))
    day = local_day(now()) + timedelta(days=3)
    page = centre.send("/noi-hoi", code="short", day=day.isoformat(), unit="DH")
    assert any("UBND phường Đông Hà" in words for words in page.words("th"))
    assert "to come" in page.words("span", **{"class": "badge text-bg-primary"})
    with store.reading() as connection:
        (one,) = assignments(connection)
    assert (one.code, one.valid_from, one.set_by) == ("short", day, "quantri")
    centre.send(f"/noi-hoi/{one.assignment_id}/bo")
    with store.reading() as connection:
        assert assignments(connection) == []


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"day": "2020-01-01"}, 400),
        ({"day": ""}, 400),
        ({"unit": "NIRGENDS"}, 404),
        ({"code": "none"}, 404),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(centre: Browser, given: dict[str, str], status: int):
    typed = {"code": "default", "day": (local_day(now()) + timedelta(days=3)).isoformat(), "unit": "DH"} | given
    page = page_of(centre.post("/noi-hoi", **typed), status=status)
    assert alert(page)
    assert (page.value("day"), page.value("unit")) == (typed["day"], typed["unit"])


@pytest.mark.parametrize("name", ["lanhdao.dh", "quantri.dh"])
def test_only_the_centre_says_what_is_asked(sign_in: Callable[[str], Browser], name: str):
    browser = sign_in(name)
    assert browser.get("/noi-hoi").status_code == 403
    assert browser.post("/noi-hoi", code="default", day="2030-01-01").status_code == 403
    assert "noi-hoi" not in browser.get("/").text
