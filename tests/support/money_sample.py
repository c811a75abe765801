"""Facts to claim for, and claims in every state, by made-up people."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from adviceline.accounts.models import Person
from adviceline.facts import actions as facts
from adviceline.facts.values import ContactFactValues, CoverFactValues
from adviceline.finance.actions import claims
from adviceline.finance.models import Claim
from adviceline.privacy.screening import screen_text
from tests.support import people

BASE = uuid.UUID("9f3f8c9e-0000-4000-8000-000000000000")
#: After every month of the pilot.
AT = datetime(2022, 4, 7, 10, tzinfo=UTC)


def fact_id(number: int) -> uuid.UUID:
    return uuid.UUID(int=BASE.int + number)


def contact(
    number: int, *, month: int = 1, channel: str = "call", talk: int | None = 300, **values: object
) -> uuid.UUID:
    """A billable contact of a month of 2022; the same `number` is the same contact again."""
    outcome = {
        "call": "answered",
        "callback": "completed",
        "email": "received",
        "chat": "answered",
        "session": "delivered",
    }
    told = {
        "fact_id": fact_id(number), "enquiry_fact": None, "channel": channel,
        "direction": "out" if channel in ("callback", "session") else "in", "outcome": outcome[channel],
        "began_at": datetime(2022, month, 3, 10, tzinfo=UTC) + timedelta(minutes=number % 600), "talk_seconds": talk,
        "replied": channel == "email", "attempt": 1 if channel == "callback" else 0,
    } | values  # fmt: skip
    facts.write_contact_fact(ContactFactValues(**told))  # type: ignore[arg-type]  # by name
    return fact_id(number)


def cover(*, month: int = 1, half_hours: int = 100, met: int | None = None) -> None:
    """Half hours of a month of 2022 in which the service was open; in the first `met` of them the rule was met."""
    first = datetime(2022, month, 1, 8, tzinfo=UTC)
    facts.write_cover_facts(
        CoverFactValues(
            fact_id=uuid.UUID(int=BASE.int + (1 << 40) + month * 10_000 + number),
            began_at=first + timedelta(days=number // 24, minutes=30 * (number % 24)),
            needed=2, planned=2, there=2 if number < (half_hours if met is None else met) else 1, short_seconds=0,
        )
        for number in range(half_hours)
    )  # fmt: skip


def officer() -> Person:
    return Person.objects.filter(email="money.officer@example.org").first() or people.somebody(
        "finance_officer", email="money.officer@example.org"
    )


def manager() -> Person:
    return Person.objects.filter(email="money.manager@example.org").first() or people.somebody(
        "service_manager", email="money.manager@example.org"
    )


def claim(month: int = 1, *, state: str = "released", final: bool = False, at: datetime = AT) -> Claim:
    """The next claim, of this month of 2022, taken as far as `state`."""
    made = claims.draw_up_claim(month=202200 + month, final=final, by=officer(), at=at)
    if state in ("signed", "released"):
        made = claims.sign_claim(claim=made, seen=made.document_hash, by=officer(), at=at)
    if state == "released":
        made = claims.release_claim(claim=made, seen=made.document_hash, by=manager(), at=at)
    return made


def send_back(made: Claim) -> Claim:
    return claims.send_claim_back(claim=made, reason=screen_text("A price looks wrong."), by=manager(), at=AT)
