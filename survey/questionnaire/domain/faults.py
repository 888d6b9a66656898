"""What an author may do wrong beyond a document's form: conditions, placeholders, a unit's own questions."""

from __future__ import annotations

from survey.foundation.errors import Refusal


class JoinedIndexError(Refusal):
    """An index over versions with a question and without it is about no one set of answers."""

    status = 409
    message = (
        "Question “%(question)s” was published outside the index and cannot join it: counts of both kinds would "
        "add up to a wrong index. Give the question a new code."
    )


class LeftIndexError(Refusal):
    """The other way round: answers given for the index would count for half of it."""

    status = 409
    message = (
        "Question “%(question)s” was published in the index and cannot leave it: counts of both kinds would add "
        "up to a wrong index. Give the question a new code."
    )


class UnknownConditionError(Refusal):
    """A condition looks at a question that is not asked, or cannot be looked at."""

    message = "“%(question)s” waits for an answer to “%(earlier)s”, which is no question that is ticked."


class ConditionOrderError(Refusal):
    """Nobody has answered a question that comes later."""

    message = "“%(question)s” waits for an answer to “%(earlier)s”, which is asked after it."


class ConditionCycleError(Refusal):
    """Questions that wait for each other are never asked."""

    message = "“%(question)s” waits for itself: %(circle)s."


class ConditionAnswerError(Refusal):
    """A condition names an answer that its question does not offer."""

    message = "“%(question)s” waits for the answer “%(answer)s”, which “%(earlier)s” does not offer."


class EmptyConditionError(Refusal):
    """A condition without answers is never met."""

    message = "“%(question)s” waits for no answer at all and would never be asked."


class ConditionIndexError(Refusal):
    """An index over those only who gave a certain answer compares nobody with anybody."""

    message = "“%(question)s” is in the index and must be asked of everybody."


class ConditionSecrecyError(Refusal):
    """Whoever reads the follow-up's answer knows the confidential one."""

    message = (
        "“%(question)s” would tell what was answered to “%(earlier)s”, which is confidential: "
        "make it confidential too, or ask it of everybody."
    )


class ConditionCommentError(Refusal):
    """Nobody is kept from saying what they want to say."""

    message = "The comment is open to everybody and waits for no answer."


class UnknownPlaceholderError(Refusal):
    """Braces in a text name something the service cannot put in."""

    message = "“%(where)s” names {%(name)s}; only {unit}, {desk} and {service} can be put in."


class ReservedPrefixError(Refusal):
    """Codes and groups of the units stay theirs."""

    message = "“%(code)s” begins as only a unit's own questions do."


class TooManyAdditionsError(Refusal):
    """The form stays short enough to be answered standing."""

    message = "A unit may add %(limit)s questions; these are %(count)s."


class AdditionCodeError(Refusal):
    """A unit's question must not be mistaken for one of the centre's."""

    message = "The code “%(question)s” of a unit's own question must begin with u_."


class AdditionGroupError(Refusal):
    """A unit's questions stand together after the centre's."""

    message = "“%(question)s” must stand in the group of the unit's own questions."


class AdditionFlagError(Refusal):
    """Units are compared by questions asked of all."""

    message = "“%(question)s” is a unit's own question: it is neither core, nor in the index, nor confidential."


class ForeignCodeError(Refusal):
    """Figures of all units join by the question's code."""

    status = 409
    message = "Another unit already asks a question with the code “%(question)s”."


class LintError(Refusal):
    """A document with errors is not published."""

    message = "The questionnaire has errors: %(errors)s"


class UnchangedError(Refusal):
    """There is nothing new to publish."""

    status = 409
    message = "The draft says the same as the version in force: there is nothing to publish."


class RetiredBaseError(Refusal):
    """A unit adds to what the centre asks."""

    status = 409
    message = "The centre has no version of this questionnaire in force, so nothing can be added to it."


class StaleDraftError(Refusal):
    """Somebody else saved the draft meanwhile."""

    status = 409
    message = (
        "Somebody else saved this draft after you opened it. Nothing you wrote is lost: both texts are below."
    )


class NoDraftError(Refusal):
    """The draft was published or dropped meanwhile."""

    status = 404
    message = "This draft is no longer here; it was published or dropped."


class NoSuchQuestionError(Refusal):
    """A question somebody else removed."""

    status = 404
    message = "The draft has no question “%(question)s”."


class TakenCodeError(Refusal):
    """Two questionnaires cannot share a code."""

    status = 409
    message = "There is already a questionnaire or a draft with the code “%(code)s”."


class NotAskedError(Refusal):
    """Nobody can be asked a questionnaire of which no version is in force."""

    status = 404
    message = "No version of a questionnaire “%(code)s” is in force."


class PastAssignmentError(Refusal):
    """What was asked on a day that is over cannot be changed any more."""

    message = "%(day)s is over; choose today or a later day."


class AssignedAlreadyError(Refusal):
    """One place asks one questionnaire."""

    status = 409
    message = "From %(day)s on something else is to be asked there already; take that back first."


class NoAssignmentError(Refusal):
    """Taken back by somebody else meanwhile, or never there."""

    status = 404
    message = "There is nothing to take back any more."


class AssignmentBegunError(Refusal):
    """What was asked stays on record."""

    status = 409
    message = "It has been asked since %(day)s; let another questionnaire be asked from a later day on instead."


class UnknownPlaceError(Refusal):
    """A unit nobody entered."""

    status = 404
    message = "There is no unit “%(code)s”."
