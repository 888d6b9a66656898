from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from survey.demonstration.province import ORGANISATION
from survey.demonstration.services import load_province
from survey.foundation.clock import LOCAL
from survey.intake.records import comment, response
from survey.organisation.records import desk_places, procedures, staff_ids, unit_ids, units_on
from survey.organisation.services import read_folder
from survey.questionnaire.records import version_in_force
from survey.touchpoint.records import listed
from survey.volume.records import volumes

TODAY = date(2025, 7, 21)
AT = datetime(2025, 7, 21, 8, tzinfo=LOCAL)


def _number(connection, *conditions):
    return connection.scalar(select(func.count()).select_from(response).where(*conditions))


def test_the_import_takes_the_files_without_fault_or_warning():
    draft = read_folder(ORGANISATION)
    assert draft.faults == ()
    assert draft.warnings == ()


def test_a_loaded_province_has_places_people_codes_and_answers(connection):
    steps = []
    summary = load_province(
        connection, today=TODAY, answers=700, at=AT, progress=lambda done, total: steps.append((done, total))
    )
    assert (summary.units, summary.desks, summary.staff) == (31, 94, 151)
    assert summary.accepted == _number(connection) == 700
    assert steps[-1] == (700, 700)
    assert version_in_force(connection, "default") is not None
    assert len(listed(connection)) == summary.codes == 31 + 94
    units = unit_ids(connection)
    assert _number(connection, response.c.unit_id == units["CONCO"]) == 4
    assert _number(connection, response.c.unit_id == units["THUONGTRACH"]) == 0
    assert connection.scalar(select(func.max(response.c.day))) < TODAY
    assert connection.scalar(select(func.min(response.c.day))) >= date(2025, 7, 1)


def test_an_answer_belongs_to_the_officer_only_when_one_was_on_duty(connection):
    load_province(connection, today=TODAY, answers=700, at=AT)
    known = set(staff_ids(connection).values())
    resolved = set(connection.scalars(select(response.c.staff_id).where(response.c.staff_id.is_not(None))))
    assert resolved <= known
    assert 0.6 < _number(connection, response.c.staff_id.is_not(None)) / 700 < 0.95


def test_loading_again_on_a_later_day_adds_no_answer(connection):
    load_province(connection, today=TODAY, answers=700, at=AT)
    comments = connection.scalar(select(func.count()).select_from(comment))
    later = load_province(connection, today=TODAY + timedelta(days=2), answers=700, at=AT + timedelta(days=2))
    assert (later.units, later.desks, later.staff, later.codes, later.accepted) == (0, 0, 0, 0, 0)
    assert later.duplicate == _number(connection) == 700
    assert connection.scalar(select(func.count()).select_from(comment)) == comments


def test_every_office_that_was_asked_served_more_people_than_answered(connection):
    later = date(2025, 9, 17)
    load_province(connection, today=later, answers=700, at=AT)
    # Three calendar months, of which the last is told day by day until yesterday.
    known = volumes(connection, None, date(2025, 7, 1), later, by=("unit_id",))
    answered = dict(
        connection.execute(select(response.c.unit_id, func.count()).group_by(response.c.unit_id)).all()
    )
    assert {unit_id for (unit_id,) in known} == answered.keys()
    rates = [answered[unit_id] / volume.served for (unit_id,), volume in known.items()]
    assert 0 < min(rates) < max(rates) < 0.25
    assert any(volume.refused for volume in known.values())
    load_province(connection, today=later + timedelta(days=2), answers=700, at=AT)
    assert volumes(connection, None, date(2025, 7, 1), later + timedelta(days=2), by=("unit_id",)) == known


def test_every_unit_stands_under_the_province_and_every_procedure_has_a_known_unit(connection):
    load_province(connection, today=TODAY, answers=0, at=AT)
    units = units_on(connection, TODAY)
    top = unit_ids(connection)["QT"]
    assert all(unit.parent_id in units for unit in units.values() if unit.unit_id != top)
    assert {procedure.unit_id for procedure in procedures(connection).values()} <= {None, *units}
    assert {unit_id for unit_id, _ in desk_places(connection).values()} == set(units) - {top}
