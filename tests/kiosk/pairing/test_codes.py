from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.pairing.domain import (
    LETTERS,
    check_digits,
    key_id_of,
    new_user_code,
    pin_of,
    read_key,
    shown,
    to_bytes,
    to_text,
    typed_code,
)
from kiosk.pairing.domain.refusals import BadKeyError
from tests.helpers.builders import dice
from tests.helpers.tablet import TabletKey

SECRET = b"a secret"
codes = st.text(LETTERS, min_size=8, max_size=8)


def test_a_code_has_eight_consonants_and_none_that_looks_like_another():
    assert set(new_user_code(dice())) <= set("BCDFGHJKLMNPQRSTVWXZ")
    assert len({new_user_code(dice(seed)) for seed in range(200)}) == 200


@given(codes, st.sampled_from(["{}-{}", "{} {}", " {}{} ", "{}\u2011{}", "{}\u00a0–\u00a0{}"]))
def test_a_code_is_read_however_it_is_typed(code: str, form: str):
    assert typed_code(form.format(code[:4], code[4:].lower())) == code


@given(st.text(max_size=200))
def test_what_is_no_code_is_none_and_never_an_error(typed: str):
    found = typed_code(typed)
    assert found is None or (len(found) == 8 and set(found) <= set(LETTERS))


@pytest.mark.parametrize("typed", ["", "BCDF", "BCDF-GHJA", "BCDF-GHJ0", "BCDFGHJKL", "B" * 10_000, "\x00" * 8])
def test_these_are_no_codes(typed: str):
    assert typed_code(typed) is None


def test_a_code_stands_in_two_groups_on_the_tablet():
    assert shown("BCDFGHJK") == "BCDF-GHJK"


@given(st.binary(max_size=80))
def test_bytes_come_back_from_their_text(raw: bytes):
    assert to_bytes(to_text(raw), len(raw)) == raw


@given(st.text(string.printable, max_size=90))
def test_a_text_has_one_spelling_only(text: str):
    raw = to_bytes(text, 64)
    assert raw is None or to_text(raw) == text


@pytest.mark.parametrize("text", ["", "AA==", "é" * 87, "A" * 87, "/" * 87, "B" * 200])
def test_what_is_no_key_is_refused_by_name(text: str):
    with pytest.raises(BadKeyError):
        read_key(text)


def test_a_key_is_named_by_its_digest():
    key = TabletKey()
    assert read_key(key.public) == key.raw
    assert key_id_of(key.raw) == key.key_id
    assert len(key.key_id) == 22


def test_the_digits_of_a_key_depend_on_a_secret_that_nobody_else_has():
    raw = TabletKey().raw
    assert check_digits(SECRET, raw) == check_digits(SECRET, raw)
    found = {check_digits(str(n).encode(), raw) for n in range(50)}
    assert len(found) > 40
    assert all(len(digits) == 4 and digits.isdigit() for digits in found)


def test_a_new_number_makes_a_new_pin():
    pins = [pin_of(SECRET, "K7Q2AB", number) for number in range(50)]
    assert len(set(pins)) > 45
    assert all(len(pin) == 6 and pin.isdigit() for pin in pins)
