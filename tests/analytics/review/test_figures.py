"""Numbers as these pages write them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from flask import Flask, g
from flask_babel import Babel

from analytics.charts import Estimate
from analytics.review.web import figures


@pytest.fixture(params=["vi", "en"])
def language(request):
    app = Flask(__name__)
    Babel(app, locale_selector=lambda: g.language)
    with app.test_request_context():
        g.language = request.param
        yield request.param


def either(language: str, vietnamese: str) -> str:
    """English has the other marks, and the same no-break space before the sign."""
    joined = vietnamese.replace(" %", "\xa0%")
    return joined if language == "vi" else joined.translate(str.maketrans(",.", ".,"))


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.874, "87,4 %"),
        (0.8745, "87,5 %"),
        (0.87449, "87,4 %"),
        (1, "100,0 %"),
        (0.0, "0,0 %"),
        (0.0005, "0,1 %"),
    ],
)
def test_percents_are_rounded_once_halves_up(language, share, words):
    assert figures.percent(share) == either(language, words)


@pytest.mark.parametrize(
    ("low", "high", "words"), [(0.83, 0.911, "83–91 %"), (0.872, 0.881, "87,2–88,1 %"), (0.0, 1.0, "0–100 %")]
)
def test_narrow_intervals_have_a_decimal(language, low, high, words):
    assert figures.bounds(Estimate(share=(low + high) / 2, low=low, high=high)) == either(language, words)


@pytest.mark.parametrize(
    ("difference", "arrow", "sign"),
    [(0.021, "▲ 2,1", "+2,1"), (-0.0305, "▼ 3,1", "−3,1"), (0.0004, "= 0,0", "0,0"), (-0.0004, "= 0,0", "0,0")],
)
def test_changes_point_up_or_down_or_nowhere(language, difference, arrow, sign):
    assert figures.steps(difference) == either(language, arrow).replace(" ", "\xa0")
    assert figures.signed(difference) == either(language, sign)


def test_whole_numbers_are_grouped(language):
    assert figures.whole(1234567) == either(language, "1.234.567")
    assert figures.tenth(1573.96) == either(language, "1.574,0")


@pytest.mark.parametrize(
    ("share", "turns", "words"),
    [
        (Fraction(85001, 100000), (85,), "85,001 %"),
        (Fraction(84999, 100000), (85,), "84,999 %"),
        (Fraction(85, 100), (85,), "85,00 %"),
        (Fraction(2, 3), (50, 90), "66,67 %"),
    ],
)
def test_a_share_stays_on_its_side_of_every_bound(language, share, turns, words):
    assert figures.sharp_percent(share, tuple(map(Decimal, turns))) == either(language, words)


def test_few_people_are_a_dash_in_a_picture(language):
    write = figures.people_or_dash(5)
    assert write(4) == "–"
    assert write(5).startswith("5")
    assert write(0).startswith("0")
