"""Pounds and pence: exact decimals of two places, rounded half up where a share is taken. Pure.

Rounding happens in three places only, each of one sum and never of its parts: VAT of a month's net, what is held back, and
the VAT within an amount that includes it.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from adviceline.ui.filters import pounds

PENNY = Decimal("0.01")
NOTHING = Decimal("0.00")
#: More than any grant; what is larger was mistyped.
MOST = Decimal("99999999.99")
money_words = pounds
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]{1,2})?")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")


class NotMoney(ValueError):
    """The text is not an amount; the words say why."""


def pence(value: Decimal) -> Decimal:
    """The same amount with two places. Raises NotMoney for a fraction of a penny."""
    if not value.is_finite() or value != value.quantize(PENNY):
        raise NotMoney(f"{value} is not a whole number of pence.")
    return value.quantize(PENNY)


def rounded(value: Decimal) -> Decimal:
    """To the nearest penny; half a penny goes away from nought."""
    return value.quantize(PENNY, rounding=ROUND_HALF_UP)


def share(amount: Decimal, percent: Decimal) -> Decimal:
    """`percent` of an amount, rounded once."""
    return rounded(amount * percent / 100)


def vat_within(gross: Decimal, percent: Decimal) -> Decimal:
    """The VAT in an amount that includes it, rounded once."""
    return gross - rounded(gross * 100 / (100 + percent))


def money_from(text: str) -> Decimal:
    """An amount as people and accounting software write it. Raises NotMoney with words.

    `£1,204.50`, `1204.5`, `-3.00`, `3.00-`, `(3.00)`, `£ -3`, `3.00 CR` and `GBP 3`. A comma is taken for a thousands
    separator only where it parts groups of three; `1.204,50` is refused, not guessed at.
    """
    plain = text.replace("\u00a0", " ").replace("\u2212", "-").replace("\u2009", " ").strip()
    negative = False
    if plain.startswith("(") and plain.endswith(")"):
        negative, plain = True, plain[1:-1].strip()
    for sign in ("CR", "cr", "Cr"):
        if plain.endswith(sign):
            negative, plain = not negative, plain.removesuffix(sign).strip()
    plain = plain.removesuffix("DR").removesuffix("Dr").strip()
    plain = re.sub(r"^(-?)\s*(?:GBP|£)\s*", r"\1", plain, count=1)
    plain = re.sub(r"\s*(?:GBP|£)$", "", plain, count=1)
    if plain.startswith("-"):
        negative, plain = not negative, plain[1:].strip()
    elif plain.endswith("-"):
        negative, plain = not negative, plain[:-1].strip()
    elif plain.startswith("+"):
        plain = plain[1:].strip()
    if not (_PLAIN.fullmatch(plain) or _THOUSANDS.fullmatch(plain)):
        raise NotMoney(f"‘{text.strip()[:30]}’ is not an amount. Write it like 1204.50, with a point before the pence.")
    try:
        value = Decimal(plain.replace(",", ""))
    except InvalidOperation as error:
        raise NotMoney("That is not an amount.") from error
    if value > MOST:
        raise NotMoney(f"‘{text.strip()[:30]}’ is more than can be recorded here.")
    return pence(-value if negative else value)
