"""Detectors over the answers of a period; each says which answers, why, and how sure (method note §7)."""

from __future__ import annotations

from analytics.screening.domain.answers import Answers, Hours, Setting, SlipFacts
from analytics.screening.domain.findings import Action, Family, Finding, Tested
from analytics.screening.domain.screening import screen
from analytics.screening.domain.thresholds import Thresholds, in_force, read_documents

__all__ = [
    "Action",
    "Answers",
    "Family",
    "Finding",
    "Hours",
    "Setting",
    "SlipFacts",
    "Tested",
    "Thresholds",
    "in_force",
    "read_documents",
    "screen",
]
