"""A questionnaire: its questions, its words, and the place each answer takes in a reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import ascii_uppercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

Words = Mapping[str, str]
"""One text by language code; Vietnamese is always there."""

VIETNAMESE = "vi"
NOT_ANSWERED = "-"
# A reply carries its free text under these two names beside the question codes.
COMMENT = "comment"
COMMENT_KIND = "comment_kind"


class Kind(StrEnum):
    """How a question is answered."""

    RATING5 = "rating5"
    EVENT = "event"
    CHOICE = "choice"
    TEXT = "text"


class CommentKind(StrEnum):
    """What a comment is, in the words of the citizen who wrote it."""

    PRAISE = "praise"
    SUGGESTION = "suggestion"
    PROBLEM = "problem"


MARKS: dict[Kind, str] = {
    Kind.RATING5: "12345x",
    Kind.EVENT: "yno",
    Kind.CHOICE: ascii_uppercase,
    Kind.TEXT: "",
}
"""The characters an answer of each kind may be: levels and no opinion; yes, no and no occasion; options."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a question is asked: after one of these answers to a question before it."""

    question: str
    answers: tuple[str, ...]
    """Marks of that question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; `y` is the good answer to every event, whichever way round its text is put."""

    code: str
    kind: Kind
    group: str
    text: Words
    core: bool = False
    indexed: bool = False
    confidential: bool = False
    options: tuple[Words, ...] = ()
    answers: Mapping[str, Words] = field(default_factory=dict)
    """An event's own words for y, n and o, where the questionnaire's would mislead."""
    condition: Condition | None = None
    """None: it is asked of everybody."""

    @property
    def marks(self) -> str:
        """The characters an answer to this question may be, in the order they are offered."""
        return MARKS[self.kind][: len(self.options)] if self.kind is Kind.CHOICE else MARKS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A questionnaire's whole document, before or after it is published."""

    code: str
    title: Words
    reviewed_by: Mapping[str, str]
    """Who vouches for the wording, by language; an empty name marks a draft."""
    words: Mapping[str, Words]
    """The words of the answers (1 to 5, x, y, n, o) and of the kinds of comment."""
    groups: Mapping[str, Words]
    questions: tuple[Question, ...]

    closed: tuple[Question, ...] = field(init=False, repr=False, compare=False)
    ratings: tuple[str, ...] = field(init=False, repr=False, compare=False)
    indexed: tuple[str, ...] = field(init=False, repr=False, compare=False)
    places: Mapping[str, tuple[int, Mapping[str, str]]] = field(init=False, repr=False, compare=False)
    """By question code: where its mark stands, and which mark a plainly given answer becomes."""
    follow_ups: tuple[tuple[int, int, frozenset[str]], ...] = field(init=False, repr=False, compare=False)
    """Each conditional mark's place, the place its condition looks at, and the marks there that open it."""
    prompts: tuple[Question, ...] = field(init=False, repr=False, compare=False)
    """The text questions beside the comment; what is written to them is kept as part of the comment."""

    def __post_init__(self) -> None:
        # Ten thousand replies a second are read against one document: what they need is laid out once.
        closed = tuple(question for question in self.questions if question.kind is not Kind.TEXT)
        ratings = tuple(question for question in closed if question.kind is Kind.RATING5)
        places = {question.code: (place, _plain_answers(question)) for place, question in enumerate(closed)}
        object.__setattr__(self, "closed", closed)
        object.__setattr__(self, "ratings", tuple(question.code for question in ratings))
        object.__setattr__(self, "indexed", tuple(question.code for question in ratings if question.indexed))
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "follow_ups", tuple(_follow_ups(closed, places)))
        object.__setattr__(self, "prompts", tuple(_prompts(self.questions)))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the document is written in, Vietnamese first."""
        return ordered(self.reviewed_by)

    def is_draft_in(self, language: str) -> bool:
        """Tell whether nobody has yet vouched for the wording in a language."""
        return not self.reviewed_by.get(language)

    def answers_to(self, question: Question) -> tuple[tuple[str, Words], ...]:
        """List the answers a closed question offers: the mark, and its words."""
        if question.kind is Kind.CHOICE:
            return tuple(zip(question.marks, question.options, strict=True))
        return tuple((mark, question.answers.get(mark) or self.words[mark]) for mark in question.marks)


def _plain_answers(question: Question) -> dict[str, str]:
    plain = {"": NOT_ANSWERED} | {mark: mark for mark in question.marks}
    if question.kind is Kind.RATING5:
        # A spreadsheet column with one empty cell is written with decimals throughout.
        plain |= {f"{level}.0": level for level in question.marks if level.isdigit()}
    return plain


def _follow_ups(
    closed: Sequence[Question], places: Mapping[str, tuple[int, Mapping[str, str]]]
) -> Iterator[tuple[int, int, frozenset[str]]]:
    for place, question in enumerate(closed):
        if question.condition and question.condition.question in places:
            yield place, places[question.condition.question][0], frozenset(question.condition.answers)


def _prompts(questions: Iterable[Question]) -> Iterator[Question]:
    return (question for question in questions if question.kind is Kind.TEXT and question.code != COMMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published questionnaire; its document never changes.

    A unit's version holds the centre's document it stands on (`base_id`) and the unit's own questions after it.
    """

    version_id: int
    number: int
    document: Draft
    content_hash: str
    published_at: datetime
    retired_at: datetime | None
    unit_id: int | None = None
    """The unit that alone asks it; None for the centre's, which every other unit asks."""
    base_id: int | None = None

    @property
    def code(self) -> str:
        """The code all versions of the questionnaire share."""
        return self.document.code

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order it is asked."""
        return self.document.questions

    @property
    def closed(self) -> tuple[Question, ...]:
        """The questions answered by a mark, in the order of `response.marks`."""
        return self.document.closed

    @property
    def ratings(self) -> tuple[str, ...]:
        """The codes of the five-level questions, in the order of `response.marks`."""
        return self.document.ratings

    @property
    def indexed(self) -> tuple[str, ...]:
        """The codes of the five-level questions that make up the index."""
        return self.document.indexed

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages the questionnaire is written in, Vietnamese first."""
        return self.document.languages


def in_language(words: Words, language: str) -> str:
    """Give a text in a language, or in Vietnamese where it is not translated."""
    return words.get(language) or words[VIETNAMESE]


def ordered(words: Iterable[str]) -> tuple[str, ...]:
    """Give languages in the order they are shown: Vietnamese first."""
    return tuple(sorted(words, key=lambda language: (language != VIETNAMESE, language)))
