"""Every knob of the service on one page: its name, its default, its meaning; read once from the environment."""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "HAILONG_"


class SettingError(ValueError):
    """A setting of the environment that cannot be read."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError("it must not be negative")
    return number


def _setting(default: Any, meaning: str, read: Callable[[str], Any] = str) -> Any:
    return field(default=default, metadata={"meaning": meaning, "read": read})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator may decide; the environment variable is the field's name in capitals after `HAILONG_`."""

    instance: Path = _setting(ROOT / "instance", "Folder of the SQLite database, the secret and the locks", Path)
    database_url: str = _setting("", "Database address; empty means SQLite in the instance folder")
    secret_key: str = _setting(
        "", "Key of signatures and hashes; empty means one made once in the instance folder"
    )
    base_url: str = _setting("http://127.0.0.1:8000", "The address QR codes carry")
    rooms: tuple[str, ...] = _setting(("kiosk", "analytics"), "Rooms opened beside the survey, by name", _words)
    trusted_proxies: int = _setting(0, "How many proxies in front set X-Forwarded-* headers", _whole)
    workers: int = _setting(2, "Server processes of `hailong serve`", _whole)
    threads: int = _setting(8, "Threads of each server process", _whole)
    ratelimit_storage_uri: str = _setting(
        "memory://", "Where sign-in attempts are counted; Redis when there are several processes"
    )
    signin_attempts: str = _setting("10 per minute", "How often one address may try to sign in")
    body_limit: int = _setting(65_536, "Largest form a citizen may send, in bytes", _whole)
    trace_days: int = _setting(
        30,
        "How many days the short-lived trace of an answer is kept, and what a tablet sent that could not be read",
        _whole,
    )
    contact_days: int = _setting(90, "How many days a contact left for an answer is kept, by consent", _whole)
    case_days: int = _setting(730, "How many days after its end the texts of a case are kept", _whole)
    receipt_days: int = _setting(730, "How many days a receipt shows what became of its answer", _whole)
    privacy_least: int = _setting(5, "Pages show no group of fewer answers than this", _whole)
    kiosk_oldest_days: int = _setting(
        60,
        "How many days back an answer that waited on a tablet is believed; older ones wait for a ruling",
        _whole,
    )
    log_level: str = _setting("INFO", "Least level of the log lines")

    @property
    def database(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{self.instance / 'hailong.sqlite3'}"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; `SettingError` names the variable that is wrong."""
    given = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for knob in fields(Settings):
        name = PREFIX + knob.name.upper()
        if name in given:
            try:
                values[knob.name] = knob.metadata["read"](given[name])
            except ValueError as error:
                raise SettingError(f"{name}={given[name]!r}: {error}") from error
    _refuse_unknown(given)
    return Settings(**values)


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = {PREFIX + knob.name.upper() for knob in fields(Settings)}
    unknown = sorted(name for name in given if name.startswith(PREFIX) and name not in known)
    if unknown:
        # A mistyped knob that is silently ignored would leave the operator believing it is set.
        raise SettingError(f"unknown setting {', '.join(unknown)}")


def secret_of(settings: Settings) -> str:
    """Give the secret key; make it once in the instance folder, readable by its owner only, when none is set."""
    if settings.secret_key:
        return settings.secret_key
    settings.instance.mkdir(parents=True, exist_ok=True)
    path = settings.instance / "secret_key"
    try:
        # Exclusive creation: two processes that start together must not end with two secrets.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _written_secret(path)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return _written_secret(path)


def _written_secret(path: Path) -> str:
    """Read the secret; whoever finds the file empty waits for the process that is just writing it."""
    for _ in range(30):
        if secret := path.read_text().strip():
            return secret
        time.sleep(0.01)
    raise SettingError(f"{path} is empty; delete it, and a new secret is made")
