"""Reading places: areas, and finding an establishment as its name is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Length

from adviceline.places.models import Establishment, EstablishmentWord, LocalAuthority, NameWord, Region
from adviceline.places.rules.names import HIGHEST, is_near, key_of, words_of
from adviceline.places.rules.register_codes import OFFERED_STATUSES, Status

LONGEST_QUERY = 100
MOST_WORDS = 8
CANDIDATES = 100  # enough to rank in memory; more are found only by typing more
FIRST_PAGE_OF_BEARERS = 300
PAGE_OF_BEARERS = 800  # within SQLite's oldest limit of 999 values a statement
MOST_BEARERS = 8_000
NEAR_WORDS = 5

_URN = re.compile(r"(?:urn\W*)?([0-9]{3,7})", re.IGNORECASE)


def regions() -> QuerySet[Region]:
    """The nine, in the order of their GSS codes (north to south)."""
    return Region.objects.all()


def local_authorities() -> QuerySet[LocalAuthority]:
    """All 153 with their regions, by name."""
    return LocalAuthority.objects.select_related("region")


def local_authority(la_code: str) -> LocalAuthority | None:
    return local_authorities().filter(la_code=la_code).first()


def region_for(la_code: str) -> Region | None:
    """The region of a local authority by its three-digit code; None when there is no such authority."""
    found = local_authority(la_code)
    return found.region if found else None


def establishment(urn: int) -> Establishment | None:
    """By URN, whatever its status."""
    return _with_areas().filter(urn=urn).first()


def successors_of(establishment: Establishment) -> list[Establishment]:
    """The establishments that took over from one that closed or merged, by name, as far as the register says."""
    return list(_with_areas().filter(predecessors=establishment))


def search_establishments(text: str, *, limit: int = 10, include_closed: bool = False) -> list[Establishment]:
    """Establishments whose name, town or area has words beginning with every word typed, in any order; or by URN.

    Best first: an exact URN, names that begin as typed, then those that match with whole words of the name. A
    word that matches nothing is taken as misspelt and near words are tried. Closed and proposed ones only if asked for.
    """
    if limit < 1:
        return []
    text = text[:LONGEST_QUERY]
    statuses = list(Status) if include_closed else list(OFFERED_STATUSES)
    urns = _by_urn(text, statuses, limit)
    words = words_of(text)[:MOST_WORDS]
    if words and len(urns) < limit:
        urns += _by_start_of_name(key_of(text), statuses, limit)
    if words and len(urns) < limit:
        urns += _by_words(words, statuses, limit)
    urns = list(dict.fromkeys(urns))[:limit]
    found = _with_areas().in_bulk(urns)
    return [found[urn] for urn in urns if urn in found]


def _with_areas() -> QuerySet[Establishment]:
    return Establishment.objects.select_related("local_authority", "region").defer("search_words", "register_digest")


def _by_urn(text: str, statuses: list[Status], limit: int) -> list[int]:
    """The URN typed, and URNs of six digits that begin with it."""
    match = _URN.fullmatch(text.strip())
    if not match:
        return []
    digits = match[1]
    spread = 10 ** max(0, 6 - len(digits))
    lowest = int(digits) * spread
    wanted = Q(urn=int(digits)) | Q(urn__gte=lowest, urn__lt=lowest + spread)
    return list(
        Establishment.objects.filter(wanted, status__in=statuses).order_by("urn").values_list("urn", flat=True)[:limit]
    )


def _by_start_of_name(key: str, statuses: list[Status], limit: int) -> list[int]:
    return list(
        Establishment.objects.filter(search_key__gte=key, search_key__lte=key + HIGHEST, status__in=statuses)
        .order_by("search_key", "urn")
        .values_list("urn", flat=True)[:limit]
    )


@dataclass(frozen=True)
class _Wanted:
    """What one typed word may stand for: the words that begin with it, or near words when none do."""

    typed: str
    near: tuple[str, ...]
    bearers: int  # establishments that bear one of these words

    def in_word_table(self) -> Q:
        if self.near:
            return Q(word__in=self.near)
        return Q(word__gte=self.typed, word__lte=self.typed + HIGHEST)

    def in_search_words(self) -> Q:
        if not self.near:
            return Q(search_words__contains=f" {self.typed}")
        either = Q()
        for word in self.near:
            either |= Q(search_words__contains=f" {word} ")
        return either

    def misses(self, name_words: set[str]) -> int:
        """0 for a whole word of the name, 1 for the beginning of one, 2 for a word of the town or area."""
        if self.typed in name_words or any(word in name_words for word in self.near):
            return 0
        return 1 if any(word.startswith(self.typed) for word in name_words) else 2


def _by_words(words: list[str], statuses: list[Status], limit: int) -> list[int]:
    wanted = [_wanted(word) for word in dict.fromkeys(words)]
    rarest = min(wanted, key=lambda each: each.bearers)
    if not rarest.bearers:
        return []
    candidates = _candidates(rarest, [each for each in wanted if each is not rarest], statuses)

    def rank(urn: int) -> tuple[int, int, str, int]:
        name = candidates[urn]
        name_words = set(words_of(name))
        return sum(each.misses(name_words) for each in wanted), len(name), name, urn

    return sorted(candidates, key=rank)[:limit]


def _candidates(rarest: _Wanted, others: list[_Wanted], statuses: list[Status]) -> dict[int, str]:
    """URN -> name of bearers of the rarest word that match the others too, a page of bearers at a time.

    In pages because a join of the two tables makes PostgreSQL read every establishment.
    """
    bearers = EstablishmentWord.objects.filter(rarest.in_word_table()).order_by("word", "establishment_id")
    matching = Establishment.objects.filter(*(each.in_search_words() for each in others), status__in=statuses)
    found: dict[int, str] = {}
    start, size = 0, FIRST_PAGE_OF_BEARERS
    while start < MOST_BEARERS:
        page = list(bearers.values_list("establishment_id", flat=True)[start : start + size])
        names = dict(matching.filter(urn__in=page).order_by().values_list("urn", "name"))
        found |= {urn: names[urn] for urn in page if urn in names}
        if len(found) >= CANDIDATES or len(page) < size:
            break
        start, size = start + size, PAGE_OF_BEARERS
    return found


def _wanted(word: str) -> _Wanted:
    bearers = _bearers(Q(word__gte=word, word__lte=word + HIGHEST))
    if bearers:
        return _Wanted(word, (), bearers)
    near = _near_words(word)
    return _Wanted(word, near, _bearers(Q(word__in=near)) if near else 0)


def _bearers(words: Q) -> int:
    return NameWord.objects.filter(words).aggregate(total=Sum("establishments"))["total"] or 0


def _near_words(word: str) -> tuple[str, ...]:
    """The commonest words of the vocabulary that are a slip away; the first letter is taken to be right."""
    alike = (
        NameWord.objects.filter(word__gte=word[0], word__lte=word[0] + HIGHEST)
        .annotate(length=Length("word"))
        .filter(length__gte=len(word) - 2, length__lte=len(word) + 2)
        .order_by("-establishments", "word")
        .values_list("word", flat=True)
    )
    near = [other for other in alike if is_near(word, other)]
    return tuple(near[:NEAR_WORDS])
