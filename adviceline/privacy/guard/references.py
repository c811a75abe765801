"""References of cases, records and passports: after a word that announces one, or by their shape alone.

A reference has three parts: what announces it (an office, a system or a kind of record, then 'no', 'ref', 'id' …), some
marks, and a value of one to four pieces with figures in them. Vehicles and devices are in `things.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import COMMON, lexicon, word_list
from adviceline.privacy.guard.numbers import PUBLISHED
from adviceline.privacy.guard.signs import Signs, common
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

RECORDS = word_list("record_words")
CALENDAR = word_list("calendar")
LABELS = word_list("labels_of_numbers")
_OF_SERVICES = frozenset(("101", "105", "111", "112", "119", "999"))
_EXHIBITS = frozenset(("exhibit", "exhibits"))
_NO_OFFICES = frozenset(("upn", "nhs", "nino", "ni"))
OF_A_DAY = LABELS | frozenset(
    ("log", "cad", "inc", "incident", "serial", "job", "event", "call", "crime", "occurrence", "urn")
)
_NOUN = (
    r"(?:ids?|i\.d\.?|refs?|references?|numbers?|num|numb|nos?|nr|file|record|case|crime|licence|code|key|#|entry|form"
    r"|log|incident"
    r"|event|ticket|item|alert|concern|report|referral|episode|job|workflow|person|client|child|family|folder|tracking"
    r"|identifier)"
)
_RECORD = (
    r"case ?(?:ref|note|file|record)?|crime|inc|incident|occ|occurrence|log|hosp|hospital|patient|mrn|emis"
    r"|system ?one|systmone|"
    r"tpp|rio|epr|pas|lcs|mosaic|liquid ?logic|frameworki?|eclipse|care ?first|charms|azeus|ich|ehm|icp|police"
    r"|niche|athena|"
    r"connect|storm|merlin|pnc(?: id)?|pncid|cro|cad|cris|urn|crn|ppn|ppu|dash|custody|bail|exhibit|warrant"
    r"|court|claim|file|"
    r"record|social care|childrens? services|swift|referral|mash|mass|lado|edt|nrm|home office|ho|nass|asf|port|uci|"
    r"passport|visa|brp|biometric residence permit|driving licen[cs]e|licen[cs]e|account|acc|a/c|membership"
    r"|member|customer|"
    r"client|service user|student|pupil|learner|candidate|exam(?:ination)?|admissions?|adm|roll|uln"
    r"|unique learner|ucas|ehcp|"
    r"ehc|sen|cpoms|my ?concern|safeguard|arbor|sims|bromcom|scholarpack|bus pass|library card|oyster|locker"
    r"|tag|reg|ref|"
    r"reference|id|i\.d\.|complaint|ticket|concern|nominal|yot|yjs|asset|childview|core\+?|probation|delius|"
    r"prison|nomis|insurance|policy no|tribunal|panel|safeguarding|dbs|certificate|birth certificate|gmc|"
    r"fostering|adoption|upn|nhs|nino|national insurance|card|e-?cins|ics|synergy|impulse|carenotes|iaptus|ceop|iwf"
    r"|ncmec|cybertip"
    r"|nca|marac|mappa|smoothwall|senso|impero|edukey|classcharts|tenancy|rent|cin|cp|cpp|lac|cla|pep|pip|dla|ppm|tac"
    r"|tas|eha|caf"
)
_FEWEST_FIGURES = 3
_MOST_BESIDE = 6
# Words for records that a count or the number of a room may follow as well: 'court 204', 'pupil 115'.
_ALSO_COUNTED = frozenset(
    (
        "student",
        "pupil",
        "learner",
        "member",
        "client",
        "customer",
        "court",
        "port",
        "panel",
        "locker",
        "card",
        "core",
        "account",
        "roll",
    )
)
_COUNTED = re.compile(r" (?!is\b|was\b|as\b|has\b|this\b)\w{2,}s\b| (?:people|children|staff|per\b)| ?%", re.I)
# Another of the same make beside one: 'refs 22310 and 22311', 'CAD 4412 / 4415'.
_ANOTHER = re.compile(
    r"(?: ?[,/&+;] ?|,? (?:and|or|then|plus"
    r"|also) )(?P<value>#?[A-Za-z]{0,5}[-/]?\d[A-Za-z\d]*(?:[-/.][A-Za-z\d]+){0,4})(?![\w/])"
)
_EXHIBIT = re.compile(r"(?i:\bexhibits?(?: (?:ref|no|number))?)[ .:]{1,2}(?P<value>[A-Z]{2,4} ?[/-]? ?\d{1,3})(?!\w)")
_SHAPES = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "a" * 52 + "0" * 10)
_PIECE = r"(?:[A-Za-z]{0,5}\d[A-Za-z0-9]{0,18}|[A-Za-z0-9]{1,8}(?=[/\-._]))"
_VALUE = (
    rf"(?P<value>#?(?:[A-Za-z]{{1,5}} ?(?=\d))?{_PIECE}"
    r"(?:[/\-._–][A-Za-z0-9]{1,18}| [/\-–] (?=\d)[A-Za-z0-9]{1,18}| (?=[A-Z]{0,3}\d[\dA-Z]{2,})[A-Z0-9]{3,12}"
    r"| (?-i:[A-Z]{1,3})(?![A-Za-z]) ?\d{0,8}| \d{1,2}(?= ?[,.;)\n]|$)){0,5})(?![A-Za-z0-9])"
)
_NO_RECORD = "|".join(sorted(word_list("no_record")))
_MARKS = (
    r"(?:\s?(?:is|was|being|given(?: as)?|shown as|of|now|still|quoted(?: as)?|allocated|assigned|issued|came back as"
    r"|(?:end|beginn|start)ing(?: in| with)?|(?:ends|begins|starts)(?: in| with)?|(?:i|we) (?:have|was given|were given)"
    r"|(?:they|police|mash|you) gave (?:me|us)|on (?:it|file|(?:the|their|our) (?:letter|form|file|system|email|front))"
    r"|for (?:the )?(?:referral|call|case|this|it|him|her|them)|from (?:the )?(?:police|council|mash|call|letter"
    r"|hospital))\b|[ \t]?[:=#|\"'*(\[<>~–-]|[ \t]|\.{2,60}|_{2,60}|\n(?![-*\n])){0,7}"
)
_ANNOUNCED = re.compile(
    rf"(?<![A-Za-z])(?P<cue>(?:{_RECORD})(?:[ _-]?{_NOUN}){{0,3}}\.?){_MARKS}(?<![A-Za-z0-9]){_VALUE}", re.I
)
# Whatever word stands before 'no', 'ref' or 'id': 'transport number T-316', 'pass no 6335 9700 1182'.
_ANY_LABEL = re.compile(
    rf"(?<![A-Za-z'])(?P<cue>(?!(?:{_NO_RECORD})\b)[A-Za-z][A-Za-z'/+-]{{1,18}},?[ _-]?(?:no|nos|number|num|nr"
    rf"|ref|reference|id|code)\b\.?)"
    rf"{_MARKS}(?<![A-Za-z0-9]){_VALUE}",
    re.I,
)
_OF_A_DAY = re.compile(
    r"(?<![A-Za-z])(?:log|cad|inc(?:ident)?|ref(?:erence)?|serial|job|event|call|crime|number|no|occurrence|urn"
    r"|id)\b[ .:#=*-]{0,3}"
    r"(?P<value>(?:[A-Z]{2,4} ?)?\d{1,6},? (?:of|from|on"
    r"|dated) (?:the )?(?:\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?|today|yesterday"
    r"|\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
    r"|dec)[a-z]*(?: \d{2,4})?))(?![\w/])",
    re.I,
)
_NUMBERED = re.compile(r"(?<![\w&])#(?P<value>[A-Z]{0,3}\d{4,10})(?!\w)")
_CODE = re.compile(
    r"(?<![\w@#£$.-])(?!(?i:d\.?o\.?b))(?<![\w.]/)(?P<value>(?=[A-Za-z0-9/\-._]{0,24}\d)(?=[A-Za-z/\-._]{0,6}\d"
    r"|\d[\d/\-._]{0,12}[A-Za-z]|\d+[/_-])"
    r"[A-Za-z0-9]{1,14}(?:[/\-._][A-Za-z0-9]{1,12}){0,5})(?![\w@]|-\w)"
)
_APART = re.compile(
    r"(?<![\w/@.#-])(?!ID |NO |REF |NUM |GBP |EUR |YEAR |PAGE |DOB |BORN |BORNE |DATE |TEL |NHS |PHONE |MOB "
    r"|MOBILE |CALL |TEXT |RING |FAX |SI )(?-i:[A-Z]{2,6}|[A-Z][a-z]+[A-Z][a-z]+) "
    r"(?:(?:20\d\d )?\d{5,9}(?:[/-][A-Z\d]{1,3})?|\d{2,4}[ -]\d{3,4}(?:[ -]\d{3,4})?|\d{2,4}/\d{3,6})(?![\w/@-])"
)
# Offices and a number: 'LCC/OOH/6631', 'HCC-CSC-7719'.
_OF_OFFICES = re.compile(
    r"(?<![\w@#./-])[A-Z]{2,5}(?:[/-][A-Z]{1,5}){1,3}[/-](?!(?:19"
    r"|20)\d\d(?![\w/-]))\d{3,8}(?:[/-][A-Z\d]{1,4})?(?![\w@/]|-\w)"
)
_OFFICES_AND_A_YEAR = re.compile(r"[A-Z]{2,6}\d?(?:[/-][A-Z]{2,6}\d?)+[/-](?:19|20)\d\d")
_PLAIN = re.compile(r"(?<![\w£$€.,/#@:+-])\d{6,7}(?![\w%]|[.,/:-]\d)")
_DATES = re.compile(
    r"#?(?:\d{1,2}[/.\-](?:19|20)\d\d|\d{1,2}[/.\-]\d{1,2}(?:[/.\-](?:\d{4}|\d{2}))?"
    r"|(?:19|20)\d\d[/.\-]\d{1,2}(?:[/.\-]\d{1,2})?|(?:19"
    r"|20)\d\d(?: ?[-/–] ?(?:\d\d|(?:19|20)\d\d))?"
    r"|\d{1,2}[/.\- ]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[/.\- ]?\d{2,4}"
    r"|\d{1,2}[:.]\d\d(?:-\d{1,2}[:.]\d\d)?)",
    re.I,
)
_QUANTITY = re.compile(
    r"(?:\d+(?:st|nd|rd|th|s|k|m|mb|gb|kb|am|pm|hrs?|mins?|secs?|mg|ml|kg|g|cm|mm|km|px|p|bn|x|yrs?|yo|mths?|hz|fps)"
    r"|(?:year|yr|y|ks|key|page|pp?|v|version|level|covid|section|ss?|para|pt|unit"
    r"|tier)[-.]?\d{1,3}(?:[.\-/]\d+)*[a-z]?)",
    re.I,
)
_OFFICE = re.compile(r"(?<![A-Za-z])(?!REF |NO |CASE |ID |NUM |FILE |POLICE |COURT |DOB |BORN )[A-Z]{2,6} $")
_AS_A_DATE = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d|(?:19|20)\d{4}")
_SHORT = re.compile(r"[A-Z]{1,4}[-/]\d{3}(?!\d)")
_OURS = re.compile(r"#?HSB-[A-Z0-9]{4}-[A-Z0-9]{4}$", re.I)
_TO_A_YEAR = re.compile(r"[A-Za-z]+[-/_.]?(?:19|20)\d\d(?:[-/_.–](?:\d{2}|20\d\d))?")
_PUBLIC = re.compile(
    r"(?:URN|UKPRN|ISBN|ISO|ISSN|EN|BS|PO|RCN|SI|HC|CM|CP|LAESTAB|DFE|DfE|NG|QS|CG|PH"
    r"|AQA|OCR|EDEXCEL|WJEC|PSI|PSO|GCSE|BTEC)(?:[ \-:]|(?=\d))",
    re.I,
)
_PUBLIC_BEFORE = re.compile(
    r"(?:\b(?:urn|ukprn|isbn|iso|issn|laestab|company|charity|registered charity|vat|psi|pso|po|module|error|aqa|ocr|edexcel"
    r"|wjec|gcse)(?: (?:no|number"
    r"|reg)\.?)?[:. ]{1,3}"
    r"|\b[sw]?si |doi[:./]\S{0,20}|https?://\S{0,120}|www\.\S{0,120})$",
    re.I,
)


def hits(signs: Signs) -> Iterator[Hit]:
    for hit in _found(signs):
        yield hit
        end = hit[1]
        for _ in range(_MOST_BESIDE):
            another = _ANOTHER.match(signs.text, end, end + 40)
            if not another or not _is_alike(signs.text[hit[0] : hit[1]], another["value"]):
                break
            end = another.end()
            yield *another.span("value"), hit[2], hit[3], "reference_beside_another"


def _is_alike(one: str, other: str) -> bool:
    """Of the same letters, figures and marks; of one or two figures more or fewer, where it has three or more."""
    if _DATES.fullmatch(other) or sum(c.isdigit() for c in other) < _FEWEST_FIGURES:
        return False
    return one.translate(_SHAPES) == other.translate(_SHAPES) or (
        one.isdigit() and other.isdigit() and abs(len(one) - len(other)) < 2
    )


def _found(signs: Signs) -> Iterator[Hit]:
    text = signs.text
    announced = signs.with_figures(common(signs.near(RECORDS, 4, 80), signs.close), _FEWEST_FIGURES)
    for match in signs.matches(_ANNOUNCED, announced):
        value = match["value"]
        start, end = match.span("value")
        if _is_reference(value, match["cue"]) and not (
            value.isdigit()
            and (
                _PUBLIC_BEFORE.search(text, max(0, start - 20), start)
                or (len(value) < 5 and _COUNTED.match(text, end, end + 20))
            )
        ):
            office = _OFFICE.search(text, max(0, start - 8), start)
            label = office.group().strip().lower() if office else ""
            if label in _NO_OFFICES or (value.replace(" ", "").isdigit() and label in RECORDS):
                office = None  # 'ULN 4471902385'
            yield office.start() if office else start, end, "other_number", "warn", "reference_after_cue"
    labelled = signs.with_figures(common(signs.near(LABELS, 24, 60), signs.close), _FEWEST_FIGURES)
    for match in signs.matches(_ANY_LABEL, labelled):
        value = match["value"]
        if _is_reference(value, match["cue"]) and not _PUBLIC_BEFORE.search(
            text, max(0, match.start("value") - 30), match.start("value")
        ):
            yield (
                _after_a_label(text, *match.span("value")),
                match.end("value"),
                "other_number",
                "warn",
                "reference_after_any_label",
            )
    for match in signs.matches(_OF_A_DAY, common(signs.near(OF_A_DAY, 4, 40), signs.close)):
        yield *match.span("value"), "other_number", "warn", "number_of_a_day"
    for match in signs.matches(_EXHIBIT, signs.near(_EXHIBITS, 4, 30)):
        yield *match.span("value"), "other_number", "warn", "reference_after_cue"
    for match in _NUMBERED.finditer(text) if "#" in text else ():
        yield match.start(), match.end(), "other_number", "warn", "shape_of_a_reference"
    for match in signs.matches(_CODE, signs.of_figures(3)):
        code = match["value"].rstrip("./-_")
        if _has_shape(code) and not _PUBLIC_BEFORE.search(text, max(0, match.start() - 130), match.start()):
            yield match.start(), match.start() + len(code), "other_number", "warn", "shape_of_a_reference"
    for match in signs.matches(_OF_OFFICES, signs.of_figures(3)):
        yield *match.span(), "other_number", "warn", "shape_of_a_reference"
    for match in signs.matches(_APART, signs.of_figures(5)):
        if not _PUBLIC.match(match.group()) and not _TO_A_YEAR.fullmatch(match.group().replace(" ", "")):
            yield _after_a_label(text, *match.span()), match.end(), "other_number", "warn", "shape_of_a_reference"
    for match in signs.matches(_PLAIN, signs.of_figures(6)):
        if _AS_A_DATE.fullmatch(match.group()):
            continue
        counted = (
            text[match.end() : match.end() + 12]
            .lower()
            .lstrip()
            .startswith(("people", "pupils", "children", "pounds", "words"))
        )
        if not counted and not _PUBLIC_BEFORE.search(text, max(0, match.start() - 40), match.start()):
            yield *match.span(), "other_number", "warn", "bare_number"


def _after_a_label(text: str, start: int, end: int) -> int:
    """Where the value begins of 'ULN 4471902385' or 'as 537 664'."""
    word, _, rest = text[start:end].partition(" ")
    return (
        end - len(rest) if rest and word.isalpha() and (word.islower() or word.lower() in RECORDS | LABELS) else start
    )


def _is_reference(value: str, cue: str) -> bool:
    digits = sum(c.isdigit() for c in value)
    letters = value.lstrip("#").split(" ")[0].lower()
    enough = 4 if cue.lower().rstrip(".") in _ALSO_COUNTED and value.isdigit() else _FEWEST_FIGURES
    if digits < enough or _OURS.match(value):
        return False
    if letters in CALENDAR:
        return False  # 'log Mon 0900'
    figures = re.sub(r"\D", "", value)
    if (figures[0] == "0" and figures in PUBLISHED) or figures in _OF_SERVICES:
        return False
    if (
        letters.isalpha()
        and not value[: len(letters)].isupper()
        and (
            letters in ("is", "was", "as", "at", "on", "in", "of", "to", "for")
            or (len(letters) > 2 and lexicon().of(letters) & COMMON)
        )
    ):
        return False
    return not _DATES.fullmatch(value) and bool(_SHORT.match(value) or not _QUANTITY.fullmatch(value))


def _has_shape(code: str) -> bool:
    """Letters and figures as nobody writes but in a reference: five figures with a letter or a slash, and no date or amount."""
    digits = sum(c.isdigit() for c in code)
    letters = sum(c.isalpha() for c in code)
    if _OURS.match(code) or _PUBLIC.match(code) or _DATES.fullmatch(code) or _QUANTITY.fullmatch(code):
        return False
    if _TO_A_YEAR.fullmatch(code) or _OFFICES_AND_A_YEAR.fullmatch(code):
        return False
    marked = any(mark in code for mark in "/-_")
    if not letters:
        slashed = "/" in code or "_" in code
        return slashed and digits >= 6 and max(map(len, re.split(r"\D", code))) >= 4
    if digits == 3 and letters > 1 and marked and code == code.upper() and _SHORT.fullmatch(code):
        return True  # 'CPP-331'
    if digits < 4 or letters > 8 + 2 * digits:
        return False
    return (
        digits >= 5
        or (marked and code == code.upper())
        or (letters < 4 and max(map(len, re.findall(r"\d+", code))) >= 4)
    )
