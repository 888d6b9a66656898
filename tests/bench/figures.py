"""What was measured, and how it is told: medians of rounds in one table, the aims in another."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One subject in one round; times in milliseconds."""

    per_second: float
    p50: float
    p99: float
    server_cpu: float
    """Of the server's processes, for one exchange."""
    database_cpu: float | None
    """Of the PostgreSQL server, for one exchange; None where there is none."""
    client_cpu: float
    good: int
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A number beside the one it should reach; `reached` is None when it was not measured."""

    what: str
    wanted: str
    found: str
    reached: bool | None


def quantile(ordered: Sequence[float], share: float) -> float:
    """Give the value below which this share of the ordered values lies; 0 without values."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def middle(rounds: Sequence[Round]) -> Round:
    """Give the medians of several rounds, and the sums of what was counted."""
    databases = [one.database_cpu for one in rounds if one.database_cpu is not None]
    return Round(
        per_second=median(one.per_second for one in rounds),
        p50=median(one.p50 for one in rounds),
        p99=median(one.p99 for one in rounds),
        server_cpu=median(one.server_cpu for one in rounds),
        database_cpu=median(databases) if databases else None,
        client_cpu=median(one.client_cpu for one in rounds),
        good=sum(one.good for one in rounds),
        failures=sum(one.failures for one in rounds),
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay a Markdown table out so that it also reads well in a terminal."""
    lines = [list(header), *map(list, rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(header))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    )


def traffic_table(measured: Iterable[tuple[str, Sequence[Round]]]) -> str:
    """Tell every subject that was loaded over HTTP."""
    header = (
        "subject", "per second", "lowest–highest", "p50 ms", "p99 ms", "server CPU ms", "PostgreSQL CPU ms",
        "client CPU ms", "failures",
    )  # fmt: skip
    return table(header, (_traffic_row(title, rounds) for title, rounds in measured))


def _traffic_row(title: str, rounds: Sequence[Round]) -> Sequence[str]:
    one = middle(rounds)
    rates = [each.per_second for each in rounds]
    return (
        title,
        f"{one.per_second:,.0f}",
        f"{min(rates):,.0f}–{max(rates):,.0f}",
        f"{one.p50:.1f}",
        f"{one.p99:.1f}",
        f"{one.server_cpu:.2f}",
        "" if one.database_cpu is None else f"{one.database_cpu:.2f}",
        f"{one.client_cpu:.2f}",
        str(one.failures),
    )


def aims_table(aims: Iterable[Aim]) -> str:
    """Tell which aims were met."""
    said = {True: "met", False: "NOT met", None: "not measured"}
    return table(
        ("aim", "wanted", "found", ""), ((one.what, one.wanted, one.found, said[one.reached]) for one in aims)
    )
