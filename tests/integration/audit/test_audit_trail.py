"""The trail refuses change; what gets past the refusal is found; what was rewritten whole is found by its anchor."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from adviceline.audit import commands
from adviceline.audit.actions import AuditOutsideTransaction, events_last, record
from adviceline.audit.actors import NamedActor
from adviceline.audit.chain import GENESIS, event_hash
from adviceline.audit.models import Event, Head
from adviceline.audit.queries import append_anchor, events_about, verify

ADVISER = NamedActor("person:4")
NO_ANCHORS = None


@pytest.fixture
def trail(db, clock):
    """Ten events of one enquiry."""
    with transaction.atomic():
        return [
            record(
                action="enquiry.read", by=ADVISER, at=clock.forward(seconds=1), subject="enquiry:HSB-1", data={"n": n}
            )
            for n in range(10)
        ]


@pytest.fixture
def unguarded(db):
    """The triggers off, as a keeper of the database could have them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE audit_head DISABLE TRIGGER USER")


def rewrite(first: int) -> None:
    """Make every hash from that event on right again, as somebody who knows how would."""
    previous = Event.objects.get(seq=first - 1).hash if first > 1 else GENESIS
    for event in Event.objects.filter(seq__gte=first).order_by("seq"):
        digest = event_hash(
            seq=event.seq, at=event.at, actor=event.actor, action=event.action, subject=event.subject, data=event.data,
            previous_hash=previous,
        )  # fmt: skip
        Event.objects.filter(seq=event.seq).update(previous_hash=previous, hash=digest)
        previous = digest
    last = Event.objects.order_by("seq").last()
    Head.objects.update(seq=last.seq if last else 0, hash=previous)


def test_an_untouched_trail_holds(trail):
    found = verify()

    assert found.holds
    assert found.events == trail[-1].seq
    assert [event.seq for event in events_about("enquiry:HSB-1")] == [event.seq for event in reversed(trail)]


