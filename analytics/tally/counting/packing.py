"""Vectors as bytes: whole numbers of one, two or four bytes, low byte first, as many as the largest needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from survey.foundation.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_WIDTHS = (1, 2, 4)
_ALL = slice(None)


class WrongTallySizeError(Refusal):
    """A tally of another shape than this program writes; details: how many bytes, for how many numbers."""

    status = 500
    message = (
        "A tally has %(bytes)s bytes, which is no vector of %(size)s numbers: another version of this program "
        "wrote it. Run “hailong tally --rebuild”."
    )


def pack(vector: NDArray[Any]) -> bytes:
    """Give the bytes a tally keeps of one vector."""
    ((_, content),) = packed(np.asarray(vector).reshape(1, -1))
    packed_bytes: bytes = content[0].tobytes()
    return packed_bytes


def packed(matrix: NDArray[Any]) -> Iterator[tuple[NDArray[np.intp], NDArray[Any]]]:
    """Give the rows of a matrix as bytes: (which rows, a matrix of bytes), once for each width that occurs."""
    if not matrix.size:
        yield np.arange(len(matrix)), np.zeros((len(matrix), 0), dtype=np.uint8)
        return
    largest = matrix.max(axis=1)
    widths = np.where(largest < 1 << 8, 1, np.where(largest < 1 << 16, 2, 4))
    for width in _WIDTHS:
        rows = np.nonzero(widths == width)[0]
        if len(rows):
            numbers = np.ascontiguousarray(matrix[rows].astype(f"<u{width}"))
            yield rows, numbers.view(np.uint8).reshape(len(rows), -1)


def summed_parts(contents: Sequence[bytes], shape: tuple[int, int], starts: Sequence[int]) -> NDArray[np.int64]:
    """Read matrices of a shape and add up their rows, from each start to the next: (matrix, stretch, column)."""
    rows, columns = shape
    found = np.zeros((len(contents), len(starts), columns), dtype=np.int64)
    for places, matrix in _by_width(contents, rows * columns):
        parts = matrix.reshape(len(places), rows, columns)
        found[places] = np.add.reduceat(parts, starts, axis=1, dtype=np.int64)
    return found


def unpacked(contents: Sequence[bytes], size: int, columns: slice = _ALL) -> NDArray[np.int64]:
    """Read vectors of `size` numbers (or some columns); bytes of any other shape are refused, not misread."""
    found = np.zeros((len(contents), len(range(size)[columns])), dtype=np.int64)
    for places, matrix in _by_width(contents, size):
        found[places] = matrix[:, columns]
    return found


def _by_width(contents: Sequence[bytes], size: int) -> Iterator[tuple[NDArray[np.intp], NDArray[Any]]]:
    lengths = np.fromiter(map(len, contents), dtype=np.int64, count=len(contents))
    for length in np.unique(lengths).tolist():
        if length not in {width * size for width in _WIDTHS}:
            raise WrongTallySizeError(bytes=length, size=size)
        places = np.nonzero(lengths == length)[0]
        joined = b"".join(contents if len(places) == len(contents) else [contents[at] for at in places.tolist()])
        dtype = f"<u{length // size if size else 1}"
        yield places, np.frombuffer(joined, dtype=dtype).reshape(len(places), size)
