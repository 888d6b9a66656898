"""`/admin/kiosk/`: every tablet by unit, those that need somebody first; `/admin/kiosk/canh-bao`: why they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from kiosk.fleet.domain import AlertKind
from kiosk.fleet.services import tablets, unanswered
from kiosk.fleet.web import words
from kiosk.fleet.web.tree import branches, cut
from kiosk.fleet.web.visiting import reached
from survey.foundation.clock import now
from survey.foundation.text import search_key
from survey.organisation.records import units_on
from survey.organisation.web.visiting import PAGE, pager, today, wanted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kiosk.fleet.domain import Unanswered
    from kiosk.fleet.services import Tablet
    from kiosk.fleet.web.visiting import FleetDoor
    from survey.organisation.domain import Unit

NEEDY, ALL, PAST = "can-xem", "tat-ca", "da-thoi"
"""The three views of the register: those that need somebody, all that are paired, those of the past."""


def _gathered(door: FleetDoor) -> tuple[list[Tablet], dict[int, Unit], dict[int, Unanswered]]:
    at = now()
    with door.house.store.reading() as connection:
        found = tablets(connection, unit_ids=reached(door, connection), at=at, revoked=True)
        return found, units_on(connection, today()), unanswered(connection, found, at=at)


def register(door: FleetDoor) -> str:
    """Show the tablets of the visitor's units as a tree."""
    found, units, quiet = _gathered(door)
    views = _views(found, quiet)
    view = request.args.get("xem", "")
    if view not in views:
        view = NEEDY if views[NEEDY] else ALL
    key = search_key(wanted())
    shown = [one for one in views[view] if key in _searched(one, units)]
    page = pager(len(shown))
    tree = branches(units, shown, {one.device.code for one in views[NEEDY]})
    return render_template(
        "kiosk/fleet/register.html",
        tree=cut(units, tree, (page.page - 1) * PAGE, page.page * PAGE),
        counts={name: len(each) for name, each in views.items()},
        any_tablet=bool(found),
        view=view,
        wanted=wanted(),
        pager=page,
        quiet=quiet,
        **_spoken(door),
    )


def _views(found: Sequence[Tablet], quiet: Mapping[int, Unanswered]) -> dict[str, list[Tablet]]:
    active = [one for one in found if one.device.active]
    return {
        NEEDY: [one for one in active if one.alerts or one.device.spot.unit_id in quiet],
        ALL: active,
        PAST: [one for one in found if not one.device.active],
    }


def _searched(one: Tablet, units: Mapping[int, Unit]) -> str:
    unit = units.get(one.device.spot.unit_id)
    told = (one.device.label, one.device.code, one.unit_name, one.desk_name or "", unit.code if unit else "")
    return search_key(" ".join(told))


def _spoken(door: FleetDoor) -> dict[str, object]:
    return {
        "at": now(),
        "words": words,
        "statuses": words.status_words(),
        "alert_names": words.alert_names(),
        "manages": door.manages,
    }


def alert_page(door: FleetDoor) -> str:
    """Show why somebody should look after tablets, the gravest first, with what to do."""
    found, units, quiet = _gathered(door)
    by_kind = {kind: [one for one in found if kind in one.alerts] for kind in AlertKind}
    return render_template(
        "kiosk/fleet/alerts.html",
        by_kind={kind: ones for kind, ones in by_kind.items() if ones},
        quiet=[(units[unit_id], one) for unit_id, one in quiet.items() if unit_id in units],
        any_tablet=any(one.device.active for one in found),
        remedies=words.remedies(),
        **_spoken(door),
    )
