"""Reads returns and their releases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Count, Q

from adviceline.facts.models import ContactFact, EnquiryFact
from adviceline.measures.calendar import london_moment, next_month
from adviceline.reporting.models import Commentary, Release, Return, ReturnStep
from adviceline.reporting.queries import months_with_contacts
from adviceline.reporting.returns.document import Act, ReturnDocument, Section, Step
from adviceline.reporting.returns.document_json import as_json, from_json
from adviceline.reporting.returns.linking.rules import ReturnRules, rules_from
from adviceline.reporting.returns.naming import (
    Period,
    ReturnName,
    month_period,
    parse_name,
    parse_period,
    quarter_of,
)
from adviceline.reporting.returns.snapshot.freezing import month_of_facts
from adviceline.reporting.returns.snapshot.manifest import digest

#: What people write in a return, in order: id, title, what it asks for.
SECTIONS: dict[str, tuple[str, str]] = {
    "emerging": ("Emerging issues and trends", "What advisers are hearing more of, or for the first time."),
    "expenditure": ("Expenditure", "What was spent in the period, and on what, against what was planned."),
    "feedback": ("What changed because of feedback", "What people said of the service, and what was done."),
}
#: Steps that make a return: whoever took one may not sign it.
MAKING = ("prepare", "revise", "write", "protect")


class NoSuchReturn(Exception):
    """There is no return of that name; the words say so."""


def return_rules() -> ReturnRules:
    """The rules as the settings have them now."""
    return rules_from({**settings.DISCLOSURE, **settings.RETURNS})


def returns() -> list[Return]:
    """Every return, the latest period first; what is large of each is read when it is asked for."""
    large = ("document", "inside", "certificate", "release__document", "release__certificate")
    return list(Return.objects.select_related("release").defer(*large).order_by("-period", "-revision"))


def return_by_name(text: str) -> Return:
    """Raises NoSuchReturn, also for what is not a name."""
    try:
        name = str(parse_name(text))
    except ValueError as error:
        raise NoSuchReturn(str(error)) from error
    found = Return.objects.select_related("prepared_by", "signed_by", "corrects", "release").filter(name=name).first()
    if found is None:
        raise NoSuchReturn(f"There is no return {name}. To begin it: adviceline returns prepare {name}.")
    return found


def name_of(report: Return) -> ReturnName:
    return ReturnName(parse_period(report.period), report.revision)


def last_released(period: Period) -> Return | None:
    """The last revision of a period that was released."""
    return Return.objects.filter(period=period.text, state="released").order_by("-revision").first()


def released_document(report: Return) -> ReturnDocument:
    return from_json(report.release.document.encode())


def released_files(report: Return) -> dict[str, bytes]:
    """The files of a release by name; empty for a return that was not released."""
    release = getattr(report, "release", None)
    return {} if release is None else {each.name: bytes(each.content) for each in release.files.order_by("name")}


def last_number() -> int:
    """How many releases there were: the number of the last."""
    last = Release.objects.order_by("-number").values_list("number", flat=True).first()
    return last or 0


def linked_releases(report: Return, *, names: Sequence[str] | None = None) -> list[Return]:
    """Releases of which some sum ties a quantity to one of this return, a return before its revisions.

    A month is tied to its own revisions; where its quarter has been released, to the quarter and its other months. A
    quarter is tied to its months. `names`: those alone (what an earlier protection took into account)."""
    period = parse_period(report.period)
    quarter = period.quarter
    everything = [quarter.text, *(part.text for part in quarter.parts)]
    found = (
        Return.objects.filter(state="released", period__in=everything).exclude(pk=report.pk).select_related("release")
    )
    if names is not None:
        return list(found.filter(name__in=names).order_by("period", "revision"))
    if not period.parts and not found.filter(period=quarter.text).exists():
        found = found.filter(period=period.text)
    return list(found.order_by("period", "revision"))


def makers(report: Return) -> set[int]:
    """Ids of those who made a return, in any step."""
    return set(ReturnStep.objects.filter(report=report, step__in=MAKING).values_list("by_id", flat=True))


def history(report: Return) -> list[ReturnStep]:
    return list(ReturnStep.objects.filter(report=report).select_related("by"))


def commentary(report: Return) -> dict[str, Commentary]:
    found = Commentary.objects.filter(report=report).select_related("written_by", "reviewed_by")
    return {each.section: each for each in found}


def whole_document(report: Return, *, released: tuple[str, datetime] | None = None) -> ReturnDocument:
    """The document with what people wrote and signed. `released`: the role and the time of its release."""
    written = commentary(report)
    sections = tuple(
        Section(name, title, written[name].text) for name, (title, _) in SECTIONS.items() if name in written
    )
    acts = [Act(Step.PREPARED, report.prepared_role, _whole_seconds(report.prepared_at))]
    if report.signed_at is not None:
        acts.append(Act(Step.SIGNED, report.signed_role, _whole_seconds(report.signed_at)))
    if released is not None:
        acts.append(Act(Step.RELEASED, released[0], _whole_seconds(released[1])))
    return replace(from_json(report.document.encode()), commentary=sections, acts=tuple(acts))


def document_now(report: Return) -> ReturnDocument:
    """As it was released, or as it would be now. The return must have been protected."""
    return released_document(report) if report.released else whole_document(report)


def content_hash(report: Return) -> str:
    """Of what is signed: figures, tables and commentary, without signatures."""
    return digest(as_json(replace(whole_document(report), acts=())))


def _whole_seconds(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def changed_since_frozen(report: Return, counted: dict[str, int]) -> int:
    """How many more or fewer facts the month has now than when it was frozen; `counted`: rows frozen, by table."""
    period = parse_period(report.period)
    if period.parts:
        return 0
    differ = 0
    for model, of_month in month_of_facts(period.months[0]).items():
        now = model._default_manager.filter(of_month).aggregate(rows=Count("pk"))["rows"]
        differ += abs(now - counted.get(model._meta.db_table, 0))
    return differ


def periods_to_prepare(*, at: datetime) -> list[Period]:
    """Months and quarters that are over and have no return yet; the oldest first. From the quarter in which something was
    first counted to that in which something last was: a month in which nobody got in touch is a part of its quarter."""
    counted = months_with_contacts()
    if not counted:
        return []
    months, month = [], quarter_of(counted[-1]).months[0]
    while month <= quarter_of(counted[0]).months[-1] and month < london_moment(at).month:
        months.append(month)
        month = next_month(month)
    taken = set(Return.objects.values_list("period", flat=True))
    found = [month_period(month) for month in months if month_period(month).text not in taken]
    quarters = {month_period(month).quarter.text: month_period(month).quarter for month in months}
    released = set(Return.objects.filter(state="released").values_list("period", flat=True))
    found += [
        quarter
        for quarter in quarters.values()
        if quarter.text not in taken and all(part.text in released for part in quarter.parts)
    ]
    return found


def waiting_for_review() -> list[Commentary]:
    """Sections that nobody else has read, of returns that are not released."""
    return list(Commentary.objects.filter(reviewed_by__isnull=True).exclude(report__state="released"))


def had_begun(period: Period) -> bool:
    """Whether anything was counted by the end of the period's quarter. From then on each month has its return, also one in
    which nobody got in touch: without it the quarter could not be made up."""
    last = period.quarter.months[-1]
    return (
        ContactFact.objects.filter(month__lte=last).exists()
        or EnquiryFact.objects.filter(Q(opened_month__lte=last) | Q(closed_month__lte=last)).exists()
    )
