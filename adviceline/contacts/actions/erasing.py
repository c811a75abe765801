"""Erasing who asked: the key is destroyed, so that no copy anywhere can be read. What is counted stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.contacts.erasure import ENDINGS
from adviceline.contacts.models import Enquirer, Enquiry, Note
from adviceline.privacy import crypto


def erase_enquirer(*, enquiry: Enquiry, reason: str, by: Actor, at: datetime) -> bool:
    """Destroy the details of the enquiry's enquirer, for all of that enquirer's enquiries; False if done before.

    `reason` is a code such as `request` or `retention`. The key goes first: if anything fails after it, running again
    completes the rest.
    """
    enquirer = Enquirer.objects.get(pk=enquiry.enquirer_id)  # as it is now: a key may have been made since the page was
    destroyed = crypto.destroy_key(enquirer.key_id, at=at) if enquirer.key_id else False
    with transaction.atomic(), events_last():
        fresh = Enquirer.objects.select_for_update().get(pk=enquirer.pk)
        if fresh.erased_at is not None:
            return False
        fresh.sealed_details, fresh.email_index, fresh.phone_index = None, "", ""
        fresh.establishment_urn, fresh.erased_at = None, at
        fresh.save()
        Note.objects.filter(enquiry__enquirer=fresh).update(sealed_original=None)
        for end in ENDINGS:
            end(fresh, by, at)
        record(
            action="enquirer.erased",
            by=by,
            at=at,
            subject=enquiry.subject,
            data={"reason": reason, "key_destroyed": destroyed},
        )
    return True
