from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from analytics.emulation.records import programmes
from analytics.emulation.services import load_shipped
from survey.intake.services import take_in
from survey.volume.domain import Volume, VolumeEntry
from survey.volume.records import keep_volumes
from tests.helpers.builders import AT, DAY, a_desk, a_submission, a_unit, a_version, dice

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from survey.foundation.database import Store

MARCH = ("--from", "2026-03-01", "--to", "31/03/2026")


@pytest.fixture
def answered(store: Store) -> None:
    """Two units with answers of some days, volumes for one of them."""
    random = dice(8)
    with store.writing() as connection:
        version = a_version(connection, "q1", "q2", "q3")
        batch = []
        for code in "AB":
            unit, desk = a_unit(connection, code), a_desk(connection, f"{code}-1", unit=code)
            for _ in range(60):
                told = {
                    "channel": random.choice(["kiosk", "qr_open"]),
                    "tier": random.choice(["open", "verified"]),
                }
                at = AT + timedelta(days=random.randrange(20))
                batch.append(a_submission(version, unit, desk_id=desk, at=at, marks="555", **told))
        take_in(connection, batch)
        volume = Volume(finished=200, refused=0)
        entry = VolumeEntry(
            unit_id=a_unit(connection, "A"), procedure_id=None, day=date(2026, 3, 1), whole=True, volume=volume
        )
        keep_volumes(connection, [entry])


def read(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.usefixtures("answered")
def test_index_tells_what_stands_beside(hailong: Callable[..., Result]):
    rows = {row["key"]: row for row in read(hailong("index", *MARCH, "--format", "json"))["rows"]}
    first, second = rows["A"], rows["B"]
    assert (first["finished"], first["response_rate"], first["required_n"]) == (200, 0.3, 134)
    assert first["days"] >= 10
    assert 0 < first["day_low"] <= first["index"]
    assert first["respondent_mean"] == 1
    assert first["channel_gap"]["alarm"] is False
    assert (second["finished"], second["response_rate"], second["required_n"]) == (None, None, None)
    assert "explain" not in first
    assert "with_excluded" not in first


@pytest.mark.usefixtures("answered")
def test_index_explains_itself_in_words_and_in_json(hailong: Callable[..., Result]):
    words = hailong("index", *MARCH, "--explain").stdout
    assert "S = (1/k) Σ p_j" in words
    assert "index = 1" in words
    told = read(hailong("index", *MARCH, "--explain", "--with-excluded", "--format", "json"))["rows"][0]
    assert {each["number"] for each in told["explain"]} >= {"index", "interval", "state", "response_rate"}
    assert told["with_excluded"]["index"] == told["index"]
    assert hailong("index", *MARCH, "--explain", "--format", "csv").exit_code == 2


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("by", ["unit", "desk", "staff", "procedure", "channel", "question"])
def test_index_has_the_same_columns_however_it_is_broken_down(hailong: Callable[..., Result], by: str):
    rows = read(hailong("index", *MARCH, "--by", by, "--with-excluded", "--format", "json"))["rows"]
    columns = {frozenset(row) for row in rows}
    assert len(columns) == 1
    assert next(iter(columns)) >= {"days", "day_low", "channel_gap", "response_rate", "post_stratified"}
    assert hailong("index", *MARCH, "--by", by, "--with-excluded").exit_code == 0


@pytest.mark.usefixtures("answered")
def test_a_programme_gives_period_and_tiers(hailong: Callable[..., Result], store: Store):
    with store.writing() as connection:
        load_shipped(connection, at=AT)
        programme = programmes(connection)[0].programme
    wave = programme.waves[0]
    found = read(hailong("index", "--programme", programme.code, "--wave", wave.code, "--format", "json"))
    assert (found["from"], found["to"]) == (wave.starts.isoformat(), wave.counted_until.isoformat())
    assert found["tiers"] == sorted(map(str, programme.tiers))
    whole = read(hailong("index", "--programme", programme.code, "--format", "json"))
    assert (whole["from"], whole["to"]) == (programme.period_start.isoformat(), programme.period_end.isoformat())
    own = read(hailong("index", "--programme", programme.code, *MARCH, "--tier", "verified", "--format", "json"))
    assert (own["from"], own["to"], own["tiers"]) == ("2026-03-01", "2026-03-31", ["verified"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("index",), 2),
        (("index", "--from", "2026-03-01"), 2),
        (("index", *MARCH, "--wave", "W"), 2),
        (("index", "--programme", "nowhere"), 1),
        (("index", *MARCH, "--unit", "Z"), 1),
        (("coverage", *MARCH, "--by", "staff"), 2),
        (("coverage", "--from", "2026-03-01"), 2),
        (("coverage", *MARCH, "--unit", "Z"), 1),
    ],
)
def test_a_call_that_says_too_little_or_the_wrong_thing_ends_so(
    hailong: Callable[..., Result], words: tuple[str, ...], code: int
):
    assert hailong(*words).exit_code == code


@pytest.mark.usefixtures("answered")
def test_coverage_prints_the_rows_and_the_floor(hailong: Callable[..., Result]):
    found = read(hailong("coverage", *MARCH, "--format", "json"))
    assert found["floor"]["response_rate"] == 0.1
    assert "no authority" in found["floor"]["decided_by"]
    rows = {row["key"]: row for row in found["rows"]}
    assert (rows["A"]["served"], rows["A"]["answered"], rows["A"]["coverage"]) == (200, 60, 0)
    assert rows["A"]["may_be_ranked"] is None
    assert (rows["A"]["bound_low"], rows["A"]["bound_high"]) == (0.3, 1)
    assert (rows["B"]["served"], rows["B"]["may_be_ranked"]) == (None, None)
    table = hailong("coverage", *MARCH)
    assert "Floor to be ranked: 10 % answers, 95 % invitations" in table.stderr
    by_day = read(hailong("coverage", *MARCH, "--by", "day", "--format", "json"))["rows"]
    assert by_day[0]["key"] == DAY.isoformat()
    assert sum(row["answered"] for row in by_day) == 120
    # A month is no day: what is known by the month alone is told of none.
    assert {row["finished"] for row in by_day} == {None}
