"""A study as data, for whoever recomputes it and for the pages."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analytics.drivers.services.studying import Study
    from analytics.index.domain.drivers import Drivers

METHOD = "drivers-1"
"""The version of §8 of docs/method.md that is carried out here."""


def as_document(found: Study) -> dict[str, Any]:
    """Give the study as data: unrounded numbers, null for what cannot be estimated, with the reason beside it."""
    scale = found.scale
    return {
        "questionnaire": found.questionnaire,
        "outcome": found.outcome,
        "responses": found.responses,
        "respondents": scale.respondents,
        "complete": scale.complete,
        "alpha": scale.alpha.value,
        "alpha_state": scale.alpha.state,
        "omega": scale.omega.value,
        "omega_state": scale.omega.state,
        "alpha_if_deleted": {each.question: each.alpha_if_deleted.value for each in scale.questions},
        "loadings": {each.question: each.loading for each in scale.questions},
        "nonresponse": {each.question: each.nonresponse for each in scale.questions},
        "straightlining": scale.straightlining,
        "seed": found.seed,
        **_decomposition(found.every),
        "without_straightliners": _decomposition(found.without_straight_lines),
    }


def _decomposition(found: Drivers) -> dict[str, Any]:
    return {
        "n": found.n,
        "state": found.state,
        "r2": found.r2,
        "drivers": [asdict(each) for each in found.drivers],
    }
