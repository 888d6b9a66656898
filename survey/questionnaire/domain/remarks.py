"""What the lint says of a wording; beside the rules' faults, most of it is advice."""

from __future__ import annotations

from survey.foundation.errors import Refusal


class IdentityQuestionError(Refusal):
    """The promise “anonymous” holds only while nobody is asked who they are."""

    message = "“%(words)s” asks who the person is or what only they are. Answers are anonymous: leave it out."


class MissingTranslationError(Refusal):
    """Where a translation is missing, the Vietnamese text is shown."""

    message = "The text is missing in: %(languages)s. Readers of these languages see Vietnamese."


class LeadingWordingError(Refusal):
    """A question that praises or presses gets the answer it asks for."""

    message = "“%(words)s” leads the person to an answer. Ask without praise and without pressing."


class DoubleQuestionError(Refusal):
    """Who likes the one and not the other cannot answer."""

    message = "“%(words)s” may join two questions in one: somebody content with only one of them cannot answer."


class LongTextError(Refusal):
    """A text that does not fit the screen of a kiosk at reading distance."""

    message = (
        "The text has %(length)s characters; at a kiosk and on a small phone at most %(limit)s are read well."
    )


class ManyCoreError(Refusal):
    """A kiosk asks the core questions, standing people answer few."""

    message = "There are %(count)s core questions; standing at a kiosk nobody answers more than %(limit)s."


class ManyQuestionsError(Refusal):
    """A form that is left halfway."""

    message = "There are %(count)s questions; on a phone few people finish more than %(limit)s."


class ManyTextsError(Refusal):
    """Writing takes time, and reading it too."""

    message = "There are %(count)s questions to be answered in writing; %(limit)s is enough."


class NoWordsInsteadError(Refusal):
    """Many codes lead to a unit without a desk, and most name no service."""

    message = "{%(name)s} is not always known. Say what to write instead: {%(name)s|…}."
