"""Asking for advice by the form: one enquiry, nothing lost, and the right way for whom it is not for."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session

from adviceline.advice.models import MapVersion
from adviceline.channels.web import draft as drafts
from adviceline.contacts.models import Enquiry, Note
from adviceline.contacts.rows import details_of
from adviceline.facts.models import ContactFact
from adviceline.followups.models import CallBack
from tests.support.advice_maps import publish_maps
from tests.support.clock import london
from tests.support.visitor import QUESTION, Visitor

pytestmark = pytest.mark.django_db
NAMED = "Jayden Smith in Year 8 showed a picture to others. What now?"


def test_a_safeguarding_lead_asks_and_gets_a_reference_and_a_message(visitor, post_leaves):
    visitor.answers_all()
    assert QUESTION in visitor.text
    visitor.sends()

    enquiry = Enquiry.objects.get()
    assert visitor.page.status_code == 200
    assert visitor.reference == enquiry.reference
    assert (enquiry.enquirer.role, enquiry.enquirer.setting) == ("dsl", "mainstream_school")
    assert (enquiry.enquirer.la_code, enquiry.enquirer.region) == ("383", "yorkshire_and_the_humber")
    assert enquiry.enquirer.consents_to_follow_up
    assert details_of(enquiry.enquirer).email == "dsl@school.example.org"
    assert Note.objects.get().body == QUESTION
    assert ContactFact.objects.get().channel == "web_form"
    (message,) = post_leaves()
    assert message.to == ["dsl@school.example.org"]
    assert enquiry.reference in message.subject


def test_the_confirmation_shows_the_reference_and_nothing_of_the_person(visitor):
    visitor.answers_all()
    visitor.sends()

    assert "We have your enquiry" in visitor.text
    assert "999" in visitor.text
    assert "open now, until 8pm on Thursday 3 February" in visitor.text
    assert "dsl@school.example.org" not in visitor.text
    assert QUESTION not in visitor.text


def test_an_establishment_brings_its_area_phase_and_region(visitor, school):
    visitor.answers_all(organisation={"establishment": str(school)}, area={})
    visitor.opens("/get-advice/check")
    assert "Fictional Heron Primary School" in visitor.text
    visitor.sends()

    enquirer = Enquiry.objects.get().enquirer
    assert (enquirer.establishment_urn, enquirer.la_code, enquirer.phase) == (school, "383", "primary")


def test_choosing_another_organisation_asks_for_the_area_again(visitor, school):
    visitor.answers_all(organisation={"establishment": str(school)}, area={})

    visitor.answers("organisation", establishment="not_listed")

    assert visitor.path == "/get-advice/area"


def test_an_organisation_is_found_without_scripts(visitor, school):
    visitor.answers("role", role="dsl")
    visitor.answers("setting", setting="mainstream_school")

    visitor.answers("organisation", organisation="heron", search="1", establishment="")
    assert visitor.page.status_code == 200
    assert "There is a problem" not in visitor.text
    assert visitor.text.count('name="establishment" type="radio"') == 2

    visitor.answers("organisation", organisation="heron", establishment=str(school))
    assert visitor.path == "/get-advice/question"


@pytest.mark.parametrize("typed", ["900101", "Fictional Heron Primary School"])
def test_a_urn_or_a_whole_name_is_choice_enough(visitor, school, typed):
    visitor.answers("role", role="dsl")
    visitor.answers("setting", setting="mainstream_school")

    visitor.answers("organisation", organisation=typed)

    assert visitor.path == "/get-advice/question"


def test_text_that_is_no_choice_shows_what_it_could_mean(visitor, school):
    visitor.answers("organisation", organisation="heron")
    assert visitor.page.status_code == 422
    assert "Choose an organisation from the list" in visitor.text
    assert "Fictional Heron Infant School" in visitor.text

    visitor.answers("organisation", organisation="zzzz", search="1")
    assert "No organisation in the register matches" in visitor.text


def test_a_changed_search_beats_the_choice_made_before(visitor, school):
    visitor.answers("organisation", organisation="another place", establishment=str(school))

    assert visitor.page.status_code == 422


@pytest.mark.parametrize(
    ("area", "region"), [("several", "other"), ("national", "national"), ("outside_england", "outside_england")]
)
def test_an_area_may_be_wider_than_a_council(visitor, area, region):
    visitor.answers_all(area={"area": area})
    visitor.opens("/get-advice/check")
    visitor.sends()

    enquirer = Enquiry.objects.get().enquirer
    assert (enquirer.la_code, enquirer.region) == ("", region)


def test_nobody_has_to_say_who_they_are(visitor, post_leaves):
    visitor.answers_all(reply={"reply": "none"})
    visitor.sends()

    enquirer = Enquiry.objects.get().enquirer
    assert enquirer.is_anonymous
    assert enquirer.sealed_details is None
    assert "give your reference" in visitor.text
    assert post_leaves() == []


def test_a_call_at_a_chosen_time_is_booked_with_the_enquiry(visitor):
    slot = london(2022, 2, 4, 9, 30)
    visitor.answers_all(
        reply={
            "reply": "phone", "phone": "0114 496 0123 x 12", "call_when": slot.isoformat(),
            "safe_to_call": "Do not leave a message", "name": "Alex",
        }
    )  # fmt: skip
    assert "Friday 4 February, 9:30am to 10am" in visitor.text
    visitor.sends()

    call = CallBack.objects.get()
    details = details_of(call.enquiry.enquirer)
    assert call.slot_start_at == slot
    assert (details.phone, details.ask_for) == ("+441144960123", "extension 12")
    assert "9:30am" in visitor.text


def test_a_time_that_was_taken_meanwhile_is_said_and_everything_else_kept(visitor):
    slot = london(2022, 2, 4, 9, 30).isoformat()
    reply = {"reply": "phone", "phone": "0114 496 0123", "call_when": slot}
    visitor.answers_all(reply=reply)
    for _ in range(2):
        other = Visitor()
        other.answers_all(reply=reply)
        other.sends()

    visitor.sends()

    assert visitor.page.status_code == 409
    assert "has just been taken" in visitor.text
    assert "0114 496 0123" in visitor.text or "+441144960123" in visitor.text
    assert Enquiry.objects.count() == 2
    visitor.replies(**(reply | {"call_when": "soon"}))
    visitor.sends()
    assert Enquiry.objects.count() == 3


def test_going_back_finds_the_answers(visitor):
    visitor.answers_all()

    assert QUESTION in html_of(visitor, "question")
    assert "dsl@school.example.org" in html_of(visitor, "details")


def html_of(visitor: Visitor, step: str) -> str:
    visitor.opens(f"/get-advice/{step}")
    return visitor.text


def test_another_way_of_replying_asks_for_what_it_needs_and_forgets_the_rest(visitor):
    visitor.answers_all()

    visitor.answers("reply", reply="phone")
    assert visitor.path == "/get-advice/details"
    visitor.answers("details", phone="0114 496 0123", call_when="soon")
    visitor.sends()

    details = details_of(Enquiry.objects.get().enquirer)
    assert (details.email, details.phone) == ("", "+441144960123")


def test_who_wants_no_reply_is_asked_for_no_details(visitor):
    visitor.answers_all()

    visitor.answers("reply", reply="none")
    assert visitor.path == "/get-advice/check"
    assert "dsl@school.example.org" not in visitor.text
    visitor.opens("/get-advice/details")
    assert visitor.path == "/get-advice/check"


def test_a_young_person_is_shown_kind_places_and_nothing_is_stored(visitor):
    visitor.answers("role", role="young_person")

    assert visitor.path == "/under-18"
    assert {"Childline", "0800 1111", "Shore"} <= {
        word for word in ("Childline", "0800 1111", "Shore") if word in visitor.text
    }
    assert not Enquiry.objects.exists()
    assert not any(drafts.SESSION_KEY in session.get_decoded() for session in Session.objects.all())


@pytest.mark.parametrize("role", ["parent_or_carer", "outside_england"])
def test_others_are_told_who_helps_them_and_may_still_send(visitor, role):
    visitor.answers("role", role=role)
    assert "NSPCC Helpline" in visitor.text
    assert 'href="/get-advice/setting"' in visitor.text

    visitor.answers_all(role={"role": role})
    visitor.sends()

    assert Enquiry.objects.get().enquirer.role == role


WALK = "map=individual-incident&s=I0.yes~I1.not_known~X1.calling_now"
ODD_WALKS = (
    f"map=%00&v={'a' * 64}&s=I0.yes", f"{WALK}&v=%00", f"{WALK}&x={'y' * 7000}", "map=individual-incident&s=%00.yes"
)  # fmt: skip


def test_answers_on_the_map_go_with_the_enquiry_when_the_visitor_chooses_so(visitor, clock):
    publish_maps(at=clock.now)
    visitor.opens(f"/advice-map?{WALK}")
    link = re.search(r'href="(/get-advice[?][^"]+)">send an enquiry with these answers', visitor.text)
    visitor.opens(link[1])
    box = re.search(r'<input class="govuk-checkboxes__input" id="id_walk"[^>]*>', visitor.text)[0]
    assert " checked" in box
    assert "Nothing of it is kept unless you send the enquiry" in visitor.text

    visitor.answers_all(role={"role": "dsl", "walk": re.search(r'value="([^"]+)"', box)[1]})
    assert "Call 999 now, then children's social care (3 answers)" in visitor.text
    visitor.sends()

    body = Note.objects.get().body
    assert body.startswith(QUESTION)
    assert "I1 Is anyone in danger right now? Not known." in body
    assert "O1 Call 999 now, then children's social care" in body
    assert MapVersion.objects.get(map_id="individual-incident").hash[:12] in body


@pytest.mark.parametrize(
    "walk", [None, "map=individual-incident&s=I0.yes~I7.no", "map=nowhere", "rubbish", WALK + "~I9.x", *ODD_WALKS]
)
def test_without_the_choice_or_with_answers_that_fit_no_map_the_question_goes_alone(visitor, clock, walk):
    publish_maps(at=clock.now)
    visitor.opens(f"/get-advice?{WALK}")
    visitor.answers_all(role={"role": "dsl"} | ({"walk": walk} if walk else {}))
    assert "Send my answers on the map" not in visitor.text
    visitor.sends()

    assert Note.objects.get().body == QUESTION
