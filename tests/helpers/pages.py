"""Fetching a page as a browser would, and looking at what every page of ours must be."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from werkzeug.test import Client, TestResponse

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)


@dataclass
class _Element:
    tag: str
    given: dict[str, str]
    in_label: bool
    text: str = ""


@dataclass
class Page(HTMLParser):
    """A parsed page; what breaks the rules of every page stands in `faults`."""

    html: str
    elements: list[_Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[_Element] = []
        self.feed(self.html)
        self.close()
        self._look()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        in_label = any(outer.tag == "label" for outer in self._open)
        element = _Element(tag, {name: value or "" for name, value in attrs}, in_label)
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        # Elements of drawings close themselves, and options may be left open.
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str, **given: str) -> list[_Element]:
        """Give every element of a tag with these attributes."""
        return [
            element
            for element in self.elements
            if element.tag == tag and all(element.given.get(name) == value for name, value in given.items())
        ]

    def words(self, tag: str, **given: str) -> list[str]:
        """Give the text of every element of a tag, blanks made one."""
        return [" ".join(element.text.split()) for element in self.all(tag, **given)]

    def value(self, name: str) -> str:
        """Give what a field holds."""
        (found,) = [element for element in self.elements if element.given.get("name") == name]
        return found.text.removeprefix("\n") if found.tag == "textarea" else found.given.get("value", "")

    def checked(self) -> set[tuple[str, str]]:
        """Give name and value of every ticked box."""
        return {
            (element.given["name"], element.given["value"])
            for element in self.all("input")
            if "checked" in element.given
        }

    def _look(self) -> None:
        titles, headings = self.words("title"), self.words("h1")
        self._fault(len(headings) != 1, f"{len(headings)} h1")
        self._fault(
            titles[:1] != headings[:1] and not _opens(titles, headings), "the title does not open with the h1"
        )
        self._fault(not [one for one in self.all("html") if one.given.get("lang")], "no lang")
        self._fault(
            any(not one.given.get("src", "").startswith("/") or one.text for one in self.all("script")), "a script"
        )
        for element in self.elements:
            self._fault("style" in element.given, f"inline style on {element.tag}")
            self._fault(any(name.startswith("on") for name in element.given), f"inline handler on {element.tag}")
        ids = [element.given["id"] for element in self.elements if "id" in element.given]
        self._fault(len(ids) != len(set(ids)), "an id stands twice")
        self._fault(bool(self._unlabelled(ids)), f"fields without a label: {self._unlabelled(ids)}")

    def _fault(self, found: bool, words: str) -> None:
        if found:
            self.faults.append(words)

    def _unlabelled(self, ids: list[str]) -> list[str]:
        named = {element.given["for"] for element in self.all("label") if "for" in element.given}
        return [
            element.given.get("name", "?")
            for element in self.elements
            if element.tag in {"input", "select", "textarea"}
            and element.given.get("type") not in {"hidden", "submit"}
            and element.given.get("id") not in named
            and not element.in_label
            and "aria-label" not in element.given
            and element.given.get("aria-labelledby") not in ids
        ]


def _opens(titles: list[str], headings: list[str]) -> bool:
    return bool(titles and headings) and titles[0].startswith(headings[0])


def visit(client: Client, address: str, *, status: int = 200, **request: Any) -> Page:
    """Fetch a page and hold it to the rules of every page."""
    return page_of(client.get(address, **request), status=status)


def page_of(response: TestResponse, *, status: int = 200) -> Page:
    """Parse an answer and hold it to the rules of every page."""
    assert response.status_code == status, response.text[:2000]
    assert response.mimetype == "text/html"
    page = Page(response.text)
    assert not page.faults, page.faults
    return page


def alert(page: Page) -> str:
    """Give the words that say what is wrong."""
    (found,) = page.words("div", role="alert")
    return unescape(found)
