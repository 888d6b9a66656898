"""An office of two wards under a province, its accounts, and cases to work on."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from survey.accounts.records import account_named, accounts
from survey.feedback import records
from survey.feedback.domain import Case, CaseKind
from survey.feedback.services import handling
from survey.feedback.services.access import Viewer, viewer_of
from survey.feedback.services.opening import Opening, open_case
from survey.organisation.domain import Calendar
from survey.organisation.records import unit_ids
from tests.helpers.builders import a_desk, a_unit
from tests.helpers.staff import an_account

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from survey.accounts.domain import Account

AT = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
"""Half past nine of a Wednesday morning at the office."""

DAY = date(2026, 3, 4)
YESTERDAY = date(2026, 3, 3)
PLAIN = Calendar(closed=frozenset(), worked=frozenset(), years=frozenset())
TET = Calendar(
    closed=frozenset(date(2026, 2, day) for day in range(16, 21)), worked=frozenset(), years=frozenset({2026})
)
ROLES: dict[str, tuple[set[str], str | None]] = {
    "head": ({"unit_head"}, "DONGHA"),
    "officer": ({"officer"}, "DONGHA"),
    "neighbour": ({"unit_head"}, "VINHLINH"),
    "governor": ({"unit_head"}, "TINH"),
    "inspector": ({"inspector"}, None),
    "both": ({"inspector", "unit_head"}, "DONGHA"),
    "administrator": ({"administrator"}, None),
    "council": ({"council"}, None),
}


@dataclass
class Office:
    """A connection to an office, and short ways to act in it."""

    connection: Connection

    def account(self, name: str) -> Account:
        found = account_named(self.connection, name)
        assert found is not None
        return found

    def viewer(self, name: str, today: date = DAY) -> Viewer:
        return viewer_of(self.connection, self.account(name), today)

    def unit(self, code: str = "DONGHA") -> int:
        return unit_ids(self.connection)[code]

    def case(self, kind: CaseKind = CaseKind.PROBLEM, *, text: str = "Chờ lâu quá", **told: Any) -> int:
        calendar = told.pop("calendar", PLAIN)
        link = told.pop("link", None) or secrets.token_bytes(16)
        opening = Opening(
            **{"unit_id": self.unit(), "day": YESTERDAY} | told | {"link": link, "kind": kind, "text": text}
        )
        case_id = open_case(self.connection, opening, calendar=calendar)
        assert case_id is not None
        return case_id

    def read(self, case_id: int) -> Case:
        found = records.case_by_id(self.connection, case_id)
        assert found is not None
        return found

    def assign(self, case_id: int, to: str = "officer", *, by: str = "head", at: datetime = AT) -> None:
        handling.assign(
            self.connection,
            self.viewer(by),
            case_id,
            owner_id=self.account(to).account_id,
            among=accounts(self.connection),
            at=at,
        )

    def reply(self, case_id: int, text: str = "Chúng tôi đã xem lại.", *, by: str = "head") -> None:
        handling.reply(self.connection, self.viewer(by), case_id, text=text, at=AT)

    def close(self, case_id: int, text: str = "Đã thêm một quầy.", *, by: str = "head", at: datetime = AT) -> None:
        handling.close(self.connection, self.viewer(by), case_id, conclusion=text, at=at)

    def texts(self, case_id: int) -> list[str | None]:
        return [message.text for message in records.messages(self.connection, case_id)]

    def log(self, case_id: int) -> list[str]:
        return [event.action.value for event in records.events(self.connection, case_id)]


def an_office(connection: Connection) -> Office:
    """Keep a province with two wards, a desk, and an account of each role."""
    a_unit(connection, "TINH", name="Tỉnh Quảng Trị")
    a_unit(connection, "DONGHA", name="Phường Đông Hà", parent="TINH")
    a_unit(connection, "VINHLINH", name="Xã Vĩnh Linh", parent="TINH")
    a_desk(connection, name="Quầy 1")
    for name, (roles, unit) in ROLES.items():
        an_account(connection, name, roles, unit=unit, called=f"Ông/Bà {name}")
    return Office(connection)


def later(days: int) -> date:
    """Give a day so many days after the usual one."""
    return DAY + timedelta(days=days)
