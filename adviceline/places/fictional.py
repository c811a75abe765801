"""Establishments for the demo that nobody could take for real ones: always the same, in every local authority.

Their URNs start at 990001; the register has never used numbers from 900000 to 999999.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from adviceline.places import area_data
from adviceline.places.gias import RegisterRow
from adviceline.places.rules.register_codes import Phase, Status, setting_for

FIRST_URN = 990_001
PER_AUTHORITY = 3

_BIRDS = tuple((Path(__file__).parent / "data" / "fictional_names.txt").read_text(encoding="utf-8").split())

# (register's type code, its name, its group, phase, what the name ends with)
_KINDS: tuple[tuple[str, str, str, Phase, str], ...] = (
    ("01", "Community school", "Local authority maintained schools", Phase.PRIMARY, "Primary School"),
    ("34", "Academy converter", "Academies", Phase.SECONDARY, "Academy"),
    ("02", "Voluntary aided school", "Local authority maintained schools", Phase.PRIMARY, "CofE Primary School"),
    ("14", "Pupil referral unit", "Local authority maintained schools", Phase.NOT_APPLICABLE, "Pupil Referral Unit"),
    ("07", "Community special school", "Special schools", Phase.NOT_APPLICABLE, "Special School"),
    ("18", "Further education", "Colleges", Phase.SIXTEEN_PLUS, "College"),
    ("28", "Academy sponsor led", "Academies", Phase.SECONDARY, "High School"),
    ("15", "Local authority nursery school", "Local authority maintained schools", Phase.EARLY_YEARS, "Nursery School"),
    (
        "42",
        "Academy alternative provision converter",
        "Academies",
        Phase.NOT_APPLICABLE,
        "Alternative Provision Academy",
    ),
    ("34", "Academy converter", "Academies", Phase.ALL_THROUGH, "All-Through Academy"),
    ("11", "Other independent school", "Independent schools", Phase.NOT_APPLICABLE, "Independent School"),
    ("05", "Foundation school", "Local authority maintained schools", Phase.MIDDLE, "Middle School"),
    ("35", "Free schools", "Free Schools", Phase.PRIMARY, "Free School"),
)


@lru_cache(maxsize=1)
def establishments() -> tuple[RegisterRow, ...]:
    """Three in each local authority; no two have one name; one in forty is closed and one in fifty proposed."""
    rows: list[RegisterRow] = []
    for authority in area_data.local_authorities():
        for _ in range(PER_AUTHORITY):
            rows.append(_row(len(rows), authority))
    return tuple(rows)


def _row(number: int, authority: area_data.LocalAuthorityRow) -> RegisterRow:
    type_code, type_name, type_group, phase, ending = _KINDS[number % len(_KINDS)]
    bird = _BIRDS[number * 5 % len(_BIRDS)]
    status = Status.CLOSED if number % 40 == 39 else Status.PROPOSED if number % 50 == 49 else Status.OPEN
    return RegisterRow(
        line=0,
        urn=FIRST_URN + number,
        name=f"Fictional {bird} {ending}",
        local_authority_id=authority.la_code,
        region_id=authority.region_code,
        register_la_code=authority.la_code,
        register_la_name=authority.name,
        type_code=type_code,
        type_name=type_name,
        type_group=type_group,
        setting=setting_for(type_code, phase).value,
        phase=phase.value,
        status=status.value,
        opened_date=None if status == Status.PROPOSED else date(2001, 9, 1),
        closed_date=date(2020, 8, 31) if status == Status.CLOSED else None,
        reason_closed="Closure" if status == Status.CLOSED else "",
        town="",
        postcode_district="",
    )
