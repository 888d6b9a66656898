"""Finding Vietnamese names: after a form of address or a title, or by a family name with two more words."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def _one_of(phrases: str, *, after: str = r"(?!\w)") -> str:
    """Give a pattern for phrases written with commas between them, the longest first."""
    listed = sorted((r"\s+".join(phrase.split()) for phrase in phrases.split(",")), key=len, reverse=True)
    return f"(?:{'|'.join(listed)}){after}"


_MOST_WORDS = 5
_LEAST_WITHOUT_ADDRESS = 3

_FORMS = "anh, chị, ông, bà, cô, chú, bác, cậu, dì, em, thầy"
_OFFICERS = "đ/c, đồng chí, cán bộ, nhân viên, công chức, viên chức, chuyên viên"
_TITLES = "phó chủ tịch, chủ tịch, trưởng phòng, phó phòng, phó giám đốc, giám đốc, bí thư, tổ trưởng"
_FAMILIES = """Nguyễn, Trần, Lê, Phạm, Hoàng, Huỳnh, Phan, Vũ, Võ, Đặng, Bùi, Đỗ, Hồ, Ngô, Dương, Lý, Đào, Đoàn,
    Trịnh, Trương, Đinh, Lâm, Mai, Tô, Tạ, Cao, Hà, Lương, Lưu, Châu, Thái, Quách, Tăng, Thạch, Danh, Kim, Sơn"""
_ADDRESS = re.compile(rf"(?<!\w){_one_of(f'{_FORMS}, {_OFFICERS}, {_TITLES}, tên là, tên')}", re.IGNORECASE)
_FAMILY = re.compile(rf"(?<!\w){_one_of(_FAMILIES)}", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_GAP = re.compile(r"[ \t\u00a0]{0,2}[:：][ \t\u00a0]{0,2}|[ \t\u00a0]{1,3}")
_BLANK = re.compile(r"[ \t\u00a0]{1,3}")

# Capitalised words that go on after “cán bộ” or “anh” and name no person: other forms of address, offices, fields
# of work, and how people begin a sentence in the middle of one. “Anh” is a name as well, as in “chị Lan Anh”.
_NO_NAME = re.compile(
    _one_of(
        f"""{_OFFICERS}, {_TITLES}, ông, bà, chị, cô, chú, bác, cậu, dì, em, thầy, tên, phó, trưởng, lãnh đạo,
        công an, công dân, công ty, văn phòng, văn thư, văn hóa, văn hoá, tư pháp, hộ tịch, địa chính, một
        cửa, quầy, phường, xã, thị trấn, huyện, quận, tỉnh, thành phố, tp, ủy ban, uỷ ban, ubnd, hđnd, sở,
        phòng, ban, bộ phận, trung tâm, chi cục, cục, kho bạc, thôn, ấp, bản, khu phố, tổ, kế toán, đảng,
        đoàn thanh niên, mặt trận, hội, thuế, bảo hiểm, đất đai, xây dựng, thanh tra, y tế, giáo dục, lao
        động, nội vụ, tài nguyên, tài chính, nông nghiệp, kinh tế, tiếp nhận, tiếp dân, trả kết quả, giải
        quyết, hồ sơ, việt nam, vân kiều, khmer, kinh, hồ chí minh, cảm ơn, xin, rất, đã, không, chưa, làm,
        tôi, nên, đề nghị, và, khi, thì, có, được, hướng dẫn, nhiệt tình, vui, tại, ở, quá, này, đó, ấy,
        trực, phụ trách, của, cho, với, là, mong, mọi, các, những, nhưng, vì, nếu, sẽ, đang, còn, cũng,
        giỏi, tốt, dễ thương, lịch sự, thái độ, bên, trong"""
    )
    + r"|anh(?=\s*/|\s+chị|\s+em)",
    re.IGNORECASE,
)
# Places that begin like a form of address.
_PLACES = re.compile(_one_of("bà rịa, bà nà, bà đen, bà điểm, bà triệu, cô tô, ông đốc"), re.IGNORECASE)
# A street, a school or a ward may carry a person's name; so may an address after a house number.
_NAMED_AFTER = re.compile(
    _one_of(
        r"đường, phố, phường, xã, trường, học, thpt, thcs, chợ, cầu, quận, huyện, viện, viên, ngõ, hẻm, kiệt, "
        r"khu, tp, \d[/\d]*",
        after=r"[.,]?\s{0,3}$",
    ),
    re.IGNORECASE,
)
_VOWELS = frozenset("aeiouy")


def names_in(text: str) -> Iterator[tuple[int, int]]:
    """Give beginning and end of each name in a text in NFC."""
    yield from _after_address(text)
    yield from _by_family(text)


def _after_address(text: str) -> Iterator[tuple[int, int]]:
    for address in _ADDRESS.finditer(text):
        gap = _GAP.match(text, address.end())
        if gap is None or _PLACES.match(text, address.start()):
            continue
        words = _name_words(text, gap.end())
        if words:
            yield gap.end(), words[-1].end()


def _by_family(text: str) -> Iterator[tuple[int, int]]:
    for family in _FAMILY.finditer(text):
        words = _name_words(text, family.start())
        before = text[max(0, family.start() - 12) : family.start()]
        if len(words) >= _LEAST_WITHOUT_ADDRESS and not _NAMED_AFTER.search(before):
            yield family.start(), words[-1].end()


def _name_words(text: str, start: int) -> list[re.Match[str]]:
    """Give the words from `start` on that go on as a name does."""
    words: list[re.Match[str]] = []
    while len(words) < _MOST_WORDS:
        word = _WORD.match(text, start)
        if word is None or not _like_a_name(word[0]) or _NO_NAME.match(text, start):
            break
        words.append(word)
        gap = _BLANK.match(text, word.end())
        if gap is None:
            break
        start = gap.end()
    return words


def _like_a_name(word: str) -> bool:
    """Tell whether a word is written as names are: Lan, LAN, H'Hen, A; no abbreviation such as CCCD."""
    if not word[0].isupper():
        return False
    if len(word) > 1 and word.isupper():
        return any(letter in _VOWELS for letter in unicodedata.normalize("NFD", word.lower()))
    return all(part[:1].isupper() and not any(map(str.isupper, part[1:])) for part in re.split("['’ʼ-]", word))
