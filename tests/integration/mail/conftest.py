from __future__ import annotations

import pytest
from django.core.cache import cache

from adviceline.accounts.models import Person
from adviceline.channels.email.actions import ingest
from adviceline.contacts.models import Enquiry
from adviceline.jobs.models import Job
from adviceline.jobs.runner import run
from tests.support import people
from tests.support.clock import london
from tests.support.mails import as_files, mail
from tests.support.scanner import AWAY, real_scanner

ASKED = london(2022, 2, 1, 10)


@pytest.fixture(scope="session")
def clamd():
    with real_scanner() as found:
        yield found


@pytest.fixture
def scanner(clamd, settings):
    settings.CLAMD = clamd.tcp
    return clamd


@pytest.fixture(autouse=True)
def _no_scanner_and_no_counts(settings):
    settings.CLAMD = AWAY
    cache.clear()


@pytest.fixture
def read_in(db, clock, tmp_path):
    """Read messages in, take them apart, and answer the enquiry of the first."""
    runs = 0

    def read(*contents: bytes, jobs: bool = True) -> Enquiry:
        nonlocal runs
        runs += 1
        ingest([as_files(tmp_path / f"run-{runs}", *contents)], at=clock.now)
        if jobs:
            do_jobs()
        enquiry = Enquiry.objects.order_by("pk").first()
        assert enquiry is not None
        return enquiry

    return read


def do_jobs() -> None:
    """All that waits, now."""
    from django.utils import timezone

    for _ in range(10):
        waiting = Job.objects.filter(state="waiting", task__startswith="correspondence.")
        if not waiting:
            return
        waiting.update(run_at=timezone.now())
        for job in list(waiting):
            run(str(job.pk))


@pytest.fixture
def worker(db) -> Person:
    return people.somebody("adviser")


@pytest.fixture
def browser(worker):
    return people.browser_of(worker)


@pytest.fixture
def asked(read_in) -> Enquiry:
    return read_in(
        mail("q@school", sent_at=ASKED, text="A pupil called Zebedee Fictional told staff.\n\nKind regards\nDana")
    )
