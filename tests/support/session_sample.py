"""Made-up sessions in the state that is wanted, for pages, walks and browsers."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from tests.support import people

if TYPE_CHECKING:
    from adviceline.accounts.models import Person
    from adviceline.contacts.models import Enquiry
    from adviceline.followups.models import Session

ORIGIN = "http://testserver"


def holder(name: str = "") -> Person:
    """An adviser who takes sessions: always room for one more sample."""
    from adviceline.followups.actions.offering import set_diary

    at = timezone.now()
    made = people.somebody("adviser", strong=False, name=name, is_fictional=True)
    set_diary(adviser=made, takes_sessions=True, most_a_day=12, by=made, at=at)
    return made


def session(
    enquiry: Enquiry, state: str = "offered", *, kind: str = "individual_case", origin: str = ORIGIN
) -> Session:
    """`offered`; `booked` by video, with somebody of the police, on the second day with times; or `begun` an hour ago."""
    from adviceline.audit.actors import PUBLIC
    from adviceline.followups.actions.booking import book_session
    from adviceline.followups.actions.offering import offer_session
    from adviceline.followups.models import Session
    from adviceline.followups.queries.sessions import open_times
    from adviceline.followups.sealed import Invited, Place

    at, adviser = timezone.now(), holder()
    made = offer_session(
        enquiry=enquiry, kind=kind, how="link", submission=uuid.uuid4(), origin=origin, wanted_adviser=adviser,
        by=adviser, at=at,
    )  # fmt: skip
    if state == "offered":
        return made
    days = sorted(open_times(made, at=at).items())
    made = book_session(
        session=made, starts_at=days[1][1][2].starts_at, place=Place(way="video", url="https://meet.example.org/room"),
        participants=[Invited(agency="police", name="Officer Sample", email="officer@police.example.org", invite=True)],
        sequence=0, by=PUBLIC, at=at,
    )  # fmt: skip
    if state == "begun":
        Session.objects.filter(pk=made.pk).update(
            starts_at=at - timedelta(hours=1), ends_at=at, booked_at=at - timedelta(days=3)
        )
        made.refresh_from_db()
    return made


def make(state: str = "offered", kind: str = "individual_case", origin: str = ORIGIN) -> dict[str, Any]:
    """Made inside the service (see in_service): a session, its private token and who holds it."""
    from adviceline.followups.queries.sessions import token_of
    from tests.support import samples

    made = session(samples.enquiry(), state, kind=kind, origin=origin)
    who = made.wanted_adviser
    assert who is not None
    return {"pk": made.pk, "token": token_of(made), "adviser": who.name, "enquiry": made.enquiry.reference}


def racers(many: int) -> int:
    """Sessions of as many enquirers, all with the same adviser."""
    from adviceline.followups.actions.offering import offer_session
    from tests.support import samples

    at, adviser = timezone.now(), holder()
    for _ in range(many):
        offer_session(
            enquiry=samples.enquiry(), kind="individual_case", how="link", submission=uuid.uuid4(), origin=ORIGIN,
            wanted_adviser=adviser, by=adviser, at=at,
        )  # fmt: skip
    return many


def booked() -> dict[str, int]:
    """What is left of a race."""
    from adviceline.audit.models import Event
    from adviceline.followups.models import DiaryCell, Session
    from adviceline.jobs.models import OutgoingMessage

    return {
        "sessions": Session.objects.filter(state="booked").count(),
        "cells": DiaryCell.objects.count(),
        "invitations": OutgoingMessage.objects.filter(key__contains=":invitation:").count(),
        "events": Event.objects.filter(action="session.booked").count(),
        "untouched": Session.objects.filter(state="offered", sequence=0, starts_at=None).count(),
    }
