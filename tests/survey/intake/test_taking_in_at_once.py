"""Answers that come at once, by many threads and several processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from survey.foundation.queue import GroupWriter
from survey.intake import records
from survey.intake.services import take_in
from tests.helpers.builders import (
    a_submission,
    a_unit,
    a_version,
    some_ids,
)
from tests.survey.intake.stored import NEW, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from survey.foundation.database import Store
    from survey.intake.domain import Outcome, Submission


@pytest.fixture
def door(store: Store) -> tuple[Store, Any]:
    """An open store and what makes an answer for it."""
    with store.writing() as connection:
        version, unit_id = a_version(connection), a_unit(connection)

    def answer(**told: Any) -> Submission:
        return replace(a_submission(version, unit_id), **told)

    return store, answer


def a_writer(store: Store) -> GroupWriter[Submission, Outcome]:
    def write(submissions: Sequence[Submission]) -> Sequence[Outcome]:
        with store.writing() as connection:
            return take_in(connection, submissions)

    return GroupWriter(write)


def kept_ids(store: Store) -> set[Any]:
    with store.reading() as connection:
        return set(connection.scalars(select(records.response.c.id)))


def test_answers_that_come_at_once_by_many_threads_are_each_kept_once(door: tuple[Store, Any]):
    store, answer = door
    ids = some_ids(40)
    sent = [answer(response_id=one) for one in ids * 3]
    writer = a_writer(store)
    with ThreadPoolExecutor(12) as threads:
        outcomes = list(threads.map(writer.put, sent))
    assert outcomes.count(NEW) == len(ids)
    assert kept_ids(store) == set(ids)


def test_two_processes_that_bring_the_same_answers_in_any_order_keep_each_once(door: tuple[Store, Any]):
    """Two writers stand for two processes: each commits batches of its own."""
    store, answer = door
    ids = sorted(some_ids(1500))  # more than one statement takes
    batches = [ids, ids[::-1]]

    def bring(batch: list[Any]) -> list[Outcome]:
        with store.writing() as connection:
            return take_in(connection, [answer(response_id=one) for one in batch])

    with ThreadPoolExecutor(len(batches)) as threads:
        outcomes = [outcome for found in threads.map(bring, batches) for outcome in found]
    assert outcomes.count(NEW) == len(ids)
    assert kept_ids(store) == set(ids)


def test_an_answer_that_cannot_be_kept_takes_no_other_with_it(door: tuple[Store, Any]):
    store, answer = door
    sound = [answer() for _ in range(20)]
    poisoned = answer(unit_id=999_999)
    writer = a_writer(store)

    def put(one: Submission) -> Outcome | type[Exception]:
        try:
            return writer.put(one)
        except IntegrityError as error:
            return type(error)

    with ThreadPoolExecutor(21) as threads:
        found = list(threads.map(put, [*sound[:10], poisoned, *sound[10:]]))
    assert found[10] is IntegrityError
    assert found[:10] + found[11:] == [NEW] * 20
    assert kept_ids(store) == {one.response_id for one in sound}


def test_a_failed_transaction_keeps_nothing(door: tuple[Store, Any]):
    store, answer = door
    with pytest.raises(IntegrityError), store.writing() as connection:
        take_in(connection, [answer(comment="good"), answer(unit_id=999_999)])
    assert kept_ids(store) == set()
    with store.reading() as connection:
        assert rows(connection, records.dirty_day) == []
