"""Reading the directory: finding entries by what is typed, and one entry by its id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from adviceline.content.current import current_content
from adviceline.content.model import Resource, ServiceContent
from adviceline.directory.models import Entry, EntryVersion, LocalContact
from adviceline.directory.rules.asking import Thesaurus, concepts_of, thesaurus_of
from adviceline.directory.rules.documents import ALL_PHASES, EVERY, NATIONAL, facet, facets_of
from adviceline.directory.rules.links import FAILING, GONE, MOVED
from adviceline.directory.rules.places import place_named
from adviceline.directory.rules.ranking import frequency, rank
from adviceline.directory.search.database import DatabaseIndex, browsed
from adviceline.directory.search.indexing import Labels
from adviceline.directory.search.memory import MemoryIndex
from adviceline.places.models import LocalAuthority, Region
from adviceline.places.queries import region_for

LONGEST_SEARCH = 200
_LINK_WARNINGS = {
    FAILING: "Its page did not open when we last looked",
    GONE: "Its page is no longer there",
    MOVED: "Its page has moved",
}
_LOCAL = ("For your local authority", "In this region", "")


@dataclass(frozen=True)
class Hit:
    """An entry and why it was found. `local` when it is for the authority or the region that was asked about."""

    resource: Entry | Resource
    why: str
    local: bool = False


def resource(resource_id: str) -> Entry | Resource | None:
    """One entry by its id, whatever its status; from the content while nothing has been loaded."""
    return resources([resource_id]).get(resource_id)


def resources(ids: Iterable[str]) -> dict[str, Entry | Resource]:
    """Entries by id; unknown ids are left out."""
    wanted = list(dict.fromkeys(ids))
    held = Entry.objects.order_by().in_bulk(wanted)
    known = current_content().resources
    missing = [each for each in wanted if each not in held and each in known]
    if missing and Entry.objects.exists():
        missing = []
    found: dict[str, Entry | Resource] = {**held, **{each: known[each] for each in missing}}
    return {each: found[each] for each in wanted if each in found}


def search_resources(
    text: str = "",
    *,
    audience: str = "",
    phase: str = "",
    topic: str = "",
    region: str = "",
    la_code: str = "",
    most: int = 20,
) -> list[Hit]:
    """Published entries for what was typed, best first, each with the reason; without words, by title.

    Endings, beginnings, slips of the finger and the field's synonyms are understood. With an `la_code` or a `region`,
    what is for there comes first, what is for all of England follows, and what is for elsewhere is left out.
    """
    if la_code and not region:
        found = region_for(la_code)
        region = found.code if found else ""
    filters = _filters(audience=audience, phase=phase, topic=topic, region=region, la_code=la_code)
    near = [facet("la", la_code)] if la_code else []
    wide = [facet("wide" if la_code else "region", region)] if region else []
    index: DatabaseIndex | MemoryIndex = DatabaseIndex()
    concepts, bearers = concepts_of(text[:LONGEST_SEARCH], index, _thesaurus(current_content()))
    if EVERY not in bearers and not Entry.objects.exists():
        index = _memory_index(current_content())
        concepts, bearers = concepts_of(text[:LONGEST_SEARCH], index, _thesaurus(current_content()))
    if not concepts:
        return _browse(index, filters, near, wide, most) if not text.strip() else []
    ranked = rank(
        index.candidates(concepts, filters, [[*near, *wide], near] if near else [wide] if wide else [], bearers),
        concepts,
        bearers=bearers,
        entries=bearers.get(EVERY, 1),
        near=near,
        region=wide,
        most=most,
    )
    entries = resources(each.entry_id for each in ranked)
    return [
        Hit(entries[each.entry_id], "; ".join(filter(None, [_LOCAL[each.locality], each.why])), each.locality < 2)
        for each in ranked
        if each.entry_id in entries
    ]


def warning_of(entry: Entry | Resource | None, *, today: date) -> str:
    """What somebody who gives or was given the entry should know of its state; empty when there is nothing."""
    if entry is None:
        return "No longer in the directory"
    if isinstance(entry, Resource):
        return ""
    if entry.status != Entry.Status.PUBLISHED:
        return "Withdrawn from the directory" if entry.status == Entry.Status.RETIRED else "Not published yet"
    due = entry.review_due_date
    overdue = f"Was due for review on {due.day} {due:%B %Y}" if due and due < today else ""
    return ". ".join(filter(None, [_LINK_WARNINGS.get(entry.link_state, ""), overdue]))


def why_not_given(entry: Entry | Resource | None, entry_id: str) -> str:
    """Why an entry cannot be given to an enquirer; empty when it can. One that is overdue can, with its warning."""
    if entry is None:
        return f"The directory has no entry '{entry_id[:80]}'."
    if isinstance(entry, Entry) and entry.status == Entry.Status.DRAFT:
        return f"'{entry.title}' is not published yet, so it cannot be given. Choose another, or ask a content editor."
    if isinstance(entry, Entry) and entry.status == Entry.Status.RETIRED:
        return f"'{entry.title}' was withdrawn from the directory. Choose another."
    return ""


def titles() -> dict[str, str]:
    """The title of every entry that the directory ever held, by id. Two that bear one title are told apart by their
    publishers."""
    rows = list(Entry.objects.order_by().values_list("pk", "title", "publisher"))
    times = Counter(title for _, title, _ in rows)
    return {pk: title if times[title] == 1 else f"{title} ({publisher})" for pk, title, publisher in rows}


def kinds() -> dict[str, str]:
    """The kind of every entry that the directory ever held, by id."""
    return dict(Entry.objects.order_by().values_list("pk", "kind"))


def authorities_not_known(resources: Mapping[str, Resource]) -> list[tuple[str, str]]:
    """(id of an entry of the content, code) for every code of an authority that does not exist."""
    known = set(LocalAuthority.objects.values_list("la_code", flat=True))
    return [(pk, code) for pk, entry in resources.items() for code in entry.local_authorities if code not in known]


@dataclass(frozen=True)
class Told:
    """What a page says beside the hits: doors of a local authority that were asked for, and words that no entry has."""

    contacts: tuple[tuple[str, str], ...] = ()
    not_held: tuple[str, ...] = ()


def told_beside(text: str) -> Told:
    """For a page; `search_resources` does without. A word counts as not held when nothing it may mean is."""
    text = text[:LONGEST_SEARCH]
    thesaurus = _thesaurus(current_content())
    doors = dict(LocalContact.Slot.choices)
    contacts = tuple((slot, doors[slot]) for slot in thesaurus.contacts_asked_for(text))
    if not text.strip() or not Entry.objects.exists():
        return Told(contacts)
    concepts, bearers = concepts_of(text, DatabaseIndex(), thesaurus)
    unknown = (each for each in concepts if not each.generic and not frequency(each, bearers))
    return Told(contacts, tuple(_as_typed(each.typed, text) for each in unknown))


def _as_typed(words: str, text: str) -> str:
    """With the capitals it was typed with: 'childnet' of 'Childnet lessons' is 'Childnet'."""
    at = text.casefold().find(words)
    return text[at : at + len(words)] if at >= 0 else words


@dataclass(frozen=True)
class Asked:
    """What was typed, read: the words to search for, and the authority or the region that was named among them."""

    text: str
    area: LocalAuthority | None = None
    region: str = ""


def read_place(text: str) -> Asked:
    """'hackney lado' is a question about Hackney, 'forensic camhs north west' one about a region: the name is taken out
    of the words."""
    areas = {area.pk: area for area in LocalAuthority.objects.all()}
    found = place_named(text[:LONGEST_SEARCH], tuple((pk, area.name) for pk, area in sorted(areas.items())))
    if found:
        return Asked(found.rest, areas[found.la_code])
    of_england = Region.objects.filter(gss_code__startswith="E12").order_by("code")
    wide = place_named(text[:LONGEST_SEARCH], tuple(of_england.values_list("code", "name")))
    return Asked(wide.rest, region=wide.la_code) if wide and wide.rest else Asked(text)


def search_where_named(
    text: str, *, region: str = "", la_code: str = "", **filters: Any
) -> tuple[list[Hit], LocalAuthority | None]:
    """`search_resources`, for the authority or the region that the words name, unless a place was chosen; and that
    authority."""
    asked = read_place(text) if not (region or la_code) else Asked(text)
    if asked.area is None:
        found = search_resources(asked.text, region=region or asked.region, la_code=la_code, **filters)
        return found or search_resources(text, region=region or asked.region, la_code=la_code, **filters), None
    hits = search_resources(asked.text, la_code=asked.area.pk, **filters)
    return hits or search_resources(text, la_code=asked.area.pk, **filters), asked.area


def topics() -> list[str]:
    """Every topic of a published entry, in alphabetical order."""
    held = Entry.objects.filter(status=Entry.Status.PUBLISHED).order_by().values_list("topics", flat=True)
    found = {topic for topics in held for topic in topics}
    if not found and not Entry.objects.exists():
        found = {topic for entry in current_content().resources.values() for topic in entry.topics}
    return sorted(found)


def topic_label(topic: str) -> str:
    """A topic at the beginning of a line: its own capitals stay ('AI images'), and its first letter is one."""
    return topic[:1].upper() + topic[1:]


def history_of(entry: Entry) -> QuerySet[EntryVersion]:
    """What the entry said after each change, newest first."""
    return entry.versions.select_related("changed_by")


def _filters(*, audience: str, phase: str, topic: str, region: str, la_code: str) -> list[list[str]]:
    """Groups of facets: an entry must bear one of each group."""
    found = []
    if audience:
        found.append([facet("audience", audience)])
    if phase:
        found.append([facet("phase", phase), facet("phase", ALL_PHASES)])
    if topic:
        found.append([facet("topic", topic)])
    if la_code:
        found.append([facet("la", la_code), *(facet("wide", each) for each in (region, NATIONAL) if each)])
    elif region:
        found.append([facet("region", region), facet("region", NATIONAL)])
    return found


def _browse(
    index: DatabaseIndex | MemoryIndex,
    filters: list[list[str]],
    near: Collection[str],
    wide: Collection[str],
    most: int,
) -> list[Hit]:
    """By title; local ones first."""
    if isinstance(index, MemoryIndex):
        known = current_content().resources
        ids = sorted(
            (each.entry_id for each in index.candidates([], filters, [], {})), key=lambda each: known[each].title
        )
    else:
        ids = list(dict.fromkeys(
            each for local in (near, wide) if local for each in browsed([*filters, list(local)], most)
        ))  # fmt: skip
        ids += [each for each in browsed(filters, most) if each not in ids]
    entries = resources(ids)
    facets = {each: set(facets_of(entry)) for each, entry in entries.items()}
    locality = {each: 0 if facets[each] & set(near) else 1 if facets[each] & set(wide) else 2 for each in entries}
    ordered = sorted(entries, key=lambda each: locality[each])[:most]
    return [Hit(entries[each], _LOCAL[locality[each]], locality[each] < 2) for each in ordered]


@lru_cache(maxsize=2)
def _thesaurus_for(hash_: str) -> Thesaurus:
    return thesaurus_of(current_content().data["search"])


def _thesaurus(content: ServiceContent) -> Thesaurus:
    return _thesaurus_for(content.hash)


@lru_cache(maxsize=2)
def _memory_index_for(hash_: str) -> MemoryIndex:
    return MemoryIndex(current_content().resources.values(), Labels())


def _memory_index(content: ServiceContent) -> MemoryIndex:
    return _memory_index_for(content.hash)
