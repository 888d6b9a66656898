"""One block: groups first, ranks with their places, the others apart, and a sentence made from the result."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from analytics.emulation.records import load
from analytics.index.domain import Unranked
from analytics.index.ranking import ranking
from analytics.index.services import Asked
from analytics.review.web.block_words import REASONS
from survey.foundation.clock import days, now
from survey.organisation.domain import ProcedureEntry
from survey.organisation.records import keep_procedures, procedure_ids, unit_ids
from survey.touchpoint.domain import Tier
from survey.volume.domain import Floor, Volume, VolumeEntry
from survey.volume.records import add_floor, keep_volumes
from tests.analytics.review.blocks import MIXED, PLACE, a_block_house, moved, plan_of
from tests.helpers.builders import a_unit, a_version
from tests.helpers.houses import AHouse, statements
from tests.helpers.pages import Page, visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.test import Client

ADDRESS = f"/review/khoi/{PLACE}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, answer: Callable[..., None], today: date) -> Iterator[AHouse]:
    """Five units that can be ranked and five that cannot."""
    found = a_block_house(tmp_path_factory.mktemp("block"), answer, MIXED, today)
    with found.store.writing() as connection:
        a_unit(connection, "OUTSIDE", parent="P")
        a_unit(connection, "A1", parent="A")
    found.account("inspector", "inspector")
    found.account("head-a", "unit_head", unit="A")
    found.account("head-p", "unit_head", unit="P")
    found.account("head-below", "unit_head", unit="A1")
    found.account("head-outside", "unit_head", unit="OUTSIDE")
    found.account("officer-a", "officer", unit="A")
    yield found
    found.close()


@pytest.fixture(scope="module")
def council(house: AHouse) -> Client:
    return house.browser("council")


def words_of(page: Page) -> str:
    return " ".join(page.words("main")).replace("\xa0", " ")


def lines(page: Page) -> list[str]:
    return [line.replace("\xa0", " ") for line in page.words("tr")]


def numbers(client: Client, address: str = ADDRESS + "/xep-hang.json") -> dict[str, Any]:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: dict[str, Any] = json.loads(answer.data)
    return found


def test_groups_come_first_and_each_place_has_its_range(council: Client):
    told = lines(visit(council, ADDRESS))
    groups = [line for line in told if line.startswith("Group")]
    assert groups[0] == "Group A: 3 units that may be the best"
    best = told[told.index(groups[0]) + 1]
    assert best.startswith("1 (1–3) – place, Xã E")
    assert "Xã E 95.0 % (91–97 %)" in best
    assert "200 people" in best


def test_the_sentence_on_top_is_made_from_the_result(council: Client):
    told = words_of(visit(council, ADDRESS))
    assert "3 of 5 ranked units cannot be told apart from the best." in told
    assert "something else than this index must decide" in told
    assert "Do not rank" not in told


def test_units_that_are_not_ranked_stand_apart_with_the_reason(council: Client):
    told = lines(visit(council, ADDRESS))
    head = next(place for place, line in enumerate(told) if "Why not" in line)
    apart = told[head + 1 :]
    reasons = {line.split(" ")[1]: line for line in apart}
    assert list(reasons) == ["Few", "None", "Seven", "Three", "Wide"]
    assert "from 30 people on (11 more needed)" in reasons["Few"]
    assert "78.9 %" in reasons["Few"]
    assert "Nobody has answered in these days." in reasons["None"]
    assert "Not enough answers yet (3 more needed)" in reasons["Seven"]
    assert "%" not in reasons["Seven"]
    assert "reaches more than 10 points either way" in reasons["Wide"]


def test_a_unit_of_too_few_answers_tells_no_number_and_is_in_none(council: Client):
    told = lines(visit(council, ADDRESS))
    (three,) = [line for line in told if line.startswith("Xã Three")]
    assert three == "Xã Three Not enough answers yet to show any number –not shown"
    found = numbers(council)
    (row,) = [row for row in found["rows"] if row["key"] == "THREE"]
    assert (row["state"], row["reason"]) == ("hidden", "hidden")
    assert not any(row[name] for name in ("respondents", "index", "low", "high", "shrunk", "shrunk_low", "rank"))
    # Eight units with an index are in the mean, and not the hidden one.
    good = sum(MIXED[code][0] for code in MIXED if code != "THREE")
    every = sum(sum(MIXED[code]) for code in MIXED if code != "THREE")
    assert found["units"] == 8
    assert found["mu"] == pytest.approx(good / every)


def test_without_the_units_shown_enough_people_are_left_of_the_block(council: Client):
    found = numbers(council, f"/review/giai-thich/khoi/{PLACE}/so-lieu.json")
    told = [row for row in found["rows"] if row["index"] is not None]
    assert {row["key"] for row in found["rows"]} - {row["key"] for row in told} == {"THREE", "SEVEN", "NONE"}
    ratings = found["sum_n"] * found["deff_block"] - sum(row["ratings"] for row in told)
    # Seven people's two ratings: nothing of the three, and nobody alone among the seven.
    assert ratings == pytest.approx(14)


def test_every_reason_has_its_words():
    assert set(REASONS) == set(Unranked)


def test_the_file_has_the_rows_of_the_page(council: Client):
    found = numbers(council)
    answer = council.get(ADDRESS + "/xep-hang.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["key"] for row in rows] == [row["key"] for row in found["rows"]]
    assert (rows[0]["key"], rows[0]["rank"], rows[0]["rank_low"], rows[0]["rank_high"]) == ("E", "1", "1", "3")
    assert float(rows[0]["index"]) == found["rows"][0]["index"] == 0.95
    assert rows[0]["tied_with_best"] == "true"
    assert found["block"] == {"code": "b1", "name": "Khối một"}
    assert (found["wave"], found["least"], found["method"]) == ("w1", 5, "index-2")
    assert "attachment; filename=xep-hang-p-b1-" in answer.headers["Content-Disposition"]


def test_the_page_agrees_with_the_command_where_nobody_is_hidden(tmp_path, answer, today):
    codes = frozenset(set(MIXED) - {"THREE"})
    open_house = a_block_house(tmp_path, answer, {code: MIXED[code] for code in MIXED if code in codes}, today)
    found = numbers(open_house.browser("all"))
    with open_house.store.reading() as connection:
        asked = Asked(since=today - timedelta(days=60), until=today, units=codes)
        expected = ranking(connection, asked)
    assert (found["mu"], found["rho"], found["reliability"]) == (
        expected.block.mu,
        expected.block.rho,
        expected.reliability,
    )
    by_key = {row["key"]: row for row in found["rows"]}
    for row in expected.ranked:
        told = by_key[row.key]
        assert (told["shrunk"], told["rank"], told["rank_high"]) == (
            row.score.shrunk,
            row.standing.rank,
            row.standing.high,
        )
    open_house.close()


def test_every_number_leads_to_its_explanation(council: Client):
    page = visit(council, ADDRESS)
    led = [each.given["href"] for each in page.all("a", **{"class": "told"})]
    assert all(address.startswith(f"/review/giai-thich/khoi/{PLACE}?dot=w1") for address in led)
    for anchor in ("rank", "index", "score", "counts", "mu", "rho", "deff", "reliability"):
        (address, *_) = [each for each in led if each.endswith(f"#{anchor}")]
        target = visit(council, address.partition("#")[0])
        assert [each for each in target.elements if each.given.get("id") == anchor], anchor


def test_the_chart_has_the_ranked_units_and_marks_ones_own(house: AHouse):
    page = visit(house.browser("head-a"), ADDRESS)
    drawn = " ".join(page.words("svg"))
    assert "Xã E" in drawn
    assert "Three" not in drawn
    assert "Mean of the block" in drawn
    assert next(line for line in lines(page) if "your unit" in line).split(" – ")[0].startswith("5 (")


@pytest.mark.parametrize("name", ["all", "council", "inspector", "head-a", "head-p"])
def test_those_of_the_block_and_those_above_read_the_same_rows(house: AHouse, name: str):
    assert numbers(house.browser(name))["rows"] == numbers(house.browser("council"))["rows"]


@pytest.mark.parametrize("name", ["head-below", "head-outside", "officer-a"])
@pytest.mark.parametrize(
    "address", [ADDRESS, ADDRESS + "/xep-hang.csv", ADDRESS + "/xep-hang.json", f"/review/giai-thich/khoi/{PLACE}"]
)
def test_nobody_else_reads_it(house: AHouse, name: str, address: str):
    assert house.browser(name).get(address).status_code == 403


def test_a_head_has_links_to_the_own_unit_only(house: AHouse):
    page = visit(house.browser("head-a"), ADDRESS)
    led = {each.given.get("href", "").partition("?")[0] for each in page.all("a")}
    assert "/review/units/A" in led
    assert "/review/units/B" not in led


def test_the_list_has_the_blocks_one_may_look_at(house: AHouse, council: Client):
    page = visit(council, "/review/khoi/")
    assert page.words("th", scope="row") == ["Khối mộtKế hoạch", "Khối haiKế hoạch"]
    assert visit(house.browser("head-a"), "/review/khoi/").words("th", scope="row") == ["Khối mộtKế hoạch"]
    told = words_of(visit(house.browser("head-outside"), "/review/khoi/"))
    assert "There is no block to show" in told
    assert house.browser("officer-a").get("/review/khoi/").status_code == 403


def test_the_menu_leads_to_the_blocks(house: AHouse, council: Client):
    assert "/review/khoi/" in {each.given.get("href") for each in visit(council, "/review/").all("a")}
    assert 'href="/review/khoi/"' not in visit(house.browser("officer-a"), "/review/").html


@pytest.mark.parametrize("place", ["p/none", "none/b1", "p", "none"])
def test_an_unknown_block_is_not_found(council: Client, place: str):
    visit(council, f"/review/khoi/{place}", status=404)


def test_a_block_whose_members_nobody_listed_says_so(council: Client):
    told = words_of(visit(council, "/review/khoi/p/b2"))
    assert "Nobody has listed the units of this block for these days." in told
    assert visit(council, "/review/giai-thich/khoi/p/b2")


def test_the_wave_that_runs_is_shown_until_today(council: Client, today: date):
    found = numbers(council)
    assert found["to"] == today.isoformat()
    assert found["last_day"] == (today - timedelta(days=10)).isoformat()


def test_free_days_can_be_asked_for(council: Client, today: date):
    until = (today - timedelta(days=45)).replace(day=1) - timedelta(days=1)
    since = until.replace(day=1)
    found = numbers(council, f"{ADDRESS}/xep-hang.json?tu={since}&den={until:%d/%m/%Y}")
    assert (found["wave"], found["from"], found["to"]) == (None, since.isoformat(), until.isoformat())
    assert {row["reason"] for row in found["rows"]} == {"no_answers"}
    told = words_of(visit(council, f"{ADDRESS}?tu={since}&den={until}"))
    assert "No unit of this block can be ranked by these answers." in told


@pytest.mark.parametrize("wish", ["dot=none", "dot=w2", "tu=nonsense&den=2026-01-01", "tu=2026-02-01", "den=1"])
def test_days_that_cannot_be_read_are_said_and_the_wave_is_shown(council: Client, wish: str):
    page = visit(council, f"{ADDRESS}?{wish}")
    assert "The days below are shown instead." in " ".join(page.words("div", role="alert"))
    assert "3 of 5 ranked units" in words_of(page)


def test_only_the_tiers_of_the_programme_count(tmp_path, answer, today):
    answers = {"A": (40, 10), "B": (45, 5)}
    house = a_block_house(tmp_path, answer, answers, today, head='tiers = ["verified", "presence"]\n')
    client = house.browser("all")
    assert {row["reason"] for row in numbers(client)["rows"]} == {"no_answers"}
    with house.store.writing() as connection:
        version = a_version(connection, "q1", "q2")
        answer(connection, version, a_unit(connection, "A", parent="P"), 60, 40, tier=Tier.VERIFIED)
    found = {row["key"]: row["respondents"] for row in numbers(client)["rows"]}
    assert found == {"A": 100, "B": 0}
    told = words_of(visit(client, ADDRESS))
    assert "only answers of these tiers of trust: Verified, Presence" in told
    assert "Only one unit has enough answers to be ranked, A: nothing to compare it with." in told
    assert "One unit: no place to give" in told
    house.close()


@pytest.mark.parametrize(
    ("answers", "sentence", "warned"),
    [
        ({f"U{n}": (80 + n % 2, 20) for n in range(6)}, "All 6 ranked units may be the best", True),
        (
            {"TOP": (199, 1)} | {f"U{n}": (100 + 5 * n, 100 - 5 * n) for n in range(5)},
            "Xã Top alone can be the best",
            False,
        ),
    ],
)
def test_a_block_that_chance_alone_made_warns_against_ranking(tmp_path, answer, today, answers, sentence, warned):
    house = a_block_house(tmp_path, answer, answers, today)
    page = visit(house.browser("all"), ADDRESS)
    told = words_of(page)
    assert sentence in told
    assert ("Do not rank these units: only" in told) == warned
    assert bool(page.all("div", role="note")) == warned
    house.close()


def tell_volumes(house: AHouse, today: date, of: dict[str, dict[str | None, int]]) -> str:
    """Tell the files of some units by procedure, all on the first day of some months; give these months."""
    since = (today - timedelta(days=10)).replace(day=1)
    nothing = Volume(finished=0, refused=0)
    with house.store.writing() as connection:
        ids, procedures = unit_ids(connection), procedure_ids(connection)
        entries = [
            VolumeEntry(
                unit_id=ids[unit],
                procedure_id=procedures[procedure] if procedure else None,
                day=day,
                whole=False,
                volume=Volume(finished=finished, refused=0) if day == since else nothing,
            )
            for unit, told in of.items()
            for procedure, finished in told.items()
            for day in days(since, today)
        ]
        keep_volumes(connection, entries)
    return f"tu={since}&den={today}"


def test_who_answered_too_rarely_is_told_by_the_floor_in_force(tmp_path, answer, today):
    house = a_block_house(tmp_path, answer, {"A": (180, 20), "B": (170, 30), "C": (160, 40)}, today)
    wish = tell_volumes(house, today, {"A": {None: 1000}, "B": {None: 1600}, "C": {None: 1000}})
    told = words_of(visit(house.browser("all"), f"{ADDRESS}?{wish}"))
    assert "Too few of those served" not in told
    with house.store.writing() as connection:
        floor = Floor(
            valid_from=today - timedelta(days=400),
            response_rate=Fraction(125, 1000),
            coverage=Fraction(95, 100),
            decided_by="7/QĐ",
            recorded_at=now() - timedelta(days=401),
        )
        add_floor(connection, floor)
    client = house.browser("all")
    told = words_of(visit(client, f"{ADDRESS}?{wish}"))
    assert "Too few of those served answered: fewer than 12.5 % of the files finished or refused." not in told
    with house.store.writing() as connection:
        add_floor(
            connection,
            replace(floor, valid_from=floor.valid_from + timedelta(days=1), response_rate=Fraction(1251, 10_000)),
        )
    (line,) = [line for line in lines(visit(client, f"{ADDRESS}?{wish}")) if line.startswith("Xã B")]
    assert "Too few of those served answered: fewer than 12.51 % of the files finished or refused." in line
    found = numbers(client, f"{ADDRESS}/xep-hang.json?{wish}")
    assert (found["floor"]["response_rate"], found["floor"]["decided_by"]) == (0.1251, "7/QĐ")
    house.close()


def test_a_unit_of_other_questions_stands_apart_and_can_be_explained(tmp_path, answer, today):
    house = a_block_house(
        tmp_path, answer, {f"U{n}": (150 + 8 * n, 50 - 8 * n) for n in range(5)} | {"X": (0, 0)}, today
    )
    with house.store.writing() as connection:
        answer(connection, a_version(connection, "q1"), a_unit(connection, "X", parent="P"), 190, 10)
    client = house.browser("all")
    (line,) = [line for line in lines(visit(client, ADDRESS)) if line.startswith("X ")]
    assert "The answers are to other questions than those the block is ranked by" in line
    assert "the difference: q2." in line
    assert "95.0 %" in line
    found = numbers(client)
    (row,) = [row for row in found["rows"] if row["key"] == "X"]
    assert (row["reason"], row["other_questions"], row["shrunk"]) == ("other_questions", ["q2"], None)
    assert (found["criteria"], found["units"]) == (["q1", "q2"], 5)
    explained = f"/review/giai-thich/khoi/{PLACE}"
    for address in (explained, f"{explained}?don-vi=X"):
        assert "The answers are to other questions" in words_of(visit(client, address))
    rows = list(csv.DictReader(io.StringIO(client.get(ADDRESS + "/xep-hang.csv").data.decode("utf-8-sig"))))
    assert {row["key"]: row["other_questions"] for row in rows}["X"] == "q2"
    house.close()


def test_a_place_that_the_services_make_is_pointed_out(tmp_path, answer, today):
    house = a_block_house(tmp_path, answer, {"M": (0, 0), "N": (0, 0)}, today)
    told = words_of(visit(house.browser("all"), ADDRESS))
    assert "services" not in told
    with house.store.writing() as connection:
        keep_procedures(
            connection,
            [ProcedureEntry(line=1, code=code, name=code, field=code, unit="") for code in ("easy", "hard")],
        )
        ids, version = procedure_ids(connection), a_version(connection, "q1", "q2")
        for unit, easy, hard in (("M", (152, 8), (20, 20)), ("N", (40, 0), (96, 64))):
            unit_id = a_unit(connection, unit, parent="P")
            answer(connection, version, unit_id, *easy, procedure_id=ids["easy"])
            answer(connection, version, unit_id, *hard, procedure_id=ids["hard"])
    client = house.browser("all")
    assert "How many were served is not known" in words_of(visit(client, ADDRESS))
    wish = tell_volumes(house, today, {unit: {"easy": 500, "hard": 500} for unit in "MN"})
    page = words_of(visit(client, f"{ADDRESS}?{wish}"))
    assert "away from where they stand: M (72.5 %, place 2); N (80.0 %, place 1)." in page
    rows = {row["key"]: row for row in numbers(client, f"{ADDRESS}/xep-hang.json?{wish}")["rows"]}
    assert rows["N"]["standardised"] == pytest.approx(0.8)
    assert (rows["N"]["rank"], rows["N"]["standardised_rank"], rows["N"]["standardised_differs"]) == (2, 1, True)
    house.close()


def test_a_small_block_stands_on_what_was_decided_before(tmp_path, answer, today):
    house = a_block_house(tmp_path, answer, {"A": (180, 20), "B": (150, 50)}, today)
    client = house.browser("all")
    assert "so no unit has an emulation score" in words_of(visit(client, ADDRESS))
    prior = '[prior.b1]\nmu = 0.8\nstrength = 40\ndecided_by = "12/QĐ"\nvalid_from = 2025-12-31\n'
    with house.store.writing() as connection:
        load(connection, moved(plan_of({"A": 0, "B": 0}, date(2026, 5, 1)) + prior, today), at=now())
    told = words_of(visit(client, ADDRESS))
    assert "draws each to 80.0 % as if 40.0 answers at that mean were added to its own" in told
    assert "This was decided before: 12/QĐ." in told
    found = numbers(client)
    assert (found["prior"], found["mu"], found["M"]) == ("frozen", 0.8, 40)
    assert found["prior_decided"]["decided_by"] == "12/QĐ"
    explained = words_of(visit(client, f"/review/giai-thich/khoi/{PLACE}"))
    assert "μ = 80.00 %, M = 40.0000" in explained
    assert "Σx/Σn =" not in explained
    row = next(row for row in found["rows"] if row["key"] == "A")
    assert f"= {100 * row['shrunk']:.2f} %" in words_of(visit(client, f"/review/giai-thich/khoi/{PLACE}?don-vi=A"))
    house.close()


def test_a_block_of_sixty_is_read_in_few_statements_and_drawn_once(tmp_path, answer, today):
    answers = {f"U{n:02}": (74 + n % 7, 2 + n % 5) for n in range(60)}
    house = a_block_house(tmp_path, answer, answers, today)
    client = house.browser("all")
    page = visit(client, ADDRESS)
    assert len([line for line in lines(page) if re.match(r"\d+ \(", line)]) == 60
    with statements(house.store) as found:
        client.get(ADDRESS)
    assert len(found) <= 22, found
    with statements(house.store) as of_one:
        client.get(f"/review/giai-thich/khoi/{PLACE}?don-vi=U07")
    assert len(of_one) <= 22, of_one
    house.close()
