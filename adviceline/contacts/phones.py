"""Telephone numbers as people type them. Pure."""

from __future__ import annotations

import re

import phonenumbers

#: United Kingdom numbers that Ofcom keeps for drama: never in service, and so right for training and for samples.
_FOR_DRAMA = re.compile(r"\+44(7700900\d{3}|1632960\d{3}|2079460\d{3}|8081570\d{3})")
_NEVER_CALLED = frozenset({phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.PAGER})


class NotAPhoneNumber(ValueError):
    """What was typed is not a telephone number of the United Kingdom that we can call."""


def phone_number(typed: str) -> tuple[str, str]:
    """(number in E.164, extension or '') from however it was typed. Raises `NotAPhoneNumber`.

    Only the United Kingdom's: the service calls nobody abroad and pays for no premium line.
    """
    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException as error:
        raise NotAPhoneNumber(typed) from error
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    real = phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) not in _NEVER_CALLED
    if number.country_code != 44 or not (real or _FOR_DRAMA.fullmatch(written)):
        raise NotAPhoneNumber(typed)
    return written, number.extension or ""
