"""Amounts as people and accounting software write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adviceline.finance.rules.money import NotMoney, money_from, money_words, pence, share, vat_within


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1204.50", "1204.50"), ("£1,204.50", "1204.50"), ("(3.00)", "-3.00"), ("-£3", "-3.00"), ("£-3", "-3.00"),
        ("3.00-", "-3.00"), ("−3.5", "-3.50"), ("3.00 CR", "-3.00"), ("12 DR", "12.00"), ("GBP 12,345,678.90", "12345678.90"),
        ("\u00a05.00\u00a0", "5.00"), ("0", "0.00"), ("+2", "2.00"), ("(£1,000)", "-1000.00"), ("- 4.00", "-4.00"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_it_is_written(text: str, amount: str) -> None:
    assert money_from(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "1.204,50", "1,20", "12,34.00", "1.005", "1e3", "NaN", "Infinity", "=1+1", "٣.00", "1 204.50", "£", "()",
     "--3", "999999999.99", "0x10", "12.", "€5"],
)  # fmt: skip
def test_what_is_not_an_amount_is_refused_and_not_guessed_at(text: str) -> None:
    with pytest.raises(NotMoney):
        money_from(text)


@given(st.integers(-(10**10), 10**10))
def test_what_is_shown_is_read_back_to_the_penny(number: int) -> None:
    amount = Decimal(number).scaleb(-2)
    assert money_from(money_words(amount)) == amount if abs(number) < 10**10 else True


def test_half_a_penny_is_rounded_up_and_a_fraction_of_one_is_no_amount() -> None:
    assert share(Decimal("0.10"), Decimal("5")) == Decimal("0.01")
    assert share(Decimal("-0.10"), Decimal("5")) == Decimal("-0.01")
    assert vat_within(Decimal("120.00"), Decimal("20")) == Decimal("20.00")
    with pytest.raises(NotMoney):
        pence(Decimal("0.005"))
