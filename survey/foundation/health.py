"""Whether the process lives and whether it can serve: two terse pages for whoever watches over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app  # noqa: TID251 - this is the web floor of the foundation
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from survey.foundation.gate import Audience, for_audience
from survey.foundation.migrating import at_head

if TYPE_CHECKING:
    from survey.foundation.database import Store

health = Blueprint("health", __name__)


@health.get("/healthz")
@for_audience(Audience.ANYONE)
def alive() -> Response:
    """Say that the process answers; the database is not asked."""
    return Response("ok\n", mimetype="text/plain")


@health.get("/readyz")
@for_audience(Audience.ANYONE)
def ready() -> Response:
    """Say whether the database can be read and stands at the newest migration."""
    store: Store = current_app.extensions["hailong.store"]
    try:
        with store.reading() as connection:
            connection.execute(text("SELECT 1"))
            state = "ok" if at_head(connection) else "the database needs `hailong serve` or a migration"
    except SQLAlchemyError:
        state = "the database cannot be reached"
    return Response(state + "\n", status=200 if state == "ok" else 503, mimetype="text/plain")
