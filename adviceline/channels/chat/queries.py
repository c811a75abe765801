"""Reading chats. Whoever reads one at the desk has opened its enquiry with `access_enquiry` first."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.channels.chat.models import AtDesk, Chat, Message
from adviceline.channels.chat.rules import AT_DESK, expected_minutes
from adviceline.channels.chat.states import ENDED, TALKING, WAITING, WHISPER
from adviceline.contacts.models import Enquiry
from adviceline.contacts.rows import details_of
from adviceline.privacy import crypto
from adviceline.workforce.queries import opening_hours

WAITS_LOOKED_AT = timedelta(hours=2)
MOST_WAITS = 20
PAGE = 200
CHATS_ASKED_TOGETHER = 100


def chat_of_key(key: str) -> Chat | None:
    """The chat that `key` names; None for whatever else it is."""
    try:
        found = uuid.UUID(key)
    except (ValueError, TypeError, AttributeError):
        return None
    return _whole().filter(key=found).first()


def chat_by_id(pk: int) -> Chat | None:
    return _whole().filter(pk=pk).first()


def _whole() -> QuerySet[Chat]:
    return Chat.objects.select_related("contact__enquiry__enquirer", "contact__enquiry__owner", "adviser")


def messages_after(chat_id: int, seq: int, *, for_staff: bool, size: int = PAGE) -> list[Message]:
    """What follows the message numbered `seq`, in order: a page of it. Whispers are for the staff."""
    rows = Message.objects.select_related("author").filter(chat=chat_id, seq__gt=seq).order_by("seq")
    return list((rows if for_staff else rows.exclude(sender=WHISPER))[:size])


def messages_after_all(lasts: Mapping[int, int]) -> list[Message]:
    """What follows in each of these chats, by the number of the last message that is known, asked together: in order
    within each chat, whispers too, and of very much at once only the beginning."""
    found: list[Message] = []
    chats = list(lasts.items())
    for start in range(0, len(chats), CHATS_ASKED_TOGETHER):
        newer = Q()
        for chat, last in chats[start : start + CHATS_ASKED_TOGETHER]:
            newer |= Q(chat=chat, seq__gt=last)
        rows = Message.objects.select_related("author").filter(newer).order_by("chat", "seq")
        found += rows[: PAGE * CHATS_ASKED_TOGETHER]
    return found


def name_given(chat_id: int, *, author: Person) -> str:
    """What the enquirer would like to be called, to find it in what the adviser of the chat wrote: nobody is shown it.

    Empty when unknown, erased, or not theirs to read.
    """
    if not author.may(Permission.READ_CONTACT_DETAILS):
        return ""
    chat = _whole().filter(pk=chat_id, adviser=author).first()
    return own_name(chat) if chat is not None else ""


def own_name(chat: Chat) -> str:
    """For the enquirer's own page, and to compare; whoever is shown it at the desk reads it by `access_contact_details`."""
    try:
        return details_of(chat.enquiry.enquirer).name
    except crypto.Erased:
        return ""


