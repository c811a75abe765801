"""E-mail addresses, usernames and the addresses of personal pages, also where '@' and '.' are spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adviceline.privacy.guard.lexicon import GIVEN, lexicon, word_list
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
    r"[\s_]{0,3}(?:[(\[{<]\s{0,2}(?:at|a|@)\s{0,2}[)\]}>]|(?<=\s)at(?=\s)|(?<=[_-])at(?=[_-])"
    r"|(?<=\s)at the rate(?=\s))[\s_-]{0,3}",
    re.I,
)
_DOT_WORD = r"(?:\s{0,3}[(\[{<]\s{0,2}(?:dot|\.)\s{0,2}[)\]}>]\s{0,3}|[\s_-]{1,3}dot[\s_-]{1,3}|\s?\.\s?)"
_SPELLED_DOMAIN = re.compile(rf"[A-Za-z0-9-]{{1,63}}?(?:{_DOT_WORD}[A-Za-z0-9-]{{2,63}}?){{1,6}}(?![A-Za-z0-9-])", re.I)
_DOTTED_LAST = re.compile(
    r"(?:[A-Za-z0-9_+-]{1,40}(?:\.|\s?(?:\(dot\)|\[dot\]|\[\.\]|\b(?:dot|underscore|hyphen|dash"
    r"|under score)\b)\s?)){0,5}"
    r"[A-Za-z0-9_+-]{1,40}$",
    re.I,
)
_ENDINGS = word_list("email_endings")
_WEBMAILS = (
    "gmail", "googlemail", "hotmail", "outlook", "yahoo", "ymail", "icloud", "live", "aol", "msn", "btinternet",
    "protonmail", "proton", "sky", "talktalk",
)  # fmt: skip
_WEBMAIL = f"(?:{'|'.join(_WEBMAILS)})"
_DOT_IN_A_WORD = re.compile(r"\.(?<=[A-Za-z0-9-].)[A-Za-z0-9]")
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
    r"\b(?:instagram|facebook|tiktok|snapchat|twitter|youtube|roblox|discord)\s?(?:dot|\.|\(dot\))\s?(?:com|me"
    r"|gg)\s?(?:forward )?"
    r"(?:slash|/)\s?[\w.@-]{2,40}",
    re.I,
)
_CLOSED = re.compile(r"[)\]}>]")
_SPELLING = re.compile(r"\bdot\b|\[\.\]|[(\[{<]\s?dot|[@a]\s?[)\]}>]|at\s?[)\]}>]|_dot_", re.I)
_FIRST_OF_TWO = re.compile(r"(?<!\S)([A-Za-z]{2,12}) $")
_LOOKING = frozenset(
    ("look", "looked", "looking", "me", "us", "her", "him", "them", "team", "staff", "is", "was", "account")
)
_URL = re.compile(
    r"(?:https?://|www\.|(?<![\w@.])(?=(?:[a-z]{1,3}\.)?(?:instagram|facebook|fb|tiktok|snapchat|twitter|x"
    r"|youtube|linkedin|t|discord|twitch|reddit|threads|roblox|steamcommunity|onlyfans|vsco|bereal"
    r"|pinterest|tumblr|soundcloud|ask|ngl|linktr|wa|kik|vk|justgiving|gofundme|patreon)\.(?:com|me|tv|gg|net"
    r"|ee|link|fm|co"
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
_AT = frozenset(("at",))
_SLASHES = frozenset(("slash", "forward"))
PUBLISHED = word_list("published_emails")
PUBLISHED_HANDLES = word_list("published_handles")


def hits(signs: Signs) -> Iterator[Hit]:
    text = signs.text
    if "@" in text:
        yield from _at_signs(text)
    yield from _spelled(signs)
    for match in _SPACED.finditer(text) if "@" in text else ():
        if " " in match.group():
            yield *match.span(), "email", "block", "email_with_spaces"
    if "/" in text or "www." in signs.low or signs.has(_SLASHES):
        yield from _urls(text)


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
    likely = (_DOT_IN_A_WORD.search(text) or not signs.letters.isdisjoint(_WEBMAILS)) and (
        signs.has(_AT) or "@" in text
    )
    where = [] if not likely else [(0, len(text))] if "@" in text else signs.near(_AT, 45, 60)
    for match in signs.matches(_PLAIN_AT, where):
        local, host = match.group("local"), match.group("host").lower()
        odd = bool(re.search(r"[\d_.+]", local))
        webmail = "." in host and re.match(_WEBMAIL, host, re.I)
        cue = _MAIL_CUE.search(text, max(0, match.start() - 30), match.start())
        if odd or cue or (webmail and local.lower() not in _LOOKING):
            yield match.start(), match.end(), "email", "block", "email_spelled_out"
    if not ("dot" in signs.low or _CLOSED.search(text)) or not _SPELLING.search(text):
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
