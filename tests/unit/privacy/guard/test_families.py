"""One case or more for each way in which a kind of detail is written, and what looks like it and is none."""

import pytest

from adviceline.privacy.guard import detect, screen


def found(text: str, *kinds: str) -> list[str]:
    return [text[span.start : span.end] for span in detect(text) if not kinds or span.kind in kinds]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Siobhan is 12, nearly 13 and tall.", "12, nearly 13"),
        ("Emeka who is 5 (6 in March) was in the den.", "5 (6 in March)"),
        ("Chloe, 17 yrs 10/12, on the ward.", "17 yrs 10/12"),
        ("Elijah at 15 years & 10 months is too young.", "15 years & 10 months"),
        ("Sienna, who's nine, ten in the autumn, was moved.", "who's nine, ten in the autumn"),
        ("Kaiden is sixteen n half.", "is sixteen n half"),
        ("This sixteen-and-a-half-year-old, Declan, was seen.", "sixteen-and-a-half-year-old"),
        ("The babysitter (Jordan, 16) was told.", "16"),
        ("How old is Nikhil? 8, he says 9", "8, he says 9"),
        ("I'd put Tyler at twelve or thirteen.", "twelve or thirteen"),
        ("Jaxon = 15 in 3 wks", "15 in 3 wks"),
        ("Baby Ines, 5/12", "5/12"),
        ("Keeley (age at referral: 12.4)", "12.4"),
    ],
)
def test_an_age_is_read_to_its_end(text: str, age: str) -> None:
    assert age in found(text, "age_with_name")


@pytest.mark.parametrize(
    "text",
    [
        "Is the tool valid for children aged 12 to 14? A 13-year-old in Year 8 asked.",
        "Tyler was excluded for 5 days, 3 weeks ago, and scored 7 out of 10.",
        "Ruby has been with us for 3 years and is in her second year here.",
    ],
)
def test_a_range_a_score_and_a_time_that_lasts_are_no_ages(text: str) -> None:
    assert found(text, "age_with_name") == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("| Name | DOB | Year |\n|---|---|---|\n| Ellis | 2-Feb-10 | 9 |\n| Mo | 30-Nov-21 | 1 |", "30-Nov-21"),
        ("Name,DoB\nJay Smith,3/4/12", "3/4/12"),
        ("Teddy Lomax – 4 Jan '15 – Willow class", "4 Jan '15"),
        ('There is no dob apart from "sept 12th 2010" in pencil', "sept 12th 2010"),
        ("[13/02, 16:09] dsl: and his dob\n[13/02, 16:11] office: 110412", "110412"),
        ("Shay, y6, 1st of the 1st 2013.", "1st of the 1st 2013"),
        ("DOB 23rd March 2011, which doesn't tally with the passport (23/05/11).", "23/05/11"),
        ("Teddy was born Janurary 8 2015", "Janurary 8 2015"),
        ("born the back end of 2011", "the back end of 2011"),
    ],
)
def test_a_date_of_birth_by_its_place(text: str, date: str) -> None:
    assert date in found(text, "date_of_birth")


def test_the_stamp_of_a_message_is_no_date_of_birth() -> None:
    assert found("[13/02, 16:09] dsl: what is his dob\n[13/02, 16:11] office: not sure", "date_of_birth") == []


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("They live up High Scar Farm, Oxenhope. I've told them.", "High Scar Farm, Oxenhope"),
        ("She gave the address as Trewartha Barton, nr St Mawgan. She", "Trewartha Barton, nr St Mawgan"),
        ("They're at the end cottage, Colliery Row, Trimdon.", "the end cottage, Colliery Row, Trimdon"),
        ("Addr: Basement, 5 Alma Vale, Clifton BS8 2ZX", "Basement, 5 Alma Vale, Clifton"),
        ("Address: 83 Meldon Terrace\nHeaton\nNewcastle\nNE6 5XP", "83 Meldon Terrace\nHeaton\nNewcastle"),
        ("Home: Tamarind, 4 The Paddocks, LE7 9ZW.", "4 The Paddocks"),
        ("new addr 22 nightingale (by the park)", "22 nightingale"),
        ("lives at flat 3 the old maltings, brewery lane dy8 3qr", "flat 3 the old maltings, brewery lane"),
        ("have moved to Bryn Awel, Ffordd y Mynydd, so", "Bryn Awel, Ffordd y Mynydd"),
        ("address is the flat over the chippy on Burnley Road", "the flat over the chippy on Burnley Road"),
        ('carers\' address "Fairhaven", 88 Promenade, Cleveleys.', '"Fairhaven", 88 Promenade, Cleveleys'),
    ],
)
def test_a_home_by_name_and_all_of_an_address(text: str, home: str) -> None:
    assert home in found(text, "address")


