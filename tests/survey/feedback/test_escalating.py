from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner
from sqlalchemy import select

from survey.accounts.records import accounts, change
from survey.feedback import records
from survey.feedback.cli import digest
from survey.feedback.domain import CaseKind
from survey.feedback.services import board
from survey.feedback.services.digest import digests
from survey.feedback.services.escalating import escalate_overdue
from survey.feedback.services.purging import purge
from survey.feedback.services.voicing import leave_contact, look, reopen
from tests.survey.feedback.people import DAY, PLAIN, TET, an_office, later

if TYPE_CHECKING:
    from click.testing import Result

    from survey.foundation.database import Store
    from survey.settings import Settings
    from tests.survey.feedback.people import Office

DUE = date(2026, 3, 10)


def escalate(office: Office, today: date) -> int:
    return escalate_overdue(office.connection, today=today, calendar=PLAIN)


def place(office: Office, case_id: int) -> tuple[int, int | None]:
    case = office.read(case_id)
    return case.level, case.holder_id


def test_a_late_case_climbs_to_the_unit_above_and_then_to_the_standing_body(office: Office):
    case_id = office.case()
    assert escalate(office, DUE) == 0
    assert escalate(office, date(2026, 3, 11)) == 1
    assert place(office, case_id) == (1, office.unit("TINH"))
    # The unit above has three working days.
    assert escalate(office, date(2026, 3, 16)) == 0
    assert escalate(office, date(2026, 3, 17)) == 1
    assert place(office, case_id) == (2, None)
    assert escalate(office, date(2027, 1, 1)) == 0
    assert office.log(case_id) == ["open", "escalate", "escalate"]
    assert office.read(case_id).due_on == DUE


def test_doing_it_again_on_the_same_day_changes_nothing(office: Office):
    case_id = office.case()
    assert [escalate(office, later(30)) for _ in range(3)] == [1, 0, 0]
    assert place(office, case_id)[0] == 1


def test_a_case_that_waits_for_nobody_in_the_office_does_not_climb(office: Office):
    answered, closed = office.case(), office.case()
    office.reply(answered)
    office.assign(closed)
    office.close(closed)
    assert escalate(office, later(100)) == 0


def test_days_off_do_not_make_a_case_late(office: Office):
    office.case(day=date(2026, 2, 12), calendar=TET)
    assert escalate_overdue(office.connection, today=date(2026, 2, 26), calendar=TET) == 0
    assert escalate_overdue(office.connection, today=date(2026, 2, 27), calendar=TET) == 1


def test_a_severe_case_stays_with_the_inspection_and_climbs_once(office: Office):
    case_id = office.case(CaseKind.SEVERE)
    assert [escalate(office, later(days)) for days in (10, 20, 30)] == [1, 0, 0]
    assert place(office, case_id) == (1, None)
    for name in ("head", "governor", "council", "administrator", "both"):
        assert not office.viewer(name, later(40)).reads(office.read(case_id))


def test_the_standing_body_knows_a_case_only_once_it_is_called_in(office: Office):
    case_id = office.case()
    council = office.viewer("council", later(60))
    assert not council.reads(office.read(case_id))
    for days in (20, 40):
        escalate(office, later(days))
    assert council.handles(office.read(case_id))
    office.reply(case_id, by="council")


def test_a_case_of_a_unit_that_is_no_more_goes_to_the_standing_body(office: Office):
    case_id = office.case(unit_id=office.unit("TINH"))
    escalate(office, later(30))
    assert place(office, case_id) == (1, None)


def told(office: Office, today: date) -> dict[str, Any]:
    return {
        digest.account.name: digest
        for digest in digests(office.connection, accounts(office.connection), today=today)
    }


