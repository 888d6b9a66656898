"""Tablets, volumes, screening and rulings, who asks what where, and tallies with more counts."""

import sqlalchemy as sa
from alembic import op

from survey.foundation.append_only import triggers_of
from survey.foundation.tables import Moment

revision = "20261122_02"
down_revision = "20261121_01"
branch_labels = None
depends_on = None


# Since this revision the database itself holds that these are only added to.
_ONLY_ADDED_TO = (
    "case_event",
    "flag",
    "kiosk_device_event",
    "ruled_answer",
    "ruling",
    "ruling_step",
    "screening_finding",
    "screening_run",
    "touchpoint_event",
)
# Tallies are made anew from the answers: their vectors have other counts now.
_COUNT_ANEW = "INSERT INTO dirty_day (unit_id, day) SELECT DISTINCT unit_id, day FROM response"
_KEYS = {
    "unit_id": "unit.id",
    "desk_id": "desk.id",
    "staff_id": "staff.id",
    "version_id": "questionnaire_version.id",
}


def _tallies_anew(*, keyed: bool) -> None:
    """Make the tables of tallies again, empty, with foreign keys and a second index as they were, or without."""
    for name in ("tally", "tally_month"):
        op.drop_table(name)
        op.create_table(
            name,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("unit_id", sa.Integer(), nullable=False),
            sa.Column("desk_id", sa.Integer(), nullable=True),
            sa.Column("staff_id", sa.Integer(), nullable=True),
            sa.Column("channel", sa.String(length=12), nullable=False),
            sa.Column("tier", sa.String(length=12), nullable=False),
            sa.Column("version_id", sa.Integer(), nullable=False),
            sa.Column("state", sa.String(length=12), nullable=False),
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("counts", sa.LargeBinary(), nullable=False),
            *(sa.ForeignKeyConstraint([key], [to], name=f"fk_{name}_{key}") for key, to in _KEYS.items() if keyed),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        )
        op.create_index(f"ix_{name}_unit_id_day", name, ["unit_id", "day"])
        if keyed:
            op.create_index(f"ix_{name}_day_unit_id", name, ["day", "unit_id"])
    op.execute("DELETE FROM dirty_day")
    op.execute(_COUNT_ANEW)


def _add_triggers() -> None:
    dialect = op.get_bind().dialect.name
    for table in _ONLY_ADDED_TO:
        for statement in triggers_of(table, dialect):
            op.execute(statement)


def _drop_triggers() -> None:
    """Take the triggers from the tables that stay; the others take theirs with them."""
    for table in ("case_event",):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(f"DROP TRIGGER {table}_no_delete")
        else:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")


