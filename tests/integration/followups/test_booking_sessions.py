"""Offering, booking, moving and cancelling sessions."""

from __future__ import annotations

import uuid
from datetime import UTC, date, timedelta

import pytest
from django.db import IntegrityError, transaction

from adviceline.audit.actors import PUBLIC, SYSTEM
from adviceline.audit.models import Event
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import Contact, Enquiry
from adviceline.facts.models import ContactFact
from adviceline.followups.actions import booking, holding, offering
from adviceline.followups.models import DiaryCell, Participant, Session
from adviceline.followups.queries.sessions import (
    NoSession,
    SessionLinkEnded,
    open_times,
    session_by,
    sessions_of,
    token_of,
)
from adviceline.followups.sealed import Invited, Place, participant_details, place_of
from adviceline.followups.tasks import reminders
from adviceline.jobs.models import OutgoingMessage
from adviceline.privacy.retention import apply_retention
from adviceline.privacy.screening import screen_text
from tests.integration.followups.conftest import CARE, POLICE
from tests.support.clock import london

TUESDAY_10 = london(2022, 2, 8, 10)
TUESDAY_14 = london(2022, 2, 8, 14)


def test_an_offer_is_a_link_that_only_its_hash_is_kept_of(offer, holder, clock):
    holder()
    session = offer()
    token = token_of(session)
    assert len(token) == 43
    assert token not in str(Session.objects.values().get())
    assert session_by(token, at=clock.now) == session
    with pytest.raises(NoSession):
        session_by(token[:-1] + ("A" if token[-1] != "A" else "B"), at=clock.now)
    with pytest.raises(SessionLinkEnded):
        session_by(token, at=clock.now + timedelta(days=60))


def test_the_same_form_offers_once(offer, holder, ask):
    holder()
    enquiry, submission = ask(), uuid.uuid4()
    first = offer(enquiry=enquiry, submission=submission, how="email")
    assert offer(enquiry=enquiry, submission=submission, how="email") == first
    assert OutgoingMessage.objects.count() == 1
    with pytest.raises(offering.UnableToOfferSession, match="another enquiry"):
        offer(submission=submission)


def test_nobody_can_be_asked_for_who_takes_no_sessions(offer, holder, adviser, person):
    with pytest.raises(offering.UnableToOfferSession, match="Nobody takes sessions"):
        offer()
    resting = holder(takes_sessions=False)
    with pytest.raises(offering.UnableToOfferSession, match="at the moment"):
        offer(wanted_adviser=resting)
    with pytest.raises(offering.UnableToOfferSession, match="does not hold"):
        offer(wanted_adviser=person("content_editor"))
    assert offer(wanted_adviser=adviser).wanted_adviser == adviser


def test_times_are_within_opening_hours_with_notice_on_every_side(offer, holder, clock):
    holder()
    times = open_times(offer(), at=clock.now)
    assert min(times) == date(2022, 2, 4)
    assert times[date(2022, 2, 4)][0].starts_at == london(2022, 2, 4, 10)
    assert times[date(2022, 2, 8)][0].starts_at == london(2022, 2, 8, 8)
    assert times[date(2022, 2, 8)][-1].ends_at == london(2022, 2, 8, 20)
    assert date(2022, 2, 5) not in times
    assert max(times) <= date(2022, 3, 3)


def test_bank_holidays_are_left_out_and_the_clock_change_keeps_the_wall_clock(offer, holder, clock):
    holder()
    clock.now = london(2022, 3, 24, 10)
    times = open_times(offer(at=clock.now), at=clock.now)
    assert times[date(2022, 3, 25)][-1].ends_at.astimezone(UTC).hour == 20
    assert times[date(2022, 3, 28)][0].starts_at.astimezone(UTC).hour == 7
    assert date(2022, 4, 15) not in times
    assert date(2022, 4, 18) not in times
    assert date(2022, 4, 14) in times


def test_a_booking_takes_its_time_and_the_buffer_after_it(offer, holder, book, clock):
    holder()
    book(offer(), TUESDAY_10)
    starts = [slot.starts_at for slot in open_times(offer(), at=clock.now)[date(2022, 2, 8)]]
    assert london(2022, 2, 8, 8, 30) in starts  # ends at 9:30, its buffer at 9:45
    assert london(2022, 2, 8, 9) not in starts
    assert london(2022, 2, 8, 11) not in starts  # the buffer
    assert london(2022, 2, 8, 11, 30) in starts


