"""What is sent about sessions: read back from the bytes that leave, by a mail parser and by the icalendar library."""

from __future__ import annotations

import email
import email.policy

import icalendar
import pytest

from adviceline.audit.actors import PUBLIC
from adviceline.followups.actions import booking
from adviceline.followups.queries.sessions import token_of
from adviceline.followups.sealed import Invited, Place
from tests.integration.followups.conftest import ORIGIN, POLICE
from tests.support.clock import london

SUMMER_10, SUMMER_14 = london(2022, 6, 7, 10), london(2022, 6, 7, 14)
QUESTION = "How should we plan for a return to lessons after the fictional matter?"
CARE = Invited(agency="social_care", name="Worker Sample", email="worker@care.example.org", invite=False)
VIDEO = Place(way="video", url="https://meet.example.org/room?a=1,2;b")


def parts_of(message):
    """The message as a reader's program sees it: its plain words, and its calendar's part with the declared method."""
    read = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
    plain = read.get_body(("plain",)).get_content()
    for part in read.walk():
        if part.get_content_type() == "text/calendar":
            raw = part.get_payload(decode=True)
            calendar = icalendar.Calendar.from_ical(raw)
            assert part["Content-Type"].params["method"] == calendar["method"]
            assert part["Content-Type"].params["charset"].lower() == "utf-8"
            assert not part.is_attachment()
            assert calendar.errors == []
            return plain, calendar
    return plain, None


def event_of(calendar):
    (event,) = calendar.walk("VEVENT")
    assert event.errors == []
    return event


@pytest.fixture
def summer(clock):
    clock.now = london(2022, 6, 1, 10)


@pytest.fixture
def booked(summer, holder, offer, book, ask, clock):
    holder()
    enquiry = ask(QUESTION, name="Lead Sample", phone="01632 960555")
    return book(offer(enquiry=enquiry, at=clock.now), SUMMER_10, place=VIDEO, participants=[POLICE, CARE])


def test_an_offer_brings_the_link_and_nothing_of_the_enquiry(summer, holder, offer, ask, post, clock):
    holder()
    enquiry = ask(QUESTION)
    session = offer(enquiry=enquiry, how="email", at=clock.now)
    (message,) = post()
    plain, calendar = parts_of(message)
    assert f"{ORIGIN}/session/{token_of(session)}" in plain
    assert calendar is None
    assert message.to == ["dsl@school.example.org"]
    assert enquiry.reference not in plain + message.subject
    assert "lessons" not in plain


def test_each_who_is_invited_gets_an_invitation_of_their_own(booked, post):
    messages = post()
    assert [message.to for message in messages] == [["dsl@school.example.org"], ["officer@police.example.org"]]
    events = []
    for message in messages:
        plain, calendar = parts_of(message)
        event = event_of(calendar)
        events.append(event)
        assert calendar["method"] == "REQUEST"
        assert event["status"] == "CONFIRMED"
        assert event["attendee"] == f"mailto:{message.to[0]}"
        assert "Tuesday 7 June 2022, 10am to 11am" in plain
        assert event.decoded("dtstart").isoformat() == "2022-06-07T09:00:00+00:00"
        assert event["location"] == event["url"] == VIDEO.url
        everything = message.message().as_bytes().decode() + calendar.to_ical().decode()
        for private in (
            booked.enquiry.reference,
            "lessons",
            "Lead Sample",
            "01632",
            "Officer",
            "Worker",
            "care.example",
        ):
            assert private not in everything
    assert "officer" not in messages[0].message().as_string()
    assert "dsl@" not in messages[1].message().as_string()
    assert token_of(booked) in messages[0].body
    assert token_of(booked) not in messages[1].body
    assert token_of(booked.participants.get(agency="police")) in messages[1].body
    assert (events[0]["uid"], events[0]["sequence"]) == (events[1]["uid"], events[1]["sequence"])


def test_a_move_updates_and_a_cancellation_takes_out_the_same_event(booked, book, post, clock):
    first = event_of(parts_of(post()[0])[1])
    moved = book(booked, SUMMER_14, place=Place(), participants=None)
    update = [parts_of(message)[1] for message in post()]
    booking.cancel_session(session=moved, cancelled_by="enquirer", by=PUBLIC, at=clock.now)
    ended = [parts_of(message)[1] for message in post()]
    assert len(update) == len(ended) == 2
    assert {calendar["method"] for calendar in update} == {"REQUEST"}
    assert {calendar["method"] for calendar in ended} == {"CANCEL"}
    assert event_of(update[0]).decoded("dtstart").isoformat() == "2022-06-07T13:00:00+00:00"
    assert event_of(ended[0])["status"] == "CANCELLED"
    assert event_of(ended[0]).decoded("dtstart") == event_of(update[0]).decoded("dtstart")
    assert {event_of(calendar)["uid"] for calendar in [*update, *ended]} == {first["uid"]}
    assert [event_of(calendar)["sequence"] for calendar in (update[0], ended[0])] == [
        first["sequence"] + 1, first["sequence"] + 2,
    ]  # fmt: skip


def test_a_message_that_was_overtaken_is_not_sent(booked, book, post, clock):
    book(booked, SUMMER_14, place=Place(), participants=None)
    assert {event_of(parts_of(message)[1])["sequence"] for message in post()} == {2}
    assert post() == []


def test_by_phone_the_number_is_in_no_message(summer, holder, offer, book, post, clock):
    holder()
    book(offer(at=clock.now), SUMMER_10, participants=[POLICE])
    for message in post():
        assert "1632960123" not in message.message().as_string()
        assert "We ring the person" in event_of(parts_of(message)[1])["location"]


def test_the_address_given_with_the_time_is_used_and_kept_after_a_move(summer, holder, offer, book, post, clock, ask):
    holder()
    session = offer(enquiry=ask(email=""), at=clock.now)
    book(session, SUMMER_10, place=Place(way="phone", phone="+441632960123", email="other@school.example.org"))
    assert [message.to for message in post()] == [["other@school.example.org"]]
    book(session, SUMMER_14, place=VIDEO, participants=None)
    assert [message.to for message in post()] == [["other@school.example.org"]]


def test_without_an_address_nothing_is_sent_and_nothing_fails(summer, holder, offer, book, post, clock, ask):
    holder()
    book(offer(enquiry=ask(email=""), at=clock.now), SUMMER_10)
    assert post() == []
