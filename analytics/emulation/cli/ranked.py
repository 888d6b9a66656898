"""What a rank and a score are made from, unit by unit: the inputs of method note §4 and §5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analytics.index.ranking import Ranking, RankRow


def explain_of(found: Ranking, row: RankRow) -> dict[str, Any]:
    """Give the inputs of one row; null where a unit of too few answers, or of other questions, has none."""
    from analytics.index.domain import METHOD  # noqa: PLC0415 - loads scipy, for ranking only
    from analytics.index.domain.ranking import LEVEL  # noqa: PLC0415

    sample, score, block = row.sample, row.score, found.block
    ranked = len(found.ranked)
    return {
        "S": sample.index if sample else None,
        "N": row.index.ratings,
        "n": sample.n if sample else None,
        "x": sample.satisfied if sample else None,
        "deff_block": block.deff,
        "mu": block.mu,
        "rho": block.rho,
        "M": block.strength,
        "prior": block.prior,
        "own_weight": score.own_weight if score else None,
        "se": sample.error if sample else None,
        "ranked": ranked,
        "comparisons": ranked * (ranked - 1),
        "holm_level": LEVEL,
        "method": METHOD,
    }


def explained_rows(found: Ranking) -> Iterator[str]:
    """Put the formulas of method note §4 and §5 with their numbers, first of the block and then of each unit."""
    yield from _block_lines(found)
    for row in (*found.ranked, *found.unranked):
        yield ""
        yield f"{row.key} {row.name or ''}".rstrip()
        yield from _row_lines(found, row)


def elsewhere(found: Ranking) -> Iterator[str]:
    """Name the ranked units that the block's mix of services would move by three places or by over two points."""
    moved = [
        (row, row.standardised)
        for row in found.ranked
        if row.standardised is not None and (row.standardised.moved or row.standardised.differs)
    ]
    if moved:
        yield "\nElsewhere if all had the block's mix of services (method note §3):"
    for row, each in moved:
        place = f", rank {each.rank}" if each.rank is not None else ""
        yield f"  {row.key}: {_fine(each.index)}{place}"


def _block_lines(found: Ranking) -> Iterator[str]:
    from analytics.index.domain import METHOD  # noqa: PLC0415 - loads scipy, for ranking only
    from analytics.index.domain.ranking import LEVEL  # noqa: PLC0415

    block, ranked = found.block, len(found.ranked)
    yield f"Method {METHOD}. Questions: {', '.join(found.criteria) or 'none'}."
    yield (
        f"Block: K = {block.units} units with an index, deff = {_fine(block.deff)}, μ = {_fine(block.mu)}, "
        f"ρ = {_fine(block.rho)}, M = {_fine(block.strength)}, prior {block.prior}"
    )
    yield (
        f"Ranked: {ranked} units, {ranked * (ranked - 1)} comparisons tested together by Holm's procedure at "
        f"{100 * LEVEL:g} %; se² = p̃(1 − p̃)/n, p̃ = (x + 2)/(n + 4)"
    )
    if found.floor is not None:
        rate, coverage = (float(100 * each) for each in (found.floor.response_rate, found.floor.coverage))
        yield f"Floor: {rate:g} % answers, {coverage:g} % invitations; {found.floor.decided_by}"
    yield f"Mix of services: {found.mix.replace('_', ' ')}"


def _row_lines(found: Ranking, row: RankRow) -> Iterator[str]:
    sample, score, standing, block = row.sample, row.score, row.standing, found.block
    if sample is None:
        other = f" ({', '.join(row.lacking)})" if row.lacking else ""
        yield f"  no figure: {row.reason or 'insufficient'}{other}"
    else:
        n = f"n = N/deff = {row.index.ratings} / {_fine(block.deff)} = {_fine(sample.n)}"
        yield f"  S = {_fine(sample.index)}; {n}; x = S n = {_fine(sample.satisfied)}; se = {_fine(sample.error)}"
    if score is not None:
        # Without a weight of its own a unit keeps the mean of the block.
        formula = "(x + μM)/(n + M)" if score.own_weight else "μ"
        weight = f"own weight n/(n + M) = {_fine(score.own_weight)}"
        yield f"  score {formula} = {_fine(score.shrunk)}; {weight}; at least {_fine(score.low)}"
    if standing is not None:
        alone = f"alone {standing.marginal_low}–{standing.marginal_high}"
        yield f"  rank {standing.rank} ({standing.low}–{standing.high}), {alone}, group {standing.group}"
    elif sample is not None:
        yield f"  not ranked: {row.reason}"
    if row.response_rate is not None:
        yield f"  response rate {float(row.response_rate):.6f}"
    if row.standardised is not None:
        place = f", rank {row.standardised.rank}" if row.standardised.rank is not None else ""
        yield f"  with the block's mix of services: {_fine(row.standardised.index)}{place}"


def _fine(number: float | None) -> str:
    return "–" if number is None else f"{number:.6f}"
