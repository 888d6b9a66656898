"""`python -m tests.simulate`: what screening finds of what was made up, at what price; and how intervals hold."""

from __future__ import annotations

import argparse
import time

import numpy as np

from tests.simulate.coverage import coverage
from tests.simulate.frauds import KINDS
from tests.simulate.judging import LOOK_ALIKES, Score, play, score
from tests.simulate.measuring import measure

TUNED_ON = (1, 2, 3, 4)
REPORTED = tuple(range(201, 211))
"""Months the thresholds have never seen."""

ALLOWED = 3.0
"""Points of bias no office should be left with."""

SETTINGS = {
    "Easy": {"hard": False},
    "Hard": {"hard": True},
    "Hard, and no phone is known again": {"hard": True, "phones": False},
}


def main() -> None:
    """Simulate and print; nothing is asserted."""
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--months", type=int, default=len(REPORTED), help="how many simulated months a setting")
    parser.add_argument("--times", type=int, default=1000, help="how many simulated offices an interval")
    parser.add_argument("--speed", type=int, nargs="+", metavar="ANSWERS", help="only measure months of so many")
    parser.add_argument(
        "--busy", type=float, default=1.0, help="with --speed: how many times as large offices are"
    )
    chosen = parser.parse_args()
    if chosen.speed:
        speed(chosen.speed, chosen.busy)
        return
    started = time.monotonic()
    seeds = REPORTED[: chosen.months]
    for name, setting in SETTINGS.items():
        scores = score([play(seed, **setting) for seed in seeds])
        _say(f"\n## {name}: {len(seeds)} months of 40 offices\n")
        _say(table(scores))
    _say("\n## Intervals of 95 %\n")
    _say("| respondents | true index | held | mean width |\n|---|---|---|---|")
    for one in coverage(11, times=chosen.times):
        _say(f"| {one.respondents} | {one.index:.2f} | {one.share:.3f} | {one.width:.1f} points |")
    _say(f"\n{time.monotonic() - started:.0f} s")


def speed(sizes: list[int], busy: float) -> None:
    """Screen months of such sizes, kept in SQLite, and print what each took."""
    names = ("answers", "offices", "findings", "flags", "seconds", "of the processor", "memory")
    _say(f"| {' | '.join(names)} |\n{'|---' * len(names)}|")
    for size in sizes:
        one = measure(size, busy=busy)
        numbers = f"| {one.answers:,} | {one.offices} | {one.findings:,} | {one.flags:,} "
        _say(f"{numbers}| {one.seconds:.1f} | {one.processor:.1f} | {one.memory / 1024**2:,.0f} MiB |")


def table(scores: dict[str, Score]) -> str:
    """Give a row a kind: frauds with what is found and what is left of their effect, then the look-alikes."""
    lines = [
        "| kind | answers | flagged | share | bias before: mean (worst) | after: mean (worst) | over 3 points |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_row(kind, scores[kind], bias=True) for kind in KINDS]
    lines.append(_row("**all made up**", _sum(scores, tuple(KINDS)), bias=True))
    lines += [_row(kind, scores[kind], bias=False) for kind in LOOK_ALIKES]
    lines.append(_row("**all honest**", _sum(scores, LOOK_ALIKES), bias=False))
    lines.append(_row("honest offices", scores["honest"], bias=True))
    return "\n".join(lines)


def _row(kind: str, one: Score, *, bias: bool) -> str:
    share = f"{100 * one.flagged / one.answers:.1f} %" if one.answers else "–"
    told = [_points(one.before), _points(one.after)] if bias else ["–", "–"]
    over = f"{sum(abs(points) > ALLOWED for points in one.after)} of {len(one.after)}" if bias else "–"
    return f"| {kind} | {one.answers} | {one.flagged} | {share} | {told[0]} | {told[1]} | {over} |"


def _points(values: list[float]) -> str:
    size = np.abs(values) if values else np.zeros(1)
    return f"{size.mean():.1f} ({size.max():.1f})"


def _sum(scores: dict[str, Score], kinds: tuple[str, ...]) -> Score:
    whole = Score()
    for kind in kinds:
        whole.answers += scores[kind].answers
        whole.flagged += scores[kind].flagged
        whole.before += scores[kind].before
        whole.after += scores[kind].after
    return whole


def _say(what: str) -> None:
    print(what, flush=True)  # noqa: T201 - this is a command


if __name__ == "__main__":
    main()
