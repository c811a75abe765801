"""Asking for advice by the form: one enquiry, nothing lost, nothing of a child."""

from __future__ import annotations

import json
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from adviceline.audit.actors import SYSTEM
from adviceline.channels.web import draft as drafts
from adviceline.channels.web.tasks import acknowledgement, tidy
from adviceline.contacts import actions as contacts
from adviceline.contacts.actions.recording import details_of
from adviceline.contacts.models import Contact, Enquiry, Note
from adviceline.content.current import current_content
from adviceline.facts.models import ContactFact
from adviceline.followups.models import CallBack
from adviceline.jobs.models import OutgoingMessage
from adviceline.privacy.guard import GuardFailed
from tests.support.clock import london
from tests.support.visitor import QUESTION, Visitor

pytestmark = pytest.mark.django_db
NAMED = "Jayden Smith in Year 8 showed a picture to others. What now?"


# ---- The whole way ---------------------------------------------------------------------------------------------------


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


# ---- Whom it is not for ----------------------------------------------------------------------------------------------


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


# ---- The guard -------------------------------------------------------------------------------------------------------


def test_a_childs_name_is_refused_with_its_reason_and_every_word_is_given_back(visitor):
    visitor.answers_all(question={"question": NAMED})
    visitor.answers("question", question=NAMED)

    assert visitor.page.status_code == 422
    assert "This looks like a person's name." in visitor.text
    assert NAMED in visitor.text
    assert not Enquiry.objects.exists()
    visitor.opens("/get-advice/question")
    assert "Jayden" not in visitor.text


def test_a_reason_does_not_open_the_guard_to_a_stranger(visitor):
    visitor.answers("question", question=NAMED, question_reason="These are not names.")

    assert visitor.page.status_code == 422


def test_the_note_about_calling_is_guarded_too(visitor):
    visitor.replies(reply="phone", phone="0114 496 0123", call_when="soon", safe_to_call="About Jayden Smith")

    assert visitor.page.status_code == 422
    assert "Remove anything that could identify a child: Jayden Smith" in visitor.text


def test_when_the_guard_fails_nothing_is_kept_and_nothing_is_lost(visitor, monkeypatch):
    def broken(text: str) -> None:
        raise GuardFailed("broken on purpose")

    monkeypatch.setattr("adviceline.privacy.screening.screen", broken)
    visitor.answers("question", question=QUESTION)

    assert visitor.page.status_code == 422
    assert QUESTION in visitor.text
    assert "call us on 0808 157 0421" in visitor.text


def test_a_guard_that_learnt_meanwhile_still_refuses_at_the_end(visitor, monkeypatch):
    visitor.answers_all()
    monkeypatch.setattr("adviceline.channels.web.answers.screen_text", refusing)
    monkeypatch.setattr("adviceline.channels.web.forms.screen_text", refusing)

    visitor.sends()

    assert visitor.page.status_code == 422
    assert QUESTION in visitor.text
    assert not Enquiry.objects.exists()


def refusing(text: str) -> None:
    from adviceline.privacy.guard import explain, screen
    from adviceline.privacy.screening import IdentifyingDetailsFound

    raise IdentifyingDetailsFound(explain(NAMED, screen(NAMED).spans))


# ---- Sent twice, late, or forged -------------------------------------------------------------------------------------


def test_sending_twice_is_one_enquiry_and_one_confirmation(visitor, post_leaves):
    visitor.answers_all()
    key = visitor.form_key
    first = visitor.sends()
    second = visitor.client.post("/get-advice/check", {"form": key}, follow=True)

    assert second.status_code == 200
    assert second.content.decode().count(visitor.reference) == first.content.decode().count(visitor.reference) > 0
    assert Contact.objects.count() == 1
    assert OutgoingMessage.objects.count() == 1


def test_two_tabs_of_one_form_are_one_enquiry(visitor):
    visitor.answers_all()
    key, cookies = visitor.form_key, {name: each.value for name, each in visitor.client.cookies.items()}
    session = Session.objects.get(pk=cookies["adviceline_session"])
    kept = session.session_data
    visitor.sends()
    other = Client()
    Session.objects.filter(pk=session.pk).update(session_data=kept)  # as if both had read it before either sent
    for name, value in cookies.items():
        other.cookies[name] = value

    answer = other.post("/get-advice/check", {"form": key}, follow=True)

    assert answer.status_code == 200
    assert Contact.objects.count() == 1


def test_answers_that_have_expired_begin_again_and_say_so(visitor, clock):
    visitor.answers_all()
    clock.forward(hours=13)

    visitor.sends()

    assert visitor.path == "/get-advice"
    assert "Your answers had been cleared" in visitor.text
    assert not Enquiry.objects.exists()


