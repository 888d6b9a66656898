"""What the database keeps about volumes, invitations, call-backs and floors."""

from __future__ import annotations

from survey.volume.records.beside import add_call_back, add_floor, call_backs, floor_on, floors
from survey.volume.records.invitations import invitations, keep_invitations
from survey.volume.records.volumes import Kept, keep_volumes, volumes

__all__ = [
    "Kept",
    "add_call_back",
    "add_floor",
    "call_backs",
    "floor_on",
    "floors",
    "invitations",
    "keep_invitations",
    "keep_volumes",
    "volumes",
]
