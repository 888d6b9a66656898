"""A first tap counts at once; the form of the same answer takes its place, once, whatever comes when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from survey.foundation.queue import GroupWriter
from survey.intake import records
from survey.intake.domain import Hearing, Outcome, Trace
from survey.intake.services import take_in
from tests.helpers.builders import AT, DAY, a_desk, a_person, a_shift, a_submission, a_unit, a_version, some_ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from survey.foundation.database import Store
    from survey.intake.domain import Submission, Taken

NEW, WHOLE, AGAIN, SPENT = Outcome


def rows(connection: Connection, table: Any = records.response) -> list[Any]:
    return list(connection.execute(select(table)))


@pytest.fixture
def tap(connection: Connection) -> Submission:
    """The first tap of an answer, with its receipt and its trace."""
    return a_submission(
        a_version(connection),
        a_unit(connection),
        "4-",
        complete=False,
        receipt_hash=b"r" * 16,
        trace=Trace(received_at=AT, dwell_s=3),
    )


def form_of(tap: Submission, marks: str = "45", **told: Any) -> Submission:
    """The form of the same answer, sent a minute later."""
    at = AT + timedelta(minutes=1)
    trace = Trace(received_at=at, dwell_s=63)
    return replace(tap, marks=marks, complete=True, at=at, trace=trace, **told)


def test_a_first_tap_counts_at_once_with_its_receipt_and_trace(connection: Connection, tap: Submission):
    assert take_in(connection, [tap]) == [NEW]
    ((marks, complete),) = [(row.marks, row.complete) for row in rows(connection)]
    assert (marks, complete) == ("4-", False)
    assert len(rows(connection, records.dirty_day)) == 1
    assert records.kept(connection, b"r" * 16) is not None
    assert len(rows(connection, records.trace)) == 1


def test_the_form_takes_the_place_of_its_first_tap(connection: Connection, tap: Submission):
    take_in(connection, [tap])
    assert take_in(connection, [form_of(tap, assisted=True, comment="Cảm ơn")]) == [WHOLE]
    (row,) = rows(connection)
    assert (row.marks, row.complete, row.assisted) == ("45", True, True)
    assert [one.text for one in rows(connection, records.comment)] == ["Cảm ơn"]
    assert [one.dwell_s for one in rows(connection, records.trace)] == [3]
    assert len(rows(connection, records.dirty_day)) == 2


def test_a_second_form_changes_nothing(connection: Connection, tap: Submission):
    take_in(connection, [tap])
    take_in(connection, [form_of(tap)])
    assert take_in(connection, [form_of(tap, "11", comment="again")]) == [AGAIN]
    assert [row.marks for row in rows(connection)] == ["45"]
    assert rows(connection, records.comment) == []
    assert len(rows(connection, records.dirty_day)) == 2


def test_a_tap_that_arrives_after_the_form_changes_nothing(connection: Connection, tap: Submission):
    take_in(connection, [form_of(tap)])
    assert take_in(connection, [tap]) == [AGAIN]
    assert [(row.marks, row.complete) for row in rows(connection)] == [("45", True)]


def test_a_tap_that_corrects_the_first_counts_and_the_same_tap_again_does_not(
    connection: Connection, tap: Submission
):
    take_in(connection, [tap])
    other = replace(tap, marks="1-")
    assert [*take_in(connection, [tap]), *take_in(connection, [other])] == [AGAIN, WHOLE]
    assert [(row.marks, row.complete) for row in rows(connection)] == [("1-", False)]


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_taps_and_form_of_one_answer_in_one_batch_end_as_the_form(
    connection: Connection, tap: Submission, order: tuple[int, ...]
):
    known = [tap, replace(tap, marks="1-"), form_of(tap, comment="Tốt")]
    outcomes = take_in(connection, [known[place] for place in order])
    assert outcomes[0] is NEW
    assert [(row.marks, row.complete) for row in rows(connection)] == [("45", True)]
    assert len(rows(connection, records.comment)) == len(rows(connection, records.receipt)) == 1


def test_an_answer_stays_on_the_day_and_with_the_officer_of_its_first_tap(connection: Connection):
    desk_id = a_desk(connection)
    a_shift(connection, staff="S1")
    a_shift(connection, staff="S2", starts=AT + timedelta(hours=1), ends=AT + timedelta(days=2))
    answer = a_submission(a_version(connection), a_unit(connection), "4-", desk_id=desk_id, complete=False)
    take_in(connection, [answer])
    heard: list[Taken] = []
    take_in(
        connection,
        [replace(form_of(answer), at=AT + timedelta(days=1))],
        hearing=Hearing(after=lambda _connection, taken: heard.extend(taken)),
    )
    (row,) = rows(connection)
    assert (row.day, row.staff_id) == (DAY, a_person(connection, "S1"))
    assert [(one.day, one.staff_id) for one in heard] == [(row.day, row.staff_id)]
    assert {one.day for one in rows(connection, records.dirty_day)} == {DAY}


def test_a_form_of_a_newer_version_brings_the_version_of_its_marks(connection: Connection, tap: Submission):
    take_in(connection, [tap])
    newer = a_version(connection, "q1", "q2", "q3")
    take_in(connection, [form_of(tap, "451", version_id=newer.version_id)])
    assert [(row.marks, row.version_id) for row in rows(connection)] == [("451", newer.version_id)]


def test_a_ruling_on_a_first_tap_holds_for_the_form(connection: Connection, tap: Submission):
    take_in(connection, [tap])
    connection.execute(records.response.update().values(state="quarantined"))
    take_in(connection, [form_of(tap)])
    assert [row.state for row in rows(connection)] == ["quarantined"]


def test_whoever_listens_hears_of_whole_answers_once(connection: Connection, tap: Submission):
    heard: list[str] = []

    def after(_connection: Connection, taken: Sequence[Taken]) -> None:
        heard.extend(one.submission.marks for one in taken)

    for sent in (tap, form_of(tap), form_of(tap, "11")):
        take_in(connection, [sent], hearing=Hearing(after=after))
    assert heard == ["45"]


def test_comments_are_kept_as_the_mask_gives_them(connection: Connection, tap: Submission):
    hearing = Hearing(mask=lambda text: text.replace("0912", "***"))
    take_in(connection, [form_of(tap, comment="Gọi 0912")], hearing=hearing)
    assert [one.text for one in rows(connection, records.comment)] == ["Gọi ***"]


def test_a_comment_that_is_severe_by_its_words_is_for_the_inspection(connection: Connection, tap: Submission):
    hearing = Hearing(severe=lambda kind, text: kind is None and "vòi" in text)
    take_in(connection, [form_of(tap, comment="vòi vĩnh")], hearing=hearing)
    assert [one.readership for one in rows(connection, records.comment)] == ["inspection"]


@pytest.fixture
def crowd(store: Store) -> tuple[Store, list[list[Submission]]]:
    """For each of many answers two taps and the form, in the order they were made."""
    with store.writing() as connection:
        version, unit_id = a_version(connection), a_unit(connection)
    made = []
    for response_id in some_ids(30):
        tap = a_submission(version, unit_id, "1-", response_id=response_id, complete=False)
        made.append([tap, replace(tap, marks="2-"), replace(tap, marks="45", complete=True, comment="ý")])
    return store, made


def ends_well(store: Store, made: list[list[Submission]], outcomes: Sequence[Outcome]) -> None:
    """Every answer is there once, whole, with one comment, and was said to be new once."""
    with store.reading() as connection:
        found = {row.id: (row.marks, row.complete) for row in rows(connection)}
        comments = len(rows(connection, records.comment))
    assert found == {one[0].response_id: ("45", True) for one in made}
    assert comments == len(made)
    assert list(outcomes).count(NEW) == len(made)


def test_taps_and_forms_that_race_by_many_threads_end_as_the_forms(crowd: tuple[Store, list[list[Submission]]]):
    store, made = crowd

    def write(submissions: Sequence[Submission]) -> Sequence[Outcome]:
        with store.writing() as connection:
            return take_in(connection, submissions)

    sent = [one for answer in made for one in (*answer, answer[-1])]
    Random(4).shuffle(sent)  # noqa: S311 - a test's dice
    writer = GroupWriter(write)
    with ThreadPoolExecutor(12) as threads:
        outcomes = list(threads.map(writer.put, sent))
    ends_well(store, made, outcomes)


def test_two_processes_that_bring_taps_and_forms_in_any_order_end_as_the_forms(
    crowd: tuple[Store, list[list[Submission]]],
):
    """Writers with connections of their own stand for processes: their batches meet in opposite orders."""
    store, made = crowd
    taps = [one for answer in made for one in answer[:2]]
    forms = [answer[2] for answer in made]
    batches = [taps, forms[::-1], taps[::-1], [*forms, *taps], *([form] for form in forms)]

    def bring(batch: list[Submission]) -> list[Outcome]:
        with store.writing() as connection:
            return take_in(connection, batch)

    with ThreadPoolExecutor(4) as threads:
        outcomes = [outcome for found in threads.map(bring, batches) for outcome in found]
    ends_well(store, made, outcomes)
