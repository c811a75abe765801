"""The protected tables of a return, and the rungs down which each falls back when too much of it would be hidden.

Printed in the notes of every return: see `ladder_words`. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from adviceline.measures.tables import RETURN_TABLES, TABLES, TableDefinition
from adviceline.reporting.returns.linking.quantities import ENQUIRIES, SIGNPOSTS, THEMES
from adviceline.reporting.returns.wording import LEVEL_WORDS

#: A table on its last rung that would still hide more than the share is left out, unless it stays.
Rung = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedTable:
    """`rungs`: the levels of its rows and columns, finest first. `stays`: on the last rung it is shown whatever is
    hidden in it; otherwise it is left out. `within`: the level whose rows the first level's stand beneath."""

    id: str
    family: str
    rungs: tuple[Rung, ...]
    stays: bool = True
    within: str = ""

    @property
    def definition(self) -> TableDefinition:
        return TABLES.get(self.id) or RETURN_TABLES[self.id]

    @property
    def additive(self) -> bool:
        return self.family != THEMES


PLAN = (
    PlannedTable("enquiries_by_kind", ENQUIRIES, (("kind",), ("kind_group",))),
    PlannedTable("enquiries_by_role", ENQUIRIES, (("role",), ("role_group",))),
    PlannedTable("enquiries_by_setting", ENQUIRIES, (("setting",), ("setting_group",))),
    PlannedTable("enquiries_by_region", ENQUIRIES, (("region",), ("region_group",))),
    PlannedTable("enquiries_by_theme", THEMES, (("theme",), ("theme_group",))),
    PlannedTable("signposts_by_resource", SIGNPOSTS, (("resource",), ("resource_kind",))),
    PlannedTable(
        "enquiries_by_region_and_kind", ENQUIRIES,
        (("region", "kind"), ("region", "kind_group"), ("region_group", "kind_group")), stays=False,
    ),
    PlannedTable(
        "enquiries_by_setting_and_kind", ENQUIRIES,
        (("setting", "kind"), ("setting_group", "kind"), ("setting_group", "kind_group")), stays=False,
    ),
    PlannedTable(
        "enquiries_by_local_authority", ENQUIRIES, (("local_authority",),), stays=False, within="region"
    ),
)  # fmt: skip
PLANNED = {table.id: table for table in PLAN}
#: Of confidence there are two tables: its counts, which stay, and the scores, which fall back and are left out at last.
CONFIDENCE_TABLE, SCORES_TABLE = "confidence", "confidence_scores"
SCORE_RUNGS: tuple[Rung, ...] = (("score",), ("score_band",))
#: Every table that is protected, in the order in which they stand in a return.
PROTECTED = (*PLANNED, CONFIDENCE_TABLE, SCORES_TABLE)


@dataclass(frozen=True, slots=True)
class Rungs:
    """For each table, the rung on which it stands; a table that is not here is left out."""

    chosen: tuple[tuple[str, int], ...]

    def __getitem__(self, table: str) -> int | None:
        return dict(self.chosen).get(table)

    def with_rung(self, table: str, rung: int | None) -> Rungs:
        others = {name: at for name, at in self.chosen if name != table}
        if rung is not None:
            others[table] = rung
        return Rungs(tuple(sorted(others.items())))

    def levels(self, table: str) -> Rung:
        at = self[table]
        if at is None:
            return ()
        if table == CONFIDENCE_TABLE:
            return ()
        return SCORE_RUNGS[at] if table == SCORES_TABLE else PLANNED[table].rungs[at]


def finest() -> Rungs:
    return Rungs(tuple(sorted((table, 0) for table in PROTECTED)))


def last_rung(table: str) -> int:
    if table == CONFIDENCE_TABLE:
        return 0
    return len(SCORE_RUNGS if table == SCORES_TABLE else PLANNED[table].rungs) - 1


def stays(table: str) -> bool:
    return table == CONFIDENCE_TABLE or (table in PLANNED and PLANNED[table].stays)


def rung_words(levels: Rung) -> str:
    return " and ".join(LEVEL_WORDS[level] for level in levels)


def ladder_words(table: str) -> str:
    """How a table falls back, for the notes."""
    rungs = SCORE_RUNGS if table == SCORES_TABLE else PLANNED[table].rungs
    steps = ", then by ".join(rung_words(rung) for rung in rungs)
    end = "" if stays(table) else ("; else left out" if len(rungs) == 1 else ", else left out")
    return f"by {steps}{end}"