def test_the_digest_tells_each_account_what_waits(office: Office):
    own, late = office.case(), office.case()
    office.assign(own)
    severe = office.case(CaseKind.SEVERE)
    head = office.viewer("head")
    board.write_entry(office.connection, head, unit_id=office.unit(), month=date(2026, 3, 1), said="a", done="b")
    escalate(office, later(30))
    found = told(office, later(30))
    assert set(found) == {"head", "officer", "governor", "inspector", "both", "administrator"}
    lists = {
        name: {waiting.view.value: {case.case_id for case in waiting.first} for waiting in digest.waiting}
        for name, digest in found.items()
    }
    assert lists["officer"] == {"mine": {own}, "overdue": {own, late}}
    assert lists["governor"]["called"] == {own, late}
    assert lists["inspector"] == {"severe": {severe}, "overdue": {severe}}
    assert (found["head"].untaken, found["head"].drafts, found["both"].drafts) == (1, 0, 1)
    everybody_else = [cases for name in lists if name != "inspector" for cases in lists[name].values()]
    assert all(severe not in cases for cases in everybody_else)


def test_a_closed_account_is_told_nothing(office: Office):
    office.case()
    for account in accounts(office.connection):
        change(office.connection, account.account_id, active=False)
    assert told(office, later(30)) == {}


def test_the_command_escalates_prints_and_tells_no_text(store: Store, settings: Settings):
    with store.writing() as connection:
        office = an_office(connection)
        case_id = office.case(text="Một lời kín đáo")
        office.case(CaseKind.SEVERE, text="Đòi tiền")

    def hailong(*words: str) -> Result:
        # The command alone: it is the same whether or not the whole one knows it.
        environment = {"HAILONG_DATABASE_URL": settings.database_url, "HAILONG_INSTANCE": str(settings.instance)}
        return CliRunner().invoke(digest, list(words), env=environment)

    dry = hailong("--dry-run", "--format", "json")
    assert dry.exit_code == 0, dry.output
    assert json.loads(dry.output)["escalated"] == 0
    done = hailong("--format", "json")
    assert json.loads(done.output)["escalated"] == 2
    text = hailong().output
    assert str(case_id) in text
    for words in ("Một lời kín đáo", "Đòi tiền"):
        assert words not in dry.output + done.output + text


def test_the_purge_says_first_and_erases_then(office: Office):
    link = b"purged by and by"
    ended, fresh, severe = office.case(link=link), office.case(), office.case(CaseKind.SEVERE)
    for case_id in (ended, fresh):
        office.assign(case_id)
    office.close(ended)
    leave_contact(office.connection, link, value="0912345678", consent=True, today=DAY, days=90)
    today = later(731)
    for dry_run in (True, False):
        due = purge(office.connection, today=today, case_days=730, dry_run=dry_run)
        assert (due.contacts, due.texts) == (1, 2)
    assert purge(office.connection, today=today, case_days=730, dry_run=True).texts == 0
    assert office.texts(ended) == [None, None]
    assert office.texts(fresh) == ["Chờ lâu quá"]
    assert office.texts(severe) == ["Chờ lâu quá"]
    assert office.log(ended) == ["open", "assign", "close"]
    voice = look(office.connection, link, today=today)
    assert voice is not None
    assert [message.text for message in voice.messages] == [None, None]


def test_the_purge_leaves_what_is_not_old_enough(office: Office):
    case_id = office.case()
    office.assign(case_id)
    office.close(case_id)
    due = purge(office.connection, today=later(730), case_days=730, dry_run=False)
    assert (due.contacts, due.texts) == (0, 0)


def test_a_severe_case_outlives_every_purge_and_every_day(office: Office):
    case_id = office.case(CaseKind.SEVERE)
    for years in range(1, 20):
        escalate(office, later(365 * years))
        purge(office.connection, today=later(365 * years), case_days=0, dry_run=False)
    inspector = office.viewer("inspector", later(7000))
    assert inspector.handles(office.read(case_id))
    assert office.texts(case_id) == ["Chờ lâu quá"]
    assert office.connection.scalars(select(records.feedback_case.c.state)).all() == ["open"]


def test_a_case_opened_again_counts_its_days_anew(office: Office):
    case_id = office.case(link=b"opened again ...")
    escalate(office, later(8))
    office.assign(case_id)
    office.close(case_id)
    reopen(office.connection, b"opened again ...", text="Vẫn vậy", today=later(20), calendar=PLAIN)
    assert escalate(office, later(25)) == 0
    assert place(office, case_id) == (1, office.unit("TINH"))
