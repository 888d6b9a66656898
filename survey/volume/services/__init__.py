"""Taking in volumes, call-backs and floors."""

from __future__ import annotations

from survey.volume.services.deciding import decide_floor, record_call_back
from survey.volume.services.importing import import_volumes

__all__ = ["decide_floor", "import_volumes", "record_call_back"]
