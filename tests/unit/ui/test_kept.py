"""What somebody wrote is given back in the words of the page, without what only the page wrote."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.test import RequestFactory

from adviceline.ui.forms import DatePartsField
from adviceline.ui.kept import typed_words, written_in


class Form(forms.Form):
    kind = forms.ChoiceField(label="Kind", choices=[("", "Not chosen"), ("E2", "An incident"), ("E1", "Advice")])
    themes = forms.MultipleChoiceField(
        label="Themes", widget=forms.CheckboxSelectMultiple, choices=[("Group", [("T1", "One"), ("T2", "Two")])]
    )
    on = DatePartsField(label="Date")
    agrees = forms.BooleanField(label="Agrees", required=False)
    note = forms.CharField(label="Note", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


def test_choices_come_back_as_the_words_that_were_chosen():
    sent = QueryDict("kind=E2&themes=T2&themes=T1&themes=gone&on-day=3&on-month=Feb&on-year=2022&agrees=on&version=7")
    assert written_in(Form(sent)) == [
        {"label": "Kind", "text": "An incident"},
        {"label": "Themes", "text": "Two\nOne\ngone"},
        {"label": "Date", "text": "3 Feb 2022"},
        {"label": "Agrees", "text": "Yes"},
    ]


def test_only_the_named_fields_when_some_are_named():
    assert written_in(Form(QueryDict("kind=E1&note=Hello")), ["note"]) == [{"label": "Note", "text": "Hello"}]


def test_what_the_page_wrote_is_not_what_the_person_wrote():
    request = RequestFactory().post(
        "/ask",
        {
            "form": "eyJ.signed", "submission": "0b6c", "version": "3", "next": "/desk", "csrfmiddlewaretoken": "x",
            "role": "dsl", "themes": ["T1", "T2"], "note": "Agreed a plan.", "note_reason": "A place.",
        },
    )  # fmt: skip
    kept = {each["label"]: each["text"] for each in typed_words(request)}
    assert set(kept) == {"Role", "Themes", "Note", "Note reason"}
    assert kept["Role"] == "Designated safeguarding lead"
    assert "T1" not in kept["Themes"]
