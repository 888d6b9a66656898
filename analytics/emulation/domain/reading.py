"""A programme's document to a programme: its head, blocks, waves and criteria, everything checked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from analytics.emulation.domain.document import Section, check_order, parse
from analytics.emulation.domain.priors import read_priors
from analytics.emulation.domain.programme import Block, Criterion, DueRule, Programme, Wave, first_repeated
from analytics.emulation.domain.refusals import (
    DuplicateIdError,
    MemberTwiceError,
    MissingFieldError,
    UnknownChoiceError,
    UnknownFieldError,
    UnknownSchemaError,
    WrongTypeError,
)
from analytics.emulation.domain.tables import read_tables
from analytics.emulation.domain.tiers import EVERY, read_tiers

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = "programme/1"

SECTIONS = (
    *("schema", "programme", "legal_basis", "succession", "block", "wave", "milestone", "target", "criterion"),
    *("rule", "award", "role", "dossier_document", "procedure_step", "report", "ranking", "form"),
    *("parallel_movement", "scoring", "scoring_table", "prior"),
)
"""The sections of schema programme/1; those not read here stay in the document for the pages that show them."""

_WAVE_FIELDS = (
    *("id", "name", "kind", "text", "starts", "ends", "every"),
    *("report_due", "due_rule", "report_to", "data_cutoff"),
)
_WAVE_ORDER = (("starts", "ends"), ("starts", "data_cutoff"), ("data_cutoff", "ends"), ("starts", "report_due"))
_SCORING_FIELDS = ("points_in_seed", "points_source", "points_source_doc", "self_scoring")


def read(text: str) -> Programme:
    """Read a programme from TOML of schema programme/1, or refuse naming the place and the fault."""
    document = parse(text)
    if document.text("schema") != SCHEMA:
        raise UnknownSchemaError(schema=document.text("schema"))
    document.only(SECTIONS)
    head = document.section("programme")
    check_order(head, "period_start", "period_end")
    scoring = Section(place="scoring", data={})
    if document.has("scoring"):
        scoring = document.section("scoring")
        scoring.only(_SCORING_FIELDS)
    blocks = _blocks(document)
    criteria = _criteria(document)
    tiers = read_tiers(head, EVERY)
    return Programme(
        code=head.code("id"),
        title=head.text("title"),
        title_en=head.text_or("title_en", ""),
        doc_no=head.text_or("doc_no", ""),
        doc_date=head.day_or_none("doc_date"),
        authority=head.text("authority"),
        theme=head.text_or("theme", ""),
        period_start=head.day("period_start"),
        period_end=head.day("period_end"),
        points_source_doc=scoring.text_or("points_source_doc", ""),
        tiers=tiers,
        blocks=blocks,
        waves=_waves(document, head),
        criteria=criteria,
        tables=read_tables(document, blocks, criteria, tiers=tiers),
        priors=read_priors(document, blocks),
    )


def _differ(place: str, codes: Iterable[str]) -> None:
    repeated = first_repeated(codes)
    if repeated is not None:
        raise DuplicateIdError(place=place, code=repeated)


def _blocks(document: Section) -> tuple[Block, ...]:
    blocks = tuple(_block(section) for section in document.sections("block"))
    _differ("block", (block.code for block in blocks))
    return blocks


def _block(section: Section) -> Block:
    members = section.codes("members")
    repeated = first_repeated(members)
    if repeated is not None:
        raise MemberTwiceError(place=section.place, unit=repeated)
    return Block(
        code=section.code("id"), name=section.text("name"), kind=section.text_or("kind", ""), members=members
    )


def _criteria(document: Section) -> tuple[Criterion, ...]:
    criteria = tuple(_criterion(section) for section in document.sections("criterion"))
    # The plan's own ids are unique for each subject only.
    _differ("criterion", (f"{criterion.subject}/{criterion.code}" for criterion in criteria))
    return criteria


def _criterion(section: Section) -> Criterion:
    text = section.text("text")
    return Criterion(
        code=section.code("id"),
        subject=_chosen(section, "subject", ("collective", "individual")),
        section=section.text_or("section", ""),
        group=section.text_or("group", ""),
        text=text,
        text_fixed=section.text_or("text_fixed", text),
        observable=_chosen(section, "observable", ("citizen", "partly", "internal")),
    )


def _chosen(section: Section, field: str, known: tuple[str, ...]) -> str:
    value = section.text(field)
    if value not in known:
        raise UnknownChoiceError(place=section.place, value=value, field=field, known=", ".join(known))
    return value


def _waves(document: Section, head: Section) -> tuple[Wave, ...]:
    waves: list[Wave] = []
    for section in document.sections("wave"):
        section.only(_WAVE_FIELDS)
        waves.extend(_every_year(section, head) if section.has("every") else [_wave(section)])
    _differ("wave", (wave.code for wave in waves))
    return tuple(waves)


def _wave(section: Section) -> Wave:
    starts, ends = section.day("starts"), section.day("ends")
    for first, last in _WAVE_ORDER:
        check_order(section, first, last)
    return Wave(
        code=section.code("id"),
        name=section.text("name"),
        kind=section.text_or("kind", ""),
        starts=starts,
        ends=ends,
        report_due=section.day_or_none("report_due"),
        due_rule=_due_rule(section),
        report_to=section.text_or("report_to", ""),
        data_cutoff=section.day_or_none("data_cutoff"),
    )


def _due_rule(section: Section) -> DueRule:
    if not section.has("due_rule"):
        # Whether the due day itself is on time must be said; a plan without a due day has nothing to say.
        if section.has("report_due"):
            raise MissingFieldError(place=section.place, field="due_rule")
        return DueRule.BEFORE
    return DueRule(_chosen(section, "due_rule", tuple(DueRule)))


def _every_year(section: Section, head: Section) -> list[Wave]:
    """Write a wave that comes back every year once for each year of the programme: `yearly_2019` and so on."""
    _chosen(section, "every", ("year",))
    for field in ("starts", "ends", "data_cutoff"):
        if section.has(field):
            raise UnknownFieldError(place=f"{section.place} of every year", field=field)
    years = range(head.day("period_start").year, head.day("period_end").year + 1)
    return [_wave(_wave_of_year(section, head, year)) for year in years]


def _wave_of_year(section: Section, head: Section, year: int) -> Section:
    starts = max(head.day("period_start"), date(year, 1, 1))
    data = {field: value for field, value in section.data.items() if field not in {"every", "report_due"}}
    data |= {"id": f"{section.code('id')}_{year}", "name": f"{section.text('name')} {year}"}
    data |= {"starts": starts, "ends": min(head.day("period_end"), date(year, 12, 31))}
    due = _due_day(section, year)
    # A programme that begins after this year's due day owes no report yet.
    if due is not None and due >= starts:
        data |= {"report_due": due}
    return Section(place=section.place, data=data)


def _due_day(section: Section, year: int) -> date | None:
    if not section.has("report_due"):
        return None
    due = section.section("report_due")
    due.only(("month", "day"))
    try:
        return date(year, due.whole_or("month", 0, most=12), due.whole_or("day", 0, most=31))
    except ValueError as error:
        raise WrongTypeError(place=due.place, field="day", wanted=f"a day of that month of {year}") from error
