"""Noting that something was hard; offering, wanting and holding a debrief."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.contacts.models import Enquiry
from adviceline.quality.errors import UnableToKeepDebrief
from adviceline.quality.models import Debrief, Difficulty
from adviceline.quality.rules.debriefs import TRANSITIONS

State = Debrief.State


def note_difficulty(*, enquiry: Enquiry, level: str, by: Person, at: datetime) -> Difficulty:
    """What an adviser says of how hard a matter was for them; said again, the later holds."""
    if level not in Difficulty.Level.values:
        raise UnableToKeepDebrief("Choose how hard it was.")
    with transaction.atomic():
        found, _ = Difficulty.objects.update_or_create(
            enquiry=enquiry, adviser=by, defaults={"level": level, "noted_at": at}
        )
        record(action="difficulty.noted", by=by, at=at, subject=enquiry.subject, data={"difficulty": found.pk})
    return found


def offer_debrief(*, difficulty: Difficulty, by: Person, at: datetime) -> Debrief:
    """A supervisor offers a debrief; one for each hard matter, however often it is offered."""
    if not by.may(Permission.SUPERVISE):
        raise UnableToKeepDebrief("A supervisor offers a debrief.")
    with transaction.atomic():
        found, made = Debrief.objects.get_or_create(
            difficulty=difficulty,
            defaults={"adviser": difficulty.adviser, "state": State.OFFERED, "offered_by": by, "offered_at": at},
        )
        if made:
            _told("debrief.offered", found, by=by, at=at)
    return found


def ask_for_debrief(*, by: Person, at: datetime) -> Debrief:
    """An adviser wants one, for whatever reason; asked twice before it is held, it is one."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)
        before = Debrief.objects.filter(adviser=by, state=State.WANTED, difficulty__isnull=True).first()
        if before is not None:
            return before
        made = Debrief.objects.create(adviser=by, state=State.WANTED, offered_at=at, answered_at=at)
        _told("debrief.asked", made, by=by, at=at)
    return made


def answer_debrief(*, debrief: Debrief, wanted: bool, by: Person, at: datetime) -> Debrief:
    """The adviser's answer to an offer, which they may change until it is held."""
    if by.pk != debrief.adviser_id:
        raise UnableToKeepDebrief("This was offered to somebody else.")
    with transaction.atomic():
        fresh = Debrief.objects.select_for_update().get(pk=debrief.pk)
        if fresh.state not in TRANSITIONS["want" if wanted else "decline"][0]:
            raise UnableToKeepDebrief("This debrief was held already.")
        fresh.state, fresh.answered_at = State.WANTED if wanted else State.DECLINED, at
        fresh.save(update_fields=["state", "answered_at"])
        _told("debrief.answered", fresh, by=by, at=at)
    return fresh


def hold_debrief(*, debrief: Debrief, by: Person, at: datetime) -> Debrief:
    """It was held. Nobody debriefs themselves, and nobody who does not want to be."""
    if not by.may(Permission.SUPERVISE):
        raise UnableToKeepDebrief("A supervisor records a debrief.")
    if by.pk == debrief.adviser_id:
        raise UnableToKeepDebrief("Somebody else must hold your own debrief.")
    with transaction.atomic():
        fresh = Debrief.objects.select_for_update().get(pk=debrief.pk)
        if fresh.state == State.HELD:
            return fresh
        if fresh.state not in TRANSITIONS["hold"][0]:
            raise UnableToKeepDebrief("They did not want it. They can ask for it again.")
        fresh.state, fresh.held_at, fresh.held_by = State.HELD, at, by
        fresh.save(update_fields=["state", "held_at", "held_by"])
        _told("debrief.held", fresh, by=by, at=at)
    return fresh


def _told(action: str, debrief: Debrief, *, by: Person, at: datetime) -> None:
    record(action=action, by=by, at=at, subject=f"person:{debrief.adviser_id}", data={"debrief": debrief.pk})
