"""How ages, tables, references, homes and usernames are composed, whatever words they are made of; and what looks like them."""

import pytest

from adviceline.privacy.guard import detect
from benchmarks.guard import marked_texts


def found(text: str, kind: str) -> list[str]:
    return [text[span.start : span.end] for span in detect(text) if span.kind == kind]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Maya Finch, 11 yers old, and her brother", ["11 yers old"]),
        ("Tyler and Ruby, 8 & 10 yr old, shared a tent", ["8 & 10 yr old"]),
        ("Ivy (32 weeks old) sleeps in the same room", ["32 weeks old"]),
        ("Kian, nearly 12, will not talk", ["nearly 12"]),
        ("Ellie, 12/13, came in on her own", ["12/13"]),
        ("Donna Pike (38) is his aunt", ["38"]),
        ("Name: Sana\nAge/Sex: 14/F\nSchool known", ["14/F"]),
        ("Child Reece Doyle\nAGE\n13\nGP known", ["13"]),
        ("Kian was with children aged 10 to 17", []),
        ("Kian may join as 11 to 14 year olds can", []),
        ("Kian is under the age of 14 and may join", []),
        ("Ellie came in on 12/13 November", []),
        ("Donna Pike (38 cases) runs the team", []),
    ],
)
def test_ages_are_composed_of_parts(text: str, ages: list[str]) -> None:
    assert found(text, "age_with_name") == ages


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("Name | Age | Year\nZyrie | 13 | 8\nOsk | 9 | 4", "age_with_name", ["13", "9"]),
        ("Name | Age | Year\nZyrie | 13 | 8\nOsk | 9 | 4", "name", ["Zyrie", "Osk"]),
        (
            "Name    Age    Ref\nKofi Mensah    12    P4471\nLena Volk    10    P4472",
            "other_number",
            ["P4471", "P4472"],
        ),
        ("Name, Age, Class\nTaron, 12, Willow", "age_with_name", ["12"]),
        ("Pupil;Age;Username\nMika Lund;15;mlund", "handle", ["mlund"]),
        ("Age | Count\n12 | 3\n13 | 5", "age_with_name", []),
        ("Name, age and address are never asked for.\nWhat we ask, 12 in all, is listed.", "age_with_name", []),
    ],
)
def test_tables_are_read_by_their_headings(text: str, kind: str, values: list[str]) -> None:
    assert found(text, kind) == values


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("the reference we were given is KM-22-014 for Leon", "other_number", "KM-22-014"),
        ("CPOMS entry 10442 has it", "other_number", "10442"),
        ("crime refs 22310 and 22311", "other_number", "22311"),
        ("see CPP-331 for the plan", "other_number", "CPP-331"),
        ("she lives on mill lane with nan", "address", "mill lane"),
        ("Tom is on the Broomfield estate", "address", "Broomfield estate"),
        ("Tom stays at the caravan park at Skelby", "address", "caravan park at Skelby"),
        ("lives two doors from the Spar on Cobden Street", "address", "two doors from the Spar on Cobden Street"),
        ("they live at 71 Old Turnpike", "address", "71 Old Turnpike"),
        ("he goes by lilmoth on Discord", "handle", "lilmoth"),
        ("his gamertag is Shadow Wolf 12", "handle", "Shadow Wolf 12"),
        ("add tyzmo09 if you see it", "handle", "tyzmo09"),
        ("born Feb half term 2012", "date_of_birth", "Feb half term 2012"),
    ],
)
def test_details_are_composed_of_parts(text: str, kind: str, value: str) -> None:
    assert any(value in each for each in found(text, kind))


@pytest.mark.parametrize(
    "text",
    [
        "ring 101, or NHS 111, or police 999; panel 120 cases; case 12 of 40",
        "she lives on a quiet road, opposite the school, on the council estate",
        "she goes by a nickname at school and is known as a bully on snapchat",
        "covid19 and year11 and iphone13 are one word",
    ],
)
def test_what_looks_like_a_detail_and_is_none_is_left_alone(text: str) -> None:
    assert detect(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "He takes part in Zorvax workshops and she uses CPOMS, Trellify and MyConcern.",
        "The alert came from the app Zorvax. He was online at night.",
        "turned up on 3 March and again in May.",
    ],
)
def test_what_bears_a_name_and_is_nobody_is_not_refused(text: str) -> None:
    assert not any(span.severity == "block" for span in detect(text))


def test_nearly_all_of_the_classes_are_found() -> None:
    missed = []
    for text, marks in marked_texts("families_3"):
        covered = {at for span in detect(text) for at in range(span.start, span.end)}
        missed += [text[a:b] for a, b, _ in marks if not {i for i in range(a, b) if text[i].isalnum()} <= covered]
    assert len(missed) <= 3, missed
