"""A citizen before the page of a desk, and what the database keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from survey.intake import records
from tests.helpers.pages import Page, page_of, visit

if TYPE_CHECKING:
    from werkzeug.test import Client, TestResponse

    from survey.foundation.database import Store
    from survey.touchpoint.domain import Touchpoint


@dataclass
class Stand:
    """A desk with a code, and a browser before its page."""

    store: Store
    client: Client
    point: Touchpoint

    @property
    def address(self) -> str:
        """Where the code leads."""
        return f"/Q/{self.point.code}"

    def page(self) -> Page:
        """Open the page."""
        return visit(self.client, self.address)

    def send(self, ticket: str | None = None, **given: Any) -> TestResponse:
        """Send the form of the page, satisfied unless told otherwise."""
        answers = {"overall": "5"} | given
        return self.client.post(self.address, data={"ticket": ticket or self.page().value("ticket")} | answers)

    def kept(self, table: Any = records.response) -> list[Any]:
        """Give the rows of a table."""
        with self.store.reading() as connection:
            return list(connection.execute(select(table)))


def receipt_of(response: TestResponse) -> str:
    """Give the receipt a thank-you shows."""
    (code,) = page_of(response).words("p", **{"class": "code"})
    return code
