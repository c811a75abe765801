"""What was typed, as what it may mean: each word or phrase with the stems that an entry may have instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from adviceline.directory.rules.ages import read_ages
from adviceline.directory.rules.english import is_english
from adviceline.directory.rules.joined import may_be_joined, parts_in, taken_apart
from adviceline.directory.rules.words import STOP_WORDS, meaningful, slips, stem, words_of

MOST_WORDS = 12
MOST_BEGUN = 12  # words that one begun word may stand for
SHORTEST_BEGUN = 3
SAME, NEAR, BEGUN, MISSPELT = 0.8, 0.35, 0.7, 0.8


@dataclass(frozen=True)
class Alternative:
    """Stems that an entry must all have; `weight` of 1 for what was typed; `says` names it in a reason."""

    stems: tuple[str, ...]
    weight: float
    says: str


@dataclass(frozen=True)
class Concept:
    """`generic`: words that say little of what is looked for ('pupil', 'year 9'). They decide only between entries that
    answer the rest alike, or where nothing else was typed."""

    typed: str
    alternatives: tuple[Alternative, ...]
    generic: bool = False


class Vocabulary(Protocol):
    """The words of the published entries."""

    def known(self, stems: Iterable[str]) -> Mapping[str, int]:
        """How many entries bear each stem; absent when none does."""
        ...

    def begun(self, word: str) -> list[tuple[str, str, int]]:
        """(word, stem, how many entries bear the stem) of words that begin so, those of most entries first."""
        ...

    def near(self, word: str) -> list[str]:
        """Words a slip away, nearest first."""
        ...


class Thesaurus:
    """The groups of content/…/search: phrases that mean the same, by their stems.

    `generic` are words that say little of what is looked for, `names` those of others that are never a slip of a word.
    A group's `contact` is the door of a local authority that its phrases ask for.
    """

    def __init__(
        self, groups: Mapping[str, Mapping[str, Any]], *, generic: Iterable[str] = (), names: Iterable[str] = ()
    ) -> None:
        self.generic = frozenset(stem(word) for term in generic for word in words_of(str(term)))
        self.names = frozenset(word for term in names for word in words_of(str(term)))
        self._contacts: dict[tuple[str, ...], str] = {}
        self._by_phrase: dict[tuple[str, ...], list[Alternative]] = {}
        self.words: dict[str, None] = {}
        for group in groups.values():
            same = [(str(term), words_of(str(term))) for term in group["means"]]
            near = [(str(term), words_of(str(term))) for term in group.get("near", ())]
            asks = [(str(term), words_of(str(term))) for term in group.get("asks", ())]
            for _, words in (*same, *near, *asks):
                self.words |= dict.fromkeys(word for word in words if word not in STOP_WORDS)
            for _, words in (*same, *asks):
                offered = self._by_phrase.setdefault(_key(words), [])
                if group.get("contact"):
                    self._contacts.setdefault(_key(words), str(group["contact"]))
                for terms, weight in ((same, SAME), (near, NEAR)):
                    offered += [
                        Alternative(_needed(other), weight, term)
                        for term, other in terms
                        if _key(other) != _key(words) and not _needs_every_word(other)
                    ]
        self._longest = max(
            (len(words_of(str(t))) for each in groups.values() for t in (*each["means"], *each.get("asks", ()))),
            default=0,
        )
        self.stems = frozenset(stem(word) for word in self.words)

    def phrase_at(self, words: Sequence[str]) -> tuple[int, list[Alternative]]:
        """How many of the first words are a phrase of the groups, the longest there is, and what else it means."""
        for length in range(min(self._longest, len(words)), 0, -1):
            ends_in_a_word = words[0] not in STOP_WORDS and words[length - 1] not in STOP_WORDS
            if (ends_in_a_word or _needs_every_word(words[:length])) and (
                key := _key(words[:length])
            ) in self._by_phrase:
                return length, self._by_phrase[key]
        return 0, []

    def contacts_asked_for(self, text: str) -> tuple[str, ...]:
        """The doors of a local authority that the words ask for."""
        words = words_of(text)[: 2 * MOST_WORDS]
        found: dict[str, None] = {}
        at = 0
        while at < len(words):
            length, _ = self.phrase_at(words[at:])
            if length and (contact := self._contacts.get(_key(words[at : at + length]))):
                found[contact] = None
            at += max(1, length)
        return tuple(found)

    def stems_meant(self, words: Sequence[str]) -> set[str]:
        """Every stem that a phrase among the words may stand for."""
        meant = [self.phrase_at(words[at:])[1] for at in range(len(words))]
        return {each for alternatives in meant for alternative in alternatives for each in alternative.stems}


def thesaurus_of(search: Mapping[str, Mapping[str, Any]]) -> Thesaurus:
    """From the `search` section of the content: every file's groups together."""
    return Thesaurus(
        {f"{file}.{name}": group for file, data in search.items() for name, group in data.get("synonyms", {}).items()},
        generic=[word for data in search.values() for word in data.get("generic", ())],
        names=[word for data in search.values() for word in data.get("names", ())],
    )


