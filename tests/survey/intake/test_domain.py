from __future__ import annotations

import gzip
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.foundation.clock import HOUR_BANDS, hour_band
from survey.foundation.hashing import keyed_hash
from survey.intake.domain import (
    Readership,
    readership_of,
    receipt_seed,
    response_id_of,
)
from survey.intake.kept import HOLE, keep
from survey.intake.tickets import issue, read
from survey.questionnaire.domain import Version
from survey.questionnaire.services import default_document
from tests.helpers.builders import default_marks

SECRET = b"a secret"
VERSION = Version(
    version_id=1,
    number=1,
    document=default_document(),
    content_hash="",
    published_at=datetime(2026, 1, 1, tzinfo=UTC),
    retired_at=None,
)
PAGES = st.lists(
    st.text(alphabet=st.characters(exclude_characters="\ue000", exclude_categories=["Cs"])), min_size=1
)


@pytest.mark.parametrize(
    ("hour", "band"),
    [
        (0, "early"),
        (6, "early"),
        (7, "morning"),
        (10, "morning"),
        (11, "noon"),
        (13, "noon"),
        (14, "afternoon"),
        (17, "afternoon"),
        (18, "evening"),
        (23, "evening"),
    ],
)
def test_an_hour_lies_in_its_band(hour: int, band: str):
    assert hour_band(hour) == band


def test_every_band_but_the_unknown_has_an_hour():
    assert {hour_band(hour) for hour in range(24)} == {*HOUR_BANDS} - {"unknown"}


@given(st.text(max_size=20), st.binary(max_size=40), st.text(max_size=20), st.binary(max_size=40))
def test_one_name_has_one_id_and_another_another(purpose: str, name: bytes, other: str, other_name: bytes):
    found = response_id_of(purpose, name)
    assert found == response_id_of(purpose, name)
    if purpose.encode() + b"|" + name != other.encode() + b"|" + other_name:
        assert found != response_id_of(other, other_name)


def test_an_id_holds_nothing_of_the_name_it_is_made_of():
    late = UUID("0199aaaa-0000-7000-8000-000000000001")
    assert late.hex[:8] not in response_id_of("device", late.bytes).hex


def test_a_hash_depends_on_the_secret_the_purpose_and_the_value():
    hashes = {
        keyed_hash(secret, purpose, value)
        for secret in (b"a", b"b")
        for purpose in ("network|2026-03-04", "network|2026-03-05")
        for value in (b"10.0.0.1", b"10.0.0.2")
    }
    assert len(hashes) == 8
    assert {len(found) for found in hashes} == {16}


def test_a_receipt_cannot_be_read_off_the_id_that_is_kept():
    ticket = b"t" * 24
    assert response_id_of("ticket", ticket).bytes not in receipt_seed(ticket)
    assert receipt_seed(ticket) == receipt_seed(ticket) != receipt_seed(b"u" * 24)


@pytest.mark.parametrize("question", ["no_harassment", "no_extra_cost"])
def test_trouble_told_in_confidence_is_for_the_inspection(question: str):
    assert readership_of(VERSION, default_marks(VERSION, **{question: "n"})) is Readership.INSPECTION
    assert readership_of(VERSION, default_marks(VERSION, **{question: "y"})) is Readership.UNIT


def test_dissatisfaction_that_is_not_confidential_is_for_the_unit():
    assert readership_of(VERSION, default_marks(VERSION, overall="1")) is Readership.UNIT


@given(PAGES, st.binary(max_size=300))
def test_a_kept_page_is_the_page_with_the_filling_in_its_holes(pieces: list[str], filling: bytes):
    page = keep(HOLE.join(pieces))
    whole = filling.join(piece.encode() for piece in pieces)
    assert page.fill(filling) == whole
    assert gzip.decompress(page.fill_gzip(filling)) == whole


def test_a_filling_longer_than_a_stored_block_is_refused():
    page = keep(f"a{HOLE}b")
    longest = b"x" * 65_535
    assert gzip.decompress(page.fill_gzip(longest)) == b"a" + longest + b"b"
    with pytest.raises(ValueError, match="65535"):
        page.fill_gzip(longest + b"x")


@given(st.integers(0, 2**32 - 1), st.text(max_size=12))
def test_a_ticket_comes_back_with_the_moment_of_its_page(opened: int, code: str):
    ticket = issue(SECRET, code, at=opened)
    assert len(ticket) == 32
    found = read(SECRET, code, ticket.decode())
    assert found is not None
    assert found.opened == opened


def test_two_views_of_a_page_have_two_tickets():
    assert issue(SECRET, "ABCD2345", at=1) != issue(SECRET, "ABCD2345", at=1)


def test_a_ticket_of_another_code_or_another_key_is_none():
    ticket = issue(SECRET, "ABCD2345", at=1).decode()
    assert read(SECRET, "ABCD2346", ticket) is None
    assert read(b"another", "ABCD2345", ticket) is None


@given(st.integers(0, 31), st.characters(codec="ascii"))
def test_a_ticket_changed_in_one_place_is_none(place: int, letter: str):
    ticket = issue(SECRET, "ABCD2345", at=1_700_000_000).decode()
    forged = ticket[:place] + letter + ticket[place + 1 :]
    # The two ways of writing 62 and 63 are one letter.
    if forged.translate(str.maketrans("+/", "-_")) != ticket:
        assert read(SECRET, "ABCD2345", forged) is None


@given(st.text(max_size=80))
def test_garbage_is_no_ticket(text: str):
    assert read(SECRET, "ABCD2345", text) is None
