"""Reference numbers such as `HSB-7K3M-Q4XD`: seven random symbols and a check symbol. Pure.

29 symbols, a prime, so that the weighted sum over the symbols catches every single wrong symbol and every swap of
two neighbours. I, L, O, S, Z, 0 and 1 are not used: people mistake them on the telephone and on paper.
"""

from __future__ import annotations

import re
import secrets

SYMBOLS = "23456789ABCDEFGHJKMNPQRTUVWXY"
BASE = len(SYMBOLS)
RANDOM_SYMBOLS = 7
_MEANT = str.maketrans({"S": "5", "Z": "2"})
_FORM = re.compile(r"^\s*([A-Za-z]{2,8})[\s\-‐‑–—]*([0-9A-Za-z]{4})[\s\-‐‑–—]*([0-9A-Za-z]{4})\s*$")


class NotAReference(ValueError):
    """What was typed is not a reference of this service; the words say what is wrong with it."""


def check_symbol(symbols: str) -> str:
    """The symbol that makes the weighted sum of all eight a multiple of 29 (weights 1 to 7, and 8 for the check)."""
    total = sum(weight * SYMBOLS.index(symbol) for weight, symbol in enumerate(symbols, start=1))
    inverse = pow(RANDOM_SYMBOLS + 1, -1, BASE)
    return SYMBOLS[(-total * inverse) % BASE]


def new_reference(prefix: str) -> str:
    """A fresh reference: 29^7, about 17 thousand million, are possible. Uniqueness is the database's to ensure."""
    symbols = "".join(secrets.choice(SYMBOLS) for _ in range(RANDOM_SYMBOLS))
    return format_reference(prefix, symbols)


def format_reference(prefix: str, symbols: str) -> str:
    """`HSB`, seven symbols -> `HSB-7K3M-Q4XD`."""
    whole = symbols + check_symbol(symbols)
    return f"{prefix}-{whole[:4]}-{whole[4:]}"


def parse_reference(typed: str, *, prefix: str) -> str:
    """The reference in its one written form, from however it was typed. Raises `NotAReference`.

    Spaces, missing hyphens and lower case do not matter, and S and Z are read as the 5 and 2 that they must be.
    """
    match = _FORM.match(typed)
    if not match or match[1].upper() != prefix.upper():
        raise NotAReference(f"A reference looks like {prefix}-7K3M-Q4XD.")
    symbols = (match[2] + match[3]).upper().translate(_MEANT)
    if not set(symbols) <= set(SYMBOLS):
        raise NotAReference(
            "References never contain the letters I, L or O, or the digits 0 and 1. Check what was written down."
        )
    if check_symbol(symbols[:RANDOM_SYMBOLS]) != symbols[RANDOM_SYMBOLS:]:
        raise NotAReference("One of the letters or digits is wrong. Check what was written down.")
    return format_reference(prefix, symbols[:RANDOM_SYMBOLS])
