"""What the OpenAPI document promises of each call holds for whatever a program sends that fits it, or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.transport.wsgi import WSGI_TRANSPORT
from werkzeug.test import Client, EnvironBuilder

from kiosk.pairing.domain import Spot
from survey.accounts.services import NewKey, add_api_key
from survey.foundation.clock import now
from survey.foundation.gate import Scope
from survey.foundation.openapi import SIGNED
from tests.helpers.builders import a_code, a_desk, a_unit, the_default
from tests.helpers.houses import a_house
from tests.helpers.tablet import Tablet, a_manager

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from werkzeug.test import TestResponse

    from survey.app import Service

EXAMPLES = 40
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ITEM_BY_ITEM = {
    "/api/v1/slips": "each item has its own result, and one that is refused stops no other",
    "/kiosk/api/responses": "what cannot be read is put aside and told so; the rest of a tablet's queue goes on",
}
"""Calls that answer 200 to a body with bad items, and why."""
NOTHING_TO_GET_WRONG = {
    "/kiosk/api/challenge": "takes nothing",
    "/kiosk/api/rotating": "takes nothing",
    "/kiosk/api/config": "a tag nobody knows is that of an old configuration",
    "/kiosk/api/pair/{code}.svg": "any text may stand in the address; one that is no code is not found",
}
"""Calls that no data is wrong for, and why."""
SELDOM_RIGHT = {
    "/api/v1/coverage": "units and days have to exist; tests/analytics/index has some",
    "/api/v1/index": "units, days and a questionnaire have to exist; tests/analytics/index has some",
    "/kiosk/api/key": "the new key has to prove itself; tests/kiosk/pairing has one that does",
    "/kiosk/api/pair/{code}.svg": "codes are of few letters; tests/kiosk/pairing has one",
    "/kiosk/api/pair/poll": "a tablet that asks more often than it was told hears 429",
}
"""Calls that data made up from the document alone seldom gets through, and why."""


class Programs:
    """A served office and who calls it: a tablet that signs, a program with a key."""

    def __init__(self, service: Service, tablet: Tablet, key: str) -> None:
        self.service = service
        self.tablet = tablet
        self.key = key
        self.client = Client(service)
        document = self.client.get("/api/v1/openapi.json").get_json()
        self._needs = _callers(document)
        self.schema = schemathesis.openapi.from_dict(document)

    def operations(self) -> list[Any]:
        return [found.ok() for found in self.schema.get_all_operations()]

    def call(self, case: schemathesis.Case) -> TestResponse:
        """Send a case as its caller would: with the key, or signed just now."""
        sent = WSGI_TRANSPORT.serialize_case(case)
        needs = self._needs[case.operation.path, case.operation.method]
        if "key" in needs:
            sent["headers"]["Authorization"] = f"Bearer {self.key}"
        if "device" in needs:
            request = EnvironBuilder(**sent).get_request()
            query = request.query_string.decode("latin-1")
            line = f"{request.path}{'?' + query if query else ''}"
            sent["headers"] |= self.tablet.headers(sent["method"], line, request.get_data())
        return self.client.open(**sent)


def _callers(document: dict[str, Any]) -> dict[tuple[str, str], set[str]]:
    """Take out of a document what each caller vouches by; that is not to be made up, but signed or carried."""
    needs = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            needs[path, method] = {name for each in operation.pop("security") for name in each}
            given = operation.get("parameters", [])
            operation["parameters"] = [one for one in given if one["name"] not in SIGNED]
    return needs


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    folder: Path = tmp_path_factory.mktemp("calls")
    house = a_house(folder, rooms=("kiosk", "analytics"), log_level="CRITICAL")
    with house.store.writing() as connection:
        the_default(connection)
        unit_id = a_unit(connection)
        desk_id = a_desk(connection)
        a_code(connection, desk_id)
        manager = a_manager(connection)
        new = NewKey(name="programs", scopes=frozenset(map(str, Scope)), unit=None)
        key = add_api_key(connection, new, secret=house.service.house.secret, at=now())[1]
    tablet = Tablet(house.service)
    tablet.pair(Spot(unit_id=unit_id, desk_id=desk_id), by=manager)
    yield Programs(house.service, tablet, key)
    house.close()


def tried(programs: Programs, operation: Any, mode: GenerationMode, checks: list[Any]) -> set[int]:
    """Try a call with so many bodies, the same ones each time; give how it was answered."""
    heard: set[int] = set()

    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def each(case: schemathesis.Case) -> None:
        if mode is GenerationMode.POSITIVE and operation.path == "/kiosk/api/pair":
            # No document can say that the key is that of the signature.
            case.body["public_key"] = programs.tablet.key.public
        answer = programs.call(case)
        heard.add(answer.status_code)
        case.validate_response(answer, checks=checks)

    each()
    return heard


def test_every_call_a_room_or_the_survey_describes_is_tried(programs: Programs):
    paths = {operation.path for operation in programs.operations()}
    assert set(ITEM_BY_ITEM) | set(NOTHING_TO_GET_WRONG) | set(SELDOM_RIGHT) < paths
    assert {"/kiosk/api/pair", "/kiosk/api/heartbeat", "/api/v1/index"} < paths


def test_what_fits_the_document_is_answered_as_it_says(programs: Programs):
    for operation in programs.operations():
        heard = tried(programs, operation, GenerationMode.POSITIVE, CHECKS)
        assert operation.path in SELDOM_RIGHT or min(heard) < 300, (operation.path, heard)


def test_what_does_not_fit_is_refused_by_name_and_breaks_nothing(programs: Programs):
    for operation in programs.operations():
        if operation.path not in NOTHING_TO_GET_WRONG:
            checks = CHECKS if operation.path in ITEM_BY_ITEM else [*CHECKS, negative_data_rejection]
            tried(programs, operation, GenerationMode.NEGATIVE, checks)
