"""How the figures of a block came about, and those of one unit within it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g, render_template, request, url_for

from analytics.index.domain import METHOD, PriorState
from analytics.review.domain import hidden
from analytics.review.services.block_steps import block_steps, rivals
from analytics.review.web import block_words, calculation, telling
from analytics.review.web.block_rows import document_of, row_of
from analytics.review.web.block_visit import visit_block
from analytics.review.web.explained_unit import excluded_words, named
from analytics.review.web.files import json_file
from survey.foundation.errors import NotFoundError

if TYPE_CHECKING:
    from flask import Response

    from analytics.review.services.block import Member
    from analytics.review.web.block_visit import BlockVisit
    from survey.foundation.doors import House


class NoSuchMemberError(NotFoundError):
    """The block has no such unit."""

    message = "The block has no unit with the code %(code)s."


def explained_block_page(house: House, code: str) -> str:
    """Explain the figures of a block, and of the unit the address names."""
    visit = visit_block(house, code)
    found, chosen = visit.found, _chosen(visit)
    where: dict[str, Any] = visit.address | ({"don-vi": chosen.code} if chosen else {})
    reliability, _warned = block_words.reliability_words(found)
    return render_template(
        "analytics/review/explained_block.html",
        place=visit.place,
        picked=visit.picked,
        asked=visit.asked,
        found=found,
        block_address=url_for("review.block", place=code, **visit.address),
        file_address=url_for("review.explained_block_numbers", place=code, **where),
        whole_address=url_for("review.explained_block", place=code, **visit.address),
        steps=block_steps(found),
        estimated=found.block.prior is PriorState.ESTIMATED,
        frozen=found.block.prior is PriorState.FROZEN,
        reliability=reliability,
        prior=block_words.prior_words(found),
        tiers=block_words.tiers_of(visit.asked.membership.tiers),
        versions=sorted({version.number for version in visit.asked.words.versions}),
        questions=_questions(visit),
        rows=[_row(visit, member) for member in found.members],
        chosen=_told(visit, chosen) if chosen else None,
        method=METHOD,
    )


def explained_block_file(house: House, code: str) -> Response:
    """Give the numbers behind a block, or behind one unit of it."""
    visit = visit_block(house, code)
    found, chosen = visit.found, _chosen(visit)
    members = (chosen,) if chosen else found.members
    steps = block_steps(found)
    whole = document_of(visit) | {
        "sum_n": steps.answers,
        "sum_x": steps.satisfied,
        "spread": steps.spread,
        "room": steps.room,
        "V": steps.within,
        "tau2": steps.between,
        "comparisons": steps.comparisons,
        "decided": steps.decided,
        "rows": [_as_numbers(visit, member) for member in members],
    }
    name = f"cach-tinh-{code}-{chosen.code if chosen else 'khoi'}-{visit.asked.period.until}.json"
    return json_file(whole, name)


def _questions(visit: BlockVisit) -> list[str]:
    titles = telling.question_words(visit.asked.words, g.language)
    return [titles.get(code, code) for code in visit.found.criteria]


def _chosen(visit: BlockVisit) -> Member | None:
    code = request.args.get("don-vi")
    if not code:
        return None
    for member in visit.found.members:
        if member.code == code:
            return member
    raise NoSuchMemberError(code=code)


def _row(visit: BlockVisit, member: Member) -> dict[str, Any]:
    """Give a unit's line of the table; where no index may be told, why."""
    shown = member.judged.shown
    why_not = "" if shown else telling.unit_why_not(member.judged)
    if shown and member.row.sample is None:
        why_not = block_words.reason_of(visit.found, member)
    return {
        "name": member.name,
        "why_not": why_not,
        "people": telling.people_of(member.judged),
        "index": member.judged.index,
        "sample": member.row.sample,
        "score": member.row.score,
        "href": url_for(
            "review.explained_block", place=visit.place.code, **(visit.address | {"don-vi": member.code})
        )
        if shown
        else "",
    }


def _told(visit: BlockVisit, member: Member) -> dict[str, Any]:
    standing = member.row.standing
    better, worse = rivals(visit.found, member) if standing else ((), ())
    in_charge = member.code in visit.visible
    titles = telling.question_words(visit.asked.words, g.language)
    return _row(visit, member) | {
        "member": member,
        "shown": member.judged.shown,
        "reason": "" if standing else block_words.reason_of(visit.found, member),
        "place": block_words.places_of(standing) if standing else "",
        "better": [each.name for each in better],
        "worse": [each.name for each in worse],
        "ranked": len(visit.found.ranked),
        "in_charge": in_charge,
        "levels": telling.level_words(visit.asked.words, g.language),
        "steps": calculation.told_steps(member.judged, titles, least=visit.asked.least)
        if member.judged.shown
        else None,
        "channels": named(_protected(member, visit.asked.least), telling.channel_words()),
        "excluded": excluded_words(member.row.excluded),
    }


def _protected(member: Member, least: int) -> dict[str, int | None]:
    kept = hidden(member.row.channels, least=least)
    return {code: None if code in kept else number for code, number in sorted(member.row.channels.items())}


def _as_numbers(visit: BlockVisit, member: Member) -> dict[str, Any]:
    row, sample, score = row_of(member), member.row.sample, member.row.score
    if not member.judged.shown:
        return row
    row |= {
        "ratings": member.judged.index.ratings,
        "n": sample.n if sample else None,
        "x": sample.satisfied if sample else None,
        "error": sample.error if sample else None,
        "own_weight": score.own_weight if score else None,
    }
    if member.row.standing:
        better, worse = rivals(visit.found, member)
        row |= {"surely_better": [each.code for each in better], "surely_worse": [each.code for each in worse]}
    if member.code in visit.visible:
        row |= calculation.document(member.judged, least=visit.asked.least)
        row |= {"channels": _protected(member, visit.asked.least), "excluded": dict(member.row.excluded)}
    return row
