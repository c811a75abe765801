"""Reading evidence items: lists, search, one item with what bears on it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from adviceline.accounts.models import Person
from adviceline.evidence.models import Coding, EvidenceItem, ItemLink
from adviceline.evidence.rules.items import CODERS, ItemNow

State = EvidenceItem.State
MOST_WORDS = 8
#: What an analyst has to do, by name: see `to_do`.
VIEWS = {
    "waiting": "Waiting for a second reader",
    "to_code": "For me to code",
    "to_settle": "Codes to settle",
    "accepted": "Accepted",
    "set_aside": "Set aside",
    "merged": "Merged",
    "all": "All",
}


@dataclass(frozen=True)
class ItemFilter:
    """Which items are listed: a view, and each that is not empty."""

    view: str = "accepted"
    kind: str = ""
    code: str = ""
    setting: str = ""
    region: str = ""
    words: str = ""


def as_now(item: EvidenceItem) -> ItemNow:
    """The item as the rules look at it."""
    wrote = (item.collected_by_id, item.reworded_by_id)
    return ItemNow(
        state=item.state,
        authors=frozenset(each for each in wrote if each),
        coders=tuple(item.codings.values_list("coder_id", flat=True)),
        is_coded=item.coded_at is not None,
        is_used=item.citations.exists() or item.merged.exists(),
    )


def items(chosen: ItemFilter, *, by: Person) -> list[EvidenceItem]:
    """Newest first. A code is looked for in the settled codes; words in the narrative, in any order, each of them."""
    found = _in_view(chosen.view, by)
    for name in ("kind", "setting", "region"):
        if value := getattr(chosen, name):
            found = found.filter(**{name: value})
    for word in chosen.words.split()[:MOST_WORDS]:
        found = found.filter(narrative__icontains=word)
    return [each for each in found if not chosen.code or chosen.code in each.codes]


def _in_view(view: str, by: Person) -> QuerySet[EvidenceItem]:
    rows = EvidenceItem.objects.all()
    match view:
        case "all":
            return rows
        case "to_code":
            open_to = rows.filter(state=State.ACCEPTED, coded_at__isnull=True).exclude(codings__coder=by)
            return open_to.annotate(times=Count("codings")).filter(times__lt=CODERS)
        case "to_settle":
            return (
                rows.filter(state=State.ACCEPTED, coded_at__isnull=True)
                .annotate(times=Count("codings"))
                .filter(times__gte=CODERS)
            )
    return rows.filter(state=view)


def counts(*, by: Person) -> dict[str, int]:
    """How many wait in each view that is something to do."""
    return {view: _in_view(view, by).count() for view in ("waiting", "to_code", "to_settle")}


def item_by(number: str | int) -> EvidenceItem | None:
    """By the number that a person types: 12 or EV-12."""
    digits = str(number).strip().upper().removeprefix("EV-").removeprefix("EV").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        return None
    return EvidenceItem.objects.filter(pk=int(digits)).first()


def links_of(item: EvidenceItem) -> list[tuple[ItemLink, EvidenceItem]]:
    """Each link with the item at its other end."""
    found = ItemLink.objects.filter(Q(first=item) | Q(second=item)).select_related("first", "second").order_by("pk")
    return [(link, link.second if link.first_id == item.pk else link.first) for link in found]


def codings_seen_by(item: EvidenceItem, person: Person) -> list[Coding]:
    """Nobody sees another's codes before both have coded: only then are they independent."""
    every = list(item.codings.select_related("coder"))
    return every if len(every) >= CODERS else [each for each in every if each.coder_id == person.pk]
