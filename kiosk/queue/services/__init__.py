"""Taking in what tablets send, by the network and by files."""

from kiosk.queue.services.filing import NotAQueueFileError, Report, import_file
from kiosk.queue.services.purging import purge
from kiosk.queue.services.taking import Desk, device_digest, take_batch

__all__ = ["Desk", "NotAQueueFileError", "Report", "device_digest", "import_file", "purge", "take_batch"]
