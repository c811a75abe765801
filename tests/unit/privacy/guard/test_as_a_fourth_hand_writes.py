"""Fields whatever separates them, ages and references that only their place gives away, and authors, who are no children."""

import pytest

from adviceline.privacy.guard import detect


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in detect(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("D.O.B. ....... Fri 5 Apr 2013", "Fri 5 Apr 2013"),
        ("Date of Birth – 0 6 / 0 8 / 2 0 1 2", "0 6 / 0 8 / 2 0 1 2"),
        ("1b) Born ........... 3 Mar 2012", "3 Mar 2012"),
        ("Child's dob for form 17/4/20", "17/4/20"),
        ("her dob on our form is 3/4/19", "3/4/19"),
        ("tyler-jay mcallister (140412), moved out", "140412"),
        ("Age | 13\nName | Theo Marlow", "13"),
        ("2.1 Child's age: ........ 12\n2.2 Child's name: ........ Leila Haddad", "12"),
        ("Rosie Marsh | Age (yrs) | 11 | Year 6", "11"),
        ("Name\tDOB\tAge\nMaja Nowak\t20/02/2019\t36", "36"),
        ("| Name | Age |\n| --- | --- |\n| Priya Rao | 12 |", "12"),
        ("Ref\tName\nHSB-018\tZahra Ali", "HSB-018"),
    ],
)
def test_a_field_is_read_whatever_separates_it_from_its_label(text, wanted):
    assert wanted in found(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Saif is a cousin of fifteen.", "fifteen"),
        ("Jasmine Tran and Harley Moss, both 12, swapped pictures.", "both 12"),
        ("Nico Diaz, 26 months, in the toddler room.", "26 months"),
        ("Her older sister, 12, is placed apart; Nadia is here.", "12"),
        ("Persephone Adair (sixteen, seventeen on Boxing Day) told me.", "sixteen, seventeen on Boxing Day"),
        ("Coach: Jenson 13 in 2 wks Tomasz (12)", "13 in 2 wks"),
        ("BOY IS FREDDIE ASHCROFT, UPPER SIXTH, 18 LAST WEEK.", "18 LAST WEEK"),
        ('Declan\'s cousin said he is "nearly 12".', "nearly 12"),
        ("Connor: boy 1 age 9, boy 2 eleven. mum knows", "eleven"),
        ("Ife Cole is 12 but works at about a 4 yr level.", "12 but works at about a 4 yr level"),
        ("Logged it as LCC/OOH/6631.", "LCC/OOH/6631"),
        ("File number there was WCBC 90217-3; ours is another.", "WCBC 90217-3"),
        ("1d) System no. ...... CareDirector 7741206", "CareDirector 7741206"),
        ("her new address it's forty one barrack lane i think", "forty one barrack lane"),
        ("He had four accounts, of which kyrxn.b9 is live.", "kyrxn.b9"),
        ("same dad, lee dobson, as kelsey dobson-ward", "kelsey dobson-ward"),
        ("Simon Hatch (12) hit another boy in 2019.", "Simon Hatch"),
    ],
)
def test_finds_what_only_its_place_gives_away(text, wanted):
    assert wanted in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Age range | 4 to 11\nROLL: 900",
        "Age band | Number\n4 | 12\n5 | 13",
        "Date of meeting – 0 6 / 0 8 / 2 0 2 4",
        "The form asks for date of birth; we meet on 4/9/25",
        "A group of 7 met, and a head of 6 schools came.",
        "KS2/KS3/2024 plans and PSHE/RSE/2020 guidance",
        "Take account of gov.uk advice.",
        "twenty one children crossed the road",
        "AMBERS: 2, REDS: 0",
        "two ambers in the autumn term, and youth justice and probation",
    ],
)
def test_what_looks_like_them_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "the guide (McNeish and Scott, 2023) is short",
        "updates by Karsna and Kelly (2021), about surveys",
        "I have read Lussier, and Caldwell's 2016 paper on recidivism.",
        "I know of a chapter by Craig and Lindsay.",
        "There's Mercer's work in the 2010s, and McGlynn, Westmarland and Godden (2012)",
        "Lloyd and Walker (2023), Setty, and Ringrose et al. (2021) deal with schools.",
        "the model from The Key, the Andrew Hall version and our own",
        "gave Ryan 2015?? check ref",
        "using Gil and Johnson's typology",
    ],
)
def test_a_cited_author_is_not_refused(text):
    assert not [span for span in detect(text) if span.severity == "block"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kelly (2012) and Scott (2013) are siblings in our school.", ["Kelly", "Scott"]),
        ("Tyler Caldwell (2012) is known to us.", ["Tyler Caldwell"]),
        ("A book by Kelly was found under the bed.", ["Kelly"]),
        ("Tyler and others were laughing in the corridor.", ["Tyler"]),
        ("the Kyle Smith version of events", ["Kyle Smith"]),
        ("Ryan 2015 ref 12345", ["Ryan"]),
        ("Daly's mum said that the paper was his.", ["Daly"]),
        ("Hackett et al. (2019) is helpful; Ryan has moved school.", ["Ryan"]),
    ],
)
def test_a_child_beside_a_year_or_a_book_is_still_found(text, names):
    said = found(text)
    assert all(name in said for name in names)
