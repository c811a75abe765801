"""Editing on screen: entries with their history, conflicts with the content, and the contacts of each authority."""

from __future__ import annotations

import dataclasses
import html
import re

import pytest
from django.urls import reverse

from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.content.current import current_content
from adviceline.directory import actions
from adviceline.directory.local_contacts import coverage
from adviceline.directory.models import Entry, LocalContact
from adviceline.directory.queries import search_resources
from tests.support import people

CAMDEN = "202"
UNFILLED = (
    "what_it_is", "when_not_to_use", "local_authorities", "cost", "eligibility", "contact_route", "phone", "hours",
    "assured_by", "assured_date-day", "assured_date-month", "assured_date-year",
)  # fmt: skip
FORM = dict.fromkeys(UNFILLED, "") | {
    "title": "Meadow plan", "publisher": "Meadow trust (fictional)", "url": "https://meadow.example.org/", "kind": "tool",
    "audiences": ["education"], "phases": ["all"], "topics": "safety plan; siblings", "regions": ["national"],
    "when_to_use": "Planning a safe return to lessons.", "status": "published", "address_checked": "seen",
    "review_due_date-day": "1", "review_due_date-month": "2", "review_due_date-year": "2022",
}  # fmt: skip


@pytest.fixture
def editor(db):
    return people.somebody("content_editor")


@pytest.fixture
def browser(editor):
    return people.browser_of(editor)


def text_of(answer):
    return answer.content.decode()


def test_an_entry_is_written_found_changed_and_its_history_shown(loaded, browser, editor):
    answer = browser.post(reverse("directory:new_entry"), FORM)
    assert answer["Location"] == reverse("directory:entry", kwargs={"entry_id": "meadow-plan"})
    assert [hit.resource.id for hit in search_resources("meadow")] == ["meadow-plan"]

    browser.post(answer["Location"], {**FORM, "version": "1", "cost": "Free"})

    page = text_of(browser.get(answer["Location"]))
    assert Entry.objects.get(pk="meadow-plan").cost == "Free"
    assert Entry.objects.get(pk="meadow-plan").topics == ["safety plan", "siblings"]
    assert "Version 2" in page
    assert f"{editor.name}: Cost" in page
    assert Event.objects.filter(action="directory.entry_changed", actor=editor.actor_key).exists()
    assert "overdue" in text_of(browser.get(reverse("directory:entries") + "?q=meadow"))


def test_what_is_wrong_is_said_beside_it_and_what_was_written_is_kept(loaded, browser):
    wrong = {**FORM, "url": "javascript:alert(1)", "local_authorities": "999", "audiences": []}
    page = text_of(browser.post(reverse("directory:new_entry"), wrong))
    assert "There is a problem" in page
    assert "It is not the address of a web page" in page
    assert "&#39;999&#39; is not known here" in page
    assert "Choose: who it is for" in page
    assert "Meadow plan" in page
    assert not Entry.objects.filter(pk="meadow-plan").exists()


def test_a_second_entry_of_the_same_name_is_refused(loaded, browser):
    browser.post(reverse("directory:new_entry"), FORM)
    assert "There is already an entry" in text_of(browser.post(reverse("directory:new_entry"), FORM))


def test_a_page_opened_before_a_colleague_saved_does_not_undo_their_change(loaded, browser, clock):
    browser.post(reverse("directory:new_entry"), FORM)
    address = reverse("directory:entry", kwargs={"entry_id": "meadow-plan"})
    browser.post(address, {**FORM, "version": "1", "cost": "Free"})
    page = text_of(browser.post(address, {**FORM, "version": "1", "hours": "Weekdays"}))
    assert "A colleague changed this entry" in page
    assert 'value="Weekdays"' in page
    entry = Entry.objects.get(pk="meadow-plan")
    assert (entry.cost, entry.hours) == ("Free", "")


def test_a_colleagues_change_is_put_into_the_form_and_what_both_changed_is_shown_both_ways(loaded, browser):
    browser.post(reverse("directory:new_entry"), FORM)
    address = reverse("directory:entry", kwargs={"entry_id": "meadow-plan"})
    theirs = {**FORM, "version": "1", "cost": "Free", "phone": "020 7946 0000", "audiences": ["education", "health"]}
    browser.post(address, {**theirs, "review_due_date-year": "2023"})

    page = text_of(browser.post(address, {**FORM, "version": "1", "hours": "Weekdays", "phone": "020 7946 0009"}))

    assert (
        "<strong>Phone number</strong><br>When you opened it: (empty)<br>Yours: 020 7946 0009<br>Now: 020 7946 0000"
        in page
    )
    assert "<strong>Cost</strong><br>When you opened it: (empty)<br>Now: Free" in page
    assert re.search(r'name="version"[^>]*value="2"', page)
    mine = {**theirs, "version": "2", "hours": "Weekdays", "phone": "020 7946 0009", "review_due_date-year": "2023"}
    for name in ("cost", "hours", "phone", "review_due_date-year"):
        assert f'value="{mine[name]}"' in page
    assert re.search(r'value="health"[^>]* checked', page)
    assert browser.post(address, mine).status_code == 302
    entry = Entry.objects.get(pk="meadow-plan")
    assert (entry.cost, entry.hours, entry.phone, entry.audiences) == (
        "Free", "Weekdays", "020 7946 0009", ["education", "health"],
    )  # fmt: skip
    page = text_of(browser.get(address))
    assert "<strong>Phone number</strong><br>020 7946 0000<br>→ 020 7946 0009" in page


