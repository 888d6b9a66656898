"""Pairing tablets, ending and changing them, and telling who signed."""

from kiosk.pairing.services.asking import approve, begin, look_up, poll, refuse
from kiosk.pairing.services.changing import (
    lock,
    move,
    rename,
    renew_pin,
    revoke,
    set_notice,
    show_staff,
    unlock,
)
from kiosk.pairing.services.inviting import admit, admitted, find_invitation, invite, welcome
from kiosk.pairing.services.knowing import announce_key, asker_of, change_key, check_in_use, key_of

__all__ = [
    "admit",
    "admitted",
    "announce_key",
    "approve",
    "asker_of",
    "begin",
    "change_key",
    "check_in_use",
    "find_invitation",
    "invite",
    "key_of",
    "lock",
    "look_up",
    "move",
    "poll",
    "refuse",
    "rename",
    "renew_pin",
    "revoke",
    "set_notice",
    "show_staff",
    "unlock",
    "welcome",
]