def test_a_forged_form_key_sends_nothing_and_keeps_the_answers(visitor):
    visitor.answers_all()

    page = visitor.client.post("/get-advice/check", {"form": "forged:1abc:def"})

    assert page.status_code == 422
    assert QUESTION in page.content.decode().replace("&#39;", "'")
    assert not Enquiry.objects.exists()
    visitor.sends()
    assert Enquiry.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "MQ:1xVZdu:oD92O8NsbOgrOeocWvP49HxHlOh24OU", "HSB-7K3M-Q4XD", "..", "%00"])
def test_a_forged_confirmation_is_not_found(client, token):
    assert client.get(f"/get-advice/sent/{token}").status_code in {400, 404}


def test_a_confirmation_is_gone_after_a_day(visitor, monkeypatch):
    visitor.answers_all()
    visitor.sends()
    path, later = visitor.path, time.time() + 25 * 60 * 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    page = visitor.opens(path)

    assert page.status_code == 410
    assert "0808 157 0421" in visitor.text


def test_a_later_question_leads_to_the_first_open_one(visitor):
    visitor.opens("/get-advice/reply")
    assert visitor.path == "/get-advice"
    visitor.opens("/get-advice/check")
    assert visitor.path == "/get-advice"


def test_an_answer_whose_draft_is_gone_is_kept_and_the_rest_asked_for(visitor):
    visitor.answers("question", question=QUESTION)

    assert visitor.path == "/get-advice"
    assert "Your answers had been cleared" in visitor.text
    visitor.answers_all(question={"question": QUESTION})
    assert QUESTION in visitor.text


def test_details_whose_draft_is_gone_are_kept_too(visitor):
    visitor.answers("details", phone="0114 496 0123", call_when="soon", name="Alex")
    assert visitor.path == "/get-advice"

    visitor.opens("/get-advice/details")
    for step, values in {"role": "dsl", "setting": "police", "area": "383", "question": QUESTION}.items():
        visitor.answers(step, **{step: values})
        if step == "setting":
            visitor.answers("organisation", establishment="not_listed")

    assert visitor.path == "/get-advice/check"
    assert "+441144960123" in visitor.text


# ---- What is kept on the way -----------------------------------------------------------------------------------------


def test_answers_wait_sealed_and_only_the_browser_can_open_them(visitor):
    visitor.answers_all()
    (session,) = Session.objects.all()

    assert "school.example.org" not in json.dumps(session.get_decoded())
    visitor.client.cookies.pop(drafts.COOKIE)
    visitor.opens("/get-advice/check")
    assert visitor.path == "/get-advice"


def test_sending_and_clearing_forget_the_answers(visitor):
    visitor.answers_all()
    visitor.sends()
    visitor.opens("/get-advice/check")
    assert visitor.path == "/get-advice"

    visitor.answers("role", role="dsl")
    visitor.client.post("/get-advice/clear")
    visitor.opens("/get-advice/setting")
    assert visitor.path == "/get-advice"


def test_sessions_that_have_ended_are_deleted(visitor, clock):
    visitor.answers("role", role="dsl")
    assert Session.objects.count() == 1

    tidy(at=clock.forward(hours=13))

    assert not Session.objects.exists()


def test_pages_with_answers_are_kept_by_no_cache(visitor):
    visitor.answers_all()

    for path in ("/get-advice", "/get-advice/question", "/get-advice/check"):
        assert visitor.client.get(path)["Cache-Control"] == "no-store"


# ---- Bad input -------------------------------------------------------------------------------------------------------


def test_each_question_that_is_left_empty_says_what_to_do(visitor):
    for step, words in {
        "role": "Select your role", "setting": "Select the kind of place", "organisation": "Choose an organisation",
        "area": "Select your local authority", "question": "Enter what you would like advice about",
        "reply": "Select how we should reply",
    }.items():  # fmt: skip
        visitor.answers(step)
        assert visitor.page.status_code == 422
        assert words in visitor.text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"reply": "email"}, "Enter your e-mail address"),
        ({"reply": "email", "email": "me@"}, "in the correct format"),
        ({"reply": "email", "email": f"{'a' * 300}@example.org"}, "254 characters or fewer"),
        ({"reply": "phone", "call_when": "soon"}, "Enter a phone number"),
        ({"reply": "phone", "call_when": "soon", "phone": "999"}, "Enter a UK phone number"),
        ({"reply": "phone", "call_when": "soon", "phone": "+33 1 70 18 99 00"}, "Enter a UK phone number"),
        ({"reply": "phone", "call_when": "soon", "phone": "0909 879 0001"}, "Enter a UK phone number"),
        ({"reply": "phone", "call_when": "whenever", "phone": "0114 496 0123"}, "Select a time from the list"),
        ({"reply": "phone", "call_when": "2022-02-01T09:30:00+00:00", "phone": "0114 496 0123"}, "just been taken"),
    ],
)
def test_a_reply_that_cannot_be_made_says_what_is_wrong(visitor, values, words):
    visitor.replies(**values)

    assert visitor.page.status_code == 422
    assert words in visitor.text


