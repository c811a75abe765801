"""Reading packs: by their private link, on an enquiry, and those that hold an entry which changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from adviceline.contacts.models import Enquiry
from adviceline.contacts.queries import with_merged
from adviceline.content.model import Resource
from adviceline.directory.models import Entry
from adviceline.directory.queries import resources as entries_by_id
from adviceline.directory.queries import warning_of
from adviceline.directory.rules.links import DEAD, MOVED
from adviceline.privacy.links import hash_of, hash_sought, token_for
from adviceline.signposting import rules
from adviceline.signposting.models import Pack, PackEntry

MOST_PACKS_SHOWN = 20


class NoPack(LookupError):
    """No pack has that link."""


class PackEnded(Exception):
    """The link was good once: it ran out, or was ended."""


@dataclass(frozen=True)
class Shown:
    """An entry of a pack as it is now (None when it has left the directory) and a key of what a reader is told."""

    held: PackEntry
    entry: Entry | Resource | None
    note: str
    warning: str  # the same for staff, in words

    @property
    def title(self) -> str:
        return self.entry.title if self.entry else self.held.resource

    @property
    def opens(self) -> bool:
        """Whether the pack's page still leads there."""
        return self.entry is not None and self.note != rules.WITHDRAWN


# ---- The private link ------------------------------------------------------------------------------------------------


def token_of(pack: Pack) -> str:
    """The token of a pack's private link."""
    return token_for(pack.key, purpose="signposting.pack")


def link_of(pack: Pack, *, origin: str) -> str:
    """The address of the pack's page; empty when the service's secret was changed since it was given."""
    token = token_of(pack)
    return f"{origin.rstrip('/')}{reverse('web:pack', args=[token])}" if hash_of(token) == pack.token_hash else ""


def links_in(text: str, *, origin: str) -> list[str]:
    """The links of packs of this site that stand in a text."""
    start = re.escape(f"{origin.rstrip('/')}{reverse('web:pack', args=['-'])}".removesuffix("-"))
    return re.findall(rf"{start}[A-Za-z0-9_-]{{43}}(?![A-Za-z0-9_-])", text)


def until_words(pack: Pack) -> str:
    """The last day of a link, in words."""
    last = timezone.localdate(pack.expires_at)
    return f"{last.day} {last:%B %Y}"


def pack_by(token: str, *, at: datetime) -> Pack:
    """The pack that a link leads to. Raises `NoPack`, `PackEnded`."""
    found = Pack.objects.filter(token_hash=hash_sought(token)).first()
    if found is None:
        raise NoPack
    if found.stopped_at is not None or found.expires_at <= at:
        raise PackEnded
    return found


# ---- What a pack holds -----------------------------------------------------------------------------------------------


def shown_entries(pack: Pack, *, today: date) -> list[Shown]:
    """Its entries in their order, as they are now."""
    return _shown(pack.entries.all(), today=today)


def _shown(held: Iterable[PackEntry], *, today: date) -> list[Shown]:
    held = list(held)
    entries = entries_by_id(each.resource for each in held)
    return [
        Shown(
            each,
            entries.get(each.resource),
            note_of(entries.get(each.resource), today=today),
            warning_of(entries.get(each.resource), today=today),
        )
        for each in held
    ]


def note_of(entry: Entry | Resource | None, *, today: date) -> str:
    """What a reader of a pack is told of an entry's state."""
    if entry is None:
        return rules.WITHDRAWN
    if isinstance(entry, Resource):
        return rules.AS_IT_WAS
    if entry.status != Entry.Status.PUBLISHED:
        return rules.WITHDRAWN
    if entry.link_state in DEAD:
        return rules.CHECKING
    if entry.link_state == MOVED:
        return rules.MOVED
    return rules.OVERDUE if entry.review_due_date and entry.review_due_date < today else rules.AS_IT_WAS


# ---- For staff -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GivenPack:
    """A pack as the enquiry's page shows it."""

    pack: Pack
    entries: list[Shown]
    is_live: bool


def packs_of(enquiry: Enquiry, *, at: datetime, today: date) -> list[GivenPack]:
    """What was given in an enquiry and in those that were merged into it, newest first."""
    found = Pack.objects.filter(enquiry__in=with_merged(enquiry)).select_related("given_by")
    packs = list(found.prefetch_related("entries"))
    shown: dict[int, list[Shown]] = defaultdict(list)
    for each in _shown((entry for pack in packs for entry in pack.entries.all()), today=today):
        shown[each.held.pack_id].append(each)
    return [GivenPack(pack, shown[pack.pk], pack.stopped_at is None and pack.expires_at > at) for pack in packs]


@dataclass(frozen=True)
class Affected:
    """An entry that is not as it was when it was given, and the packs with a live link that hold it."""

    resource: str
    entry: Entry | Resource | None
    warning: str
    packs: list[Pack]

    @property
    def title(self) -> str:
        return self.entry.title if self.entry else self.resource


def affected_packs(*, at: datetime, today: date) -> list[Affected]:
    """Those of most packs first. Packs whose link has ended are left out: nobody reads them any more."""
    live = PackEntry.objects.filter(pack__stopped_at__isnull=True, pack__expires_at__gt=at)
    ids = list(live.order_by("resource").values_list("resource", flat=True).distinct())
    entries = entries_by_id(ids)
    wrong = {each: words for each in ids if (words := warning_of(entries.get(each), today=today))}
    packs: dict[str, list[Pack]] = defaultdict(list)
    for each in live.filter(resource__in=list(wrong)).select_related("pack__enquiry").order_by("-pack__given_at"):
        packs[each.resource].append(each.pack)
    found = [Affected(each, entries.get(each), words, packs[each]) for each, words in wrong.items()]
    return sorted(found, key=lambda each: (-len(each.packs), each.title))
