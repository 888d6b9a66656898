from __future__ import annotations

import json

from sqlalchemy import text

from survey.feedback.services.hearing import hearing_of
from survey.intake.services import take_in
from tests.helpers.builders import a_submission, a_unit, default_marks, the_default

TELEPHONE = "0912345678"
ALLEGATION = "Cán bộ đòi 200 nghìn mới nhận hồ sơ"


def bring_in(hailong, tmp_path, *rows):
    file = tmp_path / "answers.csv"
    file.write_text("unit,overall,comment_kind,comment\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    done = hailong("import", "responses", file, "--questionnaire", "default")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def kept(house, statement):
    with house.store.reading() as connection:
        return connection.execute(text(statement)).all()


def an_office(house):
    with house.store.writing() as connection:
        the_default(connection)
        a_unit(connection)


def test_a_telephone_number_in_an_imported_message_is_masked_before_it_is_kept(house, hailong, tmp_path):
    an_office(house)
    assert bring_in(hailong, tmp_path, f"DONGHA,4,suggestion,Xin gọi {TELEPHONE}")["accepted"] == 1
    ((comment,),) = kept(house, "SELECT text FROM comment")
    assert TELEPHONE not in comment
    assert comment.startswith("Xin gọi")


def test_an_imported_allegation_is_for_the_inspection_and_opens_a_case(house, hailong, tmp_path):
    an_office(house)
    bring_in(hailong, tmp_path, f"DONGHA,1,problem,{ALLEGATION}")
    assert kept(house, "SELECT kind FROM feedback_case") == [("severe",)]
    assert kept(house, "SELECT text FROM case_message") == [(ALLEGATION,)]
    # Nowhere beside the marks, where the words would tell whose rating it was.
    assert kept(house, "SELECT text FROM comment") == []


def test_trouble_told_by_an_imported_mark_opens_a_case(house, hailong, tmp_path):
    an_office(house)
    file = tmp_path / "marks.csv"
    file.write_text("unit,overall,no_extra_cost\nDONGHA,2,n\nDONGHA,2,y\n", encoding="utf-8")
    assert hailong("import", "responses", file, "--questionnaire", "default").exit_code == 0
    assert kept(house, "SELECT kind FROM feedback_case") == [("severe",)]
    ((text,),) = kept(house, "SELECT text FROM case_message")
    assert "Có phải chi thêm" in text


def test_an_ordinary_message_of_the_past_opens_no_case(house, hailong, tmp_path):
    an_office(house)
    bring_in(hailong, tmp_path, "DONGHA,2,problem,Chờ lâu quá")
    assert kept(house, "SELECT kind FROM feedback_case") == []
    assert kept(house, "SELECT text FROM comment") == [("Chờ lâu quá",)]


def test_a_message_of_today_that_wants_an_answer_opens_a_case(house):
    with house.store.writing() as connection:
        version, unit_id = the_default(connection), a_unit(connection)
        told = a_submission(
            version,
            unit_id,
            default_marks(version, overall="2"),
            comment="Chờ lâu quá",
            comment_kind="problem",
            wants_answer=True,
        )
        take_in(connection, [told], hearing=hearing_of(house.secret))
    assert kept(house, "SELECT kind FROM feedback_case") == [("problem",)]
