from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from analytics.screening.web import words

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    app = Flask("words")
    Babel(app)
    with app.test_request_context(), force_locale(request.param):
        yield request.param


def in_words(language: str, vietnamese: str, english: str) -> str:
    return {"vi": vietnamese, "en": english}[language]


def test_a_number_is_rounded_once_halves_up(language):
    assert words.number(1234.25, 1) == in_words(language, "1.234,3", "1,234.3")
    assert words.number(0.5) == "1"
    assert words.number(-0.04, 1) == in_words(language, "0,0", "0.0")
    assert words.number(24) == "24"


def test_a_chance_keeps_two_figures_and_a_tiny_one_is_called_so(language):
    assert words.chance(0.0432) == in_words(language, "p = 0,043", "p = 0.043")
    assert words.chance(0.00012) == in_words(language, "p = 0,00012", "p = 0.00012")
    assert words.chance(0.5) == in_words(language, "p = 0,50", "p = 0.50")
    assert words.chance(1e-12) == in_words(language, "p < 0,0001", "p < 0.0001")
    assert words.chance(1.0) == in_words(language, "p = 1,0", "p = 1.0")
    assert words.chance(None) is None


def test_the_places_of_a_reason_are_filled_with_numbers_of_the_language(language):
    told = words.reason(
        "%(count)s answers, %(expected).1f usual, off by %(seconds).0f s, 5 %% more.",
        {"count": 1200, "expected": 3.25, "seconds": -412.6},
    )
    assert told == in_words(
        language,
        "1.200 answers, 3,3 usual, off by -413 s, 5 % more.",
        "1,200 answers, 3.3 usual, off by -413 s, 5 % more.",
    )


def test_a_reason_without_numbers_stays_as_it_is(language):
    assert words.reason("Nothing to count.", {}) == "Nothing to count."
