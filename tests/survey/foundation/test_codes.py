from __future__ import annotations

from itertools import combinations, product
from random import Random
from typing import TYPE_CHECKING

import pytest

from survey.foundation.codes import (
    ALPHABET,
    LONGEST,
    MistypedCodeError,
    check_code,
    check_letter,
    code_of,
    grouped,
    new_code,
    normalise,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

TOUCHPOINT, RECEIPT = 8, 12


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a test must throw the same twice


def is_code(text: str, length: int) -> bool:
    try:
        return check_code(text, length) == text
    except MistypedCodeError:
        return False


def with_letter(code: str, place: int, letter: str) -> str:
    return code[:place] + letter + code[place + 1 :]


def whole_codes(first: int, second: int, length: int) -> Iterator[str]:
    """Every code with any letter at two places before the last; so any pair stands at each two of the three."""
    body = new_code(length, random=dice(first))[:-1]
    for one, other in product(ALPHABET, repeat=2):
        changed = with_letter(with_letter(body, first, one), second, other)
        yield changed + check_letter(changed)


def swapped(code: str, first: int, second: int) -> str:
    return with_letter(with_letter(code, first, code[second]), second, code[first])


def test_the_alphabet_has_no_look_alikes_and_fits_the_short_mode_of_a_qr_code() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)
    assert ALPHABET.isalnum()
    assert ALPHABET.upper() == ALPHABET


@pytest.mark.parametrize("length", [2, TOUCHPOINT, RECEIPT, LONGEST])
def test_a_new_code_is_whole_and_of_its_length(length: int) -> None:
    random = dice(1)
    for _ in range(200):
        code = new_code(length, random=random)
        assert len(code) == length
        assert check_code(code, length) == code


@pytest.mark.parametrize("length", [0, 1, LONGEST + 1])
def test_a_length_the_check_letter_cannot_guard_is_a_mistake_of_the_caller(length: int) -> None:
    with pytest.raises(ValueError, match="2 to 31"):
        new_code(length, random=dice(1))


def test_the_same_seed_spells_the_same_code_and_a_short_seed_is_a_mistake_of_the_caller() -> None:
    assert code_of(bytes([0b00000_000, 0b01_00010_0, 0b0011_1111, 0b1_0000000]), 6) == "0123Z" + check_letter(
        "0123Z"
    )
    assert code_of(b"\xff" * 20, RECEIPT) == "Z" * 11 + check_letter("Z" * 11)
    with pytest.raises(ValueError, match="5 bits"):
        code_of(b"1234", TOUCHPOINT)


@pytest.mark.parametrize("length", [TOUCHPOINT, RECEIPT, LONGEST])
def test_every_single_wrong_letter_is_found(length: int) -> None:
    # The sum is linear over GF(32), so what holds at one code holds at all; four codes guard the linearity.
    for seed in range(4):
        code = new_code(length, random=dice(seed))
        for place in range(length):
            for letter in ALPHABET.replace(code[place], ""):
                assert not is_code(with_letter(code, place, letter), length)


@pytest.mark.parametrize(("length", "reach"), [(TOUCHPOINT, TOUCHPOINT), (RECEIPT, 1)])
def test_every_swap_of_two_different_letters_is_found_near_and_far(length: int, reach: int) -> None:
    last = length - 1
    for first, second in combinations(range(last), 2):
        swaps = [swap for swap in ((first, second), (first, last), (second, last)) if swap[1] - swap[0] <= reach]
        for code in whole_codes(first, second, length) if swaps else ():
            for one, other in swaps:
                assert code[one] == code[other] or not is_code(swapped(code, one, other), length)


def test_every_pair_of_letters_has_its_own_check_letter_pattern() -> None:
    # All 32 × 32 codes of three letters: any one letter follows from the other two, and no swap keeps the sum.
    codes = {first + second + check_letter(first + second) for first in ALPHABET for second in ALPHABET}
    for dropped in range(3):
        assert len({code[:dropped] + code[dropped + 1 :] for code in codes}) == 1024
    assert not any(swapped(code, 0, 1) in codes for code in codes if code[0] != code[1])
    assert not any(swapped(code, 1, 2) in codes for code in codes if code[1] != code[2])


def test_every_doubled_letter_replaced_by_another_doubled_letter_is_found() -> None:
    for place in range(TOUCHPOINT - 1):
        rest = new_code(TOUCHPOINT, random=dice(place))
        doubled = (rest[:place] + letter * 2 + rest[place + 2 :] for letter in ALPHABET)
        # At most one of the 32 is whole, so none can be taken for another; exactly one, as the sums all differ.
        assert sum(is_code(code, TOUCHPOINT) for code in doubled) == 1


@pytest.mark.parametrize(
    "disguise",
    [
        str.lower,
        grouped,
        lambda code: f"  {grouped(code)}\n",
        " ".join,
        "–".join,
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: "".join(chr(ord(letter) + 0xFEE0) for letter in code),
        lambda code: "\u200b" + code[:4] + "\u00a0" + code[4:] + "\ufeff",
    ],
)
def test_what_does_not_matter_is_forgiven(disguise: object) -> None:
    assert callable(disguise)
    body = "01A0B1Z"
    code = body + check_letter(body)
    assert check_code(disguise(code), TOUCHPOINT) == code


@pytest.mark.parametrize(
    "typed",
    ["", " ", "ABC", "0" * 9, "U0000000", "0000000*", "ß000000", "Đ0000000", "00000001", "٠" * 8, "½0000000"],
)
def test_what_cannot_be_a_code_is_refused_with_what_to_do(typed: str) -> None:
    with pytest.raises(MistypedCodeError, match="letter by letter"):
        check_code(typed, TOUCHPOINT)


def test_the_refusal_repeats_only_a_readable_beginning_of_what_was_typed() -> None:
    with pytest.raises(MistypedCodeError) as refusal:
        check_code("\x1b[31m\x00" + "A" * 5000, TOUCHPOINT)
    assert refusal.value.details == {"typed": "[31m" + "A" * 12, "length": TOUCHPOINT}


def test_normalising_twice_changes_nothing() -> None:
    for typed in ("ab-cd ef", "OIL oil", "ＡＢ１２", "đ – ²"):
        assert normalise(normalise(typed)) == normalise(typed)


def test_codes_are_grouped_in_fours() -> None:
    assert grouped("ABCD2345") == "ABCD-2345"
    assert grouped("ABCD2345WXYZ") == "ABCD-2345-WXYZ"
