from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

import grimp
import pytest
from importlinter.cli import lint_imports

from survey.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOMS = ("survey", "kiosk", "analytics")

FOUNDATION = {"survey.foundation." + name for name in ("errors", "text", "clock", "codes")}
"""What a domain may take from the foundation."""

OWN_LIBRARIES = {
    "analytics.index.domain": {"numpy", "scipy"},
    "analytics.screening.domain": {"numpy", "scipy"},
}
"""Libraries a domain may import beside the standard library; two rooms compute with them."""

ONLY = {
    "pandas": ("analytics.review.frame", "analytics.reports", "analytics.archive"),
    "openpyxl": ("survey.foundation.tabular_workbook", "analytics.reports"),
    "flask_security": ("survey.accounts.web", "survey.accounts.records.rows"),
    "alembic": ("survey.foundation.migrating",),
}
"""Libraries that belong to few modules (and what lies below these), whether they exist already or not."""


@cache
def imports() -> grimp.ImportGraph:
    return grimp.build_graph(
        *ROOMS, include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None
    )


def domains() -> Iterator[str]:
    return (module for module in sorted(imports().modules) if ".domain" in module and module.startswith(ROOMS))


def below(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def test_every_contract_is_kept(capsys: pytest.CaptureFixture[str]):
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == 0, (
        capsys.readouterr().out
    )


def test_there_are_domains():
    assert len(list(domains())) > 20


def foreign(module: str) -> set[str]:
    """Give what a domain imports beside the standard library, other domains and its part of the foundation."""
    room = module.partition(".")[0]
    libraries = OWN_LIBRARIES.get(module[: module.index(".domain")] + ".domain", set())
    return {
        found
        for found in imports().find_modules_directly_imported_by(module)
        if found not in FOUNDATION | libraries | sys.stdlib_module_names
        and not (found.startswith((room + ".", "survey.")) and ".domain" in found)
    }


def test_domains_import_the_standard_library_and_themselves():
    assert {module: foreign(module) for module in domains() if foreign(module)} == {}


@pytest.mark.parametrize("library", ONLY)
def test_a_library_stays_where_it_belongs(library: str):
    graph = imports()
    if library not in graph.modules:
        return
    strangers = {
        module
        for module in graph.find_modules_that_directly_import(library)
        if not any(below(module, allowed) for allowed in ONLY[library])
    }
    assert strangers == set()


def test_every_folder_with_code_is_looked_at():
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert rooms - {"tests"} == set(ROOMS)


def test_every_feature_with_floors_has_a_contract_of_its_floors():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for room in ROOMS:
        for path in (ROOT / room).iterdir():
            if (path / "__init__.py").exists() and path.name not in {"foundation", "charts"}:
                assert f'"{room}.{path.name}"' in text.partition("[tool.importlinter]")[2], path.name
