"""A file of accounting software, row by row, and what would become of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from adviceline.finance.models import Entry, LedgerImport
from adviceline.finance.rules.money import NOTHING
from adviceline.finance.tariff import cost_lines, partners


@dataclass(frozen=True, slots=True)
class ShownRow:
    """`fate`: new, known (in the ledger already), taken (by this very file) or problem. `entry`: its number in the ledger."""

    line: int
    fate: str
    problem: str = ""
    on_date: date | None = None
    cost_line: str = ""
    partner: str = ""
    words: str = ""
    net: Decimal = NOTHING
    vat: Decimal = NOTHING
    entry: int | None = None


def rows_of(found: LedgerImport) -> list[ShownRow]:
    lines, bodies = cost_lines(), partners()
    keys = [row["key"] for row in found.rows if not row["problem"]]
    numbers: dict[str, tuple[int, int | None]] = {}
    for start in range(0, len(keys), 500):
        rows = Entry.objects.filter(import_key__in=keys[start : start + 500])
        numbers |= {str(key): (number, by) for key, number, by in rows.values_list("import_key", "number", "imported")}
    shown = []
    for row in found.rows:
        if row["problem"]:
            shown.append(ShownRow(row["line"], "problem", row["problem"]))
            continue
        number, by = numbers.get(row["key"], (None, None))
        line = lines.get(row["cost_line"])
        shown.append(
            ShownRow(
                row["line"], "new" if number is None else "taken" if by == found.pk else "known",
                on_date=date.fromisoformat(row["on_date"]), cost_line=line.label if line else row["cost_line"],
                partner=bodies.get(row["partner"], row["partner"]), net=Decimal(row["net"]), vat=Decimal(row["vat"]),
                words=", ".join(filter(None, (row["supplier"], row["description"], row["reference"]))), entry=number,
            )
        )  # fmt: skip
    return shown
