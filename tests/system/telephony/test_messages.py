"""A message that a caller leaves: out of the exchange, sealed here, heard by an adviser, and on the list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from adviceline.audit.models import Event
from adviceline.channels.telephony.actions import fetch_messages, read_exchange
from adviceline.channels.telephony.models import VoiceMessage
from adviceline.contacts.actions import erase_enquirer
from adviceline.contacts.models import Contact
from adviceline.followups.models import CallBack
from tests.support.people import browser_of, somebody
from tests.support.telephone import Line

pytestmark = [pytest.mark.system, pytest.mark.django_db]


def test_a_message_is_fetched_kept_sealed_and_heard(line: Line, settings) -> None:
    settings.EXCHANGE = str(line.settings_file)
    began = timezone.now() - timedelta(seconds=2)
    today = datetime.now(UTC).astimezone(ZoneInfo("Europe/London"))
    line.asterisk.command(f"database put hours {today:%Y%m%d} closed")
    line.ring("caller_speaks", user="anonymous", hold=9000)
    line.no_calls_left()
    line.asterisk.command(f"database del hours {today:%Y%m%d}")
    spool = line.asterisk.home / "spool" / "voicemail"
    assert list(spool.rglob("msg*.wav"))
    assert fetch_messages(exchange=line.settings, at=timezone.now()) == 0  # its call is not recorded yet

    later = timezone.now() + timedelta(minutes=2)
    read_exchange(exchange=line.settings, at=later)
    assert fetch_messages(exchange=line.settings, at=later) == 1
    assert fetch_messages(exchange=line.settings, at=later) == 0
    assert not list(spool.rglob("msg*.*"))
    message = VoiceMessage.objects.get()
    assert message.contact == Contact.objects.get(channel="call", began_at__gte=began)
    assert b"WAVE" not in bytes(message.content)
    assert message.seconds >= 1

    call = CallBack.objects.get(enquiry=message.contact.enquiry, asked="voicemail")
    browser, address = browser_of(somebody("adviser")), reverse("desk:hear_message", args=[message.pk])
    page = browser.get(reverse("desk:call_back", args=[call.pk]))
    assert f'src="{address}"' in page.content.decode()
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    sound = browser.get(address)
    assert sound.content[8:12] == b"WAVE"
    assert Event.objects.filter(action="message.heard", subject=message.contact.enquiry.subject).count() == 1
    assert browser_of(somebody("content_editor")).get(address).status_code in {403, 404}

    manager = somebody("service_manager")
    erase_enquirer(enquiry=message.contact.enquiry, reason="request", by=manager, at=timezone.now())
    assert not VoiceMessage.objects.exists()
