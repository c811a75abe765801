"""Words that are names too, told to be names by what is said of them; and the same words where they are words."""

import pytest

from adviceline.privacy.guard import detect


def found(text: str, kind: str = "name") -> list[str]:
    return [text[span.start : span.end] for span in detect(text) if span.kind == kind]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Will was in the changing room.", ["Will"]),
        ("Summer has been off school since Monday.", ["Summer"]),
        ("Art is seven.", ["Art"]),
        ("Joy was very upset.", ["Joy"]),
        ("Star, a child in care, told us.", ["Star"]),
        ("Rose and Lily were playing in the corner.", ["Rose", "Lily"]),
        ("Blessing and Gift attend the same club.", ["Blessing", "Gift"]),
        ("Paris and London are sisters.", ["Paris", "London"]),
        ("What Hector did was wrong.", ["Hector"]),
        ("A pupil known as Smithy shared it.", ["Smithy"]),
        ("Can Freddie sit there?", ["Freddie"]),
        ("Today, Monty told a joke.", ["Monty"]),
        ("Mark hasn't been in since the incident.", ["Mark"]),
        ("They call him Spud.", ["Spud"]),
        ("Milan hides in the cloakroom.", ["Milan"]),
        ("Last week esme and barnaby were told.", ["esme", "barnaby"]),
        ("one of our lads jordan keeps on. later jordan told me", ["jordan", "jordan"]),
        ("The club leader, Shona, kept no record.", ["Shona"]),
        ("Zuri hit him and zuri ran.", ["Zuri", "zuri"]),
        ("Did Ezra see what Will did?", ["Ezra", "Will"]),
    ],
)
def test_what_is_said_of_people_only_makes_a_name(text, wanted):
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Will you ring us? Will the call be recorded? Will need to ring back.",
        "Summer is a busy time. Summer has been busy. Hope is not a plan.",
        "Grace is two weeks, and art is seven per cent of the day.",
        "What Year did it begin? What Trust is it?",
        "Paris and London are far apart.",
        "Today, we met. However, staff said so.",
        "Jersey and Guernsey have laws of their own.",
        "Brook is followed by most schools. A tool known as Brook is used.",
        "Pupils known to us as young carers may come.",
    ],
)
def test_the_same_words_are_words_elsewhere(text):
    assert found(text) == []


def test_dotted_initials_that_act_are_a_person():
    assert found("T.J. was asked to leave.", "initials") == ["T.J."]
    assert found("The U.K. is part of it. P.E. was cancelled. The A.I. is in use. The W.I. was kind.", "initials") == []


def test_no_school_is_made_of_what_stands_before_the_school():
    assert found("Early Help and the Virtual School met. Forest School is on Fridays.", "school") == []
    assert found("Early Help and the Elmbrook School met.", "school") == ["Elmbrook School"]


def test_a_name_with_a_number_is_a_username():
    assert found("His discord is shadow#1234, or kian_x#0042.", "handle") == ["shadow#1234", "kian_x#0042"]
    assert found("See ticket#1234 and case#567.", "handle") == []


def test_an_address_of_an_example_is_an_address():
    assert found("Write to dsl(at)oakwood.example please.", "email") == ["dsl(at)oakwood.example"]
