"""One hand behind many answers: a phone that comes again and again, a shelf of phones on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.screening.domain.answers import PAPER, Hours, clock, groups
from analytics.screening.domain.chances import binomial_tail, fisher, share
from analytics.screening.domain.findings import Action, Family, Finding, Looked
from analytics.screening.domain.signatures import look
from analytics.screening.domain.usual import many, usual
from analytics.screening.domain.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.screening.domain.answers import Answers, Bools, Floats, Ints
    from analytics.screening.domain.signatures import Columns
    from analytics.screening.domain.thresholds import Thresholds

_PHONE = N_(
    "One phone answered %(count)s times in the period (%(closing)s near closing time, %(office)s on the office "
    "network), unlike the unit's other answers."
)
_LATE = N_("%(count)s answers near closing time by %(devices)s phones that answer again and again.")


def closing(answers: Answers, moment: Floats, hours: Mapping[int, Hours], limits: Thresholds) -> Bools:
    """Say which answers came near closing time of their desk."""
    usual = Hours()
    places = np.unique(answers.desk)
    closes = np.array([hours.get(int(desk), usual).closes for desk in places])[
        np.searchsorted(places, answers.desk)
    ]
    since = clock(moment) - closes
    near: Bools = (since >= -60.0 * limits.closing_before_min) & (since <= 60.0 * limits.closing_after_min)
    return near


def office_network(answers: Answers) -> Bools:
    """Say which answers came by the network that the unit's own tablets used on that day."""
    kiosks = answers.kiosk & (answers.network > 0)
    own = np.unique(np.stack([answers.unit[kiosks], answers.day[kiosks], answers.network[kiosks]]), axis=1)
    known = {(int(a), int(b), int(c)) for a, b, c in own.T}
    rows = zip(answers.unit.tolist(), answers.day.tolist(), answers.network.tolist(), strict=True)
    return np.fromiter((row in known for row in rows), dtype=bool, count=len(answers))


def phones(
    answers: Answers, moment: Floats, known: Columns, *, hours: Mapping[int, Hours], limits: Thresholds
) -> Looked:
    """Judge every phone that answered several times: levels, closing time, office network and haste together."""
    personal = of_people(answers) & (answers.device > 0)
    features = (closing(answers, moment, hours, limits), office_network(answers))
    units = dict(groups(answers.unit, ~answers.kiosk))
    several = [rows for _, rows in groups(answers.device, personal) if len(rows) >= limits.device_least]
    sizes = np.sort([len(rows) for rows in several])
    found = [
        _phone(answers, known, features, (rows, units[int(answers.unit[rows[0]])]), sizes=sizes)
        for rows in several
    ]
    return Looked(kind="device", tests=len(several), candidates=tuple(found))


def _phone(
    answers: Answers, known: Columns, features: tuple[Bools, Bools], where: tuple[Ints, Ints], *, sizes: Ints
) -> Finding:
    late, office = features
    rows, beside = where
    seen = look(known, rows, beside)
    rest = np.setdiff1d(beside, rows)
    # A person's answers of one day come at one time by one network: a day speaks once.
    once = rows[np.unique(answers.day[rows], return_index=True)[1]]
    ps = [
        seen.level,
        seen.speed,
        binomial_tail(int(late[once].sum()), len(once), share(late[rest].sum(), len(rest), prior=0.1)),
        binomial_tail(int(office[once].sum()), len(once), share(office[rest].sum(), len(rest), prior=0.2)),
        float((len(sizes) - np.searchsorted(sizes, len(rows)) + 1) / (len(sizes) + 1)),
    ]
    return Finding(
        detector=Family.DRIP,
        kind="device",
        rows=rows,
        reason=_PHONE,
        details={"count": len(rows), "closing": int(late[rows].sum()), "office": int(office[rows].sum())},
        p=fisher(ps),
        action=Action.QUARANTINE if seen.level < 0.2 else Action.NOTE,  # noqa: PLR2004 - a broker's files vary
    )


def late_phones(
    answers: Answers, moment: Floats, known: Columns, *, hours: Mapping[int, Hours], limits: Thresholds
) -> Looked:
    """Judge each unit's answers near closing time by phones that come again and again, taken together."""
    personal = of_people(answers)
    both = closing(answers, moment, hours, limits) & repeated(answers, limits.device_least) & personal
    return by_unit(answers, known, both, ("late_phones", _LATE), limits=limits)


def by_unit(
    answers: Answers, known: Columns, feature: Bools, words: tuple[str, str], *, limits: Thresholds
) -> Looked:
    """Judge the units that have more answers with a feature than the province, and unlike their others.

    Every unit is a test, those without the feature too.
    """
    kind, reason = words
    units = groups(answers.unit, of_people(answers))
    sizes = np.array([len(rows) for _, rows in units], dtype=np.int64)
    among = usual(np.array([feature[rows].sum() for _, rows in units], dtype=np.int64), sizes)
    found = []
    for _, rows in units:
        inside = rows[feature[rows]]
        if len(inside) >= limits.device_least:
            seen = look(known, inside, rows)
            sure = 1 - among.rate * len(rows) / len(inside)
            found.append(
                Finding(
                    detector=Family.DRIP,
                    kind=kind,
                    rows=inside[seen.like],
                    reason=reason,
                    details={"count": len(inside), "devices": len(np.unique(answers.device[inside]))},
                    p=fisher([many(len(inside), len(rows), among), seen.level, seen.speed]),
                    action=Action.QUARANTINE if sure >= limits.membership and seen.level < 0.2 else Action.NOTE,  # noqa: PLR2004
                )
            )
    return Looked(kind=kind, tests=len(units), candidates=tuple(found))


def of_people(answers: Answers) -> Bools:
    """Say which answers came by people's own phones and computers."""
    tablets = np.unique(answers.device[answers.kiosk])
    own = (answers.device == 0) | ~np.isin(answers.device, tablets)
    found: Bools = own & ~answers.kiosk & (answers.channel != PAPER)
    return found


def repeated(answers: Answers, least: int) -> Bools:
    """Say which answers came from a phone that answered several times in the period."""
    _, inverse, counts = np.unique(answers.device, return_inverse=True, return_counts=True)
    often: Bools = (answers.device > 0) & (counts[inverse.ravel()] >= least)
    return often
