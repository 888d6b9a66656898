"""A province of honest offices for a month, with everything that looks like fraud and is none."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tests.simulate.sheets import QUESTIONS, WORKDAYS, Names, Sheet, at, pick, sheet

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

_HALF_HOURS = np.array([8.0, 8.5, 9.0, 9.5, 10.0, 10.5, 11.0, 13.5, 14.0, 14.5, 15.0, 15.5, 16.0, 16.5])
_RHYTHM = np.array([6, 9, 11, 12, 11, 9, 5, 5, 8, 9, 8, 6, 4, 2], dtype=float)
_EVENING = np.array([17.5, 18.0, 19.0, 19.5, 20.0, 20.5, 21.0])
_CARRIERS = 30
_CUTS = np.array([-2.4, -1.7, -0.9, 0.5])
"""Between levels 1 to 5, on the scale of a respondent's mood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One unit of the made-up province."""

    unit: int
    desks: tuple[int, ...]
    size: int
    mood: float
    tablet: int
    wifi: NDArray[np.int64]
    """Its network, by working day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The province, its dice and its names."""

    rng: Generator
    names: Names
    offices: tuple[Office, ...]
    carriers: NDArray[np.int64]
    """Networks of telephone companies, by working day: thousands share one."""
    hard: bool


def a_world(seed: int, *, units: int = 40, hard: bool = True, busy: float = 1.0) -> World:
    """Found a province; `busy` multiplies what every office gets."""
    rng, names = np.random.default_rng(seed), Names()
    sizes = (busy * np.exp(rng.uniform(np.log(30), np.log(1500), units))).astype(int)
    offices = tuple(_office(rng, names, number + 1, int(size)) for number, size in enumerate(sizes))
    carriers = names.networks(_CARRIERS * len(WORKDAYS)).reshape(len(WORKDAYS), _CARRIERS)
    return World(rng=rng, names=names, offices=offices, carriers=carriers, hard=hard)