def test_a_second_adviser_is_a_second_place_and_a_day_can_be_full(offer, holder, book):
    first, second = holder(most_a_day=1), holder(most_a_day=1)
    booked = {book(offer(), TUESDAY_10).adviser, book(offer(), TUESDAY_10).adviser}
    assert booked == {first, second}
    with pytest.raises(booking.UnableToBookSession, match="just been taken"):
        book(offer(), TUESDAY_14)


def test_who_asked_for_one_adviser_gets_that_one_or_nobody(offer, holder, book):
    wanted, _ = holder(), holder()
    assert book(offer(wanted_adviser=wanted), TUESDAY_10).adviser == wanted
    with pytest.raises(booking.UnableToBookSession, match="just been taken"):
        book(offer(wanted_adviser=wanted), TUESDAY_10)


@pytest.mark.parametrize(
    "starts_at",
    [
        london(2022, 2, 5, 10), london(2022, 2, 8, 10, 7), london(2022, 2, 8, 19, 30), london(2022, 2, 3, 12),
        london(2022, 4, 5, 10), london(2021, 2, 8, 10),
    ],
)  # fmt: skip
def test_a_time_that_is_not_offered_cannot_be_booked(offer, holder, book, starts_at):
    holder()
    session = offer()
    with pytest.raises(booking.UnableToBookSession, match="Choose one of the times"):
        book(session, starts_at)
    assert not DiaryCell.objects.exists()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(), "by phone or by video"), (Place(way="post"), "by phone or by video"),
        (Place(way="phone"), "number"), (Place(way="video"), "https"),
        (Place(way="video", url="http://meet.example.org/a"), "https"),
        (Place(way="video", url="javascript:alert(1)"), "https"),
    ],
)  # fmt: skip
def test_where_to_meet_must_be_said(offer, holder, book, place, words):
    holder()
    with pytest.raises(booking.UnableToBookSession, match=words):
        book(offer(), TUESDAY_10, place=place)


def test_the_database_itself_refuses_a_second_session_in_a_cell(offer, holder, book):
    holder()
    booked, other = book(offer(), TUESDAY_10), offer()
    with pytest.raises(IntegrityError), transaction.atomic():
        DiaryCell.objects.create(adviser=booked.adviser, starts_at=TUESDAY_10, session=other)


def test_the_same_form_books_once_and_an_old_page_is_refused(offer, holder, book):
    holder()
    session = offer()
    first = book(session, TUESDAY_10, sequence=0)
    again = book(session, TUESDAY_10, sequence=0)
    assert (first.sequence, again.sequence) == (1, 1)
    assert OutgoingMessage.objects.filter(key__contains="invitation").count() == 1
    with pytest.raises(booking.UnableToBookSession, match="changed meanwhile"):
        book(session, TUESDAY_14, sequence=0)


def test_a_move_frees_the_old_time_and_keeps_what_was_said(offer, holder, book, clock):
    holder()
    session = book(offer(), TUESDAY_10, participants=[POLICE, CARE])
    moved = book(session, TUESDAY_14, place=Place(), participants=None)
    assert (moved.sequence, moved.starts_at) == (2, TUESDAY_14)
    assert place_of(moved).phone == "+441632960123"
    assert [participant_details(each) for each in moved.participants.all()] == [
        ("Officer Sample", "officer@police.example.org"), ("Worker Sample", ""),
    ]  # fmt: skip
    assert TUESDAY_10 in [slot.starts_at for slot in open_times(offer(), at=clock.now)[date(2022, 2, 8)]]


def test_moving_by_half_an_hour_is_not_stopped_by_its_own_time(offer, holder, book):
    holder()
    session = book(offer(), TUESDAY_10)
    assert book(session, TUESDAY_10 + timedelta(minutes=30)).starts_at == TUESDAY_10 + timedelta(minutes=30)
    assert DiaryCell.objects.count() == 5


