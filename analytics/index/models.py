"""What programs ask and get when they read indices, as published in the OpenAPI document."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

_QUERY = ConfigDict(extra="forbid", populate_by_name=True)
_Code = Annotated[str, Field(min_length=1, max_length=80)]
_Day = Annotated[str, Field(description="2026-03-01 or 01/03/2026", max_length=10)]
_Tier = Literal["verified", "presence", "open"]
_Warning = Literal["more_answers_than_files", "day_not_told"]


class CoverageQuery(BaseModel):
    """Whose coverage is wanted."""

    model_config = _QUERY

    since: Annotated[_Day, Field(alias="from")]
    until: Annotated[_Day, Field(alias="to")]
    by: Annotated[
        Literal["unit", "desk", "procedure", "day", "shift"],
        Field(description="A shift is a coarse band of local hours; nobody knows how many were served in it"),
    ] = "unit"
    unit: _Code | None = None
    questionnaire: _Code | None = None
    tier: list[_Tier] = []


class IndexQuery(BaseModel):
    """Whose indices are wanted: of a period, or of a programme and one of its waves."""

    model_config = _QUERY

    since: Annotated[_Day | None, Field(alias="from")] = None
    until: Annotated[_Day | None, Field(alias="to")] = None
    programme: _Code | None = None
    wave: _Code | None = None
    by: Literal["unit", "desk", "staff", "procedure", "channel", "question"] = "unit"
    unit: _Code | None = None
    questionnaire: _Code | None = None
    tier: list[_Tier] = []
    with_excluded: bool = False
    explain: bool = False


class Interval(BaseModel):
    """Two ends of a 95 % interval."""

    low: float | None
    high: float | None


class CriterionRow(Interval):
    """One question; everything but its name is null where it has too few answers."""

    question: str
    n: int | None
    n1: int | None
    n2: int | None
    n3: int | None
    n4: int | None
    n5: int | None
    share: float | None
    mean100: float | None
    state: Literal["ok", "few", "insufficient"]


class IndexRowModel(Interval):
    """One group; what privacy or too few answers forbid is null, and `hidden` says which it was."""

    model_config = ConfigDict(extra="allow")

    key: str | None
    name: str | None
    respondents: int | None
    ratings: int | None
    index: float | None
    deff: float | None
    n_eff: float | None
    pooled_share: float | None
    mean100: float | None
    respondent_mean: float | None
    state: Literal["ok", "few", "insufficient"]
    hidden: bool
    required_n: int | None
    days: int | None
    day_low: float | None
    day_high: float | None
    finished: int | None
    refused: int | None
    invited: int | None
    response_rate: Annotated[float | None, Field(description="Respondents to any questionnaire, of those served")]
    coverage: float | None
    bound_low: float | None
    bound_high: float | None
    warning: _Warning | None
    missing_day: str | None
    channel_gap: dict[str, Any] | None
    post_stratified: dict[str, Any] | None
    criteria: list[CriterionRow]
    channels: dict[str, int | None]
    excluded: dict[str, int]


class IndexAnswer(BaseModel):
    """The rows asked for, sorted by key."""

    since: Annotated[str, Field(alias="from")]
    until: Annotated[str, Field(alias="to")]
    by: str
    method: str
    questionnaire: str | None
    tiers: list[str] | None
    left_out: Annotated[
        int, Field(description="Units with answers that are in no figure, lest single answers follow")
    ]
    rows: list[IndexRowModel]


class CoverageRowModel(BaseModel):
    """One group on its way from the counter to the index; null is "not known" or "too few to tell".

    By shift the key is the band (early, morning, noon, afternoon, evening, unknown), the name its hours.
    """

    key: str | None
    name: str | None
    finished: int | None
    refused: int | None
    served: int | None
    invited: int
    answered: int | None
    verified: int | None
    response_rate: Annotated[float | None, Field(description="Respondents to any questionnaire, of those served")]
    coverage: float | None
    bound_low: float | None
    bound_high: float | None
    may_be_ranked: bool | None
    missing_day: Annotated[str | None, Field(description="The first working day whose files are not told")]
    called: int | None
    agreed: int | None
    differed: int | None
    unreachable: int | None
    agreement: float | None


class FloorModel(BaseModel):
    """What a unit must reach to be ranked, and who decided it."""

    response_rate: float
    coverage: float
    decided_by: str
    valid_from: Annotated[str | None, Field(description="Null for the packaged floor")]
    recorded_at: Annotated[str | None, Field(description="When it was entered; null where that is not known")]


class CoverageAnswer(BaseModel):
    """The rows asked for, sorted by key (shifts by the hour), and the floor in force on the first day."""

    since: Annotated[str, Field(alias="from")]
    until: Annotated[str, Field(alias="to")]
    by: str
    method: str
    questionnaire: str | None
    floor: FloorModel
    rows: list[CoverageRowModel]
