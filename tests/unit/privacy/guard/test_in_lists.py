"""Names that are also words or places: in a list they are children, before 'class' or 'wing' they are not."""

import pytest

from adviceline.privacy.guard import detect
from adviceline.privacy.guard.spoken import digits_told


def names(text: str) -> list[str]:
    return [text[s.start : s.end] for s in detect(text) if s.kind == "name" and s.severity == "block"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Grace and Faith told the head.", ["Grace", "Faith"]),
        ("It began in April's class.", ["April"]),
        ("The girls, Summer and Paris, are worried.", ["Summer", "Paris"]),
        ("The pupils are called Lincoln, Kingston and River.", ["Lincoln", "Kingston", "River"]),
        ("Pupils: Hope, Sunny, Art", ["Hope", "Sunny", "Art"]),
        ("Cousins Sandy and Clay are in Year 5.", ["Sandy", "Clay"]),
        ("Will and Mark were both there.", ["Will", "Mark"]),
        ("We spoke to Rose, Daisy and Lily.", ["Rose", "Daisy", "Lily"]),
    ],
)
def test_a_list_of_children(text, wanted):
    assert names(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "They meet behind Victoria block.",
        "The Chelsea campus is closed.",
        "The children are in Amber, Jade and Ruby classes.",
        "Girls in Holly, Ivy and Oak forms had the talk.",
        "Pupils from Lincoln, Boston and Grantham share a bus.",
        "Our houses are called Windsor, Balmoral and Sandringham.",
        "Devon and Cornwall Police told us.",
        "Dr Barnardo's and Barnardo's said so.",
        "The pupils are Polish, Roma and Irish.",
        "Pupils in Year 7, Year 8 and Year 9 said so.",
        "The children, Monday and Tuesday aside, are calm.",
        "Art, Music and Drama are taught together.",
    ],
)
def test_a_list_of_something_else(text):
    assert detect(text) == []


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("oh seven seven double oh, nine hundred, one two three", "07700900123"),
        ("zero seven, triple seven, twenty-three, forty", "077772340"),
        ("plus four four twelve", "4412"),
        ("nine hundred and twelve", "912"),
    ],
)
def test_digits_as_they_are_told(words, digits):
    assert digits_told(words) == digits


@pytest.mark.parametrize(
    "text",
    [
        "Zero, one, two, three, four, five, six, seven, eight, nine and ten.",
        "Years seven, eight, nine, ten, eleven, twelve and thirteen.",
        "One, two, three, four, five, six, seven children.",
        "0 1 2 3 4 5 6 7 8 9 10",
    ],
)
def test_counting_is_no_telephone_number(text):
    assert [span for span in detect(text) if span.rule == "number_in_words"] == []
