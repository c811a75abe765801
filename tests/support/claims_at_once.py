"""Claims drawn up, signed and released in the same moment, while spending is recorded. Made inside the service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.support.maps_at_once import at_once


def race() -> dict[str, Any]:
    """What each doing raised, and how account, ledger and charges stand after it."""
    from adviceline.finance.actions import claims, ledger
    from adviceline.finance.models import Account, Charge, Claim, Entry
    from adviceline.finance.queries.reconcile import reconcile
    from adviceline.privacy.screening import screen_text
    from tests.support import money_sample as sample
    from tests.support import people

    sample.cover(half_hours=480)
    for number in range(30):
        sample.contact(number)
    officer, manager, words = sample.officer(), sample.manager(), screen_text("Lines")
    other = people.somebody("service_manager", email="money.other@example.org")

    def draw_up() -> object:
        return claims.draw_up_claim(month=202201, final=False, by=officer, at=sample.AT)

    def spend() -> object:
        return ledger.record_spending(
            on_date=date(2022, 1, 3), cost_line="systems", partner="northmoor", net=Decimal("10.00"), vat=Decimal("0.00"),
            vat_reclaimed=False, supplier=words, reference=words, description=words, by=officer, at=sample.AT,
        )  # fmt: skip

    drawn = at_once([draw_up, draw_up, spend, spend])
    claim = Claim.objects.get()
    seen = claim.document_hash
    signed = at_once([lambda: claims.sign_claim(claim=claim, seen=seen, by=officer, at=sample.AT)] * 2)
    released = at_once(
        [
            lambda: claims.release_claim(claim=claim, seen=seen, by=manager, at=sample.AT),
            lambda: claims.release_claim(claim=claim, seen=seen, by=other, at=sample.AT),
            spend,
            spend,
        ]
    )
    found = reconcile()
    return {
        "drawn": drawn, "signed": sorted(signed), "released": sorted(released[:2]), "spent": released[2:],
        "claims": Claim.objects.count(), "charges": Charge.objects.count(), "agrees": found.agrees,
        "claimed": str(Account.objects.get().claimed), "gross": str(Claim.objects.get().gross),
        "entries": list(Entry.objects.order_by("number").values_list("number", flat=True)),
        "of_claims": Entry.objects.filter(kind="claim").count(),
    }  # fmt: skip
