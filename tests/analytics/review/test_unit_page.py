"""The page of one unit."""

from __future__ import annotations

from survey.intake.domain import readership_of
from survey.intake.services import take_in
from tests.analytics.review.conftest import HOSTILE, moment
from tests.helpers.builders import a_submission, a_unit, default_marks, the_default
from tests.helpers.houses import a_house, statements
from tests.helpers.pages import visit


def words_of(page) -> str:
    return " ".join(page.words("main")).replace("\xa0", " ")


def test_the_answer_comes_first(browsers):
    page = visit(browsers["all"], "/review/units/A1")
    # 15 of 30 people: 50.0 %.
    assert "50.0 % satisfied · 30 people · interval 33–67 %" in words_of(page)


def test_vietnamese_pages_write_numbers_the_vietnamese_way(province):
    page = visit(province.browser("all", language="vi"), "/review/units/A")
    assert "69,4 %" in words_of(page)
    assert page.all("html")[0].given["lang"] == "vi"


def test_the_figure_opens_onto_its_counts_and_its_formula(browsers):
    told = words_of(visit(browsers["all"], "/review/units/A1"))
    assert "m = 30 people answered at least one index question, N = 60 answers" in told
    assert "S = (1/k) Σ pⱼ" in told
    assert "(0 + 15) / 30 = 50.00 %" in told


def test_a_unit_of_too_few_answers_shows_no_number(browsers):
    for name in ("all", "head-c"):
        page = visit(browsers[name], "/review/units/C")
        assert "Not enough answers yet to show any number" in words_of(page)
        assert not page.all("svg", role="img")
        assert "Ba người" not in page.html
        assert "3 people" not in words_of(page)
        assert "Put the QR code where people wait" in page.html


def test_a_desk_of_few_answers_is_hidden_with_the_next_smallest(browsers):
    page = visit(browsers["all"], "/review/units/A")
    desks = {words.split(" ")[1]: words for words in page.words("tr") if words.startswith("Quầy ")}
    assert "87.0 %" in desks["1"].replace("\xa0", " ")
    for number in ("2", "3"):
        assert desks[number] == f"Quầy {number} Hidden to protect those who answered"


def test_comments_are_read_without_hour_and_without_a_hidden_desk(browsers):
    page = visit(browsers["all"], "/review/units/A")
    told = [words for words in page.words("li") if "Từ quầy ba" in words]
    assert len(told) == 3
    assert all("Quầy" not in words and ":" not in words for words in told)


def test_todays_comments_wait_and_confidential_ones_never_come(browsers):
    page = visit(browsers["all"], "/review/units/A")
    assert "Vừa mới viết" not in page.html
    assert "Nói riêng với thanh tra" not in page.html


def test_names_and_comments_are_words_and_never_markup(browsers):
    page = visit(browsers["all"], "/review/units/X")
    assert page.words("h1") == [HOSTILE]
    assert HOSTILE in page.words("p", **{"class": "said"})
    assert "<script" not in page.html


def test_a_unit_with_units_below_lists_them(browsers):
    page = visit(browsers["all"], "/review/units/A")
    told = words_of(page)
    assert "Together with 1 unit below it." in told
    assert any(words.startswith("Phường Đông Hà (the unit itself)") for words in page.words("tr"))
    assert any(words.startswith("Trung tâm Phục vụ 50.0") for words in page.words("tr"))


def test_a_week_of_too_few_answers_is_a_gap(browsers):
    page = visit(browsers["all"], "/review/units/+F/1?period=this_month")
    hidden = [words for words in page.words("tr") if "Hidden to protect" in words]
    # The week of three, and the next smallest beside it.
    assert len(hidden) == 2
    assert all("people" not in words for words in hidden)


def test_questions_told_in_confidence_are_nowhere(tmp_path, today):
    house = a_house(tmp_path)
    with house.store.writing() as connection:
        unit_id = a_unit(connection, "U")
        version = the_default(connection)
        marks = default_marks(version, respect="5", no_harassment="n", no_extra_cost="n", overall="4")
        told = {"comment": "Bị đòi tiền", "readership": readership_of(version, marks)}
        answers = [a_submission(version, unit_id, marks, at=moment(today, 9), **told) for _ in range(40)]
        take_in(connection, answers)
    house.account("head", "unit_head", unit="U")
    page = visit(house.browser("head", language="vi"), "/review/units/U")
    secret = [question for question in version.questions if question.confidential]
    assert secret
    for question in secret:
        assert question.code not in page.html
        assert question.text["vi"] not in page.html
    assert "Bị đòi tiền" not in page.html
    house.close()


def test_the_unit_page_takes_few_statements(province, browsers):
    for address in ("/review/units/A1", "/review/units/P"):
        browsers["all"].get(address)
        with statements(province.store) as found:
            browsers["all"].get(address)
        assert len(found) <= 30, found


def test_points_explain_themselves(browsers):
    page = visit(browsers["head-a"], "/review/units/A1")
    told = words_of(page)
    assert "4.00 of 20 points" in told
    assert "15 points wait for more answers." in told
    assert "0 points up to 40 %, 20 points from 90 %, in proportion between" in told
    assert "(50.00 − 40) / (90 − 40) × 20 = 4.00" in told
    assert "Points set by 12/QĐ of" in told
    assert "UBND tỉnh" in told


def test_not_enough_for_points_is_not_zero(browsers):
    told = words_of(visit(browsers["all"], "/review/units/C"))
    assert "Not scored yet, which is not zero." in told
    assert "Too few people answered to show counts." in told
    assert "0.00" not in told


def test_a_block_nobody_set_points_for_has_no_score(browsers):
    told = words_of(visit(browsers["all"], "/review/units/D"))
    assert "Nobody has set points for this block yet, so there is no score." in told


def test_a_unit_outside_every_block_has_no_points(browsers):
    assert "Emulation points" not in words_of(visit(browsers["all"], "/review/units/B"))


def test_the_method_has_a_page(browsers):
    page = visit(browsers["all"], "/review/method")
    assert {"shares", "intervals", "change", "small"} <= {each.given.get("id") for each in page.elements}
