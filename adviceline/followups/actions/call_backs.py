"""Asking for a call-back, and making it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import Contact, Enquiry
from adviceline.facts.actions import write_callback_request_fact
from adviceline.facts.values import CallbackRequestFactValues
from adviceline.followups import rules
from adviceline.followups.models import CallBack
from adviceline.followups.telling import tell_not_reached
from adviceline.workforce.queries import opening_hours


class UnableToBookCallBack(Exception):
    """The slot cannot be had; the words say why and what to do."""


class UnableToAttemptCallBack(Exception):
    """No attempt can be recorded; the words say why."""


@dataclass(frozen=True)
class Attempt:
    """One attempt as recorded: the contact that counts it, and the call-back as it now stands."""

    contact: Contact
    call_back: CallBack


def request_call_back(
    *,
    enquiry: Enquiry,
    request_key: str,
    asked: str = "",
    by: Actor,
    at: datetime,
    slot_start_at: datetime | None = None,
    requested_at: datetime | None = None,
) -> CallBack:
    """Put a call-back on the list, for a half-hour slot or as soon as possible. The same `request_key` asks once for one
    enquiry.

    `asked`: how, one of `CallBack.Asked`. `requested_at` is when it was asked for, where that was before now (an
    exchange's records read in later).
    Raises `UnableToBookCallBack` for a slot that is closed, past, too soon or full: two people never get one place.
    """
    if existing := CallBack.objects.filter(request_key=request_key).first():
        if existing.enquiry_id == enquiry.pk:
            return existing
        request_key = f"{request_key}:{enquiry.key}"  # the form was sent before, on another enquiry
        if existing := CallBack.objects.filter(request_key=request_key).first():
            return existing
    asked_at = requested_at or at
    slot_end_at = _check_slot(slot_start_at, at=at) if slot_start_at else None
    for _ in range(rules.CAPACITY + 1):
        try:
            with transaction.atomic():
                place = _free_place(slot_start_at) if slot_start_at else None
                call_back = CallBack.objects.create(
                    enquiry=enquiry,
                    asked=asked,
                    requested_at=asked_at,
                    slot_start_at=slot_start_at,
                    slot_end_at=slot_end_at,
                    place_in_slot=place,
                    due_at=_due_at(slot_start_at=slot_start_at, requested_at=asked_at),
                    request_key=request_key,
                )
                write_callback_request_fact(
                    CallbackRequestFactValues(
                        fact_id=call_back.fact_id, enquiry_fact=enquiry.fact_id, requested_at=asked_at
                    )
                )
                record(
                    action="call_back.requested",
                    by=by,
                    at=at,
                    subject=enquiry.subject,
                    data={"slot": slot_start_at.isoformat() if slot_start_at else None},
                )
            return call_back
        except IntegrityError:
            if existing := CallBack.objects.filter(request_key=request_key).first():
                return existing
    raise UnableToBookCallBack("That time has just been taken. Choose another.")


def attempt_call_back(
    *,
    call_back: CallBack,
    outcome: str,
    by: Actor,
    at: datetime,
    began_at: datetime,
    attempt: int,
    talk_seconds: int | None = None,
    wrap_up_seconds: int | None = None,
    adviser: Person | None = None,
) -> Attempt:
    """Record one attempt: completed, no_answer or message_left. It counts in the month in which it was made.

    `attempt` is the number that the person's page showed, so that a form sent twice counts once. It began when Ring was
    pressed for it, where it was. `adviser` rang, where that is not `by`. After the last attempt that reached
    nobody, whoever gave an address is written to.
    """
    if outcome not in rules.OUTCOMES:
        raise UnableToAttemptCallBack("Say whether you spoke to them, left a message, or nobody answered.")
    with transaction.atomic(), events_last():
        fresh = CallBack.objects.select_for_update(of=("self",)).select_related("enquiry").get(pk=call_back.pk)
        key = f"call-back:{fresh.pk}:{attempt}"
        if done := Contact.objects.filter(idempotency_key=key).first():
            return Attempt(done, fresh)
        if fresh.state != CallBack.State.WAITING:
            raise UnableToAttemptCallBack(f"This call-back is closed: {fresh.get_state_display().lower()}.")
        if attempt != fresh.attempts + 1:
            raise UnableToAttemptCallBack("A colleague has tried meanwhile. Look at the list again.")
        if dialled := fresh.diallings.filter(attempt=attempt).first():
            began_at = dialled.dialled_at
            fresh.diallings.filter(pk=dialled.pk).update(settled_at=at)
        made = contacts.record_contact(
            channel="callback",
            direction="out",
            outcome=outcome,
            idempotency_key=key,
            began_at=began_at,
            by=by,
            at=at,
            enquiry=fresh.enquiry,
            adviser=adviser or (by if isinstance(by, Person) else None),
            attempt=attempt,
            talk_seconds=talk_seconds,
            wrap_up_seconds=wrap_up_seconds,
            answered_at=began_at if outcome == rules.COMPLETED else None,
            ended_at=began_at + timedelta(seconds=talk_seconds or 0),
            source="desk",
            within_promised_slot=rules.is_within_slot(began_at, fresh.slot_start_at, fresh.slot_end_at),
        )
        fresh.attempts, fresh.last_attempt_at = attempt, began_at
        if outcome == rules.COMPLETED:
            fresh.state = CallBack.State.COMPLETED
        elif attempt >= rules.MOST_ATTEMPTS:
            fresh.state = CallBack.State.EXHAUSTED
            tell_not_reached(fresh, at=at)
        else:
            fresh.due_at = _due_at(slot_start_at=None, requested_at=fresh.requested_at, last_attempt_at=began_at)
        fresh.save()
        record(
            action="call_back.attempted",
            by=by,
            at=at,
            subject=fresh.enquiry.subject,
            data={"attempt": attempt, "outcome": outcome},
        )
    return Attempt(made.contact, fresh)


def cancel_call_back(*, call_back: CallBack, by: Actor, at: datetime) -> CallBack:
    """Take a call-back off the list: it is no longer wanted."""
    with transaction.atomic():
        fresh = CallBack.objects.select_for_update(of=("self",)).select_related("enquiry").get(pk=call_back.pk)
        if fresh.state == CallBack.State.WAITING:
            fresh.state = CallBack.State.CANCELLED
            fresh.save(update_fields=["state"])
            record(action="call_back.cancelled", by=by, at=at, subject=fresh.enquiry.subject)
    return fresh


def _check_slot(slot_start_at: datetime, *, at: datetime) -> datetime:
    """The end of a slot that may be booked."""
    hours = opening_hours()
    day = slot_start_at.astimezone(hours.zone).date()
    found = next((slot for slot in hours.slots(day, rules.SLOT_MINUTES) if slot.starts_at == slot_start_at), None)
    if found is None:
        raise UnableToBookCallBack("We are closed at that time. Choose one of the times shown.")
    if slot_start_at < at + rules.NOTICE:
        raise UnableToBookCallBack("That time is too soon or has passed. Choose a later one.")
    if slot_start_at > at + timedelta(days=rules.DAYS_AHEAD + 1):
        raise UnableToBookCallBack("That time is too far ahead. Choose one of the times shown.")
    return found.ends_at


def _free_place(slot_start_at: datetime) -> int:
    taken = CallBack.objects.filter(slot_start_at=slot_start_at).exclude(state=CallBack.State.CANCELLED)
    place = rules.free_place({place for place in taken.values_list("place_in_slot", flat=True) if place})
    if place is None:
        raise UnableToBookCallBack("That time has just been taken. Choose another.")
    return place


def _due_at(
    *, slot_start_at: datetime | None, requested_at: datetime, last_attempt_at: datetime | None = None
) -> datetime:
    wanted = rules.next_due_at(last_attempt_at=last_attempt_at, slot_start_at=slot_start_at, requested_at=requested_at)
    return opening_hours().add_open_time(wanted, timedelta(0))