def test_a_version_that_never_was_takes_nothing_for_unchanged(loaded, browser):
    browser.post(reverse("directory:new_entry"), FORM)
    address = reverse("directory:entry", kwargs={"entry_id": "meadow-plan"})
    page = text_of(browser.post(address, {**FORM, "version": "77", "cost": "Free"}))
    assert "Yours: Free" in page
    assert Entry.objects.get(pk="meadow-plan").cost == ""


@pytest.mark.parametrize("choice, hours", [("take", "Weekdays"), ("keep", "")])
def test_a_conflict_with_the_content_is_shown_and_settled(loaded, browser, editor, clock, choice, hours):
    entry = Entry.objects.get(pk="ncats")
    actions.change_entry(entry=entry, values={"cost": "Free"}, version=1, by=editor, at=clock.now)
    newer = {"ncats": dataclasses.replace(current_content().resources["ncats"], hours="Weekdays")}
    actions.load_content_entries(resources=newer, by=SYSTEM, at=clock.now)
    assert "Changed here and in the content" in text_of(browser.get(reverse("directory:entries")))
    assert "The content: Weekdays" in text_of(browser.get(reverse("directory:entry", kwargs={"entry_id": "ncats"})))

    browser.post(reverse("directory:settle", kwargs={"entry_id": "ncats"}), {"choice": choice})

    entry.refresh_from_db()
    assert (entry.hours, entry.waiting_values) == (hours, None)


def test_local_contacts_are_kept_by_slot_and_coverage_shows_what_is_missing(browser):
    address = reverse("directory:area_contacts", kwargs={"la_code": CAMDEN})
    browser.post(
        address,
        {**opened(browser, address), "front_door_phone": "020 7946 0000", "lado_email": "office@camden.example.org"},
    )

    held = LocalContact.objects.filter(local_authority=CAMDEN)
    assert {contact.slot for contact in held} == {"front_door", "lado"}
    london = next(each for each in coverage() if each.region.code == "london")
    assert (london.authorities, london.filled["front_door"], london.filled["partnership"]) == (33, 1, 0)
    camden = [lacks for area, lacks in london.missing if area.la_code == CAMDEN]
    assert camden == [("Safeguarding children partnership",)]
    assert sum(each.authorities for each in coverage()) == 153
    assert "Camden</a>: Safeguarding children partnership" in text_of(browser.get(reverse("directory:local_contacts")))

    browser.post(address, {**opened(browser, address), "front_door_phone": ""})
    assert [contact.slot for contact in held.all()] == ["lado"]


def fields_of(page):
    """What the form of a page of contacts sends when nothing more is typed."""
    inputs = (dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall("<input [^>]*>", page))
    return {
        each["name"]: html.unescape(each.get("value", ""))
        for each in inputs
        if each.get("name", "").startswith(("front_door_", "lado_", "partnership_"))
    }


def opened(browser, address):
    return fields_of(text_of(browser.get(address)))


def test_two_who_change_different_details_at_once_keep_both(browser, editor):
    address = reverse("directory:area_contacts", kwargs={"la_code": CAMDEN})
    browser.post(address, {**opened(browser, address), "lado_phone": "020 7946 0000", "lado_hours": "Weekdays"})
    mine, theirs = opened(browser, address), opened(browser, address)

    browser.post(address, {**theirs, "lado_phone": "020 7946 0009", "partnership_url": "https://camden.example.org/"})
    browser.post(address, {**mine, "lado_hours": "Every day", "front_door_phone": "020 7946 0001"})

    lado = LocalContact.objects.get(local_authority=CAMDEN, slot="lado")
    assert (lado.phone, lado.hours) == ("020 7946 0009", "Every day")
    assert LocalContact.objects.filter(local_authority=CAMDEN).count() == 3
    page = text_of(browser.get(address))
    assert "Phone number: 020 7946 0000 → 020 7946 0009" in page
    assert "Hours: Weekdays → Every day" in page
    event = Event.objects.filter(action="directory.local_contacts_saved").latest("pk")
    assert event.data["details"] == {"front_door": ["phone"], "lado": ["hours"]}