def _office(rng: Generator, names: Names, unit: int, size: int) -> Office:
    desks = tuple(unit * 10 + number for number in range(1, 2 + min(5, size // 120)))
    return Office(
        unit=unit,
        desks=desks,
        size=size,
        mood=float(rng.normal(0.75, 0.45)),
        tablet=int(names.devices(1)[0]),
        wifi=names.networks(len(WORKDAYS)),
    )


def levels(rng: Generator, mood: NDArray[np.float64]) -> NDArray[np.int64]:
    """Draw the six levels of people in some moods; two fifths give one level to everything."""
    count = len(mood)
    person = mood + rng.normal(0, 1.2, count)
    straight = rng.random(count) < 0.4
    noise = rng.normal(0, 0.7, (count, QUESTIONS))
    noise[straight] = noise[straight, :1]
    return 1 + np.searchsorted(_CUTS, person[:, None] + noise)


def month(world: World) -> list[Sheet]:
    """Play the honest month of every office."""
    rng = world.rng
    bad = {int(one) for one in rng.choice(len(world.offices), 4, replace=False)}
    sheets: list[Sheet] = []
    for number, office in enumerate(world.offices):
        sheets += _visitors(world, office, bad_day=number in bad)
        sheets += [_families(world, office), _brokers(world, office)]
        if rng.random() < 0.5:
            sheets.append(_group(world, office))
    return [one for one in sheets if len(one["received"])]


def _visitors(world: World, office: Office, *, bad_day: bool) -> list[Sheet]:
    rng = world.rng
    bustle = rng.gamma(20, 1 / 20, len(WORKDAYS))
    count = office.size
    index = rng.choice(len(WORKDAYS), count, p=bustle / bustle.sum())
    mood = np.full(count, office.mood)
    extra = 0
    if bad_day:
        worst = int(rng.integers(0, len(WORKDAYS)))
        extra = int((index == worst).sum() * 0.7) + 2  # whom it went badly for speaks up more often
        index = np.concatenate([index, np.full(extra, worst)])
        mood = np.where(index == worst, office.mood - 1.8, office.mood)
    count += extra
    seconds = _hours(rng, count)
    desk = pick(rng, office.desks, count)
    channel = rng.choice(np.array(["kiosk", "qr_receipt", "qr_open"]), count, p=[0.4, 0.35, 0.25])
    # The tablet stands at the first desk.
    desk = np.where(channel == "kiosk", office.desks[0], desk)
    mood = mood + np.array([0.3 * ((one * 7) % 5 - 2) / 2 for one in desk])
    return [
        _on_tablet(world, office, index, seconds, mood, channel == "kiosk", bad_day),
        _on_phones(world, office, index, seconds, (mood, desk), channel),
    ]  # fmt: skip


def _hours(rng: Generator, count: int) -> NDArray[np.float64]:
    return 3600 * (rng.choice(_HALF_HOURS, count, p=_RHYTHM / _RHYTHM.sum()) + rng.uniform(0, 0.5, count))


def _on_tablet(world: World, office: Office, index, seconds, mood, chosen, bad_day) -> Sheet:  # noqa: PLR0913, PLR0917 - columns
    rng = world.rng
    index, seconds, mood = index[chosen], seconds[chosen], mood[chosen]
    count = len(index)
    day = np.array(WORKDAYS)[index]
    moment = _queue(at(day, seconds), 12.0)
    received, told = moment.copy(), np.full(count, np.nan)
    if rng.random() < 0.3:  # one day without a line: everything comes at once in the evening
        cut_off = index == rng.integers(0, len(WORKDAYS))
        received[cut_off] = at(day[cut_off], 17.2 * 3600)
        told[cut_off] = moment[cut_off] if rng.random() < 0.7 else np.nan
    return sheet(
        count, "bad_day" if bad_day else "visitor", fake=False, unit=office.unit, desk=office.desks[0],
        staff=office.desks[0], channel="kiosk", received=received, told=told, device=office.tablet,
        network=office.wifi[index], dwell=4 + rng.lognormal(np.log(15), 0.5, count), levels=levels(rng, mood),
    )  # fmt: skip


def _queue(moment: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    """Let nobody touch the tablet while somebody else does."""
    order = np.argsort(moment, kind="stable")
    out = moment.copy()
    for before, after in pairwise(order):
        out[after] = max(out[after], out[before] + least)
    return out


def _on_phones(world: World, office: Office, index, seconds, about, channel) -> Sheet:
    rng, (mood, desk) = world.rng, about
    chosen = channel != "kiosk"
    index, seconds, mood, desk, channel = (one[chosen] for one in (index, seconds, mood, desk, channel))
    count = len(index)
    day = np.array(WORKDAYS)[index]
    served = at(day, seconds)
    home = rng.random(count) < 0.3
    later = at(day, 3600 * (pick(rng, _EVENING, count) + rng.uniform(0, 0.5, count)))
    received = np.where(home, later, served + rng.exponential(120, count))
    token = np.zeros(count, dtype=int)
    by_slip = channel == "qr_receipt"
    token[by_slip] = world.names.slips(office.unit, desk[by_slip], served[by_slip] - 60)
    # Most people never answer: their slips lie about.
    silent = np.repeat(np.arange(count), 2)
    unused = world.names.slips(office.unit, desk[silent], served[silent] + rng.uniform(-1800, 1800, len(silent)))
    world.names.unused.setdefault(office.unit, []).extend(int(one) for one in unused)
    return sheet(
        count, "visitor", fake=False, unit=office.unit, desk=desk, staff=desk, channel=channel,
        received=received, device=world.names.devices(count), token=token,
        network=_networks(world, office, index, home), dwell=6 + rng.lognormal(np.log(40), 0.6, count),
        levels=levels(rng, mood),
    )  # fmt: skip


def _networks(world: World, office: Office, index, home) -> NDArray[np.int64]:
    """Draw networks: the office's free one, a telephone company's, or the one at home."""
    rng, count = world.rng, len(index)
    draw = rng.random(count)
    carrier = world.carriers[index, rng.integers(0, _CARRIERS, count)]
    own = world.names.networks(count)
    return np.where((draw < 0.25) & ~home, office.wifi[index], np.where(draw < 0.75, carrier, own))


def _repeated(world: World, office: Office, truth: str, spread: list[tuple[int, int]]) -> Sheet:
    """Give answers of phones that answer several times: (answers, on how many days) for each phone."""
    rng = world.rng
    device = np.repeat(world.names.devices(len(spread)), [count for count, _ in spread])
    index = np.concatenate(
        [pick(rng, rng.choice(len(WORKDAYS), days, replace=False), count) for count, days in spread]
        or [np.zeros(0, dtype=int)]
    ).astype(int)
    count = len(index)
    desk = pick(rng, office.desks, count)
    received = at(np.array(WORKDAYS)[index], _hours(rng, count))
    # Several files on one day are rated one after another.
    for one in np.unique(np.stack([device, index]), axis=1).T if count else ():
        rows = np.flatnonzero((device == one[0]) & (index == one[1]))
        received[rows] = received[rows[0]] + np.cumsum(rng.uniform(40, 240, len(rows)))
    return sheet(
        count, truth, fake=False, unit=office.unit, desk=desk, staff=desk, channel="qr_receipt",
        received=received, device=device, token=world.names.slips(office.unit, desk, received - 900),
        network=_networks(world, office, index, np.zeros(count, dtype=bool)),
        dwell=5 + rng.lognormal(np.log(30), 0.6, count), levels=levels(rng, np.full(count, office.mood)),
    )  # fmt: skip


def _families(world: World, office: Office) -> Sheet:
    phones = int(world.rng.poisson(office.size * 0.02))
    return _repeated(world, office, "family", [(int(world.rng.integers(2, 5)), 1) for _ in range(phones)])


def _brokers(world: World, office: Office) -> Sheet:
    phones = int(world.rng.poisson(min(2.0, office.size / 300)))
    spread = [(int(world.rng.integers(6, 22)), int(world.rng.integers(3, 9))) for _ in range(phones)]
    return _repeated(world, office, "broker", spread)


def _group(world: World, office: Office) -> Sheet:
    """Let people come together, led by an official: at the tablet in turn, the rest on the free network."""
    rng = world.rng
    count = int(rng.integers(6, 16))
    index = np.full(count, rng.integers(0, len(WORKDAYS)))
    start = at(np.array(WORKDAYS)[index], 3600 * float(rng.choice([9.2, 10.1, 14.3])))
    tablet = rng.random(count) < 0.5
    gaps = np.cumsum(20 + rng.exponential(25, count))
    received = start + gaps
    phones = world.names.devices(count)
    desk = office.desks[0]
    served = world.names.slips(office.unit, [desk] * count, start - rng.uniform(0, 1800, count))
    return sheet(
        count, "group", fake=False, unit=office.unit, desk=desk, staff=desk,
        channel=np.where(tablet, "kiosk", "qr_receipt"), received=received,
        device=np.where(tablet, office.tablet, phones), token=np.where(tablet, 0, served),
        network=office.wifi[index], dwell=np.where(tablet, 4 + rng.lognormal(np.log(15), 0.5, count),
        6 + rng.lognormal(np.log(40), 0.6, count)), levels=levels(rng, np.full(count, office.mood + 0.4)),
    )  # fmt: skip
