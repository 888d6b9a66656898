"""Codes people read aloud and type: letters that cannot be confused, and a check letter that finds slips."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from survey.foundation.errors import Refusal

if TYPE_CHECKING:
    from random import Random

# Crockford's base 32: without I, L and O, which look like 1, 1 and 0, and without U, which spells bad words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans("OIL", "011")
# x^5 + x^2 + 1 is primitive: the powers of x are the 31 numbers of GF(32) but zero, so no two of 31 places
# weigh the same.
_REDUCTION = 0b100101
LONGEST = 31


class MistypedCodeError(Refusal):
    """A letter is wrong, missing, too many, or two changed places; details: what was typed, letters expected."""

    status = 404
    message = (
        "The code “%(typed)s” is not right. Please compare it, letter by letter, with the printed one "
        "of %(length)s letters and digits."
    )


def _shifted(value: int) -> int:
    """Multiply by x in GF(32)."""
    doubled = value << 1
    return doubled ^ _REDUCTION if doubled > len(ALPHABET) - 1 else doubled


def _sum(code: str) -> int:
    """Weigh each letter by a power of x, the last by 1, and add in GF(32); a whole code gives 0."""
    total = 0
    for letter in code:
        total = _shifted(total) ^ _VALUE[letter]
    return total


def check_letter(body: str) -> str:
    """Give the letter that makes `body` a whole code.

    It finds every single wrong letter, every two letters that changed places, near or far, and every doubled
    letter replaced by another doubled letter, in codes of up to 31 letters; of anything worse, 31 in 32.
    """
    return ALPHABET[_shifted(_sum(body))]


def code_of(seed: bytes, length: int) -> str:
    """Give the code of `length` letters, check letter included, spelled by the leading bits of `seed`."""
    bits = 5 * (length - 1)
    if not 1 < length <= LONGEST or bits > 8 * len(seed):
        raise ValueError(f"a code has 2 to {LONGEST} letters and needs 5 bits for each but the last")
    number = int.from_bytes(seed) >> (8 * len(seed) - bits)
    body = "".join(ALPHABET[number >> shift & 31] for shift in range(bits - 5, -5, -5))
    return body + check_letter(body)


def new_code(length: int, *, random: Random) -> str:
    """Draw a code of `length` letters, the check letter included."""
    return code_of(random.randbytes(LONGEST), length)


def normalise(typed: str) -> str:
    """Forgive what does not matter: case, blanks, hyphens, full-width forms, and O, I, L for 0, 1, 1."""
    # Blanks (Zs), line ends and tabs (Cc), dashes (Pd) and the invisible marks of a copied text (Cf).
    kept = (
        letter
        for letter in unicodedata.normalize("NFKC", typed)
        if unicodedata.category(letter) not in {"Zs", "Cc", "Cf", "Pd"}
    )
    return "".join(kept).upper().translate(_LOOK_ALIKES)


def check_code(typed: str, length: int, *, free: int = 0) -> str:
    """Give the code somebody typed in its one form; refuse what cannot be a code of `length` letters.

    The check letter does not cover the last `free` letters, which were added to a whole code.
    """
    code = normalise(typed)
    checked = code[: length - free]
    if len(code) != length or any(letter not in _VALUE for letter in code) or _sum(checked) != 0:
        shown = "".join(letter for letter in typed if letter.isprintable())[: 2 * length]
        raise MistypedCodeError(typed=shown, length=length)
    return code


def grouped(code: str) -> str:
    """Give a code in fours for reading aloud: XXXX-XXXX."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
