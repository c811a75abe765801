"""Freezing the facts of a return, of a new one, again, or for a revision."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.content.current import current_content
from adviceline.measures.calendar import london_moment
from adviceline.privacy.screening import ScreenedText, record_override
from adviceline.reporting.labels import frozen_labels
from adviceline.reporting.models import Return, ReturnStep
from adviceline.reporting.returns.actions.steps import UnableToMoveReturn, keep, require, role_of, step, subject
from adviceline.reporting.returns.naming import Period, ReturnName, parse_period
from adviceline.reporting.returns.queries import had_begun, last_released, return_rules
from adviceline.reporting.returns.snapshot import Manifest, Part, freeze_month, freeze_quarter
from adviceline.reporting.returns.states import STEPS, roles_with


def prepare_return(*, period: Period, by: Person, at: datetime) -> Return:
    """Freeze the facts of a period: for a new return, or again for one that is not signed yet, whose protection is then
    given up. A quarter takes its months as each was last released."""
    report = Return.objects.filter(period=period.text).order_by("-revision").first()
    if report is not None:
        return _again(report, by=by, at=at)
    if not by.may(STEPS["prepare"].needs):
        raise UnableToMoveReturn(
            f"A return is prepared by somebody with one of these roles: {roles_with(STEPS['prepare'].needs)}."
        )
    if period.months[-1] >= london_moment(at).month:
        raise UnableToMoveReturn(f"{period.words} is not over yet. A return is prepared once its period has ended.")
    if not had_begun(period):
        raise UnableToMoveReturn(f"Nothing was counted in {period.words} or before it, so there is nothing to return.")
    manifest = _freeze(period)
    try:
        with transaction.atomic():
            report = Return.objects.create(
                name=str(ReturnName(period)), period=period.text, snapshot=manifest.hash, prepared_by=by,
                prepared_role=role_of("prepare", by), prepared_at=at, is_fictional=by.is_fictional,
            )  # fmt: skip
            ReturnStep.objects.create(report=report, step="prepare", detail=manifest.hash, by=by, at=at)
            record(action="return.prepared", by=by, at=at, subject=subject(report), data={"snapshot": manifest.hash})
    except IntegrityError as error:
        raise UnableToMoveReturn(f"A colleague prepared return {period.text} in the same moment.") from error
    return report


def revise_return(*, report: Return, reason: ScreenedText, by: Person, at: datetime) -> Return:
    """Begin a correction of what was released: a return of its own, with the facts as they are now."""
    if not reason.text:
        raise UnableToMoveReturn("Say why the return is revised: the reason is printed in the revision.")
    require("revise", report, by)
    period = parse_period(report.period)
    manifest = _freeze(period)
    name = ReturnName(period, report.revision + 1)
    try:
        with transaction.atomic():
            fresh = Return.objects.create(
                name=str(name), period=period.text, revision=name.revision, corrects=report, reason=reason.text,
                snapshot=manifest.hash, prepared_by=by, prepared_role=role_of("prepare", by), prepared_at=at,
                is_fictional=by.is_fictional,
            )  # fmt: skip
            ReturnStep.objects.create(
                report=fresh, step="revise", detail=manifest.hash, reason=reason.text, by=by, at=at
            )
            record_override(reason, subject=subject(fresh), field_name="reason", by=by, at=at)
            record(
                action="return.revised", by=by, at=at, subject=subject(fresh),
                data={"corrects": report.name, "snapshot": manifest.hash},
            )  # fmt: skip
    except IntegrityError as error:
        raise UnableToMoveReturn(f"Return {report.name} is being revised already: see {name}.") from error
    return fresh


def _again(report: Return, *, by: Person, at: datetime) -> Return:
    if report.released:
        raise UnableToMoveReturn(
            f"Return {report.name} was released, and what was released is not changed. To correct it, revise it and say why."
        )
    require("prepare", report, by)
    manifest = _freeze(parse_period(report.period))
    with step("prepare", report, by) as fresh:
        fresh.snapshot, fresh.document, fresh.inside, fresh.linked = manifest.hash, "", {}, []
        fresh.certificate, fresh.attacked_hash = {}, ""
        fresh.prepared_by, fresh.prepared_role, fresh.prepared_at = by, role_of("prepare", by), at
        keep(fresh, "prepare", by, at, detail=manifest.hash)
        record(action="return.prepared", by=by, at=at, subject=subject(fresh), data={"snapshot": manifest.hash})
    return fresh


def _freeze(period: Period) -> Manifest:
    content = current_content()
    labels, rules = frozen_labels(content), return_rules().as_data()
    version = f"sha256:{content.hash}"
    if not period.parts:
        return freeze_month(
            period=period.text, month=period.months[0], labels=labels, rules=rules, content_version=version
        )
    parts = []
    for month in period.parts:
        released = last_released(month)
        if released is None:
            raise UnableToMoveReturn(
                f"A quarter is the sum of its months as they were released, and {month.text} has not been released yet."
            )
        parts.append(Part(released.name, released.snapshot))
    return freeze_quarter(period=period.text, parts=parts, labels=labels, rules=rules, content_version=version)
