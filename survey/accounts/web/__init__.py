"""The staff app: sign-in, sign-out, and the shut doors behind which the rooms put their pages."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from flask import Response, g, redirect, request, url_for
from flask_bootstrap import Bootstrap5
from flask_security import Security, SQLAlchemySessionUserDatastore
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import Session, scoped_session

from survey.accounts.domain import sign_in_name
from survey.accounts.passwords import COST
from survey.accounts.records.rows import AccountRow, RoleRow
from survey.accounts.web.forms import SignInForm
from survey.accounts.web.keys import key_now, open_keys
from survey.accounts.web.signing import keep_small, open_sign_in, safe_address
from survey.accounts.web.visits import IDLE, LANGUAGES, account_now, language_links, open_visits, roles_now
from survey.foundation.gate import Audience, SignInNeededError, for_audience, guard
from survey.foundation.pages import make_app, problem

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import sessionmaker

    from survey.foundation.doors import House

__all__ = ["account_now", "key_now", "staff_app"]

HOME = "/review/"

_BODY_LIMIT = 16 * 2**20
_STATIC_KEPT_S = 3600
_STATIC_VIEWS = ("static", "bootstrap.static")


def staff_app(house: House) -> Flask:
    """Make the app of the pages behind the sign-in; rooms register their blueprints on it."""
    app = make_app(
        "staff",
        words="staff",
        languages=LANGUAGES,
        error_page="survey/staff/error.html",
        static_folder="static",
        static_url_path="/static",
    )
    app.config.update(_session_settings(house), **_sign_in_settings())
    app.config.update(
        MAX_CONTENT_LENGTH=_BODY_LIMIT, SEND_FILE_MAX_AGE_DEFAULT=_STATIC_KEPT_S, BOOTSTRAP_SERVE_LOCAL=True
    )
    Bootstrap5(app)
    # In this order before each request: who is it, is the form ours, may they pass.
    open_visits(app, house)
    app.before_request(keep_small)
    open_keys(app, house, CSRFProtect(app))
    _open_library(app, house)
    open_sign_in(app, house)
    for name in _STATIC_VIEWS:
        app.view_functions[name] = for_audience(Audience.ANYONE)(_plain(app.view_functions[name]))
    guard(app, roles_now, key_now)
    app.register_error_handler(SignInNeededError, _lead_to_sign_in)
    app.after_request(_never_kept)
    app.context_processor(_shown_everywhere)
    return app


def _session_settings(house: House) -> dict[str, Any]:
    secure = house.settings.base_url.startswith("https:")
    return {
        # A key of its own: whoever learns what signs sessions cannot make receipts, and the other way round.
        "SECRET_KEY": hmac.new(house.secret, b"staff session", hashlib.sha256).hexdigest(),
        # Browsers take a cookie with this prefix only by HTTPS, for this host alone.
        "SESSION_COOKIE_NAME": "__Host-hailong" if secure else "hailong",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # The cookie ends with the browser; its signature is good for so long after the last page.
        "PERMANENT_SESSION_LIFETIME": IDLE,
        # A form's token lives as long as the session it belongs to.
        "WTF_CSRF_TIME_LIMIT": None,
        # Some proxies strip the referrer; what it guards against, a planted cookie, `__Host-` stops already.
        "WTF_CSRF_SSL_STRICT": False,
        # What is checked is decided by the audience of the view: see `open_keys`.
        "WTF_CSRF_CHECK_DEFAULT": False,
    }


def _sign_in_settings() -> dict[str, Any]:
    return {
        "SECURITY_LOGIN_URL": "/dang-nhap",
        "SECURITY_LOGOUT_URL": "/dang-xuat",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_POST_LOGIN_VIEW": HOME,
        "SECURITY_POST_LOGOUT_VIEW": "/dang-nhap",
        "SECURITY_LOGIN_USER_TEMPLATE": "survey/staff/sign_in.html",
        "SECURITY_LOGIN_FORM": SignInForm,
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"name": {"mapper": sign_in_name}}],
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": True,
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": COST,
        "SECURITY_PASSWORD_NORMALIZE_FORM": "NFC",
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_CACHE_CONTROL": None,
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        # No page asks to verify again yet; a negative time leaves that view out.
        "SECURITY_FRESHNESS": timedelta(seconds=-1),
    }


def _open_library(app: Flask, house: House) -> None:
    def session() -> Session:
        with house.store.reading() as connection:
            # The engine that reads: the writing one would hold SQLite's only write lock on every page.
            return Session(connection.engine)

    sessions = scoped_session(cast("sessionmaker[Session]", session))
    security = Security(app, SQLAlchemySessionUserDatastore(sessions, AccountRow, RoleRow))
    security.want_json(lambda _request: False)
    # The library would also take a token in the address, where logs and histories keep it.
    app.extensions["security"].login_manager.request_loader(lambda _request: None)

    def give_back(_error: BaseException | None) -> None:
        sessions.remove()

    app.teardown_appcontext(give_back)


def _plain(view: Any) -> Any:
    def static(**values: Any) -> Any:
        return view(**values)

    return static


def _lead_to_sign_in(error: SignInNeededError) -> Any:
    if request.path.startswith("/api/"):
        return problem(error, error.status)
    wanted = request.full_path.removesuffix("?") if request.method == "GET" else HOME
    return redirect(url_for("security.login", next=wanted if safe_address(wanted) else HOME))


def _never_kept(response: Response) -> Response:
    if request.endpoint not in _STATIC_VIEWS:
        response.headers["Cache-Control"] = "no-store"
    return response


def _shown_everywhere() -> dict[str, Any]:
    return {
        "lang": g.language,
        "languages": language_links(),
        "account": g.get("account"),
        "idle_minutes": int(IDLE.total_seconds() // 60),
    }
