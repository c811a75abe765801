"""How wide text is, and where its lines break, without a browser.

Widths are those of Arial, Helvetica and Liberation Sans; the drawing gives each line its width (`textLength`), so that
another typeface is fitted to it and never runs out of its box.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Hundredths of the size, for the characters from space to '~'.
_REGULAR = (
    28, 28, 36, 56, 56, 89, 67, 19, 33, 33, 39, 58, 28, 33, 28, 28, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 28, 28, 58,
    58, 58, 56, 102, 67, 67, 72, 72, 67, 61, 78, 72, 28, 50, 67, 56, 83, 72, 78, 67, 78, 72, 67, 61, 72, 67, 94, 67, 67,
    61, 28, 28, 28, 47, 56, 33, 56, 56, 50, 56, 56, 28, 56, 56, 22, 22, 50, 22, 83, 56, 56, 56, 56, 33, 50, 28, 56, 50,
    72, 50, 50, 50, 33, 26, 33, 58,
)  # fmt: skip
_BOLD = (
    28, 33, 47, 56, 56, 89, 72, 24, 33, 33, 39, 58, 28, 33, 28, 28, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 33, 33, 58,
    58, 58, 61, 98, 72, 72, 72, 72, 67, 61, 78, 72, 28, 56, 72, 61, 83, 72, 78, 67, 78, 72, 67, 61, 72, 67, 94, 67, 67,
    61, 33, 28, 33, 58, 56, 33, 56, 61, 56, 61, 56, 33, 61, 61, 28, 28, 56, 28, 89, 61, 61, 61, 61, 39, 56, 33, 61, 56,
    78, 56, 56, 50, 39, 28, 39, 58,
)  # fmt: skip
_WIDEST = 110  # any other character: wider than a capital with an accent, an ideograph or a picture
# What XML cannot hold, and what would turn the direction of the text around it.
_UNDRAWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as drawn. `size` in pixels; `width` as measured, at least as wide as the letters are."""

    text: str
    size: float
    bold: bool = False
    soft: bool = False

    @property
    def width(self) -> float:
        return width_of(self.text, self.size, bold=self.bold)

    @property
    def height(self) -> float:
        return self.size * 1.3

    @property
    def measured(self) -> bool:
        """Whether the width is exact, so that the drawing may be held to it."""
        return self.text.isascii()


def drawable(text: str) -> str:
    """The text on one line, with whatever cannot be drawn replaced."""
    return " ".join(_UNDRAWABLE.sub("\ufffd", text).split())


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    widths = _BOLD if bold else _REGULAR
    total = 0
    for character in text:
        code = ord(character)
        total += widths[code - 32] if 32 <= code < 127 else _WIDEST
    return total * size / 100


@lru_cache(maxsize=4096)
def wrap(text: str, size: float, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """The words of `text` on lines no wider than `width`. A word wider than that is broken. Nothing is left out."""
    lines: list[str] = []
    line = ""
    for word in drawable(text).split(" "):
        joined = f"{line} {word}" if line else word
        if width_of(joined, size, bold=bold) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        line = word
        while len(line) > 1 and width_of(line, size, bold=bold) > width:
            fits = _how_many_fit(line, size, width, bold=bold)
            lines.append(line[:fits])
            line = line[fits:]
    if line or not lines:
        lines.append(line)
    return tuple(lines)


def _how_many_fit(word: str, size: float, width: float, *, bold: bool) -> int:
    used = 0.0
    for index, character in enumerate(word):
        used += width_of(character, size, bold=bold)
        if used > width:
            return max(index, 1)
    return len(word)
