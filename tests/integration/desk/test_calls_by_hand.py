"""Calls logged by hand, notes and promises: what cannot be is refused in plain words, what was done before is asked."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from adviceline.contacts import actions
from adviceline.contacts.models import Contact, Enquiry, Note
from adviceline.contacts.queries import access_contact_details, earlier_enquiries, later_enquiries
from adviceline.desk.forms import earliest_call
from adviceline.followups.models import CallBack
from tests.support.calls import call_form, in_parts, yesterday
from tests.support.people import browser_of, somebody
from tests.unit.ui.support import page_of, select

pytestmark = pytest.mark.django_db
ASKED = "This looks like the call you logged at"


@pytest.fixture
def person():
    return somebody("adviser")


@pytest.fixture
def desk(person):
    return browser_of(person)


def test_the_button_again_after_going_back_asks_before_it_records_another_call(desk):
    sent = call_form(note="Asked about a policy for trips.")
    desk.post("/desk/log-call", sent)
    again = sent | {"submission": str(uuid.uuid4())}

    asked = desk.post("/desk/log-call", again)

    page = page_of(asked.content.decode())
    assert asked.status_code == 422
    assert ASKED in asked.content.decode()
    assert "Asked about a policy for trips." in select(page, "textarea")[0].text
    assert select(page, "input[name=talk_minutes]")[0].get("value") == "12.5"
    assert select(page, "input[name=submission]")[0].get("value") == again["submission"]
    assert not select(page, "input[name=another]")[0].get("checked")
    assert Enquiry.objects.get().reference in asked.content.decode()
    assert Contact.objects.count() == Enquiry.objects.count() == 1

    assert desk.post("/desk/log-call", again | {"another": "on"}).status_code == 302
    assert desk.post("/desk/log-call", again | {"another": "on"}).status_code == 302
    assert Contact.objects.count() == Enquiry.objects.count() == 2


@pytest.mark.parametrize("changes", [
    {"time": "14:06"}, {"talk_minutes": "13"}, {"direction": "out"}, {"outcome": "voicemail", "talk_minutes": ""},
])  # fmt: skip
def test_another_call_is_not_asked_about(desk, changes):
    desk.post("/desk/log-call", call_form())
    assert desk.post("/desk/log-call", call_form(**changes)).status_code == 302
    assert Contact.objects.count() == 2


def test_a_call_nobody_answered_is_asked_about_too(desk):
    sent = {"direction": "in", "outcome": "abandoned", "talk_minutes": "", "wrap_up_minutes": "", "note": ""}
    desk.post("/desk/log-call", call_form(**sent))
    answer = desk.post("/desk/log-call", call_form(**sent))
    assert "a call that was logged at" in answer.content.decode()
    assert Contact.objects.count() == 1


def test_what_a_colleague_logged_or_was_logged_long_ago_is_not_asked_about(desk):
    browser_of(somebody("adviser")).post("/desk/log-call", call_form())
    assert desk.post("/desk/log-call", call_form()).status_code == 302
    Contact.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert desk.post("/desk/log-call", call_form()).status_code == 302


def test_a_call_on_an_enquiry_is_compared_with_the_calls_of_that_enquiry(desk, ask):
    one, two = ask("One matter."), ask("Another matter.")
    for enquiry, status in ((one, 302), (two, 302), (one, 422)):
        assert desk.post(f"/desk/enquiries/{enquiry.reference}/log-call", call_form()).status_code == status


def test_the_same_note_within_the_hour_is_kept_once(desk, person, ask):
    enquiry = ask()
    notes = enquiry.notes.filter(author=person)
    for _ in range(2):
        answer = desk.post(
            f"/desk/enquiries/{enquiry.reference}/note",
            {"note": "Agreed a plan.", "submission": uuid.uuid4()},
            follow=True,
        )
    assert notes.count() == 1
    assert "You kept this note at" in answer.content.decode()
    desk.post(f"/desk/enquiries/{enquiry.reference}/note", {"note": "Agreed a review.", "submission": uuid.uuid4()})
    Note.objects.update(written_at=timezone.now() - timedelta(minutes=61))
    desk.post(f"/desk/enquiries/{enquiry.reference}/note", {"note": "Agreed a plan.", "submission": uuid.uuid4()})
    assert notes.count() == 3


def test_a_browser_does_not_fill_in_a_form_that_is_sent_once(desk, ask):
    enquiry = ask()
    actions.give_signposts(
        enquiry=enquiry, resources=["childline"], by=somebody("adviser"), at=timezone.now()
    )  # gives the page of packs its form
    at = f"/desk/enquiries/{enquiry.reference}"
    for address in ("/desk/log-call", f"{at}/log-call", at, f"{at}/call-back", f"{at}/pack"):
        page = page_of(desk.get(address).content.decode())
        forms = [box.xpath("ancestor::form")[0] for box in select(page, "input[name=submission]")]
        assert forms, address
        assert all(form.get("autocomplete") == "off" for form in forms), address


@pytest.mark.parametrize("year", [1900, 1, yesterday().year - 11])
def test_a_call_of_a_mistyped_year_is_refused(desk, year):
    answer = desk.post("/desk/log-call", call_form(**{"date-year": f"{year:04}"}))
    assert answer.status_code == 422
    assert "Check the year" in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_call_of_the_first_day_is_taken(desk):
    day = earliest_call(timezone.localdate())
    assert desk.post("/desk/log-call", call_form(**in_parts("date", day))).status_code == 302


@pytest.mark.parametrize(
    ("typed", "hour", "minute"), [("2.15pm", 14, 15), ("1415", 14, 15), ("9am", 9, 0), ("noon", 12, 0)]
)
def test_the_time_is_taken_as_it_is_written(desk, typed, hour, minute):
    desk.post("/desk/log-call", call_form(time=typed))
    began = timezone.localtime(Contact.objects.get().began_at)
    assert (began.hour, began.minute) == (hour, minute)


def test_the_minutes_and_the_time_say_what_to_write(desk):
    page = desk.post("/desk/log-call", call_form(time="teatime", talk_minutes="601")).content.decode()
    assert "Write the time like 2:15pm or 14:15." in page
    assert "must be a number from 0 to 600" in page
    assert "Ensure this value" not in page
    assert "Enter how many minutes" not in page


def test_merge_and_split_left_empty_say_what_to_enter(desk, ask):
    at = f"/desk/enquiries/{ask().reference}"
    assert "Enter the reference of the enquiry that stays" in desk.post(f"{at}/merge", {"into": ""}).content.decode()
    assert "Choose at least one contact" in desk.post(f"{at}/split", {"other": "x"}).content.decode()


def test_no_call_back_is_promised_without_a_number(desk, person, ask):
    enquiry = ask()
    at = f"/desk/enquiries/{enquiry.reference}/call-back"
    sent = {"slot": "", "submission": uuid.uuid4()}
    assert "None is recorded yet" in desk.get(at).content.decode()

    for phone, words in (("", "Enter the number to ring"), ("12", "Enter a phone number")):
        answer = desk.post(at, sent | {"phone": phone})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not CallBack.objects.exists()

    for _ in range(2):
        assert desk.post(at, sent | {"phone": "0114 496 0123"}).status_code == 302
    details = access_contact_details(enquiry=Enquiry.objects.get(), by=person, at=timezone.now())
    assert (details.phone, details.email) == ("+441144960123", "dsl@school.example.org")
    assert Enquiry.objects.get().enquirer.role == "dsl"
    assert CallBack.objects.count() == 1
    assert "None is recorded yet" not in desk.get(at).content.decode()


def test_nobody_is_promised_a_call_whose_details_were_erased(desk, ask):
    enquiry = ask(phone="+441144960123")
    actions.erase_enquirer(enquiry=enquiry, reason="asked", by=somebody("supervisor"), at=timezone.now())
    answer = desk.post(f"/desk/enquiries/{enquiry.reference}/call-back", {"slot": "", "submission": uuid.uuid4()})
    assert answer.status_code == 409
    assert "details of who asked were erased" in answer.content.decode()
    assert not CallBack.objects.exists()


def test_an_address_that_cannot_be_reached_is_refused(desk, ask):
    at = f"/desk/enquiries/{ask().reference}/enquirer"
    empty = dict.fromkeys(("establishment_urn", "name", "phone", "ask_for", "safe_to_call"), "")
    who = empty | {"role": "dsl", "setting": "mainstream_school", "la_code": "202"}
    answer = desk.post(at, who | {"email": "foo@localhost"})
    assert answer.status_code == 422
    assert "like name@example.org" in answer.content.decode()
    assert desk.post(at, who | {"email": "foo@schöne-schule.example"}).status_code == 302


@pytest.mark.parametrize("non_advice", ["", "wrong_number"])
def test_outcomes_that_exclude_each_other_do_not_close(desk, ask, non_advice):
    enquiry = ask()
    answer = desk.post(
        f"/desk/enquiries/{enquiry.reference}/close",
        {"outcomes": ["advice_only", "not_asked"], "non_advice": non_advice, "version": enquiry.version},
    )
    assert answer.status_code == 422
    assert "exclude each other" in answer.content.decode()
    assert "Advice only" in answer.content.decode()


def test_earlier_enquiries_are_those_from_before(ask, clock, desk):
    first = ask("First.")
    clock.forward(days=1)
    second, third = ask("Second."), ask("Third, at the same moment.")
    clock.forward(days=1)
    last = ask("Last.")
    assert list(earlier_enquiries(third)) == [second, first]
    assert list(later_enquiries(third)) == [last]
    assert list(earlier_enquiries(first)) == []
    assert list(later_enquiries(second)) == [last, third]
    page = page_of(desk.get(f"/desk/enquiries/{first.reference}").content.decode())
    assert not page.xpath("//*[@id='earlier']")
    assert last.reference in page.xpath("string(//*[@id='later'])")


def test_a_call_cannot_begin_at_a_time_that_never_was(desk, clock):
    spring = call_form(**in_parts("date", date(2026, 3, 29)), time="01:30")
    answer = desk.post("/desk/log-call", spring)
    assert answer.status_code == 422
    assert "Clocks went forward that night" in answer.content.decode()
    assert not Contact.objects.exists()


def test_in_the_hour_that_clocks_show_twice_the_first_is_meant(desk):
    autumn = call_form(**in_parts("date", date(2025, 10, 26)), time="01:30")
    assert desk.post("/desk/log-call", autumn).status_code == 302
    assert Contact.objects.get().began_at == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert "the first is meant" in desk.get("/desk/log-call").content.decode()
