"""Which links are due for a look, and how they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, QuerySet, Value, When

from adviceline.content.current import current_content
from adviceline.directory.links.checking import Checker, agent_of
from adviceline.directory.links.fetching import Fetcher
from adviceline.directory.models import Entry, LinkCheck
from adviceline.directory.rules.links import DEAD, FAILING, GONE, MOVED, OK, STATES, UNCHECKED, UNCLEAR

FEWEST_SITES, MOST_LOOKED_BACK = 5, 20
#: What needs somebody soonest comes first.
_ORDER = (GONE, FAILING, MOVED, UNCLEAR, UNCHECKED, OK)


def checker() -> Checker:
    """The checker of the service, with the service's own rule of what may be reached."""
    service = current_content().service
    return Checker(Fetcher(agent_of(settings.MAIL_FROM or service.email)))


def due_for_checking(*, at: datetime) -> QuerySet[Entry]:
    """Entries that are not retired, whose address was never looked at or is due again."""
    fresh = LinkCheck.objects.filter(entry=OuterRef("pk"), address=OuterRef("url"), again_at__gt=at)
    return Entry.objects.exclude(status=Entry.Status.RETIRED).filter(~Exists(fresh)).order_by("pk")


def our_connection_is_doubtful(*, at: datetime, but: Entry) -> bool:
    """Whether none of the sites that were looked at last answered at all: then it is we who are cut off, and to count
    it would flag the whole directory. Said only when several other sites were asked."""
    recent = LinkCheck.objects.filter(checked_at__lte=at).exclude(entry=but)
    latest = recent.order_by("-checked_at").values_list("address", "tries")[:MOST_LOOKED_BACK]
    sites: dict[str, bool] = {}
    for address, tries in latest:
        site = urlsplit(address).netloc
        sites[site] = sites.get(site, False) or any(status is not None for _, status in tries[0]["chain"])
    return len(sites) >= FEWEST_SITES and not any(sites.values())


def links(*, state: str = "") -> QuerySet[Entry]:
    """Entries that are not retired with what is known of their links, those first that need somebody."""
    found = Entry.objects.exclude(status=Entry.Status.RETIRED).select_related("link")
    if state:
        return found.filter(link_state=state).order_by("title", "pk")
    order = Case(
        *(When(link_state=each, then=Value(place)) for place, each in enumerate(_ORDER)),
        default=Value(len(_ORDER)),
        output_field=IntegerField(),
    )
    return found.order_by(order, "title", "pk")


def states_counted() -> list[tuple[str, str, int]]:
    """(state, its words, how many entries are so), in the order of `STATES`."""
    rows = Entry.objects.exclude(status=Entry.Status.RETIRED).order_by().values_list("link_state")
    counted = dict(rows.annotate(number=Count("pk")))
    return [(state, words, counted.get(state, 0)) for state, words in STATES.items()]


@dataclass(frozen=True)
class LinkShown:
    """What is known of an entry's link, for a person. `tries`: (when, words, [(address, status), …]), newest first."""

    state: str
    words: str
    checked_at: datetime | None
    since_at: datetime | None
    leads_to: str
    failed_days: tuple[date, ...]
    tries: tuple[tuple[datetime, str, list[tuple[str, str]]], ...]

    @property
    def doubtful(self) -> bool:
        """Failed, but on too few days to say that it is failing."""
        return bool(self.failed_days) and self.state not in DEAD


def link_shown(entry: Entry) -> LinkShown:
    """Nothing but 'not checked yet' when only an earlier address of the entry was looked at."""
    held = getattr(entry, "link", None)
    if held is None or held.address != entry.url:
        return LinkShown(UNCHECKED, STATES[UNCHECKED], None, None, "", (), ())
    tries = tuple(
        (
            datetime.fromisoformat(each["at"]),
            each["words"],
            [(url, "no answer" if status is None else str(status)) for url, status in each["chain"]],
        )
        for each in held.tries
    )
    days = tuple(date.fromisoformat(day) for day in held.failed_days)
    words = STATES[entry.link_state]
    return LinkShown(entry.link_state, words, held.checked_at, held.since_at, held.leads_to, days, tries)
