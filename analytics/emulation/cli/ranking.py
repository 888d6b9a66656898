"""`hailong rank`: the units of a block, or any others, with ranks and what the ranks are worth."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import click

from analytics.emulation.cli.ranked import elsewhere, explain_of, explained_rows
from analytics.emulation.domain.membership import membership
from analytics.emulation.domain.ranked import block_figures, ranked_row, ranking_figures
from analytics.emulation.records import programmes
from analytics.index.cli import Day
from survey.foundation.clock import local_day, now
from survey.foundation.doors import open_house
from survey.foundation.errors import Refusal
from survey.foundation.output import as_json, format_option, show
from survey.touchpoint.domain import Tier

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from analytics.emulation.domain.programme import Block, BlockPrior, Programme
    from analytics.index.ranking import Ranking, RankRow
    from analytics.index.services import Asked


class UnknownBlockNameError(Refusal):
    """No loaded programme has such a block."""

    status = 404
    message = "No loaded programme has a block “%(block)s”; known: %(known)s."


class AmbiguousBlockError(Refusal):
    """Several programmes have a block of this code."""

    message = "Several programmes have a block “%(block)s”; name one of: %(known)s."


class NoMembersError(Refusal):
    """A block whose members nobody has listed for the day."""

    message = "No members of block “%(block)s” are listed for %(day)s."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """Which units are ranked, by which answers."""

    block: dict[str, str] | None
    units: frozenset[str] | None
    tiers: frozenset[str] | None
    prior: BlockPrior | None = None
    """The prior of the block's programme, decided before the period."""


@click.command("rank")
@click.option("--block", "block_name", metavar="BLOCK", help="The members of BLOCK or PROGRAMME:BLOCK.")
@click.option("--units", "listed", metavar="all|CODE,…", help="All units, or these.")
@click.option("--from", "since", type=Day(), required=True, help="First day of the period.")
@click.option("--to", "until", type=Day(), required=True, help="Last day of the period, included.")
@click.option("--questionnaire", metavar="CODE", help="Needed when the period has answers to several.")
@click.option("--tier", "tiers", type=click.Choice([*map(str, Tier)]), multiple=True, help="Only these tiers.")
@click.option(
    "--prior",
    type=(float, float),
    metavar="MU M",
    help="A prior decided before the period, not estimated.",
)
@click.option("--explain", is_flag=True, help="Say for each unit what its score and its place are made from.")
@format_option
def rank(**given: Any) -> None:
    """Print indices, scores drawn to the block, and ranks with the places the answers allow.

    Units that cannot be ranked are listed apart, with the reason.
    """
    if (given["block_name"] is None) == (given["listed"] is None):
        raise click.UsageError("Give either --block or --units.")
    # numpy and scipy take a tenth of a second to load, which no other command should pay.
    from analytics.emulation.services import decided_prior  # noqa: PLC0415
    from analytics.index.domain.shrinkage import frozen_prior  # noqa: PLC0415
    from analytics.index.ranking import ranking  # noqa: PLC0415
    from analytics.index.services import Asked  # noqa: PLC0415
    from analytics.tally.services import freshen  # noqa: PLC0415

    if given["explain"] and given["form"] == "csv":
        raise click.UsageError("--explain prints words or json, not csv.")
    frozen = frozen_prior(*given["prior"]) if given["prior"] else None
    with open_house() as house:
        freshen(house.store)
        with house.store.reading() as connection:
            chosen = _chosen(connection, given)
            asked = Asked(
                since=given["since"],
                until=given["until"],
                questionnaire=given["questionnaire"],
                tiers=chosen.tiers,
                units=chosen.units,
            )
            decided = decided_prior(chosen.prior)
            found = ranking(connection, asked, frozen=frozen, fallback=decided, today=local_day(now()))
    _print(found, asked, chosen, given["form"], explain=given["explain"])


def _chosen(connection: Connection, given: dict[str, Any]) -> _Chosen:
    from analytics.index.ranking import known_units  # noqa: PLC0415

    tiers = frozenset(given["tiers"]) or None
    if given["block_name"] is not None:
        return _of_block(connection, given["block_name"], given["since"], given["until"], tiers)
    codes = [code.strip() for code in given["listed"].split(",") if code.strip()]
    units = None if codes == ["all"] else known_units(connection, codes)
    return _Chosen(block=None, units=units, tiers=tiers)


def _of_block(connection: Connection, name: str, since: date, day: date, tiers: frozenset[str] | None) -> _Chosen:
    programme, block = find_block([version.programme for version in programmes(connection)], name)
    held = membership(programme, block, day)
    if not held.members:
        raise NoMembersError(block=block.code, day=day)
    told = {"programme": programme.code, "block": block.code, "name": block.name}
    return _Chosen(
        block=told,
        units=frozenset(held.members),
        tiers=tiers or frozenset(map(str, held.tiers)),
        prior=programme.prior_of(block.code, since),
    )


def find_block(known: list[Programme], name: str) -> tuple[Programme, Block]:
    """Find the block of this code or PROGRAMME:BLOCK; refuse one that is unknown or in several programmes."""
    blocks = {
        f"{programme.code}:{block.code}": (programme, block) for programme in known for block in programme.blocks
    }
    if name in blocks:
        return blocks[name]
    fitting = [full for full, (_, block) in sorted(blocks.items()) if block.code == name]
    if not fitting:
        raise UnknownBlockNameError(block=name, known=", ".join(sorted(blocks)) or "none")
    if len(fitting) > 1:
        raise AmbiguousBlockError(block=name, known=", ".join(fitting))
    return blocks[fitting[0]]


def _print(found: Ranking, asked: Asked, chosen: _Chosen, form: str, *, explain: bool) -> None:
    every = (*found.ranked, *found.unranked)
    rows = [ranked_row(row) | ({"explain": explain_of(found, row)} if explain else {}) for row in every]
    if form == "json":
        click.echo(as_json(_document(found, asked, chosen) | {"rows": rows}))
    elif form == "csv":
        show([row | {"other_questions": " ".join(row["other_questions"])} for row in rows], form)
    else:
        show([_ranked_line(row) for row in found.ranked], form)
        if found.unranked:
            click.echo("\nNot ranked:")
            show([_unranked_line(row) for row in found.unranked], form)
        for line in elsewhere(found):
            click.echo(line)
        if explain:
            click.echo("\n" + "\n".join(explained_rows(found)))


def _document(found: Ranking, asked: Asked, chosen: _Chosen) -> dict[str, Any]:
    from analytics.index.domain import METHOD  # noqa: PLC0415

    return {
        "from": asked.since,
        "to": asked.until,
        "block": chosen.block,
        "questionnaire": found.questionnaire,
        "tiers": None if chosen.tiers is None else sorted(chosen.tiers),
        "method": METHOD,
        **block_figures(found.block, found.reliability),
        **ranking_figures(found.criteria, found.floor, found.mix),
        "prior_decided": asdict(chosen.prior) if chosen.prior else None,
    }


_FIGURES = ("index", "low", "high", "shrunk", "shrunk_low")
_RANKED = ("rank", "rank_low", "rank_high", "tier_group", "key", "name", *_FIGURES)
_UNRANKED = ("key", "name", "reason", "respondents", *_FIGURES)


def _ranked_line(row: RankRow) -> dict[str, Any]:
    whole = ranked_row(row)
    return {name: whole[name] for name in _RANKED}


def _unranked_line(row: RankRow) -> dict[str, Any]:
    whole = ranked_row(row)
    return {name: whole[name] for name in _UNRANKED}
