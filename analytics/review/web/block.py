"""The pages of blocks: the list, and one block with its groups first."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from flask import g, render_template, url_for

from analytics.charts import DotRow, DotWords, Figures, Frame, interval_dots, responsive
from analytics.index.domain import METHOD
from analytics.review.web import block_words, figures, telling
from analytics.review.web.block_mix import mix_words
from analytics.review.web.block_visit import visible_blocks, visit_block
from analytics.review.web.words import gettext
from survey.foundation.clock import local_day, now

if TYPE_CHECKING:
    from typing import Any

    from markupsafe import Markup

    from analytics.review.services.block import Member
    from analytics.review.web.block_visit import BlockVisit
    from survey.foundation.doors import House

# A picture of sixty units takes about 100 kB.
_PICTURES = 32
_SEVERAL = 2


def blocks_page(house: House) -> str:
    """List the blocks the account may look at."""
    rows = [
        {
            "name": place.block.name,
            "programme": place.programme.title,
            "wave": picked.wave.name if picked.wave else "",
            "units": len(held.members),
            "href": url_for("review.block", place=place.code),
        }
        for place, held, picked in visible_blocks(house)
    ]
    return render_template("analytics/review/blocks.html", rows=rows)


def block_page(house: House, code: str) -> str:
    """Show one block in one wave."""
    visit = visit_block(house, code)
    found = visit.found
    reliability, warned = block_words.reliability_words(found)
    return render_template(
        "analytics/review/block.html",
        place=visit.place,
        picked=visit.picked,
        asked=visit.asked,
        found=found,
        keep=visit.keep,
        address=visit.address,
        own_address=url_for("review.block", place=code),
        explained=url_for("review.explained_block", place=code, **visit.address),
        waves=_waves(visit),
        headline=block_words.headline(found),
        tie=block_words.tie_words(found),
        reliability=reliability,
        warned=warned,
        prior=block_words.prior_words(found),
        mix=mix_words(found),
        tiers=block_words.tiers_of(visit.asked.membership.tiers),
        groups=_groups(visit),
        apart=[_apart(visit, member) for member in found.apart],
        chart=_chart(visit) if len(found.ranked) >= _SEVERAL else "",
        method=METHOD,
    )


def _waves(visit: BlockVisit) -> list[dict[str, Any]]:
    today, here = local_day(now()), visit.picked.wave
    return [
        {"code": wave.code, "name": wave.name, "here": here is not None and here.code == wave.code}
        for wave in visit.place.programme.waves
        if wave.starts <= today
    ]


def _groups(visit: BlockVisit) -> list[dict[str, Any]]:
    rows = [(_group(member), _ranked(visit, member)) for member in visit.found.ranked]
    if len(rows) < _SEVERAL:
        # A place among one is no place.
        return [
            {"words": gettext("One unit: no place to give"), "rows": [row | {"place": "–"}]} for _, row in rows
        ]
    return [
        {"words": block_words.group_words(group, len(told)), "rows": [row for _, row in told]}
        for group, told in ((group, list(members)) for group, members in groupby(rows, key=itemgetter(0)))
    ]


def _group(member: Member) -> str:
    return member.row.standing.group if member.row.standing else ""


def _ranked(visit: BlockVisit, member: Member) -> dict[str, Any]:
    standing = member.row.standing
    return _told(visit, member) | {"place": block_words.places_of(standing) if standing else ""}


def _apart(visit: BlockVisit, member: Member) -> dict[str, Any]:
    return _told(visit, member) | {"reason": block_words.reason_of(visit.found, member)}


def _told(visit: BlockVisit, member: Member) -> dict[str, Any]:
    estimate, score = telling.estimate_of(member.judged), member.row.score
    in_charge = member.code in visit.visible
    period = visit.asked.period
    days: dict[str, Any] = {"period": "free", "from": period.since.isoformat(), "to": period.until.isoformat()}
    return {
        "name": member.name,
        "own": member.code == visit.own,
        "href": url_for("review.unit", code=member.code, **(days | visit.keep)) if in_charge else "",
        "explained": _explained(visit, member) if member.judged.shown else "",
        "estimate": None if isinstance(estimate, str) else estimate,
        "score": figures.points(score.shrunk) if score and member.judged.shown else "",
        "people": telling.people_of(member.judged),
    }


def _explained(visit: BlockVisit, member: Member) -> str:
    where: dict[str, Any] = visit.address | {"don-vi": member.code}
    return url_for("review.explained_block", place=visit.place.code, **where)


def _chart(visit: BlockVisit) -> Markup:
    rows = tuple(
        DotRow(
            label=visit.short_names.get(member.code, member.name),
            answers=member.row.index.respondents,
            estimate=telling.estimate_of(member.judged),
            note=gettext("place %(place)s", place=block_words.places_of(member.row.standing))
            if member.row.standing
            else "",
            chosen=member.code == visit.own,
        )
        for member in visit.found.ranked
    )
    frame = Frame(
        ident="block-chart",
        title=gettext("Satisfied citizens by unit"),
        description=gettext(
            "Each dot is a unit's share of satisfied citizens, the line through it its 95-percent interval. "
            "The table has the same numbers."
        ),
    )
    return _dots(rows, frame, visit.found.block.mu, gettext("Mean of the block"), g.language)


# The same rows in the same words make the same picture; the language decides how its numbers are written.
@lru_cache(maxsize=_PICTURES)
def _dots(rows: tuple[DotRow, ...], frame: Frame, mean: float | None, named: str, _language: str) -> Markup:
    words = DotWords(reference=named, missing="", axis=_axis, empty="")
    written = Figures(
        percent=cache(figures.percent), answers=cache(figures.people), estimate=cache(figures.estimate)
    )
    return responsive(
        lambda each: interval_dots(rows, frame=each, figures=written, words=words, reference=mean, zoom=True),
        frame,
    )


def _axis(low: str, high: str) -> str:
    return gettext("The axis runs from %(low)s to %(high)s.", low=low, high=high)
