"""Names known by the place they stand in, by their company, and what belongs to them; and the same words as words."""

import pytest

from adviceline.privacy.guard import detect


def found(text: str, kind: str = "name") -> list[str]:
    return [text[span.start : span.end] for span in detect(text) if span.kind == kind]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Grace refuses to come out of the classroom.", ["Grace"]),
        ("Hope needs a safety plan.", ["Hope"]),
        ("Price was excluded for two days.", ["Price"]),
        ("Brown (Y8) was removed from PE.", ["Brown"]),
        ("Should Jordan be told?", ["Jordan"]),
        ("On Monday Faith went home early.", ["Faith"]),
        ("Both Rose and the other boy are upset.", ["Rose"]),
        ("hope (y8) is upset", ["hope"]),
        ("tavleigh's mum rang this morning", ["tavleigh"]),
        ("graces mum rang this morning", ["graces"]),
        ("she sat next to zorvan in maths", ["zorvan"]),
        ("HOPE KEEPS FOLLOWING THE OTHER CHILDREN AT BREAK.", ["HOPE"]),
        ("SHE DISCLOSED TO THE COUNSELLOR. NAMES JORDAN PIKE Y11 AS THE BOY.", ["JORDAN PIKE"]),
        ("Ruby-Leigh's mum Trace rang at four.", ["Ruby-Leigh", "Trace"]),
        ("We were told that J. Kettle was in the changing room.", ["J. Kettle"]),
        ("The IP is Lewis TROTTER.", ["Lewis TROTTER"]),
        ("Ģirts walked home alone.", ["Ģirts"]),
    ],
)
def test_a_word_in_the_place_of_a_name_is_one(text, wanted):
    assert found(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Big Dave and Little Dave had a fall out.", ["Big Dave", "Little Dave"]),
        ("The bedroom is shared with Baby Girl Hartnett.", ["Baby Girl Hartnett"]),
        ("Johnny Boy Doran's granny collects him.", ["Johnny Boy Doran"]),
        ("Wesley jnr was in the toilet.", ["Wesley jnr"]),
        ("Atticus's father Rupert St. John-Vane is a barrister.", ["Atticus", "Rupert St. John-Vane"]),
        ("re ava + ava-grace, same class", ["ava", "ava-grace"]),
    ],
)
def test_what_belongs_to_a_name_is_taken_in(text, wanted):
    assert found(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("YP: Dontae, Kieron, Ash\nConcern: all three share a room", ["Dontae", "Kieron", "Ash"]),
        ("kaiden in y3 showed it to ava-may n ruby behind the shed", ["kaiden", "ava-may", "ruby"]),
        ("1) Kit 2) Rowan 3) Jayden", ["Kit", "Rowan", "Jayden"]),
        ("Jayden was there.\nRose: I saw him.\nFaith: So did I.", ["Jayden", "Rose", "Faith"]),
    ],
)
def test_a_word_in_the_company_of_a_name_is_one(text, wanted):
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Hope you can help. We may have to move a foster child, and Summer is the hardest time to find carers.",
        "Red, Amber and Green ratings in your guidance differ from the Hackett continuum.",
        "Will you let me know? Mark the register first. Grant applications close on Friday.",
        "Foster carers are being looked for in Kent and Medway.",
        "hi do u do training for TAs? weve had 3 incidents and nobody knows who to tell",
        "teh techer said it was wierd, thier mums rang the shcool",
        "A&E sister, Royal Infirmary. The child was brought in by nan.",
        "Hackett says 'violent', Brook says 'red', the threshold document says 'Level 4'.",
        "The skate park is near the Marina. The bus company is Arriva.",
        "Our café takes Pokémon cards as payment on Fridays.",
        "The boy transfers on the 6th of January and his risk assessment mentions two others.",
        "Child A told us that Child B was in the cubicle. Plan B. Staff will stay.",
    ],
)
def test_the_same_words_as_words_refuse_nothing(text):
    assert [span.rule for span in detect(text) if span.severity == "block"] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A.K. in Year 10 was excluded. AK returns on Monday, and ak is worried.", ["A.K.", "AK", "ak"]),
        ("T and M have been going in each other's rooms.", ["T", "M"]),
        ("The girl is P.R., also in Y4.", ["P.R."]),
        ("Initials: R.O'C. and S.A-B.", ["R.O'C.", "S.A-B."]),
    ],
)
def test_initials_are_known_again_and_with_their_stops(text, wanted):
    assert found(text, "initials") == wanted
