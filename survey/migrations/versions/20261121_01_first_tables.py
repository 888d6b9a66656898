"""First tables."""

import sqlalchemy as sa
from alembic import op

from survey.foundation.tables import Moment

revision = "20261121_01"
down_revision = None
branch_labels = None
depends_on = None


# The answers in long form, for whoever queries the database by hand: one row for each answer given.
_ANSWER = """
CREATE VIEW answer AS
SELECT response.id AS response_id, question.code AS question, substr(response.marks, question.position, 1) AS level
FROM response JOIN question ON question.version_id = response.version_id
WHERE substr(response.marks, question.position, 1) <> '-'
"""


def upgrade() -> None:
    op.create_table(
        "ended_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ended_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_ended_session_digest")),
    )
    with op.batch_alter_table("ended_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ended_session_until"), ["until"], unique=False)

    op.create_table(
        "holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("expected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("day", name=op.f("uq_holiday_day")),
    )
    op.create_table(
        "installation",
        sa.Column("fact", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("fact", name=op.f("pk_installation")),
    )
    op.create_table(
        "organisation_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("brought_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_upload")),
    )
    with op.batch_alter_table("organisation_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_upload_token"), ["token"], unique=False)

    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
    )
    op.create_table(
        "questionnaire",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
        sa.UniqueConstraint("code", name=op.f("uq_questionnaire_code")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("code", name=op.f("uq_staff_code")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
    )
    op.create_table(
        "unit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("legal_act", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_event")),
        sa.UniqueConstraint("day", "legal_act", "kind", name=op.f("uq_unit_event_day_legal_act_kind")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_api_key_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_key_hash")),
        sa.UniqueConstraint("name", name=op.f("uq_api_key_name")),
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "desk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sort_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("days", sa.String(length=7), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("(opens IS NULL) = (closes IS NULL)", name=op.f("ck_desk_hours_whole")),
        sa.CheckConstraint("opens < closes", name=op.f("ck_desk_hours_forwards")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_desk_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
        sa.UniqueConstraint("code", name=op.f("uq_desk_code")),
    )
    with op.batch_alter_table("desk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "dirty_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_dirty_day_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dirty_day")),
    )
    op.create_table(
        "home_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_home_unit_period_forwards")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_home_unit_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_home_unit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_unit")),
        sa.UniqueConstraint("staff_id", "valid_from", name=op.f("uq_home_unit_staff_id_valid_from")),
    )
    with op.batch_alter_table("home_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_home_unit_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "procedure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("sort_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_procedure_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
        sa.UniqueConstraint("code", name=op.f("uq_procedure_code")),
    )
    with op.batch_alter_table("procedure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_procedure_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "programme_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_version_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_version")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_programme_version_programme_id_number")),
    )
    op.create_table(
        "questionnaire_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_questionnaire_draft_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_draft")),
    )
    with op.batch_alter_table("questionnaire_draft", schema=None) as batch_op:
        batch_op.create_index(
            "ix_questionnaire_draft_code",
            ["code"],
            unique=True,
            sqlite_where=sa.text("unit_id IS NULL"),
            postgresql_where=sa.text("unit_id IS NULL"),
        )
        batch_op.create_index(
            "ix_questionnaire_draft_unit",
            ["code", "unit_id"],
            unique=True,
            sqlite_where=sa.text("unit_id IS NOT NULL"),
            postgresql_where=sa.text("unit_id IS NOT NULL"),
        )

    op.create_table(
        "questionnaire_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.Column("retired_at", Moment(), nullable=True),
        sa.CheckConstraint("(unit_id IS NULL) = (base_id IS NULL)", name=op.f("ck_questionnaire_version_base")),
        sa.ForeignKeyConstraint(
            ["base_id"], ["questionnaire_version.id"], name=op.f("fk_questionnaire_version_base_id")
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_questionnaire_version_questionnaire_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_questionnaire_version_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_version")),
    )
    with op.batch_alter_table("questionnaire_version", schema=None) as batch_op:
        batch_op.create_index(
            "ix_questionnaire_version_in_force",
            ["questionnaire_id"],
            unique=True,
            sqlite_where=sa.text("retired_at IS NULL AND unit_id IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL AND unit_id IS NULL"),
        )
        batch_op.create_index(
            "ix_questionnaire_version_number",
            ["questionnaire_id", "number"],
            unique=True,
            sqlite_where=sa.text("unit_id IS NULL"),
            postgresql_where=sa.text("unit_id IS NULL"),
        )
        batch_op.create_index(
            "ix_questionnaire_version_unit_in_force",
            ["questionnaire_id", "unit_id"],
            unique=True,
            sqlite_where=sa.text("retired_at IS NULL AND unit_id IS NOT NULL"),
            postgresql_where=sa.text("retired_at IS NULL AND unit_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_questionnaire_version_unit_number",
            ["questionnaire_id", "unit_id", "number"],
            unique=True,
            sqlite_where=sa.text("unit_id IS NOT NULL"),
            postgresql_where=sa.text("unit_id IS NOT NULL"),
        )

    op.create_table(
        "unit_succession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint("from_unit_id <> to_unit_id", name=op.f("ck_unit_succession_own_successor")),
        sa.ForeignKeyConstraint(["event_id"], ["unit_event.id"], name=op.f("fk_unit_succession_event_id")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["unit.id"], name=op.f("fk_unit_succession_from_unit_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_unit_succession_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_succession")),
        sa.UniqueConstraint(
            "event_id",
            "from_unit_id",
            "to_unit_id",
            name=op.f("uq_unit_succession_event_id_from_unit_id_to_unit_id"),
        ),
    )
    with op.batch_alter_table("unit_succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_succession_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_succession_from_unit_id"), ["from_unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_succession_to_unit_id"), ["to_unit_id"], unique=False)
        batch_op.create_index(
            "uq_unit_succession_alone",
            ["event_id", "from_unit_id"],
            unique=True,
            sqlite_where=sa.text("to_unit_id IS NULL"),
            postgresql_where=sa.text("to_unit_id IS NULL"),
        )

    op.create_table(
        "unit_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sort_key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(length=100), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.CheckConstraint("parent_id <> unit_id", name=op.f("ck_unit_version_own_parent")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_unit_version_period_forwards")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_version_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_version_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_version")),
        sa.UniqueConstraint("unit_id", "valid_from", name=op.f("uq_unit_version_unit_id_valid_from")),
    )
    with op.batch_alter_table("unit_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_version_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "account_role",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_role_account_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_account_role_role_id")),
        sa.PrimaryKeyConstraint("account_id", "role_id", name=op.f("pk_account_role")),
    )
    op.create_table(
        "board_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(published_by IS NULL) = (state = 'draft')", name=op.f("ck_board_entry_published_by")),
        sa.CheckConstraint("(published_on IS NULL) = (state = 'draft')", name=op.f("ck_board_entry_published_on")),
        sa.CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name=op.f("ck_board_entry_state")),
        sa.CheckConstraint(
            "length(said) BETWEEN 1 AND 1000 AND length(done) BETWEEN 1 AND 1000",
            name=op.f("ck_board_entry_texts"),
        ),
        sa.CheckConstraint("published_by <> written_by", name=op.f("ck_board_entry_second_person")),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_board_entry_published_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_board_entry_unit_id")),
        sa.ForeignKeyConstraint(["written_by"], ["account.id"], name=op.f("fk_board_entry_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_entry")),
    )
    with op.batch_alter_table("board_entry", schema=None) as batch_op:
        batch_op.create_index("ix_board_entry_unit_id_month", ["unit_id", "month"], unique=False)

    op.create_table(
        "feedback_case",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("link", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("escalates_on", sa.Date(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("closings", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (state NOT IN ('closed', 'referred'))", name=op.f("ck_feedback_case_ended")
        ),
        sa.CheckConstraint("holder_id IS NULL OR kind <> 'severe'", name=op.f("ck_feedback_case_severe_holder")),
        sa.CheckConstraint(
            "kind IN ('praise', 'suggestion', 'problem', 'severe')", name=op.f("ck_feedback_case_kind")
        ),
        sa.CheckConstraint("staff_id IS NULL OR kind = 'praise'", name=op.f("ck_feedback_case_praised")),
        sa.CheckConstraint(
            "state IN ('open', 'assigned', 'answered', 'closed', 'reopened', 'referred')",
            name=op.f("ck_feedback_case_state"),
        ),
        sa.CheckConstraint("due_on >= opened_on", name=op.f("ck_feedback_case_due")),
        sa.CheckConstraint("level >= 0 AND closings >= 0", name=op.f("ck_feedback_case_counts")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_feedback_case_desk_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["unit.id"], name=op.f("fk_feedback_case_holder_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_feedback_case_owner_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_feedback_case_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_feedback_case_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_case")),
        sa.UniqueConstraint("link", name=op.f("uq_feedback_case_link")),
    )
    with op.batch_alter_table("feedback_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_case_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_feedback_case_state_escalates_on", ["state", "escalates_on"], unique=False)
        batch_op.create_index("ix_feedback_case_unit_id_opened_on", ["unit_id", "opened_on"], unique=False)

    op.create_table(
        "print_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("beat_at", Moment(), nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("problem", sa.String(length=500), nullable=True),
        sa.CheckConstraint("(state = 'running') <= (beat_at IS NOT NULL)", name=op.f("ck_print_job_beat_at")),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_print_job_state")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_print_job_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    op.create_table(
        "question",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("indexed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["questionnaire_version.id"], name=op.f("fk_question_version_id")),
        sa.PrimaryKeyConstraint("version_id", "position", name=op.f("pk_question")),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("tier", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour_band", sa.String(length=12), nullable=False),
        sa.Column("assisted", sa.Boolean(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("marks", sa.String(length=512), nullable=False),
        sa.CheckConstraint(
            "channel IN ('qr_open', 'qr_receipt', 'kiosk', 'link', 'phone', 'paper')",
            name=op.f("ck_response_channel"),
        ),
        sa.CheckConstraint(
            "hour_band IN ('early', 'morning', 'noon', 'afternoon', 'evening', 'unknown')",
            name=op.f("ck_response_hour_band"),
        ),
        sa.CheckConstraint("state IN ('counted', 'quarantined', 'excluded')", name=op.f("ck_response_state")),
        sa.CheckConstraint("tier IN ('verified', 'presence', 'open')", name=op.f("ck_response_tier")),
        sa.CheckConstraint(
            "trim(marks, '-12345xynoABCDEFGHIJKLMNOPQRSTUVWXYZ') = ''", name=op.f("ck_response_marks")
        ),
        sa.CheckConstraint("length(marks) > 0", name=op.f("ck_response_marks_given")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_response_desk_id")),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_response_procedure_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_response_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_response_unit_id")),
        sa.ForeignKeyConstraint(["version_id"], ["questionnaire_version.id"], name=op.f("fk_response_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index("ix_response_unit_id_day", ["unit_id", "day"], unique=False)

    op.create_table(
        "roster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("starts", Moment(), nullable=False),
        sa.Column("ends", Moment(), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("ck_roster_shift_forwards")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_roster_desk_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_roster_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
        sa.UniqueConstraint("desk_id", "staff_id", "starts", name=op.f("uq_roster_desk_id_staff_id_starts")),
    )
    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_desk_id_starts"), ["desk_id", "starts"], unique=False)
        batch_op.create_index(batch_op.f("ix_roster_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "roster_pattern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.String(length=7), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("starts < ends", name=op.f("ck_roster_pattern_pattern_forwards")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_roster_pattern_period_forwards")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_roster_pattern_desk_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_roster_pattern_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_pattern")),
        sa.UniqueConstraint(
            "desk_id",
            "staff_id",
            "days",
            "starts",
            "valid_from",
            name=op.f("uq_roster_pattern_desk_id_staff_id_days_starts_valid_from"),
        ),
    )
    with op.batch_alter_table("roster_pattern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_pattern_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "slip",
        sa.Column("hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("occasion", sa.String(length=12), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("valid_from", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.CheckConstraint("occasion IN ('finished', 'more_papers', 'refused')", name=op.f("ck_slip_occasion")),
        sa.CheckConstraint("expires_at > valid_from", name=op.f("ck_slip_expires_at")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_slip_desk_id")),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_slip_procedure_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_slip_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_slip_unit_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_slip")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("slip", schema=None) as batch_op:
        batch_op.create_index("ix_slip_expires_at", ["expires_at"], unique=False)
        batch_op.create_index("ix_slip_unit_id_issued_at", ["unit_id", "issued_at"], unique=False)

    op.create_table(
        "tally",
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
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_tally_desk_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_tally_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_tally_unit_id")),
        sa.ForeignKeyConstraint(["version_id"], ["questionnaire_version.id"], name=op.f("fk_tally_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally")),
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.create_index("ix_tally_day_unit_id", ["day", "unit_id"], unique=False)
        batch_op.create_index("ix_tally_unit_id_day", ["unit_id", "day"], unique=False)

    op.create_table(
        "tally_month",
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
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_tally_month_desk_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_tally_month_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_tally_month_unit_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["questionnaire_version.id"], name=op.f("fk_tally_month_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_month")),
    )
    with op.batch_alter_table("tally_month", schema=None) as batch_op:
        batch_op.create_index("ix_tally_month_day_unit_id", ["day", "unit_id"], unique=False)
        batch_op.create_index("ix_tally_month_unit_id_day", ["unit_id", "day"], unique=False)

    op.create_table(
        "touchpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(kind = 'desk') = (desk_id IS NOT NULL)", name=op.f("ck_touchpoint_desk_id")),
        sa.CheckConstraint("(kind = 'desk') = (unit_id IS NULL)", name=op.f("ck_touchpoint_unit_id")),
        sa.CheckConstraint(
            "(state = 'revoked') = (revoked_at IS NOT NULL)", name=op.f("ck_touchpoint_revoked_at")
        ),
        sa.CheckConstraint("kind IN ('desk', 'unit', 'link')", name=op.f("ck_touchpoint_kind")),
        sa.CheckConstraint("replaced_by IS NULL OR state = 'revoked'", name=op.f("ck_touchpoint_replaced_by")),
        sa.CheckConstraint("state IN ('active', 'revoked')", name=op.f("ck_touchpoint_state")),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_touchpoint_desk_id")),
        sa.ForeignKeyConstraint(["replaced_by"], ["touchpoint.id"], name=op.f("fk_touchpoint_replaced_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_touchpoint_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touchpoint")),
        sa.UniqueConstraint("code", name=op.f("uq_touchpoint_code")),
    )
    with op.batch_alter_table("touchpoint", schema=None) as batch_op:
        batch_op.create_index("ix_touchpoint_desk_id", ["desk_id"], unique=False)
        batch_op.create_index("ix_touchpoint_unit_id", ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_touchpoint_desk_id_active",
            ["desk_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'desk' AND state = 'active'"),
            postgresql_where=sa.text("kind = 'desk' AND state = 'active'"),
        )
        batch_op.create_index(
            "uq_touchpoint_unit_id_active",
            ["unit_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'unit' AND state = 'active'"),
            postgresql_where=sa.text("kind = 'unit' AND state = 'active'"),
        )

    op.create_table(
        "case_contact",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=False),
        sa.CheckConstraint("delete_on >= consented_on", name=op.f("ck_case_contact_forwards")),
        sa.ForeignKeyConstraint(["case_id"], ["feedback_case.id"], name=op.f("fk_case_contact_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_contact")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("case_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_contact_delete_on"), ["delete_on"], unique=False)

    op.create_table(
        "case_event",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("moment", Moment(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "action IN ('open', 'assign', 'reply', 'write', 'close', 'reopen', 'refer', 'raise', 'escalate', 'judge', 'letter')",
            name=op.f("ck_case_event_action"),
        ),
        sa.CheckConstraint("(moment IS NULL) = (account_id IS NULL)", name=op.f("ck_case_event_moment_of_staff")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_case_event_account_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["account.id"], name=op.f("fk_case_event_assignee_id")),
        sa.ForeignKeyConstraint(["case_id"], ["feedback_case.id"], name=op.f("fk_case_event_case_id")),
        sa.PrimaryKeyConstraint("case_id", "place", name=op.f("pk_case_event")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_message",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=True),
        sa.CheckConstraint("direction IN ('citizen', 'office')", name=op.f("ck_case_message_direction")),
        sa.CheckConstraint("(text IS NULL) = (erased_on IS NOT NULL)", name=op.f("ck_case_message_erased")),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 2000", name=op.f("ck_case_message_text")),
        sa.ForeignKeyConstraint(["case_id"], ["feedback_case.id"], name=op.f("fk_case_message_case_id")),
        sa.PrimaryKeyConstraint("case_id", "place", name=op.f("pk_case_message")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=True),
        sa.Column("readership", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IS NULL OR kind IN ('praise', 'suggestion', 'problem')", name=op.f("ck_comment_kind")
        ),
        sa.CheckConstraint("readership IN ('unit', 'inspection')", name=op.f("ck_comment_readership")),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 2000", name=op.f("ck_comment_text")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_comment_response_id")),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "handling_mark",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("closing", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("mark BETWEEN 1 AND 5", name=op.f("ck_handling_mark_mark")),
        sa.ForeignKeyConstraint(["case_id"], ["feedback_case.id"], name=op.f("fk_handling_mark_case_id")),
        sa.PrimaryKeyConstraint("case_id", "closing", name=op.f("pk_handling_mark")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "praise_letter",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["feedback_case.id"], name=op.f("fk_praise_letter_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_praise_letter_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_praise_letter_unit_id")),
        sa.ForeignKeyConstraint(["written_by"], ["account.id"], name=op.f("fk_praise_letter_written_by")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_praise_letter")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("praise_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_praise_letter_day"), ["day"], unique=False)

    op.create_table(
        "print_sheet",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["print_job.id"], name=op.f("fk_print_sheet_job_id")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_print_sheet")),
    )
    op.create_table(
        "receipt",
        sa.Column("hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_receipt_response_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_receipt")),
        sa.UniqueConstraint("response_id", name=op.f("uq_receipt_response_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "trace",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("dwell_s", sa.Integer(), nullable=True),
        sa.Column("network", sa.LargeBinary(length=16), nullable=True),
        sa.Column("device", sa.LargeBinary(length=16), nullable=True),
        sa.Column("token", sa.LargeBinary(length=16), nullable=True),
        sa.CheckConstraint("dwell_s IS NULL OR dwell_s >= 0", name=op.f("ck_trace_dwell_s")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_trace_response_id")),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_trace")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("trace", schema=None) as batch_op:
        batch_op.create_index("ix_trace_received_at", ["received_at"], unique=False)
    op.execute(_ANSWER)


def downgrade() -> None:
    op.execute("DROP VIEW answer")
    with op.batch_alter_table("trace", schema=None) as batch_op:
        batch_op.drop_index("ix_trace_received_at")

    op.drop_table("trace")
    op.drop_table("receipt")
    op.drop_table("print_sheet")
    with op.batch_alter_table("praise_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_praise_letter_day"))

    op.drop_table("praise_letter")
    op.drop_table("handling_mark")
    op.drop_table("comment")
    op.drop_table("case_message")
    op.drop_table("case_event")
    with op.batch_alter_table("case_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_contact_delete_on"))

    op.drop_table("case_contact")
    with op.batch_alter_table("touchpoint", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_touchpoint_unit_id_active",
            sqlite_where=sa.text("kind = 'unit' AND state = 'active'"),
            postgresql_where=sa.text("kind = 'unit' AND state = 'active'"),
        )
        batch_op.drop_index(
            "uq_touchpoint_desk_id_active",
            sqlite_where=sa.text("kind = 'desk' AND state = 'active'"),
            postgresql_where=sa.text("kind = 'desk' AND state = 'active'"),
        )
        batch_op.drop_index("ix_touchpoint_unit_id")
        batch_op.drop_index("ix_touchpoint_desk_id")

    op.drop_table("touchpoint")
    with op.batch_alter_table("tally_month", schema=None) as batch_op:
        batch_op.drop_index("ix_tally_month_unit_id_day")
        batch_op.drop_index("ix_tally_month_day_unit_id")

    op.drop_table("tally_month")
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.drop_index("ix_tally_unit_id_day")
        batch_op.drop_index("ix_tally_day_unit_id")

    op.drop_table("tally")
    with op.batch_alter_table("slip", schema=None) as batch_op:
        batch_op.drop_index("ix_slip_unit_id_issued_at")
        batch_op.drop_index("ix_slip_expires_at")

    op.drop_table("slip")
    with op.batch_alter_table("roster_pattern", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_pattern_staff_id"))

    op.drop_table("roster_pattern")
    with op.batch_alter_table("roster", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_staff_id"))
        batch_op.drop_index(batch_op.f("ix_roster_desk_id_starts"))

    op.drop_table("roster")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index("ix_response_unit_id_day")

    op.drop_table("response")
    op.drop_table("question")
    op.drop_table("print_job")
    with op.batch_alter_table("feedback_case", schema=None) as batch_op:
        batch_op.drop_index("ix_feedback_case_unit_id_opened_on")
        batch_op.drop_index("ix_feedback_case_state_escalates_on")
        batch_op.drop_index(batch_op.f("ix_feedback_case_owner_id"))

    op.drop_table("feedback_case")
    with op.batch_alter_table("board_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_board_entry_unit_id_month")

    op.drop_table("board_entry")
    op.drop_table("account_role")
    with op.batch_alter_table("unit_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_version_parent_id"))

    op.drop_table("unit_version")
    with op.batch_alter_table("unit_succession", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_unit_succession_alone",
            sqlite_where=sa.text("to_unit_id IS NULL"),
            postgresql_where=sa.text("to_unit_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_unit_succession_to_unit_id"))
        batch_op.drop_index(batch_op.f("ix_unit_succession_from_unit_id"))
        batch_op.drop_index(batch_op.f("ix_unit_succession_event_id"))

    op.drop_table("unit_succession")
    with op.batch_alter_table("questionnaire_version", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_questionnaire_version_unit_number",
            sqlite_where=sa.text("unit_id IS NOT NULL"),
            postgresql_where=sa.text("unit_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_questionnaire_version_unit_in_force",
            sqlite_where=sa.text("retired_at IS NULL AND unit_id IS NOT NULL"),
            postgresql_where=sa.text("retired_at IS NULL AND unit_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_questionnaire_version_number",
            sqlite_where=sa.text("unit_id IS NULL"),
            postgresql_where=sa.text("unit_id IS NULL"),
        )
        batch_op.drop_index(
            "ix_questionnaire_version_in_force",
            sqlite_where=sa.text("retired_at IS NULL AND unit_id IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL AND unit_id IS NULL"),
        )

    op.drop_table("questionnaire_version")
    with op.batch_alter_table("questionnaire_draft", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_questionnaire_draft_unit",
            sqlite_where=sa.text("unit_id IS NOT NULL"),
            postgresql_where=sa.text("unit_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_questionnaire_draft_code",
            sqlite_where=sa.text("unit_id IS NULL"),
            postgresql_where=sa.text("unit_id IS NULL"),
        )

    op.drop_table("questionnaire_draft")
    op.drop_table("programme_version")
    with op.batch_alter_table("procedure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_procedure_unit_id"))

    op.drop_table("procedure")
    with op.batch_alter_table("home_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_home_unit_unit_id"))

    op.drop_table("home_unit")
    op.drop_table("dirty_day")
    with op.batch_alter_table("desk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_unit_id"))

    op.drop_table("desk")
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_key_unit_id"))

    op.drop_table("api_key")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_unit_id"))

    op.drop_table("account")
    op.drop_table("unit_event")
    op.drop_table("unit")
    op.drop_table("staff")
    op.drop_table("role")
    op.drop_table("questionnaire")
    op.drop_table("programme")
    with op.batch_alter_table("organisation_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_upload_token"))

    op.drop_table("organisation_upload")
    op.drop_table("installation")
    op.drop_table("holiday")
    with op.batch_alter_table("ended_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ended_session_until"))

    op.drop_table("ended_session")