def concepts_of(text: str, vocabulary: Vocabulary, thesaurus: Thesaurus) -> tuple[list[Concept], Mapping[str, int]]:
    """What was typed, and how many entries bear each stem of it."""
    spoken = read_ages(_divided(words_of(text)[: 2 * MOST_WORDS], vocabulary, thesaurus))
    words = [word for _, word in spoken]
    asked = set(meaningful(words)[:MOST_WORDS])
    held = _Counted(vocabulary, {stem(word) for word in asked} | thesaurus.stems_meant(words))
    read = [
        (typed, *(_read(word, word == words[-1], held, thesaurus) if word in asked else (word, [])))
        for typed, word in spoken
    ]
    concepts: list[Concept] = []
    says_little = thesaurus.generic.issuperset
    at = 0
    while at < len(read):
        length, others = thesaurus.phrase_at([as_read for _, as_read, _ in read[at:]])
        if not length and words[at] not in asked:
            at += 1
            continue
        part = read[at : at + max(1, length)]
        typed = _shown(word for each, *_ in part for word in each.split())
        as_read = _shown(as_read for _, as_read, _ in part)
        stems = _needed([each for _, each, _ in part])
        # What is left of 'child in need' or 'pupil on pupil' is not what was asked, if anything else is known to be.
        known = held.of({each for other in others for each in other.stems}) if len(part) > 1 else {}
        another = any(all(each in known for each in other.stems) for other in others)
        left = another and len(part) > 1 and (_needs_every_word([each for _, each, _ in part]) or says_little(stems))
        own = [] if left else [Alternative(stems, 1.0 if as_read == typed else MISSPELT, as_read)]
        begun = part[0][2] if len(part) == 1 else []
        a_number = words[at][1:].isdigit() and not others
        generic = len(part) == 1 and (part[0][0] != words[at] or a_number or says_little(stems))
        concepts.append(Concept(typed, _best([*own, *begun, *others]), generic))
        at += len(part)
    concepts = list({each.alternatives[0].stems: each for each in concepts}.values())
    wanted = {each for concept in concepts for alternative in concept.alternatives for each in alternative.stems}
    return concepts, held.of(wanted)


def _divided(words: Sequence[str], vocabulary: Vocabulary, thesaurus: Thesaurus) -> list[str]:
    """The words, with those that were typed without a space between them taken apart."""
    odd = [word for word in words if may_be_joined(word) and not is_english(word) and word not in thesaurus.names]
    odd = [word for word in odd if stem(word) not in thesaurus.stems and not nearest(word, thesaurus.words)]
    if not odd:
        return list(words)
    inside = {part: stem(part) for word in odd for part in parts_in(word)}
    known = {*vocabulary.known(set(inside.values())), *thesaurus.stems}
    return [
        part
        for word in words
        for part in (taken_apart(word, lambda each: inside[each] in known) if word in odd else [word])
    ]


