"""The tables of tablets: those that ask, those that are paired, their keys, their posts, what was done to them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from kiosk.pairing.domain import (
    CODE_LENGTH,
    DEVICE_CODE_LENGTH,
    KEY_ID_LENGTH,
    LABEL_LIMIT,
    VERSION_LIMIT,
    DeviceState,
    EventKind,
    KeyState,
    PairingState,
)
from survey.foundation.append_only import append_only
from survey.foundation.tables import Moment, metadata


def _one_of(column: str, kinds: type[DeviceState | EventKind | KeyState | PairingState]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(kind)) for kind in kinds)})", name=column)


kiosk_device = Table(
    "kiosk_device",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(DEVICE_CODE_LENGTH), nullable=False, unique=True),
    # What the office calls it; not a person's name.
    Column("label", String(LABEL_LIMIT), nullable=False),
    # At a desk only the desk is kept: when the desk moves to another unit, its tablet moves with it.
    Column("unit_id", ForeignKey("unit.id"), index=True),
    Column("desk_id", ForeignKey("desk.id"), index=True),
    Column("state", String(12), nullable=False),
    Column("paired_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("locked", Boolean, nullable=False),
    # The notice by language, as JSON; empty for none.
    Column("notice", Text, nullable=False),
    Column("shows_staff", Boolean, nullable=False),
    # Which of the PINs the secret makes for this device; the PIN itself is kept nowhere.
    Column("pin_number", Integer, nullable=False),
    CheckConstraint("(unit_id IS NULL) <> (desk_id IS NULL)", name="spot"),
    CheckConstraint("(state = 'revoked') = (revoked_at IS NOT NULL)", name="revoked_at"),
    _one_of("state", DeviceState),
)

# Where a tablet stood since when; an answer belongs to the spot of its moment.
kiosk_post = Table(
    "kiosk_post",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tablet_id", ForeignKey("kiosk_device.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("unit.id")),
    Column("desk_id", ForeignKey("desk.id")),
    Column("since", Moment, nullable=False),
    CheckConstraint("(unit_id IS NULL) <> (desk_id IS NULL)", name="spot"),
)

# Public halves only; those of the past too, as a queue file may still be signed by them.
kiosk_key = Table(
    "kiosk_key",
    metadata,
    Column("key_id", String(KEY_ID_LENGTH), primary_key=True),
    Column("public_key", LargeBinary(65), nullable=False),
    Column("tablet_id", ForeignKey("kiosk_device.id"), nullable=False, index=True),
    Column("state", String(12), nullable=False),
    Column("since", Moment, nullable=False),
    _one_of("state", KeyState),
)
for _state in (KeyState.CURRENT, KeyState.NEXT):
    # A device has at most one key of each; two requests that change keys at once are told apart by the database.
    _condition = kiosk_key.c.state == _state
    Index(
        f"uq_kiosk_key_{_state}",
        kiosk_key.c.tablet_id,
        unique=True,
        sqlite_where=_condition,
        postgresql_where=_condition,
    )

kiosk_pairing = Table(
    "kiosk_pairing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_code", String(CODE_LENGTH), nullable=False, unique=True),
    Column("key_id", String(KEY_ID_LENGTH), nullable=False, index=True),
    Column("public_key", LargeBinary(65), nullable=False),
    Column("app_version", String(VERSION_LIMIT), nullable=False),
    Column("persistent", Boolean),
    Column("state", String(12), nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("polled_at", Moment),
    Column("tablet_id", ForeignKey("kiosk_device.id")),
    CheckConstraint("(state = 'paired') = (tablet_id IS NOT NULL)", name="tablet_id"),
    _one_of("state", PairingState),
)

kiosk_device_event = append_only(
    Table(
        "kiosk_device_event",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("tablet_id", ForeignKey("kiosk_device.id"), nullable=False, index=True),
        Column("at", Moment, nullable=False),
        Column("kind", String(12), nullable=False),
        # NULL: the device did it itself, or the command line.
        Column("account_id", ForeignKey("account.id")),
        Column("note", String(200), nullable=False),
        _one_of("kind", EventKind),
    )
)

# A place that waits for a tablet; of the code only a digest is kept.
kiosk_invitation = Table(
    "kiosk_invitation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", LargeBinary(16), nullable=False, unique=True),
    Column("label", String(LABEL_LIMIT), nullable=False),
    Column("unit_id", ForeignKey("unit.id")),
    Column("desk_id", ForeignKey("desk.id")),
    # NULL: made on the command line.
    Column("account_id", ForeignKey("account.id")),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("withdrawn_at", Moment),
    Column("tablet_id", ForeignKey("kiosk_device.id")),
    CheckConstraint("(unit_id IS NULL) <> (desk_id IS NULL)", name="spot"),
    CheckConstraint("withdrawn_at IS NULL OR tablet_id IS NULL", name="withdrawn_at"),
)

# Wrong codes an account typed lately; without an account, wrong invitations that tablets brought.
kiosk_mistype = Table(
    "kiosk_mistype",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id")),
    Column("at", Moment, nullable=False),
    Index("ix_kiosk_mistype_account_id_at", "account_id", "at"),
)
