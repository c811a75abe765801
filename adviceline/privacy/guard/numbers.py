"""Numbers that identify: NHS number, pupil number, National Insurance number, telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import phonenumbers

from adviceline.privacy.guard.lexicon import word_list
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # DfE: no I, O or S; the letter is the weighted sum modulo 23

_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}([/.\-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([/.\-])\d{1,2}\2\d{1,2})(?!\d)(?![/.\-]\d)"
)
_TIME_OR_YEARS = re.compile(
    r"(?<!\d)(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?|(?:19|20)\d\d ?[-/] ?(?:19|20)?\d\d)(?![\d:]| ?\d{3})"
)
_DIGITS = re.compile(r"(?<![\w@#£$])\+?\(?\+?\d(?:[ \t.\-()/]{0,4}\d)+(?!\w)|(?<!\w)\d{6,}")
_GROUP = re.compile(r"\d+")
_UPN = re.compile(
    r"(?<![A-Za-z0-9])([A-HJ-NP-RT-Za-hj-np-rt-z])[ \-]?((?:\d[ \-]?){11})([\dA-HJ-NP-RT-Za-hj-np-rt-z])(?![A-Za-z0-9])"
)
_NINO = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z])[ \-.]?([A-Za-z])[ \-./]{0,2}"
    r"(\d[ \-.]?\d[ \-.]{0,2}\d[ \-.]?\d[ \-.]{0,2}\d[ \-.]?\d)(?:[ \-./]{0,2}([A-Za-z]))?(?![A-Za-z0-9])"
)
_NHS_CUE = re.compile(r"\bnhs\b[^\n]{0,24}$", re.I)
_NINO_CUE = re.compile(
    r"(?:\bnino\b|national insurance|\bni (?:no|num|number)\b|insurance (?:no|num))[^\n]{0,16}$", re.I
)
_UPN_CUE = re.compile(r"(?:\bupn\b|pupil (?:no|num|number|ref))[^\n]{0,16}$", re.I)
_PHONE_CUE = re.compile(
    r"(?:\b(?:tel|telephone|phone|mobile|mob|cell|landline|ring|call|text|whatsapp|contact (?:number|no)|ext"
    r"|(?:his|her|their|my|home|work|mum's|dad's) number)\b)[^\n\d]{0,18}$",
    re.I,
)
_GLUED_NHS = re.compile(r"(?<![A-Za-z])nhs(?:no|num|number)?[:#]?\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)", re.I)
_WITHOUT_ZERO = re.compile(r"(?<![\w+.-])7[3-9]\d\d \d{3} ?\d{3}(?![\w-])")
_OH_FOR_ZERO = re.compile(r"(?<!\w)[0Oo][ .\-()]?[1237](?:[ .\-()]{0,2}[\dOo]){8,9}(?!\w)")
_OTHER_MARKS = re.compile(r"(?<!\w)0\d{2,4}([_*~|,])\d{3,4}\1\d{3,4}(?!\w)")
_DIGIT_WORD = (
    r"(?:zero|oh|nought|nil|one|two|three|four|five|six|seven|eight|nine|(?:double|triple)[ -](?:zero|oh"
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
_TOLD = re.compile(rf"(?<![\w.]){_NUMBER_WORD}(?:(?:[\s,.\-]{{1,3}}|,? and ){_NUMBER_WORD}){{4,}}\b", re.I)

# Published numbers of national services: anyone may write them.
PUBLISHED = word_list("published_numbers")


def nhs_number(digits: str) -> bool:
    """Modulus 11, as the NHS Data Dictionary gives it."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(digits[9]) and check != 10


def upn_check_letter(rest: str) -> str:
    """Check letter for the twelve characters after it; a temporary number ends in a letter."""
    values = [UPN_LETTERS.index(c) if c.isalpha() else int(c) for c in rest.upper()]
    return UPN_LETTERS[sum(v * w for v, w in zip(values, range(2, 14), strict=True)) % 23]


def hits(text: str) -> Iterator[Hit]:
    if not any(c in text for c in "0123456789"):
        yield from _spoken(text)
        return
    for match in _UPN.finditer(text):
        letter, digits, end = match.groups()
        plain = re.sub(r"\D", "", digits) + end
        if len(plain) != 12:
            continue
        right = letter.upper() == upn_check_letter(plain)
        cue = _UPN_CUE.search(text, max(0, match.start() - 40), match.start())
        packed = len(match.group()) == 13
        if right or cue or packed:
            yield match.start(), match.end(), "upn", "block", "upn" if right else "upn_shape"
    for match in _NINO.finditer(text):
        one, _, _, suffix = match.groups()
        cue = _NINO_CUE.search(text, max(0, match.start() - 40), match.start())
        # A wrong prefix or ending is likelier a slip, or a temporary number, than something else of this shape.
        if cue or (suffix and (one.isupper() == suffix.isupper())):
            yield match.start(), match.end(), "nino", "block", "nino"
    dates = [m.span() for m in _DATE.finditer(text)]
    times = [m.span() for m in _TIME_OR_YEARS.finditer(text)]
    yield from _digit_runs(text, sorted(dates + times))
    yield from _spoken(text)
    for match in _GLUED_NHS.finditer(text):
        yield *match.span(), "nhs_number", "block", "nhs_number"
    for match in _WITHOUT_ZERO.finditer(text):
        yield *match.span(), "phone", "warn", "phone_without_its_zero"
    for match in _OH_FOR_ZERO.finditer(text):
        if "o" in match.group().lower():
            yield match.start(), match.end(), "phone", "block", "phone"
    for match in _OTHER_MARKS.finditer(text):
        yield match.start(), match.end(), "phone", "block", "phone"


