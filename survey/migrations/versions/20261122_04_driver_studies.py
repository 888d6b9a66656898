"""Studies of questions, kept for the pages."""

import sqlalchemy as sa
from alembic import op

from survey.foundation.tables import Moment

revision = "20261122_04"
down_revision = "20261122_03"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "driver_study",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("questionnaire", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_driver_study_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_driver_study")),
    )
    op.create_index("ix_driver_study_unit_id_until", "driver_study", ["unit_id", "until"])


def downgrade() -> None:
    op.drop_index("ix_driver_study_unit_id_until", table_name="driver_study")
    op.drop_table("driver_study")
