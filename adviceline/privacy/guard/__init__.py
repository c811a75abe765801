"""The identifier guard: finds in a free text what could identify a child, or anybody else.

Pure: no Django, no database, no clock. It never promises that a text it lets through is anonymous.
"""

from adviceline.privacy.guard.detect import detect, explain, redact, screen, to_blank
from adviceline.privacy.guard.lines import screen_lines
from adviceline.privacy.guard.spans import KINDS, Finding, GuardFailed, Screening, Severity, Span
from adviceline.privacy.guard.titles import is_of_plain_words

__all__ = [
    "KINDS",
    "Finding",
    "GuardFailed",
    "Screening",
    "Severity",
    "Span",
    "detect",
    "explain",
    "is_of_plain_words",
    "redact",
    "screen",
    "screen_lines",
    "to_blank",
]
