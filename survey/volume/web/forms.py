"""The form in which a month's calls are written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField

from survey.foundation.errors import Refusal
from survey.organisation.web.forms import CellsForm
from survey.organisation.web.words import gettext, told
from survey.volume.domain import MOST_CALLED, CallBack
from survey.volume.services import read_month, read_number
from survey.volume.services.refusals import CallsDoNotAddUpError, NoSuchUnitError, NotAMonthError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from survey.organisation.domain import Unit

    T = TypeVar("T")

_MONTH_LENGTH = 10


def _number(label: Any) -> Any:
    more = {"type": "number", "min": "0", "max": str(MOST_CALLED), "required": True, "autocomplete": "off"}
    return StringField(label, render_kw=more)


class CallsForm(CellsForm):
    """What calling back people of one unit and month found."""

    # What may be chosen is checked below, so that what was typed stays where it was.
    unit = SelectField(_("Unit"), choices=[], validate_choice=False)
    month = StringField(
        _("Month in which they were served"), render_kw={"type": "month", "required": True, "autocomplete": "off"}
    )
    called = _number(_("Called"))
    agreed = _number(_("Of them agreed: said the same again"))
    differed = _number(_("Of them differed: said otherwise"))
    unreachable = _number(_("Of them not reached"))

    def __init__(self, units: Mapping[int, Unit], *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        self._ids = {unit.code: unit_id for unit_id, unit in units.items()}
        named = [(unit.code, f"{unit.name} ({unit.code})") for unit in units.values()]
        self.unit.choices = [("", gettext("Choose a unit")), *named]

    def read(self) -> CallBack | None:
        """Read what was typed; None when something cannot be read, which is then said beside its field."""
        unit_id, month = self._field("unit", self._unit), self._field("month", _month)
        counts = [self._field(name, read_number) for name in ("called", "agreed", "differed", "unreachable")]
        if unit_id is None or month is None or None in counts:
            return None
        called, agreed, differed, unreachable = (count or 0 for count in counts)
        found = CallBack(
            unit_id=unit_id, month=month, called=called, agreed=agreed, differed=differed, unreachable=unreachable
        )
        if not found.adds_up:
            self._say("called", CallsDoNotAddUpError(called=called, sum=agreed + differed + unreachable))
            return None
        return found

    def _unit(self, code: str) -> int:
        if code not in self._ids:
            raise NoSuchUnitError(code=code[:80])
        return self._ids[code]

    def _field(self, name: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(str(self[name].data or "").strip())
        except Refusal as refusal:
            self._say(name, refusal)
            return None

    def _say(self, name: str, refusal: Refusal) -> None:
        self[name].errors = [*self[name].errors, told(refusal)]


def _month(typed: str) -> Any:
    if len(typed) > _MONTH_LENGTH:
        raise NotAMonthError(text=typed[:40])
    return read_month(typed)
