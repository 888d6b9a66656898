"""A visit: its language, its account, and when the session behind it has run out."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import g, request, session
from flask_security import current_user

from survey.accounts.records import end_session, session_ended
from survey.accounts.records.rows import account_of
from survey.foundation.clock import now
from survey.foundation.gate import SignInNeededError
from survey.foundation.pages import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from flask import Flask

    from survey.accounts.domain import Account
    from survey.foundation.doors import House

LANGUAGES = ("vi", "en")
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


def account_now() -> Account:
    """Give the account that is signed in; pages behind the gate always have one."""
    account: Account | None = g.get("account")
    if account is None:
        raise SignInNeededError
    return account


def roles_now() -> frozenset[str] | None:
    """Give the roles of the visitor; None for a stranger."""
    account: Account | None = g.get("account")
    return account.roles if account else None


def language_links() -> tuple[tuple[str, str], ...]:
    """Give each language with the address of this page in it."""
    rest = {name: values for name, values in request.args.lists() if name != "lang"}
    return tuple((code, "?" + urlencode({**rest, "lang": code}, doseq=True)) for code in LANGUAGES)


def open_visits(app: Flask, house: House) -> None:
    """Find language and account before each request."""

    def begin() -> None:
        g.language = _language()
        if (request.endpoint or "").rpartition(".")[2] == "static" or "_user_id" not in session:
            return
        if _run_out(house):
            _forget()
            return
        # Signed anew at each page: the signature's age is the time without a click.
        session.modified = True
        g.account = account_of(current_user) if current_user.is_authenticated else None

    app.before_request(begin)


def start_session() -> None:
    """Mark the session of an account that has just signed in."""
    session["since"] = int(now().timestamp())
    session["session"] = secrets.token_urlsafe(24)
    # The token of the forms before signing in was known to whoever set this browser up.
    session.pop("csrf_token", None)


def finish_session(house: House) -> None:
    """Remember that this session is over, also for copies of its cookie."""
    name = session.get("session")
    if name is not None:
        at = now()
        with house.store.writing() as connection:
            end_session(connection, _digest(name), at=at, until=at + LONGEST)


def _language() -> str:
    asked = request.args.get("lang")
    if asked in LANGUAGES and asked != session.get("language"):
        session["language"] = asked
    kept = session.get("language")
    return kept if kept in LANGUAGES else DEFAULT_LANGUAGE


def _run_out(house: House) -> bool:
    since = datetime.fromtimestamp(session.get("since", 0), UTC)
    if now() - since > LONGEST:
        return True
    with house.store.reading() as connection:
        return session_ended(connection, _digest(session.get("session", "")))


def _forget() -> None:
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
