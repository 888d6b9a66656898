"""One hand behind many phones: answers of one network on one day, and phones that return together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analytics.screening.domain.answers import coded, groups
from analytics.screening.domain.chances import binomial_tail, fisher, share
from analytics.screening.domain.findings import Action, Family, Finding, Looked, as_note
from analytics.screening.domain.hands import by_unit, of_people, office_network, repeated
from analytics.screening.domain.signatures import look
from analytics.screening.domain.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.screening.domain.answers import Answers, Bools, Floats, Ints
    from analytics.screening.domain.signatures import Columns
    from analytics.screening.domain.thresholds import Thresholds

_LINKED = N_("%(count)s answers by %(devices)s phones that answer again and again and share networks.")
_BUSY = N_("%(count)s answers by networks that brought several in a day, far more than at other units.")
_MORE = N_("%(count)s more answers of the same kind by %(devices)s phones that were on a suspicious network.")
_LINE = N_("%(count)s answers of one day by %(devices)s phones on one network, unlike the unit's other answers.")


def lines(answers: Answers, known: Columns, limits: Thresholds) -> Looked:
    """Judge every network of a day by which a unit got several answers from phones; each of these is a test."""
    among = of_people(answers) & (answers.network > 0)
    units = dict(groups(answers.unit, ~answers.kiosk))
    often = repeated(answers, limits.device_least)
    usual = share(float(often[among].sum()), float(among.sum()), prior=0.1)
    crowded = _crowded(answers, among, limits.line_least)
    every = groups(coded(answers.unit, answers.day, answers.network), among)
    tested = [rows for _, rows in every if len(rows) >= limits.line_least]
    found = [
        _line(answers, known, rows, units[int(answers.unit[rows[0]])], about=(often, usual, crowded))
        for rows in tested
        if len(rows) >= limits.burst_least or often[rows].all()
    ]
    return Looked(kind="network", tests=len(tested), candidates=tuple(found))


def accomplices(answers: Answers, known: Columns, found: Sequence[Finding], limits: Thresholds) -> list[Finding]:
    """Note what phones on a suspicious network answered alike elsewhere and on other days.

    Nothing of it was tested, so it has no p and proposes nothing.
    """
    caught = [one.rows for one in found if one.kind == "network" and one.action is Action.QUARANTINE]
    if not caught:
        return []
    often = repeated(answers, limits.device_least)
    rows = np.unique(np.concatenate(caught))
    devices = np.unique(answers.device[rows[often[rows]]])
    alike = (known.satisfied == 1.0) | (known.low == 1.0)
    more = np.flatnonzero(np.isin(answers.device, devices) & alike & of_people(answers) & often)
    more = np.setdiff1d(more, rows)
    notes = []
    for _, part in groups(answers.unit[more]):
        details = {"count": len(part), "devices": len(np.unique(answers.device[more[part]]))}
        notes.append(
            Finding(
                detector=Family.DRIP,
                kind="accomplice",
                rows=more[part],
                reason=_MORE,
                details=details,
                rule="same_phone",
                action=Action.NOTE,
            )
        )
    return notes


def _line(
    answers: Answers, known: Columns, rows: Ints, beside: Ints, *, about: tuple[Bools, float, Crowded]
) -> Finding:
    often, usual, crowded = about
    seen = look(known, rows, beside)
    devices = np.unique(answers.device[rows])
    again = int(often[rows].sum())
    p_again = binomial_tail(again, len(rows), usual) if again and len(devices) > 1 else 1.0
    chosen = rows[seen.like & (often[rows] | (p_again > 0.05))]  # noqa: PLR2004 - else only the phones that return
    finding = Finding(
        detector=Family.DRIP,
        kind="network",
        rows=chosen,
        reason=_LINE,
        details={"count": len(rows), "devices": len(devices)},
        p=fisher([seen.level, seen.speed, p_again, float(crowded.tested[rows[0]])]),
    )
    alike = bool(seen.like.mean() > 0.8)  # noqa: PLR2004 - all but a few
    one_hand = seen.level < 0.05 or (min(p_again, crowded.every[rows[0]]) < 1e-3 and alike)  # noqa: PLR2004
    return finding if one_hand else as_note(finding)


def linked_phones(answers: Answers, known: Columns, limits: Thresholds) -> Looked:
    """Judge each unit's answers by returning phones that share a network with another one of the day."""
    often, personal = repeated(answers, limits.linked_least), of_people(answers)
    linked = np.zeros(len(answers), dtype=bool)
    for _, rows in groups(
        coded(answers.unit, answers.day, answers.network),
        often & personal & private(answers) & ~office_network(answers),
    ):
        linked[rows] = len(np.unique(answers.device[rows])) > 1
    return by_unit(answers, known, linked, ("linked_phones", _LINKED), limits=limits)


def busy_lines(answers: Answers, known: Columns, limits: Thresholds) -> Looked:
    """Judge each unit's answers by networks of its own that brought several in a day, where no phone is known.

    Without phones a family is not told from a shelf of them; only units with far more of it stand out.
    """
    own = of_people(answers) & (answers.device == 0) & private(answers) & ~office_network(answers)
    busy = np.zeros(len(answers), dtype=bool)
    for _, rows in groups(coded(answers.unit, answers.day, answers.network), own):
        busy[rows] = len(rows) >= limits.line_least
    return by_unit(answers, known, busy, ("busy_lines", _BUSY), limits=limits)


def private(answers: Answers) -> Bools:
    """Say which answers came by a network that at most two units' people used that day.

    The others are telephone companies', which thousands of people share.
    """
    lines_of = coded(answers.day, answers.network)
    pairs = np.unique(np.stack([lines_of, answers.unit]), axis=1)
    units = np.bincount(pairs[0], minlength=int(lines_of.max()) + 1)
    few: Bools = (answers.network > 0) & (units[lines_of] <= 2)  # noqa: PLR2004
    return few


class Crowded(NamedTuple):
    """For each answer, how rare it is that so many come by one network of nobody else's on a day; else 1."""

    every: Floats
    """Among all such networks."""
    tested: Floats
    """Among those that brought enough to be tested: being tested is no evidence."""


def _crowded(answers: Answers, among: Bools, least: int) -> Crowded:
    own = among & private(answers) & ~office_network(answers)
    lines_of = [rows for _, rows in groups(coded(answers.unit, answers.day, answers.network), own)]
    full = [rows for rows in lines_of if len(rows) >= least]
    return Crowded(_ranked(len(answers), lines_of), _ranked(len(answers), full))


def _ranked(size: int, lines_of: Sequence[Ints]) -> Floats:
    rare = np.ones(size)
    sizes = np.sort([len(rows) for rows in lines_of])
    for rows in lines_of:
        rare[rows] = (len(sizes) - np.searchsorted(sizes, len(rows)) + 1) / (len(sizes) + 1)
    return rare