def test_the_same_detail_changed_by_two_is_shown_both_ways_and_nothing_is_lost(browser):
    address = reverse("directory:area_contacts", kwargs={"la_code": CAMDEN})
    browser.post(address, {**opened(browser, address), "lado_phone": "020 7946 0000"})
    mine = opened(browser, address)
    browser.post(address, {**mine, "lado_phone": "020 7946 0009", "lado_email": "office@camden.example.org"})

    answer = browser.post(address, {**mine, "lado_phone": "020 7946 0005", "front_door_phone": "020 7946 0007"})

    page = text_of(answer)
    assert {"lado_phone", "lado_phone_seen"} <= set(fields_of(page))
    assert "A colleague made this ‘020 7946 0009’. Yours, in the box, is ‘020 7946 0005’." in page
    assert 'value="020 7946 0007"' in page
    assert 'value="office@camden.example.org"' in page
    assert LocalContact.objects.get(local_authority=CAMDEN).phone == "020 7946 0009"
    browser.post(address, fields_of(page))
    lado = LocalContact.objects.get(local_authority=CAMDEN, slot="lado")
    assert (lado.phone, lado.email) == ("020 7946 0005", "office@camden.example.org")
    assert LocalContact.objects.filter(local_authority=CAMDEN, slot="front_door").exists()


def test_hours_are_not_left_without_a_way_to_get_in_touch(browser):
    address = reverse("directory:area_contacts", kwargs={"la_code": CAMDEN})
    browser.post(address, {**opened(browser, address), "lado_phone": "020 7946 0000"})
    mine = opened(browser, address)
    browser.post(address, {**mine, "lado_hours": "Weekdays"})
    assert "A colleague made this ‘Weekdays’" in text_of(browser.post(address, {**mine, "lado_phone": ""}))
    assert LocalContact.objects.get(local_authority=CAMDEN).hours == "Weekdays"


def test_a_contact_that_leads_nowhere_is_refused(browser):
    address = reverse("directory:area_contacts", kwargs={"la_code": CAMDEN})
    page = text_of(
        browser.post(
            address,
            {**opened(browser, address), "lado_hours": "Weekdays", "front_door_url": "http:/x", "lado_email": "a@"},
        )
    )
    assert "Enter a phone number, an e-mail address or a page for these hours" in page
    assert "is not the address of a web page" in page
    assert "Enter an e-mail address in full" in page
    assert not LocalContact.objects.exists()
    assert browser.get(reverse("directory:area_contacts", kwargs={"la_code": "999"})).status_code == 404


def test_what_is_refused_says_so_in_its_status(loaded, browser):
    new, address = reverse("directory:new_entry"), reverse("directory:entry", kwargs={"entry_id": "meadow-plan"})
    assert browser.post(new, {}).status_code == 422
    assert browser.post(new, {**FORM, "url": "x"}).status_code == 422
    assert browser.post(new, FORM).status_code == 302
    assert browser.post(new, FORM).status_code == 422
    assert browser.post(address, {}).status_code == 422
    assert browser.post(address, {**FORM, "version": "1", "title": ""}).status_code == 422
    assert browser.post(address, {**FORM, "version": "1", "cost": "Free"}).status_code == 302
    assert browser.post(address, {**FORM, "version": "1", "hours": "Weekdays"}).status_code == 409

    area = reverse("directory:area_contacts", kwargs={"la_code": CAMDEN})
    mine = opened(browser, area)
    assert browser.post(area, {**mine, "lado_email": "a@"}).status_code == 422
    assert browser.post(area, {**mine, "lado_phone": "020 7946 0009"}).status_code == 302
    assert browser.post(area, {**mine, "lado_phone": "020 7946 0005"}).status_code == 409


def test_what_did_not_come_is_not_emptied(loaded, browser):
    browser.post(reverse("directory:new_entry"), {**FORM, "cost": "Free"})
    address = reverse("directory:entry", kwargs={"entry_id": "meadow-plan"})
    cut = {name: value for name, value in FORM.items() if name != "cost"}
    assert browser.post(address, {**cut, "version": "1"}).status_code == 422
    assert browser.post(address, FORM).status_code == 422
    assert Entry.objects.get(pk="meadow-plan").cost == "Free"

    area = reverse("directory:area_contacts", kwargs={"la_code": CAMDEN})
    browser.post(area, {**opened(browser, area), "lado_phone": "020 7946 0000"})
    seen = {name: value for name, value in opened(browser, area).items() if name.endswith("_seen")}
    answer = browser.post(area, seen)
    assert answer.status_code == 422
    assert "Part of this page was lost on its way" in text_of(answer)
    assert LocalContact.objects.get(local_authority=CAMDEN).phone == "020 7946 0000"
