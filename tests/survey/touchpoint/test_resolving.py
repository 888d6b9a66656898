from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from survey.foundation.codes import MistypedCodeError, code_of, grouped, new_code
from survey.intake.domain import Channel
from survey.organisation.records import unit_ids
from survey.organisation.services import read_folder, take_in
from survey.touchpoint import records
from survey.touchpoint.domain import (
    SLOT_S,
    TOKEN_LENGTH,
    Slip,
    Tier,
    TouchpointKind,
    Way,
    end_of,
    rotating_code,
)
from survey.touchpoint.services import (
    ExpiredSlipError,
    RevokedCodeError,
    StaleCodeError,
    UnknownCodeError,
    UsedSlipError,
    resolve,
    slip_hash_of,
)
from tests.helpers.builders import AT, a_code, a_desk, a_unit, dice

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from survey.touchpoint.domain import Resolved

SECRET = b"a secret"
OTHER = b"another secret"
SLOT_START = AT - timedelta(seconds=AT.timestamp() % SLOT_S)
A_MOMENT = timedelta(microseconds=1)


def a_slip(connection: Connection, token: str | None = None, **told: Any) -> str:
    """Keep a slip of DONGHA, valid from now for three days; give its token."""
    token = token or new_code(TOKEN_LENGTH, random=dice())
    defaults: dict[str, Any] = {
        "hash": slip_hash_of(SECRET, token),
        "issued_at": AT,
        "valid_from": AT,
        "expires_at": end_of(AT, 3),
    }
    if "unit_id" not in told:
        defaults["unit_id"] = a_unit(connection)
    assert len(records.add_slips(connection, [Slip(**defaults | told)])) == 1
    return token


def found(connection: Connection, typed: str, at: datetime = AT, **how: Any) -> Resolved:
    return resolve(connection, typed, at=at, secret=SECRET, **how)


def test_every_way_of_a_code_is_a_channel_of_the_intake():
    assert {way.value for way in Way} <= {channel.value for channel in Channel}


def test_a_sign_of_a_desk_is_open_to_whoever_has_a_picture_of_it(connection: Connection):
    desk_id = a_desk(connection)
    code = a_code(connection, desk_id).code
    place = found(connection, f" {grouped(code).lower()} ")
    assert (place.code, place.desk_id, place.tier, place.channel) == (code, desk_id, Tier.OPEN, Way.QR_OPEN)
    assert (place.staff_id, place.procedure_id, place.slip_hash) == (None, None, None)


def test_a_link_leads_to_its_unit_by_a_channel_of_its_own(connection: Connection):
    unit_id = a_unit(connection)
    code = a_code(connection, unit_id, kind=TouchpointKind.LINK).code
    place = found(connection, code)
    assert (place.unit_id, place.desk_id, place.tier, place.channel) == (unit_id, None, Tier.OPEN, Way.LINK)


def test_a_slip_proves_a_visit_and_knows_its_place(connection: Connection):
    desk_id = a_desk(connection)
    token = a_slip(connection, desk_id=desk_id)
    place = found(connection, grouped(token).lower())
    assert (place.code, place.desk_id, place.tier, place.channel) == (
        token,
        desk_id,
        Tier.VERIFIED,
        Way.QR_RECEIPT,
    )
    assert place.slip_hash == slip_hash_of(SECRET, token)


def test_a_slip_is_good_until_the_moment_it_ends(connection: Connection):
    token = a_slip(connection)
    ends = end_of(AT, 3)
    assert ends - AT == timedelta(hours=72)
    assert found(connection, token, ends - A_MOMENT).tier is Tier.VERIFIED
    with pytest.raises(ExpiredSlipError) as refused:
        found(connection, token, ends)
    assert refused.value.details["expires_at"] == ends


def test_a_slip_before_its_time_is_not_there_yet(connection: Connection):
    token = a_slip(connection, valid_from=AT + timedelta(hours=1))
    with pytest.raises(UnknownCodeError):
        found(connection, token)
    assert found(connection, token, AT + timedelta(minutes=56))


def test_a_used_slip_is_refused_but_for_a_form_sent_twice(connection: Connection):
    token = a_slip(connection)
    hashes = {slip_hash_of(SECRET, token)}
    assert records.spend_slips(connection, hashes) == hashes
    assert records.spend_slips(connection, hashes) == set()
    with pytest.raises(UsedSlipError):
        found(connection, token)
    assert found(connection, token, spent=True).slip_hash in hashes


def test_spending_names_only_slips_that_were_issued(connection: Connection):
    token = a_slip(connection)
    mine, strange = slip_hash_of(SECRET, token), slip_hash_of(SECRET, "strange")
    assert records.spend_slips(connection, [mine, strange, mine]) == {mine}
    assert records.spend_slips(connection, []) == set()


def test_a_token_is_worth_nothing_under_another_key(connection: Connection):
    token = a_slip(connection)
    with pytest.raises(UnknownCodeError):
        resolve(connection, token, at=AT, secret=OTHER)


