"""The made-up examples of the demonstration: the guard lets every word of them through, and they say what they are."""

from __future__ import annotations

from adviceline.audit.actors import SYSTEM
from adviceline.demo.evidence import add_evidence
from adviceline.demo.people import ensure_staff
from adviceline.demo.practice import add_practice_examples
from adviceline.evidence.models import EvidenceItem
from adviceline.evidence.queries.agreement import agreements
from adviceline.evidence.queries.examples import library
from adviceline.evidence.queries.notes import pilot_candidates
from adviceline.privacy.models import GuardOverride


def test_they_are_marked_and_approved_by_another_person_and_one_waits(db, clock, client):
    made = add_practice_examples(staff=ensure_staff(by=SYSTEM, at=clock.now), at=clock.now)
    assert {example.state for example in made} == {"published", "in_review"}
    assert all(example.is_fictional for example in made)
    assert not GuardOverride.objects.exists()
    assert len(library()) == 3
    for example in library():
        assert example.approved_by != example.submitted_by
        page = client.get(f"/good-practice/{example.slug}").content.decode()
        assert "made up for demonstration" in page
        assert "invented" in example.done + example.need


def test_the_made_up_evidence_passes_the_guard_is_marked_and_is_used(db, clock):
    staff = ensure_staff(by=SYSTEM, at=clock.now)
    add_practice_examples(staff=staff, at=clock.now)
    add_evidence(staff=staff, at=clock.now)
    assert not GuardOverride.objects.exists()
    assert not EvidenceItem.objects.filter(is_fictional=False).exists()
    assert not EvidenceItem.objects.exclude(narrative__icontains="invented").exists()
    assert EvidenceItem.objects.filter(state="accepted", coded_at__isnull=True).count() == 1  # one to settle
    assert len(agreements()) == 4
    assert [each.title for each in pilot_candidates()] == ["One safety plan form for three agencies"]
