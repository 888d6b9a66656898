from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from kiosk.pairing.domain import WRONG_INVITATIONS, Placing, Spot, Wish, shown
from kiosk.pairing.domain.refusals import (
    InvitationOverError,
    TooLongInvitationError,
    TooManyInvitationsError,
)
from kiosk.pairing.models import InvitedReply
from kiosk.pairing.records import (
    add_mistype,
    devices,
    events,
    kiosk_invitation,
    kiosk_mistype,
    open_invitations,
    withdraw_invitation,
)
from kiosk.pairing.services import admit, begin, find_invitation, invite
from survey.foundation.clock import now
from tests.helpers.builders import AT, a_desk, a_unit, dice
from tests.helpers.tablet import Tablet, TabletKey

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tests.kiosk.conftest import Ward

SECRET = b"secret"
MINUTE = timedelta(minutes=1)


def invited(ward: Ward, label: str = "Máy cửa vào") -> str:
    wish = Wish(placing=Placing(label=label, spot=ward.desk), by=ward.manager)
    with ward.store.writing() as connection:
        return invite(connection, wish, at=now(), secret=ward.service.house.secret, random=dice())


def refusal(tablet: Tablet, code: str) -> tuple[int, str]:
    answer = tablet.ask(invitation=code)
    return answer.status_code, answer.get_json()["type"]


def test_a_tablet_that_brings_an_invitation_is_paired_at_once(ward: Ward):
    tablet = Tablet(ward.service)
    answer = tablet.ask(invitation=shown(invited(ward)).lower())
    assert answer.status_code == 200, answer.text
    InvitedReply.model_validate(answer.get_json())
    with ward.store.reading() as connection:
        (device,) = devices(connection)
        (event,) = events(connection, [device.device_id])[device.device_id]
        assert open_invitations(connection, at=now()) == []
    assert (device.code, device.label, device.spot) == (answer.get_json()["device"], "Máy cửa vào", ward.desk)
    assert (event.kind, event.account_id) == ("paired", ward.manager)
    assert tablet.call("config").status_code == 200


def test_a_tablet_whose_reply_was_lost_asks_again_and_stays_what_it_is(ward: Ward):
    tablet, code = Tablet(ward.service), invited(ward)
    first, again = tablet.ask(invitation=code).get_json(), tablet.ask(invitation=code).get_json()
    assert (first["state"], first["device"]) == (again["state"], again["device"])
    with ward.store.reading() as connection:
        assert len(devices(connection)) == 1


def test_an_invitation_is_good_for_one_tablet(ward: Ward):
    code = invited(ward)
    Tablet(ward.service).ask(invitation=code)
    second = Tablet(ward.service)
    assert refusal(second, code) == (409, "InvitationUsedError")
    # The ordinary way goes on.
    assert second.ask().status_code == 201


def test_an_invitation_out_of_date_or_withdrawn_is_refused_by_name(ward: Ward):
    tablet = Tablet(ward.service)
    late, taken_back = invited(ward), invited(ward)
    with ward.store.writing() as connection:
        first = open_invitations(connection, at=now())[-1].invitation_id
        last = open_invitations(connection, at=now())[0].invitation_id
        assert withdraw_invitation(connection, last, at=now())
        assert not withdraw_invitation(connection, last, at=now())
        ended = update(kiosk_invitation).where(kiosk_invitation.c.id == first)
        connection.execute(ended.values(expires_at=now() - MINUTE))
    assert refusal(tablet, late) == refusal(tablet, taken_back) == (410, "InvitationOverError")
    with ward.store.reading() as connection:
        assert devices(connection) == []


@pytest.mark.parametrize("typed", ["", "BBBB-BBBB", "x", "🙂", "A" * 100])
def test_a_wrong_invitation_is_counted_and_the_ordinary_pairing_goes_on(ward: Ward, typed: str):
    tablet = Tablet(ward.service)
    assert refusal(tablet, typed) == (404, "WrongInvitationError")
    with ward.store.reading() as connection:
        (row,) = connection.execute(kiosk_mistype.select())
    assert row.account_id is None
    assert tablet.ask().status_code == 201


def test_of_the_code_only_a_digest_is_kept(ward: Ward):
    code = invited(ward)
    with ward.store.reading() as connection:
        (row,) = connection.execute(kiosk_invitation.select())
    assert len(row.digest) == 16
    assert code not in str(row)


def test_after_many_wrong_codes_every_invitation_rests(ward: Ward):
    code = invited(ward)
    with ward.store.writing() as connection:
        for _ in range(WRONG_INVITATIONS):
            add_mistype(connection, None, at=now(), since=now() - MINUTE)
    tablet = Tablet(ward.service)
    answer = tablet.ask(invitation=code)
    assert (answer.status_code, answer.get_json()["type"]) == (429, "TooManyInvitationsError")
    assert int(answer.headers["Retry-After"]) > 0
    assert tablet.ask().status_code == 201


def test_wrong_codes_of_tablets_keep_no_manager_from_typing(ward: Ward, connection: Connection):
    for minute in range(WRONG_INVITATIONS):
        add_mistype(connection, None, at=AT + minute * timedelta(seconds=1), since=AT - MINUTE)
    with pytest.raises(TooManyInvitationsError):
        find_invitation(connection, "BBBB-BBBB", at=AT + MINUTE, secret=SECRET)
    assert find_invitation(connection, "BBBB-BBBB", at=AT + 12 * MINUTE, secret=SECRET) is None


def test_an_invitation_of_the_command_line_names_nobody(connection: Connection):
    spot = Spot(unit_id=a_unit(connection), desk_id=a_desk(connection))
    wish = Wish(placing=Placing(label="", spot=spot), by=None, lifetime=MINUTE)
    code = invite(connection, wish, at=AT, secret=SECRET, random=dice())
    found = find_invitation(connection, code, at=AT, secret=SECRET)
    assert found is not None
    key = TabletKey()
    begun = begin(connection, key.raw, app_version="1", persistent=None, at=AT, random=dice())
    with pytest.raises(InvitationOverError):
        admit(connection, found, lambda: begun, at=AT + MINUTE, random=dice())
    device = admit(connection, found, lambda: begun, at=AT, random=dice())
    (event,) = events(connection, [device.device_id])[device.device_id]
    assert event.account_id is None


def test_no_invitation_lives_longer_than_a_day(connection: Connection):
    spot = Spot(unit_id=a_unit(connection), desk_id=None)
    wish = Wish(placing=Placing(label="", spot=spot), by=None, lifetime=timedelta(hours=25))
    with pytest.raises(TooLongInvitationError):
        invite(connection, wish, at=AT, secret=SECRET, random=dice())