@pytest.mark.parametrize(
    "text",
    [
        "The boy lives at home with mum. They live in Tower Hamlets. He is based at Manor Farm Primary, Leeds.",
        "Staff at County Hall, Durham said so. Address: withheld. Address: not known.",
    ],
)
def test_a_town_a_school_and_an_office_are_no_homes(text: str) -> None:
    assert found(text, "address") == []


@pytest.mark.parametrize(
    ("text", "wanted", "kind"),
    [
        ("his transport number T-316 is on it", "T-316", "other_number"),
        ("pass no 6335 9700 1182, handed in", "6335 9700 1182", "other_number"),
        ("Police ref log 614 of 22/06.", "614 of 22/06", "other_number"),
        ("rang 101, ref 0417 of today.", "0417 of today", "other_number"),
        ("a note with RRP 113 0926 on it", "RRP 113 0926", "other_number"),
        ("four four one seven stroke twenty four", "four four one seven stroke twenty four", "other_number"),
        ("paid to card 4111 1111 1111 1111", "4111 1111 1111 1111", "other_number"),
        ("address was 2001:db8::8a2e:370:7334", "2001:db8::8a2e:370:7334", "other_number"),
        ("grandad's registration W 118 BUM.", "W 118 BUM", "other_number"),
        ("whose motor-car is 3 NET", "3 NET", "other_number"),
        ("his whip is E17 TBZ", "E17 TBZ", "other_number"),
        ("reg of the car is nk 0 8 u y a.", "nk 0 8 u y a", "other_number"),
        ('pictures for "mystic.mia.xo" were', "mystic.mia.xo", "handle"),
        ("hes on j0shy.b0y and", "j0shy.b0y", "handle"),
        ('texts from "K Dot" came', "K Dot", "handle"),
        ("insta - mia.x_y", "mia.x_y", "handle"),
        ("home: 01632 960 118 ext 24", "01632 960 118 ext 24", "phone"),
        ("UPN Z8734  0061  2019", "Z8734  0061  2019", "upn"),
    ],
)
def test_numbers_marks_and_usernames(text: str, wanted: str, kind: str) -> None:
    assert any(wanted in each for each in found(text, kind)), found(text)


def test_words_run_together_files_and_times_are_no_usernames() -> None:
    text = "At lunch.he said no, e.g. at 9.30am.to go. See report.final.pdf, 4.1.2 and www.gov.uk/x.y"
    assert found(text, "handle") == []


@pytest.mark.parametrize(
    "text",
    [
        "The class is called Hazel and has 28 children.",
        "Parents to be rung today by HoY. I am a counsellor (BACP) and a DSL.",
        "One colleague said talk to frank about it.",
        "Could Mrs Bannerjee from your team ring our SENCO?",
        "A child was upset.\n\nCheers\nBev\nBeverley Stanhope-Ali\nPlacements Manager",
        "ISBN 978-0-12-345678-6 is the handbook. Childline is on 0800 1111, police on 101.",
        "I SUPPORT A DEAF PUPIL OF 10 WHO USES BSL. Regulations (SI 2007/1870) apply.",
    ],
)
def test_what_names_nobody_is_not_refused(text: str) -> None:
    assert not screen(text).blocked, found(text)
