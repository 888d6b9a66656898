"""Noticing that a comment tells of money or harassment though the question about it was not answered."""

from __future__ import annotations

import re

# What people write when money was asked for, or papers held back for a favour. Phrases of more than one meaning
# (“quà” alone, “bồi dưỡng nghiệp vụ”) are left out: such a case is taken from the unit for good.
_TOLD = re.compile(
    r"(?<!\w)(?:"
    r"(?:đòi|vòi|gợi ý|ép)\s+(?:\w+\s+){0,3}?(?:tiền|bồi dưỡng(?!\s+(?:nghiệp|kiến))|phong bì|lót tay|quà)"
    r"|bắt\s+(?:\w+\s+){0,2}?(?:đưa|chi)\s+(?:thêm\s+)?tiền"
    r"|(?:đòi|vòi|đưa|chi|nộp|kẹp)\s+thêm\s+(?:\d[\d.]*|tiền|mấy trăm|vài trăm)"
    r"|(?:đòi|vòi)\s+(?:\d[\d.]*|mấy|vài|hai|ba|năm)\s*(?:trăm|nghìn|ngàn|triệu|k\b|đ\b|đồng)"
    r"|thu thêm tiền|không có biên lai|vòi vĩnh|nhũng nhiễu|hối lộ|lót tay|bôi trơn|chung chi"
    r"|(?:đưa|nhận) phong bì|phải có (?:quà|phong bì)|gợi ý\W{1,3}bồi dưỡng|gặp riêng ngoài giờ"
    r"|sàm sỡ|quấy rối|đe dọa|đe doạ|hành hung"
    r")(?!\w)",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?<!\w)(?:không|chẳng|chưa|không hề|chưa hề)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)


def alleges(text: str) -> bool:
    """Tell whether a text in NFC says that somebody was asked for money or harassed; “không đòi tiền” does not."""
    return any(
        told[0].lower().startswith("không") or not _DENIED.search(text[max(0, told.start() - 25) : told.start()])
        for told in _TOLD.finditer(text)
    )
