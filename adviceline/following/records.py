"""The live records behind a figure. Every enquiry that is listed is read through `access_enquiry`, which records it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.contacts.models import Contact, Enquiry, Signpost
from adviceline.contacts.queries import access_enquiry
from adviceline.following.behind import Behind
from adviceline.followups.models import CallBack

PAGE = 25
#: Which live record holds the fact's id, by table of facts.
LIVE: dict[str, type[Model]] = {
    "facts_contactfact": Contact,
    "facts_enquiryfact": Enquiry,
    "facts_enquirythemefact": Enquiry,
    "facts_signpostfact": Signpost,
    "facts_callbackrequestfact": CallBack,
}


@dataclass(frozen=True, slots=True)
class RecordBehind:
    """`enquiry` None: a contact that belongs to none, such as a call that nobody answered."""

    at: datetime
    enquiry: Enquiry | None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class RecordsBehind:
    """One page. `gone`: facts of this page whose record was erased, so that they lead nowhere."""

    rows: list[RecordBehind]
    total: int
    gone: int
    page: int
    pages: int


def open_records(
    *, behind: Behind, months: Sequence[int], page: int, why: str, by: Person, at: datetime
) -> RecordsBehind:
    """Page `page` (from 1) of the records of one part of a figure. `why` stands in the access log.

    Raises PermissionDenied, recorded, unless the person may follow figures and read enquiries.
    """
    require(by, Permission.FOLLOW_FIGURES, subject=why)
    require(by, Permission.READ_ENQUIRIES, subject=why)
    counting, parameters = behind.statement(months, counting=True)
    total = int(_execute(counting, parameters)[0][0])
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    statement, parameters = behind.statement(months)
    facts = [row[0] for row in _execute(statement, [*parameters, PAGE, (page - 1) * PAGE])]
    with transaction.atomic():
        record(
            action="figure.followed", by=by, at=at, subject=why,
            data={"part": behind.part, "page": page, "facts": len(facts)},
        )  # fmt: skip
        rows = _rows(LIVE[behind.source.table], facts, why=why, by=by, at=at)
    return RecordsBehind(rows, total, len(facts) - len(rows), page, pages)


def open_contacts(*, facts: Sequence[UUID], page: int, why: str, by: Person, at: datetime) -> RecordsBehind:
    """The same for the contacts of these facts, in their order."""
    require(by, Permission.FOLLOW_FIGURES, subject=why)
    require(by, Permission.READ_ENQUIRIES, subject=why)
    pages = max(1, -(-len(facts) // PAGE))
    page = min(max(1, page), pages)
    shown = facts[(page - 1) * PAGE : page * PAGE]
    with transaction.atomic():
        record(action="figure.followed", by=by, at=at, subject=why, data={"page": page, "facts": len(shown)})
        rows = _rows(Contact, shown, why=why, by=by, at=at)
    return RecordsBehind(rows, len(facts), len(set(shown)) - len(rows), page, pages)


def _rows(model: type[Model], facts: Sequence[Any], *, why: str, by: Person, at: datetime) -> list[RecordBehind]:
    related = () if model is Enquiry else ("enquiry",)
    live = model._default_manager.filter(fact_id__in=facts).select_related(*related)
    read: dict[int, Enquiry] = {}

    def enquiry_of(found: Enquiry) -> Enquiry:
        if found.pk not in read:
            read[found.pk] = access_enquiry(reference=found.reference, by=by, at=at, why=why)
        return read[found.pk]

    rows = []
    for each in live:
        if isinstance(each, Enquiry):
            rows.append(RecordBehind(each.opened_at, enquiry_of(each)))
        elif isinstance(each, Contact):
            rows.append(RecordBehind(each.began_at, enquiry_of(each.enquiry) if each.enquiry else None, each))
        elif isinstance(each, Signpost):
            rows.append(RecordBehind(each.given_at, enquiry_of(each.enquiry)))
        elif isinstance(each, CallBack):
            rows.append(RecordBehind(each.requested_at, enquiry_of(each.enquiry)))
    return sorted(rows, key=lambda row: row.at)


def _execute(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
