"""The demo goes nowhere near real records, makes all or nothing, and makes the same again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction
from django.test import override_settings

from adviceline.accounts.models import Person
from adviceline.audit.actors import PUBLIC
from adviceline.audit.models import Event
from adviceline.contacts.actions import record_contact
from adviceline.contacts.models import Contact, Enquiry
from adviceline.demo import actions
from adviceline.demo.commands import demo
from adviceline.demo.replay import Replay
from adviceline.measures.calendar import parse_month
from adviceline.privacy.models import EnquiryKey
from adviceline.reporting.exports import as_json
from adviceline.reporting.queries import monthly_figures

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("command", [["load"], ["simulate", "--contacts", "5"]])
@override_settings(PRODUCTION=True)
def test_production_is_refused_in_plain_words(command: list[str]) -> None:
    result = CliRunner().invoke(demo, command)
    assert result.exit_code == 1
    assert "invented records do not belong in it" in result.output
    assert not Person.objects.exists()


@pytest.mark.parametrize("command", [["load"], ["simulate", "--contacts", "5"]])
@pytest.mark.parametrize("opens_enquiry", [True, False])
def test_a_database_with_real_records_is_refused(command: list[str], opens_enquiry: bool, present: datetime) -> None:
    record_contact(
        channel="call", direction="in", outcome="answered" if opens_enquiry else "abandoned", idempotency_key="real:1",
        began_at=present, by=PUBLIC, at=present, opens_enquiry=opens_enquiry,
    )  # fmt: skip
    result = CliRunner().invoke(demo, command)
    assert result.exit_code == 1
    assert "holds people or records that are not marked as fictional" in result.output
    assert (Contact.objects.count(), Person.objects.count()) == (1, 0)


def test_a_database_with_real_people_is_refused(present: datetime) -> None:
    Person.objects.create(email="somebody@service.example.com", name="Somebody", roles=["service_manager"])
    with pytest.raises(actions.UnableToLoadDemo):
        actions.load_pilot(months=1, seed=7, at=present)


def test_a_load_that_fails_leaves_nothing(present: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    events = Event.objects.count()
    done: list[Any] = []
    really = Replay.do

    def fail_at_thirty(self: Replay, step: Any) -> None:
        done.append(step)
        if len(done) == 30:
            raise RuntimeError("the plug was pulled")
        really(self, step)

    monkeypatch.setattr(Replay, "do", fail_at_thirty)
    with pytest.raises(RuntimeError, match="plug"):
        actions.load_pilot(months=1, seed=7, at=present)
    assert not Enquiry.objects.exists()
    assert not Person.objects.exists()
    assert not EnquiryKey.objects.exists()
    assert Event.objects.count() == events


@pytest.mark.one_engine  # PostgreSQL takes minutes for two loads in one transaction; others load the pilot there
def test_the_same_seed_makes_the_same_figures(present: datetime) -> None:
    made = []
    told: list[tuple[int, int]] = []
    for _ in range(2):
        with transaction.atomic(), transaction.atomic(using="keys"):
            actions.load_pilot(months=1, seed=3, at=present, progress=lambda total, done: told.append((total, done)))
            made.append([as_json(monthly_figures(parse_month(month))) for month in ("2022-01", "2026-11")])
            for alias in ("default", "keys"):
                transaction.set_rollback(True, using=alias)
    assert made[0] == made[1]
    total = told[0][0]
    assert told == [(total, done) for done in range(1, total + 1)] * 2
