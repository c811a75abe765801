"""How every change of an enquiry is made: locked, allowed by its state, on the version that the person saw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

from django.db import transaction

from adviceline.contacts.counting import count_contact, count_enquiry
from adviceline.contacts.errors import ChangedMeanwhile, UnableToChangeEnquiry
from adviceline.contacts.models import Enquiry
from adviceline.contacts.states import TRANSITIONS, why_not

P = ParamSpec("P")


class AlreadyDone(Exception):
    """The enquiry is already as it was asked to be: the same form was sent twice."""

    def __init__(self, enquiry: Enquiry) -> None:
        super().__init__(enquiry.reference)
        self.enquiry = enquiry


def sent_twice_counts_once(action: Callable[P, Enquiry]) -> Callable[P, Enquiry]:
    """The second sending of one form changes nothing and is answered as the first was."""

    @wraps(action)
    def once(*args: P.args, **kwargs: P.kwargs) -> Enquiry:
        try:
            return action(*args, **kwargs)
        except AlreadyDone as done:
            return done.enquiry

    return once


@contextmanager
def changing(
    enquiry: Enquiry,
    action: str,
    *,
    version: int | None,
    error: type[Exception] = UnableToChangeEnquiry,
    done: Callable[[Enquiry], bool] | None = None,
) -> Iterator[Enquiry]:
    """Lock the enquiry for one change, yield it fresh, then save it with its new state, version and fact.

    `version` is the one that the person's page showed; None where no page was involved. Raises `ChangedMeanwhile`
    when it is no longer current, `error` when the state does not allow `action`; but `AlreadyDone` when `done` says
    that what was asked for is so.
    """
    with transaction.atomic():
        fresh = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").get(pk=enquiry.pk)
        stale, reason = version is not None and fresh.version != version, why_not(action, fresh.state)
        if (stale or reason) and done is not None and done(fresh):
            raise AlreadyDone(fresh)
        if stale:
            raise ChangedMeanwhile(
                "Somebody changed this enquiry while your page was open. Read what is new, then save again."
            )
        if reason:
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
