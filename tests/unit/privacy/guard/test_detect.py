"""What the guard must find, what it must leave alone, and where it says things are."""

import pytest

from adviceline.privacy.guard import KINDS, GuardFailed, Span, detect, explain, redact, screen


def found(text: str, kind: str) -> list[str]:
    return [text[s.start : s.end] for s in detect(text) if s.kind == kind]


STRUCTURED = [
    ("nhs_number", "The NHS number is 943 476 5919.", "943 476 5919"),
    ("nhs_number", "9434765919 is on the form", "9434765919"),
    ("nhs_number", "nhs no 943-476-5919", "943-476-5919"),
    ("nhs_number", "written as 9 4 3 4 7 6 5 9 1 9 here", "9 4 3 4 7 6 5 9 1 9"),
    ("nhs_number", "NHS number 943 476 5918 (mistyped)", "943 476 5918"),
    ("upn", "UPN H801200001001 on the census", "H801200001001"),
    ("upn", "upn h801200001001", "h801200001001"),
    ("upn", "temporary UPN T82932120100A", "T82932120100A"),
    ("nino", "her NI number is AB 12 34 56 C", "AB 12 34 56 C"),
    ("nino", "qq123456c", "qq123456c"),
    ("nino", "the form shows ZZ 75 21 74 T", "ZZ 75 21 74 T"),
    ("email", "write to jo.bloggs@example.co.uk today", "jo.bloggs@example.co.uk"),
    ("email", "it is jo (at) school dot sch dot uk", "jo (at) school dot sch dot uk"),
    ("email", "it is jo.bloggs at example dot com", "jo.bloggs at example dot com"),
    ("email", "jo[at]example.com", "jo[at]example.com"),
    ("phone", "ring 07700 900123", "07700 900123"),
    ("phone", "ring (0161) 496 0000", "(0161) 496 0000"),
    ("phone", "ring 07700.900.123", "07700.900.123"),
    ("phone", "ring 0 7 7 0 0 9 0 0 1 2 3", "0 7 7 0 0 9 0 0 1 2 3"),
    ("phone", "ring +44 (0)7700 900 123", "+44 (0)7700 900 123"),
    ("phone", "ring +48 512 345 678", "+48 512 345 678"),
    (
        "phone",
        "oh seven seven double zero nine zero zero one two three",
        "oh seven seven double zero nine zero zero one two three",
    ),
    ("postcode", "they live near M13 9PL", "M13 9PL"),
    ("date_of_birth", "dob 030411", "030411"),
    ("date_of_birth", "date of birth 030411", "030411"),
    ("date_of_birth", "dob: 03.04.'11", "03.04.'11"),
    ("handle", "snapchat is tyrone09", "tyrone09"),
    ("handle", "insta name is bob_1", "bob_1"),
    ("postcode", "they live near m139pl", "m139pl"),
    ("postcode", "sw1a 1aa", "sw1a 1aa"),
    ("date_of_birth", "DOB 12/03/2009", "12/03/2009"),
    ("date_of_birth", "d.o.b: 3rd of March, 2010", "3rd of March, 2010"),
    ("date_of_birth", "she was born in March 2010", "March 2010"),
    ("date_of_birth", "date of birth 2010-03-03", "2010-03-03"),
    ("date_of_birth", "born on the fourteenth of May 2011", "the fourteenth of May 2011"),
    ("address", "they live at 14 Acacia Avenue", "14 Acacia Avenue"),
    ("address", "221b baker street", "221b baker street"),
    ("handle", "his username is dark_wolf99", "dark_wolf99"),
    ("handle", "follow @tyz.2010", "@tyz.2010"),
    ("url", "see https://www.instagram.com/some.child/", "https://www.instagram.com/some.child/"),
    ("other_number", "case reference number CR/12345/22", "CR/12345/22"),
    ("other_number", "the car was AB12 CDE", "AB12 CDE"),
]


@pytest.mark.parametrize("kind, text, wanted", STRUCTURED)
def test_structured_identifiers_are_found(kind: str, text: str, wanted: str) -> None:
    assert wanted in found(text, kind)


NAMES = [
    ("Tyrone in 10R", "Tyrone"),
    ("Roblox and Tyrone", "Tyrone"),
    ("a Year 9 pupil, Vorkesh, told staff", "Vorkesh"),  # in no list
    ("a boy called vorkesh", "vorkesh"),
    ("the boy tyler said it twice", "tyler"),
    ("her friend Mia saw it", "Mia"),
    ("Mrs Trunchley rang", "Mrs Trunchley"),
    ("the Newton family moved", "Newton"),
    ("He was told, and then Donna was moved", "Donna"),
    ("JORDAN AND KAI said so", "JORDAN"),
    ("PUPIL: TYLER OKAFOR", "TYLER OKAFOR"),
    ("Tyler's mum is worried", "Tyler"),
    ("Grace said that she was upset", "Grace"),
    ("we asked Grace about it", "Grace"),
    ("Jordan told staff", "Jordan"),
    ("a girl named River", "River"),
    ("Anne-Marie O'Neill is in care", "Anne-Marie O'Neill"),
    ("Zoë and José", "José"),
    ("Siân ap Gwyn was there", "Siân ap Gwyn"),
    ("we spoke with Ji-ho after class", "Ji-ho"),
    ("the T-y-l-e-r in question", "T-y-l-e-r"),
    ("J. Smith came", "J. Smith"),
    ("a pupil called 李明", "李明"),
]


