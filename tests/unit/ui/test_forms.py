"""Forms: every field can be drawn, filled, refused, and found again from the summary of its errors."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms

from adviceline.ui.examples import ExampleForm
from adviceline.ui.form_view import field_view, findings_of, summary_of
from adviceline.ui.forms import DatePartsField, ReadableForm, ScaleField, TimeOfDayField
from tests.unit.ui.support import page_of, render, select

ALL = "{% from 'ui/form.html' import error_summary, fields %}{{ error_summary(form) }}{{ fields(form) }}"
NOTE = (
    "{% from 'ui/components/guard.html' import guarded_text with context %}"
    "{{ guarded_text(form, 'note', guard_url='/guard') }}"
)


def refused() -> ExampleForm:
    return ExampleForm(
        {
            "email": "rowan",
            "minutes": "ten",
            "review_date-day": "31",
            "review_date-month": "2",
            "review_date-year": "2022",
        }
    )


def test_every_error_in_the_summary_leads_to_a_field_that_names_it() -> None:
    page = page_of(render(ALL, form=refused()))
    links = select(page, ".govuk-error-summary__list a")
    assert [link.text_content().strip() for link in links] == [
        "Choose an answer for ‘What is your role?’.",
        "Enter an e-mail address in the correct format, like name@example.org",
        "Enter a whole number for ‘Minutes’, like 12.",
        "Enter a real date, like 3 2 2022",
    ]
    for link in links:
        [target] = select(page, link.get("href"))
        assert target.tag == "input"
        described = target.get("aria-describedby") or target.xpath("ancestor::fieldset[1]")[0].get("aria-describedby")
        words = " ".join(page.get_element_by_id(one).text_content() for one in described.split())
        assert link.text_content().strip() in words


def test_every_box_has_a_label_and_keeps_what_was_typed() -> None:
    page = page_of(render(ALL, form=refused()))
    for box in page.xpath("//input[not(@type='hidden')] | //textarea | //select"):
        assert select(page, f'label[for="{box.get("id")}"]'), box.get("id")
    assert select(page, "[name=minutes]")[0].get("value") == "ten"
    assert [select(page, f"[name=review_date-{part}]")[0].get("value") for part in ("day", "month", "year")] == [
        "31",
        "2",
        "2022",
    ]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_what_a_person_types_is_never_markup() -> None:
    form = ExampleForm({"email": '"><script>alert(1)</script>', "note": "</textarea><script>alert(1)</script>"})
    assert "<script>" not in render(ALL, form=form)


def test_required_marks_are_by_word_and_choices_keep_their_state() -> None:
    form = ExampleForm(initial={"role": "teacher", "themes": ["policy", "online"], "region": "se", "confidence": 7})
    page = page_of(render(ALL, form=form))
    assert "(optional)" not in select(page, "label[for=id_email]")[0].text_content()
    assert "(optional)" in select(page, "label[for=id_phone]")[0].text_content()
    assert [box.get("value") for box in select(page, "input[checked]")] == ["teacher", "policy", "online", "7"]
    assert select(page, "option[selected]")[0].get("value") == "se"


def test_a_refused_note_shows_what_was_seen_and_what_to_write() -> None:
    form = ExampleForm({"note": "We met Rowan Exampleton."})
    assert [(one.text, one.rewording) for one in findings_of(form, "note")] == [("Rowan Exampleton", "a child")]
    page = page_of(render(NOTE, form=form))
    assert select(page, ".al-findings mark")[0].text == "Rowan Exampleton"
    region = page.get_element_by_id(select(page, "textarea")[0].get("data-guard-region"))
    assert region.get("aria-live") == "polite"
    assert select(page, "textarea")[0].get("data-guard-url") == "/guard"


def test_a_note_without_findings_shows_none() -> None:
    assert "al-findings" not in render(NOTE, form=ExampleForm({"note": "We met the lead."}))


def test_an_unknown_option_or_widget_is_a_mistake_of_ours() -> None:
    class Odd(forms.Form):
        places = forms.CharField(widget=forms.MultiWidget([forms.TextInput()]))

    with pytest.raises(TypeError, match="no option hnit"):
        field_view(ExampleForm(), "email", hnit="x")
    with pytest.raises(TypeError, match="MultiWidget"):
        field_view(Odd(), "places")


def test_errors_of_the_whole_form_come_first_and_link_nowhere() -> None:
    form = refused()
    form.add_error(None, "Choose a call or an e-mail")
    assert summary_of(form)[0] == {"text": "Choose a call or an e-mail"}


class Dated(ReadableForm):
    on = DatePartsField()
    score = ScaleField(required=False)


@pytest.mark.parametrize(
    ("day", "month", "year", "answer"),
    [
        ("3", "2", "2022", dt.date(2022, 2, 3)),
        ("29", "February", "2024", dt.date(2024, 2, 29)),
        (" 3 ", "feb", "2022", dt.date(2022, 2, 3)),
        ("", "", "", "Fill in ‘On’."),
        ("3", "", "", "The date must include a month and a year"),
        ("29", "2", "2022", "Enter a real date, like 3 2 2022"),
        ("3", "2", "22", "The year must have four numbers, like 2022"),
        ("x", "2", "2022", "Enter a real date, like 3 2 2022"),
        ("9" * 30, "2", "2022", "Enter a real date, like 3 2 2022"),
        ("9" * 5000, "2", "2022", "Enter a real date, like 3 2 2022"),
    ],
)
def test_a_date_in_three_boxes(day: str, month: str, year: str, answer: dt.date | str) -> None:
    form = Dated({"on-day": day, "on-month": month, "on-year": year})
    assert (form.cleaned_data["on"] if form.is_valid() else form.errors["on"][0]) == answer


class Timed(ReadableForm):
    at = TimeOfDayField()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        *(
            (each, dt.time(14, 15))
            for each in ("2.15pm", "2:15 pm", "14.15", "1415", "14:15", " 02:15PM ", "2.15 p.m.")
        ),
        *((each, dt.time(9, 0)) for each in ("9am", "9 AM", "09:00", "0900", "900", "9.00", "9 a.m.", "９am")),
        *((each, dt.time(12, 0)) for each in ("noon", "Midday", "12 noon", "12pm", "12:00")),
        *((each, dt.time(0, 0)) for each in ("midnight", "12am", "00:00", "0000", "12 midnight")),
        (dt.time(14, 5), dt.time(14, 5)),
        ("14h05", dt.time(14, 5)),
        ("14:05:30", dt.time(14, 5)),
        *(
            (each, None)
            for each in ("9", "14", "25:00", "9.60", "13pm", "0am", "14.15pm", "2.5pm", "half past two", "-1:00")
        ),
        *((each, None) for each in ("9" * 5000, "2:15:99", "noonish", "pm", "١٤:١٥x")),
    ],
)
def test_a_time_as_people_write_it(typed: str, answer: dt.time | None) -> None:
    form = Timed({"at": typed})
    if answer is None:
        assert form.errors["at"] == ["Write the time like 2:15pm or 14:15."]
    else:
        assert form.is_valid(), form.errors
        assert form.cleaned_data["at"] == answer


@pytest.mark.parametrize(("typed", "answer"), [("0", 0), ("10", 10), ("", None)])
def test_a_scale_of_eleven(typed: str, answer: int | None) -> None:
    form = Dated({"on-day": "3", "on-month": "2", "on-year": "2022", "score": typed})
    assert form.is_valid()
    assert form.cleaned_data["score"] == answer


def test_a_scale_refuses_eleven() -> None:
    assert "score" in Dated({"score": "11"}).errors
