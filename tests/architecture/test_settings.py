from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from survey.settings import SettingError, Settings, read_settings, secret_of
from tests.helpers.docs import README, between_marks, settings_table

if TYPE_CHECKING:
    from pathlib import Path


def test_the_readme_tells_every_setting_with_its_default_and_meaning():
    """To write the table anew: python -m tests.helpers.docs."""
    assert between_marks(README.read_text(encoding="utf-8")) == settings_table()


def test_every_setting_has_a_meaning():
    assert all(len(knob.metadata["meaning"]) > 20 for knob in fields(Settings))


def test_without_an_environment_the_defaults_hold():
    assert read_settings({}) == Settings()
    assert read_settings({"PATH": "/bin", "HAILONGER": "x"}) == Settings()


def test_settings_are_read_from_the_environment(tmp_path: Path):
    given = {
        "HAILONG_INSTANCE": str(tmp_path),
        "HAILONG_ROOMS": "analytics, kiosk,",
        "HAILONG_WORKERS": "4",
        "HAILONG_BASE_URL": "https://danhgia.vn",
    }
    found = read_settings(given)
    assert (found.instance, found.rooms, found.workers) == (tmp_path, ("analytics", "kiosk"), 4)
    assert found.database == f"sqlite:///{tmp_path / 'hailong.sqlite3'}"


def test_no_rooms_are_set_by_an_empty_word():
    assert read_settings({"HAILONG_ROOMS": ""}).rooms == ()


@pytest.mark.parametrize("name", ["HAILONG_DATABASEURL", "HAILONG_", "HAILONG_workers"])
def test_an_unknown_setting_is_refused_by_name(name: str):
    with pytest.raises(SettingError, match=name):
        read_settings({name: "1"})


@pytest.mark.parametrize("value", ["", "many", "-1", "1.5"])
def test_a_number_that_is_none_is_refused_with_its_name(value: str):
    with pytest.raises(SettingError, match="HAILONG_WORKERS"):
        read_settings({"HAILONG_WORKERS": value})


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path):
    settings = Settings(instance=tmp_path / "instance")
    before = os.umask(0)
    try:
        made = secret_of(settings)
    finally:
        os.umask(before)
    (path,) = (tmp_path / "instance").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret_of(settings) == made
    assert len(made) >= 48


def test_processes_that_start_together_have_one_secret(tmp_path: Path):
    settings = Settings(instance=tmp_path)
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(secret_of, [settings] * 40))
    assert len(found) == 1
    assert found != {""}


def test_an_empty_secret_is_refused(tmp_path: Path):
    (tmp_path / "secret_key").touch()
    with pytest.raises(SettingError, match="empty"):
        secret_of(Settings(instance=tmp_path))


def test_a_secret_that_is_set_is_used_and_not_written(tmp_path: Path):
    assert secret_of(Settings(instance=tmp_path, secret_key="given")) == "given"  # noqa: S106 - of the tests
    assert list(tmp_path.iterdir()) == []