def test_a_move_that_fails_leaves_the_earlier_time_standing(offer, holder, book):
    holder()
    book(offer(), TUESDAY_14)
    session = book(offer(), TUESDAY_10)
    with pytest.raises(booking.UnableToBookSession):
        book(session, TUESDAY_14)
    session.refresh_from_db()
    assert (session.state, session.starts_at, session.cells.count()) == ("booked", TUESDAY_10, 5)


def test_cancelling_frees_the_time_once(offer, holder, book, clock):
    holder()
    session = book(offer(), TUESDAY_10)
    for _ in range(2):
        done = booking.cancel_session(session=session, cancelled_by="enquirer", by=PUBLIC, at=clock.now)
    assert (done.state, done.sequence) == ("cancelled", 2)
    assert not DiaryCell.objects.exists()
    assert Event.objects.filter(action="session.cancelled").count() == 1
    with pytest.raises(booking.UnableToBookSession, match="any more"):
        book(session, TUESDAY_14)


def test_details_are_sealed_and_erasing_the_enquirer_removes_them_and_what_was_to_come(
    offer, holder, book, clock, post
):
    holder()
    session = book(offer(), TUESDAY_10, participants=[POLICE, CARE])
    raw = str(list(Participant.objects.values())) + str(Session.objects.values().get(pk=session.pk))
    assert "Officer" not in raw
    assert "police.example.org" not in raw
    assert "1632960123" not in raw
    facts = ContactFact.objects.count()
    contacts.erase_enquirer(enquiry=session.enquiry, reason="request", by=SYSTEM, at=clock.now)
    session.refresh_from_db()
    assert (session.state, session.cancelled_by, session.sealed_place) == ("cancelled", "erasure", None)
    assert set(Participant.objects.values_list("sealed_details", flat=True)) == {None}
    assert not DiaryCell.objects.exists()
    assert ContactFact.objects.count() == facts
    assert post() == []
    with pytest.raises(SessionLinkEnded):
        session_by(token_of(session), at=clock.now)
    with pytest.raises(booking.UnableToBookSession):
        book(session, TUESDAY_14)


def test_an_enquirer_of_whom_nothing_was_sealed_gets_a_key_that_goes_with_them(holder, book, clock, offer, ask):
    holder()
    enquiry = ask(email="")
    assert enquiry.enquirer.key_id is None
    session = book(offer(enquiry=enquiry), TUESDAY_10)
    assert place_of(Session.objects.get(pk=session.pk)).phone == "+441632960123"
    contacts.erase_enquirer(enquiry=enquiry, reason="request", by=SYSTEM, at=clock.now)
    from adviceline.privacy.models import EnquiryKey

    assert EnquiryKey.objects.get(pk=Session.objects.get(pk=session.pk).enquiry.enquirer.key_id).wrapped is None


def test_an_absence_hands_sessions_over_or_asks_for_another_time(offer, holder, book, clock, post):
    away, colleague = holder(), holder()
    mine = book(offer(wanted_adviser=away), TUESDAY_10)
    anyone = book(offer(), TUESDAY_14)
    Session.objects.filter(pk=anyone.pk).update(adviser=away)
    DiaryCell.objects.filter(session=anyone).update(adviser=away)
    post()
    changed = offering.add_absence(
        adviser=away, starts_at=london(2022, 2, 8, 0), ends_at=london(2022, 2, 9, 0), by=away, at=clock.now
    )
    assert ([each.pk for each in changed.handed_over], [each.pk for each in changed.given_up]) == (
        [anyone.pk],
        [mine.pk],
    )
    anyone.refresh_from_db()
    mine.refresh_from_db()
    assert (anyone.adviser, anyone.state, anyone.sequence) == (colleague, "booked", 1)
    assert mine.state == "rebook"
    assert [message.subject[:12] for message in post()] == ["We are sorry"]
    assert date(2022, 2, 8) not in open_times(mine, at=clock.now)
    again = book(mine, london(2022, 2, 9, 10))
    assert (again.state, again.sequence) == ("booked", 3)
    same = offering.add_absence(
        adviser=away, starts_at=london(2022, 2, 8, 0), ends_at=london(2022, 2, 9, 0), by=away, at=clock.now
    )
    assert same.absence == changed.absence
    offering.remove_absence(absence=changed.absence, by=away, at=clock.now)
    assert date(2022, 2, 8) in open_times(mine, at=clock.now)


