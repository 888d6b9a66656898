from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

from survey.accounts.services import set_active
from survey.accounts.web.signing import safe_address

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "truongphong.dongha"
RIGHT = "bốn con voi qua cầu"
OTHER = "năm con cò trắng"
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."


class CountingContext:
    """Stands where the library keeps its hashing, and counts."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.asked = 0

    def hash(self, *given: Any, **more: Any) -> Any:
        self.asked += 1
        return self.real.hash(*given, **more)


@pytest.fixture
def hashing(office: Any, monkeypatch: pytest.MonkeyPatch) -> CountingContext:
    library = office.service.staff.extensions["security"]
    counting = CountingContext(library.pwd_context)
    # How often a password is hashed shows in nothing but time, which a busy machine makes worthless.
    monkeypatch.setattr(library, "pwd_context", counting)
    return counting


def test_the_right_password_opens_the_review_pages(office: Any) -> None:
    answer = office.sign_in()
    assert (answer.status_code, answer.location) == (302, "/review/")
    assert office.is_signed_in()


def test_a_name_may_be_typed_in_any_case(office: Any) -> None:
    assert office.sign_in(name=" TruongPhong.DongHa ").status_code == 302


def test_a_password_is_the_same_in_both_forms_of_its_letters(office: Any) -> None:
    assert office.sign_in(password=unicodedata.normalize("NFD", RIGHT)).status_code == 302


@pytest.mark.parametrize(
    ("name", "password"),
    [(NAME, OTHER), ("nobody", RIGHT), ("two words", RIGHT), (NAME, " "), ("", "")],
)
def test_a_wrong_pair_is_told_apart_by_nothing(office: Any, name: str, password: str) -> None:
    answer = office.sign_in(name=name, password=password)
    assert answer.status_code == 403
    assert WRONG in answer.text
    assert not office.is_signed_in()


def test_nul_in_the_name_or_the_password_is_a_wrong_pair(office: Any) -> None:
    for name, password in ((NAME + "\0", RIGHT), (NAME, RIGHT + "\0")):
        assert WRONG in office.sign_in(name=name, password=password).text


def test_an_unknown_name_costs_a_hash_too(office: Any, hashing: CountingContext) -> None:
    office.sign_in(name="nobody")
    assert hashing.asked == 1


def test_a_long_password_is_not_hashed(office: Any, hashing: CountingContext) -> None:
    assert WRONG in office.sign_in(name="nobody", password="x" * 257).text
    assert hashing.asked == 0


def test_a_megabyte_of_password_is_not_read(office: Any, hashing: CountingContext) -> None:
    answer = office.sign_in(name="nobody", password="x" * 2**20)
    assert answer.status_code == 413
    assert "Dữ liệu gửi lên quá lớn" in answer.text
    assert hashing.asked == 0


def test_only_a_form_can_sign_in(office: Any) -> None:
    answer = office.client.post("/dang-nhap", json={"name": NAME, "password": RIGHT})
    assert answer.status_code == 415
    assert not office.is_signed_in()


def test_a_closed_account_stays_outside_and_is_told_only_to_its_owner(office: Any) -> None:
    with office.service.house.store.writing() as connection:
        set_active(connection, NAME, active=False)
    assert "đã bị khóa" in office.sign_in().text
    assert "đã bị khóa" not in office.sign_in(password=OTHER).text
    assert not office.is_signed_in()


def test_too_many_attempts_on_one_name_are_stopped_and_others_go_on(open_office: Callable[..., Any]) -> None:
    office = open_office(signin_attempts="3 per minute")
    assert [office.sign_in(password="no" * 6).status_code for _ in range(4)] == [403, 403, 403, 429]
    stopped = office.sign_in()
    assert stopped.status_code == 429
    assert "Thử quá nhiều lần" in stopped.text
    assert office.sign_in(name="another").status_code == 403


def test_trying_many_names_from_one_address_is_stopped_too(open_office: Callable[..., Any]) -> None:
    office = open_office(signin_attempts="1 per minute")
    seen = [office.sign_in(name=f"name{number}").status_code for number in range(11)]
    assert seen == [403] * 10 + [429]


def test_reading_the_sign_in_page_is_not_an_attempt(open_office: Callable[..., Any]) -> None:
    office = open_office(signin_attempts="1 per minute")
    assert {office.client.get("/dang-nhap").status_code for _ in range(5)} == {200}


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "evil.example",
        " /review/",
    ],
)
def test_signing_in_leads_nowhere_else(office: Any, address: str) -> None:
    assert not safe_address(address)
    assert office.client.get("/dang-nhap", query_string={"next": address}).status_code == 400
    assert office.sign_in(next=address).status_code == 400
    assert not office.is_signed_in()


def test_signing_in_goes_on_to_the_page_that_was_wanted(office: Any) -> None:
    assert office.sign_in(next="/review/don-vi/DH?from=2026-10-01").location == "/review/don-vi/DH?from=2026-10-01"


def test_a_form_without_its_token_is_refused(office: Any) -> None:
    answer = office.client.post("/dang-nhap", data={"name": NAME, "password": RIGHT})
    assert answer.status_code == 400
    assert "Biểu mẫu đã mở quá lâu" in answer.text
    assert not office.is_signed_in()


def test_the_page_speaks_english_when_asked_and_remembers_it(office: Any) -> None:
    assert "<h1>Đăng nhập</h1>" in office.client.get("/dang-nhap").text
    assert "<h1>Sign in</h1>" in office.client.get("/dang-nhap?lang=en").text
    assert '<html lang="en">' in office.client.get("/dang-nhap").text
    assert '<html lang="en">' in office.client.get("/dang-nhap?lang=xx").text


def test_no_page_has_inline_code(office: Any) -> None:
    page = office.client.get("/dang-nhap").text
    assert "<script" not in page
    assert "style=" not in page
    assert page.count("<h1>") == 1
