"""What a publication says of one cell, from its JSON form."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TypeGuard

from adviceline.disclosure.system.fields import LARGEST, Fields, short
from adviceline.disclosure.system.statements import Between, Exact, Hidden, Ratio, Rounded, Statement

Places = dict[str, int]
HIDDEN_MARK = "[c]"
WAYS = ["nearest", "down", "up", "either"]
KINDS = ("exact", "hidden", "rounded", "between", "percentage", "mean")


def read_statement(found: object, place: int, places: Places, fields: Fields) -> list[Statement]:
    """A number is an exact count and "[c]" a hidden one; anything else is an object. Problems go to `fields`.

    One cell may have several things said of it (a rounded count and a percentage): then it is a list.
    """
    if isinstance(found, list):
        return [one for each in found for one in read_statement(each, place, places, fields)]
    if found == HIDDEN_MARK:
        return [Hidden(place)]
    if isinstance(found, int) and not isinstance(found, bool):
        found = {"exact": found}
    if not isinstance(found, dict):
        fields.wrong(f'{short(found)} says nothing: give a whole number, "{HIDDEN_MARK}" or an object')
        return []
    inner = Fields(found, fields.where, fields.problems)
    kinds = [kind for kind in KINDS if inner.has(kind)]
    if len(kinds) != 1:
        inner.wrong(f"say exactly one of {', '.join(KINDS)}")
        return []
    before = len(fields.problems)
    statement = _one(kinds[0], inner, place, places)
    inner.nothing_else()
    return [] if statement is None or len(fields.problems) > before else [statement]


def _one(kind: str, fields: Fields, place: int, places: Places) -> Statement | None:
    if kind == "exact":
        value = fields.whole("exact", None)
        return None if value is None else Exact(place, value)
    if kind == "hidden":
        fields.flag("hidden", True)
        low, high = fields.whole("low", 0) or 0, fields.whole("high", None)
        _ordered(low, high, fields)
        return Hidden(place, low, high)
    if kind == "between":
        bounds = fields.list_of("between")
        if (
            len(bounds) == 2
            and _is_count(least := 0 if bounds[0] is None else bounds[0])
            and (bounds[1] is None or _is_count(bounds[1]))
        ):
            most = bounds[1] if _is_count(bounds[1]) else None
            _ordered(least, most, fields)
            return Between(place, least, most)
        fields.wrong("between must be a list of two whole numbers, of which either may be null")
        return None
    if kind == "rounded":
        value, base = fields.whole("rounded", None), fields.whole("base", None, least=1, most=1_000_000)
        way = fields.choice("way", WAYS, "nearest")
        if value is None or base is None:
            fields.wrong("a rounded count needs its value and its base")
        elif value % base:
            fields.wrong(f"{value} is not a multiple of {base}")
        else:
            return Rounded(place, value, base, way)
        return None
    return _ratio(kind, fields, place, places)


def _ratio(kind: str, fields: Fields, place: int, places: Places) -> Statement | None:
    decimals = fields.whole("decimals", None, most=6)
    if decimals is None:
        fields.wrong(f"a {kind} needs decimals: to how many places it was rounded")
        return None
    digits = _digits(fields.take(kind), decimals, fields)
    base = fields.take("of")
    of: int | None = None
    number: int | None = None
    if isinstance(base, str):
        of = fields.known(base, places)
        if of == place:
            fields.wrong("a cell cannot be the base of its own percentage or mean")
    elif _is_count(base) and base:
        number = base
    else:
        fields.wrong("of must be the id of a cell, or a whole number from 1")
    ties = fields.choice("ties", ["up", "even", "any"], "up")
    each: tuple[int, int] | None = None
    if fields.has("each_between"):
        bounds = fields.list_of("each_between")
        if len(bounds) == 2 and _is_count(least := bounds[0]) and _is_count(most := bounds[1]):
            each = (least, most)
            _ordered(each[0], each[1], fields)
        else:
            fields.wrong("each_between must be a list of two whole numbers")
    if digits is None or (of is None and number is None):
        return None
    return Ratio(place, of, number, 100 if kind == "percentage" else 1, digits, decimals, ties, each)


def _digits(found: object, decimals: int, fields: Fields) -> int | None:
    """12.3 with one decimal is 123. A number with more places than were said is refused."""
    if isinstance(found, bool) or not isinstance(found, (int, float, Decimal, str)):
        fields.wrong("the percentage or mean must be a number")
        return None
    try:
        scaled = Decimal(str(found)).scaleb(decimals)
    except InvalidOperation:
        scaled = Decimal("NaN")
    if not scaled.is_finite() or scaled < 0 or scaled > LARGEST:
        fields.wrong(f"{short(found)} is not a percentage or mean of counts")
    elif scaled != scaled.to_integral_value():
        fields.wrong(f"{short(found)} has more than {decimals} decimals")
    else:
        return int(scaled)
    return None


def _is_count(found: object) -> TypeGuard[int]:
    return isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= LARGEST


def _ordered(low: int, high: int | None, fields: Fields) -> None:
    if high is not None and high < low:
        fields.wrong(f"its greatest value ({high}) is below its least ({low})")