def hold(session, adviser, at, **changes):
    values = {
        "minutes": 50, "enquirer_came": True, "participants_came": [], "agreed": screen_text("- Write the plan\n\n- Share it"),
        "review_date": date(2022, 3, 8),
    }  # fmt: skip
    return holding.record_session_held(session=session, by=adviser, at=at, **(values | changes))


def test_a_session_that_was_held_counts_once_with_what_was_agreed(offer, holder, book, adviser):
    holder()
    session = book(offer(), TUESDAY_10, participants=[POLICE, CARE])
    police = session.participants.get(agency="police")
    with pytest.raises(holding.UnableToRecordSession, match="not begun"):
        hold(session, adviser, TUESDAY_10 - timedelta(hours=1))
    after = TUESDAY_10 + timedelta(hours=1)
    for problem, words in (
        ({"enquirer_came": False}, "Say who came"), ({"minutes": 0}, "how long"),
        ({"participants_came": [police.pk + 99]}, "were to take part"), ({"review_date": date(2022, 2, 8)}, "future"),
        ({"agreed": screen_text("\n".join(f"Step {n}" for n in range(13)))}, "at most 12"),
    ):  # fmt: skip
        with pytest.raises(holding.UnableToRecordSession, match=words):
            hold(session, adviser, after, **problem)
    for _ in range(2):
        done = hold(session, adviser, after, participants_came=[police.pk])
    assert (done.contact.outcome, done.contact.talk_seconds, done.session.state) == ("delivered", 3000, "held")
    assert Contact.objects.filter(channel="session").count() == 1
    assert ContactFact.objects.filter(channel="session", outcome="delivered").count() == 1
    assert [each.words for each in session.agreed.all()] == ["Write the plan", "Share it"]
    assert {each.agency: each.attended for each in session.participants.all()} == {"police": True, "social_care": False}


def test_a_no_show_gets_one_gentle_message_with_another_offer(offer, holder, book, adviser, post):
    holder()
    session = book(offer(), TUESDAY_10)
    post()
    after = TUESDAY_10 + timedelta(hours=1)
    for _ in range(2):
        done = holding.record_session_missed(session=session, offer_again=True, by=adviser, at=after)
    messages = post()
    assert [message.subject for message in messages] == ["We missed you today"]
    again = Session.objects.exclude(pk=session.pk).get()
    assert token_of(again) in messages[0].body
    assert again.state == "offered"
    assert (done.contact.outcome, Contact.objects.filter(channel="session").count()) == ("not_attended", 1)


def test_a_series_goes_from_audit_to_plan_to_review_and_no_step_twice(offer, holder, book, adviser, clock, ask):
    holder()
    enquiry = ask()
    with pytest.raises(offering.UnableToOfferSession, match="begins with the audit"):
        offer(enquiry=enquiry, step="plan")
    session, steps = offer(enquiry=enquiry, kind="whole_school", step="audit"), []
    for week in range(3):
        starts_at = london(2022, 2, 8 + 7 * week, 10)
        clock.now = starts_at - timedelta(days=3)
        with pytest.raises(offering.UnableToOfferSession, match="not been held"):
            offer(enquiry=enquiry, kind="whole_school", after=session)
        book(session, starts_at)
        clock.now = starts_at + timedelta(hours=1)
        session = hold(session, adviser, clock.now, review_date=None).session
        steps.append(session.step)
        if week < 2:
            session, before = offer(enquiry=enquiry, kind="whole_school", after=session), session
            with pytest.raises(offering.UnableToOfferSession, match="offered already"):
                offer(enquiry=enquiry, kind="whole_school", after=before)
    assert steps == ["audit", "plan", "review"]
    with pytest.raises(offering.UnableToOfferSession, match="last of a series"):
        offer(enquiry=enquiry, after=session)


