"""What busy professionals write that no earlier rule read: a case or two for each family, and what looks like it and is none."""

import pytest

from adviceline.privacy.guard import detect


def found(text: str, kind: str) -> list[str]:
    return [text[span.start : span.end] for span in detect(text) if span.kind == kind]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("has Marlon told his nan? he 12. nobody else knows", ["12"]),
        ("Rowan is non-verbal, 15, tall for a boy, and signs", ["15"]),
        ("it's about Ollie, our youngest placement, 11, and Fern, our birth child, 8.", ["11", "8"]),
        ("sorry Kieran is 15 not 14", ["15", "14"]),
        ("Leah. Fourteen. Won't talk to us.", ["Fourteen"]),
        ("Tyler, Maisie & Kai - 13, 10 and 8", ["13", "10", "8"]),
        ("Tyler 13 Maisie 10", ["13", "10"]),
        ("AW 12 / LW 10 / CW 6 - sibs", ["12", "10", "6"]),
        ("upn A801200001001, boy, 9, moved in may", ["9"]),  # no name, but a number that tells who
        ("Marlon came 12 times, 3 of them late", []),
        ("Rowan moved from set 4 to set 2, room 15, on the 9th", []),
        ("Kieran is in tutor group 10, not 9", []),
        ("see points 2, 5, 7 about Sami", []),
        ("A boy, 13, and a girl, 9, were on the bus.", []),  # of nobody who is named
    ],
)
def test_an_age_is_known_by_its_place(text: str, ages: list[str]) -> None:
    assert found(text, "age_with_name") == ages


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ('"K said that T did it again" is what I wrote.', ["K", "T"]),
        ("J is in Year 3, L in Year 8. They are step-siblings.", ["J", "L"]),
        ("the boys are T, B and M", ["T", "B", "M"]),
        ("yp dk, 14, is staying with nan", ["dk"]),
        ("Re: T.W-B, known to us", ["T.W-B"]),
        ("LW/TR incident on the bus", ["LW", "TR"]),
        ("Child A told Child B to stop. A was upset and B has apologised.", []),
        ("X said that Y had done it", []),
        ("Section F and plan B need a line each; K is for key stage.", []),
        ("the EP told the HT and the SW has agreed", []),
    ],
)
def test_letters_that_stand_for_a_child_warn(text: str, letters: list[str]) -> None:
    assert found(text, "initials") == letters


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("her postcode is l s one four nine t b yes", "postcode", "l s one four nine t b"),
        ("nino q q one two three four five six c", "nino", "q q one two three four five six c"),
        ("nhs nine forty three four seven six fifty nine nineteen", "nhs_number", "nine forty three four seven six"),
        ("hospital number H 20 448 117, 943 476 5919, born", "nhs_number", "943 476 5919"),
        ("Rhodri that's r h o d r i um", "name", "r h o d r i"),
        ("On Discord he is nightowl#2210 or nytowl", "handle", "nytowl"),
        ("on YouTube Kids as zara-and-me-2018", "handle", "zara-and-me-2018"),
        ("messages from lilkayy on insta", "handle", "lilkayy"),
        ("lives at number twelve ffordd y mynydd with taid", "address", "number twelve ffordd y mynydd"),
        ("goes past her road (Bramble Close) each night", "address", "Bramble Close"),
        ("dobs 12/3/10 + 4/5/12", "date_of_birth", "4/5/12"),
        ("dob fourteen three twelve", "date_of_birth", "fourteen three twelve"),
        ('Oluwadamilare Ade ("Dare") is with us', "name", "Dare"),
        ("Isla rose Hartley was moved", "name", "rose Hartley"),
    ],
)  # fmt: skip
def test_what_is_read_out_joined_or_called_otherwise(text: str, kind: str, value: str) -> None:
    assert any(value in each for each in found(text, kind))


@pytest.mark.parametrize(
    "text",
    [
        "I work at the Sir Rupert Hollis Academy, part of the Margaret Dunne Learning Trust.",
        "I'm the reviewing officer. Can the advice line attend? Will you send the slides?",
        "Fortnite, GTA and FIFA are all they talk about.",
        "Carer has Sky broadband; does Qustodio block it?",
        "University of Pennine, and families from Oldmoor",
        "Hello Sam, thanks for the call yesterday.",
        "PSI 12/2015, AQA 8300/1F and LAC 2018-2021",
        "first Tuesday, 7.30-9pm, Quaker Meeting House, Fore Street",
    ],
)
def test_what_bears_a_name_and_is_nobody_is_not_refused(text: str) -> None:
    assert not any(span.severity == "block" for span in detect(text))
