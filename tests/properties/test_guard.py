"""Whatever the text, the guard answers with ordered spans inside it, and finds what was put there."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from adviceline.privacy.guard import KINDS, detect, redact
from adviceline.privacy.guard.numbers import nhs_number, upn_check_letter

SPICE = st.sampled_from(
    [
        "Tyler",
        "07700 900123",
        "@",
        " at ",
        "dot com",
        "born",
        "12/03/2009",
        "M13 9PL",
        "\u200b",
        "\x00",
        "'s",
        "Year 8",
        "J.S.",
        "é",
        "e\u0301",
        "ﬁ",
        "㎏",
        "\ud800",
        "-",
        "(",
        "\n",
    ]
)
TEXTS = st.lists(st.one_of(SPICE, st.text(max_size=8)), max_size=25).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("Ty\u200bler\u0301")
@example("\u0301\u0301@\u200d")
def test_spans_are_ordered_apart_and_inside_the_text(text: str) -> None:
    spans = detect(text)
    at = 0
    for span in spans:
        assert at <= span.start < span.end <= len(text)
        assert span.kind in KINDS
        assert span.severity in ("block", "warn")
        at = span.end
    assert detect(text) == spans
    redact(text, spans)


def with_check_digit(nine: str) -> str:
    """`nine` digits as an NHS number, or nothing: for one in eleven no tenth digit fits."""
    return next((nine + digit for digit in "0123456789" if nhs_number(nine + digit)), "")


@settings(max_examples=200, deadline=None)
@given(
    st.from_regex(r"[34679][0-9]{8}", fullmatch=True).map(with_check_digit).filter(bool),
    st.sampled_from(["{}", "{} ", "({})", "no. {}, please"]),
)
def test_every_valid_nhs_number_is_found(number: str, around: str) -> None:
    text = around.format(f"{number[:3]} {number[3:6]} {number[6:]}")
    assert any(s.kind == "nhs_number" for s in detect(text))


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_every_valid_upn_is_found(digits: str) -> None:
    text = f"see {upn_check_letter(digits)}{digits}."
    assert [(s.kind, s.start, s.end) for s in detect(text)] == [("upn", 4, 17)]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 999_999_999), st.sampled_from([" ", "", "-", ".", "\u00a0"]))
def test_every_uk_mobile_is_found(tail: int, gap: str) -> None:
    digits = f"{tail:09}"
    text = f"call 07{digits[:3]}{gap}{digits[3:]} soon"
    found = {i for s in detect(text) for i in range(s.start, s.end)}
    assert set(range(5, text.index(" soon"))) <= found


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from("\u200b\u200c\u200d\u2060\u00ad\u202a\ufeff"), min_size=4, max_size=4))
def test_invisible_characters_do_not_hide_a_name(marks: list[str]) -> None:
    hidden = "T" + "".join(m + c for m, c in zip(marks, "yler", strict=True))
    text = f"a pupil called {hidden} left"
    assert [(s.start, s.end) for s in detect(text)] == [(15, 15 + len(hidden))]


def test_large_hostile_text_is_answered() -> None:
    for unit in (
        "a@",
        "1 ",
        "Aa ",
        "born ",
        "a.b@c.",
        "St Mary The ",
        "Tyler\u200b ",
        "((((",
        "Mia, 9 and his ",
        "Jo 3/4/11 ",
        "A.B. ",
        "Big Mo\n",
        "12/3/",
        "REF A1",
        "he is 9 ",
    ):
        detect(unit * (50_000 // len(unit)))


def test_short_text_with_no_end_is_answered_at_once() -> None:
    """A pattern that can read the same letters in more ways than one takes twice as long for every letter more: it would
    never come back from some of these."""
    units = [
        "A",
        "a",
        "Aa",
        "aA",
        "A1",
        "a1",
        "1",
        "a.",
        "A.",
        "a_",
        "a-",
        "-",
        ".",
        "(",
        "1 ",
        "A ",
        "Aa ",
        "a ",
        "one ",
    ]
    for before in ("", "Ve", "29, I'Ve", "he lives at ", "his dob is ", "a boy called ", "snapchat ", "ref "):
        for unit in units:
            for after in ("", "!", " 29", "@", "\nx"):
                detect(before + unit * (64 // len(unit)) + after)