def test_an_event_is_written_in_the_transaction_of_what_it_tells_of(trail, clock, monkeypatch):
    from types import SimpleNamespace

    from adviceline.audit import actions

    with transaction.atomic():
        record(action="test.undone", by=ADVISER, at=clock.now)
        transaction.set_rollback(True)
    assert not Event.objects.filter(action="test.undone").exists()
    assert verify().holds

    monkeypatch.setattr(actions, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(AuditOutsideTransaction):
        record(action="test.done", by=ADVISER, at=clock.now)


REFUSED = [
    "UPDATE audit_event SET action = 'enquiry.closed'",
    "UPDATE audit_event SET action = action WHERE seq = 1",
    "DELETE FROM audit_event",
    "DELETE FROM audit_event WHERE seq = 1",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_change(trail, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().holds


def test_the_database_refuses_change_through_the_models(trail):
    trail[0].action = "enquiry.closed"
    for change in (
        trail[0].save,
        trail[0].delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(action="x"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_the_database_refuses_to_empty_or_replace_it(trail, engine):
    statements = {
        "postgresql": ["TRUNCATE audit_event", "TRUNCATE audit_event CASCADE"],
        "sqlite": [
            "REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 1",
            "REPLACE INTO audit_event SELECT 99, at, actor, '', '', data, previous_hash, hash FROM audit_event LIMIT 1",
        ],
    }[engine]
    for statement in statements:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_head_is_one_row_that_only_goes_forward(trail, engine):
    statements = [
        "DELETE FROM audit_head",
        "INSERT INTO audit_head (id, seq, hash) VALUES (2, 0, '')",
        "UPDATE audit_head SET seq = seq - 1",
        "UPDATE audit_head SET hash = ''",
        "TRUNCATE audit_head"
        if engine == "postgresql"
        else "REPLACE INTO audit_head (id, seq, hash) VALUES (1, 0, '')",
    ]
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


CHANGES = {
    "time": {"at": "2020-01-01T00:00:00Z"}, "person": {"actor": "person:9"}, "action": {"action": "enquiry.closed"},
    "subject": {"subject": "enquiry:HSB-2"}, "data": {"data": {"n": 99}}, "hash": {"hash": "f" * 64},
    "predecessor": {"previous_hash": "e" * 64},
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_event_is_found(trail, unguarded, change):
    changed = trail[4].seq

    Event.objects.filter(seq=changed).update(**change)

    assert any(f"Event {changed}" in fault for fault in verify().faults)


def test_a_removed_event_is_found(trail, unguarded):
    Event.objects.filter(seq=trail[4].seq).delete()

    assert verify().faults[0] == f"Event {trail[4].seq} is missing: the next one found is {trail[5].seq}."


def test_an_end_cut_off_is_found_by_the_head(trail, unguarded):
    Event.objects.filter(seq__gt=trail[4].seq).delete()

    assert not verify().holds


def test_a_head_that_is_gone_is_told_and_not_a_crash(trail, unguarded, tmp_path):
    Head.objects.all().delete()

    assert verify().faults == ("The head of the chain is gone.",)
    answer = CliRunner().invoke(commands.audit, ["anchor", "--anchors", str(tmp_path / "anchor.jsonl")])
    assert (answer.exit_code, "The head of the chain is gone" in answer.output) == (1, True)


def test_an_event_moved_far_off_does_not_swell_the_count(trail, unguarded):
    Event.objects.filter(seq=trail[-1].seq).update(seq=100_000)

    assert verify().events == len(trail)


def verified(*named):
    return CliRunner().invoke(commands.audit, ["verify", *(("--anchors", str(named[0])) if named else ())])


def test_that_nothing_was_anchored_is_said(trail, tmp_path, settings):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "none.jsonl"
    for content in (None, "", "\n"):
        if content is not None:
            settings.AUDIT_ANCHOR_FILE.write_text(content)
        answer = verified()
        assert answer.exit_code == 1
        assert "cut short would not be noticed. One should have been made by now" in answer.output


def test_a_new_system_has_no_anchor_yet(db, tmp_path, settings):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "none.jsonl"
    with transaction.atomic():
        record(action="enquiry.read", by=ADVISER, at=timezone.now() - timedelta(minutes=50), subject="enquiry:HSB-1")
    answer = verified()
    assert answer.exit_code == 0
    assert "1 event, 0 anchors: the chain holds." in answer.output
    assert "cut short would not be noticed" in answer.output


@pytest.mark.parametrize("content", [None, "", "# A project\n\nWords.\n" * 30, "[]\n", '{"seq": 1e999, "hash": ""}\n'])
def test_a_file_that_was_named_must_hold_anchors(trail, tmp_path, content):
    named = tmp_path / "README.md"
    if content is not None:
        named.write_text(content)
    answer = verified(named)
    assert answer.exit_code == 1
    assert "is broken" not in answer.output
    assert "README.md is not there" in answer.output or "README.md cannot be read" in answer.output or not content
    assert verified(tmp_path).exit_code == 1


def test_that_the_triggers_are_missing_is_said(trail, unguarded, tmp_path, clock):
    append_anchor(tmp_path / "anchor.jsonl", at=clock.now)
    answer = verified(tmp_path / "anchor.jsonl")
    assert answer.exit_code == 1
    assert "The database does not protect the trail: audit_event_no_" in answer.output
    assert "the chain holds" in answer.output


def test_an_inserted_event_is_found(trail, unguarded, clock):
    last = trail[-1]
    Event.objects.create(
        seq=last.seq + 1, at=clock.now, actor="person:9", action="x", previous_hash=last.hash, hash="a" * 64
    )

    assert not verify().holds


def test_two_events_in_each_others_place_are_found(trail, unguarded):
    one, other = trail[3], trail[4]
    Event.objects.filter(seq=one.seq).update(action=other.action, at=other.at, data=other.data)
    Event.objects.filter(seq=other.seq).update(action=one.action, at=one.at, data=one.data)

    assert len(verify().faults) >= 2


def test_a_chain_rewritten_whole_is_found_by_its_anchor(trail, unguarded, tmp_path, clock):
    anchors = tmp_path / "anchor.jsonl"
    append_anchor(anchors, at=clock.now)
    Event.objects.filter(seq=trail[4].seq).update(actor="person:9")
    rewrite(trail[4].seq)

    assert verify(NO_ANCHORS).holds  # inside the database nothing shows
    found = verify(anchors)
    assert not found.holds
    assert found.faults == (f"Event {trail[-1].seq} differs from its anchor outside the database.",)


def test_a_chain_cut_short_and_made_good_is_found_by_its_anchor(trail, unguarded, tmp_path, clock):
    anchors = tmp_path / "anchor.jsonl"
    append_anchor(anchors, at=clock.now)
    Event.objects.filter(seq__gt=trail[4].seq).delete()
    rewrite(trail[4].seq)

    assert verify(NO_ANCHORS).holds
    assert verify(anchors).faults == (f"Event {trail[-1].seq} was anchored outside the database and is gone.",)


def test_an_anchor_file_cut_in_the_middle_of_a_line_is_told_and_not_a_crash(trail, tmp_path, clock):
    anchors = tmp_path / "anchor.jsonl"
    append_anchor(anchors, at=clock.now)
    with anchors.open("a") as lines:
        lines.write('{"seq": 3, "ha')

    found = verify(anchors)

    assert found.faults == ("Line 2 of the anchor file cannot be read.",)
    with transaction.atomic():
        record(action="test.done", by=ADVISER, at=clock.now)
    append_anchor(anchors, at=clock.now)
    assert len([line for line in anchors.read_text().splitlines() if line.endswith("}")]) == 2


def test_an_anchor_is_written_only_when_the_chain_has_grown(trail, tmp_path, clock):
    anchors = tmp_path / "anchor.jsonl"

    written = [append_anchor(anchors, at=clock.now), append_anchor(anchors, at=clock.now)]

    assert written == [True, False]
    (line,) = map(json.loads, anchors.read_text().splitlines())
    assert (line["seq"], line["hash"]) == (trail[-1].seq, trail[-1].hash)


def test_the_commands_say_whether_it_holds(trail, tmp_path, request):
    anchors = str(tmp_path / "anchor.jsonl")
    runner = CliRunner()
    assert runner.invoke(commands.audit, ["anchor", "--anchors", anchors]).exit_code == 0
    good = runner.invoke(commands.audit, ["verify", "--anchors", anchors])
    assert (good.exit_code, "holds" in good.output) == (0, True)

    request.getfixturevalue("unguarded")
    Event.objects.filter(seq=trail[2].seq).update(actor="person:9")

    bad = runner.invoke(commands.audit, ["verify", "--anchors", anchors])
    assert bad.exit_code == 1
    assert f"Event {trail[2].seq} was changed" in bad.output


def test_events_of_several_actions_are_written_last_and_in_order(trail, clock):
    end = trail[-1].seq
    with transaction.atomic(), events_last():
        record(action="test.first", by=ADVISER, at=clock.now)
        with events_last():
            record(action="test.second", by=ADVISER, at=clock.now)
        assert Head.objects.get().seq == end  # not locked yet
        record(action="test.third", by=ADVISER, at=clock.now)

    written = Event.objects.filter(seq__gt=end).order_by("seq").values_list("action", flat=True)
    assert list(written) == ["test.first", "test.second", "test.third"]
    assert verify().holds


def test_an_event_whose_savepoint_was_undone_is_not_written_later(trail, clock):
    with transaction.atomic(), events_last():
        record(action="test.kept", by=ADVISER, at=clock.now)
        with transaction.atomic():
            record(action="test.undone", by=ADVISER, at=clock.now)
            transaction.set_rollback(True)
        with transaction.atomic():
            record(action="test.kept_too", by=ADVISER, at=clock.now)

    assert set(Event.objects.filter(action__startswith="test.").values_list("action", flat=True)) == {
        "test.kept", "test.kept_too",
    }  # fmt: skip


def test_nothing_is_written_of_what_failed(trail, clock):
    end = Head.objects.get().seq

    def do() -> None:
        with transaction.atomic(), events_last():
            record(action="test.failed", by=ADVISER, at=clock.now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        do()
    with transaction.atomic():
        record(action="test.after", by=ADVISER, at=clock.now)

    assert Head.objects.get().seq == end + 1
