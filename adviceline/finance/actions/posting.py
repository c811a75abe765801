"""Adding to the ledger: the one place where an entry gets its number; and telling of money as facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from adviceline.accounts.models import Person
from adviceline.facts.actions import replace_money_facts
from adviceline.facts.models import MoneyFact
from adviceline.finance.models import Account, Budget, Claim, ClaimLine, Entry
from adviceline.finance.rules.money import NOTHING
from adviceline.measures.calendar import LONDON, month_of


def locked_account() -> Account:
    """The one row that everybody who releases or posts takes first, inside their transaction."""
    return Account.objects.select_for_update().get(pk=1)


def post(
    *, account: Account, kind: str, on_date: date, net: Decimal, vat: Decimal, by: Person, at: datetime,
    vat_reclaimed: bool = False, **values: Any,
) -> Entry:  # fmt: skip
    """One entry with the next number. `account` is locked."""
    account.entries += 1
    account.save(update_fields=["entries"])
    gross = net + vat
    cost = NOTHING if kind != Entry.Kind.COST else net if vat_reclaimed else gross
    return Entry.objects.create(
        number=account.entries, kind=kind, on_date=on_date, month=month_of(on_date), net=net, vat=vat, gross=gross,
        vat_reclaimed=vat_reclaimed, cost=cost, recorded_by=by, recorded_at=at, **values,
    )  # fmt: skip


def post_claim(*, claim: Claim, account: Account, by: Person, at: datetime) -> Entry:
    """The claim as the ledger has it: what the Authority owes."""
    return post(
        account=account, kind=Entry.Kind.CLAIM, on_date=at.astimezone(LONDON).date(), net=claim.net, vat=claim.vat,
        by=by, at=at, claim=claim, description=f"Claim {claim.number}, {claim.name}", is_fictional=claim.is_fictional,
    )  # fmt: skip


def tell_spending(months: Iterable[int]) -> None:
    """What the ledger has for these months, by cost line, as facts. The account is locked."""
    some = set(months)
    rows = Entry.objects.filter(kind=Entry.Kind.COST, month__in=some).values_list("month", "cost_line")
    found = {(month, line): _pence(cost) for month, line, cost in rows.annotate(sum=Sum("cost")).order_by("month")}
    replace_money_facts(kind=MoneyFact.Kind.SPENT, months=some, pence=found)


def tell_budget(budget: Budget) -> None:
    """The budget that is in force from now on, by cost line and month, as facts. The account is locked."""
    found: Counter[tuple[int, str]] = Counter()
    for line in budget.lines.all():
        found[line.month, line.cost_line] += _pence(line.amount)
    replace_money_facts(kind=MoneyFact.Kind.PLANNED, months=None, pence=found)


def tell_claims() -> None:
    """What released claims say of each month, as facts; what they say of all months together is of none. The account is
    locked."""
    rows = ClaimLine.objects.filter(month__gt=0).values_list("month").annotate(sum=Sum("amount")).order_by("month")
    replace_money_facts(
        kind=MoneyFact.Kind.CLAIMED, months=None, pence={(month, ""): _pence(amount) for month, amount in rows}
    )


def _pence(amount: Decimal) -> int:
    return int(amount.scaleb(2))