@pytest.mark.parametrize("text, wanted", NAMES)
def test_names_are_found(text: str, wanted: str) -> None:
    assert wanted in found(text, "name")


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("JS in Year 8", "JS"),
        ("J.S. (Y9) was moved", "J.S."),
        ("pupil A.B. was seen", "A.B."),
        ("KL (13) was upset", "KL"),
    ],
)
def test_initials_with_a_year_or_a_role_are_found(text: str, wanted: str) -> None:
    assert found(text, "initials") == [wanted]


@pytest.mark.parametrize(
    "text, age",
    [("Tyler, aged 14, was there", "aged 14"), ("Tyler (14)", "14"), ("the 14-year-old Tyler", "14-year-old")],
)
def test_an_age_beside_a_name_is_marked_apart(text: str, age: str) -> None:
    assert found(text, "age_with_name") == [age]
    assert found(text, "name") == ["Tyler"]


INNOCENT = [
    "A 14-year-old boy in Year 9 displayed harmful sexual behaviour.",
    "Will you mark the work in May? Hope this helps. Bill for June.",
    "Childline is on 0800 1111; in danger call 999, or 101 or 111. NSPCC: 0808 800 5000.",
    "Reference HSB-7K3M-Q4XD, section 47, KCSIE 2025, Part Five.",
    "Hackett's continuum, the Lucy Faithfull Foundation, the Marie Collins Foundation, Farrer & Co and Barnardo's.",
    "The meeting is on 12/03/2022 at 10:30 and the incident was on 3 March 2022.",
    "Schools in Bradford, Kent, Lincoln, Tower Hamlets and King's Lynn.",
    "The trip to Jordan, Georgia and Israel. Chelsea is in London.",
    "THE WHOLE-SCHOOL APPROACH TO SAFEGUARDING",
    "Smallbone et al. (2013), Letourneau and Borduin (2008), the Munro review.",
    "Gillick competence and Fraser guidelines apply. Clare's Law too.",
    "Child A and Pupil B are used in the exercise. The TA told the DSL, who rang the LADO.",
    "Year 8 pupils in PE and in Design and Technology; Year 10 to Year 11.",
    "Everyone's Invited, Rape Crisis, Stop It Now, Shore and Ofsted.",
    "See https://www.gov.uk/government/publications/keeping-children-safe-in-education--2 for more.",
    "Costs are £131,250 of £400,000 in 2021-22; room 214; 95th percentile 64 seconds; 2021-2022.",
    "Write to help@nspcc.org.uk.",
    "A child born in Bradford moved here. The pupil suffered. The student council met.",
    "We use TikTok and Snapchat assemblies. Roblox and TikTok came up. A TikTok video; on TikTok.",
    "The Boxall profile assessment is done. His account isolated. A Facebook official said so. TikTok isolates girls.",
    "They use Makaton signs. PECS and Makaton. A residential to Kingswood. They moved from County Tyrone.",
    "Born 201 pupils ago, the scheme has the number 030411.",
    "",
    " \n\t ",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_text_is_left_alone(text: str) -> None:
    assert [(text[s.start : s.end], s.rule) for s in detect(text)] == []


@pytest.mark.parametrize(
    "hidden",
    [
        "Ty\u200bler",
        "\u202eTyler\u202c",
        "T\u00adyler",
        "Ｔｙｌｅｒ",
        "Τyler",
        "Tуler",
        "𝐓𝐲𝐥𝐞𝐫",
        "Ty\x00ler",
        "T\u0301yler",
    ],
)
def test_hidden_names_are_found_at_their_original_place(hidden: str) -> None:
    text = f"We saw {hidden} there"
    (span,) = detect(text)
    core = hidden.strip("\u202e\u202c")
    assert text[span.start : span.end] == core


def test_combining_marks_belong_to_the_name() -> None:
    text = "We saw Zoe\u0308 there"
    assert found(text, "name") == ["Zoe\u0308"]


def test_full_width_digits_count_as_digits() -> None:
    assert found("NHS ９４３ ４７６ ５９１９", "nhs_number") == ["９４３ ４７６ ５９１９"]


def test_only_block_severity_refuses() -> None:
    assert screen("Tyler said so").blocked
    school = screen("They go to Park View Academy")
    assert [s.severity for s in school.spans] == ["warn"]
    assert not school.blocked


def test_a_finding_explains_and_offers_neutral_words() -> None:
    text = "Tyler lives at M13 9PL"
    findings = explain(text, detect(text))
    assert [(f.excerpt, f.suggestion) for f in findings] == [("Tyler", "the child"), ("M13 9PL", "their area")]
    assert all(f.reason.endswith(".") and f.span.kind in KINDS for f in findings)


def test_initials_are_reworded_with_their_year() -> None:
    text = "JS in Year 8 is worried"
    assert explain(text, detect(text))[0].suggestion == "a child in Year 8"


def test_redaction_leaves_the_rest() -> None:
    text = "Tyler rang from 07700 900123 today"
    assert redact(text, detect(text)) == "[name] rang from [phone] today"


def test_a_failure_inside_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("a rule broke")

    monkeypatch.setattr("adviceline.privacy.guard.names.hits", broken)
    with pytest.raises(GuardFailed):
        screen("The text itself is innocent.")


def test_a_text_that_is_not_text_refuses() -> None:
    with pytest.raises(GuardFailed):
        screen(None)  # type: ignore[arg-type]


def test_spans_are_values() -> None:
    first, again = detect("Tyler said"), detect("Tyler said")
    assert first == again
    assert isinstance(first[0], Span)
