"""Refusals: what the service says no to, named where it happens and worded at the door."""

from __future__ import annotations

from typing import Any, ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is the field's word; subclasses end in Error
    """A wish the service turns down; `status` is the HTTP answer and `details` fill the translated sentence.

    Each subclass carries `message`, an English sentence with %(name)s places which is also its gettext key.
    """

    status: ClassVar[int] = 400
    message: ClassVar[str] = "This request cannot be carried out."

    def __init__(self, **details: Any) -> None:
        super().__init__(details)
        self.details = details

    def __str__(self) -> str:
        return self.message % self.details


class NotFoundError(Refusal):
    """What was asked for is not here."""

    status = 404
    message = "Not found."


class ForbiddenError(Refusal):
    """The account may not see or do this."""

    status = 403
    message = "Your account may not see or do this."
