"""The guard's word lists, read once, when first needed. Where they come from is in data/README.md."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

# What a word can be. A word may be several.
GIVEN, FAMILY, COMMON, WORD, PLACE, ORG, KNOWN, NAMEY, PERSON, TITLE, VERB, PREP, SOFTLY = (1 << n for n in range(13))
ANY_WORD = COMMON | WORD | ORG
_STEM_ENDINGS = (
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "er",
    "ers",
    "ly",
    "ness",
    "ised",
    "ising",
    "isation",
    "able",
    "ful",
    "less",
)
_STEM_STARTS = (
    "un",
    "re",
    "non",
    "pre",
    "mis",
    "over",
    "under",
    "multi",
    "anti",
    "inter",
    "intra",
    "cyber",
    "self",
    "co",
)


@dataclass(frozen=True)
class Lexicon:
    flags: dict[str, int]
    phrases: dict[str, list[tuple[str, ...]]]

    def of(self, low: str) -> int:
        """Flags of a lower-case folded word without possessive ending; 0 when nothing is known of it."""
        return self.flags.get(low, 0)

    def resembles_word(self, low: str) -> bool:
        """An unlisted form of a listed common word: 're-triaged', 'signposter'."""
        for ending in _STEM_ENDINGS:
            stem = low[: -len(ending)]
            if low.endswith(ending) and len(stem) >= 4 and (self.of(stem) | self.of(stem + "e")) & COMMON:
                return True
        for start in _STEM_STARTS:
            if low.startswith(start) and len(low) - len(start) >= 4 and self.of(low[len(start) :]) & COMMON:
                return True
        return False


def _packed(name: str) -> list[str]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        return lines.read().split("\n")


def _lines(name: str) -> list[str]:
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _plain_words(name: str) -> list[str]:
    return [word for line in _lines(name) for word in line.split()]


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _lines("lists.txt"):
        label, _, words = line.partition(":")
        found[label] = found.get(label, frozenset()) | frozenset(words.split())
    return found


def word_list(label: str) -> frozenset[str]:
    """The list of that label in data/lists.txt. KeyError if there is none."""
    return _lists()[label]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    flags: dict[str, int] = {}
    for word in _packed("words.txt.gz"):
        flags[word.rstrip()] = COMMON | WORD if word.endswith(" ") else WORD
    listed = [
        (_packed("given.txt.gz"), GIVEN),
        (_packed("family.txt.gz"), FAMILY),
        (_packed("proper.txt.gz"), KNOWN),
        (_plain_words("domain_words.txt"), COMMON | WORD),
        (_plain_words("org_words.txt"), ORG | WORD),
        (_plain_words("mostly_names.txt"), NAMEY | GIVEN),
        (_plain_words("places.txt"), PLACE),
        (_packed("towns.txt.gz"), PLACE),
    ]
    cue_flags = {"person": PERSON, "title": TITLE, "verb": VERB, "place": PREP, "softly": SOFTLY}
    for line in _lines("cues.txt"):
        label, _, cues = line.partition(":")
        listed.append((cues.split(), cue_flags[label]))
        listed.append(([cue.replace("'", "") for cue in cues.split() if "'" in cue], cue_flags[label]))
    for words, flag in listed:
        for word in words:
            flags[word] = flags.get(word, 0) | flag
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for line in _lines("known_phrases.txt"):
        parts = tuple(
            line.replace("-", " ").replace("&", "and").replace("ö", "o").replace("'s", "").replace("'", "").split()
        )
        if len(parts) == 1:
            flags[parts[0]] = flags.get(parts[0], 0) | KNOWN
        else:
            phrases.setdefault(parts[0], []).append(parts)
    for options in phrases.values():
        options.sort(key=len, reverse=True)
    return Lexicon(flags, phrases)
