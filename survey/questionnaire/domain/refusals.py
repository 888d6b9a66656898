"""What is refused: documents that cannot be a questionnaire, and replies that do not fit one."""

from __future__ import annotations

from survey.foundation.errors import NotFoundError, Refusal

_ECHO_LIMIT = 40


def echo(value: str) -> str:
    """Give back what was sent in a form that is safe to log and short enough to read."""
    short = value if len(value) <= _ECHO_LIMIT else value[:_ECHO_LIMIT] + "…"
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in short)


class UnreadableDocumentError(Refusal):
    """The file is no TOML, no UTF-8, or far too large."""

    message = "The questionnaire cannot be read: %(reason)s"


class MisshapenFieldError(Refusal):
    """A field is missing, or a list stands where a word should."""

    message = "“%(field)s” is missing or has the wrong form."


class UnknownFieldError(Refusal):
    """A misspelt field would silently lose what it says; “confidental = true” must not pass."""

    message = "A questionnaire has no field “%(field)s”."


class MissingVietnameseError(Refusal):
    """Every text exists in Vietnamese; other languages fall back to it."""

    message = "“%(field)s” has no Vietnamese text."


class UnknownLanguageError(Refusal):
    """A text in a language for which the document names no reviewer field."""

    message = "“%(field)s” is given in “%(language)s”, a language the questionnaire does not list."


class BadCodeError(Refusal):
    """A code that could not be a column or a form field."""

    message = (
        "“%(code)s” cannot be a code: it is up to 40 small letters, digits and underscores "
        "and begins with a letter."
    )


class BadColumnError(Refusal):
    """A column's name that cannot stand for a question."""

    message = "“%(column)s” cannot name a question: a name has 1 to 64 readable characters on one line."


class ReservedCodeError(Refusal):
    """The comment has its own two fields; no closed question may take their names."""

    message = "The code “%(code)s” is kept for the comment."


class DuplicateCodeError(Refusal):
    """Two questions with one code."""

    message = "The question code “%(code)s” occurs twice."


class UnknownKindError(Refusal):
    """A kind of question nobody can answer or count."""

    message = "Question “%(question)s” is of an unknown kind: “%(kind)s”."


class UnknownGroupError(Refusal):
    """A question stands in a group that has no title."""

    message = "Question “%(question)s” stands in the group “%(group)s”, which the questionnaire does not describe."


class OptionsError(Refusal):
    """A choice has two to twenty-six options, a letter each; other kinds have none."""

    message = "Question “%(question)s” has %(count)s options; a choice has 2 to 26, other kinds have none."


class AnswersError(Refusal):
    """Only an event may word its own three answers."""

    message = "Question “%(question)s” cannot word the answer “%(answer)s” itself."


class IndexedKindError(Refusal):
    """The index is a share of satisfied ratings."""

    message = "Question “%(question)s” is no rating and cannot be in the index."


class ConfidentialIndexError(Refusal):
    """The index is public, a confidential question is not."""

    message = "Question “%(question)s” is confidential and cannot be in the index."


class MissingWordsError(Refusal):
    """A kind is used whose answers have no words."""

    message = "The questionnaire has no words for the answer “%(answer)s”."


class NoQuestionError(Refusal):
    """Nothing to tick."""

    message = "A questionnaire needs at least one question that is not a text."


class TooManyQuestionsError(Refusal):
    """Rather a wrong file than a questionnaire."""

    message = "The questionnaire has %(count)s questions; at most %(limit)s can be counted."


class ScaleChangedError(Refusal):
    """Numbers on two scales cannot stand in one trend."""

    status = 409
    message = (
        "Question “%(question)s” was published as %(before)s and cannot become %(after)s: "
        "a change of scale is a new questionnaire."
    )


class NoQuestionnaireError(NotFoundError):
    """No questionnaire carries this code."""

    message = "There is no questionnaire “%(code)s”."


class UnknownQuestionError(Refusal):
    """An answer to a question this version does not ask."""

    message = "The questionnaire has no question “%(question)s”."


class RatingOutOfRangeError(Refusal):
    """A rating that is none of the five levels, nor x for no opinion."""

    message = "“%(value)s” is no answer to “%(question)s”: a rating is 1, 2, 3, 4 or 5, or x for no opinion."


class EventAnswerError(Refusal):
    """An event that neither happened nor did not."""

    message = "“%(value)s” is no answer to “%(question)s”: it is y for yes, n for no, or o for no occasion."


class ChoiceAnswerError(Refusal):
    """A letter that names no option."""

    message = "“%(value)s” is no answer to “%(question)s”: it is a letter from A to %(last)s."


class CommentKindError(Refusal):
    """A comment is praise, a suggestion or a problem."""

    message = "“%(value)s” is no kind of comment: it is praise, suggestion or problem."


class NothingAnsweredError(Refusal):
    """An empty form tells nothing."""

    message = "Nothing was answered."
