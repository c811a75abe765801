"""E-mail addresses, usernames and the addresses of personal pages, also where '@' and '.' are spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import lexicon, word_list
from adviceline.privacy.guard.spans import Severity

Hit = tuple[int, int, str, Severity, str]

_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_{|}~-")
_DOMAIN = re.compile(r"\s?(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])")
_HANDLE = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.]{0,38}[A-Za-z0-9_])?")
_AT_WORD = re.compile(
    r"[\s_]{0,3}(?:[(\[{<]\s{0,2}(?:at|@)\s{0,2}[)\]}>]|(?<=\s)at(?=\s)|(?<=[_-])at(?=[_-]))[\s_-]{0,3}", re.I
)
_DOT_WORD = r"(?:\s{0,3}[(\[{<]\s{0,2}(?:dot|\.)\s{0,2}[)\]}>]\s{0,3}|[\s_-]{1,3}dot[\s_-]{1,3}|\s?\.\s?)"
_SPELLED_DOMAIN = re.compile(rf"[A-Za-z0-9-]{{1,63}}(?:{_DOT_WORD}[A-Za-z0-9-]{{2,63}}){{1,6}}(?![A-Za-z0-9])", re.I)
_DOTTED_LAST = re.compile(
    r"(?:[A-Za-z0-9_+-]{1,40}(?:\.|\s?(?:\(dot\)|\[dot\]|\bdot\b)\s?)){0,4}[A-Za-z0-9_+-]{1,40}$", re.I
)
_ENDINGS = word_list("email_endings")
_URL = re.compile(
    r"(?:https?://|www\.|(?<![\w@.])(?=(?:[a-z]{1,3}\.)?(?:instagram|facebook|fb|tiktok|snapchat|twitter|x"
    r"|youtube|linkedin|t|discord|twitch|reddit|threads|roblox|steamcommunity|onlyfans|vsco|bereal"
    r"|pinterest|tumblr|soundcloud|ask|ngl|linktr|wa|kik|vk)\.(?:com|me|tv|gg|net|ee|link|fm|co"
    r"|be)/))[^\s<>\"']{3,300}",
    re.I,
)
_PERSONAL_HOST = re.compile(
    (
        r"(?:https?://)?(?:[a-z0-9-]{1,20}\.){0,2}(?:instagram|facebook|fb|tiktok|snapchat|twitter|x|linkedin"
        r"|t|discord|discordapp|twitch|reddit|"
        r"threads|roblox|steamcommunity|onlyfans|vsco|bereal|bere|pinterest|tumblr|soundcloud|ask|ngl|linktr"
        r"|wa|kik|vk|youtube|youtu|whatsapp|flickr|strava|venmo|github|spotify|pornhub)"
        r"\.(?:com|me|tv|gg|net|ee|link|fm|co|be|al|uk)/(?!(?:about|help|safety|legal|privacy|support|policies"
        r"|watch|parents|teachers|business|family|familycenter)\b)[^/?#]{2,}"
    ),
    re.I,
)
_PERSONAL_PATH = re.compile(r"/(?:~|users?/|profiles?/|people/|u/|@|in/|add/|member/)[A-Za-z0-9_.~-]{2,}", re.I)
_NETWORK = (
    r"(?:snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|twitter|discord|roblox|xbox|psn|playstation|fortnite"
    r"|minecraft|steam|kik|telegram|wizz|yubo|bereal|facebook|messenger|twitch|reddit|skype|whatsapp"
    r"|gamer ?tag|user ?name|user ?id|login|log-?in|screen ?name|handle|account|profile|tag|alias|sc|fb)"
)
_NAMED_HANDLE = re.compile(
    rf"\b{_NETWORK}(?:(?:'s)? (?:user ?name|handle|account|id|name|tag|profile|user|login))?(?: (?:is|was"
    rf"|called|named|as|under|of|goes by|went by)\b|[ \t]?[:=#])+[ \t]{{0,2}}[\"'(]?"
    rf"(?P<handle>@?[A-Za-z0-9_][A-Za-z0-9_.\-]{{2,38}})",
    re.I,
)
_TAGGED = re.compile(
    rf"(?P<cue>\b{_NETWORK}\b[^.#\n]{{0,20}}?)?(?<![\w.#])(?P<handle>[A-Za-z0-9_.]{{2,32}}#\d{{3,5}})(?![\w#])", re.I
)
_GOES_BY = re.compile(
    r"\b(?:goes by|went by|uses the name|under the name|posts as|posting as|plays as|known online as"
    r"|online as|logs? in as|signed in as|added)[ \t]{1,2}[\"']?(?P<handle>@?[A-Za-z0-9_.\-]{3,38})",
    re.I,
)
_ODD = re.compile(r"[_\d]|[a-z]\.[a-z]|[a-z][A-Z]|x[xX]")
_BARE = re.compile(r"(?<![\w@./-])(?=[A-Za-z0-9]{0,24}_)(?=[A-Za-z0-9_]{0,40}[A-Za-z])[A-Za-z0-9_]{5,40}(?![\w@/-])")

PUBLISHED = word_list("published_emails")
PUBLISHED_HANDLES = word_list("published_handles")


def hits(text: str) -> Iterator[Hit]:
    yield from _at_signs(text)
    yield from _spelled(text)
    yield from _urls(text)
    yield from _handles(text)


def _is_handle(word: str) -> bool:
    return len(word) > 1 and word.lower() not in PUBLISHED_HANDLES and not word.isdigit()


def _at_signs(text: str) -> Iterator[Hit]:
    at = text.find("@")
    while at >= 0:
        start = at
        if start and text[start - 1] == " " and at + 1 < len(text) and text[at + 1] == " ":
            start -= 1
        while start > 0 and at - start < 65 and text[start - 1] in _LOCAL:
            start -= 1
        while start < at and text[start] in ".'*!?/#=|{}~":
            start += 1
        domain = _DOMAIN.match(text, at + 1, at + 260)
        if start < at and text[start:at].strip() and domain:
            if text[start : domain.end()].lower() not in PUBLISHED:
                yield start, domain.end(), "email", "block", "email"
        elif (
            start < at
            and text[start:at].strip()
            and (host := _HANDLE.match(text, at + 1))
            and len(host.group()) > 2
            and text[at - 1].isalnum()
        ):
            yield start, host.end(), "email", "block", "email_without_ending"
        elif (handle := _HANDLE.match(text, at + 1, at + 42)) and _is_handle(handle.group()):
            yield at, handle.end(), "handle", "block", "at_handle"
        at = text.find("@", at + 1)


def _spelled(text: str) -> Iterator[Hit]:
    lowered = text.lower()
    if (
        "dot" not in lowered
        and "at)" not in lowered
        and "at]" not in lowered
        and "@)" not in lowered
        and "at}" not in lowered
        and "at>" not in lowered
    ):
        return
    for match in _AT_WORD.finditer(text):
        bracketed = any(c in match.group() for c in "([{<")
        domain = _SPELLED_DOMAIN.match(text, match.end(), match.end() + 240)
        if not domain:
            continue
        last = re.split(r"[^A-Za-z0-9-]+", domain.group())[-1].lower()
        spelled = bool(re.search(r"\bdot\b", domain.group(), re.I))
        if last not in _ENDINGS or not (spelled or bracketed):
            continue
        local = _DOTTED_LAST.search(text, max(0, match.start() - 90), match.start())
        if local and text[local.start() : domain.end()].lower() not in PUBLISHED:
            yield local.start(), domain.end(), "email", "block", "email_spelled_out"


def _urls(text: str) -> Iterator[Hit]:
    for match in _URL.finditer(text):
        url = match.group().rstrip(".,;:!?)]}")
        if _PERSONAL_HOST.match(url.removeprefix("https://").removeprefix("http://")) or _PERSONAL_PATH.search(url):
            yield match.start(), match.start() + len(url), "url", "block", "personal_page"


def _handles(text: str) -> Iterator[Hit]:
    for pattern in (_NAMED_HANDLE, _GOES_BY):
        for match in pattern.finditer(text):
            handle = match.group("handle").rstrip(".-")
            explicit = pattern is _NAMED_HANDLE and not lexicon().of(handle.lower()) and len(handle) > 4
            if (
                len(handle) > 2
                and (_ODD.search(handle) or explicit)
                and not handle.replace(".", "").replace("-", "").isdigit()
            ):
                yield match.start("handle"), match.start("handle") + len(handle), "handle", "block", "username"
    for match in _TAGGED.finditer(text) if "#" in text else ():
        if match.group("cue") or not lexicon().of(match.group("handle").split("#")[0].lower()):
            yield match.start("handle"), match.end("handle"), "handle", "block", "username_with_number"
    for match in _BARE.finditer(text):
        if any(c.isalpha() for c in match.group()):
            yield match.start(), match.end(), "handle", "warn", "looks_like_a_username"
