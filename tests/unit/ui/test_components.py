"""Every component of ours is on the component page, and every page is drawn by strict templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.http import HttpResponse, QueryDict
from django.template import engines
from django.test import RequestFactory
from jinja2 import UndefinedError, nodes

from adviceline.ui import examples
from adviceline.ui.context import service
from adviceline.ui.errors import PAGES, error_page, form_expired
from adviceline.ui.forms import CLEANED, DatePartsField, ReadableForm, readable, unreadable_in
from adviceline.ui.middleware import refuse_unreadable_input
from tests.unit.ui.support import page_of, render, select

TEMPLATES = Path(examples.__file__).parent / "templates/ui"


def environment():
    return engines["jinja2"].env


def macros() -> list[tuple[str, str]]:
    found = []
    for path in sorted((TEMPLATES / "components").glob("*.html")):
        tree = environment().parse(path.read_text())
        found += [(path.name, macro.name) for macro in tree.find_all(nodes.Macro) if not macro.name.startswith("_")]
    return found


@pytest.mark.parametrize(("file", "macro"), macros())
def test_a_component_has_an_example_that_uses_it(file: str, macro: str) -> None:
    assert (TEMPLATES / "examples" / f"{macro}.html").exists(), f"write ui/examples/{macro}.html"


@pytest.mark.parametrize("frame", ["ui/public.html", "ui/desk.html"])
def test_the_component_page_draws_every_example_with_nothing_inline(frame: str) -> None:
    request = RequestFactory().get("/components/")
    words = (
        environment()
        .get_template("ui/component_page.html")
        .render(frame=frame, **service(request), **examples.context())
    )
    page = page_of(words)
    assert len(select(page, "main section[id] > h2.govuk-heading-m")) == len(
        list((TEMPLATES / "examples").glob("*.html"))
    )
    assert not page.xpath("//*[@style] | //style | //script[not(@src)]")
    assert not [name for name in page.xpath("//@*/..") for name in name.attrib if name.startswith("on")]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), sorted(one for one in set(ids) if ids.count(one) > 1)
    assert select(page, 'a[href="tel:999"]')


def test_no_template_of_ours_holds_inline_script_style_or_handlers() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", text), path


def test_a_misspelt_name_is_an_error_and_a_missing_parameter_of_govuk_is_not() -> None:
    with pytest.raises(UndefinedError):
        render("{{ misspelt }}")
    with pytest.raises(UndefinedError):
        render("{{ row.misspelt }}", row={"right": 1})
    source = "govuk_frontend_jinja/components/button/macro.html"
    button = f"{{% from '{source}' import govukButton %}}{{{{ govukButton({{'text': '<b>'}}) }}}}"
    assert "&lt;b&gt;" in render(button)


def test_the_status_of_the_service_is_in_words() -> None:
    request = RequestFactory().get("/")
    words = (
        environment()
        .get_template("ui/error.html")
        .render(
            error={"status": 404, "title": "Gone", "paragraphs": []},
            service_status={"text": "Closed: opens Monday 8am", "open": False},
            **service(request),
        )
    )
    page = page_of(words)
    assert select(page, ".al-status")[0].text == "Closed: opens Monday 8am"
    assert select(page, "a.al-reach__phone")[0].get("href").startswith("tel:+44")
    assert select(page, "[data-module=govuk-exit-this-page]")


@pytest.mark.parametrize("status", sorted(PAGES))
def test_an_error_page_says_what_to_do(status: int) -> None:
    answer = error_page(RequestFactory().get("/somewhere"), status)
    page = page_of(answer.content.decode())
    assert answer.status_code == status
    assert select(page, "h1")[0].text == PAGES[status][0]
    assert len(select(page, "main p")) >= 2


def test_a_script_gets_the_same_words_as_json() -> None:
    answer = error_page(RequestFactory().get("/x", headers={"accept": "application/json"}), 429)
    assert answer["Content-Type"] == "application/json"
    assert b"Please wait a moment" in answer.content


def test_an_expired_form_gives_back_what_was_typed_and_no_secret() -> None:
    request = RequestFactory().post(
        "/ask", {"question": "<i>How do we review our policy?</i>", "password": "hush", "csrfmiddlewaretoken": "abc"}
    )
    answer = form_expired(request, "CSRF token missing")
    words = answer.content.decode()
    assert answer.status_code == 403
    assert "&lt;i&gt;How do we review our policy?&lt;/i&gt;" in words
    assert "hush" not in words
    assert "abc" not in words


def passed(request):
    return refuse_unreadable_input(lambda request: HttpResponse("passed"))(request)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\u202e", "\u2066"])
def test_characters_that_cannot_be_stored_never_reach_a_view(character: str) -> None:
    request = RequestFactory().post("/ask", {"question": f"Our policy{character} and theirs", "role": "dsl"})
    assert passed(request).content == b"passed"
    assert request.POST["question"] == "Our policy and theirs"
    assert unreadable_in(request.POST) == unreadable_in(request.POST.copy()) == {"question"}
    assert passed(RequestFactory().get("/find", {"q": f"a{character}"})).status_code == 400
    assert passed(RequestFactory().post("/ask", {f"question{character}": "a"})).status_code == 400
    assert passed(RequestFactory().post("/ask", {"password": f"open{character}sesame"})).status_code == 400


def test_a_form_comes_back_when_hidden_characters_were_taken_out_of_it() -> None:
    class Form(ReadableForm):
        words = forms.CharField()
        date = DatePartsField()
        other = forms.CharField()

    sent = QueryDict(mutable=True)
    sent.update({"words": "a\u202eb", "date-day": "3\x00", "date-month": "2", "date-year": "2022", "other": "x"})
    form = Form(readable(sent))
    assert not form.is_valid()
    assert form.errors == {"words": [CLEANED], "date": [CLEANED]}
    assert form["words"].value() == "ab"


@pytest.mark.parametrize("text", ["Line one\r\nline two\ttabbed", "Siân 👩‍🏫 مدرسة", "zero\u200bwidth"])
def test_ordinary_words_pass(text: str) -> None:
    assert passed(RequestFactory().post("/ask", {"question": text})).content == b"passed"


def test_a_body_too_large_is_413_and_too_many_fields_400(settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    form = "application/x-www-form-urlencoded"
    assert passed(RequestFactory().post("/ask", "q=" + "a" * 200, content_type=form)).status_code == 413
    assert passed(RequestFactory().post("/ask", "a=1&b=1&c=1&d=1", content_type=form)).status_code == 400


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nnot a part", "multipart/form-data"),
        (b"a=1", "application/x-www-form-urlencoded; charset=utf-16"),
    ],
)
def test_a_body_that_is_not_a_form_is_400(body: bytes, kind: str) -> None:
    assert passed(RequestFactory().post("/ask", body, content_type=kind)).status_code == 400
