"""The words of a mail parted from the signature beneath them. Pure.

A guess for the eye alone: what is taken for a signature is shown dimmed, never left out.
"""

from __future__ import annotations

import re

MOST_LINES = 20
_MARK = re.compile(r"-- ?|_{3,}|—")
_SENT_FROM = re.compile(r"(sent|get) (from|outlook for|via) .{2,40}", re.IGNORECASE)
_CLOSING = re.compile(
    r"(with )?(kind|kindest|best|warm|warmest|many|yours)?\s?(regards|wishes|thanks|sincerely|faithfully|cheers|thank you"
    r"|cofion( cynnes| gorau)?|diolch)( and (regards|best wishes))?[,.!]?",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"(this (e-?mail|message) (and any|is intended|is confidential|contains|may contain)|confidentiality notice|disclaimer)",
    re.IGNORECASE,
)


def part_signature(text: str) -> tuple[str, str]:
    """(what is said, the signature); '' when none is seen. The two joined by a line end are the text."""
    lines = text.split("\n")
    for place, line in enumerate(lines):
        words = line.strip()
        rest = len([each for each in lines[place + 1 :] if each.strip()])
        if not any(each.strip() for each in lines[:place]):
            continue  # a message is never all signature
        if (
            (_MARK.fullmatch(words) and rest <= MOST_LINES)
            or (_LEGAL.match(words))
            or (_SENT_FROM.fullmatch(words) and rest <= 2)
            or (_CLOSING.fullmatch(words) and rest <= MOST_LINES and _short(lines[place + 1 :]))
        ):
            return "\n".join(lines[:place]), "\n".join(lines[place:])
    return text, ""


def _short(lines: list[str]) -> bool:
    """Name, role, telephone: signatures have short lines, until a legal notice begins."""
    for line in lines:
        if _LEGAL.match(line.strip()):
            return True
        if len(line) > 100:
            return False
    return True
