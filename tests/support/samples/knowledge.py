"""Samples: the directory, practice, evidence and what was learnt of it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from tests.support import people
from tests.support.samples.kinds import AT, Sample

if TYPE_CHECKING:
    from adviceline.evaluation.models import Recommendation
    from adviceline.evidence.models import EvidenceItem, InsightNote, PracticeExample


def an_entry() -> str:
    """The id of a published entry of the directory."""
    from adviceline.directory.actions import create_entry
    from adviceline.directory.models import Entry

    values = {
        "title": "Sample entry", "publisher": "Example Trust (fictional)", "url": "https://trust.example.org/",
        "kind": "tool", "audiences": ["education"], "phases": ["all"], "topics": ["safety plan"],
        "regions": ["national"], "when_to_use": "Planning a safe return to lessons.", "status": "published",
    }  # fmt: skip
    if not Entry.objects.filter(pk="sample-entry").exists():
        create_entry(entry_id="sample-entry", values=values, by=people.somebody("content_editor", strong=False), at=AT)
    return "sample-entry"


def practice_example(state: str = "published") -> PracticeExample:
    """A made-up example of practice, written by one person and approved by another, in the state that is wanted."""
    from adviceline.evidence.actions import examples as actions
    from adviceline.privacy.screening import screen_text

    texts = {
        "title": "Sample: a joint safety plan", "need": "Staff were unsure who leads a plan.",
        "done": "The school and the council wrote one form together.", "conditions": "Two meetings a term.",
        "changed": "Plans were ready within two days.",
        "known": "The council counted plans for two terms.",
    }  # fmt: skip
    values = {name: screen_text(text) for name, text in texts.items()} | {
        "setting": "mainstream_school", "phase": "secondary", "region": "south_west", "contributor": "partner",
        "grade": "evidenced", "topics": ["safety plan"], "practices": ["G1"],
    }  # fmt: skip
    author, approver = (people.somebody(role, strong=False) for role in ("content_editor", "clinical_reviewer"))
    made = actions.write_example(values=values, by=author, at=AT, is_fictional=True)
    if state in ("in_review", "approved", "published", "withdrawn"):
        made = actions.submit_example(example=made, by=author, at=AT)
    if state in ("approved", "published", "withdrawn"):
        made = actions.approve_example(example=made, version=1, by=approver, at=AT)
    if state in ("published", "withdrawn"):
        made = actions.publish_example(example=made, by=author, at=AT)
    if state == "withdrawn":
        made = actions.withdraw_example(example=made, reason=screen_text("Replaced."), by=author, at=AT)
    return made


def evidence_item(state: str = "waiting", kind: str = "barrier") -> EvidenceItem:
    """A made-up item, written down by an adviser: waiting; accepted by an analyst; or `differing`, coded two ways."""
    from adviceline.evidence.actions import coding, items
    from adviceline.privacy.screening import screen_text

    values = {
        "kind": kind, "codes": ["other"], "setting": "mainstream_school", "region": "south_west", "grade": "described",
        "narrative": screen_text("Two agencies kept separate plans, and staff were unsure which to follow."),
    }  # fmt: skip
    adviser, analyst, second = (people.somebody(*roles, strong=False) for roles in (
        ("adviser",), ("evidence_analyst",), ("supervisor", "evidence_analyst")))  # fmt: skip
    made = items.collect_item(
        values=values, source="staff", submission=uuid.uuid4(), by=adviser, at=AT, is_fictional=True
    )
    if state in ("accepted", "differing"):
        made = items.accept_item(item=made, version=1, by=analyst, at=AT)
    if state == "differing":
        for coder, main in ((analyst, "B1"), (second, "B5")):
            coding.code_item(item=made, main=main, also=[], by=coder, at=AT)
    return made


def insight_note(state: str = "draft") -> InsightNote:
    """A made-up note on one accepted item, written by an analyst."""
    from adviceline.evidence.actions import notes
    from adviceline.privacy.screening import screen_text

    author, other = people.somebody("evidence_analyst", strong=False), people.somebody("supervisor", strong=False)
    note = notes.write_note(
        title=screen_text("Sample: plans are kept apart"), body=screen_text("Several told of separate plans."),
        cites=[evidence_item("accepted")], by=author, at=AT, is_fictional=True,
    )  # fmt: skip
    if state in ("in_review", "approved"):
        note = notes.submit_note(note=note, by=author, at=AT)
    if state == "approved":
        note = notes.approve_note(note=note, version=1, by=other, at=AT)
    return note


def linked_item() -> int:
    from adviceline.evidence.actions.items import link_items

    analyst = people.somebody("evidence_analyst", strong=False)
    first, second = evidence_item("accepted"), evidence_item("accepted")
    return link_items(first=first, second=second, how="related", by=analyst, at=AT).first_id


def newest_link() -> int:
    from adviceline.evidence.models import ItemLink

    return ItemLink.objects.latest("pk").pk


def candidate() -> int:
    from adviceline.evidence.actions.candidates import propose_candidate
    from adviceline.privacy.screening import screen_text

    return propose_candidate(
        example=practice_example(), why=screen_text("It needs little, and two areas saw the same."),
        by=people.somebody("evidence_analyst", strong=False), at=AT,
    ).pk  # fmt: skip


def recommendation() -> Recommendation:
    """A made-up recommendation that waits for approval."""
    from adviceline.evaluation.actions import write_recommendation
    from adviceline.privacy.screening import screen_text

    return write_recommendation(
        title=screen_text("Sample: share the one form"), body=screen_text("Several areas asked for it."),
        by=people.somebody("evaluator", strong=False), at=AT, is_fictional=True,
    )  # fmt: skip


def feed(which: str) -> Sample:
    """The identifier that the public feed gives a sample service, its organisation, a taxonomy or a term."""

    def make() -> uuid.UUID:
        from adviceline.directory.actions import create_entry
        from adviceline.directory.models import Entry
        from adviceline.directory.oruk import identity

        values = {
            "title": "Sample helpline", "publisher": "Example Trust (fictional)", "url": "https://trust.example.org/",
            "kind": "contact", "audiences": ["education"], "phases": ["all"], "topics": ["images"],
            "regions": ["national"], "when_to_use": "Talking over a worry.", "status": "published",
        }  # fmt: skip
        if not Entry.objects.filter(pk="sample-helpline").exists():
            editor = people.somebody("content_editor", strong=False)
            create_entry(entry_id="sample-helpline", values=values, by=editor, at=AT)
        return {
            "service": identity.service_id("sample-helpline"),
            "organization": identity.organization_id("Example Trust (fictional)"),
            "taxonomy": identity.taxonomy_id("topic"),
            "term": identity.term_id("topic", "images"),
        }[which]

    return make
