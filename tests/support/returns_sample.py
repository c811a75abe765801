"""Made-up counts for returns, as the linked system takes them: no database."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

from adviceline.content import load
from adviceline.measures.algebra import Figure
from adviceline.reporting.building import MonthFacts, measured
from adviceline.reporting.reading import read_month
from adviceline.reporting.returns.cells import Cell
from adviceline.reporting.returns.composing import Words, compose
from adviceline.reporting.returns.counted import Asked, Counts
from adviceline.reporting.returns.document import ReturnDocument, Table
from adviceline.reporting.returns.linking.attacking import Attacked, attack_documents
from adviceline.reporting.returns.linking.protecting import Draft, protect_return
from adviceline.reporting.returns.linking.quantities import Amounts
from adviceline.reporting.returns.linking.rules import ReturnRules
from adviceline.reporting.returns.linking.versions import Version
from adviceline.reporting.returns.naming import parse_name
from adviceline.reporting.returns.wording import Wording, wording_from
from tests.support.advice_maps import CONTENT


@cache
def wording() -> Wording:
    taxonomy = load(CONTENT).taxonomy
    return wording_from(
        {
            "service": "Sample service",
            "fields": {
                name: [[one.code, one.label, one.group or "", one.retired] for one in taxonomy[name]]
                for name in ("kind", "role", "setting", "region", "theme")
            },
            "groups": {
                name: [[one.code, one.label] for one in taxonomy[name]]
                for name in (
                    "kind_group",
                    "role_group",
                    "setting_group",
                    "region_group",
                    "theme_group",
                    "resource_kind",
                )
            },
            "resources": {f"resource-{n}": [f"Resource {n}", "guidance" if n % 2 else "tool"] for n in range(12)},
            "local_authorities": {
                "201": ["City", "london"],
                "202": ["Camden", "london"],
                "330": ["Mid", "west_midlands"],
            },
        }
    )


def amounts(*, enquiries: int, seed: int, paired: int | None = None) -> Amounts:
    """So many enquiries, spread as a pilot's are: much of a few, little of many."""
    chance, words = random.Random(seed), wording()
    counted: Counter[tuple[str, ...]] = Counter()
    themes: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    signposts: Counter[str] = Counter()
    places = [("london", "201"), ("london", "202"), ("west_midlands", "330"), ("north_east", ""), ("not_recorded", "")]
    for _ in range(enquiries):
        region, authority = chance.choice(places)
        counted[
            chance.choice(["E1"] * 8 + ["E2"] * 4 + ["E3", "E4", "E4", "E5", "E8", "not_recorded"]),
            chance.choice(["dsl"] * 6 + ["teacher", "police", "health", "parent_or_carer"]),
            chance.choice(["mainstream_school"] * 5 + ["nhs", "police", "special_school"]),
            region,
            words.authority(authority, region),
        ] += 1
        found = set(chance.choices(["T1", "T1", "T2", "T4", "T5", "T9", "T13"], k=2))
        themes.update(found)
        groups.update({words.coarser(theme, "theme", "theme_group") for theme in found})
        signposts.update(chance.choices([f"resource-{n}" for n in (0, 0, 1, 2, 3)], k=2))
    number = enquiries // 3 if paired is None else paired
    pairs = Counter((chance.randrange(2, 7), chance.randrange(4, 11)) for _ in range(number))
    closed = max(number, enquiries * 9 // 10)
    asked = Asked(closed, max(number, closed * 3 // 4), number, pairs)
    both = {"identifying": asked, "responding": asked}
    return Amounts(
        Counts(_facts(), _figures(enquiries, closed // 3, closed, both), counted, themes, groups, signposts, both),
        words,
    )


def _facts() -> MonthFacts:
    """A month in which nothing was counted."""

    def nothing(statement: str) -> list[tuple[int, ...]]:
        if "GROUP BY" in statement:
            return []
        return [(0,)] if statement.startswith("SELECT COUNT(*) FROM") else [(0, 0)]

    return read_month(202202, nothing)


def _figures(opened: int, resolved: int, closed: int, asked: dict[str, Asked]) -> dict[str, Figure]:
    found = measured(_facts()) | {
        "enquiries_opened": Figure(opened, opened, None),
        "enquiries_closed": Figure(closed, closed, None),
        "first_contact_resolution_percent": Figure(100 * resolved / closed if closed else None, resolved, closed),
    }
    for item, one in asked.items():
        changes = sum((after - before) * times for (before, after), times in one.pairs.items())
        number = sum(one.pairs.values())
        found[f"confidence_{item}_change_mean"] = Figure(changes / number if number else None, changes, number)
    return found


def together(parts: list[Amounts]) -> Amounts:
    """A quarter: the sum of its months."""
    counts = [one.counts for one in parts]

    def add(name: str) -> Counter:
        found: Counter = Counter()
        for one in counts:
            found.update(getattr(one, name))
        return found

    def asked(item: str) -> Asked:
        each = [one.asked[item] for one in counts]
        pairs: Counter[tuple[int, int]] = Counter()
        for one in each:
            pairs.update(one.pairs)
        return Asked(
            sum(one.eligible for one in each), sum(one.offered for one in each), sum(one.answered for one in each), pairs
        )  # fmt: skip

    both = {item: asked(item) for item in ("identifying", "responding")}
    resolved = [one.figures["first_contact_resolution_percent"] for one in counts]
    enquiries = add("enquiries")
    figures = _figures(
        sum(enquiries.values()), sum(int(one.numerator or 0) for one in resolved),
        sum(one.denominator or 0 for one in resolved), both,
    )  # fmt: skip
    return Amounts(
        Counts(_facts(), figures, enquiries, add("themes"), add("theme_groups"), add("signposts"), both),
        parts[0].wording,
    )


class FakeSnapshot:
    """What composing needs of a snapshot."""

    hash = "sha256:" + "0" * 64
    manifest = SimpleNamespace(code_version="0", content_version="sha256:" + "1" * 64)


def released(
    name: str, counted: Amounts, *, others: Sequence[tuple[Version, ReturnDocument]] = (),
    parts: tuple[str, ...] = (), corrects: str = "", **rules: Any,
) -> tuple[Version, ReturnDocument]:  # fmt: skip
    """A return protected with `others`, as it would be released."""
    draft = Draft(name, counted, ReturnRules(**rules), parts, corrects, compare=False)
    versions, documents = [version for version, _ in others], {one.name: document for one, document in others}
    protected = protect_return(draft, versions, documents)
    document = compose(
        name=parse_name(name), protected=protected, snapshot=FakeSnapshot(),  # type: ignore[arg-type]
        words=Words(reasons=["It was counted again."] if corrects else []), linked=list(documents),
        before=next((version for version in versions if version.name == corrects), None),
    )  # fmt: skip
    return protected.version, document


@cache
def pilot_month(seed: int) -> tuple[Version, ReturnDocument]:
    """February of a pilot, with about seventy enquiries."""
    return released("2022-02", amounts(enquiries=70, seed=seed))


def attacked(*returns: tuple[Version, ReturnDocument]) -> Attacked:
    return attack_documents(
        {version.name: document for version, document in returns}, [version for version, _ in returns],
        levels_of=returns[-1][0],
    )  # fmt: skip


def cells(document: ReturnDocument, table: str) -> dict[tuple[str, str], Cell]:
    found = document.table(table)
    assert found is not None
    return {
        (row.code, column.code): cell
        for row in found.rows
        for column, cell in zip(found.columns, row.cells, strict=True)
    }


def with_cell(document: ReturnDocument, table: str, row: str, column: str, cell: Cell) -> ReturnDocument:
    """The document with one cell changed: what a slip, or a hand, would have done."""

    def changed(one: Table) -> Table:
        if one.id != table:
            return one
        at = [each.code for each in one.columns].index(column)
        rows = [
            replace(each, cells=(*each.cells[:at], cell, *each.cells[at + 1 :])) if each.code == row else each
            for each in one.rows
        ]
        return replace(one, rows=tuple(rows))

    return replace(document, tables=tuple(changed(one) for one in document.tables))
