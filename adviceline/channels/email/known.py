"""What is known of the messages that a batch names, looked up for all of it at once: `queries.thread_of` without its queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from adviceline.accounts.models import Person
from adviceline.channels.email.models import Message, Outgoing, Reference
from adviceline.channels.email.threading import Candidate, choose
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.references import NotAReference, parse_reference
from adviceline.contacts.rows import Communication
from adviceline.jobs.models import OutgoingMessage

MOST_ROWS = 5_000
MOST_NAMED = 50


class TooMuchKnown(Exception):
    """Some Message-ID is borrowed by so many messages that it is looked up for one at a time."""


@dataclass(frozen=True, eq=False)
class Matter:
    """An enquiry that is there, or one that a message of this batch opens (`opened_by`)."""

    email_index: str
    opened_at: datetime
    enquiry: Enquiry | None = None
    opened_by: Communication | None = None

    @property
    def told(self) -> Enquiry | Communication:
        found = self.enquiry or self.opened_by
        assert found is not None
        return found

    def candidate(self) -> Candidate[Matter]:
        return Candidate(self.email_index, self.enquiry.reference if self.enquiry else "not written yet", self)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A message that has a contact; without a matter, it stands alone."""

    order: tuple[datetime, int]
    direction: str
    contact: Contact | Communication
    matter: Matter | None


@dataclass
class Known:
    """By index of Message-ID: the messages that bear it, those that name it as answered, and ours written here."""

    bearing: dict[str, list[Seen]] = field(default_factory=dict)
    naming: dict[str, list[Seen]] = field(default_factory=dict)
    written: dict[str, Outgoing] = field(default_factory=dict)
    by_reference: dict[str, Matter] = field(default_factory=dict)
    by_id: dict[int, Matter] = field(default_factory=dict)
    recorded_keys: frozenset[str] = frozenset()
    advisers: dict[str, Person | None] = field(default_factory=dict)

    def add(self, seen: Seen, *, own: str, answered: Iterable[str]) -> None:
        """A message of this batch that comes before the next ones."""
        if own:
            self.bearing.setdefault(own, []).append(seen)
        for index in answered:
            self.naming.setdefault(index, []).append(seen)

    def take_back(self, seen: Seen, *, own: str, answered: Iterable[str]) -> None:
        if own:
            self.bearing[own].remove(seen)
        for index in answered:
            self.naming[index].remove(seen)

    def outgoing(self, indexes: Iterable[str]) -> Outgoing | None:
        """As `queries.outgoing_named`."""
        return next((self.written[index] for index in indexes if index in self.written), None)

    def answered(self, answered: Iterable[str]) -> list[Seen]:
        """Messages with an enquiry that are named as answered, the nearest first."""
        return [seen for index in answered for seen in self.bearing.get(index, ()) if seen.matter is not None]

    def stands_alone(self, *, own: str, answered: Iterable[str]) -> bool:
        """Whether a message of ours without an enquiry answers this one, or is answered by it."""
        around = [*self.naming.get(own, ()), *(seen for index in answered for seen in self.bearing.get(index, ()))]
        return any(seen.matter is None and seen.direction == "outbound" for seen in around)

    def thread(
        self, *, addresses: Collection[str], proven: Iterable[str], references: Iterable[str], answered: Sequence[str],
        own: str, ours: Outgoing | None,
    ) -> tuple[Matter | None, str]:  # fmt: skip
        """As `queries.thread_of`; an enquiry that was merged is not followed."""
        mine = {address for address in addresses if address}
        told = [self.by_reference[each].candidate() for each in references if each in self.by_reference]
        told += [seen.matter.candidate() for seen in self.answered(answered) if seen.matter is not None]
        if ours is not None:
            told.append(self.by_id[ours.enquiry_id].candidate())
        beside = sorted(
            (seen for index in (own, *answered) if index for seen in self.naming.get(index, ())
             if seen.matter is not None and seen.matter.email_index in mine),
            key=lambda seen: seen.order,
        )  # fmt: skip
        sure = [self.by_reference[each] for each in proven if each in self.by_reference]
        return choose(
            mine, told=told, beside=(seen.matter for seen in beside[:1] if seen.matter is not None),
            proven=[each for each in sure if each.enquiry is not None and each.enquiry.enquirer.erased_at is None],
        )  # fmt: skip


def exact(references: Iterable[str], *, prefix: str) -> list[str]:
    """References in their one written form; what is none is left out."""
    found = []
    for reference in references:
        try:
            found.append(parse_reference(reference, prefix=prefix))
        except NotAReference:
            continue
    return found


def look_up(
    indexes: Collection[str], *, references: Collection[str], keys: Collection[str], addresses: Collection[str]
) -> Known:
    """What is known of those Message-IDs, references, contacts and senders of ours, their enquiries locked. In a
    transaction. Raises `TooMuchKnown`."""
    known = Known()
    bearing = _limited(
        Message.objects.filter(id_index__in=indexes, contact__isnull=False).values_list(
            "id_index", "pk", "sent_at", "direction", "contact_id", "contact__enquiry_id"
        )
    )
    naming = _limited(
        Reference.objects.filter(id_index__in=indexes, message__contact__isnull=False).values_list(
            "id_index", "message_id", "message__sent_at", "message__direction", "message__contact_id",
            "message__contact__enquiry_id",
        )
    )  # fmt: skip
    outgoing = Outgoing.objects.filter(id_index__in=indexes).select_related("outbox")
    known.written = {each.id_index: each for each in outgoing}
    wanted = {row[5] for row in (*bearing, *naming) if row[5]} | {each.enquiry_id for each in known.written.values()}
    known.by_id = _matters(wanted, references)
    known.by_reference = {each.enquiry.reference: each for each in known.by_id.values() if each.enquiry is not None}
    for rows, found in ((bearing, known.bearing), (naming, known.naming)):
        for index, pk, sent_at, direction, contact, enquiry in sorted(rows, key=lambda row: row[1]):
            seen = Seen((sent_at, pk), direction, Contact(pk=contact), known.by_id.get(enquiry) if enquiry else None)
            found.setdefault(index, []).append(seen)
    known.recorded_keys = frozenset(
        Contact.objects.filter(idempotency_key__in=keys).values_list("idempotency_key", flat=True)
    )
    known.advisers = {each: Person.objects.filter(email__iexact=each).first() for each in addresses}
    return known


def is_uncertain(outgoing: Outgoing | None) -> bool:
    outbox = outgoing.outbox if outgoing is not None else None
    return outbox is not None and outbox.state == OutgoingMessage.State.UNCERTAIN


def _limited(rows: QuerySet[Message, tuple[object, ...]] | QuerySet[Reference, tuple[object, ...]]) -> list[tuple]:
    found = list(rows[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        raise TooMuchKnown
    return found


def _matters(ids: Collection[int], references: Collection[str]) -> dict[int, Matter]:
    if not ids and not references:
        return {}
    wanted = Q(pk__in=ids) | Q(reference__in=references) if references else Q(pk__in=ids)
    locked = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").filter(wanted)
    return {
        enquiry.pk: Matter(enquiry.enquirer.email_index, enquiry.opened_at, enquiry=enquiry)
        for enquiry in locked.order_by("pk")
    }
