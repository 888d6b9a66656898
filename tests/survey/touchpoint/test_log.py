"""Who issued, replaced and revoked a code, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError

from survey.foundation.text import TextTooLongError
from survey.touchpoint import records, services
from survey.touchpoint.domain import COMMAND_LINE, Deed
from tests.helpers.builders import AT, a_code, a_desk, a_unit, dice

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from tests.survey.touchpoint.conftest import Browser


def log_of(connection: Connection, *ids: int) -> list[tuple[str, str, str | None]]:
    return [(line.deed.value, line.by, line.reason) for line in records.logged(connection, ids)]


def test_every_deed_is_written_down_with_who_did_it(connection: Connection):
    old = a_code(connection, a_desk(connection))
    new = services.replace(connection, old.code, at=AT, random=dice(), by="quantri", reason=" Poster bị xé ")
    services.revoke(connection, new.code, at=AT, by="lanhdao.dh")
    assert log_of(connection, old.touchpoint_id) == [
        ("issued", COMMAND_LINE, None),
        ("replaced", "quantri", "Poster bị xé"),
    ]
    assert log_of(connection, new.touchpoint_id) == [("issued", "quantri", None), ("revoked", "lanhdao.dh", None)]
    steps = services.history(connection, new.code)
    assert [(step.issued and step.issued.by, step.ended and step.ended.deed) for step in steps] == [
        (COMMAND_LINE, Deed.REPLACED),
        ("quantri", Deed.REVOKED),
    ]


def test_what_is_done_twice_is_written_down_once(connection: Connection):
    a_unit(connection)
    one = a_code(connection, a_desk(connection))
    assert records.issue_missing(connection, at=AT, random=dice(), by="quantri") == 1
    assert records.issue_missing(connection, at=AT, random=dice(), by="quantri") == 0
    services.revoke(connection, one.code, at=AT)
    with pytest.raises(services.RevokedCodeError):
        services.revoke(connection, one.code, at=AT)
    every = [each.touchpoint_id for each in records.listed(connection)]
    assert sorted(deed for deed, _by, _reason in log_of(connection, *every)) == ["issued", "issued", "revoked"]


def test_a_reason_too_long_to_keep_changes_nothing(connection: Connection):
    one = a_code(connection, a_desk(connection))
    with pytest.raises(TextTooLongError):
        services.revoke(connection, one.code, at=AT, reason="x" * 301)
    assert services.find(connection, one.code).active


def test_the_database_knows_three_deeds(connection: Connection):
    one = a_code(connection, a_desk(connection))
    row = {"touchpoint_id": one.touchpoint_id, "at": AT, "done_by": "quantri"}
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(records.touchpoint_event.insert(), row | {"action": "lost"})
    connection.execute(records.touchpoint_event.insert(), row | {"action": "revoked"})


def test_codes_of_before_there_was_a_log_have_a_history_without_names(connection: Connection):
    row = {"code": "00000000", "kind": "unit", "unit_id": a_unit(connection), "state": "active", "issued_at": AT}
    connection.execute(records.touchpoint.insert(), row)
    (step,) = services.history(connection, "00000000")
    assert (step.issued, step.ended) == (None, None)


def test_the_page_of_a_code_names_who_replaced_it_and_why(office: Callable[..., Browser]):
    browser = office("quantri")
    old = browser.codes["DH/1"]
    cells = browser.send(f"/admin/ma/doi/{old}", reason="Poster bị dán đè").words("td")
    assert "Poster bị dán đè" in cells
    assert any("quantri" in cell for cell in cells)
    with browser.service.house.store.reading() as connection:
        replaced, new = (step.touchpoint for step in services.history(connection, old))
        assert log_of(connection, replaced.touchpoint_id)[-1] == ("replaced", "quantri", "Poster bị dán đè")
    browser.send(f"/admin/ma/thu-hoi/{new.code}", reason="")
    with browser.service.house.store.reading() as connection:
        assert log_of(connection, new.touchpoint_id)[-1] == ("revoked", "quantri", None)
