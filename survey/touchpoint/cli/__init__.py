"""The commands `hailong touchpoint`, `qr`, `slips`, `import slips` and `work`."""

from survey.touchpoint.cli.points import draw, touchpoint
from survey.touchpoint.cli.slips import import_slips, slips
from survey.touchpoint.cli.work import work

__all__ = ["draw", "import_slips", "slips", "touchpoint", "work"]
