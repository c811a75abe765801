"""Words and their stems, the same for both engines: each stores and is asked for stems made here.

The stems are Porter's (M. F. Porter, 'An algorithm for suffix stripping', Program 14, 1980).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from adviceline.places.rules.names import slips_between

LONGEST_WORD = 40
TWO_SLIPS_FROM = 9
NOT_TYPED = "zq"
STOP_WORDS = frozenset(
    (  # noqa: SIM905  # a list of so many is harder to read
        "a about after all also am an and another any are as at be been being but by can could did do does doing each for "
        "from had has have having he her hers him his how i if in into is it its just like me more most my need no "
        "not of off on or our out over please s should so some such t than that the their them then there these "
        "they this those through to too under up us very was we were what when where which while who whom why will "
        "with would you your "
        # what they are without their apostrophes, and what else says nothing of what is looked for
        "arent cant couldnt didnt doesnt dont hadnt hasnt havent heres hes ill im isnt ive lets shes shouldnt thats "
        "theres theyre theyve wasnt werent weve whats wheres whos wont wouldnt youre "
        "down get gets getting go going got know now other others really still want wants "
        "she herself himself itself myself ourselves themselves yourself hed hell itll theyd theyll youd youll"
    ).split()
)

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`\u00b4](?:(?:s|d|m|ll|re|ve)\\b|\\b)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def words_of(text: str) -> list[str]:
    """'Children’s safety-plan' -> ['children', 'safety', 'plan']. Accents are dropped, other alphabets left out."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = _NOT_WORD.sub(" ", _APOSTROPHES.sub("", plain))
    return [_begun(word)[:LONGEST_WORD] for word in plain.split() if not word.startswith(NOT_TYPED)]


def meaningful(words: list[str]) -> list[str]:
    """The words without those that every text has; all of them when nothing else was typed."""
    return [word for word in words if word not in STOP_WORDS] or words


def stems_of(text: str) -> list[str]:
    """The stems of a text's words in order, words that every text has left out."""
    return [stem(word) for word in words_of(text) if word not in STOP_WORDS]


def _begun(word: str) -> str:
    """Engines read words that begin with a figure in ways of their own ('1e5'), so such a word gets a letter."""
    return f"n{word}" if word[0].isdigit() else word


def _form(text: str) -> str:
    """Consonants as c and vowels as v: 'y' is a vowel after a consonant."""
    form = ""
    for i, letter in enumerate(text):
        vowel = letter in "aeiou" or (letter == "y" and i > 0 and form[-1] == "c")
        form += "v" if vowel else "c"
    return form


def _measure(text: str) -> int:
    return len(re.findall(r"v+c+", _form(text)))


def _has_vowel(text: str) -> bool:
    return "v" in _form(text)


def _ends_cvc(text: str) -> bool:
    return _form(text)[-3:] == "cvc" and text[-1] not in "wxy"


def _doubled(text: str) -> bool:
    return len(text) > 1 and text[-1] == text[-2] and _form(text)[-1] == "c"


_STEP_2 = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("iser", "ise"),
    ("abli", "able"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"),
    ("isation", "ise"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"),
    ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
)  # fmt: skip
_STEP_3 = (("icate", "ic"), ("ative", ""), ("alize", "al"), ("alise", "al"), ("iciti", "ic"), ("ical", "ic"),
           ("ful", ""), ("ness", ""))  # fmt: skip
_STEP_4 = ("al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate",
           "iti", "ous", "ive", "ize", "ise")  # fmt: skip
#: Words whose plural or sense the rules miss.
_IRREGULAR = {"children": "child", "policies": "polici", "police": "polic0", "media": "media", "images": "imag"}


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """'safeguarding' and 'safeguarded' -> 'safeguard'. Short words are left as they are."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 2:
        return word
    word = _step_1(word)
    for endings in (_STEP_2, _STEP_3):
        for ending, instead in sorted(endings, key=lambda pair: -len(pair[0])):
            if word.endswith(ending):
                if _measure(word[: -len(ending)]) > 0:
                    word = word[: -len(ending)] + instead
                break
    for ending in sorted(_STEP_4, key=len, reverse=True):
        if word.endswith(ending):
            rest = word[: -len(ending)]
            if _measure(rest) > 1 and (ending != "ion" or rest[-1:] in ("s", "t")):
                word = rest
            break
    if word.endswith("e"):
        rest = word[:-1]
        if _measure(rest) > 1 or (_measure(rest) == 1 and not _ends_cvc(rest)):
            word = rest
    if word.endswith("ll") and _measure(word) > 1:
        word = word[:-1]
    return word


def _step_1(word: str) -> str:
    if word.endswith(("sses", "ies")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if word.endswith("eed"):
        if _measure(word[:-3]) > 0:
            word = word[:-1]
    else:
        for ending in ("ed", "ing"):
            if word.endswith(ending) and _has_vowel(word[: -len(ending)]):
                word = word[: -len(ending)]
                if word.endswith(("at", "bl", "iz")):
                    word += "e"
                elif _doubled(word) and word[-1] not in "lsz":
                    word = word[:-1]
                elif _measure(word) == 1 and _ends_cvc(word):
                    word += "e"
                break
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    return word


def is_near(word: str, other: str) -> bool:
    """Whether one slip (two in a word of nine letters or more) turns one into the other: a letter added, left out,
    changed, or two neighbours exchanged. Words of fewer than four letters are never near."""
    return slips(word, other) is not None


def slips(word: str, other: str) -> int | None:
    """How many slips apart, or None when they are too far apart to be taken for one another."""
    shorter = min(len(word), len(other))
    allowed = 2 if shorter >= TWO_SLIPS_FROM else 1
    if shorter < 4 or abs(len(word) - len(other)) > allowed:
        return None
    # A slip makes two letters differ at most. Most words end here.
    if len(_letters(word) ^ _letters(other)) > 2 * allowed:
        return None
    found = slips_between(word, other, allowed)
    # Of four letters one is too much to guess the first: 'head' is not 'read'. Two neighbours may be exchanged.
    if shorter == 4 and found and word[0] != other[0] and word[:2] != other[1::-1]:
        return None
    return found if found <= allowed else None


@lru_cache(maxsize=20_000)
def _letters(word: str) -> frozenset[str]:
    return frozenset(word)