def last_numbers(chats: Iterable[int]) -> dict[int, int]:
    """The number of the last message of each chat; 0 where there is none. Its cost does not grow with their length."""
    newest = Message.objects.filter(chat=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    rows = Chat.objects.filter(pk__in=list(chats)).values_list("pk", Subquery(newest))
    return {pk: seq or 0 for pk, seq in rows}


def waiting_ids() -> list[int]:
    """Everybody who waits, longest first."""
    return list(Chat.objects.filter(state=WAITING).order_by("began_at", "id").values_list("pk", flat=True))


def recent_waits(*, at: datetime) -> list[int]:
    """How long those waited, in seconds, whom an adviser answered lately."""
    rows = Chat.objects.filter(answered_at__gte=at - WAITS_LOOKED_AT, answered_at__lte=at).order_by("-answered_at")
    pairs = rows.values_list("began_at", "answered_at")[:MOST_WAITS]
    return [round((answered - began).total_seconds()) for began, answered in pairs if answered is not None]


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the queue (from 1), and about how many minutes that means; None where nobody knows."""

    place: int
    minutes: int | None


def place_of(chat: Chat, *, at: datetime) -> Place:
    before = Chat.objects.filter(state=WAITING, began_at__lt=chat.began_at).count()
    before += Chat.objects.filter(state=WAITING, began_at=chat.began_at, pk__lt=chat.pk).count()
    return Place(before + 1, expected_minutes(recent_waits(at=at), before + 1))


def queue() -> QuerySet[Chat]:
    """Chats that wait for an adviser, longest first."""
    return _whole().filter(state=WAITING).order_by("began_at", "id")


def chats_with(person: Person) -> QuerySet[Chat]:
    """The chats that a person has now, and those that they have yet to wrap up."""
    return _whole().filter(adviser=person, wrapped_up_at__isnull=True).order_by("state", "taken_at", "id")


def chats_of(enquiry: Enquiry) -> QuerySet[Chat]:
    return Chat.objects.select_related("adviser", "contact").filter(contact__enquiry=enquiry).order_by("began_at")


def colleagues_who_chat(person: Person) -> list[Person]:
    """To whom a chat can be given: whoever has a role that works enquiries."""
    everybody = Person.objects.filter(is_active=True).exclude(pk=person.pk).order_by("name")
    return [each for each in everybody if each.may(Permission.WORK_ENQUIRIES)]


@dataclass(frozen=True)
class AtChats:
    """Somebody of the staff who chats, or could: `chats` go on with them; `is_here` while a page of chats is open."""

    name: str
    chats: int
    is_here: bool
    is_ready: bool


@dataclass(frozen=True)
class Figures:
    """How chat stands now and went today, in London. `people` are those at chats, the ready ones first."""

    waiting: int
    longest_wait_seconds: int | None
    talking: int
    people: list[AtChats]
    offered: int
    answered: int
    unanswered: int
    median_wait_seconds: int | None

    @property
    def ready(self) -> int:
        return sum(person.is_ready for person in self.people)


def figures(*, at: datetime) -> Figures:
    """Of today: the chats that began today. Unanswered are those that ended before an adviser wrote."""
    day = at.astimezone(opening_hours().zone).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Chat.objects.filter(began_at__gte=day, began_at__lte=at)
    answered = list(today.filter(answered_at__isnull=False).values_list("began_at", "answered_at"))
    waits = [round((found - began).total_seconds()) for began, found in answered if found is not None]
    first = queue().first()
    people = people_at_chats(at=at)
    return Figures(
        waiting=queue().count(),
        longest_wait_seconds=max(0, round((at - first.began_at).total_seconds())) if first else None,
        talking=sum(person.chats for person in people),
        people=people,
        offered=today.count(),
        answered=len(answered),
        unanswered=today.filter(answered_at__isnull=True, state=ENDED).count(),
        median_wait_seconds=round(median(waits)) if waits else None,
    )


def people_at_chats(*, at: datetime) -> list[AtChats]:
    """Whoever has chats now, or a page of chats open and a role that takes them."""
    here = set(AtDesk.objects.filter(seen_at__gte=at - AT_DESK).values_list("person", flat=True))
    having = dict(Chat.objects.filter(state=TALKING).values_list("adviser").annotate(Count("pk")))
    found = []
    for person in Person.objects.filter(pk__in=here | set(having)).order_by("name", "pk"):
        chats, is_here = having.get(person.pk, 0), person.pk in here
        takes = person.is_active and person.may(Permission.WORK_ENQUIRIES)
        if chats or takes:
            is_ready = is_here and takes and chats < settings.CHATS_AT_ONCE
            found.append(AtChats(person.name, chats, is_here, is_ready))
    return sorted(found, key=lambda each: not each.is_ready)


def note_seen(chats: Iterable[int], *, at: datetime) -> None:
    """The enquirers' pages of these chats are there: said of many at once, twice a minute.

    A chat in which somebody writes at that moment is left for the next time: who waits for several of them in another
    order than those who write would stand in their way (a deadlock, which PostgreSQL ends for one of the two).
    """
    with transaction.atomic():
        open_ones = Chat.objects.filter(pk__in=list(chats)).exclude(state=ENDED).order_by("pk")
        free = list(open_ones.select_for_update(skip_locked=True).values_list("pk", flat=True))
        Chat.objects.filter(pk__in=free).update(seen_at=at)


def note_at_desk(people: Iterable[int], *, at: datetime) -> None:
    """The pages of chats of these people are open."""
    rows = [AtDesk(person_id=person, seen_at=at) for person in sorted(set(people))]
    AtDesk.objects.bulk_create(rows, update_conflicts=True, unique_fields=["person"], update_fields=["seen_at"])
