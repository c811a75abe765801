"""Advisers' telephones: what they do, and the state that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.audit.actors import EXCHANGE
from adviceline.channels.telephony.advisers import current_exchange
from adviceline.channels.telephony.exchange.ami import Gone
from adviceline.channels.telephony.exchange.settings import UnusableExchange
from adviceline.channels.telephony.exchange.signing_on import new_secret
from adviceline.channels.telephony.membership import BUSY, follow
from adviceline.channels.telephony.models import Telephone
from adviceline.contacts.models import Enquiry
from adviceline.contacts.queries import access_enquiry
from adviceline.workforce.actions.presence import set_state
from adviceline.workforce.errors import UnableToSetState
from adviceline.workforce.queries.presence import state_of


class UnableToSignOn(Exception):
    """The browser cannot be a telephone; the message says why."""


@dataclass(frozen=True, slots=True)
class SignOn:
    """`address` of the exchange, `name` by which it knows the telephone, and the secret that proves it."""

    address: str
    name: str
    secret: str

    def as_dict(self) -> dict[str, str]:
        return {"address": self.address, "name": self.name, "secret": self.secret}


def keep_telephones(*, people: Mapping[str, Person], at: datetime) -> None:
    """Whose telephone is which, as the exchange's settings say now: a row for each, and none for any other."""
    with transaction.atomic():
        mine = {extension: person.pk for extension, person in people.items()}
        for row in Telephone.objects.select_for_update():
            if mine.get(row.extension) != row.adviser_id:
                row.delete()
        for extension, person in people.items():
            Telephone.objects.get_or_create(extension=extension, defaults={"adviser": person, "heard_at": at})


def hear_at_telephone(*, extension: str, call_id: str, at: datetime) -> None:
    """A call from outside rings there; without one, it rings there no longer."""
    row = Telephone.objects.filter(extension=extension)
    if call_id:
        row.update(call_id=call_id[:150], heard_at=at)
    else:
        row.exclude(device__in=BUSY).update(call_id="", heard_at=at)


def follow_telephone(*, extension: str, device: str, wrap_up_seconds: int, at: datetime) -> str | None:
    """Keep what the telephone does, and set its person's state where that follows; answers the state that was set.

    Told again, or by another process at the same moment, it changes nothing.
    """
    with transaction.atomic():
        row = Telephone.objects.select_for_update().select_related("adviser").filter(extension=extension).first()
        if row is None:
            return None
        found = state_of(row.adviser, at=at)
        follows, keep = follow(
            found.state if found else None, row.kept, device=device, wrap_up_seconds=wrap_up_seconds, at=at
        )
        if follows is not None and not _set(row.adviser, follows, at):
            return None
        row.device, row.put_on_call, row.wrap_up_until, row.heard_at = (
            keep.device, keep.put_on_call, keep.wrap_up_until, at,
        )  # fmt: skip
        row.save(update_fields=["device", "put_on_call", "wrap_up_until", "heard_at"])
    return follows


def _set(adviser: Person, state: str, at: datetime) -> bool:
    try:
        set_state(adviser=adviser, state=state, by=EXCHANGE, at=at)
    except UnableToSetState:
        return False
    return True


def note_shown(*, telephone: Telephone, enquiries: Iterable[Enquiry], by: Person, at: datetime) -> None:
    """The earlier enquiries of whoever rings were shown: a reading of each, recorded once for a call."""
    row = Telephone.objects.filter(pk=telephone.pk).exclude(shown_call_id=telephone.call_id)
    if row.update(shown_call_id=telephone.call_id):
        for each in enquiries:
            access_enquiry(reference=each.reference, by=by, at=at, why="their number rings")


def give_secret(*, by: Person, at: datetime) -> SignOn:
    """What the person's own browser needs to be their telephone, the secret made for this once; recorded. Raises
    `UnableToSignOn`."""
    exchange = current_exchange()
    mine = exchange.telephone_of(by.email) if exchange is not None else None
    if exchange is None or mine is None or not mine.in_browser or not exchange.browser.is_on:
        raise UnableToSignOn("You have no telephone in the browser.")
    try:
        secret = new_secret(exchange, mine.extension, at=at)
    except UnusableExchange as error:
        raise UnableToSignOn("The exchange's passwords cannot be read.") from error
    except Gone as error:
        raise UnableToSignOn("The exchange cannot be reached just now.") from error
    with transaction.atomic():
        record(
            action="telephone.signed_on", by=by, at=at, subject=f"person:{by.pk}", data={"extension": mine.extension}
        )
    return SignOn(exchange.browser.address, mine.extension, secret)
