"""Vietnamese text: one normal form, a key to sort by and a key to search by."""

from __future__ import annotations

import unicodedata

from survey.foundation.errors import Refusal

_ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: chr(0x30 + rank) for rank, letter in enumerate(_ALPHABET)}
# The order of the tones in Vietnamese dictionaries: level, falling, rising, asking, tumbling, heavy.
_TONE_RANK = {"\u0300": "1", "\u0301": "4", "\u0309": "2", "\u0303": "3", "\u0323": "5"}


class UnreadableTextError(Refusal):
    """A NUL or another control character that no person types."""

    message = "The text holds a character that cannot be read (number %(position)s)."


class TextTooLongError(Refusal):
    """More characters than the field keeps."""

    message = "The text is too long: %(length)s characters, at most %(limit)s."


def clean(text: str, *, limit: int) -> str:
    """Give text in NFC without outer blanks; refuse control characters and more than `limit` characters."""
    if len(text) > 4 * limit + 64:
        raise TextTooLongError(length=len(text), limit=limit)
    normal = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    for position, letter in enumerate(normal, start=1):
        if letter < " " and letter not in "\n\t":
            raise UnreadableTextError(position=position)
    if "\x7f" in normal:
        raise UnreadableTextError(position=normal.index("\x7f") + 1)
    try:
        normal.encode()
    except UnicodeEncodeError as error:  # half a character, which JSON can carry and no database keeps
        raise UnreadableTextError(position=error.start + 1) from error
    if len(normal) > limit:
        raise TextTooLongError(length=len(normal), limit=limit)
    return normal


def _split(letter: str) -> tuple[str, str]:
    tone = ""
    base = ""
    for part in unicodedata.normalize("NFD", letter):
        if part in _TONE_RANK:
            tone = _TONE_RANK[part]
        else:
            base += part
    return unicodedata.normalize("NFC", base), tone or "0"


def sort_key(text: str) -> str:
    """Give a key whose byte order is the Vietnamese dictionary order: letters first, then tones."""
    letters: list[str] = []
    tones: list[str] = []
    for letter in unicodedata.normalize("NFC", text).lower():
        base, tone = _split(letter)
        # "!" sorts before every letter, so "An Lão" precedes "Anh".
        letters.append(_LETTER_RANK.get(base, "!" if not base.isalnum() else "~" + base))
        tones.append(tone)
    return "".join(letters) + "\x1f" + "".join(tones)


def search_key(text: str) -> str:
    """Give text in lower case without diacritics, so that "dong ha" finds "Đông Hà"."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())
