"""The provider's signature, by the vectors that its own libraries are tested with."""

from __future__ import annotations

import pytest

from adviceline.channels.telephony.hosted.signature import is_genuine, signature

TOKEN = "12345"  # of the provider's published example
ADDRESS = "https://mycompany.com/myapp.php?foo=1&bar=2"
FIELDS = {
    "CallSid": ["CA1234567890ABCDE"], "Digits": ["1234"], "From": ["+14158675309"], "To": ["+18005551212"],
    "Caller": ["+14158675309"],
}  # fmt: skip


def test_the_published_example():
    assert signature(token=TOKEN, address=ADDRESS, fields=FIELDS) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize("signed", [ADDRESS, ADDRESS.replace(".com/", ".com:443/")])
@pytest.mark.parametrize("asked", [ADDRESS, ADDRESS.replace(".com/", ".com:443/")])
def test_with_and_without_the_port(signed, asked):
    given = signature(token=TOKEN, address=signed, fields=FIELDS)
    assert is_genuine(given=given, token=TOKEN, address=asked, fields=FIELDS)


@pytest.mark.parametrize("changed", [
    {"token": "12346"}, {"address": ADDRESS + "1"}, {"fields": FIELDS | {"Digits": ["1235"]}}, {"given": ""},
    {"given": "é"}, {"fields": {**FIELDS, "More": [""]}, "given": ""},
])  # fmt: skip
def test_whatever_is_changed_is_forged(changed):
    right = {"token": TOKEN, "address": ADDRESS, "fields": FIELDS}
    assert not is_genuine(**({"given": signature(**right)} | right | changed))


def test_a_field_that_is_there_twice():
    """As the provider's library does: each value once, in order."""
    twice = {"a": ["2", "1", "2"]}
    assert signature(token=TOKEN, address="x", fields=twice) == signature(token=TOKEN, address="xa1a2", fields={})
