"""What is heard of a call is written down once, and a contact is made of it only with its number."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from adviceline.channels.telephony import own_events as own
from adviceline.channels.telephony.actions import (
    compare,
    forget_unended,
    hear,
    hear_together,
    ingest,
    lose_touch,
    lose_touch_with,
)
from adviceline.channels.telephony.live_events import Heard, heard_in
from adviceline.channels.telephony.models import CallDifference, LiveCall
from adviceline.contacts.models import Contact
from adviceline.contacts.rows import details_of
from adviceline.followups.models import CallBack
from tests.support.clock import london

pytestmark = pytest.mark.django_db
AT = london(2026, 12, 1, 10)
T = AT.timestamp()
ID = f"{int(T)}.7"
NUMBER = "07700900123"
KEYED = [
    Heard(ID, own.OFFERED, T, number=NUMBER), Heard(ID, "ENTERQUEUE", T + 2, data=("", "", "1")),
    Heard(ID, "EXITWITHKEY", T + 42, data=("1",)), Heard(ID, own.CALLBACK, T + 45, number="07700900555"),
    Heard(ID, own.LEFT, T + 46, data=("callback",)),
]  # fmt: skip


def listen(events: list[Heard], *, knows: bool = True) -> None:
    numbers: dict[str, str] = {}
    for event in events:
        if event.number is not None and knows:
            numbers[event.event] = event.number
        hear(event=event, numbers=numbers, at=AT + timedelta(minutes=1))


def records(folder: Path) -> Path:
    lines = [
        f"{int(T)}|{ID}|advice|NONE|{own.OFFERED}|{NUMBER}", f"{int(T) + 2}|{ID}|advice|NONE|ENTERQUEUE||{NUMBER}|1",
        f"{int(T) + 42}|{ID}|advice|NONE|EXITWITHKEY|1|1|1|40", f"{int(T) + 42}|{ID}|advice|NONE|ADVICE_KEY|1",
        f"{int(T) + 45}|{ID}|advice|NONE|{own.CALLBACK}|07700900555", f"{int(T) + 46}|{ID}|advice|NONE|{own.LEFT}|callback",
    ]  # fmt: skip
    path = folder / "queue_log"
    path.write_text("\n".join(lines) + "\n")
    return path


def number_of(contact: Contact) -> str:
    assert contact.enquiry is not None
    return details_of(contact.enquiry.enquirer).phone


def test_two_listeners_and_the_records_make_one_contact_and_one_call_back(tmp_path: Path) -> None:
    listen(KEYED)
    listen(KEYED)
    ingest([records(tmp_path)], at=AT + timedelta(minutes=5))
    done = compare(at=AT + timedelta(minutes=5))
    contact = Contact.objects.get()
    assert (contact.outcome, contact.wait_seconds, number_of(contact)) == ("abandoned", 40, "+447700900555")
    assert CallBack.objects.get().requested_at == AT  # the place in the queue
    assert (done.calls, done.differing, CallDifference.objects.count()) == (1, 0, 0)
    assert compare(at=AT + timedelta(minutes=6)).calls == 0


def test_a_listener_that_came_in_the_middle_leaves_the_contact_to_the_records(tmp_path: Path) -> None:
    """Else it would stand without a number, and nobody could call back."""
    listen(KEYED[2:], knows=False)
    assert not Contact.objects.exists()
    ingest([records(tmp_path)], at=AT + timedelta(minutes=5))
    compare(at=AT + timedelta(minutes=5))
    assert number_of(Contact.objects.get()) == "+447700900555"
    assert [(each.what, each.rule) for each in CallDifference.objects.all()] == [("end", "exchange")]


def test_a_call_that_only_was_heard_is_kept(tmp_path: Path) -> None:
    listen(KEYED[:2])
    assert lose_touch(still_there=[], at=AT + timedelta(minutes=1)) == 1
    compare(at=AT + timedelta(minutes=5))
    contact = Contact.objects.get()
    assert (contact.outcome, contact.began_at) == ("abandoned", AT)
    assert [(each.what, each.rule) for each in CallDifference.objects.all()] == [("presence", "live")]


def test_a_call_of_which_the_exchange_told_only_that_it_began_is_kept_without_its_number() -> None:
    """It died before the dialplan's first line was on disk: the event of the new channel is the only witness."""
    began = {
        "Event": "Newchannel", "Uniqueid": ID, "Linkedid": ID, "Context": "from-trunk", "Exten": "200",
        "CallerIDNum": NUMBER, "Timestamp": str(T),
    }  # fmt: skip
    event = heard_in(began, at=AT)
    assert event is not None
    assert event.number is None  # whether it is withheld is known a step later
    assert heard_in({**began, "Linkedid": "1.1"}, at=AT) is None  # a channel that we made
    assert heard_in({**began, "Context": "from-advisers"}, at=AT) is None
    hear_together(heard=[(event, {})])
    assert lose_touch_with(calls=[ID], at=AT + timedelta(seconds=3)) == 1
    compare(at=AT + timedelta(minutes=5))
    assert Contact.objects.get().began_at == AT
    assert [(each.what, each.rule) for each in CallDifference.objects.all()] == [("presence", "live")]


def test_the_new_channel_and_the_first_step_are_one_call(tmp_path: Path) -> None:
    hear_together(heard=[(Heard(ID, own.OFFERED, T - 0.2), {})])
    listen(KEYED)
    ingest([records(tmp_path)], at=AT + timedelta(minutes=5))
    compare(at=AT + timedelta(minutes=5))
    assert Contact.objects.get().began_at == AT
    assert not CallDifference.objects.exists()


def test_a_call_that_goes_on_is_not_taken_for_one_that_ended() -> None:
    listen(KEYED[:2])
    assert lose_touch(still_there=[ID], at=AT + timedelta(minutes=1)) == 0
    assert forget_unended(at=AT + timedelta(hours=1)) == 0
    assert compare(at=AT + timedelta(hours=1)).calls == 0
    assert forget_unended(at=AT + timedelta(hours=25)) == 1
    assert LiveCall.objects.get().lost_touch
