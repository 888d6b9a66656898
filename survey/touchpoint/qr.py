"""QR codes as pictures: one SVG path, a PNG of one bit per pixel, blocks for the terminal."""

from __future__ import annotations

import struct
import textwrap
import zlib
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from survey.foundation.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Matrix = list[list[bool]]

# The library's own names for its levels, which would cost every process that only needs addresses its import.
_LEVEL_M, _LEVEL_Q = 0, 3

QUIET_ZONE = 4
"""Blank modules on each side, as ISO/IEC 18004 asks."""
_SVG_WIDTH_MM = 100
# A run of at least this many capitals and digits is worth a segment of its own, 5.5 bits a letter instead of 8.
_LEAST_RUN = 9
_LETTER_SIZE = 2.4
_LINE_LETTERS = 26


class UnusableBaseUrlError(Refusal):
    """The address of the service is no web address; details: the address."""

    message = "HAILONG_BASE_URL must be http:// or https:// and a host name, not “%(base_url)s”."


def address(base_url: str, code: str) -> str:
    """Give the web address a code's picture carries: https://HOST/Q/CODE, or below the path `base_url` has.

    Host and path are in capitals, which QR codes pack densely. The scheme is not: the camera of several phones
    takes HTTPS:// for plain text, and in lower case it costs three bytes, no larger picture.
    """
    try:
        parts = urlsplit(base_url)
        host = parts.netloc.encode("idna").decode("ascii")
    except ValueError as error:
        raise UnusableBaseUrlError(base_url=base_url) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or "@" in host:
        raise UnusableBaseUrlError(base_url=base_url)
    return f"{parts.scheme}://{host.upper()}{parts.path.rstrip('/')}/Q/{code}"


def site(address: str) -> str:
    """Give what a person types to reach the start page, where codes are entered by hand: host and path."""
    start, _, _ = address.rpartition("/Q/")
    parts = urlsplit(start)
    try:
        host = parts.netloc.lower().encode("ascii").decode("idna")
    except UnicodeError:  # an old name the rules of today do not spell out
        host = parts.netloc.lower()
    return f"{'' if parts.scheme == 'https' else 'http://'}{host}{parts.path}"


def svg(text: str, *, caption: Sequence[str] = ()) -> str:
    """Draw `text` as SVG, 100 mm wide, correction level Q; the caption's lines stand below and are the title."""
    matrix = _matrix(text, _LEVEL_Q)
    size = len(matrix)
    lines, height = _caption(caption, size)
    scale = _SVG_WIDTH_MM / size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{_SVG_WIDTH_MM}mm" '
        f'height="{height * scale:.2f}mm" viewBox="0 0 {size} {height:g}">'
        f"<title>{escape(' – '.join(caption) or text)}</title>"
        f'<rect width="{size}" height="{height:g}" fill="#fff"/>'
        f'<path d="{"".join(_runs(matrix))}" fill="#000" shape-rendering="crispEdges"/>'
        f"{lines}</svg>\n"
    )


def _matrix(text: str, level: int) -> Matrix:
    import qrcode  # noqa: PLC0415 - a citizen's page names an address and draws nothing

    code = qrcode.QRCode(error_correction=level, border=QUIET_ZONE)
    code.add_data(text, optimize=_LEAST_RUN)
    code.make(fit=True)
    return code.get_matrix()


def _runs(matrix: Matrix) -> Iterator[str]:
    for top, row in enumerate(matrix):
        left = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield f"M{left} {top}h{length}v1h-{length}z"
            left += length


def _caption(caption: Sequence[str], size: int) -> tuple[str, float]:
    drawn: list[str] = []
    # The whole quiet zone stays blank, marks over the first line included.
    base = size + 1.2 * _LETTER_SIZE
    for line in caption:
        pieces = textwrap.wrap(line, _LINE_LETTERS, break_long_words=False, break_on_hyphens=False)
        widest = max((_width(piece) for piece in pieces), default=1)
        letter_size = min(_LETTER_SIZE, (size - 2) / widest)
        for piece in pieces:
            drawn.append(
                f'<text x="{size / 2:g}" y="{base:g}" font-size="{letter_size:.2f}" text-anchor="middle" '
                f'font-family="Noto Sans, Arial, sans-serif">{escape(piece)}</text>'
            )
            # One and a half times the letter size keeps two marks over a capital (Ễ) clear of the line above.
            base += 1.5 * _LETTER_SIZE
    return "".join(drawn), base - _LETTER_SIZE if drawn else size


def _width(piece: str) -> float:
    """Estimate the width of a text in letter sizes, rather too wide than too narrow."""
    return sum(0.75 if letter.isupper() else 0.6 for letter in piece)


def png(text: str, *, scale: int) -> bytes:
    """Draw `text` as PNG, correction level Q, `scale` pixels to a module, black and white only."""
    matrix = _matrix(text, _LEVEL_Q)
    width = len(matrix) * scale
    rows = b"".join(_pixels(row, scale) * scale for row in matrix)
    # One bit per pixel, greyscale, default compression and filters, not interlaced.
    header = struct.pack(">IIBBBBB", width, width, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, data) for name, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    )


def _pixels(row: Sequence[bool], scale: int) -> bytes:
    bits = "".join(("0" if dark else "1") * scale for dark in row)
    padded = bits.ljust(-(-len(bits) // 8) * 8, "0")
    # The leading zero is the filter of the line: none.
    return b"\0" + int(padded, 2).to_bytes(len(padded) // 8)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def terminal(text: str) -> str:
    """Draw `text` in half blocks for a dark terminal, correction level M: what is printed is the light part."""
    matrix = _matrix(text, _LEVEL_M)
    blank = [False] * len(matrix)
    pairs = zip(matrix[::2], [*matrix[1::2], blank], strict=True)
    return "\n".join("".join(_BLOCKS[pair] for pair in zip(*rows, strict=True)) for rows in pairs)


# By (upper dark, lower dark).
_BLOCKS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
