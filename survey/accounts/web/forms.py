"""The sign-in form: one sentence for every wrong pair, and nothing hashed that nobody typed."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_security import LoginForm, lookup_identity
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired

from survey.accounts.domain import NAME_LIMIT, PASSWORD_MOST, readable_password


class SignInForm(LoginForm):
    """A name and a password; `problem` says why they open nothing."""

    # The library's own fields: an e-mail address is no must, and no browser is remembered.
    email = None  # type: ignore[assignment]  # so WTForms takes a field away
    remember = None  # type: ignore[assignment]
    submit = None  # type: ignore[assignment]
    name = StringField(
        validators=[DataRequired()],
        render_kw={
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": NAME_LIMIT,
            "required": True,
        },
    )
    password = PasswordField(
        validators=[DataRequired()],
        render_kw={"autocomplete": "current-password", "maxlength": PASSWORD_MOST, "required": True},
    )
    next = HiddenField()
    problem: str | None = None

    def validate(self, **kwargs: Any) -> bool:
        """Look for the account and let the library compare the password."""
        if self._opens(**kwargs):
            return True
        self.problem = (
            gettext("This account is closed. Please ask your administrator.")
            # Only whoever knows the password may learn that there is such an account.
            if self.user_authenticated
            else gettext("The name or the password is not right.")
        )
        return False

    def _opens(self, **kwargs: Any) -> bool:
        if readable_password(self.password.data or "") is None:
            return False
        self.ifield = self.name
        self.user = lookup_identity(self.name.data or "")
        return bool(super().validate(**kwargs))
