"""Reading the core. Every read of an enquiry goes through `access_enquiry`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.contacts.models import Contact, Enquiry, Note
from adviceline.contacts.references import NotAReference, parse_reference
from adviceline.contacts.rows import details_of
from adviceline.contacts.states import State
from adviceline.contacts.values import ContactDetails
from adviceline.content.current import current_content
from adviceline.privacy import crypto

PAGE = 25
MOST_COUNTED = 100


class EnquiryNotFound(LookupError):
    """No enquiry has that reference."""


def access_enquiry(*, reference: str, by: Person, at: datetime, why: str = "read") -> Enquiry:
    """The enquiry, if the person may read enquiries; the reading is recorded.

    Raises `EnquiryNotFound` (also for what is not a reference), `PermissionDenied` (recorded). Permission is checked
    first, so that nobody learns from the answer whether a reference exists.
    """
    require(by, Permission.READ_ENQUIRIES, subject=f"enquiry:{reference[:20]}")
    try:
        reference = parse_reference(reference, prefix=current_content().service.reference_prefix)
    except NotAReference as error:
        raise EnquiryNotFound(str(error)) from error
    enquiry = Enquiry.objects.select_related("enquirer", "owner", "merged_into").filter(reference=reference).first()
    if enquiry is None:
        raise EnquiryNotFound("No enquiry has that reference.")
    with transaction.atomic():
        record(action="enquiry.read", by=by, at=at, subject=enquiry.subject, data={"why": why})
    return enquiry


def access_contact_details(*, enquiry: Enquiry, by: Person, at: datetime) -> ContactDetails:
    """The enquirer's details in clear; recorded. Raises `PermissionDenied`, `crypto.Erased`."""
    require(by, Permission.READ_CONTACT_DETAILS, subject=enquiry.subject)
    with transaction.atomic():
        record(action="details.read", by=by, at=at, subject=enquiry.subject)
    return details_of(enquiry.enquirer)


@dataclass(frozen=True)
class QueueFilter:
    """Which enquiries the queue shows. `show`: all, new, mine, waiting, due."""

    show: str = "all"
    channel: str = ""
    kind: str = ""
    region: str = ""


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue in due order, and where the next one starts (`after`: due time and id of the last row)."""

    rows: list[Enquiry]
    next_after: tuple[datetime, int] | None


def address_of(enquiry: int) -> tuple[Enquiry, str] | None:
    """An enquiry by id and the e-mail address of who asked, for a message to them; None when that is erased or empty."""
    kept = Enquiry.objects.select_related("enquirer").filter(pk=enquiry).first()
    if kept is None:
        return None
    try:
        address = details_of(kept.enquirer).email
    except crypto.Erased:
        return None
    return (kept, address) if address else None


def queue_page(
    *, chosen: QueueFilter, by: Person, at: datetime, after: tuple[datetime, int] | None = None, size: int = PAGE
) -> QueuePage:
    """Open enquiries, soonest due first. Cost depends on the page, not on how many enquiries there ever were."""
    rows = _queue(chosen, by=by, at=at).select_related("enquirer", "owner").order_by("open_due_at", "id")
    if after is not None:
        rows = rows.filter(open_due_at__gte=after[0]).filter(Q(open_due_at__gt=after[0]) | Q(id__gt=after[1]))
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    return QueuePage(rows=found, next_after=(found[-1].due_at, found[-1].pk) if more else None)


def newest_page(*, after: tuple[datetime, int] | None = None, size: int = PAGE) -> QueuePage:
    """Every enquiry, newest first; `after` is the opening time and id of the last row seen."""
    rows = Enquiry.objects.select_related("enquirer", "owner").order_by("-opened_at", "-id")
    if after is not None:
        rows = rows.filter(opened_at__lte=after[0]).filter(Q(opened_at__lt=after[0]) | Q(id__lt=after[1]))
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    return QueuePage(rows=found, next_after=(found[-1].opened_at, found[-1].pk) if more else None)


def queue_counts(*, by: Person, at: datetime) -> dict[str, int]:
    """How many are new, mine, waiting, due; counted up to 100, which a person reads as 'many'."""
    return {
        show: len(_queue(QueueFilter(show=show), by=by, at=at).order_by("open_due_at").values_list("pk")[:MOST_COUNTED])
        for show in ("new", "mine", "waiting", "due")
    }


def _queue(chosen: QueueFilter, *, by: Person, at: datetime) -> QuerySet[Enquiry]:
    rows = Enquiry.objects.filter(open_due_at__isnull=False)
    match chosen.show:
        case "new":
            rows = rows.filter(state=State.NEW)
        case "mine":
            rows = rows.filter(owner=by)
        case "waiting":
            rows = rows.filter(state=State.WAITING)
        case "due":
            rows = rows.filter(open_due_at__lte=at).exclude(state=State.WAITING)
    if chosen.channel:
        rows = rows.filter(first_channel=chosen.channel)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.region:
        rows = rows.filter(enquirer__region=chosen.region)
    return rows


def call_like(
    *,
    enquiry: Enquiry | None,
    direction: str,
    outcome: str,
    began_at: datetime,
    talk_seconds: int | None,
    adviser: Person | None,
    at: datetime,
    idempotency_key: str,
) -> Contact | None:
    """The call that was logged within the hour and has the same direction, outcome, start, minutes and adviser: on
    `enquiry`, or on any where none is named. None too when `idempotency_key` says that this very form was recorded."""
    if Contact.objects.filter(idempotency_key=idempotency_key).exists():
        return None
    alike = Contact.objects.select_related("enquiry").filter(
        channel="call", began_at=began_at, direction=direction, outcome=outcome, talk_seconds=talk_seconds,
        adviser=adviser, source="desk", created_at__gt=at - timedelta(hours=1),
    )  # fmt: skip
    return (alike.filter(enquiry=enquiry) if enquiry else alike).order_by("created_at").last()


@dataclass(frozen=True)
class Entry:
    """One line of an enquiry's conversation: a contact with its texts, or a note of its own."""

    at: datetime
    contact: Contact | None
    notes: tuple[Note, ...]


