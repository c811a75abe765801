"""Numbers, dates, addresses of mail and postcodes as plain data sets have them, however they are set; spans are exact."""

import random
from collections.abc import Callable

import pytest

from adviceline.privacy.guard import detect
from benchmarks.guard.makers import dob, email, nhs, nino, phone, postcode, upn

KINDS: dict[str, tuple[Callable[[random.Random], str], list[str]]] = {
    "nhs_number": (nhs, ["NHS number: {}", "The patient ({}) was seen.", "{}"]),
    "upn": (upn, ["UPN {}", "The pupil ({}) was seen.", "{}"]),
    "nino": (nino, ["NI no {}", "mum ({}) works", "{}"]),
    "phone": (phone, ["tel: {}.", "Her number is {}, ring after 5."]),
    "postcode": (postcode, ["Postcode {}", "lives at {}.", "The family moved to {} in May."]),
    "email": (email, ["write to {}.", "Email {}"]),
    "date_of_birth": (dob, ["DOB {}", "born on {}.", "(dob {})"]),
}


def with_one_unseen(value: str, r: random.Random) -> str:
    at = r.randint(1, len(value) - 1)
    return value[:at] + r.choice("\u200b\u200c\u2060\ufeff\u00ad") + value[at:]


SETTINGS: dict[str, Callable[[str, random.Random], str]] = {
    "as it is": lambda value, r: value,
    "no-break spaces": lambda value, r: value.replace(" ", r.choice("\u00a0\u2009\u202f\u3000")),
    "other digits": lambda value, r: "".join(chr(0x660 + int(c)) if c in "0123456789" else c for c in value),
    "other dashes": lambda value, r: value.replace("-", r.choice("‐‑–—−")),
    "full width": lambda value, r: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value),
    "one that is not seen": with_one_unseen,
    "capitals": lambda value, r: value.upper(),
}


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_found_exactly(kind: str, setting: str) -> None:
    r = random.Random(f"{kind} {setting}")
    make, frames = KINDS[kind]
    inexact = []
    for _ in range(12):
        value = SETTINGS[setting](make(r), r)
        text = r.choice(frames).format(value)
        start = text.index(value)
        spans = {(s.start, s.end) for s in detect(text)}
        covered = {at for low, high in spans for at in range(low, high)}
        assert {at for at in range(start, start + len(value)) if text[at].isalnum()} <= covered, text
        if not any(text[low:high].strip("(). ") == value.strip("(). ") for low, high in spans):
            inexact.append((text, sorted(spans)))
    assert len(inexact) <= 1, inexact  # 'the' of a date, an ending of two figures


@pytest.mark.parametrize(
    "text", ["His NHS number is 943 476 5918.", "NINO QQ123456C", "UPN A123456789012", "UPN H 823 1102 20 1048"]
)
def test_a_label_is_enough_where_the_number_has_a_slip(text: str) -> None:
    assert any(span.end - span.start > 8 for span in detect(text))


@pytest.mark.parametrize(
    "value", ["943 476\n5919", "QQ\t12\t34\t56\tC", "07700\n900123", "LS9\n9JT", "A123\n456789012"]
)
def test_over_the_end_of_a_line(value: str) -> None:
    assert value in [f"see {value}, then"[s.start : s.end] for s in detect(f"see {value}, then")]
