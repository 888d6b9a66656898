"""What a one-stop system sends and gets when it asks for slips, as published in the OpenAPI document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from survey.touchpoint.domain import LEAST_DAYS, MOST_DAYS, Occasion
from survey.touchpoint.services.slip_calls import MOST_ITEMS

_STRICT = ConfigDict(strict=True, extra="forbid")


class SlipItem(BaseModel):
    """One slip asked for; a desk or a unit is needed."""

    model_config = _STRICT

    reference: Annotated[str, Field(min_length=1, max_length=200)]
    """Names the slip on the caller's side: asking again with it gives the same token."""
    unit: str | None = None
    desk: str | None = None
    staff: str | None = None
    procedure: str | None = None
    occasion: Occasion | None = None
    days: Annotated[int, Field(ge=LEAST_DAYS, le=MOST_DAYS)] | None = None


class SlipCall(RootModel[list[SlipItem]]):
    """The slips asked for in one call."""

    model_config = ConfigDict(json_schema_extra={"maxItems": MOST_ITEMS})


class SlipResult(BaseModel):
    """What became of one item; a refused one stops no other."""

    reference: str | None
    status: Literal["issued", "known", "refused"]
    token: str | None = None
    address: str | None = None
    expires_at: str | None = None
    reason: str | None = None


class SlipResults(BaseModel):
    """What became of the items, in their order, and how many of each kind."""

    results: list[SlipResult]
    issued: int
    known: int
    refused: int
