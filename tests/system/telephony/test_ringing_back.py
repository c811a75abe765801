"""A call-back with one press: the exchange rings the adviser, then the number; the attempt is the only contact."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from adviceline.audit.actors import PUBLIC
from adviceline.channels.telephony.actions import UnableToDial, place_call, read_exchange
from adviceline.contacts.models import Contact
from adviceline.followups.actions import attempt_call_back, dial, request_call_back
from tests.support import samples
from tests.support.people import somebody
from tests.support.telephone import Line, email_of

pytestmark = [pytest.mark.system, pytest.mark.django_db]


def begun(number: str):
    adviser, at = somebody("adviser", email=email_of("1001")), timezone.now()
    call = request_call_back(enquiry=samples.enquiry(), request_key=str(uuid.uuid4()), by=PUBLIC, at=at)
    return call, dial(call_back=call, attempt=1, way="exchange", by=adviser, at=at)[0], adviser


def test_the_adviser_and_then_the_number_are_rung_and_it_counts_once(line: Line, settings) -> None:
    settings.EXCHANGE = str(line.settings_file)
    call, dialling, adviser = begun("+447700900130")
    outside = line.sipp("phone", caller=True, port=line.settings.trunk.port, wait=False)
    with line.telephone("1001", "phone", in_queue=False):
        place_call(dialling=dialling, number="+447700900130", by=adviser, at=timezone.now())
        line.asterisk.wait(lambda: line.asterisk.command("core show channels").count(" Up ") == 2, "not both are on")
        line.asterisk.command("channel request hangup all")
        outside.end()
        line.no_calls_left()
    at = timezone.now()
    attempt_call_back(call_back=call, outcome="completed", by=adviser, at=at, began_at=at, attempt=1, talk_seconds=2)
    told = line.asterisk.records[1].read_text()
    assert f"callback-{dialling.key.hex}" in told
    read_exchange(exchange=line.settings, at=at + timedelta(minutes=2))
    since = dialling.dialled_at - timedelta(seconds=5)
    assert [each.channel for each in Contact.objects.filter(began_at__gte=since)] == ["callback"]


@pytest.mark.parametrize("number", ["+33123456789", "+449098790123", "1001"])
def test_the_exchange_rings_nobody_for_a_number_of_no_permitted_class(line: Line, settings, number: str) -> None:
    settings.EXCHANGE = str(line.settings_file)
    _, dialling, adviser = begun(number)
    with pytest.raises(UnableToDial, match="of no class"):
        place_call(dialling=dialling, number=number, by=adviser, at=timezone.now())
    assert f"callback-{dialling.key.hex}" not in line.asterisk.records[1].read_text()