def test_a_token_issued_elsewhere_is_known_letter_by_letter(connection: Connection):
    a_slip(connection, "H40.12/000-77a")
    assert found(connection, " H40.12/000-77a ").code == "H40.12/000-77a"
    with pytest.raises(MistypedCodeError):
        found(connection, "h40.12/000-77a")


def test_a_short_token_issued_elsewhere_opens_no_page_as_it_could_be_guessed(connection: Connection):
    a_slip(connection, "77")
    with pytest.raises(MistypedCodeError):
        found(connection, "77")


def test_the_code_of_a_screen_is_good_for_its_two_minutes_and_two_more(connection: Connection):
    code = a_code(connection, a_desk(connection)).code
    shown = rotating_code(SECRET, code, AT)
    assert shown.startswith(code)
    assert len(shown) == 12
    for after in (timedelta(0), timedelta(seconds=SLOT_S), timedelta(seconds=2 * SLOT_S) - A_MOMENT):
        place = found(connection, shown.lower(), SLOT_START + after)
        assert (place.code, place.tier, place.channel) == (shown, Tier.PRESENCE, Way.QR_OPEN)
    for at in (SLOT_START + timedelta(seconds=2 * SLOT_S), SLOT_START - A_MOMENT):
        with pytest.raises(StaleCodeError):
            found(connection, shown, at)


def test_a_code_of_a_screen_changes_with_slot_desk_and_key(connection: Connection):
    code = a_code(connection, a_desk(connection)).code
    shown = rotating_code(SECRET, code, SLOT_START)
    assert rotating_code(SECRET, code, SLOT_START + timedelta(seconds=SLOT_S) - A_MOMENT) == shown
    assert rotating_code(SECRET, code, SLOT_START + timedelta(seconds=SLOT_S)) != shown
    assert rotating_code(OTHER, code, SLOT_START) != shown
    with pytest.raises(StaleCodeError):
        found(connection, rotating_code(OTHER, code, AT))


def test_only_desks_have_a_screen(connection: Connection):
    code = a_code(connection, a_unit(connection), kind=TouchpointKind.UNIT).code
    with pytest.raises(UnknownCodeError):
        found(connection, rotating_code(SECRET, code, AT))


@pytest.mark.parametrize("typed", ["", "0", "ABC", "0000001", "0000000Z000X", "000000000000X", "🙂" * 8, "0" * 99])
def test_what_cannot_be_a_code_says_so(connection: Connection, typed: str):
    with pytest.raises(MistypedCodeError):
        found(connection, typed)


@pytest.mark.parametrize("length", [8, 13])
def test_a_whole_code_nobody_issued_is_unknown(connection: Connection, length: int):
    with pytest.raises(UnknownCodeError):
        found(connection, code_of(b"nobody ever issued this code", length))


def test_a_revoked_code_names_the_one_in_its_place_also_on_its_screen(connection: Connection):
    old = a_code(connection, a_desk(connection))
    new = records.replace(connection, old, at=AT, random=dice())
    assert new
    for typed in (old.code, rotating_code(SECRET, old.code, AT)):
        with pytest.raises(RevokedCodeError) as refused:
            found(connection, typed)
        assert refused.value.details["new_code"] == new.code


def test_codes_of_a_unit_that_has_ended_without_successor_are_out_of_use(connection: Connection):
    unit_id = a_unit(connection, valid_to=date(2026, 3, 3))
    code = a_code(connection, unit_id, kind=TouchpointKind.UNIT).code
    assert found(connection, code, AT - timedelta(days=1)).unit_id == unit_id
    for typed in (code, a_slip(connection, unit_id=unit_id)):
        with pytest.raises(RevokedCodeError) as refused:
            found(connection, typed)
        assert refused.value.details["new_code"] is None


UNITS = """code,name,kind,parent,valid_from,valid_to,address,short_name
P1,Phường 1,ward,,2020-01-01,,,
P2,Phường 2,ward,,2020-01-01,,,
DH,Phường Đông Hà,ward,,2026-03-01,,,
NDH,Phường Nam Đông Hà,ward,,2026-03-01,,,
"""
EVENTS = """kind,date,from,to,legal_act,note
split,2026-03-01,P1,DH,NQ 1,
split,2026-03-01,P2,DH,NQ 1,
split,2026-03-01,P2,NDH,NQ 1,
"""


def test_a_code_goes_on_for_the_only_successor_of_its_unit(connection: Connection, tmp_path: Path):
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    take_in(connection, read_folder(tmp_path), on=date(2026, 3, 4))
    ids = unit_ids(connection)
    codes = {name: a_code(connection, ids[name], kind=TouchpointKind.UNIT).code for name in ("P1", "P2")}
    assert found(connection, codes["P1"]).unit_id == ids["DH"]
    assert found(connection, codes["P1"], AT - timedelta(days=9)).unit_id == ids["P1"]
    # Ward 2 went to two wards: nobody may choose for the citizen.
    with pytest.raises(RevokedCodeError):
        found(connection, codes["P2"])
