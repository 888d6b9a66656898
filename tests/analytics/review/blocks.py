"""A house with one block of units whose answers are known by heart."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from analytics.emulation.records import load
from survey.foundation.clock import now
from tests.analytics.emulation.samples import LINEAR, PLAN, TABLE
from tests.helpers.builders import a_unit, a_version
from tests.helpers.houses import AHouse, a_house

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

Answers = dict[str, tuple[int, int]]

MIXED: Answers = {
    "E": (190, 10),
    "B": (184, 16),
    "C": (176, 24),
    "D": (130, 70),
    "A": (90, 110),
    "FEW": (15, 4),
    "WIDE": (20, 15),
    "SEVEN": (6, 1),
    "THREE": (0, 3),
    "NONE": (0, 0),
}
"""Satisfied with everything and dissatisfied with everything, by unit; five can be ranked."""

PLACE = "p/b1"


def moved(document: str, today: date) -> str:
    """Move every day of a programme so that its first wave runs today."""

    def move(found: re.Match[str]) -> str:
        return str(date.fromisoformat(found.group()) + (today - date(2026, 5, 1)))

    return re.sub(r"\d{4}-\d\d-\d\d", move, document)


def plan_of(codes: Mapping[str, Any], today: date, *, head: str = "") -> str:
    """A programme with a block of these units."""
    members = "[" + ", ".join(f'"{code}"' for code in codes) + "]"
    plan = PLAN.replace('["SNV", "007"]', members).replace('id = "p"\n', f'id = "p"\n{head}')
    return moved(plan + TABLE + LINEAR, today)


def fill(
    connection: Connection, answer: Callable[..., None], answers: Answers, today: date, **plan: Any
) -> dict[str, int]:
    """Keep the units under P with their answers, and the programme; give the units' ids."""
    version = a_version(connection, "q1", "q2")
    a_unit(connection, "P")
    ids = {}
    for code, (good, bad) in answers.items():
        ids[code] = a_unit(connection, code, name=f"Xã {code.title()}", parent="P")
        answer(connection, version, ids[code], good, bad)
    load(connection, plan_of(answers, today, **plan), at=now())
    return ids


def a_block_house(folder: Path, answer: Callable[..., None], answers: Answers, today: date, **plan: Any) -> AHouse:
    """Open a service with the block, an administrator and a council."""
    house = a_house(folder)
    with house.store.writing() as connection:
        fill(connection, answer, answers, today, **plan)
    house.account("all", "administrator")
    house.account("council", "council")
    return house
