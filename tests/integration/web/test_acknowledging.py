"""The message after an enquiry: what matters, and never the matter."""

from __future__ import annotations

import pytest

from adviceline.audit.actors import SYSTEM
from adviceline.channels.web.tasks import acknowledgement
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import Enquiry
from adviceline.content.current import current_content
from adviceline.jobs.models import OutgoingMessage
from tests.support.clock import london

pytestmark = pytest.mark.django_db
NAMED = "Jayden Smith in Year 8 showed a picture to others. What now?"


def test_the_message_says_what_matters_and_never_the_matter(visitor, post_leaves):
    visitor.answers_all()
    visitor.sends()

    (message,) = post_leaves()
    html_part = message.alternatives[0][0]
    for part in (message.body, html_part):
        assert visitor.reference in part
        assert "999" in part
        assert "0800 1111" in part
        assert "8am to 8pm" in part
        assert "picture to others" not in part
    assert "**" not in message.body
    assert "<strong>" in html_part


def test_out_of_hours_it_says_when_somebody_will_read_it(visitor, clock, post_leaves):
    clock.now = london(2022, 2, 5, 11)
    visitor.answers_all()
    visitor.sends()

    assert "closed now" in visitor.text
    assert "8am on Monday 7 February" in visitor.text
    assert "8am on Monday 7 February" in post_leaves()[0].body


def test_nothing_is_sent_to_somebody_who_was_erased(visitor, post_leaves, clock):
    visitor.answers_all()
    visitor.sends()
    enquiry = Enquiry.objects.get()
    contacts.erase_enquirer(enquiry=enquiry, reason="asked", by=SYSTEM, at=clock.now)

    assert acknowledgement(enquiry=enquiry.pk) is None
    assert post_leaves() == []
    assert OutgoingMessage.objects.get().state == "withdrawn"


def test_every_out_of_scope_role_has_its_words(db):
    content = current_content()
    for code in content.taxonomy["role"].offered():
        if code.group == "out_of_scope" and code.code != "young_person":
            assert content.text(f"web.out_of_scope_{code.code}").title
