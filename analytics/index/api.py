"""`GET /api/v1/index` and `GET /api/v1/coverage`: what the commands print, for programs with a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from flask import Blueprint, Response, request
from pydantic import BaseModel, ValidationError

from analytics.index.choosing import chosen
from analytics.index.guarding import guarded
from analytics.index.models import CoverageAnswer, CoverageQuery, IndexAnswer, IndexQuery
from analytics.index.services import Asked, below, coverage_document, coverages, document, indices
from analytics.index.veiling import veiled_coverage, veiled_rows
from analytics.tally.services import freshen
from survey.foundation.clock import local_day, now
from survey.foundation.errors import Refusal
from survey.foundation.gate import KeyNeededError, Scope, for_keys
from survey.foundation.openapi import Call, described
from survey.foundation.output import as_json
from survey.foundation.tabular import read_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from analytics.index.choosing import Resolve
    from survey.foundation.doors import House

Query = TypeVar("Query", bound=BaseModel)

_REFUSALS = (400, 401, 403, 404)
_INDEX = Call(
    summary="Read indices with their intervals; what privacy or too few answers forbid is null",
    query=IndexQuery,
    answers={200: IndexAnswer},
    refusals=_REFUSALS,
)
_COVERAGE = Call(
    summary="Read how many were served, invited and answered",
    query=CoverageQuery,
    answers={200: CoverageAnswer},
    refusals=_REFUSALS,
)


class BadQueryError(Refusal):
    """A parameter that is unknown, missing or cannot be read."""

    message = "“%(name)s”: %(reason)s."


class Key(Protocol):
    """What these addresses ask of a key."""

    @property
    def unit_id(self) -> int | None:
        """The unit the key reads of with those below; None for all."""


def calls(house: House, key_now: Callable[[], Key | None], resolve: Resolve) -> Blueprint:
    """Make the addresses; `key_now` gives the key a call carries, `resolve` what a programme says."""
    blueprint = Blueprint("index_api", __name__)
    least = house.settings.privacy_least

    @described(_INDEX)
    @for_keys(Scope.INDEX)
    def index() -> Response:
        query = _read(IndexQuery)
        freshen(house.store, least=least)
        with house.store.reading() as connection:
            told = chosen(connection, resolve, _told(query) | {"programme": query.programme, "wave": query.wave})
            asked = _asked(connection, key_now(), told, beside=True, with_excluded=query.with_excluded)
            today = local_day(now())
            guard = guarded(connection, asked, least=least, today=today)
            found = indices(connection, guard.asked, today=today)
        rows = veiled_rows(found, least=least, closed=guard.hidden, explain=query.explain)
        return _json(document(asked, found) | {"left_out": guard.left_out, "rows": rows})

    @described(_COVERAGE)
    @for_keys(Scope.INDEX)
    def coverage() -> Response:
        query = _read(CoverageQuery)
        freshen(house.store, least=least)
        with house.store.reading() as connection:
            asked = _asked(connection, key_now(), _told(query))
            found = coverages(connection, asked, today=local_day(now()))
        return _json(coverage_document(asked, found) | {"rows": veiled_coverage(found, least=least)})

    blueprint.add_url_rule("/api/v1/index", "index", index)
    blueprint.add_url_rule("/api/v1/coverage", "coverage", coverage)
    return blueprint


def _read(model: type[Query]) -> Query:
    given: dict[str, Any] = request.args.to_dict()
    if "tier" in given:
        given["tier"] = request.args.getlist("tier")
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        name = ".".join(map(str, first["loc"]))
        raise BadQueryError(name=name[:40], reason=first["msg"]) from None


def _told(query: IndexQuery | CoverageQuery) -> dict[str, Any]:
    return {
        "since": None if query.since is None else read_date(query.since),
        "until": None if query.until is None else read_date(query.until),
        "by": query.by,
        "unit": query.unit,
        "questionnaire": query.questionnaire,
        "tiers": frozenset(query.tier) or None,
    }


def _asked(connection: Connection, key: Key | None, told: dict[str, Any], **more: Any) -> Asked:
    if key is None:
        raise KeyNeededError
    return Asked(**told, within=_within(connection, key, told), **more)


def _within(connection: Connection, key: Key, told: dict[str, Any]) -> frozenset[int] | None:
    if key.unit_id is None:
        return None
    return below(connection, key.unit_id, since=told["since"], until=told["until"])


def _json(told: dict[str, Any]) -> Response:
    return Response(as_json(told), mimetype="application/json")
