"""Writing the rota. Whatever has begun is changed with a reason only, and what it was before is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.privacy.screening import ScreenedText, record_override
from adviceline.workforce.actions.covering import count_cover_again
from adviceline.workforce.errors import UnableToRoster
from adviceline.workforce.models import AdviserRecord, Shift, ShiftCell, ShiftChange
from adviceline.workforce.queries import opening_hours
from adviceline.workforce.queries.rota import availability_of
from adviceline.workforce.queries.standing import why_not_on_the_line
from adviceline.workforce.rules.rota import cells_of, why_no_shift, within_availability

NO_REASON = ScreenedText("")
OVERLAPS = "They are on another shift for some of that time."
CHANGED = "This shift was changed meanwhile. Look at it as it is now."


def add_shift(
    *,
    adviser: AdviserRecord,
    starts_at: datetime,
    ends_at: datetime,
    by: Person,
    at: datetime,
    despite_availability: bool = False,
    reason: ScreenedText = NO_REASON,
) -> Shift:
    """Put somebody on the line. Added twice alike, it is one shift. A shift that begins in the past needs a `reason`.

    Raises `UnableToRoster`: they may not advise then, are away, are on another shift, or said they are not available.
    """
    try:
        with transaction.atomic():
            locked = _locked(adviser.pk)
            same = Shift.objects.filter(
                adviser=locked, starts_at=starts_at, ends_at=ends_at, state=Shift.State.PLANNED
            ).first()
            if same is not None:
                return same
            is_correction = _corrects(at, reason, starts_at)
            check_shift(locked, starts_at, ends_at, at=at, despite_availability=despite_availability)
            made = Shift.objects.create(adviser=locked, starts_at=starts_at, ends_at=ends_at, changed_at=at)
            take_cells(made)
            _keep_change(made, ShiftChange.What.ADDED, None, is_correction=is_correction, reason=reason, by=by, at=at)
    except IntegrityError:
        raise UnableToRoster(OVERLAPS) from None
    return made


def move_shift(
    *,
    shift: Shift,
    starts_at: datetime,
    ends_at: datetime,
    sequence: int,
    by: Person,
    at: datetime,
    despite_availability: bool = False,
    reason: ScreenedText = NO_REASON,
) -> Shift:
    """Give a shift other times. `sequence` is that of the shift as the person saw it. Raises `UnableToRoster`."""
    try:
        with transaction.atomic():
            fresh = _fresh(shift, sequence)
            if (fresh.starts_at, fresh.ends_at) == (starts_at, ends_at):
                return fresh
            is_correction = _corrects(at, reason, fresh.starts_at, starts_at)
            was = (fresh.adviser_id, fresh.starts_at, fresh.ends_at)
            fresh.cells.all().delete()
            check_shift(fresh.adviser, starts_at, ends_at, at=at, despite_availability=despite_availability)
            fresh.starts_at, fresh.ends_at = starts_at, ends_at
            save_changed(fresh, at=at)
            take_cells(fresh)
            _keep_change(fresh, ShiftChange.What.MOVED, was, is_correction=is_correction, reason=reason, by=by, at=at)
    except IntegrityError:
        raise UnableToRoster(OVERLAPS) from None
    return fresh


def cancel_shift(*, shift: Shift, sequence: int, by: Person, at: datetime, reason: ScreenedText = NO_REASON) -> Shift:
    """Take a shift off the rota. Raises `UnableToRoster`."""
    with transaction.atomic():
        fresh = _fresh(shift, sequence)
        is_correction = _corrects(at, reason, fresh.starts_at)
        was = (fresh.adviser_id, fresh.starts_at, fresh.ends_at)
        fresh.cells.all().delete()
        fresh.state = Shift.State.CANCELLED
        save_changed(fresh, at=at)
        _keep_change(fresh, ShiftChange.What.CANCELLED, was, is_correction=is_correction, reason=reason, by=by, at=at)
    return fresh


# ---- Parts -----------------------------------------------------------------------------------------------------------


def check_shift(
    adviser: AdviserRecord, starts_at: datetime, ends_at: datetime, *, at: datetime, despite_availability: bool
) -> None:
    """Raise `UnableToRoster` unless somebody may have a shift with these times. Cells say whether they have another."""
    hours = opening_hours()
    if problem := why_no_shift(starts_at, ends_at, at=at, hours=hours):
        raise UnableToRoster(problem)
    if problems := why_not_on_the_line(adviser, starts_at, ends_at):
        raise UnableToRoster(f"{adviser.person.name} cannot be on the line then. {' '.join(problems)}")
    if not despite_availability and not within_availability(starts_at, ends_at, availability_of(adviser), hours.zone):
        raise UnableToRoster("They said that they are not available then. Tick the box if they agreed to it.")
    others = adviser.shifts.filter(state=Shift.State.PLANNED, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if any(each.cells.exists() for each in others):
        raise UnableToRoster(OVERLAPS)


def take_cells(shift: Shift) -> None:
    ShiftCell.objects.bulk_create(
        ShiftCell(shift=shift, adviser_id=shift.adviser_id, starts_at=cell)
        for cell in cells_of(shift.starts_at, shift.ends_at)
    )


def save_changed(shift: Shift, *, at: datetime) -> None:
    shift.sequence += 1
    shift.changed_at = at
    shift.save(update_fields=["adviser", "starts_at", "ends_at", "state", "sequence", "changed_at"])


def _locked(adviser: int) -> AdviserRecord:
    return AdviserRecord.objects.select_for_update(of=("self",)).select_related("person").get(pk=adviser)


def _fresh(shift: Shift, sequence: int) -> Shift:
    """The shift, its adviser locked before it, unless it was changed since the person saw it."""
    adviser = _locked(Shift.objects.values_list("adviser_id", flat=True).get(pk=shift.pk))
    fresh = Shift.objects.select_for_update(of=("self",)).get(pk=shift.pk)
    if fresh.sequence != sequence or fresh.adviser_id != adviser.pk:
        raise UnableToRoster(CHANGED)
    if not fresh.is_planned:
        raise UnableToRoster("This shift was taken off the rota.")
    fresh.adviser = adviser
    return fresh


def _corrects(at: datetime, reason: ScreenedText, *starts: datetime) -> bool:
    if min(starts) > at:
        return False
    if not reason.text.strip():
        raise UnableToRoster("This shift has begun, so the rota is history. Say why it must be corrected.")
    return True


def _keep_change(
    shift: Shift,
    what: str,
    was: tuple[int, datetime, datetime] | None,
    *,
    is_correction: bool,
    reason: ScreenedText,
    by: Person,
    at: datetime,
) -> None:
    adviser, starts_at, ends_at = was or (None, None, None)
    ShiftChange.objects.create(
        shift=shift, what=what, was_adviser_id=adviser, was_starts_at=starts_at, was_ends_at=ends_at,
        is_correction=is_correction, reason=reason.text, changed_by=by, changed_at=at,
    )  # fmt: skip
    subject = f"person:{shift.adviser_id}"
    record_override(reason, subject=subject, field_name="shift", by=by, at=at)
    data = {
        "shift": shift.pk,
        "starts": shift.starts_at.isoformat(),
        "ends": shift.ends_at.isoformat(),
        "correction": is_correction,
    }
    record(action=f"shift.{what}", by=by, at=at, subject=subject, data=data)
    if is_correction:
        count_cover_again(since=min(shift.starts_at, starts_at or shift.starts_at),
                          until=max(shift.ends_at, ends_at or shift.ends_at), at=at)  # fmt: skip
