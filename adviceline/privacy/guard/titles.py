"""A few words with no sentence round them, such as the name of a file: the guard's cues are not there to go by."""

from __future__ import annotations

import re

from adviceline.privacy.guard.detect import detect
from adviceline.privacy.guard.lexicon import COMMON, FAMILY, GIVEN, NAMEY, ORG, lexicon

_WORD = re.compile(r"[^\W\d_]+")
_LONG_NUMBER = re.compile(r"\d{5,}")
#: What files are called after, and no dictionary has.
_FILE_WORDS = frozenset(("csv", "doc", "docx", "dsc", "dsl", "hsb", "img", "jpg", "kcsie", "pdf", "pdfs", "png", "ppt", "pptx",
                         "scan", "scanned", "screenshot", "sen", "txt", "xls", "xlsx"))  # fmt: skip


def is_of_plain_words(title: str) -> bool:
    """Whether every word is a common one, no number is long, and the guard finds nothing. What is not, may be a name."""
    words = [word.casefold() for word in _WORD.findall(title)]
    known = lexicon()
    plain = all(
        word in _FILE_WORDS
        or (known.of(word) & (COMMON | ORG) and not known.of(word) & (GIVEN | FAMILY | NAMEY))
        or known.resembles_word(word)
        for word in words
    )
    return plain and not _LONG_NUMBER.search(title) and not detect(title)
