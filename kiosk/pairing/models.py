"""What is said on the wire while pairing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

STRICT = ConfigDict(strict=True, extra="forbid")
"""A number is no text, and what nobody knows is refused."""

AppVersion = Annotated[str, Field(max_length=64, pattern=r"^[\x20-\x7e]*$")]
Base64 = Annotated[str, Field(max_length=100)]


class Reply(BaseModel):
    """What every reply holds."""

    now: int
    """The server's clock, in milliseconds."""


class ChallengeReply(Reply):
    """What the next requests are to be signed with."""

    challenge: str


class PairCall(BaseModel):
    """A tablet asks to be paired."""

    model_config = STRICT

    public_key: Base64
    app_version: AppVersion
    persistent: bool | None
    """Whether the browser promised to keep the tablet's storage."""
    invitation: Annotated[str, Field(max_length=100)] | None = None
    """The code of an invitation: who brings it need not wait."""


class PairReply(Reply):
    """What the tablet shows until a manager has decided."""

    user_code: str
    check: str
    expires_in: int
    interval: int
    address: str
    picture: str


class InvitedReply(Reply):
    """The tablet brought an invitation and is paired."""

    state: Literal["paired"]
    device: str


class PollCall(BaseModel):
    """A tablet asks whether it is paired."""

    model_config = STRICT


class PollReply(Reply):
    """What became of it."""

    state: Literal["pending", "paired", "expired", "refused"]
    device: str | None


class KeyCall(BaseModel):
    """A device announces its next key."""

    model_config = STRICT

    public_key: Base64
    proof: Base64
