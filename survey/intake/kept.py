"""Pages rendered once and kept as bytes, with a hole for the few characters that differ from view to view."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import pairwise

HOLE = "\ue000hole\ue000"
"""A private-use mark that no text of ours holds; templates print it where the hole is to be."""

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_RAW_DEFLATE = -15
_LONGEST_FILLING = 0xFFFF


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page cut at its holes, as it is and compressed; filling it costs microseconds."""

    plain: tuple[bytes, ...]
    packed: tuple[bytes, ...]
    """Raw deflate of each piece, ending on a byte boundary; the last one ends the stream."""

    def fill(self, filling: bytes) -> bytes:
        """Give the page with `filling` in every hole."""
        return filling.join(self.plain)

    def fill_gzip(self, filling: bytes) -> bytes:
        """Give the same page as one gzip stream: kept pieces with the filling stored uncompressed between them."""
        if len(filling) > _LONGEST_FILLING:
            raise ValueError("a stored block holds at most 65535 bytes")
        size = len(filling)
        # A stored block that is not the last: header bits 000, padding, length, its complement (RFC 1951, 3.2.4).
        stored = b"\x00" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + filling
        body = self.fill(filling)
        check = zlib.crc32(body).to_bytes(4, "little") + (len(body) & 0xFFFFFFFF).to_bytes(4, "little")
        return _GZIP_HEAD + stored.join(self.packed) + check


def keep(page: str) -> KeptPage:
    """Cut a rendered page at its holes and compress the pieces."""
    pieces = tuple(piece.encode() for piece in page.split(HOLE))
    packed = [_pack(piece, last=False) for piece, _next in pairwise(pieces)]
    return KeptPage(pieces, (*packed, _pack(pieces[-1], last=True)))


def _pack(piece: bytes, *, last: bool) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, _RAW_DEFLATE)
    return packer.compress(piece) + packer.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)
