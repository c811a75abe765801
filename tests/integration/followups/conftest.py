from __future__ import annotations

import uuid

import pytest

from adviceline.audit.actors import PUBLIC
from adviceline.followups.actions import booking, offering
from adviceline.followups.sealed import Invited, Place
from adviceline.jobs.models import OutgoingMessage
from adviceline.jobs.tasks import deliver

ORIGIN = "https://advice.example.org"
POLICE = Invited(agency="police", name="Officer Sample", email="officer@police.example.org", invite=True)
CARE = Invited(agency="social_care", name="Worker Sample")


@pytest.fixture
def holder(person):
    """An adviser who takes sessions."""

    def make(**values):
        adviser = person("adviser")
        from django.utils import timezone

        offering.set_diary(adviser=adviser, by=adviser, at=timezone.now(),
                           **({"takes_sessions": True, "most_a_day": 3} | values))  # fmt: skip
        return adviser

    return make


@pytest.fixture
def offer(ask, adviser, clock):
    """Offers a session in an enquiry of its own."""

    def make(*, enquiry=None, kind="individual_case", how="link", submission=None, by=None, at=None, **more):
        return offering.offer_session(
            enquiry=enquiry or ask(), kind=kind, how=how, submission=submission or uuid.uuid4(), origin=ORIGIN + "/",
            by=by or adviser, at=at or clock.now, **more,
        )  # fmt: skip

    return make


@pytest.fixture
def book(clock):
    """Books a time by phone."""

    def make(session, starts_at, *, place=None, participants=(), sequence=None, at=None):
        session.refresh_from_db()
        return booking.book_session(
            session=session, starts_at=starts_at, place=place or Place(way="phone", phone="+441632960123"),
            participants=participants, sequence=session.sequence if sequence is None else sequence, by=PUBLIC,
            at=at or clock.now,
        )  # fmt: skip

    return make


@pytest.fixture
def post(mailoutbox):
    """Sends what waits in the outbox; answers the messages that left, in the order they were asked for."""

    def send_all(at=None):
        from django.utils import timezone

        before = len(mailoutbox)
        for message in OutgoingMessage.objects.filter(state="waiting").order_by("created_at", "key"):
            deliver(message=str(message.pk), at=at or timezone.now())
        return mailoutbox[before:]

    return send_all
