"""What an adviser's telephone has to do with at this moment: the call, its contact, and who seems to ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from adviceline.accounts.models import Person
from adviceline.channels.telephony import own_events
from adviceline.channels.telephony.advisers import current_exchange
from adviceline.channels.telephony.exchange.settings import Adviser
from adviceline.channels.telephony.line_now import HEARD_WITHIN
from adviceline.channels.telephony.membership import AT_HAND, BUSY, RINGING
from adviceline.channels.telephony.models import Call, LiveCall, Telephone
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.queries import recognised_enquiries


@dataclass(frozen=True, slots=True)
class AtMyTelephone:
    """`call` rings, is held, or was the last. `earlier`: what came from the same number, of those who agreed to be known
    again."""

    settings: Adviser
    row: Telephone | None
    is_heard: bool
    call: LiveCall | None = None
    contact: Contact | None = None
    earlier: tuple[Enquiry, ...] = ()

    @property
    def recording(self) -> str:
        """`heard` where the caller was told that calls are recorded, `declined` where they said no, `unsaid` where the words
        could not be played; else empty."""
        heard = self.call.heard if self.call is not None else []
        said = [data[0] for event, _, _, data in heard if event == own_events.RECORDING and data]
        return said[-1] if said else ""

    @property
    def rings(self) -> bool:
        return self.row is not None and self.row.device == RINGING

    @property
    def is_busy(self) -> bool:
        return self.row is not None and self.row.device in BUSY

    @property
    def is_at_hand(self) -> bool:
        return self.row is not None and self.row.device in AT_HAND


def at_my_telephone(person: Person, *, at: datetime) -> AtMyTelephone | None:
    """None for somebody who has no telephone."""
    exchange = current_exchange()
    mine = exchange.telephone_of(person.email) if exchange is not None else None
    if mine is None:
        return None
    row = Telephone.objects.filter(adviser=person).first()
    is_heard = row is not None and at - row.heard_at <= HEARD_WITHIN
    if row is None or not row.call_id:
        return AtMyTelephone(mine, row, is_heard)
    call = LiveCall.objects.filter(call_id=row.call_id).first()
    told = Call.objects.filter(key=f"call:{row.call_id}").select_related("contact__enquiry").first()
    contact = told.contact if told is not None else None
    earlier = recognised_enquiries(call.caller_index) if call is not None else []
    opened = contact.enquiry_id if contact is not None else None
    return AtMyTelephone(mine, row, is_heard, call, contact, tuple(each for each in earlier if each.pk != opened))


def colleagues(person: Person, *, at: datetime) -> list[tuple[Telephone, bool]]:
    """The other telephones, and whether each can be rung now."""
    rows = Telephone.objects.exclude(adviser=person).select_related("adviser").order_by("adviser__name")
    return [(each, at - each.heard_at <= HEARD_WITHIN and each.device in AT_HAND - BUSY) for each in rows]
