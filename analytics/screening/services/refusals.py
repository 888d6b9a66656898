"""What nobody may do with suspicious answers."""

from __future__ import annotations

from survey.foundation.errors import ForbiddenError, NotFoundError, Refusal


class NoAnswersError(Refusal):
    """A proposal about nothing."""

    message = "Name the answers the ruling is about."


class UnknownAnswerError(NotFoundError):
    """An id no answer has."""

    message = "%(count)s of the answers are not here, such as %(first)s."


class SeveralUnitsError(Refusal):
    """A ruling is about one unit."""

    message = "The answers are of several units; propose one ruling for each."


class WrongStateError(Refusal):
    """Answers that are out already, or in already."""

    status = 409
    message = "%(count)s of the answers are already “%(state)s”."


class OpenRulingError(Refusal):
    """Another proposal is about the same answers."""

    status = 409
    message = "Ruling %(ruling)s is about some of these answers and is not settled yet."


class NotAGroundError(Refusal):
    """No flag speaks for this ground; a straight line or a wrong clock alone never does."""

    status = 422
    message = (
        "No flag gives this ground for %(count)s of the answers. Answers all of one level and wrong clocks are no "
        "ground to take an answer out."
    )


class ReasonNeededError(Refusal):
    """A ground that rests on a person's word."""

    status = 422
    message = "Give the reason in at least %(least)s characters."


class SamePersonError(ForbiddenError):
    """Two different people, or three, are needed."""

    message = "Somebody who took part before cannot take this step; another person must."


class InspectorNeededError(ForbiddenError):
    """A ruling that changes where a unit stands."""

    message = "The ruling changes where the unit stands: somebody of the inspection must confirm it."


class NotYoursError(ForbiddenError):
    """A unit outside the account's part of the tree."""

    message = "This unit is not among those of your account."


class NoSuchRulingError(NotFoundError):
    """A number no ruling has."""

    message = "There is no ruling %(ruling)s."


class WrongStepError(Refusal):
    """A step that does not follow from where the ruling stands."""

    status = 409
    message = "The ruling stands at “%(status)s”; this step is not possible now."


class TooLateError(Refusal):
    """The time for an appeal is over."""

    status = 409
    message = "The time to appeal, %(days)s days, is over."


class ChangedSinceError(Refusal):
    """The answers are no longer as they were when this was proposed."""

    status = 409
    message = "Some of the answers have changed since this was proposed. Propose anew."