@pytest.mark.parametrize(
    ("step", "values"),
    [
        ("role", {"role": "king"}),
        ("reply", {"reply": "pigeon"}),
        ("role", {"role": "not_asked"}),
        ("setting", {"setting": "' OR 1=1"}),
        ("organisation", {"establishment": "99999999999999999999"}),
        ("organisation", {"establishment": "٣٤٥"}),
        ("organisation", {"establishment": "-1", "organisation": "x" * 5000}),
        ("area", {"area": "000"}),
        ("question", {"question": "x"}),
        ("question", {"question": "word " * 1000}),
    ],
)
def test_answers_of_the_wrong_kind_are_refused_in_words(visitor, step, values):
    visitor.answers(step, **values)

    assert visitor.page.status_code == 422
    assert "There is a problem" in visitor.text


@pytest.mark.parametrize("hidden", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u200e", "\U000e0041"])
def test_characters_nobody_sees_are_taken_out_and_the_rest_given_back(visitor, hidden):
    visitor.answers("question", question=f"How do we plan{hidden} for lessons?")

    assert visitor.page.status_code == 422
    assert "Hidden characters were taken out" in visitor.text
    assert "How do we plan for lessons?" in visitor.text


@pytest.mark.parametrize("character", ["\x00", "\u202e", "\u2066", "\x1b"])
def test_controls_and_turned_text_are_refused_with_the_words_given_back(visitor, character):
    visitor.answers("question", question=f"How do we plan{character} for lessons?")

    assert visitor.page.status_code == 422
    assert "Hidden characters were taken out" in visitor.text
    assert "How do we plan for lessons?" in visitor.text


def test_a_body_that_is_too_large_is_refused(visitor):
    visitor.answers("question", question="x" * 600_000)

    assert visitor.page.status_code == 413


def test_a_form_without_its_token_is_refused_and_its_words_given_back(db):
    strict = Client(enforce_csrf_checks=True)

    page = strict.post("/get-advice/question", {"question": QUESTION})

    assert page.status_code == 403
    assert "plan for a return to lessons" in page.content.decode()


def test_too_many_forms_wait_without_losing_a_word(visitor, settings):
    settings.RATE_LIMITS = True
    for _ in range(30):
        visitor.client.post("/call-back", {})

    visitor.answers_all()
    visitor.sends()

    assert visitor.page.status_code == 429
    assert QUESTION in visitor.text
    assert "0808 157 0421" in visitor.text
    assert not Enquiry.objects.exists()


# ---- The message -----------------------------------------------------------------------------------------------------


def test_the_message_says_what_matters_and_never_the_matter(visitor, post_leaves):
    visitor.answers_all()
    visitor.sends()

    (message,) = post_leaves()
    html_part = message.alternatives[0][0]
    for part in (message.body, html_part):
        assert visitor.reference in part
        assert "999" in part
        assert "0800 1111" in part
        assert "8am to 8pm" in part
        assert "picture to others" not in part
    assert "**" not in message.body
    assert "<strong>" in html_part


def test_out_of_hours_it_says_when_somebody_will_read_it(visitor, clock, post_leaves):
    clock.now = london(2022, 2, 5, 11)
    visitor.answers_all()
    visitor.sends()

    assert "closed now" in visitor.text
    assert "8am on Monday 7 February" in visitor.text
    assert "8am on Monday 7 February" in post_leaves()[0].body


def test_nothing_is_sent_to_somebody_who_was_erased(visitor, post_leaves, clock):
    visitor.answers_all()
    visitor.sends()
    enquiry = Enquiry.objects.get()
    contacts.erase_enquirer(enquiry=enquiry, reason="asked", by=SYSTEM, at=clock.now)

    assert acknowledgement(enquiry=enquiry.pk) is None
    assert post_leaves() == []
    assert OutgoingMessage.objects.get().state == "withdrawn"


def test_every_out_of_scope_role_has_its_words(db):
    content = current_content()
    for code in content.taxonomy["role"].offered():
        if code.group == "out_of_scope" and code.code != "young_person":
            assert content.text(f"web.out_of_scope_{code.code}").title
