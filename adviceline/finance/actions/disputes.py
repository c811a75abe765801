"""What the Authority does not agree with, and what comes of it; what it paid."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.finance.actions.posting import locked_account, post
from adviceline.finance.errors import UnableToClaim, UnableToRecordMoney
from adviceline.finance.models import Claim, ClaimLine, Dispute, Entry
from adviceline.finance.rules.money import NOTHING, money_words
from adviceline.finance.rules.states import DISPUTE, DISPUTE_STATES, NEEDS, why_not
from adviceline.measures.calendar import LONDON
from adviceline.privacy.screening import ScreenedText, record_override

State = Dispute.State


def raise_dispute(
    *, claim: Claim, line: ClaimLine | None, amount: Decimal, reason: ScreenedText, by: Person, at: datetime
) -> Dispute:
    """What the Authority disputes: of one line, or of the claim as a whole (`line` None). By the Authority itself, or by
    whoever writes down what it said in another way."""
    step = "contest" if by.may(NEEDS["contest"].permission) else "dispute"
    require(by, NEEDS[step].permission, subject=claim.subject)
    if not reason.text:
        raise UnableToClaim("Say what is not agreed.")
    if amount <= 0:
        raise UnableToClaim("Write the amount that is disputed, above nought.")
    with transaction.atomic():
        fresh = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        if words := why_not(step, name=fresh.name, state=fresh.state, roles=by.roles):
            raise UnableToClaim(words)
        if line is not None and line.claim_id != fresh.pk:
            raise UnableToClaim("That line is not of this claim.")
        open_ones = fresh.disputes.filter(state=State.RAISED, line=line, reason=reason.text)
        if any(each.amount == amount for each in open_ones):
            raise UnableToClaim("This was disputed already, in the same words, and is not settled yet.")
        left = (line.amount if line else fresh.gross) - _disputed(fresh, line)
        whole = fresh.gross - _disputed(fresh, None)
        if amount > min(left, whole):
            raise UnableToClaim(
                f"No more than {money_words(max(min(left, whole), NOTHING))} of it can still be disputed."
            )
        made = Dispute.objects.create(
            claim=fresh, line=line, amount=amount, reason=reason.text, raised_by=by, raised_at=at
        )
        record_override(reason, subject=fresh.subject, field_name="dispute", by=by, at=at)
        record(
            action="claim.disputed", by=by, at=at, subject=fresh.subject,
            data={
                "dispute": made.pk, "line": line.pk if line else None, "amount": str(amount),
                "by_authority": step == "contest",
            },
        )  # fmt: skip
    return made


def settle_dispute(
    *, dispute: Dispute, step: str, upheld: Decimal, answer: ScreenedText, by: Person, at: datetime
) -> Dispute:
    """`step`: uphold, reject or withdraw. What is upheld is taken off by the next claim. By another person than who raised
    it: what the Authority wrote itself is answered by finance too, what finance wrote down by whoever signs second."""
    require(by, settled_with(dispute), subject=dispute.claim.subject)
    if step not in DISPUTE:
        raise UnableToClaim("Choose whether the dispute is upheld, rejected or withdrawn.")
    if not answer.text:
        raise UnableToClaim("Say why.")
    with transaction.atomic():
        fresh = Dispute.objects.select_for_update(of=("self",)).select_related("claim").get(pk=dispute.pk)
        starts, end = DISPUTE[step]
        if fresh.state not in starts:
            raise UnableToClaim(f"This dispute is {DISPUTE_STATES[fresh.state].lower()} already.")
        if fresh.raised_by_id == by.pk:
            raise UnableToClaim("You wrote this dispute down, so somebody else has to settle it.")
        granted = upheld if step == "uphold" else NOTHING
        if step == "uphold" and not 0 < granted <= fresh.amount:
            raise UnableToClaim(
                f"Write how much is upheld: above nought, and no more than {money_words(fresh.amount)}."
            )
        fresh.state, fresh.upheld, fresh.answer = str(end), granted, answer.text
        fresh.settled_by, fresh.settled_at = by, at
        fresh.save()
        record_override(answer, subject=fresh.claim.subject, field_name="answer", by=by, at=at)
        record(
            action="claim.dispute_settled", by=by, at=at, subject=fresh.claim.subject,
            data={"dispute": fresh.pk, "state": fresh.state, "upheld": str(granted)},
        )  # fmt: skip
    return fresh


def settled_with(dispute: Dispute) -> Permission:
    """What somebody needs to settle it; whoever signs claims second may always."""
    return Permission.SETTLE_DISPUTES if dispute.by_authority else Permission.SIGN_CLAIMS


def receive_payment(
    *, claim: Claim, amount: Decimal, on_date: date, reference: ScreenedText, by: Person, at: datetime
) -> Entry:
    """A remittance of the Authority for a released claim, as an entry of the ledger. Below nought: paid back to it."""
    require(by, NEEDS["receive"].permission, subject=claim.subject)
    if amount == 0:
        raise UnableToRecordMoney("Write the amount that came.")
    if on_date > at.astimezone(LONDON).date():
        raise UnableToRecordMoney("The date lies ahead. Record a payment once it has come.")
    with transaction.atomic():
        account = locked_account()
        fresh = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        if words := why_not("receive", name=fresh.name, state=fresh.state, roles=by.roles):
            raise UnableToRecordMoney(words)
        owed = fresh.gross - received_for(fresh)
        if not min(owed, NOTHING) <= amount <= max(owed, NOTHING):
            raise UnableToRecordMoney(
                f"{money_words(owed)} of this claim is open. What goes beyond it belongs to another claim: record it there."
            )
        made = post(
            account=account, kind=Entry.Kind.RECEIVED, on_date=on_date, net=amount, vat=NOTHING, by=by, at=at, claim=fresh,
            reference=reference.text, description=f"Remittance for claim {fresh.number}, {fresh.name}",
            is_fictional=fresh.is_fictional,
        )  # fmt: skip
        record_override(reference, subject=made.subject, field_name="reference", by=by, at=at)
        record(
            action="claim.paid", by=by, at=at, subject=fresh.subject,
            data={"entry": made.number, "amount": str(amount)},
        )  # fmt: skip
    return made


def received_for(claim: Claim) -> Decimal:
    found: Decimal | None = claim.entries.filter(kind=Entry.Kind.RECEIVED).aggregate(sum=Sum("gross"))["sum"]
    return found or NOTHING


def _disputed(claim: Claim, line: ClaimLine | None) -> Decimal:
    """What is disputed and open, or was upheld: of a line, or of the whole claim."""
    rows = claim.disputes.filter(state__in=[State.RAISED, State.UPHELD])
    if line is not None:
        rows = rows.filter(line=line)
    return sum((each.upheld if each.state == State.UPHELD else each.amount for each in rows), NOTHING)
