"""The directory as the public and the desk see it: filters, reasons, local contacts, and warnings."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from adviceline.directory import actions
from adviceline.directory.local_contacts import save_local_contacts
from adviceline.directory.models import Entry
from adviceline.directory.queries import warning_of
from adviceline.places.models import LocalAuthority
from tests.support import people

CAMDEN = "202"


@pytest.fixture
def camden(loaded, person, clock):
    save_local_contacts(
        local_authority=LocalAuthority.objects.get(pk=CAMDEN), slots={"lado": {"phone": "020 7946 0001"}},
        seen={}, all_checked=False, on=clock.now.date(), by=person("content_editor"), at=clock.now,
    )  # fmt: skip


@pytest.fixture(params=["web:directory", "desk:directory"])
def page(request, client, db):
    """Opens one of the two pages with a query."""
    browser = client if request.param.startswith("web") else people.browser_of(people.somebody("adviser"))
    return lambda query: browser.get(f"{reverse(request.param)}?{query}").content.decode()


def test_a_hit_says_why_it_was_found(loaded, page):
    shown = page("q=sexting")
    assert "Sharing nudes and semi-nudes" in shown
    assert "‘sexting’ is found as ‘semi-nudes’ in the title" in shown


def test_a_local_authority_brings_its_contacts_and_says_what_is_missing(camden, page):
    shown = page(f"q=safety+plan&la_code={CAMDEN}")
    assert "020 7946 0001" in shown
    assert shown.count("We do not hold this yet") == 2
    assert "Norfolk's guidance" not in page(f"q=guidance&la_code={CAMDEN}").replace("&#39;", "'")


@pytest.mark.parametrize("query", ["la_code=999", "la_code=%27", "phase=none", "la_code=202&region=atlantis&q=%00"])
def test_a_filter_that_does_not_exist_does_no_harm(loaded, page, query):
    assert "Directory" in page(query)


def test_an_entry_past_its_review_or_withdrawn_is_flagged_wherever_it_is_given(loaded, page, clock):
    entry = Entry.objects.get(pk="ncats")
    by = people.somebody("content_editor")
    actions.change_entry(entry=entry, values={"review_due_date": "2022-01-31"}, version=1, by=by, at=clock.now)
    assert "Was due for review on 31 January 2022" in page("q=ncats")

    entry.refresh_from_db()
    assert warning_of(entry, today=dt.date(2022, 1, 31)) == ""
    entry.status = "retired"
    assert warning_of(entry, today=dt.date(2022, 1, 31)) == "Withdrawn from the directory"
    assert warning_of(None, today=dt.date(2022, 1, 31)) == "No longer in the directory"


def test_an_authority_named_in_the_words_is_the_place_that_is_asked_about(camden, page):
    shown = page("q=camden+lado")
    assert "Showing results for Camden" in shown
    assert "020 7946 0001" in shown
    assert "Whistleblowing" in shown or "whistleblowing" in shown
    assert "Showing results for" not in page("q=safety+plan")
    assert "Showing results for" not in page("q=camden+lado&region=london")


def test_a_toolkit_of_one_authority_is_not_put_first_for_another(loaded, page):
    hampshire, southampton = "Hampshire Safeguarding Children Partnership", "Southampton City Council"
    theirs = page("q=child+on+child+toolkit&la_code=852")
    assert southampton in theirs
    assert hampshire not in theirs
    for_surrey = page("q=child+on+child+toolkit&la_code=936")
    assert hampshire not in for_surrey
    assert southampton not in for_surrey
