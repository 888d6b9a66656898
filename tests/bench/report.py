"""The whole report of a run, in Markdown."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bench import indexing
from tests.bench.aims import aims
from tests.bench.figures import aims_table, table, traffic_table
from tests.bench.traffic import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.figures import Round
    from tests.bench.importing import Imported
    from tests.bench.indexing import Indexed
    from tests.bench.review import Reviewed
    from tests.bench.traffic import Kept

_HOW = """\
One run on {cores} cores, {took:.0f} s. Each server: gunicorn, gthread, 2 processes of 8 threads. Rates and times
are medians of rounds in turn, ratios the medians of the rounds' ratios. The load comes from one Python process
that shares the cores with the servers: rates are lower than a server alone could do, and CPU for one exchange is
the figure to compare. Ours writes its log line for each request, bare Flask writes none. Single requests keep
their connection. A complete submission is a new connection, the page of one of 48 desks, the form with its
ticket, and the thank-you page."""


@dataclass(slots=True)
class Findings:
    """All that was measured in this run."""

    wanted: frozenset[str]
    traffic: dict[str, list[Round]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    reviewed: list[Reviewed] = field(default_factory=list)
    imported: list[Imported] = field(default_factory=list)
    indexed: list[Indexed] = field(default_factory=list)


def report(found: Findings, took: float) -> str:
    """Tell everything that was measured, and the aims."""
    titles = {one.name: one.title for one in SUBJECTS}
    parts = [
        _HOW.format(cores=os.cpu_count(), took=took),
        traffic_table((titles[name], rounds) for name, rounds in found.traffic.items()) if found.traffic else "",
        _kept_part(found.kept),
        _review_part(found.reviewed) if "unit-page" in found.wanted else "",
        _import_part(found.imported),
        _index_part(found.indexed),
        aims_table(aims(found.traffic, found.kept, found.imported, found.indexed, found.reviewed)),
    ]
    return "\n\n".join(part for part in parts if part)


def _kept_part(kept: Sequence[Kept]) -> str:
    if not kept:
        return ""
    rows = (
        (one.database, str(one.thanked), str(one.rows), "equal" if one.thanked == one.rows else "NOT equal")
        for one in kept
    )
    return table(("kept once", "thanked", "rows", ""), rows)


def _review_part(reviewed: Sequence[Reviewed]) -> str:
    if not reviewed:
        return "A unit's page: left out, the time was up."
    header = (f"a unit's page, {reviewed[0].answers:,} answers", "p50 ms", "p99 ms", "failures")
    rows = (
        (f"{one.unit}, {one.clients} at once", f"{one.p50:.0f}", f"{one.p99:.0f}", str(one.failures))
        for one in reviewed
    )
    return table(header, rows)


def _import_part(imported: Sequence[Imported]) -> str:
    if not imported:
        return ""
    header = ("`hailong import responses`", "lines", "per second", "new", "known", "refused")
    rows = (
        (
            one.database + (", once more" if one.again else ""),
            f"{one.answers:,}",
            f"{one.answers / one.seconds:,.0f}",
            f"{one.accepted:,}",
            f"{one.duplicate:,}",
            str(one.refused),
        )
        for one in imported
    )
    return table(header, rows)


def _index_part(indexed: Sequence[Indexed]) -> str:
    if not indexed:
        return ""
    header = ("from tallies; ms", *(f"{one.answers:,} answers, {one.database}" for one in indexed))
    rows = [
        (title, *(f"{one.seconds[name] * 1000:.1f}" for one in indexed))
        for name, (title, _asked) in indexing.ASKED.items()
    ]
    rows.append(("rebuilding every tally, answers/s", *(f"{one.answers / one.rebuilt_s:,.0f}" for one in indexed)))
    return table(header, rows)
