"""People and enquiries for a day at the desk, made inside the service (see in_service). All of it is invented."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.support import people

QUESTIONS = (
    "How should we plan for both children to be back in lessons?",
    "Which training fits lunchtime staff?",
    "Who in the local authority should we speak to first?",
)
STAFF = {
    "Ada Example": ["adviser"],
    "Ben Example": ["adviser"],
    "Cleo Example": ["supervisor"],
    "Dev Example": ["service_manager"],
}


def staff() -> list[str]:
    """Everybody of `STAFF`, who can be chosen on the demo's sign-in page."""
    from adviceline.accounts.models import Person

    for name, roles in STAFF.items():
        if not Person.objects.filter(name=name).exists():
            people.somebody(*roles, name=name, strong=False, is_fictional=True)
    return list(STAFF)


def enquiries(*, many: int = 3) -> list[str]:
    """References of new web enquiries, the first waiting longest."""
    return [_enquiry(QUESTIONS[number % 3], minutes_ago=30 - number)[0] for number in range(many)]


def facts_about(*, reference: str) -> dict[str, Any]:
    """What the database holds of an enquiry, to be compared with what the pages said."""
    from adviceline.advice.models import AdviceRun
    from adviceline.contacts.models import Enquiry

    enquiry = Enquiry.objects.select_related("owner").get(reference=reference)
    run = AdviceRun.objects.filter(subject=enquiry.key).order_by("-pk").first()
    return {
        "state": enquiry.state,
        "owner": enquiry.owner.name if enquiry.owner else None,
        "kind": enquiry.kind,
        "urgency": enquiry.urgency,
        "outcomes": enquiry.outcomes,
        "notes": list(enquiry.notes.filter(kind="note").values_list("body", flat=True)),
        "signposts": enquiry.signposts.count(),
        "confidence": {
            answer.stage: [answer.identifying, answer.responding] for answer in enquiry.confidence.all()
        },
        "steps": run.steps if run else [],
        "call_backs": [[one.state, one.attempts] for one in enquiry.call_backs.all()],
    }  # fmt: skip


def _enquiry(text: str, *, minutes_ago: int) -> tuple[str, int]:
    from adviceline.audit.actors import PUBLIC
    from adviceline.contacts.actions import record_contact
    from adviceline.contacts.values import ContactDetails, EnquirerValues
    from adviceline.privacy.screening import screen_text

    at = timezone.now() - timedelta(minutes=minutes_ago)
    recorded = record_contact(
        channel="web_form", direction="in", outcome="received", idempotency_key=f"desk-sample:{uuid.uuid4()}",
        began_at=at, by=PUBLIC, at=at, is_fictional=True, text=screen_text(text),
        enquirer=EnquirerValues(
            role="dsl", setting="mainstream_school", la_code="202",
            details=ContactDetails(email="lead@school.example.org", phone="+441632960123"),
        ),
    )  # fmt: skip
    assert recorded.enquiry is not None
    return recorded.enquiry.reference, recorded.enquiry.pk


def call_back_with_message() -> int:
    """A call-back that somebody asked for in a message, which can be heard; its id."""
    from adviceline.audit.actors import PUBLIC
    from adviceline.followups.actions import request_call_back
    from tests.support import samples

    enquiry = samples.voice_message().contact.enquiry
    return request_call_back(
        enquiry=enquiry, request_key=str(uuid.uuid4()), asked="voicemail", by=PUBLIC, at=timezone.now()
    ).pk  # fmt: skip


def recorded_call() -> str:
    """The reference of an enquiry whose call was recorded."""
    from tests.support import samples

    enquiry = samples.recording().contact.enquiry
    assert enquiry is not None
    return enquiry.reference


def rung(*, call_back: int) -> list[list[Any]]:
    """What is written down of presses of Ring."""
    from adviceline.followups.models import Dialling

    return [[one.attempt, one.way] for one in Dialling.objects.filter(call_back=call_back)]
