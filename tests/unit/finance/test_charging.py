"""What contacts cost and what a month comes to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adviceline.finance.rules.charging import (
    Kind,
    Rated,
    Tariff,
    Unit,
    differences,
    lines_for_all,
    month_lines,
    rate,
    total,
)
from adviceline.finance.tariff import tariff_of, tariffs

JANUARY = 202201


@pytest.fixture(scope="module")
def tariff() -> Tariff:
    found = tariff_of(JANUARY)
    assert found is not None
    return found


def call(number: int = 0, seconds: int | None = 60, channel: str = "call") -> Unit:
    return Unit(f"fact-{number}", JANUARY, channel, seconds, "northmoor")


def test_the_tariff_begins_with_the_pilot_and_prices_every_billable_channel(tariff: Tariff) -> None:
    assert tariff_of(202112) is None
    assert tariff_of(209912) == tariffs()[-1]
    assert set(tariff.types) == {"call", "callback", "email", "chat", "session"}


@pytest.mark.parametrize(
    ("seconds", "band"),
    [
        (None, "short"),
        (0, "short"),
        (600, "short"),
        (601, "standard"),
        (1800, "standard"),
        (1801, "long"),
        (10**6, "long"),
    ],
)
def test_a_band_includes_its_last_second(tariff: Tariff, seconds: int | None, band: str) -> None:
    rated = rate(call(seconds=seconds), tariff)
    assert rated is not None
    assert rated.band == band


def test_a_channel_without_a_price_is_not_charged_for(tariff: Tariff) -> None:
    assert rate(call(channel="web_form"), tariff) is None


def of(number: int, tariff: Tariff, channel: str = "call") -> list[Rated]:
    return [found for each in range(number) if (found := rate(call(each, channel=channel), tariff))]


def test_a_quiet_month_comes_to_the_floor_and_a_busy_one_to_the_cap(tariff: Tariff) -> None:
    assert total(month_lines(JANUARY, of(1, tariff), 10, tariff)) == tariff.floor
    assert total(month_lines(JANUARY, of(5000, tariff), 500, tariff)) == tariff.cap
    between = month_lines(JANUARY, of(400, tariff), 500, tariff)
    assert total(between) == 400 * Decimal("46.00") + 500 * tariff.staffing_price
    assert {line.kind for line in between} == {Kind.CONTACTS, Kind.STAFFING}


def test_a_channel_has_a_cap_of_its_own(tariff: Tariff) -> None:
    lines = month_lines(JANUARY, of(60, tariff, "session"), 500, tariff)
    assert next(line.amount for line in lines if line.kind == Kind.TYPE_CAP) == 15500 - 60 * 310


def test_vat_is_taken_once_of_a_month_and_what_is_held_back_takes_its_own(tariff: Tariff) -> None:
    taxed = replace(tariff, vat_percent=Decimal("20"), floor=Decimal("0.00"))
    lines = month_lines(JANUARY, of(3, taxed), 0, taxed)
    assert total(lines) == Decimal("138.00") + Decimal("27.60")
    more = lines_for_all(
        lines, final=False, upheld=Decimal("12.00"), grant=Decimal("100.00"), held_percent=Decimal("5"),
        vat_percent=Decimal("20"),
    )  # fmt: skip
    assert total([*lines, *more]) == 100
    assert [(line.kind, line.amount) for line in more if line.kind != Kind.VAT][:2] == [
        (Kind.HELD, Decimal("-6.90")), (Kind.DISPUTES, Decimal("-10.00")),
    ]  # fmt: skip


@given(
    counts=st.lists(st.integers(0, 900), min_size=1, max_size=4), upheld=st.integers(0, 10**7), grant=st.integers(0, 10**8),
    percent=st.sampled_from(["0", "5", "20", "12.5"]), final=st.booleans(),
)  # fmt: skip
def test_all_months_together_stay_between_nothing_and_the_grant(
    counts: list[int], upheld: int, grant: int, percent: str, final: bool
) -> None:
    base = tariff_of(JANUARY)
    assert base is not None
    taxed = replace(base, vat_percent=Decimal(percent))
    lines = [
        line
        for month, number in enumerate(counts)
        for line in month_lines(JANUARY + month, of(number, taxed), 100, taxed)
    ]
    for month in range(len(counts)):
        net = total(line for line in lines if line.month == JANUARY + month and line.kind != Kind.VAT)
        assert taxed.floor <= net <= taxed.cap
    most = Decimal(grant).scaleb(-2)
    more = lines_for_all(
        lines, final=final, upheld=Decimal(upheld).scaleb(-2), grant=most, held_percent=Decimal("5"),
        vat_percent=taxed.vat_percent,
    )  # fmt: skip
    assert 0 <= total([*lines, *more]) <= most
    assert differences([*lines, *more], {line.key: line for line in [*lines, *more]}) == []
