"""Checksums, against published examples."""

import pytest

from adviceline.privacy.guard.numbers import nhs_number, upn_check_letter


@pytest.mark.parametrize("digits", ["9434765919", "4010232137", "9876543210"])
def test_valid_nhs_numbers(digits: str) -> None:
    assert nhs_number(digits)


@pytest.mark.parametrize("digits", ["9434765918", "4010232138", "1111111111", "943476591", ""])
def test_invalid_nhs_numbers(digits: str) -> None:
    assert not nhs_number(digits)


@pytest.mark.parametrize("upn", ["H801200001001", "A123456789012"])
def test_upn_check_letters(upn: str) -> None:
    assert upn_check_letter(upn[1:]) == upn[0]


def test_a_changed_digit_changes_the_check_letter() -> None:
    assert upn_check_letter("801200001002") != "H"
