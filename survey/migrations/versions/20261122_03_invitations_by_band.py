"""Invitations of purged slips by the coarse band of hours, as answers have it."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_03"
down_revision = "20261122_02"
branch_labels = None
depends_on = None

_BANDS = "hour_band IN ('early', 'morning', 'noon', 'afternoon', 'evening', 'unknown')"


def upgrade() -> None:
    # The hour of slips purged before is not known any more.
    band = sa.Column("hour_band", sa.String(length=12), nullable=False, server_default="unknown")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(band)
        batch_op.create_check_constraint(op.f("ck_invitation_hour_band"), _BANDS)


def downgrade() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_invitation_hour_band"), type_="check")
        batch_op.drop_column("hour_band")
