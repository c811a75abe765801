"""The loaded pilot: everything marked fictional, nothing left open but today's queue, and figures that are those of its records."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from django.test import override_settings

from adviceline.accounts.models import Person
from adviceline.accounts.roles import ROLES
from adviceline.advice.actions import walk_of
from adviceline.advice.models import AdviceRun, Departure
from adviceline.audit.models import Event
from adviceline.audit.queries import verify
from adviceline.contacts.models import ConfidenceAnswer, Contact, Enquirer, Enquiry, Note, Signpost
from adviceline.contacts.queries import earlier_enquiries, queue_counts
from adviceline.contacts.rows import details_of
from adviceline.contacts.states import OPEN_STATES
from adviceline.demo import actions
from adviceline.demo.commands import demo
from adviceline.followups.models import CallBack
from adviceline.followups.queries import waiting_call_backs
from adviceline.measures.calendar import parse_month
from adviceline.places.models import Establishment
from adviceline.privacy.guard import screen
from adviceline.privacy.models import EnquiryKey
from adviceline.reporting.queries import monthly_figures
from tests.support.clock import LONDON, london

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pilot")]

AFTER_THE_PILOT = london(2022, 2, 1, 0)
MONTHS = ["2022-01"]


def of_month(rows: list, name: str, month: str) -> list:
    """Rows whose instant `name` falls in the month, as a clock in London shows it."""
    return [
        row
        for row in rows
        if (at := getattr(row, name)) is not None and at.astimezone(LONDON).strftime("%Y-%m") == month
    ]


def test_everything_is_marked_fictional() -> None:
    assert not Enquiry.objects.filter(is_fictional=False).exists()
    assert not Enquirer.objects.filter(is_fictional=False).exists()
    assert not Person.objects.filter(is_fictional=False).exists()
    assert not Establishment.objects.filter(fictional=False).exists()
    assert not Contact.objects.filter(enquiry__isnull=True).exclude(source="demo").exists()


def test_there_is_a_person_for_every_role_without_a_password_and_advisers_of_two_partners() -> None:
    people = list(Person.objects.all())
    assert {role for person in people for role in person.roles} == set(ROLES)
    assert not [person for person in people if person.has_usable_password()]
    assert all(person.email.endswith("@example.org") for person in people)
    assert len({person.partner_id for person in people if "adviser" in person.roles}) >= 2


@pytest.mark.parametrize("month", MONTHS)
def test_the_month_s_figures_are_those_of_its_records_counted_anew(month: str) -> None:
    figures = monthly_figures(parse_month(month))
    shown = {name: measure.value for name, measure in figures.measures.items()}
    contacts = of_month(list(Contact.objects.select_related("enquiry__enquirer").all()), "began_at", month)
    calls = [c for c in contacts if (c.channel, c.direction) == ("call", "in") and c.non_advice != "test"]
    by_outcome = Counter(c.outcome for c in calls)
    assert shown["calls_offered"] == len(calls) > 60
    assert shown["calls_answered"] == by_outcome["answered"]
    assert shown["calls_not_answered"] == len(calls) - by_outcome["answered"]
    for name, outcome in {
        "calls_short_abandoned": "short_abandon", "calls_abandoned": "abandoned", "calls_voicemail": "voicemail",
        "calls_out_of_hours": "out_of_hours", "calls_refused": "refused",
    }.items():  # fmt: skip
        assert shown[name] == by_outcome[outcome]
    talks = [c.talk_seconds for c in calls if c.outcome == "answered"]
    assert shown["call_duration_mean_seconds"] == pytest.approx(sum(talks) / len(talks), abs=0.01)
    mails = [c for c in contacts if (c.channel, c.direction, c.outcome) == ("email", "in", "received")]
    assert shown["emails_received"] == len(mails) > 5
    assert shown["emails_replied"] == sum(c.replied_at is not None for c in mails)
    attempts = [c for c in contacts if c.channel == "callback"]
    assert shown["callbacks_made"] == len(attempts) > 0
    assert shown["callbacks_completed"] == sum(c.outcome == "completed" for c in attempts)
    assert shown["callbacks_requested"] == len(of_month(list(CallBack.objects.all()), "requested_at", month))
    enquiries = list(Enquiry.objects.exclude(state="merged"))
    assert shown["enquiries_opened"] == len(of_month(enquiries, "opened_at", month)) > 40
    assert shown["enquiries_closed"] == len(of_month(enquiries, "first_closed_at", month))
    assert shown["chats_offered"] == shown["sessions_delivered"] == 0


@pytest.mark.parametrize("month", MONTHS)
def test_what_must_always_be_true_of_a_month_is(month: str) -> None:
    shown = {name: measure.value for name, measure in monthly_figures(parse_month(month)).measures.items()}
    assert shown["calls_offered"] == shown["calls_answered"] + shown["calls_not_answered"]
    assert shown["calls_not_answered"] == sum(
        shown[f"calls_{kind}"] for kind in ("short_abandoned", "abandoned", "voicemail", "out_of_hours", "refused")
    )
    assert shown["emails_replied"] <= shown["emails_received"]
    assert shown["callbacks_completed"] <= shown["callbacks_made"]
    assert shown["billable_contacts"] <= shown["contacts_total"]


def test_nothing_of_the_pilot_is_still_open() -> None:
    assert not Enquiry.objects.filter(opened_at__lt=AFTER_THE_PILOT, state__in=OPEN_STATES).exists()
    assert not CallBack.objects.filter(requested_at__lt=AFTER_THE_PILOT, state="waiting").exists()
    assert not Contact.objects.filter(began_at__gte=AFTER_THE_PILOT, began_at__lt=london(2026, 9, 1)).exists()


def test_today_s_queue_has_something_new_something_mine_something_waiting_and_something_late(present: datetime) -> None:
    adviser = Person.objects.get(email="adviser@example.org")
    counts = queue_counts(by=adviser, at=present)
    assert all(counts[show] for show in ("new", "mine", "waiting", "due"))
    opened = list(Enquiry.objects.filter(state__in=OPEN_STATES).values_list("opened_at", flat=True))
    assert 10 <= len(opened) <= 20
    assert all(present - timedelta(days=7) < at <= present for at in opened)
    assert waiting_call_backs().count() >= 2


def test_closed_enquiries_kept_the_closing_rules() -> None:
    closed = Enquiry.objects.filter(state="closed")
    assert not closed.filter(outcomes=[]).exists()
    assert not closed.filter(kind="").exists()
    for enquiry in closed:
        assert enquiry.confidence.filter(stage=ConfidenceAnswer.Stage.CLOSE).exists()


def test_the_map_was_followed_and_where_it_led_fits_the_coded_view() -> None:
    runs = list(AdviceRun.objects.select_related("map_version"))
    views = dict(Enquiry.objects.values_list("key", "continuum"))
    assert len(runs) >= 5
    followed = [run for run in runs if run.finished_at]
    fitting = [run for run in followed if walk_of(run).view == views[run.subject]]
    assert len(fitting) >= 0.9 * len(followed)
    assert all(run.finished_at or run.left_at for run in runs)


def test_there_are_departures_from_the_map_for_a_supervisor_to_review() -> None:
    left = list(Departure.objects.select_related("run"))
    assert left
    assert all(one.reason and one.node and one.run.left_at == one.left_at for one in left)


def test_things_that_happen_now_and_then_have_happened() -> None:
    assert Enquiry.objects.filter(reopened_at__isnull=False).exists()
    assert Signpost.objects.count() > 50
    assert CallBack.objects.filter(attempts__gt=1).exists()
    assert Contact.objects.filter(non_advice="wrong_number").exists()
    assert Contact.objects.filter(channel="email", outcome="auto_reply").exists()
    assert ConfidenceAnswer.objects.filter(stage="close", identifying__isnull=True, responding__isnull=True).exists()
    assert any(earlier_enquiries(enquiry).exists() for enquiry in Enquiry.objects.select_related("enquirer")[:120])


def test_who_was_erased_cannot_be_read_again() -> None:
    erased = list(Enquirer.objects.filter(erased_at__isnull=False))
    assert len(erased) == 2
    assert all(enquirer.sealed_details is None for enquirer in erased)
    assert EnquiryKey.objects.filter(pk__in=[e.key_id for e in erased], wrapped__isnull=True).count() == 2


def test_the_details_of_the_others_can_be_read_and_lead_nowhere() -> None:
    for enquirer in Enquirer.objects.filter(sealed_details__isnull=False)[:40]:
        known = details_of(enquirer)
        assert known.email == "" or known.email.endswith("@school.example.org")
        assert known.phone == "" or known.phone.startswith("01632 960")


def test_no_text_could_identify_a_child() -> None:
    bodies = set(Note.objects.values_list("body", flat=True))
    assert len(bodies) > 30
    assert not [body for body in bodies if screen(body).blocked]
    assert not Note.objects.filter(was_redacted=True).exists()


def test_the_audit_trail_holds_and_tells_of_every_enquiry() -> None:
    assert verify().holds
    told = set(Event.objects.filter(action="contact.recorded").values_list("subject", flat=True))
    assert {f"enquiry:{reference}" for reference in Enquiry.objects.values_list("reference", flat=True)} <= told


def test_loading_again_changes_nothing_and_says_so(pilot: actions.Loaded) -> None:
    before = Enquiry.objects.count(), Contact.objects.count(), Event.objects.count()
    result = CliRunner().invoke(demo, ["load", "--months", "3", "--seed", "9"])
    assert result.exit_code == 0
    assert "The demo is loaded already (1 month, seed 7). Nothing was changed." in result.output
    assert before == (Enquiry.objects.count(), Contact.objects.count(), Event.objects.count())
    assert (pilot.enquiries, pilot.contacts) == before[:2]


@override_settings(PRODUCTION=True)
def test_production_is_refused_even_where_a_demo_is() -> None:
    result = CliRunner().invoke(demo, ["load"])
    assert result.exit_code == 1
    assert "This is a production environment, and invented records do not belong in it." in result.output
