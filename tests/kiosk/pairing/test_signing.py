from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pairing.domain import is_fresh, new_challenge
from kiosk.pairing.keys import is_usable, signed_by
from tests.helpers.builders import AT
from tests.helpers.tablet import TabletKey, base64url

SECRET = b"a secret"
KEY, OTHER = TabletKey(), TabletKey()
TEXT = "hailong-kiosk-1\nGET\n/kiosk/api/config"


@given(st.integers(-2_000, 2_000))
def test_a_challenge_is_good_for_ten_minutes(age_s: int):
    challenge = new_challenge(SECRET, AT)
    # A minute of difference between two servers' clocks is forgiven.
    assert is_fresh(SECRET, challenge, AT + timedelta(seconds=age_s)) == (-60 <= age_s <= 600)


@given(st.text(max_size=300))
def test_nothing_made_up_is_a_challenge(made_up: str):
    assert not is_fresh(SECRET, made_up, AT)


def test_a_challenge_of_another_secret_or_a_later_second_is_none():
    number, _, proof = new_challenge(SECRET, AT).partition(".")
    assert not is_fresh(b"another secret", f"{number}.{proof}", AT)
    assert not is_fresh(SECRET, f"{int(number) + 1}.{proof}", AT)
    assert not is_fresh(SECRET, f"0{number}.{proof}", AT)


def test_a_signature_fits_its_key_and_its_text_only():
    signature = KEY.sign(TEXT)
    assert signed_by(KEY.raw, TEXT.encode(), signature)
    assert not signed_by(OTHER.raw, TEXT.encode(), signature)
    assert not signed_by(KEY.raw, TEXT.encode() + b" ", signature)


@given(st.text(max_size=120))
def test_nothing_made_up_is_a_signature(made_up: str):
    assert not signed_by(KEY.raw, TEXT.encode(), made_up)


@pytest.mark.parametrize("raw", [bytes(64), b"\xff" * 64, bytes(63), bytes(65)])
def test_no_number_out_of_range_is_a_signature(raw: bytes):
    assert not signed_by(KEY.raw, TEXT.encode(), base64url(raw))


@given(st.binary(min_size=64, max_size=64))
def test_bytes_that_are_no_point_are_no_key(rest: bytes):
    raw = b"\x04" + rest
    if not is_usable(raw):
        assert not signed_by(raw, TEXT.encode(), KEY.sign(TEXT))


def test_a_point_off_the_curve_is_no_key():
    assert is_usable(KEY.raw)
    assert not is_usable(KEY.raw[:-1] + bytes([KEY.raw[-1] ^ 1]))
    assert not is_usable(b"\x04" + bytes(64))
