"""The listener writes calls down as they happen; the exchange's own records are set against that, call by call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from adviceline.channels.telephony.actions import read_exchange
from adviceline.channels.telephony.models import CallDifference, LiveCall
from adviceline.contacts.models import Contact
from adviceline.followups.models import CallBack
from tests.support import rota_sample
from tests.support.ears import Ears
from tests.support.telephone import Line, email_of

pytestmark = [pytest.mark.system, pytest.mark.django_db]


def over(count: int) -> Callable[[], bool]:
    return lambda: LiveCall.objects.filter(state=LiveCall.State.OVER).count() >= count


def read(line: Line):
    """The exchange's records, read when every call has been over for a while."""
    line.no_calls_left()
    return read_exchange(exchange=line.settings, at=timezone.now() + timedelta(minutes=2))


def heard_contacts(began) -> list[Contact]:
    return list(Contact.objects.filter(channel="call", began_at__gte=began).order_by("began_at", "pk"))


def test_a_call_is_a_contact_when_it_is_answered_and_is_completed_at_its_end(line: Line, ears: Ears) -> None:
    held = rota_sample.adviser(email=email_of("1001"))
    adviser = held.person
    rota_sample.ready(held, at=timezone.now())
    began = timezone.now() - timedelta(seconds=2)
    with line.telephone("1001"):
        caller = line.ring("caller", user="07700900201", hold=4000, wait=False)
        ears.until(lambda: Contact.objects.filter(outcome="answered", began_at__gte=began).exists())
        (contact,) = heard_contacts(began)
        assert (contact.ended_at, contact.talk_seconds, contact.adviser) == (None, None, adviser)
        assert contact.enquiry is not None
        caller.end()
        ears.until(over(1))
    contact.refresh_from_db()
    assert contact.ended_at is not None
    assert contact.talk_seconds is not None
    assert contact.talk_seconds >= 3
    number = contact.enquiry.enquirer
    assert "07700900201" not in repr(LiveCall.objects.values())
    assert number.key_id is not None

    read(line)
    assert [each.pk for each in heard_contacts(began)] == [contact.pk]
    assert not CallDifference.objects.filter(call_id=LiveCall.objects.get().call_id).exists()


def test_a_key_and_a_message_become_contacts_to_call_back_in_the_order_of_calling(line: Line, ears: Ears) -> None:
    began = timezone.now() - timedelta(seconds=2)
    with line.somebody_on_a_break():
        line.ring("caller_presses_1", user="07700900202", wait=True)
        ears.until(over(1))
    line.ring("caller_quiet", user="07700900203")  # nobody is signed in: silence is a message
    ears.until(over(2))
    assert [contact.outcome for contact in heard_contacts(began)] == ["abandoned", "voicemail"]
    waiting = list(CallBack.objects.order_by("requested_at"))
    assert [each.requested_at for each in waiting] == [contact.began_at for contact in heard_contacts(began)]
    read(line)
    assert CallBack.objects.count() == 2


def test_the_hours_that_the_service_has_now_are_told_to_the_exchange(line: Line, ears: Ears) -> None:
    ears.listener._hours_told_at -= timedelta(hours=2)
    ears.once()
    told = line.asterisk.command("database show hours")
    assert told.count("/hours/") >= 60
    line.asterisk.command("database deltree hours")


def test_figures_are_those_of_the_callers_whatever_breaks_off(line: Line, ears: Ears) -> None:
    """The listener dies, its connection is cut, the exchange is ended at once, all with calls going on. SIPp counts."""
    line.asterisk.command("database deltree hours")  # this exchange is always open
    began = timezone.now() - timedelta(seconds=2)
    placed = 0
    with line.telephone("1001", calls=50), line.telephone("1002", calls=50):
        first = line.ring("caller", user="07700900211", calls=2, hold=2500, wait=False)
        placed += 2
        ears.until(lambda: LiveCall.objects.filter(state=LiveCall.State.TALKING).count() == 2)
        ears.close()  # killed in the middle of two calls
        second = line.ring("caller", user="07700900212", calls=2, hold=1500, wait=False)
        placed += 2
        first.end()
        second.end()
        ears = Ears(line)
        ears.once()
        assert not LiveCall.objects.filter(state=LiveCall.State.TALKING).exists()  # over, though nothing heard how
        third = line.ring("caller", user="07700900213", calls=3, hold=2500, wait=False)
        placed += 3
        ears.until(lambda: LiveCall.objects.filter(state=LiveCall.State.TALKING).exists())
        ears.cut()
        third.end()

        fourth = line.ring("caller", user="07700900214", calls=3, hold=8000, wait=False)
        placed += 3
        line.asterisk.wait(lambda: offered(line, "07700900214") == 3, "not all are offered")
        line.asterisk.stop(at_once=True)
        fourth.finish()
        line.asterisk.start()
        line.ring("caller", user="07700900215", calls=2, hold=1500)
        placed += 2
    line.no_calls_left()
    for _ in range(20):
        ears.once()
    read(line)
    read(line)  # and again, nothing doubles
    found = heard_contacts(began)
    assert len(found) == placed
    assert Counter(line.calls_by_caller("0770090021")) == Counter({
        "07700900211": 2, "07700900212": 2, "07700900213": 3, "07700900214": 3, "07700900215": 2,
    })  # fmt: skip
    assert LiveCall.objects.exclude(state=LiveCall.State.OVER).count() == 0
    assert CallDifference.objects.filter(what__in=["presence", "end"]).count() >= 4  # each with its rule
    ears.close()


def offered(line: Line, number: str) -> int:
    return sum(1 for event in line.told("ADVICE_OFFERED") if event[5] == number)
