"""Where the units of a block would stand if all had the same services, in a sentence (method note §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.index.standardising import MOVED, Mix
from analytics.review.web import figures
from analytics.review.web.words import gettext, ngettext

if TYPE_CHECKING:
    from analytics.index.standardising import Standardised
    from analytics.review.services.block import BlockReview


def mix_words(found: BlockReview) -> str:
    """Name the ranked units that the block's mix of services would move; say why where it is not known."""
    if not found.ranked:
        return ""
    match found.mix:
        case Mix.NO_VOLUMES:
            return gettext(
                "How many were served is not known, so the units cannot be compared as if all had the same "
                "services."
            )
        case Mix.NOT_BY_PROCEDURE:
            return gettext(
                "How many were served by each procedure is not known, so the units cannot be compared as if all "
                "had the same services."
            )
        case Mix.KNOWN:
            return " ".join(filter(None, (_moved(found), _unknown(found))))


def _moved(found: BlockReview) -> str:
    told = [(each.name, each.row.standardised) for each in found.ranked if each.row.standardised is not None]
    if not told:
        return ""
    elsewhere = [_unit(name, each) for name, each in told if each.differs or each.moved]
    if not elsewhere:
        return gettext(
            "If all units had the services of the block as a whole, none would be more than two points or as many "
            "as %(places)s places away from where it stands.",
            places=figures.whole(MOVED),
        )
    return gettext(
        "If all units had the services of the block as a whole, these would be more than two points or at least "
        "%(places)s places away from where they stand: %(units)s.",
        places=figures.whole(MOVED),
        units="; ".join(elsewhere),
    )


def _unit(name: str, each: Standardised) -> str:
    share = figures.percent(each.index)
    if each.rank is None:
        return gettext("%(unit)s (%(share)s)", unit=name, share=share)
    return gettext("%(unit)s (%(share)s, place %(place)s)", unit=name, share=share, place=figures.whole(each.rank))


def _unknown(found: BlockReview) -> str:
    number = sum(1 for each in found.ranked if each.row.standardised is None)
    if not number:
        return ""
    return ngettext(
        "Of %(units)s unit too many answers name no service to say so; no places are given by the same services.",
        "Of %(units)s units too many answers name no service to say so; no places are given by the same services.",
        number,
        units=figures.whole(number),
    )
