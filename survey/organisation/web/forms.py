"""Forms whose fields are the columns of the tables: what is wrong with a cell is said beside its field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, MultipleFileField, SelectField, SelectMultipleField, StringField, TextAreaField

from survey.foundation.errors import Refusal
from survey.organisation.domain import EventKind, HolidayKind
from survey.organisation.web.words import event_kinds, holiday_kinds, told, weekday_words

if TYPE_CHECKING:
    from collections.abc import Iterable

_MUST: dict[str, Any] = {"required": True}


def _text(label: Any, column: str = "", **more: Any) -> Any:
    options = {"autocomplete": "off", **more}
    return StringField(label, name=column or None, render_kw=options)


def _day(label: Any, column: str = "", **more: Any) -> Any:
    return _text(label, column, type="date", **more)


def _clock(label: Any, column: str = "", **more: Any) -> Any:
    return _text(label, column, type="time", **more)


def _choice(label: Any) -> Any:
    # What may be chosen is checked where every table is: a kind may be any short word.
    return SelectField(label, choices=[], validate_choice=False)


class CellsForm(FlaskForm):  # type: ignore[misc]  # the library carries no types
    """A form of which each field is one cell of a line; `problems` are those of no single field."""

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        self.problems: list[Refusal] = []

    @property
    def sent(self) -> bool:
        """Whether the form was sent and is ours."""
        return bool(self.validate_on_submit())

    @property
    def cells(self) -> dict[str, str]:
        """Give the cells by their columns."""
        return {field.name: _cell(field.data) for field in self if field.name != "csrf_token"}

    def take(self, faults: Iterable[Refusal]) -> None:
        """Put faults beside their fields; those of other tables or columns go above the form."""
        fields = {field.name: field for field in self}
        for fault in faults:
            reason = fault.details.get("reason")
            field = fields.get(fault.details.get("column"))
            if field is not None and isinstance(reason, Refusal):
                field.errors = [*field.errors, told(reason)]
            else:
                self.problems.append(reason if isinstance(reason, Refusal) else fault)


def _cell(data: Any) -> str:
    if isinstance(data, bool):
        return "yes" if data else ""
    if isinstance(data, (list, tuple)):
        return ",".join(map(str, data))
    return data or ""


class UnitForm(CellsForm):
    """A new unit."""

    code = _text(_("Code"), **_MUST, maxlength=64)
    name = _text(_("Name"), **_MUST, maxlength=300)
    short_name = _text(_("Short name"), maxlength=100)
    kind = _choice(_("Kind"))
    parent = _text(_("Code of the unit above"), list="units", maxlength=64)
    address = _text(_("Address"), maxlength=500)
    valid_from = _day(_("First day"), **_MUST)


class UnitChangeForm(CellsForm):
    """A unit as it is from a day on."""

    valid_from = _day(_("From this day on"), **_MUST)
    name = _text(_("Name"), **_MUST, maxlength=300)
    short_name = _text(_("Short name"), maxlength=100)
    parent = _text(_("Code of the unit above"), list="units", maxlength=64)
    address = _text(_("Address"), maxlength=500)
    legal_act = _text(_("Legal act"), maxlength=300)


class EventForm(CellsForm):
    """What happened to units."""

    kind = _choice(_("What happens"))
    day = _day(_("First day of the new state"), "date", **_MUST)
    legal_act = _text(_("Legal act"), **_MUST, maxlength=300)
    old = TextAreaField(_("Codes of the units before"), name="from", render_kw={"rows": 3, **_MUST})
    new = TextAreaField(_("Codes of the units after"), name="to", render_kw={"rows": 3})
    note = _text(_("Note"), maxlength=300)

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        # A renamed unit is entered with its new name, on its own page.
        self.kind.choices = [item for item in event_kinds().items() if item[0] != EventKind.RENAME]


class DeskForm(CellsForm):
    """A desk."""

    code = _text(_("Code"), **_MUST, maxlength=64)
    unit = _text(_("Code of the unit"), list="units", **_MUST, maxlength=64)
    name = _text(_("Name"), **_MUST, maxlength=300)
    field = _text(_("Field of work"), maxlength=200)
    opens = _clock(_("Opens at"))
    closes = _clock(_("Closes at"))
    days = SelectMultipleField(_("Days of service"), choices=[], validate_choice=False)
    valid_to = _day(_("Last day (blank while it serves)"))

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        self.days.choices = [(str(number), words) for number, words in weekday_words().items()]


class StaffForm(CellsForm):
    """A new person."""

    code = _text(_("Code"), **_MUST, maxlength=64)
    name = _text(_("Name"), **_MUST, maxlength=200)
    kind = _choice(_("Kind"))
    home_unit = _text(_("Code of the home unit"), list="units", **_MUST, maxlength=64)
    title = _text(_("Title"), maxlength=200)
    valid_from = _day(_("First day there"), **_MUST)


class StaffChangeForm(CellsForm):
    """Where a person belongs from a day on."""

    valid_from = _day(_("From this day on"), **_MUST)
    home_unit = _text(_("Code of the home unit"), list="units", **_MUST, maxlength=64)
    title = _text(_("Title"), maxlength=200)


class LastDayForm(CellsForm):
    """The last day of something."""

    valid_to = _day(_("Last day"), **_MUST)


class PatternForm(CellsForm):
    """Who sits at which desk every week."""

    desk = _choice(_("Desk"))
    staff = _text(_("Code of the person"), list="people", **_MUST, maxlength=64)
    days = SelectMultipleField(_("Days of the week"), choices=[], validate_choice=False)
    starts = _clock(_("From"), "from", **_MUST)
    ends = _clock(_("To"), "to", **_MUST)
    valid_from = _day(_("First day"), **_MUST)
    valid_to = _day(_("Last day (blank: until further notice)"))

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        self.days.choices = [(str(number), words) for number, words in weekday_words().items()]


class ShiftForm(CellsForm):
    """One extra shift."""

    desk = _choice(_("Desk"))
    staff = _text(_("Code of the person"), list="people", **_MUST, maxlength=64)
    day = _day(_("Day"), **_MUST)
    starts = _clock(_("From"), "from", **_MUST)
    ends = _clock(_("To"), "to", **_MUST)


class FillForm(CellsForm):
    """The days for which shifts are made of the weekly patterns."""

    first = _day(_("From day"), **_MUST)
    last = _day(_("To day"), **_MUST)


class SubstituteForm(CellsForm):
    """Who takes the shifts of a day."""

    staff = _text(_("Code of the person who stands in"), list="people", **_MUST, maxlength=64)


class SwapForm(CellsForm):
    """With whom the shifts of a day are swapped."""

    other = SelectField(_("With whom"), choices=[], validate_choice=False)


class HolidayForm(CellsForm):
    """One unusual day."""

    day = _day(_("Day"), **_MUST)
    name = _text(_("Name"), **_MUST, maxlength=200)
    kind = _choice(_("Kind"))
    expected = BooleanField(_("Not announced yet"))

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        self.kind.choices = list(holiday_kinds().items())
        self.kind.data = self.kind.data or HolidayKind.CLOSED.value


class UploadForm(CellsForm):
    """Tables to take in."""

    files = MultipleFileField(_("Tables"), render_kw={"accept": ".csv,.xlsx", **_MUST})


class NothingForm(CellsForm):
    """A button."""
