"""What a contact costs, and what a month comes to, by the tariff. Pure.

Which contacts may be charged for is not decided here but by the one counting rule (`measures.counting.contact_billable`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from adviceline.finance.rules.money import NOTHING, rounded, share


class Kind(StrEnum):
    """What a line of a claim is for."""

    CONTACTS = "contacts"
    TYPE_CAP = "type_cap"
    STAFFING = "staffing"
    FLOOR = "floor"
    MONTH_CAP = "month_cap"
    VAT = "vat"
    HELD = "held"
    DISPUTES = "disputes"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Band:
    """`most_seconds` is included; None: any length above the bands before it."""

    id: str
    label: str
    most_seconds: int | None
    price: Decimal


@dataclass(frozen=True, slots=True)
class ContactType:
    """One channel's charge. `cap`: the most that it comes to in a month."""

    channel: str
    label: str
    bands: tuple[Band, ...]
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tariff:
    """Prices in force from the month `first` to `last`, both included. `hash` tells its content."""

    version: str
    title: str
    agreed: str
    first: int
    last: int | None
    types: Mapping[str, ContactType]
    staffing_label: str
    staffing_price: Decimal
    floor: Decimal
    cap: Decimal
    vat_percent: Decimal
    vat_words: str
    held_percent: Decimal
    hash: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One billable contact, as facts have it."""

    fact_id: str
    month: int
    channel: str
    talk_seconds: int | None
    partner: str


@dataclass(frozen=True, slots=True)
class Rated:
    """The same with its price."""

    fact_id: str
    month: int
    channel: str
    band: str
    price: Decimal
    partner: str


@dataclass(frozen=True, slots=True)
class Line:
    """`month`: of the service, yyyymm; 0 for what holds for all months together. `price` None: not so much for each."""

    month: int
    kind: Kind
    code: str
    label: str
    quantity: int
    price: Decimal | None
    amount: Decimal

    @property
    def key(self) -> tuple[int, str, str]:
        return (self.month, self.kind, self.code)


def in_force(tariffs: Iterable[Tariff], month: int) -> Tariff | None:
    """The tariff of a month; the one that began last, should two overlap."""
    found = [each for each in tariffs if each.first <= month and (each.last is None or month <= each.last)]
    return max(found, key=lambda each: (each.first, each.version), default=None)


def rate(unit: Unit, tariff: Tariff) -> Rated | None:
    """None for a channel that the tariff has no charge for. A contact whose length is not known is in the first band."""
    kind = tariff.types.get(unit.channel)
    if kind is None:
        return None
    seconds = unit.talk_seconds or 0
    band = next(each for each in kind.bands if each.most_seconds is None or seconds <= each.most_seconds)
    return Rated(unit.fact_id, unit.month, unit.channel, band.id, band.price, unit.partner)


def month_lines(month: int, rated: Iterable[Rated], met_half_hours: int, tariff: Tariff) -> list[Line]:
    """All that a month comes to: contacts, their caps, staffing, the floor or the cap of the month, VAT."""
    counted = Counter((each.channel, each.band) for each in rated)
    lines: list[Line] = []
    for kind in tariff.types.values():
        mine = [
            Line(
                month, Kind.CONTACTS, f"{kind.channel}/{band.id}",
                kind.label if len(kind.bands) == 1 else f"{kind.label}, {band.label}",
                counted[kind.channel, band.id], band.price, band.price * counted[kind.channel, band.id],
            )
            for band in kind.bands
        ]  # fmt: skip
        lines += mine
        if kind.cap is not None and (above := total(mine) - kind.cap) > 0:
            lines.append(
                Line(month, Kind.TYPE_CAP, kind.channel, f"{kind.label}: above the month’s cap", 0, None, -above)
            )
    lines.append(
        Line(month, Kind.STAFFING, "", tariff.staffing_label, met_half_hours, tariff.staffing_price,
             tariff.staffing_price * met_half_hours)
    )  # fmt: skip
    reached = total(lines)
    if reached < tariff.floor:
        lines.append(Line(month, Kind.FLOOR, "", "Up to the least for a month", 0, None, tariff.floor - reached))
    elif reached > tariff.cap:
        lines.append(Line(month, Kind.MONTH_CAP, "", "Above the most for a month", 0, None, tariff.cap - reached))
    if vat := share(total(lines), tariff.vat_percent):
        lines.append(Line(month, Kind.VAT, "", f"VAT at {tariff.vat_percent:g}%", 0, None, vat))
    return [line for line in lines if line.amount or line.quantity]


def lines_for_all(
    months: Iterable[Line], *, final: bool, upheld: Decimal, grant: Decimal, held_percent: Decimal, vat_percent: Decimal
) -> list[Line]:
    """What holds for all months together: held back until completion, disputes that were upheld, the grant's limit.

    Everything is worked out from the start each time, so that no order of claims, corrections and late facts leads to
    another sum.
    """
    every = list(months)
    net, vat = (
        total(line for line in every if line.kind != Kind.VAT),
        total(line for line in every if line.kind == Kind.VAT),
    )
    lines: list[Line] = []
    if not final and held_percent:
        lines += _with_vat(
            Kind.HELD, "Held back until completion", -share(net, held_percent), -share(vat, held_percent)
        )
    so_far = net + vat + total(lines)
    if taken := min(upheld, so_far):
        lines += _split(Kind.DISPUTES, "Disputes that were upheld", -taken, vat_percent)
    if (above := net + vat + total(lines) - grant) > 0:
        lines += _split(Kind.GRANT, "Above the grant: not claimed", -above, vat_percent)
    return lines


def total(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in lines), NOTHING)


def differences(now: Iterable[Line], before: Mapping[tuple[int, str, str], Line]) -> list[Line]:
    """What a claim has to say, so that all claims together come to `now`. `before`: what earlier claims said, summed."""
    found = []
    wanted = {line.key: line for line in now}
    place = {key: number for number, key in enumerate(wanted)}  # in the order of the tariff; then what is no longer due

    def order(key: tuple[int, str, str]) -> tuple[bool, int, int, str, str]:
        return (key[0] == 0, key[0], place.get(key, len(place)), key[1], key[2])

    for key in sorted({*wanted, *before}, key=order):
        new, old = wanted.get(key), before.get(key)
        shown = new or old
        assert shown is not None
        quantity = (new.quantity if new else 0) - (old.quantity if old else 0)
        amount = (new.amount if new else NOTHING) - (old.amount if old else NOTHING)
        if quantity or amount:
            found.append(Line(shown.month, shown.kind, shown.code, shown.label, quantity, shown.price, amount))
    return found


def _with_vat(kind: Kind, label: str, net: Decimal, vat: Decimal) -> list[Line]:
    lines = [Line(0, kind, "", label, 0, None, net), Line(0, Kind.VAT, kind, f"VAT: {label.lower()}", 0, None, vat)]
    return [line for line in lines if line.amount]


def _split(kind: Kind, label: str, gross: Decimal, vat_percent: Decimal) -> list[Line]:
    net = rounded(gross * 100 / (100 + vat_percent))
    return _with_vat(kind, label, net, gross - net)
