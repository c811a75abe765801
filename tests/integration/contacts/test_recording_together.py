"""The wide door leaves behind what the narrow one does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from adviceline.audit.actors import MAILBOX
from adviceline.audit.models import Event
from adviceline.audit.queries import verify
from adviceline.contacts import actions
from adviceline.contacts.errors import UnableToRecordContact
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.rows import Communication
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.measures.codes import OUTCOMES
from adviceline.privacy import crypto
from adviceline.privacy.screening import ArrivedText, ScreenedText, screen_text
from tests.support.clock import london
from tests.support.left_behind import left_in_the_core

pytestmark = pytest.mark.django_db
AT = london(2022, 2, 1, 10)
KINDS = sorted((channel, direction, outcome) for (channel, direction), all_of in OUTCOMES.items() for outcome in all_of)
TEXTS = [
    None, screen_text("Which guidance applies?"), ArrivedText("Hello [name].", "Hello Kshitij.", was_redacted=True),
    ArrivedText("Plain words.", "Plain words.", was_redacted=False), ArrivedText("Left out.", "", was_redacted=True),
    screen_text("Kshitij Fictional wrote.", override_reason="a member of staff"),
]  # fmt: skip


@st.composite
def told(draw, *, earlier):
    """One communication; `joins` and `answers` are places of earlier ones, below nought of those that were there."""
    channel, direction, outcome = draw(
        st.sampled_from(KINDS) | st.sampled_from([("email", "in", "received"), ("email", "out", "sent")])
    )
    places = st.integers(-2, earlier - 1)
    return {
        "channel": channel, "direction": direction, "outcome": outcome,
        "began_at": AT + timedelta(minutes=draw(st.integers(0, 3000))),
        "joins": draw(st.none() | places), "answers": draw(st.none() | places),
        "opens_enquiry": draw(st.booleans()), "text": draw(st.sampled_from(TEXTS)),
        "role": draw(st.sampled_from(["not_asked", "teacher", "parent"])),
        "email": draw(st.sampled_from(["", "dana@school.example.org"])), "attempt": draw(st.integers(0, 2)),
        "talk_seconds": draw(st.none() | st.integers(0, 900)), "again": draw(st.sampled_from([False] * 7 + [True])),
    }  # fmt: skip


@st.composite
def batches(draw):
    batch = [draw(told(earlier=place)) for place in range(draw(st.integers(1, 8)))]
    matters = [None] * len(batch) + [-2, -1]  # which enquiry each is of; a place below nought counts from the end
    for place, each in enumerate(batch):
        is_same = each["again"] and place > 0
        if each["joins"] is not None and matters[each["joins"]] is None:
            each["joins"] = None
        if each["joins"] is not None:
            matters[place] = matters[each["joins"]]
        elif each["opens_enquiry"]:
            matters[place] = place
        if is_same:
            matters[place] = matters[place - 1]
        if each["answers"] is not None and matters[each["answers"]] != matters[place]:
            each["answers"] = None
        each["key"] = batch[place - 1]["key"] if is_same else place
        if is_same and isinstance(each["text"], ScreenedText):  # what a person sends again goes through the narrow door
            each["text"] = None
    return batch


@given(batch=batches())
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to make a failing case smaller takes minutes
)  # fmt: skip
def test_together_as_one_by_one(batch):
    assert left_behind(batch, together=False) == left_behind(batch, together=True)


def left_behind(batch, *, together):
    """What the batch leaves in the database, without ids; then it is undone."""
    with transaction.atomic():
        before = Event.objects.count()
        there = [_there("a"), _there("b")]
        (_record_together if together else _record_one_by_one)(batch, there)
        found = left_in_the_core(Event.objects.order_by("seq")[before:])
        assert not verify().faults
        transaction.set_rollback(True)
    return found


def _there(name):
    done = actions.record_contact(
        channel="email", direction="in", outcome="received", idempotency_key=f"there:{name}", began_at=AT, by=MAILBOX,
        at=AT, text=screen_text("Which policy?"),
        enquirer=EnquirerValues(role="teacher", details=ContactDetails(email=f"{name}@school.example.org")),
    )  # fmt: skip
    if name == "b":  # coded already
        Enquiry.objects.filter(pk=done.enquiry.pk).update(themes=["T1", "T2"], kind="E1")
    return done


def _values(each):
    return {
        "channel": each["channel"], "direction": each["direction"], "outcome": each["outcome"],
        "idempotency_key": f"batch:{each['key']}", "began_at": each["began_at"], "opens_enquiry": each["opens_enquiry"],
        "text": each["text"], "attempt": each["attempt"], "talk_seconds": each["talk_seconds"], "source": "test",
        "enquirer": EnquirerValues(role=each["role"], details=ContactDetails(email=each["email"])),
    }  # fmt: skip


def _record_one_by_one(batch, there):
    done = []
    for each in batch:
        known = [*done, *there]  # below nought counts from the end
        joins = known[each["joins"]].enquiry if each["joins"] is not None else None
        answers = known[each["answers"]].contact if each["answers"] is not None else None
        done.append(actions.record_contact(**_values(each), enquiry=joins, answers=answers, by=MAILBOX, at=AT))
    for enquiry in {found.enquiry.pk: found.enquiry for found in done if found.created and found.enquiry}.values():
        actions.settle_replies(enquiry=enquiry)


def _record_together(batch, there):
    said = []
    for each in batch:
        known = [*said, *there]
        joins = known[each["joins"]] if each["joins"] is not None else None
        answers = known[each["answers"]] if each["answers"] is not None else None
        if each["joins"] is not None and each["joins"] < 0:
            joins = joins.enquiry
        if each["answers"] is not None and each["answers"] < 0:
            answers = answers.contact
        said.append(Communication(**_values(each), enquiry=joins, answers=answers))
    actions.record_contacts(communications=said, by=MAILBOX, at=AT)


def test_what_cannot_be_counted_undoes_all_of_the_batch():
    right = {"idempotency_key": "a", "began_at": AT, "channel": "email", "direction": "in", "outcome": "received"}
    wrong = right | {"idempotency_key": "b", "outcome": "answered"}
    with pytest.raises(UnableToRecordContact):
        actions.record_contacts(communications=[Communication(**right), Communication(**wrong)], by=MAILBOX, at=AT)
    assert not Contact.objects.exists()


def test_how_many_statements_it_takes_does_not_grow_with_the_batch(django_assert_max_num_queries):
    def batch(count, name):
        return [
            Communication(
                channel="email", direction="in", outcome="received", idempotency_key=f"{name}:{number}", began_at=AT,
                text=screen_text("Which policy?"), key_id=key, enquirer=EnquirerValues(),
            )
            for number, key in enumerate(crypto.create_keys(count, at=AT))
        ]  # fmt: skip

    few, many = batch(2, "few"), batch(60, "many")
    with django_assert_max_num_queries(30):
        actions.record_contacts(communications=few, by=MAILBOX, at=AT)
    with django_assert_max_num_queries(30):
        actions.record_contacts(communications=many, by=MAILBOX, at=AT)


def test_a_form_sent_again_with_other_words_is_left_to_the_narrow_door():
    form = {"channel": "call", "direction": "in", "outcome": "answered", "idempotency_key": "form", "began_at": AT}
    actions.record_contact(**form, opens_enquiry=True, text=screen_text("Which policy?"), by=MAILBOX, at=AT)
    with pytest.raises(UnableToRecordContact, match="by itself"):
        actions.record_contacts(
            communications=[Communication(**form, text=screen_text("Which other policy?"))], by=MAILBOX, at=AT
        )
