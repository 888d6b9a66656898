"""The citizen's pages: no session, no cookie, no script needed; kept bytes out, one submission in."""

from survey.intake.web.pages import CitizenPages
from survey.intake.web.receipts import Cases
from survey.intake.web.sending import LANGUAGES

__all__ = ["LANGUAGES", "Cases", "CitizenPages"]