def upgrade() -> None:
    op.create_table(
        "ranking_floor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("least_response_rate", sa.Integer(), nullable=False),
        sa.Column("least_coverage", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("least_coverage BETWEEN 0 AND 10000", name=op.f("ck_ranking_floor_least_coverage")),
        sa.CheckConstraint(
            "least_response_rate BETWEEN 0 AND 10000", name=op.f("ck_ranking_floor_least_response_rate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_floor")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_ranking_floor_valid_from")),
    )
    op.create_table(
        "screening_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("thresholds_from", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.CheckConstraint("until >= since", name=op.f("ck_screening_run_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_run")),
        info={"append_only": True},
    )
    op.create_table(
        "tally_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_calendar")),
    )
    op.create_index("ix_tally_calendar_unit_id_day", "tally_calendar", ["unit_id", "day"], unique=False)
    op.create_table(
        "tally_service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_service")),
    )
    op.create_index("ix_tally_service_unit_id_day", "tally_service", ["unit_id", "day"], unique=False)
    op.create_table(
        "tally_service_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_service_month")),
    )
    op.create_index("ix_tally_service_month_unit_id_day", "tally_service_month", ["unit_id", "day"], unique=False)
    op.create_table(
        "tally_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_unit")),
    )
    op.create_index("ix_tally_unit_unit_id_day", "tally_unit", ["unit_id", "day"], unique=False)
    op.create_table(
        "tally_unit_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_unit_month")),
    )
    op.create_index("ix_tally_unit_month_unit_id_day", "tally_unit_month", ["unit_id", "day"], unique=False)
    op.create_table(
        "asked_questionnaire",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("set_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_asked_questionnaire_questionnaire_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_asked_questionnaire_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_questionnaire")),
    )
    op.create_index(
        "ix_asked_questionnaire_everywhere",
        "asked_questionnaire",
        ["valid_from"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NULL"),
        postgresql_where=sa.text("unit_id IS NULL"),
    )
    op.create_index(
        "ix_asked_questionnaire_unit",
        "asked_questionnaire",
        ["unit_id", "valid_from"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NOT NULL"),
        postgresql_where=sa.text("unit_id IS NOT NULL"),
    )
    op.create_table(
        "callback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("called", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("differed", sa.Integer(), nullable=False),
        sa.Column("unreachable", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.CheckConstraint("agreed >= 0 AND differed >= 0 AND unreachable >= 0", name=op.f("ck_callback_counts")),
        sa.CheckConstraint("called = agreed + differed + unreachable", name=op.f("ck_callback_called")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_callback_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback")),
    )
    op.create_index("ix_callback_unit_id_month", "callback", ["unit_id", "month"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.CheckConstraint("issued > 0", name=op.f("ck_invitation_issued")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_invitation_desk_id")),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_invitation_procedure_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_invitation_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    op.create_index("ix_invitation_unit_id_day", "invitation", ["unit_id", "day"], unique=False)
    op.create_table(
        "kiosk_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("paired_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("shows_staff", sa.Boolean(), nullable=False),
        sa.Column("pin_number", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'revoked') = (revoked_at IS NOT NULL)", name=op.f("ck_kiosk_device_revoked_at")
        ),
        sa.CheckConstraint("state IN ('active', 'revoked')", name=op.f("ck_kiosk_device_state")),
        sa.CheckConstraint("(unit_id IS NULL) <> (desk_id IS NULL)", name=op.f("ck_kiosk_device_spot")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_kiosk_device_desk_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_kiosk_device_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_device")),
        sa.UniqueConstraint("code", name=op.f("uq_kiosk_device_code")),
    )
    op.create_index(op.f("ix_kiosk_device_desk_id"), "kiosk_device", ["desk_id"], unique=False)
    op.create_index(op.f("ix_kiosk_device_unit_id"), "kiosk_device", ["unit_id"], unique=False)
    op.create_table(
        "kiosk_mistype",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_kiosk_mistype_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_mistype")),
    )
    op.create_index("ix_kiosk_mistype_account_id_at", "kiosk_mistype", ["account_id", "at"], unique=False)
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("effect", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("inspection_needed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("effect IN ('exclude', 'release')", name=op.f("ck_ruling_effect")),
        sa.CheckConstraint(
            "ground IN ('invalid_slip', 'made_up', 'campaign', 'not_this_office', 'abuse', 'trial', 'impossible_moment', 'genuine')",
            name=op.f("ck_ruling_ground"),
        ),
        sa.CheckConstraint("answers > 0", name=op.f("ck_ruling_answers")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_ruling_proposed_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_ruling_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_ruling_unit_id"), "ruling", ["unit_id"], unique=False)
    op.create_table(
        "screening_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("detector", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("p", sa.Float(), nullable=True),
        sa.Column("rule", sa.String(length=32), nullable=True),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.CheckConstraint("action IN ('reject', 'quarantine', 'note')", name=op.f("ck_screening_finding_action")),
        sa.CheckConstraint(
            "detector IN ('token', 'visits', 'burst', 'regular', 'drip', 'bombing', 'speed', 'straight', 'clock', 'channel_gap', 'staff_gap')",
            name=op.f("ck_screening_finding_detector"),
        ),
        sa.CheckConstraint("(p IS NULL) <> (rule IS NULL)", name=op.f("ck_screening_finding_p_or_rule")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_screening_finding_desk_id")),
        sa.ForeignKeyConstraint(["run_id"], ["screening_run.id"], name=op.f("fk_screening_finding_run_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_screening_finding_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_finding")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_screening_finding_run_id"), "screening_finding", ["run_id"], unique=False)
    op.create_table(
        "service_volume",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.CheckConstraint("NOT whole OR day = month", name=op.f("ck_service_volume_month")),
        sa.CheckConstraint("finished >= 0 AND refused >= 0", name=op.f("ck_service_volume_counts")),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_service_volume_procedure_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_service_volume_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_volume")),
    )
    op.create_index(
        "ix_service_volume_of_procedure",
        "service_volume",
        ["unit_id", "day", "procedure_id", "whole"],
        unique=True,
        sqlite_where=sa.text("procedure_id IS NOT NULL"),
        postgresql_where=sa.text("procedure_id IS NOT NULL"),
    )
    op.create_index(
        "ix_service_volume_of_unit",
        "service_volume",
        ["unit_id", "day", "whole"],
        unique=True,
        sqlite_where=sa.text("procedure_id IS NULL"),
        postgresql_where=sa.text("procedure_id IS NULL"),
    )
    op.create_index(
        "ix_service_volume_unit_id_month_day", "service_volume", ["unit_id", "month", "day"], unique=False
    )
    op.create_table(
        "service_volume_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_service_volume_month_procedure_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_service_volume_month_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_volume_month")),
    )
    op.create_index(
        "ix_service_volume_month_unit_id_month", "service_volume_month", ["unit_id", "month"], unique=False
    )
    op.create_table(
        "flag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["screening_finding.id"], name=op.f("fk_flag_finding_id")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_flag_response_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_flag_finding_id"), "flag", ["finding_id"], unique=False)
    op.create_index(op.f("ix_flag_response_id"), "flag", ["response_id"], unique=False)
    op.create_table(
        "kiosk_burst",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tablet_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tablet_id"], ["kiosk_device.id"], name=op.f("fk_kiosk_burst_tablet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_burst")),
        sa.UniqueConstraint("tablet_id", "day", name=op.f("uq_kiosk_burst_tablet_id_day")),
    )
    op.create_table(
        "kiosk_command",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tablet_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.CheckConstraint("kind IN ('reload', 'sync', 'unpair')", name=op.f("ck_kiosk_command_kind")),
        sa.ForeignKeyConstraint(["tablet_id"], ["kiosk_device.id"], name=op.f("fk_kiosk_command_tablet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_command")),
    )
    op.create_index(op.f("ix_kiosk_command_tablet_id"), "kiosk_command", ["tablet_id"], unique=False)
    op.create_index(
        "uq_kiosk_command_open",
        "kiosk_command",
        ["tablet_id", "kind"],
        unique=True,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "kiosk_device_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tablet_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "kind IN ('paired', 'revoked', 'unpaired', 'key_changed', 'moved', 'renamed', 'locked', 'unlocked', 'notice', 'staff_shown', 'staff_hidden', 'new_pin', 'asked', 'taken_back', 'set_up')",
            name=op.f("ck_kiosk_device_event_kind"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_kiosk_device_event_account_id")),
        sa.ForeignKeyConstraint(["tablet_id"], ["kiosk_device.id"], name=op.f("fk_kiosk_device_event_tablet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_device_event")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_kiosk_device_event_tablet_id"), "kiosk_device_event", ["tablet_id"], unique=False)
    op.create_table(
        "kiosk_habit",
        sa.Column("tablet_id", sa.Integer(), nullable=False),
        sa.Column("pauses", sa.Text(), nullable=False),
        sa.Column("days", sa.String(length=7), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("sleeps", sa.Boolean(), nullable=False),
        sa.Column("rotates", sa.Boolean(), nullable=False),
        sa.Column("hand", sa.String(length=12), nullable=True),
        sa.Column("notice_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(opens IS NULL) = (closes IS NULL) AND (opens IS NULL) = (days = '')",
            name=op.f("ck_kiosk_habit_hours"),
        ),
        sa.CheckConstraint("hand IN ('left', 'right')", name=op.f("ck_kiosk_habit_hand")),
        sa.ForeignKeyConstraint(["tablet_id"], ["kiosk_device.id"], name=op.f("fk_kiosk_habit_tablet_id")),
        sa.PrimaryKeyConstraint("tablet_id", name=op.f("pk_kiosk_habit")),
    )
    op.create_table(
        "kiosk_heartbeat",
        sa.Column("tablet_id", sa.Integer(), nullable=False),
        sa.Column("heard_at", Moment(), nullable=False),
        sa.Column("app_version", sa.String(length=64), nullable=False),
        sa.Column("battery", sa.Float(), nullable=True),
        sa.Column("charging", sa.Boolean(), nullable=True),
        sa.Column("storage_used", sa.BigInteger(), nullable=True),
        sa.Column("storage_quota", sa.BigInteger(), nullable=True),
        sa.Column("persisted", sa.Boolean(), nullable=True),
        sa.Column("queue", sa.Integer(), nullable=False),
        sa.Column("aside", sa.Integer(), nullable=False),
        sa.Column("oldest_age_h", sa.Integer(), nullable=True),
        sa.Column("last_answer_age_h", sa.Integer(), nullable=True),
        sa.Column("skew_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tablet_id"], ["kiosk_device.id"], name=op.f("fk_kiosk_heartbeat_tablet_id")),
        sa.PrimaryKeyConstraint("tablet_id", name=op.f("pk_kiosk_heartbeat")),
    )
    op.create_table(
        "kiosk_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("tablet_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(unit_id IS NULL) <> (desk_id IS NULL)", name=op.f("ck_kiosk_invitation_spot")),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR tablet_id IS NULL", name=op.f("ck_kiosk_invitation_withdrawn_at")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_kiosk_invitation_account_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_kiosk_invitation_desk_id")),
        sa.ForeignKeyConstraint(["tablet_id"], ["kiosk_device.id"], name=op.f("fk_kiosk_invitation_tablet_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_kiosk_invitation_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_kiosk_invitation_digest")),
    )
    op.create_index(op.f("ix_kiosk_invitation_expires_at"), "kiosk_invitation", ["expires_at"], unique=False)
    op.create_table(
        "kiosk_key",
        sa.Column("key_id", sa.String(length=22), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=65), nullable=False),
        sa.Column("tablet_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.CheckConstraint("state IN ('current', 'next', 'old')", name=op.f("ck_kiosk_key_state")),
        sa.ForeignKeyConstraint(["tablet_id"], ["kiosk_device.id"], name=op.f("fk_kiosk_key_tablet_id")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_kiosk_key")),
    )
    op.create_index(op.f("ix_kiosk_key_tablet_id"), "kiosk_key", ["tablet_id"], unique=False)
    op.create_index(
        "uq_kiosk_key_current",
        "kiosk_key",
        ["tablet_id"],
        unique=True,
        sqlite_where=sa.text("state = 'current'"),
        postgresql_where=sa.text("state = 'current'"),
    )
    op.create_index(
        "uq_kiosk_key_next",
        "kiosk_key",
        ["tablet_id"],
        unique=True,
        sqlite_where=sa.text("state = 'next'"),
        postgresql_where=sa.text("state = 'next'"),
    )
    op.create_table(
        "kiosk_pairing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_code", sa.String(length=8), nullable=False),
        sa.Column("key_id", sa.String(length=22), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=65), nullable=False),
        sa.Column("app_version", sa.String(length=64), nullable=False),
        sa.Column("persistent", sa.Boolean(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("polled_at", Moment(), nullable=True),
        sa.Column("tablet_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'paired') = (tablet_id IS NOT NULL)", name=op.f("ck_kiosk_pairing_tablet_id")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'paired', 'expired', 'refused')", name=op.f("ck_kiosk_pairing_state")
        ),
        sa.ForeignKeyConstraint(["tablet_id"], ["kiosk_device.id"], name=op.f("fk_kiosk_pairing_tablet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_pairing")),
        sa.UniqueConstraint("user_code", name=op.f("uq_kiosk_pairing_user_code")),
    )
    op.create_index(op.f("ix_kiosk_pairing_expires_at"), "kiosk_pairing", ["expires_at"], unique=False)
    op.create_index(op.f("ix_kiosk_pairing_key_id"), "kiosk_pairing", ["key_id"], unique=False)
    op.create_table(
        "kiosk_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tablet_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("since", Moment(), nullable=False),
        sa.CheckConstraint("(unit_id IS NULL) <> (desk_id IS NULL)", name=op.f("ck_kiosk_post_spot")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_kiosk_post_desk_id")),
        sa.ForeignKeyConstraint(["tablet_id"], ["kiosk_device.id"], name=op.f("fk_kiosk_post_tablet_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_kiosk_post_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_post")),
    )
    op.create_index(op.f("ix_kiosk_post_tablet_id"), "kiosk_post", ["tablet_id"], unique=False)
    op.create_table(
        "kiosk_set_aside",
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("tablet_id", sa.Integer(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('malformed', 'unknown_questionnaire', 'wrong_answer', 'clock', 'too_large')",
            name=op.f("ck_kiosk_set_aside_reason"),
        ),
        sa.CheckConstraint("length(body) <= 16384", name=op.f("ck_kiosk_set_aside_body")),
        sa.ForeignKeyConstraint(["tablet_id"], ["kiosk_device.id"], name=op.f("fk_kiosk_set_aside_tablet_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_kiosk_set_aside")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_kiosk_set_aside_tablet_id"), "kiosk_set_aside", ["tablet_id"], unique=False)
    op.create_table(
        "kiosk_trace",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("told_ms", sa.BigInteger(), nullable=False),
        sa.Column("age_ms", sa.BigInteger(), nullable=True),
        sa.Column("offset_ms", sa.BigInteger(), nullable=True),
        sa.Column("skew_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_kiosk_trace_response_id")),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_kiosk_trace")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_kiosk_trace_received_on"), "kiosk_trace", ["received_on"], unique=False)
    op.create_table(
        "ruled_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ruling_id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("was", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_ruled_answer_response_id")),
        sa.ForeignKeyConstraint(["ruling_id"], ["ruling.id"], name=op.f("fk_ruled_answer_ruling_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruled_answer")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_ruled_answer_response_id"), "ruled_answer", ["response_id"], unique=False)
    op.create_index(op.f("ix_ruled_answer_ruling_id"), "ruled_answer", ["ruling_id"], unique=False)
    op.create_table(
        "ruling_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ruling_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "step IN ('accepted', 'declined', 'confirmed', 'not_confirmed', 'appealed', 'upheld', 'restored')",
            name=op.f("ck_ruling_step_step"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_ruling_step_account_id")),
        sa.ForeignKeyConstraint(["ruling_id"], ["ruling.id"], name=op.f("fk_ruling_step_ruling_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling_step")),
        info={"append_only": True},
    )
    op.create_index("uq_ruling_step_ruling_id_place", "ruling_step", ["ruling_id", "place"], unique=True)
    op.create_table(
        "touchpoint_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("touchpoint_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("done_by", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.CheckConstraint("action IN ('issued', 'revoked', 'replaced')", name=op.f("ck_touchpoint_event_action")),
        sa.ForeignKeyConstraint(
            ["touchpoint_id"], ["touchpoint.id"], name=op.f("fk_touchpoint_event_touchpoint_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touchpoint_event")),
        info={"append_only": True},
    )
    op.create_index("ix_touchpoint_event_touchpoint_id", "touchpoint_event", ["touchpoint_id"], unique=False)
    op.create_table(
        "trace_outside",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("given", sa.String(length=200), nullable=False),
        sa.Column("told_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["response_id"], ["trace.response_id"], name=op.f("fk_trace_outside_response_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_trace_outside")),
        sqlite_with_rowid=False,
    )
    _tallies_anew(keyed=False)
    _add_triggers()


def downgrade() -> None:
    _drop_triggers()
    _tallies_anew(keyed=True)
    op.drop_table("trace_outside")
    op.drop_table("touchpoint_event")
    op.drop_table("ruling_step")
    op.drop_table("ruled_answer")
    op.drop_table("kiosk_trace")
    op.drop_table("kiosk_set_aside")
    op.drop_table("kiosk_post")
    op.drop_table("kiosk_pairing")
    op.drop_table("kiosk_key")
    op.drop_table("kiosk_invitation")
    op.drop_table("kiosk_heartbeat")
    op.drop_table("kiosk_habit")
    op.drop_table("kiosk_device_event")
    op.drop_table("kiosk_command")
    op.drop_table("kiosk_burst")
    op.drop_table("flag")
    op.drop_table("service_volume_month")
    op.drop_table("service_volume")
    op.drop_table("screening_finding")
    op.drop_table("ruling")
    op.drop_table("kiosk_mistype")
    op.drop_table("kiosk_device")
    op.drop_table("invitation")
    op.drop_table("callback")
    op.drop_table("asked_questionnaire")
    op.drop_table("tally_unit_month")
    op.drop_table("tally_unit")
    op.drop_table("tally_service_month")
    op.drop_table("tally_service")
    op.drop_table("tally_calendar")
    op.drop_table("screening_run")
    op.drop_table("ranking_floor")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION hailong_append_only()")
