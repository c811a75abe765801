"""What anybody may read names no child: on screen, from a file, from a feed, and in the contacts of an area."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.urls import reverse

from adviceline.content.current import current_content
from adviceline.directory.commands import directory
from adviceline.directory.guarding import identifying, is_a_persons_address
from adviceline.directory.models import Entry, LocalContact
from adviceline.privacy.models import GuardOverride
from tests.integration.directory.test_editing import CAMDEN, FORM, opened
from tests.integration.directory.test_importing_feeds import SERVICE
from tests.support import people

CHILD = "Jayden Smith in 8B touched Mia, call mum on 07700 900123"


@pytest.fixture
def browser(db):
    return people.browser_of(people.somebody("content_editor"))


@pytest.mark.parametrize(
    "field, text",
    [
        ("title", CHILD), ("title", "Charlie aged 14"), ("what_it_is", "It helped Jayden Smith."),
        ("hours", "DOB 12/03/2009"), ("eligibility", "NHS number 943 476 5919"), ("cost", "UPN H801200001001"),
        ("contact_route", "NI number QQ 12 34 56 C"), ("topics", ["Jayden Smith", "play"]),
    ],
)  # fmt: skip
def test_what_no_organisation_has_is_found(field, text):
    assert list(identifying({field: text})) == [field]


@pytest.mark.parametrize(
    "field, text",
    [
        ("title", "Sarah's Law"), ("title", "Clare's Law (2014)"), ("publisher", "The Lucy Faithfull Foundation"),
        ("contact_route", "Call 0800 1111 or write to office@orchard.example.org, 1 High Street, SE1 2AB"),
        ("what_it_is", "For schools and colleges. Year 7 to year 11, aged 11 to 16."), ("hours", "Monday to Friday, 9am to 5pm"),
    ],
)  # fmt: skip
def test_what_an_organisation_has_is_let_through(field, text):
    assert identifying({field: text}) == {}


def test_nothing_of_the_content_is_refused():
    fields = (
        "title",
        "publisher",
        "what_it_is",
        "when_to_use",
        "when_not_to_use",
        "cost",
        "eligibility",
        "contact_route",
    )
    for resource in current_content().resources.values():
        assert identifying({name: getattr(resource, name, "") for name in fields}) == {}, resource.id


def test_an_entry_that_names_a_child_is_refused_on_screen_and_a_reason_is_kept(loaded, browser):
    new = reverse("directory:new_entry")
    answer = browser.post(new, {**FORM, "title": CHILD})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This could identify a child: ‘Jayden Smith’, ‘Mia’" in page
    assert "Why must these words stay?" in page
    assert browser.post(new, {**FORM, "title": CHILD, "guard_reason": "He is Jayden Smith aged 12"}).status_code == 422
    assert not Entry.objects.filter(title=CHILD).exists()

    kept = browser.post(new, {**FORM, "what_it_is": "By Jayden Smith.", "guard_reason": "The author of the plan."})
    assert kept.status_code == 302
    override = GuardOverride.objects.get()
    assert (override.field, override.reason) == ("directory.what_it_is", "The author of the plan.")
    again = {**FORM, "what_it_is": "By Jayden Smith.", "version": "1", "cost": "Free"}
    assert browser.post(kept["Location"], again).status_code == 302
    assert "Why must these words stay?" not in browser.get(new).content.decode()


def test_a_file_that_names_a_child_is_refused_in_the_dry_run_too(loaded, tmp_path):
    path = tmp_path / "entries.csv"
    columns = "title,publisher,url,kind,when_to_use,audiences,phases,topics,regions"
    row = "Meadow trust (fictional),https://meadow.example.org/,tool,{when},education,all,play,national"
    path.write_text(
        f'{columns}\n"{CHILD}",{row.format(when="Plans.")}\nMeadow plan,{row.format(when="By Jayden Smith.")}\n'
    )
    for dry in ([], ["--dry-run"]):
        answer = CliRunner().invoke(directory, ["import", str(path), *dry])
        assert answer.exit_code == 1
        assert "Line 2, 'title': This could identify a child: ‘Jayden Smith’, ‘Mia’" in answer.output
        assert "Line 3, 'when_to_use': This could identify a child: ‘Jayden Smith’" in answer.output
    assert not Entry.objects.filter(publisher="Meadow trust (fictional)").exists()
    answer = CliRunner().invoke(directory, ["import", str(path), "--reason", "A worked example, invented."])
    assert answer.exit_code == 0, answer.output
    assert "kept for the reason given: Line 2" in answer.output
    assert {each.field for each in GuardOverride.objects.all()} == {"directory.title", "directory.when_to_use"}


def test_a_record_of_a_feed_that_names_a_child_is_left_out(db, tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([SERVICE | {"description": "It helped Jayden Smith, aged 9."}]))
    answer = CliRunner().invoke(directory, ["import-oruk", str(path)])
    assert answer.exit_code == 0
    assert "left out" in answer.output
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "email", ["jane.smith@camden.example.org", "j.smith@camden.example.org", "jane_smith2@x.example.org"]
)
def test_a_persons_address_is_not_an_office(browser, email):
    address = reverse("directory:area_contacts", kwargs={"la_code": CAMDEN})
    answer = browser.post(address, {**opened(browser, address), "lado_email": email})
    assert answer.status_code == 422
    assert "somebody&#39;s own address" in answer.content.decode()
    assert not LocalContact.objects.exists()


@pytest.mark.parametrize(
    "email", ["lado@x.example.org", "front.door@x.example.org", "safeguarding-partnership@x.example.org",
              "childrens.services@x.example.org", "duty.team@x.example.org", "mash@x.example.org", "cyp.lado@x.example.org"],
)  # fmt: skip
def test_an_office_is_let_through(email):
    assert not is_a_persons_address(email)
