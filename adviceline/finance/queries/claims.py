"""Claims as pages show them: what is paid, what the Authority may see of the contacts behind a line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Sum

from adviceline.disclosure.primary import Rule
from adviceline.facts.models import ContactFact
from adviceline.facts.protecting import disclosure_rule
from adviceline.finance.models import Charge, Claim, ClaimLine, Dispute, Entry
from adviceline.finance.queries import facts
from adviceline.finance.rules.charging import Kind, Line
from adviceline.finance.rules.document import ClaimDocument, from_text
from adviceline.finance.rules.money import NOTHING, money_words
from adviceline.finance.tariff import grant, partners
from adviceline.measures.calendar import format_month, next_month

NOT_SHOWN = "not shown"


class NoSuchClaim(LookupError):
    """There is no claim, or no released one, of that name."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim with what came of it."""

    claim: Claim
    received: Decimal
    disputed: Decimal

    @property
    def open(self) -> Decimal:
        gross: Decimal = self.claim.gross
        return gross - self.received

    @property
    def words(self) -> str:
        if not self.claim.released:
            return str(self.claim.get_state_display())
        if not self.open:
            return "Paid"
        return "Paid in part" if self.received else "Released, not paid yet"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One contact behind a released claim, under a number that leads nowhere outside. `week`: of what day it began, where
    that may be shown."""

    number: str
    what: str
    month: str
    week: str
    price: Decimal
    sign: int

    @property
    def amount(self) -> Decimal:
        return self.price * self.sign


def claim_by_name(name: str, *, released: bool = False) -> Claim:
    """Raises NoSuchClaim."""
    rows = Claim.objects.select_related("drawn_up_by", "signed_by", "released_by").filter(name=name)
    found = (rows.filter(state=Claim.State.RELEASED) if released else rows).first()
    if found is None:
        raise NoSuchClaim("There is no claim of that name.")
    return found


def standings(*, released: bool = False) -> list[Standing]:
    """Every claim, the latest first."""
    rows = Claim.objects.order_by("-number")
    received = dict(
        Entry.objects.filter(kind=Entry.Kind.RECEIVED).values_list("claim").annotate(sum=Sum("gross")).order_by("claim")
    )
    disputed = dict(
        Dispute.objects.filter(state=Dispute.State.RAISED)
        .values_list("claim")
        .annotate(sum=Sum("amount"))
        .order_by("claim")
    )
    return [
        Standing(claim, received.get(claim.pk, NOTHING), disputed.get(claim.pk, NOTHING))
        for claim in (rows.filter(state=Claim.State.RELEASED) if released else rows)
    ]


def standing(claim: Claim) -> Standing:
    return next(each for each in standings() if each.claim.pk == claim.pk)


def document_of(claim: Claim) -> ClaimDocument:
    return from_text(claim.document)


def lines_to_dispute(claim: Claim) -> list[tuple[str, str]]:
    """(its key, what it is called) of each line that asks for money; VAT follows the others."""
    rows = claim.lines.filter(amount__gt=0).exclude(kind=Kind.VAT)
    return [(str(line.pk), _called(line, claim)) for line in rows]


def _called(line: ClaimLine, claim: Claim) -> str:
    of = f", {format_month(line.month)}" if line.month not in (0, claim.month) else ""
    return f"{line.label}{of}, {money_words(line.amount)}"


def line_of(claim: Claim, key: str) -> ClaimLine | None:
    """The line that was chosen; None for the claim as a whole."""
    return claim.lines.get(pk=int(key)) if key not in ("", "all") else None


def next_to_claim() -> int | None:
    """The month that is claimed next, whether or not it is over; None after the final instalment."""
    found = facts.open_claim()
    if found is not None:
        return found.month
    last, first = facts.last_released(), facts.first_month()
    if last and last.final:
        return None
    return next_month(last.month) if last else first


def left_of_grant() -> Decimal:
    claimed: Decimal = facts.account().claimed
    return grant() - claimed


def charges_behind(claim: Claim, line: Line) -> list[UUID]:
    """The facts behind a line of contacts of a released claim, in an order that stays."""
    channel, _, band = line.code.partition("/")
    rows = Charge.objects.filter(claim=claim, month=line.month, channel=channel, band=band).order_by("evidence")
    return list(rows.values_list("fact_id", flat=True))


def by_partner(claim: Claim) -> list[tuple[str, int, Decimal]]:
    """(partner, contacts charged less credited, amount) of a released claim, before caps and floors."""
    names = partners()
    found: dict[str, tuple[int, Decimal]] = defaultdict(lambda: (0, NOTHING))
    rows = claim.charges.values_list("partner", "sign", "price").annotate(number=Count("pk")).order_by("partner")
    for partner, sign, price, number in rows:
        quantity, amount = found[partner]
        found[partner] = (quantity + sign * number, amount + sign * number * price)
    return [(names.get(code, "No partner recorded"), *found[code]) for code in sorted(found)]


def evidence_of(claim: Claim, *, rule: Rule | None = None) -> list[Evidence]:
    """Every contact behind a released claim, in the order of numbers that tell nothing: what the Authority may have.

    Type, band, month and price are what the lines say anyway. The week is finer, so it is protected: for a type of contact
    and month in which some week has a count that the rule hides, no week is shown at all, so that none can be worked out
    from the others.
    """
    rule = rule or disclosure_rule()
    rows = list(claim.charges.order_by("evidence", "turn"))
    began = dict(
        ContactFact.objects.filter(fact_id__in=[row.fact_id for row in rows]).values_list("fact_id", "began_on")
        if len(rows) <= 500
        else ContactFact.objects.filter(month__in={row.month for row in rows}).values_list("fact_id", "began_on")
    )
    weeks = {row.pk: _week(began.get(row.fact_id), row.month) for row in rows}
    shown = _weeks_to_show([(row.channel, row.month, weeks[row.pk]) for row in rows], rule)
    labels = _labels(document_of(claim))
    return [
        Evidence(
            row.evidence, labels.get(f"{row.channel}/{row.band}", row.channel), format_month(row.month),
            weeks[row.pk] if (row.channel, row.month) in shown else NOT_SHOWN, row.price, row.sign,
        )
        for row in rows
    ]  # fmt: skip


def _week(began: date | None, month: int) -> str:
    """The Monday of the week, or the first of the month for the days before the first Monday; '' where it is not known."""
    if began is None or began.year * 100 + began.month != month:
        return ""
    return str(max(began - timedelta(days=began.weekday()), began.replace(day=1)))


def _weeks_to_show(rows: Sequence[tuple[str, int, str]], rule: Rule) -> set[tuple[str, int]]:
    counted: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for channel, month, week in rows:
        counted[channel, month][week] += 1
    return {
        key
        for key, weeks in counted.items()
        if "" not in weeks and not rule.zero_is_disclosive and all(number > rule.threshold for number in weeks.values())
    }


def _labels(document: ClaimDocument) -> dict[str, str]:
    return {line.code: line.label for line in document.lines if "/" in line.code}