def test_a_reminder_goes_once_for_each_time_and_not_when_it_no_longer_fits(
    offer, holder, book, clock, post, monkeypatch
):
    from django.utils import timezone

    holder()
    session = book(offer(), TUESDAY_10, participants=[POLICE])
    cancelled, quiet = book(offer(), london(2022, 2, 8, 12)), book(offer(), TUESDAY_14)
    post()
    day_before = TUESDAY_10 - timedelta(hours=20)
    monkeypatch.setattr(timezone, "now", lambda: day_before)
    reminders(at=TUESDAY_10 - timedelta(hours=25))
    assert OutgoingMessage.objects.filter(key__contains="reminder").count() == 0
    for _ in range(3):
        reminders(at=day_before)
    assert OutgoingMessage.objects.filter(key__contains="reminder").count() == 4
    booking.cancel_session(session=cancelled, cancelled_by="service", by=SYSTEM, at=day_before)
    booking.stop_session_messages(session=quiet, by=PUBLIC, at=day_before)
    sent = [(message.to[0], message.subject) for message in post(day_before)]
    assert sorted(each for each in sent if each[1].startswith("Reminder")) == [
        ("dsl@school.example.org", "Reminder: your session with the Harmful Sexual Behaviour Support Service for Professionals"),
        ("officer@police.example.org", "Reminder: session with the Harmful Sexual Behaviour Support Service for Professionals"),
    ]  # fmt: skip
    assert not session.is_quiet


def test_somebody_who_asked_for_no_more_messages_gets_none_and_keeps_the_time(
    offer, holder, book, adviser, clock, post
):
    holder()
    session = book(offer(how="email"), TUESDAY_10, participants=[POLICE])
    booking.stop_session_messages(session=session, by=PUBLIC, at=clock.now)
    booking.stop_participant_messages(participant=session.participants.get(), by=PUBLIC, at=clock.now)
    assert post() == []
    book(session, TUESDAY_14, place=Place(), participants=None)
    holding.record_session_missed(session=session, offer_again=True, by=adviser, at=TUESDAY_14)
    assert post() == []
    assert Session.objects.latest("pk").is_quiet
    assert set(OutgoingMessage.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_too_many_or_unclear_participants_are_refused(offer, holder, book):
    holder()
    for participants, words in (
        ([CARE] * 6, "At most 5"), ([Invited(agency="army", name="A")], "agency"),
        ([Invited(agency="police", name="A", invite=True)], "e-mail address"),
    ):  # fmt: skip
        with pytest.raises(booking.UnableToBookSession, match=words):
            book(offer(), TUESDAY_10, participants=participants)


def test_a_no_show_without_another_offer_says_only_how_to_reach_us(offer, holder, book, adviser, post):
    holder()
    session = book(offer(), TUESDAY_10)
    post()
    holding.record_session_missed(session=session, offer_again=False, by=adviser, at=TUESDAY_14)
    (message,) = post()
    assert "call us on" in message.body
    assert "/session/" not in message.body
    assert Session.objects.count() == 1


def test_a_session_of_an_enquiry_that_was_merged_counts_where_it_went(offer, holder, book, adviser, ask, clock):
    holder()
    source, target = ask(), ask()
    session = book(offer(enquiry=source), TUESDAY_10)
    contacts.merge(source=source, target=target, by=adviser, at=clock.now)
    done = hold(Session.objects.get(pk=session.pk), adviser, TUESDAY_14)
    assert done.contact.enquiry == target
    assert [each.pk for each in sessions_of(target)] == [session.pk]


def test_participants_details_are_emptied_a_year_after_the_enquiry_closed(offer, holder, book, clock):
    holder()
    session = book(offer(), TUESDAY_10, participants=[POLICE])
    Enquiry.objects.filter(pk=session.enquiry_id).update(state="closed", closed_at=clock.now)
    apply_retention(by=SYSTEM, at=clock.now + timedelta(days=364))
    assert participant_details(Participant.objects.get()) == ("Officer Sample", "officer@police.example.org")
    apply_retention(by=SYSTEM, at=clock.now + timedelta(days=366))
    assert Participant.objects.get().sealed_details is None
    assert Participant.objects.get().agency == "police"
    apply_retention(by=SYSTEM, at=clock.now + timedelta(days=366 * 6 + 5))
    assert not Session.objects.exists()
    assert not DiaryCell.objects.exists()
