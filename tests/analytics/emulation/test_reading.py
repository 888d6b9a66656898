from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from analytics.emulation.domain.programme import DueRule, LeastState
from analytics.emulation.domain.reading import read
from analytics.emulation.domain.refusals import UnknownWaveError, WrongTypeError
from tests.analytics.emulation.samples import LINEAR, PLAN, TABLE, WHOLE

YEARLY = """
[[wave]]
id = "yearly"
name = "Hằng năm"
every = "year"
report_due = { month = 10, day = 30 }
due_rule = "before"
"""


def test_numbers_are_exact_and_codes_are_text():
    programme = read(WHOLE.replace("from = 50", "from = 50.1"))
    assert programme.tables[0].leaves[0].rule.low == Decimal("50.1")
    assert programme.tables[0].members == ("SNV", "007")


def test_what_a_table_does_not_say_has_a_strict_default():
    (table,) = read(WHOLE).tables
    assert (table.decimals, table.least_state) == (2, LeastState.OK)


def test_tiers_are_read_in_the_order_of_trust_and_a_table_overrides_the_programme():
    head = PLAN.replace('id = "p"\n', 'id = "p"\ntiers = ["open", "verified"]\n')
    own = TABLE.replace("valid_to", 'tiers = ["presence"]\nvalid_to')
    assert read(PLAN + TABLE + LINEAR).tables[0].tiers == ("verified", "presence", "open")
    assert read(head + TABLE + LINEAR).tables[0].tiers == ("verified", "open")
    assert (read(head + own + LINEAR).tiers, read(head + own + LINEAR).tables[0].tiers) == (
        ("verified", "open"),
        ("presence",),
    )


def test_members_may_stand_at_the_dated_table():
    table = TABLE.replace('"b1"', '"b2"').replace("valid_to", 'members = ["X"]\nvalid_to')
    assert read(PLAN + table + LINEAR).tables[0].members == ("X",)


def test_before_the_due_day_means_the_day_before_at_the_latest():
    first, second = read(PLAN).waves
    assert (first.report_due, first.last_day_on_time) == (date(2026, 6, 30), date(2026, 6, 29))
    assert second.last_day_on_time is None
    until = read(PLAN.replace('"before"', '"until"')).waves[0]
    assert (until.due_rule, until.last_day_on_time) == (DueRule.UNTIL, date(2026, 6, 30))


def test_answers_count_to_the_end_unless_a_cut_off_is_given():
    first, second = read(PLAN).waves
    assert first.counted_until == date(2026, 6, 30)
    assert second.counted_until == date(2026, 12, 15)


def test_a_wave_of_every_year_becomes_one_for_each_year_of_the_programme():
    long = PLAN.replace("period_start = 2026-01-01", "period_start = 2024-11-15")
    waves = read(long.replace("[[wave]]", YEARLY + "[[wave]]", 1)).waves[:3]
    assert [(wave.code, wave.starts, wave.ends, wave.report_due) for wave in waves] == [
        ("yearly_2024", date(2024, 11, 15), date(2024, 12, 31), None),
        ("yearly_2025", date(2025, 1, 1), date(2025, 12, 31), date(2025, 10, 30)),
        ("yearly_2026", date(2026, 1, 1), date(2026, 12, 31), date(2026, 10, 30)),
    ]


@pytest.mark.parametrize("due", ["{ month = 2, day = 30 }", "{ month = 13, day = 1 }", "{ month = 10 }"])
def test_a_yearly_due_day_must_exist(due):
    with pytest.raises(WrongTypeError, match="yearly"):
        read(PLAN + YEARLY.replace("{ month = 10, day = 30 }", due))


def test_two_tables_of_a_block_may_follow_each_other():
    later = (
        TABLE.replace('"t1"', '"t2"').replace("2026-01-01", "2027-01-01").replace("valid_to = 2026-12-31\n", "")
    )
    programme = read(PLAN + TABLE + LINEAR + later + LINEAR)
    in_force = [
        [table.code for table in programme.tables_on(date(year, 12, 31))] for year in (2025, 2026, 2027, 2099)
    ]
    assert in_force == [[], ["t1"], ["t2"], ["t2"]]
    assert [block.code for block in programme.blocks_without_points(date(2026, 1, 1))] == ["b2"]


def test_decomposed_letters_are_composed_and_line_ends_do_not_matter():
    decomposed = WHOLE.replace("Khối một", "Kho\u0302\u0301i mo\u0323\u0302t").replace("\n", "\r\n")
    assert read(decomposed) == read(WHOLE)


def test_an_unknown_wave_is_refused_with_those_there_are():
    with pytest.raises(UnknownWaveError, match="w1, w2"):
        read(PLAN).wave("w3")


def test_both_the_verbatim_and_the_mended_text_are_kept():
    mended = PLAN.replace('text = "tiêu chuẩn"', 'text = "tiêu chuân"\ntext_fixed = "tiêu chuẩn"')
    criterion = read(mended).criterion("standard")
    assert (criterion.text, criterion.text_fixed) == ("tiêu chuân", "tiêu chuẩn")
    assert read(PLAN).criterion("standard").text_fixed == "tiêu chuẩn"
