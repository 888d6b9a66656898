"""People who make answers up, each kind clumsy (easy) or careful (hard)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.simulate.sheets import QUESTIONS, WORKDAYS, Sheet, at, pick, sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tests.simulate.honest import Office, World


def praise(world: World, count: int) -> NDArray[np.int64]:
    """Give what an officer answers for himself; a careful one mixes in some 4s."""
    made = np.full((count, QUESTIONS), 5)
    if world.hard:
        made[world.rng.random((count, QUESTIONS)) < 0.12] = 4
    return made


def slander(world: World, count: int) -> NDArray[np.int64]:
    """Give what a rival answers."""
    made = np.ones((count, QUESTIONS), dtype=np.int64)
    if world.hard:
        made[world.rng.random((count, QUESTIONS)) < 0.15] = 2
    return made


def _how_many(world: World, office: Office) -> int:
    return max(10, int(office.size * world.rng.uniform(0.15, 0.35)))


def _stolen(world: World, office: Office, count: int) -> NDArray[np.int64]:
    """Take slips that lie about; make no more answers than there are."""
    lying = world.names.unused[office.unit]
    world.rng.shuffle(lying)
    taken, world.names.unused[office.unit] = lying[:count], lying[count:]
    return np.array(taken, dtype=np.int64)


def burst(world: World, office: Office) -> Sheet:
    """Press the tablet many times in minutes while nobody looks."""
    rng, count = world.rng, _how_many(world, office)
    size = int(rng.integers(6, 16)) if world.hard else int(rng.integers(20, 41))
    number = np.arange(count) // size
    index = pick(rng, np.arange(len(WORKDAYS)), number[-1] + 1)[number]
    start = (3600 * rng.uniform(8.2, 16.5, number[-1] + 1))[number]
    gap = rng.lognormal(np.log(10), 0.4, count) if world.hard else rng.lognormal(np.log(6), 0.3, count)
    order = np.arange(count) % size
    offset = np.array([gap[place - step : place + 1].sum() for place, step in enumerate(order)])
    return _made(
        world, office, "burst", index=index, seconds=start + offset, channel="kiosk", device=office.tablet,
        network=office.wifi[index], dwell=rng.uniform(4, 9, count) if world.hard else rng.uniform(2, 5, count),
    )  # fmt: skip


def drip(world: World, office: Office) -> Sheet:
    """Answer a few times a day towards closing time with the own phone, or with some phones."""
    rng, count = world.rng, min(_how_many(world, office), 110)
    index = np.sort(pick(rng, np.arange(len(WORKDAYS)), count))
    seconds = 3600 * (rng.uniform(15.75, 17.25, count) if world.hard else rng.uniform(16.6, 17.4, count))
    phones = world.names.devices(3 if world.hard else 1)
    return _made(
        world, office, "drip", index=index, seconds=seconds, device=pick(rng, phones, count),
        network=np.where(rng.random(count) < 0.6, office.wifi[index], world.names.networks(count)),
        dwell=rng.uniform(10, 30, count) if world.hard else rng.uniform(4, 10, count),
    )  # fmt: skip


def theft(world: World, office: Office) -> Sheet:
    """Keep citizens' slips and answer with them; a clumsy thief uses slips that were used."""
    rng, names = world.rng, world.names
    own = np.flatnonzero(np.array(names.slip_unit) == office.unit)
    lying = np.array(sorted(names.unused[office.unit]))
    used = np.setdiff1d(own, lying)
    count = min(_how_many(world, office), len(used), 100)
    reused = pick(rng, used, count)
    fresh = _stolen(world, office, count)
    unused = np.arange(count) % 2 == 0 if world.hard else np.zeros(count, dtype=bool)
    token = np.where(unused, fresh[:count] if len(fresh) >= count else reused, reused)
    issued = np.array(names.issued)[token]
    phones = names.devices(3 if world.hard else 1)
    # Slips are gathered and answered in the evening.
    evening = at((issued + 7 * 3600) // 86400, 3600 * rng.uniform(17.0, 19.0, count))
    late = evening + np.where(unused, 0, 2 * 86400)
    return _made(
        world, office, "token_theft", moment=late, index=np.zeros(count, dtype=int), channel="qr_receipt",
        device=pick(rng, phones, count), token=token, network=names.networks(count),
        dwell=rng.uniform(8, 30, count) if world.hard else rng.uniform(4, 10, count),
    )  # fmt: skip


def farm(world: World, office: Office) -> Sheet:
    """Have a shelf of phones answer."""
    rng, count = world.rng, _how_many(world, office)
    phones = world.names.devices(max(4, count // (6 if world.hard else 15)))
    days = rng.choice(len(WORKDAYS), 6 if world.hard else 2, replace=False)
    index = pick(rng, days, count)
    lines = world.names.networks(2 * len(WORKDAYS)).reshape(len(WORKDAYS), 2)
    line = lines[index, rng.integers(0, 2 if world.hard else 1, count)]
    seconds = 3600 * (rng.uniform(8, 20, count) if world.hard else rng.uniform(19, 22, count))
    return _made(
        world, office, "farm", index=index, seconds=seconds, device=pick(rng, phones, count), network=line,
        dwell=rng.uniform(12, 40, count) if world.hard else rng.uniform(3, 8, count),
    )  # fmt: skip


def bombing(world: World, office: Office) -> Sheet:
    """Ruin a rival with 1s; a careful one has stolen slips, many phones and some evenings."""
    rng, count = world.rng, min(_how_many(world, office), 90)
    days = rng.choice(len(WORKDAYS) - 3, 2 if world.hard else 1, replace=False)
    index = pick(rng, days, count)
    width = 3.0 if world.hard else 0.5
    seconds = 3600 * (rng.uniform(9, 17) + rng.uniform(0, width, count))
    token = np.zeros(count, dtype=np.int64)
    if world.hard:
        moment = at(np.array(WORKDAYS)[index], seconds)
        token = _in_force(world, office, moment)
    line = world.names.networks(len(WORKDAYS))
    carrier = world.carriers[index, rng.integers(0, world.carriers.shape[1], count)]
    return _made(
        world, office, "bombing", index=index, seconds=seconds, device=world.names.devices(count), token=token,
        channel=np.where(token > 0, "qr_receipt", "qr_open"), network=carrier if world.hard else line[index],
        dwell=rng.uniform(10, 40, count) if world.hard else rng.uniform(3, 10, count),
        levels=slander(world, count),
    )  # fmt: skip


def _in_force(world: World, office: Office, moment: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give each answer a lying slip that is good at its moment, 0 where there is none."""
    issued, taken = np.array(world.names.issued), []
    lying = np.array(sorted(world.names.unused[office.unit]), dtype=np.int64)
    for one in moment:
        fit = np.flatnonzero((issued[lying] < one) & (issued[lying] > one - 4 * 86400))
        place = int(fit[world.rng.integers(0, len(fit))]) if len(fit) else -1
        taken.append(int(lying[place]) if place >= 0 else 0)
        lying = np.delete(lying, place) if place >= 0 else lying
    world.names.unused[office.unit] = [int(one) for one in lying]
    return np.array(taken, dtype=np.int64)


def script(world: World, office: Office) -> Sheet:
    """Run a program that sends an answer every so many seconds, each as a new phone."""
    rng, count = world.rng, min(_how_many(world, office), 120)
    per_day = 30
    number = np.arange(count) // per_day
    index = rng.permutation(len(WORKDAYS))[number % len(WORKDAYS)]
    step = 300.0 if world.hard else 60.0
    jitter = rng.normal(0, 15, count) if world.hard else rng.normal(0, 1, count)
    seconds = 3600 * 8.5 + (np.arange(count) % per_day) * step + jitter
    return _made(
        world, office, "script", index=index, seconds=seconds, device=world.names.devices(count),
        network=world.carriers[index, rng.integers(0, world.carriers.shape[1], count)],
        dwell=rng.uniform(20, 40, count) if world.hard else np.full(count, 5.0),
    )  # fmt: skip


def _made(world: World, office: Office, truth: str, *, index, seconds=0.0, moment=None, **columns) -> Sheet:
    count = len(index)
    desk = columns.pop("desk", office.desks[0])
    received = at(np.array(WORKDAYS)[index], seconds) if moment is None else moment
    made = {"levels": praise(world, count)} | columns
    return sheet(count, truth, fake=True, unit=office.unit, desk=desk, staff=desk, received=received, **made)


KINDS: dict[str, Callable[[World, Office], Sheet]] = {
    "burst": burst, "drip": drip, "token_theft": theft, "farm": farm, "bombing": bombing, "script": script,
}  # fmt: skip
