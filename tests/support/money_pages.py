"""Samples and scenes of the pages of money."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.test import Client

from adviceline.accounts.models import Person
from adviceline.finance.actions import claims, disputes, imports, ledger, receipts
from adviceline.finance.models import Claim, Dispute, Entry, LedgerImport, Receipt
from adviceline.finance.rules.money import PENNY
from adviceline.privacy.screening import ScreenedText, screen_text
from tests.support import money_sample as sample
from tests.support.money_sample import AT

TAKEN_OVER = b"Date,Cost line,Details,Net\n31/01/2022,advisers,Agency,120.00\n32/01/2022,advisers,Agency,1\n"


def claim_name(state: str = "signed") -> str:
    """`released`: the claim of January 2022. Else that of February, which waits for the second signature. As they are,
    or made with a few contacts and half hours."""
    made = list(Claim.objects.order_by("number")[:2])
    if not made:
        for month in (1, 2):
            sample.cover(month=month, half_hours=24)
            for number in range(8):
                sample.contact(100 * month + number, month=month, channel="call" if number % 2 else "email")
        made.append(sample.claim(1, state="released"))
    if state == "released":
        return made[0].name
    return made[1].name if len(made) > 1 else sample.claim(2, state="signed").name


def claim_disputed() -> str:
    name = claim_name("released")
    _dispute(Claim.objects.get(name=name))
    return name


def dispute_number() -> int:
    claim_disputed()
    return Dispute.objects.latest("pk").pk


def entry_number() -> int:
    """Spending with a receipt that the scanner passed."""
    found = Entry.objects.filter(kind="cost").first()
    if found is None:
        found = ledger.record_spending(
            on_date=AT.date(), cost_line="systems", partner="northmoor", net=PENNY * 12000, vat=PENNY * 2400,
            vat_reclaimed=False, supplier=screen_text("Exampletel"), reference=screen_text("INV-7"),
            description=screen_text("Lines"), by=sample.officer(), at=AT,
        )  # fmt: skip
        made = receipts.attach_receipt(
            entry=found,
            name="bill.pdf",
            content=b"%PDF-1.7 sample",
            submission=uuid.uuid4(),
            by=sample.officer(),
            at=AT,
        )
        Receipt.objects.filter(pk=made.pk).update(state=Receipt.State.PASSED)
    return found.number


def receipt_number() -> int:
    entry_number()
    return Receipt.objects.latest("pk").pk


def import_number() -> int:
    """A file that was looked through, with a row to add and one with something wrong."""
    found = LedgerImport.objects.filter(state="read").first()
    if found is None:
        found = imports.read_import(name="january.csv", content=TAKEN_OVER, by=sample.officer(), at=AT)
    return found.pk


def _release(claim: Claim) -> None:
    fresh = Claim.objects.get(pk=claim.pk)
    if fresh.state == "prepared":
        fresh = claims.sign_claim(claim=fresh, seen=fresh.document_hash, by=sample.officer(), at=AT)
    if fresh.state == "signed":
        claims.release_claim(claim=fresh, seen=fresh.document_hash, by=sample.manager(), at=AT)


def _dispute(claim: Claim) -> None:
    """Once: what is raised already is there."""
    said: ScreenedText = screen_text("Not agreed.")
    if not claim.disputes.filter(state="raised").exists():
        disputes.raise_dispute(claim=claim, line=None, amount=PENNY, reason=said, by=sample.officer(), at=AT)


Scene = Callable[[Mapping[str, Any], Person, Client], None]


def is_drawn_up(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    claim = Claim.objects.get(name=values["name"])
    if claim.state == "signed":
        sample.send_back(claim)


def is_released(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    """With a dispute that waits, and part of it paid."""
    _release(Claim.objects.get(name=values["name"]))
    claim = Claim.objects.get(name=values["name"])
    _dispute(claim)
    disputes.receive_payment(
        claim=claim,
        amount=claim.gross / 2,
        on_date=AT.date(),
        reference=screen_text("Remittance 1"),
        by=sample.officer(),
        at=AT,
    )


def is_disputed(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    """By the Authority itself."""
    claim = Claim.objects.get(name=values["name"])
    said = screen_text("We count one contact fewer.")
    disputes.raise_dispute(claim=claim, line=claim.lines.first(), amount=PENNY, reason=said, by=person, at=AT)


def has_money(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    """A released claim, entries, and facts that came since."""
    claim_name("released")
    entry_number()
    sample.contact(500)


def no_claim_waits(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    """So the next one can be drawn up."""
    has_money(values, person, browser)
    for claim in Claim.objects.exclude(state="released").order_by("number"):
        _release(claim)


CLAIM = ("claim", "sign", "release", "send_back")
BY_ROUTE: dict[str, dict[str, Callable[[], object]]] = {
    **{f"finance:{name}": {"name": claim_name} for name in CLAIM},
    **{f"finance:{name}": {"name": lambda: claim_name("released")} for name in ("dispute", "pay", "evidence")},
    "finance:settle": {"name": claim_disputed, "pk": dispute_number},
    **{f"finance:{name}": {"number": entry_number} for name in ("entry", "reverse", "attach")},
    "finance:receipt": {"number": entry_number, "pk": receipt_number},
    "finance:import_one": {"pk": import_number},
    "finance:import_take": {"pk": import_number},
    "finance:statement": {"first": lambda: 2021},
    "portal:claim": {"name": lambda: claim_name("released")},
    "portal:dispute": {"name": lambda: claim_name("released")},
    "portal:claim_evidence": {"name": lambda: claim_name("released")},
    "following:claim_records": {"name": lambda: claim_name("released")},
}
BY_PAGE: Mapping[str, tuple[Scene, ...]] = {
    "finance:claim": (is_drawn_up, is_released),
    "finance:claims": (has_money, no_claim_waits),
    **{f"finance:{name}": (has_money,) for name in ("home", "ledger", "budget")},
    "evaluation:value": (has_money,),
    "portal:claims": (has_money,),
    "portal:claim": (is_disputed,),
}
