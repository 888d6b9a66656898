"""Programmes and answers that tests change in one place."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from analytics.emulation.domain.reading import read
from analytics.emulation.domain.scoring import Score, score_unit
from analytics.index.domain import unit_index
from tests.helpers.matrix import counts_of

if TYPE_CHECKING:
    from analytics.emulation.domain.programme import ScoringTable
    from analytics.tally.domain import Counts

LINEAR = """
[[scoring_table.leaf]]
id = "line"
criterion = "service"
title = "Điểm theo đường thẳng"
kind = "linear"
max_points = 20
measure = "index"
from = 50
to = 90
"""
BAND = """
[[scoring_table.leaf]]
id = "bands"
criterion = "service"
title = "Điểm theo mức"
kind = "band"
max_points = 10
measure = "share:respect"
band = [{ above = 90, points = 10 }, { at_least = 90, points = 9 }, { at_least = 70, points = 2.5 }]
"""
DRAWN = LINEAR.replace('"line"', '"drawn"').replace('"index"', '"shrunk"')
THRESHOLD = """
[[scoring_table.leaf]]
id = "past"
criterion = "service"
title = "Trên 85 %"
kind = "threshold"
max_points = 5
measure = "index"
op = ">"
value = 85
points = 5
"""
PRAISE = """
[[scoring_table.leaf]]
id = "letters"
criterion = "service"
title = "Thư khen"
kind = "linear"
max_points = 4
measure = "praise"
from = 1
to = 5
"""
TABLE = """
[[scoring_table]]
id = "t1"
block = "b1"
valid_from = 2026-01-01
valid_to = 2026-12-31
points_set_by = { doc_no = "12/QĐ", doc_date = 2026-01-05, authority = "UBND tỉnh", note = "" }
"""
PLAN = """
schema = "programme/1"
[programme]
id = "p"
title = "Kế hoạch"
authority = "UBND tỉnh"
period_start = 2026-01-01
period_end = 2026-12-31
[[block]]
id = "b1"
name = "Khối một"
members = ["SNV", "007"]
[[block]]
id = "b2"
name = "Khối hai"
[[wave]]
id = "w1"
name = "Đợt 1"
starts = 2026-01-01
ends = 2026-06-30
report_due = 2026-06-30
due_rule = "before"
[[wave]]
id = "w2"
name = "Đợt 2"
starts = 2026-07-01
ends = 2026-12-31
data_cutoff = 2026-12-15
[[criterion]]
subject = "collective"
id = "service"
group = "noi_dung"
text = "phục vụ tốt tổ chức, doanh nghiệp và người dân"
observable = "citizen"
[[criterion]]
subject = "collective"
id = "standard"
group = "tieu_chuan"
text = "tiêu chuẩn"
observable = "partly"
[[criterion]]
subject = "collective"
id = "inside"
group = "noi_dung"
text = "nội bộ đoàn kết"
observable = "internal"
[[criterion]]
subject = "individual"
id = "person"
text = "cá nhân"
observable = "citizen"
[scoring]
points_source_doc = "2556/HD-HĐTĐKT"
"""
WHOLE = PLAN + TABLE + LINEAR + BAND + THRESHOLD


def satisfied(happy: int, of: int, question: str = "respect") -> Counts:
    """Answers to one question: `happy` of them at level 4, the others at 3."""
    return counts_of([[4]] * happy + [[3]] * (of - happy), (question,))


@lru_cache(maxsize=8)
def first_table(document: str) -> ScoringTable:
    return read(document).tables[0]


def scored(document: str, counts: Counts, unit: str = "SNV", *, letters: int = 0) -> Score:
    """Score one unit by the first table of a document."""
    return score_unit(first_table(document), unit, counts, unit_index(counts), letters=letters)
