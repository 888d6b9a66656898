"""The words the lint looks for, written as people write them; compared without case and diacritics."""

from __future__ import annotations

from survey.foundation.text import search_key

LEADING = (
    "tuyệt vời", "xuất sắc", "đúng không", "phải không", "có đồng ý rằng", "chắc hẳn", "dĩ nhiên", "hiển nhiên",
    "rất tận tình", "rất nhiệt tình", "rất hài lòng với", "tốt như thế nào", "tận tụy", "hết lòng",
    "excellent", "wonderful", "outstanding", "great service", "isn't it", "don't you", "do you agree that",
    "surely", "of course", "how well did", "how good was", "obviously",
)  # fmt: skip
IDENTITY = (
    "họ tên", "họ và tên", "tên của Ông/Bà", "quý danh", "Ông/Bà tên", "số điện thoại", "điện thoại của Ông/Bà",
    "CCCD", "CMND", "căn cước", "chứng minh nhân dân", "số định danh", "hộ chiếu số", "mã hồ sơ", "số hồ sơ",
    "dân tộc", "tôn giáo", "ngày sinh", "năm sinh", "địa chỉ nhà", "địa chỉ của Ông/Bà", "nơi ở của Ông/Bà",
    "địa chỉ email", "thư điện tử của Ông/Bà",
    "your name", "full name", "what is the name of the person", "phone number", "telephone number",
    "identity card", "identity number", "ID number", "passport number", "file number", "ethnic", "ethnicity",
    "religion", "date of birth", "year of birth", "your address", "home address", "email address",
    "e-mail address",
)  # fmt: skip
JOINING = {"vi": ("và", "hoặc"), "en": ("and", "or")}
"""Compared with diacritics: “và” is a word, “va” another."""


def found_words(text: str, words: tuple[str, ...]) -> str | None:
    """Give the first of the words that stands in the text as a whole."""
    plain = _spaced(search_key(text))
    return next((word for word in words if _spaced(search_key(word)) in plain), None)


def joining_word(text: str, language: str) -> str | None:
    """Give the word that may join two questions in one."""
    plain = _spaced(text.casefold())
    return next((word for word in JOINING.get(language, ()) if _spaced(word) in plain), None)


def _spaced(text: str) -> str:
    letters = "".join(letter if letter.isalnum() else " " for letter in text)
    return f" {' '.join(letters.split())} "
