"""What the link check keeps, when it looks again, and what content editors see of it."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.urls import reverse

from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.directory import actions, tasks
from adviceline.directory.commands import directory
from adviceline.directory.links import queries
from adviceline.directory.links.actions import UnableToCheck, ask_for_check, note_check
from adviceline.directory.links.checking import Checker
from adviceline.directory.links.fetching import Fetcher
from adviceline.directory.links.queries import due_for_checking, link_shown
from adviceline.directory.models import Entry, LinkCheck
from adviceline.directory.openings import count_opening, openings_of
from adviceline.directory.rules.links import Evidence, Hop
from adviceline.directory.rules.reach import Reach
from adviceline.jobs.models import Job
from tests.support import people
from tests.support.misbehaving import Misbehaving

FAILED = Evidence("failed", "The server cannot be reached.", (Hop("https://x.example/", None),))
OK = Evidence("ok", "The page answers (200).", (Hop("https://x.example/", 200),))


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def entry(loaded):
    return Entry.objects.get(pk="ncats")


@pytest.fixture
def note(entry, clock):
    def make(evidence, *, days=0):
        clock.forward(days=days)
        return note_check(entry=entry, address=entry.url, evidence=evidence, by=SYSTEM, at=clock.now)

    return make


def test_failing_takes_three_days_and_each_change_is_on_the_audit_trail(note, entry, clock):
    note(OK)
    for _ in range(5):
        note(FAILED)
    assert note(FAILED, days=1).link_state == "ok"
    shown = link_shown(Entry.objects.get(pk=entry.pk))
    assert shown.doubtful
    assert note(FAILED, days=1).link_state == "failing"
    changes = Event.objects.filter(action="directory.link_state_changed").order_by("seq")
    assert [(each.data["before"], each.data["after"]) for each in changes] == [("unchecked", "ok"), ("ok", "failing")]
    held = LinkCheck.objects.get()
    assert held.since_at == clock.now
    assert len(held.tries) == 8
    assert held.tries[0]["chain"] == [["https://x.example/", None]]
    assert note(OK, days=1).link_state == "ok"
    assert LinkCheck.objects.get().failed_days == []


def test_the_days_are_those_of_london(note, entry, clock):
    clock.forward(hours=12)  # 22:00 on 3 February
    for _ in range(3):
        note(FAILED)
        clock.forward(hours=1)
    assert len(LinkCheck.objects.get().failed_days) == 2


def test_only_the_last_tries_are_kept(note):
    for _ in range(30):
        note(OK)
    assert len(LinkCheck.objects.get().tries) == 10


def test_a_new_address_begins_again(note, entry, clock, person):
    for _ in range(3):
        note(FAILED, days=1)
    editor = person("content_editor")
    changed = actions.change_entry(
        entry=entry, values={"url": "https://new.example.org/"}, version=1, by=editor, at=clock.now
    )
    assert changed.link_state == "unchecked"
    assert link_shown(changed).tries == ()
    assert changed in due_for_checking(at=clock.now)
    note_check(entry=changed, address=entry.url, evidence=FAILED, by=SYSTEM, at=clock.now)
    assert Entry.objects.get(pk=entry.pk).link_state == "unchecked"
    note_check(entry=changed, address=changed.url, evidence=FAILED, by=SYSTEM, at=clock.now)
    assert Entry.objects.get(pk=entry.pk).link_state == "unchecked"
    assert len(LinkCheck.objects.get().tries) == 1


def test_what_is_due(note, entry, clock):
    assert entry in due_for_checking(at=clock.now)
    note(OK)
    assert entry not in due_for_checking(at=clock.now + timedelta(days=6))
    assert entry in due_for_checking(at=clock.now + timedelta(days=8))
    note(FAILED)
    assert entry in due_for_checking(at=clock.now + timedelta(days=1, hours=1))
    Entry.objects.filter(pk=entry.pk).update(status="retired")
    assert entry not in due_for_checking(at=clock.now + timedelta(days=80))


# ---- The scheduled check ---------------------------------------------------------------------------------------------


def test_nothing_is_looked_at_where_checks_are_off(loaded, clock, person, settings):
    settings.LINK_CHECKS = False
    tasks.check_links(at=clock.now)
    assert not Job.objects.filter(task=tasks.CHECK_LINK).exists()
    with pytest.raises(UnableToCheck, match="ADVICELINE_LINK_CHECKS"):
        ask_for_check(entry=Entry.objects.get(pk="ncats"), by=person("content_editor"), at=clock.now)


def test_the_links_of_one_site_are_spread_over_the_hour_and_asked_for_once(loaded, clock, settings):
    settings.LINK_CHECKS = True
    Entry.objects.filter(pk__in=["ncats", "rse-guidance", "childline"]).update(url="https://one.example.org/a")
    tasks.check_links(at=clock.now)
    tasks.check_links(at=clock.now + timedelta(minutes=5))
    jobs = Job.objects.filter(task=tasks.CHECK_LINK)
    assert jobs.count() == Entry.objects.count()
    times = sorted(jobs.filter(args__entry__in=["ncats", "rse-guidance", "childline"]).values_list("run_at", flat=True))
    assert [later - earlier for earlier, later in itertools.pairwise(times)] == [timedelta(seconds=60)] * 2


@pytest.fixture
def server(monkeypatch, settings):
    """A server on loopback, which a checker with a rule of its own may reach."""
    settings.LINK_CHECKS = True
    with Misbehaving() as running:
        reach = Reach(allows=lambda address: address.is_loopback, ports=None)

        def checker():
            return Checker(Fetcher("test", reach=reach, request_seconds=2), sleep=lambda seconds: None)

        monkeypatch.setattr(tasks, "checker", checker)
        monkeypatch.setattr(queries, "checker", checker)
        yield running


def test_a_job_looks_and_keeps_and_puts_itself_off_when_its_site_was_just_asked(entry, server, clock):
    Entry.objects.filter(pk="ncats").update(url=server.url("/moved"))
    Entry.objects.filter(pk="rse-guidance").update(url=server.url("/page"))
    tasks.check_link(entry="ncats", at=clock.now)
    held = LinkCheck.objects.get()
    assert (held.entry.link_state, held.leads_to) == ("moved", server.url("/page"))

    tasks.check_link(entry="rse-guidance", at=clock.now)
    assert LinkCheck.objects.count() == 1
    job = Job.objects.get(task=tasks.CHECK_LINK)
    assert job.args == {"entry": "rse-guidance"}
    assert job.run_at > clock.now


def test_an_entry_that_is_gone_or_retired_meanwhile_is_let_be(loaded, server, clock):
    tasks.check_link(entry="never-was", at=clock.now)
    Entry.objects.filter(pk="ncats").update(status="retired", url=server.url("/page"))
    tasks.check_link(entry="ncats", at=clock.now)
    assert server.requests == []
    assert LinkCheck.objects.count() == 0


def test_the_command_looks_at_what_is_due_and_says_what_it_saw(entry, server):
    Entry.objects.exclude(pk="ncats").update(status="retired")
    Entry.objects.filter(pk="ncats").update(url=server.url("/missing"))
    done = CliRunner().invoke(directory, ["check-links", "--format", "json"])
    said = json.loads(done.output)
    assert (said["id"], said["state"], said["found"]) == ("ncats", "unchecked", "gone")
    assert said["chain"] == [[server.url("/missing"), 404]]
    assert "0 looked at" in CliRunner().invoke(directory, ["check-links"]).output
    again = CliRunner().invoke(directory, ["check-links", "--entry", "ncats"])
    assert "1 looked at" in again.output
    unknown = CliRunner().invoke(directory, ["check-links", "--entry", "nothing-here"])
    assert unknown.exit_code == 1
    assert "There is no entry 'nothing-here'" in unknown.output


# ---- For content editors ---------------------------------------------------------------------------------------------


def test_editors_see_what_stands_and_why_and_ask_for_a_check(note, entry, settings):
    settings.LINK_CHECKS = True
    for _ in range(3):
        note(FAILED, days=1)
    editor = people.browser_of(people.somebody("content_editor"))
    page = editor.get(reverse("directory:links")).content.decode()
    assert page.index(entry.title) < page.index("Not looked at yet")
    assert "The server cannot be reached." in page
    assert "no answer: https://x.example/" in page
    assert entry.title not in editor.get(reverse("directory:links") + "?state=ok").content.decode()
    assert "Its page did not open" in editor.get(reverse("directory:entry", args=["ncats"])).content.decode()

    check = reverse("directory:check_link", args=["ncats"])
    assert editor.post(check)["Location"].endswith("/entries/ncats#link")
    editor.post(check)
    assert Job.objects.filter(task=tasks.CHECK_LINK).count() in (1, 2)  # two, when a minute ended between them
    Entry.objects.filter(pk="ncats").update(status="retired")
    assert "is not checked" in editor.post(check, follow=True).content.decode()


def test_openings_are_counted_by_day(entry, clock):
    today = clock.now.date()
    for days in (0, 0, 1, 89, 90):
        count_opening(entry_id="ncats", on=today - timedelta(days=days))
    assert openings_of("ncats", until=today) == 4
    assert openings_of("rse-guidance", until=today) == 0


def test_while_we_are_cut_off_nothing_counts_and_afterwards_it_does(loaded, clock):
    cut_off = Evidence("failed", "The server cannot be reached.", (Hop("https://x.example/", None),))
    entries = list(Entry.objects.order_by("pk")[:40])
    for _ in range(4):
        clock.forward(days=1)
        for each in entries:
            note_check(entry=each, address=each.url, evidence=cut_off, by=SYSTEM, at=clock.now)
    assert not Entry.objects.filter(link_state__in=["failing", "gone"]).exists()
    assert "our own connection" in link_shown(Entry.objects.get(pk=entries[-1].pk)).tries[0][1]

    for _ in range(4):
        clock.forward(days=1)
        for each in entries[1:]:
            note_check(entry=each, address=each.url, evidence=OK, by=SYSTEM, at=clock.now)
        note_check(entry=entries[0], address=entries[0].url, evidence=cut_off, by=SYSTEM, at=clock.now)
    assert [each.pk for each in Entry.objects.filter(link_state="failing")] == [entries[0].pk]
