"""Usernames: what somebody is called on a network, in a game or in somebody's telephone.

A username is announced ('snap: x', 'insta - x', 'goes by x', 'username "x y"'), stands near the name of a network, is what a
message comes from ('texts from "x"'), or shows itself by a make that words have not: dots or underscores inside it, figures
among letters ('b0y'), 'xX…Xx', '#1234' at its end. In quotation marks less make is enough. Two words with a full stop between
them and no space are a slip of the thumb; what ends as a domain or a file ends is no username.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import COMMON, GIVEN, lexicon, word_list
from adviceline.privacy.guard.signs import Signs
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_NETWORK = (
    r"(?:snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|twitter|discord|roblox|xbox|psn|playstation|fortnite"
    r"|minecraft|steam|kik|telegram|wizz|yubo|bereal|facebook|messenger|twitch|reddit|skype|whatsapp"
    r"|gamer ?tag|user ?names?|user|player|user ?id|login|log-?in|screen ?name|handles?|accounts?|profiles?|tag|alias|sc|fb)"
)
_NAMED_HANDLE = re.compile(
    rf"\b{_NETWORK}(?:(?:'s)? (?:user ?name|handle|account|id|name|tag|profile|user|login))?(?: (?:is|was"
    rf"|called|named|as|under|of|goes by|went by)\b|[ \t]?[:=#])+[ \t]{{0,2}}[\"'(]?"
    rf"(?P<handle>(?:u/)?@?[A-Za-z0-9_][A-Za-z0-9_.\-]{{2,38}})",
    re.I,
)
# In company of a network, a word with figures, a dot or an underscore in it is a name there.
_NEAR_NETWORK = re.compile(rf"(?<![\w@./-]){_NETWORK}(?![\w@])", re.I)
_ODD_WORD = re.compile(
    r"(?<![\w@./#-])(?:u/)?(?!(?:year|yr|y|ks|key|page|level|covid|version|v|g|gcse|room|ch|mp|ps|xbox|android"
    r"|ios|web|windows|week|day|part|tier)[.\d])"
    r"(?=[\w.]{0,30}[A-Za-z])(?:[A-Za-z][A-Za-z_.]{1,24}\d{1,6}[A-Za-z_]{0,8}"
    r"|[A-Za-z]{2,20}(?:\.[A-Za-z]{1,15}){1,2}[\w]{0,8}|[A-Za-z]{2,20}\.\d{1,4}[A-Za-z_]\w{0,8}|[\w.]{1,20}_[\w.]{0,20}\w|"
    r"[A-Za-z]{1,10}\d[A-Za-z]\w{1,12})(?![\w@/]|[.-]\w)"
)
_CAMEL_AND_FIGURES = re.compile(r"(?<![\w@./#-])(?=[A-Za-z]*[a-z])[A-Z][a-z.]+[A-Z][A-Za-z]*\d{2,4}(?![\w@/-])")
_REDDIT = re.compile(r"(?<![\w/])u/[\w.-]{3,30}", re.I)
_TAGGED = re.compile(
    rf"(?P<cue>\b{_NETWORK}\b[^.#\n]{{0,20}}?)?(?<![\w.#])(?P<handle>[A-Za-z0-9_.]{{2,32}}#\d{{3,5}})(?![\w#])", re.I
)
_BESIDE = re.compile(
    rf"\b{_NETWORK}(?:(?:'s)? (?:user ?name|handle|account|id|name|tag|profile|user))?(?: |,? ?[(\"'])"
    r"(?P<handle>(?:u/|/)?@?(?=[\w.]{0,30}[A-Za-z])(?!\d{1,4}(?:st|nd|rd|th|am|pm)\b)(?=[A-Za-z._]{0,30}(?:\d|_\w"
    r"|\.[A-Za-z]))[\w.]{4,32})",
    re.I,
)
_EXPLICIT = re.compile(
    r"\b(?:user ?name|gamer ?tag|handle|screen ?name|snapchat name|tiktok|insta|"
    r"snap)s? (?P<handle>(?=\w{0,30}(?:[a-z][A-Z]|x[xX]))\w{4,32})"
)
_CALLED = re.compile(
    r"\b(?:called|named|known as|nicknamed) [\"']?(?P<handle>@?(?=[\w.]{0,30}(?:\d\d|_"
    r"|[a-z]\.[a-z\d]))[A-Za-z][\w.]{3,32})"
)
_GOES_BY = re.compile(
    r"\b(?:goes by|went by|add me|uses the name|under the name|posts as|posting as|plays as|known online as"
    r"|online as|log(?:s|ged)? in as|signed in as|added(?: (?:him|her|me|them|you))?(?: (?:on"
    r"|as))?)[ \t]{1,2}[\"']?(?P<handle>@?[A-Za-z0-9_.\-]{3,38})",
    re.I,
)
_ODD = re.compile(r"[_\d]|[a-z]\.[a-z]|[a-z][A-Z]|x[xX]")
_BARE = re.compile(r"(?<![\w@./-])(?=[A-Za-z0-9]{0,24}_)(?=[A-Za-z0-9_]{0,40}[A-Za-z])[A-Za-z0-9_]{5,40}(?![\w@/-])")

# Dots in a word, or figures among its letters.
_DOTTED = re.compile(
    r"(?<![\w@./#:&=?-])(?P<handle>(?=[\w.]{0,40}[a-z])[a-z0-9_]{1,20}(?:\.[a-z0-9_]{1,20}){1,4})(?![\w@/:]|\.\w|-\w)"
)
_INNER_DOT = re.compile(r"\.(?<=[a-z0-9_].)(?=[a-z0-9_])")
_QUOTED = re.compile(r"[\"'](?<!\w.)(?P<handle>(?=[\w.-]{0,30}[A-Za-z]{2})[A-Za-z0-9_](?:[\w.-]{2,30})[\w])[\"'](?!\w)")
_MADE_UP = re.compile(r"[a-z]_|_[a-z]|[a-z]\.[a-z]|[a-z]{3,}\d{2,}$|[a-z]\d[a-z]|xx", re.I)
_AMONG_LETTERS = re.compile(r"[a-z]\d+[a-z]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERED_PART = re.compile(r"[a-z]{1,16}\d{1,4}")  # 'zed.again2'
_IN_CROSSES = re.compile(r"(?<!\w)[xX]{2}[ _.]?(?:[A-Za-z0-9]{1,16}[ _.]?){1,3}[xX]{2}(?!\w)")
_ANNOUNCED_PHRASE = re.compile(
    r"\b(?:gamer ?tag|user ?names?|screen ?names?|display name|user|handles?|account|profile|psn|xbox"
    r"|snap(?:chat)?|insta(?:gram)?"
    r"|tik ?tok|discord|roblox|contact|nickname|online name|saved (?:in \w+ phone )?as|named|known (?:online "
    r"|on there )?as"
    r"|(?:texts?|messages?|msgs?|dms?|snaps|requests?|friend requests?|videos?|pics|pictures) (?:\w+ )?(?:from|to|by))"
    r"(?: (?:name|account|tag))?(?: (?:is|was|called|named|as|under|of"
    r"|from)){0,2}[ :=-]{1,3}\"(?P<handle>[^\"\n]{2,30})\"",
    re.I,
)
_AFTER_A_DASH = re.compile(
    rf"\b{_NETWORK}(?: (?:name|user|handle))? ?[-–>]{{1,2}} ?[\"']?(?P<handle>@?[A-Za-z0-9_][\w.-]{{2,38}})", re.I
)
_FIGURES_ON = re.compile(r"\d.*")
_A_TIME = re.compile(r"\d{1,2}\.\d\d")
_FILES = word_list("file_endings")
NETWORKS = word_list("network_words")
NAMING = word_list("naming_words")
_VALUE_NEXT = re.compile(r"[\"']?\s?[:=]")
_KEYS = frozenset(("dob", "tel", "nhs", "upn", "id", "ref", "no", "num", "fname", "lname", "addr"))
_ENDINGS = word_list("email_endings")
_PUBLIC_DOMAINS = ("gov.uk", "nhs.uk", "org.uk", "police.uk", "ac.uk", "sch.uk")
NUMBERED = frozenset(
    (
        "ticket",
        "case",
        "issue",
        "ref",
        "reference",
        "job",
        "order",
        "invoice",
        "request",
        "incident",
        "bug",
        "room",
        "page",
    )
)


def hits(signs: Signs) -> Iterator[Hit]:
    text = signs.text
    near_networks = signs.near(NETWORKS)
    near_names = signs.near(NAMING)
    patterns = (_NAMED_HANDLE, _BESIDE, _GOES_BY, _CALLED, _EXPLICIT) if near_networks or near_names else ()
    for pattern in patterns:
        for match in signs.matches(pattern, near_networks if pattern in (_NAMED_HANDLE, _BESIDE) else near_names):
            handle = match.group("handle").rstrip(".-")
            explicit = pattern is _NAMED_HANDLE and not lexicon().of(handle.lower()) and len(handle) > 4
            if (
                len(handle) > 2
                and (_ODD.search(handle) or explicit)
                and not handle.replace(".", "").replace("-", "").isdigit()
                and not handle.lower().endswith(_PUBLIC_DOMAINS)
            ):
                yield match.start("handle"), match.start("handle") + len(handle), "handle", "block", "username"
    for match in _TAGGED.finditer(text) if "#" in text else ():
        word, number = match.group("handle").lower().split("#")
        if match.group("cue") or (len(number) == 4 and word not in NUMBERED) or not lexicon().of(word):
            yield match.start("handle"), match.end("handle"), "handle", "block", "username_with_number"
    for match in signs.matches(_CAMEL_AND_FIGURES, signs.with_figures(signs.figures, 2)):
        yield *match.span(), "handle", "warn", "looks_like_a_username"
    for match in _REDDIT.finditer(text) if "u/" in text or "U/" in text else ():
        yield *match.span(), "handle", "warn", "looks_like_a_username"
    yield from _beside_networks(signs, near_networks)
    yield from _by_make(signs, near_networks)
    for match in _BARE.finditer(text) if "_" in text else ():
        if any(c.isalpha() for c in match.group()) and not _is_key(text, match):
            yield match.start(), match.end(), "handle", "warn", "looks_like_a_username"


def _by_make(signs: Signs, near_networks: list[tuple[int, int]]) -> Iterator[Hit]:
    """By what they are made of, or in quotation marks after what announces them."""
    text = signs.text
    dots = [dot.span() for dot in _INNER_DOT.finditer(text)] if "." in text else []
    for match in signs.matches(_DOTTED, signs.stretches(dots, 45)):
        quoted = text[max(0, match.start() - 1)] in "\"'("
        if _is_made_up(match["handle"], quoted=quoted):
            named = any(lexicon().of(part) & GIVEN for part in match["handle"].split("."))
            yield *match.span("handle"), "handle", "block" if quoted or named else "warn", "looks_like_a_username"
    if '"' in text or "'" in text:
        for match in signs.all(_QUOTED):
            word = match["handle"].lower()
            plain = lexicon().of(_FIGURES_ON.sub("", word)) & COMMON or word.rpartition(".")[2] in _FILES | _ENDINGS
            if _MADE_UP.search(word) and not plain and not match["handle"].isupper():
                yield *match.span("handle"), "handle", "warn", "looks_like_a_username"
        for match in signs.all(_ANNOUNCED_PHRASE) if '"' in text else ():
            yield *match.span("handle"), "handle", "warn", "username_in_quotation_marks"
    for match in _IN_CROSSES.finditer(text) if "xx" in signs.low else ():
        yield *match.span(), "handle", "warn", "looks_like_a_username"
    for match in signs.matches(_AFTER_A_DASH, near_networks):
        handle = match["handle"].rstrip(".-")
        if _ODD.search(handle) and not re.fullmatch(r"[\d.:-]+(?:am|pm)?", handle):
            yield match.start("handle"), match.start("handle") + len(handle), "handle", "block", "username"


def _is_made_up(word: str, *, quoted: bool) -> bool:
    """No abbreviation, domain, file, time, version or two words run together by a slip."""
    parts = word.split(".")
    lettered = [part for part in parts if any(c.isalpha() for c in part)]
    if (
        _A_TIME.match(word)
        or (len(lettered) < 2 and not _YEAR.fullmatch(parts[-1]))
        or not lettered
        or max(map(len, lettered)) < 3
        or parts[-1] in _FILES
        or parts[-1] in _ENDINGS
        or parts[0] == "www"
    ):
        return False
    if any(_AMONG_LETTERS.search(part) or "_" in part for part in parts):
        return True
    known = [bool(lexicon().of(part) & COMMON) for part in lettered]
    if len(parts) == 2 and not all(known) and _NUMBERED_PART.fullmatch(parts[1]) and len(parts[0]) > 2:
        return not known[0]
    if len(parts) == 2 and _YEAR.fullmatch(parts[1]):  # 'oliwka.2012'
        return not known[0]
    if len(parts) > 2:
        return not all(known)
    return quoted and not all(known)


def _is_key(text: str, match: re.Match[str]) -> bool:
    """The 'first_name' of a form or file, before its value."""
    words = match.group().lower().split("_")
    return bool(_VALUE_NEXT.match(text, match.end())) and all(
        lexicon().of(word) & COMMON or word in _KEYS for word in words
    )


def _beside_networks(signs: Signs, near_networks: list[tuple[int, int]]) -> Iterator[Hit]:
    networks = [match.start() for match in signs.matches(_NEAR_NETWORK, near_networks)] if near_networks else []
    if not networks:
        return
    for match in signs.matches(_ODD_WORD, near_networks):
        at = bisect_left(networks, match.start())
        near = networks[max(0, at - 1) : at + 1]
        word = match.group()
        abbreviated = "." in word and (
            word.lower().rpartition(".")[2] in _ENDINGS | _FILES or not any(len(p) > 2 for p in word.split("."))
        )
        if not abbreviated and any(abs(place - match.start()) < 80 for place in near):
            yield *match.span(), "handle", "warn", "odd_word_beside_a_network"
