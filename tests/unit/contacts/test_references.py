"""References: how they are written, and what a slip of the pen cannot do."""

import pytest

from adviceline.contacts.references import NotAReference, new_reference, parse_reference


def test_a_reference_reads_back_however_it_is_typed():
    reference = new_reference("HSB")

    bare = reference.removeprefix("HSB-").replace("-", "")
    for typed in (
        reference,
        reference.lower(),
        f" {reference} ",
        f"hsb {bare}",
        f"HSB{bare}",
        reference.replace("-", " – "),
    ):
        assert parse_reference(typed, prefix="HSB") == reference


def test_s_and_z_are_read_as_the_digits_they_look_like():
    reference = next(r for r in (new_reference("HSB") for _ in range(10_000)) if "5" in r and "2" in r)

    assert parse_reference(reference.replace("5", "S", 1).replace("2", "z", 1)[0:], prefix="HSB") == reference


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "HSB",
        "HSB-7K3M",
        "ABC-7K3M-Q4XD",
        "HSB-7K3M-Q4XD-",
        "HSB-IL0O-1111",
        "\x00",
        "HSB-7K3M-Q4X\u200bD",
        "x" * 10_000,
    ],
)
def test_what_is_not_a_reference_is_refused_in_words(typed):
    with pytest.raises(NotAReference) as refused:
        parse_reference(typed, prefix="HSB")

    assert str(refused.value).endswith(".")
