"""What changes after a session was booked: who takes part, when the service is open, who holds sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from adviceline.audit.actors import PUBLIC, SYSTEM
from adviceline.audit.models import Event
from adviceline.followups.actions import booking
from adviceline.followups.actions.participants import UnableToChangeParticipants, change_participants
from adviceline.followups.actions.putting_right import put_sessions_right
from adviceline.followups.models import DiaryCell, Session
from adviceline.followups.queries import sessions as queries
from adviceline.followups.queries.sessions import sessions_to_come, taking_part, token_of
from adviceline.followups.sealed import Invited, Place
from adviceline.followups.tasks import reminders
from adviceline.workforce.actions.leave import ask_leave, decide_leave
from adviceline.workforce.actions.records import keep_adviser
from tests.integration.followups.conftest import CARE, POLICE
from tests.integration.followups.test_session_messages import event_of, parts_of
from tests.support import people, rota_sample, samples, session_sample
from tests.support.clock import london

TUESDAY_10, TUESDAY_14 = london(2022, 2, 8, 10), london(2022, 2, 8, 14)
HEALTH = Invited(agency="health", name="Nurse Sample", email="nurse@health.example.org", invite=True)


@pytest.fixture(autouse=True)
def _in_february(clock):
    clock.now = london(2022, 2, 1, 10)


@pytest.fixture
def booked(holder, offer, book, post):
    holder()
    session = book(offer(), TUESDAY_10, participants=[POLICE, CARE])
    post()
    return session


@pytest.fixture
def change(clock):
    def make(session, *, remove=(), add=(), sequence=None):
        session.refresh_from_db()
        return change_participants(
            session=session, remove={each.pk for each in remove}, add=list(add), by=PUBLIC, at=clock.now,
            sequence=session.sequence if sequence is None else sequence,
        )  # fmt: skip

    return make


@pytest.fixture
def closed(monkeypatch):
    """Closes the service on a day, as a change of its content does."""

    def close(*days):
        hours = replace(queries.opening_hours(), closures=dict.fromkeys(days, "Training"))
        monkeypatch.setattr(queries, "opening_hours", lambda: hours)

    return close


def who(session, agency):
    return taking_part(session).get(agency=agency)


# ---- Who takes part --------------------------------------------------------------------------------------------------


def test_whoever_is_added_is_invited_and_whoever_is_taken_out_is_told_and_nobody_else_is(booked, change, post):
    changed = change(booked, remove=[who(booked, "police")], add=[HEALTH])
    assert (changed.sequence, changed.time_sequence) == (2, 1)
    messages = {message.to[0]: parts_of(message) for message in post()}
    assert set(messages) == {"officer@police.example.org", "nurse@health.example.org"}
    gone, ended = messages["officer@police.example.org"]
    assert "goes on without you" in gone
    assert ended["method"] == "CANCEL"
    assert (event_of(ended)["status"], event_of(ended)["sequence"]) == ("CANCELLED", 2)
    assert event_of(ended)["attendee"] == "mailto:officer@police.example.org"
    _, invitation = messages["nurse@health.example.org"]
    assert (invitation["method"], event_of(invitation)["sequence"]) == ("REQUEST", 2)
    assert event_of(invitation)["uid"] == event_of(ended)["uid"]
    assert sorted(taking_part(booked).values_list("agency", flat=True)) == ["health", "social_care"]


def test_somebody_taken_out_hears_nothing_more_and_can_come_back(booked, change, book, post, client):
    officer = who(booked, "police")
    change(booked, remove=[officer])
    post()
    booked.refresh_from_db()
    moved = book(booked, TUESDAY_14, place=Place(), participants=None)
    assert [message.to for message in post()] == [["dsl@school.example.org"]]
    assert client.get(reverse("web:invited", args=[token_of(officer)])).status_code == 410
    change(moved, add=[POLICE])
    (message,) = post()
    assert event_of(parts_of(message)[1])["sequence"] == 4
    assert message.to == ["officer@police.example.org"]


def test_whoever_wants_no_more_is_not_written_to_under_another_name_or_in_another_session(
    booked, change, book, offer, post
):
    officer = taking_part(booked).get(agency="police")
    booking.stop_participant_messages(participant=officer, by=PUBLIC, at=london(2022, 2, 1, 11))
    spelt = Invited(agency="police", name="Officer Q. Sample", email="Officer@Police.example.org", invite=True)
    change(booked, remove=[officer], add=[spelt, HEALTH])
    assert {message.to[0] for message in post()} == {"nurse@health.example.org"}
    book(offer(enquiry=booked.enquiry), TUESDAY_14, participants=[spelt])
    assert "police" not in " ".join(message.to[0].lower() for message in post())


def test_a_change_takes_nobody_elses_waiting_message_away(holder, offer, book, change, post):
    """The invitations of the booking have not left yet when somebody is taken out."""
    holder()
    session = book(offer(), TUESDAY_10, participants=[POLICE, HEALTH])
    change(session, remove=[who(session, "police")])
    messages = {message.to[0]: parts_of(message)[1] for message in post()}
    assert messages["dsl@school.example.org"]["method"] == "REQUEST"
    assert event_of(messages["nurse@health.example.org"])["sequence"] == 2
    assert messages["officer@police.example.org"]["method"] == "CANCEL"


def test_a_change_brings_no_second_reminder(booked, change, clock, post, monkeypatch):
    clock.now = london(2022, 2, 7, 11)
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    reminders(at=clock.now)
    assert len(post()) == 2
    change(booked, add=[HEALTH])
    post()
    reminders(at=clock.now)
    assert post() == []


def test_the_same_form_twice_changes_once_and_an_old_page_is_refused(booked, change, post):
    officer = who(booked, "police")
    for _ in range(2):
        change(booked, remove=[officer], add=[HEALTH], sequence=1)
    assert len(post()) == 2
    assert Event.objects.filter(action="session.participants_changed").count() == 1
    with pytest.raises(UnableToChangeParticipants, match="changed meanwhile"):
        change(booked, remove=[who(booked, "health")], sequence=1)


@pytest.mark.parametrize(
    ("add", "words"),
    [
        ([], "Choose somebody"),
        ([replace(POLICE, name="Another Name", email="OFFICER@police.example.org")], "takes part already"),
        ([replace(HEALTH, email="dsl@school.example.org")], "takes part already"),
        ([replace(HEALTH, email="")], "Give an e-mail address"),
        ([replace(HEALTH, agency="circus")], "Choose an agency"),
        ([replace(HEALTH, email=f"nurse{n}@health.example.org") for n in range(4)], "At most 5"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(booked, change, post, add, words):
    with pytest.raises(UnableToChangeParticipants, match=words):
        change(booked, add=add)
    assert post() == []
    assert Session.objects.get(pk=booked.pk).sequence == 1


def test_nobody_of_another_session_can_be_taken_out(booked, change, offer, book):
    other = book(offer(), TUESDAY_14, participants=[POLICE])
    with pytest.raises(UnableToChangeParticipants, match="people who take part"):
        change(booked, remove=[who(other, "police")])


def test_only_what_is_booked_and_still_to_come_is_changed(booked, change, offer, clock):
    with pytest.raises(UnableToChangeParticipants, match="Choose a time first"):
        change(offer(), add=[HEALTH])
    clock.now = TUESDAY_10
    with pytest.raises(UnableToChangeParticipants, match="time of this session has come"):
        change(booked, add=[HEALTH])


def test_other_people_named_with_another_time_replace_the_first_and_those_are_told(booked, book, post):
    book(booked, TUESDAY_14, participants=[CARE, HEALTH])
    messages = {message.to[0]: parts_of(message)[1]["method"] for message in post()}
    assert messages == {
        "dsl@school.example.org": "REQUEST",
        "nurse@health.example.org": "REQUEST",
        "officer@police.example.org": "CANCEL",
    }


def test_behind_the_link_people_go_by_their_agency(client, db):
    made = session_sample.session(samples.enquiry(), "booked")
    address = reverse("web:session_people", args=[token_of(made)])
    shown = client.get(address).content.decode()
    assert "Person 1: Police, invited by us" in shown
    assert "Officer" not in shown
    sent = {"remove": [str(made.participants.get().pk)], "sequence": made.sequence, "person_0_name": "Nurse Sample",
            "person_0_agency": "health", "person_0_email": "nurse@health.example.org", "person_0_invite": "on"}  # fmt: skip
    assert client.post(address, sent).status_code == 302
    assert [each.agency for each in taking_part(made)] == ["health"]
    refused = client.post(address, {"sequence": made.sequence + 1})
    assert refused.status_code == 409
    assert "Choose somebody to take out" in refused.content.decode()


def test_at_the_desk_people_have_their_names(db):
    made = session_sample.session(samples.enquiry(), "booked")
    browser = people.browser_of(people.somebody("adviser"))
    address = reverse("desk:session_people", args=[made.pk])
    page = browser.get(address).content.decode()
    assert "Officer Sample: Police" in page
    assert "We show nobody" not in page
    sent = {"remove": [str(made.participants.get().pk)], "sequence": made.sequence}
    assert browser.post(address, sent).status_code == 302
    assert not taking_part(made).exists()
    assert "Officer Sample" not in browser.get(reverse("desk:session", args=[made.pk])).content.decode()


# ---- Closed after all ------------------------------------------------------------------------------------------------


def test_a_closure_added_later_gives_the_time_up_and_asks_once_for_another(booked, closed, clock, post, offer, book):
    stays = book(offer(), london(2022, 2, 9, 10))
    post()
    closed(date(2022, 2, 8))
    for _ in range(2):
        reminders(at=clock.now)
    booked.refresh_from_db()
    stays.refresh_from_db()
    assert (booked.state, booked.sequence, stays.state) == ("rebook", 2, "booked")
    assert not DiaryCell.objects.filter(session=booked).exists()
    messages = {message.to[0]: parts_of(message) for message in post()}
    assert set(messages) == {"dsl@school.example.org", "officer@police.example.org"}
    words, calendar = messages["dsl@school.example.org"]
    assert token_of(booked) in words
    assert "We cannot hold your session of Tuesday 8 February 2022" in words
    assert {each[1]["method"] for each in messages.values()} == {"CANCEL"}
    assert event_of(calendar)["sequence"] == 2
    assert Event.objects.filter(action="session.given_up").count() == 1
    with pytest.raises(booking.UnableToBookSession):
        book(booked, TUESDAY_14)
    assert book(booked, london(2022, 2, 9, 14), place=Place(), participants=None).state == "booked"


def test_nobody_is_reminded_of_a_session_in_closed_hours(booked, closed, clock, post):
    clock.now = london(2022, 2, 7, 11)
    closed(date(2022, 2, 8))
    reminders(at=clock.now)
    assert {message.subject for message in post()} == {
        "We are sorry: please choose another time for your session",
        "The session with the Harmful Sexual Behaviour Support Service for Professionals will not take place then",
    }


def test_a_bank_holiday_on_which_the_service_closes_after_all(holder, offer, book, clock, settings):
    settings.BANK_HOLIDAYS = "open"
    clock.now = london(2022, 4, 1, 10)
    holder()
    session = book(offer(), london(2022, 4, 15, 10))  # Good Friday
    assert put_sessions_right(by=SYSTEM, at=clock.now).given_up == []
    settings.BANK_HOLIDAYS = "closed"
    assert [each.pk for each in put_sessions_right(by=SYSTEM, at=clock.now).given_up] == [session.pk]


def test_a_session_that_has_begun_is_left_to_be_recorded(booked, closed, clock):
    clock.now = TUESDAY_10
    closed(date(2022, 2, 8))
    assert put_sessions_right(by=SYSTEM, at=clock.now).given_up == []


def test_an_adviser_who_left_is_replaced_or_the_time_is_given_up(holder, offer, book, clock):
    gone, stays = holder(most_a_day=1), holder(most_a_day=1)
    promised = book(offer(wanted_adviser=gone), TUESDAY_10)
    alone = book(offer(wanted_adviser=gone), london(2022, 2, 9, 10))
    book(offer(wanted_adviser=stays), london(2022, 2, 9, 14))
    gone.is_active = False
    gone.save()
    done = put_sessions_right(by=SYSTEM, at=clock.now)
    assert ([each.pk for each in done.handed_over], [each.pk for each in done.given_up]) == ([promised.pk], [alone.pk])
    promised.refresh_from_db()
    assert (promised.adviser, promised.wanted_adviser) == (stays, None)


def test_leave_of_the_rota_takes_no_booking_and_moves_what_was_booked(holder, offer, book, clock, post):
    away, stays = holder(most_a_day=1), holder(most_a_day=1)
    moves = book(offer(), london(2022, 2, 9, 10))
    promised = book(offer(wanted_adviser=away), TUESDAY_10)
    assert moves.adviser == away
    post()
    record = keep_adviser(
        person=away, skills_held=[], started_date=date(2020, 1, 1), left_date=None, by=away, at=clock.now
    )  # fmt: skip
    asked = ask_leave(
        adviser=record, starts_at=london(2022, 2, 8, 0), ends_at=london(2022, 2, 12, 0), by=away, at=clock.now
    )  # fmt: skip
    again = offer(wanted_adviser=away)
    assert date(2022, 2, 10) in queries.open_times(again, at=clock.now)  # asked for is not agreed
    decide_leave(leave=asked, agree=True, by=rota_sample.supervisor(), at=clock.now)
    assert not {date(2022, 2, day) for day in range(8, 12)} & set(queries.open_times(again, at=clock.now))
    with pytest.raises(booking.UnableToBookSession):
        book(again, london(2022, 2, 10, 10))
    reminders(at=clock.now)
    for each in (promised, moves):
        each.refresh_from_db()
    assert (promised.state, promised.wanted_adviser) == ("rebook", away)
    assert (moves.state, moves.adviser) == ("booked", stays)
    assert "dsl@school.example.org" in {message.to[0] for message in post()}
    assert queries.leave_ahead(away, at=clock.now) == [(london(2022, 2, 8, 0), london(2022, 2, 12, 0))]


def test_the_desk_says_loudly_who_has_to_choose_again_and_whom_to_ring(holder, offer, book, ask, closed, post, clock):
    holder()
    told = book(offer(), TUESDAY_10)
    unreached = book(offer(enquiry=ask(email="")), TUESDAY_14)
    post()
    closed(date(2022, 2, 8))
    at = clock.now
    assert len(put_sessions_right(by=SYSTEM, at=at).given_up) == 2
    waiting = {each.session.pk: each for each in sessions_to_come(at=at).given_up}
    assert not any(each.told_at or each.unreached for each in waiting.values())
    post()
    found = {each.session.pk: each for each in sessions_to_come(at=at).given_up}
    assert (bool(found[told.pk].told_at), found[told.pk].unreached) == (True, False)
    assert (found[unreached.pk].told_at, found[unreached.pk].unreached) == (None, True)
    Session.objects.update(expires_at=at)  # even behind a link that ran out it stays in sight
    page = people.browser_of(people.somebody("adviser")).get(reverse("desk:sessions")).content.decode()
    assert "2 enquirers have to choose another time" in page
    assert "No message reached them. Ring them." in page
    assert 'Sessions <span class="al-rail__count">2' in page.replace("\n", "")
