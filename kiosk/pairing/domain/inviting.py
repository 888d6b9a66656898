"""An invitation: the place is chosen first, and the one tablet that brings the code is paired at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.pairing.domain.devices import Placing

INVITATION_LIFETIME = timedelta(minutes=10)
LONGEST_INVITATION = timedelta(hours=24)
WRONG_INVITATIONS = 50
"""Wrong codes of all tablets together before every invitation rests a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants a tablet for: which place, until when it is awaited; `by` is None for `hailong`."""

    placing: Placing
    by: int | None
    lifetime: timedelta = INVITATION_LIFETIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An invitation that was made, and the tablet that took it; its code is kept nowhere."""

    invitation_id: int
    placing: Placing
    account_id: int | None
    made_at: datetime
    expires_at: datetime
    withdrawn: bool
    device_id: int | None

    def open_at(self, at: datetime) -> bool:
        """Tell whether a tablet may still take it."""
        return self.device_id is None and not self.withdrawn and at < self.expires_at
