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
from survey.volume.records.told import days_told, lines_told, spans
from survey.volume.records.volumes import Kept, keep_volumes, volumes
from survey.volume.records.way import ServedAndInvited, served_and_invited

__all__ = [
    "Kept",
    "ServedAndInvited",
    "add_call_back",
    "add_floor",
    "call_backs",
    "days_told",
    "floor_on",
    "floors",
    "invitations",
    "keep_invitations",
    "keep_volumes",
    "lines_told",
    "months_called",
    "recorded_calls",
    "served_and_invited",
    "spans",
    "volumes",
]
