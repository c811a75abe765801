"""How every change of an enquiry is made: locked, allowed by its state, on the version that the person saw."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from adviceline.contacts.counting import count_contact, count_enquiry
from adviceline.contacts.errors import ChangedMeanwhile, UnableToChangeEnquiry
from adviceline.contacts.models import Enquiry
from adviceline.contacts.states import TRANSITIONS, why_not


@contextmanager
def changing(
    enquiry: Enquiry, action: str, *, version: int | None, error: type[Exception] = UnableToChangeEnquiry
) -> Iterator[Enquiry]:
    """Lock the enquiry for one change, yield it fresh, then save it with its new state, version and fact.

    `version` is the one that the person's page showed; None where no page was involved. Raises `ChangedMeanwhile`
    when it is no longer current, `error` when the state does not allow `action`.
    """
    with transaction.atomic():
        fresh = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").get(pk=enquiry.pk)
        if version is not None and fresh.version != version:
            raise ChangedMeanwhile(
                "Somebody changed this enquiry while your page was open. Read what is new, then save again."
            )
        if reason := why_not(action, fresh.state):
            raise error(reason)
        yield fresh
        if (end := TRANSITIONS[action][1]) is not None:
            fresh.state = end
        fresh.version += 1
        fresh.save()
        count_enquiry(fresh)


def recount_contacts(enquiry: Enquiry) -> None:
    """Write the facts of all its contacts again, after a change that their facts depend on."""
    for contact in enquiry.contacts.select_related("enquiry__enquirer"):
        count_contact(contact)
