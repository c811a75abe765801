"""Adding to the ledger: the one place where an entry gets its number."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from adviceline.accounts.models import Person
from adviceline.finance.models import Account, Claim, Entry
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
