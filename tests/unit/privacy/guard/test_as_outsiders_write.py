"""Texts as people outside write them: identifiers in odd forms, and names that only their surroundings tell."""

import pytest

from adviceline.privacy.guard import detect


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in detect(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("born on Christmas Day 2011", "Christmas Day 2011"),
        ("child b. 12/03/11", "12/03/11"),
        ("dob twelve three twenty eleven", "twelve three twenty eleven"),
        ("born the fifth of November 2009", "the fifth of November 2009"),
        ("dob: 12|03|2011", "12|03|2011"),
        ("ring o77oo 900 319 after 6", "o77oo 900 319"),
        ("07700_900_123 is mum", "07700_900_123"),
        ("write to jsmith07 at hotmail.co.uk", "jsmith07 at hotmail.co.uk"),
        ("josmith-at-gmail-dot-com", "josmith-at-gmail-dot-com"),
        ("jo.smith @riverbank.sch.uk", "jo.smith @riverbank.sch.uk"),
        ("her snapchat (ellieee.x) was used", "ellieee.x"),
        ("instagram dot com slash kyle", "instagram dot com slash kyle"),
        ("postcode M 14 5 RT", "M 14 5 RT"),
        ("lives at Rose Cottage, Main Street, Haworth", "Rose Cottage, Main Street, Haworth"),
        ("home: 22 Heol y Bryn, Bangor", "22 Heol y Bryn, Bangor"),
        ("Flat 6, Ashdown Court, Mill Lane, Derby", "Flat 6, Ashdown Court, Mill Lane, Derby"),
        ("passport 533 401 892", "533 401 892"),
        ("Referral: Adunni Bakare, F, 19/08/2012", "19/08/2012"),
        ("vehicle LK-19-XYD", "LK-19-XYD"),
    ],
)
def test_finds_an_identifier_in_an_odd_form(text: str, wanted: str) -> None:
    assert wanted in found(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Nobody has told van der Merwe that the plan changed.", "van der Merwe"),
        ("Ana e Sousa was moved.", "Ana e Sousa"),
        ("we asked mark about it and he left", "mark"),
        ("can i talk about summer? she is in my year", "summer"),
        ("then faith messaged me", "faith"),
        ("worried about o'brien in my form", "o'brien"),
        ("a boy in my class, ocean, keeps hiding", "ocean"),
        ("LI WEI - Y9 - log", "LI WEI"),
        ("SMITH, Tyler James - Year 8", "SMITH, Tyler James"),
        ("Reports about Callum Mc, all from his form.", "Callum Mc"),
        ("Prince and Princess Osei-Tutu have a plan.", "Prince"),
        ("Kingdom's aunt is furious.", "Kingdom"),
        ("Marsh and Field were the two boys involved.", "Marsh"),
        ("Tamzin - 8 yrs - saw it.", "Tamzin"),
        ("Notes. Eurof absent.", "Eurof"),
    ],
)
def test_finds_a_name_by_what_is_round_it(text: str, wanted: str) -> None:
    assert wanted in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dad drives a blue Corsa to work.",
        "Have a look at nspcc.org.uk for the leaflet.",
        "Everyone's mum was told.",
        "The mark was moved because of a summer holiday, and hope is important.",
        "Art is a lesson on Monday. Faith is important to the family.",
        "THE BOY AND HIS SISTER",
        "Training is in Room 4, Civic Hall.",
        "We spoke with Police, Health and Education.",
    ],
)
def test_lets_ordinary_words_be(text: str) -> None:
    assert found(text) == []
