"""Made-up counts for returns, as the linked system takes them: no database."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache

from adviceline.content import load
from adviceline.measures.algebra import Figure
from adviceline.reporting.returns.counted import Asked, Counts
from adviceline.reporting.returns.linking.quantities import Amounts
from adviceline.reporting.returns.wording import Wording, wording_from
from tests.support.clock import ROOT


@cache
def wording() -> Wording:
    taxonomy = load(ROOT / "content" / "hsb").taxonomy
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
    resolved = Figure(None, closed // 3, closed)
    figures = {"first_contact_resolution_percent": resolved}
    return Amounts(
        Counts(None, figures, counted, themes, groups, signposts, {"identifying": asked, "responding": asked}),  # type: ignore[arg-type]
        words,
    )


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

    figures = [one.figures["first_contact_resolution_percent"] for one in counts]
    resolved = Figure(None, sum(one.numerator or 0 for one in figures), sum(one.denominator or 0 for one in figures))
    return Amounts(
        Counts(
            None,  # type: ignore[arg-type]
            {"first_contact_resolution_percent": resolved}, add("enquiries"), add("themes"), add("theme_groups"),
            add("signposts"), {item: asked(item) for item in ("identifying", "responding")},
        ),
        parts[0].wording,
    )  # fmt: skip
