from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.tally.counting import WrongTallySizeError, grouped, pack, packed, summed, unpacked

NUMBERS = st.integers(0, 300) | st.integers(0, 2**31)
MATRICES = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(NUMBERS, min_size=width, max_size=width), min_size=1, max_size=20)
)


@given(MATRICES)
def test_what_is_packed_is_read_again(rows: list[list[int]]):
    matrix = np.array(rows, dtype=np.int64)
    contents: dict[int, bytes] = {}
    for places, content in packed(matrix):
        contents |= {int(place): row.tobytes() for place, row in zip(places, content, strict=True)}
    ordered = [contents[place] for place in range(len(rows))]
    assert ordered == [pack(row) for row in matrix]
    assert unpacked(ordered, matrix.shape[1]).tolist() == rows
    assert unpacked(ordered, matrix.shape[1], slice(1, 3)).tolist() == [row[1:3] for row in rows]


@pytest.mark.parametrize(
    ("row", "length"), [([255, 0], 2), ([256, 0], 4), ([65_535, 1], 4), ([65_536, 1], 8), ([0, 0], 2)]
)
def test_a_number_takes_no_more_bytes_than_the_largest_beside_it(row: list[int], length: int):
    assert len(pack(np.array(row))) == length


@pytest.mark.parametrize("length", [0, 2, 4, 5, 7, 13, 24])
def test_bytes_of_another_shape_are_refused(length: int):
    with pytest.raises(WrongTallySizeError) as refused:
        unpacked([bytes(3), bytes(length)], 3)
    assert refused.value.details == {"bytes": length, "size": 3}
    assert "--rebuild" in str(refused.value)


def test_no_vectors_are_an_empty_matrix():
    assert unpacked([], 4).shape == (0, 4)


COLUMNS = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.tuples(*[st.integers(0, 5) | st.integers(0, 3_000_000)] * width), min_size=1, max_size=40
    )
)


@given(COLUMNS)
def test_rows_are_numbered_by_their_place_among_the_distinct(rows: list[tuple[int, ...]]):
    columns = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]
    distinct, numbers = grouped(columns)
    listed = list(zip(*(column.tolist() for column in distinct), strict=True))
    assert listed == sorted(set(rows))
    assert [listed[number] for number in numbers] == rows
    ones = summed(np.ones((len(rows), 1), dtype=np.int64), numbers, len(listed))
    assert ones.ravel().tolist() == [rows.count(row) for row in listed]
