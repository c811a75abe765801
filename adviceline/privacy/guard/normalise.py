"""A plain view of a text for matching, which can give back offsets in the original.

The view has compatibility forms folded (full-width, mathematical letters), accents removed, look-alike letters of other
alphabets replaced, invisible or control characters left out, and what is encoded ('&nbsp;', '%40', '<br>', '**')
decoded. Every character of the view remembers its origin.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

_ENCODED = re.compile(
    r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-z]{2,8});|%(?:2[0-9A-Fa-f]|3[A-Fa-f]|40|5[B-Fb-f]|7[B-Eb-e])|\\u[0-9a-fA-F]{4}"
    r"|<(?P<tag>/?(?:p|br|div|li|ul|ol|t[drh]|table|tbody|h[1-6]|b|i|u|em|strong|span|font|a|mark|sup))(?:\s[^<>]{0,200})?/?>"
    r"|(?<!\*)\*\*(?!\*)|~~",
    re.I,
)
_SIGNS_OF_CODE = re.compile(r"[&%<]|\*\*|\\u|~~")
_INLINE = frozenset(("b", "i", "u", "em", "strong", "span", "font", "a", "mark"))
_PLAIN = re.compile(r"[\t\n\r -~]*\Z")
_FOLDS: dict[str, str] = {
    **dict.fromkeys("‘’‚‛ʼʹ′`´ʻʽ＇", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－⁃", "-"),
    **dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029", "\n"),
    **dict.fromkeys("\u3164\u115f\u1160\uffa0\u2800", ""),
    "½": " 1/2",
    "¼": " 1/4",
    "¾": " 3/4",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "ł": "l",
    "Ł": "L",
    "ı": "i",
    "æ": "ae",
    "Æ": "Ae",
    "œ": "oe",
    "Œ": "Oe",
    "þ": "th",
    "Þ": "Th",
    "ß": "ss",
    "ə": "e",
    "Ə": "E",
    "ħ": "h",
    "Ħ": "H",
    "•": "*",
    **dict.fromkeys("·∙‧・", "."),
    "。": ".",
}
_LOOK_ALIKE = zip(
    "аеорсухіјѕԁһԛԝкмтвнгпАЕОРСУХІЈЅКМТВНЗαονρτυικΑΒΕΖΗΙΚΜΝΟΡΤΥΧɑɡ",
    "aeopcyxijsdhqwkmtbhrnAEOPCYXIJSKMTBH3aovptuikABEZHIKMNOPTYXag",
    strict=True,
)
_FOLDS.update(_LOOK_ALIKE)


def _fold(char: str) -> str:
    known = _FOLDS.get(char)
    if known is not None:
        return known
    category = unicodedata.category(char)
    if category in ("Cf", "Cc", "Cs", "Co") and char not in "\t\n\r":
        plain = ""
    elif category == "Zs":
        plain = " "
    elif category == "Nd":
        plain = str(unicodedata.digit(char))
    else:
        pieces = unicodedata.normalize("NFKD", char)
        plain = "".join(_FOLDS.get(c, c) for c in pieces if not unicodedata.category(c).startswith(("M", "Cf")))
    _FOLDS[char] = plain
    return plain


@dataclass(frozen=True)
class View:
    """`text` is what rules read; `origin[i]` is the original offset of its i-th character (None: the same offset)."""

    text: str
    original: str
    origin: list[int] | None
    wide: dict[int, int] | None = None  # where one character of the view stands for several: offset, how many

    @property
    def is_plain(self) -> bool:
        """Only letters, figures and marks of ASCII: patterns then need not know of other alphabets."""
        return self.origin is None or _PLAIN.match(self.text) is not None

    def accented(self) -> frozenset[int]:
        """Where a letter of the view stands for one with an accent or another letter than the English ones."""
        if self.origin is None:
            return frozenset()
        return frozenset(
            at
            for at, offset in enumerate(self.origin)
            if self.text[at].isalpha() and not self.original[offset].isascii()
        )

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Original offsets of view[start:end], taking in combining marks that belong to the last letter."""
        if self.origin is None:
            return start, end
        first, last = self.origin[start], self.origin[end - 1]
        last += (self.wide or {}).get(last, 1)
        while last < len(self.original) and unicodedata.category(self.original[last]).startswith("M"):
            last += 1
        return first, last


def view_of(text: str) -> View:
    encoded = {match.start(): match for match in _ENCODED.finditer(text)} if _may_be_encoded(text) else {}
    if not encoded and _PLAIN.match(text):
        return View(text, text, None)
    folds = _FOLDS
    pieces: list[str] = []
    origin: list[int] = []
    wide: dict[int, int] = {}
    passed = 0
    for offset, char in enumerate(text):
        if offset < passed:
            continue
        if offset in encoded:
            match = encoded[offset]
            plain = _decoded(match)
            passed = match.end()
            wide[offset] = passed - offset
        elif " " <= char <= "_" or "a" <= char <= "~" or char in "\n\t\r":
            pieces.append(char)
            origin.append(offset)
            continue
        else:
            plain = folds[char] if char in folds else _fold(char)
        pieces.append(plain)
        origin.extend([offset] * len(plain))
    return View("".join(pieces), text, origin, wide)


def _may_be_encoded(text: str) -> bool:
    return _SIGNS_OF_CODE.search(text) is not None


def _decoded(match: re.Match[str]) -> str:
    said, tag = match.group(), match["tag"]
    if tag:
        name = tag.lower().lstrip("/")
        return "" if name in _INLINE else "\t" if name in ("td", "th") else "\n"
    if said[0] == "&":
        char = html.unescape(said)
        return "".join(_FOLDS.get(c) or _fold(c) if not c.isascii() else c for c in char) if char != said else said
    if said[0] in "%\\":
        char = chr(int(said.lstrip("%\\u"), 16)) if said[0] == "%" else chr(int(said[2:], 16))
        return char if char.isascii() else _FOLDS.get(char) or _fold(char)
    return ""
