"""The money of the made-up pilot: a budget, a ledger, and a claim for each month; the last is drawn up and not signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from adviceline.accounts.models import Person
from adviceline.content.safe_yaml import parse
from adviceline.demo.chance import stream
from adviceline.finance.actions import budget, claims, disputes, ledger
from adviceline.finance.models import Claim, Entry
from adviceline.finance.rules.money import rounded
from adviceline.measures.calendar import LONDON, next_month
from adviceline.privacy.screening import screen_text

DATA = Path(__file__).parent / "data" / "money.yaml"
CLAIM_DAY, PAID_DAY, HOUR = 7, 24, 11


def add_money(*, months: Sequence[int], seed: int, staff: Sequence[Person]) -> list[Claim]:
    """Through the service's own actions, by the finance officer and the manager. `months`: yyyymm, in order."""
    officer, manager = (
        next(person for person in staff if role in person.roles) for role in ("finance_officer", "service_manager")
    )
    data: dict[str, Any] = parse(DATA.read_bytes(), DATA.name).data
    budget.set_budget(
        changes={
            (each["line"], each["partner"], month): Decimal(each["month"]) for each in data["budget"] for month in months
        },
        reason=screen_text(data["budget_reason"]), version=0, by=officer, at=_moment(months[0], 1),
    )  # fmt: skip
    chance = stream(seed, "money")
    made = []
    for month in months:
        _spend(data, month, chance, officer, wrong=month == months[0])
        if month != months[-1]:
            made.append(_claim(month, officer, manager, paid=month != months[-2]))
        else:
            at = _moment(next_month(month), CLAIM_DAY)
            claims.draw_up_claim(month=month, final=False, by=officer, at=at, is_fictional=True)
    _talk_over(data, made, months, officer, manager)
    return made


def _spend(data: dict[str, Any], month: int, chance: Random, officer: Person, *, wrong: bool) -> None:
    for number, each in enumerate(data["spending"], start=1):
        on_date = date(month // 100, month % 100, each["day"])
        share = 1 + Decimal(chance.randint(-each["varies"], each["varies"])) / 100
        entry = _record(each, on_date, rounded(Decimal(each["net"]) * share), rounded(Decimal(each["vat"]) * share),
                        f"{month}-{number:02d}", officer)  # fmt: skip
        if wrong and each["what"] == data["reversed"]["what"]:
            at = _at(on_date) + timedelta(days=4)
            ledger.reverse_entry(entry=entry, reason=screen_text(data["reversed"]["why"]), by=officer, at=at)
            _record(each, on_date, Decimal(data["corrected"]["net"]), Decimal(data["corrected"]["vat"]),
                    f"{month}-{number:02d}b", officer)  # fmt: skip


def _record(each: dict[str, Any], on_date: date, net: Decimal, vat: Decimal, reference: str, officer: Person) -> Entry:
    return ledger.record_spending(
        on_date=on_date, cost_line=each["line"], partner=each["partner"], net=net, vat=vat, vat_reclaimed=False,
        supplier=screen_text(each["supplier"]), reference=screen_text(reference), description=screen_text(each["what"]),
        by=officer, at=_at(on_date) + timedelta(days=1), is_fictional=True,
    )  # fmt: skip


def _claim(month: int, officer: Person, manager: Person, *, paid: bool) -> Claim:
    at = _moment(next_month(month), CLAIM_DAY)
    made = claims.draw_up_claim(month=month, final=False, by=officer, at=at, is_fictional=True)
    made = claims.sign_claim(claim=made, seen=made.document_hash, by=officer, at=at)
    made = claims.release_claim(claim=made, seen=made.document_hash, by=manager, at=at + timedelta(days=1))
    if paid:
        came = _moment(next_month(month), PAID_DAY)
        disputes.receive_payment(
            claim=made, amount=made.gross, on_date=came.date(), reference=screen_text(f"Remittance {made.number}"),
            by=officer, at=came,
        )  # fmt: skip
    return made


def _talk_over(
    data: dict[str, Any], made: Sequence[Claim], months: Sequence[int], officer: Person, manager: Person
) -> None:
    """A reason, a forecast, and a dispute that was settled."""
    at = _moment(next_month(months[-1]), CLAIM_DAY)
    said = data["reason"]
    budget.give_reason(cost_line=said["line"], month=months[-1], text=screen_text(said["why"]), by=officer, at=at)
    said = data["expected"]
    budget.expect(
        cost_line=said["line"], month=next_month(months[-1]), amount=Decimal(said["amount"]),
        reason=screen_text(said["why"]), by=officer, at=at,
    )  # fmt: skip
    if made:
        said = data["dispute"]
        raised = disputes.raise_dispute(
            claim=made[0], line=None, amount=Decimal(said["amount"]), reason=screen_text(said["why"]), by=officer, at=at
        )
        disputes.settle_dispute(
            dispute=raised, step="reject", upheld=Decimal("0.00"), answer=screen_text(said["answer"]), by=manager,
            at=at + timedelta(days=2),
        )  # fmt: skip


def _moment(month: int, day: int) -> datetime:
    return _at(date(month // 100, month % 100, day))


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, HOUR, tzinfo=LONDON)
