from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from analytics.index.domain.hiding import hidden
from survey.accounts.services import NewKey, add_api_key
from survey.app import create_app
from survey.foundation.clock import now
from survey.intake.services import take_in
from survey.settings import secret_of
from survey.volume.domain import Volume, VolumeEntry
from survey.volume.records import keep_volumes
from tests.helpers.builders import DAY, a_submission, a_unit, a_version, dice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

    from survey.foundation.database import Store
    from survey.settings import Settings

MARCH = {"from": "2026-03-01", "to": "31/03/2026"}
SIZES = {"A": 40, "B": 12, "C": 7, "D": 3, "E": 2}


class Programs:
    """The service, with programs that call it."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = replace(settings, rooms=("analytics",))
        self._store = store
        self.service = create_app(self._settings)

    def key(self, name: str, *scopes: str, unit: str | None = None) -> str:
        new = NewKey(name=name, scopes=frozenset(scopes or {"index"}), unit=unit)
        with self._store.writing() as connection:
            return add_api_key(connection, new, secret=secret_of(self._settings).encode(), at=now())[1]

    def get(self, path: str, key: str | None = None, **query: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return Client(self.service).get(f"/api/v1/{path}", query_string=query or MARCH, headers=headers)


@pytest.fixture
def programs(settings: Settings, store: Store) -> Iterator[Programs]:
    """A province P with units of many and of few answers."""
    random = dice(4)
    with store.writing() as connection:
        version = a_version(connection, "q1", "q2")
        a_unit(connection, "P")
        for code, size in SIZES.items():
            unit = a_unit(connection, code, parent="P")
            drawn = ["".join(random.choices("1245", k=2)) for _ in range(size)]
            take_in(connection, [a_submission(version, unit, marks, channel="kiosk") for marks in drawn[:-1]])
            take_in(connection, [a_submission(version, unit, drawn[-1])])
            volume = Volume(finished=100, refused=0)
            entry = VolumeEntry(unit_id=unit, procedure_id=None, day=DAY.replace(day=1), whole=True, volume=volume)
            keep_volumes(connection, [entry])
    opened = Programs(settings, store)
    yield opened
    opened.service.house.store.close()


def test_programs_read_what_privacy_and_numbers_allow(programs: Programs):
    key = programs.key("reader")
    answer = programs.get("index", key)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    rows = {row["key"]: row for row in answer.json["rows"]}
    assert rows.keys() == SIZES.keys()
    whole = rows["A"]
    assert (whole["respondents"], whole["state"], whole["hidden"]) == (40, "ok", False)
    assert whole["low"] <= whole["index"] <= whole["high"]
    assert sum(whole["criteria"][0][f"n{level}"] for level in range(1, 6)) == 40
    # One answer on paper: it and the next smallest channel stay hidden.
    assert whole["channels"] == {"kiosk": None, "paper": None}
    assert (rows["B"]["state"], rows["B"]["index"] is not None) == ("few", True)
    assert (rows["C"]["state"], rows["C"]["respondents"], rows["C"]["hidden"]) == ("insufficient", 7, False)
    assert (rows["C"]["index"], rows["C"]["criteria"], rows["C"]["required_n"]) == (None, [], 80)
    for code in "DE":
        told = {name for name, value in rows[code].items() if value not in (None, [], {})}
        assert told == {
            "key",
            "name",
            "state",
            "hidden",
            "required_n",
            "finished",
            "refused",
            "invited",
            "coverage",
        }
        assert rows[code]["respondents"] is None


def test_explanations_are_given_where_figures_are(programs: Programs):
    rows = programs.get("index", programs.key("reader"), **MARCH, explain="true", with_excluded="1").json["rows"]
    assert {row["key"] for row in rows if row.get("explain")} == {"A", "B"}
    assert rows[0]["with_excluded"]["index"] == rows[0]["index"]


def test_a_key_of_a_unit_reads_of_it_and_those_below(programs: Programs):
    assert {row["key"] for row in programs.get("index", programs.key("one", unit="B")).json["rows"]} == {"B"}
    below = programs.get("index", programs.key("all", unit="P"))
    assert {row["key"] for row in below.json["rows"]} == SIZES.keys()
    other = programs.get("index", programs.key("other", unit="B"), **MARCH, unit="A")
    assert other.json["rows"] == []


def test_parameters_are_those_of_the_command(programs: Programs):
    key = programs.key("reader")
    assert programs.get("index", key, **MARCH, by="question").json["rows"][0]["key"] == "q1"
    assert programs.get("index", key, **MARCH, tier="verified").json["rows"] == []
    two = programs.get("index", key, **MARCH, tier=["verified", "open"])
    assert (len(two.json["rows"]), two.json["tiers"]) == (5, ["open", "verified"])


@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ({}, 400, "first and the last day"),
        ({"from": "2026-03-01"}, 400, "first and the last day"),
        ({"from": "x", "to": "2026-03-31"}, 400, "not a date"),
        ({"from": "2026-03-31", "to": "2026-03-01"}, 400, "before it begins"),
        (MARCH | {"by": "weather"}, 400, "by"),
        (MARCH | {"colour": "red"}, 400, "colour"),
        (MARCH | {"tier": "sure"}, 400, "tier"),
        (MARCH | {"unit": "Z"}, 404, "no unit"),
        (MARCH | {"questionnaire": "Z"}, 404, "no questionnaire"),
        ({"programme": "Z"}, 404, "Z"),
        (MARCH | {"wave": "Z"}, 400, "programme"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document(
    programs: Programs, query: dict[str, str], status: int, word: str
):
    key = programs.key("reader")
    query = query or {"by": "unit"}
    answer = programs.get("index", key, **query)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert word in answer.json["title"]


@pytest.mark.parametrize("path", ["index", "coverage"])
def test_only_a_key_for_this_opens_the_address(programs: Programs, path: str):
    assert programs.get(path).status_code == 401
    assert programs.get(path, "hailong_none").status_code == 401
    assert programs.get(path, programs.key("slips", "slips")).status_code == 403
    assert programs.get(path, programs.key("reader")).status_code == 200


def test_coverage_tells_programs_no_small_numbers(programs: Programs):
    rows = {row["key"]: row for row in programs.get("coverage", programs.key("reader")).json["rows"]}
    assert (rows["A"]["answered"], rows["A"]["response_rate"], rows["A"]["served"]) == (40, 0.4, 100)
    assert rows["A"]["verified"] == 0
    assert [(rows[code]["answered"], rows[code]["response_rate"]) for code in "DE"] == [(None, None)] * 2
    assert rows["P"]["answered"] == 0
    assert programs.get("coverage", programs.key("again"), **MARCH, by="staff").status_code == 400


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [
        ({"a": 9, "b": 4}, {"a", "b"}),
        ({"a": 9, "b": 3, "c": 3}, {"b", "c"}),
        ({"a": 9, "b": 1, "c": 1, "d": 8}, {"b", "c", "d"}),
        ({"a": 9, "b": 0}, set()),
        ({}, set()),
    ],
)
def test_what_a_total_would_give_away_is_hidden_with_it(sizes: dict[str, int], kept: set[str]):
    assert hidden(sizes, least=5) == kept
