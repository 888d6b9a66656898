from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from survey.foundation.database import Store
from survey.foundation.register import every_table
from survey.organisation.cli import export_organisation, import_organisation
from survey.organisation.records import unit_ids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'house.sqlite3'}")
    every_table().create_all(opened.engine)
    yield opened
    opened.close()


def run(tmp_path: Path, units: str) -> Result:
    folder = tmp_path / "tables"
    folder.mkdir(exist_ok=True)
    (folder / "units.csv").write_text("code,name,valid_from,parent\n" + units)
    environment = {
        "HAILONG_DATABASE_URL": f"sqlite:///{tmp_path / 'house.sqlite3'}",
        "HAILONG_INSTANCE": str(tmp_path),
    }
    return CliRunner().invoke(import_organisation, [str(folder)], env=environment)


def test_the_command_says_what_it_changed(tmp_path: Path, store: Store):
    result = run(tmp_path, "A,a,2020-01-01,\nB,b,2020-01-01,A\n")
    assert result.exit_code == 0
    assert "units: 2 added, 0 changed, 0 unchanged" in result.output
    with store.reading() as connection:
        assert set(unit_ids(connection)) == {"A", "B"}


def test_the_command_lists_faults_and_changes_nothing(tmp_path: Path, store: Store):
    result = run(tmp_path, "A,a,2020-01-01,\n" + "B,b,x,A\n" * 250)
    assert result.exit_code == 1
    assert "units.csv, line 3, column valid_from: “x” is not a date" in result.stderr
    assert "line 202" in result.stderr
    assert "line 203" not in result.stderr
    assert "… and 50 more" in result.stderr
    assert "250 faults in the tables; nothing was changed." in result.stderr
    with store.reading() as connection:
        assert unit_ids(connection) == {}


def test_a_folder_without_tables_is_refused(tmp_path: Path):
    result = CliRunner().invoke(import_organisation, [str(tmp_path)])
    assert result.exit_code == 1
    assert "holds none of units, desks, staff, roster, procedures" in result.stderr


def test_a_missing_folder_is_a_wrong_use(tmp_path: Path):
    assert CliRunner().invoke(import_organisation, [str(tmp_path / "nowhere")]).exit_code == 2


def test_what_the_command_exports_the_other_takes_in(tmp_path: Path, store: Store):
    run(tmp_path, "A,a,2020-01-01,\nB,b,2020-01-01,A\n")
    environment = {
        "HAILONG_DATABASE_URL": f"sqlite:///{tmp_path / 'house.sqlite3'}",
        "HAILONG_INSTANCE": str(tmp_path),
    }
    target = tmp_path / "out"
    result = CliRunner().invoke(export_organisation, [str(target)], env=environment)
    assert result.exit_code == 0
    assert "8 tables written" in result.output
    back = CliRunner().invoke(import_organisation, [str(target)], env=environment)
    assert back.exit_code == 0
    assert "unit versions: 0 added, 0 changed, 2 unchanged" in back.output
    (tmp_path / "file").write_text("")
    refused = CliRunner().invoke(export_organisation, [str(tmp_path / "file" / "below")], env=environment)
    assert refused.exit_code == 1
