"""What is wrong with a programme's document or with the wish to score by it; each names its place."""

from __future__ import annotations

from survey.foundation.errors import Refusal


class ProgrammeError(Refusal):
    """A programme's document that cannot be taken; nothing of it is kept."""

    message = "The programme cannot be read: %(place)s."


class TomlSyntaxError(ProgrammeError):
    """Text that is not TOML."""

    message = "Line %(line)s: this is not valid TOML (%(detail)s)."


class NotTextError(ProgrammeError):
    """A file that is not UTF-8."""

    message = "%(file)s: this file is not text in UTF-8 (byte %(position)s)."


class UnknownSchemaError(ProgrammeError):
    """A document of another kind or a later schema."""

    message = 'The document says schema = "%(schema)s"; only "programme/1" can be read.'


class MissingFieldError(ProgrammeError):
    """A field that must be there."""

    message = '%(place)s: "%(field)s" is missing.'


class UnknownFieldError(ProgrammeError):
    """A field nobody reads: most often a slip of the pen that would change the points unnoticed."""

    message = '%(place)s: "%(field)s" is not a known field.'


class WrongTypeError(ProgrammeError):
    """A field that holds another sort of value."""

    message = '%(place)s: "%(field)s" must be %(wanted)s.'


class UnreadableFieldError(ProgrammeError):
    """A text too long or with characters nobody types."""

    message = '%(place)s: "%(field)s" cannot be read. %(reason)s'


class NumberRangeError(ProgrammeError):
    """A number outside what the field can mean."""

    message = '%(place)s: "%(field)s" is %(value)s; it must be %(least)s to %(most)s with at most 9 decimals.'


class PeriodError(ProgrammeError):
    """A period that ends before it starts, or a day outside its period."""

    message = '%(place)s: "%(first)s" (%(first_day)s) comes after "%(last)s" (%(last_day)s).'


class DuplicateIdError(ProgrammeError):
    """Two things of one kind with the same id."""

    message = '%(place)s: the id "%(code)s" is used twice.'


class UnknownChoiceError(ProgrammeError):
    """A word outside a closed list."""

    message = '%(place)s: "%(value)s" is not a known %(field)s; known: %(known)s.'


class UnknownKindError(UnknownChoiceError):
    """A kind of leaf this programme cannot compute."""


class UnknownMeasureError(UnknownChoiceError):
    """A measure this programme cannot compute."""


class UnknownTierError(UnknownChoiceError):
    """A tier of trust no answer ever has."""


class TiersMissingError(ProgrammeError):
    """A list of tiers without any: no answer would count."""

    message = '%(place)s: "tiers" names no tier, so no answer would count; leave it out to count every tier.'


class TierTwiceError(ProgrammeError):
    """One tier listed twice: most often one of them was meant to be another."""

    message = '%(place)s: tier "%(tier)s" is listed twice.'


class UnknownBlockError(ProgrammeError):
    """A scoring table for a block the programme does not have."""

    message = '%(place)s: the programme has no block "%(code)s".'


class UnknownCriterionError(ProgrammeError):
    """A leaf for a criterion the plan does not have."""

    message = '%(place)s: the programme has no collective criterion "%(code)s".'


class InternalCriterionError(ProgrammeError):
    """A leaf that would score from citizens' answers what citizens cannot see."""

    message = '%(place)s: criterion "%(code)s" is internal; citizens\' answers cannot score it.'


class MixedGroupsError(ProgrammeError):
    """A table that takes from both overlapping lists of a plan and so would count one thing twice."""

    message = "%(place)s: its criteria come from several overlapping groups (%(groups)s); use one."


class PointsSourceMissingError(ProgrammeError):
    """Points without the authority and document that set them."""

    message = '%(place)s: "points_set_by" must say which document set the points (%(field)s is missing).'


class LeavesMissingError(ProgrammeError):
    """A scoring table without a single leaf."""

    message = "%(place)s: the scoring table has no leaf."


