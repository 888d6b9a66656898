"""Which groups stay hidden, so that none follows from the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.review.domain import hidden


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"a": 20, "b": 9}, ""),
        ({"a": 20, "b": 9, "c": 3}, "bc"),
        ({"a": 20, "b": 4, "c": 3}, "bc"),
        ({"a": 20, "b": 9, "c": 2, "d": 2}, "bcd"),
        ({"a": 20, "b": 1, "c": 0}, "ab"),
        ({"a": 20, "c": 0}, ""),
        ({"a": 3}, "a"),
        ({}, ""),
    ],
)
def test_a_small_group_is_hidden_with_the_next_smallest(sizes, expected):
    assert "".join(sorted(hidden(sizes, least=5))) == expected


@given(st.dictionaries(st.integers(), st.integers(0, 40), max_size=9), st.integers(1, 12))
def test_what_is_left_over_is_never_one_group_nor_too_few(sizes, least):
    found = hidden(sizes, least=least)
    assert {key for key, size in sizes.items() if 0 < size < least} <= found
    told = {key for key, size in sizes.items() if size} - found
    if found and told:
        assert len(found) > 1
        assert sum(sizes[key] for key in found) >= least


def test_groups_of_one_size_are_hidden_in_the_same_order_every_time():
    assert hidden({"b": 8, "a": 8, "c": 1}, least=5) == {"a", "c"}
