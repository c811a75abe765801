"""However much is stored, what reading and answering mail asks of the database is found by an index.

SQLite says of a table that is read whole that it is scanned. PostgreSQL is told to read whole only what it must.
"""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adviceline.contacts.models import Enquiry
from tests.support import people
from tests.support.mails import mail, reply

pytestmark = pytest.mark.django_db
GROWS = (
    "channel_email_message|channel_email_sealed|channel_email_reference|channel_email_outgoing|contacts_contact|contacts_enquiry|"
    "contacts_enquirer|contacts_note|facts_contactfact|facts_enquiryfact|audit_event|jobs_outgoingmessage|correspondence_reading"
)
#: Indexes that hold only what is yet to be done may be gone through from end to end.
OF_WHAT_WAITS = "mail_to_record|mail_set_aside|mail_alone|mail_unscreened|acknowledgement_turn"


def read_whole(queries: CaptureQueriesContext) -> set[str]:
    """Tables that grow, of which a statement reads every row: table and statement."""
    found = set()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        for each in queries.captured_queries:
            statement = each["sql"]
            if not statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")):
                continue
            is_sqlite = connection.vendor == "sqlite"
            cursor.execute(("EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN ") + statement.replace("%", "%%"), [])
            for row in cursor.fetchall():
                plan = str(row[-1])
                scanned = re.search(rf"\b(?:SCAN|Seq Scan on) \"?({GROWS})\b", plan)
                if scanned and not re.search(OF_WHAT_WAITS, plan):
                    found.add(f"{scanned[1]}: {statement[:300]}")
    return found


def thread(number: int, clock) -> list[bytes]:
    sender = f"p{number}@school.example.org"
    return [
        mail(f"q{number}@x", sender=sender, subject=f"Matter {number}", sent_at=clock.now),
        reply(f"r{number}@x", to=sender, answers=f"q{number}@x", thread=[f"q{number}@x"], sent_at=clock.now),
        mail(f"a{number}@x", sender=sender, answers=f"r{number}@x", thread=[f"q{number}@x", f"r{number}@x"],
             subject=f"Re: Matter {number}", sent_at=clock.now),
    ]  # fmt: skip


def test_reading_mail_in_reads_no_table_whole(read_in, clock):
    read_in(*(each for number in range(5) for each in thread(number, clock)), acknowledge=True)
    clock.forward(minutes=5)
    later = [
        each for number in range(100, 150) for each in thread(number, clock)
    ]  # more ids than PostgreSQL proves one by one
    odd = mail("odd@x", sender="noreply@school.example.org", Reply_To="p1@school.example.org", sent_at=clock.now)
    with CaptureQueriesContext(connection) as queries:
        read_in(*later, odd, acknowledge=True)
    assert len(queries) > 20
    assert read_whole(queries) == set()


def test_the_page_of_an_enquiry_reads_no_table_whole(read_in, clock):
    read_in(*(each for number in range(5) for each in thread(number, clock)), acknowledge=True)
    browser = people.browser_of(people.somebody("adviser"))
    pages = [
        reverse("desk:enquiry", args=[Enquiry.objects.latest("pk").reference]), reverse("desk:queue"), reverse("desk:other_mail"),
    ]  # fmt: skip
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        assert read_whole(queries) == set(), page
