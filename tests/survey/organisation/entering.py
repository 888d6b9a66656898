"""Tables of units and events, written as an operator would and taken in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from survey.organisation import records
from survey.organisation.services import read_folder, take_in

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from survey.organisation.domain import Kin
    from survey.organisation.services import Report

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
ACT = "Nghị quyết 1654/NQ-UBTVQH15"
HEADS = {
    "units": "code,name,kind,parent,valid_from,valid_to,address,short_name\n",
    "events": "kind,date,from,to,legal_act,note\n",
}
DONG_HA = {
    "units": """TPDH,Thành phố Đông Hà,district,,2009-08-11,,,
P1,Phường 1,ward,TPDH,2009-08-11,,,
P2,Phường 2,ward,TPDH,2009-08-11,,,
P3,Phường 3,ward,TPDH,2009-08-11,,,
PDH,Phường Đông Hà,ward,,2025-07-01,,,
PND,Phường Nam Đông Hà,ward,,2025-07-01,,,
""",
    "events": """split,2025-07-01,TPDH,PDH,Nghị quyết 1680/NQ-UBTVQH15,
split,2025-07-01,TPDH,PND,Nghị quyết 1680/NQ-UBTVQH15,
split,2025-07-01,P1,PDH,Nghị quyết 1680/NQ-UBTVQH15,
split,2025-07-01,P2,PDH,Nghị quyết 1680/NQ-UBTVQH15,một phần diện tích
split,2025-07-01,P2,PND,Nghị quyết 1680/NQ-UBTVQH15,phần còn lại
split,2025-07-01,P3,PND,Nghị quyết 1680/NQ-UBTVQH15,
""",
}
ONE = "A,Cũ,ward,,2020-01-01,,,\n"


def entered(connection: Connection, folder: Path, tables: dict[str, str]) -> Report:
    for path in folder.iterdir():
        path.unlink()
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text(HEADS[name] + lines, encoding="utf-8")
    return take_in(connection, read_folder(folder), on=AFTER)


def codes(kin: tuple[Kin, ...]) -> set[str]:
    return {one.unit.code for one in kin}


def names_on(connection: Connection, day: date) -> set[str]:
    return {unit.name for unit in records.units_on(connection, day).values()}
