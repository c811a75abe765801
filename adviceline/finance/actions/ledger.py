"""Spending in the ledger: recorded, and corrected by its reversal."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.finance.actions.posting import locked_account, post, tell_spending
from adviceline.finance.errors import UnableToRecordMoney
from adviceline.finance.models import Entry
from adviceline.finance.rules.money import MOST, money_words
from adviceline.finance.tariff import cost_lines, partners
from adviceline.measures.calendar import LONDON
from adviceline.privacy.screening import ScreenedText, record_override


def record_spending(
    *, on_date: date, cost_line: str, partner: str, net: Decimal, vat: Decimal, vat_reclaimed: bool, supplier: ScreenedText,
    reference: ScreenedText, description: ScreenedText, by: Person, at: datetime, is_fictional: bool = False,
) -> Entry:  # fmt: skip
    """One entry. A refund is below nought. Raises `UnableToRecordMoney`."""
    require(by, Permission.MANAGE_MONEY)
    if words := why_not_spending(on_date=on_date, cost_line=cost_line, partner=partner, net=net, vat=vat, at=at):
        raise UnableToRecordMoney(words)
    if not description.text:
        raise UnableToRecordMoney("Say what it was for.")
    with transaction.atomic():
        made = post(
            account=locked_account(), kind=Entry.Kind.COST, on_date=on_date, net=net, vat=vat, vat_reclaimed=vat_reclaimed,
            cost_line=cost_line, partner=partner, supplier=supplier.text, reference=reference.text,
            description=description.text, by=by, at=at, is_fictional=is_fictional,
        )  # fmt: skip
        tell_spending([made.month])
        for name, text in (("supplier", supplier), ("reference", reference), ("description", description)):
            record_override(text, subject=made.subject, field_name=name, by=by, at=at)
        record(
            action="ledger.recorded", by=by, at=at, subject=made.subject,
            data={"cost_line": cost_line, "partner": partner, "month": made.month, "cost": str(made.cost)},
        )  # fmt: skip
    return made


def reverse_entry(*, entry: Entry, reason: ScreenedText, by: Person, at: datetime) -> Entry:
    """The same amounts the other way round, on the same day: the entry stays, and both are seen. Once."""
    require(by, Permission.MANAGE_MONEY, subject=entry.subject)
    if not reason.text:
        raise UnableToRecordMoney("Say why it is reversed.")
    with transaction.atomic():
        account = locked_account()
        if Entry.objects.filter(reverses=entry).exists():
            raise UnableToRecordMoney("This entry was reversed already.")
        if entry.kind == Entry.Kind.CLAIM:
            raise UnableToRecordMoney("A claim is not reversed: the next one says what differs.")
        if entry.reverses_id is not None:
            raise UnableToRecordMoney("This entry is a reversal. Record what was spent anew.")
        made = post(
            account=account, kind=entry.kind, on_date=entry.on_date, net=-entry.net, vat=-entry.vat,
            vat_reclaimed=entry.vat_reclaimed, cost_line=entry.cost_line, partner=entry.partner, supplier=entry.supplier,
            reference=entry.reference, description=entry.description, claim=entry.claim, reverses=entry,
            reason=reason.text, by=by, at=at, is_fictional=entry.is_fictional,
        )  # fmt: skip
        tell_spending([made.month])
        record_override(reason, subject=made.subject, field_name="reason", by=by, at=at)
        record(
            action="ledger.reversed", by=by, at=at, subject=made.subject,
            data={"reverses": entry.number, "gross": str(made.gross)},
        )  # fmt: skip
    return made


def why_not_spending(*, on_date: date, cost_line: str, partner: str, net: Decimal, vat: Decimal, at: datetime) -> str:
    """Why this cannot be spending; nothing when it can."""
    if on_date > at.astimezone(LONDON).date():
        return "The date lies ahead. Record spending on the day that it was, or later."
    if on_date.year < 2000:
        return "The date is too long ago."
    if cost_line not in cost_lines():
        return "Choose one of the cost lines."
    if partner not in partners():
        return "Choose one of the partners."
    if not net + vat:
        return "The amount is nought."
    if net * vat < 0:
        return "Net and VAT have different signs."
    if abs(net) + abs(vat) > MOST:
        return f"No more than {money_words(MOST)} can be recorded at once."
    return ""