def conversation(enquiry: Enquiry) -> list[Entry]:
    """Contacts and notes in time order."""
    contacts = list(enquiry.contacts.select_related("adviser").order_by("began_at", "id"))
    by_contact: dict[int | None, list[Note]] = {}
    for note in enquiry.notes.select_related("author").order_by("written_at", "id"):
        by_contact.setdefault(note.contact_id, []).append(note)
    entries = [Entry(contact.began_at, contact, tuple(by_contact.pop(contact.pk, []))) for contact in contacts]
    loose = [note for notes in by_contact.values() for note in notes]
    entries.extend(Entry(note.written_at, None, (note,)) for note in loose)
    return sorted(entries, key=lambda entry: entry.at)


def earlier_enquiries(enquiry: Enquiry, *, most: int = 10) -> QuerySet[Enquiry]:
    """What seems to be the same person's enquiries from before this one, newest first."""
    at = enquiry.opened_at
    earlier = _of_the_same_person(enquiry).filter(Q(opened_at__lt=at) | Q(opened_at=at, id__lt=enquiry.pk))
    return earlier.order_by("-opened_at", "-id")[:most]


def later_enquiries(enquiry: Enquiry, *, most: int = 10) -> QuerySet[Enquiry]:
    """What seems to be the same person's enquiries from after this one, newest first."""
    at = enquiry.opened_at
    later = _of_the_same_person(enquiry).filter(Q(opened_at__gt=at) | Q(opened_at=at, id__gt=enquiry.pk))
    return later.order_by("-opened_at", "-id")[:most]


def recognised_enquiries(phone_index: str, *, most: int = 5) -> list[Enquiry]:
    """Enquiries that came from a number, newest first: of those who agreed to be asked later, and so to be known again."""
    if not phone_index:
        return []
    found = Enquiry.objects.filter(enquirer__phone_index=phone_index, enquirer__consents_to_follow_up=True)
    return list(found.exclude(state=State.MERGED).order_by("-opened_at", "-id")[:most])


def _of_the_same_person(enquiry: Enquiry) -> QuerySet[Enquiry]:
    """Other enquiries with the same enquirer record, or the same address or number."""
    enquirer = enquiry.enquirer
    same: Any = Q(enquirer=enquirer)
    if enquirer.email_index:
        same |= Q(enquirer__email_index=enquirer.email_index)
    if enquirer.phone_index:
        same |= Q(enquirer__phone_index=enquirer.phone_index)
    return Enquiry.objects.filter(same).exclude(pk=enquiry.pk)


def with_merged(enquiry: Enquiry) -> list[int]:
    """The ids of an enquiry and of all that were merged into it, also by way of another."""
    found, latest = [enquiry.pk], [enquiry.pk]
    while latest:
        latest = list(
            Enquiry.objects.filter(merged_into__in=latest)
            .exclude(pk__in=found)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        found += latest
    return found


def standing_enquiry(enquiry: Enquiry) -> Enquiry:
    """The enquiry itself, or the one that it was merged into in the end."""
    seen = {enquiry.pk}
    while enquiry.merged_into is not None and enquiry.merged_into_id not in seen:
        enquiry = enquiry.merged_into
        seen.add(enquiry.pk)
    return enquiry
