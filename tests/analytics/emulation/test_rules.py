from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.emulation.domain.rules import Band, Bands, Linear, Threshold, apply

LINE = Linear(low=Decimal(50), high=Decimal(90))
STRICT = Threshold(band=Band(bound=Decimal(85), strict=True, points=Decimal(5)))
LOOSE = Threshold(band=Band(bound=Decimal(85), strict=False, points=Decimal(5)))
BANDS = Bands(
    bands=(
        Band(bound=Decimal(90), strict=True, points=Decimal(10)),
        Band(bound=Decimal(90), strict=False, points=Decimal(9)),
        Band(bound=Decimal("70.5"), strict=False, points=Decimal("2.5")),
    )
)
A_HAIR = Fraction(1, 10**30)


@pytest.mark.parametrize(
    ("rule", "share", "points"),
    [
        (LINE, Fraction(0), 0),
        (LINE, Fraction(1, 2), 0),
        (LINE, Fraction(7, 10), 5),
        (LINE, Fraction(2, 3), Fraction(25, 6)),
        (LINE, Fraction(9, 10) - A_HAIR, 10 - 25 * A_HAIR),
        (LINE, Fraction(9, 10), 10),
        (LINE, Fraction(1), 10),
        (STRICT, Fraction(85, 100), 0),
        (STRICT, Fraction(85, 100) + A_HAIR, 5),
        (STRICT, Fraction(1), 5),
        (LOOSE, Fraction(85, 100) - A_HAIR, 0),
        (LOOSE, Fraction(85, 100), 5),
        (BANDS, Fraction(1), 10),
        (BANDS, Fraction(9, 10) + A_HAIR, 10),
        (BANDS, Fraction(9, 10), 9),
        (BANDS, Fraction(9, 10) - A_HAIR, Fraction(5, 2)),
        (BANDS, Fraction(705, 1000), Fraction(5, 2)),
        (BANDS, Fraction(705, 1000) - A_HAIR, 0),
        (BANDS, Fraction(0), 0),
    ],
)
def test_a_figure_gives_exactly_these_points_of_ten(rule, share, points):
    assert apply(rule, share * 100, Decimal(10)).points == points


def test_the_band_that_gave_the_points_is_named():
    assert apply(BANDS, Fraction(90), Decimal(10)).band == BANDS.bands[1]
    assert apply(STRICT, Fraction(85), Decimal(10)).band is None


@given(st.sampled_from([LINE, STRICT, LOOSE, BANDS]), *[st.fractions(min_value=0, max_value=100)] * 2)
def test_a_higher_figure_never_gives_fewer_points_nor_points_out_of_range(rule, one, other):
    low, high = sorted((one, other))
    assert 0 <= apply(rule, low, Decimal(10)).points <= apply(rule, high, Decimal(10)).points <= 10
