"""Mails of odd structure, as the world sends them and as nobody should: each with what must still be read of it.

What they say is made up.
"""

from __future__ import annotations

from tests.support.hostile_mails.headers import odd_charsets, odd_headers
from tests.support.hostile_mails.making import TO, WORDS, Hostile, Made
from tests.support.hostile_mails.pages import odd_pages
from tests.support.hostile_mails.structures import odd_structures
from tests.support.hostile_mails.writers import odd_machines, odd_quotations, odd_senders

__all__ = ["TO", "WORDS", "Hostile", "hostile_mails"]


def hostile_mails() -> dict[str, Hostile]:
    """By their names."""
    made = Made()
    for fill in (odd_structures, odd_charsets, odd_headers, odd_pages, odd_quotations, odd_machines, odd_senders):
        fill(made)
    return made.found
