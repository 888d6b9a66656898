"""What a manager does to a tablet from its page: one form field says which, and a sentence says it was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from kiosk.fleet.domain import CommandKind
from kiosk.fleet.services import choose_habits, choose_notice, order, take_back
from kiosk.fleet.web.reading import habits_told, notice_told
from kiosk.pairing import services as pairing
from kiosk.pairing.web import chosen_place, place_groups
from survey.foundation.errors import NotFoundError
from survey.organisation.web.words import gettext

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from kiosk.fleet.web.visiting import FleetDoor
    from kiosk.pairing.domain import Device


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A deed that was asked for: by whom, when, of which tablet."""

    door: FleetDoor
    connection: Connection
    device: Device
    by: int
    at: datetime


def lock(asked: Asked) -> str:
    """Stop a tablet from asking."""
    pairing.lock(asked.connection, asked.device, by=asked.by, at=asked.at)
    return gettext("The tablet stops asking within a few minutes. What it has still to send is taken.")


def unlock(asked: Asked) -> str:
    """Let a tablet ask again."""
    pairing.unlock(asked.connection, asked.device, by=asked.by, at=asked.at)
    return gettext("The tablet asks again within a few minutes.")


def rename(asked: Asked) -> str:
    """Call a tablet something else."""
    pairing.rename(asked.connection, asked.device, request.form.get("label", ""), by=asked.by, at=asked.at)
    return gettext("The tablet has another name.")


def move(asked: Asked) -> str:
    """Put a tablet somewhere else."""
    place = chosen_place(place_groups(asked.door, asked.connection), request.form.get("place", ""))
    pairing.move(asked.connection, asked.device, place.spot, by=asked.by, at=asked.at, note=place.name)
    return gettext("The tablet stands at another place. Earlier answers stay where they were given.")


def set_up(asked: Asked) -> str:
    """Change the habits of a tablet, and whether it names who is on duty."""
    shown = request.form.get("shows_staff") == "1"
    choose_habits(asked.connection, asked.device, habits_told(), by=asked.by, at=asked.at)
    if shown != asked.device.shows_staff:
        pairing.show_staff(asked.connection, asked.device, shown=shown, by=asked.by, at=asked.at)
    return gettext("The tablet behaves so within a few minutes.")


def notice(asked: Asked) -> str:
    """Show a notice, or take it down."""
    texts, until = notice_told()
    choose_notice(asked.connection, asked.device, texts, until, by=asked.by, at=asked.at)
    if any(texts.values()):
        return gettext("The notice is shown within a few minutes.")
    return gettext("The notice is taken down within a few minutes.")


def new_pin(asked: Asked) -> str:
    """Give the service menu another PIN."""
    pairing.renew_pin(asked.connection, asked.device, by=asked.by, at=asked.at)
    return gettext("There is a new PIN. The old one opens the menu until the tablet has heard of it.")


def revoke(asked: Asked) -> str:
    """End a tablet at once."""
    pairing.revoke(asked.connection, asked.device, by=asked.by, at=asked.at)
    return gettext("The tablet is ended: nothing it sends is believed from now on.")


def _asks(kind: CommandKind) -> Callable[[Asked], str]:
    def deed(asked: Asked) -> str:
        order(asked.connection, asked.device, kind, by=asked.by, at=asked.at)
        return gettext("The tablet hears of it within five minutes, if it has a network.")

    return deed


def _takes_back(kind: CommandKind) -> Callable[[Asked], str]:
    def deed(asked: Asked) -> str:
        take_back(asked.connection, asked.device, kind, by=asked.by, at=asked.at)
        return gettext("Taken back: the tablet had not heard of it yet.")

    return deed


DEEDS: dict[str, Callable[[Asked], str]] = {
    "lock": lock,
    "unlock": unlock,
    "rename": rename,
    "move": move,
    "set_up": set_up,
    "notice": notice,
    "new_pin": new_pin,
    "revoke": revoke,
    **{kind.value: _asks(kind) for kind in CommandKind},
    **{f"not_{kind.value}": _takes_back(kind) for kind in CommandKind},
}


def done(asked: Asked) -> str:
    """Do what the form asks for; give the sentence that says so."""
    deed = DEEDS.get(request.form.get("deed", ""))
    if deed is None:
        raise NotFoundError
    return deed(asked)
