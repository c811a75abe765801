"""A call-back with one press: the exchange rings the adviser's own telephone, and then the number."""

from __future__ import annotations

from datetime import datetime

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.channels.telephony.advisers import current_exchange, telephone_of
from adviceline.channels.telephony.cdr_calls import CALL_BACK_ACCOUNT
from adviceline.channels.telephony.exchange.ami import Gone, Manager
from adviceline.channels.telephony.exchange.passwords import DIALLER, passwords
from adviceline.channels.telephony.exchange.rendering import DIALLER_USER
from adviceline.channels.telephony.exchange.settings import UnusableExchange
from adviceline.channels.telephony.rules import national
from adviceline.followups.models import Dialling

RINGS_MILLISECONDS = 30_000


class UnableToDial(Exception):
    """The exchange placed no call; the words say why."""


def place_call(*, dialling: Dialling, number: str, by: Person, at: datetime) -> None:
    """Have the exchange ring `by`'s telephone, and once it is picked up, `number`. Raises `UnableToDial`.

    Only numbers of a permitted class: the exchange itself looks in the same list as for any telephone of ours.
    """
    exchange, telephone = current_exchange(), telephone_of(by)
    if exchange is None or telephone is None:
        raise UnableToDial("You have no telephone at the exchange.")
    dialled = national(number)
    if not exchange.may_be_called_back(dialled):
        raise UnableToDial("This number is of no class that may be called back.")
    try:
        secret = passwords(exchange)[DIALLER]
        manager = Manager(exchange.manager_address, exchange.manager_port, user=DIALLER_USER, secret=secret)
    except (Gone, UnusableExchange) as error:
        raise UnableToDial("The exchange cannot be reached.") from error
    try:
        answer = manager.ask(
            "Originate", Channel=f"PJSIP/{telephone.extension}", Context="permitted", Exten=dialled,
            Priority="1", Timeout=str(RINGS_MILLISECONDS), CallerID=f"Call-back <{telephone.extension}>",
            Account=f"{CALL_BACK_ACCOUNT}{dialling.key.hex}", Async="true",
        )  # fmt: skip
    except Gone as error:
        raise UnableToDial("The exchange did not answer.") from error
    finally:
        manager.close()
    if answer.get("Response") != "Success":
        raise UnableToDial("The exchange refused to place the call.")
    record(
        action="call_back.placed", by=by, at=at, subject=dialling.call_back.enquiry.subject,
        data={"attempt": dialling.attempt, "telephone": telephone.extension},
    )  # fmt: skip
