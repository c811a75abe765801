"""Numbers in words, 'oh seven double four', and letters: by the alphabet of police and pilots, 'Mike one three', or by themselves.

Can speak only where numbers in words, called letters, or three words of one letter stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from adviceline.privacy.guard.lexicon import word_list
from adviceline.privacy.guard.numbers import nhs_number
from adviceline.privacy.guard.signs import NUMBER_WORDS, Signs
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_DIGIT_WORD = (
    r"(?:zero|oh|nought|nil|one|two|three|four|five|six|seven|eight|nine|(?:double|triple|treble)[ -](?:zero|oh"
    r"|one|two|three|four|five|six|seven|eight|nine))"
)
_SPOKEN = re.compile(rf"\b{_DIGIT_WORD}(?:[\s,.\-]{{1,3}}{_DIGIT_WORD}){{6,}}\b", re.I)
_ONES = {
    "zero": "0", "oh": "0", "nought": "0", "nil": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
_TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8", "ninety": "9",
}  # fmt: skip
_NUMBER_WORD = rf"(?:{'|'.join((*_ONES, *_TEENS, *_TENS))}|double|triple|treble|hundred|thousand|plus|\d{{1,5}})"
_TOLD = re.compile(rf"(?<![\w.])\+?{_NUMBER_WORD}(?:(?:[\s,.\-]{{1,3}}|,? and ){_NUMBER_WORD}){{4,}}\b", re.I)

_NUMBERS = NUMBER_WORDS | {"plus"}
_FEWEST, _FURTHEST = 5, len(", and ")
_NOTHING = frozenset(("oh", "zero", "nought"))
CALLED_LETTERS = word_list("called_letters")
_OH_FIRST = re.compile(r"(?:oh|zero|nought)\b", re.I)
_CALLED_LETTER = (
    r"(?:alpha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar"
    r"|papa|quebec|romeo|"
    r"sierra|tango|uniform|victor|whiske?y|x-?ray|yankee|zulu)"
)
_CALLED_OUT = re.compile(
    rf"\b(?:{_CALLED_LETTER}|{_DIGIT_WORD}|\d)(?:[\s,.\-]{{1,3}}(?:{_CALLED_LETTER}|{_DIGIT_WORD}|\d)){{3,}}\b", re.I
)
_JOINING = frozenset(("stroke", "slash", "oblique", "dash", "for"))
_LETTER = re.compile(rf"\b{_CALLED_LETTER}\b", re.I)


def hits(signs: Signs) -> Iterator[Hit]:
    text = signs.text
    if _are_in_a_row(signs):
        yield from _read_out(text)
    figures = signs.count(NUMBER_WORDS)
    if signs.count(CALLED_LETTERS) > 2:
        yield from _called_out(text)
    if figures and signs.has(_JOINING):
        yield from _with_strokes(signs)
    if (figures < 3 and not signs.has(_NOTHING)) or not _are_told_in_a_row(signs):
        return
    for match in signs.all(_SPOKEN):
        if not _counts_up(digits_told(match.group())):
            yield match.start(), match.end(), "phone", "block", "number_in_words"
    for match in signs.all(_TOLD):
        digits = digits_told(match.group())
        abroad = match.group().lower().startswith("plus")
        said = len(re.findall(r"[a-z]+", match.group().lower())) > 2 or _OH_FIRST.match(match.group())
        scale = digits.startswith("012345")
        if said and not scale and 10 <= len(digits) <= 13 and (abroad or digits[0] == "0") and digits.lstrip("0"):
            yield match.start(), match.end(), "phone", "block", "number_in_words"
        elif said and not scale and len(digits) >= 6:
            cue = _CUE.search(text, max(0, match.start() - 40), match.start())
            nhs = len(digits) == 10 and (nhs_number(digits) or (cue and "nhs" in cue.group().lower()))
            if nhs or cue:
                weight: Severity = "block" if nhs else "warn"
                yield match.start(), match.end(), "nhs_number" if nhs else "other_number", weight, "number_in_words"


_CUE = re.compile(
    r"\b(?:nhs|upn|uln|nino|number(?! of)|no|num|ref|reference|id|code|record|hospital|mosaic|lcs|crime)\b[^\n.]{0,16}$",
    re.I,
)
_STROKES = ("stroke", "slash", "oblique", "dash")
_A_LETTER_FOR = re.compile(r" for [A-Za-z]{3}(?<=\b[A-Z] for ...)")
_STROKE = re.compile(
    rf"\b{_NUMBER_WORD}(?:[\s,.\-]{{1,3}}{_NUMBER_WORD}){{1,9}} (?:{'|'.join(_STROKES)}"
    rf") {_NUMBER_WORD}(?:[\s,.\-]{{1,3}}{_NUMBER_WORD}){{0,9}}\b",
    re.I,
)
_LETTER_FOR_WORD = re.compile(
    rf"\b[A-Z] for [A-Za-z]{{3,12}}(?:[\s,.\-]{{1,3}}(?:[A-Z] for [A-Za-z]{{3,12}}|{_DIGIT_WORD}|\d{{1,4}}"
    rf"|[A-Z]\b)){{2,12}}(?!\w)"
)


def _are_told_in_a_row(signs: Signs) -> bool:
    """Whether so many numbers stand side by side as a telling has at least. What is written with a mark inside, such as
    'o'two', may end in one."""
    words = [
        (token.start, token.end)
        for token in signs.tokens
        if token.low in _NUMBERS or len(token.low) != token.end - token.start
    ]
    row, reached = 0, -1
    for start, end in sorted(signs.runs + words):
        row = row + 1 if start - reached <= _FURTHEST else 1
        reached = end
        if row == _FEWEST:
            return True
    return False


