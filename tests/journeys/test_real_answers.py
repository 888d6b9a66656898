"""Real answers of 14 departments from a file to the printed index, against another program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.analytics.index.independent import by_statsmodels
from tests.helpers.real_data import QUESTIONS, matrices, responses_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from survey.foundation.database import Store


def test_imported_answers_have_the_index_another_program_finds(
    hailong: Callable[..., Result], store: Store, tmp_path: Path
):
    words = ("import", "responses", responses_csv(tmp_path), "--questionnaire", "lectures", "--create-missing")
    report = json.loads(hailong(*words).stdout)
    assert report == {"accepted": sum(map(len, matrices().values())), "duplicate": 0, "refused": []}

    result = hailong("index", "--from", "2020-01-01", "--to", "2199-12-31", "--format", "json")
    rows = {row["key"]: row for row in json.loads(result.stdout)["rows"]}
    assert rows.keys() == matrices().keys()
    for unit, matrix in matrices().items():
        row = rows[unit]
        index, variance = by_statsmodels(matrix)
        pooled = [level >= 4 for answers in matrix for level in answers if level is not None]
        share = sum(pooled) / len(pooled)
        assert abs(row["index"] - index) <= 1e-9
        assert abs(row["deff"] - variance * len(pooled) / (share * (1 - share))) <= 1e-9 * row["deff"]
        assert (row["respondents"], row["ratings"]) == (len(matrix), len(pooled))
        assert [one["question"] for one in row["criteria"]] == list(QUESTIONS)
    assert hailong("tally", "--check").exit_code == 0
