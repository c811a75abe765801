"""Usernames by the company they keep: beside another, after the name of a network, or with hyphens and a number.

    beside      'nightowl#2210 or nytowl', 'mia.k07 and miaalt': a word that is no English one, joined to a username
    network     'insta keirxn,' 'tiktok: its-ya-boy-jj', 'YouTube Kids as zara-and-me-2018': the same after a network
    phrase      'xbox name is Ghost Toast 44': words in capitals after what a network calls a name

Can speak only where a username was found, or one of `network_words` stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from adviceline.privacy.guard.lexicon import COMMON, FAMILY, GIVEN, KNOWN, PLACE, lexicon, word_list
from adviceline.privacy.guard.signs import Signs
from adviceline.privacy.guard.slips import is_slip
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_FILES = word_list("file_endings") | word_list("email_endings")
NETWORKS = word_list("network_words")
_ACTING = frozenset(
    (
        "plays",
        "play",
        "playing",
        "posts",
        "posting",
        "logged",
        "signed",
        "games",
        "gaming",
        "streams",
        "streaming",
        "online",
        "chats",
    )
)
_CALLING = frozenset(
    [
        "called",
        "named",
        "known",
        "saved",
        "calling",
        "message",
        "messages",
        "msg",
        "msgs",
        "dm",
        "dms",
        "text",
        "texts",
        "snaps",
        "request",
        "requests",
        "invite",
        "invites",
        "comment",
        "comments",
        "pics",
        "videos",
    ]
)
_BRANDS = frozenset(
    ("youtube", "tiktok", "facetime", "whatsapp", "playstation", "snapchat", "facebook", "bereal", "minecraft")
)
_NEXT = re.compile(
    r"[\"')]{0,2}(?:,? ?(?:and|or|then|&|\+|/|now|also|plus)|,|;| /) (?:also |then |now |maybe |one called )?[\"']?"
    r"(?P<one>@?[A-Za-z0-9_][\w.-]{2,30})(?![\w@/])"
)
_ON = (
    r"\b(?:snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|discord|roblox|xbox|psn|kik|wizz|yubo|twitch|steam|minecraft"
    r"|fortnite|bereal"
    r"|you ?tube(?: kids)?|whatsapp|telegram|facebook|messenger|reddit|twitter)"
)
_AFTER = re.compile(
    rf"{_ON}(?: (?:user ?name|user|account|acc|profile|nick|name|handle|tag|gamertag|(?:live )?id|group|channel|server))?"
    r"(?P<cue> ?[:=;] ?| [-–>]{1,2} ?| ?\(|'s | (?:as|under|is|was|called|by|named)(?: (?:as|by|under))? "
    r"| )[\"']?(?P<one>@?[A-Za-z0-9_][\w.-]{2,30})(?![\w@/])",
    re.I,
)
_PHRASE = re.compile(
    rf"(?i:{_ON} ?(?:user ?name|name|tag|id|handle|gamer ?tag|acct?|account)(?: is| was| of|[:=]){{0,2}}) ?[\"'(]?"
    r"(?P<one>[A-Z][\w']{2,15}(?: (?:[A-Z][\w']{1,15}|\d{1,4})){1,3})"
)
_BEFORE = re.compile(rf"(?<![\w@./-])[\"']?(?P<one>[A-Za-z][\w.-]{{3,30}})[\"']?,? (?:on |via |from |\(){_ON}\b", re.I)
_AS = re.compile(
    r"\b(?:plays?|playing|posts?|posting|logged in|signed in|games|gaming|streams|streaming|goes online|chats) as [\"']?"
    r"(?P<one>[A-Za-z0-9_][\w.-]{3,30})"
)
# 'goes by Ghostie on Discord': whatever stands there, but for plain words in small letters.
_KNOWN_ON = re.compile(
    r"\b(?:goes|going|went|known|plays?|playing|posts?|posting|streams?|streaming|chats?|chatting|signed in|logged in"
    r"|registered|listed"
    r"|saved|shows? up|comes? up|appears?|is|he's|she's)(?: online)? (?:by|as|under)(?: (?:the|a))?(?: (?:user ?name"
    r"|name|handle|tag"
    r"|nickname))?(?: of)? [\"']?(?P<one>@?[A-Za-z0-9_][\w.'-]{2,30}(?: [A-Z0-9][\w.'-]{0,20}){0,2})[\"']? (?:on|in"
    r"|over) (?:the )?"
    rf"(?={_ON[2:]}\b)",
    re.I,
)
# 'a user called riverr', 'dms from riverr'
_CALLED_SO = re.compile(
    r"\b(?:(?:user|account|profile|player|contact|gamer|streamer|channel|server|page|avatar|character|someone|somebody"
    r"|person|stranger"
    r"|group ?chat|gc|lad|boy|girl|man|kid)s? (?:online )?(?:called|named|known as|saved as|calling (?:himself|herself"
    r"|themselves))"
    r"|(?:messages?|msgs?|dms?|texts?|snaps|requests?|invites?|comments?|pics|videos?) (?:from|by|to"
    r"|off)(?: an?)?(?: (?:user|account))?)"
    r"[ :]{1,2}[\"']?(?P<one>@?[A-Za-z0-9_][\w.-]{3,30})(?![\w@/])",
    re.I,
)
# 'on Twitch he is voidlingplays'
_IS_ON = re.compile(
    rf"\b(?:on|in) (?:the )?{_ON[2:]},? (?:s?he|they|it|his name|her name)(?:'s|s| is| was| goes by| are| were)(?: called"
    rf"| now)? [\"']?"
    r"(?P<one>@?[A-Za-z0-9_][\w.-]{3,30})(?![\w@/])",
    re.I,
)
# The word for a username, then it: 'gamertag is Shadow', 'her handle: lemonade'.
_IS_NAMED = re.compile(
    r"\b(?:user ?name|gamer ?tag|handle|display name|screen ?name|online name|in-?game name|account name|ign|psn(?: id)?"
    r"|alias)s?"
    r"(?: (?:on|for|in) (?:the )?[A-Za-z]{2,10})?(?: (?:is|was|of)(?: now)?|[ \t]?(?P<mark>[:=|-]))[ \t]{1,2}[\"'(]?"
    r"(?P<one>@?[A-Za-z0-9_][\w.-]{2,30}(?-i:(?: [A-Z0-9][\w'.-]{0,15}){0,3}))",
    re.I,
)
# A name or a word that is none, and figures: 'kayleigh07', 'Maisie2012'.
_LETTERS_AND_FIGURES = re.compile(r"(?<![\w@./#£$&=?-])(?P<stem>[A-Za-z][a-z]{3,15})\d{2,4}(?![\w@/%-]|\.\w|:\d)")
_ENDS = re.compile(
    r"[\"')]{0,2}(?:\s*$|[,.;)\n!?]|,? (?:and|n|on|who|which|but|or|then|/|&|insta|snap|tiktok|discord)\b)"
)
_WITH_HYPHENS = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){1,4}", re.I)
_SHOWN = re.compile(r"[A-Z]|[_\d]|[a-z]\.[a-z]")
_NO_NAME = word_list("no_username")
_PLAIN_STEMS = frozenset(
    (
        "iphone",
        "fifa",
        "windows",
        "xbox",
        "galaxy",
        "office",
        "kcsie",
        "sept",
        "july",
        "june",
        "april",
        "august",
        "march",
        "channel",
        "class",
        "room",
        "form",
        "term",
        "week",
        "page",
        "table",
        "appendix",
        "annex",
        "tier",
        "step",
        "group",
        "unit",
        "option",
        "section",
        "reception",
        "nursery",
        "child",
        "pupil",
        "covid",
        "year",
        "yr",
        "ks",
        "key",
        "part",
        "level",
        "ps",
        "under",
        "over",
        "age",
        "version",
        "grade",
        "mp",
        "pre",
        "post",
    )
)


def hits(signs: Signs, found: Iterable[Hit]) -> Iterator[Hit]:
    text = signs.text
    for _, end, kind, _, _ in [hit for hit in found if hit[2] == "handle"]:
        for _ in range(4):
            joined = _NEXT.match(text, end, end + 50)
            if not joined:
                break
            start, end = joined.span("one")
            end -= len(joined["one"]) - len(joined["one"].rstrip(".-"))
            if not _is_no_word(text[start:end]):
                break
            yield start, end, kind, "warn", "username_beside_another"
    near = signs.near(NETWORKS, 10, 60)
    for match in signs.matches(_AFTER, near):
        one = match["one"].rstrip(".-")
        end = match.start("one") + len(one)
        announced = match["cue"] != " "
        made = _is_hyphened_name(one, loose=announced)
        if made or (_is_no_word(one) and _ENDS.match(text, end, end + 12)):
            severity: Severity = "block" if made and announced else "warn"
            yield match.start("one"), end, "handle", severity, "username_after_a_network"
    for pattern, places in (
        (_BEFORE, signs.near(NETWORKS, 45, 10)),
        (_AS, signs.near(_ACTING, 4, 40)),
        (_CALLED_SO, signs.near(_CALLING, 24, 50)),
        (_IS_ON, signs.near(NETWORKS, 10, 60)),
    ):
        for match in signs.matches(pattern, places):
            if _is_no_word(match["one"]):
                yield *match.span("one"), "handle", "warn", "username_before_a_network"
    for pattern, places in ((_KNOWN_ON, signs.near(NETWORKS, 80, 20)), (_IS_NAMED, near)):
        for match in signs.matches(pattern, places):
            one = match["one"].rstrip(".-'")
            flags = lexicon().of(one.split(" ")[0].lower())
            given = (
                pattern is _IS_NAMED
                and match["mark"]
                and _ENDS.match(text, match.start("one") + len(one), match.end() + 12)
            )
            if (
                len(one) > 2
                and (_SHOWN.search(one) or given or not flags & COMMON)
                and one.split(" ")[0].lower() not in _NO_NAME
            ):
                yield match.start("one"), match.start("one") + len(one), "handle", "warn", "username_announced"
    for match in signs.matches(_LETTERS_AND_FIGURES, signs.of_figures(2)):
        stem = match["stem"].lower()
        flags = lexicon().of(stem)
        if (flags & GIVEN or not flags) and stem not in _PLAIN_STEMS and not lexicon().resembles_word(stem):
            yield *match.span(), "handle", "warn", "looks_like_a_username"
    for match in signs.matches(_PHRASE, near):
        yield *match.span("one"), "handle", "warn", "username_after_a_network"


def _is_hyphened_name(word: str, *, loose: bool) -> bool:
    """'zara-and-me-2018', and no 'year-11'; a number may lack after what announces a name."""
    if not _WITH_HYPHENS.fullmatch(word) or word.split("-")[0].lower() in _PLAIN_STEMS:
        return False
    numbered = sum(c.isdigit() for c in word) > 1
    return numbered or (
        loose and word.count("-") > 1 and not all(lexicon().of(piece.lower()) & COMMON for piece in word.split("-"))
    )


def _is_no_word(word: str) -> bool:
    """Made up: no English word, name or place as people write it, file or domain."""
    low = word.lower().lstrip("@")
    if len(low) < 4 or low.isdigit() or low.rpartition(".")[2] in _FILES or any(c.isdigit() for c in low[:2]):
        return False
    if word[0] == "@" or re.search(r"[a-z]_|_[a-z]|[a-z]\.[a-z]|[a-z]{3}\d{2,}", low):
        return True
    if re.fullmatch(r"(?:[A-Z][a-z]{2,12}){2,3}", word):
        return (
            all(not lexicon().of(piece) & KNOWN for piece in (low, *re.findall(r"[a-z]+", word.lower())))
            and low not in _BRANDS
        )
    if word[0].isupper() or not low.isalpha():
        return False
    flags = lexicon().of(low)
    return (
        not flags & (COMMON | GIVEN | FAMILY | PLACE)
        and not flags
        and not lexicon().resembles_word(low)
        and not is_slip(low)
    )
