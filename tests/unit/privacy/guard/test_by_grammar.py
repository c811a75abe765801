"""Forms of a detail that a grammar of each kind makes, and what professionals write of themselves."""

import pytest

from adviceline.privacy.guard import detect, explain, screen, to_blank
from benchmarks.guard import marked_texts
from benchmarks.guard_grammar.__main__ import made


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in detect(text)]


def missed(text: str, marks: list[tuple[int, int, str]]) -> list[str]:
    covered = {at for span in detect(text) for at in range(span.start, span.end)}
    return [
        text[a:b]
        for a, b, kind in marks
        if kind == "number" and not {i for i in range(a, b) if text[i].isalnum()} <= covered
    ]


def test_nearly_every_detail_of_the_grammar_is_found() -> None:
    texts = [(text, [mark for mark in marks if mark[2] == "number"]) for _, text, marks in made(seed=20, rounds=4)]
    wanted = sum(len(marks) for _, marks in texts)
    lost = [form for text, marks in texts for form in missed(text, marks)]
    assert wanted > 500
    assert len(lost) <= 0.015 * wanted, lost


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Rowan is 11½ and shy.", "11½"),
        ("Rowan (9;4) was moved.", "9;4"),
        ("Rowan, coming up to his 13th birthday, is worried.", "coming up to his 13th birthday"),
        ("River - 16 yrs old - was there.", "River"),
        ("| xiaoyu ouyang | 943 476\n5919 |", "943 476\n5919"),
        ("write to jo&#64;example.com or jo%40example.com", "jo&#64;example.com"),
        ("<td>DoB</td><td>3/5/2011</td>", "3/5/2011"),
        ("His postcode is Golf one three nine Kilo X-ray", "Golf one three nine Kilo X-ray"),
        ("ring O77OO 9OO123", "O77OO 9OO123"),
        ("they live at 38 church\nclose with nan", "38 church\nclose"),
        ('{"caseId": "PT.845008"}', "PT.845008"),
    ],
)
def test_odd_forms(text: str, wanted: str) -> None:
    assert wanted in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "DOB 030411",  # one span and no other number beside it
        "The two boys crossed the road. 3 pupils walked home. Year 9 Lane House.",
        "Version 2.0.1, KCSIE 2025, RSHE2025, policy v3.1, Unit 14, 2024/25, 10:30-11:15",
    ],
)
def test_nothing_is_made_of_other_numbers(text: str) -> None:
    assert [each for each in found(text) if each != "030411"] == []


SIGNED = "A pupil was upset after PE.\n\nKind regards,\nJane Smith\nDSL, Hill Primary School\n020 7946 0000"


def test_a_professional_may_sign() -> None:
    assert not screen(SIGNED).blocked
    assert {finding.suggestion for finding in explain(SIGNED, detect(SIGNED)) if "own details" in finding.reason} == {
        ""
    }
    assert not screen("I am Jane Smith, DSL at Hill School, 020 7946 0000. A boy in Year 8 was upset.").blocked


@pytest.mark.parametrize(
    "text",
    [
        "My son was upset.\n\nKind regards,\nJane Smith",
        "Tyler was upset.\n\nThanks\nTyler's mum, Jane Smith",
        "A pupil was upset.\n\nThanks\nJane. Tyler was told as well and he has gone home.",
    ],
)
def test_what_tells_of_a_child_refuses_in_a_signature_too(text: str) -> None:
    assert screen(text).blocked


def test_what_arrives_is_blanked_of_all_that_refuses_and_of_names_that_only_warn_because_they_sign() -> None:
    for text in [*(text for text, _ in marked_texts("third")), SIGNED]:
        blanked = set(to_blank(text))
        assert {span for span in detect(text) if span.severity == "block"} <= blanked
    assert "Jane Smith" in [SIGNED[span.start : span.end] for span in to_blank(SIGNED)]
