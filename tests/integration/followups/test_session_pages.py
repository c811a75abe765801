"""A session as the enquirer meets it behind the link, and as advisers see it at the desk."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from adviceline.advice.actions import answer_run, start_run
from adviceline.audit.models import Event
from adviceline.followups.models import Absence, Diary, Participant, Session
from adviceline.followups.queries.sessions import open_times, token_of
from adviceline.jobs.models import OutgoingMessage
from tests.support import people, samples, session_sample
from tests.support.advice_maps import publish_maps


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests():
    cache.clear()


@pytest.fixture
def session(db):
    return samples.session("offered")


def address(session, name="web:session", **more):
    return reverse(name, kwargs={"token": token_of(session), **more})


def text_of(answer):
    return answer.content.decode()


def first_slot(session, day=1, place=0):
    return sorted(open_times(session, at=timezone.now()).items())[day][1][place]


def form_for(session, slot, **changes):
    values = {"time": slot.starts_at.isoformat(), "way": "phone", "phone": "01632 960123", "sequence": session.sequence}
    return {name: value for name, value in (values | changes).items() if value is not None}


def send(client, session, slot=None, day=None, **changes):
    slot = slot or first_slot(session)
    day = day or timezone.localdate(slot.starts_at).isoformat()
    return client.post(address(session, "web:session_book", day=day), form_for(session, slot, **changes))


def test_the_page_of_an_offer_says_what_happens_next_and_nothing_of_the_enquiry(client, session):
    answer = client.get(address(session))
    assert answer.status_code == 200
    assert "What happens next" in text_of(answer)
    assert session.enquiry.reference not in text_of(answer)
    assert "lessons" not in text_of(answer)
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert not answer.cookies


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "../../etc", "A" * 5000])
def test_a_guess_finds_nothing(client, session, token):
    for name in ("session", "session/invited"):
        assert client.get(f"/{name}/{token}").status_code in {404, 400}


def test_a_link_that_ran_out_says_so(client, session):
    Session.objects.filter(pk=session.pk).update(expires_at=timezone.now())
    for name in ("web:session", "web:session_times", "web:session_cancel", "web:session_quiet", "web:session_calendar"):
        answer = client.get(address(session, name))
        assert answer.status_code == 410
        assert "This link has ended" in text_of(answer)


def test_a_time_is_booked_with_who_takes_part(client, session):
    slot = first_slot(session)
    answer = send(
        client, session, slot, email="me@school.example.org", person_0_name="Officer Sample", person_0_agency="police",
        person_0_email="officer@police.example.org", person_0_invite="on", person_3_name="Worker Sample",
        person_3_agency="social_care",
    )  # fmt: skip
    assert answer.status_code == 302
    session.refresh_from_db()
    assert (session.state, session.starts_at, session.way) == ("booked", slot.starts_at, "phone")
    assert list(Participant.objects.values_list("agency", "is_invited")) == [("police", True), ("social_care", False)]
    shown = text_of(client.get(address(session)))
    assert "Your session is booked" in shown
    for private in ("Officer", "me@school", "officer@", "1632"):
        assert private not in shown
    again = send(client, session, slot, sequence=0)
    assert again.status_code == 302
    assert Session.objects.get(pk=session.pk).sequence == 1
    assert OutgoingMessage.objects.filter(key__contains=":invitation:").count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"time": None}, "Choose a time"), ({"time": "2022-02-08T10:00:00+00:00"}, "just been taken"),
        ({"time": "' OR 1=1"}, "just been taken"), ({"way": None}, "by phone or by video"),
        ({"way": "same"}, "by phone or by video"), ({"phone": ""}, "Give the number"), ({"phone": "999999"}, "phone number in the"),
        ({"way": "video", "url": ""}, "Give the address"), ({"way": "video", "url": "http://meet.example.org"}, "whole address"),
        ({"way": "video", "url": "javascript:alert(1)//https://"}, "whole address"), ({"email": "nobody"}, "right form"),
        ({"person_1_name": "Worker"}, "Choose an agency"), ({"person_1_agency": "police"}, "Give a name"),
        ({"person_0_name": "A", "person_0_agency": "police", "person_0_invite": "on"}, "whom we should invite"),
        ({"person_0_name": "A", "person_0_agency": "army"}, "from the list"),
        ({f"person_{n}_{part}": value for n in (0, 1) for part, value in
          (("name", "A"), ("agency", "police"), ("email", "Same@police.example.org"))}, "each e-mail address once"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said_and_nothing_is_lost(client, session, changes, words):
    answer = send(client, session, **({"person_4_name": "Kept Name", "person_4_agency": "health"} | changes))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Kept Name" in text_of(answer)
    session.refresh_from_db()
    assert session.state == "offered"


@pytest.mark.parametrize("day", ["2022-02-30", "tomorrow", "0000-00-00", "99999-01-01"])
def test_a_day_that_is_none_is_not_found(client, session, day):
    assert client.get(address(session, "web:session_book", day=day)).status_code == 404


def test_a_day_without_times_leads_back_to_the_days(client, session):
    answer = client.get(address(session, "web:session_book", day="2022-02-08"), follow=True)
    assert "No time is left on that day" in text_of(answer)


def test_a_time_that_somebody_else_took_meanwhile_is_refused_with_what_was_typed(client, session):
    slot, other = first_slot(session), samples.session("offered")
    Session.objects.filter(pk=other.pk).update(wanted_adviser=session.wanted_adviser)
    assert send(client, Session.objects.get(pk=other.pk), slot).status_code == 302
    answer = send(client, session, slot, email="me@school.example.org")
    assert answer.status_code == 422
    assert "just been taken" in text_of(answer)
    assert "me@school.example.org" in text_of(answer)


def test_changing_cancelling_and_what_can_no_longer_be_done(client, session):
    send(client, session)
    session.refresh_from_db()
    later = first_slot(session, day=2)
    assert send(client, session, later, way="same", phone=None).status_code == 302
    session.refresh_from_db()
    assert (session.sequence, session.starts_at, session.way) == (2, later.starts_at, "phone")
    assert "Cancel your session?" in text_of(client.get(address(session, "web:session_cancel")))
    client.post(address(session, "web:session_cancel"))
    client.post(address(session, "web:session_cancel"))
    session.refresh_from_db()
    assert (session.state, session.cancelled_by, session.sequence) == ("cancelled", "enquirer", 3)
    assert "This session is cancelled" in text_of(client.get(address(session)))
    assert client.get(address(session, "web:session_times")).status_code == 302
    assert client.get(address(session, "web:session_calendar")).status_code == 404


def test_a_session_that_has_begun_is_not_cancelled_or_moved_by_its_link(client, db):
    begun = samples.session("begun")
    client.post(address(begun, "web:session_cancel"))
    assert send(client, begun, first_slot(begun)).status_code == 302
    begun.refresh_from_db()
    assert (begun.state, begun.sequence) == ("booked", 1)


def test_a_calendar_file_names_nobody(client, db):
    booked = samples.session("booked")
    answer = client.get(address(booked, "web:session_calendar"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert calendar["method"] == "PUBLISH"
    assert event.decoded("dtstart") == booked.starts_at
    assert "attendee" not in event
    assert booked.enquiry.reference not in answer.content.decode()


def test_no_more_emails_by_the_enquirer_and_by_somebody_who_was_named(client, db):
    booked = samples.session("booked")
    who = booked.participants.get()
    for page in (address(booked, "web:session_quiet"), reverse("web:invited", args=[token_of(who)])):
        assert "no more e-mails" in text_of(client.get(page))
        assert "not e-mail you" in text_of(client.post(page, follow=True))
    booked.refresh_from_db()
    who.refresh_from_db()
    assert booked.is_quiet
    assert who.is_quiet
    assert booked.state == "booked"


# ---- At the desk -----------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(db):
    return people.browser_of(people.somebody("adviser", name="Ada Example"))


def test_triage_proposes_and_the_adviser_offers_a_series(desk, db):
    enquiry = samples.enquiry()
    enquiry.kind = "E3"
    enquiry.save()
    page = text_of(desk.get(reverse("desk:offer_session", args=[enquiry.reference])))
    assert "Proposed: Whole-school planning" in page
    form = {"kind": "whole_school", "step": "audit", "who": "me", "how": "link",
            "submission": "0f8fad5b-d9cb-469f-a165-70867728950e"}  # fmt: skip
    answer = desk.post(reverse("desk:offer_session", args=[enquiry.reference]), form, follow=True)
    made = Session.objects.get()
    assert token_of(made) in text_of(answer)
    assert (made.step, made.wanted_adviser.name) == ("audit", "Ada Example")
    desk.post(reverse("desk:offer_session", args=[enquiry.reference]), form)
    assert Session.objects.count() == 1
    assert "Whole-school planning" in text_of(desk.get(reverse("desk:enquiry", args=[enquiry.reference])))
    assert enquiry.reference in text_of(desk.get(reverse("desk:sessions")))


def test_the_adviser_prepares_from_the_map_and_the_look_at_details_is_recorded(desk, db):
    publish_maps(at=timezone.now())
    booked, by = samples.session("booked"), people.somebody("adviser", strong=False)
    run = start_run(subject=booked.enquiry.key, map_id="individual-incident", by=by, at=timezone.now())
    answer_run(run=run, node="I0", answer="yes", by=by, at=timezone.now())
    before = Event.objects.filter(action="details.read").count()
    page = text_of(desk.get(reverse("desk:session", args=[booked.pk])))
    assert "What the map led to" in page
    assert "https://meet.example.org/room" in page
    assert "Officer Sample, Police" in page
    assert Event.objects.filter(action="details.read").count() == before + 1


def test_recording_goes_through_the_guard_and_keeps_what_was_typed(desk, db):
    begun = samples.session("begun")
    page = reverse("desk:record_session", args=[begun.pk])
    form = {"minutes": "50", "enquirer_came": "on", "agreed": "A pupil called Zebedee Fictional gets a plan."}
    refused = desk.post(page, form)
    assert refused.status_code == 422
    assert "could identify a child" in text_of(refused)
    assert "Zebedee" in text_of(refused)
    form["agreed"] = "The school writes a plan"
    form |= {"review_date-day": "3", "review_date-month": "3", "review_date-year": "2127"}
    assert "The school writes a plan" in text_of(desk.post(page, form, follow=True))
    desk.post(page, form)
    begun.refresh_from_db()
    assert (begun.state, begun.agreed.count(), begun.review_date.year) == ("held", 1, 2127)


@pytest.mark.parametrize(
    "form", [{}, {"minutes": "0"}, {"minutes": "9" * 40}, {"minutes": "50"}, {"minutes": "50", "came": ["x", "999999999"]},
             {"minutes": "50", "enquirer_came": "on", "review_date-day": "1", "review_date-month": "1",
              "review_date-year": "2001"}],
)  # fmt: skip
def test_a_record_that_does_not_hold_together_is_refused(desk, db, form):
    begun = samples.session("begun")
    assert desk.post(reverse("desk:record_session", args=[begun.pk]), form).status_code == 422
    begun.refresh_from_db()
    assert begun.state == "booked"


def test_nobody_came_and_another_time_is_offered(desk, db):
    begun = samples.session("begun")
    page = reverse("desk:miss_session", args=[begun.pk])
    assert "One gentle message" in text_of(desk.post(page, {"offer_again": "yes"}, follow=True))
    desk.post(page, {"offer_again": "yes"})
    assert list(Session.objects.order_by("pk").values_list("state", flat=True)) == ["not_attended", "offered"]
    assert OutgoingMessage.objects.filter(key__contains=":missed").count() == 1


def test_an_adviser_keeps_their_own_times_and_a_supervisor_everybodys(desk, db):
    page = reverse("desk:session_times")
    me = people.Person.objects.get(name="Ada Example")
    colleague = session_sample.holder("Bea Example")
    desk.post(page, {"what": "diary", "diary-adviser": me.pk, "diary-takes_sessions": "on", "diary-most_a_day": "2"})
    assert (Diary.objects.get(adviser=me).takes_sessions, Diary.objects.get(adviser=me).most_a_day) == (True, 2)
    absence = {"what": "absence", "absence-adviser": colleague.pk, "absence-first-day": "3", "absence-first-month": "3",
               "absence-first-year": "2127", "absence-begins": "13:00", "absence-ends": "5pm"}  # fmt: skip
    assert desk.post(page, absence).status_code == 422
    supervisor = people.browser_of(people.somebody("supervisor"))
    assert supervisor.post(page, absence).status_code == 302
    made = Absence.objects.get(adviser=colleague)
    assert (made.ends_at - made.starts_at) == timedelta(hours=4)
    desk.post(reverse("desk:remove_session_absence", args=[made.pk]))
    assert Absence.objects.filter(pk=made.pk).exists()
    supervisor.post(reverse("desk:remove_session_absence", args=[made.pk]))
    assert not Absence.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize(
    "changes", [{"first-day": ""}, {"first-year": "9999"}, {"last-day": "1", "last-month": "3", "last-year": "2127"},
                {"begins": "25:00"}, {"begins": "14:00", "ends": "13:00"}, {"first-year": "2001"},
                {"last-day": "1", "last-month": "3", "last-year": "2199"}],
)  # fmt: skip
def test_an_absence_that_cannot_be_is_refused(desk, db, changes):
    me = people.Person.objects.get(name="Ada Example")
    values = {"adviser": me.pk, "first-day": "3", "first-month": "3", "first-year": "2127"} | changes
    answer = desk.post(
        reverse("desk:session_times"),
        {"what": "absence"} | {f"absence-{name}": value for name, value in values.items()},
    )
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    assert not Absence.objects.exists()
