import unicodedata

from survey.demonstration.province import ORGANISATION
from survey.foundation.text import clean

SIGNERS = ("Nguyễn Đức Chính", "Trần Hoàng Mâm", "Lê Thanh Liêm", "Trần Văn Lâu", "Nguyễn Cảnh Hưng")


def _column(name, column):
    head, *lines = (ORGANISATION / name).read_text(encoding="utf-8").splitlines()
    place = head.split(",").index(column)
    return [line.split(",")[place] for line in lines]


def test_the_province_has_units_of_every_size_and_desks_in_each(province):
    manned = {counter.unit for counter in province.counters}
    assert 20 <= len(manned) <= 35
    assert manned == set(province.crowds)
    assert manned == set(_column("units.csv", "code")) - {"QT"}


def test_the_top_unit_says_that_it_is_a_demonstration():
    assert "trình diễn" in (ORGANISATION / "units.csv").read_text(encoding="utf-8").splitlines()[1]


def test_no_invented_person_bears_the_name_of_a_signer_of_the_plans():
    names = _column("staff.csv", "name")
    assert len(set(names)) == len(names)
    assert not set(names) & set(SIGNERS)


def test_every_team_can_man_its_desks_and_keeps_somebody_free(province):
    for home, team in province.teams.items():
        desks = [counter for counter in province.counters if counter.home == home and 1 in counter.weekdays]
        assert len(team) > len(desks) + 1


def test_a_centres_desk_may_be_manned_by_a_sending_agency(province):
    homes = {counter.code: counter.home for counter in province.counters}
    assert homes["TTPVHCC-1"] == "STP"


def test_some_desks_open_on_saturday_morning_only(province):
    saturdays = [counter for counter in province.counters if counter.weekdays == {6}]
    assert len(saturdays) == 3
    assert all(counter.closes.hour < 12 for counter in saturdays)


def test_every_phrase_passes_the_door_that_cleans_comments(province):
    for phrases in province.phrases.values():
        assert [clean(phrase, limit=2_000) for phrase in phrases] == list(phrases)


def test_hostile_phrases_are_among_the_comments(province):
    texts = [phrase for phrases in province.phrases.values() for phrase in phrases]
    assert "<script>alert(1)</script>" in texts
    assert any(text.startswith("=HYPERLINK(") for text in texts)


def test_the_files_are_in_one_normal_form():
    for path in ORGANISATION.parent.rglob("*.csv"):
        text = path.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text), path.name
