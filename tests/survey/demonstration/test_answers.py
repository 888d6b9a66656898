from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from survey.demonstration.answers import answers
from survey.demonstration.visits import BURST_DESK, BURST_SIZE
from survey.intake.domain import Channel, Readership
from survey.questionnaire.domain import Kind

SEED = "tests"


def _share(submissions, place):
    given = Counter(each.marks[place] for each in submissions)
    return (given["4"] + given["5"]) / sum(given[level] for level in "12345")


def test_the_same_seed_gives_the_same_answers(stage, span, year):
    assert list(islice(answers(stage, span, seed=SEED), 300)) == year[:300]


def test_a_later_day_gives_the_same_ids(stage, span, year):
    later = replace(span, first=span.first + timedelta(days=3), last=span.last + timedelta(days=3))
    assert {each.response_id for each in answers(stage, later, seed=SEED)} == {each.response_id for each in year}


def test_as_many_answers_come_as_were_asked_for(stage, span, year):
    assert len(year) == 6_000
    assert len({each.response_id for each in year}) == 6_000
    for count in (0, 10, 500):
        assert len(list(answers(stage, replace(span, count=count), seed=SEED))) == count


def test_some_units_have_too_few_answers_and_one_has_none(year, places):
    units = {code: unit for code, (unit, _) in places.desks.items()}
    answered = Counter(each.unit_id for each in year)
    assert answered[units["CONCO-1"]] == 4
    assert answered[units["LALAY-1"]] == 17
    assert answered[units["SNGV-1"]] == 36
    assert answered[units["THUONGTRACH-1"]] == 0
    assert sum(respondents >= 30 for respondents in answered.values()) >= 20


def test_every_mark_is_one_its_question_allows(year, version):
    for place, question in enumerate(version.closed):
        assert {each.marks[place] for each in year} <= {"-", *question.marks}
    assert {len(each.marks) for each in year} == {len(version.closed)}


def test_most_are_satisfied_and_every_level_is_given(year, version):
    assert 0.75 < _share(year, 0) < 0.92
    assert {each.marks[0] for each in year} == set("-12345x")
    assert {question.kind for question in version.closed} == {Kind.RATING5, Kind.EVENT}


def test_one_persons_answers_hang_together(year, version):
    assert [question.code for question in version.closed[:2]] == ["overall", "respect"]
    satisfied = [each for each in year if each.marks[1] in "45"]
    dissatisfied = [each for each in year if each.marks[1] in "123"]
    assert _share(satisfied, 0) - _share(dissatisfied, 0) > 0.4


def test_by_an_open_code_people_are_less_satisfied_than_at_the_kiosk(year):
    channels = {channel: [each for each in year if each.channel == channel] for channel in Channel}
    assert all(channels[channel] for channel in (Channel.QR_OPEN, Channel.KIOSK, Channel.PAPER))
    assert _share(channels[Channel.KIOSK], 0) - _share(channels[Channel.QR_OPEN], 0) > 0.02


def test_a_kiosk_asks_three_questions_and_no_comment(year):
    at_kiosk = [each for each in year if each.channel == Channel.KIOSK]
    assert max(len(each.marks.replace("-", "")) for each in at_kiosk) == 3
    assert not any(each.comment for each in at_kiosk)


def test_about_one_in_twelve_writes_a_comment_of_each_kind(year):
    kinds = Counter(each.comment_kind for each in year if each.comment)
    assert 0.06 < kinds.total() / len(year) < 0.11
    assert set(kinds) == {"praise", "suggestion", "problem", None}


def test_what_is_told_beside_harassment_goes_to_the_inspection_only(year, stage):
    allegations = [each for each in year if each.comment in stage.province.phrases["allegation"]]
    assert allegations
    assert {each.readership for each in allegations} == {Readership.INSPECTION}


def test_mornings_and_mondays_are_full_and_the_days_before_tet_empty(year):
    hours = Counter(each.at.hour for each in year)
    assert hours[9] > hours[7] + hours[16]
    weekdays = Counter(each.at.isoweekday() for each in year)
    assert weekdays[1] > weekdays[5] > weekdays[6] > 0
    days = Counter(each.at.date() for each in year)
    before = [days[date(2026, 2, day)] for day in range(9, 14)]
    after = [days[date(2026, 3, day)] for day in range(2, 7)]
    assert sum(before) * 2 < sum(after)
    assert not any(days[date(2026, 2, day)] for day in range(16, 21))


def test_traces_are_left_for_the_last_thirty_days_only(year, span):
    traced = [each for each in year if each.trace]
    assert traced
    assert min(each.at.date() for each in traced) > span.last - timedelta(days=30)


def test_one_desk_has_a_burst_for_screening_to_find(year, places):
    desk_id = places.desks[BURST_DESK][1]
    phones = Counter(each.trace.device for each in year if each.trace and each.channel == Channel.QR_OPEN)
    device, times = phones.most_common(1)[0]
    burst = [each for each in year if each.trace and each.trace.device == device]
    assert times == BURST_SIZE
    assert {each.desk_id for each in burst} == {desk_id}
    assert max(each.at for each in burst) - min(each.at for each in burst) < timedelta(minutes=25)
