"""What happens at each step of a hosted call, told by one webhook each, and what the provider is to do next."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from adviceline.accounts.limits import count
from adviceline.channels.telephony import actions, own_events
from adviceline.channels.telephony.advisers import active_person_of
from adviceline.channels.telephony.hosted import telling
from adviceline.channels.telephony.hosted.twiml import Answer
from adviceline.channels.telephony.live_events import Heard
from adviceline.channels.telephony.models import LiveCall
from adviceline.jobs.actions import enqueue
from adviceline.workforce.queries import opening_hours
from adviceline.workforce.queries.presence import may_be_on_the_line

log = structlog.get_logger(__name__)
LONGEST_WAIT_SECONDS = 1800
FETCH = "telephony.fetch_hosted_message"
READY_AFTER = timedelta(seconds=15)
"""The call may still go on, and the sound be put together."""
Fields = Mapping[str, str]


class Told:
    """One genuine webhook: its fields, the call, and what to answer with."""

    def __init__(self, query: QueryDict, fields: Fields, call: LiveCall | None, at: datetime) -> None:
        self.query, self.fields, self.call, self.at = query, fields, call, at
        self.call_id, self.caller = fields["CallSid"], telling.caller(fields)
        turn = secrets.token_urlsafe(8)  # the same key, pressed again, is another webhook and no copy
        self.answer = Answer(lambda name: f"{address_of(name)}?turn={turn}")

    def hear(self, *events: Heard, number: str = "") -> None:
        """`number`: where they want to be called, other than from where they ring."""
        numbers = {own_events.OFFERED: self.caller, own_events.CALLBACK: number or self.caller}
        for event in events:
            self.call = actions.hear(event=event, numbers=numbers, at=self.at, transport=LiveCall.Transport.HOSTED)

    def step(self, name: str, said: str = "") -> None:
        self.hear(telling.step(self.call_id, name, at=self.at, said=said))

    @property
    def is_over(self) -> bool:
        return self.call is not None and self.call.state == LiveCall.State.OVER

    def has_heard(self, event: str) -> bool:
        return self.call is not None and any(event == heard[0] for heard in self.call.heard)


Step = Callable[[Told], Answer]
STEPS: dict[str, Step] = {}


def _named(function: Step) -> Step:
    STEPS[function.__name__.lstrip("_")] = function
    return function


def address_of(name: str) -> str:
    return f"{settings.SITE}{reverse('phone:webhook', args=[name])}"


@_named
def voice(told: Told) -> Answer:
    """Somebody rings."""
    told.hear(telling.offered(told.call_id, told.caller, at=told.at))
    if told.is_over:
        return told.answer.hang_up()
    if opening_hours().is_open(told.at):
        return told.answer.say("welcome").enqueue()
    told.step("CLOSED")
    return told.answer.say("out_of_hours").menu()


@_named
def wait(told: Told) -> Answer:
    """In the queue; the provider asks again and again."""
    told.hear(telling.entered(told.call_id, told.fields, at=told.at))
    if telling.whole(told.fields, "QueueTime") >= LONGEST_WAIT_SECONDS:
        return told.answer.leave()
    return told.answer.wait_on()


@_named
def key(told: Told) -> Answer:
    """A key in the queue: 1 is to be called back, and keeps the place."""
    if told.fields.get("Digits") != "1":
        return told.answer.wait_on()
    told.hear(Heard(told.call_id, "EXITWITHKEY", told.at.timestamp(), data=("1",)))
    _asks_for_call(told)
    return told.answer.leave()


@_named
def left(told: Told) -> Answer:
    """Out of the queue, however that was."""
    match told.fields.get("QueueResult"):
        case "leave" if told.has_heard("EXITWITHKEY"):
            return _ask_where(told)
        case "leave":
            told.hear(Heard(told.call_id, "EXITWITHTIMEOUT", told.at.timestamp()))
            return told.answer.say("waited").menu()
        case "queue-full":
            told.step("REFUSED", "full")
            return told.answer.say("full").menu()
        case "error" | "system-error":
            told.step("REFUSED", "nobody")
            return told.answer.say("nobody").menu()
        case "hangup":
            waited = str(telling.whole(told.fields, "QueueTime"))
            told.hear(Heard(told.call_id, "ABANDON", told.at.timestamp(), data=("", "", waited)))
    return told.answer.hang_up()


@_named
def before(told: Told) -> Answer:
    """An adviser takes the caller: who it is stands in the signed address."""
    who = told.query.get("adviser", "")
    agent = f"{PERSON}{who}" if who.isascii() and who.isdigit() and len(who) < 12 else ""
    queued_at = told.call.queued_at if told.call is not None else None
    told.hear(telling.connected(told.call_id, told.fields, adviser=agent, queued_at=queued_at, at=told.at))
    return told.answer


@_named
def choice(told: Told) -> Answer:
    """The menu of a closed, full or empty line. Silence is taken as a message."""
    match told.fields.get("Digits", ""):
        case "1":
            _asks_for_call(told)
            return _ask_where(told)
        case "2" | "":
            return told.answer.record()
    return told.answer.say("not_a_choice").menu()


def _asks_for_call(told: Told) -> None:
    """Whoever hangs up from here on is called back on the number that they ring from."""
    if told.caller:
        told.step("CALLBACK")


def _ask_where(told: Told) -> Answer:
    if told.caller:
        return told.answer.ask("confirm", "callback_number", "callback_confirm", digits=told.caller)
    return told.answer.ask("number", "callback_ask", finish=True, seconds=10)


@_named
def confirm(told: Told) -> Answer:
    if told.fields.get("Digits") == "2":
        return told.answer.ask("number", "callback_ask", finish=True, seconds=10)
    return told.answer.say("callback_taken").hang_up()


@_named
def number(told: Told) -> Answer:
    """A number was keyed in. It is told nowhere else, so the call is written down at once."""
    typed = telling.keyed_number(told.fields.get("Digits", ""))
    if not typed:
        again = told.answer.say("callback_wrong")
        return again.say("callback_taken").hang_up() if told.caller else again.record()
    told.hear(
        telling.step(told.call_id, "CALLBACK", at=told.at), telling.step(told.call_id, "LEFT", at=told.at, said="callback"),
        number=typed,
    )  # fmt: skip
    return told.answer.say("callback_taken").hang_up()


@_named
def recorded(told: Told) -> Answer:
    """A message was left."""
    if telling.whole(told.fields, "RecordingDuration"):
        _keep_message(told)
        return told.answer.say("voicemail_taken").hang_up()
    return told.answer.say("voicemail_lost", "goodbye").hang_up()


@_named
def recording(told: Told) -> Answer:
    """The recording is ready; this comes after the call at times, and is the only word of a caller who just hung up."""
    if told.fields.get("RecordingStatus") == "completed" and telling.whole(told.fields, "RecordingDuration"):
        _keep_message(told)
    return told.answer


def _keep_message(told: Told) -> None:
    """Tell of it, and have it fetched from the provider: whatever the call is counted as in the end."""
    told.step("VOICEMAIL", "SUCCESS")
    account, recording = told.fields.get("AccountSid", ""), told.fields.get("RecordingSid", "")
    if not (telling.ACCOUNT.fullmatch(account) and telling.RECORDING.fullmatch(recording)):
        log.warning("a message of a hosted call cannot be fetched: the webhook does not name it")
        return
    args = {"account": account, "recording": recording, "call": told.call_id, "left_at": told.at.isoformat()}
    with transaction.atomic():
        enqueue(FETCH, args=args, at=told.at, key=f"hosted-message:{recording}", run_at=told.at + READY_AFTER)


@_named
def status(told: Told) -> Answer:
    """How the call ended."""
    if told.fields.get("CallStatus") in telling.OVER:
        began = told.call.began_at if told.call is not None else None
        over = telling.ended_at(told.fields, began_at=began, at=told.at)
        length = timedelta(seconds=telling.whole(told.fields, "CallDuration"))
        told.hear(telling.offered(told.call_id, told.caller, at=over - length))
        told.hear(telling.step(told.call_id, "LEFT", at=over, said="provider"))
    return told.answer


# ---- An adviser rings in to take calls ---------------------------------------------------------------------------------
PERSON = "person:"
MOST_PINS, PIN_SECONDS = 30, 3600


@_named
def adviser(told: Told) -> Answer:
    """The advisers' own line: the number that they ring from and their PIN say who they are."""
    known = settings.PHONE_ADVISERS.get(told.caller)
    typed = told.fields.get("Digits", "")
    if known is not None and not typed:
        return told.answer.ask("adviser", "adviser_pin", finish=True, seconds=10)
    who = active_person_of(known[0]) if known is not None else None
    if known is None or who is None or not _is_their_pin(told.caller, typed, known[1]):
        log.warning("the advisers' line refused a caller")
        return told.answer.hang_up()
    if who.pk not in may_be_on_the_line([who.pk], at=told.at):
        return told.answer.say("not_on_the_line").hang_up()
    return told.answer.say("signed_in").take_next(who.pk)


def _is_their_pin(caller: str, typed: str, pin: str) -> bool:
    """Which number rings can be feigned, so each has only so many tries, right ones too: one is made before every call."""
    if count("phone.pin", caller, most=MOST_PINS, seconds=PIN_SECONDS):
        log.warning("the advisers' line refused a number that tries too often")
        return False
    return hmac.compare_digest(typed.encode(), pin.encode())


@_named
def adviser_again(told: Told) -> Answer:
    """One call is over: the PIN again, and the next."""
    return told.answer.ask("adviser", "adviser_pin", finish=True, seconds=10)
