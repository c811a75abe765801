"""Mails for the desk in a browser, read in inside the running service (see in_service). All of it is invented."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from tests.support import desk_sample
from tests.support.mails import as_files, mail, reply
from tests.support.odd_mails import document, picture, with_files, with_html
from tests.support.scanner import EICAR


def thread() -> dict[str, Any]:
    """Staff, and an enquiry with a question, a reply of ours, and an answer with files that quotes both."""
    from adviceline.accounts.models import Person
    from adviceline.channels.email.actions import ingest
    from adviceline.channels.email.models import Message
    from adviceline.contacts import actions
    from tests.support.samples import an_entry

    desk_sample.staff()
    at = timezone.now().replace(microsecond=0)
    first, second, third = (at - timedelta(hours=hours) for hours in (5, 4, 1))
    html = (
        "<p>We are worried about a pupil called Zebedee Fictional in Year 8.</p><table><tr><th>When</th><th>What</th></tr>"
        "<tr><td>Monday</td><td>Staff were told</td></tr></table><p><a href='https://school.example.org/policy'>Our policy"
        "</a></p><img src='https://track.example.org/x.gif' alt='School logo'>"
    )
    text = (
        "We are worried about a pupil called Zebedee Fictional in Year 8. Staff at the Copper Beech unit were told on Monday."
        "\n\nWhat should we do first?\n\nKind regards\nDana Example\nSafeguarding lead"
    )
    contents = [
        with_html("thread-q@school.example.org", html, text=text, subject="What should we do first?", sent_at=first),
        reply("thread-r@hsb-support.example.org", sent_at=second, answers="thread-q@school.example.org",
              subject="Re: What should we do first?", text="Thank you for asking. Have the parents been told?"),
        with_files(
            "thread-a@school.example.org",
            {"behaviour policy.docx": document(), "screenshot.png": picture(600, 300), "report.txt": EICAR},
            sent_at=third, answers="thread-r@hsb-support.example.org", subject="Re: What should we do first?",
            text="Yes, they have. I attach our policy.\n\nKind regards\nDana\n\nOn Tuesday HSB Support wrote:\n"
                 "> Thank you for asking. Have the parents been told?\n",
        ),
        mail("other@college.example.org", sender="Sam Example <sam@college.example.org>", sent_at=first,
             subject="A policy", text="May we use your template?"),
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        ingest([as_files(Path(folder) / "mail", *contents)], at=at)
    message = Message.objects.select_related("contact__enquiry").get(
        sent_at=first, contact__enquiry__contacts__direction="out"
    )
    enquiry = message.contact.enquiry
    other = Message.objects.exclude(contact__enquiry=enquiry).get().contact.enquiry
    Message.objects.filter(contact__enquiry=enquiry, direction="inbound").update(
        trust={"verdict": "authentic", "spf": "pass", "dkim": "pass", "dmarc": "pass"}
    )
    adviser = Person.objects.get(name="Ada Example")
    actions.claim(enquiry=enquiry, by=adviser, at=at)
    actions.give_signposts(enquiry=enquiry, resources=[an_entry()], by=adviser, at=at)
    return {"reference": enquiry.reference, "other": other.reference}


def held(*, reference: str) -> dict[str, Any]:
    from adviceline.channels.email.correspondence.models import Attachment, Draft
    from adviceline.channels.email.models import Outgoing
    from adviceline.contacts.models import Enquiry

    enquiry = Enquiry.objects.get(reference=reference)
    return {
        "texts": list(enquiry.notes.order_by("written_at").values_list("body", flat=True)),
        "files": {each.name: each.state for each in Attachment.objects.filter(message__contact__enquiry=enquiry)},
        "replies": [each.state for each in Outgoing.objects.filter(enquiry=enquiry, kind="reply")],
        "drafts": Draft.objects.filter(enquiry=enquiry).count(),
    }
