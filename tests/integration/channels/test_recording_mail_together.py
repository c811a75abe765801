"""A batch of mail recorded together leaves what its messages one by one would: whoever wrote, whatever they name."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from adviceline.audit.queries import verify
from adviceline.channels.email.actions import own_mailboxes, record_stored, recording, storing
from adviceline.channels.email.models import Message, Sealed
from adviceline.channels.email.sealing import unseal
from adviceline.channels.email.sources import RawMessage
from adviceline.contacts.models import Enquiry
from adviceline.jobs.models import OutgoingMessage
from adviceline.privacy import crypto
from adviceline.privacy.screening import screen_text
from tests.support.clock import london
from tests.support.left_behind import left_in_the_core
from tests.support.mails import SERVICE, mail

pytestmark = pytest.mark.django_db
ASKED = london(2022, 2, 1, 10)
PEOPLE = ["Dana Example <dana@school.example.org>", "Kim Example <kim@college.example.org>"]


@st.composite
def messages(draw):
    """Mail of two people and of ours, each naming some that came before or come after, some automatic."""
    count = draw(st.integers(2, 9))
    made = []
    for number in range(count):
        ours, person = draw(st.booleans()), draw(st.sampled_from(PEOPLE))
        named = draw(st.lists(st.integers(0, count), max_size=2, unique=True))
        made.append({
            "message_id": f"{number}@bench.example.org" if draw(st.integers(0, 9)) else "",
            "sender": f"Advice <{SERVICE}>" if ours else person, "to": person if ours else SERVICE,
            "sent_at": ASKED + timedelta(minutes=draw(st.integers(0, 600))) if draw(st.integers(0, 9)) else None,
            "thread": [f"{each}@bench.example.org" for each in named],
            "subject": f"Planning {number}", "text": f"How should we plan for a return to lessons? {number}",
            **({"Auto_Submitted": "auto-replied"} if draw(st.integers(0, 6)) == 0 else {}),
        })  # fmt: skip
    return made, draw(st.integers(0, count)), draw(st.booleans())


@given(given_=messages())
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to make a failing case smaller takes minutes
)  # fmt: skip
def test_together_as_one_by_one(given_):
    said, first, is_live = given_
    crypto.blind_index("", purpose="any")  # its key is made once
    contents = [RawMessage(f"{number}", mail(**each)) for number, each in enumerate(said)]
    assert left_behind(contents, first, is_live, together=True) == left_behind(contents, first, is_live, together=False)


def test_a_reply_that_came_first_draws_no_other_of_ours_into_the_enquiry():
    """It gets its enquiry from what it answers; one that only names the same unknown message stays as it was recorded."""
    written = [
        (SERVICE, PEOPLE[0], (12, 5), "", [7]), (PEOPLE[0], SERVICE, (16, 40), "1@bench.example.org", [4, 7]),
        (SERVICE, PEOPLE[0], (18, 32), "", [2, 4]), (PEOPLE[1], SERVICE, (19, 59), "2@bench.example.org", [5]),
        (SERVICE, PEOPLE[1], (15, 8), "5@bench.example.org", []),
    ]  # fmt: skip
    contents = [
        RawMessage(f"{number}", mail(
            own, sender=sender, to=to, sent_at=london(2022, 2, 1, *at),
            thread=[f"{each}@bench.example.org" for each in named], text="How should we plan for a return to lessons?",
        ))
        for number, (sender, to, at, own, named) in enumerate(written)
    ]  # fmt: skip
    crypto.blind_index("", purpose="any")
    together = left_behind(contents, 0, True, together=True)
    assert together == left_behind(contents, 0, True, together=False)
    assert [row["enquiry_id"] for row in together["contacts"]].count(None) == 1


def left_behind(contents, first, is_live, *, together):
    """`first` so many are there already when the others come."""
    at = ASKED + timedelta(days=1)
    with pytest.MonkeyPatch.context() as way, transaction.atomic(), transaction.atomic(using="keys"):
        way.setattr(recording.trust, "check", lambda content: _Nothing())
        if not together:
            way.setattr(recording, "record_plain", lambda *args, **options: [])
        mailboxes = own_mailboxes()
        for part in (contents[:first], contents[first:]):
            storing.store(part, run=uuid.UUID(int=7), mailboxes=mailboxes, at=at, is_live=is_live)
            record_stored(mailboxes=mailboxes, at=at)
        assert not verify().faults
        found = left_in_the_core() | {
            "mail": sorted(
                (message.idempotency_key, message.state, message.reason, message.kind, sorted(message.flags),
                 message.contact.idempotency_key if message.contact else None)
                for message in Message.objects.select_related("contact")
            ),
            "sealed": sorted((sealed.message.idempotency_key, sealed.has_own_key, unseal(sealed).content)
                             for sealed in Sealed.objects.select_related("message")),
            "with whose key": sorted(
                (sealed.message.idempotency_key, sealed.key_id == sealed.message.contact.enquiry.enquirer.key_id)
                for sealed in Sealed.objects.filter(message__contact__enquiry__isnull=False).select_related(
                    "message__contact__enquiry__enquirer")
            ),
            "written": OutgoingMessage.objects.count(),
        }  # fmt: skip
        found["enquiries"].sort(key=repr)
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")
    return _by_meaning(found)


def _by_meaning(found):
    """Enquiries come in another order where a reply was heard of first: name them by what they hold."""
    holds = {}
    for contact in found["contacts"]:
        holds.setdefault(contact["enquiry_id"], []).append(contact["idempotency_key"])
    names = {number: tuple(sorted(keys)) for number, keys in holds.items() if number is not None}
    for row in (*found["contacts"], *found["notes"]):
        row["enquiry_id"] = names.get(row["enquiry_id"])
    found["contact facts"] = sorted(
        (key, repr({**fact, "enquiry_fact": names.get(fact["enquiry_fact"])})) for key, fact in found["contact facts"]
    )
    found["enquiry facts"] = sorted((names.get(number, ()), repr(fact)) for number, fact in found["enquiry facts"])
    for row in found["notes"]:
        row["body"] = re.sub(r"HSB-\w{4}-\w{4}", "HSB", row["body"])
    found["notes"].sort(key=repr)
    found["enquirers"].sort(key=repr)
    del found["events"]
    return found


class _Nothing:
    def as_dict(self):
        return {"verdict": "unproven"}


def test_a_thread_of_many_is_recorded_with_few_statements(read_in, django_assert_max_num_queries):
    thread = []
    for number in range(30):
        ours = number % 2
        thread.append(mail(
            f"{number}@thread", sender=f"Advice <{SERVICE}>" if ours else PEOPLE[0], to=PEOPLE[0] if ours else SERVICE,
            sent_at=ASKED + timedelta(minutes=number), thread=[f"{before}@thread" for before in range(number)],
            text=f"The {number}th message of one matter.",
        ))  # fmt: skip
    with django_assert_max_num_queries(90):
        assert read_in(*thread)["recorded"] == 30
    assert Enquiry.objects.get().contacts.count() == 30


def test_a_reference_that_looks_like_somebodys_details_keeps_no_doubt_from_being_told(read_in, monkeypatch):
    """The guard looks at what we tell the adviser, and a reference of ours may look like a number of somebody's."""
    read_in(mail("q@school", sender=PEOPLE[0], sent_at=ASKED))
    Enquiry.objects.update(reference="HSB-2N8M-TJY9")
    monkeypatch.setattr(recording, "screen_text", lambda words, *, ours: _screened(words, ours))
    assert read_in(mail("c@college", sender=PEOPLE[1], answers="q@school", sent_at=ASKED))["recorded"] == 1


def _screened(words, ours):
    assert all(reference in words for reference in ours)
    assert ours or "HSB-" not in words
    return screen_text(words, ours=ours)
