"""Work that is asked for in a transaction is done after it: at least once, and given up only where people see it."""

from __future__ import annotations

import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from adviceline.audit.actors import NamedActor
from adviceline.audit.models import Event
from adviceline.jobs import actions, queries, registry, runner
from adviceline.jobs.embedded import EmbeddedWorker
from adviceline.jobs.models import Job
from adviceline.jobs.rules import LEASE, MOST_ATTEMPTS, wait_after
from adviceline.jobs.runner import RunnerFailed, sweep
from adviceline.jobs.schedules import SCHEDULES, Schedule, start_due

MANAGER = NamedActor("person:3")


def queued() -> list[str]:
    return [SignedPackage.loads(ticket.payload)["args"][0] for ticket in OrmQ.objects.order_by("pk")]


def test_a_job_is_done_once_and_then_left_alone(work, ask_for, attempt):
    job = ask_for()

    assert queued() == [str(job.pk)]
    assert attempt(job) == "done"
    assert attempt(job) == "not due"
    assert work.done == [{"enquiry": 7}]
    assert (job.attempts, job.last_error) == (1, "")


def test_the_same_key_asks_once(work, ask_for, clock):
    first, second = ask_for(key="enquiry:7"), ask_for(key="enquiry:7")

    assert first.pk == second.pk
    assert queued() == [str(first.pk)]


def test_work_is_asked_for_in_the_transaction_that_needs_it(work, clock, monkeypatch):
    monkeypatch.setattr(actions, "connection", SimpleNamespace(in_atomic_block=False))

    with pytest.raises(actions.EnqueuedOutsideTransaction):
        actions.enqueue("test.work", args={}, at=clock.now)


def test_nothing_is_left_of_work_whose_transaction_failed(work, ask_for, clock):
    with transaction.atomic():
        actions.enqueue("test.work", args={}, at=clock.now)
        transaction.set_rollback(True)

    assert not Job.objects.exists()
    assert queued() == []


def test_work_that_nobody_knows_is_refused_when_it_is_asked_for(clock, db):
    with pytest.raises(registry.UnknownTask), transaction.atomic():
        actions.enqueue("test.unknown", args={}, at=clock.now)


def test_a_failure_is_tried_again_later_and_later_then_given_up(work, ask_for, attempt, clock):
    work.fail_with = OSError("connection refused")
    job = ask_for()

    for number in range(1, MOST_ATTEMPTS):
        assert attempt(job) == "waiting"
        assert job.attempts == number
        assert job.run_at == clock.now + wait_after(number)
        assert attempt(job) == "not due"
        clock.now = job.run_at
    assert attempt(job) == "dead"

    assert list(queries.dead_jobs()) == [job]
    clock.forward(days=2)
    assert attempt(job) == "not due"


def test_what_went_wrong_is_kept_without_what_it_quotes(work, ask_for, attempt, caplog):
    secret = "Rowan Example, 07700 900123"
    work.fail_with = IntegrityError(f'duplicate key DETAIL: Key (name)=("{secret}") already exists.')
    job = ask_for()

    with caplog.at_level(logging.DEBUG):
        attempt(job)

    assert job.last_error == "IntegrityError"
    assert secret not in caplog.text
    assert "job failed" in caplog.text


def test_a_worker_that_dies_has_used_an_attempt(work, ask_for, attempt, clock):
    job = ask_for()
    runner.claim(str(job.pk), at=clock.now)  # and then it was killed

    assert attempt(job) == "not due"
    clock.now += LEASE
    assert attempt(job) == "done"
    assert job.attempts == 2


def test_a_job_that_kills_every_worker_is_given_up(work, ask_for, attempt, clock):
    job = ask_for()
    for _ in range(MOST_ATTEMPTS):
        assert runner.claim(str(job.pk), at=clock.now) is not None
        clock.now += LEASE

    assert attempt(job) == "not due"
    assert (job.state, job.last_error) == ("dead", "The worker died each time.")
    assert work.done == []


def test_two_workers_with_one_ticket_do_it_once(work, ask_for, clock):
    job = ask_for()

    assert runner.claim(str(job.pk), at=clock.now) is not None
    assert runner.claim(str(job.pk), at=clock.now) is None


def test_the_sweep_queues_what_is_due_and_in_nobodys_hands(work, ask_for, clock):
    later = ask_for(run_at=clock.now.replace(hour=12))
    left_behind, at_work = ask_for(), ask_for()
    runner.claim(str(left_behind.pk), at=clock.now)
    OrmQ.objects.all().delete()  # their tickets went with the worker

    assert sweep(at=clock.now) == 1  # the one that nobody began
    clock.now += LEASE
    runner.claim(str(at_work.pk), at=clock.now)
    OrmQ.objects.all().delete()

    assert sweep(at=clock.now) == 1
    assert queued() == [str(left_behind.pk)]
    clock.now = later.run_at
    assert sweep(at=clock.now) >= 2
    assert str(later.pk) in queued()


def test_the_sweep_does_not_heap_tickets_on_a_queue_that_nobody_empties(work, ask_for, clock):
    for number in range(4):
        ask_for(key=str(number))

    assert sweep(at=clock.now, most=3) == 0


def test_a_person_can_have_a_given_up_job_tried_again_and_it_is_recorded(work, ask_for, attempt, clock):
    work.fail_with = OSError()
    job = ask_for()
    Job.objects.filter(pk=job.pk).update(attempts=MOST_ATTEMPTS - 1)
    assert attempt(job) == "dead"

    with pytest.raises(actions.UnableToRetry):
        actions.retry_job(job=ask_for(), by=MANAGER, at=clock.now)
    actions.retry_job(job=job, by=MANAGER, at=clock.now)
    work.fail_with = None

    assert attempt(job) == "done"
    event = Event.objects.latest("seq")
    assert (event.action, event.actor, event.subject) == ("job.retried", "person:3", f"job:{job.pk}")


def test_a_turn_of_a_schedule_happens_once_however_often_it_is_looked_at(work, clock, monkeypatch):
    for task in list(SCHEDULES):
        monkeypatch.delitem(SCHEDULES, task)
    monkeypatch.setitem(SCHEDULES, "test.work", Schedule("test.work", timedelta(hours=1)))

    assert [start_due(at=clock.now), start_due(at=clock.now)] == [1, 0]
    clock.forward(minutes=59)
    assert start_due(at=clock.now) == 0
    clock.forward(minutes=1)
    assert start_due(at=clock.now) == 1
    assert Job.objects.count() == 2


def test_a_fault_of_the_database_while_a_job_is_settled_is_told_without_its_words(work, ask_for, clock, monkeypatch):
    def away(*_: object, **__: object) -> None:
        raise DatabaseError("Key (email)=(dsl@school.example.org) already exists.")

    monkeypatch.setattr(runner, "claim", away)

    with pytest.raises(RunnerFailed) as failed:
        runner.run(str(ask_for().pk))

    assert str(failed.value) == "DatabaseError"
    assert failed.value.__suppress_context__


def test_the_worker_drops_a_ticket_it_cannot_read_and_goes_on(work, ask_for):
    OrmQ.objects.create(key="adviceline", payload="not signed by us", lock="2022-01-01T00:00:00Z")
    job = ask_for()
    worker = EmbeddedWorker()
    worker._next_sweep = float("inf")
    OrmQ.objects.update(lock="2022-01-01T00:00:00Z")

    assert worker.turn()
    assert worker.turn()
    assert not worker.turn()
    job.refresh_from_db()
    assert job.state == "done"
