"""What a ranking says, in sentences made from it: who may be first, how far to trust it, who stands apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.index.domain import LEAST_SCORED, PriorState, Unranked
from analytics.index.domain.ranking import WIDEST
from analytics.index.domain.shrinkage import LEAST_UNITS
from analytics.review.domain import Standing
from analytics.review.web import figures, telling
from analytics.review.web.words import gettext, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from analytics.index.domain import Standing as Place
    from analytics.review.services.block import BlockReview, Member
    from survey.volume.domain import Floor

TRUSTED = 0.70
"""A block of less reliability than this should not be ranked (method note §4)."""

_ALONE = 1
_FINEST = 3


def headline(found: BlockReview) -> str:
    """Say in one sentence who may be the best."""
    ranked = len(found.ranked)
    if ranked <= _ALONE:
        return _nothing_to_compare(found)
    tied = [each for each in found.ranked if each.row.standing and each.row.standing.tied_with_best]
    if len(tied) == _ALONE:
        return gettext(
            "%(name)s alone can be the best: than every other of the %(all)s ranked units some unit is surely "
            "better.",
            name=tied[0].name,
            all=figures.whole(ranked),
        )
    told = {"tied": figures.whole(len(tied)), "all": figures.whole(ranked)}
    if len(tied) == ranked:
        return gettext("All %(all)s ranked units may be the best: the answers cannot tell them apart.", **told)
    return gettext("%(tied)s of %(all)s ranked units cannot be told apart from the best.", **told)


def _nothing_to_compare(found: BlockReview) -> str:
    if not found.members:
        return gettext("Nobody has listed the units of this block for these days.")
    if not found.ranked:
        return gettext("No unit of this block can be ranked by these answers.")
    return gettext(
        "Only one unit has enough answers to be ranked, %(name)s: nothing to compare it with.",
        name=found.ranked[0].name,
    )


def tie_words(found: BlockReview) -> str:
    """Say how a single prize is given among those tied with the best; nothing where there is no such question."""
    tied = sum(1 for each in found.ranked if each.row.standing and each.row.standing.tied_with_best)
    if tied <= _ALONE:
        return ""
    return gettext("If only one of them can have a prize, something else than this index must decide.")


def reliability_words(found: BlockReview) -> tuple[str, bool]:
    """Say which part of the differences is more than chance, and whether that warns against ranking."""
    if found.reliability is None:
        words = gettext(
            "With fewer than %(least)s ranked units it cannot be said whether their differences are more than "
            "chance.",
            least=figures.whole(LEAST_UNITS),
        )
        return words, False
    told = {"part": figures.percent(found.reliability, 0), "least": figures.percent(TRUSTED, 0)}
    if found.reliability < TRUSTED:
        return gettext(
            "Do not rank these units: only %(part)s of the differences between them is more than chance; "
            "%(least)s is the least a ranking needs.",
            **told,
        ), True
    return gettext(
        "%(part)s of the differences between the ranked units is more than chance (%(least)s or more is usual for "
        "a comparison).",
        **told,
    ), False


def prior_words(found: BlockReview) -> str:
    """Say how far the scores are drawn to the block."""
    block = found.block
    match block.prior:
        case PriorState.NOT_ESTIMABLE:
            return gettext(
                "Fewer than %(least)s units have an index, so no unit has an emulation score.",
                least=figures.whole(LEAST_UNITS),
            )
        case PriorState.ALIKE:
            return gettext(
                "The units differ no more than chance makes them: the emulation score of each is the mean of the "
                "block."
            )
        case PriorState.FROZEN:
            return gettext(
                "Fewer than %(least)s units have an index, so the emulation score draws each to %(mu)s as if "
                "%(strength)s answers at that mean were added to its own. This was decided before: %(by)s.",
                least=figures.whole(LEAST_UNITS),
                mu=figures.percent(block.mu or 0.0),
                strength=figures.tenth(block.strength or 0.0),
                by=found.prior.decided_by if found.prior else "–",
            )
        case PriorState.ESTIMATED:
            return gettext(
                "The emulation score draws each unit to the mean of the block as if %(strength)s answers at that "
                "mean were added to its own: little for a unit of many answers, much for one of few.",
                strength=figures.tenth(block.strength or 0.0),
            )


def places_of(place: Place) -> str:
    """Write a rank with the places the answers allow: "3 (1–8)"."""
    return gettext(
        "%(rank)s (%(low)s–%(high)s)",
        rank=figures.whole(place.rank),
        low=figures.whole(place.low),
        high=figures.whole(place.high),
    )


def group_words(group: str, size: int) -> str:
    """Name a group of units that hang together."""
    told = {"group": group, "size": figures.whole(size)}
    if group == "A":
        return ngettext(
            "Group A: %(size)s unit that may be the best",
            "Group A: %(size)s units that may be the best",
            size,
            **told,
        )
    return ngettext(
        "Group %(group)s: %(size)s unit; some unit above is surely better",
        "Group %(group)s: %(size)s units; for each of them some unit above is surely better",
        size,
        **told,
    )


def reason_of(found: BlockReview, member: Member) -> str:
    """Say in plain words why a unit is not ranked."""
    if member.judged.standing is Standing.HIDDEN or member.row.reason is None:
        return telling.unit_why_not(member.judged)
    return REASONS[member.row.reason](member, found.floor)


def _nobody(_member: Member, _floor: Floor | None) -> str:
    return gettext("Nobody has answered in these days.")


def _insufficient(member: Member, _floor: Floor | None) -> str:
    return telling.not_enough(member.judged.missing)


def _other_questions(member: Member, _floor: Floor | None) -> str:
    return gettext(
        "The answers are to other questions than those the block is ranked by, so the shares cannot be compared; "
        "the difference: %(questions)s.",
        questions=", ".join(member.row.lacking),
    )


def _few(member: Member, _floor: Floor | None) -> str:
    missing = LEAST_SCORED - member.row.index.respondents
    return ngettext(
        "Few answers: a unit is ranked from %(least)s people on (%(shown)s more needed).",
        "Few answers: a unit is ranked from %(least)s people on (%(shown)s more needed).",
        missing,
        least=figures.whole(LEAST_SCORED),
        shown=figures.whole(missing),
    )


def _wide(_member: Member, _floor: Floor | None) -> str:
    return gettext(
        "The answers leave too much open: the interval reaches more than %(most)s points either way.",
        most=figures.whole(round(100 * WIDEST)),
    )


def _response_rate(_member: Member, floor: Floor | None) -> str:
    return gettext(
        "Too few of those served answered: fewer than %(least)s of the files finished or refused.",
        least=_least(floor.response_rate) if floor else "–",
    )


def _coverage(_member: Member, floor: Floor | None) -> str:
    return gettext(
        "Too many were not asked: invitations went with fewer than %(least)s of the files finished or refused.",
        least=_least(floor.coverage) if floor else "–",
    )


def _least(share: Fraction) -> str:
    """Write a floor with the decimals it was decided with: 12.5 % is not 13 %."""
    decimals = next(each for each in (0, 1, 2, 3) if each == _FINEST or not (share * 10 ** (2 + each)) % 1)
    return figures.percent(float(share), decimals)


REASONS: dict[Unranked, Callable[[Member, Floor | None], str]] = {
    Unranked.NO_ANSWERS: _nobody,
    Unranked.INSUFFICIENT: _insufficient,
    Unranked.OTHER_QUESTIONS: _other_questions,
    Unranked.FEW: _few,
    Unranked.WIDE: _wide,
    Unranked.RESPONSE_RATE: _response_rate,
    Unranked.COVERAGE: _coverage,
}
"""Every reason why a unit is not ranked, in words."""


def tiers_of(tiers: Sequence[str]) -> str:
    """Name the tiers of trust that count."""
    words = telling.tier_words()
    if len(tiers) == len(words):
        return gettext("answers of every tier of trust")
    return gettext(
        "only answers of these tiers of trust: %(tiers)s", tiers=", ".join(words[each] for each in tiers)
    )
