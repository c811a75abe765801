"""The budget in versions, what is expected still, and why spending differs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.finance.actions.posting import locked_account, tell_budget
from adviceline.finance.errors import UnableToRecordMoney
from adviceline.finance.models import Budget, BudgetLine, Expected, Reason
from adviceline.finance.rules.money import NOTHING, money_words
from adviceline.finance.tariff import cost_lines, grant, partners
from adviceline.privacy.screening import ScreenedText, record_override

#: (cost line, partner, yyyymm) → amount.
Amounts = Mapping[tuple[str, str, int], Decimal]


def set_budget(*, changes: Amounts, reason: ScreenedText, version: int, by: Person, at: datetime) -> Budget:
    """A new version: the last one with these amounts in place of what it had. `version`: the one that the person saw."""
    require(by, Permission.MANAGE_MONEY)
    if not reason.text:
        raise UnableToRecordMoney("Say why the budget is set like this.")
    for cost_line, partner, _ in changes:
        if cost_line not in cost_lines() or partner not in partners():
            raise UnableToRecordMoney("Choose one of the cost lines and one of the partners.")
    with transaction.atomic():
        locked_account()
        last = Budget.objects.first()
        if (last.number if last else 0) != version:
            raise UnableToRecordMoney(
                "The budget was changed after you opened it. Look at it as it is now, and try again."
            )
        amounts = {
            (line.cost_line, line.partner, line.month): line.amount for line in (last.lines.all() if last else ())
        } | dict(changes)
        if any(amount < 0 for amount in amounts.values()):
            raise UnableToRecordMoney("A budget is not below nought.")
        whole = sum(amounts.values(), NOTHING)
        if whole > grant():
            raise UnableToRecordMoney(
                f"The budget would come to {money_words(whole)}, and the grant is {money_words(grant())}."
            )
        made = Budget.objects.create(number=version + 1, reason=reason.text, set_by=by, set_at=at)
        BudgetLine.objects.bulk_create(
            BudgetLine(budget=made, cost_line=cost_line, partner=partner, month=month, amount=amount)
            for (cost_line, partner, month), amount in sorted(amounts.items())
            if amount
        )
        tell_budget(made)
        record_override(reason, subject=f"budget:{made.number}", field_name="reason", by=by, at=at)
        record(
            action="budget.set", by=by, at=at, subject=f"budget:{made.number}",
            data={"changed": len(changes), "whole": str(whole)},
        )  # fmt: skip
    return made


def expect(*, cost_line: str, month: int, amount: Decimal, reason: ScreenedText, by: Person, at: datetime) -> Expected:
    """Say what a cost line will come to in a month, in place of what the budget has."""
    require(by, Permission.MANAGE_MONEY)
    if cost_line not in cost_lines():
        raise UnableToRecordMoney("Choose one of the cost lines.")
    if amount < 0:
        raise UnableToRecordMoney("What is expected is not below nought.")
    if not reason.text:
        raise UnableToRecordMoney("Say why.")
    with transaction.atomic():
        made = Expected.objects.create(
            cost_line=cost_line, month=month, amount=amount, reason=reason.text, said_by=by, said_at=at
        )
        record_override(reason, subject=f"budget:{cost_line}", field_name="expected", by=by, at=at)
        record(
            action="budget.expected", by=by, at=at, subject=f"budget:{cost_line}",
            data={"month": month, "amount": str(amount)},
        )  # fmt: skip
    return made


def give_reason(*, cost_line: str, month: int, text: ScreenedText, by: Person, at: datetime) -> Reason:
    """Say why the spending of a cost line up to a month is not what the budget had."""
    require(by, Permission.MANAGE_MONEY)
    if cost_line not in cost_lines():
        raise UnableToRecordMoney("Choose one of the cost lines.")
    if not text.text:
        raise UnableToRecordMoney("Say why.")
    with transaction.atomic():
        made = Reason.objects.create(cost_line=cost_line, month=month, text=text.text, said_by=by, said_at=at)
        record_override(text, subject=f"budget:{cost_line}", field_name="reason", by=by, at=at)
        record(action="budget.explained", by=by, at=at, subject=f"budget:{cost_line}", data={"month": month})
    return made
