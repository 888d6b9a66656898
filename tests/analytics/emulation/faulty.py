"""Programmes with one fault each."""

from __future__ import annotations

from tests.analytics.emulation.samples import BAND, LINEAR, PLAN, PRAISE, TABLE, THRESHOLD, WHOLE

SECOND = TABLE.replace('"t1"', '"t2"') + LINEAR
OTHER_BLOCK = SECOND.replace('"b1"', '"b2"')
BANDS = BAND[BAND.index("band = [") : BAND.rindex("\n")]


def swapped(old: str, new: str, document: str = WHOLE) -> str:
    assert old in document
    return document.replace(old, new, 1)


def banded(*bands: str) -> str:
    return swapped(BANDS, f"band = [{', '.join(bands)}]")


def of_head(field: str) -> str:
    return swapped('id = "p"', f'id = "p"\n{field}')


def of_table(field: str) -> str:
    return swapped("valid_to", f"{field}\nvalid_to")


def weighted(weights: str, by: str = 'weights_by = "12/QĐ"', document: str = WHOLE) -> str:
    return swapped("to = 90", f"to = 90\nweights = {weights}\n{by}", document)


def with_prior(fields: str, block: str = "b1") -> str:
    return f"{WHOLE}\n[prior.{block}]\n{fields}"


PRIOR = 'mu = 0.87\nstrength = 26.6\ndecided_by = "12/QĐ"\nvalid_from = 2026-01-01\n'


def lettered(old: str, new: str) -> str:
    return PLAN + TABLE + swapped(old, new, PRAISE)


