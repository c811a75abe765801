"""E-mail addresses, usernames and the addresses of personal pages, also where '@' and '.' are spelled out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import COMMON, GIVEN, lexicon, word_list
from adviceline.privacy.guard.signs import Signs
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_{|}~-")
_DOMAIN = re.compile(
    r"(?:\s?|\n[> ]{0,3})(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62}) ?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
_WRAPPED = re.compile(r"[ ]?\n[> ]{0,3}$")
_COMMAS = re.compile(r"(?:,[a-z]{2,10}){1,3}(?!\w)")
_LAST_WORD = re.compile(r"(?<!\S)\w[\w.+-]{1,40}\s$")
_HANDLE = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.]{0,38}[A-Za-z0-9_])?")
_AT_WORD = re.compile(
    r"[\s_]{0,3}(?:[(\[{<]\s{0,2}(?:at|a|@)\s{0,2}[)\]}>]|(?<=\s)at(?=\s)|(?<=[_-])at(?=[_-])|(?<=\s)at the rate(?=\s))[\s_-]{0,3}",
    re.I,
)
_DOT_WORD = r"(?:\s{0,3}[(\[{<]\s{0,2}(?:dot|\.)\s{0,2}[)\]}>]\s{0,3}|[\s_-]{1,3}dot[\s_-]{1,3}|\s?\.\s?)"
_SPELLED_DOMAIN = re.compile(rf"[A-Za-z0-9-]{{1,63}}?(?:{_DOT_WORD}[A-Za-z0-9-]{{2,63}}?){{1,6}}(?![A-Za-z0-9-])", re.I)
_DOTTED_LAST = re.compile(
    r"(?:[A-Za-z0-9_+-]{1,40}(?:\.|\s?(?:\(dot\)|\[dot\]|\[\.\]|\b(?:dot|underscore|hyphen|dash|under score)\b)\s?)){0,5}"
    r"[A-Za-z0-9_+-]{1,40}$",
    re.I,
)
_ENDINGS = word_list("email_endings")
_WEBMAIL = (
    r"(?:gmail|googlemail|hotmail|outlook|yahoo|ymail|icloud|live|aol|msn|btinternet|protonmail|proton|sky|talktalk)"
)
_PLAIN_AT = re.compile(
    rf"(?<![\w.])(?P<local>[A-Za-z0-9_.+'-]{{2,40}})\s(?:at|@)\s(?P<host>{_WEBMAIL}(?:\.[a-z]{{2,3}}){{0,2}}|"
    rf"(?:[a-z0-9-]{{2,40}}\.){{1,4}}[a-z]{{2,6}})"
    r"(?![\w.-]*\w)",
    re.I,
)
_SPACED = re.compile(
    r"(?<![\w.])[\w.+-]{2,40}\s?@\s?[\w-]{2,30}(?:\s?\.\s?(?:com|co|uk|org|net|sch|gov|nhs|ac|ie|fr|pl|ro)){1,3}(?!\w)",
    re.I,
)
_MAIL_CUE = re.compile(r"\be-?mail\b[^\n.]{0,16}$", re.I)
_SLASH = re.compile(
    r"\b(?:instagram|facebook|tiktok|snapchat|twitter|youtube|roblox|discord)\s?(?:dot|\.|\(dot\))\s?(?:com|me|gg)\s?(?:forward )?"
    r"(?:slash|/)\s?[\w.@-]{2,40}",
    re.I,
)
_SPELLING = re.compile(r"\bdot\b|\[\.\]|[(\[{<]\s?dot|[@a]\s?[)\]}>]|at\s?[)\]}>]|_dot_", re.I)
_FIRST_OF_TWO = re.compile(r"(?<!\S)([A-Za-z]{2,12}) $")
_LOOKING = frozenset(
    ("look", "looked", "looking", "me", "us", "her", "him", "them", "team", "staff", "is", "was", "account")
)
_URL = re.compile(
    r"(?:https?://|www\.|(?<![\w@.])(?=(?:[a-z]{1,3}\.)?(?:instagram|facebook|fb|tiktok|snapchat|twitter|x"
    r"|youtube|linkedin|t|discord|twitch|reddit|threads|roblox|steamcommunity|onlyfans|vsco|bereal"
    r"|pinterest|tumblr|soundcloud|ask|ngl|linktr|wa|kik|vk|justgiving|gofundme|patreon)\.(?:com|me|tv|gg|net|ee|link|fm|co"
    r"|be)/))[^\s<>\"']{3,300}",
    re.I,
)
_PERSONAL_HOST = re.compile(
    (
        r"(?:https?://)?(?:[a-z0-9-]{1,20}\.){0,2}(?:instagram|facebook|fb|tiktok|snapchat|twitter|x|linkedin"
        r"|t|discord|discordapp|twitch|reddit|"
        r"threads|roblox|steamcommunity|onlyfans|vsco|bereal|bere|pinterest|tumblr|soundcloud|ask|ngl|linktr"
        r"|wa|kik|vk|youtube|youtu|whatsapp|flickr|strava|venmo|github|spotify|pornhub|justgiving|gofundme|patreon)"
        r"\.(?:com|me|tv|gg|net|ee|link|fm|co|be|al|uk)/(?!(?:about|help|safety|legal|privacy|support|policies"
        r"|watch|parents|teachers|business|family|familycenter)\b)[^/?#]+"
    ),
    re.I,
)
_PERSONAL_PATH = re.compile(r"/(?:~|users?/|profiles?/|people/|u/|@|in/|add/|member/)[A-Za-z0-9_.~-]{2,}", re.I)
_NETWORK = (
    r"(?:snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|twitter|discord|roblox|xbox|psn|playstation|fortnite"
    r"|minecraft|steam|kik|telegram|wizz|yubo|bereal|facebook|messenger|twitch|reddit|skype|whatsapp"
    r"|gamer ?tag|user ?name|user|player|user ?id|login|log-?in|screen ?name|handle|account|profile|tag|alias|sc|fb)"
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
    r"(?<![\w@./#-])(?:u/)?(?!(?:year|yr|y|ks|key|page|level|covid|version|v|g|gcse|room|ch|mp|ps|xbox|android|ios|web|windows|week|day|part|tier)[.\d])"
    r"(?=[\w.]{0,30}[A-Za-z])(?:[A-Za-z][A-Za-z_.]{1,24}\d{1,6}[A-Za-z_]{0,8}|[A-Za-z]{2,20}(?:\.[A-Za-z]{1,15}){1,2}[\w]{0,8}|[\w.]{1,20}_[\w.]{0,20}\w|"
    r"[A-Za-z]{1,10}\d[A-Za-z]\w{1,12})(?![\w@/]|[.-]\w)"
)
_CAMEL_AND_FIGURES = re.compile(r"(?<![\w@./#-])(?=[A-Za-z]*[a-z])[A-Z][a-z.]+(?:[A-Z][A-Za-z]*)+\d{2,4}(?![\w@/-])")
_REDDIT = re.compile(r"(?<![\w/])u/[\w.-]{3,30}", re.I)
_TAGGED = re.compile(
    rf"(?P<cue>\b{_NETWORK}\b[^.#\n]{{0,20}}?)?(?<![\w.#])(?P<handle>[A-Za-z0-9_.]{{2,32}}#\d{{3,5}})(?![\w#])", re.I
)
_BESIDE = re.compile(
    rf"\b{_NETWORK}(?:(?:'s)? (?:user ?name|handle|account|id|name|tag|profile|user))?(?: |,? ?[(\"'])"
    r"(?P<handle>(?:u/)?@?(?=[\w.]{0,30}[A-Za-z])(?!\d{1,4}(?:st|nd|rd|th|am|pm)\b)(?=[A-Za-z._]{0,30}(?:\d|_\w|\.[A-Za-z]))[\w.]{4,32})",
    re.I,
)
_EXPLICIT = re.compile(
    r"\b(?:user ?name|gamer ?tag|handle|screen ?name|snapchat name|tiktok|insta|"
    r"snap)s? (?P<handle>(?=\w{0,30}(?:[a-z][A-Z]|x[xX]))\w{4,32})"
)
_CALLED = re.compile(
    r"\b(?:called|named|known as|nicknamed) [\"']?(?P<handle>@?(?=[\w.]{0,30}(?:\d\d|_|[a-z]\.[a-z\d]))[A-Za-z][\w.]{3,32})"
)
_GOES_BY = re.compile(
    r"\b(?:goes by|went by|add me|uses the name|under the name|posts as|posting as|plays as|known online as"
    r"|online as|logs? in as|signed in as|added)[ \t]{1,2}[\"']?(?P<handle>@?[A-Za-z0-9_.\-]{3,38})",
    re.I,
)
_ODD = re.compile(r"[_\d]|[a-z]\.[a-z]|[a-z][A-Z]|x[xX]")
_BARE = re.compile(r"(?<![\w@./-])(?=[A-Za-z0-9]{0,24}_)(?=[A-Za-z0-9_]{0,40}[A-Za-z])[A-Za-z0-9_]{5,40}(?![\w@/-])")

NETWORKS = word_list("network_words")
NAMING = word_list("naming_words")
_AT = frozenset(("at",))
_VALUE_NEXT = re.compile(r"[\"']?\s?[:=]")
_KEYS = frozenset(("dob", "tel", "nhs", "upn", "id", "ref", "no", "num", "fname", "lname", "addr"))
_SLASHES = frozenset(("slash", "forward"))
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
PUBLISHED = word_list("published_emails")
PUBLISHED_HANDLES = word_list("published_handles")


def hits(signs: Signs) -> Iterator[Hit]:
    text = signs.text
    yield from _at_signs(text)
    yield from _spelled(signs)
    for match in _SPACED.finditer(text) if "@" in text else ():
        if " " in match.group():
            yield *match.span(), "email", "block", "email_with_spaces"
    if "/" in text or "www." in text.lower() or signs.has(_SLASHES):
        yield from _urls(text)
    yield from _handles(signs)


def _is_handle(word: str) -> bool:
    return len(word) > 1 and word.lower() not in PUBLISHED_HANDLES and not word.isdigit()


def _at_signs(text: str) -> Iterator[Hit]:
    at = text.find("@")
    while at >= 0:
        start = at
        if (
            start
            and text[start - 1] in " \n"
            and text[at + 1 : at + 2] != ""
            and (text[at + 1] == " " or text[start - 1] == "\n")
        ):
            start -= 1
        elif start and (wrapped := _WRAPPED.search(text, max(0, at - 5), at)):
            start = wrapped.start()
        while start > 0 and at - start < 65 and text[start - 1] in _LOCAL:
            start -= 1
        while start < at and text[start] in ".'*!?/#=|{}~":
            start += 1
        domain = _DOMAIN.match(text, at + 1, at + 260)
        if start < at and text[start:at].strip() and domain:
            if text[start : domain.end()].lower() not in PUBLISHED:
                start -= 7 * (text[max(0, start - 7) : start].lower() == "mailto:")
                yield start, domain.end(), "email", "block", "email"
        elif (
            start == at
            and domain
            and domain.group().lower().rpartition(".")[2] in _ENDINGS
            and (local := _LAST_WORD.search(text, max(0, at - 45), at))
        ):
            yield local.start(), domain.end(), "email", "block", "email"
        elif (
            start < at
            and text[start:at].strip()
            and (host := _HANDLE.match(text, at + 1))
            and len(host.group()) > 2
            and text[at - 1].isalnum()
        ):
            commas = _COMMAS.match(text, host.end())
            end = commas.end() if commas else host.end()
            yield start, end, "email", "block", "email_without_ending"
        elif (handle := _HANDLE.match(text, at + 1, at + 42)) and _is_handle(handle.group()):
            yield at, handle.end(), "handle", "block", "at_handle"
        at = text.find("@", at + 1)


def _spelled(signs: Signs) -> Iterator[Hit]:
    text = signs.text
    for match in signs.matches(_PLAIN_AT, signs.near(_AT, 45, 60)) if "@" not in text else _PLAIN_AT.finditer(text):
        local, host = match.group("local"), match.group("host").lower()
        odd = bool(re.search(r"[\d_.+]", local))
        webmail = "." in host and re.match(_WEBMAIL, host, re.I)
        cue = _MAIL_CUE.search(text, max(0, match.start() - 30), match.start())
        if odd or cue or (webmail and local.lower() not in _LOOKING):
            yield match.start(), match.end(), "email", "block", "email_spelled_out"
    if not _SPELLING.search(text):
        return
    for match in _AT_WORD.finditer(text):
        bracketed = any(c in match.group() for c in "([{<")
        domain = _SPELLED_DOMAIN.match(text, match.end(), match.end() + 240)
        if not domain:
            continue
        last = re.split(r"[^A-Za-z0-9]+", domain.group())[-1].lower()
        spelled = bool(re.search(r"(?<![a-z])dot(?![a-z])", domain.group(), re.I))
        if last not in _ENDINGS or not (spelled or bracketed):
            continue
        local = _DOTTED_LAST.search(text, max(0, match.start() - 90), match.start())
        if local and text[local.start() : domain.end()].lower() not in PUBLISHED:
            first = _FIRST_OF_TWO.search(text, max(0, local.start() - 20), local.start())
            named = first and lexicon().of(first[1].lower()) & GIVEN
            yield (
                first.start() if first and named else local.start(),
                domain.end(),
                "email",
                "block",
                "email_spelled_out",
            )


def _urls(text: str) -> Iterator[Hit]:
    for match in _SLASH.finditer(text):
        yield match.start(), match.end(), "url", "block", "personal_page_spelled_out"
    for match in _URL.finditer(text):
        url = match.group().rstrip(".,;:!?)]}")
        if _PERSONAL_HOST.match(url.removeprefix("https://").removeprefix("http://")) or _PERSONAL_PATH.search(url):
            yield match.start(), match.start() + len(url), "url", "block", "personal_page"


def _handles(signs: Signs) -> Iterator[Hit]:
    text = signs.text
    near_networks = signs.near(NETWORKS)
    near_names = signs.near(NAMING)
    for pattern in (_NAMED_HANDLE, _BESIDE, _GOES_BY, _CALLED, _EXPLICIT):
        for match in signs.matches(pattern, near_networks if pattern in (_NAMED_HANDLE, _BESIDE) else near_names):
            handle = match.group("handle").rstrip(".-")
            explicit = pattern is _NAMED_HANDLE and not lexicon().of(handle.lower()) and len(handle) > 4
            if (
                len(handle) > 2
                and (_ODD.search(handle) or explicit)
                and not handle.replace(".", "").replace("-", "").isdigit()
            ):
                yield match.start("handle"), match.start("handle") + len(handle), "handle", "block", "username"
    for match in _TAGGED.finditer(text) if "#" in text else ():
        word, number = match.group("handle").lower().split("#")
        if match.group("cue") or (len(number) == 4 and word not in NUMBERED) or not lexicon().of(word):
            yield match.start("handle"), match.end("handle"), "handle", "block", "username_with_number"
    for match in signs.matches(_CAMEL_AND_FIGURES, signs.figures):
        yield *match.span(), "handle", "warn", "looks_like_a_username"
    for match in _REDDIT.finditer(text) if "u/" in text or "U/" in text else ():
        yield *match.span(), "handle", "warn", "looks_like_a_username"
    yield from _beside_networks(signs, near_networks)
    for match in _BARE.finditer(text) if "_" in text else ():
        if any(c.isalpha() for c in match.group()) and not _is_key(text, match):
            yield match.start(), match.end(), "handle", "warn", "looks_like_a_username"


def _is_key(text: str, match: re.Match[str]) -> bool:
    """The 'first_name' of a form or file, before its value."""
    words = match.group().lower().split("_")
    return bool(_VALUE_NEXT.match(text, match.end())) and all(
        lexicon().of(word) & COMMON or word in _KEYS for word in words
    )


def _beside_networks(signs: Signs, near_networks: list[tuple[int, int]]) -> Iterator[Hit]:
    networks = [match.start() for match in signs.matches(_NEAR_NETWORK, near_networks)]
    if not networks:
        return
    for match in signs.matches(_ODD_WORD, near_networks):
        at = bisect_left(networks, match.start())
        near = networks[max(0, at - 1) : at + 1]
        word = match.group()
        abbreviated = "." in word and (
            word.lower().rpartition(".")[2] in _ENDINGS or not any(len(p) > 2 for p in word.split("."))
        )
        if not abbreviated and any(abs(place - match.start()) < 80 for place in near):
            yield *match.span(), "handle", "warn", "odd_word_beside_a_network"
