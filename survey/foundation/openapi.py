"""The OpenAPI 3.1 document of the calls of programs, put together from what each view says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Blueprint, Response, jsonify

from survey.foundation.gate import Audience, audiences_of, for_audience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from flask import Flask
    from pydantic import BaseModel
    from werkzeug.routing import Rule

View = TypeVar("View", bound="Callable[..., Any]")

PROBLEM = "application/problem+json"
SIGNED = ("Hailong-Device", "Hailong-Challenge")
"""The headers of a call a tablet signs, beside the signature itself."""

_KEY, _DEVICE = "key", "device"
_METHODS_OF_DOCUMENTS = ("GET", "POST", "PUT", "DELETE")
_VARIABLE = re.compile(r"<(?:[^:<>]*:)?(\w+)>")
_PROBLEM_SCHEMA = {
    "title": "Problem",
    "description": "Why a call was refused (RFC 9457); the type is the name of the refusal and never changes.",
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
    },
    "required": ["type", "title", "status"],
}
_SECURITY_SCHEMES = {
    _KEY: {"type": "http", "scheme": "bearer", "description": "A key an administrator issued."},
    _DEVICE: {
        "type": "apiKey",
        "in": "header",
        "name": "Hailong-Signature",
        "description": "ECDSA P-256 over the call by the key of a paired tablet; see docs/kiosk.md.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a view takes and gives; a media type in the place of a model stands for a body that is no JSON."""

    summary: str
    answers: Mapping[int, type[BaseModel] | str | None]
    takes: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    refusals: tuple[int, ...] = ()
    signed: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers a caller may send, with what each means."""


def described(call: Call) -> Callable[[View], View]:
    """Mark a view with its description."""

    def mark(view: View) -> View:
        setattr(view, "call", call)  # noqa: B010 - a function has no such attribute to mypy
        return view

    return mark


def call_of(view: Callable[..., Any] | None) -> Call | None:
    """Give the description a view was marked with."""
    found: Call | None = getattr(view, "call", None)
    return found


def openapi_page(apps: Iterable[Flask], *, address: str, version: str) -> Blueprint:
    """Make the address of the document; it is for anyone, as it tells nothing of anybody."""
    blueprint = Blueprint("openapi", __name__)
    every = tuple(apps)
    kept: list[dict[str, Any]] = []

    @for_audience(Audience.ANYONE)
    def show() -> Response:
        # Put together at the first request: every room has opened by then, and most processes are never asked.
        if not kept:
            kept.append(document(every, address=address, version=version))
        return jsonify(kept[0])

    blueprint.add_url_rule("/api/v1/openapi.json", "openapi", show)
    return blueprint


def document(apps: Iterable[Flask], *, address: str, version: str) -> dict[str, Any]:
    """Give the document of every described view of the apps; `address` is where the service is reached."""
    described_views = [found for app in apps for found in _calls(app)]
    schemas = _Schemas()
    paths: dict[str, dict[str, Any]] = {}
    for rule, view, call in sorted(described_views, key=lambda found: found[0].rule):
        where = paths.setdefault(_VARIABLE.sub(r"{\1}", rule.rule), {})
        for method in sorted(rule.methods or ()):
            if method in _METHODS_OF_DOCUMENTS:
                where[method.lower()] = _operation(rule, view, call, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hailong", "version": version},
        "servers": [{"url": address}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM_SCHEMA, **dict(sorted(schemas.found.items()))},
            "securitySchemes": _SECURITY_SCHEMES,
        },
    }


def _calls(app: Flask) -> Iterator[tuple[Rule, Callable[..., Any], Call]]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        call = call_of(view)
        if call is not None:
            yield rule, view, call


class _Schemas:
    """The models met so far, each once, under its name."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}

    def reference(self, model: type[BaseModel]) -> dict[str, Any]:
        whole = model.model_json_schema(ref_template="#/components/schemas/{model}")
        self.found.update(whole.pop("$defs", {}))
        self.found[model.__name__] = whole
        return {"$ref": f"#/components/schemas/{model.__name__}"}

    def parameters(self, model: type[BaseModel]) -> list[dict[str, Any]]:
        whole = model.model_json_schema(ref_template="#/components/schemas/{model}")
        self.found.update(whole.pop("$defs", {}))
        needed = whole.get("required", ())
        return [
            {"name": name, "in": "query", "required": name in needed, "schema": schema}
            for name, schema in whole["properties"].items()
        ]


def _operation(rule: Rule, view: Callable[..., Any], call: Call, schemas: _Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": rule.endpoint.replace(".", "_"), "summary": call.summary}
    if parameters := _parameters(rule, call, schemas):
        operation["parameters"] = parameters
    if call.takes is not None:
        body = {"application/json": {"schema": schemas.reference(call.takes)}}
        operation["requestBody"] = {"required": True, "content": body}
    operation["responses"] = _answers(call, schemas)
    operation["security"] = _security(view, call)
    return operation


def _parameters(rule: Rule, call: Call, schemas: _Schemas) -> list[dict[str, Any]]:
    found = [_text(name, "path", required=True) for name in _VARIABLE.findall(rule.rule)]
    if call.query is not None:
        found += schemas.parameters(call.query)
    found += [_text(name, "header") | {"description": meaning} for name, meaning in call.headers.items()]
    if call.signed:
        found += [_text(name, "header", required=True) for name in SIGNED]
    return found


def _text(name: str, place: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": {"type": "string"}}


def _answers(call: Call, schemas: _Schemas) -> dict[str, Any]:
    answers = {str(status): _answer(status, what, schemas) for status, what in call.answers.items()}
    refused = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for status in call.refusals:
        answers[str(status)] = {"description": "Refused", "content": {PROBLEM: refused}}
    return answers


def _answer(status: int, what: type[BaseModel] | str | None, schemas: _Schemas) -> dict[str, Any]:
    if what is None:
        return {"description": "Not changed" if status == 304 else "Done"}  # noqa: PLR2004 - its name in RFC 9110
    if isinstance(what, str):
        return {"description": "Done", "content": {what: {"schema": {"type": "string"}}}}
    return {"description": "Done", "content": {"application/json": {"schema": schemas.reference(what)}}}


def _security(view: Callable[..., Any], call: Call) -> list[dict[str, list[str]]]:
    if Audience.API_KEY in audiences_of(view):
        return [{_KEY: []}]
    return [{_DEVICE: []}] if call.signed else []
