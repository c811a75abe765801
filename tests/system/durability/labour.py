"""Several processes that do the same work at the same moment, on the service's own databases.

`at_once(service, what, processes=8, times=20)` starts them, lets them meet, and answers what each has to say.
"""

from __future__ import annotations

import json
import os
import time
import traceback
from typing import Any, NoReturn

from tests.support.in_service import call


def at_once(service: Any, what: str, *, processes: int, times: int = 1) -> list[Any]:
    """Each process does `what` (a function below) `times` times, all beginning together."""
    return call(service, f"{__name__}:together", what=what, processes=processes, times=times)


def together(what: str, processes: int, times: int) -> list[Any]:
    """Inside the service: a fork for each, held at a gate until all are there."""
    gate, opens = os.pipe()
    answers = []
    for number in range(processes):
        answer, says = os.pipe()
        if not os.fork():
            os.close(opens)
            _work(what, number, times, gate=gate, says=says)
        os.close(says)
        answers.append(answer)
    os.close(opens)
    said = []
    for answer in answers:
        with os.fdopen(answer) as told:
            said.append(json.loads(told.read()))
    for _ in range(processes):
        os.wait()
    failed = [each["failed"] for each in said if "failed" in each]
    assert not failed, failed[0]
    return [each["answer"] for each in said]


def _work(what: str, number: int, times: int, *, gate: int, says: int) -> NoReturn:
    try:
        os.read(gate, 1)  # nothing is ever written: it ends when the gate opens
        said = {"answer": globals()[what](number, times)}
    except BaseException:
        said = {"failed": traceback.format_exc()}
    with os.fdopen(says, "w") as telling:
        telling.write(json.dumps(said))
    os._exit(0)


def append_events(number: int, times: int) -> list[int]:
    """Audit events, each in a transaction of its own; every third transaction is given up."""
    from django.db import transaction
    from django.utils import timezone

    from adviceline.audit.actions import record
    from adviceline.audit.actors import NamedActor

    kept = []
    for turn in range(times):
        with transaction.atomic():
            event = record(
                action="test.done", by=NamedActor(f"person:{number}"), at=timezone.now(), data={"turn": turn}
            )
            if turn % 3 == 2:
                transaction.set_rollback(True)
            else:
                kept.append(event.seq)
    return kept


def lock_the_other_way_round(number: int, times: int) -> int:
    """Half of the processes record and then change a row that the others change before they record."""
    from django.db import transaction
    from django.utils import timezone

    from adviceline.accounts.models import Partner
    from adviceline.audit.actions import events_last, record
    from adviceline.audit.actors import PUBLIC

    def tell() -> None:
        record(action="test.done", by=PUBLIC, at=timezone.now())

    def change() -> None:
        Partner.objects.select_for_update().order_by("pk").first().save()

    for _ in range(times):
        with transaction.atomic(), events_last():
            for step in (tell, change) if number % 2 else (change, tell):
                step()
    return times


def start_schedules(number: int, times: int) -> int:
    """Look at the schedules; answers how many turns this process started."""
    from django.utils import timezone

    from adviceline.jobs.schedules import start_due

    return sum(start_due(at=timezone.now().replace(minute=0)) for _ in range(times))


def record_contacts(number: int, times: int) -> list[str]:
    """Enquiries of one process, and in each turn one that every process brings under the same key."""
    from django.utils import timezone

    from adviceline.audit.actors import PUBLIC
    from adviceline.contacts import actions
    from adviceline.contacts.values import ContactDetails, EnquirerValues
    from adviceline.privacy.screening import screen_text

    made = []
    for turn in range(times):
        for key in (f"own:{number}:{turn}", f"shared:{turn}"):
            recorded = actions.record_contact(
                channel="web_form", direction="in", outcome="received", idempotency_key=key, began_at=timezone.now(),
                by=PUBLIC, at=timezone.now(), text=screen_text("How should we plan for a return to lessons?"),
                enquirer=EnquirerValues(role="dsl", details=ContactDetails(email="dsl@school.example.org")),
            )  # fmt: skip
            if recorded.created:
                made.append(key)
    return made


def race_for_a_slot(number: int, times: int) -> list[str]:
    """`times` visitors of one process, each with a session of their own, ask for the same time at the same moment."""
    import threading
    from datetime import datetime, time, timedelta

    from django.db import connection
    from django.utils import timezone

    from adviceline.audit.actors import PUBLIC
    from adviceline.contacts.errors import UnableTo
    from adviceline.followups.actions.booking import book_session
    from adviceline.followups.models import Session
    from adviceline.followups.queries.sessions import is_open_time
    from adviceline.followups.rules.times import LENGTH
    from adviceline.followups.sealed import Place
    from adviceline.workforce.hours import LONDON

    own = list(
        Session.objects.select_related("enquiry__enquirer").order_by("pk")[number * times : (number + 1) * times]
    )
    # The same for every process, however late it is: not the first that is still free.
    mornings = (
        datetime.combine(timezone.localdate() + timedelta(days=ahead), time(10), tzinfo=LONDON)
        for ahead in range(4, 20)
    )
    wanted = next(morning for morning in mornings if is_open_time(morning, LENGTH[own[0].kind]))
    gate, said = threading.Barrier(times), []

    def visit(session: Session) -> None:
        gate.wait()
        try:
            book_session(
                session=session, starts_at=wanted, place=Place(way="phone", phone="+441632960123"), participants=[],
                sequence=0, by=PUBLIC, at=timezone.now(),
            )  # fmt: skip
            said.append("booked")
        except UnableTo as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    visitors = [threading.Thread(target=visit, args=[session]) for session in own]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join()
    return said


def run_jobs(number: int, times: int) -> int:
    """Take tickets from the queue until there are none."""
    from adviceline.jobs.embedded import EmbeddedWorker

    worker = EmbeddedWorker()
    turns, empty = 0, 0
    while empty < 10:  # another may have been quicker to the ticket at the head of the queue
        done = worker.turn()
        turns += done
        empty = 0 if done else empty + 1
        time.sleep(0 if done else 0.05)
    return turns
