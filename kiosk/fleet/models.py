"""What a tablet is told and tells of itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from kiosk.pairing.models import STRICT, AppVersion, Reply

_FARTHEST = 2**53
_Bytes = Annotated[int, Field(ge=0, le=_FARTHEST)]
_Seconds = Annotated[int, Field(ge=0, le=_FARTHEST)]
_Count = Annotated[int, Field(ge=0, le=10**9)]

Texts = dict[str, str]
"""One text by language."""


class HeartbeatCall(BaseModel):
    """How a tablet does."""

    model_config = STRICT

    app_version: AppVersion
    battery: Annotated[float, Field(ge=0, le=1)] | None
    charging: bool | None
    storage_used: _Bytes | None
    storage_quota: _Bytes | None
    persisted: bool | None
    queue: _Count
    aside: _Count
    oldest_age_s: _Seconds | None
    last_answer_age_s: _Seconds | None
    sent_at: Annotated[int, Field(ge=-_FARTHEST, le=_FARTHEST)]
    done: Annotated[list[Annotated[int, Field(ge=0, le=2**31 - 1)]], Field(max_length=100)]


class CommandModel(BaseModel):
    """Something a tablet is to do."""

    id: int
    kind: Literal["reload", "sync", "unpair"]


class HeartbeatReply(Reply):
    """What a tablet is to do, and the tag of what it should be told."""

    config: str
    app_version: str
    commands: list[CommandModel]


class DeviceModel(BaseModel):
    """The tablet itself."""

    code: str
    name: str


class PlaceModel(BaseModel):
    """Where it stands."""

    unit: str
    desk: str | None
    title: str


class MarkModel(BaseModel):
    """One answer a question offers."""

    mark: str
    text: Texts


class QuestionModel(BaseModel):
    """One question."""

    code: str
    kind: Literal["rating5", "event"]
    confidential: bool
    text: Texts
    marks: list[MarkModel]


class QuestionnaireModel(BaseModel):
    """The short form."""

    hash: str
    code: str
    opening: str
    rotation: list[str]
    take: int
    questions: list[QuestionModel]


class LanguageModel(BaseModel):
    """A language people may choose."""

    code: str
    name: str
    draft: bool


class TimingModel(BaseModel):
    """Pauses, in seconds."""

    idle_s: int
    countdown_s: int
    lockout_s: int
    sync_s: int
    heartbeat_s: int


class HoursModel(BaseModel):
    """When the place is open in the coming week."""

    days: list[int]
    opens: str
    closes: str


class StaffModel(BaseModel):
    """Somebody on duty."""

    name: str
    title: str


class PinModel(BaseModel):
    """What tells the right PIN from a wrong one: PBKDF2-HMAC-SHA256."""

    salt: str
    hash: str
    iterations: int


class ConfigReply(Reply):
    """Everything a tablet is told."""

    version: str
    device: DeviceModel
    place: PlaceModel
    questionnaire: QuestionnaireModel
    languages: list[LanguageModel]
    timing: TimingModel
    hours: HoursModel | None
    sleep: bool
    hand: Literal["left", "right"] | None
    """Of the screen; None leaves it to the service menu of the tablet."""
    staff: list[StaffModel] | None
    notice: Texts | None
    locked: bool
    pin: PinModel
    rotating: bool
    app_version: str


class SlotModel(BaseModel):
    """A code for two minutes, drawn as one SVG path of `size` modules a side."""

    from_: Annotated[int, Field(alias="from")]
    until: int
    code: str
    site: str
    size: int
    path: str


class RotatingReply(Reply):
    """The codes of the minutes to come."""

    slots: list[SlotModel]
