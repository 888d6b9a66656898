from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from survey.intake import records
from survey.settings import ROOT
from tests.helpers.builders import a_unit, a_version

if TYPE_CHECKING:
    from survey.foundation.database import Store
    from survey.settings import Settings

# Four threads hand in answers for ever and name each one that was acknowledged.
SENDING = """
import os, sys, threading
from survey.foundation.database import Store
from survey.foundation.queue import GroupWriter
from survey.intake.services import take_in
from survey.questionnaire.records import version_by_id
from tests.helpers.builders import a_submission

store = Store(sys.argv[1])
with store.reading() as connection:
    version = version_by_id(connection, int(sys.argv[2]))

def write(submissions):
    with store.writing() as connection:
        return take_in(connection, submissions)

writer = GroupWriter(write)

def send():
    while True:
        answer = a_submission(version, int(sys.argv[3]), comment="x" * 500)
        writer.put(answer)
        os.write(1, answer.response_id.hex.encode() + b"\\n")

for _ in range(4):
    threading.Thread(target=send).start()
"""


def test_what_was_acknowledged_is_kept_though_the_process_is_killed(store: Store, settings: Settings):
    with store.writing() as connection:
        version, unit_id = a_version(connection), a_unit(connection)
    words = [settings.database_url, str(version.version_id), str(unit_id)]
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", SENDING, *words],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as sender:
        assert sender.stdout is not None
        acknowledged = [sender.stdout.readline() for _ in range(40)]
        sender.send_signal(signal.SIGKILL)
        acknowledged += sender.stdout.readlines()
    assert sender.returncode == -signal.SIGKILL
    with store.reading() as connection:
        kept = set(connection.scalars(select(records.response.c.id)))
    assert {UUID(line.decode().strip()) for line in acknowledged} <= kept