# What is wrong, the refusal it gets, and the words that lead the reader to the place.
WRONG = {
    "not TOML": (swapped('id = "p"', "id = p"), "TomlSyntaxError", "Line 4"),
    "cut off": (WHOLE + "[[wave", "TomlSyntaxError", f"Line {WHOLE.count(chr(10)) + 1}"),
    "nested too deep": ("x = " + "[" * 100_000, "TomlSyntaxError", "nested too deep"),
    "a number of five thousand digits": ("x = " + "1" * 5000, "TomlSyntaxError", "Line 1"),
    "an exponent beyond reason": ("x = 1e" + "9" * 30, "TomlSyntaxError", "Line 1"),
    "no schema": (swapped("schema =", "scheme ="), "MissingFieldError", '"schema"'),
    "a later schema": (swapped("programme/1", "programme/2"), "UnknownSchemaError", "programme/2"),
    "an unknown section": (WHOLE + "[[scoring_tables]]\n", "UnknownFieldError", '"scoring_tables"'),
    "a mistyped field of a wave": (swapped("data_cutoff", "data_cutof"), "UnknownFieldError", 'wave "w2"'),
    "a mistyped field of a leaf": (swapped("max_points", "max_point"), "UnknownFieldError", 'leaf "line"'),
    "a field of another kind": (swapped("from = 50", "value = 50"), "UnknownFieldError", '"value"'),
    "a mistyped field of a band": (banded("{ over = 90, points = 1 }"), "UnknownFieldError", "band number 1"),
    "a mistyped field of the source": (swapped("note =", "notes ="), "UnknownFieldError", 'table "t1"'),
    "no title": (swapped('title = "Trên 85 %"\n', ""), "MissingFieldError", 'leaf "past"'),
    "a blank title": (swapped("Trên 85 %", "   "), "MissingFieldError", 'leaf "past"'),
    "no programme": ('schema = "programme/1"\n', "MissingFieldError", '"programme"'),
    "a due day without its rule": (swapped('due_rule = "before"\n', ""), "MissingFieldError", 'wave "w1"'),
    "points in quotes": (swapped("max_points = 20", 'max_points = "20"'), "WrongTypeError", "max_points"),
    "points that are true": (swapped("max_points = 20", "max_points = true"), "WrongTypeError", "max_points"),
    "a day in quotes": (swapped("starts = 2026-01-01", 'starts = "1/1/2026"'), "WrongTypeError", 'wave "w1"'),
    "a day with an hour": (
        swapped("valid_to = 2026-12-31", "valid_to = 2026-12-31T00:00:00"),
        "WrongTypeError",
        "t1",
    ),
    "a member as a number": (swapped('"007"', "7"), "WrongTypeError", 'block "b1"'),
    "members as text": (swapped('["SNV", "007"]', '"SNV"'), "WrongTypeError", 'block "b1"'),
    "a blank member": (swapped('"007"', '" "'), "WrongTypeError", 'block "b1"'),
    "a wave as a number": (
        PLAN.split("[[wave]]")[0] + TABLE + LINEAR + "[wave]\nx = 1",
        "WrongTypeError",
        "wave",
    ),
    "a source as text": (swapped("{ doc_no", '"x" # { doc_no'), "WrongTypeError", "points_set_by"),
    "decimals below zero": (swapped("valid_to", "decimals = -1\nvalid_to"), "WrongTypeError", "decimals"),
    "a number as a code": (swapped('id = "w1"', "id = 1"), "WrongTypeError", "wave number 1"),
    "a control character": (swapped("Khối một", "\\u0000"), "UnreadableFieldError", 'block "b1"'),
    "a code without end": (swapped('id = "b2"', f'id = "{"x" * 500}"'), "UnreadableFieldError", "block"),
    "more than all": (swapped("to = 90", "to = 100.1"), "NumberRangeError", "100.1"),
    "not a number": (swapped("to = 90", "to = nan"), "NumberRangeError", "NaN"),
    "infinite points": (swapped("max_points = 20", "max_points = inf"), "NumberRangeError", "Infinity"),
    "points without end": (
        swapped("max_points = 20", "max_points = 1e999999"),
        "NumberRangeError",
        "1e+999999",
    ),
    "points without beginning": (swapped("from = 50", "from = 1e-999999"), "NumberRangeError", "from"),
    "more than nine decimals": (swapped("from = 50", "from = 50.0000000001"), "NumberRangeError", "from"),
    "points below zero": (swapped("points = 2.5", "points = -1"), "NumberRangeError", "band number 3"),
    "no points at all": (swapped("max_points = 20", "max_points = 0"), "NumberRangeError", 'leaf "line"'),
    "a programme backwards": (swapped("period_end = 2026", "period_end = 2025"), "PeriodError", "programme"),
    "a wave backwards": (swapped("ends = 2026-06-30", "ends = 2025-06-30"), "PeriodError", 'wave "w1"'),
    "a cut-off after the end": (swapped("cutoff = 2026", "cutoff = 2027"), "PeriodError", 'wave "w2"'),
    "a cut-off before the start": (swapped("cutoff = 2026", "cutoff = 2025"), "PeriodError", 'wave "w2"'),
    "a report due before the start": (swapped("due = 2026", "due = 2025"), "PeriodError", 'wave "w1"'),
    "a table backwards": (swapped("valid_to = 2026", "valid_to = 2025"), "PeriodError", 'table "t1"'),
    "two blocks of one id": (swapped('id = "b2"', 'id = "b1"'), "DuplicateIdError", '"b1"'),
    "two waves of one id": (swapped('id = "w2"', 'id = "w1"'), "DuplicateIdError", '"w1"'),
    "two criteria of one id": (
        swapped('id = "inside"', 'id = "service"'),
        "DuplicateIdError",
        '"collective/service"',
    ),
    "two leaves of one id": (swapped('id = "past"', 'id = "line"'), "DuplicateIdError", 'table "t1"'),
    "two tables of one id": (
        WHOLE + swapped("2026-01-01", "2027-01-01", swapped("2026-12-31", "2027-12-31", TABLE)) + LINEAR,
        "DuplicateIdError",
        '"t1"',
    ),
    "an unknown due rule": (swapped('"before"', '"around"'), "UnknownChoiceError", 'wave "w1"'),
    "an unknown subject": (
        swapped('"individual"', '"everybody"'),
        "UnknownChoiceError",
        'criterion "person"',
    ),
    "an unknown observer": (swapped('"citizen"', '"nobody"'), "UnknownChoiceError", 'criterion "service"'),
    "an unknown least state": (
        swapped("valid_to", 'least_state = "any"\nvalid_to'),
        "UnknownChoiceError",
        "t1",
    ),
    "an unknown comparison": (swapped('op = ">"', 'op = "=="'), "UnknownChoiceError", 'leaf "past"'),
    "an unknown kind": (swapped('kind = "linear"', 'kind = "magic"'), "UnknownKindError", 'leaf "line"'),
    "an unknown measure": (swapped('"index"', '"luck"'), "UnknownMeasureError", 'leaf "line"'),
    "a share of no question": (swapped('"share:respect"', '"share:"'), "UnknownMeasureError", 'leaf "bands"'),
    "a share of nothing": (swapped('"share:respect"', '"share"'), "UnknownMeasureError", 'leaf "bands"'),
    "an index of one question": (swapped('"index"', '"index:respect"'), "UnknownMeasureError", 'leaf "line"'),
    "an index of one praise": (swapped('"index"', '"praise:respect"'), "UnknownMeasureError", "praise"),
    "an unknown tier": (
        of_head('tiers = ["verified", "trusted"]'),
        "UnknownTierError",
        '"trusted" is not a known tier',
    ),
    "an unknown tier of a table": (of_table('tiers = ["Open"]'), "UnknownTierError", 'scoring table "t1"'),
    "no tier": (of_head("tiers = []"), "TiersMissingError", "no answer would count"),
    "no tier of a table": (of_table("tiers = []"), "TiersMissingError", 'scoring table "t1"'),
    "a tier twice": (of_head('tiers = ["open", "open"]'), "TierTwiceError", '"open"'),
    "a tier twice in a table": (of_table('tiers = ["open", "verified", "open"]'), "TierTwiceError", '"t1"'),
    "tiers as text": (of_head('tiers = "open"'), "WrongTypeError", '"tiers"'),
    "a tier as a number": (of_table("tiers = [1]"), "WrongTypeError", '"tiers"'),
    "half a letter": (lettered("from = 1", "from = 1.5"), "WrongTypeError", "a whole number from 0 to 10000"),
    "letters below nought": (lettered("from = 1", "from = -1"), "WrongTypeError", '"from"'),
    "letters without end": (lettered("to = 5", "to = 10001"), "WrongTypeError", '"to"'),
    "letters that are true": (lettered("to = 5", "to = true"), "WrongTypeError", '"to"'),
    "no lower end of letters": (lettered("from = 1\n", ""), "MissingFieldError", '"from"'),
    "a line of letters that falls": (lettered("from = 1", "from = 5"), "LinearRangeError", 'leaf "letters"'),
    "an unknown block": (swapped('block = "b1"', 'block = "b9"'), "UnknownBlockError", '"b9"'),
    "an unknown criterion": (
        swapped('criterion = "service"', 'criterion = "x"'),
        "UnknownCriterionError",
        'leaf "line"',
    ),
    "a criterion of persons": (
        swapped('criterion = "service"', 'criterion = "person"'),
        "UnknownCriterionError",
        'leaf "line"',
    ),
    "a criterion citizens cannot see": (
        swapped('criterion = "service"', 'criterion = "inside"'),
        "InternalCriterionError",
        'leaf "line"',
    ),
    "both lists of criteria": (
        swapped('criterion = "service"', 'criterion = "standard"'),
        "MixedGroupsError",
        "tieu_chuan, noi_dung",
    ),
    "nobody set the points": (swapped("points_set_by", "#"), "PointsSourceMissingError", 'table "t1"'),
    "no number of the document": (swapped('doc_no = "12/QĐ", ', ""), "PointsSourceMissingError", "doc_no"),
    "a blank number of the document": (swapped('"12/QĐ"', '""'), "PointsSourceMissingError", "doc_no"),
    "no day of the document": (
        swapped("doc_date = 2026-01-05, ", ""),
        "PointsSourceMissingError",
        "doc_date",
    ),
    "no authority": (swapped('authority = "UBND tỉnh", ', ""), "PointsSourceMissingError", "authority"),
    "a table without leaves": (PLAN + TABLE, "LeavesMissingError", 'table "t1"'),
    "a table for nobody": (PLAN + OTHER_BLOCK, "MembersMissingError", '"b2"'),
    "members in both places": (swapped("valid_to", 'members = ["X"]\nvalid_to'), "MembersTwofoldError", "t1"),
    "a member twice at its block": (swapped('"007"', '"SNV"'), "MemberTwiceError", '"SNV"'),
    "a member twice at its table": (
        PLAN + OTHER_BLOCK.replace("valid_to", 'members = ["X", "X"]\nvalid_to'),
        "MemberTwiceError",
        '"X"',
    ),
    "a member of two blocks at once": (
        WHOLE + OTHER_BLOCK.replace("valid_to", 'members = ["SNV"]\nvalid_to'),
        "MemberTwiceError",
        '"t2" and "t1"',
    ),
    "a leaf for a stranger": (
        swapped("to = 90", 'to = 90\napplies_to = ["X"]'),
        "NotMemberError",
        'leaf "line"',
    ),
    "a leaf not for a stranger": (
        swapped("to = 90", 'to = 90\nnot_assigned = ["X"]'),
        "NotMemberError",
        '"X"',
    ),
    "a leaf for some and not for others": (
        swapped("to = 90", 'to = 90\napplies_to = ["SNV"]\nnot_assigned = ["007"]'),
        "AssignmentTwofoldError",
        'leaf "line"',
    ),
    "two tables for one block": (WHOLE + SECOND, "TablesOverlapError", '"t1"'),
    "a table inside an open one": (
        swapped("valid_to = 2026-12-31\n", "") + SECOND.replace("2026-", "2030-"),
        "TablesOverlapError",
        '"t1"',
    ),
    "two tables that share one day": (
        WHOLE + SECOND.replace("2026-01-01", "2026-12-31"),
        "TablesOverlapError",
        '"t1"',
    ),
    "a line that falls": (swapped("from = 50", "from = 95"), "LinearRangeError", 'leaf "line"'),
    "a line that jumps": (swapped("from = 50", "from = 90.0"), "LinearRangeError", 'leaf "line"'),
    "no bands": (banded(), "BandsMissingError", 'leaf "bands"'),
    "a band without a bound": (banded("{ points = 1 }"), "BandBoundError", "band number 1"),
    "a band with two bounds": (
        banded("{ above = 80, at_least = 80, points = 1 }"),
        "BandBoundError",
        "band number 1",
    ),
    "bands from the lowest up": (
        banded("{ above = 70, points = 5 }", "{ above = 80, points = 6 }"),
        "BandsUnorderedError",
        "band number 2",
    ),
    "at least before above": (
        banded("{ at_least = 80, points = 6 }", "{ above = 80, points = 5 }"),
        "BandsUnorderedError",
        "band number 2",
    ),
    "one bound twice": (
        banded("{ above = 80, points = 6 }", "{ above = 80.0, points = 5 }"),
        "BandsOverlapError",
        "band number 2",
    ),
    "a lower band with more points": (
        banded("{ above = 80, points = 5 }", "{ above = 70, points = 6 }"),
        "BandPointsError",
        "band number 2",
    ),
    "a band above the maximum": (banded("{ above = 80, points = 10.01 }"), "MaxExceededError", "10.01"),
    "a threshold above the maximum": (
        PLAN + TABLE + THRESHOLD.replace("\npoints = 5", "\npoints = 6"),
        "MaxExceededError",
        'leaf "past"',
    ),
    "weights of nothing": (weighted("{}"), "WeightsMissingError", 'leaf "line"'),
    "weights that somebody set and nobody gave": (
        swapped("to = 90", 'to = 90\nweights_by = "12/QĐ"'),
        "WeightsMissingError",
        'leaf "line"',
    ),
    "weights nobody set": (weighted("{ q1 = 1 }", by=""), "WeightsSourceMissingError", "weights_by"),
    "weights a blank set": (weighted("{ q1 = 1 }", by='weights_by = " "'), "MissingFieldError", "weights_by"),
    "a weight of nothing": (weighted("{ q1 = 0, q2 = 1 }"), "NumberRangeError", '"q1"'),
    "a weight in quotes": (weighted('{ q1 = "2" }'), "WrongTypeError", '"q1"'),
    "weights as a list": (weighted("[1, 2]"), "WrongTypeError", '"weights"'),
    "weights of one question's share": (
        swapped("band = [", 'weights = { respect = 1 }\nweights_by = "12/QĐ"\nband = ['),
        "WeightsMeasureError",
        "index, low, shrunk",
    ),
    "weights of letters": (
        lettered("to = 5", 'to = 5\nweights = { q1 = 1 }\nweights_by = "12/QĐ"'),
        "WeightsMeasureError",
        '"praise"',
    ),
    "a score of one question": (swapped('"index"', '"shrunk:respect"'), "UnknownMeasureError", "shrunk"),
    "a prior of an unknown block": (with_prior(PRIOR, "b9"), "UnknownBlockError", '"b9"'),
    "a prior that is sure": (with_prior(PRIOR.replace("0.87", "1")), "NumberRangeError", "prior, b1"),
    "a prior of no strength": (with_prior(PRIOR.replace("26.6", "0")), "NumberRangeError", '"strength"'),
    "a prior nobody decided": (with_prior(PRIOR.replace("12/QĐ", " ")), "MissingFieldError", "decided_by"),
    "a prior without a day": (with_prior(PRIOR.replace("valid_from", "#")), "MissingFieldError", "valid_from"),
    "a mistyped field of a prior": (with_prior(PRIOR + "M = 3"), "UnknownFieldError", '"M"'),
    "a prior as text": (WHOLE + '\n[prior]\nb1 = "0.87"\n', "WrongTypeError", '"b1"'),
    "a yearly wave with an end": (
        swapped("data_cutoff = 2026-12-15", 'every = "year"'),
        "UnknownFieldError",
        "every year",
    ),
}
