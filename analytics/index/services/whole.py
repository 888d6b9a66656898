"""All units asked for, added up by the files they served: never a mean of means (method note §3)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from analytics.index.domain import Stratum, by_volume
from analytics.index.services.asking import wanted_of
from survey.volume.domain import added
from survey.volume.services import known_volumes

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from analytics.index.domain import Stratified
    from analytics.index.services.asking import Asked
    from analytics.index.services.computing import Indices


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Several units together, by volume and as they answered."""

    found: Stratified
    units: int
    """How many have answers."""
    files: int
    """Those served by all units asked for of which this is known."""

    @property
    def represented(self) -> float:
        """The part of these files that the index stands for, 0–1."""
        return sum(cell.volume for cell in self.found.cells) / self.files if self.files else 0.0


def whole_by_volume(
    connection: Connection, asked: Asked, found: Indices, *, today: date | None = None
) -> Whole | None:
    """Add rows by unit up by volume; None of other rows, of one, or where the files of one are not all known."""
    volumes = [row.beside.volume if row.beside else None for row in found.rows]
    if asked.by != "unit" or len(found.rows) < 2 or None in volumes:  # noqa: PLR2004 - one unit is its own sum
        return None
    units = [
        Stratum(key=row.key or "", counts=row.counts, volume=volume.served)
        for row, volume in zip(found.rows, volumes, strict=True)
        if volume is not None
    ]
    _, wanted = wanted_of(connection, asked)
    known = known_volumes(connection, wanted.unit_ids, (asked.since, asked.until), today=today)
    return Whole(found=by_volume(units), units=len(units), files=added(known.volumes.values()).served)


def whole_document(whole: Whole | None) -> dict[str, Any] | None:
    """Give it as data, unrounded; `pooled` is the index of all answers together."""
    if whole is None:
        return None
    weighted = whole.found.weighted
    return {
        "index": weighted.index,
        "low": weighted.low,
        "high": weighted.high,
        "variance": weighted.variance,
        "pooled": weighted.plain,
        "differs": weighted.differs,
        "units": whole.units,
        "files": whole.files,
        "represented": whole.represented,
        "left_out": whole.found.left_out,
        "cells": [asdict(cell) for cell in whole.found.cells],
    }


def whole_in_words(whole: Whole) -> str:
    """Tell it in a line."""
    weighted = whole.found.weighted
    if weighted.index is None or weighted.plain is None or weighted.low is None or weighted.high is None:
        return "By files served: too few answers."
    ends = f"{weighted.low:.4f}–{weighted.high:.4f}"
    part = f"{whole.represented:.1%} of {whole.files} files"
    apart = ", more than two points apart" if weighted.differs else ""
    return f"By files served: {weighted.index:.4f} ({ends}), {part}; all together: {weighted.plain:.4f}{apart}."
