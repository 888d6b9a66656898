"""Codes: the list, one with its picture and history, new ones, out of use, replaced."""

from __future__ import annotations

from random import SystemRandom
from typing import TYPE_CHECKING

from flask import Response, flash, redirect, render_template, request, url_for

from survey.foundation.clock import now
from survey.foundation.errors import ForbiddenError
from survey.foundation.text import search_key
from survey.organisation.domain import subtree
from survey.organisation.records import units_on
from survey.organisation.web.visiting import PAGE, pager, today, wanted
from survey.organisation.web.words import gettext, ngettext
from survey.touchpoint import qr, records, services
from survey.touchpoint.domain import TouchpointState
from survey.touchpoint.services import drawing
from survey.touchpoint.web.words import kind_words, state_words, tier_names, tier_words

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from werkzeug.wrappers import Response as Redirect

    from survey.organisation.web.visiting import Door
    from survey.touchpoint.domain import Touchpoint


def seen(door: Door, connection: Connection) -> frozenset[int] | None:
    """Give the units whose codes the visitor may see: the own one and those below; None for all there were."""
    root = door.who().unit_id
    return None if root is None else subtree(units_on(connection, today()), root)


def own(door: Door, connection: Connection, typed: str) -> Touchpoint:
    """Find a touchpoint the visitor may see; refuse those of other units."""
    found = services.find(connection, typed)
    allowed = seen(door, connection)
    if allowed is not None and found.unit_id not in allowed:
        raise ForbiddenError
    return found


def placed(door: Door, connection: Connection, found: list[Touchpoint]) -> list[services.Placed]:
    """Name the places of touchpoints as of today."""
    return services.placed(connection, found, base_url=door.house.settings.base_url, day=today())


def code_list(door: Door) -> str:
    """List the codes the visitor may see, or those that match."""
    key = search_key(wanted())
    state = request.args.get("state", TouchpointState.ACTIVE)
    with door.house.store.reading() as connection:
        rows = placed(door, connection, records.listed(connection, unit_ids=seen(door, connection)))
    any_code = bool(rows)
    shown = [row for row in rows if state in {"all", row.touchpoint.state} and _matches(row, key)]
    page = pager(len(shown))
    return render_template(
        "survey/touchpoint/codes.html",
        rows=shown[(page.page - 1) * PAGE : page.page * PAGE],
        any_code=any_code,
        wanted=wanted(),
        state=state,
        pager=page,
        kinds=kind_words(),
        tiers=tier_names(),
        tiers_told=tier_words(),
        states=state_words(),
    )


def _matches(row: services.Placed, key: str) -> bool:
    return key in search_key(f"{row.place} {row.touchpoint.code} {row.unit_code} {row.desk_code or ''}")


def code_page(door: Door, code: str) -> str:
    """Show one code: its picture, its place, how far it is trusted, and the codes the place had before."""
    with door.house.store.reading() as connection:
        found = own(door, connection, code)
        (row,) = placed(door, connection, [found])
        steps = services.history(connection, found.code)
    return render_template(
        "survey/touchpoint/code.html",
        row=row,
        one=found,
        picture=qr.svg(row.address),
        steps=steps,
        kinds=kind_words(),
        tiers=tier_words(),
        states=state_words(),
    )


def picture(door: Door, code: str) -> Response:
    """Give the picture of a code to put it into papers of one's own."""
    with door.house.store.reading() as connection:
        (row,) = placed(door, connection, [own(door, connection, code)])
    answer = Response(drawing.picture(row, ".svg"), mimetype="image/svg+xml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.touchpoint.code}.svg"'
    return answer


def issue(door: Door) -> Redirect:
    """Issue a code for each place that has none."""
    with door.house.store.writing() as connection:
        allowed = seen(door, connection)
        count = records.issue_missing(
            connection, at=now(), random=SystemRandom(), unit_ids=allowed, by=door.who().name
        )
    flash(ngettext("%(num)s new code was issued.", "%(num)s new codes were issued.", count))
    return redirect(url_for("touchpoint.codes"))


def revoke(door: Door, code: str) -> Redirect:
    """Take a code out of use."""
    with door.house.store.writing() as connection:
        found = own(door, connection, code)
        services.revoke(connection, found.code, at=now(), by=door.who().name, reason=_reason())
    flash(gettext("The code %(code)s is out of use now.", code=found.code))
    return redirect(url_for("touchpoint.code", code=found.code))


def _reason() -> str:
    return request.form.get("reason", "")


def replace(door: Door, code: str) -> Redirect:
    """Give the place of a code a new one."""
    with door.house.store.writing() as connection:
        found = own(door, connection, code)
        new = services.replace(
            connection,
            found.code,
            at=now(),
            random=SystemRandom(),
            by=door.who().name,
            reason=_reason(),
        )
    flash(
        gettext(
            "%(new)s takes the place of %(old)s. Print the new one and take the old one down.",
            new=new.code,
            old=found.code,
        )
    )
    return redirect(url_for("touchpoint.code", code=new.code))
