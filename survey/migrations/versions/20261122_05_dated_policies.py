"""When floors were decided, and usual levels that are taken anew for a recorded reason."""

import sqlalchemy as sa
from alembic import op

from survey.foundation.tables import Moment

revision = "20261122_05"
down_revision = "20261122_04"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ranking_floor") as floor:
        floor.add_column(sa.Column("recorded_at", Moment(), nullable=True))
    op.create_table(
        "trend_rebase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("recorded_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_trend_rebase_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trend_rebase")),
        sa.UniqueConstraint("unit_id", "month", name=op.f("uq_trend_rebase_unit_id_month")),
    )


def downgrade() -> None:
    op.drop_table("trend_rebase")
    with op.batch_alter_table("ranking_floor") as floor:
        floor.drop_column("recorded_at")
