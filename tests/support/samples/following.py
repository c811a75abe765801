"""Samples: packs, sessions and feedback."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from tests.support import people
from tests.support.samples.kinds import Sample
from tests.support.samples.knowledge import an_entry
from tests.support.samples.records import enquiry

if TYPE_CHECKING:
    from adviceline.followups.models import Session
    from adviceline.signposting.models import Pack


def pack() -> Pack:
    """A pack with the sample entry, given in a sample enquiry."""
    from adviceline.signposting.actions import give_pack

    return give_pack(
        enquiry=enquiry(), resources=[an_entry()], how="link", submission=uuid.uuid4(), origin="http://testserver",
        by=people.somebody("adviser", strong=False), at=timezone.now(),
    )  # fmt: skip


def pack_token() -> str:
    from adviceline.signposting.queries import token_of

    return token_of(pack())


def session(state: str = "offered") -> Session:
    """A session in a sample enquiry: offered; `booked` for a week ahead; or `begun`, at its time an hour ago."""
    from tests.support import session_sample

    return session_sample.session(enquiry(), state)


def a_session(state: str = "offered") -> Sample:
    return lambda: session(state).pk


def session_token(state: str = "offered") -> Sample:
    def make() -> str:
        from adviceline.followups.queries.sessions import token_of

        return token_of(session(state))

    return make


def session_day() -> str:
    """The first day on which the newest session can be held."""
    from adviceline.followups.models import Session
    from adviceline.followups.queries.sessions import open_times

    return min(open_times(Session.objects.latest("pk"), at=timezone.now())).isoformat()


def invited_token() -> str:
    from adviceline.followups.queries.sessions import token_of

    return token_of(session("booked").participants.get())


def session_absence() -> int:
    from adviceline.followups.models import Absence
    from tests.support import session_sample

    at = timezone.now()
    holder = session_sample.holder()
    return Absence.objects.create(adviser=holder, starts_at=at, ends_at=at + timedelta(days=1), added_at=at).pk


def pack_number() -> int:
    """Of the newest pack: its enquiry is the address's other sample."""
    from adviceline.signposting.models import Pack

    return Pack.objects.latest("pk").pk


def feedback(what: str, **more: object) -> Sample:
    def make() -> object:
        from tests.support import feedback_sample

        return getattr(feedback_sample, what)(**more)

    return make
