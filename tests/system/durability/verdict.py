"""What the databases say after the deaths, told inside the service (see tests/support/in_service.py)."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta


def let_time_pass() -> None:
    """Of every lease and pause."""
    from django.db.models import F

    from adviceline.jobs.models import Job

    an_hour = timedelta(hours=1)
    Job.objects.filter(state="running").update(started_at=F("started_at") - an_hour)
    Job.objects.filter(state="waiting").update(run_at=F("run_at") - an_hour)


def state() -> dict[str, object]:
    from django.conf import settings
    from django.db.models import Count

    from adviceline.audit.models import Event
    from adviceline.audit.queries import verify
    from adviceline.contacts.models import Contact, Enquiry
    from adviceline.contacts.rows import details_of
    from adviceline.facts.models import CallbackRequestFact, ContactFact, EnquiryFact
    from adviceline.followups.models import CallBack
    from adviceline.jobs.models import Job, OutgoingMessage

    enquiries, address_of = defaultdict(list), {}
    for enquiry in Enquiry.objects.select_related("enquirer"):
        address = details_of(enquiry.enquirer).email
        enquiries[address].append(enquiry.reference)
        address_of[enquiry.pk] = address
    messages = defaultdict(list)
    for message in OutgoingMessage.objects.all():
        messages[address_of[message.args["enquiry"]]].append((message.state, message.message_id))
    events = Event.objects.values("action").annotate(many=Count("seq")).order_by()
    return {
        "enquiries": enquiries,
        "messages": messages,
        "contacts": Contact.objects.count(),
        "call_backs": CallBack.objects.count(),
        "contact_facts": ContactFact.objects.count(),
        "enquiry_facts": EnquiryFact.objects.count(),
        "call_back_facts": CallbackRequestFact.objects.count(),
        "events": {each["action"]: each["many"] for each in events},
        "audit_faults": verify(settings.AUDIT_ANCHOR_FILE).faults,
        "jobs": dict(Job.objects.values_list("state").annotate(Count("pk")).order_by()),
        "most_attempts": max(Job.objects.values_list("attempts", flat=True), default=0),
    }