class _Counted:
    """How many entries bear each stem, asked of the vocabulary in as few questions as can be."""

    def __init__(self, vocabulary: Vocabulary, stems: Iterable[str]) -> None:
        self.vocabulary = vocabulary
        self._asked = set(stems)
        self._found = dict(vocabulary.known(self._asked))

    def __contains__(self, stem_: str) -> bool:
        return stem_ in self._found

    def begun(self, word: str) -> list[tuple[str, str]]:
        found = self.vocabulary.begun(word)
        self._asked |= {other for _, other, _ in found}
        self._found |= {other: bearers for _, other, bearers in found}
        return [(each, other) for each, other, _ in found]

    def of(self, stems: set[str]) -> Mapping[str, int]:
        if missing := stems - self._asked:
            self._asked |= missing
            self._found |= self.vocabulary.known(missing)
        return self._found


def _read(word: str, last: bool, held: _Counted, thesaurus: Thesaurus) -> tuple[str, list[Alternative]]:
    """The word as it is taken, and what else it may be the beginning of."""
    there = stem(word) in held or stem(word) in thesaurus.stems
    spelt_right = is_english(word) or word in thesaurus.names
    if (there and not (last and len(word) >= SHORTEST_BEGUN)) or (spelt_right and not there):
        return word, []
    begun: list[Alternative] = []
    if len(word) >= SHORTEST_BEGUN:
        begun = [
            Alternative((other_stem,), BEGUN, other)
            for other, other_stem in held.begun(word)
            if other_stem != stem(word)
        ]
    if there or begun:
        return word, begun
    if len(word) >= SHORTEST_BEGUN and (whole := [other for other in thesaurus.words if other.startswith(word)]):
        return whole[0], []
    singular = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
    for meant in dict.fromkeys((word, singular)):  # 'barnados' is two slips from a name, 'barnado' one
        near = list(dict.fromkeys([*nearest(meant, thesaurus.words), *held.vocabulary.near(meant)]))
        if near:
            break
    return (nearest(meant, near) or [word])[0], [Alternative((stem(other),), MISSPELT, other) for other in near[1:4]]


def nearest(word: str, others: Iterable[str]) -> list[str]:
    """Those a slip or two away: fewest slips first, then those that begin alike."""
    found = [
        (apart, other[:1] != word[:1], i, other)
        for i, other in enumerate(others)
        if (apart := slips(word, other)) is not None
    ]
    return [other for *_, other in sorted(found)]


def _best(alternatives: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """One for each set of stems, that of most weight."""
    best: dict[tuple[str, ...], Alternative] = {}
    for each in alternatives:
        key = tuple(sorted(each.stems))
        if key and (key not in best or best[key].weight < each.weight):
            best[key] = each
    return tuple(best.values())


def _shown(words: Iterable[str]) -> str:
    """Without the letter that `words_of` gives to a word that begins with a figure."""
    return " ".join(word[1:] if word[0] == "n" and word[1:2].isdigit() else word for word in words)


def _key(words: Sequence[str]) -> tuple[str, ...]:
    """What a phrase is known by: its stems, with the words that every text has only where little else is left."""
    every = _needs_every_word(words)
    return tuple(stem(word) for word in words if every or word not in STOP_WORDS)


def _needs_every_word(words: Sequence[str]) -> bool:
    """Whether a phrase of several words has but one that texts do not all have. An entry that has 'child' does not say
    'child in need', and the index does not tell which words stand together: such a phrase can be typed, and not found."""
    return len(words) > 1 and len({stem(word) for word in words if word not in STOP_WORDS}) < 2


def _needed(words: Sequence[str]) -> tuple[str, ...]:
    meant = [stem(word) for word in words if word not in STOP_WORDS]
    return tuple(dict.fromkeys(meant or [stem(word) for word in words]))
