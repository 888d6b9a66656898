"""Each detector that ran: what it asked, what went in, by which thresholds, and how many tests stood beside it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.screening.domain.answers import moments
from analytics.screening.domain.explaining import DETECTORS, METHOD
from analytics.screening.domain.hands import of_people

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analytics.screening.domain import Answers, Setting, Tested
    from analytics.screening.services.running import Outcome

SECTION = "§7"


def inputs(answers: Answers, setting: Setting) -> dict[str, int]:
    """Count what the detectors were given."""
    return {
        "answers": len(answers),
        "tablets": int(answers.kiosk.sum()),
        "of_people": int(of_people(answers).sum()),
        "timed": int((~np.isnan(moments(answers))).sum()),
        "with_duration": int((~np.isnan(answers.dwell)).sum()),
        "with_device": int((answers.device > 0).sum()),
        "with_network": int((answers.network > 0).sum()),
        "with_slip": int((answers.token > 0).sum()),
        "units": len(np.unique(answers.unit)),
        "places": len(np.unique(answers.place)),
        "officers": len(np.unique(answers.staff[answers.staff > 0])),
        "slips_known": int(setting.slips.known.sum()) if setting.slips else 0,
        "slips_of_desks": sum(len(issued) for issued in setting.tickets.values()),
        "units_with_files": len(setting.visits),
    }


def explained(outcome: Outcome) -> list[dict[str, Any]]:
    """Explain every detector that ran, in the order in which they ran."""
    return [each for tested in outcome.tested for each in _of_family(tested, outcome)]


def _of_family(tested: Tested, outcome: Outcome) -> Iterator[dict[str, Any]]:
    limits = asdict(outcome.limits)
    for kind, tests in (tested.by_kind or {"": tested.tests}).items():
        told = DETECTORS[tested.family, kind]
        found = [one for one in tested.findings if not kind or one.kind == kind]
        yield {
            "detector": tested.family.value,
            "kind": kind or None,
            "hypothesis": told.hypothesis,
            "formula": told.test,
            "inputs": {name: outcome.inputs[name] for name in told.inputs},
            "parameters": {name: limits[name] for name in told.parameters},
            "parameters_from": outcome.limits.valid_from,
            "tests": None if told.by_rule else tests,
            "tests_in_family": None if told.by_rule else tested.tests,
            "control": told.control,
            "q": None if told.by_rule else outcome.limits.q,
            "findings": len(found),
            "notes": sum(one.action == "note" for one in found),
            "section": SECTION,
            "method": METHOD,
        }


def document(outcome: Outcome, flags: list[dict[str, Any]]) -> dict[str, Any]:
    """Give a run with its explanations and flags."""
    return {
        "run": outcome.run_id,
        "from": outcome.since,
        "to": outcome.until,
        "method": METHOD,
        "answers": outcome.answers,
        "set_aside": outcome.set_aside,
        "thresholds": {"valid_from": outcome.limits.valid_from, "decided_by": outcome.limits.decided_by},
        "explain": explained(outcome),
        "flags": flags,
    }


def in_words(outcome: Outcome) -> str:
    """Tell the explanations as lines a person can follow."""
    limits = outcome.limits
    head = f"thresholds in force since {limits.valid_from} ({limits.decided_by})"
    return "\n\n".join([head, *(_entry(each) for each in explained(outcome))])


def _entry(each: Mapping[str, Any]) -> str:
    name = f"{each['detector']} {each['kind'] or ''}".rstrip()
    lines = [
        f"{name} = {each['findings']} findings, {each['notes']} of them notes",
        f"  hypothesis  {each['hypothesis']}",
        f"  formula     {each['formula']} (method {each['method']} {each['section']})",
        f"  inputs      {_words(each['inputs'])}",
    ]
    if each["parameters"]:
        lines.append(f"  parameters  {_words(each['parameters'])}; since {each['parameters_from']}")
    if each["control"]:
        lines.append(
            f"  tests       {each['tests']}, of {each['tests_in_family']} in the family; "
            f"q = {each['q']:g} by {each['control']}"
        )
    return "\n".join(lines)


def _words(told: Mapping[str, Any]) -> str:
    return "; ".join(f"{name} = {_word(value)}" for name, value in told.items())


def _word(value: Any) -> str:
    return " · ".join(map(_word, value)) if isinstance(value, list | tuple) else str(value)
