"""Making contacts of the calls that were stored: each once, in the order in which they began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import DatabaseError, DataError, IntegrityError, transaction

from adviceline.audit.actions import events_last
from adviceline.audit.actors import EXCHANGE
from adviceline.channels.telephony.advisers import adviser_of
from adviceline.channels.telephony.counting import Counted, counted, from_facts, number_to_call, written_number
from adviceline.channels.telephony.models import Call, CallDetails
from adviceline.channels.telephony.records import CallRecord
from adviceline.contacts import actions as contacts
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.followups.actions import request_call_back
from adviceline.jobs.registry import describe
from adviceline.privacy import crypto

log = structlog.get_logger(__name__)
BATCH = 100
DETAILS = "call.details"
SOURCE = "exchange"
State = Call.State


@dataclass
class _Told:
    call: Call
    record: CallRecord | None
    failure: str = ""


def record_stored(*, at: datetime, stored_before: datetime | None = None) -> int:
    """Record every call that is stored and not yet recorded, and bring up to date what was told more fully since;
    answers how many were settled. Each batch is one transaction with its contacts, facts and audit events. Raises
    `DatabaseError` when the database itself fails: the next run goes on from there.
    """
    count = 0
    while batch := _next_batch(stored_before):
        told = [_open(call) for call in batch]
        with transaction.atomic(), transaction.atomic(using="keys"), events_last():
            fresh = {
                call.pk: call
                for call in Call.objects.select_for_update(of=("self",))
                .select_related("contact__enquiry__enquirer")
                .filter(pk__in=[call.pk for call in batch], state=State.STORED)
                .order_by("pk")
            }
            for item in told:
                # Told again since it was opened: the next turn takes the new account.
                if item.call.pk in fresh and fresh[item.call.pk].facts_index == item.call.facts_index:
                    _settle(fresh[item.call.pk], item, at=at)
                    count += 1
    return count


def _next_batch(stored_before: datetime | None) -> list[Call]:
    waiting = Call.objects.filter(state=State.STORED).select_related("details").order_by("began_at", "id")
    if stored_before is not None:
        waiting = waiting.filter(stored_at__lte=stored_before)
    return list(waiting[:BATCH])


def _open(call: Call) -> _Told:
    try:
        facts = crypto.unseal(bytes(call.details.content), key_id=call.details.key_id, purpose=DETAILS)
    except (crypto.Erased, crypto.UnableToOpen, CallDetails.DoesNotExist) as error:
        return _Told(call, None, f"its details cannot be opened ({type(error).__name__})")
    return _Told(call, from_facts(facts))


def account_of(call: Call) -> CallRecord | None:
    """What is held of a call; None when its details are gone."""
    return _open(call).record


def _settle(call: Call, told: _Told, *, at: datetime) -> None:
    """Record one call in a savepoint of its own; whatever is wrong with it is its own affair."""
    try:
        with transaction.atomic():
            if told.record is None:
                raise UnableTo(told.failure)
            contact = _update(call, told.record, at=at) if call.contact else _record(told, at=at)
            Call.objects.filter(pk=call.pk).update(state=State.RECORDED, reason="", contact=contact, settled_at=at)
        return
    except UnableTo as error:
        reason = str(error)
    except (DataError, IntegrityError) as error:
        reason = f"The database refused it ({type(error).__name__})."
    except DatabaseError:
        raise
    except Exception as error:  # a fault of ours must cost one call's time, not the others'
        log.error("call set aside", call=call.pk, error=describe(error))
        reason = f"It could not be recorded: {describe(error)}"
    Call.objects.filter(pk=call.pk).update(state=State.SET_ASIDE, reason=reason[:300])


def _record(told: _Told, *, at: datetime) -> Contact:
    call, details = told.record, told.call.details
    assert call is not None
    how = counted(call)
    recorded = contacts.record_contact(
        channel="call", direction=call.direction, outcome=how.outcome, idempotency_key=call.idempotency_key,
        began_at=call.began_at, answered_at=call.answered_at, ended_at=_ended_at(call), wait_seconds=call.wait_seconds,
        talk_seconds=_talk_seconds(call, how), adviser=adviser_of(call.agent), opens_enquiry=how.needs_somebody,
        enquirer=_enquirer(call), key_id=details.key_id, source=SOURCE, by=EXCHANGE, at=at,
    )  # fmt: skip
    if recorded.enquiry is not None:
        _keep_with(details, recorded.enquiry)
        _promise_call_back(call, how, recorded.enquiry, at=at)
    return recorded.contact


def _update(row: Call, call: CallRecord, *, at: datetime) -> Contact:
    """What the exchange tells more fully later. An enquiry once opened stays; one that is needed now is opened."""
    contact = row.contact
    assert contact is not None
    how = counted(call)
    now: dict[str, Any] = {
        "outcome": how.outcome,
        "answered_at": call.answered_at,
        "ended_at": None if call.is_going_on else max(call.ended_at, contact.began_at),
        "wait_seconds": call.wait_seconds,
        "talk_seconds": _talk_seconds(call, how),
    }
    if contact.adviser_id is None and (adviser := adviser_of(call.agent)) is not None:
        now["adviser"] = adviser
    changes = {name: value for name, value in now.items() if getattr(contact, name) != value}
    if changes:
        contact = contacts.update_contact(contact=contact, by=EXCHANGE, at=at, **changes)
    if how.needs_somebody:
        contact = contacts.attach_contact(
            contact=contact, enquiry=None, enquirer=_enquirer(call), key_id=row.details.key_id, by=EXCHANGE, at=at
        )
        if contact.enquiry is not None:
            _keep_with(row.details, contact.enquiry)
            _add_number(call, contact.enquiry, at=at)
            _promise_call_back(call, how, contact.enquiry, at=at)
    return contact


def _add_number(call: CallRecord, enquiry: Enquiry, *, at: datetime) -> None:
    """The caller's number, where it was told after the call was answered. What an adviser wrote down stays."""
    number = written_number(number_to_call(call))
    if number and not enquiry.enquirer.phone_index and enquiry.enquirer.erased_at is None:
        contacts.record_reach(enquiry=enquiry, phone=number, by=EXCHANGE, at=at)


def _ended_at(call: CallRecord) -> datetime | None:
    return None if call.is_going_on else call.ended_at


def _talk_seconds(call: CallRecord, how: Counted) -> int | None:
    return call.talk_seconds if how.outcome == "answered" and not call.is_going_on else None


def _promise_call_back(call: CallRecord, how: Counted, enquiry: Enquiry, *, at: datetime) -> None:
    """Asked for when the call began: whoever hangs up to be called back keeps their place."""
    if how.wants_call_back:
        request_call_back(
            enquiry=enquiry, request_key=call.idempotency_key, by=EXCHANGE, at=at, requested_at=call.began_at,
            asked="voicemail" if call.outcome == "voicemail" else "phone_menu",
        )  # fmt: skip


def _keep_with(details: CallDetails, enquiry: Enquiry) -> None:
    """The enquirer's key is the call's: it is no longer the call's alone to destroy."""
    if enquiry.enquirer.key_id == details.key_id:
        CallDetails.objects.filter(pk=details.pk).update(has_own_key=False)


def _enquirer(call: CallRecord) -> EnquirerValues:
    number = written_number(number_to_call(call))
    return EnquirerValues(details=ContactDetails(phone=number), is_anonymous=not number)
