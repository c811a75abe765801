"""The pages of the rota: typed, by keyboard, without scripts."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from adviceline.workforce.actions import feeds, rota
from adviceline.workforce.models import AdviserRecord, Leave, Shift, StateInterval, Swap
from adviceline.workforce.queries.rota import feed_address, open_feed_of
from tests.support import people, rota_sample

pytestmark = pytest.mark.django_db


def date_parts(prefix: str, day) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {f"{prefix}-day": str(day.day), f"{prefix}-month": str(day.month), f"{prefix}-year": str(day.year)}


def test_a_supervisor_types_a_shift_and_is_told_in_words_why_one_cannot_be() -> None:
    page, who = people.browser_of(people.somebody("supervisor")), rota_sample.adviser(name="Wren")
    day = rota_sample.open_day(timezone.now())
    sent = {"shift-adviser": who.pk, "shift-begins": "8am", "shift-ends": "14.00", **date_parts("shift-day", day)}
    made = page.post(reverse("desk:add_shift"), sent)
    assert made.status_code == 302
    shown = page.get(made["Location"]).content.decode()
    assert "8am to 2pm" in shown
    assert "0 of 2" in shown
    again = page.post(reverse("desk:add_shift"), sent | {"shift-begins": "1pm", "shift-ends": "5pm"})
    assert again.status_code == 422
    assert "another shift" in again.content.decode()
    bare = rota_sample.adviser(until=None)
    refused = page.post(reverse("desk:add_shift"), sent | {"shift-adviser": bare.pk})
    assert "nothing is recorded" in refused.content.decode()
    shift = Shift.objects.get()
    address = reverse("desk:shift", args=[shift.pk])
    moved = page.post(address, {"what": "move", "move-begins": "9am", "move-ends": "2pm", "move-sequence": 0,
                                **date_parts("move-day", day)})  # fmt: skip
    assert moved.status_code == 302
    assert page.post(address, {"what": "off", "off-sequence": 0}).status_code == 422
    assert page.post(address, {"what": "off", "off-sequence": 1}).status_code == 302
    assert not Shift.objects.get().is_planned


def test_an_adviser_sees_the_rota_and_cannot_write_it() -> None:
    page = people.browser_of(people.somebody("adviser"))
    assert page.get(reverse("desk:rota")).status_code == 200
    assert "Add a shift" not in page.get(reverse("desk:rota")).content.decode()
    for name in ("rota_requests", "cover", "advisers", "forecast", "quality", "wellbeing"):
        assert page.get(reverse(f"desk:{name}")).status_code == 403
    assert page.post(reverse("desk:add_shift")).status_code == 403


def test_a_swap_and_leave_go_from_one_page_to_the_next() -> None:
    mine = rota_sample.shift()
    colleague = rota_sample.adviser()
    me, other, boss = (people.browser_of(each) for each in (
        _strong(mine.adviser), _strong(colleague), people.somebody("supervisor")))  # fmt: skip
    address, requests = reverse("desk:my_rota"), reverse("desk:rota_requests")
    sent = {"what": "swap", "swap-shift": mine.pk, "swap-colleague": colleague.pk, "swap-in_return": ""}
    assert me.post(address, sent).status_code == 302
    swap = Swap.objects.get()
    assert other.post(address, {"what": "accept", "pk": swap.pk}).status_code == 302
    assert boss.post(requests, {"what": "swap", "pk": swap.pk, "agree": "yes"}).status_code == 302
    mine.refresh_from_db()
    assert mine.adviser_id == colleague.pk
    day = timezone.localdate() + timedelta(days=9)
    asked = other.post(address, {"what": "leave", "leave-adviser": colleague.pk, **date_parts("leave-first", day)})
    assert asked.status_code == 302
    boss.post(requests, {"what": "leave", "pk": Leave.objects.get().pk, "agree": "no"})
    assert Leave.objects.get().state == Leave.State.DECLINED


def test_a_calendar_reads_the_shifts_until_the_link_is_ended() -> None:
    shift = rota_sample.shift()
    stranger, at = Client(), timezone.now()
    feed = feeds.make_feed(adviser=shift.adviser, by=shift.adviser.person, at=at)
    path = feed_address(feed, origin="")
    answer = stranger.get(path)
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (shift.starts_at, shift.ends_at)
    assert shift.adviser.person.name.encode() not in answer.content
    rota.cancel_shift(shift=shift, sequence=0, by=rota_sample.supervisor(), at=at)
    (event,) = Calendar.from_ical(stranger.get(path).content).walk("VEVENT")
    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 1)
    feeds.make_feed(adviser=shift.adviser, by=shift.adviser.person, at=at)
    assert stranger.get(path).status_code == 404
    feeds.revoke_feed(adviser=shift.adviser, by=shift.adviser.person, at=at)
    assert open_feed_of(shift.adviser) is None


def test_the_state_is_set_in_the_top_bar_and_signing_out_leaves_the_line() -> None:
    who = people.somebody("adviser")
    page = people.browser_of(who)
    assert "Off the line" in page.get(reverse("desk:queue")).content.decode()
    page.post(reverse("desk:set_state"), {"state": "ready"})
    assert "Ready<" in page.get(reverse("desk:queue")).content.decode()
    page.post(reverse("account_logout"))
    assert StateInterval.objects.get(adviser=who).ending == "left"


def _strong(record: AdviserRecord):  # type: ignore[no-untyped-def]
    people.add_app(record.person)
    return record.person


def test_the_forecast_says_that_the_rule_decides_and_takes_a_scenario() -> None:
    from datetime import UTC, datetime

    from adviceline.facts.actions import write_contact_facts
    from adviceline.facts.values import ContactFactValues

    page = people.browser_of(people.somebody("supervisor"))
    assert "Too little to tell yet" in page.get(reverse("desk:forecast")).content.decode()
    opens = datetime(2022, 2, 7, 10, tzinfo=UTC)
    write_contact_facts(
        ContactFactValues(
            fact_id=uuid.uuid4(), enquiry_fact=None, channel="call", direction="in", outcome="answered",
            began_at=opens + timedelta(days=day), wait_seconds=9, talk_seconds=600, wrap_up_seconds=120,
        )
        for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)
    )  # fmt: skip
    shown = page.get(reverse("desk:forecast"), {"week": "2022-03-07"}).content.decode()
    assert "decides every half hour" in shown
    assert "10 calls on 10 open days" in shown
    given = {"week": "2022-03-07", "volume": 4000, "handling": 720, "patience": 60, "shrinkage": 25, "target_share": 80,
             "target_seconds": 20, "hour_cost": "30"}  # fmt: skip
    busy = page.get(reverse("desk:forecast"), given)
    assert busy.status_code == 200
    assert "4,000%" in busy.content.decode() or "4000%" in busy.content.decode()
    refused = page.get(reverse("desk:forecast"), given | {"shrinkage": "100"})
    assert refused.status_code == 422
    assert "from 0 to 80" in refused.content.decode()
    closed = page.get(reverse("desk:forecast"), {"week": "2022-12-26"}).content.decode()
    assert "Mon 26 Dec" not in closed
