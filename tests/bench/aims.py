"""What the service aims at, beside what was found."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from tests.bench.figures import Aim, middle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.bench.figures import Round
    from tests.bench.importing import Imported
    from tests.bench.indexing import Indexed
    from tests.bench.review import Reviewed
    from tests.bench.traffic import Kept

_LEAST_OF_ROUTE = 0.6
_MOST_P99_MS = 100.0
_MOST_CPU_MS = 3.0
_MOST_PAGE_MS = 60.0
_LEAST_IMPORTED = 10_000.0
_MOST_GROWTH = 1.5
_LEAST_REBUILT = 200_000.0
_MOST_MS = {
    "year-beside": ("a year's indices of 80 units with all that stands beside", 300.0),
    "unit": ("a year's index of one unit", 20.0),
    "block": ("a block of 60 units ranked", 50.0),
}


def aims(
    traffic: Mapping[str, Sequence[Round]],
    kept: Sequence[Kept],
    imported: Sequence[Imported],
    indexed: Sequence[Indexed],
    reviewed: Sequence[Reviewed],
) -> list[Aim]:
    """Hold the figures against the aims."""
    page = next((one.p50 for one in reviewed if one.clients == 1), None)
    read = _most("p50 of a ward's page on the demonstration", page, _MOST_PAGE_MS, "{:.0f} ms")
    return [*_of_traffic(traffic), *_of_rest(kept, imported, indexed), read]


def _of_traffic(found: Mapping[str, Sequence[Round]]) -> list[Aim]:
    whole = middle(found["sqlite-16"]) if "sqlite-16" in found else None
    crowd = middle(found["sqlite-32"]) if "sqlite-32" in found else None
    cpu, slowest = whole.server_cpu if whole else None, crowd.p99 if crowd else None
    page, pace = _beside(found, "get", "hello"), _beside(found, "sqlite-16", "insert")
    return [
        _least("our page, beside the bare route's rate", page, _LEAST_OF_ROUTE, "{:.0%}"),
        _least("complete submission, beside the bare insert's rate", pace, 1.0, "{:.0%}"),
        _most("p99 of a complete submission, SQLite, 32 clients", slowest, _MOST_P99_MS, "{:.0f} ms"),
        _most("server CPU of a complete submission, SQLite", cpu, _MOST_CPU_MS, "{:.2f} ms"),
    ]


def _beside(found: Mapping[str, Sequence[Round]], one: str, other: str) -> float | None:
    """Give how many times the rate of another a subject reached: the median of the rounds' ratios."""
    if one not in found or other not in found:
        return None
    rounds = zip(found[one], found[other], strict=True)
    return median(mine.per_second / theirs.per_second for mine, theirs in rounds)


def _of_rest(kept: Sequence[Kept], imported: Sequence[Imported], indexed: Sequence[Indexed]) -> list[Aim]:
    lost = sum(abs(one.thanked - one.rows) for one in kept) if kept else None
    first = [one.answers / one.seconds for one in imported if not one.again]
    twice = sum(one.accepted for one in imported if one.again) if imported else None
    return [
        _most("answers thanked for and not kept, or kept twice", lost, 0, "{:.0f}"),
        _least("import, the slower database, answers/s", min(first, default=None), _LEAST_IMPORTED, "{:,.0f}"),
        _most("answers added by the second import", twice, 0, "{:.0f}"),
        *_of_indices(indexed),
    ]


def _of_indices(found: Sequence[Indexed]) -> list[Aim]:
    slowest = {name: max((one.seconds[name] * 1000 for one in found), default=None) for name in _MOST_MS}
    growths = [
        more.seconds["year"] / fewer.seconds["year"]
        for fewer, more in pairwise(found)
        if fewer.database == more.database
    ]
    rebuilt = max((one.answers / one.rebuilt_s for one in found if one.database == "PostgreSQL"), default=None)
    return [
        *(_most(what, slowest[name], bound, "{:.0f} ms") for name, (what, bound) in _MOST_MS.items()),
        _most(
            "year's indices, time beside that with a tenth of the answers",
            max(growths, default=None),
            _MOST_GROWTH,
            "{:.2f} times",
        ),
        _least("rebuilding tallies, PostgreSQL, most answers, answers/s", rebuilt, _LEAST_REBUILT, "{:,.0f}"),
    ]


def _least(what: str, found: float | None, bound: float, form: str) -> Aim:
    reached = None if found is None else found >= bound
    return Aim(what=what, wanted="≥ " + form.format(bound), found=_said(found, form), reached=reached)


def _most(what: str, found: float | None, bound: float, form: str) -> Aim:
    reached = None if found is None else found <= bound
    return Aim(what=what, wanted="≤ " + form.format(bound), found=_said(found, form), reached=reached)


def _said(found: float | None, form: str) -> str:
    return "" if found is None else form.format(found)
