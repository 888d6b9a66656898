"""Tables that are only added to, held by the database itself: triggers that refuse UPDATE and DELETE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import DDL, event

if TYPE_CHECKING:
    from sqlalchemy import Table

# One function for every such table. No per cent signs: drivers take them for places of parameters.
POSTGRESQL_FUNCTION = """\
CREATE OR REPLACE FUNCTION hailong_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is only added to', ERRCODE = 'integrity_constraint_violation';
END $$"""


def triggers_of(name: str, dialect: str) -> tuple[str, ...]:
    """Give the statements that make a table one that is only added to; a migration runs them after its table."""
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER {name}_no_{deed} BEFORE {deed.upper()} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name} is only added to'); END"
            for deed in ("update", "delete")
        )
    call = "EXECUTE FUNCTION hailong_append_only()"
    return (
        POSTGRESQL_FUNCTION,
        f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} FOR EACH ROW {call}",
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} FOR EACH STATEMENT {call}",
    )


def append_only(table: Table) -> Table:
    """Let a table be only added to wherever it is created; its triggers go with it when it is dropped."""
    for dialect in ("sqlite", "postgresql"):
        for statement in triggers_of(table.name, dialect):
            trigger = DDL(statement)  # type: ignore[no-untyped-call]  # the library forgot it here
            event.listen(table, "after_create", trigger.execute_if(dialect=dialect))
    table.info["append_only"] = True
    return table
