"""Ages that belong to a name, dates of birth in odd places, addresses and references by their shape."""

import pytest

from adviceline.privacy.guard import detect


def found(text: str, kind: str) -> list[str]:
    return [text[span.start : span.end] for span in detect(text) if span.kind == kind]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Kayleigh. She is 9. She lives with her nan.", ["9"]),
        ("Kayleigh who is 9 told us.", ["9"]),
        ("Enzo 12y / Valentina 9y / Theo 2y", ["12y", "9y", "2y"]),
        ("Ioan aged 12 admits having the phone.", ["aged 12"]),
        ("MUSA, Fatoumata (F, 13) is the elder.", ["13"]),
        ("Young person: Deshawn\nAge: 15", ["15"]),
        ("Angus will be eight in July.", ["will be eight in July"]),
        ("Kathleen, the younger sister, is 7 yrs old.", ["7 yrs old"]),
        ("Tomos Price\nAGE: 5 years 4 months", ["5 years 4 months"]),
        ("Is Hadiza happy? She's seven, and hardly speaks.", ["She's seven"]),
    ],
)
def test_an_age_that_belongs_to_a_name_is_found(text, wanted):
    assert found(text, "age_with_name") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "A 14-year-old boy and a 12-year-old girl are in the same class.",
        "He is 15. She is 13.",
        "Kayleigh rang. They're two peas in a pod.",
        "Kayleigh left at 11.55 on the bus.",
        "Kayleigh came 3 times this week.",
    ],
)
def test_a_number_that_is_no_age_of_somebody_named_is_left(text):
    assert found(text, "age_with_name") == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("| Aaliyah Begum | 19/08/2014 | 5 |", ["19/08/2014"]),
        ("Dates of birth: 08/07/2012, 22/12/2014, 01/03/2018", ["08/07/2012", "22/12/2014", "01/03/2018"]),
        ("D.O.B. (assessed): 01/01/2008", ["01/01/2008"]),
        ("His date of birth is on nearly every page (16/8/13).", ["16/8/13"]),
        ("Jayden Smith (3rd May 2011) was there.", ["3rd May 2011"]),
        ("11.10.07 - Morgan born\n2015 - parents separate", ["11.10.07"]),
        ("dob 03May2011", ["03May2011"]),
        ("Jayden Smith was seen on 12/05/2022 and 13/05/2022.", []),
    ],
)
def test_dates_of_birth_in_tables_lists_and_brackets(text, wanted):
    assert found(text, "date_of_birth") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("inc no A250301-0119", ["A250301-0119"]),
        ("The police gave me CRN 35/118843/25.", ["CRN 35/118843/25"]),
        ("MERIT/24/119035. Caller is a DSL.", ["MERIT/24/119035"]),
        ("Our reference was HSB-7K3M-Q4XD, and the school's URN 107890.", []),
        ("KCSIE 2024, NG55 and section 47 of the 1989 Act", []),
    ],
)
def test_references_by_their_shape(text, wanted):
    assert found(text, "other_number") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the lad lives at 42 balfour st.", ["42 balfour st"]),
        ("Placement: Room 5, 63 Radford Boulevard", ["Room 5, 63 Radford Boulevard"]),
        ("The red-haired boy from Kestrel Way was there.", ["Kestrel Way"]),
        ("ADDRESS: The Old Forge, Much Birch", ["The Old Forge, Much Birch"]),
        ("post to PO Box 4417 please", ["PO Box 4417"]),
        ("she lives w her nan at 6 heol y graig, by the park", ["6 heol y graig"]),
        ("A paediatrician at Great Ormond Street said so.", []),
        ("born at RD&E in 2014 and moved by road to the street", []),
    ],
)
def test_addresses(text, wanted):
    assert found(text, "address") == wanted


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("Postcode of the family starts BS16, near the school.", "postcode", ["BS16"]),
        ("call 7700 900123 after four", "phone", ["7700 900123"]),
        ("patient NHS9434765919", "nhs_number", ["NHS9434765919"]),
        ("jo.bloggs @ gmail . com", "email", ["jo.bloggs @ gmail . com"]),
        ("messages from someone called kingty.09", "handle", ["kingty.09"]),
    ],
)
def test_other_odd_forms(text, kind, wanted):
    assert found(text, kind) == wanted
