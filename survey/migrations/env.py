"""Alembic's door: runs the migrations on the connection it is handed."""

from alembic import context

from survey.foundation.register import every_table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=every_table(),
    render_as_batch=True,
    compare_type=True,
    # Both databases run DDL inside the caller's transaction, so a migration that fails changes nothing.
    transactional_ddl=True,
)
context.run_migrations()
