"""What the database keeps about volumes, invitations, call-backs and floors."""

from __future__ import annotations

from survey.volume.records.beside import (
    add_call_back,
    add_floor,
    call_backs,
    floor_on,
    floors,
    months_called,
    recorded_calls,
)
from survey.volume.records.invitations import invitations, keep_invitations
from survey.volume.records.volumes import Kept, keep_volumes, volumes, volumes_of_units
from survey.volume.records.way import ServedAndInvited, served_and_invited

__all__ = [
    "Kept",
    "ServedAndInvited",
    "add_call_back",
    "add_floor",
    "call_backs",
    "floor_on",
    "floors",
    "invitations",
    "keep_invitations",
    "keep_volumes",
    "months_called",
    "recorded_calls",
    "served_and_invited",
    "volumes",
    "volumes_of_units",
]
