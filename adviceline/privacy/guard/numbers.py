"""Numbers that identify, in figures: NHS number, pupil number, National Insurance number, telephone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

import phonenumbers

from adviceline.privacy.guard.lexicon import word_list
from adviceline.privacy.guard.signs import Signs
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # DfE: no I, O or S; the letter is the weighted sum modulo 23

_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}([/.\-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([/.\-])\d{1,2}\2\d{1,2})(?!\d)(?![/.\-]\d)"
)
_TIME_OR_YEARS = re.compile(
    r"(?<!\d)(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?|(?:19|20)\d\d ?[-/] ?(?:19|20)?\d\d)(?![\d:]| ?\d{3})"
)
_DIGITS = re.compile(
    r"(?<![^\W_])(?<![@#£$])(?:\+?\(?\+?)\d(?:(?:[ \t.\-()/_*~|]{0,4}|, ?"
    r"|[ \t)]{0,2}\n[> \t*\-(]{0,4})\d)+(?![^\W_])|(?<!\w)\d{6,}"
)
_ODD_MARKS = re.compile(r"[,\n_*~|]|[^\d\n] */|/ *[^\d\n]")
_OR_ENDING = re.compile(
    r" ?/ ?\d{1,3}(?![\d/])|,? ?\(?(?:ext(?:ension|n)?\.?|x) ?(?:no\.? ?)?[:#]? ?\d{1,5}\)?(?!\w)", re.I
)  # '900 123/4'
_OF_A_BOOK = re.compile(r"\bis[bs]n(?:-1[03])?[: ]{0,2}$", re.I)
_OF_A_FIRM = re.compile(
    r"\b(?:company|charity|vat|report|urn|ukprn|invoice|purchase order|po)"
    r"(?: reg\w*)?(?: no\.?| number)?[: ]{1,2}$",
    re.I,
)
_GROUP = re.compile(r"\d+")
# Letters where figures belong: O for 0, l for 1, S for 5.
_MISREAD = re.compile(
    r"(?<![A-Za-z0-9])(?!B\.)(?!o[ ._/-]{0,2}b(?![A-Za-z]))(?=[A-Za-z./-]{0,4}\d"
    r"|[Oo][ .\-()]?[1-9])[\dOoIlSB|]{1,14}(?:[/.\-][\dOoIlSB|]{1,14}){0,4}(?![A-Za-z0-9])"
)
_AS_FIGURES = str.maketrans("OoIlSB|", "0011581")
_UPN = re.compile(
    r"(?<![A-Za-z0-9])([A-HJ-NP-RT-Za-hj-np-rt-z])(?:[ \t\-./_]{1,3}|\n[> ]{0,3})?((?:\d(?:[ \t\-./_]{1,3}"
    r"|\n[> ]{0,3})?){11})"
    r"([\dA-HJ-NP-RT-Za-hj-np-rt-z])(?![A-Za-z0-9])"
)
_NINO = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z])[ \t\-.]?([A-Za-z])(?:[ \t\-./_]{0,2}|\n[> ]{0,3})"
    r"(\d[ \t\-.]?\d(?:[ \t\-./_]{0,2}|\n[> ]{0,3})\d[ \t\-.]?\d(?:[ \t\-./_]{0,2}|\n[> ]{0,3})\d[ \t\-.]?\d)"
    r"(?:(?:[ \t\-./_]{0,2}|\n[> ]{0,3})([A-Za-z]))?(?![A-Za-z0-9])"
)
_NHS_CUE = re.compile(r"(?<![a-z])nhs(?![a-z]{2})(?!nh)[^\n]{0,24}\n?[^\n]{0,6}$|nhs_?(?:no|num(?:ber)?)\W{0,6}$", re.I)
_NINO_CUE = re.compile(
    r"(?:(?<![a-z])nino\b|national insurance|\bn\.?i\.? ?(?:no|num|number)\b|insurance (?:no"
    r"|num))[^\n]{0,16}\n?[^\n]{0,4}$",
    re.I,
)
_UPN_CUE = re.compile(r"(?:(?<![a-z])upn\b|pupil ?(?:no|num|number|ref))[^\n]{0,16}\n?[^\n]{0,4}$", re.I)
_PHONE_CUE = re.compile(
    r"(?:(?:\b|_)(?:tel|telephone|phone|mobile|mob|cell|landline|ring|call|text|whatsapp|contact (?:number|no)|ext"
    r"|(?:his|her|their|my|home|work|mum's|dad's|nan's|parent's|carer's) number)\b)[^\n\d]{0,18}$",
    re.I,
)
_GLUED_NHS = re.compile(r"(?<![A-Za-z])nhs(?:no|num|number)?[:#]?\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)", re.I)
_WITHOUT_ZERO = re.compile(r"(?<![\w+.-])7[3-9]\d\d \d{3} ?\d{3}(?![\w-])")
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


def in_figures(text: str) -> str:
    """The same text, as long as it was, with figures where a thumb or a scanner put letters."""
    return _MISREAD.sub(_as_figures, text)


def _as_figures(match: re.Match[str]) -> str:
    said = match.group()
    return said if said.isdecimal() else said.translate(_AS_FIGURES)


def hits(signs: Signs, figures: str) -> Iterator[Hit]:
    """Numbers in a text; `figures` is what `in_figures` makes of it."""
    text = signs.text
    for match in signs.matches(_UPN, signs.of_figures(11)):
        letter, digits, end = match.groups()
        plain = re.sub(r"\D", "", digits) + end
        if len(plain) != 12:
            continue
        right = letter.upper() == upn_check_letter(plain)
        cue = _UPN_CUE.search(text, max(0, match.start() - 40), match.start())
        packed = len(match.group()) == 13
        if right or cue or packed:
            yield match.start(), match.end(), "upn", "block", "upn" if right else "upn_shape"
    for match in signs.matches(_NINO, signs.of_figures(6)):
        yield from _national_insurance(text, match)
    if figures != text:
        for match in signs.matches(_NINO, signs.close, figures):
            yield from _national_insurance(text, match)
    yield from _digit_runs(signs, figures)
    for match in signs.matches(_GLUED_NHS, signs.of_figures(10)) if "nhs" in signs.low else ():
        yield *match.span(), "nhs_number", "block", "nhs_number"
    for match in signs.matches(_WITHOUT_ZERO, signs.of_figures(10)):
        yield *match.span(), "phone", "warn", "phone_without_its_zero"


def _national_insurance(text: str, match: re.Match[str]) -> Iterator[Hit]:
    one, _, _, suffix = match.groups()
    cue = _NINO_CUE.search(text, max(0, match.start() - 40), match.start())
    # A wrong prefix or ending is likelier a slip, or a temporary number, than something else of this shape.
    if cue or (suffix and (one.isupper() == suffix.isupper() or suffix in "abcdABCD")):
        yield match.start(), match.end(), "nino", "block", "nino"


def _digit_runs(signs: Signs, text: str) -> Iterator[Hit]:
    """Runs of digits with little between them, cut at dates, then read group by group."""
    misread = text != signs.text  # there are more figures than were counted
    long = signs.close if misread else [each for each in signs.close if _may_be_long(signs, each)]
    if not long:
        return
    dated, timed = (signs.close, signs.close) if misread else (signs.of_figures(4), signs.of_figures(3))
    dates = [m.span() for m in signs.matches(_DATE, dated, text)]
    dates = sorted(dates + [m.span() for m in signs.matches(_TIME_OR_YEARS, timed, text)])
    upcoming = 0
    for match in _DIGITS.finditer(text) if misread else signs.matches(_DIGITS, long):
        start, end = match.span()
        while upcoming < len(dates) and dates[upcoming][1] <= start:
            upcoming += 1
        cuts = []
        at = upcoming
        while at < len(dates) and dates[at][0] < end:
            cuts.append(dates[at])
            at += 1
        if _OF_A_BOOK.search(text, max(0, start - 12), start):
            continue
        for low, high in _without(start, end, cuts):
            yield from _read_run(text, low, high)


def _may_be_long(signs: Signs, stretch: tuple[int, int]) -> bool:
    """Whether it has the figures of a number that is read: six, or fewer after a country's code."""
    return bool(signs.with_figures([stretch], 6)) or "+" in signs.text[stretch[0] : stretch[1]]


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
    sure = (
        [n for n in range(1, len(groups) - 2) if _is_grouped_nhs_number(text, groups[n : n + 3])]
        if len(groups) > 4
        else []
    )
    while at < len(groups):
        upcoming = bisect_right(sure, at)
        stop = sure[upcoming] if upcoming < len(sure) else len(groups)
        hit, taken = _longest(text, groups[at : at + 21], 0, start)
        if at + taken > stop and not (
            hit and hit[4] == "phone" and text[hit[0]] in "+(0"
        ):  # '+44 191 021 8693' ends like one
            hit, taken = _longest(text, groups[at:stop], 0, start)
        if hit is not None:
            yield hit
        at += taken


