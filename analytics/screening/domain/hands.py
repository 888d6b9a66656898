"""One hand behind many answers: a phone that comes again and again, a shelf of phones on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analytics.screening.domain.answers import PAPER, Hours, clock, groups
from analytics.screening.domain.chances import binomial_tail, fisher, share
from analytics.screening.domain.findings import Action, Family, Finding, Tested, confirm
from analytics.screening.domain.signatures import look
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
) -> Tested:
    """Judge every phone that answered several times: levels, closing time, office network and haste together."""
    personal = of_people(answers) & (answers.device > 0)
    features = (closing(answers, moment, hours, limits), office_network(answers), personal)
    units = dict(groups(answers.unit, ~answers.kiosk))
    several = [rows for _, rows in groups(answers.device, personal) if len(rows) >= limits.device_least]
    sizes = np.sort([len(rows) for rows in several])
    found = [_phone(known, features, rows, units[int(answers.unit[rows[0]])], sizes=sizes) for rows in several]
    return confirm(Family.DRIP, found, limits.q)


def _phone(
    known: Columns, features: tuple[Bools, Bools, Bools], rows: Ints, beside: Ints, *, sizes: Ints
) -> Finding:
    late, office, _ = features
    seen = look(known, rows, beside)
    rest = np.setdiff1d(beside, rows)
    ps = [
        seen.level,
        seen.speed,
        binomial_tail(int(late[rows].sum()), len(rows), share(late[rest].sum(), len(rest), prior=0.1)),
        binomial_tail(int(office[rows].sum()), len(rows), share(office[rest].sum(), len(rest), prior=0.2)),
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
) -> Tested:
    """Judge each unit's answers near closing time by phones that come again and again, taken together."""
    personal = of_people(answers)
    both = closing(answers, moment, hours, limits) & repeated(answers, limits.device_least) & personal
    return by_unit(answers, known, both, ("late_phones", _LATE), limits=limits)


def by_unit(
    answers: Answers, known: Columns, feature: Bools, words: tuple[str, str], *, limits: Thresholds
) -> Tested:
    """Judge the units that have more answers with a feature than the province, and unlike their others."""
    personal = of_people(answers)
    # The middle unit tells what is usual: one full of made-up answers must not.
    each = [float(feature[rows].mean()) for _, rows in groups(answers.unit, personal)]
    usual = share(100 * float(np.median(each)), 100, prior=0.02) if each else 0.0
    found = []
    for _, rows in groups(answers.unit, personal):
        inside = rows[feature[rows]]
        if len(inside) >= limits.device_least:
            seen = look(known, inside, rows)
            kind, reason = words
            sure = 1 - usual * len(rows) / len(inside)
            found.append(
                Finding(
                    detector=Family.DRIP,
                    kind=kind,
                    rows=inside[seen.like],
                    reason=reason,
                    details={"count": len(inside), "devices": len(np.unique(answers.device[inside]))},
                    p=fisher([binomial_tail(len(inside), len(rows), usual), seen.level, seen.speed]),
                    action=Action.QUARANTINE if sure >= limits.membership and seen.level < 0.2 else Action.NOTE,  # noqa: PLR2004
                )
            )
    return confirm(Family.DRIP, found, limits.q)


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