def _with_strokes(signs: Signs) -> Iterator[Hit]:
    """'four four one seven stroke twenty four', 'B for Bravo six, seven Q Z'."""
    likely = (
        (_STROKE, not signs.letters.isdisjoint(_STROKES)),
        (_LETTER_FOR_WORD, bool(_A_LETTER_FOR.search(signs.text))),
    )
    for pattern in [pattern for pattern, stands in likely if stands]:
        for match in signs.all(pattern):
            if not match.group().isalpha():
                yield *match.span(), "other_number", "warn", "number_in_words"


def _called_out(text: str) -> Iterator[Hit]:
    for match in _CALLED_OUT.finditer(text):
        said = match.group()
        letters = len(_LETTER.findall(said))
        figures = len(re.findall(r"[a-z]+|\d", said.lower())) - letters
        if letters >= 3 and figures:
            yield match.start(), match.end(), "other_number", "warn", "letters_called_out"


_ELEMENT = rf"(?:[A-Za-z](?!')|{'|'.join((*_ONES, *_TEENS, *_TENS))}|double|triple|treble|\d{{1,2}})"
_READ_OUT = re.compile(
    rf"(?<![\w'.&-]){_ELEMENT}(?:[ ,.\-]{{1,2}}(?:(?:stroke|slash|dash|hyphen)[ ,]{{1,2}})?{_ELEMENT}){{3,24}}(?![\w'&])",
    re.I,
)
_LETTERS = re.compile(
    r"\b(?:that's|thats|spelt|spelled|spelling|spell|spells) (?:it |as |is )?(?P<said>[a-z](?:[ ,-]{1,2}[a-z]){2,14})\b",
    re.I,
)
_KINDS: tuple[tuple[str, str], ...] = (
    ("postcode", r"[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}"),
    ("upn", r"[a-z]\d{11}[a-z\d]"),
    ("nino", r"[a-z]{2}\d{6}[a-d]?"),
)


_ELEMENTS = frozenset((*_ONES, *_TEENS, *_TENS, "double", "triple", "treble"))


def _are_in_a_row(signs: Signs) -> bool:
    """Three letters or numbers in words, one after the other, a letter among them."""
    row = letters = 0
    for token in signs.tokens:
        single = len(token.low) == 1
        if not single and token.low not in _ELEMENTS:
            row = letters = 0
            continue
        row, letters = row + 1, letters + single
        if row > 2 and letters:
            return True
    return False


def _read_out(text: str) -> Iterator[Hit]:
    """'s w forty seven six d n', 'z x two four p oh one'; and 'that's r h o d r i', a name."""
    for match in _READ_OUT.finditer(text):
        elements = re.findall(r"[a-z]+|\d+", match.group().lower())
        letters = [each for each in elements if len(each) == 1 and each.isalpha()]
        numbers = len(elements) - len(letters)
        worded = any(len(each) > 1 and each.isalpha() for each in elements)
        if not worded or numbers < 2 or not set(letters) - {"a", "i"} or (len(letters) < 2 and numbers < 6):
            continue
        said = re.sub(r"(?: [Ii])+$", "", match.group())  # 'n t b I think'
        plain = _as_written(said)
        kind = next((kind for kind, shape in _KINDS if re.fullmatch(shape, plain)), "other_number")
        severity: Severity = "warn" if kind == "other_number" else "block"
        yield match.start(), match.start() + len(said), kind, severity, "letters_and_numbers_read_out"
    for match in _LETTERS.finditer(text):
        if re.search("[aeiouy]", match["said"], re.I) and len(re.findall(r"[A-Za-z]", match["said"])) > 3 - (
            "spel" in match.group().lower()
        ):
            yield *match.span("said"), "name", "block", "name_spelled_out"


def _as_written(words: str) -> str:
    """'s w forty seven six d n' as 'sw476dn'."""
    pieces = re.split(r"(?<![A-Za-z])([A-Za-z])(?![A-Za-z])", words.lower())
    return "".join(each if len(each) == 1 and each.isalpha() else digits_told(each) for each in pieces)


def _counts_up(digits: str) -> bool:
    """'one, two, three …': counting, not a number."""
    return all(int(after) == int(one) + 1 for one, after in pairwise(digits))


def digits_told(words: str) -> str:
    """The digits that are said: 'oh seven double four, nine hundred and twelve' is 0744912."""
    found, times, tens, hundreds = "", 1, "", False
    for word in re.findall(r"[a-z]+|\d+", words.lower()):
        if word in ("double", "triple", "treble"):
            times = 2 if word == "double" else 3
            continue
        if word in ("hundred", "thousand"):
            found += "0" * (2 if word == "hundred" else 3)
            hundreds = word == "hundred"
            continue
        if word == "and" and hundreds:
            continue
        one = _ONES.get(word) or (word if word.isdigit() else "")
        if tens and one and one != "0" and len(one) == 1:
            found = found[:-1] + one
        elif word in _TENS or word in _TEENS:
            said = _TENS[word] + "0" if word in _TENS else _TEENS[word]
            found = (
                found[:-2] + said if hundreds and found.endswith("00") and " and " in words.lower() else found + said
            )
        elif one:
            found += one * times
        tens, times = word if word in _TENS else "", 1
        hundreds = False
    return found
