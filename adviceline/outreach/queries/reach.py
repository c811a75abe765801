"""How far the service reaches: enquiries against the establishments of the register, by region, authority and phase."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from adviceline.disclosure.primary import Cell, Reason
from adviceline.facts.protecting import disclosure_rule
from adviceline.facts.queries import enquiries_by_place
from adviceline.outreach.published import Released
from adviceline.outreach.rules.protecting import TOTAL, UNKNOWN, protect_reach
from adviceline.places.area_data import local_authorities, regions
from adviceline.places.models import Establishment
from adviceline.places.rules.register_codes import OFFERED_STATUSES


@dataclass(frozen=True)
class ReachRow:
    """`per_1000`: enquiries per 1,000 open establishments; None where the count is hidden or there are none."""

    code: str
    name: str
    region: str
    cell: Cell
    base: int

    @property
    def per_1000(self) -> float | None:
        return 1000 * self.cell.value / self.base if self.cell.value is not None and self.base else None


@dataclass(frozen=True)
class Reach:
    """England and its parts; `elsewhere` is what has no English region."""

    england: ReachRow
    regions: tuple[ReachRow, ...]
    authorities: tuple[ReachRow, ...]
    phases: tuple[ReachRow, ...]
    elsewhere: Cell | None


def reach(first: int, last: int, *, phase_names: dict[str, str]) -> Reach:
    """Of enquiries opened in the months from `first` to `last` (yyyymm)."""
    region_of = {each.la_code: each.region_code for each in local_authorities()}
    by_region = Counter({each.code: 0 for each in regions()})
    by_authority = Counter({(region, code): 0 for code, region in region_of.items()})
    by_phase: Counter[str] = Counter()
    for region, la_code, phase, number in enquiries_by_place(first, last):
        known = la_code if la_code in region_of else UNKNOWN
        where = region_of.get(la_code) or (region if region in by_region else UNKNOWN)
        by_region[where] += number
        if where:
            by_authority[where, known] += number
        by_phase[phase] += number
    bases = _bases()
    for code in bases["phase"]:
        by_phase[code] += 0
    cells = protect_reach(by_region, by_authority, by_phase, disclosure_rule())
    return Reach(
        ReachRow("", "England", "", cells[TOTAL], sum(bases["region"].values())),
        tuple(ReachRow(r.code, r.name, r.code, cells["region", r.code], bases["region"][r.code]) for r in regions()),
        tuple(
            ReachRow(a.la_code, a.name, a.region_code, cells["authority", a.la_code], bases["authority"][a.la_code])
            for a in sorted(local_authorities(), key=lambda one: one.name)
        ),
        tuple(
            ReachRow(
                code, phase_names.get(code, code) or "Not recorded", "", cells["phase", code], bases["phase"][code]
            )
            for code in [*phase_names, *sorted(set(by_phase) - set(phase_names))]
            if code in by_phase
        ),
        cells.get(("region", UNKNOWN)),
    )


def released_reach(released: Released) -> Reach:
    """What a release says, against the register as it is now. Phases are in no return."""
    bases = _bases()
    return Reach(
        ReachRow("", "England", "", Cell(released.total), sum(bases["region"].values())),
        tuple(
            ReachRow(r.code, r.name, r.code, _told(released.regions.get(r.code)), bases["region"][r.code])
            for r in regions() if released.regions
        ),
        tuple(
            ReachRow(
                a.la_code, a.name, a.region_code, _told(released.authorities.get(a.la_code)), bases["authority"][a.la_code]
            )
            for a in sorted(local_authorities(), key=lambda one: one.name) if released.authorities
        ),
        (), None,
    )  # fmt: skip


def _told(number: int | None) -> Cell:
    """None: the return hides it, or has no row for it."""
    return Cell(None, reason=Reason.COMPLEMENT) if number is None else Cell(number)


def _bases() -> dict[str, Counter[str]]:
    """Open establishments by region, authority and phase."""
    found: dict[str, Counter[str]] = {}
    for name, column in (("region", "region_id"), ("authority", "local_authority_id"), ("phase", "phase")):
        rows = Establishment.objects.filter(status__in=OFFERED_STATUSES).values_list(column)
        counted = rows.annotate(number=Count("pk")).order_by(column)
        found[name] = Counter({code: number for code, number in counted if code})
    return found