def _is_grouped_nhs_number(text: str, groups: list[tuple[int, int]]) -> bool:
    """'943 476 5919' after other figures, with its check digit right."""
    return [high - low for low, high in groups] == [3, 3, 4] and nhs_number("".join(text[a:b] for a, b in groups))


def _longest(text: str, groups: list[tuple[int, int]], at: int, run_start: int) -> tuple[Hit | None, int]:
    """The best reading of the groups from `at`: a number of some kind, and how many groups it took."""
    first = groups[at][0]
    lead = first
    while lead > run_start and text[lead - 1] in "+( ":
        lead -= 1
    lead += len(text[lead:first]) - len(text[lead:first].lstrip())
    link = text[max(0, lead - 4) : lead].lower() == "tel:"
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
    nhs_cue = "nhs" in before.lower() and bool(_NHS_CUE.search(before)) and "nhs 111" not in before.lower()
    sizes = [high - low for low, high in groups[at:]]
    for taken, number in reversed(ends):
        stop = groups[at + taken - 1][1]
        if number in PUBLISHED and not (taken == 1 and sizes[:3] == [3, 3, 4]):  # '999 124 8103' is no call to 999
            return None, taken
        if _ODD_MARKS.search(text, first, stop) and not _grouped_well(groups[at + plus : at + taken]):
            continue
        if len(number) == 10 and number[0] != "0" and (nhs_number(number) or nhs_cue) and not plus:
            return (first, stop, "nhs_number", "block", "nhs_number"), taken
        severity = _phone(number, plus)
        if severity:
            another = _OR_ENDING.match(text, stop)
            return (
                (lead - 4 * link) if plus or link or text[lead:first].startswith("(") else first,
                another.end() if another else stop,
                "phone",
                severity,
                "phone",
            ), taken
    best_taken, number = ends[-1] if ends else (1, "")
    stop = groups[at + best_taken - 1][1]
    if 6 <= len(number) <= 15 and _PHONE_CUE.search(before) and "/" not in text[first:stop]:
        return (first - (text[first - 1 : first] == "+"), stop, "phone", "block", "phone_after_cue"), best_taken
    if len(number) == 10 and best_taken == 3 and [b - a for a, b in groups[at : at + 3]] == [3, 3, 4]:
        return (first, stop, "other_number", "warn", "grouped_like_nhs_number"), best_taken
    whole = groups[at][1] - groups[at][0]
    if whole >= 8 and not _OF_A_FIRM.search(before):
        return (first, groups[at][1], "other_number", "warn", "long_number"), 1
    return None, 1


def _grouped_well(groups: list[tuple[int, int]]) -> bool:
    """As people group one number. With a comma or the end of a line between them, other figures are several numbers."""
    sizes = [high - low for low, high in groups] or [0]
    return len(sizes) > 8 or (sizes[0] > 2 and min(sizes) > 2 and len(sizes) < 5)


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
