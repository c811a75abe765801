"""Mails of odd structure, read in as any: each kept byte for byte, recorded, shown at the desk, in nobody's way."""

from __future__ import annotations

import pytest
from django.urls import reverse

from adviceline.channels.email.actions import ingest
from adviceline.channels.email.correspondence.opening import raw_of
from adviceline.channels.email.models import Message
from tests.integration.mail.conftest import do_jobs
from tests.support.hostile_mails import WORDS, hostile_mails
from tests.support.mails import as_files

pytestmark = pytest.mark.django_db


def test_each_is_kept_as_it_came_recorded_and_shown(browser, clock, tmp_path):
    mails = hostile_mails()
    done = ingest([as_files(tmp_path / "in", *(each.raw for each in mails.values()))], at=clock.now)
    rows = Message.objects.filter(size__gt=0).select_related("sealed", "contact__enquiry")
    kept = {raw_of(message).strip(): message for message in rows}
    unreadable = sum(mail.unreadable for mail in mails.values())  # files that are no mail: they stay where they are
    assert (done.read, done.duplicate, done.set_aside) == (len(mails), 0, unreadable)
    lost, unshown = [], []
    do_jobs()
    for name, mail in mails.items():
        raw = mail.raw.partition(b"\n")[2] if mail.raw.startswith(b"From ") else mail.raw
        message = kept.get(raw.strip())
        if message is None:
            lost += [name] if not mail.unreadable else []
        elif mail.kind != "person":
            assert message.state == "recorded", name
        else:
            assert message.contact is not None, name
            reference = message.contact.enquiry.reference
            page = browser.get(reverse("desk:enquiry", args=[reference])).content.decode()
            whole = browser.get(reverse("desk:message", args=[reference, message.pk]))
            assert whole.status_code == 200, name
            if WORDS in mail.says and WORDS not in page:
                unshown.append(name)
            assert "<script" not in whole.content.decode().split("al-mail__text")[1].split("</main>")[0], name
    assert (lost, unshown) == ([], [])
    others = browser.get(reverse("desk:other_mail"))
    assert others.status_code == 200
