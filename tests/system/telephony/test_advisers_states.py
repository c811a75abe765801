"""Who is rung is whoever is ready, whatever was away meanwhile: the queue follows states, and states follow telephones."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone

from adviceline.channels.telephony.models import Telephone
from adviceline.workforce.actions.presence import set_state, sign_off
from adviceline.workforce.models import Credential, StateInterval
from adviceline.workforce.queries.presence import state_of
from scripts.asterisk import why_not_here
from tests.support import rota_sample
from tests.support.ears import Ears
from tests.support.telephone import Line, email_of, telephone_line

pytestmark = [
    pytest.mark.system,
    pytest.mark.django_db,
    pytest.mark.skipif(bool(why_not_here()), reason=why_not_here()),
]


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    """A wrap-up of ten minutes, so that whoever is rung before said so."""
    with telephone_line(queue="ring_seconds = 2\nwrap_up_seconds = 600") as running:
        yield running


@pytest.fixture
def adviser():
    """Who is there before anybody listens, so that the first look finds them."""
    return rota_sample.adviser(email=email_of("1001"))


def member(line: Line) -> str:
    """What the exchange's own console says of the telephone's place in the queue."""
    shown = line.asterisk.command("queue show advice")
    return next((each for each in shown.splitlines() if "PJSIP/1001" in each), "")


def state(adviser) -> str:
    found = state_of(adviser.person, at=timezone.now())
    return found.state if found else ""


def say(adviser, what: str) -> None:
    set_state(adviser=adviser.person, state=what, by=adviser.person, at=timezone.now())


def dial(line: Line, keys: str) -> None:
    line.sipp("phone_dials", caller=False, user="1001", to=keys, keys={"password": line.passwords["1001"]})


def test_the_queue_follows_the_state(line: Line, adviser, ears: Ears) -> None:
    assert not member(line)
    say(adviser, "ready")
    ears.until(lambda: "1001" in member(line) and "paused" not in member(line))
    say(adviser, "break")
    ears.until(lambda: "paused:break" in member(line))
    say(adviser, "away")
    ears.until(lambda: not member(line))
    say(adviser, "ready")
    ears.until(lambda: bool(member(line)))
    Credential.objects.filter(adviser=adviser).update(expires_date=timezone.localdate() - timedelta(days=1))
    ears.look_at_all()
    ears.until(lambda: not member(line))


def test_a_call_leads_through_wrap_up_to_the_next(line: Line, adviser, ears: Ears) -> None:
    say(adviser, "ready")
    with line.telephone("1001", in_queue=False, calls=5):
        ears.until(lambda: bool(member(line)))
        caller = line.ring("caller", user="07700900301", hold=6000, wait=False)
        ears.until(lambda: state(adviser) == "on_call")
        assert Telephone.objects.get().call_id
        caller.end()
        ears.until(lambda: state(adviser) == "wrap_up")
        ears.until(lambda: "paused:wrap_up" in member(line))
        assert Telephone.objects.get().wrap_up_until > timezone.now() + timedelta(minutes=8)
        say(adviser, "ready")  # before the time is over: the next caller is put through at once
        ears.until(lambda: "paused" not in member(line))
        caller = line.ring("caller", user="07700900302", hold=8000, wait=False)
        ears.until(lambda: state(adviser) == "on_call")
        caller.end()
        ears.until(lambda: state(adviser) == "wrap_up")
        Telephone.objects.update(wrap_up_until=timezone.now())
        ears.until(lambda: state(adviser) == "ready")
    said = list(StateInterval.objects.order_by("began_at").values_list("state", flat=True))
    assert said == ["ready", "on_call", "wrap_up", "ready", "on_call", "wrap_up", "ready"]


def test_what_happened_while_nothing_listened_is_put_right(line: Line, adviser, ears: Ears) -> None:
    """A state that ended, a key that was pressed, an exchange started anew: at the next look the queue is as it should be."""
    say(adviser, "ready")
    ears.until(lambda: bool(member(line)))
    ears.close()
    line.asterisk.stop()
    line.asterisk.start()
    assert "1001" in member(line)  # the exchange keeps who is signed in
    sign_off(adviser=adviser.person, by=adviser.person, at=timezone.now())
    ears = Ears(line)
    ears.until(lambda: not member(line))
    ears.close()
    time.sleep(1)  # the exchange's moments are whole seconds
    with line.telephone("1001", in_queue=False):
        dial(line, "*11")
        assert "1001" in member(line)
        assert state(adviser) == ""  # nothing of ours runs
        ears = Ears(line)
        ears.until(lambda: state(adviser) == "ready")
        assert "1001" in member(line)
        dial(line, "*13")
        ears.until(lambda: state(adviser) == "break")
        dial(line, "*12")
        ears.until(lambda: state(adviser) == "" and not member(line))
    Credential.objects.filter(adviser=adviser).update(expires_date=date(2020, 1, 1))
    ears.look_at_all()
    ears.once()
    ears.close()
    with line.telephone("1001", in_queue=False):
        dial(line, "*11")
    assert not member(line)  # the exchange alone knows that they may not
