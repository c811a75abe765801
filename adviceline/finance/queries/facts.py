"""What the facts say may be charged for, and what claims said before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Max, Min, Sum

from adviceline.facts.models import ContactFact, CoverFact
from adviceline.finance.models import Account, Charge, Claim, ClaimLine, Dispute
from adviceline.finance.rules.charging import (
    Kind,
    Line,
    Rated,
    Tariff,
    Unit,
    in_force,
    lines_for_all,
    month_lines,
    rate,
)
from adviceline.finance.rules.document import from_text
from adviceline.finance.rules.money import NOTHING
from adviceline.finance.rules.turns import Turn
from adviceline.finance.tariff import grant, tariffs
from adviceline.measures.calendar import next_month


@dataclass(frozen=True, slots=True)
class Entitlement:
    """All that may be claimed for the months up to one, from the facts as they are now. `unpriced`: billable contacts of
    these months that no tariff has a price for."""

    tariff: Tariff
    rated: list[Rated]
    lines: list[Line]
    tariffs: dict[str, str]
    unpriced: int


class NoTariff(LookupError):
    """No tariff is in force in the month."""


def first_month() -> int | None:
    """The first month that any tariff is for."""
    return min((each.first for each in tariffs()), default=None)


def entitlement(*, until: int, final: bool) -> Entitlement:
    """Raises NoTariff when `until` has none."""
    known = tariffs()
    tariff = in_force(known, until)
    if tariff is None:
        raise NoTariff("The content has no tariff for that month.")
    first = min(each.first for each in known)
    by_month: dict[int, list[Rated]] = {}
    unpriced = 0
    for unit in _units(first, until):
        mine = in_force(known, unit.month)
        rated = rate(unit, mine) if mine else None
        if rated is None:
            unpriced += 1
        else:
            by_month.setdefault(unit.month, []).append(rated)
    met = _met_half_hours(first, until)
    lines: list[Line] = []
    hashes: dict[str, str] = {}
    month = first
    while month <= until:
        if mine := in_force(known, month):
            lines += month_lines(month, by_month.get(month, ()), met.get(month, 0), mine)
            hashes[str(month)] = mine.hash
        month = next_month(month)
    lines += lines_for_all(
        lines, final=final, upheld=upheld_so_far(), grant=grant(), held_percent=tariff.held_percent,
        vat_percent=tariff.vat_percent,
    )  # fmt: skip
    return Entitlement(tariff, [each for found in by_month.values() for each in found], lines, hashes, unpriced)


def claimed_lines() -> dict[tuple[int, str, str], Line]:
    """What all released claims said, summed for each line."""
    rows = (
        ClaimLine.objects.values("month", "kind", "code")
        .annotate(said=Min("label"), number=Sum("quantity"), each=Max("price"), sum=Sum("amount"))
        .order_by("month", "kind", "code")
    )
    return {
        (row["month"], row["kind"], row["code"]): Line(
            row["month"], Kind(row["kind"]), row["code"], row["said"], row["number"], row["each"], row["sum"]
        )
        for row in rows
    }


def last_turns() -> dict[str, Turn]:
    """Of each contact that was ever charged for, its last turn."""
    found: dict[str, Turn] = {}
    rows = Charge.objects.order_by("fact_id", "turn").values_list(
        "fact_id", "turn", "sign", "month", "channel", "band", "price", "partner", "why"
    )
    for fact_id, turn, sign, month, channel, band, price, partner, why in rows.iterator():
        found[str(fact_id)] = Turn(str(fact_id), turn, sign, month, channel, band, price, partner, why)
    return found


def tariffs_claimed() -> dict[str, str]:
    """Month → the hash of the tariff by which it was claimed."""
    last = Claim.objects.filter(state=Claim.State.RELEASED).order_by("-number").first()
    return from_text(last.document).tariffs if last else {}


def upheld_so_far() -> Decimal:
    found: Decimal | None = Dispute.objects.aggregate(sum=Sum("upheld"))["sum"]
    return found or NOTHING


def last_released() -> Claim | None:
    return Claim.objects.filter(state=Claim.State.RELEASED).order_by("-number").first()


def open_claim() -> Claim | None:
    return Claim.objects.filter(is_open=True).first()


def account() -> Account:
    return Account.objects.get(pk=1)


def _units(first: int, last: int) -> Iterable[Unit]:
    rows = ContactFact.objects.filter(month__gte=first, month__lte=last, counts=True, billable=True).values_list(
        "fact_id", "month", "channel", "talk_seconds", "partner"
    )
    for fact_id, month, channel, talk_seconds, partner in rows.order_by("fact_id").iterator():
        yield Unit(str(fact_id), month, channel, talk_seconds, partner)


def _met_half_hours(first: int, last: int) -> dict[int, int]:
    rows = CoverFact.objects.filter(month__gte=first, month__lte=last, met=True).values("month")
    return dict(rows.annotate(number=Count("pk")).order_by("month").values_list("month", "number"))