class MembersMissingError(ProgrammeError):
    """A scoring table for nobody."""

    message = '%(place)s: no members are listed, neither here nor at block "%(block)s".'


class MembersTwofoldError(ProgrammeError):
    """Members listed at the block and at its table: nobody could tell which list holds."""

    message = '%(place)s: members are listed both here and at block "%(block)s"; keep one list.'


class MemberTwiceError(ProgrammeError):
    """A unit listed twice in one list, or in two tables of the same days."""

    message = '%(place)s: unit "%(unit)s" is listed twice.'


class NotMemberError(ProgrammeError):
    """A leaf that names a unit the table does not score."""

    message = '%(place)s: "%(field)s" names unit "%(unit)s", which is not a member.'


class AssignmentTwofoldError(ProgrammeError):
    """A leaf that says both whom it applies to and whom it does not."""

    message = '%(place)s: give either "applies_to" or "not_assigned", not both.'


class TablesOverlapError(ProgrammeError):
    """Two scoring tables of one block in force on the same day."""

    message = '%(place)s: in force on the same days as scoring table "%(other)s" of block "%(block)s".'


class WeightsMissingError(ProgrammeError):
    """Weights without any question."""

    message = '%(place)s: "weights" names no question; leave it and "weights_by" out to weigh all alike.'


class WeightsSourceMissingError(ProgrammeError):
    """Weights nobody is said to have set: they are never ours."""

    message = '%(place)s: "weights_by" must say which document set the weights, with its number and date.'


class WeightsMeasureError(ProgrammeError):
    """Weights of criteria for a figure that is not made of criteria."""

    message = '%(place)s: "weights" cannot stand beside measure "%(measure)s"; only beside: %(known)s.'


class LinearRangeError(ProgrammeError):
    """A line that does not rise."""

    message = '%(place)s: "from" (%(low)s) must be less than "to" (%(high)s).'


class BandsMissingError(ProgrammeError):
    """A banded leaf without bands."""

    message = "%(place)s: no band is given."


class BandBoundError(ProgrammeError):
    """A band with no lower bound, or with two."""

    message = '%(place)s: give exactly one of "above" and "at_least".'


class BandsUnorderedError(ProgrammeError):
    """Bands that are not listed from the highest down."""

    message = "%(place)s: bands go from the highest down; this one is not below the one before it."


class BandsOverlapError(ProgrammeError):
    """Two bands with the same bound."""

    message = "%(place)s: this band has the same bound as the one before it."


class BandPointsError(ProgrammeError):
    """Bands by which a happier public would cost points."""

    message = "%(place)s: a lower band must give fewer points than the one before it."


class MaxExceededError(ProgrammeError):
    """Points above the most a leaf may give."""

    message = '%(place)s: %(points)s points are more than "max_points" (%(most)s).'


class UnknownProgrammeError(Refusal):
    """No programme of this code is loaded."""

    status = 404
    message = 'No programme "%(code)s" is loaded.'


class UnknownWaveError(Refusal):
    """The programme has no such wave."""

    status = 404
    message = 'Programme "%(programme)s" has no wave "%(wave)s"; it has: %(known)s.'


class NoTableInForceError(Refusal):
    """Nobody has set points for the day; points are never invented."""

    status = 409
    message = (
        'Programme "%(programme)s" has no scoring table in force on %(day)s; load one that says who set the '
        "points. The plan itself refers to: %(source)s."
    )


class WeightsQuestionsError(Refusal):
    """Weights that are not those of the index questions that were asked."""

    status = 409
    message = (
        'Scoring table "%(table)s", leaf "%(leaf)s": the weights are of %(named)s, but the index questions asked '
        "about %(unit)s are %(asked)s; every one of them needs a weight, and no other."
    )


class NotScoredUnitError(Refusal):
    """A unit that no scoring table in force has as a member."""

    status = 404
    message = 'No scoring table of programme "%(programme)s" in force on %(day)s has unit "%(unit)s" as a member.'
