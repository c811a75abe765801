"""Scenes in which others have done their part: evidence that a second person reads, notes, returns, mail set aside.

As in scenes.py: `scene(values, person, browser)`, with the values of the address and the person who looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.test import Client
from django.utils import timezone

from adviceline.accounts.models import Person
from tests.support import people

Scene = Callable[[Mapping[str, Any], Person, Client], None]


def an_item(state: str) -> Scene:
    """The item of evidence waits for a second reader; or is accepted, linked to another, and waits for its coders."""

    def scene(values: Mapping[str, Any], person: Person, browser: Client) -> None:
        from adviceline.evidence.actions.items import link_items
        from adviceline.evidence.models import EvidenceItem
        from tests.support.samples import evidence_item

        item = EvidenceItem.objects.get(pk=values["pk"])
        item.codings.all().delete()
        analyst, at = _one("evidence_analyst"), timezone.now()
        read = (
            {"reviewed_by": analyst, "reviewed_at": at}
            if state == "accepted"
            else {"reviewed_by": None, "reviewed_at": None}
        )
        EvidenceItem.objects.filter(pk=item.pk).update(state=state, codes=[], coded_at=None, **read)
        if state == "accepted":
            item.refresh_from_db()
            link_items(first=item, second=evidence_item("accepted"), how="related", by=analyst, at=at)

    return scene


def a_note(state: str) -> Scene:
    """A note of insight is a draft of the person who looks, or was approved."""

    def scene(values: Mapping[str, Any], person: Person, browser: Client) -> None:
        from adviceline.evidence.models import InsightNote

        approved = {
            "approved_by": _one("supervisor"),
            "approved_at": timezone.now(),
            "written_by": _one("evidence_analyst"),
        }
        draft = {"approved_by": None, "approved_at": None, "written_by": person}
        InsightNote.objects.filter(pk=values["pk"]).update(state=state, **(approved if state == "approved" else draft))

    return scene


def a_return_is(state: str) -> Scene:
    """The return is protected, signed or released, by others."""

    def scene(values: Mapping[str, Any], person: Person, browser: Client) -> None:
        from adviceline.reporting.models import Release
        from adviceline.reporting.returns import queries
        from adviceline.reporting.returns.snapshot.manifest import digest
        from tests.support import made_returns

        report = queries.return_by_name(str(values["name"]))
        if report.state != "prepared":
            return  # a sample that was released with what it corrects
        report = made_returns.protected(report)
        if state == "protected":
            return
        at, made = timezone.now(), digest(report.document.encode())
        report.state, report.signed_role, report.signed_at, report.signed_hash = state, "Supervisor", at, made
        report.signed_by = _one("supervisor")
        report.save()
        if state == "released":
            Release.objects.create(
                report=report, number=Release.objects.count() + 1, document=report.document, document_hash=made,
                certificate=report.certificate, released_by=_one("service_manager"), released_role="Service manager",
                released_at=at,
            )  # fmt: skip

    return scene


def a_message_is_set_aside(values: Mapping[str, Any], person: Person, browser: Client) -> None:
    from adviceline.channels.email.models import Message
    from tests.support import mail_sample

    message = mail_sample.attachment().message
    Message.objects.filter(pk=message.pk).update(state=Message.State.SET_ASIDE, contact=None, reason="unreadable")


def _one(role: str) -> Person:
    return people.somebody(role, strong=False)


BY_PAGE: Mapping[str, tuple[Scene, ...]] = {
    "evidence:item": (an_item("waiting"), an_item("accepted")),
    "evidence:note": (a_note("draft"), a_note("approved")),
    "returns:one": (a_return_is("protected"), a_return_is("signed"), a_return_is("released")),
    "desk:mail": (a_message_is_set_aside,),
}
