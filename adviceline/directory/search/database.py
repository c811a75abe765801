"""What the two engines find: SQLite by FTS5, PostgreSQL by full text and pg_trgm. Both are asked for the same stems.

An engine is asked only *which* entries match, never for their order: to score every entry that bears a common word
takes longer than all else (measured at 50,000 entries), and two engines would score differently. So the fullest
matches are fetched first, a few hundred at most, and `rules.ranking` puts them in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from adviceline.directory.models import Entry, SearchWord
from adviceline.directory.rules.asking import MOST_BEGUN, Concept, nearest
from adviceline.directory.rules.conditions import Condition, conditions_of
from adviceline.directory.rules.documents import EVERY, FACET, IN_TITLE, Document
from adviceline.directory.rules.ranking import frequency, share, telling_of
from adviceline.directory.rules.words import LONGEST_WORD

ENOUGH = 60
MOST_PER_QUESTION = 80
MOST_ALIKE = 200
COMMON = 0.05  # of all entries
VERY_COMMON = 0.1
OF_BEARERS_IN_TITLE = 0.25  # at most, of those that bear a word at all: the index does not count them
WALKED_AT_ONCE = 400
_HIGHEST = "z" * LONGEST_WORD
_KNOWN = "SELECT stem, SUM(entries) FROM directory_searchword WHERE stem IN"
_BEGUN = (
    "SELECT b.word, b.stem, (SELECT SUM(k.entries) FROM directory_searchword k WHERE k.stem = b.stem AND k.entries > 0) "
    "FROM (SELECT word, stem, entries FROM directory_searchword WHERE word >= %s AND word <= %s AND entries > 0 "
    "ORDER BY entries DESC, word LIMIT %s) b ORDER BY b.entries DESC, b.word"
)


@dataclass(frozen=True, slots=True)
class _Step:
    """One question. It is needless when so many are `found` already; or, `after_a_cut`, when the one before it told of
    every entry that it asked for."""

    conditions: Sequence[Condition]
    found: int
    common: bool
    after_a_cut: bool = False


# Those indexed first, on both: without an order PostgreSQL reads from wherever another reader of a large table is, and
# answers differently each time. It reads in the order of the key, holding every entry against the conditions, far too
# readily; where not very many entries can meet them, it is given an order that it can only sort by.
_FIRST_OF_SQLITE = f"ORDER BY i.rowid LIMIT {MOST_PER_QUESTION}"
_FIRST_OF_MANY = f"ORDER BY d.id LIMIT {MOST_PER_QUESTION}"
_FIRST_OF_FEW = f"ORDER BY d.id + 0 LIMIT {MOST_PER_QUESTION}"
_FIELDS = "d.entry_id, d.title, d.topics, d.body, d.facets"
_SQLITE = (
    "SELECT {} FROM directory_index i JOIN directory_searchdocument d ON d.id = i.rowid WHERE directory_index MATCH %s"
)
_POSTGRESQL = "SELECT {} FROM directory_searchdocument d WHERE {}"


class DatabaseIndex:
    """The published entries."""

    def known(self, stems: Iterable[str]) -> Mapping[str, int]:
        wanted = [*stems, EVERY]
        marks = ", ".join(["%s"] * len(wanted))
        with connection.cursor() as cursor:  # by hand: every search asks it, and building it took longer
            cursor.execute(f"{_KNOWN} ({marks}) AND entries > 0 GROUP BY stem", wanted)
            return {stem: int(total) for stem, total in cursor.fetchall()}

    def begun(self, word: str) -> list[tuple[str, str, int]]:
        with connection.cursor() as cursor:
            cursor.execute(_BEGUN, [word, word + _HIGHEST, MOST_BEGUN])
            return [(each, stem, int(bearers)) for each, stem, bearers in cursor.fetchall()]

    def near(self, word: str) -> list[str]:
        alike = [other for other in _alike(word) if not other.startswith(FACET)]
        counts = dict(SearchWord.objects.filter(word__in=alike, entries__gt=0).values_list("word", "entries"))
        return nearest(word, sorted(counts, key=lambda each: (-counts[each], each)))

    def candidates(
        self,
        concepts: Sequence[Concept],
        facets: Sequence[Sequence[str]],
        local: Sequence[Sequence[str]],
        bearers: Mapping[str, int],
    ) -> list[Document]:
        """The fullest matches first: every concept in the title, every concept, then without the commonest.

        `local`: groups of facets, of which the entries that bear one are to be among them; the widest group first.
        """
        often = [(frequency(each, bearers), place, each) for place, each in enumerate(concepts)]
        rarest = telling_of([each for times, _, each in sorted(often, key=lambda row: row[:2]) if times])
        steps: list[_Step] = []
        for wanted, in_title, enough in _tiers(rarest):
            before = IN_TITLE if in_title else ""
            common = share(wanted, bearers) * (OF_BEARERS_IN_TITLE if in_title else 1) >= VERY_COMMON
            steps.append(_Step(conditions_of(wanted, facets, bearers, before=before), enough, common))
            for place in local if wanted is rarest else ():
                theirs = conditions_of(wanted, [*facets, place], bearers, before=before)
                steps.append(_Step(theirs, enough, common, after_a_cut=True))
        ask = _one_after_another if connection.vendor == "sqlite" else _at_once
        return list(ask(steps).values())


def _tiers(rarest: Sequence[Concept]) -> Iterator[tuple[Sequence[Concept], bool, int]]:
    """What to ask for, fullest first; whether in the title; and how many found already make the question needless."""
    if not rarest:
        return
    yield rarest, True, ENOUGH
    yield rarest, False, ENOUGH
    for length in sorted({len(rarest) - 1, (len(rarest) + 1) // 2} - {0, 1, len(rarest)}, reverse=True):
        yield rarest[:length], False, ENOUGH // 2
    for concept in rarest if len(rarest) > 1 else ():
        yield [concept], False, ENOUGH // 2


def browsed(facets: Sequence[Sequence[str]], most: int) -> list[str]:
    """Ids of the published entries that bear one facet of each group, by title: for filters without words."""
    if not facets:
        published = Entry.objects.filter(status=Entry.Status.PUBLISHED).order_by("title", "id")
        return list(published.values_list("pk", flat=True)[:most])
    if _are_common(facets):
        return _walked(facets, most)
    with connection.cursor() as cursor:
        matching, values = _matching("d.entry_id", conditions_of([], facets, {}))
        question = f"SELECT e.id FROM directory_entry e WHERE e.id IN ({matching}) ORDER BY e.title, e.id LIMIT %s"  # noqa: S608  # its parts are below
        cursor.execute(question, [*values, most])
        return [row[0] for row in cursor.fetchall()]


def _are_common(facets: Sequence[Sequence[str]]) -> bool:
    """Whether so many entries bear these facets that most titles, read in their order, soon give enough of them."""
    counted = DatabaseIndex().known({each for either in facets for each in either})
    share = 1.0
    for either in facets:
        share *= min(1.0, sum(counted.get(each, 0) for each in either) / max(1, counted.get(EVERY, 0)))
    return share >= COMMON


def _walked(facets: Sequence[Sequence[str]], most: int) -> list[str]:
    """By title from the first, until there are enough: to sort every entry of a common facet takes far longer."""
    found: list[str] = []
    after: tuple[str, str] = ("", "")
    while len(found) < most:
        page = Entry.objects.filter(status=Entry.Status.PUBLISHED, title__gte=after[0])
        page = page.exclude(title=after[0], pk__lte=after[1]).order_by("title", "pk")
        rows = list(page.values_list("pk", "title", "document__facets")[:WALKED_AT_ONCE])
        for entry_id, _, borne in rows:
            bears = set((borne or "").split())
            if all(bears & set(either) for either in facets):
                found.append(entry_id)
        if len(rows) < WALKED_AT_ONCE:
            break
        after = (rows[-1][1], rows[-1][0])
    return found[:most]


# ---- What each engine is asked ---------------------------------------------------------------------------------------


def _matching(fields: str, conditions: Sequence[Condition]) -> tuple[str, list[str]]:
    """A question in the engine's own words, and its values. Stems and facets are letters and figures only, made by
    `rules.words`.

    That a stem is in the title is a word of its own: PostgreSQL's index holds no weights, and would read every row.
    PostgreSQL is given each condition by itself: then its index looks, of the words of one, only at the entries that
    meet the one before, and not at all entries of every word.
    """
    if connection.vendor == "sqlite":
        return _SQLITE.format(fields), [" AND ".join(_expression(each, " AND ", " OR ", '"') for each in conditions)]
    each_met = " AND ".join(["d.indexed @@ to_tsquery('simple', %s)"] * len(conditions))
    return _POSTGRESQL.format(fields, each_met), [_expression(each, " & ", " | ", "'") for each in conditions]


def _expression(condition: Condition, both: str, either: str, quote: str) -> str:
    alternatives = (both.join(f"{quote}{word}{quote}" for word in sorted(words)) for words in condition)
    return "(" + either.join(f"({each})" for each in alternatives) + ")"


def _one_after_another(steps: Sequence[_Step]) -> dict[str, Document]:
    """For an engine in our own process, where a question costs little but its answer."""
    found: dict[str, Document] = {}
    rows: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for step in steps:
            if len(rows) < MOST_PER_QUESTION if step.after_a_cut else len(found) >= step.found:
                rows = []  # what was not asked was not cut
                continue
            question, values = _matching(_FIELDS, step.conditions)
            cursor.execute(f"{question} {_FIRST_OF_SQLITE}", values)
            rows = cursor.fetchall()
            found |= {row[0]: Document(*row) for row in rows}
    return found


def _at_once(steps: Sequence[_Step]) -> dict[str, Document]:
    """The same in one question, for a server to which each is a journey: it leaves out what has become needless."""
    if not steps:
        return {}
    parts: list[str] = []
    values: list[str] = []
    for number, step in enumerate(steps):
        question, asked = _matching(_FIELDS, step.conditions)
        needed = f" AND {_is_needed(step, number)}" if number else ""
        first = _FIRST_OF_MANY if step.common else _FIRST_OF_FEW
        parts.append(f"step{number} AS MATERIALIZED ({question}{needed} {first})")
        values += asked
    together = " UNION ALL ".join(f"SELECT * FROM step{number}" for number in range(len(steps)))  # noqa: S608  # names of our own
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} {together}", values)
        different = {row[0]: row for row in cursor.fetchall()}
    return {entry_id: Document(*row) for entry_id, row in different.items()}


def _is_needed(step: _Step, number: int) -> str:
    if step.after_a_cut:
        return f"(SELECT count(*) FROM step{number - 1}) = {MOST_PER_QUESTION}"  # noqa: S608  # as above
    before = " UNION ".join(f"SELECT entry_id FROM step{each}" for each in range(number))  # noqa: S608  # names of our own
    return f"(SELECT count(*) FROM ({before}) AS found) < {step.found}"  # noqa: S608  # as above


def _alike(word: str) -> list[str]:
    """Words of the vocabulary that share three letters in a row with the word, as each engine's trigrams find them."""
    values: list[str | int]
    if connection.vendor == "sqlite":
        padded = f"  {word} "
        trigrams = " OR ".join(f'"{padded[i : i + 3]}"' for i in range(len(padded) - 2))
        values = [trigrams, MOST_ALIKE]
        question = (
            "SELECT w.word FROM directory_word_index i JOIN directory_searchword w ON w.id = i.rowid "
            "WHERE directory_word_index MATCH %s ORDER BY i.rank LIMIT %s"
        )
    elif has_trigrams():
        values = [word, word, MOST_ALIKE]
        question = "SELECT word FROM directory_searchword WHERE word %% %s ORDER BY similarity(word, %s) DESC LIMIT %s"
    else:
        return list(
            SearchWord.objects.filter(word__gte=word[0], word__lte=word[0] + _HIGHEST, entries__gt=0).values_list(
                "word", flat=True
            )
        )
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return [row[0] for row in cursor.fetchall()]


def has_trigrams() -> bool:
    """Whether PostgreSQL has pg_trgm. Without it misspelt words are still found, if their first letter is right."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None
