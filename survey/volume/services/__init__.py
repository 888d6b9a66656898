"""Taking in volumes, call-backs and floors."""

from __future__ import annotations

from survey.volume.services.deciding import RECORDER_LIMIT, decide_floor, record_call_back
from survey.volume.services.importing import import_volumes, read_month, read_number
from survey.volume.services.knowing import Reached, known_volumes, reached

__all__ = [
    "RECORDER_LIMIT",
    "Reached",
    "decide_floor",
    "import_volumes",
    "known_volumes",
    "reached",
    "read_month",
    "read_number",
    "record_call_back",
]
