"""Listening to the exchange for as long as the process lives. It outlives an exchange or a database that is away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from adviceline.channels.telephony import actions, own_events
from adviceline.channels.telephony.advisers import current_exchange
from adviceline.channels.telephony.exchange import calendar
from adviceline.channels.telephony.exchange.ami import Gone, Manager, Message
from adviceline.channels.telephony.exchange.members import Members
from adviceline.channels.telephony.exchange.passwords import MANAGER, passwords
from adviceline.channels.telephony.exchange.rendering import MANAGER_USER, configured_as, fingerprint
from adviceline.channels.telephony.exchange.settings import Exchange, UnusableExchange
from adviceline.channels.telephony.exchange.signing_on import end_old
from adviceline.channels.telephony.live_events import Heard, heard_in
from adviceline.channels.telephony.records import CallRecord
from adviceline.jobs.embedded import Loop
from adviceline.jobs.registry import describe
from adviceline.workforce.queries import opening_hours

log = structlog.get_logger(__name__)
WAITS = (0.5, 1.0, 2.0, 5.0, 10.0)
QUIET_SECONDS = 15.0
"""After so long without an event the exchange is asked whether it is there."""
DAYS_TOLD = 60
HOURS_TOLD_EVERY = timedelta(hours=1)
MOST_NUMBERS = 2000
A_MOMENT, CONTACTS_WAIT = 0.01, timedelta(seconds=0.1)
MOST_TOGETHER = 50
"""Events that are written down in one transaction, where so many have come."""


class ExchangeListener(Loop):
    """Hears one exchange, in a thread of its own. However many processes listen, each event counts once."""

    def __init__(self, *, changed: Callable[[Collection[int]], None] = lambda people: None) -> None:
        """`changed` is called after something was kept that screens show, with whose telephones it concerns. It must not
        fail."""
        super().__init__()
        self._changed = changed
        self._manager: Manager | None = None
        self._members = Members()
        self._numbers: dict[str, dict[str, str]] = {}
        self._failures = 0
        self._quiet = 0.0
        self._due: dict[str, CallRecord] = {}
        self._due_since = timezone.now()
        self._hours_told_at = timezone.now() - HOURS_TOLD_EVERY
        self.pause_seconds = 0.0

    def turn(self) -> bool:
        """Hear what there is, for a second at most. Never raises: what is wrong is said and tried again."""
        try:
            exchange = current_exchange()
            if exchange is None:
                raise Gone("ADVICELINE_EXCHANGE names no settings that can be used")
            self.hear(exchange, seconds=1.0)
            self._failures, self.pause_seconds = 0, 0.0
        except (Gone, UnusableExchange) as error:
            self._failed(str(error))
        except DatabaseError as error:
            self._failed(f"the database cannot be used ({type(error).__name__})")
        except Exception as error:  # a fault of ours must not end the listening
            self._failed(f"listening failed ({describe(error)})")
        return True

    def hear(self, exchange: Exchange, *, seconds: float) -> bool:
        """What there is to hear, or the wait for it; whether there was any. Raises `Gone`, or what the database raises.

        Screens are told as soon as an event is on record, and again when what follows from it is: the state of a telephone's
        person, the contact.
        """
        if self._manager is None:
            self._begin(exchange)
        assert self._manager is not None
        now = timezone.now()
        if now - self._hours_told_at >= HOURS_TOLD_EVERY:
            self._tell_hours()
            end_old(self._manager, exchange, at=now)
            self._hours_told_at = now
        if self._members.look(self._manager, exchange):
            self._changed(self._members.concerned())
        seconds = min(seconds, A_MOMENT) if self._due else seconds
        messages = self._manager.events(seconds=seconds, most=MOST_TOGETHER)
        if self._due and (not messages or now - self._due_since > CONTACTS_WAIT):
            self._make_contacts()
        if not messages:
            self._quiet += seconds
            if self._quiet >= QUIET_SECONDS:
                self._manager.ask("Ping")
                self._quiet = 0.0
            return False
        self._quiet = 0.0
        heard = [event for each in messages if (event := heard_in(each, at=timezone.now())) is not None]
        if not self._due:
            self._due_since = now
        with (
            transaction.atomic()
        ):  # one commit, however many have come: so a slow disk makes them more, and none late for long
            told = actions.hear_together(heard=[(each, self._numbers_with(each)) for each in heard])
            are_of_telephones = [self._members.hear(each) for each in messages]
        self._due |= {each.call_id: each for each in told}
        if heard or any(are_of_telephones):
            self._members.concern(each.call_id for each in heard)
            self._changed(self._members.concerned())
        for each in heard:
            if each.event == own_events.LEFT:
                self._forget(each.call_id)
        self._end_untold(messages)
        return True

    def _make_contacts(self) -> None:
        """Of what was heard meanwhile, together; when nothing else is there to be heard, or it has waited long enough."""
        due, self._due = self._due, {}
        actions.make_contacts(calls=list(due.values()), at=timezone.now())
        self._members.concern(due)
        self._changed(self._members.concerned())

    def _end_untold(self, messages: Sequence[Message]) -> None:
        """A caller who went before the dialplan's first step, or whose last step was not told: the records decide."""
        gone = [
            each["Uniqueid"] for each in messages if each["Event"] == "Hangup" and each.get("Uniqueid") in self._numbers
        ]
        if gone:
            actions.lose_touch_with(calls=gone, at=timezone.now())
            for each in gone:
                self._forget(each)

    def _begin(self, exchange: Exchange) -> None:
        secret = passwords(exchange)[MANAGER]
        self._manager = Manager(exchange.manager_address, exchange.manager_port, user=MANAGER_USER, secret=secret)
        now = timezone.now()
        self._compare_configuration(exchange)
        there = {each.get("Uniqueid", "") for each in self._manager.ask_list("CoreShowChannels")}
        lost = actions.lose_touch(still_there=there, at=now)
        self._members = Members()
        self._members.begin(self._manager)
        log.info("listening to the exchange", calls=len(there), lost_touch=lost)

    def _numbers_with(self, event: Heard) -> dict[str, str]:
        """The numbers of its call, with the one that it tells."""
        if event.call_id not in self._numbers and len(self._numbers) >= MOST_NUMBERS:
            self._forget(next(iter(self._numbers)))
        numbers = self._numbers.setdefault(event.call_id, {})
        if event.number is not None:
            numbers[event.event] = event.number
        return numbers

    def _forget(self, call_id: str) -> None:
        self._numbers.pop(call_id, None)
        self._members.forget(call_id)

    def _compare_configuration(self, exchange: Exchange) -> None:
        """Whether the exchange runs with the files that this version and these settings make: after an upgrade it may not."""
        assert self._manager is not None
        if configured_as(self._manager) != fingerprint(exchange, is_recorded=bool(settings.RECORDING_BASIS)):
            log.error(
                "THE EXCHANGE RUNS WITH OTHER FILES THAN THIS VERSION AND ITS SETTINGS MAKE",
                what_to_do="adviceline telephony configure --out /etc/asterisk; asterisk -rx 'core restart when convenient'",
                until_then="call-backs, telephones in the browser and new settings may not work; calls are taken and counted",
            )

    def _tell_hours(self) -> None:
        """The service's hours of the days to come, into the exchange's own database: it keeps them while we are away."""
        assert self._manager is not None
        hours = opening_hours()
        today = timezone.now().astimezone(hours.zone).date()
        for day, told in calendar.days_ahead(hours, today=today, days=DAYS_TOLD).items():
            if self._manager.ask("DBPut", Family="hours", Key=day, Val=told).get("Response") != "Success":
                raise Gone("the exchange does not keep the hours")

    def _failed(self, why: str) -> None:
        log.warning("the exchange cannot be heard", why=why)
        self.pause_seconds = WAITS[min(self._failures, len(WAITS) - 1)]
        self._failures += 1
        self.let_go()
        self._stopping.wait(self.pause_seconds)

    def let_go(self) -> None:
        manager, self._manager = self._manager, None
        if manager is not None:
            with suppress(OSError):
                manager.close()

    def finish(self) -> None:
        self.let_go()
        if self._due:
            with suppress(DatabaseError):  # then they are made of the exchange's records
                self._make_contacts()
