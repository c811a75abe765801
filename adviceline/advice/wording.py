"""Two texts compared word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
# Beyond this many words on a side, the words are not matched one by one: the whole text is old, the whole text is new.
MOST_WORDS = 4_000
_WORDS = re.compile(r"\s+|[^\s\w]|\w+")

Part = tuple[str, str]  # (same, added or removed; the text)


def word_parts(old: str, new: str) -> tuple[Part, ...]:
    """The two texts as one: what stayed, what was removed and what was added, word by word."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if old == new:
        return ((SAME, old),) if old else ()
    if max(len(before), len(after)) > MOST_WORDS:
        return tuple(part for part in ((REMOVED, old), (ADDED, new)) if part[1])
    parts: list[Part] = []
    for what, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append((SAME, "".join(before[start:end])))
            continue
        if end > start:
            parts.append((REMOVED, "".join(before[start:end])))
        if new_end > new_start:
            parts.append((ADDED, "".join(after[new_start:new_end])))
    return tuple(_tidied(parts))


def _tidied(parts: list[Part]) -> Iterator[Part]:
    """A single space between two changes belongs to both, so that whole phrases are marked rather than every word."""
    index = 0
    while index < len(parts):
        removed = added = ""
        while index < len(parts):
            what, text = parts[index]
            if what == SAME:
                follows = index + 1 < len(parts)
                if not (text.isspace() and (removed or added) and follows):
                    break
                removed, added = removed + text, added + text
            elif what == REMOVED:
                removed += text
            else:
                added += text
            index += 1
        if removed:
            yield REMOVED, removed
        if added:
            yield ADDED, added
        if index < len(parts) and parts[index][0] == SAME:
            yield parts[index]
            index += 1
