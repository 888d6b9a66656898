"""Explanations: the numbers of a page again, each with what it was made from, and nothing the page hides."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from analytics.emulation.domain.membership import membership
from analytics.emulation.domain.reading import read
from analytics.review.domain import Standing
from analytics.review.domain.waves import usual_wave, wave_period
from analytics.review.services import review_unit
from analytics.review.services.block import BlockAsked, block_place, review_block
from analytics.review.services.block_steps import block_steps, rivals
from analytics.review.services.inputs import unit_inputs
from analytics.tally.services import rebuild_dirty
from survey.intake.domain import Channel
from tests.analytics.emulation.samples import PLAN
from tests.analytics.review.blocks import MIXED, PLACE, a_block_house, fill
from tests.analytics.review.test_services import asked
from tests.helpers.builders import a_unit, a_version
from tests.helpers.pages import Page, visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection
    from werkzeug.test import Client

    from tests.helpers.houses import AHouse

UNIT = "/review/giai-thich/don-vi"
BLOCK = f"/review/giai-thich/khoi/{PLACE}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, answer: Callable[..., None], today: date) -> Iterator[AHouse]:
    found = a_block_house(tmp_path_factory.mktemp("explained"), answer, MIXED, today)
    found.account("head-a", "unit_head", unit="A")
    yield found
    found.close()


@pytest.fixture(scope="module")
def council(house: AHouse) -> Client:
    return house.browser("council")


def words_of(page: Page) -> str:
    return " ".join(page.words("main")).replace("\xa0", " ")


def numbers(client: Client, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: dict[str, Any] = json.loads(answer.data)
    return found


def test_the_steps_of_a_unit_have_the_numbers_put_in(browsers: dict[str, Any]):
    told = words_of(visit(browsers["all"], f"{UNIT}/A1"))
    assert "15/30 = 50.00 %" in told
    assert "S = 1/2 × (15/30 + 15/30) = 50.00 %" in told
    assert "m = 30, N = 60" in told
    assert "t(29) = 2.0452" in told
    assert "Questionnaire short. Method index-2." in told
    assert "Paper: 30" in told


def test_the_document_has_counts_and_pairs_from_which_the_index_follows(browsers: dict[str, Any]):
    found = numbers(browsers["all"], f"{UNIT}/A1/so-lieu.json")
    shares = [(each["n4"] + each["n5"]) / each["n"] for each in found["questions"] if each["indexed"]]
    assert sum(shares) / len(shares) == found["index"] == 0.5
    assert found["pairs"] == [
        {"first": "q1", "second": "q2", "both": 15, "only_first": 0, "only_second": 0, "neither": 15}
    ]
    # Thirty people who answered both questions alike: variance between people ¼ of 30, with the factor 30/29.
    assert found["variance"] == pytest.approx(0.25 / 29)
    assert (found["tiers"], found["excluded"], found["state"]) == ({"open": 30}, {}, "ok")


def test_a_unit_of_too_few_answers_has_nothing_to_explain(browsers: dict[str, Any]):
    told = words_of(visit(browsers["head-c"], f"{UNIT}/C"))
    assert "There is no figure to explain" in told
    found = numbers(browsers["head-c"], f"{UNIT}/C/so-lieu.json")
    assert (found["state"], found["index"], found["channels"], found["last_day"]) == ("hidden", None, {}, None)
    assert "questions" not in found
    assert "respondents" not in found


@pytest.mark.parametrize("tail", ["", "/so-lieu.json"])
def test_only_ones_own_units_are_explained(browsers: dict[str, Any], tail: str):
    assert browsers["head-a"].get(f"{UNIT}/B{tail}").status_code == 403
    assert browsers["all"].get(f"{UNIT}/none{tail}").status_code == 404
    assert browsers["all"].get(f"{UNIT}/+F/1{tail}").status_code == 200


def test_the_numbers_of_the_unit_page_lead_to_their_steps(browsers: dict[str, Any]):
    page = visit(browsers["all"], "/review/units/A?period=this_month")
    led = [each.given["href"] for each in page.all("a", **{"class": "told"})]
    assert f"{UNIT}/A?period=this_month#index" in led
    target = visit(browsers["all"], f"{UNIT}/A?period=this_month")
    ids = {each.given.get("id") for each in target.elements}
    assert {"counts", "index", "interval", "change"} <= ids


def test_the_explanation_is_of_the_figures_of_the_page(
    connection: Connection, today: date, answer: Callable[..., None]
):
    version = a_version(connection, "q1", "q2")
    a_unit(connection, "P")
    for code, good, days in (("P", 30, 5), ("X", 25, 7), ("Y", 3, 8)):
        unit_id = a_unit(connection, code, parent="" if code == "P" else "P")
        answer(connection, version, unit_id, good, 12 if code != "Y" else 0, days_ago=days)
        answer(connection, version, unit_id, good, 2, days_ago=100)
    answer(connection, version, unit_id, 2, channel=Channel.KIOSK)
    rebuild_dirty(connection)
    wish = asked(connection, today)
    for unit in wish.units.values():
        page = review_unit(connection, wish, unit, today=today)
        found = unit_inputs(connection, wish, unit)
        assert (found.judged, found.before, found.change) == (page.judged, page.before, page.change), unit.code
        assert (found.below, found.included) == (page.below, page.included)
    (top,) = [unit for unit in wish.units.values() if unit.code == "P"]
    found = unit_inputs(connection, wish, top)
    # A channel of two answers would follow from the total, so both are kept from view.
    assert found.channels == {Channel.KIOSK: None, Channel.PAPER: None}
    assert found.tiers == {"open": 84}
    assert sum(each or 0 for each in found.channels.values()) == 0


def test_a_block_explains_its_mean_and_how_much_units_differ(council: Client):
    found = numbers(council, f"{BLOCK}/so-lieu.json")
    told = words_of(visit(council, BLOCK))
    assert found["mu"] == pytest.approx(found["sum_x"] / found["sum_n"])
    rho = (found["spread"] - (found["units"] - 1)) / found["room"]
    assert (found["rho"], found["M"]) == (pytest.approx(rho), pytest.approx(1 / rho - 1))
    assert found["reliability"] == pytest.approx(1 - found["V"] / (found["V"] + found["tau2"]))
    assert found["comparisons"] == 20
    assert "Each of the 20 comparisons" in told
    assert f"μ = Σx/Σn = {found['sum_x']:,.2f} / {found['sum_n']:,.2f}" in told
    assert "Xã Three Not enough answers yet to show any number" in told
    assert "All units are compared by the same questions: q1; q2." in told


def test_one_units_place_and_score_are_explained(council: Client):
    found = numbers(council, f"{BLOCK}/so-lieu.json?don-vi=A")
    (row,) = found["rows"]
    assert row["shrunk"] == pytest.approx((row["x"] + found["mu"] * found["M"]) / (row["n"] + found["M"]))
    assert row["surely_better"] == ["E", "B", "C", "D"]
    assert (row["rank_low"], row["rank_high"], row["surely_worse"]) == (5, 5, [])
    told = words_of(visit(council, f"{BLOCK}?don-vi=A"))
    assert "1 + 4 = 5; 5 − 0 = 5" in told
    assert "90/200 = 45.00 %" in told
    assert f"n = N/deff = 400 / {found['deff_block']:.3f} = {row['n']:.2f}" in told


def test_a_unit_that_is_not_ranked_says_why(council: Client):
    assert "Few answers: a unit is ranked from 30 people on" in words_of(visit(council, f"{BLOCK}?don-vi=FEW"))
    for code in ("THREE", "SEVEN", "NONE"):
        page = visit(council, f"{BLOCK}?don-vi={code}")
        assert "There is no figure to explain" in words_of(page)
        (row,) = numbers(council, f"{BLOCK}/so-lieu.json?don-vi={code}")["rows"]
        assert {"n", "x", "questions", "ratings"}.isdisjoint(row)
        assert row["index"] is None
    visit(council, f"{BLOCK}?don-vi=OTHER", status=404)


def test_the_counts_of_questions_stay_with_those_in_charge_of_the_unit(house: AHouse):
    head = house.browser("head-a")
    (own,) = numbers(head, f"{BLOCK}/so-lieu.json?don-vi=A")["rows"]
    (other,) = numbers(head, f"{BLOCK}/so-lieu.json?don-vi=E")["rows"]
    assert own["questions"][0]["n"] == 200
    assert {"questions", "pairs", "channels"}.isdisjoint(other)
    assert (other["index"], other["rank"]) == (0.95, 1)
    told = words_of(visit(head, f"{BLOCK}?don-vi=E"))
    assert "The counts of each question are open to those in charge of the unit" in told
    assert "190/200" not in told


def test_the_sums_of_a_block_are_the_same_on_both_databases(
    connection: Connection, today: date, answer: Callable[..., None]
):
    fill(connection, answer, MIXED, today)
    rebuild_dirty(connection)
    place = block_place(connection, PLACE)
    wish = asked(connection, today)
    held = membership(place.programme, place.block, today)
    found = review_block(
        connection, BlockAsked(membership=held, period=wish.chosen.period, words=wish.words, least=5), today=today
    )
    assert [member.code for member in found.ranked] == ["E", "B", "C", "D", "A"]
    assert [member.judged.standing for member in found.apart] == [
        Standing.FEW,
        Standing.NONE,
        Standing.INSUFFICIENT,
        Standing.HIDDEN,
        Standing.OK,
    ]
    steps = block_steps(found)
    assert steps.decided == sum(len(rivals(found, member)[1]) for member in found.ranked)
    assert steps.satisfied / steps.answers == pytest.approx(found.block.mu)


def test_the_wave_that_runs_is_usual_or_else_the_last_that_began():

    waves = read(PLAN).waves
    assert usual_wave(waves, date(2025, 12, 31)) is None
    assert usual_wave(waves, date(2026, 6, 30)).code == "w1"
    assert usual_wave(waves, date(2026, 7, 1)).code == "w2"
    assert usual_wave(waves, date(2027, 3, 1)).code == "w2"
    assert wave_period(waves[0], date(2026, 2, 1)).until == date(2026, 2, 1)
    # The counted days end before the wave does.
    assert wave_period(waves[1], date(2026, 12, 31)).until == date(2026, 12, 15)


def test_a_desk_and_a_channel_are_explained_from_their_row(browsers: dict[str, Any]):
    page = visit(browsers["all"], "/review/units/A")
    led = [each.given["href"] for each in page.all("a", **{"class": "told"})]
    assert f"{UNIT}/A?quay=A-1" in led
    assert f"{UNIT}/A?kenh=kiosk" in led
    told = words_of(visit(browsers["all"], f"{UNIT}/A?quay=A-1"))
    assert "Only: Quầy 1" in told
    assert "20/23 = 86.96 %" in told
    found = numbers(browsers["all"], f"{UNIT}/A/so-lieu.json?quay=A-1")
    assert (found["desk"], found["index"], found["channels"], found["change"]) == (
        "A-1",
        pytest.approx(20 / 23),
        {},
        None,
    )
    for wish in ("quay=none", "kenh=none"):
        visit(browsers["all"], f"{UNIT}/A?{wish}", status=404)


def test_a_hidden_desk_stays_hidden(browsers: dict[str, Any]):
    told = words_of(visit(browsers["all"], f"{UNIT}/A?quay=A-3"))
    assert "Hidden to protect those who answered" in told
    found = numbers(browsers["all"], f"{UNIT}/A/so-lieu.json?quay=A-3")
    assert (found["state"], found["index"]) == ("hidden", None)
    assert "respondents" not in found


def test_a_week_is_explained_as_a_period_of_its_own(browsers: dict[str, Any]):
    page = visit(browsers["all"], "/review/units/A1")
    (week,) = [
        each.given["href"] for each in page.all("a", **{"class": "told"}) if "period=free" in each.given["href"]
    ]
    assert "15/30 = 50.00 %" in words_of(visit(browsers["all"], week))
