from __future__ import annotations

import gettext
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from survey.settings import ROOT

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

TRANSLATIONS = ROOT / "survey" / "translations"
CATALOGUES = [("citizen", "vi"), ("citizen", "km"), ("citizen", "zh"), ("staff", "vi")]
PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]")

Message = str | tuple[str, ...]


@cache
def spoken(domain: str) -> dict[Message, str]:
    """Give every message the sources hold, with the place where it stands first."""
    with (TRANSLATIONS / f"{domain}.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[Message, str] = {}
    for place, line, message, _comments, _context in extract_from_dir(ROOT, methods, options, DEFAULT_KEYWORDS):
        found.setdefault(message, f"{place}:{line}")
    return found


@cache
def catalogue(domain: str, language: str) -> Catalog:
    path = TRANSLATIONS / language / "LC_MESSAGES" / f"{domain}.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain)


def texts(given: Message) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def places(text: str) -> list[str]:
    return sorted(found[0] for found in PLACE.finditer(text))


@pytest.mark.parametrize("domain", ["citizen", "staff"])
def test_there_are_words(domain: str):
    assert len(spoken(domain)) > 40
    assert "" not in spoken(domain)


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_every_message_is_translated(domain: str, language: str):
    known = catalogue(domain, language)
    missing = {
        f"{where}: {message}"
        for message, where in spoken(domain).items()
        if message not in known or not all(texts(known[message].string or ""))
    }
    assert missing == set()


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_no_translation_is_a_guess_or_left_over(domain: str, language: str):
    known = catalogue(domain, language)
    assert [entry.id for entry in known if entry.id and entry.fuzzy] == []
    assert list(known.obsolete) == []
    assert {entry.id for entry in known if entry.id} - spoken(domain).keys() == set()


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_a_translation_fills_the_same_places(domain: str, language: str):
    wrong = []
    for entry in catalogue(domain, language):
        if entry.id:
            wanted = {tuple(places(text)) for text in texts(entry.id)}
            wrong += [text for text in texts(entry.string) if tuple(places(text)) not in wanted]
    assert wrong == []


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_a_translation_keeps_no_blanks_at_its_ends_and_is_composed(domain: str, language: str):
    for entry in catalogue(domain, language):
        for text in texts(entry.string):
            if entry.id:
                assert text == text.strip(), text


@pytest.mark.parametrize(("domain", "language"), CATALOGUES)
def test_what_is_shown_is_what_was_translated(domain: str, language: str):
    compiled = TRANSLATIONS / language / "LC_MESSAGES" / f"{domain}.mo"
    with compiled.open("rb") as file:
        shown = gettext.GNUTranslations(file)
    stale = [
        entry.id
        for entry in catalogue(domain, language)
        if entry.id and isinstance(entry.id, str) and shown.gettext(entry.id) != entry.string
    ]
    assert stale == [], "run `pybabel compile`, as the comment in the .cfg says"


def test_every_language_of_the_pages_has_its_words():
    from survey.accounts.web.visits import LANGUAGES as OF_STAFF  # noqa: PLC0415
    from survey.intake.web import LANGUAGES as OF_CITIZENS  # noqa: PLC0415

    # English is the language the messages are written in.
    needed = {("citizen", language) for language in OF_CITIZENS} | {("staff", language) for language in OF_STAFF}
    assert {pair for pair in needed if pair[1] != "en"} == set(CATALOGUES)
