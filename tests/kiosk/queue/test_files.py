from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from kiosk.pairing.records import devices
from kiosk.pairing.services import revoke
from survey.foundation.clock import local_day, now
from survey.intake.records import response
from tests.helpers.tablet import Tablet, TabletKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from tests.kiosk.conftest import Ward

DAY_MS = 86_400_000


@pytest.fixture
def bring(hailong: Callable[..., Result], tmp_path: Path) -> Callable[[bytes], Result]:
    """Write a file and run the command on it."""

    def run(content: bytes) -> Result:
        path = tmp_path / "hang-cho.json"
        path.write_bytes(content)
        return hailong("import", "kiosk-queue", str(path))

    return run


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def days(ward: Ward) -> list[Any]:
    with ward.store.reading() as connection:
        return [row.day for row in connection.execute(response.select())]


def test_a_file_is_taken_in_once_however_often_it_is_brought(
    ward: Ward, tablet: Tablet, bring: Callable[[bytes], Result]
):
    known = ward.version.content_hash
    items = [tablet.item(known) for _ in range(250)]
    tablet.results(*items[:10])
    odd = tablet.item("0" * 64) | {"state": "closed", "tries": 3, "reason": "unknown_questionnaire"}
    own = tablet.item(known) | {"state": "open", "tries": 0}
    file = tablet.queue_file([*items, own], aside=[odd, 7])
    reasons = [{"id": odd["id"], "reason": "unknown_questionnaire"}, {"id": None, "reason": "malformed"}]
    assert told(bring(file)) == {"accepted": 241, "duplicate": 10, "quarantined": reasons}
    assert told(bring(file)) == {"accepted": 0, "duplicate": 251, "quarantined": reasons}
    assert tablet.results(items[100]) == [("duplicate", None)]
    assert len(days(ward)) == 251


def test_the_file_of_a_revoked_device_is_still_believed(
    ward: Ward, tablet: Tablet, bring: Callable[[bytes], Result]
):
    with ward.store.writing() as connection:
        (device,) = devices(connection)
        revoke(connection, device, by=ward.manager, at=now())
    file = tablet.queue_file([tablet.item(ward.version.content_hash)])
    assert told(bring(file))["accepted"] == 1


def test_a_file_is_believed_under_a_key_of_the_past(ward: Ward, tablet: Tablet, bring: Callable[[bytes], Result]):
    file = tablet.queue_file([tablet.item(ward.version.content_hash)])
    new = TabletKey()
    tablet.announce(new)
    tablet.key = new
    assert tablet.call("config").status_code == 200
    assert told(bring(file))["accepted"] == 1


def test_answers_of_a_file_keep_their_day_when_the_tablets_clock_was_wrong(
    ward: Ward, tablet: Tablet, bring: Callable[[bytes], Result]
):
    tablet.skew_ms = 365 * DAY_MS
    known = ward.version.content_hash
    item = tablet.item(known, at=tablet.clock() - 5 * DAY_MS, offset=-tablet.skew_ms)
    lost = tablet.item(known, at=tablet.clock() - 6 * DAY_MS, session=str(uuid4()))
    file = tablet.queue_file([item, lost])
    assert told(bring(file))["accepted"] == 2
    today = local_day(now())
    assert sorted(days(ward)) == [today - timedelta(days=6), today - timedelta(days=5)]


def changed(file: bytes, **changes: Any) -> bytes:
    return json.dumps(json.loads(file) | changes).encode()


def test_a_file_that_was_changed_or_signed_by_a_stranger_is_refused(
    ward: Ward, tablet: Tablet, bring: Callable[[bytes], Result]
):
    file = tablet.queue_file([tablet.item(ward.version.content_hash)])
    payload = json.loads(json.loads(file)["payload"])
    payload["items"] *= 2
    stranger = Tablet(ward.service).queue_file([tablet.item(ward.version.content_hash)])
    for bad in (
        changed(file, payload=json.dumps(payload)),
        changed(file, signature=TabletKey().sign("x")),
        changed(file, signature=""),
        changed(file, key="x\x00"),
        stranger,
    ):
        assert bring(bad).exit_code != 0
    assert days(ward) == []


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"null", b"\xff", b"[" * 100_000, b"PK\x03\x04", b'{"format":"hailong-kiosk-queue-2"}']
)
def test_what_is_no_queue_file_is_refused(ward: Ward, bring: Callable[[bytes], Result], content: bytes):
    result = bring(content)
    assert result.exit_code != 0
    assert days(ward) == []


def test_a_signed_file_without_a_queue_is_refused(ward: Ward, tablet: Tablet, bring: Callable[[bytes], Result]):
    assert bring(tablet.queue_file([], aside="x")).exit_code != 0
    assert bring(tablet.queue_file([], session=7)).exit_code != 0
    assert told(bring(tablet.queue_file([]))) == {"accepted": 0, "duplicate": 0, "quarantined": []}
