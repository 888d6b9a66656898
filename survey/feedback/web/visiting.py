"""Who looks at a page of cases, and what they are called there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.accounts.web import account_now
from survey.feedback.services.access import viewer_of
from survey.foundation.clock import local_day, now
from survey.foundation.gate import Audience, for_audience

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from survey.feedback.services.access import Viewer

for_readers = for_audience(
    Audience.UNIT_HEAD, Audience.OFFICER, Audience.INSPECTOR, Audience.ADMINISTRATOR, Audience.COUNCIL
)
for_units = for_audience(Audience.UNIT_HEAD, Audience.OFFICER)
for_board = for_audience(Audience.UNIT_HEAD, Audience.OFFICER, Audience.ADMINISTRATOR)


def viewer_now(connection: Connection) -> Viewer:
    """Give the signed-in account as it stands today."""
    return viewer_of(connection, account_now(), local_day(now()))