def _spoken(text: str) -> Iterator[Hit]:
    for match in _SPOKEN.finditer(text):
        if not _counts_up(digits_told(match.group())):
            yield match.start(), match.end(), "phone", "block", "number_in_words"
    for match in _TOLD.finditer(text):
        digits = digits_told(match.group())
        abroad = match.group().lower().startswith("plus")
        said = len(re.findall(r"[a-z]+", match.group().lower())) > 2
        scale = digits.startswith("012345")
        if said and not scale and 10 <= len(digits) <= 13 and (abroad or digits[0] == "0") and digits.lstrip("0"):
            yield match.start(), match.end(), "phone", "block", "number_in_words"


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


def _digit_runs(text: str, dates: list[tuple[int, int]]) -> Iterator[Hit]:
    """Runs of digits with little between them, cut at dates, then read group by group."""
    upcoming = 0
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        while upcoming < len(dates) and dates[upcoming][1] <= start:
            upcoming += 1
        cuts = []
        at = upcoming
        while at < len(dates) and dates[at][0] < end:
            cuts.append(dates[at])
            at += 1
        for low, high in _without(start, end, cuts):
            yield from _read_run(text, low, high)


def _without(start: int, end: int, cuts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for low, high in cuts:
        if low > start:
            yield start, min(low, end)
        start = max(start, high)
    if start < end:
        yield start, end


def _read_run(text: str, start: int, end: int) -> Iterator[Hit]:
    groups = [m.span() for m in _GROUP.finditer(text, start, end)]
    at = 0
    while at < len(groups):
        hit, taken = _longest(text, groups, at, start)
        if hit is not None:
            yield hit
        at += taken


def _longest(text: str, groups: list[tuple[int, int]], at: int, run_start: int) -> tuple[Hit | None, int]:
    """The best reading of the groups from `at`: a number of some kind, and how many groups it took."""
    first = groups[at][0]
    lead = first
    while lead > run_start and text[lead - 1] in "+( ":
        lead -= 1
    lead += len(text[lead:first]) - len(text[lead:first].lstrip())
    plus = "+" in text[lead:first]
    digits = ""
    ends: list[tuple[int, str]] = []
    for taken in range(1, min(len(groups) - at, 20) + 1):
        low, high = groups[at + taken - 1]
        digits += text[low:high]
        if len(digits) > 18:
            break
        ends.append((taken, digits))
    before = text[max(0, first - 40) : first]
    nhs_cue = bool(_NHS_CUE.search(before)) and "nhs 111" not in before.lower()
    for taken, number in reversed(ends):
        stop = groups[at + taken - 1][1]
        if number in PUBLISHED:
            return None, taken
        if len(number) == 10 and number[0] != "0" and (nhs_number(number) or nhs_cue) and not plus:
            return (first, stop, "nhs_number", "block", "nhs_number"), taken
        severity = _phone(number, plus)
        if severity:
            return (
                lead if plus or text[lead:first].startswith("(") else first,
                stop,
                "phone",
                severity,
                "phone",
            ), taken
    best_taken, number = ends[-1] if ends else (1, "")
    stop = groups[at + best_taken - 1][1]
    if 6 <= len(number) <= 15 and _PHONE_CUE.search(before) and "/" not in text[first:stop]:
        return (first, stop, "phone", "block", "phone_after_cue"), best_taken
    if len(number) == 10 and best_taken == 3 and [b - a for a, b in groups[at : at + 3]] == [3, 3, 4]:
        return (first, stop, "other_number", "warn", "grouped_like_nhs_number"), best_taken
    whole = groups[at][1] - groups[at][0]
    if whole >= 8:
        return (first, groups[at][1], "other_number", "warn", "long_number"), 1
    return None, 1


def _phone(number: str, plus: bool) -> Severity | None:
    if plus or (number.startswith("00") and len(number) >= 11):
        digits = number if plus else number[2:]
        digits = "44" + digits[3:] if digits.startswith("440") else digits
        if "44" + digits[2:].lstrip("0") in {
            "44" + p.lstrip("0") for p in PUBLISHED if len(p) > 7
        } and digits.startswith("44"):
            return None
        try:
            return "block" if phonenumbers.is_possible_number(phonenumbers.parse("+" + digits, None)) else None
        except phonenumbers.NumberParseException:
            return None
    if number.startswith("44") and len(number) in (12, 13) and number[2] in "0123789":
        return "block"
    if len(number) == 12 and number[:2] in ("01", "02", "07") and number[1] != number[2]:
        return "warn"  # a slip: one digit too many
    if number[0] == "0" and len(number) in (10, 11) and number[1] in "12356789":
        if len(number) == 10 and number[1] == "7":
            return None
        return "warn" if number[1] in "3689" else "block"
    return None
